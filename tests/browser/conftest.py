"""A real Chromium on a real server: gunicorn, hashed static files, the security headers of production.

`visit` opens a context; when the test ends, an error in its console or a request to another host fails the test.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import services
from tests.processes import Finder, wait_for

OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
Visit = Callable[..., Page]


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except OSError:
        return False
    return True


def _furnished(tmp: pytest.TempPathFactory, furnish: str) -> Path:
    """A folder of this process's own with that finder's data, which is made once for all processes of the run."""
    mine = tmp.mktemp(furnish)
    shared = tmp.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else tmp.getbasetemp()
    ready = shared / f"ready-{furnish}"
    with (shared / f"{furnish}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            made = tmp.mktemp(f"made-{furnish}")
            with Finder(made) as finder:
                finder.manage("migrate", "-v0")
                finder.manage("collectstatic", "--noinput", "-v0")
                finder.manage(
                    "shell", "--no-imports", "-c", f"from tests.browser.furnish import {furnish}; {furnish}()"
                )
            made.rename(ready)
    shutil.copytree(ready, mine, dirs_exist_ok=True)
    return mine


def _serve(tmp: pytest.TempPathFactory, furnish: str) -> Iterator[str]:
    with Finder(_furnished(tmp, furnish)) as finder:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        # Threads: a browser opens connections ahead of need, and one that says nothing must not hold up the others.
        options = ["--workers", "1", "--threads", "4", "--no-control-socket"]
        finder.start("-m", "gunicorn", "--bind", address, *options, "finder.wsgi")
        wait_for(lambda: _answers(f"http://{address}/healthz"), finder=finder, seconds=30)
        yield f"http://{address}"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a finder with listings of every shape (`furnish.py`)."""
    yield from _serve(tmp_path_factory, "listings")


@pytest.fixture(scope="session")
def new_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a finder before its first sync: examples, and a run that failed."""
    yield from _serve(tmp_path_factory, "only_examples")


@pytest.fixture(scope="session")
def kept_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a finder whose centers a curator keeps: something in every queue."""
    yield from _serve(tmp_path_factory, "kept_by_curators")


@pytest.fixture(scope="session")
def full_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a finder whose five trials have much to say each."""
    yield from _serve(tmp_path_factory, "full_trials")


@pytest.fixture(scope="session")
def offline_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a finder whose registry has not answered for five days."""
    yield from _serve(tmp_path_factory, "listings_of_last_week")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = services.chromium()
    if not path:
        pytest.skip("no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """`visit(address, width=360, script=False)` → the page, open."""
    opened: list[Page] = []
    faults: list[str] = []

    def open_page(address: str, *, width: int = 1240, script: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        page = context.new_page()
        host = urlsplit(address).netloc
        page.on("request", lambda one: faults.append(one.url) if urlsplit(one.url).netloc != host else None)
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
        page.goto(address)
        opened.append(page)
        return page

    yield open_page
    guarded = ("/admin/", "/report/")  # forms that write something
    cookies = [
        cookie for page in opened if not any(part in page.url for part in guarded) for cookie in page.context.cookies()
    ]
    for page in opened:
        page.context.close()
    assert not faults
    assert not cookies
