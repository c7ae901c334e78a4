"""The OpenAPI document, the page that shows it, and the root of the API. In: a request; out: the document as YAML or
JSON, a page, a list of addresses. Called by `finder/api/about_urls.py` and `finder/api/urls.py`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from rest_framework.request import Request
from rest_framework.response import Response

from finder import caching
from finder.api import promise
from finder.api.answers import Endpoint, RootAnswer
from finder.api.centers import takes_no_parameters
from finder.api.reading import Reading, source
from finder.api.schema import components

JSON = dict[str, Any]
FORMAT = "format"


def describe(result: JSON, **more: Any) -> JSON:
    """A hook of drf-spectacular (`POSTPROCESSING_HOOKS`): the components, and what is promised."""
    return {
        **result,
        "info": {
            **result["info"],
            "title": promise.TITLE,
            "version": promise.VERSION,
            "summary": "Care centers and clinical trials for metastatic breast cancer",
            "description": "\n\n".join((promise.ABOUT, "**What is promised**", *promise.PROMISE)),
        },
        "components": {"schemas": components()},
    }


@cache
def document() -> JSON:
    """The OpenAPI document of this release."""
    generator: Any = SchemaGenerator
    found: JSON = generator().get_schema(public=True)
    return found


class Schema(Reading):
    """`GET /api/schema/`: the document, as YAML or (`?format=json`, or by Accept) as JSON."""

    schema = None
    renderer_classes = [OpenApiYamlRenderer, OpenApiYamlRenderer2, OpenApiJsonRenderer, OpenApiJsonRenderer2]

    def since(self) -> dt.datetime:
        return caching.ALWAYS  # it ships with the code

    def get(self, request: Request) -> Response:
        return Response(document())


class Root(Reading):
    """`GET /api/v1/`: what there is, and where it is described."""

    def get(self, request: Request) -> Response:
        takes_no_parameters(request)
        answer = RootAnswer(
            **source(),
            version=promise.VERSION,
            description=" ".join((promise.ABOUT, *promise.PROMISE)),
            schema=request.build_absolute_uri(reverse("api-schema")),
            docs=request.build_absolute_uri(reverse("api-docs")),
            endpoints=[
                # Put together by hand: to `build_absolute_uri` a {name} is a letter to be escaped.
                Endpoint(
                    operation["operationId"], f"{request.build_absolute_uri('/')[:-1]}{path}", operation["summary"]
                )
                for path, methods in document()["paths"].items()
                for method, operation in methods.items()
                if method == "get"
            ],
        )
        return Response(asdict(answer))


@require_safe
def docs(request: HttpRequest) -> HttpResponseBase:
    """`/api/docs/`: the document for people."""
    context = {"about": promise.ABOUT, "promise": promise.PROMISE}
    return caching.answer(request, lambda: render(request, "finder/api_docs.html", context))
