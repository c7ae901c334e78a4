"""How answers may be cached. In: a request and what makes its response; out: the response. Used by pages and API.

An answer that holds something about a person or a place is private and kept nowhere; all others are public.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from http import HTTPStatus
from pathlib import Path

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from finder import persons
from finder.models import Generation
from trials.models import SyncRun

PERSONAL = frozenset({"near", "within", "unit", "strict", *persons.NAMES})
"""Parameters whose value says something about the visitor."""
PUBLIC_SECONDS = 300


def is_personal(parameters: Iterable[str]) -> bool:
    """`trial.age` says of the visitor what `age` does."""
    return not PERSONAL.isdisjoint(name.removeprefix("trial.") for name in parameters)


def answer(request: HttpRequest, produce: Callable[[], HttpResponseBase], *, shows: str = "") -> HttpResponseBase:
    """What `produce` makes, with Cache-Control and ETag by what was asked; 304 where the asker has it already.

    `shows`: what the answer prints that changes without a new generation of the index."""
    tag = None if is_personal(request.GET) else _etag(request, shows)
    known = get_conditional_response(request, etag=tag) if tag else None
    if known is not None:
        return known
    response = produce()
    if tag is None:
        # Redirects too: a place stands in where they lead.
        patch_cache_control(response, private=True, no_store=True)
    elif response.status_code == HTTPStatus.OK:
        patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
        response.headers["ETag"] = tag
    patch_vary_headers(response, ["Accept", "Accept-Encoding"])
    return response


def _etag(request: HttpRequest, shows: str) -> str:
    """Changes with the index, the last run, what is asked, the day (pages say how old things are) and our own code."""
    generation = Generation.objects.order_by("-pk").values_list("pk", flat=True).first()
    run = SyncRun.objects.order_by("-pk").values_list("pk", "status").first()
    asked = f"{generation} {run} {timezone.now():%Y-%m-%d} {_release()} {request.get_full_path()} {shows}"
    return f'W/"{hashlib.sha256(asked.encode()).hexdigest()[:32]}"'


@cache
def _release() -> str:
    """A digest of what pages are made from: a page of an older release names style sheets that are gone."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".py", ".html", ".css", ".js", ".svg", ".mo"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
