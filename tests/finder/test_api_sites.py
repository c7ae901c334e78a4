"""Sites, terms, figures and the root of the API: what they answer, and what they refuse."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from finder.figures import figures
from finder.persons import treatment
from tests import make
from tests.finder import api_world
from tests.finder.reading import get
from trials import vocabulary
from trials.models import TrialSite

pytestmark = pytest.mark.django_db
JSON = dict[str, Any]


@pytest.fixture
def api(client: Client) -> Client:
    api_world.furnish(timezone.localdate())
    return client


def answer(client: Client, path: str, status: int = 200) -> JSON:
    body: JSON = get(client, f"/api/v1/{path}", status).json()
    return body


def sites(client: Client, query: str) -> list[JSON]:
    """Of all pages."""
    found: list[JSON] = answer(client, f"sites/?limit=100&{query}")["results"]
    return found


def trials(client: Client, query: str) -> set[str]:
    return {one["id"] for one in answer(client, f"trials/?limit=100&{query}")["results"]}


# --- sites -----------------------------------------------------------------------------------------------------------


def test_without_a_place_every_site_of_every_trial_that_matches_is_a_row(api: Client) -> None:
    found = sites(api, "")
    assert {one["trial"] for one in found} == trials(api, "")
    assert [one["trial"] for one in found] == sorted(one["trial"] for one in found)
    assert (
        len(found)
        == answer(api, "sites/")["count"]
        == TrialSite.objects.exclude(registration__registry_id=make.nct(7))
        .exclude(registration__registry="example")
        .count()
    )
    first = [one for one in found if one["trial"] == make.nct(1)]
    assert {(one["city"], one["status"]) for one in first} == {
        ("Chicago", "recruiting"),
        ("Lyon", "recruiting"),
        ("Springfield", "recruiting"),
    }
    assert {(one["distance"], one["unit"]) for one in found} == {(None, "")}


@pytest.mark.parametrize(
    "query",
    [
        "near=60637&within=100",
        "near=60637&within=20000&unit=km",
        "country=FR",
        "country=US&state=IL",
        "center=lakeside",
        "service=srs&near=60637",
        "site_status=any&status=any",
        "site_status=recruiting",
        "near=60637&site_status=open&subtype=her2-pos&ecog=1",
    ],
)
def test_the_trials_of_the_sites_are_the_trials_of_the_list(api: Client, query: str) -> None:
    found = {one["trial"] for one in sites(api, query)}
    assert found == trials(api, query) != set()


def test_what_is_asked_of_the_place_holds_at_each_site(api: Client) -> None:
    assert {(one["country"], one["city"]) for one in sites(api, "country=FR")} == {("France", "Lyon")}
    near = sites(api, "near=60637&within=20")
    assert {one["city"] for one in near} == {"Chicago"}
    assert {(one["distance"], one["unit"]) for one in near} == {(5.3, "mi")}
    at_center = sites(api, "center=lakeside")
    assert {(one["city"], one["center"]) for one in at_center} == {("Chicago", "lakeside")}
    assert sites(api, "center=lakeside&country=FR") == []


def test_the_nearest_site_comes_first_and_only_sites_that_count_are_there(api: Client) -> None:
    found = sites(api, "near=60637&within=12000")
    assert [one["city"] for one in found][-1] == "Lyon"
    assert sorted(one["distance"] for one in found) == [one["distance"] for one in found]
    closed = sites(api, "near=60637&status=completed&site_status=any")
    assert {(one["trial"], one["status"]) for one in closed} == {(make.nct(7), "completed")}
    assert sites(api, "near=60637&status=completed") == []


def test_pages_of_sites_lead_through_all_of_them(api: Client) -> None:
    seen, path = [], "sites/?limit=2"
    while path:
        body = answer(api, path)
        seen += [(one["trial"], one["facility"], one["city"]) for one in body["results"]]
        path = (body["next"] or "").partition("/api/v1/")[2]
    assert len(seen) == len(set(seen)) == body["count"] > 4


@pytest.mark.parametrize("query", ["", "near=60637&within=12000&", "country=US&"])
def test_a_walk_and_a_file_have_the_sites_of_the_pages(api: Client, query: str) -> None:
    seen, path = [], f"sites/?{query}cursor=*&limit=1"
    while path:
        body = answer(api, path)
        seen += body["results"]
        path = (body["next"] or "").partition("/api/v1/")[2]
    in_pages = sites(api, query)
    assert sorted(one["id"] for one in in_pages) == sorted(one["id"] for one in seen)
    assert {one["id"]: one for one in in_pages} == {one["id"]: one for one in seen}
    response = get(api, f"/api/v1/sites/?{query}format=ndjson")
    lines = b"".join(response).splitlines()
    assert [json.loads(line) for line in lines] == seen
    assert response.headers["X-Total-Count"] == str(len(seen))


def test_more_sites_on_a_page_take_no_more_queries(api: Client) -> None:
    counts = []
    answer(api, "sites/")  # loads the index
    for limit in (1, 100):
        with CaptureQueriesContext(connection) as queries:
            answer(api, f"sites/?near=60637&within=12000&limit={limit}")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("sort=newest", "sort", "no such parameter"),
        ("nera=60637", "nera", "near"),
        ("within=10", "within", "near"),
        ("limit=0", "limit", "greater"),
    ],
)
def test_what_a_list_of_sites_cannot_be_asked_is_refused(api: Client, query: str, parameter: str, words: str) -> None:
    said = {one["parameter"]: one["detail"] for one in answer(api, f"sites/?{query}", 400)["errors"]}
    assert words in said[parameter]


def test_sites_near_a_person_are_private(api: Client) -> None:
    assert get(api, "/api/v1/sites/?near=60637").headers["Cache-Control"] == "private, no-store"
    assert "public" in get(api, "/api/v1/sites/").headers["Cache-Control"]


# --- terms -----------------------------------------------------------------------------------------------------------


def test_the_whole_vocabulary_is_there(client: Client) -> None:
    body = answer(client, "terms/")
    assert body["kinds"] == list(vocabulary.kinds())
    assert body["count"] == len(body["results"]) == sum(len(vocabulary.terms(kind)) for kind in vocabulary.kinds())
    rows = {(one["kind"], one["slug"]): one for one in body["results"]}
    drug = rows["drugs", "t-dxd"]
    assert drug["label"] == "trastuzumab deruxtecan"
    assert drug["names"]["brand"] == ["Enhertu"]
    assert "DS-8201" in drug["names"]["code"]
    assert "T-DXd" in drug["names"]["other"]
    assert drug["parents"] == ["topo1-adc", "her2-adc"]
    assert {("classes", parent) in rows for parent in drug["parents"]} == {True}
    assert all(one["meaning"] and one["source"] for one in body["results"])
    assert drug["label_es"] == "trastuzumab deruxtecán"
    assert all(one["label_es"] and one["meaning_es"] for one in body["results"])


def test_slugs_of_drugs_and_classes_are_those_that_had_takes(client: Client) -> None:
    rows = answer(client, "terms/?kind=drugs&kind=classes")["results"]
    assert {one["kind"] for one in rows} == {"drugs", "classes"}
    assert [one["slug"] for one in rows if treatment(one["slug"]) != one["slug"]] == []


def test_a_kind_that_there_is_not_is_refused_with_those_that_there_are(client: Client) -> None:
    (problem,) = answer(client, "terms/?kind=drug", 400)["errors"]
    assert problem["parameter"] == "kind"
    assert "classes, conditions, drugs" in problem["detail"]
    assert answer(client, "terms/?q=x", 400)["errors"][0]["detail"].startswith("There is no such parameter.")


# --- figures, root ---------------------------------------------------------------------------------------------------


def test_the_figures_are_those_of_the_page(client: Client) -> None:
    body = answer(client, "accuracy/")
    found = figures()
    assert found is not None
    assert (body["trials"], body["date"]) == (found.trials, found.date.isoformat())
    assert [one["field"] for one in body["fields"]] == [one.field for one in found.fields]
    page = get(client, "/about/accuracy/").content.decode()
    for one in body["fields"]:
        assert f"{100 * one['precision']:.0f}%" in page
    assert answer(client, "accuracy/?a=1", 400)["errors"][0]["parameter"] == "a"


@pytest.mark.parametrize("path", ["/api/", "/api/v1/"])
def test_the_root_leads_to_every_address_and_to_their_description(client: Client, path: str) -> None:
    body = get(client, path).json()
    urls = {one["name"]: one["url"] for one in body["endpoints"]}
    assert urls["listTrials"] == "http://testserver/api/v1/trials/"
    assert urls["getTrial"] == "http://testserver/api/v1/trials/{public_id}/"
    for url in (body["docs"], body["schema"], *(one for one in urls.values() if "{" not in one)):
        get(client, url.removeprefix("http://testserver"))
    assert "24 months" in body["description"]


@pytest.mark.parametrize("path", ["/api/v1/sites/", "/api/v1/terms/", "/api/v1/accuracy/", "/api/v1/", "/api/schema/"])
def test_only_reading_is_offered_and_an_answer_is_not_sent_twice(client: Client, path: str) -> None:
    first = get(client, path)
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    refused = client.post(path)
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert refused.headers["Content-Type"] == "application/problem+json"
