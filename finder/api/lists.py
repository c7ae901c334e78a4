"""What all lists of the API have in common: pages, walks by cursor, chosen fields, links. In: a query string; out:
rows, counts, facets, source. A list is a subclass of `Listing` that says how it is asked.
"""

from __future__ import annotations

import base64
import binascii
import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any, Protocol

import msgspec
from django.http import Http404, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from finder import tables
from finder.api.problems import Refused
from finder.api.quotas import BULK, READING
from finder.api.reading import Reading, source
from finder.fields import CLOSE, unknown_parameters
from finder.rows import BATCH

CURSOR, FIELDS, FORMAT = "cursor", "fields", "format"
SHAPING = {
    CURSOR: "A walk through everything that matches, by id: begin with *, go on with the one that next names.",
    FIELDS: "The fields of each row, by commas or repeated; id always stands there.",
    FORMAT: "json; or csv or ndjson: every row that matches, by id, as one file.",
}
"""Parameters of every list, beside those that ask."""
START = "*"
_ORDERED = ("sort", "offset")
_IN_PAGES = ("sort", "limit", "offset", CURSOR)
TOTAL = "X-Total-Count"
"""Header of a whole list: how many rows it has. One that broke off has fewer."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")


class Listed(Protocol):
    """What a question found."""

    @property
    def count(self) -> int: ...

    @property
    def limits(self) -> tuple[int, int]:
        """limit, offset"""

    @property
    def attributions(self) -> tuple[str, ...]:
        """Whose the rows are, beside the registry's."""

    def page(self) -> Sequence[Any]:
        """The rows that `limits` name, in the order that was asked for."""

    def by_id(self, after: str) -> Iterator[Any]:
        """All rows whose id comes after this one, in the order of ids."""

    def total(self) -> int:
        """How many rows `by_id` gives: `count`, but for what left since the index was built."""

    def facets(self) -> dict[str, Any]: ...


class Broken(Exception):
    """A row that was counted is not there any more: the file must not look whole."""


class _Whole(BaseRenderer):
    """A form of whole lists. Says when it is meant; the list is streamed past it."""

    def file(self, batches: Iterable[Sequence[tables.Row]], columns: Sequence[str]) -> Iterator[bytes]:
        raise NotImplementedError


class CSV(_Whole):
    media_type = "text/csv"
    format = "csv"

    def file(self, batches: Iterable[Sequence[tables.Row]], columns: Sequence[str]) -> Iterator[bytes]:
        return tables.csv_file(batches, columns)


class NDJSON(_Whole):
    media_type = "application/x-ndjson"
    format = "ndjson"

    def file(self, batches: Iterable[Sequence[tables.Row]], columns: Sequence[str]) -> Iterator[bytes]:
        return tables.ndjson(batches)


class Negotiation(DefaultContentNegotiation):
    def filter_renderers(self, renderers: Any, format: str) -> Any:
        try:
            return super().filter_renderers(renderers, format)
        except Http404:
            known = ", ".join(one.format for one in renderers)
            raise Refused({FORMAT: [f"There is no such format. Known: {known}."]})


