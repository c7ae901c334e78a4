"""`/match/`: four groups with their reasons, in words; what it says when nothing was entered; where its links lead."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client

from finder.models import Place
from tests import make
from tests.finder.held import hold
from tests.finder.reading import get, markup, read, said, words
from tests.finder.test_matching import asking, held
from tests.finder.test_pages_privacy import log  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

PERSON = "subtype=her2-pos&ecog=2&lines=3"
TITLES = ("Takes", "Asks", "Near", "Far", "Unread", "Access")


@pytest.fixture
def page(client: Client) -> Client:
    """One trial for each group, one that was not read, and expanded access."""
    Place.objects.create(kind=Place.ZIP, key="60637", name="Chicago", state="IL", country="US", lat=41.78, lon=-87.61)
    held(
        asking(1, "HER2-positive breast cancer", title="Takes"),
        asking(2, "HER2-positive breast cancer", "ESR1 mutation & more", title="Asks"),
        asking(3, "HER2-positive breast cancer", "ECOG 0-1", "Age \\>= 18 years", title="Near"),
        asking(4, "Triple-negative breast cancer", "ECOG 0-1", title="Far"),
        asking(6, "HER2-positive breast cancer", study_type="EXPANDED_ACCESS", status="AVAILABLE", title="Access"),
    )
    hold(make.study(5, title="Unread"))
    return client


def groups(shown: str) -> dict[str, str]:
    """Heading of each group on the page → the markup of its section."""
    sections = re.findall(r'(?s)<section class="match-group.*?</section>', shown)
    return {words(re.findall(r"(?s)<h2.*?</h2>", section)[0]): section for section in sections}


def titles(section: str) -> list[str]:
    return [words(one) for one in re.findall(r"(?s)<h3>(.*?)</h3>", section)]


def summary(shown: str) -> list[tuple[str, str]]:
    [nav] = re.findall(r'(?s)<nav class="match-summary".*?</nav>', shown)
    return [(words(text), link) for link, text in re.findall(r'(?s)<a href="([^"]*)"[^>]*>(.*?)</a>', nav)]


# --- groups ----------------------------------------------------------------------------------------------------------


def test_each_trial_stands_in_one_group_and_what_does_not_fit_is_folded(page: Client) -> None:
    shown = {heading: titles(section) for heading, section in groups(markup(page, f"/match/?{PERSON}")).items()}
    assert list(shown) == ["May fit (1)", "Not enough is known (3)", "Near misses (1)", "Does not fit (1)"]
    assert shown["May fit (1)"] == ["Takes"]
    assert set(shown["Not enough is known (3)"]) == {"Asks", "Unread", "Access"}
    assert shown["Near misses (1)"] == ["Near"]
    assert shown["Does not fit (1)"] == []


def test_the_summary_counts_each_group_and_leads_to_it(page: Client) -> None:
    shown = markup(page, f"/match/?{PERSON}")
    assert summary(shown) == [
        ("1 May fit", "#may-fit"),
        ("3 Not enough is known", "#unknown"),
        ("1 Near misses", "#near-miss"),
        ("1 Does not fit", "#does-not-fit"),
    ]
    for _, link in summary(shown):
        assert shown.count(f'id="{link[1:]}"') == 1
    assert "How 6 trials fit" in words(shown)


def test_what_does_not_fit_is_listed_on_demand_with_the_reason(page: Client) -> None:
    folded = groups(markup(page, f"/match/?{PERSON}"))["Does not fit (1)"]
    [link] = re.findall(r'href="([^"]+)"', folded)
    shown = markup(page, link.replace("&amp;", "&"))
    [(heading, section)] = groups(shown).items()
    assert (heading, titles(section)) == ("Does not fit (1)", ["Far"])
    assert "Does not fit: Subtype: Triple-negative; you entered: HER2-positive" in words(section)
    assert "All four groups" in words(shown)


def test_a_near_miss_says_what_does_not_fit_with_the_trials_words_and_is_no_advice(page: Client) -> None:
    section = groups(markup(page, f"/match/?{PERSON}"))["Near misses (1)"]
    told = words(section)
    assert "Would fit, except: How active somebody must be: ECOG 0 to 1; you entered: 2" in told
    assert "“ECOG 0-1”" in told
    assert "something to ask about" in told
    assert "do not put off or change a treatment" in told


@pytest.mark.parametrize(
    ("rule", "given", "told"),
    [
        ("ESR1 mutation is required", "biomarker_not=esr1", "you entered: ESR1 not found"),
        ("Prior taxane is required", "not_had=taxane", "you entered: never had taxane"),
    ],
)
def test_what_was_not_found_or_never_given_is_told_as_such(client: Client, rule: str, given: str, told: str) -> None:
    held(asking(1, "HER2-positive breast cancer", rule))
    assert told in read(client, f"/match/?subtype=her2-pos&{given}")


def test_a_treatment_is_told_with_the_name_on_its_pack(page: Client) -> None:
    told = "Treatment received: trastuzumab emtansine (Kadcyla), taxane"
    assert told in read(page, f"/match/?{PERSON}&had=Kadcyla&had=taxane")
    assert told in read(page, f"/trials/?{PERSON}&had=Kadcyla&had=taxane")


def test_open_points_are_things_to_ask(page: Client) -> None:
    told = words(groups(markup(page, f"/match/?{PERSON}"))["Not enough is known (3)"])
    assert "One thing is open Ask whether ESR1 was tested" in told
    assert "Its text was not read yet" in told
    assert "Who gets it is decided case by case" in told


def test_what_fits_and_what_is_not_said_are_named_too(page: Client) -> None:
    told = words(groups(markup(page, f"/match/?{PERSON}"))["May fit (1)"])
    assert "Fits Subtype: HER2-positive" in told
    assert "Does not say How active the person is (ECOG) (2: up more than half" in told


def test_what_was_entered_is_repeated_in_words(page: Client) -> None:
    told = read(page, f"/match/?{PERSON}")
    assert "You entered: Subtype: HER2-positive · How active the person is (ECOG): 2: up more than half" in told


def test_the_nearest_site_is_told_where_a_place_is_given(page: Client) -> None:
    told = read(page, f"/match/?{PERSON}&near=60637&within=50")
    assert "How 6 trials fit within 50 miles of ZIP 60637, Chicago, IL" in told
    assert "to the city of Chicago, Illinois" in told


# --- pages and links -------------------------------------------------------------------------------------------------


def test_a_long_group_shows_ten_and_leads_to_the_rest_page_by_page(client: Client) -> None:
    held(*(asking(number, "HER2-positive breast cancer", title=f"Study {number:02}") for number in range(1, 24)))
    section = groups(markup(client, "/match/?subtype=her2-pos"))["May fit (23)"]
    assert len(titles(section)) == 10
    [link] = re.findall(r'<a href="([^"]+)" rel="nofollow">See all', section)
    seen: list[str] = []
    while link:
        shown = markup(client, link.replace("&amp;", "&"))
        seen += titles(groups(shown)["May fit (23)"])
        link = next(iter(re.findall(r'<a href="([^"]+)" rel="next', shown)), "")
    assert seen == sorted(seen, key=seen.index)
    assert len(set(seen)) == len(seen) == 23
    assert "Trials 21 to 23 of 23" in words(shown)


def test_a_page_behind_the_last_one_says_so(page: Client) -> None:
    assert "The list ends before this page" in read(page, f"/match/?{PERSON}&group=may_fit&offset=50")


def test_a_group_that_there_is_not_is_passed_over_and_not_repeated(page: Client) -> None:
    shown = said(page, f"/match/?{PERSON}&group=zqxword")
    assert len(groups(shown)) == 4
    assert "zqxword" not in shown


def test_a_trial_is_opened_with_what_was_entered(page: Client) -> None:
    shown = markup(page, f"/match/?{PERSON}&near=60637&within=50&limit=5&group=near_miss")
    [link] = re.findall(r'<h3><a href="([^"]+)"', shown)
    asked = "near=60637&amp;within=50&amp;subtype=her2-pos&amp;ecog=2&amp;lines=3"
    assert link == f"/trials/{make.nct(3)}/?{asked}&amp;back=match"
    trial = markup(page, link.replace("&amp;", "&"))
    assert "How active the person is (ECOG): 2" in words(trial)
    # The list would leave out a trial that nearly fits.
    assert f'<a href="/match/?{asked}">← Back to how trials fit</a>' in trial
    assert '<input type="hidden" name="back" value="match">' in trial  # another place is no other way back
    elsewhere = markup(page, link.replace("&amp;", "&").replace("back=match", "back=//evil.example"))
    assert f'<a href="/trials/?{asked}">← Back to the list</a>' in elsewhere


def test_the_form_leads_back_here_with_what_was_entered(page: Client) -> None:
    shown = markup(page, f"/match/?{PERSON}&group=near_miss&strict=yes&phase=2")
    [form] = re.findall(r'(?s)<form class="search".*?</form>', shown)
    assert 'action="/match/"' in form
    assert '<option value="her2-pos" selected>' in form
    assert '<input type="hidden" name="phase" value="2">' in form
    assert "strict" not in form
    assert "group" not in re.findall(r'name="([^"]+)"', form)


def test_the_list_and_the_home_page_lead_here(page: Client) -> None:
    for address in ("/trials/?subtype=her2-pos&strict=yes&limit=5", "/trials/?subtype=tnbc&ecog=4"):
        link = re.findall(r'<a href="(/match/[^"]*)"', markup(page, address))
        assert len(link) == 1, address
        assert "strict" not in link[0]
        assert groups(markup(page, link[0].replace("&amp;", "&")))
    assert "/match/" not in markup(page, "/trials/?phase=2")
    assert 'href="/match/"' in markup(page, "/")


# --- nothing entered, errors -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?phase=2", "?near=60637&within=50", "?strict=yes", "?scope=any"])
def test_with_nothing_entered_about_a_person_it_says_what_to_enter(page: Client, query: str) -> None:
    shown = markup(page, f"/match/{query}")
    assert not groups(shown)
    assert "Enter at least one thing about the person" in words(shown)
    assert '<details class="change" open>' in shown


def test_what_cannot_be_understood_is_told_beside_its_field_with_no_list(page: Client) -> None:
    shown = markup(page, f"/match/?{PERSON}&age=200&had=enhertoo")
    assert not groups(shown)
    assert "Give the age in whole years, from 0 to 120." in words(shown)
    assert "Did you mean enhertu?" in words(shown)


def test_no_trial_under_place_and_status_is_said(page: Client) -> None:
    told = read(page, f"/match/?{PERSON}&phase=4")
    assert "No trial to match" in told
    assert "No trial is open under the place and status you chose" in told


def test_where_nothing_near_may_fit_it_leads_to_where_something_may(page: Client) -> None:
    Place.objects.create(kind=Place.CITY, key="omaha", name="Omaha", state="NE", country="US", lat=41.26, lon=-95.94)
    shown = markup(page, f"/match/?{PERSON}&near=Omaha, NE&within=100")
    [box] = re.findall(r'(?s)<div class="empty".*?</div>', shown)
    assert words(box) == "You could: look within 500 miles: 1 trial may fit look everywhere: 1 trial may fit"
    farther, everywhere = re.findall(r'<a href="([^"]+)"', box)
    assert "1 May fit" in read(page, farther.replace("&amp;", "&"))
    assert "1 May fit" in read(page, everywhere.replace("&amp;", "&"))
    assert "near=" not in everywhere
    assert "You could:" not in read(page, f"/match/?{PERSON}&near=60637&within=50")


def test_nothing_is_promised_elsewhere_where_there_is_nothing(page: Client) -> None:
    told = read(page, "/match/?subtype=hr-pos-her2-0&age=3&near=60637&within=50")
    assert "0 May fit" in told
    assert "You could:" not in told


# --- what is kept ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", f"?{PERSON}", f"?{PERSON}&group=near_miss", "?age=200", "?phase=2"])
def test_nobody_keeps_it_and_no_search_engine_finds_it(page: Client, query: str) -> None:
    response = get(page, f"/match/{query}")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers
    assert not response.cookies
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert "This is not medical advice." in response.content.decode()


def test_nothing_typed_is_logged(page: Client, log: io.StringIO) -> None:  # noqa: F811
    get(page, f"/match/?{PERSON}&q=zqxword&had=zqxword&zqxword=1")
    assert "zqxword" not in log.getvalue()


def test_it_only_reads(page: Client) -> None:
    assert page.post("/match/").status_code == 405


def test_hostile_text_is_shown_and_not_run(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    held(asking(1, f"HER2-positive breast cancer {evil}", f"ESR1 mutation {evil}", title=evil))
    shown = markup(client, "/match/?subtype=her2-pos&q=<script>alert(2)</script>")
    assert "<script>" not in shown
    shown = markup(client, "/match/?subtype=her2-pos")
    assert "<script>" not in shown
    assert "&lt;script&gt;alert(1)" in shown
