"""What a client sees of each fault, and that the registry is itself again afterwards."""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import http.client
import json
import socket
import threading
import time
import urllib.parse
from typing import Any

import pytest
import requests

from tests.make import nct, study
from tests.replica.client import everything, get, ids, page
from tests.replica.faults import FOREVER, KINDS, Fault, Kind
from tests.replica.server import Replica


@pytest.fixture
def seven(replica: Replica) -> Replica:
    replica.put(*(study(number) for number in range(1, 8)))
    return replica


ALL = [nct(number) for number in range(1, 8)]


def statuses(replica: Replica, times: int, path: str = "/studies") -> list[int]:
    return [get(replica, path).status_code for _ in range(times)]


# When a fault strikes


def test_a_fault_strikes_as_often_as_told_and_no_more(seven: Replica) -> None:
    seven.fail(Fault("500", times=2))
    assert statuses(seven, 3) == [500, 500, 200]
    assert seven.faults == []


def test_a_fault_can_wait_for_a_later_request(seven: Replica) -> None:
    seven.fail(Fault("500", after=2))
    assert statuses(seven, 4) == [200, 200, 500, 200]


def test_faults_queued_together_strike_one_after_the_other(seven: Replica) -> None:
    seven.fail(Fault("502"), Fault("503"), Fault("504"))
    assert statuses(seven, 4) == [502, 503, 504, 200]


def test_a_fault_counts_requests_that_another_fault_hit(seven: Replica) -> None:
    seven.fail(Fault("500", after=1), Fault("503", after=3))
    assert statuses(seven, 5) == [200, 500, 200, 503, 200]


def test_a_fault_leaves_other_paths_alone(seven: Replica) -> None:
    seven.fail(Fault("500"))
    assert statuses(seven, 1, "/version") == [200]
    assert statuses(seven, 1, f"/studies/{nct(1)}") == [200]


def test_a_fault_may_be_on_everything_below_a_path(seven: Replica) -> None:
    seven.fail(Fault("500", on="/studies/"))
    assert statuses(seven, 1) == [200]
    assert statuses(seven, 1, f"/studies/{nct(1)}") == [500]


def test_a_fault_may_be_on_whatever_a_function_says(seven: Replica) -> None:
    seven.fail(Fault("500", on=lambda target: "pageSize=3" in target))
    assert get(seven, pageSize=4).status_code == 200
    assert get(seven, pageSize=3).status_code == 500


def test_the_log_names_the_fault_a_request_met(seven: Replica) -> None:
    seven.fail(Fault("429"))
    statuses(seven, 2)
    assert [asked.fault for asked in seven.requests] == ["429", ""]


def test_faults_can_be_taken_back(seven: Replica) -> None:
    seven.fail(Fault("500", times=FOREVER))
    seven.recover()
    assert statuses(seven, 1) == [200]


def test_a_fault_that_does_not_exist_is_a_mistake_of_the_test() -> None:
    with pytest.raises(ValueError, match="no such fault"):
        Fault("flood")  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", sorted(KINDS - {"loop", "short", "mutate"}))
def test_after_any_fault_the_registry_is_itself_again(seven: Replica, kind: Kind) -> None:
    page(seven)
    seven.fail(Fault(kind, size=200))
    with contextlib.suppress(requests.RequestException):
        requests.get(f"{seven.url}/studies?pageSize=3", timeout=0.2)
    seven.recover()
    assert sorted(everything(seven, pageSize=3)) == ALL


# Wrong answers


@pytest.mark.parametrize(
    ("sent", "seen"), [(7, "7"), (-3, "-3"), (10**9, "1000000000"), ("soon", "soon"), (None, None)]
)
def test_too_many_requests_comes_with_any_retry_after(seven: Replica, sent: int | str | None, seen: str | None) -> None:
    seven.fail(Fault("429", retry_after=sent))
    answer = get(seven)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (429, seen)


def test_retry_after_may_be_a_date(seven: Replica) -> None:
    seven.fail(Fault("503", retry_after=dt.timedelta(seconds=30)))
    sent = email.utils.parsedate_to_datetime(get(seven).headers["Retry-After"])
    assert 25 < (sent - dt.datetime.now(dt.UTC)).total_seconds() <= 30


