"""The lists in a browser, narrowed, ordered and paged in place: the address, the way back, the focus, what is said."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def head(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def narrow(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Narrow this list")


def marked(page: Page) -> Page:
    """A page that is loaded anew forgets the mark."""
    page.evaluate("window.mark = true")
    return page


def is_same(page: Page) -> bool:
    return bool(page.evaluate("window.mark === true"))


def kept(page: Page) -> Any:
    return page.evaluate("[localStorage.length, sessionStorage.length, history.state]")


def test_a_facet_narrows_the_list_in_place_and_the_way_back_widens_it(visit: Visit, site: str) -> None:
    page = marked(visit(f"{site}/trials/"))
    expect(head(page)).to_have_text("33 trials")
    narrow(page).get_by_role("link", name=re.compile("^Phase 1 ")).click()
    expect(head(page)).to_have_text("30 trials")
    assert page.url == f"{site}/trials/?phase=1"
    assert page.title().startswith("30 trials")
    chosen = narrow(page).get_by_role("link", name=re.compile("^Chosen, take out: Phase 1 "))
    expect(chosen).to_be_focused()
    expect(page.locator("[data-live-said]")).to_have_text("30 trials")
    chosen.press("Enter")
    expect(head(page)).to_have_text("33 trials")
    page.go_back()
    expect(head(page)).to_have_text("30 trials")
    page.go_back()
    expect(head(page)).to_have_text("33 trials")
    assert page.url == f"{site}/trials/"
    page.go_forward()
    expect(head(page)).to_have_text("30 trials")
    assert is_same(page)


def test_a_click_while_another_is_under_way_takes_its_place_quietly(visit: Visit, site: str) -> None:
    page = marked(visit(site + "/trials/"))
    address = page.evaluate(
        """() => {
            const [first, second] = document.querySelectorAll("#narrow a[id^='in-status-']");
            first.click();
            second.click();
            return second.href;
        }"""
    )
    page.wait_for_url(address)
    assert is_same(page)


def test_nothing_that_was_asked_is_kept_in_the_browser(visit: Visit, site: str) -> None:
    page = visit(f"{site}/trials/?age=54&subtype=her2-low&near=60637")
    page.get_by_role("link", name="Leave out: Age: 54").click()
    expect(page.get_by_role("link", name="Leave out: Age: 54")).to_have_count(0)
    assert kept(page) == [0, 0, None]
    page.go_back()
    expect(page.get_by_role("link", name="Leave out: Age: 54")).to_be_visible()
    assert kept(page) == [0, 0, None]


def test_an_order_and_a_page_come_in_place(visit: Visit, site: str) -> None:
    page = marked(visit(f"{site}/trials/?phase=1"))
    page.get_by_role("link", name="Newest").click()
    expect(page.locator(".sorts strong")).to_have_text("Newest")
    expect(head(page)).to_be_focused()  # the link is gone
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_text("Trials 26 to 30 of 30")).to_be_visible()
    expect(head(page)).to_be_focused()
    expect(head(page)).to_be_in_viewport()
    assert page.url == f"{site}/trials/?phase=1&sort=newest&offset=25"
    assert is_same(page)


def test_the_form_asks_in_place_and_leaves_empty_fields_out_of_the_address(visit: Visit, site: str) -> None:
    page = marked(visit(f"{site}/trials/"))
    page.get_by_label("What are you looking for?").fill("tuvexa")
    page.get_by_label("What are you looking for?").press("Enter")
    expect(head(page)).to_have_text("1 trial")
    expect(head(page)).to_be_focused()
    assert page.url == f"{site}/trials/?q=tuvexa&within=100&unit=mi"
    page.get_by_label("Near").fill("Xyzzyville")
    page.get_by_label("Near").press("Enter")
    expect(page.get_by_role("alert").get_by_role("link")).to_contain_text("We do not know the place")
    expect(page.get_by_role("heading", name="Please check what you typed")).to_be_focused()
    assert page.title().startswith("Error: ")
    page.get_by_label("Near").fill("60637")
    page.get_by_label("Near").press("Enter")
    expect(head(page)).to_have_text("1 trial within 100 miles of ZIP 60637, Chicago, IL")
    assert is_same(page)


def test_what_was_unfolded_stays_so(visit: Visit, site: str) -> None:
    page = visit(f"{site}/trials/?subtype=her2-low")
    fold = narrow(page).locator("details[data-fold='brain']")
    assert fold.evaluate("one => one.open")
    fold.locator("summary").first.click()
    page.get_by_text("More about the cancer and earlier treatment").click()
    page.get_by_role("link", name="Newest").click()
    expect(page.locator(".sorts strong")).to_have_text("Newest")
    assert not narrow(page).locator("details[data-fold='brain']").evaluate("one => one.open")
    expect(page.get_by_label("Menopause")).to_be_visible()


def test_matches_and_centers_are_updated_in_place_too(visit: Visit, site: str) -> None:
    page = marked(visit(f"{site}/match/?subtype=her2-low&age=54"))
    page.get_by_role("link", name=re.compile("^Show these .* with the reasons$")).click()
    expect(page.get_by_role("link", name="All four groups")).to_be_visible()
    page.get_by_role("link", name="All four groups").click()
    expect(page.get_by_role("link", name="All four groups")).to_have_count(0)
    page.get_by_label("Age", exact=True).fill("30")
    page.get_by_label("Age", exact=True).press("Enter")
    expect(page.get_by_text("You entered: Age: 30")).to_be_visible()
    assert is_same(page)
    page = marked(visit(f"{site}/centers/"))
    narrow(page).get_by_role("link", name=re.compile("^SRS|radiosurgery", re.IGNORECASE)).first.click()
    expect(head(page)).to_have_text("2 care centers")
    page.get_by_role("link", name="Start again").click()
    expect(head(page)).to_have_text("4 care centers")
    assert is_same(page)


def test_my_list_works_in_a_list_that_was_updated(visit: Visit, site: str) -> None:
    page = visit(f"{site}/trials/")
    narrow(page).get_by_role("link", name=re.compile("^Phase 1 ")).click()
    expect(head(page)).to_have_text("30 trials")
    page.get_by_role("button", name="Add to my list").first.click()
    expect(page.get_by_role("region", name="My list")).to_contain_text("My list (1)")


def test_a_failure_of_the_network_is_said_and_the_list_stays(chromium: Browser, site: str) -> None:
    with chromium.new_context() as context:  # the browser itself puts the failure on its console
        page = context.new_page()
        page.goto(f"{site}/trials/")
        context.set_offline(True)
        narrow(page).get_by_role("link", name=re.compile("^Phase 1 ")).click()
        expect(page.get_by_role("alert")).to_contain_text("The list could not be updated.")
        expect(head(page)).to_have_text("33 trials")
        assert page.url == f"{site}/trials/"
        context.set_offline(False)
        page.get_by_role("alert").get_by_role("link", name="Try again").click()
        expect(head(page)).to_have_text("30 trials")
        expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_on_a_phone_the_facets_are_a_drawer(visit: Visit, site: str, script: bool) -> None:
    page = visit(f"{site}/trials/", width=360, script=script)
    expect(narrow(page)).to_be_hidden()
    page.get_by_role("button", name="Narrow this list").click()
    expect(narrow(page)).to_be_visible()
    narrow(page).get_by_role("link", name=re.compile("^Phase 1 ")).click()
    if script:
        expect(narrow(page).get_by_role("button", name="Show the list: 30 trials")).to_be_visible()
        expect(narrow(page).get_by_role("link", name=re.compile("^Chosen, take out: Phase 1 "))).to_be_focused()
        page.keyboard.press("Escape")
    expect(narrow(page)).to_be_hidden()
    expect(head(page)).to_have_text("30 trials")
    page.get_by_role("button", name="Narrow this list").click()
    narrow(page).get_by_role("button", name="Close").click()
    expect(narrow(page)).to_be_hidden()


def test_htmx_is_loaded_where_a_list_is_and_nowhere_else(visit: Visit, site: str) -> None:
    loaded = "[...document.scripts].filter(one => one.src.includes('htmx')).length"
    for path in ("/trials/", "/match/", "/centers/"):
        assert visit(site + path).evaluate(loaded) == 1
    for path in ("/", "/start/", "/centers/lakeside/", "/glossary/", "/sheet/"):
        assert visit(site + path).evaluate(loaded) == 0
