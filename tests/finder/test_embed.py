"""The list of trials for other people's pages: what it shows, and what it does not bring with it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from finder.models import Place
from tests import make
from tests.finder.held import hold
from tests.finder.reading import get, markup, read

pytestmark = pytest.mark.django_db

EMBED, SCRIPT = "/embed/trials/", "/embed/finder.js"
TNBC = "Inclusion Criteria:\n\n* Triple-negative breast cancer\n"


@pytest.fixture(autouse=True)
def held() -> None:
    at = {"lat": 41.78, "lon": -87.61, "country": "US", "state": "IL"}
    Place.objects.create(kind=Place.ZIP, key="60637", name="Chicago", **at)
    hold(
        make.study(1, title="A Study of Tuvexa", eligibility=TNBC),
        make.study(2, title="A Study of Senovar", phases=["PHASE3"]),
        make.study(3, title="A Study That Ended", status="COMPLETED"),
    )


def test_it_lists_the_same_trials_as_the_page_in_the_same_order(client: Client) -> None:
    for query in ("", "?q=tuvexa", "?near=60637&sort=newest", "?status=any&phase=3"):
        shown = re.findall(r'<h2><a href="(/trials/[^"]+)" target', markup(client, EMBED + query))
        page = re.findall(r'<h2><a href="(/trials/[^"?]+)', markup(client, "/trials/" + query))
        assert shown
        assert shown == page


def test_a_trial_has_its_title_its_status_its_nearest_site_and_opens_in_a_new_tab(client: Client) -> None:
    page = markup(client, f"{EMBED}?near=60637&q=tuvexa")
    assert f'<a href="/trials/{make.nct(1)}/" target="_blank" rel="noopener" lang="en">A Study of Tuvexa</a>' in page
    said = read(client, f"{EMBED}?near=60637&q=tuvexa")
    assert "1 clinical trial " in said
    assert "Recruiting · Phase 2" in said
    assert re.search(
        r"About \d+ miles, to the city of Chicago, Illinois: Lakeside Cancer Institute \(this site: recruiting\)", said
    )


def test_it_says_what_the_list_is_for_and_what_a_trial_leaves_open(client: Client) -> None:
    said = read(client, f"{EMBED}?subtype=tnbc&brain=stable")
    assert "Triple-negative" in said
    assert "The trial does not say: " in said
    assert "Fits" not in said


def test_it_speaks_spanish_and_leads_to_spanish_pages_and_titles_stay_english(client: Client) -> None:
    page = markup(client, f"/es{EMBED}?q=tuvexa")
    assert '<html lang="es">' in page
    assert f'<a href="/es/trials/{make.nct(1)}/" target="_blank" rel="noopener" lang="en">A Study of Tuvexa</a>' in page
    assert 'href="/es/trials/?q=tuvexa"' in page


def test_what_the_host_asked_does_not_go_along_to_a_trial_as_if_the_visitor_had_entered_it(client: Client) -> None:
    links = re.findall(r'href="(/trials/NCT[^"]*)"', markup(client, f"{EMBED}?subtype=tnbc&near=60637&age=54"))
    assert links
    assert not [link for link in links if "?" in link]


def test_a_list_is_short_unless_the_host_wants_more(client: Client) -> None:
    hold(*(make.study(number) for number in range(10, 25)))
    assert markup(client, EMBED).count("<h2>") == 10
    assert "See all 17 at MBC Finder" in read(client, EMBED)
    assert markup(client, f"{EMBED}?limit=3").count("<h2>") == 3


@pytest.mark.parametrize(
    ("query", "name"),
    [("subtyp=tnbc", "subtyp"), ("near=Xyzzyville", "near"), ("age=old", "age"), ("limit=0", "limit")],
)
def test_a_question_that_is_not_understood_is_refused_whole_and_names_what_is_wrong(
    client: Client, query: str, name: str
) -> None:
    said = read(client, f"{EMBED}?q=her2&{query}", 400)
    assert "This list cannot be shown" in said
    assert f"{name}: " in said
    assert "Tuvexa" not in said


def test_no_trial_is_said_plainly(client: Client) -> None:
    assert "No trial of our listings matches." in read(client, f"{EMBED}?q=zqxword")


@pytest.mark.parametrize("address", [EMBED, f"{EMBED}?near=60637", f"{EMBED}?age=x", SCRIPT])
def test_it_sets_no_cookie_and_asks_for_none(client: Client, address: str) -> None:
    response = client.get(address)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_any_page_may_hold_it_and_nothing_else_of_ours(client: Client) -> None:
    headers = get(client, EMBED).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";") if part.strip())
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "script-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "*",
    }
    assert "X-Frame-Options" not in headers
    for address in ("/", "/trials/", f"/trials/{make.nct(1)}/", "/centers/", "/api/v1/trials/"):
        other = get(client, address).headers
        assert other["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


def test_it_holds_no_form_and_nothing_inline(client: Client) -> None:
    page = markup(client, f"{EMBED}?near=60637&subtype=tnbc")
    assert not re.search(
        r"<form|<input|<style|\sstyle=|\son\w+=|<script(?! src=\"/static/finder/embedded.js\" defer>)", page
    )
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_search_engines_leave_it_out(client: Client) -> None:
    assert get(client, EMBED).headers["X-Robots-Tag"] == "noindex"


def test_a_place_or_a_person_in_it_is_kept_by_no_cache(client: Client) -> None:
    assert get(client, f"{EMBED}?near=60637").headers["Cache-Control"] == "private, no-store"
    assert get(client, f"{EMBED}?subtype=tnbc").headers["Cache-Control"] == "private, no-store"
    public = get(client, f"{EMBED}?q=her2").headers
    assert "public" in public["Cache-Control"]
    get(client, f"{EMBED}?q=her2", 304, headers={"If-None-Match": public["ETag"]})


def test_mark_up_in_a_title_is_text(client: Client) -> None:
    hold(make.study(9, title="<script>alert(1)</script><img src=x onerror=alert(1)>"))
    page = markup(client, EMBED)
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_script_is_kept_for_a_day_and_not_sent_twice(client: Client) -> None:
    first = get(client, SCRIPT)
    assert first.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "max-age=86400" in first.headers["Cache-Control"]
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = get(client, SCRIPT, 304, headers={"If-None-Match": first.headers["ETag"]})
    assert again.content == b""


def test_it_only_reads(client: Client) -> None:
    assert client.post(EMBED).status_code == 405
    assert client.post(SCRIPT).status_code == 405
