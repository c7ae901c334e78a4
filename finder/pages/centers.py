"""`/centers/`: the care centers that match what was asked, and whose trials recruit there. In: a query string; out: the
page. Names that are no parameter are passed over and not repeated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_safe

from centers.models import Offering
from finder import caching, care, labels
from finder.center_facets import center_facets, value_label
from finder.center_filters import PREFIX, CenterFilters, accreditations
from finder.center_rows import CenterRow, ServiceHere, TrialHere, page_of_centers
from finder.joint import CenterAnswer
from finder.pages import wording
from finder.pages.addresses import Asked
from finder.pages.asking import of_person
from finder.pages.asks import FitLine, fit, words_of
from finder.pages.center_asking import asked_of, center_form, title_of, trial_place
from finder.pages.center_words import AVAILABILITIES, DELIVERIES, Backing, backings
from finder.pages.choices import FacetShown, Link
from finder.pages.results import FACET_VALUES, FARTHER, near_words, paging

SORTS = {
    "relevance": gettext_lazy("Best match"),
    "distance": gettext_lazy("Nearest"),
    "name": gettext_lazy("Name"),
}


@dataclass(frozen=True, slots=True)
class ServiceShown:
    row: ServiceHere
    availability: str
    """How it is offered, where that is not the usual care."""
    delivery: str
    backings: list[Backing]


@dataclass(frozen=True, slots=True)
class TrialShown:
    here: TrialHere
    url: str
    """Of the trial's page, with what was entered."""
    site: str
    lines: list[tuple[FitLine, str]]
    """How it stands to each thing entered, with the sentence that says so."""


@dataclass(frozen=True, slots=True)
class CenterCard:
    """One center of the list, in words."""

    row: CenterRow
    place: SafeString
    """Where its nearest location is, how far, and of which network it is."""
    why: list[ServiceShown]
    trials: list[TrialShown]
    count: int
    counted: str
    """How its trials stand: "2 fit on all you gave · 1 where it depends"."""
    all_trials: str


@require_safe
def centers(request: HttpRequest) -> HttpResponseBase:
    return caching.answer(request, lambda: _page(request), shows=care.stamp(), since=care.changed_at())


def _page(request: HttpRequest) -> HttpResponse:
    filters = CenterFilters(request.GET)
    asked = asked_of(request.GET)
    understood = filters.is_understood()
    context: dict[str, Any] = {"form": center_form(filters), "asked": bool(asked), "noindex": bool(request.GET)}
    if understood:
        context |= _found(filters, filters.answer(examples=True), asked)
    return render(request, "finder/centers.html", context)


def _found(filters: CenterFilters, answer: CenterAnswer, asked: Asked) -> dict[str, Any]:
    limit, offset = filters.limits
    place = filters.found
    return {
        "count": answer.count,
        "count_words": _count_words(answer.count),
        "order_words": _("Order: a trial where all fits first, then")
        if answer.trials is not None and answer.trials.question.person
        else pgettext("how a list is ordered", "Order:"),
        "place": place,
        "within": wording.length(filters.within_asked, filters.unit_asked),
        "others": [Link(other, asked.with_(near=other)) for other in place.others] if place else [],
        "of_trials": answer.trials is not None,
        "cards": [_card(row, filters, asked) for row in page_of_centers(filters, answer)],
        "chips": list(_chips(filters, asked)),
        "sorts": [
            Link(str(words), asked.with_(sort=name), name == filters.sort_asked)
            for name, words in SORTS.items()
            if name == "name" or asked.get({"relevance": "q", "distance": "near"}[name])
        ],
        "facets": _facets(answer, asked),
        "paging": paging(answer.count, limit, offset, asked, _("Centers %(first)s to %(last)s of %(count)s")),
        "looser": _looser(filters, asked) if not answer.count else [],
    }


def _count_words(count: int) -> str:
    if not count:
        return _("No care centers")
    return ngettext("%(count)s care center", "%(count)s care centers", count) % {"count": f"{count:,}"}


def _card(row: CenterRow, filters: CenterFilters, asked: Asked) -> CenterCard:
    trials = row.trials
    return CenterCard(
        row=row,
        place=_place(row),
        why=[_service(one) for one in row.why],
        trials=[
            TrialShown(
                here=one,
                url=f"{one.trial.url}{_query(trial_place(asked))}",
                site=labels.label("status", one.site.status).lower() if one.site else "",
                lines=_lines(filters, one),
            )
            for one in (trials.first if trials else ())
        ],
        count=trials.admits + trials.depends + trials.silent if trials else 0,
        counted=_counted(filters, row),
        all_trials=reverse("trials") + _query({**trial_place(asked), "center": [row.id]}),
    )


def _place(row: CenterRow) -> SafeString:
    nearest = row.nearest
    city = ", ".join(part for part in (nearest.city, nearest.state) if part) if nearest else ""
    if nearest is None or not city:
        return SafeString()
    if nearest.distance is None:
        words = format_html(_("In {city}"), city=city)
    else:
        distance = wording.distance(nearest.distance, nearest.unit)
        words = format_html(
            _("<strong>{distance}</strong>, to {city}"), distance=distance[:1].upper() + distance[1:], city=city
        )
    return format_html('{} · <span lang="en">{}</span>', words, row.network) if row.network else words


