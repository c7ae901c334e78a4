"""What changed in a trial, on its page and in the API: dated, in words, and only what we saw."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from finder import history, snapshot
from finder.index import reindex
from tests import make
from tests.finder.reading import get, markup, read
from trials import examples
from trials.intake import take_in
from trials.models import Registration, Trial, Version

pytestmark = pytest.mark.django_db

ONE = make.nct(1)
HOSTILE = "<script>alert(1)</script>\u202e & “x” ]]>"


def seen(day: int, *records: make.JSON, month: int = 11) -> None:
    """Takes records in as of a day, and indexes them."""
    take_in(
        [make.body(one) for one in records],
        registry="clinicaltrials_gov",
        scope="everything",
        fetched_at=dt.datetime(2026, month, day, 9, 30, tzinfo=dt.UTC),
        source_timestamp=f"2026-{month:02d}-{day:02d}T09:00:05",
    )
    reindex()
    snapshot.forget()


def api(client: Client, path: str, status: int = 200) -> dict[str, Any]:
    found: dict[str, Any] = get(client, f"/api/v1/trials/{path}", status).json()
    return found


@pytest.fixture
def paused(client: Client) -> Client:
    """A trial that was paused on the third, of which nothing but the update's date changed on the fifth, and that takes
    people again since the ninth."""
    seen(1, make.study(1))
    seen(3, make.study(1, status="SUSPENDED"))
    seen(5, make.study(1, status="SUSPENDED", updated="2026-10-02"))
    seen(9, make.study(1, updated="2026-10-02"))
    return client


def test_the_page_tells_what_changed_the_newest_first(paused: Client) -> None:
    page = read(paused, f"/trials/{ONE}/")
    told = page[page.index("What changed Seen") :]
    assert told.index("9 November 2026 The trial takes new people again") < told.index("3 November 2026 The trial was")
    assert "We first saw this trial on 1 November 2026. We do not know what changed before that day." in told
    assert "5 November" not in told


def test_the_page_of_a_trial_that_never_changed_says_so(client: Client) -> None:
    seen(1, make.study(1))
    page = read(client, f"/trials/{ONE}/")
    assert "Nothing that a reader would notice has changed since we first saw this trial." in page


def test_the_page_shows_the_last_five_dates_and_the_rest_on_demand(client: Client) -> None:
    for day in range(1, 9):
        seen(day, make.study(1, title=f"The Name of Day {day}"))
    page = markup(client, f"/trials/{ONE}/?near=")
    assert "Seen on 4 November 2026" in page
    assert "Seen on 3 November 2026" not in page
    assert f'href="/trials/{ONE}/?changes=all#changed"' in page
    every = read(client, f"/trials/{ONE}/?changes=all")
    assert "Seen on 2 November 2026" in every
    assert "Show all changes" not in every


def test_a_list_of_what_changed_since_a_day_leads_to_the_changes(paused: Client) -> None:
    link = f'<a href="/trials/{ONE}/#changed" lang="en">'
    assert link in markup(paused, "/trials/?updated_since=2026-10-01")
    assert "#changed" not in markup(paused, "/trials/")


def test_an_example_has_no_history(client: Client) -> None:
    examples.load()
    reindex()
    page = markup(client, "/trials/EXAMPLE-01/")
    assert 'id="changed"' not in page
    assert "/feeds/" not in page
    api(client, "EXAMPLE-01/changes/", 404)
    api(client, "EXAMPLE-01/versions/", 404)


def test_many_sites_are_one_line_with_all_of_them_on_demand(client: Client) -> None:
    sites = [make.site(f"Hospital {n}", status="NOT_YET_RECRUITING") for n in range(12)]
    seen(1, make.study(1, sites=sites))
    seen(2, make.study(1, sites=[{**one, "status": "RECRUITING"} for one in sites]))
    page = markup(client, f"/trials/{ONE}/")
    assert "<bdi>12 sites opened</bdi><details>" in page
    assert "Hospital 11, Chicago, Illinois, United States: not yet recruiting → recruiting" in page


def test_mark_up_in_a_record_is_text_in_its_history(client: Client) -> None:
    seen(1, make.study(1))
    seen(2, make.study(1, title=HOSTILE, eligibility=f"Inclusion Criteria:\n\n* {HOSTILE}", conditions=[HOSTILE]))
    page = markup(client, f"/trials/{ONE}/")
    assert "<script>alert" not in page
    assert "<bdi>A condition was added: &lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_what_cannot_be_compared_is_said_to_be_unknown(paused: Client) -> None:
    Version.objects.filter(fetched_at__day=3).update(raw=b"no zlib", content_hash="0" * 64)
    assert "what changed 2 times is not known" in read(paused, f"/trials/{ONE}/")
    body = api(paused, f"{ONE}/changes/")
    assert (body["not_comparable"], [one["on"] for one in body["results"]]) == (2, ["2026-11-09"])


def test_a_change_makes_a_new_answer_before_the_index_follows(paused: Client) -> None:
    tag = get(paused, f"/trials/{ONE}/").headers["ETag"]
    get(paused, f"/trials/{ONE}/", 304, headers={"If-None-Match": tag})
    take_in([make.body(make.study(1, status="COMPLETED"))], registry="clinicaltrials_gov", scope="everything",
            fetched_at=dt.datetime(2026, 11, 10, tzinfo=dt.UTC))  # fmt: skip
    get(paused, f"/trials/{ONE}/", 200, headers={"If-None-Match": tag})


# -- the API ----------------------------------------------------------------------------------------------------------


def test_the_api_lists_the_versions_with_how_much_changed(paused: Client) -> None:
    body = api(paused, f"{ONE}/versions/")
    assert body["count"] == 4
    assert [(one["fetched_at"][:10], one["changes"]) for one in body["results"]] == [
        ("2026-11-09", 1),
        ("2026-11-05", 0),
        ("2026-11-03", 1),
        ("2026-11-01", None),
    ]
    newest = body["results"][0]
    assert (newest["source_timestamp"], newest["registry_id"]) == ("2026-11-09T09:00:05", ONE)
    assert len(newest["content_hash"]) == 64
    assert "ClinicalTrials.gov" in body["attribution"]


def test_the_api_tells_what_changed_since_a_day(paused: Client) -> None:
    body = api(paused, f"{ONE}/changes/?since=2026-11-04")
    assert (body["first_seen_at"], body["count"]) == ("2026-11-01T09:30:00Z", 1)
    [group] = body["results"]
    assert group["on"] == "2026-11-09"
    assert group["changes"] == [
        {
            "field": "status",
            "kind": "changed",
            "before": "suspended",
            "after": "recruiting",
            "words": "The trial takes new people again",
            "details": [],
        }
    ]
    assert api(paused, f"{ONE}/changes/?since=2026-11-03")["count"] == 2
    assert api(paused, f"{ONE}/changes/")["count"] == 2


@pytest.mark.parametrize("query", ["since=soon", "since=2026-13-01", "since=2026-11-01&since=2026-11-02", "sinse=x"])
def test_what_the_api_does_not_understand_it_refuses_by_name(paused: Client, query: str) -> None:
    response = get(paused, f"/api/v1/trials/{ONE}/changes/?{query}", 400)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["errors"][0]["parameter"] == query[:5]
    get(paused, f"/api/v1/trials/{ONE}/versions/?since=2026-11-01", 400)


def test_another_id_leads_to_the_trials_own(client: Client) -> None:
    seen(1, make.study(1, aliases=[make.nct(77)]))
    response = get(client, f"/api/v1/trials/{make.nct(77)}/changes/?since=2026-11-01", 301)
    assert response.headers["Location"] == f"/api/v1/trials/{ONE}/changes/?since=2026-11-01"
    api(client, f"{make.nct(5)}/changes/", 404)


@pytest.mark.parametrize("what", ["versions", "changes"])
def test_an_answer_is_not_sent_twice_until_a_version_comes(paused: Client, what: str) -> None:
    path = f"/api/v1/trials/{ONE}/{what}/"
    tag = get(paused, path).headers["ETag"]
    get(paused, path, 304, headers={"If-None-Match": tag})
    seen(10, make.study(1, status="COMPLETED"))
    get(paused, path, 200, headers={"If-None-Match": tag})


def test_two_registrations_of_a_trial_are_each_compared_with_themselves() -> None:
    seen(1, make.study(1), make.study(2))
    seen(2, make.study(1, status="SUSPENDED"), make.study(2, status="COMPLETED"))
    # As a curator would join them.
    Registration.objects.filter(registry_id=make.nct(2)).update(trial=Trial.objects.get(public_id=ONE))
    found = history.history(ONE)
    assert sorted(change.words for group in found.groups for change in group.changes) == [
        "The trial has finished",
        "The trial was paused",
    ]
