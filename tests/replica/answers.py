"""What to say to a request, HTTP aside. Comes in: a path with its query, and a fault or none. Goes out: an `Answer`.
Called by server.
"""

from __future__ import annotations

import json
import re
import urllib.parse
from dataclasses import dataclass, field

from tests.replica.faults import Fault
from tests.replica.fields import Refused, parse_fields
from tests.replica.listing import Listing, check_names
from tests.replica.records import Shelf, dump

API_VERSION = "2.0.5"
BASE = "/api/v2"
_JSON = "application/json"
_REASONS = {
    "403": "403 Forbidden",
    "429": "429 Too Many Requests",
    "500": "500 Internal Server Error",
    "502": "502 Bad Gateway",
    "503": "503 Service Temporarily Unavailable",
    "504": "504 Gateway Time-out",
}
_CHALLENGE = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head>"
    b"<body><h1>Checking your browser before you go on</h1></body></html>"
)


@dataclass
class Answer:
    status: int
    body: bytes
    kind: str = "text/plain;charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


class Desk:
    """Right answers from the records. Not locked: the server holds its lock around every use."""

    def __init__(self, shelf: Shelf, listing: Listing) -> None:
        self._shelf = shelf
        self._listing = listing

    def answer(self, target: str, timestamp: str, fault: Fault | None) -> Answer:
        path, _, query = target.partition("?")
        try:
            params = _parameters(query)
            if path == "/version":
                check_names(params, set())
                return _ok(dump({"apiVersion": API_VERSION, "dataTimestamp": timestamp}))
            if path == "/studies":
                return _ok(self._listing.page(params, timestamp[:10], fault))
            if path.startswith("/studies/") and path.count("/") == 2:
                return self._study(path.removeprefix("/studies/"), query, timestamp[:10], fault)
        except Refused as refused:
            return Answer(400, str(refused).encode())
        return not_here()

    def _study(self, nct_id: str, query: str, release: str, fault: Fault | None) -> Answer:
        params = _parameters(query)
        check_names(params, {"format", "markupFormat", "fields"})
        if not re.fullmatch(r"(NCT|nct)\d{8}", nct_id):
            raise Refused("`nctId` path parameter has incorrect format")
        fields = parse_fields(params["fields"]) if "fields" in params else None
        held = self._shelf.get(nct_id.upper())
        if held is not None:
            body = held.body(release, fields)
            if fault and fault.kind == "mutate" and fault.mutate:
                body = dump(fault.mutate(json.loads(body)))
            return _ok(body)
        canonical = self._shelf.canonical(nct_id.upper())
        if canonical is not None:
            where = f"{BASE}/studies/{canonical}" + (f"?{query}" if query else "")
            return Answer(301, b"", headers={"Location": where})
        return Answer(404, f"NCT number {nct_id} not found".encode())


def wrong_answer(fault: Fault) -> Answer | None:
    """None where the answer stays right and only its page or its wire goes wrong."""
    match fault.kind:
        case "400":
            return Answer(400, b"Something about this request is wrong")
        case "html":
            return Answer(200, _CHALLENGE, _JSON)
        case "body":
            return Answer(200, fault.body, _JSON)
        case "bad-gzip":
            return Answer(200, b"this is no gzip at all", _JSON, {"Content-Encoding": "gzip"})
        case "redirect":
            return Answer(302, b"", headers={"Location": fault.location})
    if fault.kind not in _REASONS:
        return None
    retry = fault.retry_header()
    return _html(_REASONS[fault.kind], {} if retry is None else {"Retry-After": retry})


def _ok(body: bytes) -> Answer:
    # The registry's ETag names its build, not the content: nobody may take it for a version of the data.
    return Answer(200, body, _JSON, {"ETag": f'W/"{API_VERSION}"'})


def _html(reason: str, headers: dict[str, str]) -> Answer:
    page = f"<html>\r\n<head><title>{reason}</title></head>\r\n<body>\r\n<center><h1>{reason}</h1></center>\r\n"
    page += "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    return Answer(int(reason[:3]), page.encode(), "text/html", headers)


def not_here() -> Answer:
    return _html("404 Not Found", {})


def _parameters(query: str) -> dict[str, str]:
    pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
    params = dict(pairs)
    if len(params) != len(pairs):
        raise Refused("A parameter is given twice")
    return params
