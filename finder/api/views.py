"""The reading API: the same questions as the pages, in JSON. In: a query string; out: rows, counts, facets, sources.

Examples never stand here: a program cannot see that they are only that.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from rest_framework import exceptions
from rest_framework.decorators import api_view, schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from finder import caching
from finder.api.problems import Refused
from finder.detail import TrialDetail, canonical_id, detail
from finder.facets import facets, person_facets
from finder.fields import unknown_parameters
from finder.filters import TrialFilters
from finder.freshness import listings
from finder.rows import page_of_rows
from finder.search import Answer
from trials.models import Registration, SyncRun
from trials.registries import registry, slugs

ATTRIBUTION = (
    "Source: ClinicalTrials.gov, U.S. National Library of Medicine. Listings are shown as the registry gives them; "
    "facets and distances are derived by the Finder. No endorsement is implied."
)


class Reading(APIView):
    """A view that only reads: conditional GET and Cache-Control by what was asked."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        handle = super().dispatch
        shows = self.shows(**kwargs)
        return caching.answer(request, lambda: handle(request, *args, **kwargs), shows=shows)

    def shows(self, **kwargs: Any) -> str:
        """What the answer holds that changes without a new generation of the index."""
        return ""


def _asked(request: Request) -> tuple[TrialFilters, Answer]:
    """What was asked, understood and answered. Raises Refused naming each parameter that is not."""
    refused = {name: [message] for name, message in unknown_parameters(request.GET, TrialFilters.parameters()).items()}
    filters = TrialFilters(request.GET, exact=True)
    if not filters.form.is_valid():
        refused |= {name: [str(one) for one in messages] for name, messages in filters.form.errors.items()}
    if refused:
        raise Refused(refused)
    return filters, filters.answer(examples=False)


def _facets(answer: Answer) -> dict[str, Any]:
    counted: dict[str, Any] = {
        facet.name: {"values": [asdict(value) for value in facet.values], "silent": facet.silent}
        for facet in person_facets(answer)
    }
    return counted | {facet.name: {"values": [asdict(value) for value in facet.values]} for facet in facets(answer)}


def source() -> dict[str, Any]:
    """As of when the trials are, and whose they are."""
    return {"data_timestamp": listings()["listings_as_of"], "attribution": ATTRIBUTION}


class Trials(Reading):
    """`GET /api/v1/trials/`: the trials that match, a page of them, with facets."""

    def get(self, request: Request) -> Response:
        filters, answer = _asked(request)
        limit, offset = filters.limits
        rows = page_of_rows(filters, answer)
        return Response(
            {
                "count": answer.count,
                **neighbours(request, answer.count, limit, offset),
                "results": [asdict(row) | {"url": request.build_absolute_uri(row.url)} for row in rows],
                "facets": _facets(answer),
                **source(),
            }
        )


def neighbours(request: Request, count: int, limit: int, offset: int) -> dict[str, str | None]:
    """The addresses of the pages after and before."""
    return {
        "next": _page(request, offset + limit, limit) if offset + limit < count else None,
        "previous": _page(request, max(0, offset - limit), limit) if offset else None,
    }


def _page(request: Request, offset: int, limit: int) -> str:
    query = request.GET.copy()
    query["offset"], query["limit"] = str(offset), str(limit)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


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
        return Response({"results": found, "attribution": ATTRIBUTION})


@api_view(["GET", "HEAD", "OPTIONS"])
@schema(None)
def nothing_here(request: Request) -> Response:
    """Any other address below `/api/v1/`: a problem document too."""
    raise exceptions.NotFound("The API has no such address.")
