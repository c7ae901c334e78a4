"""The benches work: every part runs on a few studies. What they measure is never asserted, or a busy machine fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench import corpus, plain
from bench.__main__ import PARTS, run
from bench.figures import Figure, percentile, table
from bench.scratch import Scratch
from tests import make

ROOT = Path(__file__).resolve().parent.parent.parent


def test_every_part_runs_and_both_sides_give_the_same_answers(tmp_path: Path) -> None:
    figures = run(Scratch(tmp_path), list(PARTS), records=None, studies=60, quick=True)
    names = [one.name for one in figures]
    assert [
        name for name in names if name.startswith(("ingest 60", "search: mixed", "http, the floor a bare", "scale:"))
    ]
    failed = [one.ours for one in figures if one.name.startswith("http answers other than 2xx")]
    assert failed == [0, 0]
    assert not list(tmp_path.glob("ours.sqlite3*"))


def test_the_floor_has_the_pragmas_of_the_finder() -> None:
    ours = re.findall(r"PRAGMA \w+=\w+", (ROOT / "finder" / "settings.py").read_text())
    assert ours
    assert set(ours) <= set(re.findall(r"PRAGMA \w+=-?\w+", plain._PRAGMAS))


def test_records_come_again_under_fresh_ids_without_their_aliases(tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    records.write_bytes(b"\n".join(make.body(make.study(n, aliases=[make.nct(900)])) for n in (1, 2)))
    bodies = list(corpus.studies(records, 5))
    assert [re.findall(rb'"nctId":"(NCT\d+)"', body) for body in bodies] == [
        [corpus.nct(n).encode()] for n in range(1, 6)
    ]
    assert not [body for body in bodies if make.nct(900).encode() in body]


def test_the_same_corpus_is_made_each_time() -> None:
    assert list(corpus.studies(None, 3)) == list(corpus.studies(None, 3))


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100)])
def test_a_percentile_is_a_value_that_was_measured(share: float, value: int) -> None:
    assert percentile(list(range(1, 101)), share) == value


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (Figure("slow", 3.1, "s", 1.0, at_most=3), False),
        (Figure("fast", 2.9, "s", 1.0, at_most=3), True),
        (Figure("few", 4.0, "req/s", 1.0, at_least=10), False),
        (Figure("small", 399.0, "MB", at_most=400), True),
        (Figure("told", 1.0, "MB"), None),
    ],
)
def test_a_target_bounds_the_ratio_or_the_figure_where_there_is_no_floor(figure: Figure, met: bool | None) -> None:
    assert figure.met is met
    assert figure.name in table([figure])
