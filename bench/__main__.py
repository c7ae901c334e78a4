"""What the finder costs, and beside what: all that `script/bench` does.

In: records, or none; out: a table. Every figure stands beside its floor, measured in the same run on the same machine:
the ratio is what counts. Nothing of the person's own data is read or written.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from bench import centers, corpus, http, ingest, read, scale, wrk
from bench.figures import Figure, table
from bench.scratch import Scratch
from trials import bulk

STUDIES, FEW = 20_000, 60
PARTS = ("read", "ingest", "search", "page", "http", "load", "centers", "scale")


def main() -> None:
    given = _arguments()
    parts = [given.only] if given.only else [part for part in PARTS if part != "scale" or given.all]
    with tempfile.TemporaryDirectory(prefix="finder-bench.", dir=given.folder) as folder:
        figures = run(
            Scratch(Path(folder)),
            parts,
            records=given.records,
            studies=FEW if given.quick and not given.times else _studies(given.records, given.times),
            quick=given.quick,
            beside=_kept() if given.peers else None,
            labelled=read.Labelled(given.labels, given.texts) if given.labels else None,
            say=_say,
        )
    machine = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()}"
    print(f"\n{machine}\n\n{table(figures)}")
    if given.json:
        given.json.write_bytes(msgspec.json.encode({"machine": machine, "figures": [one.told() for one in figures]}))


def run(
    scratch: Scratch,
    parts: list[str],
    *,
    records: Path | None,
    studies: int,
    quick: bool = False,
    beside: Path | None = None,
    labelled: read.Labelled | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> list[Figure]:
    """The figures of the parts, in order. `quick`: every part once, only to see that it works. `beside`: the folder of
    the reader's peers."""
    figures: list[Figure] = []
    if "read" in parts:
        say("read …")
        texts, times = (studies, 1) if quick else (read.TEXTS, read.ROUNDS)
        figures += read.measure(scratch, records, texts=texts, rounds=times, beside=beside, labelled=labelled, say=say)
    if {"ingest", "search", "page", "http", "load", "centers"} & set(parts):
        source = scratch.folder / "studies.jsonl"
        size = corpus.write(source, records, studies)
        say(f"{studies:,} studies, {size / 1e6:,.0f} MB")
        say("ingest …")
        ingested = ingest.measure(scratch, source, rounds=1 if quick or "ingest" not in parts else ingest.ROUNDS)
        figures += ingested.figures if "ingest" in parts else []
        if {"search", "page", "http", "load"} & set(parts):
            say("search …")
            rounds = 1 if quick or "search" not in parts else 15
            searched = scratch.told("bench.search", str(rounds), database=ingested.database, type=list[Figure])
            figures += searched if "search" in parts else []
        if "page" in parts:
            say("page …")
            times = 1 if quick else 10
            figures += scratch.told("bench.page", str(times), database=ingested.database, type=list[Figure])
        if "http" in parts:
            say("http …")
            length, times = (0.5, 1) if quick else (8.0, http.ROUNDS)
            figures += http.measure(scratch, ingested.database, length=length, rounds=times)
        if "load" in parts:
            say("load …")
            seconds, times = (1, 1) if quick else (wrk.SECONDS, wrk.ROUNDS)
            figures += wrk.measure(scratch, ingested.database, length=seconds, rounds=times, say=say)
        if "centers" in parts:  # the last on this database: it makes centers in it
            say("centers …")
            many, times = (FEW, 1) if quick else (centers.CENTERS, centers.ROUNDS)
            figures += centers.measure(scratch, ingested.database, centers=many, rounds=times)
        scratch.drop(ingested.database)
    if "scale" in parts:
        say("scale: this takes a quarter of an hour …")
        trials, many, asked = (studies, FEW, 1) if quick else (scale.TRIALS, centers.CENTERS, scale.ROUNDS)
        figures += scale.measure(scratch, trials=trials, many=many, rounds=asked)
    return figures


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description=str(__doc__).partition(":")[0])
    parser.add_argument(
        "--records", type=Path, help="real studies (.jsonl, .jsonl.gz, .zip or a folder); else generated"
    )
    parser.add_argument(
        "--times", type=int, help=f"how many times the records are taken; else until {STUDIES:,} studies"
    )
    parser.add_argument("--only", choices=PARTS, help="one part alone")
    parser.add_argument(
        "--all", action="store_true", help=f"scale too: {scale.TRIALS:,} trials, some 20 minutes and 5 GB"
    )
    parser.add_argument(
        "--peers", action="store_true", help="read: beside medspaCy and negspacy, which are downloaded once"
    )
    parser.add_argument("--labels", type=Path, help="read: what people labelled, to see how often who is right")
    parser.add_argument("--texts", type=Path, help="read: the texts they did it in")
    parser.add_argument("--json", type=Path, help="writes the figures there")
    parser.add_argument("--quick", action="store_true", help="every part once, only to see that it works")
    parser.add_argument("--folder", type=Path, help="where the scratch folder is made, if not in the usual place")
    given = parser.parse_args()
    if (given.labels is None) != (given.texts is None):
        parser.error("--labels and --texts go together")
    return given


def _kept() -> Path:
    """Where the environments of the peers stay from one run to the next."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "finder-bench"


def _studies(records: Path | None, times: int | None) -> int:
    if times is None:
        return STUDIES
    return times * (sum(map(len, bulk.batches(records))) if records else 1_000)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
