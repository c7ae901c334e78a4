"""Texts in, what they say out, in order: here where they are few, by all cores where they are many. Pure.

Called by reading and `manage.py try_term`. The others are `python -m trials.readers`: listings come in on stdin as
lines of JSON, answers go out on stdout. They know no Django, inherit no connection and no lock, and end by themselves
when whoever started them does, however that came. (`multiprocessing` refuses to start any in a Celery worker.)
"""

from __future__ import annotations

import collections
import logging
import os
import queue
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec

from trials.eligibility import Answer, Listing, read

Tag = TypeVar("Tag")
Said = tuple[Answer, ...] | None
"""None: the reader failed on this text."""

AHEAD = 4
"""Batches that wait for each process: what is in memory is bounded by it."""
ROOT = Path(__file__).resolve().parent.parent

log = logging.getLogger(__name__)


class Ended(Exception):
    """A process that read was ended from outside, mostly for want of memory."""


def cores() -> int:
    return os.cpu_count() or 1


def read_all(batches: Iterable[tuple[Tag, Sequence[Listing]]], *, jobs: int) -> Iterator[tuple[Tag, list[Said]]]:
    """The answers of each batch beside what came with it. `jobs` processes; with one, this one. Raises Ended."""
    if jobs < 2:
        for tag, listings in batches:
            yield tag, read_batch(listings)
        return
    waiting: collections.deque[tuple[Tag, Future[list[Said]]]] = collections.deque()
    others = [_Other() for _ in range(jobs)]
    free: queue.SimpleQueue[_Other] = queue.SimpleQueue()
    for other in others:
        free.put(other)

    def ask(listings: Sequence[Listing]) -> list[Said]:
        other = free.get()
        try:
            return other.read(listings)
        finally:
            free.put(other)

    threads = ThreadPoolExecutor(jobs, thread_name_prefix="reading")
    try:
        for tag, listings in batches:
            waiting.append((tag, threads.submit(ask, listings)))
            if len(waiting) > AHEAD * jobs:
                tag, future = waiting.popleft()
                yield tag, future.result()
        while waiting:
            tag, future = waiting.popleft()
            yield tag, future.result()
    finally:
        for other in others:
            other.end()
        threads.shutdown(cancel_futures=True)


def read_batch(listings: Sequence[Listing]) -> list[Said]:
    faults: set[tuple[type[Exception], str]] = set()
    return [_said(each, faults) for each in listings]


def _said(listing: Listing, faults: set[tuple[type[Exception], str]]) -> Said:
    """`faults`: those of this batch whose traceback is in the log. One fault of a rule may meet every text."""
    try:
        return read(listing).answers
    except Exception as error:  # a fault of a rule: it must cost this one trial, not all that come after it
        fault = type(error), traceback.format_tb(error.__traceback__)[-1]
        log.error("%s cannot be read: %s", listing.nct_id, type(error).__name__, exc_info=fault not in faults)
        faults.add(fault)
        return None


class _Other:
    """Another process, seen from here."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "trials.readers"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603

    def read(self, listings: Sequence[Listing]) -> list[Said]:
        asked, answered = self._process.stdin, self._process.stdout
        assert asked and answered  # noqa: S101 - pipes, both
        try:
            asked.write(msgspec.json.encode(listings) + b"\n")
            asked.flush()
            line = answered.readline()
        except (OSError, ValueError):  # its end is closed, or ours
            line = b""
        if not line.endswith(b"\n"):
            raise Ended("A process that read was ended from outside; the next run goes on where this one stood.")
        return msgspec.json.decode(line, type=list[Said])

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started this to answer
    for line in sys.stdin.buffer:
        said = read_batch(msgspec.json.decode(line, type=list[Listing]))
        sys.stdout.buffer.write(msgspec.json.encode(said) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
