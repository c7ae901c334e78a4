"""One declaration of what can be asked of the care centers, for page and API.

In: a query string; out: a `CenterQuestion` for `finder/joint.py`, or errors by parameter. Any parameter of the trials
with `trial.` before it means "with a recruiting site of a trial that …" (DESIGN.md, *Centers*).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from centers import services
from centers.models import Offering
from finder.fields import (
    HALF_THE_EARTH_KM,
    MOST,
    Countries,
    Number,
    Place,
    Plain,
    QuestionFilters,
    Services,
    Text,
    Whole,
    Words,
    choice,
)
from finder.filters import TrialFilters
from finder.geo import to_km
from finder.joint import CenterAnswer, CenterQuestion
from finder.labels import UNITS
from finder.languages import language_name
from finder.offered import accreditation_slug
from finder.places import Found
from finder.snapshot import current

PREFIX = "trial."
OF_THE_PLACE = ("near", "within", "unit", "country", "state", "center", "service")
"""Parameters of trials that cannot be asked here: the place is the center's."""
OF_THE_LIST = ("sort", "limit", "offset")
SORTS = ("relevance", "distance", "name")


def trial_parameters() -> list[str]:
    """Those that may be asked of the trials of a center, with their prefix."""
    kept = (one for one in TrialFilters.parameters() if one not in (*OF_THE_PLACE, *OF_THE_LIST))
    return [f"{PREFIX}{name}" for name in kept]


def accreditations() -> list[tuple[str, str]]:
    """Those that centers have, as slug and words."""
    held = {pair for center in current().care.centers for pair in center.accreditations}
    bodies = {accreditation_slug(body): body for body, _ in held}
    levels = {accreditation_slug(body, level): f"{body}, {level}" for body, level in held if level}
    return sorted({**bodies, **levels}.items())


def _languages() -> list[tuple[str, str]]:
    held = {one for center in current().care.centers for one in center.languages}
    return [(code, language_name(code)) for code in sorted(held)]


class CenterFilters(QuestionFilters):
    """What can be asked of the centers. `trials` are the filters of what is asked of their trials; None where nothing
    is."""

    q = Text(max_length=400, required=False, label="Words")
    service = Services(required=False, label="Service")
    availability = Plain(choices=list(Offering.AVAILABILITIES.items()), required=False, label="Availability")
    delivery = Plain(choices=list(Offering.DELIVERIES.items()), required=False, label="How it is given")
    group = Plain(
        choices=[(one.slug, one.label) for one in services.GROUPS.values()], required=False, label="Kind of service"
    )
    accreditation = Plain(choices=accreditations, required=False, label="Accreditation")
    language = Plain(choices=_languages, required=False, label="Language")
    verified = choice("verified", {"yes": "Only what was checked, and is not out of date"})
    near = Place(max_length=120, required=False, label="Near")
    within = Number(min_value=0, max_value=HALF_THE_EARTH_KM, required=False, label="Within")
    unit = choice("unit", UNITS)
    country = Countries(required=False, label="Country")
    state = Words(required=False, label="State")
    sort = choice("sort", dict.fromkeys(SORTS, ""))
    limit = Whole(min_value=1, max_value=MOST, required=False)
    offset = Whole(min_value=0, max_value=10_000_000, required=False)

    def __init__(self, data: QueryDict, *, exact: bool = False) -> None:
        super().__init__(data, exact=exact)
        asked, known = QueryDict(mutable=True), trial_parameters()
        for name in data:
            if name.startswith(PREFIX) and (exact or name in known):
                asked.setlist(name.removeprefix(PREFIX), data.getlist(name))
        given = any(value.strip() for name in asked for value in asked.getlist(name))
        self.trials = TrialFilters(asked, exact=exact) if given else None

    @staticmethod
    def states_in(country: str) -> Iterable[str]:
        return {one.state for center in current().care.centers for one in center.locations if one.country == country}

    @classmethod
    def parameters(cls) -> list[str]:
        return [*super().parameters(), *trial_parameters()]

    def is_understood(self) -> bool:
        """Whether everything asked, of trials too, can be answered."""
        return bool(self.form.is_valid() and (self.trials is None or self.trials.form.is_valid()))

    @property
    def errors(self) -> dict[str, list[str]]:
        """Messages by parameter."""
        found = super().errors
        if self.trials is not None:
            found |= {f"{PREFIX}{name}": messages for name, messages in self.trials.errors.items()}
        return found

    @property
    def sort_asked(self) -> str:
        return self.sort_of("name")

    def question(self, *, examples: bool) -> CenterQuestion:
        """Only where it is understood."""
        given: dict[str, Any] = self.form.cleaned_data
        found: Found | None = given.get("near")
        trials = self.trials.question(examples=examples) if self.trials else None
        return CenterQuestion(
            text=given.get("q"),
            services=tuple(given.get("service") or ()),
            availability=tuple(given.get("availability") or ()),
            delivery=tuple(given.get("delivery") or ()),
            groups=tuple(given.get("group") or ()),
            verified=given.get("verified") == "yes",
            accreditations=tuple(given.get("accreditation") or ()),
            languages=tuple(given.get("language") or ()),
            near=found.point if found else None,
            km=to_km(self.within_asked, self.unit_asked),
            countries=tuple(given.get("country") or ()),
            states=tuple(given.get("state") or ()),
            trials=trials.anywhere() if trials else None,
            site_status=trials.place.site_status if trials and trials.place else "recruiting",
            sort=self.sort_asked,
            today=timezone.localdate(),
        )

    def answer(self, *, examples: bool) -> CenterAnswer:
        """What was asked, answered on the newest generation of the index."""
        return CenterAnswer(self.question(examples=examples), current())
