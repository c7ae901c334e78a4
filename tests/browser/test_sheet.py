"""My list, the comparison and the sheet in a browser: kept, set side by side, printed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.furnish import FULL, FULL_PERSON
from tests.browser.test_looks import PHONE, faults_in, overflow
from tests.make import nct

pytestmark = pytest.mark.browser

PICKED = "&".join(f"id={one}" for one in FULL)
HOSTILE = nct(66)
SHEET = f"/sheet/?{PICKED}&{FULL_PERSON}"
COMPARE = f"/compare/?{'&'.join(f'id={one}' for one in FULL[:4])}&{FULL_PERSON}"
PAGES = {
    "sheet": SHEET,
    "sheet of one": f"/sheet/?id={FULL[0]}",
    "sheet without trials": "/sheet/",
    "sheet with errors": f"/sheet/?{PICKED}&id={HOSTILE}&id={nct(99)}&id=%3Cb%3E&age=200",
    "sheet with mark-up in every field": f"/sheet/?id={HOSTILE}&{FULL_PERSON}",
    "compare": COMPARE,
    "compare with errors": f"/compare/?{PICKED}&id={nct(99)}&near=Xyzzyville",
    "compare with mark-up in every field": f"/compare/?id={HOSTILE}&id={FULL[0]}&{FULL_PERSON}",
    "trial": f"/trials/{FULL[0]}/?{FULL_PERSON}",
}


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name="My list")


def kept(page: Page) -> object:
    return page.evaluate("JSON.parse(localStorage.getItem('finder.shortlist'))")


def pages_of(page: Page, form: str) -> int:
    """How many sheets of paper Chromium prints."""
    printed = page.pdf(format=form)
    found = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert f"/Count {found}".encode() in printed
    return found


@pytest.mark.parametrize("width", [1240, 360], ids=["desk", "phone"])
def test_from_the_list_to_the_comparison_to_the_sheet(visit: Visit, full_site: str, width: int) -> None:
    page = visit(f"{full_site}/trials/?subtype=her2-low&near=60637&limit=10", width=width)
    expect(bar(page)).to_be_hidden()
    add = page.get_by_role("button", name="Add to my list")
    add.first.click()
    expect(bar(page)).to_contain_text("My list (1)")
    expect(bar(page).get_by_role("link", name="Compare")).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("Added to my list")
    page.locator(".card h2 a").nth(1).click()
    page.get_by_role("button", name="Add to my list").click()
    expect(bar(page)).to_contain_text("My list (2)")

    bar(page).get_by_role("link", name="Compare").click()
    expect(page).to_have_url(re.compile(r"/compare/\?id=NCT\d+&id=NCT\d+&.*subtype=her2-low"))
    assert "limit" not in page.url
    expect(page.get_by_role("table")).to_be_visible()
    words = page.locator("td details", has_text="Its words on Brain metastases").first
    words.locator("summary").click()
    expect(words).to_contain_text("treated, stable brain metastases may enter")

    bar(page).get_by_role("link", name="Print a sheet").click()
    expect(page.locator("article.paper")).to_have_count(2)
    expect(page.locator("article.paper").first).to_contain_text("Was")
    expect(page.locator(".told")).to_contain_text("Subtype: HER2-low")
    bar(page).get_by_role("button", name="Clear my list").click()
    expect(bar(page)).to_be_hidden()
    expect(page.locator("#main")).to_be_focused()
    assert kept(page) is None
    expect(page.locator("article.paper")).to_have_count(2)  # what is in the address stays


def test_the_list_lasts_and_a_trial_is_taken_off(visit: Visit, full_site: str) -> None:
    page = visit(f"{full_site}/trials/{FULL[0]}/")
    page.get_by_role("button", name="Add to my list").click()
    page.reload()
    page.get_by_role("button", name="On my list: take it off").click()
    expect(page.get_by_role("status")).to_have_text("Taken off my list")
    expect(bar(page)).to_be_hidden()
    assert kept(page) is None


def test_a_list_that_somebody_spoiled_does_no_harm(visit: Visit, full_site: str) -> None:
    page = visit(f"{full_site}/trials/")
    for spoiled in ("{", "7", '["<img src=x onerror=alert(1)>", 4, null]'):
        page.evaluate("text => localStorage.setItem('finder.shortlist', text)", spoiled)
        page.reload()
        expect(bar(page)).to_be_hidden()
    page.get_by_role("button", name="Add to my list").first.click()
    expect(bar(page)).to_contain_text("My list (1)")


def test_a_full_list_says_so(visit: Visit, full_site: str) -> None:
    page = visit(f"{full_site}/trials/")
    page.evaluate(
        "localStorage.setItem('finder.shortlist', JSON.stringify(Array.from({length: 20}, (_, n) => `NCT9800${n}`)))"
    )
    page.reload()
    page.get_by_role("button", name="Add to my list").first.click()
    expect(page.get_by_role("status")).to_have_text("My list is full: take one off first")
    expect(bar(page)).to_contain_text("My list (20)")


def test_nothing_is_sent_when_a_trial_is_kept(visit: Visit, full_site: str) -> None:
    page = visit(f"{full_site}/trials/")
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if "/static/" not in one.url else None)
    page.get_by_role("button", name="Add to my list").first.click()
    expect(bar(page)).to_contain_text("My list (1)")
    assert sent == []


def test_without_a_script_there_are_no_buttons_and_the_links_work(visit: Visit, full_site: str) -> None:
    page = visit(f"{full_site}/trials/{FULL[0]}/?{FULL_PERSON}", script=False)
    expect(page.get_by_role("button", name="my list")).to_have_count(0)
    page.get_by_role("link", name="Print a sheet for my oncologist").click()
    expect(page.locator("article.paper")).to_have_count(1)
    expect(page.get_by_role("button", name="Print this sheet")).to_have_count(0)
    page.goto(full_site + COMPARE)
    page.get_by_role("link", name="Leave out").first.click()
    expect(page.locator("thead th[scope=col]")).to_have_count(4)


def test_the_list_is_made_by_keyboard_alone(visit: Visit, full_site: str) -> None:
    page = visit(f"{full_site}/trials/{FULL[0]}/")
    page.get_by_role("button", name="Add to my list").focus()
    page.keyboard.press("Enter")
    expect(bar(page)).to_contain_text("My list (1)")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Print a sheet for my oncologist")).to_be_focused()
    bar(page).get_by_role("link", name="Print a sheet").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{full_site}/sheet/?id={FULL[0]}")


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("form", ["Letter", "A4"])
def test_five_trials_are_printed_on_three_pages_at_most(visit: Visit, full_site: str, form: str, language: str) -> None:
    page = visit(full_site + language + SHEET)
    expect(page.locator("article.paper")).to_have_count(5)
    expect(page.locator(".paper .boxes li").nth(4)).to_be_attached()  # there is much to say
    assert pages_of(page, form) <= 3
    page.emulate_media(media="print")
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('.sheet p, .sheet li, .sheet dd, .sheet h2, .sheet h3')]
            .map(one => parseFloat(getComputedStyle(one).fontSize) * 72 / 96)"""
    )
    assert min(sizes) >= 9.99


