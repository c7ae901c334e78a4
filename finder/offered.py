"""Which centers offer what where, as sets. In: a generation's `Care`; out: sets as integers, for `finder/joint.py`.

Bit n of a set of centers is the n-th of `Care.centers`, which are in the order of their names. Of a set of places, bit
n is what the n-th center offers nowhere we know of, and bit k·size + n its k-th location: so a set of places is folded
into one of centers by shifting, and what holds for one offering at one place is an intersection.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from finder.care import Care, CareCenter, CareLocation
from finder.geo import Point, boxes, kilometres

Key = TypeVar("Key")
Cell = tuple[str, str, str]
"""Service, availability and delivery of an offering."""


class Offered:
    def __init__(self, care: Care) -> None:
        self.centers = care.centers
        self.size = len(self.centers)
        self.accredited: dict[str, int] = {}
        """Accreditation as the query language writes it → centers."""
        self.speaking: dict[str, int] = {}
        """Language → centers."""
        self.in_country: dict[str, dict[str, int]] = {}
        """Country → state → places."""
        self._cells: dict[Cell, int] = {}
        self._spans: list[tuple[Cell, int, tuple[tuple[int, int], ...]]] = []
        self._verified: tuple[int, dict[Cell, int]] = (0, {})
        points: list[tuple[float, float, int]] = []
        for number, center in enumerate(self.centers):
            for slug in accreditation_slugs(center):
                _add(self.accredited, slug, number)
            for language in center.languages:
                _add(self.speaking, language, number)
            place_of = {}
            for place, one in self.places_of(number):
                place_of[one.pk] = place
                _add(self.in_country.setdefault(one.country, {}), one.state, place)
                if one.lat is not None and one.lon is not None:
                    points.append((one.lat, one.lon, place))
            for offering in center.offerings:
                at = center.place_of(offering)
                place = place_of[at.pk] if at else number
                cell = offering.service, offering.availability, offering.delivery
                _add(self._cells, cell, place)
                if offering.verified:
                    self._spans.append((cell, place, offering.verified))
        self._points = sorted(points)
        self._latitudes = [lat for lat, _, _ in self._points]

    def places_of(self, number: int) -> Iterator[tuple[int, CareLocation]]:
        """The locations of a center, each with the number of its bit."""
        for layer, one in enumerate(self.centers[number].locations, 1):
            yield layer * self.size + number, one

    def folded(self, places: int) -> int:
        """The centers of a set of places."""
        every, centers = (1 << self.size) - 1, 0
        while places:
            centers |= places & every
            places >>= self.size
        return centers

    def cells(self, verified_on: int | None = None) -> Mapping[Cell, int]:
        """Where there is an offering of each kind; with a day (proleptic number) those that are verified on it."""
        if verified_on is None:
            return self._cells
        day, found = self._verified
        if day != verified_on:
            found = {}
            for cell, place, spans in self._spans:
                if any(first <= verified_on < end for first, end in spans):
                    _add(found, cell, place)
            self._verified = verified_on, found
        return found

    def near(self, point: Point, km: float) -> dict[int, float]:
        """Place (the number of its bit) → kilometres, of those within so many."""
        found = {}
        for box in boxes(point, km):
            south, north = bisect_left(self._latitudes, box.south), bisect_right(self._latitudes, box.north)
            for lat, lon, place in self._points[south:north]:
                if box.west <= lon <= box.east and (distance := kilometres(point, Point(lat, lon))) <= km:
                    found[place] = distance
        return found

    def within(self, countries: Iterable[str], states: Sequence[str]) -> int:
        """The places in one of the countries, and in one of the states where some are given."""
        places = 0
        for country in countries:
            there = self.in_country.get(country, {})
            for state in states or there:
                places |= there.get(state, 0)
        return places


def _add(sets: dict[Key, int], key: Key, number: int) -> None:
    sets[key] = sets.get(key, 0) | 1 << number


def accreditation_slugs(center: CareCenter) -> set[str]:
    """A center's accreditations as the query language writes them: by body, and by body and level (`nci`,
    `nci-comprehensive`)."""
    return {accreditation_slug(*parts) for body, level in center.accreditations for parts in ((body,), (body, level))}


def accreditation_slug(*parts: str) -> str:
    return "-".join("-".join(part.casefold().split()) for part in parts if part)
