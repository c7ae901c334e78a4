"""A map that needs nobody else: dots at latitude and longitude, to scale. In: marks; out: a `Map` for the template.

A schematic: no shores, no borders, no roads, because we ship none; the cities around come from our own gazetteer. What
it shows is said in words, too (`Map.said`, `Marked.beside`). Called by the page of a care center; one query.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, radians

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from finder.geo import EARTH_KM, MILE_KM, Point, in_unit, kilometres
from finder.models import Place
from finder.pages import wording
from trials.listed import all_of

WIDTH, HEIGHT = 360, 270
"""Of the drawing, in its own units: a phone shows one as 0.8 pixels, a desk as 1.4."""
NARROWEST_KM = 160.0
"""What the map shows from left to right around one place: the cities that a person there would name."""
MARGIN = 1.4
MOST_CITIES = 7
LOOKED_AT = 80
NEIGHBOURS = 2
LONGEST_LABEL = 22
LETTER, LINE = 8.0, 17.0
"""Room for one letter and one line of a label, generously."""
APART = 18.0
"""Marks nearer to each other than this are one."""
PART_KM, PART = 25.0, 0.2
"""A place so near to a city with more than five times its people is taken for a part of it: the gazetteer has the
districts of large cities, and "12 miles from West Town" tells nobody anything."""
FARTHEST_KM = 250.0
"""A city farther away than this says nothing about where a place is."""
_DEGREE_KM = EARTH_KM * radians(1)
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30)
_LENGTHS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_WINDS = (
    N_("{distance} north of {city}"),
    N_("{distance} north-east of {city}"),
    N_("{distance} east of {city}"),
    N_("{distance} south-east of {city}"),
    N_("{distance} south of {city}"),
    N_("{distance} south-west of {city}"),
    N_("{distance} west of {city}"),
    N_("{distance} north-west of {city}"),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be shown: the number it has in the list beside, its city and where it is."""

    number: int
    city: str
    point: Point


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    label: Label | None
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Map:
    """Coordinates in the drawing's units. `beside`: for each mark's number, where it lies, in words."""

    marks: list[Dot]
    cities: list[Dot]
    grid: list[Line]
    bar: Line
    bar_words: str
    said: str
    beside: dict[int, str]


@dataclass(frozen=True, slots=True)
class _City:
    name: str
    state: str
    country: str
    point: Point


@dataclass(frozen=True, slots=True)
class _Frame:
    """Degrees → units. Equirectangular about the middle: true to scale there, nearly so around."""

    middle: Point
    km: float
    """Kilometres a unit."""

    def at(self, point: Point) -> tuple[float, float]:
        east = (point.lon - self.middle.lon + 180) % 360 - 180
        x = WIDTH / 2 + east * _DEGREE_KM * _squeezed(self.middle.lat) / self.km
        y = HEIGHT / 2 - (point.lat - self.middle.lat) * _DEGREE_KM / self.km
        return round(x, 1), round(y, 1)

    @property
    def reach(self) -> tuple[float, float]:
        """Degrees of latitude and of longitude from the middle to the edge."""
        tall = HEIGHT / 2 * self.km / _DEGREE_KM
        return tall, WIDTH / 2 * self.km / _DEGREE_KM / _squeezed(self.middle.lat)


class _Room:
    """What is taken, so that no label lies over another."""

    def __init__(self) -> None:
        self._taken: list[tuple[float, float, float, float]] = []

    def take(self, left: float, top: float, right: float, bottom: float) -> None:
        self._taken.append((left, top, right, bottom))

    def is_free(self, left: float, top: float, right: float, bottom: float) -> bool:
        return not any(_overlap((left, top, right, bottom), one) for one in self._taken)

    def label(self, x: float, y: float, text: str) -> Label | None:
        """Beside, below or above a mark, where there is room; else none."""
        wide = LETTER * len(text)
        for anchor, at_x, at_y in (
            ("start", x + 10, y + 5),
            ("end", x - 10, y + 5),
            ("middle", x, y + 23),
            ("middle", x, y - 12),
        ):
            left = at_x - {"start": 0.0, "end": wide, "middle": wide / 2}[anchor]
            box = (left, at_y - LINE + 4, left + wide, at_y + 4)
            inside = box[0] >= 2 and box[2] <= WIDTH - 2 and box[1] >= 2 and box[3] <= HEIGHT - 2
            if inside and self.is_free(*box):
                self.take(*box)
                return Label(round(at_x, 1), round(at_y, 1), anchor, text)
        return None