@pytest.mark.parametrize("language", ["", "/es"])
def test_up_to_three_trials_are_not_torn_apart_by_the_end_of_a_page(
    visit: Visit, full_site: str, language: str
) -> None:
    picked = "&".join(f"id={one}" for one in FULL[:3])
    page = visit(f"{full_site}{language}/sheet/?{picked}&{FULL_PERSON}")
    assert pages_of(page, "Letter") <= 3
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 710, "height": 960})  # Letter without its margins
    for paper in page.locator("article.paper").all():
        assert paper.evaluate("one => getComputedStyle(one).breakInside") == "avoid"
        assert paper.evaluate("one => one.getBoundingClientRect().height") < 960  # so that it can be kept whole


def test_on_paper_there_is_the_address_and_nothing_that_only_a_screen_can_do(visit: Visit, full_site: str) -> None:
    page = visit(full_site + SHEET)
    page.evaluate("localStorage.setItem('finder.shortlist', JSON.stringify(['NCT99000061']))")
    page.reload()
    page.emulate_media(media="print")
    for gone in (page.get_by_role("button", name="Print this sheet"), bar(page), page.locator(".top")):
        expect(gone).to_be_hidden()
    expect(page.locator("article.paper").first).to_contain_text(f"https://clinicaltrials.gov/study/{FULL[0]}")
    expect(page.get_by_text("Not medical advice: the study team decides")).to_be_visible()
    assert page.locator(".notes").first.evaluate("one => one.getBoundingClientRect().height") > 20


def test_on_a_phone_the_comparison_is_stacked_and_each_cell_is_named(visit: Visit, full_site: str) -> None:
    page = visit(full_site + COMPARE, width=360)
    cells = page.get_by_role("row", name="Phase").get_by_role("cell")
    expect(cells).to_have_count(4)
    tops = [cell.evaluate("one => one.getBoundingClientRect().top") for cell in cells.all()]
    assert tops == sorted(set(tops))
    expect(cells.nth(2).locator(".whose")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Phase")).to_be_visible()


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(visit: Visit, full_site: str, address: str) -> None:
    page = visit(full_site + address)
    page.evaluate("localStorage.setItem('finder.shortlist', JSON.stringify(['NCT99000061', 'NCT99000062']))")
    page.reload()
    expect(bar(page)).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert not faults_in(page)
    page.emulate_media(color_scheme="dark")
    assert not faults_in(page)
    page.set_viewport_size(PHONE)
    assert not faults_in(page)
    assert overflow(page) <= 0
    page.set_viewport_size({"width": 320, "height": 800})
    assert overflow(page) <= 0
    assert page.locator("main a[href^='javascript']").count() == 0
