"""Points on the globe: how far apart they are, and the boxes of latitude and longitude around one.

Pure. Plain degrees (WGS 84) on a sphere: at most 0.6 % off the ellipsoid. Used by
`finder/places.py`, `finder/search.py` and `finder/rows.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, hypot, pi, radians, sin

MILE_KM = 1.609344
_KM_OF = {"mi": MILE_KM, "km": 1.0}
EARTH_KM = 6371.0088

# Added on each side of a box, in degrees (a metre or so): rounding must not put a point within the radius outside.
_MARGIN = 1e-5
_DEGREES = r"\s*([-+]?[0-9]{1,3}(?:\.[0-9]{1,15})?)\s*"
_POINT = re.compile(f"{_DEGREES},{_DEGREES}")


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees; north and east are positive."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Box:
    """All points between two latitudes and two longitudes, edges included. It never spans the antimeridian."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, point: Point) -> bool:
        return self.south <= point.lat <= self.north and self.west <= point.lon <= self.east


def kilometres(a: Point, b: Point) -> float:
    """The way over the globe from one point to the other (haversine)."""
    north, east = radians(b.lat - a.lat), radians(b.lon - a.lon)
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half_chord_squared = sin(north / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(east / 2) ** 2
    # The other leg in full, not √(1 − h): near the antipode that difference has no digits left.
    other_leg = hypot(sin((lat_a + lat_b) / 2) * sin(east / 2), cos(north / 2) * cos(east / 2))
    return 2 * EARTH_KM * atan2(half_chord_squared**0.5, other_leg)


def boxes(point: Point, km: float) -> list[Box]:
    """The boxes that hold every point at most so many kilometres away, and some more: two across the antimeridian."""
    angle = max(km, 0.0) / EARTH_KM
    south, north = point.lat - degrees(angle) - _MARGIN, point.lat + degrees(angle) + _MARGIN
    if south <= -90 or north >= 90 or angle >= pi / 2:
        return [Box(max(south, -90.0), -180.0, min(north, 90.0), 180.0)]
    # Farthest east and west lie nearer to the pole than the point itself.
    reach = degrees(asin(min(1.0, sin(angle) / cos(radians(point.lat))))) + _MARGIN / cos(radians(point.lat))
    west, east = point.lon - reach, point.lon + reach
    if reach >= 180:
        return [Box(south, -180.0, north, 180.0)]
    if west < -180:
        return [Box(south, west + 360, north, 180.0), Box(south, -180.0, north, east)]
    if east > 180:
        return [Box(south, west, north, 180.0), Box(south, -180.0, north, east - 360)]
    return [Box(south, west, north, east)]


def parse_point(text: str) -> Point | None:
    """`"41.88,-87.63"` → `Point(41.88, -87.63)`; anything else, or off the globe: None."""
    match = _POINT.fullmatch(text) if len(text) <= 60 else None
    if match is None:
        return None
    lat, lon = float(match[1]), float(match[2])
    return Point(lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def to_km(length: float, unit: str) -> float:
    """A length in `mi` or `km` → kilometres."""
    return length * _KM_OF[unit]


def in_unit(km: float, unit: str) -> float:
    """Kilometres → the length in `mi` or `km`."""
    return km / _KM_OF[unit]
