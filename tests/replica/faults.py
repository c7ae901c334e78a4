"""What a registry can do wrong. Comes in: `replica.fail(Fault("429", retry_after=2), Fault("cut", after=3))` in a test.
Goes out: the fault due for a request (`Faults.due`); listing.py twists pages by it, server.py answers and wires.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from tests.replica.server import Replica

FOREVER = 1_000_000_000

PageKind = Literal["empty", "repeat", "loop", "short", "mutate", "expired"]
"""Wrong pages.

empty     `studies: []` with a nextPageToken; the next page holds what this one should have held
repeat    the next page begins with the last `size` studies of this one (`size` ≥ page: the whole page comes again)
loop      nextPageToken is the token of this very page; with times=FOREVER it never ends
short     totalCount and listing stop after `size` studies; with times=FOREVER for the whole listing
mutate    every study is replaced by `mutate(study)`, which may change it in place or return anything
expired   all tokens given out so far are refused with 400, now and later (due only at a request with a token)
"""
AnswerKind = Literal["400", "403", "429", "500", "502", "503", "504", "html", "body", "bad-gzip", "redirect", "flip"]
"""Wrong answers.

400       text/plain       403, 500 …  the proxy's HTML page       429   with `retry_after`, as 503
html      a challenge page with status 200, labelled application/json
body      `body` with status 200, labelled application/json
bad-gzip  bytes that are no gzip under Content-Encoding: gzip
redirect  302 to `location`
flip      a right answer; then the data moves to `timestamp`, and `then(replica)` changes what else it likes
"""
WireKind = Literal["hang", "stall", "drip", "reset", "cut", "cut-exact", "big"]
"""Wrong wires.

hang, stall   nothing, or half an answer, then silence until the client closes
drip          `size` bytes (1) every `seconds` (0.05)
reset         the connection is reset in the middle of the body
cut           the body ends half-way, the Content-Length was that of the whole
cut-exact     half the JSON with a Content-Length that is right for it
big           the right body, then blanks up to `size` bytes (one byte in a thousand of that when gzipped)
"""
Kind = PageKind | AnswerKind | WireKind
KINDS: frozenset[str] = frozenset(kind for kinds in (PageKind, AnswerKind, WireKind) for kind in get_args(kinds))
WIRE_KINDS: frozenset[str] = frozenset(get_args(WireKind))


@dataclass(frozen=True)
class Fault:
    """`Fault("500", times=2, after=3)`: the fourth and fifth request for a page fail.

    `after` counts the requests that match from the moment of `replica.fail(...)`, those another fault hits included.
    """

    kind: Kind
    times: int = 1
    after: int = 0
    on: str | Callable[[str], bool] = "/studies"
    """The path; ending in a slash, everything below it; a function is given path and query (`/studies?pageSize=…`)."""
    retry_after: int | str | dt.datetime | dt.timedelta | None = None
    """Sent as it is; a point in time, or a time from now, as an HTTP date."""
    size: int = 1
    seconds: float = 0.05
    mutate: Callable[[Any], Any] | None = None
    timestamp: str | None = None
    then: Callable[[Replica], object] | None = None
    location: str = "http://elsewhere.invalid/api/v2/studies"
    body: bytes = b"{}"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such fault: {self.kind}")
        if self.kind == "mutate" and self.mutate is None:
            raise ValueError("mutate needs a function")

    def matches(self, target: str) -> bool:
        """`target` is path and query below the base address."""
        if not isinstance(self.on, str):
            return self.on(target)
        path, _, query = target.partition("?")
        if self.kind == "expired" and "pageToken=" not in query:
            return False
        return path.startswith(self.on) if self.on.endswith("/") else path == self.on

    def retry_header(self) -> str | None:
        when = self.retry_after
        if isinstance(when, dt.timedelta):
            when = dt.datetime.now(dt.UTC) + when
        if isinstance(when, dt.datetime):
            return email.utils.format_datetime(when.astimezone(dt.UTC), usegmt=True)
        return None if when is None else str(when)


@dataclass
class _Queued:
    fault: Fault
    wait: int
    left: int


class Faults:
    """The faults still to come, in the order they were queued."""

    def __init__(self) -> None:
        self._queue: list[_Queued] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._queue.append(_Queued(fault, fault.after, fault.times))

    def clear(self) -> None:
        with self._lock:
            self._queue.clear()

    def waiting(self) -> list[Fault]:
        """Those that have not yet struck as often as they should."""
        with self._lock:
            return [queued.fault for queued in self._queue]

    def due(self, target: str) -> Fault | None:
        """The first fault whose turn it is; one request, one fault."""
        struck: _Queued | None = None
        with self._lock:
            for queued in self._queue:
                if not queued.fault.matches(target):
                    continue
                if queued.wait > 0:
                    queued.wait -= 1
                elif struck is None:
                    struck = queued
            if struck is None:
                return None
            struck.left -= 1
            if struck.left <= 0:
                self._queue.remove(struck)
            return struck.fault
