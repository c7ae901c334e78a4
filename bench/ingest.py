"""Taking records in: by the finder, by a floor on the bare driver, and by a naive loader; and reading what they ask.

Run by `bench/__main__.py`. `python -m bench.ingest HOW CORPUS` works on the database of its environment and prints what
it took.
"""

from __future__ import annotations

import resource
import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from bench import corpus
from bench.figures import Figure, seconds
from bench.scratch import Scratch

ROUNDS = 3
PEER_STUDIES = 500
STAMP = "2026-11-20T09:00:00"


class Took(msgspec.Struct):
    seconds: float
    studies: int
    peak_mb: float


class Ingested(NamedTuple):
    figures: list[Figure]
    database: Path


def measure(scratch: Scratch, records: Path, *, rounds: int = ROUNDS) -> Ingested:
    """Figures of a first and a second pass, floor and ours in turns. The database is the finder's, as it came out; then
    its records are read and indexed with what was read."""
    first: dict[str, list[Took]] = {"floor": [], "ours": []}
    second: dict[str, list[Took]] = {"floor": [], "ours": []}
    databases: dict[str, Path] = {}
    for _ in range(rounds):
        for how in first:
            databases[how] = scratch.fresh(how)
            first[how].append(_run(scratch, how, records, databases[how]))
    for _ in range(2 * rounds):  # short: more of them
        for how in second:
            second[how].append(_run(scratch, f"{how}-again", records, databases[how]))
    databases["peer"] = scratch.fresh("peer")
    peer = _run(scratch, "peer", records, databases["peer"])
    for how in ("floor", "peer"):
        scratch.drop(databases[how])
    read = _run(scratch, "read", records, databases["ours"])
    indexed = _run(scratch, "index", records, databases["ours"])
    studies = first["ours"][0].studies
    each_peer = peer.seconds / peer.studies * studies
    return Ingested(
        [
            Figure(f"ingest {studies:,} studies", _time(first["ours"]), "s", _time(first["floor"]), at_most=3),
            Figure("ingest memory", _memory(first["ours"]), "MB", at_most=400),
            Figure("second pass, nothing changed", _time(second["ours"]), "s", _time(second["floor"]), at_most=2),
            Figure("second pass memory", _memory(second["ours"]), "MB", at_most=400),
            Figure(
                "ingest, the floor a naive update_or_create loader",
                _time(first["ours"]),
                "s",
                each_peer,
                note=f"its time for {peer.studies:,} studies, extrapolated",
            ),
            Figure(
                "read: what they ask, into findings", read.seconds, "s", note=f"{studies / read.seconds:,.0f} a second"
            ),
            Figure("read: memory of the process that writes", read.peak_mb, "MB", at_most=400),
            Figure("index again, with what was read", indexed.seconds, "s"),
        ],
        databases["ours"],
    )


def _run(scratch: Scratch, how: str, records: Path, database: Path) -> Took:
    return scratch.told("bench.ingest", how, records, database=database, type=Took)


def _time(runs: list[Took]) -> float:
    return statistics.median(run.seconds for run in runs)


def _memory(runs: list[Took]) -> float:
    return max(run.peak_mb for run in runs)


def peak_mb() -> float:
    """The most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)


def main(how: str, path: Path) -> Took:
    ways = {"floor": _floor, "ours": _ours, "floor-again": _floor_again, "ours-again": _ours, "peer": _peer}
    ways |= {"read": _read, "index": _index}
    studies = 0

    def counted() -> Iterator[list[bytes]]:
        nonlocal studies
        for page in corpus.pages(path):
            studies += len(page)
            yield page

    work = ways[how]()
    taken = seconds(lambda: work(counted()))
    return Took(taken, studies, peak_mb())


Work = Callable[[Iterator[list[bytes]]], None]


def _ours() -> Work:
    """Intake a page at a time, each in a transaction, then the index. The second pass is the same call."""
    import django

    django.setup()
    from django.utils import timezone

    from finder.index import reindex
    from trials.intake import take_in

    def work(pages: Iterator[list[bytes]]) -> None:
        for page in pages:
            now = timezone.now()
            outcomes = take_in(
                page, registry="clinicaltrials_gov", scope="everything", fetched_at=now, source_timestamp=STAMP
            )
            assert "unreadable" not in outcomes.values()
        reindex()

    return work


def _read() -> Work:
    """What stands in the database; the records are not looked at."""
    import django

    django.setup()
    from trials.reading import read_stale

    def work(_: Iterator[list[bytes]]) -> None:
        assert not read_stale().failed

    return work


def _index() -> Work:
    import django

    django.setup()
    from finder.index import reindex

    def work(_: Iterator[list[bytes]]) -> None:
        reindex()

    return work


def _floor() -> Work:
    from bench import floor

    return floor.take_in


def _floor_again() -> Work:
    """The hashes it looks up are there from a pass that is not timed."""
    from bench import floor

    return floor.look_up


def _peer() -> Work:
    from itertools import islice

    import django

    django.setup()
    from bench.peer import load

    return lambda pages: load(list(islice((body for page in pages for body in page), PEER_STUDIES)))


if __name__ == "__main__":
    print(msgspec.json.encode(main(sys.argv[1], Path(sys.argv[2]))).decode())
