"""Nothing about the visitor is kept: no cookie, no shared cache, no log; and nothing foreign is loaded."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from finder import urls
from tests import make
from tests.finder.held import hold
from tests.finder.reading import get, markup

pytestmark = pytest.mark.django_db

TYPED = "zqxword"
PAGES = (
    *("/", "/trials/", "/trials/?q=her2", f"/trials/{make.nct(1)}/", "/status/", "/about/data/"),
    *("/start/", "/start/?step=3&age=52", "/start/?step=end&age=52", "/glossary/", "/about/when-to-call/"),
)
PICKED = (f"/compare/?id={make.nct(1)}", f"/sheet/?id={make.nct(1)}")


@pytest.fixture(autouse=True)
def held() -> None:
    hold(make.study(1))


def breaks(request: HttpRequest, typed: str) -> HttpResponse:
    try:
        return HttpResponse(int(typed))
    except ValueError as error:
        raise RuntimeError(f"while reading {typed}") from error


urlpatterns = [*urls.urlpatterns, path("breaks/<str:typed>/", breaks)]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the process writes to its log, formatted and filtered as in earnest, every level of it."""
    written = io.StringIO()
    streams = []
    for name in ("django", ""):
        for handler in logging.getLogger(name).handlers:
            if type(handler) is logging.StreamHandler:
                streams.append((handler, handler.setStream(written)))
    assert streams
    yield written
    for handler, stream in streams:
        if stream is not None:
            handler.setStream(stream)


@pytest.mark.parametrize("address", (*PAGES, *PICKED))
def test_no_page_sets_a_cookie(client: Client, address: str) -> None:
    response = get(client, address)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("address", (*PAGES, *PICKED))
def test_nothing_is_loaded_from_elsewhere_and_nothing_runs_inline(client: Client, address: str) -> None:
    page = markup(client, address)
    assert not re.search(r'(?:src|action)="(?:https?:)?//', page)
    assert not re.search(r'<link rel="(?:stylesheet|icon|preload)[^>]*href="(?:https?:)?//', page)
    data = ' type="application/ld[+]json">'  # no browser runs it
    own_files = rf'<script(?!{data}| src="/static/[^"<>]+" defer></script>)'
    assert not re.search(rf"{own_files}|<style|\sstyle=|\son\w+=", page)


@pytest.mark.parametrize("address", (*PAGES, *PICKED))
def test_every_page_carries_the_security_headers(client: Client, address: str) -> None:
    headers = get(client, address).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("query", ["near=60637", "age=54", "sex=female", "near=Xyzzyville", "q=her2&age=54"])
def test_an_answer_about_a_person_or_a_place_is_kept_by_nobody(client: Client, query: str) -> None:
    for address in ("/trials/?", f"/trials/{make.nct(1)}/?", *(f"{one}&" for one in PICKED)):
        headers = get(client, f"{address}{query}").headers
        assert headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in headers


@pytest.mark.parametrize(
    "address", ["/", "/trials/", "/trials/?q=her2&phase=2", f"/trials/{make.nct(1)}/", "/about/data/", *PICKED]
)
def test_any_other_answer_may_be_shared_and_is_not_sent_twice(client: Client, address: str) -> None:
    first = get(client, address)
    assert "public" in first.headers["Cache-Control"]
    again = get(client, address, 304, headers={"If-None-Match": first.headers["ETag"]})
    assert again.content == b""


def test_a_new_index_makes_a_new_answer(client: Client) -> None:
    tag = get(client, "/trials/").headers["ETag"]
    hold(make.study(2))
    get(client, "/trials/", 200, headers={"If-None-Match": tag})


def test_nothing_typed_in_a_search_is_logged(client: Client, log: io.StringIO) -> None:
    get(client, f"/trials/?q={TYPED}&near={TYPED}")
    get(client, f"/trials/{make.nct(1)}/?near={TYPED}")
    for address in (f"/start/?answered=4&had={TYPED}", f"/start/?step=end&near={TYPED}", f"/start/?step={TYPED}"):
        get(client, address)
    for address in PICKED:
        get(client, f"{address}&near={TYPED}&id={TYPED}&biomarker={TYPED}")
    assert TYPED not in log.getvalue()


def test_nothing_typed_is_logged_of_what_is_not_found_or_refused(client: Client, log: io.StringIO) -> None:
    get(client, f"/trials/{TYPED}/?q={TYPED}", 404)
    get(client, f"/{TYPED}?q={TYPED}", 404)
    get(client, f"/api/v1/trials/?{TYPED}=1&q={TYPED}", 400)
    get(client, f"/trials/?q={TYPED}", 400, headers={"Host": f"{TYPED}.example.org"})
    get(client, "/trials/?" + "&".join(f"{TYPED}{n}=1" for n in range(1001)), 400)
    client.post(f"/trials/?q={TYPED}")
    assert TYPED not in log.getvalue()


@override_settings(ROOT_URLCONF=__name__)
def test_an_error_of_ours_is_logged_with_its_place_and_without_what_was_typed(log: io.StringIO) -> None:
    client = Client(raise_request_exception=False)
    page = client.get(f"/breaks/{TYPED}/?q={TYPED}")
    assert page.status_code == 500
    written = log.getvalue()
    assert "500 at /breaks/<str:typed>/" in written
    assert "RuntimeError" in written
    assert "ValueError" in written
    assert "in breaks" in written
    assert TYPED not in written


@override_settings(ROOT_URLCONF=__name__)
def test_an_error_page_says_sorry_and_repeats_nothing() -> None:
    page = Client(raise_request_exception=False).get(f"/breaks/{TYPED}/?q={TYPED}").content.decode()
    assert "Something went wrong on our side" in page
    assert TYPED not in page


def test_a_request_that_cannot_be_read_gets_a_page(client: Client) -> None:
    page = get(client, "/trials/?" + "&".join(f"a{n}=1" for n in range(1001)), 400).content.decode()
    assert "We could not read that address" in page


@pytest.mark.parametrize("address", (*PAGES, *PICKED))
def test_pages_only_read(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
