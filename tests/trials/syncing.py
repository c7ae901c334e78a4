"""What the tests of syncing share. In: a replica; out: runs against it, the state they leave, and processes to kill."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.make import JSON, study
from tests.replica import Replica
from trials import sync
from trials.http import PoliteClient
from trials.models import Registration, SyncPage, SyncRun, Trial, TrialSite, Unreadable, Version
from trials.registries import clinicaltrials_gov

SLUG = "clinicaltrials_gov"
ROOT = Path(__file__).resolve().parents[2]
DAY_0, DAY_1, DAY_2 = "2026-11-20T09:00:05", "2026-11-21T09:00:05", "2026-11-22T09:00:05"

__all__ = ["DAY_0", "DAY_1", "DAY_2", "SLUG", "child", "environment", "impatient", "pages_asked", "state", "studies"]


def studies(count: int, *, start: int = 1, **options: Any) -> list[JSON]:
    return [study(number, **options) for number in range(start, start + count)]


def impatient(sleeps: list[float] | None = None) -> PoliteClient:
    """A client that does not wait, so that six tries take no time."""
    return PoliteClient(0, "trial-finder-tests/0", sleep=sleeps.append if sleeps is not None else lambda seconds: None)


def run(**options: Any) -> SyncRun:
    return sync.synchronise(SLUG, **{"http": impatient(), **options})


def pages_asked(replica: Replica) -> list[str]:
    """The page tokens asked for, in order; "" is a first page."""
    return [asked.params.get("pageToken", "") for asked in replica.asked("/studies")]


def ids(rows: Iterable[Registration] | None = None) -> set[str]:
    """What is listed."""
    rows = Registration.objects.filter(state=Registration.LISTED) if rows is None else rows
    return {row.registry_id for row in rows}


def state() -> dict[str, Any]:
    """Everything a sync leaves behind that must not depend on how often it was killed: all but times and keys."""
    runs = SyncRun.objects.order_by("-id")[:1].values(
        *("status", "full", "scope", "seen", "created", "changed", "unchanged", "unreadable", "delisted"),
        *("refused", "error", "complete", "data_timestamp"),
    )
    return {
        "trials": sorted(Trial.objects.values_list("public_id", "title", "status", "revision", "example")),
        "registrations": sorted(
            Registration.objects.values_list("registry_id", "trial__public_id", "state", "content_hash", "served_hash")
        ),
        "versions": sorted(Version.objects.values_list("registration__registry_id", "content_hash")),
        "sites": sorted(TrialSite.objects.values_list("registration__registry_id", "identity", "status")),
        "unreadable": sorted(Unreadable.objects.values_list("registry_id", "path")),
        "run": list(runs),
        "checkpoints": SyncPage.objects.count(),
    }


def small_pages(monkeypatch: Any, size: int) -> None:
    monkeypatch.setattr(clinicaltrials_gov, "PAGE_SIZE", size)


def environment(folder: Path, replica: Replica, **more: str) -> dict[str, str]:
    """A process of its own with a database of its own in `folder`."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {
        "FINDER_DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'finder.sqlite3'}",
        "CLINICALTRIALS_GOV_URL": replica.url,
        "REGISTRY_PAUSE_SECONDS": "0",
        "DJANGO_SETTINGS_MODULE": "finder.settings",
        **more,
    }


_CHILD = """
import sys, django
django.setup()
from django.core.management import execute_from_command_line
from trials.registries import clinicaltrials_gov
clinicaltrials_gov.PAGE_SIZE = int(sys.argv[1])
execute_from_command_line(["manage.py", *sys.argv[2:]])
"""


def child(env: Mapping[str, str], *arguments: str, page_size: int = 1000) -> subprocess.Popen[str]:
    """`manage.py …` in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(page_size), *arguments],
        env=dict(env),
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
