"""The Python client, on a real server: every question, whole walks, refusals and quotas."""

from __future__ import annotations

import datetime as dt
import socket

import pytest

from finder_client import Finder, Problem
from tests import make
from tests.client.conftest import served
from tests.processes import Finder as Processes


@pytest.fixture(scope="module")
def ask(site: str) -> Finder:
    return Finder(site, patience=0)


def test_a_list_has_a_page_a_count_and_facets(ask: Finder) -> None:
    found = ask.trials(q="breast", limit=3)
    assert found["count"] > 30
    assert len(found["results"]) == 3
    assert found["facets"]["phase"]["values"][0]["count"] > 0
    assert ask.facets(q="breast")["count"] == found["count"]


def test_a_walk_gives_every_trial_once_in_the_order_of_ids(ask: Finder) -> None:
    ids = [trial["id"] for trial in ask.every_trial(limit=7)]
    assert ids == sorted(set(ids))
    assert len(ids) == ask.trials()["count"] > 30
    assert [trial["id"] for trial in ask.every_trial()] == ids


def test_a_value_may_be_several_a_date_or_a_yes(ask: Finder) -> None:
    found = ask.trials(status=["completed", "recruiting"], updated_since=dt.date(2020, 1, 1), randomized=True)
    assert {trial["status"] for trial in found["results"]} <= {"completed", "recruiting"}
    assert found["count"] > ask.trials(status="completed")["count"] > 0
    assert ask.trials(near=None)["count"] == ask.trials()["count"]


def test_a_name_that_is_none_of_pythons_is_given_in_a_dictionary(ask: Finder) -> None:
    found = ask.centers({"trial.subtype": "her2-low"}, near="60637")
    assert "lakeside" in [center["id"] for center in found["results"]]
    trials = next(center for center in found["results"] if center["id"] == "lakeside")["trials"]
    assert trials is not None
    assert trials["admits"] + trials["depends"] + trials["silent"] > 0


def test_one_trial_its_versions_and_its_changes(ask: Finder) -> None:
    trial = ask.trial(make.nct(6))
    assert trial["title"] == "Senovar for HER2-low Breast Cancer That Has Spread"
    assert trial["sites"][0]["center"] == "lakeside"
    assert ask.versions(make.nct(6))["count"] == 2
    [changes] = ask.changes(make.nct(6))["results"]
    assert "eligibility" in {change["field"] for change in changes["changes"]}
    assert ask.changes(make.nct(6), since=dt.date(2999, 1, 1))["count"] == 0


def test_match_groups_the_trials_and_puts_the_person_in_no_address(ask: Finder) -> None:
    found = ask.match(subtype="her2-low", had=["capecitabine"], chemo_lines=2, limit=50)
    assert set(found["groups"]) == {"may_fit", "unknown", "near_miss", "does_not_fit"}
    groups = found["groups"]
    parts = (groups["may_fit"], groups["unknown"], groups["near_miss"], groups["does_not_fit"])
    assert found["count"] == sum(part["count"] for part in parts)


def test_a_center_its_walk_and_the_services(ask: Finder) -> None:
    center = ask.center("lakeside")
    slugs = {offering["service"] for group in center["services"] for offering in group["offerings"]}
    assert slugs <= {service["slug"] for service in ask.services()["results"]}
    ids = [row["id"] for row in ask.every_center(limit=1)]
    assert ids == sorted(set(ids))
    assert len(ids) == ask.centers()["count"] > 1


def test_sites_terms_registries_and_the_root(ask: Finder) -> None:
    assert ask.sites(near="60637")["results"][0]["city"] == "Chicago"
    drugs = ask.terms(kind="drugs")
    assert {term["kind"] for term in drugs["results"]} == {"drugs"}
    assert ask.registries()["results"][0]["registry"] == "clinicaltrials_gov"
    assert ask.root()["endpoints"]


def test_a_walk_through_the_sites_gives_all_of_them(ask: Finder) -> None:
    assert sum(1 for _ in ask.every_site(country="FR", site_status="any")) == 9


def test_what_is_refused_is_named_by_parameter(ask: Finder) -> None:
    with pytest.raises(Problem) as refused:
        ask.trials(nera="60637", age="old")
    found = refused.value
    assert found.status == 400
    assert set(found.errors) == {"nera", "age"}
    assert found.errors["nera"] == ["There is no such parameter. Did you mean near?"]
    assert "Did you mean near?" in str(found)
    with pytest.raises(Problem) as walk:
        list(ask.every_trial(sort="newest"))
    assert set(walk.value.errors) == {"sort"}


@pytest.mark.parametrize("name", [make.nct(999), "../services", "a/b", "é", "?q=a"])
def test_a_name_that_is_not_there_leads_nowhere_else(ask: Finder, name: str) -> None:
    for one in (ask.trial, ask.versions, ask.changes, ask.center):
        with pytest.raises(Problem) as missing:
            one(name)
        assert missing.value.status == 404


def test_a_name_of_nothing_is_refused_before_anything_is_asked(ask: Finder) -> None:
    for name in ("", ".", ".."):
        with pytest.raises(ValueError, match="names nothing"):
            ask.trial(name)


def test_what_is_no_api_at_all_is_a_problem_too(site: str) -> None:
    with pytest.raises(Problem) as wrong:
        Finder(f"{site}/trials", patience=0).trials()
    assert wrong.value.status == 404
    assert not wrong.value.errors


def test_no_server_is_an_error_of_the_system() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(OSError, match="refused"):
            Finder(f"http://127.0.0.1:{taken.getsockname()[1]}", timeout=5).trials()


@pytest.mark.parametrize("address", ["finder.example.org", "file:///etc/hosts", ""])
def test_what_is_no_address_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="https://"):
        Finder(address)


def test_who_asks_too_often_waits_as_long_as_the_server_says(finder: Processes) -> None:
    strict = served(finder, API_RATE="2/s")
    impatient = Finder(strict, patience=0)
    with pytest.raises(Problem) as told:
        for _ in range(30):
            impatient.registries()
    assert told.value.status == 429
    assert told.value.retry_after is not None
    assert 0 <= told.value.retry_after <= 1
    patient = Finder(strict, patience=60)
    assert [patient.registries()["results"][0]["registry"] for _ in range(5)] == ["clinicaltrials_gov"] * 5
