"""The sites of trials in the reading API. In: the parameters of the trials; out: a row for each site that matches."""

from __future__ import annotations

from dataclasses import asdict

from rest_framework.request import Request
from rest_framework.response import Response

from finder.api.problems import Refused
from finder.api.views import Reading, neighbours, source
from finder.fields import unknown_parameters
from finder.filters import TrialFilters
from finder.site_rows import page_of_sites

ORDER = "sort"
"""The one parameter of the trials that is none here: sites come nearest first with `near`, else by the trial's id."""


def parameters() -> list[str]:
    return [name for name in TrialFilters.parameters() if name != ORDER]


class Sites(Reading):
    """`GET /api/v1/sites/`: the sites that match, a page of them, nearest first, else by the trial's id."""

    def get(self, request: Request) -> Response:
        refused = {name: [message] for name, message in unknown_parameters(request.GET, parameters()).items()}
        filters = TrialFilters(request.GET, exact=True)
        if not filters.form.is_valid():
            refused = {name: [str(one) for one in messages] for name, messages in filters.form.errors.items()} | refused
        if refused:
            raise Refused(refused)
        limit, offset = filters.limits
        count, rows = page_of_sites(filters.answer(examples=False), limit=limit, offset=offset, unit=filters.unit_asked)
        return Response(
            {
                "count": count,
                **neighbours(request, count, limit, offset),
                "results": [asdict(row) | {"url": request.build_absolute_uri(row.url)} for row in rows],
                **source(),
            }
        )
