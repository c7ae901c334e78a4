"""The finder's query layer beside hand-written SQL, and facets beside plain bitsets. Run by `bench/__main__.py`.

`python -m bench.search ROUNDS` works on the database of its environment and prints its figures. Before anything is
timed both must give the same trials in the same order, the same count and the same facets: else it stops.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from typing import Any

import django
import msgspec

from bench.figures import Figure, seconds, side_by_side
from bench.questions import OF_PERSONS, QUESTIONS

django.setup()

from django.db import connection
from django.http import QueryDict

from bench import narrow
from bench.entered import entered
from bench.sql import Asked, Engine, Near
from finder import facets, geo, persons, snapshot
from finder.filters import TrialFilters
from finder.reasons import questions
from finder.rows import TrialRow, page_of_rows
from finder.search import RELEVANCE, Answer, Question
from finder.words import Query, to_fts5

ROUNDS = 15
GROUPS = {"recruiting": 0, "open": 1, "any": 2}


class Different(Exception):
    """The two do not give the same answer."""


def filters(query: str) -> TrialFilters:
    made = TrialFilters(QueryDict(query), exact=True)
    if not made.form.is_valid():
        raise ValueError(f"{query}: {made.form.errors.as_text()}")
    return made


def ours(query: str) -> tuple[Answer, list[TrialRow], list[facets.Facet]]:
    """All that the API does between a query string and its printing."""
    asked = filters(query)
    answer = asked.answer(examples=False)
    return answer, page_of_rows(asked, answer), facets.facets(answer)


def asked(query: str) -> Asked:
    """The question as hand-written SQL is given it: understood beforehand, which costs it nothing."""
    given = filters(query)
    return spelled(given.question(examples=False), miles=given.unit_asked == "mi", limit=given.limits[0])


def spelled(question: Question, *, miles: bool, limit: int) -> Asked:
    place = question.place
    return Asked(
        match=match(question.text, question.sort),
        near=near(place.near, place.km) if place and place.near else None,
        place=place is not None,
        countries=place.countries if place else (),
        states=place.states if place else (),
        group=GROUPS[place.site_status] if place else 0,
        plain={name: tuple(values) for name, values in question.plain.items()},
        age=_number(question.person.get("age")),
        sex=str(question.person.get("sex", ("",))[0]),
        entered=entered(snapshot.current(), question.person),
        questions=tuple(sorted(questions(question.person))),
        sort=question.sort,
        miles=miles,
        limit=limit,
    )


def _number(given: tuple[Any, ...] | None) -> int | None:
    return int(given[0]) if given else None


def match(text: Query | None, sort: str) -> tuple[str, ...]:
    if text is None:
        return ()
    everywhere = to_fts5(text, None)
    if sort != "relevance":
        return (everywhere,)
    return (*(to_fts5(text, RELEVANCE[:columns]) for columns in (1, 2, 3)), everywhere)


def near(point: geo.Point, km: float) -> Near:
    boxes = tuple((box.south, box.west, box.north, box.east) for box in geo.boxes(point, km))
    return Near(point.lat, point.lon, km, boxes)


def compare(query: str, engine: Engine) -> int:
    """How many trials match. Raises Different."""
    answer, rows, counted = ours(query)
    floor = engine.answer(asked(query))
    pairs: list[tuple[str, Any, Any]] = [
        ("count", answer.count, floor.count),
        ("trials", [row.id for row in rows], [row["id"] for row in floor.rows]),
        ("distances", [row.nearest and row.nearest.distance for row in rows], _distances(floor.rows)),
    ]
    theirs = {facet.name: {value.value: value.count for value in facet.values} for facet in counted}
    pairs += [(name, theirs.get(name), floor.facets.get(name)) for name in sorted({*theirs, *floor.facets})]
    for what, one, other in pairs:
        if one != other:
            raise Different(f"{query!r}: {what}\n  ours:  {one}\n  floor: {other}")
    return answer.count


def _distances(rows: list[dict[str, Any]]) -> list[float | None]:
    return [row["nearest"] and row["nearest"]["distance"] for row in rows]


Bitsets = dict[str, dict[str, int]]


def _bitsets(answer: Answer) -> Bitsets:
    """The words of the facets as integers, made beforehand; of places, those that the finder keeps too."""
    held = answer.snapshot
    made = {
        group: {value: held.word(f"{group}:{value}") for value in held.values.get(group, ())} for group in facets.PLAIN
    }
    place = answer.question.place
    status = place.site_status if place else "recruiting"
    if place is None or place.near is None:
        made["country"] = {country: held.in_country(country, "", status) for country in held.places}
        if place is not None and len(place.countries) == 1:
            (country,) = place.countries
            made["state"] = {
                state: held.in_country(country, state, status) for state in held.places.get(country, {}) if state
            }
    return made


def _count(bases: dict[str, int], bitsets: Bitsets) -> dict[str, dict[str, int]]:
    """Plain counting: an AND and a population count a value, and nothing else."""
    return {
        group: {value: (bases[group] & bits).bit_count() for value, bits in values.items()}
        for group, values in bitsets.items()
    }


def _facet_figure(rounds: int) -> Figure:
    floors, mine = [], []
    for query in QUESTIONS.values():
        answer = filters(query).answer(examples=False)
        bitsets = _bitsets(answer)
        bases = {group: answer.without("place" if group in ("country", "state") else group) for group in bitsets}
        floor, own = side_by_side(_counting(bases, bitsets), _faceting(answer), rounds=rounds)
        floors.append(floor)
        mine.append(own)
    name = "facet counts, the floor plain integer bitsets"
    return Figure(name, statistics.fmean(mine) * 1000, "ms", statistics.fmean(floors) * 1000, at_most=2)


def _person_facet_figure(rounds: int) -> Figure:
    floors, mine, values = [], [], 0
    for query in ("", *OF_PERSONS.values()):
        answer = filters(query).answer(examples=False)
        counted = facets.person_facets(answer)  # what the finder keeps of a generation is there from here on
        values = max(values, sum(len(facet.values) for facet in counted))
        integers = [_integers(answer, name) for name in facets.OF_PERSONS]
        floor, own = side_by_side(_counting_people(integers), _faceting_people(answer), rounds=rounds)
        floors.append(floor)
        mine.append(own)
    name = "person facets, the floor plain integer bitsets"
    note = f"up to {values} values"
    return Figure(name, statistics.fmean(mine) * 1000, "ms", statistics.fmean(floors) * 1000, note=note)


Integers = tuple[int, list[tuple[int, int, int]]]
"""The trials that count, and for each value those that admit, where it depends, that are silent."""


def _integers(answer: Answer, name: str) -> Integers:
    parameter = persons.PARAMETERS[name]
    base = answer.without(name) if parameter.kind == persons.ONE_OF else answer.matches
    values = facets.TREATMENTS if name in ("had", "not_had") else parameter.values()
    splits = (answer.with_value(name, value, base) for value in values)
    return base, [(split.admits, split.depends, split.silent) for split in splits]


def _counting_people(integers: list[Integers]) -> Callable[[], Any]:
    """An AND and a population count a number, and nothing else."""

    def count() -> Any:
        found = []
        for base, values in integers:
            silent = base
            counts = []
            for admits, depends, says_nothing in values:
                silent &= says_nothing
                counts.append(((base & admits).bit_count(), (base & depends).bit_count()))
            found.append((counts, silent.bit_count()))
        return found

    return count


def _faceting_people(answer: Answer) -> Callable[[], Any]:
    return lambda: facets.person_facets(answer)


def _counting(bases: dict[str, int], bitsets: Bitsets) -> Callable[[], Any]:
    return lambda: _count(bases, bitsets)


def _faceting(answer: Answer) -> Callable[[], Any]:
    return lambda: facets.facets(answer)


def _asking(query: str, engine: Engine) -> tuple[Callable[[], Any], Callable[[], Any]]:
    spelled = asked(query)
    return lambda: engine.answer(spelled), lambda: ours(query)


def _listing(query: str, engine: Engine) -> tuple[Callable[[], Any], Callable[[], Any]]:
    spelled = asked(query)

    def mine() -> object:
        given = filters(query)
        answer = given.answer(examples=False)
        return answer.count, page_of_rows(given, answer)

    return lambda: engine.answer(spelled, counting=False), mine


def _rebuilt() -> float:
    snapshot.forget()
    return seconds(snapshot.current)


def main(rounds: int) -> list[Figure]:
    narrow.prepare()
    snapshot.current()
    connection.cursor().execute("PRAGMA optimize")
    engine = Engine()
    mixed, without = _mixed("mixed questions", "the same without facets", QUESTIONS, engine, rounds)
    with_person, listed = _mixed("with a person", "the same without facets, with a person", OF_PERSONS, engine, rounds)
    rebuilt = statistics.median(_rebuilt() for _ in range(3)) * 1000
    return [
        *mixed,
        without,
        _facet_figure(rounds),
        *with_person,
        listed,
        _person_facet_figure(rounds),
        Figure("snapshot read anew", rebuilt, "ms"),
    ]


def _mixed(
    name: str, again: str, asked_for: dict[str, str], engine: Engine, rounds: int
) -> tuple[list[Figure], Figure]:
    """The mean of all kinds and each kind by itself; and the mean without facets, where SQL has the least to do."""
    figures = []
    plain: list[list[float]] = []
    for kind, query in asked_for.items():
        matches = compare(query, engine)
        floor, mine = side_by_side(*_asking(query, engine), rounds=rounds)
        figures.append(Figure(f"  {kind}", mine * 1000, "ms", floor * 1000, note=f"{matches:,} match"))
        plain.append(side_by_side(*_listing(query, engine), rounds=rounds))
    mixed = Figure(
        f"search: {name}, the floor hand-written SQL",
        statistics.fmean(one.ours for one in figures),
        "ms",
        statistics.fmean(one.floor or 0.0 for one in figures),
        at_most=1.5,
    )
    without = Figure(
        again,
        statistics.fmean(mine for _, mine in plain) * 1000,
        "ms",
        statistics.fmean(floor for floor, _ in plain) * 1000,
    )
    return [mixed, *figures], without


if __name__ == "__main__":
    print(msgspec.json.encode(main(int(sys.argv[1]))).decode())
