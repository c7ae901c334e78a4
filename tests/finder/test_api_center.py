"""Care centers and services in the API: what the page says, with every claim."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from centers import services
from centers.models import Center
from tests.finder import held_centers as held
from tests.finder.reading import get

pytestmark = pytest.mark.django_db
ONE = "/api/v1/centers/lakeside/"
SERVICES = "/api/v1/services/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC), tick=False):
        yield


def test_a_center_comes_whole_with_its_claims(client: Client) -> None:
    held.lakeside(dt.date(2026, 11, 25))
    found = get(client, ONE).json()
    assert (found["slug"], found["url"]) == ("lakeside", "http://testserver/centers/lakeside/")
    assert found["judged_on"] == "2026-11-25"
    assert "No endorsement" in found["attribution"]
    offered = {one["service"]: one for group in found["services"] for one in group["offerings"]}
    main = found["locations"][0]
    assert main["main"] is True
    assert offered["srs"]["location"] == main["id"]
    assert offered["srs"]["claims"] == [
        {
            "fact": "",
            "standing": "verified",
            "source_url": held.PAGE,
            "document": "",
            "quote": "We offer focused radiation for tumours in the brain.",
            "captured_on": "2026-11-01",
            "source_date": None,
            "verified_on": "2026-09-26",
            "verified_by": "A. Curator",
            "expires_on": "2027-09-26",
        }
    ]
    assert (offered["car-t"]["availability"], offered["car-t"]["standing"]) == ("in-trials-only", "unchecked")
    assert offered["chemotherapy"]["standing"] == "expired"
    assert offered["sbrt"]["location"] is None
    contacts = {one["kind"]: one for group in found["contacts"] for one in group["channels"]}
    assert contacts["patient-phone"]["value"] == "+13125550101"
    assert contacts["introductory-opinion"]["value"] == ""
    assert found["unknown"] == []


@pytest.mark.parametrize("slug", ["nowhere", "hidden", "bare", "a%00b", "x" * 300])
def test_what_is_not_published_is_a_problem_document(client: Client, slug: str) -> None:
    held.center("hidden", listed=False)
    Center.objects.create(slug="bare", name="Bare")
    response = get(client, f"/api/v1/centers/{slug}/", 404)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 404


@pytest.mark.parametrize("address", [ONE, SERVICES])
def test_no_parameter_is_taken(client: Client, address: str) -> None:
    held.center()
    problem = get(client, f"{address}?verified=yes", 400).json()
    assert problem["errors"] == [
        {"parameter": "verified", "detail": "This address takes no parameters.", "pointer": None}
    ]


@pytest.mark.parametrize("address", [ONE, SERVICES])
def test_an_answer_may_be_shared_and_is_not_sent_twice(client: Client, address: str) -> None:
    held.center()
    first = get(client, address).headers
    assert "public" in first["Cache-Control"]
    get(client, address, 304, headers={"If-None-Match": first["ETag"]})


def test_a_change_of_a_fact_makes_a_new_answer(client: Client) -> None:
    center = held.center()
    tag = get(client, ONE).headers["ETag"]
    held.offering(center, "srs")
    tag = get(client, ONE, 200, headers={"If-None-Match": tag}).headers["ETag"]
    Center.objects.update(listed=False)
    get(client, ONE, 404, headers={"If-None-Match": tag})


def test_only_reading_is_offered(client: Client) -> None:
    held.center()
    assert client.post(ONE).status_code == 405
    assert client.delete(SERVICES).status_code == 405


def test_every_service_is_explained(client: Client) -> None:
    found = get(client, SERVICES).json()
    assert found["count"] == len(services.SERVICES) == len(found["results"])
    assert [one["slug"] for one in found["results"]] == list(services.SERVICES)
    assert {one["slug"] for one in found["groups"]} == {one["group"] for one in found["results"]}
    assert set(found["results"][0]) == {"slug", "group", "label", "meaning", "synonyms", "source"}


def test_hostile_text_comes_back_as_it_is_and_as_json(client: Client) -> None:
    held.hostile()
    response = get(client, ONE)
    assert response.headers["Content-Type"] == "application/json"
    assert response.json()["name"].startswith(held.ATTACK)