def test_a_refusal_is_plain_text(seven: Replica) -> None:
    seven.fail(Fault("400"))
    answer = get(seven)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain;charset=utf-8")


def test_the_gatekeeper_answers_in_html(seven: Replica) -> None:
    seven.fail(Fault("403"))
    answer = get(seven)
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "text/html")


def test_a_challenge_page_calls_itself_json(seven: Replica) -> None:
    seven.fail(Fault("html"))
    answer = get(seven)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.text.startswith("<!DOCTYPE html>")


def test_any_body_can_be_served(seven: Replica) -> None:
    seven.fail(Fault("body", body=b"[]"))
    assert get(seven).json() == []


def test_gzip_can_be_no_gzip(seven: Replica) -> None:
    seven.fail(Fault("bad-gzip"))
    with pytest.raises(requests.exceptions.ContentDecodingError):
        get(seven)


def test_a_redirect_leads_off_the_host(seven: Replica) -> None:
    seven.fail(Fault("redirect"))
    answer = get(seven)
    assert (answer.status_code, answer.headers["Location"]) == (302, "http://elsewhere.invalid/api/v2/studies")


def test_the_data_can_move_after_a_page(seven: Replica) -> None:
    seven.fail(Fault("flip", after=1, timestamp="2026-11-21T09:00:05", then=lambda registry: registry.remove(nct(1))))
    first = page(seven, pageSize=3)
    second = page(seven, pageSize=3, pageToken=first["nextPageToken"])
    dates = {each["derivedSection"]["miscInfoModule"]["versionHolder"] for each in second["studies"]}
    assert dates == {"2026-11-20"}
    assert get(seven, "/version").json()["dataTimestamp"] == "2026-11-21T09:00:05"
    assert seven.ids == set(ALL[1:])


# Wrong pages


@pytest.mark.parametrize("after", [0, 1, 2])
def test_an_empty_page_with_a_token_loses_nothing(seven: Replica, after: int) -> None:
    seven.fail(Fault("empty", after=after))
    assert sorted(everything(seven, pageSize=3)) == ALL
    assert len(seven.requests) == 4


def test_an_empty_page_gives_another_token_than_it_was_asked_with(seven: Replica) -> None:
    seven.fail(Fault("empty", after=1))
    token = page(seven, pageSize=3)["nextPageToken"]
    empty = page(seven, pageSize=3, pageToken=token)
    assert empty["studies"] == []
    assert empty["nextPageToken"] != token


def test_a_study_can_come_on_two_pages(seven: Replica) -> None:
    seven.fail(Fault("repeat"))
    come = everything(seven, pageSize=3)
    assert come[2] == come[3]
    assert (sorted(set(come)), len(come)) == (ALL, 8)


def test_a_whole_page_can_come_twice(seven: Replica) -> None:
    seven.fail(Fault("repeat", after=1, size=3))
    come = everything(seven, pageSize=3)
    assert come[3:6] == come[6:9]
    assert sorted(set(come)) == ALL


def test_a_token_can_lead_to_its_own_page_for_ever(seven: Replica) -> None:
    seven.fail(Fault("loop", after=1, times=FOREVER))
    token = page(seven, pageSize=3)["nextPageToken"]
    second, third = (page(seven, pageSize=3, pageToken=token) for _ in range(2))
    assert second == third
    assert second["nextPageToken"] == token


def test_even_the_first_page_can_lead_to_itself(seven: Replica) -> None:
    seven.fail(Fault("loop", times=FOREVER))
    first = page(seven, pageSize=3)
    again = page(seven, pageSize=3, pageToken=first["nextPageToken"])
    assert first == again


def test_a_listing_can_be_far_too_short(seven: Replica) -> None:
    seven.fail(Fault("short", size=2, times=FOREVER))
    short = page(seven, pageSize=3, countTotal="true")
    assert (short["totalCount"], len(short["studies"]), "nextPageToken" in short) == (2, 2, False)


def test_a_listing_can_be_empty(seven: Replica) -> None:
    seven.fail(Fault("short", size=0))
    assert page(seven, countTotal="true") == {"totalCount": 0, "studies": []}


