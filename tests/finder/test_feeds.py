"""Feeds of a trial, a search and a center: well-formed, named the same for ever, told in human words, kept by nobody
who should not."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from typing import Any

import pytest
import time_machine
from django.test import Client

from centers.models import Offering
from finder.models import Place
from tests import make
from tests.finder import held_centers
from tests.finder.reading import get, markup
from tests.finder.test_history import HOSTILE, seen

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
ONE = make.nct(1)
TRIAL = f"/feeds/trials/{ONE}"


@pytest.fixture
def trials(client: Client) -> Client:
    Place.objects.create(kind=Place.ZIP, key="60637", name="Chicago", state="IL", country="US", lat=41.78, lon=-87.61)
    seen(1, make.study(1, title="The First"), make.study(2, title="The Second", phases=["PHASE3"]))
    seen(3, make.study(1, title="The First", status="SUSPENDED"))
    seen(5, make.study(1, title="The First"))
    return client


def entries(client: Client, path: str) -> list[dict[str, str]]:
    """Of an Atom feed, checked for what the format asks for (RFC 4287, 4.1)."""
    response = get(client, path)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author"):
        assert root.find(f"{ATOM}{name}") is not None, name
    links = {one.get("rel"): one.get("href") for one in root.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver{path}"
    found = []
    for entry in root.findall(f"{ATOM}entry"):
        texts = {name: entry.findtext(f"{ATOM}{name}") or "" for name in ("id", "title", "updated", "summary")}
        assert all(texts.values()), texts
        link = entry.find(f"{ATOM}link")
        assert link is not None
        found.append({**texts, "link": link.get("href") or ""})
    assert len({one["id"] for one in found}) == len(found)
    return found


def items(client: Client, path: str) -> list[dict[str, Any]]:
    response = get(client, path)
    assert response.headers["Content-Type"] == "application/feed+json"
    body = response.json()
    assert body["version"] == "https://jsonfeed.org/version/1.1"
    assert body["feed_url"] == f"http://testserver{path}"
    found: list[dict[str, Any]] = body["items"]
    return found


def test_a_trials_feed_tells_each_change_and_that_it_was_new(trials: Client) -> None:
    found = entries(trials, f"{TRIAL}.atom")
    assert [(one["updated"][:10], one["title"]) for one in found] == [
        ("2026-11-05", "The trial takes new people again"),
        ("2026-11-03", "The trial was paused"),
        ("2026-11-01", "new in our list"),
    ]
    assert found[0]["link"] == f"http://testserver/trials/{ONE}/#changed"
    assert "<li>The trial takes new people again</li>" in found[0]["summary"]


def test_both_formats_say_the_same(trials: Client) -> None:
    for path in (TRIAL, "/feeds/trials"):
        atom, json = entries(trials, f"{path}.atom"), items(trials, f"{path}.json")
        assert [(one["id"], one["title"], one["link"]) for one in atom] == [
            (one["id"], one["title"], one["url"]) for one in json
        ]


def test_an_entry_keeps_its_name_while_others_come(trials: Client) -> None:
    before = [one["id"] for one in entries(trials, f"{TRIAL}.atom")]
    assert all(one.startswith("urn:uuid:") for one in before)
    seen(9, make.study(1, title="The First", status="SUSPENDED"))
    assert [one["id"] for one in entries(trials, f"{TRIAL}.atom")][1:] == before


def test_the_feed_of_a_search_has_what_its_page_has(trials: Client) -> None:
    found = entries(trials, "/feeds/trials.atom?phase=3")
    assert [one["title"] for one in found] == ["The Second: new in our list"]
    assert len(entries(trials, "/feeds/trials.atom")) == 4
    assert entries(trials, "/feeds/trials.atom?phase=4") == []


def test_order_and_page_of_a_search_mean_nothing_to_its_feed(trials: Client) -> None:
    plain = items(trials, "/feeds/trials.json")
    assert items(trials, "/feeds/trials.json?limit=1&offset=1&sort=newest") == plain


@pytest.mark.parametrize("query", ["", "?status=recruiting", "?near=60637&within=50"])
def test_who_follows_open_trials_hears_that_one_has_closed(trials: Client, query: str) -> None:
    seen(9, make.study(2, title="The Second", phases=["PHASE3"], status="COMPLETED"))
    found = entries(trials, f"/feeds/trials.atom{query}")
    assert found[0]["title"] == "The Second: The trial has finished"
    seen(11, make.study(2, title="The Second", phases=["PHASE3"], status="COMPLETED", sex="FEMALE"))
    assert entries(trials, f"/feeds/trials.atom{query}")[0]["title"] == "The Second: The trial has finished"


def test_a_feed_has_at_most_fifty_entries(client: Client) -> None:
    seen(1, *(make.study(number) for number in range(1, 61)))
    assert len(entries(client, "/feeds/trials.atom")) == 50


def test_hostile_text_is_text(client: Client) -> None:
    nasty = HOSTILE + "\x0b\x1f\ufffe"
    seen(1, make.study(1, title=nasty, conditions=[]))
    seen(2, make.study(1, title=nasty, conditions=[nasty], eligibility=f"Inclusion Criteria:\n\n* {nasty}"))
    found = entries(client, f"{TRIAL}.atom")
    assert "&lt;script&gt;" in found[0]["summary"]
    assert "<script>" not in found[0]["summary"]
    assert len(entries(client, "/feeds/trials.atom")) == len(items(client, "/feeds/trials.json")) == 2


@pytest.mark.parametrize("path", [f"{TRIAL}.atom", f"{TRIAL}.json", "/feeds/trials.atom", "/feeds/trials.json?phase=2"])
def test_a_feed_is_not_sent_twice(trials: Client, path: str) -> None:
    first = get(trials, path)
    assert "public" in first.headers["Cache-Control"]
    assert first.headers["X-Robots-Tag"] == "noindex"
    assert first.headers["Last-Modified"] == "Thu, 05 Nov 2026 09:30:00 GMT"
    by_tag = get(trials, path, 304, headers={"If-None-Match": first.headers["ETag"]})
    by_date = get(trials, path, 304, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert by_tag.content == by_date.content == b""
    assert by_date.headers["ETag"] == first.headers["ETag"]
    get(trials, path, 200, headers={"If-Modified-Since": "Wed, 04 Nov 2026 09:30:00 GMT"})
    seen(9, make.study(1, title="The First", status="SUSPENDED"))
    get(trials, path, 200, headers={"If-None-Match": first.headers["ETag"]})
    get(trials, path, 200, headers={"If-Modified-Since": first.headers["Last-Modified"]})


def test_a_search_about_a_person_or_place_is_kept_by_nobody(trials: Client) -> None:
    for query in ("age=54", "near=60637", "subtype=tnbc", "near=Xyzzyville"):
        for kind in ("atom", "json"):
            response = trials.get(f"/feeds/trials.{kind}?{query}")
            assert response.headers["Cache-Control"] == "private, no-store"
            assert not {"ETag", "Last-Modified"} & set(response.headers)
            assert not response.cookies


def test_a_question_that_is_not_understood_is_refused(trials: Client) -> None:
    response = get(trials, "/feeds/trials.atom?updated_since=x&age=200", 400)
    assert response.headers["Content-Type"].startswith("text/plain")
    assert {line.partition(":")[0] for line in response.content.decode().splitlines()} == {"updated_since", "age"}


def test_another_id_leads_to_the_trials_own_feed(client: Client) -> None:
    seen(1, make.study(1, aliases=[make.nct(77)]))
    assert get(client, f"/feeds/trials/{make.nct(77)}.atom", 301).headers["Location"] == f"{TRIAL}.atom"
    for path in (f"/feeds/trials/{make.nct(9)}.atom", f"{TRIAL}.rss", "/feeds/centers/none.atom"):
        get(client, path, 404)


def test_pages_name_their_feeds_and_nobody_gets_a_cookie(trials: Client) -> None:
    assert f'type="application/atom+xml" title="What changed in this trial" href="{TRIAL}.atom"' in markup(
        trials, f"/trials/{ONE}/"
    )
    assert 'href="/feeds/trials.atom?phase=2&amp;age=54"' in markup(
        trials, "/trials/?phase=2&age=54&sort=newest&limit=5"
    )
    assert 'href="/feeds/trials.atom"' in markup(trials, "/trials/")
    assert not get(trials, "/feeds/trials.atom").cookies
    assert trials.post("/feeds/trials.atom").status_code == 405


# -- centers ----------------------------------------------------------------------------------------------------------

CENTER = "/feeds/centers/lakeside"


def on(day: int) -> Any:
    return time_machine.travel(dt.datetime(2026, 11, day, 12, tzinfo=dt.UTC), tick=False)


def told(client: Client) -> dict[str, str]:
    return {one["date_published"][:10]: one["content_text"] for one in items(client, f"{CENTER}.json")}


def test_a_centers_feed_tells_what_was_published_and_changed(client: Client) -> None:
    with on(1):
        center = held_centers.center()
        srs = held_centers.offering(center, "srs")
        line = held_centers.channel(center, "patient-phone", "appointment", value="+13125550100")
    with on(3):
        line.value = "+13125550199"
        line.save()
        srs.availability = "by-referral"
        srs.save()
    with on(5):
        srs.delete()
    found = told(client)
    assert "- New in our list" in found["2026-11-01"]
    assert "- Service added: stereotactic radiosurgery (SRS)" in found["2026-11-01"]
    assert "number or address: " in found["2026-11-03"]
    assert "0199" in found["2026-11-03"]
    assert "- Service taken off: stereotactic radiosurgery (SRS) (by referral)" in found["2026-11-05"]
    assert len(entries(client, f"{CENTER}.atom")) == 3
    assert f'href="{CENTER}.atom"' in markup(client, "/centers/lakeside/")


def test_what_no_claim_publishes_is_not_told(client: Client) -> None:
    with on(1):
        center = held_centers.center()
        hidden = Offering.objects.create(center=center, service="sbrt")
        center.website = "https://secret.example.org/"
        center.save()
    with on(3):
        hidden.conditions = "a secret"
        hidden.save()
        center.website = "https://another.example.org/"
        center.save()
    with on(5):
        hidden.delete()
    assert list(told(client)) == ["2026-11-01"]
    assert "secret" not in str(told(client))


def test_a_fact_is_new_on_the_day_it_was_published(client: Client) -> None:
    with on(1):
        center = held_centers.center()
        later = Offering.objects.create(center=center, service="sbrt", conditions="a draft")
    with on(2):
        later.conditions = ""
        later.save()
    with on(4):
        held_centers.claim(later)
    found = told(client)
    assert "Service added" in found["2026-11-04"]
    assert "draft" not in str(found)
    assert "2026-11-02" not in found


def test_a_center_that_is_not_listed_has_no_feed(client: Client) -> None:
    held_centers.center(listed=False)
    get(client, f"{CENTER}.atom", 404)


def test_a_hostile_center_has_a_well_formed_feed(client: Client) -> None:
    held_centers.hostile()
    [found] = entries(client, f"{CENTER}.atom")
    assert "<script>" not in found["summary"]


def test_a_new_fact_of_a_center_makes_a_new_answer(client: Client) -> None:
    center = held_centers.center()
    tag = get(client, f"{CENTER}.atom").headers["ETag"]
    get(client, f"{CENTER}.atom", 304, headers={"If-None-Match": tag})
    held_centers.offering(center, "srs")
    get(client, f"{CENTER}.atom", 200, headers={"If-None-Match": tag})
