"""The order of the steps, written once; each task has a command of the same name.

In: the clock (`finder/celery.py`), a person or `serve`; out: runs in the database and a current index.
That another run holds the lease (`Busy`) is normal: it is said and left at that.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.utils import timezone

from centers.reports import forget_closed
from finder import crosschecks, dumps, index
from finder.celery import app
from trials import reading, registries, sync
from trials.leases import Busy
from trials.models import SyncRun

BUSY = "busy"
# Nightly runs are a day apart; two hours of grace.
OVERDUE = dt.timedelta(hours=26)
# How long a sync that ended badly is left alone. A refusal is for people to look at; the next night asks again.
PAUSE_AFTER = {SyncRun.FAILED: dt.timedelta(hours=1), SyncRun.REFUSED: dt.timedelta(hours=20)}

log = logging.getLogger(__name__)


@app.task(name="nightly")
def nightly() -> list[str]:
    return in_order(full=False)


@app.task(name="weekly")
def weekly() -> list[str]:
    return in_order(full=True)


def in_order(*, full: bool) -> list[str]:
    """Forget what visitors reported long ago → sync each registry → read what is stale → reindex → dump → report.
    Returns for each registry `done`, `failed`, `refused` or `busy`."""
    # First: that a registry fails is no reason to keep what somebody wrote.
    if forgotten := forget_closed(timezone.now()):
        log.info("Reports on care centers: %d closed ones deleted.", forgotten)
    outcomes = [sync_trials(slug, full=full) for slug in registries.slugs()]
    read_eligibility()
    reindex()
    dump()
    log.info("%s: %s.", "Weekly" if full else "Nightly", ", ".join(outcomes))
    return outcomes


@app.task(name="sync_trials")
def sync_trials(registry: str, full: bool = False) -> str:
    try:
        run = sync.synchronise(registry, full=full)
    except Busy:
        log.info("%s: another run is at it.", registry)
        return BUSY
    log.info(
        "%s: %s; %d seen, %d new, %d changed, %d unreadable, %d delisted%s.",
        *(registry, run.status, run.seen, run.created, run.changed, run.unreadable, run.delisted),
        f" ({reason})" if (reason := run.refused or run.error) else "",
    )
    return run.status


@app.task(name="read_eligibility")
def read_eligibility(everything: bool = False) -> None:
    """Reads the texts that are stale (or all of them)."""
    try:
        counts = reading.read_stale(everything=everything)
    except Busy:
        log.info("Reading: another run is at it.")
        return
    except reading.Ended as error:  # the index takes what was read before that
        log.warning("Reading: %s", error)
        return
    if counts.looked:
        log.info("Reading: %d read, %d with other answers, %d failed.", counts.read, counts.changed, counts.failed)


@app.task(name="reindex")
def reindex(everything: bool = False) -> None:
    """Reads what is stale into the index (or all of it); nothing is written when nothing is."""
    try:
        generation = index.reindex(everything=everything)
    except Busy:
        log.info("Index: another run is at it.")
        return
    if generation is not None:
        log.info("Index: generation %d, %d trials.", generation.pk, generation.trials)
        log.info("Centers: %d questions open for curators.", crosschecks.look())


@app.task(name="dump")
def dump() -> bool:
    """Writes what may be taken away as files. Returns whether there is a new set; without one the sets before stand."""
    try:
        made = dumps.dump()
    except Busy:
        log.info("Dumps: another run is at it.")
        return False
    except OSError as error:
        log.error("Dumps: not written, the set before stands: %s", error.strerror or error)
        return False
    log.info("Dumps: %s, %d bytes.", made.name, sum(one.bytes for one in made.files))
    return True


@app.task(name="reconcile")
def reconcile() -> list[str]:
    """Finishes what a lost message or a killed worker left undone: every five minutes, and it costs some short queries
    when nothing was. Returns what became of each registry that it took up."""
    left = {run.registry for run in sync.reconcilable()}
    outcomes = [sync_trials(slug) for slug in registries.slugs() if slug in left or overdue(slug)]
    read_eligibility()
    reindex()
    return outcomes


def overdue(registry: str) -> bool:
    """Whether the nightly run did not happen, and none that ended badly is still too fresh to try again."""
    last = SyncRun.objects.filter(registry=registry, source="").order_by("-id").first()
    if last is not None and last.status in PAUSE_AFTER:
        if timezone.now() - (last.finished_at or last.started_at) < PAUSE_AFTER[last.status]:
            return False
    return older(registry, OVERDUE)


def older(registry: str, age: dt.timedelta) -> bool:
    """Whether the last complete run ended longer ago than `age`, or there is none."""
    runs = SyncRun.objects.filter(registry=registry, source="", complete=True)
    return not runs.filter(finished_at__gt=timezone.now() - age).exists()
