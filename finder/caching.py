"""How answers may be cached. In: a request and what makes its response; out: the response. Used by pages, API, feeds.

An answer that holds something about a person or a place is private and kept nowhere; all others are public.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date, parse_http_date

from finder import persons
from finder.models import Generation
from trials.models import SyncRun

PERSONAL = frozenset({"near", "within", "unit", "strict", *persons.NAMES})
"""Parameters whose value says something about the visitor."""
PUBLIC_SECONDS = 300
VARY = ["Accept", "Accept-Encoding"]
SETTLED = dt.timedelta(seconds=60)
"""How old a change must be to be dated: what is under way may yet show under the same second (RFC 9110, 8.8.2.2)."""
ALWAYS = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_STARTED = timezone.now()
"""Our own code, and what ships with it, changed then at the latest."""


def is_personal(parameters: Iterable[str]) -> bool:
    """`trial.age` says of the visitor what `age` does."""
    return not PERSONAL.isdisjoint(name.removeprefix("trial.") for name in parameters)


def answer(
    request: HttpRequest,
    produce: Callable[[], HttpResponseBase],
    *,
    shows: str = "",
    since: dt.datetime | None = None,
) -> HttpResponseBase:
    """What `produce` makes, with Cache-Control, ETag and Last-Modified by what was asked; 304 where the asker has it.

    `shows`: what the answer prints that changes without a new generation of the index; `since`: when that changed
    last, None where nobody knows. A date that `produce` gives its response goes before ours."""
    if is_personal(request.GET):
        response = produce()
        # Redirects too: a place stands in where they lead.
        patch_cache_control(response, private=True, no_store=True)
        patch_vary_headers(response, VARY)
        return response
    run = SyncRun.objects.order_by("-pk").first()
    generation = Generation.objects.order_by("-pk").first()
    tag = _etag(request, generation, run, shows)
    changed = None if shows and since is None else _changed(generation, run, since or ALWAYS)
    known = get_conditional_response(request, etag=tag)
    response = known if known is not None else produce()
    if response.status_code == HTTPStatus.OK and changed is not None:
        response.headers.setdefault("Last-Modified", http_date(changed))
    if response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
        response.headers["ETag"] = tag
    patch_vary_headers(response, VARY)
    # By date only now: whoever asks by one may ask for what is not there.
    modified = parse_http_date(response.headers["Last-Modified"]) if "Last-Modified" in response.headers else None
    final: Any = get_conditional_response(request, etag=tag, last_modified=modified, response=cast(Any, response))
    return cast(HttpResponseBase, final)


def _changed(generation: Generation | None, run: SyncRun | None, since: dt.datetime) -> int | None:
    """When the answer changed last, in seconds; None while that cannot be said."""
    now = timezone.now()
    moments = [_STARTED, since, now.replace(hour=0, minute=0, second=0, microsecond=0)]
    if generation is not None:
        moments.append(generation.built_at)
    if run is not None:
        if run.status == SyncRun.RUNNING:
            return None
        moments.append(run.finished_at or run.started_at)
    changed = max(moments)
    return None if changed > now - SETTLED else int(changed.timestamp())


def _etag(request: HttpRequest, generation: Generation | None, run: SyncRun | None, shows: str) -> str:
    """Changes with the index, the last run, what is asked, the day (pages say how old things are) and our own code."""
    built, ran = generation and generation.pk, run and (run.pk, run.status)
    asked = f"{request.headers.get('Accept', '')} {request.get_full_path()}"
    told = f"{built} {ran} {timezone.now():%Y-%m-%d} {_release()} {asked} {shows}"
    return f'W/"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


@cache
def _release() -> str:
    """A digest of what pages are made from: a page of an older release names style sheets that are gone."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".py", ".html", ".css", ".js", ".svg", ".mo"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
