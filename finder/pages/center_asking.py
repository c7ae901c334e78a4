"""The search form of the centers as it is shown. In: a `CenterFilters`; out: fields with their value and errors.

The fields are written out in `templates/finder/_center_search.html`; what else was asked goes along hidden.
"""

from __future__ import annotations

from functools import cache

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from centers import services
from centers.models import Offering
from finder.center_facets import TITLES, value_label
from finder.center_filters import OF_THE_PLACE, PREFIX, CenterFilters
from finder.fields import WITHIN
from finder.labels import page_language, row_label
from finder.pages.addresses import Asked
from finder.pages.asking import (
    Field,
    Option,
    SearchForm,
    choices,
    chosen,
    errors_of,
    folded,
    options_markup,
    problems,
    title,
)
from finder.persons import NAMES

OFTEN = ("subtype", "brain", "age", "sex")
MORE = ("stage", "biomarker", "had", "lines", "ecog", "q")
TRIAL = tuple(f"{PREFIX}{name}" for name in (*OFTEN, *MORE))
FURTHER = ("q", "delivery", "availability", "verified")
SHOWN = ("service", "near", "within", "unit", *TRIAL, *FURTHER)


def asked_of(query: QueryDict) -> Asked:
    """The known parameters of an address of the centers."""
    return Asked(query, page="centers", known=CenterFilters.parameters())


def title_of(name: str) -> str:
    """What a parameter is called on the page."""
    if name.startswith(PREFIX):
        parameter = name.removeprefix(PREFIX)
        return title(parameter) if parameter in NAMES else _("Trial: %(what)s") % {"what": title(parameter)}
    return _(TITLES[name]) if name in TITLES else title(name)


def center_form(filters: CenterFilters) -> SearchForm:
    """The form, with what was given."""
    data = filters.form.data
    asked = asked_of(data if isinstance(data, QueryDict) else QueryDict())
    errors = errors_of(filters)
    if filters.trials is not None:
        errors |= {f"{PREFIX}{name}": messages for name, messages in errors_of(filters.trials).items()}
    values = {name: (asked.get(name) or [""])[0] for name in SHOWN}
    values[f"{PREFIX}had"] = ", ".join(asked.get(f"{PREFIX}had"))
    if (slugs := services.resolve(values["service"])) and len(slugs) == 1:
        values["service"] = slugs[0]  # "gamma knife" is chosen as what it is
    values["within"] = values["within"] or f"{WITHIN:g}"
    values["unit"] = values["unit"] or "mi"
    fields = {
        name: Field(
            name,
            value,
            errors.get(name, []),
            chosen(_options(page_language(), name), value),
        )
        for name, value in values.items()
    }
    kept = [(name, value) for name in SHOWN if name != f"{PREFIX}had" for value in asked.get(name)[1:]]
    more = tuple(f"{PREFIX}{name}" for name in MORE)
    return SearchForm(
        fields=fields,
        hidden=[*kept, *asked.pairs(leave_out=[*SHOWN, "offset"])],
        problems=problems(errors, asked, SHOWN, title_of),
        about=folded(more, asked, errors),
        further=folded(FURTHER, asked, errors),
        often_had=[],
    )


@cache
def _options(language: str, name: str) -> SafeString:
    return options_markup(Option(*one) for one in _choices(name))


def _choices(name: str) -> list[tuple[str, str, str]]:
    """Value, words and heading of each option; none where it is typed."""
    any_of_it = ("", pgettext("any value will do", "Any"), "")
    if name == "service":
        held = [(one.slug, row_label(one), row_label(services.GROUPS[one.group])) for one in services.SERVICES.values()]
        return [any_of_it, *held]
    if name in ("availability", "delivery"):
        known = Offering.AVAILABILITIES if name == "availability" else Offering.DELIVERIES
        return [
            any_of_it,
            *((slug, value_label(name, slug).capitalize(), "") for slug in known),
        ]
    if name == "verified":
        return [("", _("No"), ""), ("yes", _("Yes"), "")]
    if name.startswith(PREFIX) or name == "unit":
        return [(value, words, "") for value, words in choices(name.removeprefix(PREFIX)).items()]
    return []


def trial_place(asked: Asked) -> dict[str, list[str]]:
    """What the list of trials is asked for the same person and place."""
    found = {name.removeprefix(PREFIX): asked.get(name) for name in asked.values if name.startswith(PREFIX)}
    return found | {name: asked.get(name) for name in OF_THE_PLACE if name in asked.values and name != "service"}
