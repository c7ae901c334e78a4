"""What goes wrong. In: an HTTP answer that is no success; out: a `Problem`. Raised by `finder_client/http.py`."""

from __future__ import annotations

import json
from typing import Any


class Problem(Exception):
    """The server refused or failed. `status`: of HTTP; `title` and `detail`: in words; `errors`: what is wrong with
    each parameter, by its name; `retry_after`: seconds to wait, where the server said so."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        errors: dict[str, list[str]] | None = None,
        retry_after: float | None = None,
    ) -> None:
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = errors or {}
        self.retry_after = retry_after
        said = [f"{name}: {message}" for name, messages in self.errors.items() for message in messages]
        super().__init__(f"{status} {title}. " + " ".join([detail, *said]).strip())


def problem(status: int, reason: str, body: bytes, retry_after: float | None) -> Problem:
    """An RFC 9457 document, or whatever else stands in the way: a proxy's page, an empty body."""
    try:
        said: Any = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return Problem(status, reason, retry_after=retry_after)
    errors: dict[str, list[str]] = {}
    for one in said.get("errors") or ():
        errors.setdefault(str(one.get("parameter", "")), []).append(str(one.get("detail", "")))
    return Problem(status, str(said.get("title") or reason), str(said.get("detail") or ""), errors, retry_after)
