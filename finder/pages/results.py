"""`/trials/`: the trials that match what was asked. In: a query string; out: the page.

Names that are no parameter are passed over and not repeated. A value that cannot be understood is told beside its
field, with no list: a list that silently ignores half a question misleads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_safe

from centers.services import SERVICES
from finder import caching, followed, history, labels, persons
from finder.center_filters import CenterFilters
from finder.facets import PersonValue, facets, person_facets
from finder.filters import ANY, TrialFilters
from finder.geo import to_km
from finder.history import Event
from finder.pages import wording
from finder.pages.addresses import Asked
from finder.pages.asking import of_person, search_form, title, with_brand
from finder.pages.cards import card
from finder.pages.choices import FacetShown, Link, PersonFacetShown, PersonLink
from finder.rows import page_of_rows
from finder.search import Answer

FACET_VALUES = 8
FARTHER = (250.0, 500.0, 1000.0)
SORTS = {
    "relevance": gettext_lazy("Best match"),
    "distance": gettext_lazy("Nearest"),
    "updated": gettext_lazy("Last updated"),
    "newest": gettext_lazy("Newest"),
}


@require_safe
def trials(request: HttpRequest) -> HttpResponseBase:
    # What changed is told on the page where a day is given.
    shows = history.newest() if request.GET.get("updated_since") else ""
    return caching.answer(request, lambda: _page(request), shows=shows)


def _page(request: HttpRequest) -> HttpResponse:
    filters = TrialFilters(request.GET)
    asked = Asked(request.GET)
    understood = filters.form.is_valid()
    context: dict[str, Any] = {
        "form": search_form(filters),
        "asked": bool(asked),
        # A list that was asked for is one of millions: search engines need the trials, not the lists.
        "noindex": bool(request.GET),
    }
    if understood:
        context |= _found(filters, filters.answer(examples=True), asked)
    return render(request, "finder/results.html", context)


def _found(filters: TrialFilters, answer: Answer, asked: Asked) -> dict[str, Any]:
    limit, offset = filters.limits
    place = filters.found
    person = answer.question.person
    query = asked.query()
    given: dict[str, str] = {}
    return {
        "count": answer.count,
        "person": bool(person),
        "strict": answer.question.strict,
        "matches": reverse("match") + asked.query(leave_out=("strict", "offset")) if person else "",
        "left_out": _left_out(answer),
        "count_words": counted(answer.count) if answer.count else _("No trials"),
        "order_words": _("Order: best fit first, then") if person else pgettext("how a list is ordered", "Order:"),
        "place": place,
        "within": wording.length(filters.within_asked, filters.unit_asked),
        "others": [Link(other, asked.with_(near=other)) for other in place.others] if place else [],
        "all_statuses": asked.with_(status=ANY) if not asked.get("status") else "",
        "cards": [card(row, filters, row.url + query, given) for row in page_of_rows(filters, answer)],
        "chips": list(chips(filters, asked)),
        "sorts": _sorts(filters, asked),
        "person_facets": _person_facets(answer, asked),
        "facets": _facets(answer, asked),
        "changes": _changes(filters, answer.question.updated_since),
        "asked_too": asked.pairs(leave_out=("updated_since", "offset")),
        "feed": reverse("feed-trials", args=["atom"]) + asked.query(leave_out=("sort", "limit", "offset")),
        "paging": paging(answer.count, limit, offset, asked, page_of_trials()),
        "looser": _looser(filters, answer, asked) if not answer.count else [],
    }


def counted(count: int) -> str:
    return ngettext("%(count)s trial", "%(count)s trials", count) % {"count": f"{count:,}"}


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in the trials of a search since a day. `whole`: all of it is shown."""

    since: dt.date
    day: str
    events: list[Event]
    whole: bool


def _changes(filters: TrialFilters, since: dt.date | None) -> Changes | None:
    if since is None:
        return None
    # By our own versions: the registry's date of an update may be some days older than the day on which we saw it.
    answer = filters.answer(examples=False)
    found = followed.events(Answer(replace(answer.question, updated_since=None), answer.snapshot), since=since)
    whole = len(found) < history.MOST_EVENTS
    return Changes(since, wording.day(since), found, whole)


def page_of_trials() -> str:
    return _("Trials %(first)s to %(last)s of %(count)s")


