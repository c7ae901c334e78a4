"""The trials at each care center. In: a snapshot and how each trial stands; out: counts and lists by center, for
`finder/joint.py`. A center's spots (`finder/snapshot.py`) lie one after the other, so that all is counted in one pass.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from finder.geo import Point, boxes, kilometres
from finder.snapshot import Snapshot, SpotRow

NOT, ADMITS, DEPENDS, SILENT = b"0123"
"""How a trial stands: it does not match; it admits on all that was entered; something depends; the rest."""
Counts = tuple[int, int, int]
"""How many admit, depend and are silent."""


class CenterTrials:
    """`centers` of a generation, by number; the sites that count with one of the statuses."""

    def __init__(self, snapshot: Snapshot, site_status: str) -> None:
        self.spots: list[SpotRow] = []
        self._center: list[int] = []
        self._trials: list[array[int]] = []
        self._of_center: dict[int, range] = {}
        self._in_country: dict[str, dict[str, list[int]]] = {}
        for number, center in enumerate(snapshot.care.centers):
            first = len(self.spots)
            for spot in snapshot.spots_of.get(center.pk, ()):
                here = {one for some in snapshot.at_spot(spot.pk, site_status) for one in some}
                if here:
                    self._in_country.setdefault(spot.country, {}).setdefault(spot.state, []).append(len(self.spots))
                    self.spots.append(spot)
                    self._center.append(number)
                    self._trials.append(array("I", sorted(here)))
            self._of_center[center.pk] = range(first, len(self.spots))
        self._points = sorted(
            (one.lat, one.lon, number)
            for number, one in enumerate(self.spots)
            if one.lat is not None and one.lon is not None
        )
        self._latitudes = [lat for lat, _, _ in self._points]

    def of_center(self, pk: int) -> range:
        """The spots of a center, by number."""
        return self._of_center.get(pk, range(0))

    def within(self, countries: Iterable[str], states: Sequence[str]) -> set[int]:
        """The spots in one of the countries, and in one of the states where some are given."""
        found: set[int] = set()
        for country in countries:
            there = self._in_country.get(country, {})
            for state in states or there:
                found.update(there.get(state, ()))
        return found

    def near(self, point: Point, km: float) -> list[int]:
        """The spots within so many kilometres, by number."""
        found = []
        for box in boxes(point, km):
            south, north = bisect_left(self._latitudes, box.south), bisect_right(self._latitudes, box.north)
            for lat, lon, number in self._points[south:north]:
                if box.west <= lon <= box.east and kilometres(point, Point(lat, lon)) <= km:
                    found.append(number)
        return sorted(found)

    def counts(self, spots: Iterable[int], stands: bytes) -> Iterator[tuple[int, Counts]]:
        """(center, counts) of those with a trial that matches at one of these spots, which ascend. `stands` has a
        letter for each ordinal. A trial with several sites at a center counts once."""
        for center, own in groupby(spots, key=self._center.__getitem__):
            first, *others = own
            here = bytes(map(stands.__getitem__, self._trials[first]))
            if others:
                at = dict(zip(self._trials[first], here, strict=True))
                for spot in others:
                    at.update((one, stands[one]) for one in self._trials[spot])
                here = bytes(at.values())
            if here.count(NOT) < len(here):
                yield center, (here.count(ADMITS), here.count(DEPENDS), here.count(SILENT))

    def trials(self, spots: Iterable[int], stands: bytes) -> tuple[list[int], list[int], list[int]]:
        """The ordinals themselves, ascending: those that admit, depend, are silent."""
        here = sorted({one for spot in spots for one in self._trials[spot]})
        admits, depends, silent = ([one for one in here if stands[one] == how] for how in (ADMITS, DEPENDS, SILENT))
        return admits, depends, silent
