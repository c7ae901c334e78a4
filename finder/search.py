"""The questions in words: what is asked of the trials → which, in what order, and how many of each kind.

In: a `Question` (made by `finder/filters.py`); out: an `Answer`. Called by rows and facets, for pages, API and feeds
alike. No table is scanned: words and places come from the snapshot as bitsets, free text from the engine's index.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby

import msgspec
from django.db import connection

from finder import persons
from finder.geo import Point
from finder.persons import Entered, Value
from finder.snapshot import Snapshot, SpotRow
from finder.splits import Cohorts, Split, clashing, members
from finder.words import Query, to_fts5, to_tsquery

RELEVANCE = ("ident", "title", "topic", "rest")
"""Columns of the text index, most telling first (DESIGN.md: id, then acronym and title, then conditions and
interventions, then the rest)."""
WEIGHTS = "ABCD"
SCAN_BELOW = 20
"""A permutation is scanned for a page where more than one trial in so many matches; else the matches are sorted."""


@dataclass(frozen=True, slots=True)
class PlaceAsked:
    """Conditions that must all hold at one and the same site."""

    near: Point | None = None
    km: float = 0.0
    countries: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    centers: tuple[int, ...] = ()
    """Ids of care centers: one of them."""
    services: tuple[str, ...] = ()
    """Services offered there: all of them."""
    site_status: str = "recruiting"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `plain` holds, for each group of words, the values of which one must hold."""

    text: Query | None = None
    plain: Mapping[str, Sequence[str]] = field(default_factory=dict)
    updated_since: dt.date | None = None
    place: PlaceAsked | None = None
    person: Entered = field(default_factory=dict)
    strict: bool = False
    examples: bool = True
    sort: str = "updated"

    def anywhere(self) -> Question:
        """The same, wherever it is."""
        return replace(self, place=None)


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest spot of a trial that meets the place conditions."""

    km: float
    spot: SpotRow


class Answer:
    """What a question comes to on one snapshot. Parts are worked out when they are asked for."""

    def __init__(self, question: Question, snapshot: Snapshot) -> None:
        self.question = question
        self.snapshot = snapshot
        self._narrowing = self._conditions()
        self.matches = _all(snapshot.everything, (bits for _, bits in self._narrowing))

    @property
    def count(self) -> int:
        return self.matches.bit_count()

    def without(self, *groups: str) -> int:
        """The trials that match but for the conditions of some groups: a facet is counted without its own filter."""
        if not any(name in groups for name, _ in self._narrowing):
            return self.matches
        return _all(self.snapshot.everything, (bits for name, bits in self._narrowing if name not in groups))

    # -- what narrows -------------------------------------------------------------------------------------------------

    def _conditions(self) -> list[tuple[str, int]]:
        question, snapshot = self.question, self.snapshot
        found: list[tuple[str, int]] = []
        if not question.examples:
            found.append(("example", snapshot.everything & ~snapshot.word("example:yes")))
        for group, values in question.plain.items():
            bits = 0
            for value in values:
                bits |= snapshot.word(f"{group}:{value}")
            found.append((group, bits))
        if question.updated_since is not None:
            found.append(("updated_since", snapshot.updated_since(question.updated_since.toordinal())))
        if question.place is not None:
            found.append(("place", self._at_place(question.place)))
        for name, split in self.splits.items():
            bits = snapshot.everything & ~split.excludes
            if question.strict:
                bits = split.admits | (split.silent if persons.says_absent(name, question.person[name]) else 0)
            found.append((name, bits))
        if question.text is not None:
            found.append(("q", self._with_text(len(RELEVANCE))))
        return found

    def _at_place(self, place: PlaceAsked) -> int:
        snapshot = self.snapshot
        if place.near is None and (place.centers or place.services):
            spots = (one for center in self._centers(place) for one in snapshot.spots_of.get(center, ()))
            return snapshot.of_ordinals(
                ordinal for one in spots if self._holds(one) for ordinals in self._at(one) for ordinal in ordinals
            )
        if place.near is None:
            if not place.countries:
                return snapshot.with_sites(place.site_status)
            bits = 0
            for country in place.countries:
                for state in place.states or ("",):
                    bits |= snapshot.in_country(country, state, place.site_status)
            return bits
        return snapshot.of_ordinals(
            ordinal for near in self._near for ordinals in self._at(near.spot) for ordinal in ordinals
        )

    @cached_property
    def _near(self) -> list[Nearest]:
        """The spots that meet the place conditions, nearest first; none where nothing is asked to be near."""
        place = self.question.place
        if place is None or place.near is None:
            return []
        return [Nearest(km, spot) for km, spot in self.snapshot.near(place.near, place.km) if self._holds(spot)]

    def spots(self) -> list[tuple[SpotRow, float | None]]:
        """The spots at which all that is asked of the place holds, with their kilometres where something is asked to
        be near; that a trial there counts as asked is not looked at."""
        place = self.question.place
        if place is None or place.near is None:
            return [(one, None) for one in self.snapshot.spots() if place is None or self._holds(one)]
        return [(one.spot, one.km) for one in self._near]

    def _centers(self, place: PlaceAsked) -> Iterable[int]:
        return place.centers or self.snapshot.spots_of

    def _holds(self, spot: SpotRow) -> bool:
        """Whether all that is asked of the place, but for the distance, holds at a spot."""
        place = self.question.place
        assert place is not None  # noqa: S101 - asked only where there is a place
        return (
            (not place.countries or spot.country in place.countries)
            and (not place.states or spot.state in place.states)
            and (not place.centers or spot.center in place.centers)
            and (not place.services or self._offered_at(spot).issuperset(place.services))
        )

    def _offered_at(self, spot: SpotRow) -> frozenset[str]:
        return self.snapshot.care.services_at.get((spot.center, spot.location), frozenset())

    def _at(self, spot: SpotRow) -> Iterator[array[int]]:
        """The ordinals of the trials with a site at a spot that counts as asked."""
        assert self.question.place is not None  # noqa: S101 - asked only where there is a place
        return self.snapshot.at_spot(spot.pk, self.question.place.site_status)

    def nearest(self, ordinals: Iterable[int]) -> dict[int, Nearest]:
        """Of these trials those that are near, each with its nearest spot that meets the place conditions."""
        wanted, found = set(ordinals), {}
        for near in self._near:
            for here in map(wanted.intersection, self._at(near.spot)):
                found.update(dict.fromkeys(here, near))
                wanted -= here
            if not wanted:
                break
        return found

    # -- persons ------------------------------------------------------------------------------------------------------

    @cached_property
    def splits(self) -> dict[str, Split]:
        """For each thing entered about a person, the trials by verdict."""
        return self._cohorts.held_together()

    @cached_property
    def _cohorts(self) -> Cohorts:
        entered = self.question.person
        return Cohorts({name: persons.split(self.snapshot, name, entered) for name in entered})

    def with_value(self, name: str, value: Value, within: int) -> Split:
        """How trials would stand to a value, were it the one given for a parameter, with the cohorts of all else that
        was entered in mind. Only trials `within` count."""
        one = self.snapshot.remember((name, value), lambda: persons.split(self.snapshot, name, {name: (value,)}))
        return self._cohorts.joined_by(name, one, within)

    def fit(self, ordinal: int) -> dict[str, str]:
        """Parameter → verdict of one trial, for each thing entered about a person."""
        return {name: str(split.verdict(ordinal)) for name, split in self.splits.items()}

    def cohorts(self, ordinal: int) -> dict[str, frozenset[int]]:
        """Parameter → numbers of the cohorts in which one trial admits; only where it does not admit in all."""
        return self._cohorts.at(ordinal)

    def clashing(self, ordinal: int) -> set[str]:
        """The parameters that one trial would admit on, were it not in cohorts that have none in common."""
        return clashing(self._cohorts.at(ordinal))

    def _by_open_points(self, bits: int) -> list[int]:
        """The trials split by how many of the things entered they do not plainly admit: none, one, two …"""
        tiers = [bits]
        for split in self.splits.values():
            tiers = [
                (tiers[n] & split.admits if n < len(tiers) else 0) | (tiers[n - 1] & ~split.admits if n else 0)
                for n in range(len(tiers) + 1)
            ]
        return tiers

    # -- text ---------------------------------------------------------------------------------------------------------

    def _with_text(self, columns: int) -> int:
        """The trials that have all words within the first so many columns of the text index."""
        assert self.question.text is not None  # noqa: S101 - asked only where there is text
        query = self.question.text
        everywhere = columns == len(RELEVANCE)
        if not query.clauses:
            return 0
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(
                    "SELECT json_group_array(rowid) FROM finder_searchtext WHERE finder_searchtext MATCH %s",
                    [to_fts5(query, None if everywhere else RELEVANCE[:columns])],
                )
                ids = msgspec.json.decode(cursor.fetchone()[0], type=list[int])
            else:
                cursor.execute(
                    "SELECT string_agg(trial_id::text, ',') FROM finder_searchtext WHERE document @@ %s::tsquery",
                    [to_tsquery(query, None if everywhere else WEIGHTS[:columns])],
                )
                ids = msgspec.json.decode(f"[{cursor.fetchone()[0] or ''}]", type=list[int])
        return self.snapshot.of_ids(ids)

    # -- order --------------------------------------------------------------------------------------------------------

    def page(self, offset: int, limit: int) -> list[int]:
        """Ordinals of one page: by open points, then as `sort` says, then by last update and id."""
        return self.ordered(self._by_open_points(self.matches), offset, limit)

    def ordered(self, tiers: Iterable[int], offset: int, limit: int) -> list[int]:
        """Ordinals of one page of trials that are split into tiers, each in the order that `sort` says."""
        found: list[int] = []
        for tier in self._within(tiers):
            size = tier.bit_count()
            if offset >= size:
                offset -= size
                continue
            found += self._in_order(tier, offset, limit - len(found))
            offset = 0
            if len(found) >= limit:
                break
        return found

    def _within(self, tiers: Iterable[int]) -> Iterator[int]:
        for tier in tiers:
            if self.question.sort == "relevance" and self.question.text is not None:
                yield from self._by_relevance(tier)
            else:
                yield tier

    def _by_relevance(self, tier: int) -> Iterator[int]:
        """Those with all words in the id, then in acronym and title besides, then in conditions and interventions."""
        for columns in range(1, len(RELEVANCE)):
            if not tier:
                return
            best = tier & self._relevant(columns)
            yield best
            tier &= ~best
        yield tier

    @cached_property
    def _relevant(self) -> Callable[[int], int]:
        known: dict[int, int] = {}

        def relevant(columns: int) -> int:
            if columns not in known:
                known[columns] = self._with_text(columns)
            return known[columns]

        return relevant

    def _in_order(self, tier: int, offset: int, limit: int) -> list[int]:
        end = offset + limit
        if self.question.sort == "distance" and self._near:
            return self._by_distance(tier, end)[offset:end]
        if self.question.sort == "newest":
            return self._newest(tier, offset, end)
        found = []
        for position, ordinal in enumerate(members(tier)):
            if position >= end:
                break
            if position >= offset:
                found.append(ordinal)
        return found

    def _by_distance(self, tier: int, end: int) -> list[int]:
        """At least the first so many, where there are as many: spots are gone through from the nearest on."""
        flags = tier.to_bytes(self.snapshot.count // 8 + 1, "little")
        found: dict[int, None] = {}
        for _, equally_near in groupby(self._near, key=lambda near: near.km):
            ordinals = (one for near in equally_near for some in self._at(near.spot) for one in some)
            # A trial that is there already stays where it was.
            found |= dict.fromkeys(sorted(one for one in ordinals if flags[one >> 3] >> (one & 7) & 1))
            if len(found) >= end:
                break
        return list(found)

    def _newest(self, tier: int, offset: int, end: int) -> list[int]:
        snapshot = self.snapshot
        if tier.bit_count() * SCAN_BELOW < snapshot.count:
            return sorted(members(tier), key=snapshot.newness.__getitem__)[offset:end]
        flags = tier.to_bytes(snapshot.count // 8 + 1, "little")
        found: list[int] = []
        for ordinal in snapshot.newest:
            if flags[ordinal >> 3] >> (ordinal & 7) & 1:
                found.append(ordinal)
                if len(found) == end:
                    break
        return found[offset:]


def _all(bits: int, others: Iterator[int]) -> int:
    for other in others:
        bits &= other
    return bits
