"""One run after another against the replica: what is asked for, what is held afterwards, what the run says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from tests.make import study
from tests.replica import Replica
from tests.trials.syncing import DAY_0, DAY_1, DAY_2, SLUG, ids, pages_asked, run, small_pages, studies
from trials import intake, registries, sync
from trials.models import Lease, Registration, SyncPage, SyncRun, Trial
from trials.records import RawRecord
from trials.registries import clinicaltrials_gov

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here(replica: Replica, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.CLINICALTRIALS_GOV_URL = replica.url
    settings.SYNC_SCOPE = "breast"
    small_pages(monkeypatch, 4)
    yield


def counters(done: SyncRun) -> dict[str, int]:
    return {name: getattr(done, name) for name in ("seen", "created", "changed", "unchanged", "unreadable", "delisted")}


def last_window(replica: Replica) -> str | None:
    return replica.asked("/studies")[-1].params.get("filter.advanced")


def test_the_first_run_is_full_and_brings_all(replica: Replica) -> None:
    replica.put(*studies(10))
    done = run()
    assert ids() == replica.ids
    assert counters(done) == {"seen": 10, "created": 10, "changed": 0, "unchanged": 0, "unreadable": 0, "delisted": 0}
    assert (done.status, done.full, done.complete, done.scope) == ("done", True, True, "breast")
    assert (done.pages, done.total, done.data_timestamp) == (3, 10, DAY_0)
    assert done.finished_at is not None
    assert last_window(replica) is None


def test_an_empty_registry_is_no_error(replica: Replica) -> None:
    done = run()
    assert (done.status, done.seen, done.complete) == ("done", 0, True)


def test_what_is_out_of_scope_is_seen_and_not_held(replica: Replica) -> None:
    replica.put(*studies(3), study(50, status="COMPLETED"))
    done = run()
    assert ids() == {"NCT99000001", "NCT99000002", "NCT99000003"}
    assert (done.seen, done.created) == (4, 3)


def test_every_status_is_asked_for_so_that_closures_are_seen(replica: Replica) -> None:
    replica.put(*studies(3))
    run()
    replica.put(study(2, status="TERMINATED", updated="2026-11-21"))
    replica.move_clock(DAY_1)
    done = run()
    assert (done.changed, done.unchanged) == (1, 0)
    assert Trial.objects.get(public_id="NCT99000002").status == "terminated"


def test_nothing_new_at_the_registry_costs_one_question(replica: Replica) -> None:
    replica.put(*studies(3))
    run()
    replica.forget_requests()
    done = run()
    assert [asked.path for asked in replica.requests] == ["/version"]
    assert (done.status, done.complete, done.full, done.seen, done.data_timestamp) == ("done", True, False, 0, DAY_0)


def test_an_incremental_run_overlaps_by_two_days(replica: Replica) -> None:
    replica.put(*studies(3, updated="2026-10-01"))
    run()
    replica.put(study(7, updated="2026-11-18"), study(8, updated="2026-11-17"), study(9, updated="2026-11-21"))
    replica.move_clock(DAY_1)
    done = run()
    assert last_window(replica) == "AREA[LastUpdatePostDate]RANGE[2026-11-18,MAX]"
    assert done.window_start == dt.date(2026, 11, 18)
    assert not done.full
    assert ids() >= {"NCT99000007", "NCT99000009"}
    assert "NCT99000008" not in ids()


def test_the_window_reaches_back_to_the_last_run_that_ended_well(replica: Replica) -> None:
    replica.put(*studies(3))
    run()
    SyncRun.objects.create(
        registry=SLUG, scope="breast", status="refused", data_timestamp=DAY_1, started_at=timezone.now()
    )
    replica.move_clock(DAY_2)
    assert run().window_start == dt.date(2026, 11, 18)


@pytest.mark.parametrize(("days", "full"), [(5.9, False), (7, True), (30, True)])
def test_a_full_run_is_due_each_week(days: float, full: bool, replica: Replica) -> None:
    replica.put(*studies(3))
    run()
    SyncRun.objects.update(started_at=F("started_at") - dt.timedelta(days=days))
    replica.move_clock(DAY_1)
    assert run().full is full


def test_incremental_runs_do_not_put_the_full_one_off(replica: Replica) -> None:
    replica.put(*studies(3))
    run()
    SyncRun.objects.update(started_at=F("started_at") - dt.timedelta(days=8))
    replica.move_clock(DAY_1)
    SyncRun.objects.create(
        registry=SLUG,
        scope="breast",
        status="done",
        complete=True,
        data_timestamp=DAY_0,
        started_at=timezone.now(),
    )
    assert run().full


def test_another_scope_is_a_full_run(replica: Replica, settings: Any) -> None:
    replica.put(*studies(3), study(9, title="A Study of Sleep", conditions=["Insomnia"], keywords=[]))
    run()
    assert "NCT99000009" not in ids()
    settings.SYNC_SCOPE = "everything"
    done = run()
    assert (done.full, done.scope, done.created) == (True, "everything", 1)
    assert ids() == replica.ids


def test_full_can_be_asked_for(replica: Replica) -> None:
    replica.put(*studies(3))
    run()
    done = run(full=True)
    assert (done.full, done.seen, done.unchanged) == (True, 3, 3)


def test_the_release_date_in_every_record_is_no_change(replica: Replica) -> None:
    replica.put(*studies(3))
    run()
    replica.move_clock(DAY_1)
    assert counters(run(full=True)) == {
        "seen": 3,
        "created": 0,
        "changed": 0,
        "unchanged": 3,
        "unreadable": 0,
        "delisted": 0,
    }


def test_checkpoints_go_when_the_run_ended_well(replica: Replica) -> None:
    replica.put(*studies(10))
    run()
    assert not SyncPage.objects.exists()


def test_examples_vanish_with_the_first_run_that_ends_well(replica: Replica) -> None:
    record = clinicaltrials_gov.parse(RawRecord(SLUG, "NCT99000900", intake_body(900)))
    intake.load_example(record, now=timezone.now())
    replica.stop()
    assert run().status == "failed"
    assert Trial.objects.filter(example=True).exists()
    replica.start()
    replica.put(*studies(3))
    done = run()
    assert done.status == "done"
    assert not Trial.objects.filter(example=True).exists()
    assert done.delisted == 0


def intake_body(number: int) -> bytes:
    from tests.make import body

    return body(study(number))


def test_progress_is_told_after_each_page(replica: Replica) -> None:
    replica.put(*studies(10))
    told: list[tuple[int, int | None]] = []
    run(progress=lambda going: told.append((going.seen, going.total)))
    assert told == [(4, 10), (8, 10), (10, 10)]


def test_parameters_stay_the_same_on_every_page(replica: Replica) -> None:
    replica.put(*studies(10))
    run()
    asked = [dict(one.params) for one in replica.asked("/studies")]
    assert asked[0].pop("countTotal") == "true"
    for params in asked[1:]:
        del params["pageToken"]
    assert asked[0] == asked[1] == asked[2]


def test_no_network_fails_in_one_line_and_keeps_what_is_held(replica: Replica) -> None:
    replica.put(*studies(3))
    run()
    replica.stop()
    done = run()
    assert (done.status, done.complete) == ("failed", False)
    assert "cannot be reached" in done.error
    assert "\n" not in done.error
    assert len(ids()) == 3


def test_a_bug_fails_the_run_too(replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    replica.put(*studies(3))

    def broken(*_: object, **__: object) -> None:
        raise KeyError("nothing of the kind")

    monkeypatch.setattr(intake, "take_in", broken)
    done = run()
    assert done.status == "failed"
    assert done.error.startswith("KeyError")
    assert SyncRun.objects.get().status == "failed"


def test_an_unknown_registry_is_named_with_the_known_ones() -> None:
    with pytest.raises(LookupError, match="clinicaltrials_gov"):
        sync.synchronise("nowhere")


def test_every_registry_has_an_address_in_the_settings() -> None:
    assert all(sync.base_url(slug) for slug in registries.slugs())


def test_a_run_whose_worker_is_gone_is_to_be_reconciled(replica: Replica) -> None:
    left = SyncRun.objects.create(registry=SLUG, scope="breast", status="running", started_at=timezone.now())
    assert sync.reconcilable() == [left]
    alive = Lease.objects.create(
        name=sync.lease_name(SLUG), owner="elsewhere/1:x", expires_at=timezone.now() + dt.timedelta(minutes=1)
    )
    assert sync.reconcilable() == []
    Lease.objects.filter(pk=alive.pk).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert sync.reconcilable() == [left]


def test_a_download_left_half_read_is_not_for_the_reconciler() -> None:
    SyncRun.objects.create(registry=SLUG, source="a.zip", status="running", started_at=timezone.now())
    assert sync.reconcilable() == []


def test_pages_asked_counts(replica: Replica) -> None:
    replica.put(*studies(10))
    run()
    assert len(pages_asked(replica)) == 3
    assert Registration.objects.count() == 10
