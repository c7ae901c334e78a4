"""What a claim is worth: verified until the day it expires, and only where somebody checked it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centers.claims import STANDINGS, Standing, best, standing

TODAY = dt.date(2026, 11, 25)
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)
days = st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2100, 1, 1))


@pytest.mark.parametrize(
    ("verified_on", "expires_on", "expected"),
    [
        (None, None, "unchecked"),
        (None, TOMORROW, "unchecked"),
        (None, YESTERDAY, "unchecked"),
        (YESTERDAY, None, "verified"),
        (YESTERDAY, TOMORROW, "verified"),
        (TODAY, TOMORROW, "verified"),
        (YESTERDAY, TODAY, "expired"),  # the day it expires is the first on which it no longer counts
        (dt.date(2025, 9, 18), dt.date(2026, 9, 18), "expired"),
    ],
)
def test_a_claim_is_verified_from_its_check_until_the_day_it_expires(
    verified_on: dt.date | None, expires_on: dt.date | None, expected: Standing
) -> None:
    assert standing(verified_on, expires_on, TODAY) == expected


@given(days | st.none(), days, days, days)
def test_what_has_expired_never_comes_back_by_itself(
    verified_on: dt.date | None, expires_on: dt.date, one: dt.date, other: dt.date
) -> None:
    earlier, later = sorted((one, other))
    if standing(verified_on, expires_on, earlier) != "verified":
        assert standing(verified_on, expires_on, later) != "verified"


def test_a_fact_is_worth_its_best_claim() -> None:
    assert best(["unchecked", "verified", "expired"]) == "verified"
    assert best(["unchecked", "expired"]) == "expired"
    assert best(["unchecked"]) == "unchecked"


def test_a_fact_without_a_claim_is_unchecked() -> None:
    assert best([]) == "unchecked"


@given(st.lists(st.sampled_from(STANDINGS), min_size=1), st.sampled_from(STANDINGS))
def test_one_more_claim_makes_nothing_worse(standings: list[Standing], more: Standing) -> None:
    assert STANDINGS.index(best([*standings, more])) <= STANDINGS.index(best(standings))
