"""A bare view: hand-written SQL, the same rows printed, and nothing between. A WSGI application for `bench/http.py`.

Questions come by their number, understood before the first request. No middleware, no checks, no header but the
length.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path

from bench.sql import Asked, Engine

settings.configure(
    SECRET_KEY="bench",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1"],
    LOGGING_CONFIG=None,
)

_asked = msgspec.json.decode(Path(os.environ["BENCH_ASKED"]).read_bytes(), type=list[Asked])
_engines: list[Engine] = []


def _trials(request: HttpRequest, number: int) -> JsonResponse:
    if not _engines:
        _engines.append(Engine())  # one a worker
    found = _engines[0].answer(_asked[number])
    response = JsonResponse({"count": found.count, "results": found.rows, "facets": found.facets})
    response["Content-Length"] = len(response.content)
    return response


urlpatterns = [path("<int:number>", _trials)]
application = get_wsgi_application()
