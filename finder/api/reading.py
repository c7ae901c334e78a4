"""What every reading view of the API shares: conditional GET, and the source of what it answers. In: a request; out: a
response with Cache-Control, ETag, Last-Modified. Used by the other modules of this package.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.views import APIView

from finder import caching
from finder.freshness import listings

ATTRIBUTION = (
    "Source: ClinicalTrials.gov, U.S. National Library of Medicine. Listings are shown as the registry gives them; "
    "facets, distances and readings are derived by the Finder. No endorsement is implied."
)
LICENCE = (
    "Records of trials: the terms of ClinicalTrials.gov (https://clinicaltrials.gov/about-site/terms-conditions); name "
    "the source, show the date of the data, say what you changed; texts of sponsors may be under rights of their own. "
    "Quotes on care centers belong to the sources that their claims name. What the Finder adds (readings, plain words, "
    "distances, counts, order) is under the MIT License, as its code is."
)


def source(*attributions: str) -> dict[str, Any]:
    """As of when the trials are, whose everything is, and what may be done with it. Stands in every answer."""
    return {
        "data_timestamp": listings()["listings_as_of"],
        "attribution": " ".join((*attributions, ATTRIBUTION)),
        "licence": LICENCE,
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
