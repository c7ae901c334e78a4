"""Layouts of eligibility text → lines with section, cohort and what stands above them."""

from __future__ import annotations

import pytest

from trials.eligibility import Listing
from trials.eligibility.criteria import Line, sentences
from trials.eligibility.page import Page
from trials.eligibility.reader import lexicon


def laid_out(text: str) -> list[tuple[str, Line]]:
    page = Page(Listing(eligibility=text), lexicon())
    return [(page.raw[line.start : line.end], line) for line in page.lines]


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        (
            "Inclusion Criteria:\n\n* A one\n\nExclusion Criteria:\n\n* B two",
            {"A one": "inclusion", "B two": "exclusion"},
        ),
        ("INCLUSION CRITERIA\n1. A one\nEXCLUSION CRITERIA\n1. B two", {"A one": "inclusion", "B two": "exclusion"}),
        (
            "Key Inclusion Criteria:\n- A one\nKey Exclusion Criteria:\n- B two",
            {"A one": "inclusion", "B two": "exclusion"},
        ),
        ("Inclusion Criteria: A one\nExclusion Criteria: B two", {"A one": "inclusion", "B two": "exclusion"}),
        ("A one", {"A one": "other"}),
        (
            "Inclusion Criteria:\nThere are no exclusion criteria for the extension phase\n* A one",
            {"There are no exclusion criteria for the extension phase": "inclusion", "A one": "inclusion"},
        ),
        ("Inclusion Criteria: A one. Exclusion Criteria: B two.", {"A one.": "inclusion", "B two.": "exclusion"}),
        (
            "Inclusion Criteria:\n\nOver 17\n\nExclusion Criteria:\n\nEligibility Criteria Patients:\n\n* B two",
            {"Over 17": "inclusion", "Eligibility Criteria Patients:": "inclusion", "B two": "inclusion"},
        ),
        (
            "Inclusion Criteria:\n* A one\nExclusion Criteria:\n* B two\nPart 2, eligibility criteria\n* C three",
            {
                "A one": "inclusion",
                "B two": "exclusion",
                "Part 2, eligibility criteria": "inclusion",
                "C three": "inclusion",
            },
        ),
        (
            "Inclusion Criteria:\nMust be FEMALE\nExclusion Criteria:\n* Confirmed diagnosis of A\n* No B two\n* No C",
            {
                "Must be FEMALE": "inclusion",
                "Confirmed diagnosis of A": "inclusion",
                "No B two": "inclusion",
                "No C": "inclusion",
            },
        ),
        (
            "Inclusion Criteria: Nobody who meets the exclusion criteria: A one",
            {"Nobody who meets the exclusion criteria: A one": "inclusion"},
        ),
        (
            "Inclusion:\n* A one\n* Exclusion criteria apply\nExclusion:\n* B two\n* Inclusion criteria apply.\n* C",
            {
                "A one": "inclusion",
                "Exclusion criteria apply": "inclusion",
                "B two": "exclusion",
                "Inclusion criteria apply.": "exclusion",
                "C": "exclusion",
            },
        ),
        (
            "Inclusion Criteria:\n* A one\nNobody takes part to whom the following exclusion criteria apply:\n* B",
            {
                "A one": "inclusion",
                "Nobody takes part to whom the following exclusion criteria apply:": "exclusion",
                "B": "exclusion",
            },
        ),
        (
            "Inclusion criteria:\n* A one\nNon-inclusion criteria:\n* B two",
            {"A one": "inclusion", "B two": "exclusion"},
        ),
        (
            "Inclusion Criteria (All Modules) People have one\nExclusion Criteria (All Modules) People have two",
            {"People have one": "inclusion", "People have two": "exclusion"},
        ),
        (
            "Exclusion Criteria:\n\n\n\nDISEASE CHARACTERISTICS:\n\n* A one",
            {"DISEASE CHARACTERISTICS:": "inclusion", "A one": "inclusion"},
        ),
        (
            "Exclusion Criteria:\n\nRequired Characteristics:\n\n1. A one\n\nContraindications:\n\n1. B two",
            {
                "Required Characteristics:": "inclusion",
                "A one": "inclusion",
                "Contraindications:": "exclusion",
                "B two": "exclusion",
            },
        ),
    ],
)
def test_sections(text: str, sections: dict[str, str]) -> None:
    assert {line: where.section for line, where in laid_out(text)} == sections


