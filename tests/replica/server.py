"""The replica itself: data, faults and a log of what was asked. Comes in: records and faults from a test. Goes out: a
server at `replica.url` that answers as ClinicalTrials.gov API v2 does. Started by the fixture `replica` and by
`script/replica`.
"""

from __future__ import annotations

import threading
import time
import urllib.parse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path as FilePath
from types import TracebackType
from typing import Self

from tests.replica.answers import BASE, Answer, Desk, not_here, wrong_answer
from tests.replica.faults import Fault, Faults
from tests.replica.fields import JSON
from tests.replica.listing import Listing
from tests.replica.records import Shelf, read_records
from tests.replica.wire import Server

TIMESTAMP = "2026-11-20T09:00:05"


@dataclass(frozen=True)
class Asked:
    """One request as it came in. `at` is `time.monotonic()`; `fault` the kind of fault it met, or empty."""

    target: str
    at: float
    headers: dict[str, str]
    fault: str

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def params(self) -> dict[str, str]:
        return dict(urllib.parse.parse_qsl(self.target.partition("?")[2], keep_blank_values=True))


class Replica:
    """A registry of our own. `with Replica([study, …]) as replica: … replica.url …`"""

    def __init__(
        self,
        records: Iterable[JSON] | FilePath | str = (),
        *,
        port: int = 0,
        timestamp: str = TIMESTAMP,
        log: Callable[[str], object] | None = None,
    ) -> None:
        self._port = port
        self._timestamp = timestamp
        self._log = log
        self._lock = threading.RLock()
        self._shelf = Shelf()
        self._listing = Listing(self._shelf)
        self._desk = Desk(self._shelf, self._listing)
        self._faults = Faults()
        self._asked: list[Asked] = []
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        for study in read_records(records) if isinstance(records, FilePath | str) else records:
            self.put(study)

    # Running

    def start(self) -> Self:
        self._server = Server(self._port, self._receive)
        self._port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Closes the port and every connection; `start()` opens the same port again, with data and faults as before."""
        if self._server is None or self._thread is None:
            return
        self._server.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._server.drop_connections()
        self._thread.join()
        self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """For CLINICALTRIALS_GOV_URL. Known once the replica was started."""
        return f"http://127.0.0.1:{self._port}{BASE}"

    # What it holds

    def put(self, *studies: JSON) -> None:
        """Adds studies, or replaces those of the same id."""
        with self._lock:
            for study in studies:
                self._shelf.put(study)

    def remove(self, nct_id: str) -> None:
        with self._lock:
            self._shelf.remove(nct_id)

    @property
    def ids(self) -> set[str]:
        with self._lock:
            return {held.nct_id for held in self._shelf}

    @property
    def timestamp(self) -> str:
        return self._timestamp

    def move_clock(self, timestamp: str) -> None:
        """The registry's next release: `/version` says so, and every record carries its date as versionHolder."""
        with self._lock:
            self._timestamp = timestamp

    def expire_tokens(self) -> None:
        """No page token given out so far is taken any more."""
        with self._lock:
            self._listing.expire_tokens()

    # What it does wrong

    def fail(self, *faults: Fault) -> None:
        for fault in faults:
            self._faults.add(fault)

    def recover(self) -> None:
        """Forgets every fault still to come."""
        self._faults.clear()

    @property
    def faults(self) -> list[Fault]:
        """The faults still to come. Empty: all that was queued has happened."""
        return self._faults.waiting()

    # What it was asked

    @property
    def requests(self) -> list[Asked]:
        """Every request so far; targets are below the base address (`/studies?pageSize=2`)."""
        with self._lock:
            return list(self._asked)

    def asked(self, path: str) -> list[Asked]:
        """The requests for one path (`/studies`, `/version`, `/studies/NCT99000001`)."""
        return [each for each in self.requests if each.path == path]

    def forget_requests(self) -> None:
        with self._lock:
            self._asked.clear()

    # Called by the handler

    def _receive(self, target: str, headers: dict[str, str]) -> tuple[Answer, Fault | None]:
        """The answer to a request for `target` (as sent, with the base path), and the fault to apply on the wire."""
        inside = target.startswith(BASE + "/")
        below = target.removeprefix(BASE) if inside else target
        fault = self._faults.due(below) if inside else None
        kind = fault.kind if fault else ""
        with self._lock:
            self._asked.append(Asked(below, time.monotonic(), headers, kind))
            if fault and fault.kind == "expired":
                self._listing.expire_tokens()
            answer = wrong_answer(fault) if fault else None
            if answer is None:
                answer = self._desk.answer(below, self._timestamp, fault) if inside else not_here()
            if fault and fault.kind == "flip":
                self._flip(fault)
        if self._log:
            self._log(f"{answer.status} {target} {kind}".rstrip())
        return answer, fault

    def _flip(self, fault: Fault) -> None:
        if fault.timestamp is not None:
            self._timestamp = fault.timestamp
        if fault.then is not None:
            fault.then(self)
