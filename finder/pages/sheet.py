"""`/sheet/`: up to five trials on paper, for the oncologist. In: ids and what was entered, both in the address; out:
the page, or 301 to the trials' own ids.

Short enough for three printed pages: a quote is cut at a word and ends with "…", the whole stands on the trial's page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finder import caching
from finder.center_detail import ChannelRow
from finder.filters import TrialFilters
from finder.pages import center_words, wording
from finder.pages.addresses import Asked
from finder.pages.asks import FitLine, fit, words_of
from finder.pages.glance import Glance, glance
from finder.pages.picked import Picked, address, picked, problems, told
from finder.pages.questions import questions
from finder.pages.sites import Reach
from finder.sheets import Sheet, sheets
from finder.statements import ASKED, Quote

MOST = 5
MOST_POINTS = 5
"""Points with their quotes; those beyond are named in a line."""
MOST_QUESTIONS = 7
LONGEST_QUOTE = 130
LONGEST_TITLE = 150
FIRST = ("receptors", "brain", "prior_lines", "prior_therapy", "biomarkers", "performance", "stage")
"""What a sheet tells of a trial where nothing was entered: questions of the reader."""
_ORDER = ("out", "depends", "fits")


@dataclass(frozen=True, slots=True)
class Point:
    """Something entered (or asked), how the trial stands to it, and the words that say so. `said` is ours."""

    title: str
    verdict: str
    level: str
    note: str
    said: str
    quote: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a center for doctors. `standing`: how far it is checked, and when."""

    label: str
    value: str
    link: str
    hours: str
    condition: str
    standing: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One trial on the sheet. `also`: what was entered besides, and how it stands to that, without quotes."""

    at: Glance
    title: str
    heading: str
    points: list[Point]
    also: list[str]
    contacts: list[Reach]
    questions: list[str]
    more_questions: int
    center: str
    referral: list[Line]


@require_safe
def sheet(request: HttpRequest) -> HttpResponseBase:
    asked = Asked(request.GET, page="sheet")
    chosen = picked(request.GET, most=MOST)
    if chosen.moved:
        return caching.answer(
            request,
            lambda: HttpResponsePermanentRedirect(
                address("sheet", [*chosen.ids, *chosen.beyond, *chosen.unknown], asked)
            ),
        )
    filters = TrialFilters(request.GET)
    understood = filters.form.is_valid()
    found = sheets(chosen.ids, filters, understood=understood)
    # A claim of a center changes without a new generation of the index.
    return caching.answer(
        request,
        lambda: _answer(request, found, chosen, filters, asked),
        shows=repr([one.referral for one in found]),
    )


def _answer(
    request: HttpRequest, found: Sequence[Sheet], chosen: Picked, filters: TrialFilters, asked: Asked
) -> HttpResponse:
    understood = filters.form.is_valid()
    papers = [_paper(one, filters, asked) for one in found]
    context = {
        "noindex": True,
        "papers": papers,
        "chosen": chosen,
        "most": MOST,
        "told": told(filters) if understood else [],
        "problems": problems(filters),
        "person": understood and bool(filters.person),
        "place": filters.found,
        "today": wording.day(timezone.localdate()),
        "compare": address("compare", chosen.ids, asked) if len(chosen.ids) > 1 else "",
    }
    return render(request, "finder/sheet.html", context)


def _paper(one: Sheet, filters: TrialFilters, asked: Asked) -> Paper:
    lines = fit(filters, one.reasons)
    ranked = sorted(
        ((line, reason.said) for line, reason in zip(lines, one.reasons, strict=True) if line.level in _ORDER),
        key=lambda pair: (_ORDER.index(pair[0].level), not any(said.quotes for said in pair[1])),
    )
    points = _quoted_once(_point(line, [quote for said in about for quote in said.quotes]) for line, about in ranked)
    open_questions = questions(one, filters.person if one.reasons else {})
    at = glance(one, asked, unit=filters.unit_asked)
    return Paper(
        at=at,
        title=_cut(one.trial.title, LONGEST_TITLE),
        heading=_heading(lines),
        points=points[:MOST_POINTS] or ([] if one.reasons else _asks(one)),
        also=[f"{line.title}: {line.entered} ({line.verdict.lower()})" for line, about in ranked[MOST_POINTS:]],
        contacts=at.contacts[:1],
        questions=open_questions[:MOST_QUESTIONS],
        more_questions=max(0, len(open_questions) - MOST_QUESTIONS),
        center=one.referral.center.name if one.referral else "",
        referral=[_line(row) for row in one.referral.lines] if one.referral else [],
    )


def _heading(lines: Sequence[FitLine]) -> str:
    levels = {line.level for line in lines}
    if not levels:
        return _("What it asks")
    if "fits" in levels and "out" not in levels:
        return _("Why it may fit")
    return _("How it stands to what was entered")


def _point(line: FitLine, quotes: Sequence[Quote]) -> Point:
    return Point(
        title=f"{line.title}: {line.entered}",
        verdict=line.verdict,
        level=line.level,
        note=line.note,
        # Where there is a quote it says more than our words; where there is none (a field of the registry) ours count.
        said="" if quotes else "; ".join(why.words for why in line.why),
        quote=_quoted(quotes),
    )


def _quoted_once(points: Iterable[Point]) -> list[Point]:
    """The same words prove several points: they stand with the first."""
    quoted: set[str] = set()
    found = []
    for one in points:
        found.append(replace(one, quote="", said=_("the words above")) if one.quote in quoted else one)
        quoted |= {one.quote} - {""}
    return found


def _asks(one: Sheet) -> list[Point]:
    """What the trial asks first, where nothing was entered."""
    asked = [ask for question in FIRST for ask in one.trial.asks if ask.question == question and ask.kind == ASKED]
    shown = _quoted_once(Point(ask.title, "", "", "", ask.words, _quoted(ask.quotes)) for ask in asked[:MOST_POINTS])
    return [replace(point, said=ask.words) for point, ask in zip(shown, asked, strict=False)]


def _quoted(quotes: Sequence[Quote]) -> str:
    """A rule before a title or a keyword, of which the first is enough."""
    best = sorted(quotes, key=lambda one: one.field != "eligibility")
    return _cut(words_of(best[0]), LONGEST_QUOTE) if best else ""


def _cut(text: str, longest: int) -> str:
    """At a word, where there is one."""
    if len(text) <= longest:
        return text
    kept = Truncator(text).chars(longest, truncate="")
    return f"{kept.rpartition(' ')[0] or kept} …"


def _line(row: ChannelRow) -> Line:
    backing = next((one for one in row.claims if not one.fact), None)
    return Line(
        label=row.label,
        value=row.value_shown,
        link=wording.phone_link(row.value),
        hours="; ".join(row.hours_words),
        condition=row.condition,
        standing=center_words.standing_words(backing) if backing else "",
    )
