"""Names of countries and states, as people and registries write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.countries import (
    COUNTRIES,
    US_STATES,
    country_code,
    country_name,
    fold,
    states_called,
    us_state_code,
    us_state_name,
)

pytestmark = pytest.mark.once  # pure: the same on any database


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  São   Paulo ", "sao paulo"),
        ("St. Louis", "saint louis"),
        ("Saint-Louis", "saint louis"),
        ("Ft. Worth", "fort worth"),
        ("Mt Vernon", "mount vernon"),
        ("Billings MT", "billings mt"),
        ("Washington, D.C.", "washington dc"),
        ("Coeur d’Alene", "coeur dalene"),
        ("Coeur d'Alene", "coeur dalene"),
        ("Łódź", "lodz"),
        ("Großenhain", "grossenhain"),
        ("Århus", "arhus"),
        ("İzmir", "izmir"),
        ("Biel/Bienne", "biel bienne"),
        ("Bosnia & Herzegovina", "bosnia and herzegovina"),
        ("東京", "東京"),
        ("…", ""),
    ],
)
def test_names_are_compared_without_case_accents_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_there_are_249_countries_in_iso_and_kosovo() -> None:
    assert len(COUNTRIES) == 249 + 1


@pytest.mark.parametrize("code", COUNTRIES)
def test_a_country_is_known_by_its_code_and_its_name(code: str) -> None:
    name = country_name(code)

    assert [country_code(text) for text in (code, code.lower(), name, name.upper(), fold(name))] == [code] * 5


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("USA", "US"),
        ("U.S.", "US"),
        ("United States of America", "US"),
        ("UK", "GB"),
        ("England", "GB"),
        ("Korea, Republic of", "KR"),
        ("Republic of Korea", "KR"),
        ("Korea, Democratic People's Republic of", "KP"),
        ("Turkey (Türkiye)", "TR"),
        ("Türkiye", "TR"),
        ("Russian Federation", "RU"),
        ("Czech Republic", "CZ"),
        ("Iran, Islamic Republic of", "IR"),
        ("Viet Nam", "VN"),
        ("Moldova, Republic of", "MD"),
        ("Côte D'Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Macedonia, The Former Yugoslav Republic of", "MK"),
        ("Congo, The Democratic Republic of the", "CD"),
        ("Congo", "CG"),
        ("Palestinian Territories, Occupied", "PS"),
        ("Lao People's Democratic Republic", "LA"),
        ("Libyan Arab Jamahiriya", "LY"),
        ("Holy See (Vatican City State)", "VA"),
        ("Virgin Islands (U.S.)", "VI"),
        ("Swaziland", "SZ"),
        ("The Gambia", "GM"),
        ("St. Lucia", "LC"),
    ],
)
def test_other_spellings_of_a_country_are_known(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize("text", ["", " ", "Narnia", "Former Yugoslavia", "the", "Illinois", "x" * 10_000])
def test_what_is_no_country_has_no_code(text: str) -> None:
    assert country_code(text) is None


@pytest.mark.parametrize("code", US_STATES)
def test_a_state_is_known_by_its_code_and_its_name(code: str) -> None:
    name = us_state_name(code)

    assert [us_state_code(text) for text in (code, code.lower(), name, name.upper(), f" {name} ")] == [code] * 5


@pytest.mark.parametrize(("text", "code"), [("D.C.", "DC"), ("Washington, DC", "DC"), ("Virgin Islands", "VI")])
def test_other_spellings_of_a_state_are_known(text: str, code: str) -> None:
    assert us_state_code(text) == code


@pytest.mark.parametrize("text", ["", "ill.", "Ontario", "France", "x" * 10_000])
def test_what_is_no_state_has_no_code(text: str) -> None:
    assert us_state_code(text) is None


def test_unknown_codes_are_shown_as_they_came() -> None:
    assert (country_name("Former Yugoslavia"), us_state_name("Bavaria")) == ("Former Yugoslavia", "Bavaria")


def test_a_code_can_be_a_state_of_two_countries() -> None:
    assert states_called("wa") == [("US", "WA"), ("AU", "WA")]
