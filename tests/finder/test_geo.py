"""Distances and boxes: against facts of the globe, and against a second way to work them out."""

from __future__ import annotations

from math import acos, asin, atan2, cos, degrees, pi, radians, sin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from finder.geo import EARTH_KM, MILE_KM, Point, boxes, in_unit, kilometres, parse_point, to_km

pytestmark = pytest.mark.once

HALF_WAY_ROUND = pi * EARTH_KM

lats = st.floats(-90, 90)
lons = st.floats(-180, 180)
points = st.builds(Point, lats, lons)


def angle_by_vectors(a: Point, b: Point) -> float:
    """The same distance from unit vectors and the arc-cosine: good to some metres, where it is defined."""
    cosine = sin(radians(a.lat)) * sin(radians(b.lat)) + cos(radians(a.lat)) * cos(radians(b.lat)) * cos(
        radians(b.lon - a.lon)
    )
    return EARTH_KM * acos(max(-1.0, min(1.0, cosine)))


def there(start: Point, bearing: float, km: float) -> Point:
    """Where one comes to who leaves in that direction."""
    angle, lat, lon, course = km / EARTH_KM, radians(start.lat), radians(start.lon), radians(bearing)
    end = asin(max(-1.0, min(1.0, sin(lat) * cos(angle) + cos(lat) * sin(angle) * cos(course))))
    turn = atan2(sin(course) * sin(angle) * cos(lat), cos(angle) - sin(lat) * sin(end))
    return Point(degrees(end), (degrees(lon + turn) + 540) % 360 - 180)


@given(points)
def test_a_point_is_no_way_from_itself(point: Point) -> None:
    assert kilometres(point, point) == 0


@given(lats, st.floats(-180, 0))
def test_the_antipode_is_half_way_round(lat: float, lon: float) -> None:
    assert kilometres(Point(lat, lon), Point(-lat, lon + 180)) == pytest.approx(HALF_WAY_ROUND, abs=1e-6)


@given(points, points)
def test_the_way_there_is_the_way_back(a: Point, b: Point) -> None:
    assert kilometres(a, b) == pytest.approx(kilometres(b, a), abs=1e-9)


@given(points, points)
def test_two_ways_to_work_out_a_distance_agree(a: Point, b: Point) -> None:
    assert kilometres(a, b) == pytest.approx(angle_by_vectors(a, b), abs=0.2)


@pytest.mark.parametrize(
    ("a", "b", "known"),
    [
        # The ellipsoid's quadrant and half its equator, as geodesists publish them (WGS 84).
        (Point(0, 0), Point(90, 0), 10001.966),
        (Point(0, 0), Point(0, 180), 20037.508),
        (Point(0, 0), Point(1, 0), 110.574),
        (Point(0, 0), Point(0, 1), 111.320),
        (Point(89, 0), Point(90, 0), 111.694),
    ],
)
def test_the_sphere_is_at_most_a_hundredth_off_the_ellipsoid(a: Point, b: Point, known: float) -> None:
    assert kilometres(a, b) == pytest.approx(known, rel=0.0061)


def test_a_metre_is_still_told_apart() -> None:
    assert kilometres(Point(41.88, -87.63), Point(41.88001, -87.63)) == pytest.approx(0.001112, rel=1e-3)


@given(points, st.floats(0, HALF_WAY_ROUND), st.floats(0, 360), st.floats(0, 1))
@example(Point(0.0, 180.0), 0.0, 0.0, 0.0)
@example(Point(0.0, -180.0), 1.0, 270.0, 1.0)
@example(Point(90.0, 0.0), 1.0, 180.0, 1.0)
@example(Point(89.99, 0.0), 1.2, 90.0, 1.0)
@example(Point(60.0, 179.9), 100.0, 90.0, 1.0)
def test_every_point_within_the_radius_lies_in_a_box(point: Point, km: float, bearing: float, part: float) -> None:
    other = there(point, bearing, km * part)

    assert any(box.holds(other) for box in boxes(point, km))


@given(points, points)
def test_a_box_as_wide_as_the_distance_holds_the_other_point(a: Point, b: Point) -> None:
    assert any(box.holds(b) for box in boxes(a, kilometres(a, b)))


@given(points, st.floats(0, 25_000))
def test_boxes_stay_on_the_globe(point: Point, km: float) -> None:
    for box in boxes(point, km):
        assert -90 <= box.south <= box.north <= 90
        assert -180 <= box.west <= box.east <= 180


def test_a_box_is_hardly_larger_than_it_must_be() -> None:
    (box,) = boxes(Point(41.88, -87.63), 50)

    assert box.north - box.south == pytest.approx(2 * 50 / 111.195, rel=0.001)
    assert box.east - box.west == pytest.approx(2 * 50 / (111.195 * cos(radians(41.88))), rel=0.001)


def test_the_antimeridian_splits_a_box_in_two() -> None:
    west_of_it, east_of_it = boxes(Point(-17.7, 179.9), 50)

    assert (west_of_it.east, east_of_it.west) == (180, -180)
    assert east_of_it.holds(Point(-17.7, -179.8))
    assert not any(box.holds(Point(-17.7, 0)) for box in (west_of_it, east_of_it))


def test_around_a_pole_all_longitudes_count() -> None:
    (box,) = boxes(Point(89.9, 10), 50)

    assert (box.west, box.east, box.north) == (-180, 180, 90)
    assert box.south > 89


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("41.88,-87.63", Point(41.88, -87.63)),
        (" +41.88 , -87.63 ", Point(41.88, -87.63)),
        ("0,0", Point(0, 0)),
        ("-90,180", Point(-90, 180)),
    ],
)
def test_a_point_is_read_from_latitude_and_longitude(text: str, point: Point) -> None:
    assert parse_point(text) == point


@pytest.mark.parametrize(
    "text",
    ["", ",", "41.88", "41.88 -87.63", "41.88,-87.63,0", "91,0", "-90.0001,0", "0,180.5", "0,-999", "nan,nan", "NaN,0"]
    + ["inf,0", "-inf,0", "1e1,2", "0x1,2", "41.88;-87.63", "٤١,٨٧", "1_0,2", "41,88,-87,63", ".5,1", "5.,1", "4" * 99],
)
def test_anything_else_is_no_point(text: str) -> None:
    assert parse_point(text) is None


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_points(text: str) -> None:
    point = parse_point(text)

    assert point is None or (abs(point.lat) <= 90 and abs(point.lon) <= 180)


def test_a_mile_is_what_the_law_says() -> None:
    assert (to_km(1, "mi"), in_unit(MILE_KM, "mi")) == (1.609344, 1)
