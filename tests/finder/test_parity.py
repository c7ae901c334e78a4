"""Page, API, walk and file give the same for the same question: in the same order, or by id."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from finder import snapshot
from finder.index import reindex
from tests import make
from tests.finder import held_centers as centers
from tests.finder.held import hold
from tests.finder.reading import get, markup
from tests.finder.test_search_brute_force import CITIES, some_record
from trials.reading import read_stale

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 25)
TEXTS = [
    "Inclusion Criteria:\n\n* HER2-positive breast cancer\n* ECOG 0 or 1",
    "Inclusion Criteria:\n\n* Triple-negative breast cancer\n\nExclusion Criteria:\n\n* Brain metastases",
    "Inclusion Criteria:\n\n* Hormone receptor positive, HER2-negative breast cancer\n* Untreated brain metastases",
    "Inclusion Criteria:\n\n* Breast cancer",
]
NAMES = ["Birch", "Alder", "Cedar", "Rowan", "Hazel", "Maple", "Linden"]
AT = dict(zip(NAMES, CITIES, strict=True))
SERVICES = ["srs", "sbrt", "chemotherapy", "palliative-care", "car-t"]
PERSON: dict[str, list[Any]] = {
    "age": [17, 45, 70],
    "sex": ["female", "male"],
    "subtype": [["her2-pos"], ["tnbc"], ["her2-low", "her2-0"], ["hr-pos"]],
    "brain": [["none"], ["untreated"], ["stable", "untreated"]],
    "ecog": ["0", "2"],
    "strict": ["yes"],
}
PLAIN: dict[str, list[Any]] = {
    "q": ["palbociclib", "fatigue", "vacc", '"A Study of Olaparib"'],
    "status": [["any"], ["completed"], ["recruiting", "unknown"]],
    "phase": [["1"], ["2", "3"], ["na"]],
    "sponsor_class": [["industry"]],
    "updated_since": ["2026-04-01"],
    "site_status": ["open", "any"],
}
PLACE: dict[str, list[Any]] = {
    "near": ["41.78,-87.61", "45.7,4.8", "-16,179.9"],
    "country": ["US", ["FR", "FJ"]],
}
PAGES: dict[str, list[Any]] = {"limit": [1, 3, 10, 100], "offset": [0, 1, 4]}


@pytest.fixture
def held(client: Client) -> Client:
    rng = random.Random(20261125)
    hold(*(_record(number, rng) for number in range(1, 121)))
    read_stale()
    for number, (name, city) in enumerate(AT.items()):
        made = centers.center(name.lower(), name=f"{name} Hospital", backed=_claim(rng))
        _, letters, _, country, lat, lon = CITIES[city]
        place = centers.location(made, main=True, city=city, state=letters, country=country, lat=lat, lon=lon)
        for service in rng.sample(SERVICES, 1 + number % 3):
            centers.offering(made, service, location=rng.choice([place, None]), backed=_claim(rng))
    reindex()
    snapshot.forget()
    return client


def _record(number: int, rng: random.Random) -> make.JSON:
    """One of many kinds, with a text to read, at the centers of its cities."""
    made = some_record(number, rng)
    made["protocolSection"]["eligibilityModule"]["eligibilityCriteria"] = rng.choice(TEXTS)
    for site in made["protocolSection"]["contactsLocationsModule"]["locations"]:
        site["facility"] = next(f"{name} Hospital" for name, city in AT.items() if city == site["city"])
    return made


def _claim(rng: random.Random) -> dict[str, Any]:
    return rng.choice(
        [{}, centers.checked(TODAY - dt.timedelta(days=30)), centers.checked(TODAY - dt.timedelta(days=90), days=60)]
    )


def question(rng: random.Random, of: dict[str, list[Any]], most: int) -> dict[str, Any]:
    return {name: rng.choice(of[name]) for name in rng.sample([*of], rng.randint(0, min(most, len(of))))}


def ordered(rng: random.Random, asked: dict[str, Any], sorts: list[str]) -> dict[str, Any]:
    may = [one for one in sorts if (one != "distance" or "near" in asked) and (one != "relevance" or "q" in asked)]
    return {"sort": rng.choice(may)} if rng.random() < 0.5 else {}


def within(rng: random.Random, asked: dict[str, Any]) -> dict[str, Any]:
    return {"within": rng.choice([20, 300, 12_000])} if "near" in asked else {}


def on_the_page(client: Client, address: str, pattern: str) -> list[str]:
    """The ids that the cards of a list link to, in their order."""
    card = rf'<li class="card">\s*<h2><a href="{pattern}[^"]*"'
    return re.findall(card, markup(client, address))


def test_trials_are_the_same_on_the_page_by_the_api_and_in_the_file(held: Client) -> None:
    rng = random.Random(7)
    found_some = 0
    for _ in range(60):
        asked = question(rng, PLAIN, 3) | question(rng, PLACE, 1) | question(rng, PERSON, 3)
        asked |= within(rng, asked)
        shape = ordered(rng, asked, ["relevance", "distance", "newest", "updated"]) | question(rng, PAGES, 2)
        shaped = urlencode(asked | shape, doseq=True)
        api = [row["id"] for row in get(held, f"/api/v1/trials/?{shaped}").json()["results"]]
        assert on_the_page(held, f"/trials/?{shaped}", r"/trials/(NCT\d+)/") == api, shaped
        plain = urlencode(asked, doseq=True)
        walked = [row["id"] for row in get(held, f"/api/v1/trials/?{plain}&cursor=*&limit=100").json()["results"]]
        file = get(held, f"/api/v1/trials/?{plain}&format=ndjson&fields=id").getvalue().splitlines()
        assert [json.loads(line)["id"] for line in file][:100] == walked, plain
        assert set(api) <= {json.loads(line)["id"] for line in file}, shaped
        found_some += len(api) > 1
    assert found_some > 30, "lists of one or none prove little"


def test_centers_are_the_same_on_the_page_by_the_api_and_in_the_file(held: Client) -> None:
    rng = random.Random(11)
    of_centers: dict[str, list[Any]] = {
        "q": ["hospital", "birch", "hosp"],
        "service": [["srs"], ["sbrt", "srs"], ["palliative-care"]],
        "verified": ["yes"],
        **PLACE,
    }
    of_trials = {f"trial.{name}": values for name, values in {**PERSON, **PLAIN}.items()}
    found_some = 0
    for _ in range(60):
        asked = question(rng, of_centers, 1) | question(rng, of_trials, 2)
        asked |= within(rng, asked)
        shape = ordered(rng, asked, ["relevance", "distance", "name"]) | question(rng, PAGES, 2)
        shaped = urlencode(asked | shape, doseq=True)
        api = [row["id"] for row in get(held, f"/api/v1/centers/?{shaped}").json()["results"]]
        assert on_the_page(held, f"/centers/?{shaped}", r"/centers/([\w-]+)/") == api, shaped
        plain = urlencode(asked, doseq=True)
        walked = [row["id"] for row in get(held, f"/api/v1/centers/?{plain}&cursor=*").json()["results"]]
        file = get(held, f"/api/v1/centers/?{plain}&format=ndjson&fields=id").getvalue().splitlines()
        assert [json.loads(line)["id"] for line in file] == walked == sorted(walked), plain
        assert set(api) <= set(walked), shaped
        found_some += len(api) > 1
    assert found_some > 15, "lists of one or none prove little"