class Listing(Reading):
    """`ask` says what was found; the rest is the same for every list."""

    row: type[Any]
    """The dataclass of its rows, with `id` and `url`."""
    parameters: Callable[[], Iterable[str]]
    """Those that ask."""

    def ask(self, query: QueryDict, refused: dict[str, list[str]]) -> Listed | None:
        """What was found; None where something is refused, which is added by parameter."""
        raise NotImplementedError

    def shown(self, row: Any, site: str) -> dict[str, Any]:
        """A row as JSON. `site`: what addresses begin with."""
        found: dict[str, Any] = msgspec.to_builtins(row)
        return found | {"url": site + found["url"]}

    renderer_classes = [JSONRenderer, CSV, NDJSON]
    content_negotiation_class = Negotiation

    def scope_of(self, request: Request) -> str:
        """Which quota a request counts for."""
        return BULK if isinstance(request.accepted_renderer, _Whole) else READING

    def get(self, request: Request) -> HttpResponseBase:
        query: QueryDict = request.GET
        form = request.accepted_renderer
        unknown = unknown_parameters(query, (*type(self).parameters(), *SHAPING))
        refused = {name: [message] for name, message in unknown.items()}
        chosen = chosen_fields(query.getlist(FIELDS), self.row, refused)
        if isinstance(form, _Whole):
            message = f"Not in {form.format}: it holds every row that matches, by id."
            refused |= {name: [message] for name in _IN_PAGES if name in query}
        after = cursor(query, refused)
        listed = self.ask(query, refused)
        if refused or listed is None:
            raise Refused(refused)
        site = request.build_absolute_uri("/")[:-1]
        if isinstance(form, _Whole):
            return self._whole(form, listed, chosen, site)
        return self._page(request, listed, after, chosen, site)

    def _page(self, request: Request, listed: Listed, after: str | None, chosen: Sequence[str], site: str) -> Response:
        links = _Links(request)
        limit, offset = listed.limits
        if after is not None:
            found = list(islice(listed.by_id(after), limit + 1))
            if len(found) > limit:
                found = found[:limit]
                links.add("next", cursor=_token(found[-1].id), limit=str(limit))
            links.add("first", cursor=START, limit=str(limit))
        else:
            found = list(listed.page())
            if offset + limit < listed.count:
                links.add("next", offset=str(offset + limit), limit=str(limit))
            if offset:
                links.add("prev", offset=str(max(0, offset - limit)), limit=str(limit))
            links.add("first", offset="0", limit=str(limit))
        body = {
            "count": listed.count,
            "next": links.to.get("next"),
            "previous": links.to.get("prev"),
            "results": [self._chosen(row, chosen, site) for row in found],
            "facets": listed.facets() if after is None else {},
            **source(*listed.attributions),
        }
        return Response(body, headers={"Link": links.header})

    def _whole(self, form: _Whole, listed: Listed, chosen: Sequence[str], site: str) -> StreamingHttpResponse:
        """Every row, batch by batch. What the rows are cannot stand among them: it is in the headers."""
        total = listed.total()
        response = StreamingHttpResponse(
            form.file(self._batches(listed, chosen, site, total), chosen),
            content_type=f"{form.media_type}; charset=utf-8",
        )
        response.headers[TOTAL] = str(total)
        response.headers["Data-Timestamp"] = source()["data_timestamp"] or ""
        response.headers["Link"] = f'<{site}{reverse("data")}>; rel="license"'
        name = f"{self.row.__name__.removesuffix('Row').lower()}s.{form.format}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _batches(self, listed: Listed, chosen: Sequence[str], site: str, total: int) -> Iterator[list[tables.Row]]:
        rows, sent = listed.by_id(""), 0
        while batch := [self._chosen(row, chosen, site) for row in islice(rows, BATCH)]:
            sent += len(batch)
            yield batch
        if sent != total:
            raise Broken(f"{total} rows were announced, {sent} were sent.")

    def _chosen(self, row: Any, chosen: Sequence[str], site: str) -> tables.Row:
        shown = self.shown(row, site)
        return {name: shown[name] for name in chosen}


class _Links:
    """The addresses of other pages of the same list (RFC 8288)."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self.to: dict[str, str] = {}

    def add(self, relation: str, **changed: str) -> None:
        query = self._request.GET.copy()
        for name, value in changed.items():
            query[name] = value
        self.to[relation] = self._request.build_absolute_uri(f"{self._request.path}?{query.urlencode()}")

    @property
    def header(self) -> str:
        return ", ".join(f'<{address}>; rel="{relation}"' for relation, address in self.to.items())


def chosen_fields(given: Iterable[str], row: type[Any], refused: dict[str, list[str]]) -> list[str]:
    """The names of the fields that were chosen, in the order of the row; all of them where none was named."""
    known = [one.name for one in fields(row)]
    named = {one.strip() for value in given for one in value.split(",")} - {""}
    if messages := [_no_field(name[:60], known) for name in sorted(named - {*known})]:
        refused[FIELDS] = messages[:5]
    return [name for name in known if name in named or name == "id"] if named else known


def _no_field(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=CLOSE)
    return f"There is no field “{name}”. " + (f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}.")


def cursor(query: QueryDict, refused: dict[str, list[str]]) -> str | None:
    """The id that the walk has come to, "" at its start; None where no walk is asked for."""
    if CURSOR not in query:
        return None
    for name in _ORDERED:
        if name in query:
            refused[name] = ["Not together with cursor: a walk is ordered by id, from where the cursor says."]
    given = query.getlist(CURSOR)
    if len(given) > 1:
        refused[CURSOR] = ["Give this once."]
    elif given[0] == START:
        return ""
    elif (after := _id_in(given[0])) is not None:
        return after
    else:
        refused[CURSOR] = ["This is no cursor of ours. Begin with cursor=* and follow next."]
    return None


def _token(id_: str) -> str:
    """Opaque: what is in it may change at any time."""
    return base64.urlsafe_b64encode(id_.encode("ascii")).decode("ascii").rstrip("=")


def _id_in(token: str) -> str | None:
    try:
        id_ = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return id_ if _ID.fullmatch(id_) and _token(id_) == token else None
