"""`/feeds/…`: what changed, as Atom and JSON Feed, for a trial, a search and a center. In: an address; out: a feed.

At most 50 entries, each named the same for ever. No cookie; a search that says something about a person or a place is
private and kept nowhere, as its page is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from centers.models import Center
from finder import caching, center_history, followed, history
from finder.detail import canonical_id
from finder.filters import TrialFilters
from finder.history import MOST_EVENTS, Event
from trials.models import Trial

ATOM, JSON = "atom", "json"
_SHOWN_ALONE = ("sort", "limit", "offset")
"""Parameters that order and cut a list: a feed has its own order."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAME = "MBC Finder"


@dataclass(frozen=True, slots=True)
class Feed:
    title: str
    subtitle: str
    page: str
    """The address within this site of what it is about."""
    events: list[Event]
    whole: bool = False
    """Whether entries are of one thing, and need not name it."""

    @property
    def updated(self) -> dt.datetime | None:
        return max((one.at for one in self.events), default=None)


@require_safe
def trial(request: HttpRequest, public_id: str, kind: str) -> HttpResponseBase:
    return _served(request, kind, lambda: _of_trial(public_id, kind), shows=history.newest())


@require_safe
def trials(request: HttpRequest, kind: str) -> HttpResponseBase:
    return _served(request, kind, lambda: _of_search(request.GET), shows=history.newest())


@require_safe
def center(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    found = Center.objects.published().filter(slug=slug, listed=True).first()
    if found is None:
        raise Http404
    own = center_history.events(slug)
    return _served(request, kind, lambda: _of_center(found, own), shows=f"{history.newest()} {own!r}")


# -- what they hold ---------------------------------------------------------------------------------------------------


def _of_trial(public_id: str, kind: str) -> Feed | HttpResponse:
    canonical = canonical_id(public_id)
    row = Trial.objects.filter(public_id=canonical, example=False).values_list("pk", "title").first()
    if canonical is None or row is None:
        raise Http404
    if canonical != public_id:
        return HttpResponsePermanentRedirect(reverse("feed-trial", args=[canonical, kind]))
    return Feed(
        title=f"{row[1]} ({canonical})",
        subtitle="What changed in this trial since we first saw it.",
        page=reverse("trial", args=[canonical]),
        events=history.events([row[0]]),
        whole=True,
    )


def _of_search(query: QueryDict) -> Feed | HttpResponse:
    """What its page shows, and what left it because its status changed."""
    filters = TrialFilters(query)
    if not filters.form.is_valid():
        words = [f"{name}: {message}" for name, messages in filters.form.errors.items() for message in messages]
        return HttpResponse("\n".join(words), status=HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8")
    answer = filters.answer(examples=False)
    asked = [
        (name, value)
        for name in TrialFilters.parameters()
        if name not in _SHOWN_ALONE
        for value in query.getlist(name)
        if value.strip()
    ]
    return Feed(
        title="Trials that match a search" if asked else "Trials open now, or about to open",
        subtitle="New trials, what changed in those that match, and those that left because their status changed.",
        page=reverse("trials") + (f"?{urlencode(asked)}" if asked else ""),
        events=followed.events(answer),
    )


def _of_center(found: Center, own: list[Event]) -> Feed:
    filters = TrialFilters(QueryDict(f"center={found.slug}"))
    there: list[Event] = []
    if filters.form.is_valid():  # else the index does not know the center yet
        answer = filters.answer(examples=False)
        there = followed.events(answer)
    events = sorted([*own, *there], key=lambda one: (one.at, one.urn), reverse=True)
    return Feed(
        title=found.name,
        subtitle="What changed in what we publish of this center, and in the trials that recruit there.",
        page=reverse("center", args=[found.slug]),
        events=events[:MOST_EVENTS],
    )


# -- how they are served ----------------------------------------------------------------------------------------------


def _served(
    request: HttpRequest, kind: str, make: Callable[[], Feed | HttpResponse], *, shows: str
) -> HttpResponseBase:
    def produce() -> HttpResponse:
        made = make()
        if isinstance(made, HttpResponse):
            return made
        response = _json(request, made) if kind == JSON else _atom(request, made)
        response.headers["X-Robots-Tag"] = "noindex"  # as search engines need the trials, not the lists
        if made.updated and not caching.is_personal(request.GET):
            response.headers["Last-Modified"] = http_date(made.updated.timestamp())
        return response

    return caching.answer(request, produce, shows=shows)


class _Atom(Atom1Feed):
    """As old as its newest entry; an empty one as old as the beginning of time, not as new as each look at it."""

    def latest_post_date(self) -> dt.datetime:
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))


def _atom(request: HttpRequest, feed: Feed) -> HttpResponse:
    # Whose query it is stands in the address: the feed names itself by it, as Atom asks.
    made = _Atom(
        title=_xml(feed.title),
        link=_xml(request.build_absolute_uri(feed.page)),
        description="",
        subtitle=_xml(feed.subtitle),
        language="en",
        author_name=NAME,
        feed_url=_xml(request.build_absolute_uri()),
        feed_guid=_xml(request.build_absolute_uri()),
    )
    for one in feed.events:
        lines = format_html_join("", "<li>{}</li>", ((_xml(line),) for line in one.lines))
        made.add_item(
            title=_xml(one.headline if feed.whole else one.title),
            link=_xml(request.build_absolute_uri(one.url)),
            description=format_html("<p>{}</p><ul>{}</ul>", _xml(one.about), lines),
            unique_id=one.urn,
            pubdate=one.at,
            updateddate=one.at,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _xml(text: str) -> str:
    """XML has no way to write control characters or halves of surrogate pairs."""
    return _NOT_XML.sub("\ufffd", text)


def _json(request: HttpRequest, feed: Feed) -> HttpResponse:
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": request.build_absolute_uri(feed.page),
        "feed_url": request.build_absolute_uri(),
        "language": "en",
        "authors": [{"name": NAME}],
        "items": [
            {
                "id": one.urn,
                "url": request.build_absolute_uri(one.url),
                "title": one.headline if feed.whole else one.title,
                "content_text": "\n".join((one.about, "", *(f"- {line}" for line in one.lines))),
                "date_published": one.at.isoformat(),
                "date_modified": one.at.isoformat(),
            }
            for one in feed.events
        ],
    }
    return JsonResponse(body, content_type="application/feed+json")
