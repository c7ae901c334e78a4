"""Facility texts of trial sites and the center they mean: names made up, but for two traps that are known by name."""

from __future__ import annotations

import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centers.matching import ASK, AUTOMATIC, Decision, Known, Match, Matcher, digest, hidden, key

pytestmark = pytest.mark.once

OHIO = ("Ohio", "United States")


def center(
    at: int,
    names: str,
    city: str = "Quillport",
    state: str = "OH",
    *,
    network: str = "",
    location: int | None = None,
    main: bool = True,
    where: tuple[float, float] | tuple[None, None] = (None, None),
) -> Known:
    listed = tuple(name.strip() for name in names.split("|"))
    return Known(at, at * 10 if location is None else location, main, listed, network, city, state, "US", *where)


ROE = center(1, "Jane Q. Roe Comprehensive Cancer Center | University of Veldonia | Veldonia University Hospital")
MARROW = center(2, "Tessaly-Marrow Cancer Institute", "Dunmere", "OH", where=(40.0, -82.0))
BEACON = center(3, "Larkspur Beacon Cancer Center", "Quillport", network="Larkspur Health")
ALL = (ROE, MARROW, BEACON)


def found(matcher: Matcher, facility: str, city: str = "Quillport", place: tuple[str, str] = OHIO) -> Match | None:
    return matcher.match(facility, city, *place)


def taken(matcher: Matcher, facility: str, city: str = "Quillport", place: tuple[str, str] = OHIO) -> int | None:
    match = found(matcher, facility, city, place)
    return match.center if match and match.score >= AUTOMATIC else None


def asked(matcher: Matcher, facility: str, city: str = "Quillport") -> int | None:
    match = found(matcher, facility, city)
    return match.center if match and ASK <= match.score < AUTOMATIC else None


@pytest.mark.parametrize(
    "facility",
    [
        "Jane Q. Roe Comprehensive Cancer Center",
        "JANE Q ROE COMP. CANCER CTR",
        "Roe Cancer Center",
        "Roe Cancer Center ( Site 0067)",
        "Roe Cancer Center /ID# 155453",
        "Roe Cancer Center-Site Number:8400001",
        "Roe Cancer Center - Site Number : 8400001",
        "Roe Cancer Center - PPDS",
        "Roe Cancer Center LAPS",
        "Roe Cancer Center StudyCoordinator:ABCD123",
        "Roe Cancer Center, Dr. Ann Example",
        "USO - Roe Cancer Center",
        "~Roe Cancer Center",
        "University of Veldonia",
        "The University of Veldonia Medical Center",
        "Univ. of Veldonia School of Medicine, Division of Hematology/Oncology",
        "University of Veldonia/Jane Q. Roe Comprehensive Cancer Center",
        "Cancer Center at the University of Veldonia",
        "University of Veldonia - Grant Example Pavilion",
        "Uninversity of Veldonia",
        "University of Veldona",
        "Veldonia University Hospital (VUH)",
    ],
)
def test_a_center_is_known_by_its_names_whatever_sponsors_write_around_them(facility: str) -> None:
    assert taken(Matcher(ALL), facility) == 1


@pytest.mark.parametrize(
    "facility",
    [
        "",
        " - ",
        "Research Site",
        "Research Site 30001-497",
        "Clinical Trial Site",
        "Local Institution - 0034",
        "Local Institution - 007-928-B",
        "Local Institution - Unk052",
        "Investigational Site Number 8400001",
        "Example Pharma Investigational Site",
        "Site 12",
        "As0006 125",
        "CCOP - Quillport Regional",
        "Quillport NCORP",
        "For additional information regarding investigative sites for this trial, contact us",
    ],
)
def test_a_hidden_facility_is_no_center_whatever_its_city(facility: str) -> None:
    assert hidden(facility)
    assert found(Matcher((*ALL, center(4, "Quillport Regional Cancer Center | Site Cancer Center"))), facility) is None


@pytest.mark.parametrize(
    "facility", ["Roe Cancer Center", "Research Medical Center", "Clinical Research Institute of Quillport"]
)
def test_what_names_a_place_is_not_hidden(facility: str) -> None:
    assert not hidden(facility)


