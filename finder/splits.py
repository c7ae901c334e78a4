"""Verdicts on many trials at once: a set of trials is a bitset, and a single trial is a bitset of one. Pure.

In: verdicts with the trials they hold for; out: a `Split` for each thing entered, and how several of them go together
(DESIGN.md, *Verdicts*: one-of, all-of, cohorts). Called by `finder/persons.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from finder.verdicts import ADMITS, DEPENDS, EXCLUDES, SILENT, Verdict

Part = tuple[Verdict | None, int, frozenset[int]]
"""A verdict, the trials it holds for, and the numbers of the cohorts it stands for (none: all)."""


def members(bits: int) -> Iterator[int]:
    """The ordinals in a bitset, ascending."""
    text = bin(bits)[:1:-1]
    position = text.find("1")
    while position >= 0:
        yield position
        position = text.find("1", position + 1)


@dataclass(frozen=True, slots=True)
class Split:
    """Trials by their verdict on one parameter, as bitsets. What is in none of the three is silent."""

    everything: int
    admits: int = 0
    depends: int = 0
    excludes: int = 0
    limited: tuple[tuple[frozenset[int], int], ...] = ()
    """Of those that admit: numbers of cohorts, and the trials that admit in these only. A trial may stand twice."""

    @property
    def silent(self) -> int:
        return self.everything & ~(self.admits | self.depends | self.excludes)

    def of(self, verdict: Verdict) -> int:
        bits: int = getattr(self, verdict.value)
        return bits

    def verdict(self, ordinal: int = 0) -> Verdict:
        """Of one trial."""
        return next((one for one in (ADMITS, DEPENDS, EXCLUDES) if self.of(one) >> ordinal & 1), SILENT)

    @classmethod
    def all_of(cls, everything: int, parts: Iterable[Part]) -> Split:
        """Each (verdict, trials, cohorts) holds; any excludes → excludes; else any depends → depends; else any admits →
        admits; else silent. What excludes from some cohorts only leaves others open: it depends."""
        bits = {ADMITS: 0, DEPENDS: 0, EXCLUDES: 0, SILENT: 0}
        limited: list[tuple[frozenset[int], int]] = []
        free = 0
        for verdict, trials, held_for in parts:
            if verdict is None:
                continue
            bits[DEPENDS if verdict is EXCLUDES and held_for else verdict] |= trials
            if verdict is ADMITS and held_for:
                limited.append((held_for, trials))
            elif verdict is ADMITS:
                free |= trials
        return cls._settled(everything, bits[ADMITS], bits[DEPENDS], bits[EXCLUDES], limited, free)

    @classmethod
    def first_of(cls, everything: int, parts: Sequence[Part]) -> Split:
        """The same, but what admits comes before what excludes: a place asked for is not refused for another rule."""
        admits = 0
        for verdict, trials, _ in parts:
            admits |= trials if verdict is ADMITS else 0
        return cls.all_of(
            everything,
            (
                (verdict, trials if verdict is ADMITS else trials & ~admits, held_for)
                for verdict, trials, held_for in parts
            ),
        )

    @classmethod
    def _settled(
        cls,
        everything: int,
        admits: int,
        depends: int,
        excludes: int,
        limited: Iterable[tuple[frozenset[int], int]],
        free: int,
    ) -> Split:
        depends &= ~excludes
        admits &= ~(excludes | depends)
        kept = ((held_for, trials & admits & ~free) for held_for, trials in limited)
        return cls(everything, admits, depends, excludes, tuple((one, bits) for one, bits in kept if bits))

    def and_also(self, *others: Split) -> Split:
        """All-of over several things entered."""
        splits = (self, *others)
        admits = depends = excludes = 0
        for one in splits:
            admits, depends, excludes = admits | one.admits, depends | one.depends, excludes | one.excludes
        return self._settled(self.everything, admits, depends, excludes, *_limits(splits))

    def or_else(self, *others: Split) -> Split:
        """One-of, "one of these, not known which": all admit → admits; all exclude → excludes; all silent → silent;
        else depends."""
        splits = (self, *others)
        admits = excludes = silent = self.everything
        for one in splits:
            admits, excludes, silent = admits & one.admits, excludes & one.excludes, silent & one.silent
        return self._settled(
            self.everything, admits, self.everything & ~(admits | excludes | silent), excludes, *_limits(splits)
        )

    def agreeing(self, text: Split) -> Split:
        """The registry's field (self) and the text: equal → that; one silent → the other; they disagree → depends."""
        differ = (self.admits | self.excludes | self.depends) & ~text.silent & ~self.silent
        differ &= ~((self.admits & text.admits) | (self.excludes & text.excludes))
        return Split(
            self.everything,
            (self.admits | text.admits) & ~differ,
            (self.depends | text.depends) | differ,
            (self.excludes | text.excludes) & ~differ,
        )


