"""Values as pages say them: dates, distances, ages, phases, and how long ago a status was confirmed."""

from __future__ import annotations

import datetime as dt

import pytest

from finder.detail import DateOf
from finder.pages import wording

pytestmark = pytest.mark.once

TODAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("given", "said"),
    [("2026", "2026"), ("2024-05", "May 2024"), ("2024-05-07", "7 May 2024")],
)
def test_a_date_is_said_no_more_exactly_than_the_registry_gives_it(given: str, said: str) -> None:
    assert wording.date(DateOf(given)) == said


@pytest.mark.parametrize(
    ("length", "unit", "said"),
    [
        (0.0, "mi", "less than 1 mile"),
        (0.99, "km", "less than 1 kilometre"),
        (1.2, "mi", "about 1 mile"),
        (12.4, "mi", "about 12 miles"),
        (1234.0, "km", "about 1,234 kilometres"),
    ],
)
def test_a_distance_is_said_to_the_mile(length: float, unit: str, said: str) -> None:
    assert wording.distance(length, unit) == said


@pytest.mark.parametrize(
    ("minimum", "maximum", "said"),
    [
        ("", "", "any age"),
        ("18 Years", "", "18 years and older"),
        ("", "75 Years", "up to 75 years"),
        ("18 Years", "75 Years", "18 to 75 years"),
        ("6 Months", "75 Years", "6 months to 75 years"),
    ],
)
def test_ages_are_said_in_one_phrase(minimum: str, maximum: str, said: str) -> None:
    assert wording.ages(minimum, maximum) == said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([], ""),
        (["2"], "Phase 2"),
        (["1", "2"], "Phase 1 and 2"),
        (["early-1"], "Early phase 1"),
        (["na"], "No phase (not a drug study)"),
        (["5b"], "5b"),
    ],
)
def test_phases_are_said_in_words(values: list[str], said: str) -> None:
    assert wording.phases(values) == said


@pytest.mark.parametrize(
    ("month", "status", "level"),
    [
        ("2026-11", "recruiting", ""),
        ("2025-12", "recruiting", ""),
        ("2025-11", "recruiting", "old"),
        ("2024-12", "recruiting", "old"),
        ("2024-11", "recruiting", "very-old"),
        ("2019", "unknown", "very-old"),
        (None, "recruiting", "old"),
        # Finished stays finished.
        ("2012-01", "completed", ""),
        ("2012-01", "withdrawn", ""),
    ],
)
def test_a_status_not_confirmed_for_a_year_is_warned_of_and_for_two_more_strongly(
    month: str | None, status: str, level: str
) -> None:
    assert wording.verified(month, status=status, today=TODAY).level == level


def test_the_month_of_the_last_confirmation_is_named() -> None:
    said = wording.verified("2026-08", status="recruiting", today=TODAY)
    assert said.text == "Status last confirmed by the sponsor in August 2026"
    assert said.warning == ""


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("555-010-0100", "tel:5550100100"),
        ("+33 (0)4 55 50 10 01", "tel:+330455501001"),
        ("1-800-GO-STUDY", ""),
        ("888-555-0142 (U.S. Only)", ""),
        ("javascript:alert(1)", ""),
        ("12", ""),
    ],
)
def test_only_what_is_plainly_a_number_can_be_dialled(phone: str, link: str) -> None:
    assert wording.phone_link(phone) == link


@pytest.mark.parametrize(
    ("email", "link"),
    [
        ("desk@example.org", "mailto:desk@example.org"),
        ("desk at example.org", ""),
        ("a@example.org?bcc=x@example.org", ""),
    ],
)
def test_only_what_is_plainly_an_address_can_be_written_to(email: str, link: str) -> None:
    assert wording.email_link(email) == link


@pytest.mark.parametrize(
    ("hours", "said"), [(0.2, "1 hour"), (5.1, "5 hours"), (47.4, "47 hours"), (48.0, "2 days"), (100.0, "4 days")]
)
def test_the_age_of_listings_is_said_in_hours_and_then_in_days(hours: float, said: str) -> None:
    assert wording.age_of(hours) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(1, "1 second"), (75, "75 seconds"), (720, "12 minutes"), (7_300, "2 hours 2 min")]
)
def test_a_duration_is_said_in_its_own_size(seconds: float, said: str) -> None:
    assert wording.duration(seconds) == said
