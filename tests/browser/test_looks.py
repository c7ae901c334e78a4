"""Every page in a browser: nothing that axe finds, nothing wider than a phone, by day and by night."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import Visit
from tests.browser.furnish import ASKING, ATTACKING, ENDED, GONE, HUGE, PLAIN

pytestmark = pytest.mark.browser

PERSON = "subtype=her2-low&subtype=her2-0&brain=stable&had=enhertu&biomarker=pik3ca&chemo_lines=2&age=54"
JOINT = "service=srs&near=60637&trial.subtype=her2-low&trial.brain=stable&trial.age=54"
GUIDED = (
    "stage=metastatic&spread=bone&brain=stable&subtype=hr-pos-her2-pos&subtype=hr-pos-her2-low&biomarker=trop2"
    "&had=cdk46&had=eribulin&lines=2&near=60637&ecog=1&age=54&sex=female"
)
PAGES = {
    "home": "/",
    "list": "/trials/",
    "list near a place": "/trials/?q=study&near=60637&age=54&sex=female",
    "list with errors": "/trials/?near=Xyzzyville&age=200&phase=9&updated_since=x",
    "list for a person": f"/trials/?{PERSON}",
    "list for a person, with errors": "/trials/?had=qqqq,enhurtu&chemo_lines=many&brain=stable",
    "empty list": "/trials/?q=nothingofthekind&near=60637",
    "match, with nothing entered": "/match/",
    "match": f"/match/?{PERSON}",
    "match near a place": "/match/?near=60637&within=500&age=54&sex=female&ecog=2&chemo_lines=4",
    "match, one group": f"/match/?{PERSON}&group=does_not_fit&limit=5",
    "match, with errors": "/match/?age=200&had=qqqq&near=Xyzzyville",
    "trial": f"/trials/{PLAIN}/",
    "trial that was read": f"/trials/{ASKING}/",
    "trial for a person": f"/trials/{ASKING}/?{PERSON}",
    "report": f"/trials/{ASKING}/report/?question=brain&key=",
    "thanks for a report": f"/trials/{ASKING}/report/?sent=yes",
    "trial near a place": f"/trials/{PLAIN}/?near=60637",
    "trial with many sites": f"/trials/{HUGE}/?near=60637&unit=km",
    "trial with an unknown place": f"/trials/{PLAIN}/?near=Xyzzyville",
    "trial with all its changes": f"/trials/{HUGE}/?changes=all",
    "trial that ended": f"/trials/{ENDED}/",
    "trial that left": f"/trials/{GONE}/",
    "trial with mark-up in every field": f"/trials/{ATTACKING}/",
    "centers": "/centers/",
    "centers with a trial for a person": f"/centers/?{JOINT}",
    "centers with errors": "/centers/?near=Xyzzyville&service=qqq&trial.age=200&accreditation=x",
    "no centers": "/centers/?service=nutrition&near=60637&within=1",
    "trials at a center": "/trials/?center=lakeside&service=srs",
    "center": "/centers/lakeside/",
    "center from a directory": "/centers/directory/",
    "laboratory": "/centers/laboratory/",
    "center with mark-up in every field": "/centers/hostile/",
    "report of a mistake": "/centers/lakeside/report/",
    "thanks for a mistake": "/centers/lakeside/report/?sent=yes",
    "status": "/status/",
    "data": "/about/data/",
    **{f"question {number}": f"/start/?step={number}&{GUIDED}" for number in range(1, 8)},
    "first question": "/start/",
    "question with errors": "/start/?answered=4&had=enhurtu&lines=many",
    "receptors with errors": "/start/?answered=2&hr=triple&her2=pos",
    "answers": f"/start/?step=end&{GUIDED}",
    "answers with errors": "/start/?step=end&near=Xyzzyville&age=200",
    "no answers": "/start/?step=end",
    "glossary": "/glossary/",
    "what metastatic means": "/about/metastatic/",
    "when to call": "/about/when-to-call/",
    "accuracy": "/about/accuracy/",
}
PHONE: ViewportSize = {"width": 360, "height": 800}
NEW_PAGES = {"home": "/", "list": "/trials/?status=any", "example": "/trials/EXAMPLE-01/", "status": "/status/"}


def faults_in(page: Page) -> str:
    found = Axe().run(page)
    return found.generate_report() if found.violations_count else ""


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("language", ["", "/es"], ids=["English", "Spanish"])
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing_by_day_by_night_and_on_a_phone(visit: Visit, site: str, address: str, language: str) -> None:
    page = visit(site + language + address)
    assert not faults_in(page)
    page.emulate_media(color_scheme="dark")
    assert not faults_in(page)
    page.set_viewport_size(PHONE)
    assert not faults_in(page)


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_no_page_is_wider_than_a_phone(visit: Visit, site: str, address: str) -> None:
    page = visit(site + address, width=360)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert overflow(page) <= 0
    page.set_viewport_size({"width": 320, "height": 800})  # what WCAG asks for
    assert overflow(page) <= 0


@pytest.mark.parametrize(
    "address",
    [
        PAGES[one]
        for one in ("list near a place", "list for a person", "match", "trial for a person", "center", "question 3")
    ],
)
def test_letters_of_twice_the_size_still_fit(visit: Visit, site: str, address: str) -> None:
    page = visit(site + address, width=720)
    page.evaluate("document.documentElement.style.setProperty('font-size', '225%')")
    assert overflow(page) <= 0


@pytest.mark.parametrize("address", NEW_PAGES.values(), ids=NEW_PAGES)
def test_pages_before_the_first_sync_are_as_good(visit: Visit, new_site: str, address: str) -> None:
    page = visit(new_site + address, width=360)
    assert not faults_in(page)
    assert overflow(page) <= 0
    assert page.locator(".banner").inner_text().startswith("These are examples, not real trials.")


@pytest.mark.parametrize("path", ["/nowhere/", "/trials/NCT99999999/"])
def test_a_page_that_is_not_there_is_as_good(visit: Visit, site: str, path: str) -> None:
    page = visit(site)
    # The browser itself reports a 404 in its console: nothing of ours.
    with page.context.new_page() as missing:
        missing.goto(site + path)
        assert not faults_in(missing)


@pytest.mark.parametrize("prefix", ["/", "/es/"])
def test_the_top_leaves_a_phone_to_the_page(visit: Visit, site: str, prefix: str) -> None:
    page = visit(site + prefix, width=390)
    top = page.locator("header.top").evaluate("one => one.getBoundingClientRect().height")
    assert top <= 844 / 4
    brand, language = (page.locator(one).bounding_box() for one in (".brand", ".language"))
    assert brand is not None
    assert language is not None
    assert language["y"] < brand["y"] + brand["height"]


def test_the_fields_of_a_joint_question_stand_side_by_side(visit: Visit, site: str) -> None:
    page = visit(f"{site}/centers/")
    tops = {
        page.get_by_label(name, exact=True).evaluate("one => Math.round(one.getBoundingClientRect().top)")
        for name in ("Subtype", "Brain metastases", "Age", "Sex")
    }
    assert len(tops) == 1


def test_targets_are_large_enough_for_a_thumb(visit: Visit, site: str) -> None:
    page = visit(f"{site}/trials/?q=study&near=60637", width=360)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, select, input:not([type=hidden]), .narrow a, .chips a, nav a')]
            .filter(one => one.offsetParent && one.getBoundingClientRect().height < 24).map(one => one.outerHTML)"""
    )
    assert small == []