def _limits(splits: Iterable[Split]) -> tuple[list[tuple[frozenset[int], int]], int]:
    """The cohorts of several admissions put together, and the trials that one of them admits in all cohorts."""
    limited, free = [], 0
    for one in splits:
        bound = 0
        for held_for, trials in one.limited:
            limited.append((held_for, trials))
            bound |= trials
        free |= one.admits & ~bound
    return limited, free


class Cohorts:
    """The cohorts in which trials admit on several parameters at once. `splits` is before they are held together."""

    def __init__(self, splits: Mapping[str, Split]) -> None:
        self._splits = splits
        self._bound = {name: _union(bits for _, bits in one.limited) for name, one in splits.items() if one.limited}
        self._held: dict[int, dict[str, frozenset[int]]] = {}

    def at(self, ordinal: int) -> dict[str, frozenset[int]]:
        """Parameter → the cohorts in which one trial admits; only where it does not admit in all."""
        if ordinal not in self._held:
            self._held[ordinal] = {
                name: cohorts_at(self._splits[name], ordinal)
                for name, bits in self._bound.items()
                if bits >> ordinal & 1
            }
        return self._held[ordinal]

    def held_together(self) -> dict[str, Split]:
        """Parameters that a trial admits on, but in cohorts that have none in common, become depends for that trial."""
        clashes: dict[str, int] = {}
        for ordinal in members(_twice(self._bound.values())):
            for name in clashing(self.at(ordinal)):
                clashes[name] = clashes.get(name, 0) | 1 << ordinal
        return {name: _unsettle(one, clashes[name]) if name in clashes else one for name, one in self._splits.items()}

    def joined_by(self, name: str, split: Split, within: int) -> Split:
        """A parameter in the place of the one of that name, held against the others; only trials `within` count."""
        others = _union(bits for other, bits in self._bound.items() if other != name) & within
        held: dict[int, frozenset[int]] = {}
        for held_for, bits in split.limited if others else ():
            for ordinal in members(bits & others):
                held[ordinal] = held.get(ordinal, frozenset()) | held_for
        clashes = 0
        for ordinal, held_for in held.items():
            if name in clashing(self.at(ordinal) | {name: held_for}):
                clashes |= 1 << ordinal
        return _unsettle(split, clashes) if clashes else split


def _unsettle(split: Split, trials: int) -> Split:
    limited = tuple((held_for, bits & ~trials) for held_for, bits in split.limited)
    return replace(split, admits=split.admits & ~trials, depends=split.depends | trials, limited=limited)


def cohorts_at(split: Split, ordinal: int) -> frozenset[int]:
    """The cohorts in which one trial admits; none: all of them, or it does not admit."""
    return frozenset[int]().union(*(held_for for held_for, bits in split.limited if bits >> ordinal & 1))


def clashing(held_for: Mapping[str, frozenset[int]]) -> set[str]:
    """The parameters whose cohorts have none in common: the smallest sets of them, so that one which shares a cohort
    with each of two that clash is not drawn in."""
    if len(held_for) < 2 or frozenset.intersection(*held_for.values()):  # one cohort for all: the common case
        return set()
    found: list[set[str]] = []
    for size in range(2, len(held_for) + 1):
        for names in combinations(sorted(held_for), size):
            if not any(one <= set(names) for one in found) and not frozenset.intersection(
                *map(held_for.__getitem__, names)
            ):
                found.append(set(names))
    return set[str]().union(*found)


def _union(sets: Iterable[int]) -> int:
    bits = 0
    for one in sets:
        bits |= one
    return bits


def _twice(sets: Iterable[int]) -> int:
    """What is in two of the sets or more."""
    once = twice = 0
    for one in sets:
        twice |= once & one
        once |= one
    return twice
