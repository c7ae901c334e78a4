"""`GET /studies` without the HTTP. Comes in: query parameters and the shelf of records. Goes out: one page as bytes, or
`Refused` with the registry's 400 text. Called by server.
"""

from __future__ import annotations

import base64
import binascii
import bisect
import datetime as dt
import hashlib
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.replica.faults import Fault
from tests.replica.fields import Refused, parse_fields
from tests.replica.query import Matcher, compile_query, span
from tests.replica.records import Document, Held, Shelf, dump

STATUSES = {
    "ACTIVE_NOT_RECRUITING",
    "COMPLETED",
    "ENROLLING_BY_INVITATION",
    "NOT_YET_RECRUITING",
    "RECRUITING",
    "SUSPENDED",
    "TERMINATED",
    "WITHDRAWN",
    "AVAILABLE",
    "NO_LONGER_AVAILABLE",
    "TEMPORARILY_NOT_AVAILABLE",
    "APPROVED_FOR_MARKETING",
    "WITHHELD",
    "UNKNOWN",
}
QUERIES = {"query.cond": "ConditionSearch", "query.term": "BasicSearch", "query.id": "IdSearch"}
FILTERS = ("filter.overallStatus", "filter.ids", "filter.advanced")
PAGING = ("countTotal", "pageSize", "pageToken")
KNOWN = {*QUERIES, *FILTERS, *(f"post{name[0].upper()}{name[1:]}" for name in FILTERS), *PAGING}
KNOWN |= {"format", "markupFormat", "fields", "sort"}
UPSTREAM_ONLY = {"aggFilters", "geoDecay"}
UPSTREAM_ONLY |= {f"query.{name}" for name in ("locn", "titles", "intr", "outc", "spons", "lead", "patient")}
UPSTREAM_ONLY |= {f"{prefix}.{name}" for prefix in ("filter", "postFilter") for name in ("geo", "synonyms")}
SORTS = {
    "lastupdatepostdate": "desc",
    "studyfirstpostdate": "desc",
    "startdate": "desc",
    "completiondate": "desc",
    "enrollmentcount": "asc",
}

Key = list[float | str]
"""Where a study stands in a listing: its sort values, smaller first, then a tie-break that follows no order of ids."""


@dataclass(frozen=True)
class Token:
    """Where the next page starts. All of it is in the token, so tokens outlive a restart of the replica."""

    epoch: int
    page: int
    listing: str
    after: Key

    def __str__(self) -> str:
        content = dump([self.epoch, self.page, self.listing, self.after])
        return base64.urlsafe_b64encode(zlib.crc32(content).to_bytes(4, "big") + content).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Token:
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except (binascii.Error, ValueError):
            raw = b""
        if len(raw) < 5 or zlib.crc32(raw[4:]).to_bytes(4, "big") != raw[:4]:
            raise Refused("`pageToken` parameter has incorrect format")
        return cls(*json.loads(raw[4:]))


class Listing:
    """Pages over a shelf. Not locked: the server holds its lock around every use."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._epoch = 0
        self._kept: tuple[int, str, list[Key], list[Held]] | None = None

    def expire_tokens(self) -> None:
        self._epoch += 1

    def page(self, params: dict[str, str], release: str, twist: Fault | None = None) -> bytes:
        check_names(params, KNOWN)
        fields = parse_fields(params["fields"]) if "fields" in params else None
        size = _page_size(params.get("pageSize", "0"))
        count = _truth("countTotal", params.get("countTotal", "false"))
        asked = sorted((name, value) for name, value in params.items() if name not in PAGING)
        fingerprint = hashlib.sha256(repr(asked).encode()).hexdigest()[:12]
        keys, found = self._matching(params, fingerprint)
        here = Token(self._epoch, 1, fingerprint, [])
        if "pageToken" in params:
            here = Token.parse(params["pageToken"])
            if here.listing != fingerprint:
                raise Refused("`pageToken` belongs to other parameters: they must be the same on every page")
            if here.epoch != self._epoch:
                raise Refused("`pageToken` has expired")
        if twist is not None and twist.kind == "short":
            keys, found = keys[: twist.size], found[: twist.size]
        start = bisect.bisect_right(keys, here.after)
        studies = found[start : start + size]
        following = replace(here, page=here.page + 1)
        if len(studies) == size:
            following = replace(following, after=keys[start + size - 1])
        more = len(studies) == size
        if twist is not None:
            if twist.kind == "empty":
                studies, more, following = [], True, replace(following, after=here.after)
            elif twist.kind == "loop":
                more, following = True, here
            elif twist.kind == "repeat":
                back = max(start, start + len(studies) - twist.size)
                more, following = True, replace(following, after=keys[back - 1] if back else [])
        bodies = [study.body(release, fields) for study in studies]
        if twist is not None and twist.kind == "mutate" and twist.mutate is not None:
            bodies = [dump(twist.mutate(json.loads(body))) for body in bodies]
        parts = [b'"studies":[' + b",\n".join(bodies) + b"]"]
        if count and "pageToken" not in params:
            parts.insert(0, b'"totalCount":%d' % len(found))
        if more:
            parts.append(b'"nextPageToken":' + dump(str(following)))
        return b"{" + b",".join(parts) + b"}"

    def _matching(self, params: dict[str, str], fingerprint: str) -> tuple[list[Key], list[Held]]:
        """Every study the parameters ask for, in the listing's order. The last answer is kept for the next page."""
        if self._kept is None or self._kept[:2] != (self._shelf.generation, fingerprint):
            demands = _demands(params)
            order = _order(params.get("sort", ""))
            found = [held for held in self._shelf if (seen := Document(held)) and all(one(seen) for one in demands)]
            pairs = sorted(((order(held), held) for held in found), key=lambda pair: pair[0])
            keys = [key for key, _ in pairs]
            self._kept = (self._shelf.generation, fingerprint, keys, [held for _, held in pairs])
        return self._kept[2], self._kept[3]


