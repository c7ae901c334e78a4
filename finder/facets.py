"""How many trials there are of each kind. In: an `Answer`; out: counts by group and value, for page and API.

Plain facets are counted with all filters but their own (DESIGN.md, rule 6).
"""

from __future__ import annotations

from dataclasses import dataclass

from finder.labels import TITLES, label
from finder.search import Answer

PLAIN = (
    "status",
    "phase",
    "type",
    "purpose",
    "sponsor_class",
    "randomized",
    "placebo",
    "expanded_access",
    "has_results",
)


@dataclass(frozen=True, slots=True)
class Value:
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    title: str
    values: list[Value]


def facets(answer: Answer) -> list[Facet]:
    """The facets of an answer, values most frequent first (statuses and phases in their own order)."""
    found = [Facet(group, TITLES[group], _plain(answer, group)) for group in PLAIN]
    place = answer.question.place
    if place is None or place.near is None:
        found.append(Facet("country", TITLES["country"], _countries(answer)))
        if place is not None and len(place.countries) == 1:
            found.append(Facet("state", TITLES["state"], _states(answer, place.countries[0])))
    return [facet for facet in found if facet.values]


def _plain(answer: Answer, group: str) -> list[Value]:
    base, snapshot = answer.without(group), answer.snapshot
    counts = [
        (value, (base & snapshot.word(f"{group}:{value}")).bit_count()) for value in snapshot.values.get(group, ())
    ]
    values = [Value(value, label(group, value), count) for value, count in counts if count]
    if group != "phase":
        values.sort(key=lambda one: (-one.count, one.value))
    return values


def _countries(answer: Answer) -> list[Value]:
    return _places(answer, "country", [(country, country, "") for country in answer.snapshot.places])


def _states(answer: Answer, country: str) -> list[Value]:
    states = answer.snapshot.places.get(country, {})
    return _places(answer, "state", [(state, country, state) for state in states if state])


def _places(answer: Answer, group: str, places: list[tuple[str, str, str]]) -> list[Value]:
    base, snapshot = answer.without("place"), answer.snapshot
    status = answer.question.place.site_status if answer.question.place else "recruiting"
    counts = [
        (value, (base & snapshot.in_country(country, state, status)).bit_count()) for value, country, state in places
    ]
    values = [Value(value, label(group, value), count) for value, count in counts if count]
    return sorted(values, key=lambda one: (-one.count, one.label))
