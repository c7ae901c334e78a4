"""The joint question beside hand-written SQL: which centers offer this, and have a site of a trial that …

In: a database with trials, indexed; out: figures. Called by `bench/__main__.py` and `bench/scale.py`; the work is done
by `bench/center_asking.py`, in processes of its own.
"""

from __future__ import annotations

import statistics
from pathlib import Path

import msgspec

from bench.figures import Figure, percentile
from bench.scratch import Scratch

CENTERS, ROUNDS = 5_000, 15


class Matched(msgspec.Struct):
    """`matching`: seconds for all facilities of all sites; `indexing`: for that, written, and what changed indexed."""

    sites: int
    texts: int
    of_centers: int
    """Sites that are a center's."""
    matching: float
    indexing: float


class Kind(msgspec.Struct):
    name: str
    matches: int
    ours: list[float]
    floor: list[float]
    """Milliseconds."""
    ours_listed: list[float]
    floor_listed: list[float]
    """Without facets."""


def measure(scratch: Scratch, database: Path, *, centers: int, rounds: int) -> list[Figure]:
    """The figures. Leaves the centers in the database."""
    scratch.run("bench.center_asking", "make", str(centers), database=database)
    matched = scratch.told("bench.center_asking", "match", database=database, type=Matched)
    return [
        *asked(scratch, database, of=f"{centers:,} centers", rounds=rounds),
        Figure(
            "sites matched to centers",
            matched.sites / matched.matching,
            "/s",
            note=f"{matched.sites:,} sites, {matched.texts:,} texts; {matched.of_centers:,} sites are a center's",
        ),
        Figure("time to match, and to index what changed", matched.indexing, "s"),
    ]


def asked(scratch: Scratch, database: Path, *, of: str, rounds: int) -> list[Figure]:
    """The joint questions, in turns with the floor, where centers are in the index."""
    kinds = scratch.told("bench.center_asking", "ask", str(rounds), database=database, type=list[Kind])
    each = [
        Figure(
            f"  {one.name}",
            statistics.median(one.ours),
            "ms",
            statistics.median(one.floor),
            note=f"{one.matches:,} match; p95 {percentile(one.ours, 0.95):.0f} ms",
        )
        for one in kinds
    ]
    every = [ms for one in kinds for ms in one.ours]
    mixed = Figure(
        f"centers: {len(kinds)} joint questions mixed, the floor hand-written SQL",
        statistics.fmean(one.ours for one in each),
        "ms",
        statistics.fmean(one.floor or 0.0 for one in each),
        at_most=3,
        note=of,
    )
    return [
        mixed,
        *each,
        Figure(
            "the same without facets, of centers",
            statistics.fmean(statistics.median(one.ours_listed) for one in kinds),
            "ms",
            statistics.fmean(statistics.median(one.floor_listed) for one in kinds),
        ),
        Figure("p95 of all joint questions", percentile(every, 0.95), "ms"),
        Figure("p50 of all joint questions", percentile(every, 0.5), "ms"),
    ]
