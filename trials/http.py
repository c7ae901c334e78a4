"""Addresses in, decoded answers out: the only user of requests. Called by registry modules; made by sync.

One client is one place in the queue: the lease on a registry's sync means that there is one client for it at a time,
so its pause is the pace at which the registry sees us.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import queue
import random
import threading
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar
from urllib.parse import urljoin, urlsplit

import msgspec
import requests
import urllib3

T = TypeVar("T")

CONNECT_SECONDS, READ_SECONDS = 10.0, 30.0
DEADLINE_SECONDS = 120.0
BODY_CAP = 200 * 1024 * 1024  # after decompression: a gzip bomb is small on the wire
TRIES = 6
# Before the first answer nothing says that there is a network at all: a bare machine should know within seconds.
TRIES_BEFORE_FIRST_ANSWER = 3
FIRST_BACKOFF_SECONDS, BACKOFF_CAP_SECONDS = 1.0, 60.0
RETRY_AFTER_CAP_SECONDS = 300.0
REDIRECTS = 3
CHUNK = 256 * 1024

_AGAIN = frozenset({408, 425, 429})
_MOVED = frozenset({301, 302, 303, 307, 308})


class SourceError(Exception):
    """A source did not give what was asked of it. The message is one line, fit to be shown."""


class Unreachable(SourceError):
    """Nobody answers: no network, no such host, connection refused or broken, no answer in time."""


class Unsound(SourceError):
    """Somebody answers, but after all tries still not with what was asked for."""


class Refused(SourceError):
    """The source does not want us (403), or leads somewhere we do not follow. A person has to look."""


class Missing(SourceError):
    """404."""


class BadRequest(SourceError):
    """400 and its like; the message is the source's own."""


class TokenExpired(BadRequest):
    """The page token is no longer known; raised by a registry module, which knows what it asked."""


class _Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


