"""The list of trials on somebody else's page: another server, another origin, and a strict policy of its own."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.processes import wait_for

pytestmark = pytest.mark.browser


@dataclass
class Host:
    """A site of an advocacy group. `pages`: mark-up by path; `policy`: its Content-Security-Policy."""

    address: str = ""
    policy: str = ""
    pages: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def host(site: str) -> Iterator[Host]:
    kept = Host(policy=f"default-src 'none'; script-src {site}; frame-src {site}")

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = kept.pages.get(self.path)
            body = (page or "").encode()
            self.send_response(200 if page else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", kept.policy)
            if page:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silent."""

    # Another name, too: ports alone make another origin, but share cookies.
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        kept.address = f"http://localhost:{server.server_address[1]}"
        yield kept
        server.shutdown()


def page_with(site: str, *places: str) -> str:
    """The lines that `docs/embed.md` asks for, in a page of a few words."""
    return (
        "<!doctype html><html lang='en'><head><title>Our group</title></head><body>"
        f"<h1>Trials for our members</h1>{''.join(places)}<p>Our own words.</p>"
        f'<script src="{site}/embed/finder.js" async></script></body></html>'
    )


@dataclass
class Seen:
    page: Page
    faults: list[str]
    foreign: list[str]


@pytest.fixture
def visit_host(chromium: Browser, host: Host, site: str) -> Iterator[list[Seen]]:
    seen: list[Seen] = []
    yield seen
    cookies = [cookie for one in seen for cookie in one.page.context.cookies()]
    for one in seen:
        one.page.context.close()
    assert not cookies
    assert not [fault for one in seen for fault in one.faults]
    assert not [address for one in seen for address in one.foreign]


def visit(chromium: Browser, host: Host, site: str, seen: list[Seen], *, width: int = 1000) -> Page:
    page = chromium.new_context(viewport={"width": width, "height": 900}).new_page()
    one = Seen(page, [], [])
    ours = {urlsplit(site).netloc, urlsplit(host.address).netloc}
    page.on("request", lambda asked: one.foreign.append(asked.url) if urlsplit(asked.url).netloc not in ours else None)
    page.on("console", lambda said: one.faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: one.faults.append(str(error)))
    seen.append(one)
    page.goto(f"{host.address}/")
    return page


LIST = "iframe[title='Clinical trials, from MBC Finder']"


@pytest.mark.parametrize("width", [1000, 320])
def test_the_list_shows_under_a_strict_policy_and_the_frame_is_as_tall_as_the_list(
    chromium: Browser, host: Host, site: str, visit_host: list[Seen], width: int
) -> None:
    host.pages["/"] = page_with(site, '<div data-finder-trials data-query="q=her2&near=60637&limit=5"></div>')
    page = visit(chromium, host, site, visit_host, width=width)
    inside = page.frame_locator(LIST)
    expect(inside.get_by_role("heading", level=2)).to_have_count(5)
    expect(inside.locator(".asked")).to_contain_text("Within 100 miles of ZIP 60637, Chicago, IL")
    expect(page.locator("iframe")).not_to_have_attribute("height", "480")
    frame = next(one for one in page.frames if one.url.startswith(site))
    # Neither cut off nor with a hole below.
    fits = """() => {
        const hole = window.innerHeight - document.body.getBoundingClientRect().height;
        return hole >= 0 && hole < 1;
    }"""
    wait_for(lambda: frame.evaluate(fits), seconds=20)
    tall = page.evaluate("document.querySelector('iframe').clientHeight")
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Narrower makes taller.
    page.set_viewport_size({"width": 240, "height": 900})
    wait_for(lambda: page.evaluate("document.querySelector('iframe').clientHeight") > tall, seconds=20)
    wait_for(lambda: frame.evaluate(fits), seconds=20)


def test_a_trial_opens_in_a_new_tab_on_our_site(
    chromium: Browser, host: Host, site: str, visit_host: list[Seen]
) -> None:
    host.pages["/"] = page_with(site, '<div data-finder-trials data-query="q=tuvexa"></div>')
    page = visit(chromium, host, site, visit_host)
    with page.context.expect_page() as opened:
        page.frame_locator(LIST).get_by_role("link", name="A Study of Tuvexa").click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("A Study of Tuvexa")
    assert opened.value.evaluate("window.opener") is None
    assert page.url == f"{host.address}/"


