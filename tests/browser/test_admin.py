"""The admin of the centers in a real browser: no page of it, own or of a library, breaks the security headers.

`visit` fails the test for an error in the console, which is how a browser tells what the headers refused.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.furnish import PASSWORD

pytestmark = pytest.mark.browser

TABLES = ("center", "location", "offering", "contactchannel", "accreditation", "claim")


@pytest.fixture
def desk(visit: Visit, kept_site: str) -> Page:
    """The admin's first page, for a curator."""
    page = visit(f"{kept_site}/admin/")
    page.get_by_label("Username").fill("mary")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    return page


def test_every_queue_opens_from_the_first_page(desk: Page, kept_site: str) -> None:
    links = desk.locator(".queues a")
    expect(links).to_have_count(6)
    addresses = [link.get_attribute("href") for link in links.all()]
    for address in addresses:
        desk.goto(f"{kept_site}{address}")
        expect(desk.locator("#result_list tbody tr")).not_to_have_count(0)


@pytest.mark.parametrize("table", TABLES)
def test_lists_pages_and_histories_open(desk: Page, kept_site: str, table: str) -> None:
    desk.goto(f"{kept_site}/admin/centers/{table}/")
    desk.locator("#result_list tbody th a").first.click()
    expect(desk.locator("#content h1")).to_contain_text("Change")
    desk.get_by_role("link", name="History", exact=True).click()
    desk.locator("#change-history tbody a").last.click()
    expect(desk.get_by_role("button", name="Revert")).to_be_visible()
    desk.goto(f"{kept_site}/admin/centers/{table}/deleted/")
    expect(desk.locator("#content")).to_contain_text("Nothing was deleted")


def test_rows_are_added_within_a_center(desk: Page, kept_site: str) -> None:
    desk.goto(f"{kept_site}/admin/centers/center/")
    desk.get_by_role("link", name="Lakeside Cancer Center").click()
    desk.get_by_role("button", name="Add another Accreditation").click()
    desk.locator("[name=accreditations-2-body]").fill("ACR")
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.locator("[name=accreditations-0-body]")).to_have_value("ACR")
    expect(desk.locator("#accreditations-0")).to_contain_text("no claim: not published")


def test_a_claim_finds_its_fact_by_typing_and_is_checked_with_one_tick(desk: Page, kept_site: str) -> None:
    desk.goto(f"{kept_site}/admin/centers/claim/add/")
    desk.locator(".field-offering .select2-selection").click()
    desk.locator(".select2-search__field").fill("nutri")
    desk.locator(".select2-results__option", has_text="nutrition").first.click()
    desk.locator("[name=document]").fill("Guide for patients")
    desk.locator(".field-captured_on").get_by_role("link", name="Today").first.click()
    desk.get_by_label("I checked it today").check()
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".messagelist .success")).to_contain_text("was added successfully")
    desk.goto(f"{kept_site}/admin/centers/offering/?claims=verified&q=nutrition")
    expect(desk.locator("#result_list")).to_contain_text("nutrition")


def test_a_file_is_taken_in_after_its_changes_were_shown(desk: Page, kept_site: str) -> None:
    desk.goto(f"{kept_site}/admin/centers/center/export/")
    desk.get_by_label("Format").select_option("csv")
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Submit").click()
    rows = download.value.path().read_text(encoding="utf-8")
    desk.goto(f"{kept_site}/admin/centers/center/import/")
    changed = rows.replace("Lakeside Health System", "Harbour Health")
    desk.locator("[name=import_file]").set_input_files(
        {"name": "centers.csv", "mimeType": "text/csv", "buffer": changed.encode()}
    )
    expect(desk.get_by_label("Format")).to_have_value("0")
    desk.get_by_role("button", name="Submit").click()
    expect(desk.locator(".import-preview del")).to_have_text("Lakeside Health System")
    expect(desk.locator(".import-preview ins")).to_have_text("Harbour Health")
    desk.get_by_role("button", name="Confirm import").click()
    expect(desk.locator(".messagelist .success")).to_contain_text("1 updated")


def test_a_file_that_cannot_be_taken_says_why(desk: Page, kept_site: str) -> None:
    for text, reason in (
        ("slug,nmae\nx,y\n", "There is no column “nmae”"),
        ("slug,listed\nlakeside,maybe\n", "Write 1 for yes"),
    ):
        desk.goto(f"{kept_site}/admin/centers/center/import/")
        desk.locator("[name=import_file]").set_input_files(
            {"name": "centers.csv", "mimeType": "text/csv", "buffer": text.encode()}
        )
        desk.get_by_role("button", name="Submit").click()
        expect(desk.locator("#content")).to_contain_text(reason)


def test_facilities_are_judged_from_their_list(desk: Page, kept_site: str) -> None:
    desk.goto(f"{kept_site}/admin/finder/facility/")
    desk.locator("#result_list tbody input[type=checkbox]").first.check()
    desk.locator("select[name=action]").select_option("the_same")
    desk.get_by_role("button", name="Go").click()
    expect(desk.locator(".messagelist .success")).to_contain_text("1 decided: the same")
    expect(desk.locator("#result_list")).to_have_count(0)
