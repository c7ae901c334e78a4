"""What the labelling guide does not ask: wash-outs, ages, spread, histology, organ function."""

from __future__ import annotations

import pytest

from tests.trials.eligibility.asked import asked, reading


@pytest.mark.parametrize(
    ("bars", "days"),
    [
        ("Chemotherapy within 3 weeks before the first dose", 21),
        ("Chemotherapy within 28 days of enrolment", 28),
        ("Receiving chemotherapy, or infusion of chemotherapy within 2 weeks of enrolment", 14),
    ],
)
def test_a_washout_is_kept_in_days(bars: str, days: int) -> None:
    assert asked("washout", bars=bars) == {"chemotherapy": days}


@pytest.mark.parametrize(
    "told",
    [
        {"bars": "Surgery within 14 days of the first dose of alisertib"},
        {"admits": "Progressed within 6 months of completing a taxane"},
        {"bars": "Relapse less than 6 months after the end of adjuvant chemotherapy"},
    ],
)
def test_what_is_no_washout(told: dict[str, str]) -> None:
    assert asked("washout", **told) == {}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("admits", "ages"),
    [
        ("Aged 18 years or older", {"min": 18}),
        ("Age ≥ 18 years", {"min": 18}),
        ("Age 18 to 75 years", {"min": 18, "max": 75}),
    ],
)
def test_ages(admits: str, ages: dict[str, int]) -> None:
    assert asked("age", admits=admits) == ages


def test_the_number_of_metastases() -> None:
    assert asked("spread", admits="Up to 5 metastases")["metastases"] == (0, 5)


def test_a_place_of_metastases_that_keeps_out() -> None:
    assert asked("spread", bars="Liver metastases") == {"liver": "excluded"}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"admits": "Bone metastases proven by a scan"}, {"bone": "demanded"}),
        ({"admits": "Liver metastases or lung metastases"}, {"liver": "allowed", "lung": "allowed"}),
        ({"admits": "Women with bone disease must have a lytic lesion"}, {}),
        ({"bars": "Only liver metastases"}, {}),
        ({"bars": "Symptomatic visceral disease"}, {}),
        ({"bars": "Liver metastases unless treated"}, {}),
        ({"bars": "Radiation of bone metastases"}, {}),
    ],
)
def test_places_of_metastases(told: dict[str, str], expected: dict[str, str]) -> None:
    assert asked("spread", **told) == expected  # type: ignore[arg-type]


def test_a_place_that_keeps_out_some_only_stays_open() -> None:
    found = reading(bars="Symptomatic lung metastases").get("spread", "lung")
    assert found is not None
    assert (found.value, found.state) == ("excluded", "unclear")


def test_a_histology_that_keeps_out() -> None:
    assert asked("histology", bars="Inflammatory breast cancer") == {"inflammatory": "excluded"}


def test_organ_function_is_seen_and_not_read() -> None:
    found = reading(admits="Platelets of 100 or more").get("organ_function", "marrow")
    assert found is not None
    assert (found.state, found.evidence[0].quote) == ("unclear", "Platelets of 100 or more")
