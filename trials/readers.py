"""Texts in, what they say out, in order: here where they are few, by all cores where they are many. Pure.

Called by reading and `manage.py try_term`. The processes are started anew (spawn), so that they inherit no connection
to a database and no lock; they import the reader and no Django.
"""

from __future__ import annotations

import collections
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

from trials.eligibility import Answer, Listing, read

Tag = TypeVar("Tag")
Said = tuple[Answer, ...] | None
"""None: the reader failed on this text."""

AHEAD = 4
"""Batches that wait for each process: what is in memory is bounded by it."""

log = logging.getLogger(__name__)


def cores() -> int:
    return os.cpu_count() or 1


def read_all(batches: Iterable[tuple[Tag, Sequence[Listing]]], *, jobs: int) -> Iterator[tuple[Tag, list[Said]]]:
    """The answers of each batch beside what came with it. `jobs` processes; with one, this one."""
    if jobs < 2:
        for tag, listings in batches:
            yield tag, read_batch(listings)
        return
    waiting: collections.deque[tuple[Tag, Future[list[Said]]]] = collections.deque()
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent)
    try:
        for tag, listings in batches:
            waiting.append((tag, pool.submit(read_batch, listings)))
            if len(waiting) > AHEAD * jobs:
                tag, future = waiting.popleft()
                yield tag, future.result()
        while waiting:
            tag, future = waiting.popleft()
            yield tag, future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def read_batch(listings: Sequence[Listing]) -> list[Said]:
    return [_said(each) for each in listings]


def _said(listing: Listing) -> Said:
    try:
        return read(listing).answers
    except Exception:  # a fault of a rule: it must cost this one trial, not all that come after it
        log.exception("%s cannot be read.", listing.nct_id)
        return None


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for work for ever. Ctrl-C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 - only ever started by `read_all`

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, name="end with parent", daemon=True).start()
