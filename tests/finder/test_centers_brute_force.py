"""The joint question against a script that looks at every center, offering, trial and site: who is listed, in which
order, with which counts. The script shares nothing with the finder but the words of DESIGN.md (*Centers*)."""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.utils import timezone

from centers.models import Accreditation, Center, Claim, Location, Offering
from finder import snapshot
from finder.center_facets import center_facets
from finder.center_filters import CenterFilters
from finder.index import reindex
from finder.joint import CenterAnswer
from tests import make
from tests.finder.held import hold, ids
from trials.models import Finding, Reading, Trial

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 25)
CITIES = {
    "Chicago": ("Illinois", "IL", (41.85003, -87.65005)),
    "Joliet": ("Illinois", "IL", (41.52519, -88.08340)),
    "Milwaukee": ("Wisconsin", "WI", (43.03890, -87.90647)),
    "Pittsburgh": ("Pennsylvania", "PA", (40.44062, -79.99589)),
}
GROUP_OF = {
    "srs": "radiation",
    "sbrt": "radiation",
    "car-t": "medicine",
    "nutrition": "support",
    "second-opinion": "opinions",
}
OPEN = {"RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE"}


@dataclass
class Offered:
    service: str
    city: str | None
    availability: str
    delivery: str
    spans: list[tuple[dt.date | None, dt.date | None]]
    """Verified on, expires on, of each claim to it; none: it is not published."""

    @property
    def verified(self) -> bool:
        return any(on is not None and (until is None or until > TODAY) for on, until in self.spans)


@dataclass
class Place:
    slug: str
    name: str
    cities: list[str]
    """The first is the main one."""
    offered: list[Offered] = field(default_factory=list)
    accredited: list[tuple[str, str]] = field(default_factory=list)
    languages: dict[str, list[str]] = field(default_factory=dict)
    """By city."""
    listed: bool = True


@dataclass
class Study:
    record: make.JSON
    brain: str | None
    """What is admitted; None: not stated."""

    @property
    def protocol(self) -> make.JSON:
        found: make.JSON = self.record["protocolSection"]
        return found

    @property
    def id(self) -> str:
        return str(self.protocol["identificationModule"]["nctId"])

    @property
    def status(self) -> str:
        return str(self.protocol["statusModule"]["overallStatus"])

    def stands(self, asked: dict[str, Any]) -> str | None:
        """`admits`, `depends` or `silent`; None where it is left out."""
        statuses = asked.get("trial.status", ["recruiting", "not-yet-recruiting", "available"])
        if self.status.lower().replace("_", "-") not in statuses:
            return None
        if "trial.phase" in asked and self.protocol["designModule"]["phases"] != [f"PHASE{asked['trial.phase']}"]:
            return None
        verdicts = []
        if "trial.age" in asked:
            limit = self.protocol["eligibilityModule"].get("maximumAge", "999 Years")
            verdicts.append("admits" if asked["trial.age"] <= int(limit.split()[0]) else "excludes")
        if "trial.brain" in asked:
            table: dict[str, dict[str | None, str]] = {
                "none": {None: "silent"},
                "untreated": {"untreated": "admits", None: "silent"},
                "stable": {"untreated": "admits", "stable": "admits", None: "silent"},
                "progressing": {"untreated": "depends", None: "silent"},
            }
            entered = asked["trial.brain"]
            verdicts.append(table[entered].get(self.brain, "admits" if entered == "none" else "excludes"))
        if "excludes" in verdicts:
            return None
        stands = "depends" if "depends" in verdicts else "silent" if "silent" in verdicts else "admits"
        if asked.get("trial.strict") == "yes" and stands != "admits":
            return stands if stands == "silent" and asked.get("trial.brain") == "none" else None
        return stands

    def is_at(self, place: Place, asked: dict[str, Any]) -> bool:
        """Whether one site is the center's, within the radius, and counts as asked."""
        wanted = asked.get("trial.site_status", "recruiting")
        for site in self.protocol["contactsLocationsModule"]["locations"]:
            counts = site.get("status", self.status) if self.status in OPEN else self.status
            ours = site["facility"] == place.name and site["city"] in place.cities
            if ours and (counts == "RECRUITING" or (wanted == "open" and counts in OPEN)) and near(site["city"], asked):
                return True
        return False


def near(city: str, asked: dict[str, Any]) -> bool:
    _, letters, point = CITIES[city]
    if "state" in asked and letters != asked["state"]:
        return False
    return "near" not in asked or miles(asked["near"], point) <= float(asked.get("within", 100))


