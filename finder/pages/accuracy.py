"""`/about/accuracy/`: how often the reader is right. In: the figures that `script/accuracy` wrote; out: the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from finder import caching
from finder.figures import Measured, figures
from finder.pages import wording

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
    found = figures()
    if found is None:
        return {}
    return {
        "date": wording.day(found.date),
        "trials": found.trials,
        "overall": _row(found.overall),
        "rows": [_row(one) for one in found.fields],
    }


def _row(one: Measured) -> Row:
    exact = one.exact / one.scored if one.scored else 1.0
    return Row(
        _NAMES[one.field],
        f"{one.labelled:,}",
        f"{one.read:,}",
        *(f"{100 * share:.0f}%" for share in (one.precision, one.recall, exact)),
    )
