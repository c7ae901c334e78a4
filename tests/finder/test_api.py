"""The reading API: what it answers, what it refuses and how, and what may be cached."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from finder.index import reindex
from finder.models import Place
from tests import make
from tests.finder.held import hold, ids
from trials import intake
from trials.records import Organisation, TrialRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(client: Client) -> Client:
    Place.objects.create(kind=Place.ZIP, key="60637", name="Chicago", state="IL", country="US", lat=41.78, lon=-87.61)
    hold(
        make.study(1, updated="2026-10-03", minimum_age="18 Years"),
        make.study(
            2, updated="2026-10-02", sites=[make.site("Rhone Hospital", "Lyon", "", "France", at=(45.75, 4.85))]
        ),
        make.study(3, updated="2026-10-01", sex="FEMALE", status="NOT_YET_RECRUITING"),
        make.study(4, status="COMPLETED"),
    )
    return client


def get(client: Client, path: str, status: int = 200) -> dict[str, Any]:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status, response.content
    body: dict[str, Any] = response.json()
    return body


def test_a_list_answers_count_pages_results_facets_and_source(api: Client) -> None:
    body = get(api, "trials/?limit=2")
    assert list(body) == [
        *("count", "next", "previous", "results", "facets", "data_timestamp", "attribution", "licence"),
    ]
    assert body["count"] == 3
    assert [row["id"] for row in body["results"]] == [make.nct(1), make.nct(2)]
    assert body["next"] == "http://testserver/api/v1/trials/?limit=2&offset=2"
    assert body["previous"] is None
    assert "ClinicalTrials.gov" in body["attribution"]


def test_next_and_previous_lead_through_all_pages(api: Client) -> None:
    seen, path = [], "trials/?limit=1&status=any"
    while path:
        body = get(api, path)
        seen += [row["id"] for row in body["results"]]
        path = (body["next"] or "").partition("/api/v1/")[2]
    assert len(seen) == len(set(seen)) == 4
    assert get(api, "trials/?limit=1&offset=1")["previous"].endswith("limit=1&offset=0")


def test_a_row_says_what_the_query_language_promises(api: Client) -> None:
    row = get(api, "trials/?near=60637&within=50&age=40&sex=female")["results"][0]
    assert row["nearest"] == {
        "facility": "Lakeside Cancer Institute",
        "city": "Chicago",
        "state": "Illinois",
        "country": "United States",
        "status": "recruiting",
        "distance": 5.3,
        "unit": "mi",
        "center": None,
    }
    assert row["fit"] == {"age": "admits", "sex": "admits"}
    assert (row["status"], row["phases"], row["verified_on"], row["updated_on"]) == (
        "recruiting",
        ["2"],
        "2026-10",
        "2026-10-03",
    )
    assert row["url"] == f"http://testserver/trials/{make.nct(1)}/"


def test_kilometres_are_answered_in_kilometres(api: Client) -> None:
    near = get(api, "trials/?near=60637&within=50&unit=km")["results"][0]["nearest"]
    assert (near["unit"], near["distance"]) == ("km", 8.5)


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("nera=60637", "nera", "Did you mean near?"),
        ("zzz=1", "zzz", "Known: age"),
        ("status=open", "status", "Known: recruiting"),
        ("phase=five", "phase", "Known: early-1"),
        ("near=Narnia", "near", "Chicago, IL"),
        ("near=60637&within=-1", "within", "greater than or equal to 0"),
        ("near=60637&within=nan", "within", "number"),
        ("within=10", "within", "only together with near"),
        ("sort=distance", "sort", "needs near"),
        ("sort=relevance", "sort", "needs q"),
        ("sort=best", "sort", "Known: relevance"),
        ("age=40&age=41", "age", "once"),
        ("near=60637&near=Lyon", "near", "once"),
        ("age=old", "age", "whole number"),
        ("sex=other", "sex", "Known: female, male"),
        ("updated_since=yesterday", "updated_since", "2026-11-01"),
        ("limit=0", "limit", "greater than or equal to 1"),
        ("limit=101", "limit", "less than or equal to 100"),
        ("offset=-1", "offset", "greater than or equal to 0"),
        ("limit=99999999999999999999999999", "limit", "less than or equal to 100"),
        ("q=%00", "q", "Null"),
        ("q=%22%21%22", "q", "at least one word"),
        ("q=" + "a" * 500, "q", "400"),
        ("country=Narnia", "country", "two-letter"),
        ("state=Ontario", "state", "one country"),
        ("country=US&state=Ontario", "state", "two letters"),
        ("country=FR&state=Ontario", "state", "France"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name_with_what_to_do(
    api: Client, query: str, parameter: str, words: str
) -> None:
    response = api.get(f"/api/v1/trials/?{query}")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert (body["type"], body["status"]) == ("about:blank", 400)
    said = {one["parameter"]: one["detail"] for one in body["errors"]}
    assert words in said[parameter]


def test_a_us_state_alone_means_the_united_states(api: Client) -> None:
    assert ids("state=Illinois") == ids("country=US&state=IL") == [make.nct(1), make.nct(3)]


def test_one_trial_is_answered_with_everything_kept(api: Client) -> None:
    body = get(api, f"trials/{make.nct(1)}/")
    assert body["sponsor"] == "Meadow University"
    assert body["started"] == {"date": "2026-02", "kind": "actual"}
    assert body["registrations"][0]["url"] == f"https://clinicaltrials.gov/study/{make.nct(1)}"
    assert body["sites"][0]["status"] == "recruiting"
    assert body["eligibility"].startswith("Inclusion Criteria")


def test_a_site_of_a_closed_trial_counts_with_the_trial_and_keeps_the_registrys_word(api: Client) -> None:
    site = get(api, f"trials/{make.nct(4)}/")["sites"][0]
    assert (site["status"], site["registry_status"]) == ("completed", "recruiting")


def test_another_id_of_a_trial_redirects_to_it(api: Client) -> None:
    hold(make.study(1, aliases=[make.nct(9)]))
    for given in (make.nct(9), make.nct(1).lower()):
        response = api.get(f"/api/v1/trials/{given}/")
        assert (response.status_code, response.headers["Location"]) == (301, f"/api/v1/trials/{make.nct(1)}/")


@pytest.mark.parametrize("path", ["trials/NCT99999999/", "trials/x%00y/", "nothing/", "trials/1/2/3/", "v2/"])
def test_what_is_not_there_is_a_problem_document(api: Client, path: str) -> None:
    response = api.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_writing_is_refused(api: Client) -> None:
    response = api.post("/api/v1/trials/", {})
    assert response.status_code == 405
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_public_answers_have_an_etag_and_are_not_sent_twice(api: Client) -> None:
    first = api.get("/api/v1/trials/?q=breast")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = api.get("/api/v1/trials/?q=breast", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    hold(make.study(7))
    assert api.get("/api/v1/trials/?q=breast", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("query", ["near=60637", "age=50", "sex=female", "near=60637&within=5&unit=km"])
def test_answers_about_a_person_or_a_place_are_kept_nowhere(api: Client, query: str) -> None:
    response = api.get(f"/api/v1/trials/?{query}")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers


def test_no_answer_sets_a_cookie(api: Client) -> None:
    for path in ("trials/", "trials/?age=50", "registries/", "facets/", "trials/?x=1"):
        assert not api.get(f"/api/v1/{path}").cookies


def test_examples_never_stand_in_the_api(api: Client) -> None:
    record = TrialRecord(
        "example", "EXAMPLE-01", "Example: a study", status="recruiting", sponsor=Organisation("Nobody")
    )
    intake.load_example(record, now=timezone.now())
    reindex()
    assert get(api, "trials/")["count"] == 3
    assert get(api, "facets/")["count"] == 3
    get(api, "trials/EXAMPLE-01/", status=404)
    assert "EXAMPLE-01" in ids("")


def test_a_delisted_trial_leaves_the_lists_and_stays_readable_with_the_date(api: Client) -> None:
    intake.delist("clinicaltrials_gov", [make.nct(1)], on=timezone.now().date())
    reindex()
    assert make.nct(1) not in [row["id"] for row in get(api, "trials/")["results"]]
    registration = get(api, f"trials/{make.nct(1)}/")["registrations"][0]
    assert (registration["listed"], registration["delisted_on"]) == (False, timezone.now().date().isoformat())


def test_facets_alone_are_the_facets_of_the_list(api: Client) -> None:
    assert get(api, "facets/?phase=2")["facets"] == get(api, "trials/?phase=2")["facets"]


def test_registries_say_how_fresh_they_are(api: Client) -> None:
    (row,) = get(api, "registries/")["results"]
    assert (row["registry"], row["listed"], row["last_run"]) == ("clinicaltrials_gov", 4, None)


def test_an_empty_database_answers_an_empty_list(client: Client) -> None:
    hold()
    body = get(client, "trials/?q=breast&sort=newest")
    assert (body["count"], body["results"], body["facets"]) == (0, [], {})