def _lines(filters: CenterFilters, one: TrialHere) -> list[tuple[FitLine, str]]:
    if filters.trials is None:
        return []
    reasons = one.trial.reasons
    quotes = [next((words_of(quote) for said in reason.said for quote in said.quotes), "") for reason in reasons]
    return list(zip(fit(filters.trials, reasons), quotes, strict=True))


def _query(asked: dict[str, list[str]]) -> str:
    return f"?{urlencode(asked, doseq=True, safe=',')}" if asked else ""


def _service(one: ServiceHere) -> ServiceShown:
    return ServiceShown(
        row=one,
        availability=" ".join(AVAILABILITIES[one.availability]) if one.availability != Offering.STANDARD else "",
        delivery=DELIVERIES.get(one.delivery, ""),
        backings=backings([one.claim], {"": ""}),
    )


def _counted(filters: CenterFilters, row: CenterRow) -> str:
    if row.trials is None or filters.trials is None or not filters.trials.person:
        return ""
    parts = [
        (row.trials.admits, _("%(count)s where all you gave fits")),
        (row.trials.depends, _("%(count)s where it depends")),
        (row.trials.silent, _("%(count)s where something is not said")),
    ]
    return " · ".join(words % {"count": count} for count, words in parts if count)


def _chips(filters: CenterFilters, asked: Asked) -> Iterator[Link]:
    """What narrows the list, each a link that takes it out."""
    place = filters.found
    given = filters.form.cleaned_data
    for name, values in asked.values.items():
        if name in ("within", "unit", "sort", "limit", "offset"):
            continue
        if name == "near" and place:
            yield Link(near_words(filters), asked.without("near", "within", "unit"))
        elif name in ("service", "country", "state"):
            for value, understood in zip(values, given.get(name) or values, strict=False):
                words = value_label(name, understood)
                if name == "service":
                    words = _("Offers: %(service)s") % {"service": words}
                yield Link(words, asked.without_value(name, value))
        elif name.startswith(PREFIX):
            parameter = name.removeprefix(PREFIX)
            for value in values:
                yield Link(f"{title_of(name)}: {of_person(parameter, value)}", asked.without_value(name, value))
        elif name == "q":
            yield Link(_("Words: %(words)s") % {"words": values[0]}, asked.without(name))
        else:
            named = dict(accreditations()) if name == "accreditation" else {}
            for value in values:
                shown = named.get(value) or value_label(name, value)
                yield Link(f"{title_of(name)}: {shown}", asked.without_value(name, value))


def _facets(answer: CenterAnswer, asked: Asked) -> list[FacetShown]:
    shown = []
    for facet in center_facets(answer):
        chosen = asked.get(facet.name)
        if facet.name == "service":
            chosen = list(answer.question.services)
        if facet.name == "state":
            chosen = list(answer.question.states)
        links = [
            Link(
                value.label[:1].upper() + value.label[1:],
                asked.with_(**{facet.name: _toggled(chosen, value.value)}),
                value.value in chosen,
                value.count,
                ngettext("center", "centers", value.count),
            )
            for value in facet.values
        ]
        links.sort(key=lambda link: not link.current)
        cut = max(FACET_VALUES, sum(link.current for link in links))
        shown.append(FacetShown(facet.name, facet.title, links[:cut], links[cut:], facet.silent))
    return shown


def _toggled(chosen: list[str], value: str) -> list[str]:
    return [one for one in chosen if one != value] if value in chosen else [*chosen, value]


def _looser(filters: CenterFilters, asked: Asked) -> list[Link]:
    """What to loosen when nothing was found: each with what it would bring."""
    found = []
    if filters.found:
        for length in FARTHER:
            if length > filters.within_asked:
                words = _("look within %(length)s") % {"length": wording.length(length, filters.unit_asked)}
                found.append((words, {"within": [f"{length:g}"]}))
    groups = [
        (_("leave out the services"), ["service"]),
        (_("leave out the place"), ["near", "within", "unit", "country", "state"]),
        (_("leave out how sure and how it is given"), ["verified", "availability", "delivery", "group"]),
        (_("leave out the trials"), [name for name in asked.values if name.startswith(PREFIX)]),
        (_("leave out the words"), ["q"]),
        (_("leave out accreditation and language"), ["accreditation", "language"]),
    ]
    found += [(words, {name: [] for name in names}) for words, names in groups if any(map(asked.get, names))]
    links = []
    for words, changes in found:
        query = asked.query(**changes)
        count = _count(query)
        if count:
            links.append(Link(words, f"{asked.path}{query}", count=count))
    return links


def _count(query: str) -> int:
    filters = CenterFilters(QueryDict(query.removeprefix("?")))
    return filters.answer(examples=True).count if filters.is_understood() else 0
