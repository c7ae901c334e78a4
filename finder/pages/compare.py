"""`/compare/`: two to four trials side by side. In: ids and what was entered, both in the address; out: the page, or
301 to the trials' own ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from finder import caching
from finder.filters import TrialFilters
from finder.pages.addresses import Asked
from finder.pages.asking import title
from finder.pages.asks import FitLine, Line, fit, line_of, marked
from finder.pages.glance import Glance, glance
from finder.pages.markup import anchors
from finder.pages.picked import Picked, address, picked, problems, told
from finder.sheets import Sheet, sheets

MOST = 4
MAIN = {
    "receptors": N_("Subtype"),
    "brain": N_("Brain metastases"),
    "prior_lines": N_("Earlier lines of treatment"),
    "biomarkers": N_("Gene changes and other markers"),
    "performance": N_("How active somebody must be (ECOG)"),
}
"""The reader's questions that are set side by side."""


@dataclass(frozen=True, slots=True)
class Column:
    """`without`: the address of the comparison without this trial."""

    at: Glance
    fit: dict[str, FitLine]
    without: str


@dataclass(frozen=True, slots=True)
class FitRow:
    """One thing entered: how each trial stands to it; None where nothing is said of a fit (expanded access)."""

    title: str
    cells: list[tuple[Column, FitLine | None]]


@dataclass(frozen=True, slots=True)
class AskRow:
    title: str
    cells: list[tuple[Column, list[Line]]]


@require_safe
def compare(request: HttpRequest) -> HttpResponseBase:
    return caching.answer(request, lambda: _answer(request))


def _answer(request: HttpRequest) -> HttpResponse:
    asked = Asked(request.GET, page="compare")
    chosen = picked(request.GET, most=MOST)
    if chosen.moved:
        return HttpResponsePermanentRedirect(address("compare", [*chosen.ids, *chosen.beyond, *chosen.unknown], asked))
    filters = TrialFilters(request.GET)
    understood = filters.form.is_valid()
    columns = [_column(one, chosen, filters, asked) for one in sheets(chosen.ids, filters, understood=understood)]
    context = {
        "noindex": True,
        "columns": columns,
        "chosen": chosen,
        "most": MOST,
        "told": told(filters) if understood else [],
        "problems": problems(filters),
        "place": filters.found,
        "fits": _fits(columns, filters) if understood else [],
        "asks": _asks(columns),
        "sheet": address("sheet", chosen.ids, asked),
    }
    return render(request, "finder/compare.html", context)


def _column(one: Sheet, chosen: Picked, filters: TrialFilters, asked: Asked) -> Column:
    left = [each for each in (*chosen.ids, *chosen.beyond) if each != one.trial.id]
    lines = zip(one.reasons, fit(filters, one.reasons), strict=True)
    return Column(
        at=glance(one, asked, unit=filters.unit_asked),
        fit={reason.parameter: line for reason, line in lines},
        without=address("compare", left, asked) if left else "",
    )


def _fits(columns: Sequence[Column], filters: TrialFilters) -> list[FitRow]:
    return [FitRow(title(name), [(column, column.fit.get(name)) for column in columns]) for name in filters.person]


def _asks(columns: Sequence[Column]) -> list[AskRow]:
    return [
        AskRow(_(words), [(column, _lines(column.at.sheet, question)) for column in columns])
        for question, words in MAIN.items()
    ]


def _lines(one: Sheet, question: str) -> list[Line]:
    address_of = anchors(marked(one.trial.asks))
    return [line_of(one.trial.url, ask, address_of, "") for ask in one.trial.asks if ask.question == question]