def miles(given: str, b: tuple[float, float]) -> float:
    a = tuple(map(float, given.split(",")))
    (lat, lon), (lat2, lon2) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half)) / 1.609344


def listed(place: Place, asked: dict[str, Any], studies: list[Study]) -> tuple[int, int, int] | None:
    """How many of its trials admit, depend and are silent; None where the center is not listed."""
    if not place.listed or not any(near(city, asked) for city in place.cities):
        return None
    if "accreditation" in asked:
        slugs = {body.lower() for body, _ in place.accredited} | {
            f"{b}-{level}".lower() for b, level in place.accredited
        }
        if asked["accreditation"] not in slugs:
            return None
    if "language" in asked and not any(asked["language"] in held for held in place.languages.values()):
        return None
    meets = {
        one.service
        for one in place.offered
        if one.spans
        and near(one.city or place.cities[0], asked)
        and one.availability in asked.get("availability", [one.availability])
        and one.delivery == asked.get("delivery", one.delivery)
        and (asked.get("verified") != "yes" or one.verified)
    }
    if {"service", "availability", "delivery", "verified", "group"} & set(asked):
        if not meets or not meets.issuperset(asked.get("service", [])):
            return None
        if "group" in asked and all(GROUP_OF[one] != asked["group"] for one in meets):
            return None
    if not any(name.startswith("trial.") for name in asked):
        return 0, 0, 0
    stands = [one.stands(asked) for one in studies if one.is_at(place, asked)]
    counts = stands.count("admits"), stands.count("depends"), stands.count("silent")
    return counts if any(counts) else None


def order(place: Place, asked: dict[str, Any], counts: tuple[int, int, int]) -> tuple[Any, ...]:
    first = any(name.startswith("trial.") for name in asked) and not counts[0]
    if "near" in asked and asked.get("sort") != "name":
        nearest = min(miles(asked["near"], CITIES[city][2]) for city in place.cities if near(city, asked))
        return first, nearest, place.name
    return first, place.name


def some_places(rng: random.Random) -> list[Place]:
    found = []
    for number in range(40):
        cities = rng.sample(list(CITIES), rng.choice([1, 1, 2, 3]))
        offered: dict[tuple[Any, ...], Offered] = {}
        for _ in range(rng.randint(0, 6)):
            spans: list[tuple[dt.date | None, dt.date | None]] = rng.choice(
                [
                    [],
                    [(None, None)],
                    [(TODAY - dt.timedelta(90), TODAY + dt.timedelta(200))],
                    [(TODAY - dt.timedelta(400), TODAY)],
                    [(TODAY - dt.timedelta(400), TODAY - dt.timedelta(30)), (TODAY - dt.timedelta(1), None)],
                ]
            )
            one = Offered(
                rng.choice(list(GROUP_OF)),
                rng.choice([None, *cities]),
                rng.choice(["standard", "standard", "in-trials-only", "by-referral"]),
                rng.choice(["", "in-person", "video"]),
                spans,
            )
            offered[one.service, one.city, one.availability, one.delivery] = one
        found.append(
            Place(
                f"house-{number:02}",
                f"House {number:02} of Care",
                cities,
                list(offered.values()),
                rng.choice([[], [("NCI", "comprehensive")], [("NCI", "clinical"), ("NAPBC", "")]]),
                {city: rng.choice([[], ["es"], ["en", "pl"]]) for city in cities},
                listed=rng.random() < 0.9,
            )
        )
    return found


def some_studies(rng: random.Random, places: list[Place]) -> list[Study]:
    found = []
    for number in range(1, 161):
        sites = []
        for _ in range(rng.choice([0, 1, 2, 4])):
            place = rng.choice(places)
            city = rng.choice([*place.cities, *place.cities, "Pittsburgh"])
            state, _, at = CITIES[city]
            status = rng.choice(["RECRUITING", "RECRUITING", "WITHDRAWN", "NOT_YET_RECRUITING", None])
            sites.append(
                make.site(rng.choice([place.name, place.name, "Research Site"]), city, state, status=status, at=at)
            )
        found.append(
            Study(
                make.study(
                    number,
                    status=rng.choice(["RECRUITING", "RECRUITING", "NOT_YET_RECRUITING", "COMPLETED"]),
                    phases=rng.choice([["PHASE1"], ["PHASE2"]]),
                    maximum_age=rng.choice([None, "65 Years"]),
                    sites=sites,
                ),
                rng.choice([None, "none", "stable", "untreated"]),
            )
        )
    return found