def drawn(marks: Sequence[Mark], *, unit: str) -> Map | None:
    """The map of these marks and the larger cities around; None where there is nothing to show. `unit`: mi or km."""
    if not marks:
        return None
    frame = _frame([one.point for one in marks])
    room = _Room()
    room.take(0, HEIGHT - 34, WIDTH * 0.45, HEIGHT)  # the scale stands there
    room.take(WIDTH - 34, 0, WIDTH, 40)  # and there the arrow to the north
    groups = _together(marks, frame)
    for at, _ones in groups:
        room.take(at[0] - 8, at[1] - 8, at[0] + 8, at[1] + 8)
    shown = []
    for at, ones in groups:
        title = f"{all_of([str(one.number) for one in ones])}: {ones[0].city}"
        shown.append(Dot(*at, _mark_label(room, at, ones), title))
    cities = _cities(frame, [at for at, ones in groups], room)
    bar, bar_words = _bar(frame, unit)
    return Map(
        marks=shown,
        cities=[dot for dot, city in cities],
        grid=_grid(frame),
        bar=bar,
        bar_words=bar_words,
        said=_said(marks, [city for dot, city in cities]),
        beside={one.number: _beside(one, [city for dot, city in cities], unit) for one in marks},
    )


def _squeezed(lat: float) -> float:
    """How long a degree of longitude is there, beside one of latitude; never so short that a map has no width."""
    return max(cos(radians(lat)), 0.1)


def _frame(points: Sequence[Point]) -> _Frame:
    """The middle of all, and as many kilometres a unit as show all of them with a margin."""
    west = min((one.lon for one in points), key=lambda first: max((one.lon - first) % 360 for one in points))
    span = max((one.lon - west) % 360 for one in points)
    south, north = min(one.lat for one in points), max(one.lat for one in points)
    middle = Point((south + north) / 2, (west + span / 2 + 180) % 360 - 180)
    wide = span * _DEGREE_KM * _squeezed(middle.lat)
    tall = (north - south) * _DEGREE_KM
    return _Frame(middle, max(NARROWEST_KM / WIDTH, wide * MARGIN / WIDTH, tall * MARGIN / HEIGHT))


def _together(marks: Iterable[Mark], frame: _Frame) -> list[tuple[tuple[float, float], list[Mark]]]:
    """Coordinates are often those of the city: what lies there together is one dot with several numbers."""
    found: list[tuple[tuple[float, float], list[Mark]]] = []
    for one in marks:
        at = frame.at(one.point)
        near = next((group for group in found if _distance(group[0], at) < APART), None)
        if near is None:
            found.append((at, [one]))
        else:
            near[1].append(one)
    return found


def _mark_label(room: _Room, at: tuple[float, float], ones: Sequence[Mark]) -> Label | None:
    """With its city, else the numbers alone."""
    numbers = ", ".join(str(one.number) for one in ones[:3]) + (" …" if len(ones) > 3 else "")
    named = f"{numbers} {_short(ones[0].city)}"
    return room.label(*at, named) or room.label(*at, numbers)


