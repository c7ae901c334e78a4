"""Centers as sets: who offers what where, who says what, which trials are there. In memory; the joint question as a
whole is held against a script in test_centers_brute_force.py."""

from __future__ import annotations

import random

import pytest

from centers.services import SERVICES
from finder.care import Care, CareCenter, CareLocation, CareOffering
from finder.center_texts import CenterTexts
from finder.geo import Point, kilometres
from finder.offered import Offered
from finder.splits import members
from finder.words import Query, parse_query, record_tokens

pytestmark = pytest.mark.once


def location(pk: int, state: str = "IL", at: tuple[float, float] | None = None, *, main: bool = False) -> CareLocation:
    lat, lon = at or (None, None)
    return CareLocation(pk, main, "Freedonia", state, "US", lat, lon)


def offering(service: str, where: int = 0, spans: tuple[tuple[int, int], ...] = ()) -> CareOffering:
    return CareOffering(1, service, where, "standard", "", spans)


def center(
    name: str, locations: tuple[CareLocation, ...] = (), offered: tuple[CareOffering, ...] = (), network: str = ""
) -> CareCenter:
    return CareCenter(1, name.lower(), name, "hospital", True, (), network, "", (), locations, offered, ())


def places(offered: Offered, service: str) -> int:
    return offered.cells()[service, "standard", ""]


def test_a_service_without_a_location_counts_at_the_main_one() -> None:
    held = center("A", (location(7, "WI"), location(8, "IL", main=True)), (offering("srs"),))
    offered = Offered(Care([held]))
    assert places(offered, "srs") & offered.within(["US"], ["IL"])
    assert not places(offered, "srs") & offered.within(["US"], ["WI"])


def test_a_service_at_a_location_that_is_not_published_is_offered_and_is_nowhere() -> None:
    offered = Offered(Care([center("A", (location(7),), (offering("srs", 99),)), center("B", (), (offering("srs"),))]))
    assert offered.folded(places(offered, "srs")) == 0b11
    assert not places(offered, "srs") & offered.within(["US"], [])


def test_places_fold_into_the_centers_that_have_them() -> None:
    rng = random.Random(4)
    held = [
        center(f"House {number:02}", tuple(location(100 * number + n) for n in range(rng.randint(0, 4))))
        for number in range(30)
    ]
    offered = Offered(Care(held))
    for number, one in enumerate(held):
        for (place, found), known in zip(offered.places_of(number), one.locations, strict=True):
            assert found is known
            assert offered.folded(1 << place) == 1 << number
    assert list(members(offered.folded(offered.within(["US"], ["IL"])))) == [
        number for number, one in enumerate(held) if one.locations
    ]


@pytest.mark.parametrize(("day", "counts"), [(9, False), (10, True), (19, True), (20, False), (30, True)])
def test_a_service_is_verified_on_the_days_of_its_claims(day: int, *, counts: bool) -> None:
    offered = Offered(Care([center("A", (), (offering("srs", spans=((10, 20), (30, 31))),))]))
    assert bool(offered.cells(verified_on=day).get(("srs", "standard", ""))) is counts
    assert places(offered, "srs")


def test_near_finds_what_lies_within_the_radius_on_both_sides_of_the_date_line() -> None:
    rng = random.Random(8)
    points = [(rng.uniform(-40, 40), rng.choice((-1, 1)) * rng.uniform(150, 180)) for _ in range(60)]
    held = [center(f"House {number:02}", (location(number, at=at),)) for number, at in enumerate(points)]
    offered = Offered(Care([*held, center("Without", (location(99),))]))
    here = Point(2.0, 179.0)
    expected = {offered.size + n: km for n, at in enumerate(points) if (km := kilometres(here, Point(*at))) <= 2500}
    assert offered.near(here, 2500) == pytest.approx(expected)
    assert {points[place - offered.size][1] > 0 for place in expected} == {True, False}


WORDS = "north star clinic of freedonia university hospital radiation north".split()


def test_words_are_found_as_in_the_texts_themselves() -> None:
    rng = random.Random(15)
    held = [
        center(
            " ".join(rng.choices(WORDS, k=3)),
            (location(number, rng.choice(WORDS)),),
            (offering(rng.choice(("srs", "nutrition"))),),
            network=" ".join(rng.choices(WORDS, k=2)),
        )
        for number in range(40)
    ]
    texts = CenterTexts(held)
    for asked in (
        "north",
        "north star",
        '"north star"',
        '"star clinic" radiation',
        "freed",
        '"university hosp"',
        "gamma knife",
        "nothing of that",
    ):
        query = parse_query(asked)
        for columns in (1, 2, 3):
            expected = [number for number, one in enumerate(held) if says(query, said(one)[:columns])]
            assert list(members(texts.saying(query, columns))) == expected, (asked, columns)


def said(one: CareCenter) -> list[list[str]]:
    services = [SERVICES[each.service] for each in one.offerings]
    return [
        record_tokens([one.name]),
        record_tokens([one.network, one.locations[0].city, one.locations[0].state]),
        record_tokens([text for each in services for text in (each.label, *each.synonyms)]),
    ]


def says(query: Query, texts: list[list[str]]) -> bool:
    """By looking at every place in every text."""
    return all(
        any(
            text[start : start + len(one.tokens) - 1] == list(one.tokens[:-1])
            and (
                text[start + len(one.tokens) - 1] == one.tokens[-1]
                or (one.prefix and text[start + len(one.tokens) - 1].startswith(one.tokens[-1]))
            )
            for one in clause
            for text in texts
            for start in range(len(text) - len(one.tokens) + 1)
        )
        for clause in query.clauses
    )