def keep(places: list[Place]) -> None:
    captured = {"document": "A leaflet", "captured_on": TODAY}
    for place in places:
        center = Center.objects.create(slug=place.slug, name=place.name, listed=place.listed)
        Claim.objects.create(center=center, field="", **captured)
        at = {}
        for number, city in enumerate(place.cities):
            _, letters, (lat, lon) = CITIES[city]
            at[city] = Location.objects.create(
                center=center,
                main=number == 0,
                city=city,
                state=letters,
                lat=lat,
                lon=lon,
                languages=place.languages[city],
            )
            for name in ("", "coordinates", "languages"):
                Claim.objects.create(location=at[city], field=name, **captured)
        for one in place.offered:
            offering = Offering.objects.create(
                center=center,
                location=at[one.city] if one.city else None,
                service=one.service,
                availability=one.availability,
                delivery=one.delivery,
            )
            for on, until in one.spans:
                Claim.objects.create(
                    offering=offering, verified_on=on, verified_by="someone" if on else "", expires_on=until, **captured
                )
        for body, level in place.accredited:
            given = Accreditation.objects.create(center=center, body=body, level=level)
            Claim.objects.create(accreditation=given, **captured)


def read(studies: list[Study]) -> None:
    """As if their texts had been read."""
    held = {one.public_id: one for one in Trial.objects.all()}
    Reading.objects.all().delete()
    Reading.objects.bulk_create(
        Reading(trial=one, text_hash="", digest="", revision=one.revision, read_at=timezone.now())
        for one in held.values()
    )
    facts = [(one.id, "scope", "", "only") for one in studies]
    facts += [(one.id, "brain", "admitted", one.brain) for one in studies if one.brain]
    evidence = {"stance": "allowed", "field": "eligibility", "quote": "Written for a test.", "start": 0, "end": 19}
    evidence |= {"section": "inclusion", "cohort": None, "condition": None, "rule": "test"}
    Finding.objects.all().delete()
    Finding.objects.bulk_create(
        Finding(trial=held[pk], question=question, key=key, value=value, state="stated", evidence=[evidence])
        for pk, question, key, value in facts
    )
    reindex(everything=True)
    snapshot.forget()


NEAR = {"near": "41.78,-87.61"}
QUERIES: list[dict[str, Any]] = [
    {},
    {"service": ["srs"]},
    {"service": ["srs", "nutrition"]},
    {"service": ["srs"], "availability": ["standard"], "delivery": "in-person"},
    {"service": ["srs"], "verified": "yes"},
    {"service": ["srs", "sbrt"], "verified": "yes", **NEAR, "within": 300},
    {"verified": "yes", "sort": "name", **NEAR, "within": 90},
    {"delivery": "video"},
    {"availability": ["in-trials-only", "by-referral"], "group": "radiation"},
    {"group": "support", "state": "IL", "country": "US"},
    {"accreditation": "nci"},
    {"accreditation": "nci-comprehensive", "language": "es", **NEAR},
    {**NEAR, "within": 20},
    {**NEAR, "within": 60, "service": ["srs"]},
    {"trial.phase": "2"},
    {"trial.brain": "untreated"},
    {"trial.brain": "progressing", "trial.age": 70, **NEAR},
    {"trial.brain": "none", "trial.strict": "yes", **NEAR},
    {"trial.brain": "stable", "trial.strict": "yes", "service": ["srs"]},
    {"trial.brain": "untreated", "service": ["srs"], **NEAR, "within": 100},
    {"trial.brain": "untreated", "trial.site_status": "open", "state": "WI", "country": "US"},
    {"trial.status": ["completed"], "trial.site_status": "any", "service": ["nutrition"]},
]


@pytest.fixture
def held(db: None) -> tuple[list[Place], list[Study]]:
    rng = random.Random(20261125)
    places = some_places(rng)
    studies = some_studies(rng, places)
    keep(places)
    hold(*(one.record for one in studies))
    read(studies)
    return places, studies


def ask(asked: dict[str, Any]) -> tuple[CenterFilters, CenterAnswer]:
    filters = CenterFilters(QueryDict(urlencode({**asked, "limit": 100}, doseq=True)), exact=True)
    assert filters.is_understood(), filters.errors
    return filters, filters.answer(examples=True)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("finder.center_filters.timezone.localdate", lambda: TODAY)