def test_the_university_of_chicago_is_not_the_university_of_illinois_at_chicago() -> None:
    chicago = center(1, "University of Chicago Cancer Center | University of Chicago", "Chicago", "IL")
    illinois = center(2, "University of Illinois Cancer Center | University of Illinois at Chicago", "Chicago", "IL")
    place = ("Illinois", "United States")
    for matcher in (Matcher([chicago]), Matcher([chicago, illinois])):
        assert taken(matcher, "The University of Chicago Medical Center", "Chicago", place) == 1
    for text in (
        "University of Illinois at Chicago",
        "University of Illinois",
        "University of Illinois Hospital, Chicago",
    ):
        assert found(Matcher([chicago]), text, "Chicago", place) is None
        assert taken(Matcher([chicago, illinois]), text, "Chicago", place) == 2


def test_northwestern_university_and_northwestern_memorial_are_not_mixed_up() -> None:
    university = center(
        1, "Example Cancer Center of Northwestern University | Northwestern University", "Chicago", "IL"
    )
    memorial = center(2, "Northwestern Memorial Hospital", "Chicago", "IL")
    place = ("Illinois", "United States")
    alone = Matcher([university])
    match = found(alone, "Northwestern Memorial Hospital", "Chicago", place)
    assert match is not None and ASK <= match.score < AUTOMATIC
    assert taken(alone, "Northwestern University", "Chicago", place) == 1
    both = Matcher([university, memorial])
    assert taken(both, "Northwestern Memorial Hospital", "Chicago", place) == 2
    assert taken(both, "Northwestern University", "Chicago", place) == 1
    assert found(alone, "Abbott-Northwestern Hospital", "Minneapolis", ("Minnesota", "United States")) is None


@pytest.mark.parametrize(
    "facility",
    [
        "Children's Hospital of Veldonia",
        "University of Veldonia Children&#39;s Hospital",
        "Roe Pediatric Cancer Center at University of Veldonia",
        "Quillport VA Medical Center, University of Veldonia",
        "University of Veldonia Department of Psychiatry",
        "University of Veldonia - Sleep Center",
        "University of Veldonia Dept. of Neurological Surgery",
        "Quillport General Hospital",
        "Quillport Cancer Specialists",
    ],
)
def test_other_hospitals_children_veterans_and_other_departments_are_no_match(facility: str) -> None:
    assert found(Matcher(ALL), facility) is None


@pytest.mark.parametrize(
    "facility",
    [
        "University of Veldonia - Holy Hill Hospital",
        "Northern University of Veldonia",
        "Jones Roe Cancer Center",
        "Rae University of Veldonia",
        "University of South Veldonia",
    ],
)
def test_a_name_with_words_nobody_knows_goes_to_a_person(facility: str) -> None:
    assert asked(Matcher(ALL), facility) == 1


FREEDONIA = center(7, "Ada Vex Mole Cancer Center", "Quillport", network="University of Ohio Lakeside Twin Shores")
VELDONIA = center(8, "Roe Cancer Center", network="Veldonia University")


@pytest.mark.parametrize(
    "facility",
    [
        "Veldonia University Hospital",
        "Veldonia University Hospital - Bay View",
        "Veldonia University Medical Center Bay View Campus",
        "Veldonia University Oncology - Bay View",
        "Zed Example School of Medicine of Veldonia University",
        "Veldonia Proton Therapy Center",
    ],
)
def test_a_network_that_is_a_university_is_the_host_with_its_campuses_and_its_school(facility: str) -> None:
    assert taken(Matcher([VELDONIA]), facility) == 8


@pytest.mark.parametrize(
    "facility",
    [
        "Veldonia University School of Medicine - Bay View Campus",
        "Veldonia University Hospital - St. Vex",
        "Veldonia University Hospital - Mercy",
        "Veldonia University Hospital - Bay View Regional Hospital",
        "County-Veldonia University Hospital",
        "Bay View - Veldonia University Medical Center",
    ],
)
def test_what_may_be_a_partner_of_the_host_goes_to_a_person(facility: str) -> None:
    assert asked(Matcher([VELDONIA]), facility) == 8


def test_a_hosts_campus_may_go_unsaid_where_its_state_has_one_university_of_that_name() -> None:
    assert taken(Matcher([FREEDONIA]), "University of Ohio") == 7
    texas = center(9, "Vex Cancer Center", "Quillport", "TX", network="University of Texas Lakeside")
    match = found(Matcher([texas]), "University of Texas", place=("Texas", "US"))
    assert match is not None and match.score < AUTOMATIC


