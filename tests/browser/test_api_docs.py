"""The description of the API in a browser: drawn by our own files under the same strict policy as every page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from finder.api.promise import PROMISE
from tests.browser.conftest import Visit
from tests.browser.test_looks import overflow

pytestmark = pytest.mark.browser
WAIT = 30_000


@pytest.mark.parametrize("width", [360, 1200])
def test_the_description_is_drawn_and_opens_without_an_error_or_a_foreign_request(
    visit: Visit, new_site: str, width: int
) -> None:
    page = visit(f"{new_site}/api/docs/", width=width)
    operation = page.locator("#api .opblock").filter(has_text="/api/v1/match/").last
    expect(operation).to_be_visible(timeout=WAIT)
    expect(page.get_by_text(PROMISE[0]).first).to_be_visible()
    operation.locator(".opblock-summary-control").click()
    expect(operation.get_by_text("A near miss is something to ask about").first).to_be_visible(timeout=WAIT)
    assert overflow(page) <= 0


def test_without_scripts_the_description_is_still_to_be_had(visit: Visit, new_site: str) -> None:
    page = visit(f"{new_site}/api/docs/", script=False)
    expect(page.get_by_text("needs JavaScript")).to_be_visible()
    expect(page.get_by_role("link", name="OpenAPI 3.1 as YAML")).to_have_attribute("href", "/api/schema/")
