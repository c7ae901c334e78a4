"""What a query finds. The table is the language."""

from __future__ import annotations

import pytest

from tests.make import JSON, nct, study
from tests.replica.client import everything, get
from tests.replica.server import Replica


@pytest.fixture
def mixed(replica: Replica) -> Replica:
    derived: JSON = {"conditionBrowseModule": {"meshes": [], "ancestors": []}}
    for number, title, conditions, keywords in (
        (1, "A New Medicine", ["Metastatic Breast Cancer"], ["HER2-positive"]),
        (2, "Tablets Every Day", ["Lung Cancer"], []),
        (3, "First in Human", ["Advanced Solid Tumors", "Breast"], ["Cancer"]),
        (4, "Walking and Breasts", ["Fatigue"], ["breastfeeding"]),
    ):
        made = study(number, title=title, conditions=conditions, keywords=keywords, eligibility=f"Only word{number}")
        replica.put({**made, "derivedSection": derived})
    return replica


def found(replica: Replica, **params: str) -> list[int]:
    return sorted(int(nct_id[-2:]) for nct_id in everything(replica, **params))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("breast", [1, 3]),
        ("BREAST", [1, 3]),
        ("breast cancer", [1, 3]),
        ('"breast cancer"', [1]),
        ("breast AND cancer", [1, 3]),
        ("breast OR lung", [1, 2, 3]),
        ('"solid tumors" OR "breast cancer"', [1, 3]),
        ("cancer NOT breast", [2]),
        ("cancer AND NOT breast", [2]),
        ("NOT cancer", [4]),
        ("(lung OR breast) AND cancer NOT solid", [1, 2]),
        ("lung OR breast cancer solid", [2, 3]),
        ("her2 positive", [1]),
        ("HER2-positive", [1]),
        ("her", []),
        ("medicine", [1]),
        ("randomised", [1, 2, 3, 4]),
        ("word1", []),
        ("and", [4]),
        ("EXPANSION[None]breast", [1, 3]),
        ("AREA[Condition]breast", [1, 3]),
        ("AREA[Condition](breast AND cancer)", [1]),
        ("AREA[Keyword]cancer OR lung", [2, 3]),
        ("AREA[Keyword]MISSING", [2]),
    ],
)
def test_a_condition_query_finds(mixed: Replica, query: str, expected: list[int]) -> None:
    assert found(mixed, query_cond=query) == expected


def test_a_condition_is_found_by_its_heading_and_what_stands_above_it(replica: Replica) -> None:
    browse = {"meshes": [{"term": "Triple Negative"}], "ancestors": [{"term": "Breast Neoplasms"}]}
    replica.put({**study(1, conditions=["TNBC"]), "derivedSection": {"conditionBrowseModule": browse}})
    assert found(replica, query_cond='"triple negative" AND "breast neoplasms"') == [1]


def test_a_term_query_looks_at_the_whole_record(mixed: Replica) -> None:
    assert found(mixed, query_term="word1 OR word3") == [1, 3]


def test_two_queries_must_both_be_met(mixed: Replica) -> None:
    assert found(mixed, query_cond="breast", query_term="word3") == [3]


@pytest.mark.parametrize(
    "query", ["", "(breast", "breast)", "AND breast", "breast OR", "NOT", '"breast', "AREA[ShoeSize]9", "COVERAGE[x]y"]
)
def test_a_query_that_cannot_be_read_is_refused(mixed: Replica, query: str) -> None:
    answer = get(mixed, query_cond=query)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain;charset=utf-8")


@pytest.fixture
def dated(replica: Replica) -> Replica:
    for number, day in ((1, "2026-10-31"), (2, "2026-11-01"), (3, "2026-11-20"), (4, "2026-11")):
        replica.put(study(number, updated=day))
    return replica


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ("2026-11-01,MAX", [2, 3, 4]),
        ("2026-11-02, MAX", [3]),
        ("MIN,2026-10-31", [1]),
        ("2026-10,2026-10", [1]),
        ("2026-10-31,2026-11-01", [1, 2, 4]),
    ],
)
def test_a_range_of_days_includes_its_ends(dated: Replica, limits: str, expected: list[int]) -> None:
    assert found(dated, filter_advanced=f"AREA[LastUpdatePostDate]RANGE[{limits}]") == expected


def test_a_range_and_another_area_must_both_be_met(dated: Replica) -> None:
    advanced = f"AREA[LastUpdatePostDate]RANGE[2026-11-01,MAX] AND AREA[NCTId]({nct(1)} OR {nct(3)})"
    assert found(dated, filter_advanced=advanced) == [3]


@pytest.mark.parametrize("limits", ["2026-13-01,MAX", "2026-11-01", "soon,MAX", "2026-02-30,MAX"])
def test_a_range_that_is_none_is_refused(dated: Replica, limits: str) -> None:
    assert get(dated, filter_advanced=f"AREA[LastUpdatePostDate]RANGE[{limits}]").status_code == 400


@pytest.fixture
def open_and_closed(replica: Replica) -> Replica:
    replica.put(study(1), study(2, status="COMPLETED", aliases=[nct(90)]), study(3, status="SUSPENDED"))
    return replica


@pytest.mark.parametrize("between", [",", "|"])
def test_statuses_are_any_of(open_and_closed: Replica, between: str) -> None:
    assert found(open_and_closed, filter_overallStatus=f"RECRUITING{between}SUSPENDED") == [1, 3]


def test_a_status_the_registry_does_not_have_is_refused(open_and_closed: Replica) -> None:
    assert get(open_and_closed, filter_overallStatus="OPEN").status_code == 400


def test_ids_are_any_of(open_and_closed: Replica) -> None:
    assert found(open_and_closed, filter_ids=f"{nct(1)},{nct(3)},{nct(77)}") == [1, 3]


def test_an_id_in_a_wrong_form_is_refused(open_and_closed: Replica) -> None:
    assert get(open_and_closed, filter_ids="NCT12").status_code == 400


@pytest.mark.parametrize("name", ["query_id", "query_cond", "query_term"])
def test_a_query_of_ids_alone_ignores_filters(open_and_closed: Replica, name: str) -> None:
    query = {name: f"{nct(1)}, {nct(2)}"}
    assert found(open_and_closed, filter_overallStatus="SUSPENDED", **query) == [1, 2]


def test_a_query_of_more_than_ids_keeps_filters(open_and_closed: Replica) -> None:
    assert found(open_and_closed, filter_overallStatus="SUSPENDED", query_term=f"{nct(1)} OR {nct(3)}") == [3]


def test_an_id_query_finds_a_study_by_its_alias(open_and_closed: Replica) -> None:
    assert found(open_and_closed, query_id=nct(90)) == [2]


def test_an_id_query_finds_a_study_by_its_sponsors_number(open_and_closed: Replica) -> None:
    assert found(open_and_closed, query_id="MU-3") == [3]