def test_the_university_of_a_state_is_known_by_its_name_turned_round_in_its_city() -> None:
    ohio = center(7, "Ada Vex Cancer Center", network="University of Ohio")
    assert taken(Matcher([ohio]), "Ohio University Cancer Institute") == 7
    assert taken(Matcher([ohio]), "Ohio University Cancer Institute", "Zanesville") is None
    assert taken(Matcher([ohio]), "Ohio State University") is None


def test_a_name_with_a_word_left_out_is_known_beside_its_host_in_its_city_alone() -> None:
    host = center(7, "Ada Vex Family Cancer Center", network="University of Veldonia Quillport")
    assert taken(Matcher([host]), "University of Veldonia Ada Vex Cancer Center") == 7
    sister = center(
        7, "Ada Vex Cancer Center", "Quillport", "TX", network="University of Texas Health Center Quillport"
    )
    text = "University of Texas Health Center at Zanesville, UT Cancer Center"
    assert taken(Matcher([sister]), text, "Zanesville", ("Texas", "US")) is None


def test_the_networks_cancer_center_in_the_centers_city_is_the_center() -> None:
    mole = center(7, "LKH Mole Cancer Center", network="LKH")
    assert taken(Matcher([mole]), "LKH Cancer Pavilion") == 7
    assert taken(Matcher([mole]), "LKH Cancer Center", "Zanesville") is None
    assert taken(Matcher([mole]), "LKH Hospital") is None


def test_a_hosts_hospital_in_the_next_town_is_its_own_and_further_off_is_asked_about() -> None:
    host = center(7, "Ada Vex Cancer Center", where=(40.0, -82.0), network="University of Veldonia")
    matcher = Matcher([host])
    for facility, lat, right in (
        ("University of Veldonia Medical Center", 40.1, True),
        ("University of Veldonia", 40.1, False),
        ("University of Veldonia Medical Center", 40.2, False),
    ):
        match = matcher.match(facility, "Nearby", *OHIO, lat, -82.0)
        assert match is not None and (match.score >= AUTOMATIC) == right, facility


def test_a_word_before_cancer_in_a_text_that_people_took_is_one_more_name_in_that_city() -> None:
    text = "Veldonia University Zorn Cancer Hospital"
    matcher = Matcher([VELDONIA], [Decision(key(text, "Quillport", *OHIO), 8, None, same=True)])
    assert taken(matcher, "Zorn Cancer Center") == 8
    assert taken(matcher, "Zorn Cancer Center", "Zanesville") is None
    assert taken(Matcher([VELDONIA]), "Zorn Cancer Center") is None


def test_a_surname_with_another_letter_is_another_persons() -> None:
    matcher = Matcher([center(1, "Harold Simmonds Comprehensive Cancer Center")])
    assert taken(matcher, "Simmonds Cancer Center") == 1
    assert taken(matcher, "Summonds Cancer Center") is None


def test_nothing_matches_in_another_state_or_country() -> None:
    matcher = Matcher(ALL)
    name = "Jane Q. Roe Comprehensive Cancer Center"
    assert found(matcher, name, "Quillport", ("Kentucky", "United States")) is None
    assert found(matcher, name, "Quillport", ("Ohio", "Canada")) is None
    assert found(matcher, name, "Quillport", ("", "United States")) is None
    assert found(Matcher([center(1, name, state="")]), name) is None


@pytest.mark.parametrize("place", [("Ohio", "United States"), ("OH", "US"), ("ohio", "USA")])
def test_states_and_countries_come_as_names_or_codes(place: tuple[str, str]) -> None:
    assert taken(Matcher(ALL), "Roe Cancer Center", "QUILLPORT", place) == 1


@pytest.mark.parametrize(("one", "other"), [("St. Ede", "Saint Ede"), ("The Quill", "Quill"), ("Ft Ede", "Fort Ede")])
def test_cities_are_one_in_all_their_spellings(one: str, other: str) -> None:
    assert taken(Matcher([center(1, "Roe Cancer Center", one)]), "Roe Cancer Center", other) == 1
    assert key("x", one, *OHIO) == key("X.", other, "OH", "US")


def test_a_branch_with_the_centers_name_elsewhere_is_the_center_but_none_of_its_locations() -> None:
    match = found(Matcher(ALL), "Tessaly-Marrow Cancer Institute - Westbrook", "Westbrook")
    assert match is not None and match.score >= AUTOMATIC and (match.center, match.location) == (2, None)


def test_a_second_hospital_elsewhere_that_bears_the_centers_name_goes_to_a_person() -> None:
    assert asked(Matcher(ALL), "Tessaly-Marrow Cancer Institute at Holy Hill Hospital", "Westbrook") == 2


