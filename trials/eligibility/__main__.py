"""`python -m trials.eligibility [--evidence] < in.jsonl > out.jsonl`: listings in, the labelling guide's form out.

A line that is no JSON object is answered with an error on stderr and left out; the exit code is then 1. Batches go to
all cores, in order, a bounded number at a time, so that memory stays flat.
"""

from __future__ import annotations

import argparse
import collections
import gc
import itertools
import json
import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor

import msgspec

from trials.eligibility import Listing, guide_form, read
from trials.eligibility.reader import lexicon

BATCH = 64


def read_batch(lines: list[str], evidence: bool) -> list[str | None]:
    """JSON lines → JSON lines; None for a line that is no object."""
    return [_read_line(line, evidence) for line in lines]


def _read_line(line: str, evidence: bool) -> str | None:
    try:
        row = msgspec.json.decode(line)
    except msgspec.DecodeError:
        try:
            row = json.loads(line)  # takes lone surrogates and NaN as well
        except ValueError:
            return None
    if not isinstance(row, dict):
        return None
    reading = read(Listing.of(row))
    form = guide_form(reading)
    if evidence:
        form["evidence"] = [msgspec.to_builtins(answer) for answer in reading.answers]
    return json.dumps(form, ensure_ascii=True)


def batches(lines: Iterable[str]) -> Iterator[list[str]]:
    wanted = (line for line in lines if line.strip())
    while batch := list(itertools.islice(wanted, BATCH)):
        yield batch


def answers(lines: Iterable[str], *, evidence: bool, jobs: int) -> Iterator[str | None]:
    lexicon()  # built before the fork, shared after it
    gc.collect()
    gc.freeze()  # the lexicon is for ever: the collector need not walk it again and again
    found = batches(lines)
    first = list(itertools.islice(found, 4))
    if jobs < 2 or len(first) < 4:
        for batch in itertools.chain(first, found):
            yield from read_batch(batch, evidence)
        return
    waiting: collections.deque[Future[list[str | None]]] = collections.deque()
    with ProcessPoolExecutor(jobs) as pool:
        for batch in itertools.chain(first, found):
            waiting.append(pool.submit(read_batch, batch, evidence))
            if len(waiting) > 4 * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m trials.eligibility", description="Read what trials ask of a participant."
    )
    parser.add_argument("--evidence", action="store_true", help="add each answer with the sentences that prove it")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: one a core)")
    options = parser.parse_args()
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogatepass")  # type: ignore[union-attr]
    bad = 0
    for place, line in enumerate(answers(sys.stdin, evidence=options.evidence, jobs=options.jobs), 1):
        if line is None:
            bad += 1
            print(f"line {place}: no JSON object", file=sys.stderr)  # noqa: T201
        else:
            sys.stdout.write(line + "\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
