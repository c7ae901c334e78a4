"""One declaration of what can be asked of the trials, for page, API and feed.

In: a query string; out: a `Question` for `finder/search.py`, or errors by parameter. A new parameter is a filter here.
Names and values are DESIGN.md's query language.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from finder import labels, persons
from finder.asks import UNCLEAR
from finder.fields import (
    HALF_THE_EARTH_KM,
    MOST,
    Centers,
    Choice,
    Countries,
    Date,
    Filter,
    Number,
    Place,
    Plain,
    QuestionFilters,
    Services,
    Several,
    Text,
    Treatments,
    Whole,
    Words,
    choice,
)
from finder.geo import to_km
from finder.persons import Entered
from finder.places import Found
from finder.search import Answer, PlaceAsked, Question
from finder.snapshot import current

OPEN_BY_DEFAULT = ("recruiting", "not-yet-recruiting", "available")
ANY = "any"
SCOPES = [(name, labels.SCOPES[name]) for name in ("breast", "any-solid")]
UNKNOWN_SCOPES = ("unread", UNCLEAR)
SORTS = ("relevance", "distance", "newest", "updated")
Choices = list[tuple[str, str]]


class Known:
    """The choices of a group, in words when they are asked for: what is made at import would hold the language of the
    first request. `known`: those that no table adds to."""

    def __init__(self, group: str, known: Iterable[str]) -> None:
        self.group, self.known = group, list(known)

    def __call__(self) -> Choices:
        return [(value, labels.label(self.group, value)) for value in self.known]


def _person(name: str) -> Filter:
    """A parameter of `finder/persons.py`."""
    parameter = persons.PARAMETERS[name]
    kind = Choice if parameter.kind == persons.ONCE else Several
    return kind(field_name=name, choices=Known(name, parameter.values()), required=False, label=labels.TITLES[name])


def _lines(name: str) -> Whole:
    return Whole(field_name=name, min_value=0, max_value=50, required=False, label=labels.TITLES[name])


class RegistryWords(Known):
    """The registry's words that we know, and those that stand in the index besides."""

    def __call__(self) -> Choices:
        more = [value for value in current().values.get(self.group, ()) if value not in self.known]
        return [*super().__call__(), *((value, labels.label(self.group, value)) for value in more)]


def _plain(group: str, *also: str) -> Plain:
    return Plain(field_name=group, choices=RegistryWords(group, [*labels.GROUPS[group], *also]), required=False)


class TrialFilters(QuestionFilters):
    """What can be asked of the trials. `exact=True` (the API) refuses what a page passes over."""

    q = Text(max_length=400, required=False, label="Words")
    status = _plain("status", ANY)
    near = Place(max_length=120, required=False, label="Near")
    within = Number(min_value=0, max_value=HALF_THE_EARTH_KM, required=False, label="Within")
    unit = choice("unit", labels.UNITS)
    site_status = choice("site_status", labels.SITE_STATUSES)
    country = Countries(required=False, label="Country")
    state = Words(required=False, label="State")
    center = Centers(required=False, label="At a care center")
    service = Services(required=False, label="Where this is offered too")
    phase = _plain("phase")
    type = _plain("type")
    purpose = _plain("purpose")
    sponsor_class = _plain("sponsor_class")
    randomized = _plain("randomized")
    placebo = _plain("placebo")
    expanded_access = _plain("expanded_access")
    has_results = _plain("has_results")
    updated_since = Date(required=False, label="Updated since")
    modality = _plain("modality")
    scope = Plain(field_name="scope", choices=[*SCOPES, (ANY, "Any")], required=False)
    age = Whole(field_name="age", min_value=0, max_value=120, required=False, label="Age")
    sex = _person("sex")
    subtype = _person("subtype")
    brain = _person("brain")
    leptomeningeal = _person("leptomeningeal")
    stage = _person("stage")
    ecog = _person("ecog")
    measurable = _person("measurable")
    menopause = _person("menopause")
    biomarker = _person("biomarker")
    biomarker_not = _person("biomarker_not")
    had = Treatments(field_name="had", required=False)
    not_had = Treatments(field_name="not_had", required=False)
    spread = _person("spread")
    metastases = _person("metastases")
    lines = _lines("lines")
    chemo_lines = _lines("chemo_lines")
    endocrine_lines = _lines("endocrine_lines")
    strict = choice("strict", {"yes": "Only trials that admit on everything entered"})
    sort = choice("sort", dict.fromkeys(SORTS, ""))
    limit = Whole(min_value=1, max_value=MOST, required=False)
    offset = Whole(min_value=0, max_value=10_000_000, required=False)

    # -- what was asked -----------------------------------------------------------------------------------------------

    @property
    def sort_asked(self) -> str:
        """As given where it can be; default distance with `near`, else relevance with `q`, else updated."""
        return self.sort_of("updated")

    @staticmethod
    def states_in(country: str) -> Iterable[str]:
        return current().places.get(country, ())

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses that count; empty means any."""
        given = tuple(self.form.cleaned_data.get("status") or OPEN_BY_DEFAULT)
        return () if ANY in given else given

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that count; empty means any. What was not read, or is unclear, is not hidden."""
        given = tuple(self.form.cleaned_data.get("scope") or dict(SCOPES))
        return () if ANY in given else (*given, *UNKNOWN_SCOPES)

    @property
    def person(self) -> Entered:
        """What was entered about a person. Menopause is not asked of men."""
        given = self.form.cleaned_data
        found: dict[str, tuple[persons.Value, ...]] = {}
        for name in persons.NAMES:
            value = given.get(name)
            if value not in (None, "", []):
                found[name] = tuple(dict.fromkeys(value)) if isinstance(value, list) else (value,)
        if found.get("sex") == ("male",):
            found.pop("menopause", None)
        return found

    def question(self, *, examples: bool) -> Question:
        """Only after `form.is_valid()`."""
        given = self.form.cleaned_data
        plain = {
            name: tuple(given[name]) for name, one in self.filters.items() if isinstance(one, Plain) and given[name]
        }
        for name, asked in (("status", self.statuses), ("scope", self.scopes)):
            plain.pop(name, None)
            if asked:
                plain[name] = asked
        return Question(
            text=given.get("q"),
            plain=plain,
            updated_since=given.get("updated_since"),
            place=self._place(given),
            person=self.person,
            strict=given.get("strict") == "yes",
            examples=examples,
            sort=self.sort_asked,
        )

    def _place(self, given: dict[str, Any]) -> PlaceAsked | None:
        found: Found | None = given.get("near")
        countries, states = tuple(given.get("country") or ()), tuple(given.get("state") or ())
        centers, offered = given.get("center") or (), tuple(given.get("service") or ())
        if not (found or countries or states or centers or offered or given.get("site_status")):
            return None
        return PlaceAsked(
            near=found.point if found else None,
            km=to_km(self.within_asked, self.unit_asked),
            countries=countries,
            states=states,
            centers=tuple(one.pk for one in centers),
            services=offered,
            site_status=given.get("site_status") or "recruiting",
        )

    def answer(self, *, examples: bool) -> Answer:
        """What was asked, answered on the newest generation of the index."""
        return Answer(self.question(examples=examples), current())
