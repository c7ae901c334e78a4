"""Version, single studies, and the manners of the HTTP around them."""

from __future__ import annotations

import gzip
import http.client
import json
import time
import urllib.parse

import pytest
import requests

from tests.make import nct, study
from tests.replica.client import SECONDS, get, page
from tests.replica.server import Replica


def test_the_version_tells_the_date_of_the_data(replica: Replica) -> None:
    assert get(replica, "/version").json() == {"apiVersion": "2.0.5", "dataTimestamp": "2026-11-20T09:00:05"}


def test_the_version_moves_with_the_clock(replica: Replica) -> None:
    replica.move_clock("2026-11-21T09:00:03")
    assert get(replica, "/version").json()["dataTimestamp"] == "2026-11-21T09:00:03"


@pytest.mark.parametrize("nct_id", [nct(1), nct(1).lower()])
def test_a_study_is_served_by_its_id(replica: Replica, nct_id: str) -> None:
    replica.put(study(1))
    assert get(replica, f"/studies/{nct_id}").json() == page(replica)["studies"][0]


def test_a_study_can_be_cut_down_to_fields(replica: Replica) -> None:
    replica.put(study(1))
    assert get(replica, f"/studies/{nct(1)}", fields="HasResults").json() == {"hasResults": False}


def test_an_absent_study_is_not_found(replica: Replica) -> None:
    answer = get(replica, f"/studies/{nct(1)}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/plain;charset=utf-8")


def test_an_alias_leads_to_the_study_and_keeps_the_parameters(replica: Replica) -> None:
    replica.put(study(1, aliases=[nct(90)]))
    answer = get(replica, f"/studies/{nct(90)}", fields="NCTId")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/api/v2/studies/{nct(1)}?fields=NCTId")


def test_an_alias_goes_with_its_study(replica: Replica) -> None:
    replica.put(study(1, aliases=[nct(90)]))
    replica.remove(nct(1))
    assert get(replica, f"/studies/{nct(90)}").status_code == 404


@pytest.mark.parametrize("nct_id", ["NCT123", "99000001", "NCT990000011", ""])
def test_an_id_in_a_wrong_form_is_refused(replica: Replica, nct_id: str) -> None:
    assert get(replica, f"/studies/{nct_id}").status_code == 400


@pytest.mark.parametrize("path", ["/nothing", "/studies/a/b", "/../elsewhere"])
def test_an_unknown_path_is_a_page_of_the_proxy(replica: Replica, path: str) -> None:
    answer = get(replica, path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html")


def raw(replica: Replica, **headers: str) -> http.client.HTTPResponse:
    address = urllib.parse.urlsplit(replica.url)
    connection = http.client.HTTPConnection(address.netloc, timeout=SECONDS)
    connection.request("GET", f"{address.path}/studies", headers=headers)
    return connection.getresponse()


def test_gzip_is_sent_to_those_who_ask(replica: Replica) -> None:
    replica.put(study(1))
    answer = raw(replica, **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(answer.read()))["studies"]) == 1


def test_gzip_is_not_sent_unasked(replica: Replica) -> None:
    answer = raw(replica)
    assert answer.headers["Content-Encoding"] is None
    assert json.loads(answer.read()) == {"studies": []}


def test_one_connection_serves_many_requests(replica: Replica) -> None:
    address = urllib.parse.urlsplit(replica.url)
    connection = http.client.HTTPConnection(address.netloc, timeout=SECONDS)
    for _ in range(3):
        connection.request("GET", f"{address.path}/version")
        answer = connection.getresponse()
        answer.read()
        assert (answer.version, answer.will_close) == (11, False)


def test_every_request_is_remembered_with_its_time_and_headers(replica: Replica) -> None:
    before = time.monotonic()
    requests.get(f"{replica.url}/studies?pageSize=2", headers={"User-Agent": "finder"}, timeout=SECONDS)
    get(replica, "/version")
    first, second = replica.requests
    assert (first.target, first.params, first.headers["user-agent"]) == (
        "/studies?pageSize=2",
        {"pageSize": "2"},
        "finder",
    )
    assert before <= first.at <= second.at
    assert replica.asked("/version") == [second]


def test_a_stopped_registry_refuses_connections_and_comes_back_at_the_same_address(replica: Replica) -> None:
    address = replica.url
    replica.stop()
    with pytest.raises(requests.ConnectionError):
        get(replica, "/version")
    replica.start()
    assert replica.url == address
    assert get(replica, "/version").status_code == 200


def test_stopping_ends_connections_kept_open(replica: Replica) -> None:
    with requests.Session() as session:
        assert session.get(f"{replica.url}/version", timeout=SECONDS).ok
        replica.stop()
        with pytest.raises(requests.ConnectionError):
            session.get(f"{replica.url}/version", timeout=SECONDS)


def test_a_parameter_given_twice_is_refused(replica: Replica) -> None:
    assert requests.get(f"{replica.url}/studies?pageSize=1&pageSize=2", timeout=SECONDS).status_code == 400


def test_a_study_without_an_id_is_a_mistake_of_the_test(replica: Replica) -> None:
    with pytest.raises(ValueError, match="nctId"):
        replica.put({"protocolSection": {}})


def test_a_study_whose_shape_is_wrong_is_served_as_it_stands(replica: Replica) -> None:
    odd = study(1)
    odd["protocolSection"]["conditionsModule"] = {"conditions": {"a": 1}, "keywords": 7}
    odd["protocolSection"]["statusModule"] = None
    odd["derivedSection"] = "none"
    replica.put(odd)
    assert page(replica, sort="LastUpdatePostDate")["studies"] == [odd]