def test_every_joint_question_finds_what_looking_at_everything_finds(held: tuple[list[Place], list[Study]]) -> None:
    places, studies = held
    for asked in QUERIES:
        if "any" in asked.get("trial.site_status", ""):
            expected = expected_of_closed(places, studies, asked)
        else:
            expected = expected_of(places, studies, asked)
        _, answer = ask(asked)
        found = [(hit.center.slug, (hit.admits, hit.depends, hit.silent)) for hit in answer.page(0, 100)]
        assert found == expected, asked
        assert answer.count == len(expected)
        assert 0 < len(expected) < len(places), f"{asked} proves nothing"


def expected_of(
    places: list[Place], studies: list[Study], asked: dict[str, Any]
) -> list[tuple[str, tuple[int, int, int]]]:
    counted = [(one, counts) for one in places if (counts := listed(one, asked, studies)) is not None]
    counted.sort(key=lambda pair: order(pair[0], asked, pair[1]))
    return [(one.slug, counts) for one, counts in counted]


def expected_of_closed(
    places: list[Place], studies: list[Study], asked: dict[str, Any]
) -> list[tuple[str, tuple[int, int, int]]]:
    """A site of a closed trial counts with the trial's status: `any` takes all of them in."""
    found = []
    for place in places:
        rest = {name: value for name, value in asked.items() if not name.startswith("trial.")}
        if listed(place, rest, studies) is None:
            continue
        admits = sum(
            one.stands(asked) == "admits"
            and any(
                site["facility"] == place.name and site["city"] in place.cities
                for site in one.protocol["contactsLocationsModule"]["locations"]
            )
            for one in studies
        )
        if admits:
            found.append((place.slug, (admits, 0, 0)))
    return sorted(found)


def test_each_count_of_a_facet_is_what_choosing_that_value_gives(held: tuple[list[Place], list[Study]]) -> None:
    places, studies = held
    values: dict[str, list[str]] = {
        "service": list(GROUP_OF),
        "group": sorted(set(GROUP_OF.values())),
        "availability": ["standard", "in-trials-only", "investigational", "by-referral"],
        "delivery": ["in-person", "video", "online"],
        "verified": ["yes"],
        "accreditation": ["nci", "nci-comprehensive", "nci-clinical", "napbc"],
        "language": ["en", "es", "pl"],
        "state": ["IL", "WI", "PA"],
    }
    for asked in QUERIES:
        if "any" in asked.get("trial.site_status", ""):
            continue
        _, answer = ask(asked)
        counted = {facet.name: {one.value: one.count for one in facet.values} for facet in center_facets(answer)}
        for name, each in values.items():
            if name == "state" and "near" in asked:
                continue
            expected = {}
            for value in each:
                if name == "service":
                    with_it = {**asked, "service": sorted({*asked.get("service", []), value})}
                elif name == "availability":
                    with_it = {**asked, name: [value]}
                else:
                    with_it = {**asked, name: value}
                count = len(expected_of(places, studies, with_it))
                if count:
                    expected[value] = count
            assert counted.get(name, {}) == expected, (asked, name)


def test_trials_at_a_center_and_where_a_service_is_offered_hold_at_one_site(
    held: tuple[list[Place], list[Study]],
) -> None:
    places, studies = held
    open_ones = [one for one in studies if one.status in ("RECRUITING", "NOT_YET_RECRUITING")]
    for place in [one for one in places if one.listed][:12]:
        expected = {one.id for one in open_ones if one.is_at(place, {})}
        assert set(ids(f"center={place.slug}&limit=100")) == expected, place
    assert any(one.is_at(places[0], {}) for one in open_ones)
    for services in (["srs"], ["second-opinion", "car-t"]):
        expected = set()
        for one in open_ones:
            for site in one.protocol["contactsLocationsModule"]["locations"]:
                if site.get("status", one.status) != "RECRUITING":
                    continue
                for place in places:
                    if place.listed and site["facility"] == place.name and site["city"] in place.cities:
                        there = {
                            each.service
                            for each in place.offered
                            if each.spans and (each.city or place.cities[0]) == site["city"]
                        }
                        if there.issuperset(services):
                            expected.add(one.id)
        query = "&".join(f"service={one}" for one in services)
        assert set(ids(f"{query}&limit=100")) == expected, services
        assert 0 < len(expected) < len(open_ones)
