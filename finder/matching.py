"""Match: all trials under the chosen place, status and scope, each in exactly one group (DESIGN.md, *Match*).

In: an `Answer` with what was entered about a person; out: for each trial its blockers, what is open, and its group.
Called by `finder/pages/match.py`, `finder/sheets.py` and the API. Nothing is stored. Bitsets only: no trial is looked
at one by one.

A blocker is something entered that the trial excludes. Open is what the trial leaves undecided, and what it demands and
the person left unanswered. What a trial only keeps out (no brain metastases, at most two lines) is no demand: whoever
leaves that unanswered is not asked about it here, the trial's page says it.

What only some groups of a study demand is open, too, and never a blocker: a "no" to it would be "depends" (another
group may take her), and no answer at all cannot be better than that; besides, the index knows the groups that a
sentence was found in, not that there are others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from finder import persons
from finder.asks import CELLS, STAGES, UNCLEAR
from finder.persons import SUBTYPE_GROUPS, Entered
from finder.search import Answer
from finder.snapshot import Snapshot
from finder.verdicts import ABOVE, SAME, WHOLE


class Group(StrEnum):
    """Where a trial stands to a person."""

    MAY_FIT = "may_fit"
    UNKNOWN = "unknown"
    NEAR_MISS = "near_miss"
    DOES_NOT_FIT = "does_not_fit"


HARD = frozenset({"age", "sex", "stage", "scope", "subtype"})
"""What no conversation with a doctor changes."""
CLOSE_HER2 = ("low", "ultralow", "0")
"""A subtype that differs in these alone is a soft blocker: another test of the same tissue may read otherwise."""
MOST_SOFT = 2
DEEPEST = 24
"""Points are counted up to so many; trials with more share the last rank."""
READING = "reading"
"""The open point of a trial whose text was not read yet."""
GROWN_UP = 18


@dataclass(frozen=True, slots=True)
class Point:
    """A parameter, and the key where the trial may ask several things of it (`biomarker`, `esr1`)."""

    parameter: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """How one trial stands: what blocks, what is open because it depends, what it demands and was left unanswered, and
    where it says nothing. All but `demanded` are names of parameters that were entered."""

    group: Group
    blockers: list[str]
    depends: list[str]
    demanded: list[Point]
    silent: list[str]


class Matching:
    """What was entered, against every trial under the chosen place, status and scope."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.snapshot = answer.snapshot
        self.universe = answer.without(*answer.question.person)
        # Expanded access is no study: who gets it is decided case by case.
        self._no_study = self.snapshot.word("type:expanded-access")

    # -- what blocks, what is open ------------------------------------------------------------------------------------

    @cached_property
    def blockers(self) -> dict[str, int]:
        """Parameter → the trials that it blocks. `scope`, where `any` was asked for, blocks those for other cancers,
        once anything was entered about a person; else they are not among the trials at all."""
        found = {name: split.excludes & ~self._no_study for name, split in self.answer.splits.items()}
        if self.answer.question.person and "scope" not in self.answer.question.plain:
            found["scope"] = self.snapshot.word("scope:other") & ~self._no_study
        return {name: bits for name, bits in found.items() if bits}

    @cached_property
    def open(self) -> dict[Point, int]:
        """Point → the trials where it is open."""
        splits = self.answer.splits
        found = {Point(name): split.depends & ~self._no_study for name, split in splits.items()}
        for point, bits in demands(self.snapshot).items():
            if not answered(point, self.answer.question.person):
                found[point] = bits & ~self._no_study
        return {point: bits for point, bits in found.items() if bits & self.universe}

    @cached_property
    def _soft_subtype(self) -> int:
        """Of the trials that the subtype blocks those that would take it, were HER2 another one of low, ultralow, 0."""
        close = self.snapshot.everything & 0
        for value in self.answer.question.person.get("subtype", ()):
            for cell in close_cells(str(value)):
                split = persons.split(self.snapshot, "subtype", {"subtype": (cell,)})
                close |= split.admits | split.depends
        return close

    @cached_property
    def _hard(self) -> int:
        bits = 0
        for name in HARD & self.blockers.keys():
            bits |= self.blockers[name] & ~(self._soft_subtype if name == "subtype" else 0)
        return bits

    # -- groups -------------------------------------------------------------------------------------------------------

    @cached_property
    def groups(self) -> dict[Group, int]:
        """Each trial of the universe in one."""
        none, one, two, *_ = (*counted(self.blockers.values(), self.universe, MOST_SOFT + 1), 0, 0, 0)
        nothing_open = counted(self.open.values(), self.universe, 1)[0]
        admitted = 0
        for split in self.answer.splits.values():
            admitted |= split.admits
        may_fit = none & nothing_open & admitted & ~self._no_study
        near_miss = (one | two) & ~self._hard
        return {
            Group.MAY_FIT: may_fit,
            Group.UNKNOWN: none & ~may_fit,
            Group.NEAR_MISS: near_miss,
            Group.DOES_NOT_FIT: self.universe & ~none & ~near_miss,
        }

    def page(self, group: Group, offset: int, limit: int) -> list[int]:
        """Ordinals: fewest blockers first, then fewest open points, then as `sort` says, then by id."""
        return self.answer.ordered(self._tiers(self.groups[group]), offset, limit)

    def _tiers(self, bits: int) -> Iterator[int]:
        for blocked in counted(self.blockers.values(), bits, DEEPEST):
            if blocked:
                yield from counted(self.open.values(), blocked, DEEPEST)

    def points(self, ordinal: int) -> Points:
        """How one trial stands. Raises LookupError for one that is not of the universe."""
        group = next((name for name, bits in self.groups.items() if bits >> ordinal & 1), None)
        if group is None:
            raise LookupError(ordinal)
        opened = [point for point, bits in self.open.items() if bits >> ordinal & 1]
        depends = {Point(name) for name in self.answer.splits}
        return Points(
            group=group,
            blockers=[name for name, bits in self.blockers.items() if bits >> ordinal & 1],
            depends=[point.parameter for point in opened if point in depends],
            demanded=[point for point in opened if point not in depends],
            silent=[
                name
                for name, split in self.answer.splits.items()
                if split.silent >> ordinal & 1 and not self._no_study >> ordinal & 1
            ],
        )


