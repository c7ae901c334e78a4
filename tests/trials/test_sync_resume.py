"""A run that was left unfinished is taken up where it stands, and nothing that was fetched is fetched again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.make import study
from tests.replica import FOREVER, Fault, Replica
from tests.trials.syncing import DAY_1, ids, pages_asked, run, small_pages, state, studies
from trials.models import SyncRun, Trial

pytestmark = pytest.mark.django_db


class Stopped(BaseException):
    """As Ctrl-C: nobody handles it, nothing more is written."""


@pytest.fixture(autouse=True)
def here(replica: Replica, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CLINICALTRIALS_GOV_URL = replica.url
    settings.SYNC_SCOPE = "everything"
    small_pages(monkeypatch, 4)
    replica.put(*studies(18))


def stop_after(pages: int, **options: Any) -> SyncRun:
    def stop(going: SyncRun) -> None:
        if going.pages == pages:
            raise Stopped

    with pytest.raises(Stopped):
        run(progress=stop, **options)
    left = SyncRun.objects.get(status="running")
    assert left.pages == pages
    return left


def test_finished_pages_are_not_fetched_again(replica: Replica) -> None:
    left = stop_after(2)
    replica.forget_requests()
    done = run()
    assert done.pk == left.pk
    assert len(pages_asked(replica)) == 3
    assert "" not in pages_asked(replica)
    assert (done.status, done.seen, done.created, done.pages) == ("done", 18, 18, 5)
    assert ids() == replica.ids


@pytest.mark.parametrize("after", range(1, 6))
def test_it_ends_as_an_undisturbed_run(after: int, replica: Replica) -> None:
    run()
    undisturbed = state()
    Trial.objects.all().delete()
    SyncRun.objects.all().delete()
    stop_after(after)
    run()
    assert state() == undisturbed


def test_a_network_failure_is_taken_up_as_well(replica: Replica) -> None:
    replica.fail(Fault("500", after=3, times=6))
    failed = run()
    assert (failed.status, failed.pages) == ("failed", 3)
    replica.forget_requests()
    done = run()
    assert (done.pk, done.status, done.error) == (failed.pk, "done", "")
    assert len(pages_asked(replica)) == 2


def test_pages_begin_anew_when_the_data_moved_meanwhile(replica: Replica) -> None:
    stop_after(3)
    replica.put(study(2, status="COMPLETED"))
    replica.move_clock(DAY_1)
    replica.forget_requests()
    done = run()
    assert (done.status, done.pass_number, done.data_timestamp) == ("done", 2, DAY_1)
    assert pages_asked(replica)[0] == ""
    assert len(pages_asked(replica)) == 5
    assert Trial.objects.get(public_id="NCT99000002").status == "completed"
    assert (done.seen, done.created, done.unchanged) == (18, 18, 0)


def test_pages_begin_anew_when_the_token_expired_meanwhile(replica: Replica) -> None:
    stop_after(3)
    replica.expire_tokens()
    replica.forget_requests()
    done = run()
    assert (done.status, done.pass_number) == ("done", 2)
    assert len(pages_asked(replica)) == 1 + 5
    assert ids() == replica.ids


def test_what_earlier_passes_met_does_not_hide_what_is_gone(replica: Replica) -> None:
    replica.put(*studies(40))
    run()
    stop_after(9, full=True)
    replica.remove("NCT99000003")
    replica.move_clock(DAY_1)
    done = run(full=True)
    assert (done.status, done.delisted, done.pass_number) == ("done", 1, 2)


def test_an_incremental_run_is_taken_up_with_its_window(replica: Replica) -> None:
    run()
    replica.put(*studies(10, start=50, updated="2026-11-21"))
    replica.move_clock(DAY_1)
    left = stop_after(1)
    done = run()
    assert (done.pk, done.full, done.window_start, done.created) == (left.pk, False, left.window_start, 10)


def test_full_asked_for_does_not_take_up_an_incremental_run(replica: Replica) -> None:
    run()
    replica.put(*studies(10, start=50, updated="2026-11-21"))
    replica.move_clock(DAY_1)
    left = stop_after(1)
    done = run(full=True)
    assert done.pk != left.pk
    assert (done.full, done.status, done.seen) == (True, "done", 28)
    left.refresh_from_db()
    assert left.status == "failed"
    assert "a later run began anew" in left.error


def test_another_scope_does_not_take_up_the_run(replica: Replica, settings: Any) -> None:
    left = stop_after(2)
    settings.SYNC_SCOPE = "breast"
    done = run()
    assert done.pk != left.pk
    assert (done.status, done.scope, done.seen) == ("done", "breast", 18)


def test_a_run_that_ended_before_it_began_is_taken_up(replica: Replica) -> None:
    replica.fail(Fault("500", on="/version", times=FOREVER))
    failed = run()
    replica.recover()
    done = run()
    assert (done.pk, done.status, done.seen) == (failed.pk, "done", 18)
