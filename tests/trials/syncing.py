"""What the tests of syncing share. In: a replica; out: runs against it, the state they leave, and processes to kill."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any

from tests.make import JSON, study
from tests.processes import ROOT, Finder
from tests.replica import Replica
from trials import sync
from trials.http import PoliteClient
from trials.models import Registration, SyncPage, SyncRun, Trial, TrialSite, Unreadable, Version
from trials.registries import clinicaltrials_gov

SLUG = "clinicaltrials_gov"
DAY_0, DAY_1, DAY_2 = "2026-11-20T09:00:05", "2026-11-21T09:00:05", "2026-11-22T09:00:05"


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
    # A run killed after its last write has ended; the next finds nothing new, and is no run of interest.
    runs = (
        SyncRun.objects.filter(seen__gt=0)
        .order_by("-id")[:1]
        .values(
            *("status", "full", "scope", "seen", "created", "changed", "unchanged", "unreadable", "delisted"),
            *("refused", "error", "complete", "data_timestamp"),
        )
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


_CHILD = """
import sys, django
django.setup()
from functools import partial
from django.core.management import execute_from_command_line
from trials import leases
from trials.registries import clinicaltrials_gov
clinicaltrials_gov.PAGE_SIZE = int(sys.argv[1])
leases.hold = partial(leases.hold, heartbeat_seconds=0.2, expiry_seconds=float(sys.argv[2]))
execute_from_command_line(["manage.py", *sys.argv[3:]])
"""
_STATE = """
import django
django.setup()
from tests.trials.syncing import state
print(state())
"""


@contextmanager
def finder(folder: Path, replica: Replica) -> Iterator[Finder]:
    """A finder with a database of its own, for processes that are killed."""
    with Finder(folder, registry=replica.url) as made:
        made.env |= {"DJANGO_SETTINGS_MODULE": "finder.settings"}
        made.manage("migrate")
        yield made


def child(finder: Finder, *options: str, page_size: int = 5, expiry: float = 60, log: str = "log") -> Popen[bytes]:
    """`sync_trials` in a process of its own; its last line is in `finder.log()`."""
    command = ("sync_trials", "clinicaltrials_gov", "--json", "--no-index", *options)
    return finder.start("-c", _CHILD, str(page_size), str(expiry), *command, log=log)


def state_of(finder: Finder) -> str:
    """`state()` of its database."""
    done = subprocess.run(
        [sys.executable, "-c", _STATE], env=finder.env, cwd=ROOT, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
