"""What all lists of the API have in common: pages with links, walks by cursor, chosen fields, dates, source."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from centers.models import Center
from finder import snapshot
from finder.api.urls import urlpatterns
from finder.index import reindex
from finder.models import Generation, Place
from tests import make
from tests.finder import held_centers
from tests.finder.held import hold
from tests.finder.reading import get
from trials.models import SyncRun, Trial

pytestmark = pytest.mark.django_db

NUMBERS = [5, 1, 9, 3, 7, 2, 8]
LATER = dt.timedelta(minutes=5)


@pytest.fixture
def held(client: Client) -> Client:
    Place.objects.create(kind=Place.ZIP, key="60637", name="Chicago", state="IL", country="US", lat=41.78, lon=-87.61)
    hold(*(make.study(one, updated=f"2026-09-{10 + one}") for one in NUMBERS), make.study(4, status="COMPLETED"))
    for slug, name in (("birch", "A Birch Clinic"), ("alder", "Z Alder Hospital"), ("cedar", "M Cedar House")):
        held_centers.location(held_centers.center(slug, name=name), main=True)
    reindex()
    snapshot.forget()
    return client


def body(client: Client, address: str) -> dict[str, Any]:
    found: dict[str, Any] = get(client, address).json()
    return found


def walk(client: Client, address: str) -> list[str]:
    """The ids of a whole walk, by `next`."""
    seen: list[str] = []
    following: str | None = address
    while following:
        found = body(client, following)
        seen += [row["id"] for row in found["results"]]
        following = found["next"]
    return seen


def links(response: Any) -> dict[str, str]:
    parts = [part.partition(">; rel=") for part in response.headers["Link"].split(", <")]
    return {relation.strip('"'): address.lstrip("<") for address, _, relation in parts}


def refused(client: Client, address: str) -> dict[str, str]:
    response = get(client, address, 400)
    assert response.headers["Content-Type"] == "application/problem+json"
    return {one["parameter"]: one["detail"] for one in response.json()["errors"]}


# -- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["trials", "centers"])
def test_links_lead_to_the_next_page_the_one_before_and_the_first(held: Client, kind: str) -> None:
    first = get(held, f"/api/v1/{kind}/?limit=2")
    assert set(links(first)) == {"next", "first"}
    assert links(first)["next"] == first.json()["next"]
    second = get(held, links(first)["next"])
    assert set(links(second)) >= {"prev", "first"}
    assert links(second)["prev"] == second.json()["previous"]
    for relation in ("prev", "first"):
        assert body(held, links(second)[relation])["results"] == first.json()["results"]


def test_a_list_that_fits_on_one_page_has_no_next(held: Client) -> None:
    response = get(held, "/api/v1/trials/?status=completed")
    assert set(links(response)) == {"first"}
    assert response.json()["next"] is None


# -- walks ------------------------------------------------------------------------------------------------------------


def test_a_walk_gives_everything_that_matches_by_id(held: Client) -> None:
    assert walk(held, "/api/v1/trials/?cursor=*&limit=2") == [make.nct(one) for one in sorted(NUMBERS)]
    assert walk(held, "/api/v1/trials/?cursor=*&limit=3&status=any") == sorted(make.nct(one) for one in [*NUMBERS, 4])
    assert walk(held, "/api/v1/centers/?cursor=*&limit=1") == ["alder", "birch", "cedar"]
    assert walk(held, "/api/v1/trials/?cursor=*&q=nowhere") == []


def test_a_walk_near_a_place_or_for_a_person_has_the_rows_of_the_list(held: Client) -> None:
    for query in ("near=60637&within=50", "age=40&sex=female", "q=breast"):
        listed = {row["id"]: row for row in body(held, f"/api/v1/trials/?{query}")["results"]}
        walked = body(held, f"/api/v1/trials/?{query}&cursor=*")["results"]
        assert {row["id"]: row for row in walked} == listed
        assert [row["id"] for row in walked] == sorted(listed)


def test_a_page_of_a_walk_links_forward_and_to_the_start_alone(held: Client) -> None:
    response = get(held, "/api/v1/trials/?cursor=*&limit=2")
    assert set(links(response)) == {"next", "first"}
    assert response.json()["previous"] is None
    assert response.json()["facets"] == {}
    assert body(held, links(response)["first"])["results"] == response.json()["results"]
    ends = get(held, "/api/v1/trials/?cursor=*&limit=7")
    assert (len(ends.json()["results"]), ends.json()["next"]) == (7, None)


@pytest.mark.parametrize("seed", range(2))
def test_a_walk_while_trials_change_gives_what_matched_all_along_once(client: Client, seed: int) -> None:
    rng = random.Random(seed)
    stays, comes, goes = range(10, 40), range(40, 55), range(55, 70)
    numbers = {one: rng.randrange(1, 999_999) for one in (*stays, *comes, *goes)}
    assert len(set(numbers.values())) == len(numbers)
    closed = {one: make.study(numbers[one], status="COMPLETED") for one in comes}
    hold(*(make.study(numbers[one]) for one in (*stays, *goes)), *closed.values())
    changing = [*comes, *goes]
    rng.shuffle(changing)
    seen: list[str] = []
    following: str | None = "/api/v1/trials/?cursor=*&limit=5&fields=id"
    while following:
        found = body(client, following)
        seen += [row["id"] for row in found["results"]]
        following = found["next"]
        for one in [changing.pop() for _ in range(min(5, len(changing)))]:
            status = "RECRUITING" if one in comes else "COMPLETED"
            hold(make.study(numbers[one], status=status, updated=f"2026-10-{rng.randrange(10, 30)}"))
        touched = rng.choice(stays)
        hold(make.study(numbers[touched], updated=f"2026-11-{rng.randrange(10, 20)}"))
    assert not changing
    assert len(seen) == len(set(seen))
    assert {make.nct(numbers[one]) for one in stays} <= set(seen)


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("cursor=*&sort=newest", "sort", "ordered by id"),
        ("cursor=*&offset=0", "offset", "ordered by id"),
        ("cursor=", "cursor", "Begin with cursor=*"),
        ("cursor=2", "cursor", "Begin with cursor=*"),
        ("cursor=TkNUOTkwMDAwMDE*", "cursor", "Begin with cursor=*"),
        ("cursor=TkNUOTkw MDAwMDE", "cursor", "Begin with cursor=*"),
        ("cursor=JyBPUiAx", "cursor", "Begin with cursor=*"),
        ("cursor=%00", "cursor", "Begin with cursor=*"),
        ("cursor=é", "cursor", "Begin with cursor=*"),
        ("cursor=*&cursor=*", "cursor", "once"),
        ("cursor=*&limit=101", "limit", "100"),
        ("crusor=*", "crusor", "Did you mean cursor?"),
    ],
)
def test_a_walk_that_cannot_be_understood_is_refused(held: Client, query: str, parameter: str, words: str) -> None:
    assert words in refused(held, f"/api/v1/trials/?{query}")[parameter]


# -- fields -----------------------------------------------------------------------------------------------------------


def test_only_the_fields_that_were_chosen_are_answered_and_always_the_id(held: Client) -> None:
    for query in (
        "fields=title,status",
        "fields=status&fields=title",
        "fields=id, title,,status",
        "fields=title,status,",
    ):
        assert [*body(held, f"/api/v1/trials/?{query}")["results"][0]] == ["id", "title", "status"]
    assert [*body(held, "/api/v1/centers/?fields=url")["results"][0]] == ["id", "url"]
    full = body(held, "/api/v1/trials/")["results"]
    assert body(held, "/api/v1/trials/?fields=")["results"] == full
    chosen = body(held, "/api/v1/trials/?fields=phases,url")["results"]
    assert chosen == [{name: row[name] for name in ("id", "phases", "url")} for row in full]


def test_a_field_that_does_not_exist_is_refused_with_the_nearest(held: Client) -> None:
    assert "Did you mean title?" in refused(held, "/api/v1/trials/?fields=titel")["fields"]
    assert "Known: id, title" in refused(held, "/api/v1/trials/?fields=zzz")["fields"]
    assert "website" in refused(held, "/api/v1/centers/?fields=websit")["fields"]


# -- what may be kept -------------------------------------------------------------------------------------------------

KEPT = [
    "trials/",
    f"trials/{make.nct(1)}/",
    f"trials/{make.nct(1)}/changes/",
    "centers/",
    "centers/alder/",
    "services/",
]


@pytest.mark.parametrize("path", [*(f"/api/v1/{path}" for path in KEPT), "/trials/", "/", "/centers/alder/"])
def test_an_answer_says_when_it_changed_last_and_is_not_sent_twice(held: Client, path: str) -> None:
    with time_machine.travel(timezone.now() + LATER):
        first = get(held, path)
        modified = first.headers["Last-Modified"]
        for asked in ({"If-Modified-Since": modified}, {"If-None-Match": first.headers["ETag"]}):
            again = get(held, path, 304, headers=asked)
            assert again.content == b""
            assert again.headers["ETag"] == first.headers["ETag"]
            assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
        get(held, path, 200, headers={"If-Modified-Since": http_date(0)})
        # An ETag that differs goes before a date that does not (RFC 9110, 13.2.2).
        get(held, path, 200, headers={"If-Modified-Since": modified, "If-None-Match": '"other"'})


@pytest.mark.parametrize("path", [f"/api/v1/{path}" for path in KEPT if path != "services/"])
def test_what_changed_is_sent_again_whichever_way_it_is_asked_for(held: Client, path: str) -> None:
    with time_machine.travel(timezone.now() + LATER) as clock:
        first = get(held, path)
        clock.shift(LATER)
        hold(make.study(1, updated="2026-11-01", title="Another"))
        center = Center.objects.get(slug="alder")
        center.name = "Alder"
        center.save()
        clock.shift(LATER)
        get(held, path, 200, headers={"If-Modified-Since": first.headers["Last-Modified"]})
        get(held, path, 200, headers={"If-None-Match": first.headers["ETag"]})


def test_a_center_that_is_gone_changes_the_list_of_centers(held: Client) -> None:
    with time_machine.travel(timezone.now() + LATER) as clock:
        first = get(held, "/api/v1/centers/")
        clock.shift(LATER)
        Center.objects.get(slug="alder").delete()
        clock.shift(LATER)
        get(held, "/api/v1/centers/", 200, headers={"If-Modified-Since": first.headers["Last-Modified"]})


def test_what_has_just_changed_or_is_changing_has_no_date(held: Client) -> None:
    assert "Last-Modified" not in get(held, "/api/v1/trials/").headers
    with time_machine.travel(timezone.now() + LATER):
        run = SyncRun.objects.create(registry="clinicaltrials_gov", started_at=timezone.now() - LATER)
        assert "Last-Modified" not in get(held, "/api/v1/trials/").headers
        run.status, run.finished_at = SyncRun.DONE, timezone.now() - dt.timedelta(minutes=2)
        run.save()
        assert get(held, "/api/v1/trials/").headers["Last-Modified"] == http_date(run.finished_at.timestamp())


def test_a_date_helps_nobody_to_what_is_not_there(held: Client) -> None:
    now = http_date((timezone.now() + LATER).timestamp())
    get(held, f"/api/v1/trials/{make.nct(99)}/", 404, headers={"If-Modified-Since": now})
    get(held, "/api/v1/trials/?x=1", 400, headers={"If-Modified-Since": now})


def test_an_answer_about_a_person_or_a_place_has_neither_date_nor_tag(held: Client) -> None:
    with time_machine.travel(timezone.now() + LATER):
        for query in ("age=40", "near=60637", "age=40&cursor=*"):
            response = get(held, f"/api/v1/trials/?{query}")
            assert response.headers["Cache-Control"] == "private, no-store"
            assert not {"ETag", "Last-Modified"} & set(response.headers)


def test_another_form_of_the_same_answer_has_another_tag(held: Client) -> None:
    tags = {
        get(held, "/api/v1/trials/", headers={"Accept": accept}).headers["ETag"]
        for accept in ("*/*", "application/json")
    }
    assert len(tags) == 2


# -- source -----------------------------------------------------------------------------------------------------------


def test_every_answer_says_whose_it_is_as_of_when_and_what_may_be_done_with_it(held: Client) -> None:
    SyncRun.objects.create(
        registry="clinicaltrials_gov",
        status=SyncRun.DONE,
        complete=True,
        data_timestamp="2026-11-20T09:00:05",
        started_at=timezone.now(),
        finished_at=timezone.now(),
    )
    known = {"public_id": make.nct(1), "slug": "alder", "term": "her2"}
    paths = [str(one.pattern) for one in urlpatterns if one.name]
    assert len(paths) >= 10
    for path in paths:
        for name, value in known.items():
            path = path.replace(f"<str:{name}>", value).replace(f"<slug:{name}>", value)
        found = body(held, f"/api/v1/{path}")
        assert found["data_timestamp"] == "2026-11-20T09:00:05+00:00", path
        assert "ClinicalTrials.gov" in found["attribution"], path
        assert "MIT License" in found["licence"], path
        assert "https://clinicaltrials.gov/about-site/terms-conditions" in found["licence"], path


# -- any page may ask -------------------------------------------------------------------------------------------------


def test_a_page_of_any_site_may_read_and_see_what_it_needs(held: Client) -> None:
    response = get(held, "/api/v1/trials/", headers={"Origin": "https://advocates.example.org"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    exposed = response.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "Link", "RateLimit", "RateLimit-Policy", "Retry-After"} <= set(exposed)
    problem = get(held, "/api/v1/trials/?x=1", 400, headers={"Origin": "https://advocates.example.org"})
    assert problem.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("path", "method", "header"),
    [("match/", "POST", "content-type"), ("trials/", "GET", "if-none-match"), ("trials/", "GET", "if-modified-since")],
)
def test_a_browser_that_asks_first_is_let_through(held: Client, path: str, method: str, header: str) -> None:
    response = held.options(
        f"/api/v1/{path}",
        headers={
            "Origin": "https://advocates.example.org",
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": header,
        },
    )
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert method in response.headers["Access-Control-Allow-Methods"].split(", ")
    assert header in response.headers["Access-Control-Allow-Headers"].split(", ")
    assert not response.cookies


def test_pages_and_admin_are_not_open_to_other_sites(held: Client) -> None:
    for path in ("/", "/trials/", "/admin/login/"):
        response = held.get(path, headers={"Origin": "https://elsewhere.example.org"})
        assert not [name for name in response.headers if name.startswith("Access-Control")], path


def test_a_walk_and_its_dates_are_of_the_newest_generation(held: Client) -> None:
    assert Generation.objects.exists()
    Trial.objects.filter(public_id=make.nct(1)).update(status="completed", revision=99)
    reindex()
    snapshot.forget()
    assert make.nct(1) not in walk(held, "/api/v1/trials/?cursor=*")
