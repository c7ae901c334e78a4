"""`/embed/trials/`, a list of trials for a frame on another site's page, and `/embed/finder.js`, which makes the frame.

In: the query string of `/trials/`, written by whoever keeps that page; out: a light page without cookie, storage or
form. What cannot be understood is refused whole: a list that ignores half of a question misleads, and nobody looks at
it twice. The question is the host's and not the visitor's: no link carries it on to a trial's page, where it would
stand as "what you entered".
"""

from __future__ import annotations

import hashlib
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from finder import caching
from finder.fields import unknown_parameters
from finder.filters import TrialFilters
from finder.pages.addresses import Asked
from finder.pages.cards import card
from finder.pages.results import chips
from finder.rows import page_of_rows

FEW = "10"
"""Trials a frame shows if the host does not say how many."""
_POLICY = {
    "default-src": [NONE],
    "style-src": [SELF],
    "script-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": ["*"],
}
_A_DAY = 86_400
_JAVASCRIPT = "text/javascript; charset=utf-8"


@require_safe
@xframe_options_exempt
@csp(_POLICY)
def trials(request: HttpRequest) -> HttpResponseBase:
    return caching.answer(request, lambda: _page(request))


def _page(request: HttpRequest) -> HttpResponse:
    query = request.GET.copy()
    query.setdefault("limit", FEW)
    refused = {name: [message] for name, message in unknown_parameters(query, TrialFilters.parameters()).items()}
    filters = TrialFilters(query, exact=True)
    if not filters.form.is_valid():
        refused |= filters.errors
    context = {"refused": sorted(refused.items())} if refused else _found(filters, Asked(query))
    status = HTTPStatus.BAD_REQUEST if refused else HTTPStatus.OK
    response = render(request, "finder/embed.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"  # the trials are for search engines, lists of them are not
    return response


def _found(filters: TrialFilters, asked: Asked) -> dict[str, Any]:
    answer = filters.answer(examples=False)
    limit, offset = filters.limits
    return {
        "count": answer.count,
        "cards": [card(row, filters, reverse("trial", args=[row.id])) for row in page_of_rows(filters, answer)],
        "asked": [one.label for one in chips(filters, asked)],
        "more": answer.count > limit + offset,
        "all": reverse("trials") + asked.query(leave_out=("limit", "offset")),
    }


@require_safe
def script(request: HttpRequest) -> HttpResponseBase:
    """The same address for ever, since it stands in other people's pages: short-lived in caches, with an ETag."""
    content, tag = _script()
    response = get_conditional_response(request, etag=tag) or HttpResponse(content, content_type=_JAVASCRIPT)
    patch_cache_control(response, public=True, max_age=_A_DAY)
    response.headers["ETag"] = tag
    # Pages that shut out what does not say that it may be loaded from elsewhere.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@cache
def _script() -> tuple[bytes, str]:
    """The script and its ETag. Raises ImproperlyConfigured."""
    path = finders.find("finder/embed.js")
    if path is None:
        raise ImproperlyConfigured("finder/static/finder/embed.js is missing.")
    content = Path(path).read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
