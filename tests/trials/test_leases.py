"""Exactly one holder at a time, whatever happens to it."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.processes import Finder
from trials import leases
from trials.leases import Busy, LeaseLost, free, hold
from trials.models import Lease, SyncRun

ELSEWHERE = "elsewhere:abc/17:xyz"


def held_by(owner: str, *, seconds: float) -> None:
    Lease.objects.update_or_create(
        name="work", defaults={"owner": owner, "expires_at": timezone.now() + dt.timedelta(seconds=seconds)}
    )


def lapse() -> None:
    Lease.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))


@pytest.mark.django_db
class TestOne:
    def test_it_is_free_before_and_after(self) -> None:
        with hold("work"):
            assert free(["work", "other"]) == {"other"}
        assert free(["work"]) == {"work"}
        with hold("work"):
            pass

    def test_it_is_given_back_after_an_error(self) -> None:
        with pytest.raises(ZeroDivisionError), hold("work"):
            raise ZeroDivisionError
        assert free(["work"]) == {"work"}

    def test_a_second_holder_is_told_who_has_it(self) -> None:
        with hold("work") as first:
            with pytest.raises(Busy) as raised, hold("work"):
                pass
            assert first.owner in str(raised.value)
            first.fence()

    def test_names_do_not_hinder_each_other(self) -> None:
        with hold("work"), hold("other"):
            pass

    def test_another_machine_is_alive_until_it_expires(self) -> None:
        held_by(ELSEWHERE, seconds=30)
        assert free(["work"]) == set()
        with pytest.raises(Busy, match="elsewhere"), hold("work"):
            pass
        lapse()
        assert free(["work"]) == {"work"}
        with hold("work"):
            pass

    def test_the_clock_is_the_database_s(self) -> None:
        import time_machine

        held_by(ELSEWHERE, seconds=30)
        with time_machine.travel(timezone.now() + dt.timedelta(days=1)), pytest.raises(Busy), hold("work"):
            pass

    def test_a_process_of_this_machine_that_ended_holds_nothing(self) -> None:
        ended = subprocess.Popen([sys.executable, "-c", ""])
        held_by(f"{leases._machine()}/{ended.pid}:x", seconds=30)
        ended.wait()
        assert free(["work"]) == {"work"}
        with hold("work"):
            pass

    @pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux tells a zombie by a file")
    def test_a_process_that_ended_and_that_nobody_fetched_holds_nothing(self) -> None:
        with subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE) as ended:
            assert ended.stdout is not None
            ended.stdout.read()  # its end closes the pipe; it stays a zombie until it is waited for
            held_by(f"{leases._machine()}/{ended.pid}:x", seconds=30)
            for _ in range(500):
                if free(["work"]):
                    break
                time.sleep(0.01)
            with hold("work"):
                pass

    def test_a_process_of_this_machine_that_runs_holds_it(self) -> None:
        with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as running:
            held_by(f"{leases._machine()}/{running.pid}:x", seconds=30)
            with pytest.raises(Busy), hold("work"):
                pass
            running.kill()

    def test_a_holder_whose_lease_was_taken_writes_nothing(self) -> None:
        with hold("work") as first:
            lapse()
            with hold("work") as second:
                assert second.token > first.token
                with pytest.raises(LeaseLost), transaction.atomic():
                    SyncRun.objects.create(registry="x", started_at=timezone.now())
                    first.fence()
                assert not SyncRun.objects.exists()
                second.fence()

    def test_a_former_holder_does_not_give_back_what_another_holds(self) -> None:
        with hold("work"):
            lapse()
            second = hold("work")
            second.__enter__()
        assert free(["work"]) == set()
        second.__exit__(None, None, None)

    def test_an_expiry_that_nobody_used_is_no_loss(self) -> None:
        with hold("work") as held:
            lapse()
            with transaction.atomic():
                held.fence()
            assert free(["work"]) == set()

    def test_who_cannot_renew_knows_that_it_may_be_lost(self) -> None:
        with hold("work", expiry_seconds=0.1, heartbeat_seconds=99) as held:
            seen = [held.lost]
            time.sleep(0.15)
            seen.append(held.lost)
            with transaction.atomic():
                held.fence()
            assert [*seen, held.lost] == [False, True, False]

    def test_a_long_host_name_fits(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("socket.gethostname", lambda: "h" * 300)
        leases._machine.cache_clear()
        try:
            with hold("work"):
                pass
        finally:
            leases._machine.cache_clear()


_TAKE = """
import os, sys, time, django
django.setup()
from trials.leases import Busy, hold
until = float(sys.argv[1])
time.sleep(max(0, until - time.time()))
try:
    with hold("work", heartbeat_seconds=0.1, expiry_seconds=0.8):
        os.write(1, b"won\\n")
        time.sleep(float(sys.argv[2]))
except Busy:
    # One write: several of these print into one log at the same moment.
    os.write(1, b"busy\\n")
"""


@pytest.mark.django_db
class TestMany:
    @pytest.fixture
    def finder(self, tmp_path: Path) -> Finder:
        made = Finder(tmp_path)
        made.env["DJANGO_SETTINGS_MODULE"] = "finder.settings"
        return made

    def test_of_many_at_once_one_wins_and_its_heart_keeps_it(self, finder: Finder) -> None:
        with finder:
            finder.manage("migrate", "trials")
            start = time.time() + 4
            # Held for twice its expiry: those that come late must still find it held.
            children = [finder.start("-c", _TAKE, str(start), "1.6") for _ in range(4)]
            late = finder.start("-c", _TAKE, str(start + 1.2), "0")
            for one in (*children, late):
                assert one.wait(timeout=30) == 0, finder.log()
            assert sorted(finder.log().split()) == ["busy"] * 4 + ["won"]

    def test_rows_stay_locked_from_the_fence_to_the_commit(self, finder: Finder) -> None:
        if connection.vendor != "postgresql":
            return  # SQLite has one writer at a time
        with finder:
            finder.manage("migrate", "trials")
            code = """
import sys, time, django
django.setup()
from django.db import transaction
from trials.leases import hold
with hold("work", heartbeat_seconds=99, expiry_seconds=0.5) as held, transaction.atomic():
    held.fence()
    print("fenced", flush=True)
    time.sleep(3)
    print("written", flush=True)
"""
            writer = finder.start("-c", code)
            while "fenced" not in finder.log():
                time.sleep(0.05)
            taker = finder.start("-c", _TAKE, "0", "0")
            assert taker.wait(timeout=30) == writer.wait(timeout=30) == 0
            assert finder.log().split()[:2] == ["fenced", "written"]
