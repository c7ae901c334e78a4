"""The newest generation of the index in memory: bitsets as integers, postings as arrays, spots on a grid.

In: the blobs that `finder/index.py` wrote; out: sets of trials as bitsets (bit n is the trial with ordinal n). One per
process; every request asks `current()`, which costs one small query and loads anew when the generation moved.
"""

from __future__ import annotations

import math
import threading
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from finder.asks import Ask
from finder.care import Care
from finder.geo import Box, Point, boxes, kilometres
from finder.index import OPEN, OTHER, RECRUITING, SpotValue, numbers
from finder.models import Blob, Generation, Spot

T = TypeVar("T")
GROUPS_OF_SITE_STATUS = {"recruiting": (RECRUITING,), "open": (RECRUITING, OPEN), "any": (RECRUITING, OPEN, OTHER)}
"""Which status groups of `finder/index.py` each value of `site_status` takes in."""


@dataclass(frozen=True, slots=True)
class SpotRow:
    pk: int
    lat: float | None
    lon: float | None
    country: str
    state: str
    center: int
    """Id of the care center that sites at this spot are; 0: none that we know."""
    location: int
    """Id of its location; 0: not known which."""

    @property
    def value(self) -> SpotValue:
        return self.lat, self.lon, self.country, self.state, self.center, self.location


