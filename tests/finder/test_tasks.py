"""The order of the steps and what `reconcile` takes up, in this process, against the replica."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.utils import timezone
from pytest_django import Settings

from finder import dumps, tasks
from finder.celery import SCHEDULE, app
from finder.index import stale
from finder.models import Generation
from tests.make import study
from tests.replica import Fault, Replica
from trials import reading
from trials.leases import hold
from trials.models import Reading, SyncRun, Trial
from trials.sync import lease_name

REGISTRY = "clinicaltrials_gov"


@pytest.fixture
def registry(replica: Replica, settings: Settings, tmp_path: Path) -> Replica:
    settings.DATA_DIR = tmp_path
    settings.CLINICALTRIALS_GOV_URL = replica.url
    settings.REGISTRY_PAUSE_SECONDS = 0
    replica.put(study(1), study(2))
    return replica


def ran(status: str, *, hours_ago: float, complete: bool = True, source: str = "") -> SyncRun:
    at = timezone.now() - dt.timedelta(hours=hours_ago)
    return SyncRun.objects.create(
        registry=REGISTRY, status=status, started_at=at, finished_at=at, complete=complete, source=source
    )


def test_each_task_has_a_command_of_the_same_name() -> None:
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    assert ours == {"nightly", "weekly", "read_eligibility", "reconcile", "reindex", "dump", "sync_trials"}
    assert ours <= set(get_commands())


def test_each_entry_of_the_schedule_names_a_task() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in SCHEDULE.values()} <= set(app.tasks)


@pytest.mark.django_db(transaction=True)
def test_nightly_syncs_then_indexes(registry: Replica) -> None:
    assert tasks.nightly() == [SyncRun.DONE]
    assert Generation.objects.latest("pk").trials == 2


@pytest.mark.django_db(transaction=True)
def test_nightly_ends_with_files_to_take_away_of_what_it_found(registry: Replica) -> None:
    tasks.nightly()
    [name] = dumps.sets()
    found = dumps.manifest(name)
    assert found is not None
    assert {one.name: one.rows for one in found.files}["trials.ndjson.gz"] == 2


@pytest.mark.django_db(transaction=True)
def test_nightly_keeps_the_index_when_the_registry_has_nothing_new(registry: Replica) -> None:
    tasks.nightly()
    tasks.nightly()
    assert Generation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_weekly_asks_for_everything(registry: Replica) -> None:
    tasks.nightly()
    tasks.weekly()
    assert SyncRun.objects.latest("pk").full


@pytest.mark.django_db(transaction=True)
def test_that_another_run_is_at_it_is_no_failure(registry: Replica) -> None:
    with hold(lease_name(REGISTRY)):
        assert tasks.nightly() == [tasks.BUSY]
    assert not SyncRun.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_indexings_at_once_are_one(registry: Replica) -> None:
    tasks.sync_trials(REGISTRY)
    with hold("index"):
        tasks.reindex()
    assert not Generation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_reconcile_syncs_where_no_message_ever_came(registry: Replica) -> None:
    assert tasks.reconcile() == [SyncRun.DONE]
    assert Trial.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_reconcile_finishes_a_run_that_nobody_holds(registry: Replica) -> None:
    ran(SyncRun.DONE, hours_ago=5)
    left = ran(SyncRun.RUNNING, hours_ago=1, complete=False)
    assert tasks.reconcile() == [SyncRun.DONE]
    left.refresh_from_db()
    assert left.status != SyncRun.RUNNING


@pytest.mark.django_db(transaction=True)
def test_reconcile_leaves_a_run_that_is_alive(registry: Replica) -> None:
    ran(SyncRun.DONE, hours_ago=5)
    ran(SyncRun.RUNNING, hours_ago=1, complete=False)
    with hold(lease_name(REGISTRY)):
        assert tasks.reconcile() == []


@pytest.mark.django_db(transaction=True)
def test_reconcile_has_nothing_to_do_after_a_night_that_went_well(registry: Replica) -> None:
    tasks.nightly()
    registry.forget_requests()
    assert tasks.reconcile() == []
    assert registry.requests == []


@pytest.mark.django_db(transaction=True)
def test_reconcile_indexes_what_a_killed_sync_left_unindexed(registry: Replica) -> None:
    tasks.sync_trials(REGISTRY)
    tasks.reconcile()
    assert Generation.objects.latest("pk").trials == 2


@pytest.mark.django_db(transaction=True)
def test_a_sync_that_fails_keeps_what_we_hold(registry: Replica) -> None:
    tasks.nightly()
    registry.move_clock("2026-11-21T09:00:05")
    registry.fail(Fault("403"))
    assert tasks.nightly() == [SyncRun.FAILED]
    assert Generation.objects.latest("pk").trials == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "hours_ago", "overdue"),
    [
        (SyncRun.DONE, 25, False),
        (SyncRun.DONE, 27, True),
        (SyncRun.FAILED, 0.5, False),
        (SyncRun.FAILED, 1.5, True),
        (SyncRun.REFUSED, 10, False),
        (SyncRun.REFUSED, 21, True),
    ],
)
def test_when_the_last_run_makes_a_sync_overdue(status: str, hours_ago: float, overdue: bool) -> None:
    ran(status, hours_ago=hours_ago, complete=status == SyncRun.DONE)
    assert tasks.overdue(REGISTRY) is overdue


@pytest.mark.django_db
def test_a_registry_never_synced_is_overdue() -> None:
    assert tasks.overdue(REGISTRY)


@pytest.mark.django_db
def test_a_bulk_download_does_not_stand_for_a_sync() -> None:
    ran(SyncRun.DONE, hours_ago=1, source="studies.jsonl")
    assert tasks.overdue(REGISTRY)


@pytest.mark.django_db(transaction=True)
def test_nightly_reads_what_it_synced_before_it_indexes(registry: Replica) -> None:
    tasks.nightly()
    assert Reading.objects.count() == 2
    assert not stale().exists(), "read after it was indexed, a trial would be stale for the index"


@pytest.mark.django_db(transaction=True)
def test_reconcile_reads_what_a_killed_sync_left_unread(registry: Replica) -> None:
    tasks.sync_trials(REGISTRY)
    assert not Reading.objects.exists()
    tasks.reconcile()
    assert Reading.objects.count() == 2
    assert not stale().exists()


@pytest.mark.django_db(transaction=True)
def test_that_another_run_reads_keeps_nothing_from_the_index(registry: Replica) -> None:
    with hold(reading.LEASE):
        tasks.nightly()
    assert not Reading.objects.exists()
    assert Generation.objects.latest("pk").trials == 2
