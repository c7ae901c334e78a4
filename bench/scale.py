"""The whole registry at once: 600,000 generated trials with three million sites, 5,000 centers. Run by
`bench/__main__.py`.

`python -m bench.scale fill TRIALS | index | ask ROUNDS` works on the database of its environment. Trials are written
straight into the tables, without versions: what is measured is the index and the search, not intake.
"""

from __future__ import annotations

import datetime as dt
import functools
import sys
from pathlib import Path
from typing import Any

import msgspec

from bench import centers, corpus
from bench.figures import Figure, percentile, seconds
from bench.ingest import peak_mb
from bench.questions import QUESTIONS
from bench.scratch import Scratch

TRIALS = 600_000
ROUNDS = 20
CHUNK = 2_000
WORST, AIM = 1_000, 150
_MORE = {
    "a word of most trials": "q=study&status=any",
    "two words of most trials": "q=patients+treatment&status=any",
    "a word begun": "q=ba",
    "near, nothing there": "near=-45,-140&within=100",
    "near, half the world": "near=41.85,-87.65&within=6000&site_status=any&status=any",
}
"""Beside the questions of the other benches: the dearest there are, and one that must cost next to nothing."""


class Indexed(msgspec.Struct):
    seconds: float
    peak_mb: float


class Kind(msgspec.Struct):
    name: str
    matches: int
    milliseconds: list[float]


class Asked(msgspec.Struct):
    kinds: list[Kind]
    first_ms: float
    """Reading the snapshot, once a process and generation."""
    peak_mb: float


def measure(
    scratch: Scratch, *, trials: int = TRIALS, many: int = centers.CENTERS, rounds: int = ROUNDS
) -> list[Figure]:
    database = scratch.fresh("scale")
    sites = scratch.told("bench.scale", "fill", str(trials), database=database, type=int)
    scratch.run("bench.center_asking", "make", str(many), database=database)
    filled = _gigabytes(database)
    indexed = scratch.told("bench.scale", "index", database=database, type=Indexed)
    asked = scratch.told("bench.scale", "ask", str(rounds), database=database, type=Asked)
    whole = _gigabytes(database)
    joint = centers.asked(scratch, database, of=f"{many:,} centers, {trials:,} trials", rounds=rounds)
    every = [ms for kind in asked.kinds for ms in kind.milliseconds]
    size = f"{trials:,} trials, {sites:,} sites"
    figures = [
        Figure(f"scale: slowest answer of all, {size}", max(every), "ms", at_most=WORST),
        Figure("p95 of all kinds mixed", percentile(every, 0.95), "ms", at_most=AIM, note="an aim"),
        Figure("p50 of all kinds mixed", percentile(every, 0.5), "ms"),
    ]
    for kind in asked.kinds:
        p50, p95 = (percentile(kind.milliseconds, share) for share in (0.5, 0.95))
        figures.append(Figure(f"  {kind.name}", p95, "ms", note=f"{kind.matches:,} match; p95, p50 {p50:.0f} ms"))
    return [
        *figures,
        *joint,
        Figure("time to match sites to centers, and to index", indexed.seconds, "s"),
        Figure("memory of indexing", indexed.peak_mb, "MB"),
        Figure("memory of a process that answers", asked.peak_mb, "MB"),
        Figure("first answer of a process", asked.first_ms, "ms", note="reads the snapshot"),
        Figure("disk: trials, sites and centers", filled, "GB"),
        Figure("disk: the index", whole - filled, "GB"),
    ]


def _gigabytes(database: Path) -> float:
    return (
        sum(Path(f"{database}{end}").stat().st_size for end in ("", "-wal") if Path(f"{database}{end}").exists()) / 1e9
    )


def _fill(trials: int) -> int:
    """Returns the number of sites."""
    from django.db import connection, transaction

    from trials import table
    from trials.columns import trial_row
    from trials.models import Registration, Trial, TrialSite
    from trials.records import RawRecord, TrialRecord
    from trials.registries import clinicaltrials_gov

    now = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
    held: table.Row = {"example": False, "revision": 1, "first_held_at": now, "changed_at": now}
    listed: table.Row = {"registry": "clinicaltrials_gov", "state": "listed", "in_breast_scope": False}

    def record(number: int) -> TrialRecord:
        body = msgspec.json.encode(corpus.study(number))
        return clinicaltrials_gov.parse(RawRecord("clinicaltrials_gov", corpus.nct(number), body))

    count = 0
    for first in range(1, trials + 1, CHUNK):
        records = {number: record(number) for number in range(first, min(first + CHUNK, trials + 1))}
        sites: list[table.Row] = [
            {
                "registration": number,
                "identity": identity,
                "ordinal": 0,
                **{name: getattr(site, name) for name in _SITE},
            }
            for number, one in records.items()
            for identity, site in enumerate(one.sites)
        ]
        with transaction.atomic():
            table.insert(Trial, [{"id": number, **held, **trial_row(one)} for number, one in records.items()])
            table.insert(
                Registration,
                [
                    {"id": number, "trial": number, "registry_id": one.registry_id, **listed, **_NO_HASH}
                    for number, one in records.items()
                ],
            )
            table.insert(TrialSite, sites)
        count += len(sites)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return count


_SITE = "facility city state zip country status lat lon contacts".split()
_NO_HASH = {"served_hash": "", "content_hash": ""}


def _index() -> Indexed:
    from finder.index import reindex

    return Indexed(seconds(reindex), peak_mb())


def _ask(rounds: int) -> Asked:
    from bench.search import ours

    first = seconds(lambda: ours(""))
    kinds: list[Kind] = []
    for name, query in (QUESTIONS | _MORE).items():
        answer, *_ = ours(query)
        work = functools.partial(ours, query)
        kinds.append(Kind(name, answer.count, [seconds(work) * 1000 for _ in range(rounds)]))
    return Asked(kinds, first * 1000, peak_mb())


def main(what: str, *arguments: str) -> Any:
    import django

    django.setup()
    return {"fill": _fill, "index": _index, "ask": _ask}[what](*map(int, arguments))  # type: ignore[operator]


if __name__ == "__main__":
    print(msgspec.json.encode(main(*sys.argv[1:])).decode())
