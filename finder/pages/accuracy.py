"""`/about/accuracy/`: how often the reader is right. In: the figures that `script/accuracy` wrote; out: the page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from finder import caching
from finder.pages import wording

FIGURES = Path(__file__).parent.parent / "data" / "accuracy.json"
_NAMES = {
    "breast": "For which cancer",
    "stages": "Stage",
    "subtypes": "Subtype (hormone receptors, HER2)",
    "biomarkers": "Markers",
    "brain_metastases": "Brain metastases",
    "leptomeningeal": "Lining of the brain",
    "prior_lines": "Number of earlier treatments",
    "prior_therapy": "Which earlier treatments",
    "ecog_max": "How active somebody must be",
    "measurable_disease": "Tumour that can be measured",
    "menopause": "Menopause",
    "men": "Men",
    "modalities": "What is tested",
    "all": "All together",
}


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    labelled: str
    read: str
    precision: str
    recall: str
    exact: str


@require_safe
def accuracy(request: HttpRequest) -> HttpResponseBase:
    return caching.answer(request, lambda: render(request, "finder/accuracy.html", _context()))


@cache
def _context() -> dict[str, Any]:
    """Empty where nothing was measured yet."""
    if not FIGURES.exists():
        return {}
    held = msgspec.json.decode(FIGURES.read_bytes())
    return {
        "date": wording.day(dt.date.fromisoformat(held["date"])),
        "trials": held["trials"],
        "overall": _row(held["overall"]),
        "rows": [_row(one) for one in held["fields"]],
    }


def _row(one: dict[str, Any]) -> Row:
    exact = one["exact"] / one["scored"] if one["scored"] else 1.0
    return Row(
        _NAMES[one["field"]],
        f"{one['labelled']:,}",
        f"{one['read']:,}",
        *(f"{100 * share:.0f}%" for share in (one["precision"], one["recall"], exact)),
    )
