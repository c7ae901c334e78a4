"""The clock of the schedule, of which any number may run: only the holder of the lease "beat" sends.

In: the schedule of `finder/celery.py`; out: its tasks, sent when due. Run by `celery beat` and by `worker -B`.

Nothing is remembered between runs of it: what was missed while no beat ran is found by `reconcile`, in the database.
"""

from __future__ import annotations

import contextlib
import logging
import signal
from typing import Any

from celery import signals
from celery.beat import Scheduler
from django.db import DatabaseError, close_old_connections, connection, transaction

from trials.leases import Busy, Held, LeaseLost, free, hold

LEASE = "beat"
# How often one that waits looks whether the lease is free. Seconds.
LOOK = 10.0

log = logging.getLogger(__name__)


class LeasedScheduler(Scheduler):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._exit = contextlib.ExitStack()
        self._held: Held | None = None
        self._waiting = False
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if self._held is None and not self._take():
            return LOOK
        interval: float = super().tick(*args, **kwargs)
        return interval

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Asks the database, right before each message, whether this beat is still the one."""
        if self._held is None:
            return
        try:
            close_old_connections()
            with transaction.atomic():
                self._held.fence()
        except LeaseLost:
            log.warning("Another beat holds the lease now: this one waits.")
            self._let_go()
        except DatabaseError:
            log.warning("The database does not answer: %s is not sent.", entry.name)
            connection.close()
        else:
            super().apply_entry(entry, producer=producer)

    def close(self) -> None:
        self._let_go()
        super().close()

    def _take(self) -> bool:
        try:
            close_old_connections()
            if not free([LEASE]):
                raise Busy(LEASE, "")
            self._held = self._exit.enter_context(hold(LEASE))
        except Busy:
            if not self._waiting:
                log.info("Another beat is active: this one waits, and takes over when its lease lapses.")
                self._waiting = True
            return False
        except DatabaseError:
            log.warning("The database does not answer: nothing is sent until it does.")
            connection.close()
            return False
        log.info("This beat is active.")
        self._waiting = False
        # A new holder starts to count now: what fell due while it waited, the other has sent.
        for entry in self.schedule.values():
            entry.last_run_at = entry.default_now()
        self._heap = None
        return True

    def _let_go(self) -> None:
        self._held = None
        leaving, self._exit = self._exit, contextlib.ExitStack()
        leaving.close()


@signals.beat_embedded_init.connect
def _end_well(**_: object) -> None:
    """`worker -B` ends its beat with SIGTERM, which would leave the lease behind for a minute."""

    def leave(*_: object) -> None:
        raise SystemExit

    signal.signal(signal.SIGTERM, leave)
