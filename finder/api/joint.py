"""The list of care centers in the reading API: the joint search. In: a query string; out: what its page prints, as
JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from finder import care
from finder.api.centers import ATTRIBUTION as OF_CENTERS
from finder.api.problems import Refused
from finder.api.views import Reading, neighbours, source
from finder.center_facets import center_facets
from finder.center_filters import CenterFilters
from finder.center_rows import CenterRow, page_of_centers
from finder.fields import unknown_parameters


class Centers(Reading):
    """`GET /api/v1/centers/`: the centers that match, a page of them, with facets."""

    def shows(self, **kwargs: Any) -> str:
        return care.stamp()

    def get(self, request: Request) -> Response:
        refused = {
            name: [message] for name, message in unknown_parameters(request.GET, CenterFilters.parameters()).items()
        }
        filters = CenterFilters(request.GET, exact=True)
        if not filters.is_understood():
            refused = {**filters.errors, **refused}
        if refused:
            raise Refused(refused)
        answer = filters.answer(examples=False)
        given = source()
        return Response(
            {
                "count": answer.count,
                **neighbours(request, answer.count, *filters.limits),
                "results": [_absolute(request, row) for row in page_of_centers(filters, answer)],
                "facets": {
                    facet.name: {"values": [asdict(value) for value in facet.values], "silent": facet.silent}
                    for facet in center_facets(answer)
                },
                **given,
                "attribution": f"{OF_CENTERS} {given['attribution']}",
            }
        )


def _absolute(request: Request, row: CenterRow) -> dict[str, Any]:
    found: dict[str, Any] = asdict(row) | {"url": request.build_absolute_uri(row.url)}
    for here in (found["trials"] or {}).get("first", ()):
        here["trial"]["url"] = request.build_absolute_uri(here["trial"]["url"])
    return found
