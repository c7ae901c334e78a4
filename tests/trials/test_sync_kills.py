"""Real processes, really killed: whatever the moment, the next start ends as if nothing had happened."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.processes import Finder, kill, wait_for
from tests.replica import Fault, Replica
from tests.trials.syncing import DAY_1, child, finder, pages_asked, state_of, studies

pytestmark = pytest.mark.django_db

KILLS = 200 if os.environ.get("DEEP") else 6
STUDIES = 60


def finish(one: Finder) -> dict[str, object]:
    """Runs to the end, undisturbed."""
    last = child(one)
    assert last.wait(timeout=60) == 0, one.log()
    facts: dict[str, object] = json.loads(one.log().strip().splitlines()[-1])
    return facts


def test_killed_at_random_it_ends_as_an_undisturbed_run(tmp_path: Path, replica: Replica) -> None:
    rng = random.Random(KILLS)
    replica.put(*studies(STUDIES))
    for name in ("calm", "wild"):
        (tmp_path / name).mkdir()
    with finder(tmp_path / "calm", replica) as calm, finder(tmp_path / "wild", replica) as wild:
        killed = 0
        while killed < KILLS:
            replica.forget_requests()
            here = kill_now_and_then(wild, replica, rng, at_most=KILLS - killed)
            # Each kill costs the page that was under way, no more.
            again = sum(count - 1 for count in Counter(pages_asked(replica)).values())
            assert again <= here
            finish(calm)
            assert state_of(wild) == state_of(calm)
            killed += max(here, 1)
            day = dt.date(2026, 12, 1) + dt.timedelta(days=killed)
            status = rng.choice(["RECRUITING", "COMPLETED", "SUSPENDED"])
            replica.put(*studies(STUDIES, status=status, updated=day.isoformat()))
            replica.move_clock(f"{day}T09:00:00")


def kill_now_and_then(one: Finder, replica: Replica, rng: random.Random, *, at_most: int) -> int:
    """Runs to the end with some kills on the way; returns how many there were."""
    kills = 0
    going = child(one)
    until = rng.randrange(0, 4)
    while going.poll() is None:
        if kills < at_most and len(replica.requests) >= until:
            # Somewhere between the answer and the commit, or behind it.
            time.sleep(rng.uniform(0, 0.03))
            kill(going)
            kills += 1
            until = len(replica.requests) + rng.randrange(1, 5)
            going = child(one)
        time.sleep(0.001)
    assert going.returncode == 0, one.log()
    return kills


@pytest.fixture
def one(tmp_path: Path, replica: Replica) -> Iterator[Finder]:
    replica.put(*studies(20))
    with finder(tmp_path, replica) as made:
        yield made


def slow_page(replica: Replica, *, seconds: float) -> None:
    """The third page takes so long (some 16 kilobytes, a sip every twentieth of a second)."""
    replica.fail(Fault("drip", after=2, seconds=0.05, size=int(1200 * 0.05 / seconds) or 1))


def test_of_two_at_once_the_second_says_so_and_stops(one: Finder, replica: Replica) -> None:
    slow_page(replica, seconds=3)
    first = child(one, log="first")
    wait_for(lambda: len(pages_asked(replica)) == 3, finder=one)
    second = child(one, log="second")
    assert second.wait(timeout=30) == 3, one.log("second")
    assert "Another run holds sync:clinicaltrials_gov" in one.log("second")
    assert first.wait(timeout=60) == 0, one.log("first")


def test_a_holder_that_slept_through_its_expiry_writes_nothing(one: Finder, replica: Replica) -> None:
    slow_page(replica, seconds=1)
    sleeper = child(one, expiry=1, log="sleeper")
    wait_for(lambda: len(pages_asked(replica)) == 3, finder=one)
    os.kill(sleeper.pid, signal.SIGSTOP)
    time.sleep(1.2)
    assert finish(one)["created"] == 20
    before = state_of(one)
    os.kill(sleeper.pid, signal.SIGCONT)
    assert sleeper.wait(timeout=60) == 3, one.log("sleeper")
    assert "taken over" in one.log("sleeper")
    assert state_of(one) == before


def test_terminated_it_gives_the_lease_back(one: Finder, replica: Replica) -> None:
    slow_page(replica, seconds=3)
    going = child(one, log="first")
    wait_for(lambda: len(pages_asked(replica)) == 3, finder=one)
    going.terminate()
    assert going.wait(timeout=30) == 128 + signal.SIGTERM
    assert one.rows("SELECT owner FROM trials_lease") == [("",)]
    assert finish(one)["created"] == 20


def test_a_database_without_tables_is_said_in_one_line(tmp_path: Path, replica: Replica) -> None:
    with Finder(tmp_path, registry=replica.url) as bare:
        done = bare.manage("sync_trials", check=False)
        assert done.returncode == 1
        assert "manage.py migrate" in done.stderr
        assert "Traceback" not in done.stderr


def test_ctrl_c_is_one_line_and_the_next_run_goes_on(one: Finder, replica: Replica) -> None:
    slow_page(replica, seconds=3)
    going = child(one, log="first")
    wait_for(lambda: len(pages_asked(replica)) == 3, finder=one)
    going.send_signal(signal.SIGINT)
    assert going.wait(timeout=30) == 130
    assert "The next run goes on" in one.log("first")
    assert "Traceback" not in one.log("first")
    replica.forget_requests()
    assert finish(one)["created"] == 20
    assert len(pages_asked(replica)) == 3  # the one under way, the last, and the empty one behind it


def test_a_lost_connection_to_the_database_fails_the_run_and_the_next_goes_on(one: Finder, replica: Replica) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite has no connection to lose
    slow_page(replica, seconds=2)
    going = child(one, log="first")
    wait_for(lambda: len(pages_asked(replica)) == 3, finder=one)
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    assert one.rows(f"SELECT pg_terminate_backend(pid) {others}")
    assert going.wait(timeout=60) == 1, one.log("first")
    assert one.rows("SELECT status, pages FROM trials_syncrun") == [("failed", 2)]
    replica.forget_requests()
    assert finish(one)["created"] == 20
    assert len(pages_asked(replica)) == 3


def test_the_registry_moves_while_we_are_dead(one: Finder, replica: Replica) -> None:
    slow_page(replica, seconds=3)
    going = child(one)
    wait_for(lambda: len(pages_asked(replica)) == 3, finder=one)
    kill(going)
    replica.put(*studies(20, status="COMPLETED"))
    replica.move_clock(DAY_1)
    facts = finish(one)
    assert facts["data_timestamp"] == DAY_1
    assert {status for (status,) in one.rows("SELECT status FROM trials_trial")} == {"completed"}