def test_what_is_tapped_on_the_page_of_a_center_is_large_enough(visit: Visit, site: str) -> None:
    page = visit(f"{site}/centers/lakeside/", width=360)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.reach, summary, .within a, .jump a')]
            .filter(one => one.offsetParent && one.getBoundingClientRect().height < 24).map(one => one.outerHTML)"""
    )
    assert small == []


def test_what_is_tapped_in_the_guide_is_large_enough(visit: Visit, site: str) -> None:
    for step in ("1", "3", "4", "end"):
        page = visit(f"{site}/start/?step={step}&{GUIDED}", width=360)
        small = page.evaluate(
            """() => ['label', 'button', 'select', 'summary', 'a'].flatMap(one =>
                    [...document.querySelectorAll(`.guide ${one}`)])
                .filter(one => one.offsetParent && !one.closest('p.note, .unseen') && !one.matches('.unseen'))
                .filter(one => one.getBoundingClientRect().height < 24).map(one => one.outerHTML)"""
        )
        assert small == []


def moved_by(page: Page, address: str) -> dict[str, int]:
    """Address → the bytes that came over the wire for it, heads included, on a first visit."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    asked: dict[str, str] = {}
    moved: dict[str, int] = {}
    wire.on("Network.requestWillBeSent", lambda one: asked.update({one["requestId"]: one["request"]["url"]}))

    def finished(one: dict[str, Any]) -> None:
        if one["requestId"] in asked:  # not what the page before had asked for
            moved[asked[one["requestId"]]] = int(one["encodedDataLength"])

    wire.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="networkidle")
    wire.detach()
    return moved


