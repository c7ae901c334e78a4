"""The language of a page is that of its address: "/es/…" is Spanish, all else English. In: a request; out: its
response, made in that language. Named in settings.

Not Django's LocaleMiddleware: that one tells caches that the page varies by what the browser prefers. Ours asks
neither the browser nor a cookie, so that an address shows everybody the same words and nothing about a reader is kept.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language_from_path, override


def by_address(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    def respond(request: HttpRequest) -> HttpResponseBase:
        language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return respond
