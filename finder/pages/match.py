"""`/match/`: every trial under the chosen place and status in one of four groups. In: the query string of `/trials/`,
and perhaps a group; out: the page.

What was entered is about a person: the page is kept nowhere and found by no search engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from finder import match_words
from finder.filters import TrialFilters
from finder.match_rows import MatchPoint, MatchRow, match_rows
from finder.matching import Group, Matching
from finder.pages import wording
from finder.pages.addresses import CAME_FROM, Asked
from finder.pages.asking import search_form, title
from finder.pages.asks import MOST_QUOTES, FitLine, QuoteShown, entered, fit, quote_shown
from finder.pages.cards import Card, card
from finder.pages.choices import Link
from finder.pages.results import Paging, farther, page_of_trials, paging
from finder.search import Answer

SHOWN = 10
"""Trials of a group, where `limit` is not given."""
FOLDED = Group.DOES_NOT_FIT
"""Counted, and listed only when it is asked for."""
_PARAMETERS = tuple(name for name in TrialFilters.parameters() if name != "strict")
"""No trial is left out here: `strict` asks for what Match does not do."""
_NOT_OF_A_TRIAL = ("group", "limit", "offset")


@dataclass(frozen=True, slots=True)
class SaidShown:
    title: str
    words: str
    quotes: list[QuoteShown]


@dataclass(frozen=True, slots=True)
class PointShown:
    """One point of a card. `groups`: those of the study that ask it, where not all do."""

    title: str
    words: str
    groups: str
    said: list[SaidShown]


@dataclass(frozen=True, slots=True)
class MatchCard:
    card: Card
    note: str
    fits: list[FitLine]
    lead: str
    blockers: list[PointShown]
    open: list[PointShown]
    silent: str


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group with its cards. `url`: to all of it; empty where all of it is here."""

    name: str
    title: str
    means: str
    count: int
    cards: list[MatchCard]
    url: str
    paging: Paging | None
    """Only where this group alone was asked for."""
    anchor: str
    """Where the summary leads: the place on this page, or the page of the group."""
    here: bool
    """It stands on this page, be it folded."""


@require_safe
def match(request: HttpRequest) -> HttpResponse:
    response = _page(request)
    patch_cache_control(response, private=True, no_store=True)
    patch_vary_headers(response, ["Accept", "Accept-Encoding"])
    return response


def _page(request: HttpRequest) -> HttpResponse:
    given = request.GET.copy()
    given.pop("strict", None)
    filters = TrialFilters(given)
    asked = Asked(given, page="match", known=[*_PARAMETERS, "group"])
    understood = filters.form.is_valid()
    context: dict[str, Any] = {
        "form": search_form(filters, page="match"),
        "asked": bool(asked),
        "noindex": True,
        "entered": bool(understood and filters.person),
    }
    if context["entered"]:
        context |= _matched(filters, Matching(filters.answer(examples=True)), asked)
    return render(request, "finder/match.html", context)


def _matched(filters: TrialFilters, matching: Matching, asked: Asked) -> dict[str, Any]:
    only = _group(asked)
    limit, offset = int(filters.form.cleaned_data.get("limit") or SHOWN), filters.limits[1]
    listed = [only] if only else [group for group in Group if group != FOLDED]
    ordinals = [one for group in listed for one in matching.page(group, offset if only else 0, limit)]
    rows = match_rows(matching, ordinals, unit=filters.unit_asked)
    of_trial = asked.query(leave_out=_NOT_OF_A_TRIAL, **{CAME_FROM: "match"})
    groups = [
        _shown(
            group,
            matching.groups[group].bit_count(),
            [_card(row, filters, row.trial.url + of_trial) for row in rows if row.group == group],
            asked,
            paged=(limit, offset) if group == only else None,
            here=not only or group == only,
        )
        for group in Group
    ]
    count = matching.universe.bit_count()
    return {
        "count": count,
        "heading": _heading(count),
        "place": filters.found,
        "within": wording.length(filters.within_asked, filters.unit_asked),
        "given": [
            f"{title(name)}: {entered(name, [str(one) for one in values], brands=True)}"
            for name, values in filters.person.items()
        ],
        "groups": groups,
        "only": next((group for group in groups if only and group.here), None),
        "all_groups": asked.without("group", "limit"),
        "wider": _wider(filters, matching.answer, asked) if not only and not matching.groups[Group.MAY_FIT] else [],
        "list": reverse("trials") + asked.query(leave_out=_NOT_OF_A_TRIAL),
    }


def _wider(filters: TrialFilters, answer: Answer, asked: Asked) -> list[Link]:
    """Where to look when nothing near the place may fit: each with how many may fit there."""
    if not filters.found:
        return []
    query = asked.query(leave_out=("near", "within", "unit", "offset"))
    without = TrialFilters(QueryDict(query.removeprefix("?")))
    anywhere = _may_fit(without.answer(examples=True)) if without.form.is_valid() else 0
    links = (farther(filters, answer, asked, _may_fit), Link(_("look everywhere"), asked.path + query, count=anywhere))
    return [link for link in links if link and link.count]


def _may_fit(answer: Answer) -> int:
    return Matching(answer).groups[Group.MAY_FIT].bit_count()


def _heading(count: int) -> str:
    if not count:
        return _("No trial to match")
    return ngettext("How one trial fits", "How %(count)s trials fit", count) % {"count": f"{count:,}"}


def _group(asked: Asked) -> Group | None:
    """The group asked for; all of them where the address names none that there is."""
    given = asked.values.pop("group", [])[:1]
    if not given or given[0] not in list(Group):
        return None
    asked.values["group"] = given
    return Group(given[0])


def _shown(
    group: Group, count: int, cards: list[MatchCard], asked: Asked, *, paged: tuple[int, int] | None, here: bool
) -> GroupShown:
    words = match_words.GROUPS[group]
    own = asked.query(group=group)
    return GroupShown(
        name=group.replace("_", "-"),
        title=_(words.title),
        means=_(words.means),
        count=count,
        cards=cards,
        url=asked.path + own if count > len(cards) and not paged else "",
        paging=paging(count, *paged, asked, page_of_trials()) if paged else None,
        anchor=f"#{group.replace('_', '-')}" if here else asked.path + own,
        here=here,
    )


def _card(row: MatchRow, filters: TrialFilters, url: str) -> MatchCard:
    fits = [line for line in fit(filters, row.trial.reasons) if line.level == "fits"]
    return MatchCard(
        card=card(row.trial, filters, url),
        note=_(match_words.CASE_BY_CASE) if row.trial.study_type == "expanded-access" else "",
        fits=fits,
        lead=row.lead,
        blockers=[_point(one) for one in row.blockers],
        open=[_point(one) for one in row.open],
        silent=" · ".join(_unspoken(one.parameter, filters) for one in row.silent),
    )


def _unspoken(name: str, filters: TrialFilters) -> str:
    return match_words.unspoken(name, entered(name, [str(one) for one in filters.person[name]]))


def _point(one: MatchPoint) -> PointShown:
    said = [
        SaidShown(each.title, each.words, [quote_shown(quote, {}) for quote in each.quotes[:MOST_QUOTES]])
        for each in one.said
    ]
    return PointShown(title(one.parameter), one.words, "; ".join(one.cohorts), said)
