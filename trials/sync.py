"""A registry's slug in, a SyncRun out: fetches what is new and keeps step. Called by the command and the nightly task.

The order of one run: the registry's data date → pages, each taken in and checkpointed at once → the data date again
(moved: the pages anew) → in a full run the held trials that the pages lacked, by id → done. Killed anywhere, the next
call goes on from the last whole page.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from trials import bulk, intake, leases, registries, runs
from trials.http import PoliteClient, SourceError, TokenExpired, Unsound
from trials.leases import Busy, LeaseLost
from trials.models import SyncRun
from trials.registries import Registry

__all__ = ["Busy", "reconcilable", "synchronise"]

USER_AGENT = "trial-finder/0.1"
PASSES = 3
# Less than this of what we hold, or of what was announced, is no full answer.
ENOUGH = 0.95
# A page may be empty and have a successor; a listing that brings nothing new for so long goes nowhere.
BARREN_PAGES = 20

Progress = Callable[[SyncRun], object]

log = logging.getLogger(__name__)


class _Refusal(Exception):
    """What the source gives is not to be believed; the message says why."""


def synchronise(
    registry: str,
    *,
    full: bool = False,
    source: Path | None = None,
    progress: Progress | None = None,
    http: PoliteClient | None = None,
) -> SyncRun:
    """One run, to its end: `done`, `failed` (error) or `refused` (refused). `source` is a bulk download.

    Raises Busy where another run of this registry is alive or took this one over, LookupError for an unknown registry,
    BadDownload where `source` is none, DatabaseError where not even the failure could be written down.
    """
    module = registries.registry(registry)
    scope = settings.SYNC_SCOPE
    stamp = bulk.stamp(source) if source else ""
    with leases.hold(lease_name(registry)) as lease:
        plan = runs.plan(registry, scope, full=full)
        if source:
            journal = runs.take_up(
                lease, registry, scope=scope, full=full, source=source.resolve().name, data_timestamp=stamp
            )
        else:
            journal = runs.take_up(lease, registry, scope=scope, full=plan.full, since=plan.since)
        run = _Run(journal, module, http or client(), base_url(registry), progress or (lambda run: None))
        try:
            if source:
                run.from_download(source)
            else:
                run.from_api(plan.last)
        except LeaseLost:
            raise
        except _Refusal as refusal:
            journal.refuse(str(refusal))
        except (SourceError, bulk.BadDownload) as error:
            journal.fail(str(error))
        except DatabaseError as error:
            log.exception("%s: the database failed.", registry)
            journal.fail(f"The database: {' '.join(str(error).split())[:300]}")
        except Exception as error:  # whatever it is, the run must not look as if it were still going on
            log.exception("%s: the run failed.", registry)
            journal.fail(f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")
        return journal.run


def reconcilable() -> list[SyncRun]:
    """Runs from an API that say "running" while nobody holds their lease: their worker is gone."""
    left = list(SyncRun.objects.filter(status=SyncRun.RUNNING, source=""))
    free = leases.free([lease_name(run.registry) for run in left])
    return [run for run in left if lease_name(run.registry) in free]


def lease_name(registry: str) -> str:
    return f"sync:{registry}"


def base_url(registry: str) -> str:
    url: str = getattr(settings, f"{registry.upper()}_URL")
    return url


def client() -> PoliteClient:
    return PoliteClient(settings.REGISTRY_PAUSE_SECONDS, USER_AGENT, settings.REGISTRY_CONTACT)


class _Run:
    def __init__(
        self, journal: runs.Journal, module: Registry, http: PoliteClient, base_url: str, progress: Progress
    ) -> None:
        self._journal = journal
        self._run = journal.run
        self._module = module
        self._http = http
        self._base = base_url
        self._progress = progress

    def from_api(self, last: SyncRun | None) -> None:
        run = self._run
        version = self._version()
        if not run.pages:
            self._journal.as_of(version)
            if not run.full and last is not None and last.data_timestamp == version:
                self._journal.end()
                return
        elif version != run.data_timestamp:
            self._journal.anew(version)
        for _ in range(PASSES):
            try:
                self._pages()
            except TokenExpired:
                self._journal.anew(self._version())
                continue
            version = self._version()
            if version == run.data_timestamp:
                break
            self._journal.anew(version)
        else:
            raise Unsound(f"The registry's data moved, or its page tokens expired, in each of {PASSES} passes.")
        if run.total and len(self._journal.tally.here) < ENOUGH * run.total:
            raise _Refusal(f"The registry announced {run.total} studies and gave {len(self._journal.tally.here)}.")
        if run.full:
            self._missing()
        self._journal.end()

    def from_download(self, source: Path) -> None:
        done = self._run.pages
        for number, bodies in enumerate(bulk.batches(source), start=1):
            if number > done:
                self._journal.page(bodies)
                self._progress(self._run)
        if self._run.full:
            self._missing()
        self._journal.end()

    def _version(self) -> str:
        return self._module.version(self._http, self._base)

    def _pages(self) -> None:
        """From the checkpoint to the last page. Raises TokenExpired, and what the client and the database raise."""
        run, here = self._run, self._journal.tally.here
        asked: Counter[str] = Counter()
        barren = 0
        while not run.pages_done:
            token = run.next_token
            asked[token] += 1
            # Asked once more, a page may well name the right successor; more often it is a circle.
            if asked[token] > 2 or barren > BARREN_PAGES:
                if run.total is None or len(here) < run.total:
                    raise Unsound("The registry's page tokens go round in a circle.")
                self._journal.pages_done()
                return
            first = not run.pages
            page = self._module.page(
                self._http, self._base, scope=run.scope, since=run.window_start, token=token, count=first
            )
            total = page.total if first else run.total
            if first and run.full and total is not None:
                self._enough(total, len(intake.held_ids(run.registry, run.scope)), "announces")
            known = len(here)
            self._journal.page(page.records, next_token=page.next_token, last=not page.next_token, total=total)
            barren = 0 if len(here) > known else barren + 1
            self._progress(run)

    def _enough(self, count: int, held: int, says: str) -> None:
        if count < ENOUGH * held:
            raise _Refusal(f"The source {says} {count} of the studies in scope, of which we hold {held}.")

    def _missing(self) -> None:
        """Forgetting is deliberate: what we hold and a full run lacks is asked for by id, and only a 404 delists it."""
        run, tally = self._run, self._journal.tally
        held = intake.held_ids(run.registry, run.scope)
        missing = sorted(held - tally.here)
        # New ones do not make up for lost ones: what counts is what we held before.
        before = sum(not tally.is_new(registry_id) for registry_id in held)
        self._enough(before - sum(not tally.is_new(registry_id) for registry_id in missing), before, "has")
        del held
        for registry_id in missing:
            body = self._module.study(self._http, self._base, registry_id)
            if body is None:
                self._journal.gone(registry_id)
            else:
                self._journal.still_there(registry_id, body)
            self._progress(run)
