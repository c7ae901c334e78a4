"""One request and its answer. In: a path and a question; out: JSON. Called by `finder_client/asking.py`."""

from __future__ import annotations

import datetime as dt
import email.utils
import gzip
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from email.message import Message
from typing import Any
from urllib.parse import urlencode, urlsplit

from finder_client.problems import Problem, problem

Value = str | int | float | dt.date
Asked = Mapping[str, "Value | Iterable[Value] | None"]

_WAITS = (429, 503)
_SHORTEST, _LONGEST_WITHOUT_A_WORD = 1.0, 30.0


class Connection:
    """To one server. `timeout`: seconds without a byte; `patience`: seconds that a request may spend waiting because
    the server asked for it."""

    def __init__(
        self,
        address: str,
        *,
        timeout: float,
        patience: float,
        agent: str,
    ) -> None:
        if urlsplit(address).scheme not in ("http", "https"):
            raise ValueError(f"{address!r} is no address of the web: it begins with https://")
        self.address = address.rstrip("/")
        self._timeout = timeout
        self._patience = patience
        self._headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": agent}

    def get(self, path: str, query: str = "") -> Any:
        """Raises Problem, and OSError where no answer comes."""
        return self._answer(urllib.request.Request(self._to(path, query), headers=self._headers))  # noqa: S310

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """As `get`."""
        headers = self._headers | {"Content-Type": "application/json"}
        data = json.dumps(body).encode()
        return self._answer(urllib.request.Request(self._to(path), data=data, headers=headers))  # noqa: S310

    def _to(self, path: str, query: str = "") -> str:
        return f"{self.address}{path}?{query}" if query else f"{self.address}{path}"

    def _answer(self, request: urllib.request.Request) -> Any:
        waited, turn = 0.0, 0
        while True:
            try:
                return self._once(request)
            except Problem as found:
                if found.status not in _WAITS:
                    raise
                # Without a word from the server: longer each time.
                wait = min(_LONGEST_WITHOUT_A_WORD, 2.0**turn) if found.retry_after is None else found.retry_after
                wait = max(wait, _SHORTEST)
                if waited + wait > self._patience:
                    raise
            time.sleep(wait)
            waited += wait
            turn += 1

    def _once(self, request: urllib.request.Request) -> Any:
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:  # noqa: S310
                return json.loads(_unpacked(answer.read(), answer.headers))
        except urllib.error.HTTPError as refused:
            with refused:
                body = _unpacked(refused.read(), refused.headers)
            raise problem(refused.code, refused.reason, body, _seconds(refused.headers.get("Retry-After"))) from None


def _unpacked(body: bytes, headers: Message) -> bytes:
    return gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body


def _seconds(retry_after: str | None) -> float | None:
    """Seconds, or a date: RFC 9110 knows both. None where there is neither."""
    if retry_after is None:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        then = email.utils.parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (then - dt.datetime.now(dt.UTC)).total_seconds())


def members(asked: Asked, more: Asked) -> dict[str, list[str | int | float]]:
    """Each parameter with its values; those that are None are left out."""
    found: dict[str, list[str | int | float]] = {}
    for name, given in {**asked, **more}.items():
        if given is None:
            continue
        values: Iterable[Value] = [given] if isinstance(given, (str, int, float, dt.date)) else given
        found[name] = [_plain(one) for one in values]
    return found


def _plain(value: Value) -> str | int | float:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, dt.date) else value


def query(asked: Asked, more: Asked) -> str:
    return urlencode(members(asked, more), doseq=True)