def counted(sets: Iterable[int], bits: int, most: int) -> list[int]:
    """The members of `bits` by how many of the sets they are in: none, one … and, last, `most` and more."""
    tiers = [bits]
    for each in sets:
        if not each & bits:
            continue
        moved = [tier & each for tier in tiers]
        stays = [tier & ~each for tier in tiers]
        tiers = [(stays[n] if n < len(stays) else 0) | (moved[n - 1] if n else 0) for n in range(len(tiers) + 1)]
        if len(tiers) > most + 1:
            tiers[most] |= tiers.pop()
    return tiers


def close_cells(value: str) -> list[str]:
    """The cells of a subtype, or group, with HER2 low, ultralow or 0 → the others of these with the same HR."""
    cells = SUBTYPE_GROUPS.get(value, (value,))
    found = []
    for cell in cells:
        hr, _, her2 = cell.partition("-her2-")
        if her2 in CLOSE_HER2:
            found += [f"{hr}-her2-{other}" for other in CLOSE_HER2 if other != her2]
    return [cell for cell in dict.fromkeys(found) if cell in CELLS and cell not in cells]


# -- what trials demand -----------------------------------------------------------------------------------------------


def demands(snapshot: Snapshot) -> dict[Point, int]:
    """What trials demand of a participant: point → the trials that do, or where that is unclear. Subtype and stage are
    demanded where one is refused, or taken in part."""
    return snapshot.remember("demands", lambda: dict(_demands(snapshot)))


def answered(point: Point, entered: Entered) -> bool:
    """Whether what was entered says something of it: then the verdict speaks, not the demand.

    Who had chemotherapy did not say that it was the taxane a trial demands; who has no change in BRCA did not say that
    no other gene of the pathway has one; who counted chemotherapy alone did not say how often hormone therapy was
    changed: these demands stay open."""
    if point.parameter == "biomarker":
        return any(persons.is_about(str(one), point.key) for one in entered.get("biomarker", ())) or (
            point.key in entered.get("biomarker_not", ())
        )
    if point.parameter == "had":
        had = (persons.where(str(one), point.key) for one in entered.get("had", ()))
        never = (persons.where(str(one), point.key) for one in entered.get("not_had", ()))
        return any(where in (SAME, ABOVE) for where in had) or any(never)
    if point.parameter == "lines":
        return any(persons.belongs(point.key, name, entered) for name in persons.LINES if name in entered)
    if point.parameter == "spread":
        return any(point.key in (one, WHOLE.get(str(one))) for one in entered.get("spread", ()))
    if point.parameter == "menopause" and entered.get("sex") == ("male",):
        return True
    return point.parameter in entered


Wanted = Callable[[str], bool]


def _demands(snapshot: Snapshot) -> Iterator[tuple[Point, int]]:
    def those(group: str, wanted: Wanted) -> int:
        bits = 0
        for ask, trials in snapshot.asks(group):
            if ask.value == UNCLEAR or wanted(ask.value):
                bits |= trials
        return bits

    def by_key(parameter: str, kind: str, wanted: Wanted) -> Iterator[tuple[Point, int]]:
        for key in snapshot.keys_of(kind):
            yield Point(parameter, key), those(f"{kind}.{key}", wanted)

    def any_of(kind: str, keys: Iterable[str], wanted: Wanted) -> int:
        bits = 0
        for key in keys:
            bits |= those(f"{kind}.{key}", wanted)
        return bits

    yield from by_key("biomarker", "biomarker", lambda value: value == "required")
    yield from by_key("had", "therapy", lambda value: value == "required")
    yield from by_key("spread", "spread", lambda value: value == "demanded")
    yield from by_key("lines", "lines", lambda value: not value.startswith("0-"))
    yield Point("metastases"), those("metastases", lambda value: True)
    yield Point("brain"), those("brain", lambda value: value.startswith("demanded"))
    yield Point("leptomeningeal"), those("leptomeningeal", lambda value: value == "required")
    yield Point("subtype"), any_of("subtype", CELLS, lambda value: value in ("refused", "part"))
    yield Point("stage"), any_of("stage", STAGES, lambda value: value == "refused")
    yield Point("ecog"), those("ecog", lambda value: True)
    yield Point("measurable"), those("measurable", lambda value: value == "required")
    yield Point("menopause"), those("menopause", lambda value: True)
    yield (
        Point("sex"),
        snapshot.word("sex:female") | snapshot.word("sex:male") | those("men", lambda value: value == "no"),
    )
    yield Point("age"), _ages(snapshot)
    yield Point("scope"), snapshot.word(f"scope:{UNCLEAR}")
    yield Point(READING), snapshot.word("scope:unread")


def _ages(snapshot: Snapshot) -> int:
    """Trials that take fewer than all grown-ups."""
    bits = 0
    for name in ("min", "text_min"):
        for years in snapshot.values.get(name, ()):
            bits |= snapshot.word(f"{name}:{years}") if float(years) > GROWN_UP else 0
    for name in ("max", "text_max"):
        for years in snapshot.values.get(name, ()):
            bits |= snapshot.word(f"{name}:{years}")
    return bits
