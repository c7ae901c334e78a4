"""What was entered about a person, understood beforehand for the hand-written SQL. Called by `bench/search.py`.

In: parameters with their values; out: of each, how a trial stands to it by each word of the index. The verdicts are the
finder's own, asked of an index in which each word is a trial of its own: the floor is given them, and the putting
together of words, values and cohorts is what it does by itself.
"""

from __future__ import annotations

from array import array

from bench import sql
from finder import persons
from finder.persons import Entered, Value
from finder.snapshot import Snapshot
from finder.verdicts import Verdict

BY_COLUMNS = ("age", "sex")
"""The registry's limits and those of the text: columns of the floor's own."""
_ADMITS_FIRST = ("biomarker", "spread")
_RANKS = {Verdict.ADMITS: sql.ADMITS, Verdict.DEPENDS: sql.DEPENDS, Verdict.EXCLUDES: sql.EXCLUDES}


def entered(held: Snapshot, person: Entered) -> tuple[sql.Entered, ...]:
    words = [f"{group}:{value}" for group, values in held.values.items() for value in values]
    alone = _each_alone(words)
    return tuple(
        sql.Entered(
            parameter=name,
            one_of=name in persons.PARAMETERS and persons.PARAMETERS[name].kind == persons.ONE_OF,
            alternatives=tuple(
                _ranks(alone, words, name, {**person, name: one}) for one in _alternatives(name, values)
            ),
        )
        for name, values in person.items()
        if name not in BY_COLUMNS
    )


def _each_alone(words: list[str]) -> Snapshot:
    """An index in which trial n has word n and no other."""
    few = {f"few/{word}": array("I", [number]).tobytes() for number, word in enumerate(words)}
    return Snapshot(0, {"ids": array("I", range(len(words))).tobytes(), **few}, ())


def _alternatives(name: str, values: tuple[Value, ...]) -> list[tuple[Value, ...]]:
    """The values one by one; a group of receptors is the repetition of its cells."""
    if name == "subtype":
        return [(cell,) for value in values for cell in persons.SUBTYPE_GROUPS.get(str(value), (str(value),))]
    return [(value,) for value in values]


def _ranks(alone: Snapshot, words: list[str], name: str, person: Entered) -> dict[str, int]:
    split = persons.split(alone, name, person)
    ranks = {word: _RANKS.get(split.verdict(number), 0) for number, word in enumerate(words)}
    if name in _ADMITS_FIRST:
        ranks = {word: sql.ADMITS_FIRST if rank == sql.ADMITS else rank for word, rank in ranks.items()}
    return {word: rank for word, rank in ranks.items() if rank}
