"""Lines about the runs of a sync. In: SyncRun rows; out: a line when one moved. Used by `serve`."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import DatabaseError, connection

from trials.models import SyncRun

EVERY = 2.0  # seconds


class Progress:
    """Looks at the runs of its time, at most every two seconds, and says what is new."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._said: dict[int, str] = {}
        self._next = 0.0
        last = SyncRun.objects.order_by("-id").first()
        # A run that was left undone goes on under its own number.
        self._after = last.pk if last is not None and last.status != SyncRun.RUNNING else (last.pk - 1 if last else 0)

    def look(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY
        try:
            for run in SyncRun.objects.filter(pk__gt=self._after).order_by("pk"):
                line = describe(run)
                if self._said.get(run.pk) != line:
                    self._said[run.pk] = line
                    self._say(line)
        except DatabaseError:
            connection.close()  # the next look tries again


def describe(run: SyncRun) -> str:
    name = f"Sync of {run.registry}"
    if run.status == SyncRun.RUNNING and not run.pages:
        return f"{name}: asking the registry …"
    if run.status == SyncRun.RUNNING:
        return f"{name}: page {run.pages}, {run.seen:,}{f' of {run.total:,}' if run.total else ''} studies"
    if run.status == SyncRun.DONE:
        return (
            f"{name}: done. {run.seen:,} seen, {run.created:,} new, {run.changed:,} changed, {run.delisted:,} delisted"
        )
    if run.status == SyncRun.REFUSED:
        return f"{name}: refused, yesterday's listings stay. {run.refused}"
    return f"{name}: not possible now, it is tried again within the hour. {run.error}"
