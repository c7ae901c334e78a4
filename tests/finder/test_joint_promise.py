"""The first promise, on a page and by the API: centers within 100 miles of 60637 that offer SRS, checked and not out of
date, with a recruiting site of a HER2-positive trial that admits untreated brain metastases. Texts are really read."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from centers.models import Center
from finder import snapshot
from finder.index import reindex
from tests import make
from tests.finder import held_centers as held
from tests.finder.held import hold
from tests.finder.reading import get, read
from trials.reading import read_stale

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 25)
QUESTION = "service=srs&verified=yes&near=41.78,-87.60&within=100&trial.subtype=her2-pos&trial.brain=untreated"
STRICT = f"{QUESTION}&trial.strict=yes"
PLACES = {
    "Chicago": ("IL", "Illinois", 41.85003, -87.65005),
    "Joliet": ("IL", "Illinois", 41.52519, -88.08340),
    "Milwaukee": ("WI", "Wisconsin", 43.03890, -87.90647),
    "Rockford": ("IL", "Illinois", 42.27113, -89.09400),
    "Champaign": ("IL", "Illinois", 40.11642, -88.24338),
}
YES = """Inclusion Criteria:

* HER2-positive metastatic breast cancer
* Untreated brain metastases are allowed if they give no symptoms

Exclusion Criteria:

* Pregnancy
"""
SILENT = """Inclusion Criteria:

* HER2-positive metastatic breast cancer

Exclusion Criteria:

* Pregnancy
"""
OTHER_COHORT = """Inclusion Criteria:

Cohort A:

* HER2-positive metastatic breast cancer
* Treated and stable brain metastases only

Cohort B:

* Triple-negative metastatic breast cancer
* Untreated brain metastases are allowed if they give no symptoms
"""
NO = """Inclusion Criteria:

* HER2-positive metastatic breast cancer

Exclusion Criteria:

* Any brain metastases
"""


def house(name: str, city: str, *, checked: int = 30, service: str = "srs") -> None:
    """A center that offers a service, by a claim verified so many days ago for a year."""
    state, _, lat, lon = PLACES[city]
    fresh = held.checked(TODAY - dt.timedelta(days=checked))
    made = held.center(name.lower().replace(" ", "-"), name=name)
    held.location(made, main=True, city=city, state=state, lat=lat, lon=lon)
    held.offering(made, service, backed=fresh | {"quote": "We treat tumours in the brain with focused rays."})
    held.channel(made, "patient-phone", "appointment", value="+13125550199", backed=fresh)


def trial(number: int, name: str, city: str, text: str, *, status: str = "RECRUITING") -> make.JSON:
    _, state, lat, lon = PLACES[city]
    return make.study(
        number,
        title="A Study of a Tablet in Advanced Breast Cancer",
        conditions=["Metastatic Breast Cancer"],
        keywords=[],
        eligibility=text,
        sites=[
            make.site(name, city, state, status=status, at=(lat, lon)),
            make.site("Research Site", "Chicago", "Illinois"),  # that somebody recruits elsewhere helps nobody here
        ],
    )


@pytest.fixture
def promised(db: None) -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC), tick=False):
        house("Alder Cancer Center", "Chicago")
        house("Birch Cancer Center", "Joliet")
        house("Cedar Cancer Center", "Milwaukee")
        house("Dogwood Cancer Center", "Chicago")  # its site is closed
        house("Elm Cancer Center", "Chicago", checked=400)  # its claim has expired
        house("Fir Cancer Center", "Rockford")  # its trial says nothing of the brain
        house("Ginkgo Cancer Center", "Joliet")  # it admits them in another cohort
        house("Hazel Cancer Center", "Champaign")  # just outside
        house("Ivy Cancer Center", "Chicago")  # its trial excludes them
        house("Juniper Cancer Center", "Chicago", service="sbrt")  # another service
        hold(
            trial(1, "Alder Cancer Center", "Chicago", YES),
            trial(2, "Birch Cancer Center", "Joliet", YES),
            trial(3, "Cedar Cancer Center", "Milwaukee", YES),
            trial(4, "Dogwood Cancer Center", "Chicago", YES, status="ACTIVE_NOT_RECRUITING"),
            trial(5, "Elm Cancer Center", "Chicago", YES),
            trial(6, "Fir Cancer Center", "Rockford", SILENT),
            trial(7, "Ginkgo Cancer Center", "Joliet", OTHER_COHORT),
            trial(8, "Hazel Cancer Center", "Champaign", YES),
            trial(9, "Ivy Cancer Center", "Chicago", NO),
            trial(10, "Juniper Cancer Center", "Chicago", YES),
        )
        read_stale()
        reindex()
        snapshot.forget()
        yield


def api(client: Client, query: str) -> dict[str, Any]:
    found: dict[str, Any] = get(client, f"/api/v1/centers/?{query}").json()
    return found


def names(found: dict[str, Any]) -> list[str]:
    return [one["id"].partition("-")[0] for one in found["results"]]


def test_the_three_that_answer_come_nearest_first_and_nobody_else_with_strict(client: Client, promised: None) -> None:
    assert names(api(client, STRICT)) == ["alder", "birch", "cedar"]


def test_silent_and_depending_trials_come_after_and_are_counted_apart(client: Client, promised: None) -> None:
    found = api(client, QUESTION)
    assert names(found) == ["alder", "birch", "cedar", "ginkgo", "fir"]
    counts = {
        one["id"].partition("-")[0]: tuple(one["trials"][name] for name in ("admits", "depends", "silent"))
        for one in found["results"]
    }
    assert counts == {
        "alder": (1, 0, 0),
        "birch": (1, 0, 0),
        "cedar": (1, 0, 0),
        "ginkgo": (0, 1, 0),
        "fir": (0, 0, 1),
    }


def test_an_expired_claim_drops_out_of_verified_alone(client: Client, promised: None) -> None:
    without = QUESTION.replace("verified=yes&", "")
    assert "elm" not in names(api(client, QUESTION))
    assert "elm" in names(api(client, without))
    elm = next(one for one in api(client, without)["results"] if one["id"].startswith("elm"))
    assert elm["why"][0]["standing"] == "expired"
    page = read(client, "/centers/elm-cancer-center/")
    assert "expired" in page and "focused rays" in page


def test_a_claim_that_was_good_yesterday_expires_by_itself(client: Client, promised: None) -> None:
    with time_machine.travel(dt.datetime(2027, 10, 25, 12, tzinfo=dt.UTC), tick=False):
        assert names(api(client, QUESTION)) == ["alder", "birch", "cedar", "ginkgo", "fir"]
    with time_machine.travel(dt.datetime(2027, 10, 26, 12, tzinfo=dt.UTC), tick=False):
        assert names(api(client, QUESTION)) == []


def test_each_row_shows_its_evidence(client: Client, promised: None) -> None:
    alder = api(client, STRICT)["results"][0]
    assert alder["nearest"]["city"] == "Chicago"
    assert alder["nearest"]["distance"] == pytest.approx(5.5, abs=0.5)
    [why] = alder["why"]
    assert (why["service"], why["standing"], why["where"]) == ("srs", "verified", None)
    assert why["claim"]["quote"] == "We treat tumours in the brain with focused rays."
    [here] = alder["trials"]["first"]
    assert here["trial"]["id"] == make.nct(1)
    assert here["site"] == {
        "facility": "Alder Cancer Center",
        "city": "Chicago",
        "state": "Illinois",
        "status": "recruiting",
    }
    assert here["trial"]["fit"] == {"subtype": "admits", "brain": "admits"}
    quotes = [
        quote["text"] for reason in here["trial"]["reasons"] for said in reason["said"] for quote in said["quotes"]
    ]
    assert "Untreated brain metastases are allowed if they give no symptoms" in quotes
    assert alder["contacts"][0]["channel"]["value"] == "+13125550199"


def test_the_page_says_the_same(client: Client, promised: None) -> None:
    page = read(client, f"/centers/?{STRICT}")
    assert "3 care centers" in page
    assert page.index("Alder Cancer Center") < page.index("Birch Cancer Center") < page.index("Cedar Cancer Center")
    for nobody in ("Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ivy", "Juniper"):
        assert f"{nobody} Cancer Center" not in page, nobody
    for said in (
        "ask which location",
        "Checked 26 October 2026",
        "this site: recruiting",
        "Untreated brain metastases are allowed if they give no symptoms",
        "Whom to call for what",
    ):
        assert said in page, said


def test_page_and_api_agree_on_every_center_and_its_order(client: Client, promised: None) -> None:
    for query in (QUESTION, STRICT, "near=41.78,-87.60&within=200", "service=sbrt", "trial.subtype=tnbc", ""):
        shown = get(client, f"/centers/?{query}").content.decode()
        listed = [one["url"].removeprefix("http://testserver") for one in api(client, query)["results"]]
        places = [shown.index(f'<h2><a href="{url}"') for url in listed]
        assert places == sorted(places), query
        assert shown.count('<li class="card">') == len(listed), query


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("trial.near=60637", "trial.near", "no such parameter"),
        ("trial.center=alder-cancer-center", "trial.center", "no such parameter"),
        ("trial.sort=newest", "trial.sort", "no such parameter"),
        ("trial.subtyp=tnbc", "trial.subtyp", "Did you mean trial.subtype?"),
        ("trial.subtype=pink", "trial.subtype", "no such value"),
        ("service=srz", "service", "Did you mean srs?"),
        ("within=50", "within", "only together with near"),
        ("accreditation=iso", "accreditation", "no such value"),
        ("service=srs&limit=0", "limit", "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_name(
    client: Client, promised: None, query: str, parameter: str, words: str
) -> None:
    answer = get(client, f"/api/v1/centers/?{query}", 400)
    assert answer["content-type"].startswith("application/problem+json")
    errors = {one["parameter"]: one["detail"] for one in answer.json()["errors"]}
    assert words in errors[parameter]


def test_what_was_entered_on_a_person_is_private_here_too(client: Client, promised: None) -> None:
    assert "no-store" in get(client, f"/centers/?{QUESTION}")["cache-control"]
    assert "no-store" in get(client, "/api/v1/centers/?trial.age=50")["cache-control"]
    public = get(client, "/api/v1/centers/?service=srs")
    assert "public" in public["cache-control"]
    again = client.get("/api/v1/centers/?service=srs", headers={"if-none-match": public["etag"]})
    assert again.status_code == 304


def test_centers_that_change_are_found_after_the_next_index(client: Client, promised: None) -> None:
    before = get(client, "/api/v1/centers/?service=nutrition")
    assert before.json()["count"] == 0
    held.offering(Center.objects.get(slug="alder-cancer-center"), "nutrition")
    call_command("reindex")
    after = client.get("/api/v1/centers/?service=nutrition", headers={"if-none-match": before["etag"]})
    assert after.status_code == 200
    assert names(after.json()) == ["alder"]
