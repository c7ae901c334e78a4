"""The sites of trials in the reading API. In: the parameters of the trials; out: a row for each site that matches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from rest_framework.request import Request
from rest_framework.response import Response

from finder.api.lists import Listing
from finder.filters import TrialFilters
from finder.site_rows import Sites as Found
from finder.site_rows import TrialSiteRow

ORDER = "sort"
"""The one parameter of the trials that is none here: sites come nearest first with `near`, else by the trial's id."""


def parameters() -> list[str]:
    return [name for name in TrialFilters.parameters() if name != ORDER]


@dataclass(frozen=True, slots=True)
class _Listed:
    filters: TrialFilters
    found: Found
    attributions: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return self.found.count

    @property
    def limits(self) -> tuple[int, int]:
        return self.filters.limits

    def page(self) -> Sequence[TrialSiteRow]:
        limit, offset = self.limits
        return self.found.page(offset, limit)

    def by_id(self, after: str) -> Iterator[TrialSiteRow]:
        return self.found.by_id(after)

    def total(self) -> int:
        return self.count

    def facets(self) -> dict[str, Any]:
        return {}


class Sites(Listing):
    """`GET /api/v1/sites/`: the sites that match, a page of them, nearest first, else by the trial's id."""

    row = TrialSiteRow
    parameters = staticmethod(parameters)

    def ask(self, query: QueryDict, refused: dict[str, list[str]]) -> _Listed | None:
        filters = TrialFilters(query, exact=True)
        if not filters.form.is_valid():
            refused |= {**filters.errors, **refused}
        if refused:
            return None
        return _Listed(filters, Found(filters.answer(examples=False), unit=filters.unit_asked))

    def _page(self, request: Request, *given: Any) -> Response:
        response = super()._page(request, *given)
        del response.data["facets"]  # trials have some, sites have none
        return response
