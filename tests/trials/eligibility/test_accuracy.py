"""The figures of the page on accuracy: what is counted, and what is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from trials.eligibility.accuracy import Figures, compare, items, main, overall
from trials.eligibility.guide import CELLS

SILENT: dict[str, Any] = {"nct_id": "NCT99000001", "breast": "only", "subtypes_stated": False, "subtypes": list(CELLS)}


def of(field: str, figures: list[Figures]) -> Figures:
    return next(one for one in figures if one.field == field)


@pytest.mark.parametrize(
    ("form", "field", "expected"),
    [
        ({"brain_metastases": "not_stated"}, "brain_metastases", set()),
        ({"brain_metastases": "excluded"}, "brain_metastases", {"excluded"}),
        ({"ecog_max": None}, "ecog_max", set()),
        ({"ecog_max": 0}, "ecog_max", {0}),
        ({"biomarkers": {"ESR1": "required"}}, "biomarkers", {("ESR1", "required")}),
        ({"stages": ["early", "metastatic"]}, "stages", {"early", "metastatic"}),
        (SILENT, "subtypes", set()),
        ({"subtypes_stated": True, "subtypes": ["HR-/HER2-0"]}, "subtypes", {"HR-/HER2-0"}),
        ({}, "modalities", set()),
    ],
)
def test_what_is_stated_is_an_item_and_silence_is_none(form: dict[str, Any], field: str, expected: set[object]) -> None:
    assert items(form, field) == expected


def test_no_lowest_number_of_lines_is_the_same_as_none() -> None:
    one = {"prior_lines": [{"of": "systemic", "setting": "advanced", "min": None, "max": 2}]}
    other = {"prior_lines": [{"of": "systemic", "setting": "advanced", "min": 0, "max": 2}]}
    assert items(one, "prior_lines") == items(other, "prior_lines")


def test_precision_recall_and_exact_are_shares_of_what_they_say() -> None:
    label = {"stages": ["early", "metastatic"]}
    figures = of("stages", compare([(label, {"stages": ["early", "locally_advanced", "x"]}), (label, dict(label))]))
    assert (figures.labelled, figures.read, figures.right, figures.exact, figures.scored) == (4, 5, 3, 1, 2)
    assert (figures.precision, figures.recall) == (3 / 5, 3 / 4)


def test_what_people_disagree_on_is_not_counted() -> None:
    figures = of("men", compare([({"men": "yes", "contested": ["men"]}, {"men": "no"})]))
    assert (figures.labelled, figures.read, figures.scored) == (0, 0, 0)


def test_all_fields_together_are_their_sum() -> None:
    assert overall([Figures("men", 3, 2, 1, 0, 1), Figures("stages", 1, 1, 1, 1, 1)]).row()["precision"] == 0.667


def lines(path: Path, *rows: dict[str, Any]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def test_the_figures_are_written_and_hold_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = {"nct_id": "NCT99000001", "brief_title": "Zqx breast cancer study", "eligibility": "Women only"}
    labels = lines(tmp_path / "labels", {"nct_id": "NCT99000001", "men": "no", "breast": "only"})
    texts = tmp_path / "texts.jsonl.gz"
    texts.write_bytes(gzip.compress(json.dumps(text).encode()))
    figures = tmp_path / "figures.json"
    assert main([labels, str(texts), str(figures)]) == 0
    held = json.loads(figures.read_text())
    assert held["trials"] == 1
    assert next(row for row in held["fields"] if row["field"] == "men")["recall"] == 1
    assert "zqx" not in figures.read_text().lower()
    assert "men" in capsys.readouterr().out


@pytest.mark.parametrize("texts", ["{}", None, "not json"])
def test_what_cannot_be_measured_is_said_and_nothing_written(
    tmp_path: Path, texts: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = lines(tmp_path / "labels", {"nct_id": "NCT99000001"})
    if texts is not None:
        (tmp_path / "texts").write_text('{"nct_id": "NCT99000002"}' if texts == "{}" else texts)
    assert main([labels, str(tmp_path / "texts"), str(tmp_path / "figures")]) == 1
    assert "script/accuracy:" in capsys.readouterr().err
    assert not (tmp_path / "figures").exists()
    assert main([labels]) == 2
