"""A finder of its own, with records of every shape, on gunicorn: what the client and the cookbook talk to."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Iterator

import pytest

from tests.processes import Finder, wait_for


def served(finder: Finder, **env: str) -> str:
    """Starts a web server on the finder's data. Returns its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    finder.env |= env
    options = ["--workers", "1", "--threads", "4", "--no-control-socket"]
    finder.start("-m", "gunicorn", "--bind", address, *options, "finder.wsgi")
    wait_for(lambda: _answers(f"http://{address}/healthz"), finder=finder, seconds=30)
    return f"http://{address}"


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="session")
def finder(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Finder]:
    """Not yet served: `site` is."""
    with Finder(tmp_path_factory.mktemp("served")) as made:
        made.manage("migrate", "-v0")
        made.manage("collectstatic", "--noinput", "-v0")
        made.manage("shell", "--no-imports", "-c", "from tests.browser.furnish import listings; listings()")
        yield made


@pytest.fixture(scope="session")
def site(finder: Finder) -> str:
    """The address of one that may be asked as often as one likes."""
    return served(finder, API_RATE="100000/min", API_BULK_RATE="100000/min")