class _Again(Exception):
    """This try failed in a way that another may not. `error` is what is raised when it was the last one."""

    def __init__(self, error: SourceError, retry_after: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.retry_after = retry_after


class PoliteClient:
    """Asks at most once every `pause_seconds`, says who it is, and is patient within limits.

    `user_agent` is ours and never a browser's; `contact` (an address or a URL) is added to it. `sleep` and `clock`
    (monotonic) are there for tests.
    """

    def __init__(
        self,
        pause_seconds: float,
        user_agent: str,
        contact: str = "",
        *,
        deadline_seconds: float = DEADLINE_SECONDS,
        body_cap: int = BODY_CAP,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pause = pause_seconds
        self._agent = f"{user_agent} ({contact})" if contact else user_agent
        self._deadline = deadline_seconds
        self._cap = body_cap
        self._sleep = sleep
        self._clock = clock
        self._asked_at: float | None = None
        self._answered = False
        self._session = self._new_session()

    def get(self, url: str, params: Mapping[str, str], decode: Callable[[bytes], T]) -> T:
        """The decoded body of a 200. `decode` raises ValueError or msgspec's DecodeError for a body that is not what
        was asked for (cut off, a page of HTML); it is then asked anew.

        Raises Unreachable, Unsound, Refused, Missing, BadRequest.
        """
        wait = 0.0
        for attempt in range(1, TRIES + 1):
            self._wait(wait)
            try:
                return self._once(url, params, decode)
            except _Again as again:
                tries = TRIES if self._answered else TRIES_BEFORE_FIRST_ANSWER
                if attempt >= tries:
                    raise again.error from again.__cause__
                wait = again.retry_after if again.retry_after is not None else _backoff(attempt)
        raise AssertionError("the loop above returns or raises")

    def close(self) -> None:
        self._session.close()

    def _new_session(self) -> requests.Session:
        session = requests.Session()
        session.headers.clear()
        session.headers.update({"User-Agent": self._agent, "Accept": "application/json", "Accept-Encoding": "gzip"})
        return session

    def _wait(self, least: float) -> None:
        """Sleeps `least` seconds, and in any case until a pause has gone by since the last request began."""
        now = self._clock()
        if self._asked_at is not None:
            least = max(least, self._asked_at + self._pause - now)
        if least > 0:
            self._sleep(least)
        self._asked_at = self._clock()

    def _once(self, url: str, params: Mapping[str, str], decode: Callable[[bytes], T]) -> T:
        host = urlsplit(url).netloc
        answer = self._ask(url, params)
        for _ in range(REDIRECTS):
            if answer.status not in _MOVED:
                break
            target = urljoin(url, answer.headers.get("Location", ""))
            if urlsplit(target)[:2] != urlsplit(url)[:2]:
                # A registry never sends us elsewhere; whoever does may point at a machine of our own network.
                raise Refused(f"{host} redirects to another host ({urlsplit(target).netloc or 'nowhere'}).")
            url = target
            self._wait(0)
            answer = self._ask(url, {})
        self._answered = True
        if answer.status == 200:
            try:
                return decode(answer.body)
            except (ValueError, msgspec.DecodeError) as error:
                kind = answer.headers.get("Content-Type", "no content type").partition(";")[0]
                raise _Again(
                    Unsound(f"{host} answers with a body that cannot be read ({kind}, {len(answer.body)} bytes).")
                ) from error
        raise _failure(host, answer)

    def _ask(self, url: str, params: Mapping[str, str]) -> _Answer:
        """One request in a thread of its own: neither the name resolver nor a server that drips its headers byte by
        byte knows a total deadline. A thread left behind ends by its own timeouts."""
        host = urlsplit(url).netloc
        result: queue.SimpleQueue[_Answer | Exception] = queue.SimpleQueue()
        session = self._session

        def run() -> None:
            try:
                result.put(self._fetch(session, url, params))
            except Exception as error:  # noqa: BLE001 - it is raised anew by whoever waits
                result.put(error)

        threading.Thread(target=run, name=f"GET {host}", daemon=True).start()
        try:
            got = result.get(timeout=self._deadline + 1)
        except queue.Empty:
            got = TimeoutError()
        if isinstance(got, _Answer):
            return got
        # A connection in an unknown state is never used again.
        self._session = self._new_session()
        with contextlib.suppress(Exception):
            session.close()
        if isinstance(got, SourceError):
            raise _Again(got) from got
        if isinstance(got, (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema)):
            raise Unreachable(f"{url!r} is not an address.") from got
        if isinstance(got, requests.RequestException | urllib3.exceptions.HTTPError | OSError):
            raise _Again(Unreachable(f"{host} cannot be reached: {_reason(got, self._deadline)}.")) from got
        raise got

    def _fetch(self, session: requests.Session, url: str, params: Mapping[str, str]) -> _Answer:
        until = time.monotonic() + self._deadline
        with session.get(
            url, params=params, stream=True, allow_redirects=False, timeout=(CONNECT_SECONDS, READ_SECONDS)
        ) as response:
            chunks: list[bytes] = []
            size = 0
            # read1 returns what has arrived: `iter_content` would wait for a full chunk from a server that drips.
            while chunk := response.raw.read1(CHUNK, decode_content=True):
                chunks.append(chunk)
                size += len(chunk)
                if size > self._cap:
                    raise Unsound(f"{urlsplit(url).netloc} answers with more than {self._cap // 2**20} MB.")
                if time.monotonic() > until:
                    raise TimeoutError
            return _Answer(response.status_code, response.headers, b"".join(chunks))


def _backoff(attempt: int) -> float:
    """1, 2, 4 … seconds, each with up to as much again at random, so that clients do not come back together."""
    seconds = min(BACKOFF_CAP_SECONDS, FIRST_BACKOFF_SECONDS * 2.0 ** (attempt - 1))
    return seconds * (1 + random.random())  # noqa: S311 - no secret


def _failure(host: str, answer: _Answer) -> Exception:
    """What an answer other than 200 means."""
    status = answer.status
    if status == 404:
        return Missing(f"{host} has nothing at this address (404).")
    if status == 403:
        return Refused(f"{host} refuses our requests (403). Look at its terms and write to its help desk.")
    if status in _AGAIN or status >= 500 or status < 400:
        return _Again(Unsound(f"{host} answers {status}."), _retry_after(answer.headers))
    words = " ".join(answer.body[:2000].decode(errors="replace").split())[:300]
    return BadRequest(f"{host} answers {status}: {words}")


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, from a number or a date; None where there is none that makes sense. At most five minutes."""
    given = headers.get("Retry-After", "").strip()
    if not given:
        return None
    try:
        seconds = float(given)
    except ValueError:
        until = _http_date(given)
        if until is None:
            return None
        # By the source's own clock where it tells the time: ours may be off by a day.
        now = _http_date(headers.get("Date", "")) or dt.datetime.now(dt.UTC)
        seconds = (until - now).total_seconds()
    if not seconds >= 0:  # also NaN
        return None
    return min(seconds, RETRY_AFTER_CAP_SECONDS)


def _http_date(text: str) -> dt.datetime | None:
    try:
        when = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=dt.UTC)


def _reason(error: BaseException, deadline: float) -> str:
    """The innermost cause in a few words."""
    chain: list[BaseException] = []
    stack: list[object] = [error]
    while stack:
        one = stack.pop()
        if isinstance(one, BaseException) and one not in chain:
            chain.append(one)
            stack += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    if any(isinstance(one, urllib3.exceptions.NameResolutionError) for one in chain):
        return "no such host, or no network"
    if any(isinstance(one, ConnectionRefusedError) for one in chain):
        return "connection refused"
    if any(isinstance(one, requests.exceptions.SSLError | urllib3.exceptions.SSLError) for one in chain):
        return "its certificate or TLS does not hold"
    if any(isinstance(one, TimeoutError | requests.Timeout | urllib3.exceptions.TimeoutError) for one in chain):
        return f"no complete answer in time (at most {deadline:.0f} seconds)"
    if any(isinstance(one, OSError) and one.errno for one in chain):
        return next(one.strerror or "no network" for one in chain if isinstance(one, OSError) and one.errno).lower()
    return "the connection broke off"