def check_names(params: dict[str, str], known: set[str]) -> None:
    """The registry refuses parameters it does not know, and formats other than those it has."""
    unknown = sorted(set(params) - known)
    if unknown:
        names = ", ".join(f"`{name}`" for name in unknown)
        if set(unknown) <= UPSTREAM_ONLY:
            raise Refused(f"The replica does not implement {names}")
        raise Refused(f"unknown parameter: {names}")
    if params.get("format", "json") != "json":
        raise Refused("`format` parameter: the replica knows json only")
    if params.get("markupFormat", "markdown") != "markdown":
        raise Refused("`markupFormat` parameter: the replica knows markdown only")


def _demands(params: dict[str, str]) -> list[Matcher]:
    demands: list[Matcher] = []
    only_ids = False
    for name, area in QUERIES.items():
        if name not in params:
            continue
        if re.fullmatch(r"(?i)[\s,]*nct\d{8}([\s,]+nct\d{8})*[\s,]*", params[name]):
            demands.append(_has_id(params[name]))
            only_ids = True
        else:
            demands.append(compile_query(params[name], area))
    filters: list[Matcher] = []
    for name, value in params.items():
        kind = name.removeprefix("filter.").removeprefix("postFilter.")
        if kind == "overallStatus":
            filters.append(_has_status(name, value))
        elif kind == "ids":
            if not all(re.fullmatch(r"(?i)nct\d{8}", each) for each in _split(value)):
                raise Refused(f"`{name}` parameter has incorrect format")
            filters.append(_has_id(value))
        elif kind == "advanced":
            filters.append(compile_query(value, "BasicSearch"))
    # The registry's own rule: a query of ids alone finds these studies whatever the filters say.
    return demands if only_ids else demands + filters


def _has_id(text: str) -> Matcher:
    ids = {each.upper() for each in re.findall(r"(?i)nct\d{8}", text)}
    return lambda study: any(value.upper() in ids for area in ("nctid", "nctidalias") for value in study.values(area))


def _has_status(name: str, value: str) -> Matcher:
    statuses = set(_split(value))
    if not statuses <= STATUSES:
        raise Refused(f"`{name}` parameter has unknown values: {', '.join(sorted(statuses - STATUSES))}")
    return lambda study: any(each in statuses for each in study.values("overallstatus"))


def _split(value: str) -> list[str]:
    return [each.strip() for each in value.replace("|", ",").split(",")]


def _order(sort: str) -> Callable[[Held], Key]:
    """Without `sort` the registry promises no order, so ids are scattered: nobody may come to rely on one."""
    rules: list[tuple[str, float]] = []
    for each in _split(sort) if sort else []:
        field, _, direction = each.partition(":")
        if field == "@relevance":
            continue
        default = SORTS.get(field.lower())
        if default is None or direction not in ("", "asc", "desc") or len(rules) == 2:
            raise Refused(f"`sort` parameter has incorrect value: {each}")
        rules.append((field.lower(), -1.0 if (direction or default) == "desc" else 1.0))

    def key(held: Held) -> Key:
        values: Key = []
        for field, sign in rules:
            spans = [found for value in held.pieces.get(field, ()) if (found := span(value))]
            values.append(sign * spans[0][0] if spans else float(dt.date.max.toordinal()) * 1000)
        return [*values, zlib.crc32(held.nct_id.encode()), held.nct_id]

    return key


def _page_size(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise Refused("`pageSize` parameter has incorrect value: it must be a whole number, 0 or more")
    return min(int(text) or 10, 1000)


def _truth(name: str, text: str) -> bool:
    if text not in ("true", "false"):
        raise Refused(f"`{name}` parameter must be true or false")
    return text == "true"
