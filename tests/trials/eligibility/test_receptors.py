"""Sentences → cells of the table HR × HER2."""

from __future__ import annotations

import pytest

from tests.trials.eligibility.asked import asked, reading
from trials.eligibility import guide_form

NEGATIVE = {"HER2-low", "HER2-ultralow", "HER2-0"}


def cells(hr: str, levels: set[str]) -> set[str]:
    return {f"HR{sign}/{level}" for sign in hr for level in levels}


def accepted(**told: str) -> set[str]:
    return {cell for cell, value in asked("receptors", **told).items() if cell and value != "refused"}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Triple-negative breast cancer", cells("-", NEGATIVE)),
        ("Confirmed mTNBC", cells("-", NEGATIVE)),
        ("HER2-positive breast cancer (IHC 3+ or ISH amplified)", cells("+-", {"HER2+"})),
        ("HR+/HER2- breast cancer", cells("+", NEGATIVE)),
        ("ER and/or PgR positive, HER2-negative tumour", cells("+", NEGATIVE)),
        ("Tumour negative for ER, PR and HER2", cells("-", NEGATIVE)),
        ("HER2-low, defined as IHC 1+ or IHC 2+ and ISH negative", cells("+-", {"HER2-low"})),
        ("HER2-low or HER2-ultralow disease", cells("+-", {"HER2-low", "HER2-ultralow"})),
        ("HER2 IHC 3+ breast cancer", cells("+-", {"HER2+"})),
        ("Hormone receptor positive disease", cells("+", NEGATIVE | {"HER2+"})),
        ("HR+/HER2- or triple-negative breast cancer", cells("+-", NEGATIVE)),
        ("HER2 not overexpressed", cells("+-", NEGATIVE)),
        ("Luminal B breast cancer", cells("+", NEGATIVE | {"HER2+"})),
        (
            "Estrogen receptor (ER)-, progesterone receptor (PR)-, and HER2-negative cancer of the breast",
            cells("-", NEGATIVE),
        ),
    ],
)
def test_a_criterion_admits_its_cells(sentence: str, expected: set[str]) -> None:
    assert accepted(admits=sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Prior HER2-directed therapy is allowed",
        "HER2 status must be known",
        "Any hormone receptor status",
        "Two ER visits in the last year",
        "If hormone receptor positive, must have received endocrine therapy",
        "ER-positive patients must have progressed on endocrine therapy",
    ],
)
def test_what_is_no_demand_restricts_nothing(sentence: str) -> None:
    assert accepted(admits=sentence) == set()


def test_an_exclusion_restricts_too() -> None:
    assert accepted(bars="HER2-positive disease") == cells("+-", NEGATIVE)


def test_an_exclusion_of_some_with_the_status_restricts_nothing() -> None:
    assert accepted(bars="HER2-positive patients who have not received trastuzumab") == set()


def test_two_criteria_narrow_each_other() -> None:
    assert accepted(admits="Estrogen receptor positive tumour\nHER2 negative tumour") == cells("+", NEGATIVE)


def test_criteria_that_contradict_each_other_are_two_ways_in() -> None:
    assert accepted(admits="HR+/HER2- breast cancer\nTriple-negative breast cancer") == cells("+-", NEGATIVE)


def test_the_title_counts() -> None:
    assert accepted(title="A trial for triple negative breast cancer", admits="Age 18 or over") == cells("-", NEGATIVE)


def test_ihc_two_without_ish_admits_in_part() -> None:
    found = asked("receptors", admits="HER2 IHC 2+ breast cancer")
    assert {found[cell] for cell in cells("+-", {"HER2+", "HER2-low"})} == {"in_part"}


def conditions(question: str, **told: str) -> dict[str, str | None]:
    return {
        answer.key: answer.evidence[0].condition
        for answer in reading(**told).answers  # type: ignore[arg-type]
        if answer.question == question and answer.value not in ("refused", False)
    }


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("HER2 IHC 2+ breast cancer", dict.fromkeys(cells("+-", {"HER2+", "HER2-low"}), "ISH")),
        ("HER2-low breast cancer (IHC 1+ or IHC 2+/ISH-)", dict.fromkeys(cells("+-", {"HER2-low"}))),
        ("HER2 IHC 3+ tumour", dict.fromkeys(cells("+-", {"HER2+"}))),
        (
            "HER2-low or HER2-ultralow disease",
            dict.fromkeys(cells("+-", {"HER2-low"})) | dict.fromkeys(cells("+-", {"HER2-ultralow"}), "ultralow"),
        ),
        ("HER2-negative disease", dict.fromkeys(cells("+-", NEGATIVE))),
    ],
)
def test_what_is_admitted_in_part_says_on_what_condition(sentence: str, expected: dict[str, str | None]) -> None:
    assert conditions("receptors", admits=sentence) == expected


def test_ultralow_is_written_as_zero_in_the_guide() -> None:
    form = guide_form(reading(admits="HER2-ultralow breast cancer"))
    assert form["subtypes"] == ["HR+/HER2-0", "HR-/HER2-0"]


def test_without_restriction_all_six_are_open() -> None:
    form = guide_form(reading(admits="Metastatic breast cancer"))
    assert (form["subtypes_stated"], len(form["subtypes"])) == (False, 6)
