"""From the first page to the telephone number, with and without script, by mouse and by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.furnish import ASKING, ATTACKING, PASSWORD, PLAIN

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("width", [1240, 360], ids=["desk", "phone"])
def test_from_a_question_to_the_telephone(visit: Visit, site: str, script: bool, width: int) -> None:
    page = visit(site, script=script, width=width)
    page.get_by_label("What are you looking for?").fill("breast tuvexa")
    page.get_by_label("Near").fill("60637")
    page.get_by_role("button", name="Find trials").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 trial within 100 miles of ZIP 60637, Chicago, IL")
    page.get_by_role("link", name="A Study of Tuvexa").click()
    expect(page).to_have_url(re.compile(f"/trials/{PLAIN}/.*near=60637"))
    expect(page.get_by_role("heading", name="Nearest to ZIP 60637")).to_be_visible()
    telephone = page.get_by_role("link", name="555-010-0100").first  # at the top, and under "Who to ask"
    expect(telephone).to_have_attribute("href", "tel:5550100100")
    page.get_by_role("link", name="Back to the list").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 trial")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("width", [1240, 360], ids=["desk", "phone"])
def test_from_what_a_person_knows_to_the_sentence_and_to_a_report(
    visit: Visit, site: str, script: bool, width: int
) -> None:
    page = visit(site, script=script, width=width)
    page.get_by_label("Subtype", exact=True).select_option("HER2-low")
    page.get_by_label("Brain metastases", exact=True).select_option("Treated, not growing")
    page.get_by_text("More about the cancer and earlier treatment").click()
    page.get_by_label("Treatments received").fill("Xeloda, capecitabine")
    page.get_by_label("Of these, lines of chemotherapy").fill("2")
    page.get_by_role("button", name="Find trials").last.click()

    card = page.locator(".card", has_text="Senovar")
    expect(page.locator(".card").first).to_contain_text("Senovar")  # it fits best
    expect(card.locator(".fits")).to_contain_text("Subtype: HER2-low · Brain metastases: treated, not growing")
    expect(card.locator(".depends")).to_contain_text("Treatment received: capecitabine")
    expect(page.locator(".card .silent").first).to_contain_text("Subtype: HER2-low")
    card.get_by_role("link").click()

    line = page.locator(".asks .lines > li", has=page.get_by_role("heading", name="Brain metastases", exact=True))
    line.get_by_role("link", name="see it in the full text").first.click()
    expect(page.locator("mark:target")).to_contain_text("stable brain metastases may enter")
    expect(page.locator("mark:target")).to_be_in_viewport()

    page.get_by_role("link", name="Back to the list").click()
    if width < 700:
        page.get_by_text("Change your search").click()
    expect(page.get_by_label("Brain metastases", exact=True)).to_have_value("stable")
    page.get_by_text("More about the cancer and earlier treatment (2 filled in)").click()
    expect(page.get_by_label("Treatments received")).to_have_value("Xeloda, capecitabine")

    page.goto(f"{site}/trials/{ASKING}/")
    line.get_by_role("link", name="Report a wrong reading").click()
    expect(page.get_by_text("“Untreated or active brain metastases")).to_be_visible()
    page.get_by_label("What is wrong?").fill("Treated ones may enter after four weeks")
    page.get_by_role("button", name="Send to the curators").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("width", [1240, 360], ids=["desk", "phone"])
def test_from_a_center_to_its_telephone_to_a_source_and_to_a_report(
    visit: Visit, site: str, script: bool, width: int
) -> None:
    page = visit(f"{site}/centers/lakeside/", script=script, width=width)
    page.get_by_role("link", name="Who to call").click()
    expect(page.get_by_text("Call your own doctor now.")).to_be_in_viewport()
    expect(page.get_by_role("link", name=re.compile("312.*555.*0101"))).to_have_attribute("href", "tel:+13125550101")

    page.get_by_role("link", name="What it offers").click()
    offered = page.locator(".services > li", has_text="Only in trials")
    expect(offered).to_contain_text("Ask which location")
    checked = page.locator(".services .source.verified").first
    expect(checked.locator("blockquote").first).to_be_hidden()
    checked.locator("summary").click()
    expect(checked).to_contain_text("“We offer focused radiation for tumours in the brain.”")

    page.get_by_role("link", name="Report a mistake").last.click()
    page.get_by_label("A phone number or link does not work").check()
    page.get_by_label("What should it say?").fill("It ends in 0199")
    page.get_by_role("button", name="Send to the curators").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    expect(page.get_by_role("link", name="Back to Lakeside Cancer Center")).to_have_attribute(
        "href", "/centers/lakeside/"
    )


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("width", [1240, 360], ids=["desk", "phone"])
def test_a_joint_question_from_the_form_to_the_center_and_its_trial(
    visit: Visit, site: str, script: bool, width: int
) -> None:
    page = visit(f"{site}/", script=script, width=width)
    page.get_by_role("link", name="Care centers").first.click()
    page.get_by_label("What should it offer?").select_option("srs")
    page.get_by_label("Near", exact=True).fill("60637")
    page.get_by_label("Subtype").select_option("her2-low")
    page.get_by_label("Brain metastases").select_option("stable")
    page.get_by_role("button", name="Find care centers").first.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("1 care center")
    card = page.locator(".card", has=page.get_by_role("link", name="Lakeside Cancer Center"))
    expect(card).to_contain_text("Less than 1 mile, to Chicago, IL")
    expect(card).to_contain_text("this site: recruiting")
    expect(card).to_contain_text("treated, stable brain metastases may enter")
    expect(card).to_contain_text("1-312-555-0101")

    page.locator(".chips").get_by_role("link", name="Stereotactic radiosurgery").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 care center")
    card.get_by_role("link", name="in the list of trials").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 trials")
    expect(page.locator(".chips")).to_contain_text("At Lakeside Cancer Center")
    page.get_by_role("link", name="What else it offers").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lakeside Cancer Center")
    expect(page.get_by_role("heading", name="Its recruiting trials")).to_be_visible()


def test_a_mistake_is_reported_by_keyboard_alone(visit: Visit, site: str) -> None:
    page = visit(f"{site}/centers/lakeside/report/")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("A service is not offered, or is missing")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("No more")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def test_no_mark_up_on_a_center_runs(visit: Visit, site: str) -> None:
    page = visit(f"{site}/centers/hostile/")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    # `visit` fails the test for an error in the console, a dialog, or a request that the attack causes.
    assert page.locator("a[href^='javascript']").count() == 0
    known = page.evaluate("JSON.parse(document.querySelector('script[type*=json]').text).name")
    assert known.startswith("</script><script>alert(1)")


def test_the_keyboard_leads_to_the_sentence(visit: Visit, site: str) -> None:
    page = visit(f"{site}/trials/{ASKING}/?had=enhertu")
    page.get_by_role("link", name="See the words about Treatment received").focus()
    page.keyboard.press("Enter")
    expect(page.locator("mark:target")).to_have_text(re.compile("topoisomerase I inhibitor"))
    expect(page.locator("mark:target")).to_be_in_viewport()


def test_an_unknown_drug_leads_to_its_field_and_is_named(visit: Visit, site: str) -> None:
    page = visit(f"{site}/trials/?had=enhurtu&brain=stable", script=False, width=360)
    page.get_by_role("alert").get_by_role("link").click()
    field = page.get_by_label("Treatments received")
    expect(field).to_be_in_viewport()
    expect(field).to_have_accessible_description(re.compile("We do not know “enhurtu”.*Did you mean enhertu"))
    field.fill("enhertu")
    page.get_by_role("button", name="Find trials").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("trials")


def test_narrowing_and_widening_by_facets_without_script(visit: Visit, site: str) -> None:
    page = visit(f"{site}/trials/", script=False)
    narrow = page.get_by_role("complementary", name="Narrow this list")
    narrow.get_by_role("link", name=re.compile("^Phase 1 ")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("30 trials")
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_text("Trials 26 to 30 of 30")).to_be_visible()
    page.get_by_role("list", name="What narrows this list").get_by_role("link", name="Phase 1").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("33 trials")


def test_a_new_search_keeps_what_was_narrowed(visit: Visit, site: str) -> None:
    page = visit(f"{site}/trials/?phase=1", script=False)
    page.get_by_label("What are you looking for?").fill("tuvexa")
    page.get_by_role("button", name="Find trials").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("No trials")
    page.get_by_role("link", name="take any phase").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 trial")


def test_on_a_phone_the_list_comes_first_and_the_form_is_one_tap_away(visit: Visit, site: str) -> None:
    page = visit(f"{site}/trials/?q=tuvexa", width=360, script=False)
    expect(page.get_by_label("Near")).to_be_hidden()
    page.get_by_text("Change your search").click()
    expect(page.get_by_label("Near")).to_be_visible()


def test_an_error_leads_to_its_field(visit: Visit, site: str) -> None:
    page = visit(f"{site}/trials/?near=Xyzzyville", width=360)
    expect(page.get_by_role("alert")).to_contain_text("We do not know the place")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_role("textbox", name="Near")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Chicago, IL")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("trials within 100 miles of Chicago, IL")


def test_the_keyboard_alone_is_enough(visit: Visit, site: str) -> None:
    page = visit(site)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Find trials I might join")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_label("What are you looking for?")).to_be_focused()
    page.keyboard.type("tuvexa")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 trial")


def test_no_mark_up_of_a_record_runs(visit: Visit, site: str) -> None:
    page = visit(f"{site}/trials/{ATTACKING}/")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.goto(f"{site}/trials/?q=img&scope=any")
    # `visit` fails the test for an error in the console, a dialog, or a request that the attack causes.
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 trial")


def test_the_admin_works_under_the_security_headers(visit: Visit, site: str) -> None:
    page = visit(f"{site}/admin/")
    page.get_by_label("Username").fill("curator")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    for model in ("trial", "trialsite", "registration", "version", "syncrun"):
        page.goto(f"{site}/admin/trials/{model}/")
        page.locator("#result_list tbody th a").first.click()
        expect(page.locator("#content h1")).to_contain_text("View")