def _cities(frame: _Frame, taken: Sequence[tuple[float, float]], room: _Room) -> list[tuple[Dot, _City]]:
    """The most populous that can be shown and named without hiding anything."""
    tall, wide = frame.reach
    south, north = frame.middle.lat - tall, frame.middle.lat + tall
    west, east = frame.middle.lon - wide, frame.middle.lon + wide
    lon = Q(lon__range=(west, east))
    if wide >= 180:
        lon = Q()
    elif west < -180:
        lon = Q(lon__gte=west + 360) | Q(lon__lte=east)
    elif east > 180:
        lon = Q(lon__gte=west) | Q(lon__lte=east - 360)
    rows = (
        Place.objects.filter(lon, kind=Place.CITY, lat__range=(south, north), population__gt=0)
        .order_by("-population", "name", "lat")
        .values_list("name", "state", "country", "lat", "lon", "population")
        .distinct()[:LOOKED_AT]  # a place has a row for each of its names
    )
    found: list[tuple[Dot, _City]] = []
    larger: list[tuple[Point, int]] = []
    for name, state, country, lat, lon_, people in rows:
        city = _City(name, state, country, Point(lat, lon_))
        part = any(people < PART * size and kilometres(city.point, other) < PART_KM for other, size in larger)
        larger.append((city.point, people))
        x, y = frame.at(city.point)
        inside = 4 <= x <= WIDTH - 4 and 4 <= y <= HEIGHT - 4
        others = [*taken, *((dot.x, dot.y) for dot, city in found)]
        if part or not inside or any(_distance((x, y), other) < APART for other in others):
            continue
        if not room.is_free(x - 4, y - 4, x + 4, y + 4) or (label := room.label(x, y, _short(name))) is None:
            continue
        room.take(x - 4, y - 4, x + 4, y + 4)
        found.append((Dot(x, y, label, _called(city)), city))
        if len(found) == MOST_CITIES:
            break
    return found


def _grid(frame: _Frame) -> list[Line]:
    """Lines of latitude and longitude: two to five each way."""
    tall, wide = frame.reach
    step = next((one for one in _STEPS if 2 * wide / one <= 5), _STEPS[-1])
    lines = []
    first = int((frame.middle.lon - wide) // step) + 1
    for number in range(first, first + 12):
        if (lon := number * step) >= frame.middle.lon + wide:
            break
        x = frame.at(Point(frame.middle.lat, lon))[0]
        lines.append(Line(x, 0, x, HEIGHT))
    first = int((frame.middle.lat - tall) // step) + 1
    for number in range(first, first + 12):
        if (lat := number * step) >= frame.middle.lat + tall:
            break
        y = frame.at(Point(lat, frame.middle.lon))[1]
        lines.append(Line(0, y, WIDTH, y))
    return lines


def _bar(frame: _Frame, unit: str) -> tuple[Line, str]:
    """How long some round distance is, and its words."""
    of_unit = frame.km / (MILE_KM if unit == "mi" else 1.0)
    length = max((one for one in _LENGTHS if one / of_unit <= WIDTH * 0.3), default=_LENGTHS[0])
    end = round(14 + length / of_unit, 1)
    words = _("{length} miles") if unit == "mi" else _("{length} km")
    return Line(14, HEIGHT - 12, end, HEIGHT - 12), words.format(length=f"{length:,}")


def _said(marks: Sequence[Mark], cities: Sequence[_City]) -> str:
    """What the map shows, for those who cannot see it."""
    places = all_of(list(dict.fromkeys(one.city for one in marks)))
    if not cities:
        return _("A simple map with north at the top. It shows {places}.").format(places=places)
    around = all_of([_called(one) for one in cities])
    return _("A simple map with north at the top. It shows {places}, and the cities around: {cities}.").format(
        places=places, cities=around
    )


def _beside(mark: Mark, cities: Sequence[_City], unit: str) -> str:
    """ "about 45 miles north-west of Chicago, IL and …": from the nearest cities that the map shows, if any is near."""
    near = sorted(cities, key=lambda city: kilometres(city.point, mark.point))[:NEIGHBOURS]
    near = [city for city in near if kilometres(city.point, mark.point) <= FARTHEST_KM]
    return all_of(
        [
            _(_WINDS[_wind(city.point, mark.point)]).format(
                distance=wording.distance(in_unit(kilometres(city.point, mark.point), unit), unit), city=_called(city)
            )
            for city in near
        ]
    )


def _wind(start: Point, end: Point) -> int:
    """In which direction (of `_WINDS`) one goes from the first to the second, as the map shows it."""
    north = end.lat - start.lat
    east = ((end.lon - start.lon + 180) % 360 - 180) * _squeezed((start.lat + end.lat) / 2)
    return round(degrees(atan2(east, north)) / 45) % 8


def _called(city: _City) -> str:
    return f"{city.name}, {city.state}" if city.country == "US" and city.state else city.name


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