def test_the_first_visit_moves_little_data(visit: Visit, site: str) -> None:
    page = visit(site)
    for path in ("/trials/?q=study&near=60637", f"/match/?{PERSON}", f"/centers/?{JOINT}"):
        moved = moved_by(page, site + path)
        assert 0 < moved[site + path] <= 25_000
        assert sum(moved.values()) <= 60_000
        assert page.locator(".map, .map *").count() == 0


def test_a_map_comes_only_with_the_page_that_shows_it_and_is_small(visit: Visit, site: str) -> None:
    page = visit(site)
    for path in (f"/centers/?{JOINT}", "/centers/"):
        assert not any("map" in one for one in moved_by(page, site + path))
    without = moved_by(page, f"{site}/centers/laboratory/")
    assert page.locator(".map").count() == 0
    moved = moved_by(page, f"{site}/centers/lakeside/")
    assert page.locator(".map svg").count() == 1
    # It stands in the page itself: nothing else is asked for, on opening and on looking at it.
    assert len(moved) == len(without)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.locator(".map").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert asked == []
    assert page.locator(".map").evaluate("one => new Blob([one.outerHTML]).size") <= 130_000
    assert sum(moved.values()) <= 60_000 + 130_000


def test_a_trial_can_be_printed_with_its_sites(visit: Visit, site: str) -> None:
    page = visit(f"{site}/trials/{HUGE}/")
    page.emulate_media(media="print")
    assert page.locator("nav[aria-label=Main]").is_hidden()
    assert page.locator(".country .site").first.evaluate("one => one.getBoundingClientRect().height") > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_of_a_center_is_drawn_and_read_without_any_request(
    visit: Visit, site: str, scheme: Literal["light", "dark"]
) -> None:
    page = visit(f"{site}/centers/lakeside/", width=360)
    page.emulate_media(color_scheme=scheme)
    drawing = page.get_by_role("img", name="Map: where Lakeside Cancer Center is")
    assert drawing.locator(".mark circle").count() == 2
    assert drawing.locator(".city circle").count() >= 2
    paint = "one => getComputedStyle(one).fill"
    mark, paper = drawing.locator(".mark circle").first, page.locator(".map svg")
    assert mark.evaluate(paint) != paper.evaluate("one => getComputedStyle(one).backgroundColor")
    letters = drawing.locator(".mark text").first.evaluate("one => one.getBoundingClientRect().height")
    assert letters >= 12  # on a phone, too


def test_a_center_can_be_printed_with_the_addresses_of_its_links(visit: Visit, site: str) -> None:
    page = visit(f"{site}/centers/lakeside/")
    page.emulate_media(media="print")
    form = page.get_by_role("link", name="Open it at lakeside.example.org")
    assert "/breast/form" in form.evaluate("one => getComputedStyle(one, '::after').content")
    assert page.locator(".mistake").first.is_hidden()
