"""What machines ask: is the process there, may it be sent visitors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from finder import health
from trials.models import SyncRun


@pytest.fixture(autouse=True)
def not_looked_yet() -> Iterator[None]:
    health._migrated = False
    yield
    health._migrated = False


def test_healthz_answers_without_a_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_says_yes_when_the_database_holds_every_migration(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "listings_as_of": None, "age_hours": None, "synced_at": None}


@pytest.mark.django_db
def test_readyz_says_no_while_a_migration_is_missing(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="finder").order_by("-pk")[:1].get().delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unready", "reason": "migrations not applied: 1"}


@pytest.mark.django_db
def test_readyz_says_no_while_the_database_fails_and_tells_nobody_its_address(client: Client) -> None:
    def fail(*_: object) -> None:
        raise DatabaseError("connection to server at 10.0.0.7, user finder, failed")

    with connection.execute_wrapper(fail):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unready", "reason": "the database does not answer"}


@pytest.mark.django_db
def test_old_listings_are_told_and_are_no_reason_to_send_nobody(client: Client) -> None:
    at = dt.datetime(2026, 11, 1, 15, tzinfo=dt.UTC)
    stamp = "2026-11-01T09:00:05"
    SyncRun.objects.create(
        registry="clinicaltrials_gov",
        status=SyncRun.DONE,
        complete=True,
        started_at=at,
        finished_at=at,
        data_timestamp=stamp,
    )
    with time_machine.travel(dt.datetime(2026, 11, 6, 9, 0, 5, tzinfo=dt.UTC), tick=False):
        answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["listings_as_of"] == "2026-11-01T09:00:05+00:00"
    assert answer.json()["age_hours"] == 120.0


def test_no_answer_is_kept_by_a_cache(client: Client) -> None:
    assert "no-cache" in client.get("/healthz").headers["Cache-Control"]


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
