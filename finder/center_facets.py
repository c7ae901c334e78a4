"""How many centers there are of each kind. In: a `CenterAnswer`; out: counts by group and value, for page and API.

Each count is what choosing that value would give. `service` is all-of: it is counted with all filters, its own
included; all others with all but their own (DESIGN.md, rule 6). Centers that say nothing about it are counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from centers import services
from centers.models import Offering
from finder.care import CareOffering
from finder.center_filters import accreditations
from finder.facets import Value
from finder.joint import CenterAnswer, accreditation_slugs, in_groups
from finder.labels import label
from finder.languages import language_name


@dataclass(frozen=True, slots=True)
class CenterFacet:
    """`silent`: centers, of those counted, of which we know nothing about it."""

    name: str
    title: str
    values: list[Value]
    silent: int


OF_OFFERINGS = {
    "service": "services",
    "group": "groups",
    "availability": "availability",
    "delivery": "delivery",
    "verified": "verified",
}
OF_CENTERS = {"accreditation": "accreditations", "language": "languages"}
"""Facet → the condition of `CenterQuestion`."""
TITLES = {
    "service": "Service",
    "group": "Kind of service",
    "availability": "Availability",
    "delivery": "How it is given",
    "verified": "Checked, and not out of date",
    "accreditation": "Accreditation",
    "language": "Language",
    "state": "State",
}


def center_facets(answer: CenterAnswer) -> list[CenterFacet]:
    """The facets of an answer, values most frequent first."""
    found = [_offered(answer, name) for name in OF_OFFERINGS] + [_of_center(answer, name) for name in OF_CENTERS]
    if answer.question.near is None:
        found.append(_states(answer))
    return [one for one in found if one.values]


def _offered(answer: CenterAnswer, name: str) -> CenterFacet:
    """A facet of what is offered."""
    question = answer.question
    base = answer.without(OF_OFFERINGS[name]) if name != "service" else answer
    counts: Counter[str] = Counter()
    silent = 0
    for hit in base.candidates if name != "service" else base.hits:
        if not base.is_like(hit.center):
            continue
        by_value: dict[str, set[str]] = {}
        offered = set()
        for one in base.offerings(hit):
            offered.add(one.service)
            for value in _values(answer, one, name):
                by_value.setdefault(value, set()).add(one.service)
        # What holds together holds for one offering, for each service asked for: all of them with this value.
        needed = offered if name in ("service", "group") else None
        held = [
            value
            for value, those in by_value.items()
            if (needed or those).issuperset(question.services) and in_groups(needed or those, base.question.groups)
        ]
        counts.update(held)
        silent += not held and base.holds(hit)
    return _facet(name, counts, silent)


def _values(answer: CenterAnswer, offering: CareOffering, name: str) -> Iterable[str]:
    if name == "service":
        found = offering.service
    elif name == "group":
        found = services.SERVICES[offering.service].group if offering.service in services.SERVICES else ""
    elif name == "availability":
        found = offering.availability
    elif name == "delivery":
        found = offering.delivery
    else:
        found = "yes" if answer.is_verified(offering) else ""
    return (found,) if found else ()


def _of_center(answer: CenterAnswer, name: str) -> CenterFacet:
    """A facet of the center as a whole."""
    base = answer.without(OF_CENTERS[name])
    counts: Counter[str] = Counter()
    silent = 0
    for hit in base.hits:
        held = set(hit.center.languages) if name == "language" else accreditation_slugs(hit.center)
        counts.update(held)
        silent += not held
    return _facet(name, counts, silent)


def _states(answer: CenterAnswer) -> CenterFacet:
    """States of the one country that is asked for, or that all centers are in."""
    centers = answer.snapshot.care.centers
    countries = answer.question.countries or tuple({one.country for each in centers for one in each.locations})
    counts: Counter[str] = Counter()
    if len(countries) == 1:
        in_state: dict[str, CenterAnswer] = {}
        for center in centers:
            for state in {one.state for one in center.locations if one.country == countries[0]} - {""}:
                if state not in in_state:
                    in_state[state] = answer.in_state(countries[0], state)
                hit = in_state[state].candidate(center)
                counts[state] += hit is not None and in_state[state].holds(hit)
    return _facet("state", +counts, 0)


def _facet(name: str, counts: Counter[str], silent: int) -> CenterFacet:
    words = dict(accreditations()) if name == "accreditation" else {}
    values = [Value(value, words.get(value) or value_label(name, value), count) for value, count in counts.items()]
    return CenterFacet(name, TITLES[name], sorted(values, key=lambda one: (-one.count, one.label)), silent)


def value_label(name: str, value: str) -> str:
    """A value of a facet, or parameter, of the centers in words."""
    if name == "service":
        return services.SERVICES[value].label if value in services.SERVICES else value
    if name == "language":
        return language_name(value)
    known = {
        "group": services.GROUPS,
        "availability": Offering.AVAILABILITIES,
        "delivery": Offering.DELIVERIES,
        "verified": {"yes": "checked, and not out of date"},
    }
    return known.get(name, {}).get(value) or label(name, value)