def _left_out(answer: Answer) -> int:
    """How many trials are not in the list for what was entered about the person alone."""
    return answer.without(*answer.question.person).bit_count() - answer.count


def chips(filters: TrialFilters, asked: Asked) -> Iterator[Link]:
    """What narrows the list, each a link that takes it out. Only what was understood."""
    given = filters.form.cleaned_data
    place = filters.found
    for name, values in asked.values.items():
        if name in ("within", "unit", "sort", "limit", "offset"):
            continue
        if name == "near" and place:
            yield Link(near_words(filters), asked.without("near", "within", "unit"))
        elif name == "site_status":
            words = _(labels.SITE_STATUSES[values[0]]).lower()
            yield Link(_("Sites: %(status)s") % {"status": words}, asked.without(name))
        elif name in ("had", "not_had"):
            words = ", ".join(with_brand(name, value) for value in given.get(name) or ())
            yield Link(f"{title(name)}: {words}", asked.without(name))
        elif name in persons.PARAMETERS and name != "age":
            for value in values:
                yield Link(_of_person(name, value), asked.without_value(name, value))
        elif name in ("center", "service"):
            for value, one in zip(values, given.get(name) or (), strict=False):
                if name == "service":
                    words = _("Where this is offered: %(service)s") % {"service": labels.row_label(SERVICES[one])}
                else:
                    words = _("At %(center)s") % {"center": one.name}
                yield Link(words, asked.without_value(name, value))
        elif name in labels.GROUPS or name in ("country", "state"):
            shown = values if name in labels.GROUPS else given.get(name) or values
            for value, words in zip(values, shown, strict=False):
                bare = words == ANY or labels.GROUPS.get(name) is labels.YES_NO
                words = pgettext("any value will do", "Any") if words == ANY else labels.label(name, words)
                if bare:
                    words = f"{title(name)}: {words.lower()}"
                yield Link(words, asked.without_value(name, value))
        elif name == "strict":
            yield Link(_("Only trials that fit on all"), asked.without(name))
        elif name == "updated_since":
            since: dt.date = given[name]
            yield Link(_("Updated since %(day)s") % {"day": wording.day(since)}, asked.without(name))
        else:
            yield Link(f"{title(name)}: {values[0]}", asked.without(name))


def near_words(filters: TrialFilters | CenterFilters) -> str:
    """ "Within 100 miles of Chicago, IL"."""
    within = wording.length(filters.within_asked, filters.unit_asked)
    place = filters.found.label if filters.found else ""
    return _("Within %(within)s of %(place)s") % {"within": within, "place": place}


def _of_person(name: str, value: str) -> str:
    """A chip says what it is about, where the value alone does not."""
    if name in ("sex", "subtype", "stage", "menopause"):
        return labels.label(name, value)
    return f"{title(name)}: {of_person(name, value)}"


def _sorts(filters: TrialFilters, asked: Asked) -> list[Link]:
    possible = [
        name
        for name in SORTS
        if not (name == "distance" and not asked.get("near")) and not (name == "relevance" and not asked.get("q"))
    ]
    return [Link(str(SORTS[name]), asked.with_(sort=name), name == filters.sort_asked) for name in possible]


def _facets(answer: Answer, asked: Asked) -> list[FacetShown]:
    shown = []
    of: dict[int, str] = {}  # a count stands there many times
    for facet in facets(answer):
        chosen = asked.chosen(facet.name)
        if facet.name in ("country", "state") and answer.question.place:
            place = answer.question.place
            chosen = list(place.countries if facet.name == "country" else place.states)
        if len(facet.values) < 2 and not chosen:
            continue
        of |= {n: ngettext("trial", "trials", n) for n in {value.count for value in facet.values} if n not in of}
        links = [
            Link(
                value.label,
                asked.toggled(facet.name, value.value),
                value.value in chosen,
                value.count,
                of[value.count],
            )
            for value in facet.values
        ]
        # What is chosen stays in sight, however rare it is.
        links.sort(key=lambda link: not link.current)
        cut = max(FACET_VALUES, sum(link.current for link in links))
        shown.append(FacetShown(facet.name, facet.title, links[:cut], links[cut:]))
    return shown


