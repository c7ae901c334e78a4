"""`/api/v1/match/`: every trial in one of four groups. In: the query language as JSON (POST) or in the address (GET);
out: counts, and rows with what blocks, what is open and what is not spoken of.

What was sent is about a person: it is answered and gone, nothing is stored or logged. No session, so no CSRF.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import IO, Any, NoReturn

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework import exceptions, status
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from finder.api.problems import Refused
from finder.api.reading import source
from finder.fields import unknown_parameters
from finder.filters import TrialFilters
from finder.match_rows import MatchRow, match_rows
from finder.matching import Group, Matching

LONGEST = 20_000
"""Bytes of a question."""
LIMIT = 10
"""Trials of each group, where `limit` is not given."""
MATCHING = ("group",)
"""Parameters beside those of the trials."""


class TooLong(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = f"A question is {LONGEST:,} bytes long at most."


class Question(BaseParser):
    """A JSON object: each parameter with a value, or a list of values → the same as a query."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> QueryDict:
        body = stream.read(LONGEST + 1)
        if len(body) > LONGEST:
            raise TooLong
        try:
            given = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            # The message of the error would repeat what was sent.
            raise exceptions.ParseError("This is not JSON.") from error
        if not isinstance(given, dict):
            raise exceptions.ParseError("Send a JSON object: each parameter with its value, or a list of values.")
        return _query(given)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two members with one name JSON would keep the last, and half a question would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise exceptions.ParseError("A name stands twice. Give several values as a list.")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _query(given: dict[str, Any]) -> QueryDict:
    """Raises Refused where a value is neither words nor a number, nor a list of them."""
    query = QueryDict(mutable=True)
    refused = {}
    for name, value in given.items():
        values = value if isinstance(value, list) else [value]
        if all(isinstance(one, (str, int, float)) and not isinstance(one, bool) for one in values):
            query.setlist(name, [str(one) for one in values])
        else:
            refused[name[:60]] = ["Give words or a number, or a list of them."]
    if refused:
        raise Refused(refused, in_body=True)
    return query


class Match(APIView):
    """`GET` and `POST /api/v1/match/`."""

    http_method_names = ["get", "post", "head", "options"]
    parser_classes = [Question]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        patch_vary_headers(response, ["Accept", "Accept-Encoding"])
        return response

    def get(self, request: Request) -> Response:
        return self._answer(request, request.GET)

    def post(self, request: Request) -> Response:
        if request.GET:
            raise Refused({name[:60]: ["Give this in the body."] for name in request.GET})
        if not isinstance(request.data, QueryDict) or request.META.get("CONTENT_LENGTH") in (None, "", "0"):
            raise exceptions.ParseError("Send a JSON object, with its length (Content-Length).")
        return self._answer(request, request.data)

    def _answer(self, request: Request, query: QueryDict) -> Response:
        refused = {
            name: [message]
            for name, message in unknown_parameters(query, (*TrialFilters.parameters(), *MATCHING)).items()
        } | _group_errors(query)
        filters = TrialFilters(query, exact=True)
        if not filters.form.is_valid():
            refused |= filters.errors
        if refused:
            raise Refused(refused, in_body=request.method == "POST")
        matching = Matching(filters.answer(examples=False))
        asked = query.get("group")
        shown = [Group(str(asked))] if asked else list(Group)
        limit, offset = int(filters.form.cleaned_data.get("limit") or LIMIT), filters.limits[1]
        ordinals = [ordinal for group in shown for ordinal in matching.page(group, offset, limit)]
        rows = match_rows(matching, ordinals, unit=filters.unit_asked)
        return Response(
            {
                "count": matching.universe.bit_count(),
                "groups": {
                    group: {
                        "count": matching.groups[group].bit_count(),
                        "results": [_result(request, row) for row in rows if row.group == group],
                    }
                    for group in shown
                },
                **source(),
            }
        )


def _group_errors(query: QueryDict) -> dict[str, list[str]]:
    return {name: [message] for name, message in _of_group(query)}


def _of_group(query: QueryDict) -> Iterator[tuple[str, str]]:
    given = query.getlist("group")
    if len(given) > 1:
        yield "group", "Give this once."
    elif any(given) and given[0] not in list(Group):
        yield "group", f"There is no such value. Known: {', '.join(Group)}."
    if query.get("offset") not in (None, "", "0") and not any(given):
        yield "offset", "Counts only together with group."


def _result(request: Request, row: MatchRow) -> dict[str, Any]:
    found: dict[str, Any] = asdict(row)
    trial: dict[str, Any] = found.pop("trial")
    return trial | {"url": request.build_absolute_uri(row.trial.url)} | found
