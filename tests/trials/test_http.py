"""The polite client against the replica's misbehaviour: real HTTP, but nobody waits (`sleep` writes down instead)."""

from __future__ import annotations

import datetime as dt
import json
import socket
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from tests.make import study
from tests.replica import FOREVER, Fault, Replica
from trials import http

pytestmark = pytest.mark.once

AGENT = "trial-finder-tests/0"


class Naps(list[float]):
    """Sleeps at once and remembers for how long it should have slept. Its clock counts what was slept."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def sleep(self, seconds: float) -> None:
        self.append(seconds)

    def clock(self) -> float:
        return time.monotonic() + sum(self)


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
def client(naps: Naps) -> http.PoliteClient:
    return polite(naps)


def polite(naps: Naps, pause: float = 0, **options: Any) -> http.PoliteClient:
    return http.PoliteClient(pause, AGENT, "mail@example.org", sleep=naps.sleep, clock=naps.clock, **options)


def ask(client: http.PoliteClient, replica: Replica, path: str = "/studies") -> Any:
    return client.get(f"{replica.url}{path}", {}, json.loads)


@pytest.fixture(autouse=True)
def one_study(request: pytest.FixtureRequest) -> None:
    if "replica" in request.fixturenames:
        request.getfixturevalue("replica").put(study(1))


def test_it_says_who_it_is_and_whom_to_write_to(client: http.PoliteClient, replica: Replica) -> None:
    ask(client, replica)
    assert replica.requests[0].headers["user-agent"] == f"{AGENT} (mail@example.org)"


def test_it_asks_once_a_pause(replica: Replica, naps: Naps) -> None:
    client = polite(naps, 1.25)
    for _ in range(3):
        ask(client, replica)
    assert len(naps) == 2
    assert all(1.0 < nap <= 1.25 for nap in naps)


def test_the_pace_is_kept_on_a_real_clock(replica: Replica) -> None:
    client = http.PoliteClient(0.2, AGENT)
    for _ in range(3):
        ask(client, replica)
    times = [asked.at for asked in replica.requests]
    assert all(later - earlier >= 0.19 for earlier, later in pairwise(times))


@pytest.mark.parametrize("kind", ["429", "500", "502", "503", "504", "html", "bad-gzip", "cut", "cut-exact", "reset"])
def test_it_asks_again_after(kind: Any, client: http.PoliteClient, replica: Replica, naps: Naps) -> None:
    replica.fail(Fault(kind, times=2))
    assert len(ask(client, replica)["studies"]) == 1
    assert len(replica.requests) == 3
    assert 1 <= naps[0] <= 2 <= naps[1] <= 4


def test_it_gives_up_after_six_tries(client: http.PoliteClient, replica: Replica) -> None:
    replica.fail(Fault("500", times=FOREVER))
    with pytest.raises(http.Unsound, match="answers 500"):
        ask(client, replica)
    assert len(replica.requests) == 6


def test_a_body_of_another_shape_is_named_when_given_up(client: http.PoliteClient, replica: Replica) -> None:
    replica.fail(Fault("html", times=FOREVER))
    with pytest.raises(http.Unsound, match=r"cannot be read \(application/json, \d+ bytes\)"):
        ask(client, replica)


HTTP_DATE_IN_40_S = dt.timedelta(seconds=40)


@pytest.mark.parametrize(
    ("given", "least", "most"),
    [
        (7, 7, 7),
        ("2.5", 2.5, 2.5),
        (0, 0, 0),
        (-5, 1, 2),
        ("soon", 1, 2),
        ("nan", 1, 2),
        (10**9, 300, 300),
        (HTTP_DATE_IN_40_S, 38, 41),
        (-HTTP_DATE_IN_40_S, 1, 2),
        (None, 1, 2),
    ],
)
def test_retry_after(
    given: Any, least: float, most: float, client: http.PoliteClient, replica: Replica, naps: Naps
) -> None:
    replica.fail(Fault("429", retry_after=given))
    ask(client, replica)
    assert least <= sum(naps) <= most


def test_retry_after_never_shortens_the_pause(replica: Replica, naps: Naps) -> None:
    replica.fail(Fault("429", retry_after=0))
    ask(polite(naps, 1.25), replica)
    assert 1.0 < naps[0] <= 1.25


def test_it_stops_at_403(client: http.PoliteClient, replica: Replica) -> None:
    replica.fail(Fault("403"))
    with pytest.raises(http.Refused, match="403"):
        ask(client, replica)
    assert len(replica.requests) == 1


def test_it_hands_on_what_a_400_says(client: http.PoliteClient, replica: Replica) -> None:
    with pytest.raises(http.BadRequest, match="unknown parameter"):
        client.get(f"{replica.url}/studies", {"filter.phase": "2"}, json.loads)
    assert len(replica.requests) == 1


def test_404_is_missing(client: http.PoliteClient, replica: Replica) -> None:
    with pytest.raises(http.Missing):
        ask(client, replica, "/studies/NCT99000404")


def test_it_follows_an_alias_to_the_same_host(client: http.PoliteClient, replica: Replica) -> None:
    replica.put(study(2, aliases=["NCT99000003"]))
    record = ask(client, replica, "/studies/NCT99000003")
    assert record["protocolSection"]["identificationModule"]["nctId"] == "NCT99000002"


@pytest.mark.parametrize(
    "location",
    ["http://169.254.169.254/latest", "https://127.0.0.1/api/v2/studies", "file:///etc/passwd", "//x.invalid/"],
)
def test_it_follows_nobody_to_another_host(location: str, client: http.PoliteClient, replica: Replica) -> None:
    replica.fail(Fault("redirect", location=location))
    with pytest.raises(http.Refused, match="another host"):
        ask(client, replica)


def test_it_does_not_run_in_circles(client: http.PoliteClient, replica: Replica) -> None:
    replica.fail(Fault("redirect", location="/api/v2/studies", times=FOREVER))
    with pytest.raises(http.Unsound, match="302"):
        ask(client, replica)
    assert len(replica.requests) <= 6 * 4


@pytest.mark.parametrize("kind", ["hang", "stall", "drip"])
def test_no_request_outlasts_its_deadline(kind: Any, replica: Replica, naps: Naps) -> None:
    replica.fail(Fault(kind, times=FOREVER, seconds=0.02))
    began = time.monotonic()
    with pytest.raises(http.Unreachable, match="no complete answer in time"):
        ask(polite(naps, deadline_seconds=0.3), replica)
    assert time.monotonic() - began < 3 * (0.3 + 1) + 2


def test_a_gzip_bomb_is_not_unpacked(replica: Replica, naps: Naps) -> None:
    replica.fail(Fault("big", size=64 * 2**20, times=FOREVER))
    with pytest.raises(http.Unsound, match="more than 4 MB"):
        ask(polite(naps, body_cap=4 * 2**20), replica)


def test_nobody_at_the_port_is_told_within_seconds(replica: Replica, naps: Naps, client: http.PoliteClient) -> None:
    replica.stop()
    with pytest.raises(http.Unreachable, match="connection refused"):
        ask(client, replica)
    assert sum(naps) < 10


def test_no_network_is_told_in_one_line(client: http.PoliteClient) -> None:
    with pytest.raises(http.Unreachable, match="no such host, or no network") as raised:
        client.get("http://registry.invalid/api/v2/version", {}, json.loads)
    assert "\n" not in str(raised.value)


def test_it_is_more_patient_once_it_was_answered(client: http.PoliteClient, replica: Replica) -> None:
    ask(client, replica)
    replica.fail(Fault("reset", times=4))
    ask(client, replica)
    assert len(replica.requests) == 6


def test_a_server_that_closes_without_a_word_is_asked_again(naps: Naps) -> None:
    answers = iter([b"", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"])
    url = _scripted(lambda: next(answers))
    assert polite(naps).get(url, {}, json.loads) == {}


def test_a_date_to_come_back_at_is_read_by_the_clock_of_who_names_it(naps: Naps) -> None:
    busy = b"HTTP/1.1 503 Busy\r\nDate: Fri, 20 Nov 2026 09:00:00 GMT\r\n"
    busy += b"Retry-After: Fri, 20 Nov 2026 09:00:30 GMT\r\nContent-Length: 0\r\n\r\n"
    answers = iter([busy, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"])
    polite(naps).get(_scripted(lambda: next(answers)), {}, json.loads)
    assert naps == [30]


def _scripted(answer: Callable[[], bytes]) -> str:
    """A server that sends the next of some bytes to whoever connects, and closes."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listening:
            for _ in range(2):
                connection, _ = listening.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer())

    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{listening.getsockname()[1]}/"
