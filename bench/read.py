"""Reading what trials ask: the reader beside the bare term scan, and beside its peers. Run by `bench/__main__.py`.

`python -m bench.read TEXTS` reads a file of JSON lines (those of `python -m trials.eligibility`) on one core and prints
what it took, in seconds of the processor: others on the same machine do not count.
"""

from __future__ import annotations

import gc
import itertools
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from bench import corpus, peers
from bench.figures import Figure, seconds, side_by_side
from bench.ingest import peak_mb
from bench.scratch import ROOT, Scratch
from trials import bulk
from trials.columns import trial_row
from trials.eligibility import Listing, accuracy, guide_form, read
from trials.eligibility.mentions import lowered
from trials.eligibility.reader import lexicon
from trials.records import RawRecord
from trials.registries import clinicaltrials_gov
from trials.texts import listing

TEXTS = 12_000
SAMPLE = 200
"""The peers are slow: they are timed on some of the texts, ours then as well."""
BATCH = 64
ROUNDS = 3
STARTS = 7
LEAST = 1_000
"""Texts a second, on one core."""
LEAST_OF_SCAN = LEAST / 28_000
"""The same on any machine: on the one where it was asked for, a scan for fifty words made 28,000."""
SCANS = 20
"""How often the sample is scanned: once is too short to be timed."""


class Labelled(NamedTuple):
    """What people labelled, and the texts they did it in."""

    labels: Path
    texts: Path


class Took(msgspec.Struct):
    texts: int
    scan: float
    """Seconds of the bare term scan."""
    read: float
    quarter_mb: float
    """Memory when a quarter was read."""
    end_mb: float


