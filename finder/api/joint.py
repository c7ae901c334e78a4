"""The list of care centers in the reading API: the joint search. In: a query string; out: what its page prints, as
JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.http import QueryDict

from finder import care
from finder.api.lists import Listing
from finder.center_facets import center_facets
from finder.center_filters import CenterFilters
from finder.center_rows import CenterRow, centers_by_id, count_published, page_of_centers
from finder.joint import CenterAnswer
from finder.licences import OF_CENTERS


@dataclass(frozen=True, slots=True)
class _Listed:
    filters: CenterFilters
    answer: CenterAnswer
    attributions: tuple[str, ...] = (OF_CENTERS,)

    @property
    def count(self) -> int:
        return self.answer.count

    @property
    def limits(self) -> tuple[int, int]:
        return self.filters.limits

    def page(self) -> Sequence[CenterRow]:
        return page_of_centers(self.filters, self.answer)

    def by_id(self, after: str) -> Iterator[CenterRow]:
        return centers_by_id(self.answer, after=after, unit=self.filters.unit_asked)

    def total(self) -> int:
        return count_published(self.answer)

    def facets(self) -> dict[str, Any]:
        return {
            facet.name: {"values": [asdict(value) for value in facet.values], "silent": facet.silent}
            for facet in center_facets(self.answer)
        }


class Centers(Listing):
    """`GET /api/v1/centers/`: the centers that match, a page of them, with facets."""

    row = CenterRow
    parameters = staticmethod(CenterFilters.parameters)

    def shows(self, **kwargs: Any) -> str:
        return care.stamp()

    def since(self) -> dt.datetime | None:
        return care.changed_at()

    def ask(self, query: QueryDict, refused: dict[str, list[str]]) -> _Listed | None:
        filters = CenterFilters(query, exact=True)
        if not filters.is_understood():
            refused |= {**filters.errors, **refused}
        return None if refused else _Listed(filters, filters.answer(examples=False))

    def shown(self, row: CenterRow, site: str) -> dict[str, Any]:
        found = super().shown(row, site)
        for here in (found["trials"] or {}).get("first", ()):
            here["trial"]["url"] = site + here["trial"]["url"]
        return found
