"""`manage.py serve`, whole: its pages, its lines, its children and their end."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.make import study
from tests.processes import NOBODY, Finder, descendants, wait_for
from tests.replica import FOREVER, Fault, Replica

pytestmark = [pytest.mark.broker, pytest.mark.once]

ADDRESS = re.compile(r"Finder is running at (http://127\.0\.0\.1:\d+/)")


@pytest.fixture(scope="module")
def started_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder after a first start: tables, places, static files, examples."""
    folder = tmp_path_factory.mktemp("started")
    with Finder(folder, registry=NOBODY) as finder:
        child, _ = serve(finder, "--no-sync", log="first")
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=30) == 0
    return folder


@pytest.fixture
def alone(tmp_path: Path, started_once: Path) -> Iterator[Finder]:
    """On a machine without a network."""
    shutil.copytree(started_once, tmp_path, dirs_exist_ok=True)
    with Finder(tmp_path, registry=NOBODY) as finder:
        yield finder


@pytest.fixture
def connected(tmp_path: Path, started_once: Path, replica: Replica) -> Iterator[Finder]:
    shutil.copytree(started_once, tmp_path, dirs_exist_ok=True)
    with Finder(tmp_path, registry=replica.url) as finder:
        yield finder


def serve(finder: Finder, *options: str, log: str = "serve") -> tuple[subprocess.Popen[bytes], str]:
    """Started on a free port; returns when it says that it runs, and where."""
    child = finder.start("manage.py", "serve", "--port", "0", *options, log=log)

    def address() -> str:
        assert child.poll() is None, finder.log(log)
        found = ADDRESS.search(finder.log(log))
        return found[1] if found else ""

    return child, wait_for(address, finder=finder)


def page(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.status == 200
        return str(answer.read().decode())


def ended(child: subprocess.Popen[bytes], below: set[int]) -> bool:
    """Whether the child and all that it had started are gone. A dead process whose parent is gone too may wait to be
    collected: it runs no more."""
    child.wait(timeout=30)
    states = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    running = {int(pid) for pid, stat in map(str.split, states.splitlines()) if not stat.startswith("Z")}
    return not below & running


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_without_a_network_it_serves_the_examples_says_so_and_leaves_no_child(
    alone: Finder, number: signal.Signals
) -> None:
    child, address = serve(alone)
    wait_for(lambda: "cannot be reached" in alone.log("serve"), finder=alone)
    assert alone.log("serve").count("cannot be reached") == 1
    assert "Example" in page(address + "trials/")
    assert "could not be reached" in page(address)

    below = descendants(child.pid)
    assert len(below) >= 5  # the web server's and the worker's, with theirs
    child.send_signal(number)
    assert ended(child, below)
    assert child.returncode == 0


def test_the_first_start_says_what_it_does_in_plain_lines(started_once: Path) -> None:
    said = (started_once / "first").read_text().splitlines()
    assert said[0] == "Static files collected."
    assert re.fullmatch(r"[\d,]+ names of places loaded\.", said[1])
    assert re.fullmatch(r"Care centers: [\d,]+ facts and claims loaded\.", said[2])
    assert re.fullmatch(r"\d+ example trials are shown until the first sync\.", said[3])


def test_at_the_first_start_the_examples_are_read_and_indexed(alone: Finder) -> None:
    assert alone.rows("SELECT count(*) FROM trials_reading") == alone.rows("SELECT count(*) FROM trials_trial")
    assert alone.rows("SELECT count(*) FROM trials_finding")[0][0] > 0
    stale = "SELECT count(*) FROM trials_trial t JOIN finder_trialindex i ON i.trial_id = t.id"
    assert alone.rows(f"{stale} WHERE i.revision <> t.revision") == [(0,)]


def test_the_second_start_takes_seconds_and_has_nothing_to_prepare(alone: Finder) -> None:
    began = time.monotonic()
    serve(alone, "--no-sync")
    assert time.monotonic() - began < 20
    assert alone.log("serve").split("Finder is running")[0].strip() == ""


def test_the_first_sync_runs_in_the_background_and_its_progress_shows(connected: Finder, replica: Replica) -> None:
    replica.put(*(study(number) for number in range(1, 4)))
    _, address = serve(connected)
    wait_for(lambda: "done. 3 seen" in connected.log("serve"), finder=connected)
    wait_for(lambda: "NCT99000001" in page(address + "trials/"), finder=connected)
    assert "These are examples" not in page(address)


def test_listings_of_today_are_not_asked_for_again(connected: Finder, replica: Replica) -> None:
    replica.put(study(1))
    connected.manage("migrate", "--verbosity", "0")
    connected.manage("sync_trials")
    replica.forget_requests()
    serve(connected)
    wait_for(lambda: "less than a day old" in connected.log("serve"), finder=connected)
    assert replica.requests == []


def test_no_sync_asks_the_registry_nothing(connected: Finder, replica: Replica) -> None:
    _, address = serve(connected, "--no-sync")
    assert "Example" in page(address + "trials/")
    assert replica.requests == []


def test_in_the_middle_of_a_sync_it_ends_at_once_and_gives_the_lease_back(connected: Finder, replica: Replica) -> None:
    replica.put(study(1))
    replica.fail(Fault("hang", times=FOREVER))
    child, _ = serve(connected)
    wait_for(lambda: replica.asked("/studies"), finder=connected)
    below = descendants(child.pid)
    began = time.monotonic()
    child.send_signal(signal.SIGINT)
    assert ended(child, below)
    assert time.monotonic() - began < 15
    assert {owner for (owner,) in connected.rows("SELECT owner FROM trials_lease")} == {""}


def test_a_port_that_is_taken_is_said_before_anything_is_done(alone: Finder) -> None:
    _, address = serve(alone, "--no-sync")
    port = address.rpartition(":")[2].strip("/")
    done = alone.manage("serve", "--port", port, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"CommandError: Port {port} of 127.0.0.1 cannot be used (Address already in use). "
        f"Take another one: --port {int(port) + 1}"
    )


def test_a_child_that_dies_ends_the_rest(alone: Finder) -> None:
    child, _ = serve(alone, "--no-sync")
    below = descendants(child.pid)
    listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    worker = next(
        int(line.split()[0]) for line in listing.splitlines() if int(line.split()[1]) == child.pid and "celery" in line
    )
    subprocess.run(["kill", "-9", str(worker)], check=True)
    assert ended(child, below)
    assert child.returncode == 1
    assert "The worker ended by itself (signal SIGKILL): the rest is stopped." in alone.log("serve")


def test_no_request_line_is_printed(alone: Finder) -> None:
    _, address = serve(alone, "--no-sync")
    page(address + "trials/?q=verysecretword&near=60637")
    assert "verysecretword" not in alone.log("serve")
    assert "60637" not in alone.log("serve")
