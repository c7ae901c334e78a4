"""How often the reader is right, in the reading API. In: nothing; out: the figures that the page on accuracy shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from finder import caching
from finder.api.centers import takes_no_parameters
from finder.api.reading import Reading, source
from finder.figures import figures

ATTRIBUTION = (
    "Measured by the Finder on trials that people labelled by hand. A reading can be wrong: show the quote beside it."
)


class Accuracy(Reading):
    """`GET /api/v1/accuracy/`: what the last measurement found."""

    def since(self) -> dt.datetime:
        return caching.ALWAYS  # they ship with the code

    def get(self, request: Request) -> Response:
        takes_no_parameters(request)
        found = figures()
        if found is None:
            raise Http404("Nothing was measured yet.")
        return Response(asdict(found) | source(ATTRIBUTION))
