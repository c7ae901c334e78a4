"""`manage.py read_eligibility`: what it says, its exit codes, and that it can be killed at any moment."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from finder import index
from tests.processes import Finder, descendants, wait_for
from tests.replica import Replica
from tests.trials.read import listed, take
from trials import reading
from trials.leases import hold
from trials.models import Finding, Reading

pytestmark = pytest.mark.django_db

MANY = 1_000
FOUND = "SELECT count(*) FROM trials_finding"
READ = "SELECT count(*) FROM trials_reading"
HALF = """
    SELECT count(*) FROM trials_trial t
    LEFT JOIN trials_reading r ON r.trial_id = t.id
    LEFT JOIN trials_finding f ON f.trial_id = t.id AND f.question = 'performance'
    WHERE (r.trial_id IS NULL) <> (f.id IS NULL)
"""
LONG = "\n".join(f"Prior treatment {n} with a taxane, trastuzumab or capecitabine is allowed" for n in range(40))


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("read_eligibility", *arguments, stdout=out)
    return out.getvalue()


def test_it_says_how_much_it_read_and_ends_with_the_index() -> None:
    take(listed(1, "ECOG 0-1"), listed(2, "ECOG 0-1"))
    assert command() == "2 trials read, 2 with other answers; 0 with the text of before.\n"
    assert not index.stale().exists()
    assert command() == "Nothing new to read.\n"
    assert command("--all") == "2 trials read, 0 with other answers; 0 with the text of before.\n"


def test_it_can_leave_the_index_alone() -> None:
    take(listed(1, "ECOG 0-1"))
    command("--no-index")
    assert Reading.objects.exists()
    assert index.stale().exists()


@pytest.mark.django_db(transaction=True)
def test_a_second_run_is_exit_3() -> None:
    with hold(reading.LEASE), pytest.raises(CommandError) as raised:
        command()
    assert raised.value.returncode == 3


def test_a_text_that_cannot_be_read_is_exit_1(monkeypatch: pytest.MonkeyPatch) -> None:
    take(listed(1, "ECOG 0-1"))

    def fail(listing: Any) -> Any:
        raise ValueError("a fault")

    monkeypatch.setattr("trials.readers.read", fail)
    with pytest.raises(CommandError, match="1 texts could not be read") as raised:
        command()
    assert raised.value.returncode == 1
    assert not Finding.objects.exists()


@pytest.fixture
def finder(tmp_path: Path, replica: Replica) -> Iterator[Finder]:
    """A finder that holds many trials with long texts, none of them read."""
    replica.put(*(listed(n, f"ECOG 0-{n % 3}\n{LONG}", conditions=["Breast Cancer"]) for n in range(1, MANY + 1)))
    with Finder(tmp_path, registry=replica.url) as made:
        made.manage("migrate", "--verbosity", "0")
        made.manage("sync_trials", "--no-index")
        yield made


def test_killed_in_the_middle_it_leaves_nothing_half_read_and_no_process_behind(finder: Finder) -> None:
    child = finder.start("manage.py", "read_eligibility")
    wait_for(lambda: finder.rows(READ)[0][0] > 0, finder=finder)
    below = descendants(child.pid)
    os.kill(child.pid, signal.SIGKILL)
    child.wait(timeout=10)
    read = finder.rows(READ)[0][0]
    assert 0 < read < MANY
    assert finder.rows(HALF) == [(0,)]
    wait_for(lambda: not any(_is_alive(pid) for pid in below), seconds=20, finder=finder)

    said = finder.manage("read_eligibility").stdout
    assert f"{MANY - read:,} trials read" in said
    assert finder.rows(READ) == [(MANY,)]
    assert finder.rows(HALF) == [(0,)]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_two_at_once_read_each_text_once(finder: Finder) -> None:
    children = [finder.start("manage.py", "read_eligibility", log=log) for log in ("one", "two")]
    codes = sorted(child.wait(timeout=120) for child in children)
    assert codes == [0, 3], finder.log("one") + finder.log("two")
    assert finder.rows(READ) == [(MANY,)]
    assert finder.rows(FOUND)[0][0] >= MANY
    assert finder.rows("SELECT max(revision) FROM trials_trial") == [(2,)]
