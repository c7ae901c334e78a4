"""The run of a sync as the database knows it: taken up or begun, page by page, ended. Called by sync.

Every write is one transaction that begins with the lease's fence and holds a page's records, its checkpoint and the
run's counters: whatever kills a run, it left whole pages behind, and says which.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from trials import intake
from trials.leases import Held, LeaseLost
from trials.models import SyncPage, SyncRun

OVERLAP = dt.timedelta(days=2)
# Half a day short of a week: a nightly run a little earlier than last week's is not put off to the eighth day.
FULL_EVERY = dt.timedelta(days=6, hours=12)
# What an id becomes in a run that meets it more than once: the last of these.
_RANK = (intake.OUT, intake.UNCHANGED, intake.UNREADABLE, intake.CHANGED, intake.CREATED)
_NEW = _RANK.index(intake.CREATED)
_ASKED = "asked"  # a missing id that was asked for and not delisted; no record of its own

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """What a run from the API has to do. `last` is the last run that ended well, of any scope."""

    full: bool
    since: dt.date | None
    last: SyncRun | None


def plan(registry: str, scope: str, *, full: bool) -> Plan:
    """In full the first time, each week, when the scope has changed and when asked to. Else what was updated since the
    data date of the last complete run, with two days' overlap: posts may come late, and its day is not ours."""
    complete = SyncRun.objects.filter(registry=registry, source="", status=SyncRun.DONE, complete=True)
    last = complete.first()
    last_full = complete.filter(scope=scope, full=True).first()
    if full or last is None or last.scope != scope:
        return Plan(True, None, last)
    if last_full is None or last_full.started_at <= timezone.now() - FULL_EVERY:
        return Plan(True, None, last)
    try:
        return Plan(False, dt.date.fromisoformat(last.data_timestamp[:10]) - OVERLAP, last)
    except ValueError:
        return Plan(True, None, last)


class Tally:
    """Each id once: the most that became of it in the run, and which were met in the pass under way."""

    def __init__(self) -> None:
        self.best: dict[str, int] = {}
        self.here: set[str] = set()
        self._counts: Counter[int] = Counter()

    def add(self, outcomes: Mapping[str, str], *, here: bool = True) -> None:
        for registry_id, outcome in outcomes.items():
            if here:
                self.here.add(registry_id)
            if outcome == _ASKED:
                continue
            rank, before = _RANK.index(outcome), self.best.get(registry_id)
            if before is None or rank > before:
                self.best[registry_id] = rank
                self._counts[rank] += 1
                if before is not None:
                    self._counts[before] -= 1

    def counters(self) -> dict[str, int]:
        named = {outcome: self._counts[rank] for rank, outcome in enumerate(_RANK) if outcome != intake.OUT}
        return {"seen": len(self.best), **named}

    def is_new(self, registry_id: str) -> bool:
        """Whether the run itself has created it."""
        return self.best.get(registry_id) == _NEW


