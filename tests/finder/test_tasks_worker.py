"""A real worker on each broker that answers: sent, done; killed, finished by another."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.make import study
from tests.processes import EACH_BROKER, Finder, broker_or_skip, kill, wait_for
from tests.replica import FOREVER, Fault, Replica

pytestmark = [pytest.mark.broker, pytest.mark.django_db]

RUNS = "SELECT status, pages FROM trials_syncrun"
INDEXED = "SELECT trials FROM finder_generation ORDER BY id DESC LIMIT 1"


@pytest.fixture(params=EACH_BROKER)
def finder(request: pytest.FixtureRequest, tmp_path: Path, replica: Replica) -> Iterator[Finder]:
    with Finder(tmp_path, registry=replica.url, broker=broker_or_skip(request.param)) as finder:
        finder.manage("migrate", "--verbosity", "0")
        yield finder


def test_a_sync_sent_as_a_task_lands_its_trials_in_the_index(finder: Finder, replica: Replica) -> None:
    replica.put(*(study(number) for number in range(1, 6)))
    finder.worker()
    finder.send("nightly")
    wait_for(lambda: finder.rows(INDEXED) == [(5,)], finder=finder)
    assert [status for status, _ in finder.rows(RUNS)] == ["done"]


def test_what_a_killed_worker_left_undone_is_finished_by_the_next_reconcile(finder: Finder, replica: Replica) -> None:
    replica.put(*(study(number) for number in range(1, 1002)))  # two pages
    replica.fail(Fault("hang", after=1, times=FOREVER))
    worker = finder.worker()
    finder.send("nightly")
    wait_for(lambda: finder.rows(RUNS) == [("running", 1)], finder=finder)
    kill(worker)
    finder.let_a_minute_pass()
    replica.recover()
    replica.forget_requests()

    finder.worker(log="next")
    finder.send("reconcile")
    wait_for(lambda: finder.rows(INDEXED) == [(1001,)], finder=finder)
    assert finder.rows(RUNS) == [("done", 2)]
    assert all("pageToken" in asked.params for asked in replica.asked("/studies"))


def test_the_same_message_three_times_makes_one_sync_at_a_time(finder: Finder, replica: Replica) -> None:
    replica.put(study(1))
    replica.fail(Fault("hang", times=FOREVER))
    finder.worker()
    finder.worker(log="other")
    for _ in range(3):
        finder.send("sync_trials", "clinicaltrials_gov")
    wait_for(lambda: finder.rows(RUNS) == [("running", 0)], finder=finder)
    wait_for(lambda: "another run is at it" in finder.log("worker") + finder.log("other"), finder=finder)
    # The run is written down before its first request, and the other worker may have said its word in between.
    wait_for(lambda: replica.asked("/studies"), finder=finder)
    assert len(replica.asked("/studies")) == 1


def test_a_worker_told_to_end_does_so_in_the_middle_of_a_sync_and_gives_its_lease_back(
    finder: Finder, replica: Replica
) -> None:
    replica.put(study(1))
    replica.fail(Fault("hang", times=FOREVER))
    worker = finder.worker()
    finder.send("nightly")
    wait_for(lambda: replica.asked("/studies"), finder=finder)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=30) == 0
    assert finder.rows("SELECT owner FROM trials_lease") == [("",)]
    assert finder.rows(RUNS) == [("running", 0)]
