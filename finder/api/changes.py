"""Versions and changes of one trial in the reading API. In: an id, and perhaps a day; out: what the page says of them,
as JSON."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpResponsePermanentRedirect
from rest_framework.request import Request
from rest_framework.response import Response

from finder import history
from finder.api.problems import Refused
from finder.api.reading import Reading, source
from finder.detail import canonical_id
from finder.fields import unknown_parameters
from trials.models import Trial

SINCE = "since"


class _OfOneTrial(Reading):
    """Another id of a trial answers 301; examples have no versions and are not held."""

    known: tuple[str, ...] = ()

    def shows(self, **kwargs: Any) -> str:
        return history.newest()

    def since(self) -> dt.datetime | None:
        return history.newest_at()

    def get(self, request: Request, public_id: str) -> Response | HttpResponsePermanentRedirect:
        unknown = unknown_parameters(request.GET, self.known).items()
        refused = {name: [words if self.known else "This address takes no parameters."] for name, words in unknown}
        asked = self.asked(request, refused)
        if refused:
            raise Refused(refused)
        canonical = canonical_id(public_id)
        if canonical is None or not Trial.objects.filter(public_id=canonical, example=False).exists():
            raise Http404("No trial with this id is held.")
        if canonical != public_id:
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            return HttpResponsePermanentRedirect(request.path.replace(public_id, canonical) + query)
        return Response({"id": canonical, **self.answer(canonical, asked), **source()})

    def asked(self, request: Request, refused: dict[str, list[str]]) -> dt.date | None:
        """The day asked for; what is wrong with it goes to `refused`."""
        return None

    def answer(self, public_id: str, since: dt.date | None) -> dict[str, Any]:
        raise NotImplementedError


class Versions(_OfOneTrial):
    """`GET /api/v1/trials/{id}/versions/`: what we keep of the trial, the newest first."""

    def answer(self, public_id: str, since: dt.date | None) -> dict[str, Any]:
        rows = history.versions(public_id)
        return {"count": len(rows), "results": [asdict(row) for row in rows]}


class Changes(_OfOneTrial):
    """`GET /api/v1/trials/{id}/changes/?since=2026-11-01`: what changed, the newest first."""

    known = (SINCE,)

    def asked(self, request: Request, refused: dict[str, list[str]]) -> dt.date | None:
        given = request.GET.getlist(SINCE)
        if given in ([], [""]):
            return None
        try:
            [one] = given
            return dt.datetime.strptime(one, "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
        except ValueError:
            refused[SINCE] = ["Give one date, for example 2026-11-01."]
            return None

    def answer(self, public_id: str, since: dt.date | None) -> dict[str, Any]:
        found = history.history(public_id, since=since)
        return {
            "first_seen_at": found.first_seen,
            "since": since,
            "not_comparable": found.unknown,
            "count": len(found.groups),
            "results": [asdict(group) for group in found.groups],
        }
