"""Search against a script that looks at every record: the same trials, in the same order, with the same counts.

The script shares nothing with the finder: it reads the records as the registry serves them.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from finder.facets import facets
from finder.models import Place
from tests import make
from tests.finder.held import ask, hold, ids

pytestmark = pytest.mark.django_db

CITIES = {
    "Chicago": ("Illinois", "IL", "United States", "US", 41.85003, -87.65005),
    "Joliet": ("Illinois", "IL", "United States", "US", 41.52519, -88.08340),
    "Milwaukee": ("Wisconsin", "WI", "United States", "US", 43.03890, -87.90647),
    "Pittsburgh": ("Pennsylvania", "PA", "United States", "US", 40.44062, -79.99589),
    "Lyon": ("", "", "France", "FR", 45.74846, 4.84671),
    "Suva": ("", "", "Fiji", "FJ", -18.14161, 178.44149),
    "Apia": ("", "", "Samoa", "WS", -13.83333, -171.76666),
}
WORDS = ["palbociclib", "olaparib", "radiosurgery", "fatigue", "capecitabine", "vaccine"]
STATUSES = ["RECRUITING", "NOT_YET_RECRUITING", "ACTIVE_NOT_RECRUITING", "COMPLETED", "AVAILABLE", "UNKNOWN"]
OPEN = {"RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE"}
PHASES = {"PHASE1": "1", "PHASE2": "2", "PHASE3": "3", "NA": "na"}


def some_record(number: int, rng: random.Random) -> make.JSON:
    sites = []
    for _ in range(rng.choice([0, 1, 1, 2, 4])):
        city, (state, _, country, _, lat, lon) = rng.choice(list(CITIES.items()))
        status = rng.choice(["RECRUITING", "RECRUITING", "WITHDRAWN", "NOT_YET_RECRUITING", None])
        at = (lat, lon) if rng.random() < 0.9 else None
        sites.append(
            make.site(rng.choice(["Research Site", "Hill Hospital"]), city, state, country, status=status, at=at)
        )
    first, second = rng.sample(WORDS, 2)
    return make.study(
        number,
        title=f"A Study of {first.capitalize()}",
        summary=f"About {second}.",
        keywords=[],
        interventions=[{"type": "DRUG", "name": rng.choice(WORDS)}],
        status=rng.choice(STATUSES),
        phases=rng.choice([[], ["PHASE1"], ["PHASE1", "PHASE2"], ["PHASE2"], ["PHASE3"], ["NA"]]),
        sex=rng.choice(["ALL", "FEMALE", "MALE"]),
        minimum_age=rng.choice([None, "18 Years", "50 Years", "6 Months"]),
        maximum_age=rng.choice([None, "65 Years", "17 Years"]),
        sponsor_class=rng.choice(["INDUSTRY", "OTHER"]),
        sites=sites,
        updated=f"2026-{rng.randint(1, 9):02}-{rng.randint(1, 28):02}",
        first_posted=f"2025-{rng.randint(1, 9):02}-15",
    )


def miles(a: tuple[float, float], b: tuple[float, float]) -> float:
    (lat, lon), (lat2, lon2) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half)) / 1.609344


class Script:
    """Looks at every record."""

    def __init__(self, record: make.JSON) -> None:
        protocol = record["protocolSection"]
        self.protocol = protocol
        self.id: str = protocol["identificationModule"]["nctId"]
        self.status: str = protocol["statusModule"]["overallStatus"]
        self.updated: str = protocol["statusModule"]["lastUpdatePostDateStruct"]["date"]
        self.posted: str = protocol["statusModule"]["studyFirstPostDateStruct"]["date"]
        self.title = protocol["identificationModule"]["briefTitle"].lower()
        self.topic = protocol["armsInterventionsModule"]["interventions"][0]["name"].lower()
        self.summary = protocol["descriptionModule"]["briefSummary"].lower()

    def sites(self, asked: dict[str, Any]) -> list[float]:
        """Miles to each site that meets all conditions on place (0 where no place is asked for)."""
        found = []
        wanted = asked.get("site_status", "recruiting")
        for location in self.protocol["contactsLocationsModule"]["locations"]:
            counts = location.get("status", self.status) if self.status in OPEN else self.status
            if wanted == "recruiting" and counts != "RECRUITING" or wanted == "open" and counts not in OPEN:
                continue
            _, letters, _, code, *_ = CITIES[location["city"]]
            if "country" in asked and code != asked["country"] or "state" in asked and letters != asked["state"]:
                continue
            if "near" not in asked:
                found.append(0.0)
                continue
            point = location.get("geoPoint")
            if point:
                distance = miles(tuple(map(float, asked["near"].split(","))), (point["lat"], point["lon"]))  # type: ignore[arg-type]
                if distance <= float(asked.get("within", 100)):
                    found.append(distance)
        return found

    def years(self, name: str, default: float) -> float:
        text = self.protocol["eligibilityModule"].get(name)
        if text is None:
            return default
        number, unit = text.split()
        return float(number) / (12 if unit.startswith("Month") else 1)

    def matches(self, asked: dict[str, Any]) -> bool:
        statuses = asked.get("status", ["recruiting", "not-yet-recruiting", "available"])
        if "any" not in statuses and self.status.lower().replace("_", "-") not in statuses:
            return False
        phases = {PHASES[one] for one in self.protocol["designModule"]["phases"]}
        if "phase" in asked and phases.isdisjoint(asked["phase"]):
            return False
        if "sponsor_class" in asked:
            mine = self.protocol["sponsorCollaboratorsModule"]["leadSponsor"]["class"].lower()
            if mine != asked["sponsor_class"]:
                return False
        if "updated_since" in asked and self.updated < asked["updated_since"]:
            return False
        if "age" in asked and not self.years("minimumAge", 0) <= asked["age"] <= self.years("maximumAge", 999):
            return False
        sex = self.protocol["eligibilityModule"]["sex"].lower()
        if "sex" in asked and sex not in ("all", asked["sex"]):
            return False
        text = f"{self.title} {self.topic} {self.summary}"
        if "q" in asked and not all(re.search(rf"\b{word}", text) for word in asked["q"].split()):
            return False
        place = {"near", "country", "state", "site_status"} & set(asked)
        return bool(self.sites(asked)) if place else True

    def order(self, asked: dict[str, Any]) -> tuple[Any, ...]:
        last = (tuple(-int(part) for part in self.updated.split("-")), self.id)
        sort = asked.get("sort") or ("distance" if "near" in asked else "relevance" if "q" in asked else "updated")
        if sort == "distance":
            return (min(self.sites(asked)), *last)
        if sort == "newest":
            return (tuple(-int(part) for part in self.posted.split("-")), *last)
        if sort == "relevance":
            words = asked["q"].split()
            tiers = [self.title, f"{self.title} {self.topic}"]
            tier = next((n for n, text in enumerate(tiers) if all(word in text for word in words)), len(tiers))
            return (tier, *last)
        return last


QUERIES: list[dict[str, Any]] = [
    {},
    {"status": ["any"]},
    {"status": ["completed", "unknown"], "sort": "newest"},
    {"q": "palbociclib"},
    {"q": "palbociclib", "sort": "updated"},
    {"q": "olaparib radiosurgery", "status": ["any"]},
    {"q": "vacc", "status": ["any"], "sort": "newest"},
    {"near": "41.78,-87.61"},
    {"near": "41.78,-87.61", "within": 20},
    {"near": "41.78,-87.61", "within": 20, "site_status": "any", "status": ["any"]},
    {"near": "41.78,-87.61", "state": "WI", "country": "US"},
    {"near": "41.78,-87.61", "within": 600, "site_status": "open", "sort": "newest"},
    {"near": "-16,179.9", "within": 900, "site_status": "any", "status": ["any"]},
    {"near": "41.78,-87.61", "q": "fatigue", "phase": ["1", "3"]},
    {"near": "41.78,-87.61", "q": "fatigue", "sort": "relevance", "status": ["any"], "site_status": "any"},
    {"country": "FR"},
    {"country": "US", "state": "PA", "site_status": "any", "status": ["any"]},
    {"site_status": "open"},
    {"phase": ["1", "2"], "sponsor_class": "industry"},
    {"age": 17},
    {"age": 18, "sex": "male", "status": ["any"]},
    {"age": 65, "sex": "female"},
    {"age": 66, "status": ["any"]},
    {"updated_since": "2026-05-10", "status": ["any"]},
    {
        "q": "capecitabine",
        "near": "45.7,4.8",
        "within": 50,
        "age": 70,
        "phase": ["2"],
        "status": ["any"],
        "site_status": "any",
    },
]


@pytest.fixture
def records(db: None) -> list[make.JSON]:
    rng = random.Random(20261125)
    made = [some_record(number, rng) for number in range(1, 241)]
    hold(*made)
    return made


def test_every_query_finds_what_looking_at_every_record_finds(records: list[make.JSON]) -> None:
    assert not Place.objects.exists()  # places are given as points: nothing hangs on the gazetteer
    looked = [Script(record) for record in records]
    found_something = 0
    for asked in QUERIES:
        expected = sorted((one for one in looked if one.matches(asked)), key=lambda one: one.order(asked))
        query = urlencode({**asked, "limit": 100}, doseq=True)
        assert ids(query) == [one.id for one in expected][:100], asked
        _, answer = ask(query)
        assert answer.count == len(expected), asked
        found_something += bool(expected)
    assert found_something == len(QUERIES), "a query that finds nothing proves nothing"


def test_facets_count_with_all_filters_but_their_own(records: list[make.JSON]) -> None:
    looked = [Script(record) for record in records]
    groups: dict[str, Callable[[Script], set[str]]] = {
        "status": lambda one: {one.status.lower().replace("_", "-")},
        "phase": lambda one: {PHASES[phase] for phase in one.protocol["designModule"]["phases"]},
    }
    for asked in QUERIES:
        _, answer = ask(urlencode(asked, doseq=True))
        counted = {facet.name: {value.value: value.count for value in facet.values} for facet in facets(answer)}
        for group, values_of in groups.items():
            others = {name: value for name, value in asked.items() if name != group}
            if group == "status":
                others["status"] = ["any"]
            expected: dict[str, int] = {}
            for one in looked:
                if one.matches(others):
                    for value in values_of(one):
                        expected[value] = expected.get(value, 0) + 1
            assert counted.get(group, {}) == expected, (asked, group)


def test_country_facet_counts_trials_with_a_site_that_counts(records: list[make.JSON]) -> None:
    looked = [Script(record) for record in records]
    _, answer = ask("status=any&site_status=open")
    counted = next(facet for facet in facets(answer) if facet.name == "country")
    for value in counted.values:
        asked = {"status": ["any"], "site_status": "open", "country": value.value}
        assert value.count == sum(one.matches(asked) for one in looked), value
    assert {value.value for value in counted.values} == {"US", "FR", "FJ", "WS"}


def test_pages_of_a_list_hold_each_trial_once(records: list[make.JSON]) -> None:
    for query in ("status=any", "status=any&q=palbociclib", "status=any&sort=newest", "near=41.78,-87.61&within=500"):
        _, answer = ask(query)
        walked = [one for start in range(0, answer.count, 7) for one in ids(f"{query}&limit=7&offset={start}")]
        assert len(walked) == len(set(walked)) == answer.count
