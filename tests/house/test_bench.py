"""The benches work: every part runs on a few studies. What they measure is never asserted, or a busy machine fails."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from bench import corpus, peers, plain, read, wrk
from bench.__main__ import PARTS, run
from bench.figures import Figure, percentile, table
from bench.questions import OF_CENTERS, OF_PERSONS
from bench.scratch import Scratch
from tests import make
from trials.eligibility import Listing

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent.parent


def test_every_part_runs_and_both_sides_give_the_same_answers(tmp_path: Path) -> None:
    said: list[str] = []
    figures = run(Scratch(tmp_path), list(PARTS), records=None, studies=60, quick=True, say=said.append)
    names = [one.name for one in figures]
    for part in (
        "read: texts",
        "ingest 60",
        "search: mixed",
        "search: with a person",
        "http, the floor a bare",
        *(["load, wrk"] if shutil.which("wrk") else []),
        "centers:",
        "scale:",
    ):
        assert [name for name in names if name.startswith(part)], part
    person = names.index("search: with a person, the floor hand-written SQL")
    assert len({one.note for one in figures[person + 1 :][: len(OF_PERSONS)]}) > 3, "a person makes no difference"
    joint = [one for one in names if one.startswith("centers:")]
    assert len(joint) == 2, "beside the centers of a few studies, and at scale"
    of_centers = figures[names.index(joint[0]) + 1 :][: len(OF_CENTERS)]
    assert len({one.note.partition(" match")[0] for one in of_centers}) > 3, "what is asked makes no difference"
    failed = [one.ours for one in figures if one.name.startswith(("http answers other than 2xx", "load, answers that"))]
    assert failed == [0] * (4 if shutil.which("wrk") else 2)
    assert [line for line in said if line.startswith("Without peers")]
    assert not list(tmp_path.glob("ours.sqlite3*"))


def test_how_often_we_are_right_stands_beside_the_figures_of_speed(tmp_path: Path) -> None:
    texts, labels = tmp_path / "listings.jsonl", tmp_path / "labels.jsonl"
    row = {"nct_id": make.nct(1), "eligibility": "Exclusion Criteria:\n\n* Leptomeningeal disease\n"}
    texts.write_text(json.dumps(row))
    labels.write_text(json.dumps({"nct_id": make.nct(1), "leptomeningeal": "excluded", "men": "yes"}))
    figures = read.measure(Scratch(tmp_path), texts, texts=8, rounds=1, labelled=read.Labelled(labels, texts))
    f1 = {one.name: one.ours for one in figures if one.name.startswith("F1")}
    assert (f1["F1 leptomeningeal"], f1["F1 men"]) == (1, 0)


def test_without_wrk_it_says_so_and_measures_no_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    said: list[str] = []
    assert wrk.measure(Scratch(tmp_path), tmp_path / "none", length=1, say=said.append) == []
    assert "apt-get install wrk" in said[0]


_ASKED = """Inclusion Criteria:
PIK3CA mutation
Prior treatment with a taxane
No leptomeningeal disease
Exclusion Criteria:
Untreated brain metastases
Prior trastuzumab deruxtecan
"""


def test_mentions_of_a_peer_come_to_the_form_of_the_guide() -> None:
    found: list[peers.Found] = [
        _mention(name, negated, section)
        for name, negated, section in (
            ("pik3ca", False, "inclusion"),
            ("taxane", False, "inclusion"),
            ("leptomeningeal disease", True, "inclusion"),
            ("brain", False, "exclusion"),
            ("trastuzumab deruxtecan", False, "exclusion"),
        )
    ]
    form = peers.guide_form(Listing(eligibility=_ASKED), found)
    assert form["biomarkers"] == {"PIK3CA": "required"}
    assert form["prior_therapy"]["taxane"] == "required"
    assert form["prior_therapy"]["t_dxd"] == "excluded"
    assert (form["leptomeningeal"], form["brain_metastases"], form["men"]) == (
        "excluded",
        "stable_allowed",
        "not_stated",
    )


def _mention(name: str, negated: bool, section: str) -> peers.Found:
    start = _ASKED.lower().index(name)
    return start, start + len(name), list(peers.rules()).index(name), negated, section


@pytest.mark.parametrize("peer", [*peers.PEERS, peers.SCAN])
def test_each_peer_is_pinned_to_the_version(peer: str) -> None:
    pins = (ROOT / "bench" / f"peers-{peer}.txt").read_text().split()
    assert [pin for pin in pins if pin.startswith(f"{peer}==")]
    assert not [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)]


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