def _person_facets(answer: Answer, asked: Asked) -> list[PersonFacetShown]:
    shown = []
    for facet in person_facets(answer):
        chosen = [str(value) for value in answer.question.person.get(facet.name, ())]  # "Enhertu" is t-dxd by now
        counted = {value.value: value for value in facet.values}
        # What is chosen stays in sight, also where no trial names it.
        shown_too = [PersonValue(one, labels.label(facet.name, one), 0, 0) for one in chosen if one not in counted]
        links = [
            PersonLink(
                value.label,
                asked.with_(**{facet.name: _clicked(facet.name, chosen, value.value)}),
                value.value in chosen,
                value.admits,
                value.depends,
            )
            for value in (*shown_too, *facet.values)
        ]
        links.sort(key=lambda link: not link.current)
        cut = max(FACET_VALUES, sum(link.current for link in links))
        shown.append(PersonFacetShown(facet.name, facet.title, links[:cut], links[cut:], facet.silent))
    return shown


def _clicked(name: str, chosen: list[str], value: str) -> list[str]:
    """What is chosen after a click. Several values of a one-of mean "one of these, not known which": a click on another
    one is a change of mind."""
    if persons.PARAMETERS[name].kind == persons.ONE_OF:
        return [] if chosen == [value] else [value]
    return [one for one in chosen if one != value] if value in chosen else [*chosen, value]


@dataclass(frozen=True, slots=True)
class Paging:
    previous: str
    next: str
    words: str
    beyond: bool
    """The page asked for lies behind the last one."""


def paging(count: int, limit: int, offset: int, asked: Asked, words: str) -> Paging:
    """`words`: a sentence with places for `first`, `last` and `count`."""
    last = min(offset + limit, count)
    return Paging(
        words=words % {"first": f"{offset + 1:,}", "last": f"{last:,}", "count": f"{count:,}"},
        previous=asked.page(max(0, offset - limit)) if offset else "",
        next=asked.page(offset + limit) if offset + limit < count else "",
        beyond=bool(count) and offset >= count,
    )


_LOOSER = {
    "place": gettext_lazy("look everywhere"),
    "q": gettext_lazy("leave out the words"),
    "age": gettext_lazy("leave out the age"),
    "sex": gettext_lazy("leave out the sex"),
    "updated_since": gettext_lazy("leave out the date of the last update"),
    "status": gettext_lazy("take any status"),
    "scope": gettext_lazy("take trials for any cancer"),
}


def _looser_words(group: str) -> str:
    if group in _LOOSER:
        return str(_LOOSER[group])
    if group in persons.NAMES:
        return _("leave out: %(what)s") % {"what": title(group)[:1].lower() + title(group)[1:]}
    return _("take any %(what)s") % {"what": title(group).lower()}


def farther(filters: TrialFilters, answer: Answer, asked: Asked, count: Callable[[Answer], int]) -> Link | None:
    """The next length within which there is something, with how much; None where nothing is, or no place was given."""
    question, unit = answer.question, filters.unit_asked
    if not (question.place and question.place.near):
        return None
    for length in FARTHER:
        if length > filters.within_asked:
            place = replace(question.place, km=to_km(length, unit))
            if there := count(Answer(replace(question, place=place), answer.snapshot)):
                words = _("look within %(length)s") % {"length": wording.length(length, unit)}
                return Link(words, asked.with_(within=f"{length:g}"), count=there)
    return None


def _looser(filters: TrialFilters, answer: Answer, asked: Asked) -> list[Link]:
    """What to loosen when nothing was found: each with what it would bring, the most first."""
    found: list[Link] = []
    question = answer.question
    if link := farther(filters, answer, asked, lambda one: one.count):
        found.append(link)
    others = [name for name in persons.NAMES if name not in _LOOSER]
    groups = [*question.plain, *(name for name in _LOOSER if name not in question.plain), *others]
    singly = []
    for group in groups:
        count = answer.without(group).bit_count()
        if count:
            names = (
                ("near", "within", "unit", "country", "state", "center", "service", "site_status")
                if group == "place"
                else (group,)
            )
            url = asked.with_(status=ANY) if group == "status" else asked.without(*names)
            singly.append(Link(_looser_words(group), url, count=count))
    return found + sorted(singly, key=lambda link: -(link.count or 0))
