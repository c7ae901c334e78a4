"""`python -m trials.eligibility`: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
import os
import subprocess
import sys

FORM = [
    "nct_id",
    "breast",
    "stages",
    "subtypes_stated",
    "subtypes",
    "biomarkers",
    "brain_metastases",
    "leptomeningeal",
    "prior_lines",
    "prior_therapy",
    "ecog_max",
    "measurable_disease",
    "menopause",
    "men",
    "modalities",
]
ROW: dict[str, object] = {
    "nct_id": "NCT99000001",
    "official_title": "A study in HER2-positive breast cancer",
    "brief_title": None,
    "conditions": [],
    "keywords": [],
    "interventions": [],
    "eligibility": "Inclusion Criteria:\n* ECOG 0-1",
}


def run(text: str, *options: str, seed: str = "random") -> tuple[int, list[dict[str, object]], str]:
    done = subprocess.run(
        [sys.executable, "-m", "trials.eligibility", *options],
        input=text,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONHASHSEED": seed},
        timeout=120,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_a_row_is_answered_in_the_guides_form() -> None:
    code, rows, _ = run(json.dumps(ROW) + "\n")
    assert (code, list(rows[0]), rows[0]["ecog_max"]) == (0, FORM, 1)


def test_evidence_adds_the_quotes() -> None:
    _, rows, _ = run(json.dumps(ROW) + "\n", "--evidence")
    quotes = [evidence["quote"] for answer in rows[0]["evidence"] for evidence in answer["evidence"]]  # type: ignore[attr-defined]
    assert "ECOG 0-1" in quotes


def test_many_rows_keep_their_order_on_all_cores() -> None:
    _, rows, _ = run(
        "".join(json.dumps(ROW | {"nct_id": f"NCT99{number:06d}"}) + "\n" for number in range(600)), "--jobs", "2"
    )
    assert [row["nct_id"] for row in rows] == [f"NCT99{number:06d}" for number in range(600)]


def test_two_runs_say_the_same_in_the_same_order() -> None:
    text = (
        "Inclusion Criteria:\n* Prior treatment with trastuzumab deruxtecan, sacituzumab govitecan and chemoradiation"
    )
    first, second = (run(json.dumps(ROW | {"eligibility": text}) + "\n", "--evidence", seed=seed) for seed in "12")
    assert first == second


def test_a_line_that_is_no_object_is_told_and_left_out() -> None:
    code, rows, errors = run("nonsense\n[1]\n" + json.dumps(ROW) + "\n")
    assert (code, len(rows), errors.count("no JSON object")) == (1, 1, 2)


def test_fields_of_another_type_are_empty() -> None:
    code, rows, _ = run(json.dumps({"nct_id": 5, "eligibility": ["x"], "conditions": "breast cancer"}) + "\n")
    assert (code, rows[0]["nct_id"]) == (0, "")
