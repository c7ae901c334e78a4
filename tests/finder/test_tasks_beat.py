"""Any number of beats, one that sends: real processes on each broker that answers."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import EACH_BROKER, Finder, broker_or_skip, kill, wait_for

pytestmark = [pytest.mark.broker, pytest.mark.django_db]


@pytest.fixture(params=EACH_BROKER)
def finder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Finder]:
    with Finder(tmp_path, broker=broker_or_skip(request.param)) as finder:
        finder.manage("migrate", "--verbosity", "0")
        # A queue exists once a worker has declared it.
        declared = finder.worker(log="declares")
        wait_for(lambda: "ready." in finder.log("declares"), finder=finder)
        kill(declared)
        yield finder


def beat(finder: Finder, log: str) -> subprocess.Popen[bytes]:
    return finder.start("-m", "celery", "-A", "tests.finder.beat_app", "beat", "--loglevel", "info", log=log)


def active(finder: Finder, log: str) -> bool:
    return "This beat is active." in finder.log(log)


def stopped(child: subprocess.Popen[bytes]) -> None:
    """Ends well: what it said it sends is sent."""
    child.send_signal(signal.SIGTERM)
    child.wait(timeout=15)


def sent(finder: Finder, log: str) -> int:
    return finder.log(log).count("Sending due task")


def test_of_two_beats_one_sends_and_the_other_takes_over_when_it_is_killed(finder: Finder) -> None:
    first = beat(finder, "first")
    wait_for(lambda: active(finder, "first"), finder=finder)
    second = beat(finder, "second")
    wait_for(lambda: "Another beat is active" in finder.log("second"), finder=finder)
    wait_for(lambda: sent(finder, "first") >= 3, finder=finder)
    assert sent(finder, "second") == 0

    kill(first)
    wait_for(lambda: sent(finder, "second") >= 2, finder=finder)
    stopped(second)
    # A beat says that it sends before it sends: killed in between, it said one more.
    assert sent(finder, "first") + sent(finder, "second") - finder.waiting() in (0, 1)


@pytest.mark.parametrize("finder", ["filesystem"], indirect=True)
def test_a_beat_that_ends_well_gives_its_lease_back(finder: Finder) -> None:
    child = beat(finder, "first")
    wait_for(lambda: active(finder, "first"), finder=finder)
    stopped(child)
    assert finder.rows("SELECT owner FROM trials_lease WHERE name = 'beat'") == [("",)]


@pytest.mark.parametrize("finder", ["filesystem"], indirect=True)
def test_the_beat_inside_a_worker_gives_its_lease_back(finder: Finder) -> None:
    child = finder.worker("-B", log="worker")
    wait_for(lambda: active(finder, "worker"), finder=finder)
    stopped(child)
    assert finder.rows("SELECT owner FROM trials_lease WHERE name = 'beat'") == [("",)]


@pytest.mark.parametrize("finder", ["filesystem"], indirect=True)
def test_a_beat_that_slept_through_its_lease_sends_nothing(finder: Finder) -> None:
    first = beat(finder, "first")
    wait_for(lambda: sent(finder, "first") >= 1, finder=finder)
    first.send_signal(signal.SIGSTOP)
    try:
        # As after a minute asleep: the lease has lapsed and another has it.
        finder.manage("shell", "--no-imports", "-c", TAKE_OVER)
        before = sent(finder, "first")
        time.sleep(2)
    finally:
        first.send_signal(signal.SIGCONT)
    wait_for(lambda: "this one waits" in finder.log("first"), finder=finder)
    waiting = finder.waiting()
    time.sleep(2.5)
    assert finder.waiting() == waiting == before


TAKE_OVER = (
    "from django.utils import timezone; import datetime; from trials.models import Lease; "
    "Lease.objects.filter(name='beat').update(owner='elsewhere/1:x', token=99, "
    "expires_at=timezone.now() + datetime.timedelta(minutes=5))"
)