def test_a_page_may_hold_several_and_its_own_words_stand_in_until_they_show(
    chromium: Browser, host: Host, site: str, visit_host: list[Seen]
) -> None:
    link = f'<a href="{site}/trials/?q=tuvexa">Trials of Tuvexa</a>'
    host.pages["/"] = page_with(
        site,
        f'<div data-finder-trials data-query="q=tuvexa" data-title="Trials of Tuvexa">{link}</div>',
        '<div data-finder-trials data-query="subtype=her2-low" data-title="HER2-low"></div>',
    )
    page = visit(chromium, host, site, visit_host)
    tuvexa = page.frame_locator("iframe[title='Trials of Tuvexa']")
    expect(tuvexa.get_by_role("heading", level=2)).to_have_text(["A Study of Tuvexa in Metastatic Breast Cancer"])
    expect(page.frame_locator("iframe[title='HER2-low']").locator(".trials > li").first).to_be_visible()
    expect(page.get_by_role("link", name="Trials of Tuvexa")).to_have_count(0)


def test_nothing_is_stored_in_the_frame_and_no_address_of_the_host_is_sent_to_us(
    chromium: Browser, host: Host, site: str, visit_host: list[Seen]
) -> None:
    host.pages["/"] = page_with(site, '<div data-finder-trials data-query="q=tuvexa"></div>')
    page = visit(chromium, host, site, visit_host)
    expect(page.frame_locator(LIST).get_by_role("heading", level=1)).to_have_text("1 clinical trial")
    frame = next(one for one in page.frames if one.url.startswith(site))
    kept = """() => ["localStorage", "sessionStorage"].map((name) => {
        try { return window[name].length } catch { return 0 } // a browser may refuse storage to frames altogether
    })"""
    assert frame.evaluate(kept) == [0, 0]
    assert frame.evaluate("[document.referrer, document.cookie]") == ["", ""]


def test_only_our_frame_can_set_a_height_and_only_the_page_around_it_learns_it(
    chromium: Browser, host: Host, site: str, visit_host: list[Seen]
) -> None:
    host.pages["/"] = page_with(site, '<div data-finder-trials data-query="q=tuvexa"></div>')
    page = visit(chromium, host, site, visit_host)
    expect(page.frame_locator(LIST).get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("iframe")).not_to_have_attribute("height", "480")
    before = page.evaluate("document.querySelector('iframe').clientHeight")
    # The page itself, and a frame that is none of ours, say otherwise.
    page.evaluate("window.postMessage({finder: 'this tall', height: 9999}, '*')")
    frame = next(one for one in page.frames if one.url.startswith(site))
    told = frame.evaluate(
        """() => new Promise((done) => {
            const heard = [];
            window.addEventListener("message", (event) => heard.push(event.data));
            window.postMessage({finder: "how tall"}, "*");
            setTimeout(() => done(heard.filter((one) => one.finder === "this tall")), 300);
        })"""
    )
    assert told == []
    assert page.evaluate("document.querySelector('iframe').clientHeight") == before


def test_a_host_that_allows_no_frame_of_ours_is_left_as_it_was(
    chromium: Browser, host: Host, site: str, visit_host: list[Seen]
) -> None:
    """What the two directives are for: without the second the browser refuses the frame, and says so."""
    host.policy = f"default-src 'none'; script-src {site}"
    host.pages["/"] = page_with(site, '<div data-finder-trials data-query="q=tuvexa"></div>')
    page = visit(chromium, host, site, visit_host)
    expect(page.locator("iframe")).to_have_count(1)
    page.wait_for_timeout(500)
    [seen] = visit_host
    assert [fault for fault in seen.faults if "frame-src" in fault or "default-src" in fault]
    seen.faults.clear()
    expect(page.get_by_text("Our own words.")).to_be_visible()