class Journal:
    """A run in hand. `run` is always as the database has it, or ahead of it by what just failed to be written."""

    def __init__(self, run: SyncRun, lease: Held) -> None:
        self.run = run
        self.tally = Tally()
        self._lease = lease
        self._rows = 0
        for row in SyncPage.objects.filter(run=run).order_by("pk").iterator(chunk_size=20):
            here = row.pass_number == run.pass_number
            self.tally.add(row.outcomes, here=here)
            self._rows += here

    @contextmanager
    def _fenced(self) -> Iterator[None]:
        with transaction.atomic():
            self._lease.fence()
            yield

    def _save(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self.run, name, value)
        self.run.save(update_fields=list(values))

    def _take_in(self, bodies: Sequence[bytes], also: str = "") -> None:
        outcomes = intake.take_in(
            bodies,
            registry=self.run.registry,
            scope=self.run.scope,
            fetched_at=timezone.now(),
            source_timestamp=self.run.data_timestamp,
            may_be_old=bool(self.run.source),
        )
        self._note({also: _ASKED, **outcomes} if also else outcomes)

    def _note(self, outcomes: dict[str, str]) -> None:
        self._rows += 1
        SyncPage.objects.create(run=self.run, pass_number=self.run.pass_number, number=self._rows, outcomes=outcomes)
        self.tally.add(outcomes)

    def as_of(self, data_timestamp: str) -> None:
        """The data date of the pass that begins."""
        with self._fenced():
            self._save(data_timestamp=data_timestamp)

    def page(
        self, bodies: Sequence[bytes], *, next_token: str = "", last: bool = False, total: int | None = None
    ) -> None:
        """One page of a listing, or one batch of a download: the records and the checkpoint, or nothing."""
        with self._fenced():
            self._take_in(bodies)
            self._save(
                pages=self.run.pages + 1,
                next_token=next_token,
                pages_done=last,
                total=total,
                **self.tally.counters(),
            )

    def pages_done(self) -> None:
        with self._fenced():
            self._save(next_token="", pages_done=True)

    def anew(self, data_timestamp: str) -> None:
        """Begins the pages again. What the passes before did stays counted; what they met does not count as met."""
        with self._fenced():
            self._save(
                pass_number=self.run.pass_number + 1,
                pages=0,
                next_token="",
                pages_done=False,
                total=None,
                data_timestamp=data_timestamp,
            )
        self.tally.here.clear()
        self._rows = 0

    def still_there(self, registry_id: str, body: bytes) -> None:
        """A held trial the pages lacked and the registry has, under this id or another."""
        with self._fenced():
            self._take_in([body], also=registry_id)
            self._save(**self.tally.counters())

    def gone(self, registry_id: str) -> None:
        """A held trial that the pages lacked and the registry no longer has (404)."""
        with self._fenced():
            count = intake.delist(self.run.registry, [registry_id], on=timezone.now().date())
            self._save(delisted=self.run.delisted + count)

    def end(self) -> None:
        """The run has done all it set out to do. Examples go now, and its checkpoint with them."""
        with self._fenced():
            intake.remove_examples()
            self._close(SyncRun.DONE, complete=True)
            SyncPage.objects.filter(run=self.run).delete()

    def refuse(self, reason: str) -> None:
        """What the source gave is not to be believed. Nothing is delisted, and the run is not taken up again."""
        with self._fenced():
            self._close(SyncRun.REFUSED, refused=reason)
            SyncPage.objects.filter(run=self.run).delete()

    def fail(self, error: str) -> None:
        """Ended by an error; the next run takes up from here. The database itself may be what failed."""
        try:
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            with self._fenced():
                self._close(SyncRun.FAILED, error=error)
        except LeaseLost:
            raise
        except DatabaseError:
            log.warning("%s: that the run failed could not be written down: %s", self.run.registry, error)

    def _close(self, status: str, **values: Any) -> None:
        self._save(status=status, finished_at=timezone.now(), **values)


def take_up(
    lease: Held,
    registry: str,
    *,
    scope: str,
    full: bool,
    since: dt.date | None = None,
    source: str = "",
    data_timestamp: str = "",
) -> Journal:
    """The run that was left unfinished, where it did what is asked for now; else a new one.

    A full run from the API serves for an incremental one; a download is the same by name and date.
    """
    with transaction.atomic():
        lease.fence()
        run = SyncRun.objects.filter(registry=registry).first()
        if run is not None and not (
            run.status in (SyncRun.RUNNING, SyncRun.FAILED)
            and run.scope == scope
            and run.source == source
            and (run.full == full if source else run.full or not full)
            and (not source or run.data_timestamp == data_timestamp)
        ):
            run = None
        left = SyncRun.objects.filter(registry=registry, status=SyncRun.RUNNING)
        if run is not None:
            left = left.exclude(pk=run.pk)
        left.update(status=SyncRun.FAILED, finished_at=timezone.now(), error="Left unfinished; a later run began anew.")
        if run is not None:
            SyncRun.objects.filter(pk=run.pk).update(status=SyncRun.RUNNING, finished_at=None, error="")
            run.refresh_from_db()
        else:
            SyncPage.objects.filter(run__registry=registry).delete()
            run = SyncRun.objects.create(
                registry=registry,
                scope=scope,
                full=full,
                window_start=since,
                source=source,
                data_timestamp=data_timestamp,
                started_at=timezone.now(),
            )
    return Journal(run, lease)
