"""English and Spanish: the address alone says which a page speaks, and every link inside keeps to it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from tests.finder import held_centers
from tests.finder.held import hold
from tests.finder.reading import get, markup

pytestmark = pytest.mark.django_db

ONE = make.nct(1)
PAGES = (
    *("/", "/trials/", "/trials/?q=her2", f"/trials/{ONE}/", f"/trials/{ONE}/report/", "/status/", "/about/data/"),
    *("/about/accuracy/", "/about/metastatic/", "/about/when-to-call/", "/glossary/", "/match/?age=52"),
    *("/start/", "/start/?step=3&age=52", "/start/?step=end&age=52", f"/compare/?id={ONE}", f"/sheet/?id={ONE}"),
    *("/centers/", "/centers/lakeside/", "/centers/lakeside/report/"),
)


@pytest.fixture(autouse=True)
def all_kinds() -> None:
    held_centers.lakeside(timezone.now().date())
    hold(make.study(1))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_stands_in_spanish_under_es_and_its_links_stay_there(client: Client, page: str) -> None:
    shown = markup(client, f"/es{page}")
    assert '<html lang="es">' in shown
    links = set(re.findall(r'(?:href|action|data-to)="(/[^"]*)"', shown))
    away = {one for one in links if not one.startswith(("/es/", "/static/", "/feeds/"))}
    assert away == {page.replace("&", "&amp;")}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_leads_to_itself_in_the_other_language_with_all_that_was_asked(client: Client, page: str) -> None:
    english, spanish = markup(client, page), markup(client, f"/es{page}")
    escaped = page.replace("&", "&amp;")
    assert f'<a href="/es{escaped}" lang="es" hreflang="es"' in english
    assert f'<a href="{escaped}" lang="en" hreflang="en"' in spanish


@pytest.mark.parametrize("page", PAGES)
def test_search_engines_are_told_of_both_where_they_may_know_the_page(client: Client, page: str) -> None:
    english, spanish = markup(client, page), markup(client, f"/es{page}")
    path = page.partition("?")[0]
    told = {
        f'<link rel="alternate" hreflang="{code}" href="http://testserver{address}">'
        for code, address in (("en", path), ("es", f"/es{path}"), ("x-default", path))
    }
    for shown in (english, spanish):
        noindex = '<meta name="robots" content="noindex">' in shown
        assert set(re.findall(r'<link rel="alternate" hreflang[^>]*>', shown)) == (set() if noindex else told)
    assert ('content="noindex"' in english) == ('content="noindex"' in spanish)


@pytest.mark.parametrize("page", PAGES)
def test_neither_the_browser_nor_a_cookie_changes_the_language(client: Client, page: str) -> None:
    client.cookies["django_language"] = "es"
    response = get(client, page, headers={"Accept-Language": "es"})
    assert '<html lang="en">' in response.content.decode()
    assert response.headers["Content-Language"] == "en"
    assert "Accept-Language" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("page", PAGES)
def test_a_spanish_page_is_kept_by_caches_as_its_english_one_is(client: Client, page: str) -> None:
    english, spanish = get(client, page).headers, get(client, f"/es{page}").headers
    for name in ("Cache-Control", "Vary", "Referrer-Policy", "Content-Security-Policy"):
        assert english.get(name) == spanish.get(name)
    assert ("ETag" in english) == ("ETag" in spanish)
    if "ETag" in english:
        assert english["ETag"] != spanish["ETag"]


@pytest.mark.parametrize(
    "address", ["/es/zzz/", "/es/trials/NCT99999999/", "/es/api/v1/trials/", "/es/feeds/trials.atom"]
)
def test_what_is_not_found_under_es_is_said_in_spanish(client: Client, address: str) -> None:
    assert '<html lang="es">' in markup(client, address, 404)


@pytest.mark.parametrize("address", ["/en/", "/zz/", "/fr/trials/"])
def test_there_is_no_other_prefix(client: Client, address: str) -> None:
    assert '<html lang="en">' in markup(client, address, 404)


def test_an_address_without_its_last_stroke_keeps_its_language(client: Client) -> None:
    assert get(client, "/es/trials?q=her2", 301).headers["Location"] == "/es/trials/?q=her2"
    assert get(client, "/es", 301).headers["Location"] == "/es/"


def test_a_redirect_keeps_the_language(client: Client) -> None:
    moved = get(client, "/es/start/?answered=1&age=52", 302).headers["Location"]
    assert moved.startswith("/es/start/?step=2")
    assert get(client, f"/es/trials/{ONE.lower()}/", 301).headers["Location"] == f"/es/trials/{ONE}/"


def test_programs_get_english_addresses_whoever_read_before(client: Client) -> None:
    def answers() -> list[bytes]:
        addresses = (f"/api/v1/trials/{ONE}/", "/api/v1/trials/", "/api/v1/centers/lakeside/")
        return [get(client, one).content for one in (*addresses, "/feeds/trials.json")]

    before = answers()
    for page in PAGES:
        get(client, f"/es{page}")
    assert answers() == before
    assert b"/es/" not in b"".join(before)
