"""The links that ask nearly the same: one value in or out, another order, the next page."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from finder.pages.addresses import Asked

pytestmark = pytest.mark.once


def asked(query: str) -> Asked:
    return Asked(QueryDict(query))


def test_names_that_are_no_parameter_are_in_no_link() -> None:
    assert asked("q=her2&utm_source=x&<b>=1").query() == "?q=her2"


def test_empty_fields_of_the_form_are_in_no_link() -> None:
    assert asked("q=&near=&within=100&unit=mi&age=&sex=").query() == ""


def test_a_radius_stays_with_its_place() -> None:
    assert asked("near=60637&within=50&unit=km").query() == "?near=60637&within=50&unit=km"


def test_a_value_of_a_facet_is_taken_in_and_out() -> None:
    assert asked("q=x&phase=2").toggled("phase", "3") == "/trials/?q=x&phase=2&phase=3"
    assert asked("q=x&phase=2&phase=3").toggled("phase", "2") == "/trials/?q=x&phase=3"
    assert asked("phase=2").toggled("phase", "2") == "/trials/"


def test_another_question_starts_at_its_first_page() -> None:
    assert asked("q=x&offset=50").toggled("phase", "3") == "/trials/?q=x&phase=3"
    assert asked("q=x&offset=50&limit=10").page(60) == "/trials/?q=x&limit=10&offset=60"


def test_closed_trials_are_taken_in_beside_the_open_ones_that_count_by_default() -> None:
    link = asked("").toggled("status", "completed")
    assert Asked(QueryDict(link.partition("?")[2])).get("status") == [
        *("recruiting", "not-yet-recruiting", "available", "completed")
    ]


def test_taking_the_last_status_out_asks_for_any() -> None:
    assert asked("status=completed").toggled("status", "completed") == "/trials/?status=any"


def test_choosing_a_status_leaves_any() -> None:
    assert asked("status=any").toggled("status", "completed") == "/trials/?status=completed"


def test_another_country_drops_the_state() -> None:
    assert asked("country=US&state=IL").toggled("country", "CA") == "/trials/?country=US&country=CA"
