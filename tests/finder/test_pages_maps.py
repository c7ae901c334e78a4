"""The map of a center: true to scale, nothing over anything else, and the same in words."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.geo import MILE_KM, Point, kilometres
from finder.models import Place
from finder.pages.maps import HEIGHT, WIDTH, Dot, Map, Mark, drawn

pytestmark = pytest.mark.django_db
CITIES = [
    ("Chicago", "IL", "US", 41.85, -87.65, 2_700_000),
    ("West Town", "IL", "US", 41.894, -87.668, 87_000),
    ("Naperville", "IL", "US", 41.786, -88.147, 147_000),
    ("Gary", "IN", "US", 41.593, -87.346, 69_000),
    ("Joliet", "IL", "US", 41.525, -88.083, 148_000),
    ("Milwaukee", "WI", "US", 43.039, -87.906, 560_000),
    ("Auckland", "", "NZ", -36.848, 174.763, 400_000),
    ("Suva", "", "FJ", -18.142, 178.442, 77_000),
]


@pytest.fixture(autouse=True)
def gazetteer() -> None:
    for name, state, country, lat, lon, people in CITIES:
        for key in (name.lower(), f"{name.lower()} city"):
            Place.objects.create(
                kind="city", key=key, name=name, state=state, country=country, lat=lat, lon=lon, population=people
            )


def of(*marks: Mark, unit: str = "mi") -> Map:
    found = drawn(marks, unit=unit)
    assert found is not None
    return found


HYDE_PARK = Mark(1, "Chicago", Point(41.79, -87.6))


def test_without_a_place_there_is_no_map() -> None:
    assert drawn([], unit="mi") is None


def test_a_single_place_stands_in_the_middle_among_the_cities_around() -> None:
    found = of(HYDE_PARK)
    [mark] = found.marks
    assert (mark.x, mark.y) == (WIDTH / 2, HEIGHT / 2)
    assert mark.label is not None
    assert mark.label.text == "1 Chicago"
    assert {one.title for one in found.cities} == {"Naperville, IL", "Gary, IN", "Joliet, IL"}


def test_a_district_of_a_large_city_is_no_neighbour() -> None:
    assert "West Town" not in of(HYDE_PARK).said


def test_north_is_up_and_east_is_right() -> None:
    at = {one.title: one for one in of(HYDE_PARK).cities}
    assert at["Naperville, IL"].x < at["Gary, IN"].x
    assert at["Naperville, IL"].y < at["Joliet, IL"].y


def test_distances_are_to_scale() -> None:
    found = of(HYDE_PARK)
    at = {one.title: one for one in found.cities}
    drawn_length = ((at["Joliet, IL"].x - at["Gary, IN"].x) ** 2 + (at["Joliet, IL"].y - at["Gary, IN"].y) ** 2) ** 0.5
    bar_miles = float(found.bar_words.removesuffix(" miles"))
    miles = drawn_length / (found.bar.x2 - found.bar.x1) * bar_miles
    assert miles == pytest.approx(kilometres(Point(41.525, -88.083), Point(41.593, -87.346)) / MILE_KM, rel=0.01)


def test_the_words_say_the_same() -> None:
    found = of(HYDE_PARK)
    assert found.said.startswith("A simple map with north at the top. It shows Chicago, and the cities around: ")
    assert found.beside[1] == "about 19 miles north-west of Gary, IN and about 28 miles east of Naperville, IL"


def test_miles_or_kilometres() -> None:
    found = of(HYDE_PARK, unit="km")
    assert found.bar_words.endswith(" km")
    assert "about 30 kilometres north-west of Gary, IN" in found.beside[1]


def test_places_with_the_coordinates_of_one_city_share_a_dot() -> None:
    found = of(HYDE_PARK, Mark(2, "Chicago", Point(41.79, -87.6)), Mark(3, "Milwaukee", Point(43.04, -87.91)))
    assert [one.title for one in found.marks] == ["1 and 2: Chicago", "3: Milwaukee"]
    assert found.marks[0].label is not None
    assert found.marks[0].label.text == "1, 2 Chicago"


def test_a_place_far_from_every_city_says_nothing_of_neighbours() -> None:
    found = of(Mark(1, "Nome", Point(64.5, -165.4)))
    assert found.beside == {1: ""}
    assert found.cities == []
    assert found.said == "A simple map with north at the top. It shows Nome."


def test_across_the_date_line_the_map_stays_small() -> None:
    found = of(Mark(1, "Suva", Point(-18.1, 178.4)), Mark(2, "Apia", Point(-13.8, -171.8)), unit="km")
    assert [round(one.x) for one in found.marks] == [51, 309]
    assert found.bar_words == "200 km"


def _inside(one: Dot) -> bool:
    return 0 <= one.x <= WIDTH and 0 <= one.y <= HEIGHT


@given(
    st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=8),
)
def test_wherever_places_are_they_stand_on_the_map_and_no_label_lies_over_another(
    points: list[tuple[float, float]],
) -> None:
    found = of(*(Mark(number, f"City {number}", Point(*one)) for number, one in enumerate(points, 1)))
    dots = [*found.marks, *found.cities]
    assert all(_inside(one) for one in dots)
    boxes = []
    for one in dots:
        if one.label is not None:
            wide = 8 * len(one.label.text)
            left = one.label.x - {"start": 0, "end": wide, "middle": wide / 2}[one.label.anchor]
            boxes.append((left, left + wide, one.label.y - 12, one.label.y + 4))
    for a, b in combinations(boxes, 2):
        assert a[1] <= b[0] + 0.2 or b[1] <= a[0] + 0.2 or a[3] <= b[2] + 0.2 or b[3] <= a[2] + 0.2
    assert found.bar.x2 - found.bar.x1 > 5
    assert all(0 <= line.x1 <= WIDTH and 0 <= line.y1 <= HEIGHT for line in found.grid)
