"""Care centers in the reading API: one center with all its claims, and the kinds of services there are. In: an address;
out: what its page prints, as JSON. The list of centers comes with the joint search."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from centers import services
from finder import caching, care
from finder.api.problems import Refused
from finder.api.reading import Reading, source
from finder.center_detail import CenterDetail, detail
from finder.licences import OF_CENTERS


def takes_no_parameters(request: Request) -> None:
    if request.GET:
        raise Refused({name[:60]: ["This address takes no parameters."] for name in request.GET})


class OneCenter(Reading):
    """`GET /api/v1/centers/{slug}/`: everything published of one center. `standing` is as of `judged_on`."""

    found: CenterDetail | None = None

    def shows(self, **kwargs: Any) -> str:
        self.found = detail(kwargs["slug"])
        return repr(self.found)

    def since(self) -> dt.datetime | None:
        return care.changed_at()

    def get(self, request: Request, slug: str) -> Response:
        takes_no_parameters(request)
        if self.found is None:
            raise Http404("No care center with this name is held.")
        url = request.build_absolute_uri(self.found.url)
        return Response(asdict(self.found) | {"url": url, **source(OF_CENTERS)})


class Services(Reading):
    """`GET /api/v1/services/`: what a center can offer, in groups, with plain meanings and other names."""

    def shows(self, **kwargs: Any) -> str:
        return repr((services.GROUPS, services.SERVICES))

    def since(self) -> dt.datetime:
        return caching.ALWAYS  # they ship with the code

    def get(self, request: Request) -> Response:
        takes_no_parameters(request)
        return Response(
            {
                "count": len(services.SERVICES),
                "groups": [{"slug": one.slug, "label": one.label} for one in services.GROUPS.values()],
                "results": [
                    {
                        "slug": one.slug,
                        "group": one.group,
                        "label": one.label,
                        "meaning": one.meaning,
                        "synonyms": one.synonyms,
                        "source": one.source,
                    }
                    for one in services.SERVICES.values()
                ],
                **source(OF_CENTERS),
            }
        )
