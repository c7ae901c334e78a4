"""The reading API: the same questions as the pages, in JSON. In: a query string; out: rows, counts, facets, sources.

Examples never stand here: a program cannot see that they are only that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponsePermanentRedirect, QueryDict
from rest_framework import exceptions
from rest_framework.decorators import api_view, schema
from rest_framework.request import Request
from rest_framework.response import Response

from finder.api.lists import Listing
from finder.api.problems import Refused
from finder.api.reading import Reading, source
from finder.detail import TrialDetail, canonical_id, detail
from finder.facets import facets, person_facets
from finder.fields import unknown_parameters
from finder.filters import TrialFilters
from finder.rows import TrialRow, page_of_rows, rows_by_id
from finder.search import Answer
from trials.models import Registration, SyncRun
from trials.registries import registry, slugs


def _asked(request: Request) -> tuple[TrialFilters, Answer]:
    """What was asked, understood and answered. Raises Refused naming each parameter that is not."""
    refused = {name: [message] for name, message in unknown_parameters(request.GET, TrialFilters.parameters()).items()}
    filters = TrialFilters(request.GET, exact=True)
    if not filters.form.is_valid():
        refused |= filters.errors
    if refused:
        raise Refused(refused)
    return filters, filters.answer(examples=False)


def _facets(answer: Answer) -> dict[str, Any]:
    counted: dict[str, Any] = {
        facet.name: {"values": [asdict(value) for value in facet.values], "silent": facet.silent}
        for facet in person_facets(answer)
    }
    return counted | {facet.name: {"values": [asdict(value) for value in facet.values]} for facet in facets(answer)}


@dataclass(frozen=True, slots=True)
class _Listed:
    filters: TrialFilters
    answer: Answer
    attributions: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return self.answer.count

    @property
    def limits(self) -> tuple[int, int]:
        return self.filters.limits

    def page(self) -> Sequence[TrialRow]:
        return page_of_rows(self.filters, self.answer)

    def by_id(self, after: str) -> Iterator[TrialRow]:
        return rows_by_id(self.answer, after=after, unit=self.filters.unit_asked)

    def total(self) -> int:
        return self.answer.count

    def facets(self) -> dict[str, Any]:
        return _facets(self.answer)


class Trials(Listing):
    """`GET /api/v1/trials/`: the trials that match, a page of them, with facets."""

    row = TrialRow
    parameters = staticmethod(TrialFilters.parameters)

    def ask(self, query: QueryDict, refused: dict[str, list[str]]) -> _Listed | None:
        filters = TrialFilters(query, exact=True)
        if not filters.form.is_valid():
            refused |= filters.errors
        return None if refused else _Listed(filters, filters.answer(examples=False))


class Facets(Reading):
    """`GET /api/v1/facets/`: the counts alone, for the same parameters."""

    def get(self, request: Request) -> Response:
        _, answer = _asked(request)
        return Response({"count": answer.count, "facets": _facets(answer), **source()})


class OneTrial(Reading):
    """`GET /api/v1/trials/{id}/`: everything kept of one trial. Another id of it answers 301."""

    def get(self, request: Request, public_id: str) -> Response | HttpResponsePermanentRedirect:
        if request.GET:
            raise Refused({name: ["This address takes no parameters."] for name in request.GET})
        canonical = canonical_id(public_id)
        if canonical is None:
            raise Http404("No trial with this id is held.")
        if canonical != public_id:
            return HttpResponsePermanentRedirect(request.path.replace(public_id, canonical))
        found: TrialDetail | None = detail(public_id)
        if found is None or found.example:
            raise Http404("No trial with this id is held.")
        return Response(asdict(found) | {"url": request.build_absolute_uri(found.url), **source()})


class Registries(Reading):
    """`GET /api/v1/registries/`: how fresh each registry's listings are, and its last run."""

    def get(self, request: Request) -> Response:
        if request.GET:
            raise Refused({name: ["This address takes no parameters."] for name in request.GET})
        held = dict(
            Registration.objects.filter(state=Registration.LISTED)
            .values_list("registry")
            .annotate(held=Count("pk"))
            .values_list("registry", "held")
        )
        found = []
        for slug in slugs():
            module = registry(slug)
            runs = SyncRun.objects.filter(registry=slug)
            last, good = runs.first(), runs.filter(complete=True).first()
            found.append(
                {
                    "registry": slug,
                    "name": module.NAME,
                    "home": module.HOME,
                    "listed": held.get(slug, 0),
                    "data_timestamp": good.data_timestamp if good else None,
                    "last_complete_run": good.finished_at if good else None,
                    "last_run": {"status": last.status, "started_at": last.started_at, "finished_at": last.finished_at}
                    if last
                    else None,
                }
            )
        return Response({"results": found, **source()})


@api_view(["GET", "HEAD", "OPTIONS"])
@schema(None)
def nothing_here(request: Request) -> Response:
    """Any other address below `/api/v1/`: a problem document too."""
    raise exceptions.NotFound("The API has no such address.")