def test_markers_are_left_out_of_the_line() -> None:
    text = "Inclusion Criteria:\n* A one\n  * B two\n1. C three\n   a. D four\n• E five\n"
    assert [line for line, _ in laid_out(text)] == ["A one", "B two", "C three", "D four", "E five"]


def test_a_point_knows_the_lines_above_it() -> None:
    text = "Inclusion Criteria:\n\n* Prior treatment with:\n\n  * a taxane\n\n* Other\n"
    page = Page(Listing(eligibility=text), lexicon())
    above = {page.raw[line.start : line.end]: [page.raw[a:b] for a, b in line.above] for line in page.lines}
    assert above == {"Prior treatment with:": [], "a taxane": ["Prior treatment with:"], "Other": []}


def test_a_cohort_heading_holds_until_the_next() -> None:
    text = "Inclusion Criteria:\n\nCohort A:\n\n* One\n\nCohort B:\n\n* Two\n\nAll cohorts:\n\n* Three\n"
    page = Page(Listing(eligibility=text), lexicon())
    cohorts = {page.raw[line.start : line.end]: line.cohort and page.raw[slice(*line.cohort)] for line in page.lines}
    assert (cohorts["One"], cohorts["Two"], cohorts["Three"]) == ("Cohort A:", "Cohort B:", None)


def test_a_cohort_ends_where_a_sentence_opens_what_keeps_out() -> None:
    text = (
        "Additional inclusion criteria for the cohort with lung cancer\n* One\n\n"
        "Participants who meet any of these will be disqualified:\n\n1. Two\n"
    )
    page = Page(Listing(eligibility=text), lexicon())
    last = page.lines[-1]
    assert (last.section, last.cohort) == ("exclusion", None)


def test_a_cohort_named_in_the_line_is_its_cohort() -> None:
    text = "Inclusion Criteria:\n\n* Part B only: prior taxane\n* Age 18\n"
    page = Page(Listing(eligibility=text), lexicon())
    assert [bool(line.cohort) for line in page.lines] == [True, False]


@pytest.mark.parametrize(
    ("text", "of_a_group"),
    [
        ("Double-blind Phase Inclusion Criteria\n* One\nDouble-blind Phase Exclusion Criteria\n* Two", [False, False]),
        ("Part A Inclusion Criteria:\n* One\nPart B Inclusion Criteria:\n* Two", [True, True]),
        ("Inclusion Criteria (All Cohorts):\n* One\nInclusion Criteria (Cohort B):\n* Two", [False, True]),
        ("Parts 1, 2, and 3 inclusion criteria:\n* One\nPart 3 inclusion criteria:\n* Two", [False, True]),
    ],
)
def test_a_heading_for_the_whole_trial_names_no_group(text: str, of_a_group: list[bool]) -> None:
    assert [line.cohort is not None for _, line in laid_out(text)] == of_a_group


def cut(text: str) -> list[str]:
    page = Page(Listing(eligibility=text), lexicon())
    return [page.raw[start:end].strip() for line in page.lines for start, end in sentences(page.low, page.raw, line)]


def test_numbered_criteria_that_lost_their_line_breaks_are_apart() -> None:
    criteria = [
        f"{number}. No treatment of the kind named here, in words enough to fill a line of text, of its own "
        f"and without a stop at the end of what it says"
        for number in range(1, 5)
    ]
    assert cut("Exclusion criteria:\n" + " ".join(criteria))[1:] == criteria[1:]


def test_a_stop_in_nested_brackets_ends_no_sentence() -> None:
    asked = "HER2-positive (immunohistochemistry (IHC) 3+; IHC 2+ and FISH amplified) disease"
    assert cut(f"Inclusion Criteria:\n* Grade 3 (or 2). {asked}")[1:] == [asked]


def test_a_stop_in_brackets_ends_no_sentence() -> None:
    assert cut("HER2 positive (IHC 3+; or ISH amplified); at least 18 years") == [
        "HER2 positive (IHC 3+; or ISH amplified);",
        "at least 18 years",
    ]
