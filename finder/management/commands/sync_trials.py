"""`manage.py sync_trials [registry] [--full] [--from PATH] [--json] [--no-index]`: one sync, here and now, and what it
brought is read and indexed.

Goes out: a progress bar on a terminal, one summary line or JSON object a registry. Exit 0 done, 1 failed or refused,
3 another run holds the lease. Names and exit codes are promises: scripts rely on them.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from trials import bulk, reading, registries, sync
from trials.leases import Busy
from trials.models import SyncRun

BUSY = 3


class Command(BaseCommand):
    help = "Fetch new and changed trials from a registry (from all, without a name), or read a bulk download."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("registry", nargs="?", help="its slug; without it, all")
        parser.add_argument("--full", action="store_true", help="everything in scope, and what is gone is delisted")
        parser.add_argument("--from", dest="source", type=Path, metavar="PATH", help="a bulk download")
        parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
        parser.add_argument(
            "--no-index", action="store_true", help="leave what was read and the search index as they are"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ended: list[tuple[SyncRun, float]] = []
        busy: list[str] = []
        with _terminable():
            for slug in self._slugs(options["registry"], options["source"]):
                try:
                    ended.append(self._one(slug, options))
                except Busy as error:
                    busy.append(str(error))
        if ended and not options["no_index"]:
            self._read_and_index()
        for run, seconds in ended:
            self.stdout.write(json.dumps(facts(run, seconds)) if options["json"] else summary(run, seconds))
        bad = [run.error or run.refused for run, _ in ended if run.status != SyncRun.DONE]
        if bad or busy:
            raise CommandError(" ".join(bad + busy), returncode=1 if bad else BUSY)

    def _slugs(self, registry: str | None, source: Path | None) -> list[str]:
        known = registries.slugs()
        if registry is not None and registry not in known:
            raise CommandError(f"There is no registry {registry!r}. Known: {', '.join(known)}.")
        if source is not None and registry is None and len(known) > 1:
            raise CommandError(f"--from needs the registry it is from: {', '.join(known)}.")
        return known if registry is None else [registry]

    def _one(self, slug: str, options: dict[str, Any]) -> tuple[SyncRun, float]:
        began = time.monotonic()
        try:
            with _Bar(slug) as bar:
                run = sync.synchronise(slug, full=options["full"], source=options["source"], progress=bar)
        except bulk.BadDownload as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped. The next run goes on where this one stood.", returncode=130) from error
        except DatabaseError as error:
            raise CommandError(f"The database: {error} (has `manage.py migrate` been run?)") from error
        return run, time.monotonic() - began

    def _read_and_index(self) -> None:
        from finder import index
        from finder.management.commands import read_eligibility

        try:
            read_eligibility.read()
        except Busy:
            self.stderr.write("The texts are being read by another run, which takes these trials along.")
        except reading.Ended as error:
            self.stderr.write(str(error))
        try:
            index.reindex()
        except Busy:
            self.stderr.write("The index is being built by another run, which takes these trials along.")


class _Bar:
    """A bar on a terminal, nothing elsewhere."""

    def __init__(self, slug: str) -> None:
        self._bar = tqdm(desc=slug, unit=" studies", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False)

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.close()

    def __call__(self, run: SyncRun) -> None:
        self._bar.total = run.total
        self._bar.set_postfix(new=run.created, changed=run.changed, refresh=False)
        self._bar.update(run.seen - self._bar.n)


def facts(run: SyncRun, seconds: float) -> dict[str, Any]:
    """The object that `--json` prints."""
    return {
        "registry": run.registry,
        "full": run.full,
        "seen": run.seen,
        "created": run.created,
        "changed": run.changed,
        "unchanged": run.unchanged,
        "unreadable": run.unreadable,
        "delisted": run.delisted,
        "refused": run.refused or None,
        "complete": run.complete,
        "seconds": round(seconds, 3),
        "data_timestamp": run.data_timestamp,
    }


def summary(run: SyncRun, seconds: float) -> str:
    window = "in full" if run.full else f"since {run.window_start}" if run.window_start else "from a download"
    if run.complete and not run.seen and not run.full:
        window += ", nothing new"
    return (
        f"{run.registry} {window}: {run.status}; {run.seen} seen, {run.created} new, {run.changed} changed, "
        f"{run.unchanged} unchanged, {run.unreadable} unreadable, {run.delisted} delisted; "
        f"{seconds:.0f} s; data of {run.data_timestamp[:10] or 'unknown date'}"
    )


@contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM would end the process where it stands; so it gives its lease back first."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
