"""`/about/accuracy/`: how often the reader is right. In: the figures that `script/accuracy` wrote; out: the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from finder import caching
from finder.figures import Measured, figures
from finder.pages import wording

_NAMES = {
    "breast": N_("For which cancer"),
    "stages": N_("Stage"),
    "subtypes": N_("Subtype (hormone receptors, HER2)"),
    "biomarkers": N_("Markers"),
    "brain_metastases": N_("Brain metastases"),
    "leptomeningeal": N_("Lining of the brain"),
    "prior_lines": N_("Number of earlier treatments"),
    "prior_therapy": N_("Which earlier treatments"),
    "ecog_max": N_("How active somebody must be"),
    "measurable_disease": N_("Tumour that can be measured"),
    "menopause": N_("Menopause"),
    "men": N_("Men"),
    "modalities": N_("What is tested"),
    "all": N_("All together"),
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
        _(_NAMES[one.field]),
        f"{one.labelled:,}",
        f"{one.read:,}",
        *(f"{100 * share:.0f}%" for share in (one.precision, one.recall, exact)),
    )
