"""The guided search in a browser: with and without script, on a phone, by keyboard alone; and forgetting all of it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def asked(page: Page) -> dict[str, list[str]]:
    found = parse_qs(urlsplit(page.url).query)
    found.pop("step", None)
    return found


def step(page: Page, number: int) -> None:
    expect(page.locator(".progress")).to_contain_text(f"Question {number} of 7")


def onward(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^(Next question|See my answers)$")).click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("width", [1240, 360], ids=["desk", "phone"])
def test_seven_questions_lead_to_the_trials_and_one_can_go_back_and_change(
    visit: Visit, site: str, script: bool, width: int
) -> None:
    page = visit(site, script=script, width=width)
    page.get_by_role("link", name="Find trials I might join").click()
    step(page, 1)
    page.get_by_label("Yes, it has spread").check()
    page.get_by_label("Liver").check()
    page.get_by_label("Yes: treated, and not growing now").check()
    onward(page)
    step(page, 2)
    page.get_by_label("HER2-positive", exact=False).first.check()
    onward(page)
    step(page, 3)
    page.get_by_role("group", name="PIK3CA").get_by_label("Not found").check()
    page.get_by_label("Another one that was found").select_option("TROP2")
    page.get_by_role("button", name="Add to: Another one that was found").click()
    step(page, 3)
    expect(page.get_by_role("group", name="Others that were found").get_by_label("TROP2")).to_be_checked()
    onward(page)
    step(page, 4)
    page.get_by_label("T-DXd").check()
    page.get_by_label("Another treatment").fill("Halaven")
    page.get_by_role("button", name="Add to: Another treatment").click()
    expect(page.get_by_label("Eribulin")).to_be_checked()
    page.get_by_label("How many lines of treatment").fill("two")
    onward(page)
    expect(page.get_by_role("alert")).to_contain_text("Give the number of lines")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("How many lines of treatment")).to_be_in_viewport()
    page.get_by_label("How many lines of treatment").fill("2")
    onward(page)
    step(page, 5)
    page.get_by_role("link", name="← Back").click()
    step(page, 4)
    expect(page.get_by_label("How many lines of treatment")).to_have_value("2")
    onward(page)
    page.get_by_label("ZIP code or city").fill("60637")
    page.get_by_label("How far could you go?").select_option("50")
    onward(page)
    step(page, 6)
    page.get_by_role("link", name="I don’t know: skip this").click()
    step(page, 7)
    page.get_by_label("Age in years").fill("52")
    page.get_by_label("Female").check()
    onward(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers")
    answers = page.locator(".told")
    expect(answers).to_contain_text("Within 50 miles of ZIP 60637, Chicago, IL")
    expect(answers).to_contain_text("Brain metastases: Treated, not growing")
    page.get_by_role("link", name=re.compile("^Change.*Age and sex")).click()
    expect(page.get_by_label("Age in years")).to_have_value("52")
    page.get_by_label("Age in years").fill("53")
    onward(page)
    assert asked(page) == {
        "stage": ["metastatic"],
        "spread": ["liver"],
        "brain": ["stable"],
        "subtype": ["her2-pos"],
        "biomarker": ["trop2"],
        "biomarker_not": ["pik3ca"],
        "had": ["t-dxd", "eribulin"],
        "lines": ["2"],
        "near": ["60637"],
        "within": ["50"],
        "unit": ["mi"],
        "age": ["53"],
        "sex": ["female"],
    }
    expect(page.get_by_role("link", name="Show trials that may fit")).to_have_attribute(
        "href", re.compile(r"^/match/\?.*age=53.*brain=stable")
    )
    page.get_by_role("link", name="See them as a plain list").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("within 50 miles of ZIP 60637")


def test_the_back_button_of_the_browser_finds_what_was_answered(visit: Visit, site: str) -> None:
    page = visit(f"{site}/start/?step=2")
    page.get_by_label("I only know that it is triple-negative").check()
    onward(page)
    page.goto(page.url.replace("step=3", "step=7"))
    page.get_by_label("Age in years").fill("38")
    onward(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers")
    page.go_back()
    step(page, 7)
    expect(page.get_by_label("Age in years")).to_have_value("38")
    page.go_back()
    step(page, 3)
    page.go_back()
    step(page, 2)
    expect(page.get_by_label("I only know that it is triple-negative")).to_be_checked()
    page.go_forward()
    page.go_forward()
    page.go_forward()
    expect(page.locator(".told")).to_contain_text("Age: 38")
    assert page.evaluate("[localStorage.length, sessionStorage.length, history.state]") == [0, 0, None]


def test_the_guide_is_answered_by_keyboard_alone(visit: Visit, site: str) -> None:
    page = visit(f"{site}/start/")

    def until(name: str, most: int = 60) -> None:
        """Tabs on until the focused element bears this name."""
        for _ in range(most):
            page.keyboard.press("Tab")
            here = page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText")
            if here.startswith(name):
                return
        raise AssertionError(f"{name} is not reached with the Tab key")

    until("I don’t know, or skip")  # the radio that stands is the one that Tab reaches
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Yes, it has spread")).to_be_checked()
    until("Bones")
    page.keyboard.press("Space")
    until("Next question")
    page.keyboard.press("Enter")
    step(page, 2)
    for number in range(2, 5):
        until("I don’t know: skip this", most=90)
        page.keyboard.press("Enter")
        step(page, number + 1)
    until("ZIP code or city")
    page.keyboard.type("60637")
    page.keyboard.press("Enter")
    step(page, 6)
    until("Stop here and show trials")
    expect(page.get_by_role("button", name="Stop here and show trials")).to_be_focused()
    assert asked(page)["spread"] == ["bone"]


def test_enter_in_a_typed_field_goes_on_rather_than_adding(visit: Visit, site: str) -> None:
    page = visit(f"{site}/start/?step=4")
    page.get_by_label("How many of these were chemotherapy?").fill("1")
    page.keyboard.press("Enter")
    step(page, 5)
    assert asked(page) == {"chemo_lines": ["1"]}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_forget_everything_leaves_to_the_start_page(visit: Visit, site: str, script: bool) -> None:
    page = visit(site, script=script)
    page.goto(f"{site}/glossary/")
    page.goto(f"{site}/trials/?brain=stable&age=54")
    if script:
        page.evaluate("localStorage.setItem('shortlist', 'NCT99000001'); sessionStorage.setItem('shortlist', 'x')")
    page.get_by_role("link", name="Forget everything").click()
    gone = page.get_by_text("Forgotten. Your list is empty")
    if script:
        expect(gone).to_be_in_viewport()
        expect(gone).to_contain_text("clear the history of the browser too")
        expect(page).to_have_url(f"{site}/#forgotten")
    else:  # nothing was wiped, and nothing is said to be
        expect(page).to_have_url(f"{site}/")
        expect(gone).to_be_hidden()
    if script:
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        page.go_back()  # what was asked is gone from the history
        expect(page).to_have_url(f"{site}/glossary/")


def test_no_question_needs_more_than_a_phone_line_moves(visit: Visit, site: str) -> None:
    page = visit(f"{site}/start/")
    moved = page.evaluate("performance.getEntries().reduce((sum, one) => sum + (one.encodedBodySize || 0), 0)")
    assert moved < 60_000 * 2  # not compressed here
