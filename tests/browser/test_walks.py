"""Whole walks of one person in a browser: to the words of a near miss, in Spanish, with a registry that is silent, and
by keyboard alone on a screen of 320 pixels."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import Visit
from tests.browser.furnish import ASKING
from tests.browser.test_looks import overflow

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_the_guide_to_the_words_of_a_near_miss_and_back(visit: Visit, site: str, script: bool) -> None:
    page = visit(site, width=360, script=script)
    page.get_by_role("link", name="Find trials I might join").click()
    page.get_by_label("Yes, it has spread").check()
    page.get_by_role("button", name="Next question").click()
    page.get_by_label("HER2-low", exact=False).first.check()
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("link", name="I don’t know: skip this").click()
    page.get_by_label("How many of these were chemotherapy?").fill("4")
    page.get_by_role("button", name="Stop here and show trials").click()

    near_misses = page.get_by_role("region", name="Near misses (1)")
    expect(near_misses).to_contain_text("Please do not put off or change a treatment")
    card = near_misses.locator(".card")
    expect(card.locator(".out")).to_contain_text(["fit, except:", "you entered: 4 lines of chemotherapy"])
    says = card.locator(".out details").first
    quote = says.get_by_text("“At least one and no more than 3 prior lines of chemotherapy in the metastatic setting”")
    expect(quote).to_be_hidden()
    says.locator("summary").click()
    expect(quote).to_be_in_viewport()

    card.get_by_role("link", name="Senovar").click()
    page.get_by_role("link", name="See the words about Lines of chemotherapy").click()
    expect(page.locator("mark:target")).to_contain_text("no more than 3 prior lines")
    page.go_back()
    page.get_by_role("link", name="Back to how trials fit").click()
    expect(card).to_contain_text("Senovar")  # the list of trials leaves it out


def test_the_whole_way_in_spanish_stays_in_spanish(visit: Visit, site: str) -> None:
    page = visit(f"{site}/es/", width=360)

    def is_spanish() -> None:
        assert page.url.startswith(f"{site}/es/")
        assert page.locator("html").get_attribute("lang") == "es"
        assert overflow(page) <= 0

    is_spanish()
    page.locator("main").get_by_role("link", name="Buscar ensayos en los que podría participar").click()
    is_spanish()
    page.get_by_label("Sí, se ha extendido").check()
    page.get_by_role("button", name="Siguiente pregunta").click()
    page.get_by_label("HER2 bajo", exact=False).first.check()
    page.get_by_role("button", name="Siguiente pregunta").click()
    page.goto(page.url.replace("step=3", "step=7"))
    page.get_by_label("Edad en años").fill("54")
    page.get_by_role("button", name="Ver mis respuestas").click()
    is_spanish()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sus respuestas")
    page.get_by_role("link", name="Mostrar ensayos que podrían encajar").click()
    is_spanish()
    card = page.locator(".card", has_text="Senovar")
    expect(card.locator(".fits")).to_contain_text("Subtipo: HER2 bajo")
    expect(card.get_by_role("link", name="Senovar")).to_have_attribute("lang", "en")
    card.get_by_role("link", name="Senovar").click()
    is_spanish()
    expect(page.get_by_role("heading", name="Qué pide este ensayo")).to_be_visible()
    page.get_by_role("link", name="Imprimir una hoja para mi oncólogo").click()
    is_spanish()
    expect(page.locator("article.paper")).to_contain_text(ASKING)
    expect(page.locator(".told")).to_contain_text("Edad: 54")
    page.get_by_role("link", name="La hoja en inglés").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trials to talk about")
    expect(page.locator(".told")).to_contain_text("Age: 54")


def test_a_registry_that_is_silent_is_told_on_every_page_and_its_last_listings_stay(
    visit: Visit, offline_site: str
) -> None:
    page = visit(f"{offline_site}/trials/")
    for path in ("/", "/trials/", "/match/?age=54", f"/trials/{ASKING}/", "/centers/", "/start/"):
        page.goto(offline_site + path)
        banner = page.get_by_role("complementary", name="About these listings")
        expect(banner).to_contain_text("These listings are 5 days old. A status may have changed since.")
        expect(banner).to_contain_text("The registry could not be reached")
    page.goto(f"{offline_site}/es/trials/")
    expect(page.locator(".banner")).to_contain_text("5 días")
    page.locator(".banner").get_by_role("link").click()
    expect(page).to_have_url(f"{offline_site}/es/status/")
    page.goto(f"{offline_site}/trials/?q=senovar")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 trial")

    ready = page.request.get(f"{offline_site}/readyz")
    assert ready.status == 200  # last week's listings, which say so, are better than none
    assert 119 < ready.json()["age_hours"] < 121
    listed = page.request.get(f"{offline_site}/api/v1/trials/?q=senovar").json()
    assert listed["count"] == 1
    assert listed["data_timestamp"] == ready.json()["listings_as_of"]
    [registry] = page.request.get(f"{offline_site}/api/v1/registries/").json()["results"]
    assert registry["last_run"]["status"] == "failed"
    assert registry["data_timestamp"] < registry["last_run"]["started_at"]


NARROW: ViewportSize = {"width": 320, "height": 256}
"""A screen of 1280 by 1024 at 400 %."""
FOCUSED = """() => {
    const one = document.activeElement;
    const about = one.labels?.[0] ?? one;
    const box = one.getBoundingClientRect();
    const x = Math.max(0, box.left) + Math.min(box.width, innerWidth) / 2;
    const y = (Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2;
    const top = document.elementFromPoint(x, y);
    const seen = top && (one.contains(top) || top.contains(one) || about.contains(top));
    return [one.getAttribute('aria-label') || about.innerText, Boolean(seen), one.tagName];
}"""


def tab_to(page: Page, name: str, *, most: int = 120) -> None:
    """Tabs on until what is focused bears this name. What is focused is never hidden behind anything on the way."""
    for _ in range(most):
        page.keyboard.press("Tab")
        here, seen, tag = page.evaluate(FOCUSED)
        assert seen or tag == "BODY", f"{here} is focused and not seen"
        if here.strip().startswith(name):
            return
    raise AssertionError(f"{name} is not reached with the Tab key")


def fits(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    page.wait_for_load_state("load")  # the heading may stand before its style does
    assert overflow(page) <= 0


def test_from_the_first_page_to_the_sheet_by_keyboard_at_400_percent(visit: Visit, site: str) -> None:
    page = visit(site)
    page.set_viewport_size(NARROW)
    page.reload()
    tab_to(page, "Find trials I might join")
    page.keyboard.press("Enter")
    fits(page, "Where is the cancer now?")
    tab_to(page, "I don’t know, or skip")  # the radio that stands is the one that Tab reaches
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Yes, it has spread")).to_be_checked()
    tab_to(page, "Next question")
    page.keyboard.press("Enter")
    fits(page, "What type of breast cancer is it?")
    tab_to(page, "I don’t know, or skip")
    tab_to(page, "I don’t know, or skip")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_label("HER2-low")).to_be_checked()
    tab_to(page, "Stop here and show trials")
    page.keyboard.press("Enter")

    fits(page, "trials fit")
    for number in (1, 2):
        tab_to(page, "Add to my list")
        page.keyboard.press("Enter")
        expect(page.locator("[data-count]")).to_have_text(str(number))
    tab_to(page, "Compare", most=300)
    page.keyboard.press("Enter")
    fits(page, "Compare trials")
    tab_to(page, "Print a sheet")
    page.keyboard.press("Enter")
    fits(page, "Trials to talk about")
    expect(page.locator("article.paper")).to_have_count(2)
    tab_to(page, "Print this sheet")


def test_lists_are_narrowed_and_joint_questions_asked_by_keyboard_at_400_percent(visit: Visit, site: str) -> None:
    page = visit(f"{site}/trials/")
    page.evaluate("localStorage.setItem('finder.shortlist', JSON.stringify(['NCT99000001']))")
    page.set_viewport_size(NARROW)
    page.reload()
    tab_to(page, "Narrow this list")
    page.keyboard.press("Enter")
    tab_to(page, "Phase 1")
    page.keyboard.press("Enter")
    fits(page, "30 trials")
    tab_to(page, "Show the list: 30 trials", most=200)
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="Narrow this list")).to_be_hidden()
    assert page.url == f"{site}/trials/?phase=1"

    page.goto(f"{site}/centers/")
    tab_to(page, "What should it offer?")
    page.keyboard.type("Stereotactic radio")
    tab_to(page, "Near")
    page.keyboard.type("60637")
    tab_to(page, "Subtype")
    page.keyboard.type("HER2-low")
    tab_to(page, "Find care centers")
    page.keyboard.press("Enter")
    fits(page, "1 care center")
    assert re.search(r"service=srs&.*trial\.subtype=her2-low", page.url)
    tab_to(page, "Lakeside Cancer Center")
    page.keyboard.press("Enter")
    fits(page, "Lakeside Cancer Center")
