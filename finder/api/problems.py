"""Errors as RFC 9457 problem documents. In: an exception of a view; out: `application/problem+json`."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest
from rest_framework import exceptions, status
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback


class ProblemRenderer(JSONRenderer):
    media_type = "application/problem+json"


class Refused(exceptions.APIException):
    """A request we understood and refuse, parameter by parameter. `in_body`: they stand there, not in the address."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_detail = "The question cannot be answered as it stands."

    def __init__(self, errors: dict[str, list[str]], *, in_body: bool = False) -> None:
        super().__init__()
        self.errors = [
            {"parameter": name, "detail": message, "pointer": _pointer(name) if in_body else None}
            for name, messages in sorted(errors.items())
            for message in messages
        ]


_TITLES = {
    400: "The request cannot be read",
    404: "There is no such thing",
    405: "Reading only",
    406: "That format is not offered",
    413: "The request is too long",
    415: "That format is not understood",
    429: "Too many requests",
}


def _pointer(name: str) -> str:
    """Where a member of the body stands, as a fragment (RFC 6901)."""
    return "#/" + quote(name.replace("~", "~0").replace("/", "~1"))


def problem(exception: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. None for what is ours to mend: Django's own 500 answers it."""
    if isinstance(exception, Http404):
        exception = exceptions.NotFound(str(exception) or None)
    if not isinstance(exception, exceptions.APIException):
        return None
    set_rollback()
    code = exception.status_code
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _TITLES.get(code, "The request failed"),
        "status": code,
        "detail": str(exception.detail),
    }
    if isinstance(exception, Refused):
        body["errors"] = exception.errors
    headers = {"Cache-Control": "private, no-store"}
    if isinstance(exception, exceptions.MethodNotAllowed):
        headers["Allow"] = ", ".join(context["view"].allowed_methods)
    if (seconds := getattr(exception, "wait", None)) is not None:  # of one who asked too often
        headers["Retry-After"] = str(seconds)
    response = Response(body, status=code, headers=headers)
    request: HttpRequest | None = context.get("request")
    if request is not None:
        # Whatever was asked for, a problem is a problem document.
        request.accepted_renderer = ProblemRenderer()  # type: ignore[attr-defined]
        request.accepted_media_type = ProblemRenderer.media_type  # type: ignore[attr-defined]
    response.content_type = ProblemRenderer.media_type
    return response
