"""`manage.py nightly`: what the task of that name does, here and now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from finder import tasks
from trials.models import SyncRun


class Command(BaseCommand):
    help = (
        "Sync each registry, read what is stale, reindex, report. Exit 0 done, 1 failed or refused, 3 another run "
        "holds the lease."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        leave(tasks.nightly())


def leave(outcomes: list[str]) -> None:
    """Ends the command with the code that says what became of the registries."""
    if SyncRun.FAILED in outcomes or SyncRun.REFUSED in outcomes:
        raise SystemExit(1)
    if tasks.BUSY in outcomes:
        raise SystemExit(3)