def test_a_hosts_place_in_another_city_goes_to_a_person_unless_it_is_next_door() -> None:
    host = Matcher([center(1, "Roe Cancer Center | University of Veldonia", where=(40.0, -82.0))])
    for lon, automatic in ((-82.05, True), (-82.9, False)):
        match = host.match("University of Veldonia", "Nextown", *OHIO, 40.0, lon)
        assert match is not None and match.location is None
        assert (match.score >= AUTOMATIC) is automatic
    unknown = host.match("University of Veldonia", "Nextown", *OHIO)
    assert unknown is not None and unknown.score < AUTOMATIC


def test_a_city_far_off_with_the_same_name_is_another_city() -> None:
    host = Matcher([center(1, "Roe Cancer Center | University of Veldonia", where=(40.0, -82.0))])
    match = host.match("University of Veldonia", "Quillport", *OHIO, 41.9, -82.0)
    assert match is not None and match.score < AUTOMATIC and match.location is None


def test_another_hospital_of_the_network_is_not_the_center() -> None:
    matcher = Matcher(ALL)
    assert found(matcher, "Larkspur Health Dunmere Community Hospital", "Dunmere") is None
    assert taken(matcher, "Larkspur Community Hospital") is None
    assert taken(matcher, "Larkspur Health / Larkspur Beacon Cancer Center") == 3


def test_the_name_may_end_in_the_site_city() -> None:
    matcher = Matcher([center(1, "Roe Cancer Center | University of Veldonia Quillport")])
    assert taken(matcher, "University of Veldonia") == 1
    assert taken(matcher, "University of Veldonia", "Dunmere") is None


def test_the_location_is_the_one_in_the_city_and_none_when_nothing_tells_which() -> None:
    names = "Roe Cancer Center"
    main = center(1, names, location=10)
    second = center(1, names, "Dunmere", location=11, main=False)
    third = center(1, names, "Dunmere", location=12, main=False)
    for known, city, location in (
        ((main, second), "Quillport", 10),
        ((main, second), "Dunmere", 11),
        ((main, second, third), "Dunmere", None),
        ((main, second), "Westbrook", None),
    ):
        match = found(Matcher(known), names, city)
        assert match is not None and (match.center, match.location) == (1, location)


def test_two_centers_that_fit_as_well_go_to_a_person() -> None:
    matcher = Matcher([center(1, "Roe Cancer Center"), center(2, "Roe Cancer Center")])
    match = found(matcher, "Roe Cancer Center")
    assert match is not None and ASK <= match.score < AUTOMATIC and "another center" in match.reason
    assert asked(Matcher(ALL), "Roe Cancer Center / Larkspur Beacon Cancer Center") is not None


def test_the_reason_names_the_name_and_the_place() -> None:
    match = found(Matcher(ALL), "University of Veldonia - Holy Hill Hospital")
    assert match is not None
    assert "University of Veldonia" in match.reason and "holy hill hospital" in match.reason
    assert "in its city" in match.reason


def said(text: str, center: int | None, *, same: bool = True, city: str = "Quillport") -> Decision:
    return Decision(key(text, city, *OHIO), center, None, same)


def test_what_people_say_wins_over_rules() -> None:
    text = "Roe Cancer Center"
    assert found(Matcher(ALL, [said(text, None)]), text) is None
    assert found(Matcher(ALL, [said(text, 1, same=False)]), text) is None
    other = found(Matcher(ALL, [said(text, 2)]), text)
    assert other is not None and (other.center, other.score, other.location) == (2, 1.0, None)
    assert taken(Matcher(ALL, [said(text, 3, same=False)]), text) == 1


def test_a_decision_holds_for_the_text_under_another_sponsors_number() -> None:
    matcher = Matcher(ALL, [said("Roe Cancer Center ( Site 0067)", None), said("Holy Hill /ID# 155453", 1)])
    assert found(matcher, "Roe Cancer Center - PPDS") is None
    assert found(matcher, "Roe Cancer Center") is None
    assert taken(matcher, "Holy Hill ( Site 0012)") == 1


def test_a_decision_on_one_hidden_facility_is_none_on_the_next() -> None:
    matcher = Matcher(ALL, [said("Local Institution - 0034", 1)])
    assert taken(matcher, "Local Institution - 0034") == 1
    assert found(matcher, "Local Institution - 0035") is None


def test_a_decision_on_a_center_that_is_gone_is_passed_over() -> None:
    assert found(Matcher(ALL, [said("Holy Hill Hospital", 99)]), "Holy Hill Hospital") is None


