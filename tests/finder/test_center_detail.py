"""What is published of a center, and what is not: a fact stands only where a claim covers it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centers import services
from centers.models import Center, Claim, ContactChannel, Location, Offering
from finder.center_detail import CenterDetail, detail, details
from tests.finder import held_centers as held

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC), tick=False):
        yield


def of(slug: str = "lakeside") -> CenterDetail:
    found = detail(slug)
    assert found is not None
    return found


def offered(found: CenterDetail) -> dict[str, list[Any]]:
    by_service: dict[str, list[Any]] = {}
    for group in found.services:
        for one in group.offerings:
            by_service.setdefault(one.service, []).append(one)
    return by_service


def test_a_center_that_is_not_listed_or_that_nothing_backs_is_no_center() -> None:
    held.center("hidden", listed=False)
    Center.objects.create(slug="bare", name="Bare")
    only_its_website = Center.objects.create(slug="half", name="Half", website="https://half.example.org")
    held.claim(only_its_website, "website")
    assert [detail(slug) for slug in ("hidden", "bare", "half", "nowhere", "no\x00where", "é" * 200)] == [None] * 6


def test_a_fact_that_no_claim_covers_is_not_shown() -> None:
    center = Center.objects.create(slug="lakeside", name="Lakeside", website="https://x.example.org", network="Network")
    held.claim(center)
    at = Location.objects.create(
        center=center, city="Chicago", state="IL", address="1 Harbour Street", phone="+13125550100", lat=41.8, lon=-87.6
    )
    held.claim(at, "", "address")
    channel = ContactChannel.objects.create(
        center=center, kind="patient-phone", purpose="appointment", value="+13125550101", hours="Mo-Fr 08:00-17:00"
    )
    held.claim(channel)
    Offering.objects.create(center=center, service="srs")
    found = of()
    [location] = found.locations
    assert (found.website, found.network, found.other_names) == ("", "", [])
    assert (location.city, location.address, location.phone, location.lat, location.lon) == (
        *("Chicago", "1 Harbour Street", ""),
        *(None, None),
    )
    assert found.contacts[0].channels[0].hours == ""
    assert found.services == []


def test_a_claim_on_a_part_publishes_no_row() -> None:
    center = held.center()
    held.claim(Location.objects.create(center=center, city="Chicago", address="1 Harbour Street"), "address")
    assert of().locations == []


def test_a_location_that_is_not_published_is_named_nowhere() -> None:
    center = held.center()
    hidden = Location.objects.create(center=center, city="Secretville")
    held.offering(center, "srs", location=hidden)
    held.channel(center, "patient-phone", "appointment", value="+13125550101", location=hidden)
    found = of()
    assert offered(found)["srs"][0].location is None
    assert found.contacts[0].channels[0].location is None
    assert "Secretville" not in repr(found)


@pytest.mark.parametrize(
    ("dates", "standing"),
    [
        ({}, "unchecked"),
        ({"source_date": dt.date(2026, 11, 20)}, "unchecked"),
        (held.checked(dt.date(2026, 9, 23)), "verified"),
        (held.checked(dt.date(2025, 11, 25)), "expired"),
        (held.checked(dt.date(2025, 11, 26)), "verified"),
    ],
)
def test_a_claim_stands_by_its_dates(dates: dict[str, Any], standing: str) -> None:
    held.offering(held.center(), "srs", backed=dates)
    [row] = offered(of())["srs"]
    assert row.standing == standing
    assert [one.standing for one in row.claims] == [standing]


def test_a_row_stands_as_its_best_claim_and_shows_it_first() -> None:
    row = held.offering(held.center(), "srs", backed=held.checked(dt.date(2024, 1, 1)))
    held.claim(row, source_url="https://other.example.org/", **held.checked(dt.date(2026, 10, 1)))
    held.claim(row, document="A leaflet", source_url="")
    [shown] = offered(of())["srs"]
    assert shown.standing == "verified"
    assert [one.standing for one in shown.claims] == ["verified", "expired", "unchecked"]
    assert [(one.source_url, one.document) for one in shown.claims] == [
        ("https://other.example.org/", ""),
        (held.PAGE, ""),
        ("", "A leaflet"),
    ]


def test_a_claim_expires_by_itself() -> None:
    held.offering(held.center(), "srs", backed=held.checked(dt.date(2026, 1, 1)))
    assert offered(of())["srs"][0].standing == "verified"
    with time_machine.travel(dt.datetime(2027, 1, 1, 0, 1, tzinfo=dt.UTC)):
        assert offered(of())["srs"][0].standing == "expired"


def test_services_stand_in_the_order_of_their_groups_and_an_unknown_one_comes_last() -> None:
    center = held.center()
    for slug in ("unheard-of", *reversed(services.SERVICES)):
        held.offering(center, slug)
    found = of()
    assert [group.group for group in found.services] == [*services.GROUPS, ""]
    known = [one.service for group in found.services[:-1] for one in group.offerings]
    assert sorted(known) == sorted(services.SERVICES)
    assert [one.label for one in found.services[-1].offerings] == ["Unheard of"]
    srs = offered(found)["srs"][0]
    assert (srs.label, srs.meaning) == (services.SERVICES["srs"].label, services.SERVICES["srs"].meaning)


def test_what_is_urgent_stands_first_and_what_can_be_called_before_what_cannot() -> None:
    center = held.center()
    held.channel(center, "patient-phone", "appointment")
    held.channel(center, "appointment-form", "appointment", value="https://lakeside.example.org/form")
    held.channel(center, "urgent", "urgent", urgent="At night call the hospital.")
    found = of()
    assert [group.purpose for group in found.contacts] == ["urgent", "appointment"]
    assert [one.kind for one in found.contacts[1].channels] == ["appointment-form", "patient-phone"]


def test_the_main_location_stands_first() -> None:
    center = held.center()
    held.location(center, city="Aurora")
    held.location(center, city="Zion", main=True)
    held.location(center, city="berwyn")
    assert [one.city for one in of().locations] == ["Zion", "Aurora", "berwyn"]


def test_of_a_center_from_a_directory_nearly_all_is_said_to_be_unknown() -> None:
    held.location(held.center(website="https://lakeside.example.org/"), main=True)
    assert of().unknown == [
        *("services", "contacts", "address", "hours", "languages", "accessibility", "accreditations"),
    ]


def test_of_a_center_that_is_known_nothing_is_said_to_be_unknown() -> None:
    held.lakeside(TODAY)
    assert of().unknown == []


def test_nobody_is_told_to_ask_a_laboratory() -> None:
    held.center(kind=Center.LABORATORY, treats_patients=False)
    assert of().unknown == []


def test_the_number_of_queries_does_not_grow_with_what_is_held() -> None:
    held.center("small")
    center = held.lakeside(TODAY)
    for number in range(12):
        at = held.location(center, city=f"City {number}", phone="+13125550100")
        held.offering(center, "imaging", location=at)
        held.channel(center, "patient-phone", "question", value="+13125550101", location=at, languages=["en"])
    counts = []
    for slug in ("small", "lakeside"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            of(slug)
        counts.append(len(queries))
    assert counts == [6, 6]
    assert Claim.objects.count() > 60


def test_several_at_once_are_each_as_if_asked_for_alone() -> None:
    held.lakeside(TODAY)
    other = held.center("other", name="Other", backed=held.checked(TODAY))
    held.offering(other, "srs", location=held.location(other, city="Peoria"))
    held.center("hidden", listed=False)
    assert details(["other", "hidden", "lakeside"]) == {"lakeside": of("lakeside"), "other": of("other")}
    assert details([]) == {}