def test_fields_can_have_a_wrong_type(seven: Replica) -> None:
    def wrong(served: Any) -> Any:
        served["protocolSection"]["statusModule"]["overallStatus"] = ["RECRUITING"]
        return served

    seven.fail(Fault("mutate", mutate=wrong))
    found = [each["protocolSection"]["statusModule"]["overallStatus"] for each in page(seven)["studies"]]
    assert found == [["RECRUITING"]] * 7


def test_a_single_study_can_be_replaced_by_anything(seven: Replica) -> None:
    seven.fail(Fault("mutate", on="/studies/", mutate=lambda _: None))
    assert get(seven, f"/studies/{nct(1)}").json() is None


def test_an_expired_token_stays_expired(seven: Replica) -> None:
    seven.fail(Fault("expired"))
    token = page(seven, pageSize=3)["nextPageToken"]
    refused = [get(seven, pageSize=3, pageToken=token) for _ in range(2)]
    assert [(answer.status_code, "expired" in answer.text) for answer in refused] == [(400, True)] * 2
    assert sorted(everything(seven, pageSize=3)) == ALL


# Wrong wires


def test_a_hang_says_nothing_at_all(seven: Replica) -> None:
    seven.fail(Fault("hang"))
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{seven.url}/studies", timeout=0.2)


def test_a_stall_goes_silent_in_the_body(seven: Replica) -> None:
    seven.fail(Fault("stall"))
    with pytest.raises(requests.ConnectionError, match="Read timed out"):
        requests.get(f"{seven.url}/studies", timeout=0.2)


def test_a_hang_ends_with_the_registry(seven: Replica) -> None:
    seven.fail(Fault("hang"))
    seen: list[type[BaseException]] = []

    def ask() -> None:
        try:
            get(seven)
        except requests.RequestException as error:
            seen.append(type(error))

    asking = threading.Thread(target=ask)
    asking.start()
    while not seven.requests:
        time.sleep(0.01)
    seven.stop()
    asking.join(2)
    assert seen == [requests.ConnectionError]


def test_a_drip_is_slower_than_any_timeout_between_bytes(seven: Replica) -> None:
    seven.fail(Fault("drip", on="/version", size=100, seconds=0.05))
    before = time.monotonic()
    answer = requests.get(f"{seven.url}/version", timeout=0.2)
    assert answer.json()["apiVersion"] == "2.0.5"
    assert time.monotonic() - before > 0.1


def asked_by_hand(replica: Replica, **headers: str) -> http.client.HTTPResponse:
    address = urllib.parse.urlsplit(replica.url)
    connection = http.client.HTTPConnection(address.netloc, timeout=2)
    connection.request("GET", f"{address.path}/studies", headers=headers)
    return connection.getresponse()


def test_a_reset_breaks_off_in_the_body(seven: Replica) -> None:
    seven.fail(Fault("reset"))
    with pytest.raises(ConnectionResetError):
        asked_by_hand(seven).read()


@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "gzip"}])
def test_a_cut_body_is_shorter_than_promised(seven: Replica, headers: dict[str, str]) -> None:
    seven.fail(Fault("cut"))
    with pytest.raises(http.client.IncompleteRead):
        asked_by_hand(seven, **headers).read()


def test_a_cut_body_can_have_the_length_it_promised(seven: Replica) -> None:
    seven.fail(Fault("cut-exact"))
    answer = get(seven)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.content)


def test_a_body_can_be_bigger_than_any_cap(seven: Replica) -> None:
    seven.fail(Fault("big", size=3_000_000))
    body = asked_by_hand(seven).read()
    assert len(body) == 3_000_000
    assert len(json.loads(body)["studies"]) == 7


def test_a_big_body_is_small_when_zipped(seven: Replica) -> None:
    seven.fail(Fault("big", size=3_000_000))
    assert len(asked_by_hand(seven, **{"Accept-Encoding": "gzip"}).read()) < 10_000


def test_a_client_may_leave_in_the_middle(seven: Replica, capfd: pytest.CaptureFixture[str]) -> None:
    seven.fail(Fault("big", size=50_000_000))
    address = urllib.parse.urlsplit(seven.url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=2) as connection:
        connection.sendall(f"GET {address.path}/studies HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        connection.recv(100)
    assert ids(page(seven, query_id=nct(1))) == [nct(1)]
    assert capfd.readouterr().err == ""