def measure(
    scratch: Scratch,
    records: Path | None,
    *,
    texts: int = TEXTS,
    rounds: int = ROUNDS,
    beside: Path | None = None,
    labelled: Labelled | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> list[Figure]:
    """`beside`: the folder that keeps the environments of the peers; none: no peers."""
    source = scratch.folder / "texts.jsonl"
    write(source, records, texts)
    took = [_alone(scratch, source) for _ in range(rounds)]
    rate, scan = (statistics.median(one.texts / of(one) for one in took) for of in (_read_seconds, _scan_seconds))
    last = took[-1]
    figures = [
        Figure("read: texts a second on one core", rate, "/s", at_least=LEAST, note=f"{texts:,} texts"),
        Figure("the same, the floor the bare term scan", rate, "/s", scan),
        Figure("memory at the end, the floor at a quarter", last.end_mb, "MB", last.quarter_mb, at_most=1.1),
        *_program(scratch, source, texts, rounds),
    ]
    if beside is None:
        say("Without peers: --peers downloads them.")
    else:
        figures += _beside(scratch, source, beside, texts)
    if labelled is not None:
        figures += _right(labelled, beside)
    return figures


def _read_seconds(took: Took) -> float:
    return took.read


def _scan_seconds(took: Took) -> float:
    return took.scan


def _alone(scratch: Scratch, source: Path) -> Took:
    return scratch.told("bench.read", source, database=scratch.folder / "none", type=Took)


def _program(scratch: Scratch, source: Path, texts: int, rounds: int) -> list[Figure]:
    """`python -m trials.eligibility`, by the clock on the wall."""
    found = scratch.folder / "read.jsonl"
    one, all_cores = side_by_side(
        lambda: _run_program(source, found, "--jobs", "1"), lambda: _run_program(source, found), rounds=rounds
    )
    with found.open("rb") as lines:
        assert sum(1 for _ in lines) == texts
    alone = scratch.folder / "text.jsonl"
    with source.open("rb") as lines:
        alone.write_bytes(next(lines))
    start = statistics.median(seconds(lambda: _run_program(alone, found)) for _ in range(STARTS))
    return [
        Figure("python -m trials.eligibility on all cores, the floor on one", texts / all_cores, "/s", texts / one),
        Figure("its start, to the first answer", start, "s", at_most=1),
    ]


def _run_program(source: Path, found: Path, *options: str) -> None:
    with source.open("rb") as asked, found.open("wb") as told:
        command = [sys.executable, "-m", "trials.eligibility", *options]
        subprocess.run(command, stdin=asked, stdout=told, cwd=ROOT, check=True)


def _beside(scratch: Scratch, source: Path, beside: Path, texts: int) -> list[Figure]:
    sample = scratch.folder / "sample.jsonl"
    with source.open("rb") as lines:
        some = list(itertools.islice(lines, 0, None, max(1, texts // SAMPLE)))[:SAMPLE]
    sample.write_bytes(b"".join(some))
    listings = [_listing(line) for line in some]
    figures = []
    for name in peers.PEERS:
        ours = _alone(scratch, sample)
        theirs = peers.tag(name, beside, listings)
        note = f"{len(some)} texts"
        rates = ours.texts / ours.read, len(some) / theirs.seconds
        figures.append(Figure(f"read: texts a second, the floor {name}", rates[0], "/s", rates[1], note=note))
    ours = _alone(scratch, sample)
    scan = len(some) * SCANS / peers.tag(peers.SCAN, beside, listings * SCANS).seconds
    name = f"read: texts a second, the floor {peers.SCANNED} words with {peers.SCAN}"
    figures.append(Figure(name, ours.texts / ours.read, "/s", scan, at_least=LEAST_OF_SCAN))
    return figures


def _right(labelled: Labelled, beside: Path | None) -> list[Figure]:
    """F1 of each field that a peer is asked for, ours and theirs on the same labels."""
    labels = {row["nct_id"]: row for row in accuracy.rows(labelled.labels)}
    listings = [Listing.of(row) for row in accuracy.rows(labelled.texts) if row["nct_id"] in labels]

    def scored(forms: list[dict[str, Any]]) -> dict[str, accuracy.Figures]:
        pairs = ((labels[one.nct_id], form) for one, form in zip(listings, forms, strict=True))
        return {one.field: one for one in accuracy.compare(pairs)}

    ours = scored([guide_form(read(one)) for one in listings])
    figures = []
    for name in peers.PEERS if beside else ():
        assert beside is not None
        told = peers.tag(name, beside, listings).found
        theirs = scored([peers.guide_form(one, found) for one, found in zip(listings, told, strict=True)])
        for field in peers.FIELDS:
            note = f"ours {_precision(ours[field])}, theirs {_precision(theirs[field])}"
            figures.append(Figure(f"F1 {field}, the floor {name}", ours[field].f1, "", theirs[field].f1, note=note))
    return figures or [Figure(f"F1 {name}", one.f1, "", note=_precision(one)) for name, one in ours.items()]


def _precision(one: accuracy.Figures) -> str:
    return f"P {one.precision:.3f} R {one.recall:.3f}"


# --- texts -----------------------------------------------------------------------------------------------------------


def write(path: Path, records: Path | None, count: int) -> None:
    """So many texts, one a line: those of the records over and over, or of generated studies."""
    bodies = corpus.studies(None, count) if records is None else _over_and_over(records)
    with path.open("wb") as file:
        for body in itertools.islice(bodies, count):
            file.write(_line(body) + b"\n")


def _over_and_over(records: Path) -> Iterator[bytes]:
    return (body for _ in itertools.count() for batch in bulk.batches(records) for body in batch)


def _line(body: bytes) -> bytes:
    """The texts of a study, or a line that holds them already."""
    given = msgspec.json.decode(body)
    if "eligibility" in given:
        return body
    record = clinicaltrials_gov.parse(RawRecord("clinicaltrials_gov", "", body))
    row = msgspec.to_builtins(trial_row(record))
    return msgspec.json.encode(listing({"public_id": record.registry_id, **row}))


def _listing(line: bytes) -> Listing:
    return Listing.of(msgspec.json.decode(line))


# --- a process of its own --------------------------------------------------------------------------------------------


def main(path: Path) -> Took:
    """Scan and read in turns, a batch at a time, as the program does it."""
    trie = lexicon()
    gc.collect()
    gc.freeze()
    with path.open("rb") as lines:
        count = sum(1 for _ in lines)
    took = Took(0, 0.0, 0.0, 0.0, 0.0)
    with path.open("rb") as lines:
        while batch := [_listing(line) for line in itertools.islice(lines, BATCH)]:
            started = time.process_time()
            for one in batch:
                trie.scan(lowered("\n".join(filter(None, one.fields().values()))))
            scanned = time.process_time()
            for one in batch:
                guide_form(read(one))
            took.read += time.process_time() - scanned
            took.scan += scanned - started
            took.texts += len(batch)
            if not took.quarter_mb and took.texts * 4 >= count:
                took.quarter_mb = _memory_mb()
    took.end_mb = _memory_mb()
    return took


def _memory_mb() -> float:
    """What this process holds now; where the system does not tell, the most it ever held."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() / 2**20
    return peak_mb()


if __name__ == "__main__":
    print(msgspec.json.encode(main(Path(sys.argv[1]))).decode())