class Snapshot:
    """One generation. Nothing here changes after it is built, but for caches of what it derives from itself."""

    def __init__(self, generation: int, blobs: dict[str, bytes], spots: Iterable[SpotRow]) -> None:
        self.generation = generation
        self.ids = numbers(blobs.get("ids", b""))
        self.count = len(self.ids)
        self.everything = (1 << self.count) - 1
        self._words = {name.removeprefix("word/"): data for name, data in blobs.items() if name.startswith("word/")}
        self._few = {name.removeprefix("few/"): data for name, data in blobs.items() if name.startswith("few/")}
        self._bitsets: dict[str, int] = {}
        self._asks: dict[str, list[tuple[Ask, int]]] = {}
        self._updated = numbers(blobs.get("updated", b""))
        self.newest = numbers(blobs.get("newest", b""))
        self._keys = numbers(blobs.get("postings/keys", b""))
        self._ends = numbers(blobs.get("postings/ends", b""))
        self._ordinals = numbers(blobs.get("postings/ordinals", b""))
        self._slot = {key: slot for slot, key in enumerate(self._keys)}
        self._spots = {
            spot.pk: spot
            for spot in spots
            if any(spot.pk << 3 | group in self._slot for group in GROUPS_OF_SITE_STATUS["any"])
        }
        self._care = blobs.get("care", b"")
        self._in_country: dict[tuple[str, str, str], int] = {}
        self._remembered: dict[object, Any] = {}

    # -- words --------------------------------------------------------------------------------------------------------

    def word(self, word: str) -> int:
        """The trials that have a word (`status:recruiting`); none for a word nobody has."""
        bits = self._bitsets.get(word)
        if bits is None:
            if word in self._few:
                bits = self.of_ordinals(numbers(self._few[word]))
            else:
                bits = int.from_bytes(self._words.get(word, b""), "little")
            self._bitsets[word] = bits
        return bits

    @cached_property
    def values(self) -> dict[str, list[str]]:
        """The values of each group of words, empty ones (the registry is silent) left out."""
        found: dict[str, list[str]] = {}
        for word in sorted((*self._words, *self._few)):
            group, _, value = word.partition(":")
            if value:
                found.setdefault(group, []).append(value)
        return found

    def asks(self, group: str) -> list[tuple[Ask, int]]:
        """What trials ask in a group (`brain`, `biomarker.brca`), each with the trials that do."""
        held = self._asks.get(group)
        if held is None and (values := self.values.get(group)):
            words = (f"{group}:{value}" for value in values)
            held = self._asks[group] = [(Ask.of(word), self.word(word)) for word in words]
        return held or []

    @cached_property
    def _keys_of(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for group in self.values:
            kind, dot, key = group.partition(".")
            if dot:
                found.setdefault(kind, []).append(key)
        return found

    def keys_of(self, kind: str) -> list[str]:
        """The keys that a kind of ask has (`biomarker` → `brca` …)."""
        return self._keys_of.get(kind, [])

    def remember(self, key: object, derive: Callable[[], T]) -> T:
        """What was derived from this generation before. For keys of which there are not many: they stay."""
        if key not in self._remembered:
            self._remembered[key] = derive()
        found: T = self._remembered[key]
        return found

    # -- centers ------------------------------------------------------------------------------------------------------

    @cached_property
    def care(self) -> Care:
        """The care centers, as of this generation."""
        return Care.of(self._care)

    @cached_property
    def spots_of(self) -> dict[int, list[SpotRow]]:
        """Center → the spots of its sites."""
        found: dict[int, list[SpotRow]] = {}
        for spot in self._spots.values():
            if spot.center:
                found.setdefault(spot.center, []).append(spot)
        return found

    # -- text ---------------------------------------------------------------------------------------------------------

    @cached_property
    def _ordinal_of(self) -> array[int]:
        """Ordinal + 1 by trial id; 0 for a trial that is not in this generation."""
        found = array("I", bytes(4 * (max(self.ids, default=0) + 1)))
        for ordinal, pk in enumerate(self.ids):
            found[pk] = ordinal + 1
        return found

    def of_ids(self, ids: Sequence[int]) -> int:
        """The trials with these ids, as a bitset. Ids of other generations are passed over."""
        places, size = self._ordinal_of, len(self._ordinal_of)
        if ids and max(ids) >= size:
            ids = [pk for pk in ids if pk < size]
        # One higher than the ordinals: bit 0 takes what is in no generation, and is shifted out.
        return _bitset(map(places.__getitem__, ids), self.count + 1) >> 1

    def of_ordinals(self, ordinals: Iterable[int]) -> int:
        return _bitset(ordinals, self.count)

    def ordinal(self, pk: int) -> int | None:
        return self._ordinal_of[pk] - 1 if pk < len(self._ordinal_of) and self._ordinal_of[pk] else None

    # -- dates --------------------------------------------------------------------------------------------------------

    def updated_since(self, day: int) -> int:
        """The trials last updated on or after a day: a prefix, because ordinals are in that order."""
        position = bisect_right(self._updated, -day, key=lambda value: -value)
        return (1 << position) - 1

    @cached_property
    def newness(self) -> array[int]:
        """The rank of each ordinal by first posting, newest first."""
        ranks = array("I", bytes(4 * self.count))
        for rank, ordinal in enumerate(self.newest):
            ranks[ordinal] = rank
        return ranks

    # -- place --------------------------------------------------------------------------------------------------------

    @cached_property
    def _grid(self) -> dict[tuple[int, int], list[SpotRow]]:
        """Spots by whole degree, so that a search near a point looks at no spot far from it."""
        grid: dict[tuple[int, int], list[SpotRow]] = {}
        for spot in self._spots.values():
            if spot.lat is not None and spot.lon is not None:
                grid.setdefault((math.floor(spot.lat), math.floor(spot.lon)), []).append(spot)
        return grid

    def near(self, point: Point, km: float) -> list[tuple[float, SpotRow]]:
        """Spots within `km` of a point, nearest first."""
        found = []
        for box in boxes(point, km):
            for spot in self._spots_in(box):
                distance = kilometres(point, Point(spot.lat or 0.0, spot.lon or 0.0))
                if distance <= km:
                    found.append((distance, spot))
        found.sort(key=lambda pair: (pair[0], pair[1].pk))
        return found

    def _spots_in(self, box: Box) -> Iterator[SpotRow]:
        rows = range(math.floor(box.south), math.floor(box.north) + 1)
        columns = range(math.floor(box.west), math.floor(box.east) + 1)
        if len(rows) * len(columns) > len(self._grid):
            cells: Iterable[tuple[int, int]] = list(self._grid)
        else:
            cells = ((row, column) for row in rows for column in columns)
        for cell in cells:
            yield from self._grid.get(cell, ())

    def spots(self) -> Iterable[SpotRow]:
        """All at which a listed trial has a site."""
        return self._spots.values()

    def at_spot(self, spot: int, site_status: str) -> Iterator[array[int]]:
        """The ordinals of the trials with a site at a spot that counts with one of the statuses."""
        for group in GROUPS_OF_SITE_STATUS[site_status]:
            slot = self._slot.get(spot << 3 | group)
            if slot is not None:
                yield self._ordinals[self._ends[slot - 1] if slot else 0 : self._ends[slot]]

    @cached_property
    def places(self) -> dict[str, dict[str, list[int]]]:
        """Spot ids by country and state."""
        found: dict[str, dict[str, list[int]]] = {}
        for spot in self._spots.values():
            found.setdefault(spot.country, {}).setdefault(spot.state, []).append(spot.pk)
        return found

    def in_country(self, country: str, state: str, site_status: str) -> int:
        """The trials with a site in a country (and state, where given) that counts with one of the statuses."""
        key = (country, state, site_status)
        bits = self._in_country.get(key)
        if bits is None:
            states = self.places.get(country, {})
            spots = states.get(state, []) if state else [pk for held in states.values() for pk in held]
            if not spots:  # nothing is kept for a place nobody lists, or a visitor could fill the memory with names
                return 0
            ordinals = (one for spot in spots for some in self.at_spot(spot, site_status) for one in some)
            bits = self._in_country[key] = _bitset(ordinals, self.count)
        return bits

    def with_sites(self, site_status: str) -> int:
        """The trials with a site that counts with one of the statuses."""
        bits = 0
        for group in GROUPS_OF_SITE_STATUS[site_status]:
            bits |= self.word(f"sites:{group}")
        return bits


def _bitset(ordinals: Iterable[int], count: int) -> int:
    """A flag a trial, then read as one binary number: linear, where setting bits of an integer copies it each time."""
    flags = bytearray(b"0" * (count + 1))
    for ordinal in ordinals:
        flags[ordinal] = 49
    flags.reverse()
    return int(flags, 2)


_lock = threading.Lock()
_current: Snapshot | None = None


def current() -> Snapshot:
    """The newest generation; an empty one where nothing was indexed yet."""
    global _current  # noqa: PLW0603 - one snapshot a process is the point
    newest = Generation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    held = _current
    if held is not None and held.generation == newest:
        return held
    with _lock:
        if _current is None or _current.generation != newest:
            blobs = {
                name: bytes(data) for name, data in Blob.objects.filter(generation=newest).values_list("name", "data")
            }
            spots = (
                SpotRow(*row)
                for row in Spot.objects.values_list("pk", "lat", "lon", "country", "state", "center", "location")
            )
            _current = Snapshot(newest, blobs, spots)
        return _current


def forget() -> None:
    """Drops the snapshot of this process (tests that roll a database back to a generation number used before)."""
    global _current  # noqa: PLW0603
    with _lock:
        _current = None
