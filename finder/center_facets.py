"""How many centers there are of each kind. In: a `CenterAnswer`; out: counts by group and value, for page and API.

Each count is what choosing that value would give. `service` is all-of: it is counted with all filters, its own
included; all others with all but their own (DESIGN.md, rule 6). Centers that say nothing about it are counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from centers import services
from centers.models import Offering
from finder.center_filters import accreditations
from finder.facets import Value
from finder.joint import CenterAnswer
from finder.labels import label, row_label
from finder.languages import language_name


@dataclass(frozen=True, slots=True)
class CenterFacet:
    """`silent`: centers, of those counted, of which we know nothing about it."""

    name: str
    title: str
    values: list[Value]
    silent: int


CONDITIONS = {
    "service": "services",
    "group": "groups",
    "availability": "availability",
    "delivery": "delivery",
    "verified": "verified",
    "accreditation": "accreditations",
    "language": "languages",
}
"""Facet → the condition of `CenterQuestion`."""
TITLES = {
    "service": N_("Service"),
    "group": N_("Kind of service"),
    "availability": N_("Availability"),
    "delivery": N_("How it is given"),
    "verified": N_("Checked, and not out of date"),
    "accreditation": N_("Accreditation"),
    "language": N_("Language"),
    "state": N_("State"),
}


def center_facets(answer: CenterAnswer) -> list[CenterFacet]:
    """The facets of an answer, values most frequent first."""
    found = [_facet(name, *_counted(answer, name)) for name in CONDITIONS]
    if answer.question.near is None:
        found.append(_facet("state", _in_states(answer), 0))
    return [one for one in found if one.values]


def _counted(answer: CenterAnswer, name: str) -> tuple[dict[str, int], int]:
    """Value → centers; and how many say nothing about it."""
    condition = CONDITIONS[name]
    asked = answer.question.services
    base = answer.matches if name == "service" else answer.but(**{condition: False if name == "verified" else ()})
    counts, silent = {}, base
    for value in _values(answer, name):
        chosen: Any = True if name == "verified" else (*asked, value) if name == "service" else (value,)
        centers = base & answer.but(**{condition: chosen})
        counts[value] = centers.bit_count()
        silent &= ~centers
    return counts, silent.bit_count()


def _values(answer: CenterAnswer, name: str) -> Iterable[str]:
    offered = answer.offered
    known: dict[str, Iterable[str]] = {
        "service": (service for service, _, _ in offered.cells()),
        "group": services.GROUPS,
        "availability": Offering.AVAILABILITIES,
        "delivery": Offering.DELIVERIES,
        "verified": ("yes",),
        "accreditation": offered.accredited,
        "language": offered.speaking,
    }
    return dict.fromkeys(known[name])


def _in_states(answer: CenterAnswer) -> dict[str, int]:
    """States of the one country that is asked for, or that all centers are in."""
    held = answer.offered.in_country
    countries = answer.question.countries or tuple(held)
    if len(countries) != 1:
        return {}
    (country,) = countries
    return {state: answer.in_state(country, state).count for state in held.get(country, {}) if state}


def _facet(name: str, counts: dict[str, int], silent: int) -> CenterFacet:
    words = dict(accreditations()) if name == "accreditation" else {}
    values = [
        Value(value, words.get(value) or value_label(name, value), count) for value, count in counts.items() if count
    ]
    return CenterFacet(name, gettext(TITLES[name]), sorted(values, key=lambda one: (-one.count, one.label)), silent)


def value_label(name: str, value: str) -> str:
    """A value of a facet, or parameter, of the centers in words."""
    if name == "service":
        return row_label(services.SERVICES[value]) if value in services.SERVICES else value
    if name == "group" and value in services.GROUPS:
        return row_label(services.GROUPS[value])
    if name == "language":
        return language_name(value)
    known: dict[str, dict[str, str]] = {
        "availability": Offering.AVAILABILITIES,
        "delivery": Offering.DELIVERIES,
        "verified": {"yes": N_("checked, and not out of date")},
    }
    words = known.get(name, {}).get(value)
    return gettext(words) if words else label(name, value)
