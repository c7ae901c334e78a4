"""What every reading view of the API shares: conditional GET, and the source of what it answers. In: a request; out: a
response with Cache-Control, ETag, Last-Modified. Used by the other modules of this package.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.views import APIView

from finder import caching, licences
from finder.freshness import listings


def source(*attributions: str) -> dict[str, Any]:
    """As of when the trials are, whose everything is, and what may be done with it. Stands in every answer."""
    return {
        "data_timestamp": listings()["listings_as_of"],
        "attribution": " ".join((*attributions, licences.OF_TRIALS)),
        "licence": licences.LICENCE,
    }


class Reading(APIView):
    """A view that only reads: conditional GET and Cache-Control by what was asked."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        handle = super().dispatch
        shows = self.shows(**kwargs)
        return caching.answer(request, lambda: handle(request, *args, **kwargs), shows=shows, since=self.since())

    def shows(self, **kwargs: Any) -> str:
        """What the answer holds that changes without a new generation of the index."""
        return ""

    def since(self) -> dt.datetime | None:
        """When that changed last; None where nobody knows."""
        return None