def test_a_text_taken_for_a_center_is_one_more_name_of_it_in_that_city_only() -> None:
    matcher = Matcher(ALL, [said("Holy Hill Hospital", 1), said("Marrow Clinic North", 2, city="Westbrook")])
    assert taken(matcher, "University of Veldonia Holy Hill Hospital") == 1
    assert taken(matcher, "Holy Hill Hospital, Division of Oncology") == 1
    assert found(matcher, "Holy Hill Hospital", "Dunmere") is None
    assert taken(matcher, "Marrow Clinic North - Medical Oncology", "Westbrook") == 2


def test_the_key_forgets_spelling_and_keeps_what_tells_sites_apart() -> None:
    assert key("The Roe-Center", "Quillport", *OHIO) == key("the roe center", "QUILLPORT", "OH", "US")
    assert key("Local Institution - 0034", "Quillport", *OHIO) != key("Local Institution - 0035", "Quillport", *OHIO)
    assert key("Roe", "Quillport", *OHIO) != key("Roe", "Dunmere", *OHIO)


def test_the_digest_is_the_same_in_another_process() -> None:
    command = [sys.executable, "-c", "from centers.matching import digest; print(digest())"]
    root = Path(__file__).resolve().parent.parent.parent
    assert subprocess.run(command, capture_output=True, text=True, check=True, cwd=root).stdout.strip() == digest()


def test_the_measure_counts_right_and_wrong_answers(tmp_path: Path) -> None:
    (tmp_path / "centers.csv").write_text("slug,name,other_names,city,state\nroe,Roe Cancer Center,,Quillport,OH\n")
    (tmp_path / "labels.jsonl").write_text(
        '{"facility": "Roe Cancer Center", "city": "Quillport", "state": "Ohio", "slug": "roe"}\n'
        '{"facility": "Roe Oncology Center", "city": "Quillport", "state": "Ohio", "slug": null}\n'
        '{"facility": "Holy Hill", "city": "Quillport", "state": "Ohio", "slug": "roe"}\n'
    )
    command = [sys.executable, "-m", "centers.matching", "centers.csv", "labels.jsonl", "--misses"]
    root = Path(__file__).resolve().parent.parent.parent
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env={"PYTHONPATH": str(root)}, check=True
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["0.90", "2", "1", "0.500", "0.500"] in lines
    assert "Holy Hill | Quillport, Ohio | roe | nothing" in done.stdout


PIECES = st.sampled_from(
    [
        "Roe",
        "Cancer",
        "Center",
        "University of",
        "Veldonia",
        "Hospital",
        "Children's",
        "/",
        " - ",
        "(",
        "Site 12",
        "PPDS",
    ]
    + [
        "Larkspur",
        "Beacon",
        "Tessaly-Marrow",
        "Institute",
        "Holy Hill",
        "Quillport",
        "Dr. A",
        "/ID# 1",
        "St.",
        "M.D.",
        ",",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=9).map(" ".join))


@given(TEXTS, st.one_of(st.text(max_size=12), st.just("Quillport")), st.one_of(st.text(max_size=8), st.just("OH")))
def test_no_text_raises_and_every_answer_is_a_score_with_a_reason(facility: str, city: str, state: str) -> None:
    matcher = Matcher(ALL, [Decision(facility, 1, None, True), said(facility, 2, same=False)])
    match = matcher.match(facility, city, state, "US", 40.0, -82.0)
    assert match is None or (ASK <= match.score <= 1.0 and match.reason and match.center in {1, 2, 3})
    named = Matcher([center(1, facility, city, state, network=facility)]).match(facility, city, state, "US")
    assert named is None or (named.center == 1 and not hidden(facility))


ORDERS = [Matcher(order) for order in permutations(ALL)]


@given(TEXTS)
def test_answers_do_not_hang_on_the_order_of_centers(facility: str) -> None:
    answers = {found(matcher, facility) for matcher in ORDERS}
    assert len(answers) == 1


@given(TEXTS, TEXTS)
def test_a_center_in_another_city_changes_no_automatic_match_of_a_center_in_this_one(facility: str, name: str) -> None:
    before = found(ORDERS[0], facility)
    if before is not None and before.score >= AUTOMATIC and before.location is not None:
        for other in (name, facility, "Roe Cancer Center"):
            assert found(Matcher((*ALL, center(9, other, "Westbrook"))), facility) == before
