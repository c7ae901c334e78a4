"""What every page says: how old the listings are, a banner where that needs saying, and where it stands in the other
language. Named in settings.

Lazy: a page that prints none of it (the admin's) asks the database nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext, ngettext, override

from finder.freshness import listings as freshness
from finder.pages import wording
from trials.models import SyncRun, Trial

STALE_HOURS = 48


@dataclass(frozen=True, slots=True)
class Listings:
    """`banner`: sentences for the top of the page, most important first; empty when all is as it should be."""

    as_of: dt.datetime | None
    as_of_words: str = ""
    age_words: str = ""
    banner: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Language:
    """`address`: of this page in that language, with what was asked. `page`: the same, whole and without it."""

    code: str
    name: str
    address: str
    page: str
    current: bool


def languages(request: HttpRequest) -> dict[str, Any]:
    return {"languages": SimpleLazyObject(lambda: [_language(request, *one) for one in settings.LANGUAGES])}


def _language(request: HttpRequest, code: str, name: str) -> Language:
    if request.resolver_match is None:  # an address that is not ours has no translation
        with override(code):
            address = page = reverse("home")
    else:
        page = request.path if code == get_language() else translate_url(request.path, code)
        address = page + "".join(request.get_full_path().partition("?")[1:])
    return Language(code, name, address, request.build_absolute_uri(page), code == get_language())


def listings(request: HttpRequest) -> dict[str, Any]:
    return {"listings": SimpleLazyObject(state)}


def state() -> Listings:
    fresh = freshness()
    if fresh["listings_as_of"] is None:
        return Listings(None, banner=_before_the_first_sync())
    as_of, hours = dt.datetime.fromisoformat(fresh["listings_as_of"]), fresh["age_hours"]
    banner = []
    if hours > STALE_HOURS:
        words = gettext("These listings are %(age)s old. A status may have changed since.")
        banner = [words % {"age": wording.age_of(hours)}, *_trouble()]
    return Listings(as_of, wording.day(as_of.date()), wording.age_of(hours), banner)


def _before_the_first_sync() -> list[str]:
    if not Trial.objects.filter(example=True).exists():
        sentences = [gettext("There are no listings here yet.")]
    else:
        sentences = [gettext("These are examples, not real trials. Real listings have not been fetched yet.")]
    return [*sentences, *_trouble()]


def _trouble() -> list[str]:
    """What became of the last attempt, where it did not end well."""
    run = SyncRun.objects.order_by("-pk").first()
    if run is None:
        return []
    if run.status == SyncRun.RUNNING:
        if not run.seen:
            return [gettext("Listings are being fetched now.")]
        so_far = ngettext(
            "Listings are being fetched now, %(count)s trial so far.",
            "Listings are being fetched now, %(count)s trials so far.",
            run.seen,
        )
        return [so_far % {"count": wording.number(run.seen)}]
    if run.status == SyncRun.FAILED:
        words = gettext("The registry could not be reached (%(when)s). We keep trying.")
        return [words % {"when": wording.moment(run.finished_at)}]
    if run.status == SyncRun.REFUSED:
        words = gettext("What the registry sent was not complete, so nothing was changed (%(when)s).")
        return [words % {"when": wording.moment(run.finished_at)}]
    return []
