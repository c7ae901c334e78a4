"""How answers may be cached. In: a request; out: its ETag, and the Cache-Control of its response. Used by pages and API.

An answer that holds something about a person or a place is private and kept nowhere; all others are public.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

from finder.models import Generation
from trials.models import SyncRun

PERSONAL = frozenset({"near", "within", "unit", "age", "sex", "strict"})
"""Parameters whose value says something about the visitor."""
PUBLIC_SECONDS = 300


def is_personal(parameters: Iterable[str]) -> bool:
    return not PERSONAL.isdisjoint(parameters)


def etag(request: HttpRequest, *_: object, **__: object) -> str | None:
    """Changes with the index, with the last run and with what is asked; None for a personal answer."""
    if is_personal(request.GET):
        return None
    generation = Generation.objects.order_by("-pk").values_list("pk", flat=True).first()
    run = SyncRun.objects.order_by("-pk").values_list("pk", "status").first()
    asked = f"{generation} {run} {request.get_full_path()}"
    return f'W/"{hashlib.sha256(asked.encode()).hexdigest()[:32]}"'


def mark(request: HttpRequest, response: HttpResponseBase) -> None:
    """Sets Cache-Control by what was asked."""
    if is_personal(request.GET):
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
    patch_vary_headers(response, ["Accept", "Accept-Encoding"])
