"""Reading → the labelling guide's form: one flat object a trial, unclear written as not stated. For __main__.py."""

from __future__ import annotations

from typing import Any

from trials import vocabulary
from trials.eligibility.answers import Reading

CELLS = ("HR+/HER2+", "HR-/HER2+", "HR+/HER2-low", "HR-/HER2-low", "HR+/HER2-0", "HR-/HER2-0")
STAGES = ("early", "locally_advanced", "metastatic")
ADMITTED = {"untreated": "untreated_allowed", "stable": "stable_allowed", "none": "excluded"}


def guide_form(reading: Reading) -> dict[str, Any]:
    said: dict[str, dict[str, Any]] = {}
    for answer in reading.answers:
        if answer.state == "stated":
            said.setdefault(answer.question, {})[answer.key] = answer.value
    breast = _one(said, "scope", "no")
    cells = {cell: value for cell, value in said.get("receptors", {}).items() if cell}
    stages = said.get("stage", {})
    brain = said.get("brain", {})
    return {
        "nct_id": reading.nct_id,
        "breast": breast,
        "stages": [stage for stage in STAGES if stage in stages],
        "subtypes_stated": bool(cells) and breast != "no",
        "subtypes": [] if breast == "no" else [cell for cell in CELLS if not cells or _is_accepted(cell, cells)],
        "biomarkers": dict(sorted(said.get("biomarkers", {}).items())),
        "brain_metastases": "required"
        if brain.get("demanded")
        else ADMITTED.get(str(brain.get("admitted")), "not_stated"),
        "leptomeningeal": _one(said, "leptomeningeal", "not_stated"),
        "prior_lines": [_line(key, value) for key, value in said.get("prior_lines", {}).items()],
        "prior_therapy": {
            name: value
            for name, value in sorted(said.get("prior_therapy", {}).items())
            if name in vocabulary.all_prior_therapies()  # single drugs are answered too; the guide has classes only
        },
        "ecog_max": _one(said, "performance", None),
        "measurable_disease": _one(said, "measurable", "not_stated"),
        "menopause": _one(said, "menopause", "not_stated"),
        "men": _one(said, "men", "not_stated"),
        "modalities": sorted(said.get("modality", ())),
    }


def _one(said: dict[str, dict[str, Any]], question: str, silent: Any) -> Any:
    return said[question].get("", silent) if question in said else silent


def _is_accepted(cell: str, cells: dict[str, Any]) -> bool:
    """HER2 ultralow is written as HER2-0."""
    accepted = {key for key, value in cells.items() if value != "refused"}
    return cell in accepted or (cell.endswith("-0") and cell.removesuffix("-0") + "-ultralow" in accepted)


def _line(key: str, value: Any) -> dict[str, Any]:
    of, setting = key.split("/")
    least, most = value
    return {"of": of, "setting": setting, "min": least or None, "max": most}
