"""`GET /studies`, page by page, as the registry does it."""

from __future__ import annotations

import pytest

from tests.make import nct, study
from tests.replica.client import everything, get, ids, page, pages
from tests.replica.server import Replica


@pytest.fixture
def seven(replica: Replica) -> Replica:
    replica.put(*(study(number) for number in range(1, 8)))
    return replica


def test_every_study_comes_once(seven: Replica) -> None:
    assert sorted(everything(seven, pageSize=3)) == [nct(number) for number in range(1, 8)]


def test_a_page_holds_ten_studies_unless_told(replica: Replica) -> None:
    replica.put(*(study(number) for number in range(1, 13)))
    assert [len(content["studies"]) for content in pages(replica)] == [10, 2]


def test_a_page_size_above_a_thousand_is_no_error(seven: Replica) -> None:
    assert len(page(seven, pageSize=99999)["studies"]) == 7


def test_a_page_holds_a_thousand_studies_at_most(replica: Replica) -> None:
    replica.put(*(study(number, sites=[]) for number in range(1, 1002)))
    assert [len(content["studies"]) for content in pages(replica, pageSize=5000, fields="NCTId")] == [1000, 1]


@pytest.mark.parametrize("size", ["-1", "ten", "1.5", ""])
def test_a_page_size_that_is_no_number_is_refused(seven: Replica, size: str) -> None:
    assert get(seven, pageSize=size).status_code == 400


def test_a_full_last_page_is_followed_by_an_empty_one(seven: Replica) -> None:
    assert [len(content["studies"]) for content in pages(seven, pageSize=7)] == [7, 0]


def test_the_page_that_is_not_full_has_no_token(seven: Replica) -> None:
    assert "nextPageToken" not in page(seven, pageSize=8)


def test_the_total_is_counted_on_the_first_page_only(seven: Replica) -> None:
    totals = [content.get("totalCount") for content in pages(seven, pageSize=3, countTotal="true")]
    assert totals == [7, None, None]


def test_the_total_is_not_counted_unasked(seven: Replica) -> None:
    assert "totalCount" not in page(seven)


def test_an_unknown_parameter_is_refused_by_name(seven: Replica) -> None:
    answer = get(seven, filter_phase="PHASE2")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain;charset=utf-8")
    assert "filter.phase" in answer.text


def test_a_parameter_the_replica_lacks_is_refused_as_such(seven: Replica) -> None:
    assert "replica does not implement `filter.geo`" in get(seven, filter_geo="distance(1,2,3mi)").text


def test_a_token_with_other_parameters_is_refused(seven: Replica) -> None:
    token = page(seven, pageSize=3, query_cond="breast")["nextPageToken"]
    answer = get(seven, pageSize=3, query_cond="lung", pageToken=token)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain;charset=utf-8")


def test_a_token_with_another_page_size_is_taken(seven: Replica) -> None:
    first = page(seven, pageSize=3)
    second = page(seven, pageSize=4, pageToken=first["nextPageToken"])
    assert len({*ids(first), *ids(second)}) == 7


@pytest.mark.parametrize("token", ["x", "", "AAAAAAAAAA", "é"])
def test_a_made_up_token_is_refused(seven: Replica, token: str) -> None:
    assert get(seven, pageToken=token).status_code == 400


def test_a_token_outlives_a_restart_of_the_registry(seven: Replica) -> None:
    first = page(seven, pageSize=4)
    seven.stop()
    seven.start()
    assert len({*ids(first), *ids(page(seven, pageToken=first["nextPageToken"]))}) == 7


def test_tokens_can_be_made_to_expire(seven: Replica) -> None:
    token = page(seven, pageSize=3)["nextPageToken"]
    seven.expire_tokens()
    assert get(seven, pageSize=3, pageToken=token).status_code == 400


def test_a_study_put_and_removed_between_pages_shows(seven: Replica) -> None:
    seven.put(study(8))
    seven.remove(nct(1))
    assert sorted(everything(seven, pageSize=3)) == [nct(number) for number in range(2, 9)]


def test_a_study_put_again_replaces_the_older(seven: Replica) -> None:
    seven.put(study(1, status="COMPLETED"))
    assert everything(seven, filter_overallStatus="COMPLETED") == [nct(1)]


def test_newest_updates_come_first_when_sorted(replica: Replica) -> None:
    for number, day in ((1, "2026-05-02"), (2, "2026-11-30"), (3, "2026-05")):
        replica.put(study(number, updated=day))
    assert everything(replica, sort="LastUpdatePostDate", pageSize=1) == [nct(2), nct(1), nct(3)]


def test_sorting_can_be_turned_round(replica: Replica) -> None:
    replica.put(study(1, updated="2026-05-02"), study(2, updated="2026-11-30"))
    assert everything(replica, sort="LastUpdatePostDate:asc") == [nct(1), nct(2)]


def test_sorting_by_a_title_is_refused(seven: Replica) -> None:
    assert get(seven, sort="BriefTitle").status_code == 400


@pytest.mark.parametrize("fields", ["ProtocolSection,HasResults", "protocolSection|hasresults"])
def test_fields_are_sections_in_any_spelling(seven: Replica, fields: str) -> None:
    assert set(page(seven, fields=fields)["studies"][0]) == {"protocolSection", "hasResults"}


def test_sections_a_study_lacks_are_left_out(seven: Replica) -> None:
    fields = "ResultsSection,AnnotationSection,DocumentSection,DerivedSection"
    assert set(page(seven, fields=fields)["studies"][0]) == {"derivedSection"}


def test_fields_may_be_single_pieces(seven: Replica) -> None:
    only = page(seven, query_id=nct(1), fields="NCTId|OverallStatus")["studies"]
    assert only == [
        {
            "protocolSection": {
                "identificationModule": {"nctId": nct(1)},
                "statusModule": {"overallStatus": "RECRUITING"},
            }
        }
    ]


def test_a_field_inside_a_list_is_taken_from_every_item(seven: Replica) -> None:
    only = page(seven, fields="LocationCountry")["studies"][0]
    assert only == {"protocolSection": {"contactsLocationsModule": {"locations": [{"country": "United States"}]}}}


def test_an_unknown_field_is_refused_by_name(seven: Replica) -> None:
    answer = get(seven, fields="NCTId,ShoeSize")
    assert answer.status_code == 400
    assert "ShoeSize" in answer.text


def test_every_record_carries_the_date_of_the_data(seven: Replica) -> None:
    seven.move_clock("2026-11-21T09:00:05")
    holders = [each["derivedSection"]["miscInfoModule"]["versionHolder"] for each in page(seven)["studies"]]
    assert set(holders) == {"2026-11-21"}


def test_a_record_is_the_same_to_the_byte_on_the_same_day(seven: Replica) -> None:
    before = get(seven).content
    seven.move_clock("2026-11-21T09:00:05")
    moved = get(seven).content
    seven.move_clock("2026-11-20T09:00:05")
    assert before == get(seven).content != moved


def test_putting_a_study_leaves_the_callers_own_alone(replica: Replica) -> None:
    mine = study(1, release="2020-01-01")
    replica.put(mine)
    assert mine["derivedSection"]["miscInfoModule"]["versionHolder"] == "2020-01-01"
