"""What a trial asks, in plain words: each answer and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from finder.statements import UNREAD, WAITING, Statement, statements, unsaid
from trials.eligibility import Answer, Evidence, Listing, read
from trials.eligibility.reader import all_questions

pytestmark = pytest.mark.once


def evidence(quote: str = "a sentence", *, cohort: str | None = None, condition: str | None = None) -> Evidence:
    return Evidence("demanded", "eligibility", quote, 0, len(quote), "inclusion", cohort, condition, "a.rule")


def said(*answers: Answer) -> list[tuple[str, str]]:
    return [(one.title, one.words) for one in statements((answer, False) for answer in answers)]


def receptors(**cells: str) -> list[Answer]:
    """`p_low="accepted"` → the cell HR+/HER2-low; cells not given are refused."""
    names = {
        f"{hr}_{level or 'pos'}": f"HR{sign}/HER2{'-' + level if level else '+'}"
        for hr, sign in (("p", "+"), ("n", "-"))
        for level in ("", "low", "ultralow", "0")
    }
    return [Answer("receptors", key, cells.get(short, "refused"), (evidence(),)) for short, key in names.items()]


ACCEPTED = "accepted"
ALL_NEGATIVE = {"n_low": ACCEPTED, "n_ultralow": ACCEPTED, "n_0": ACCEPTED}
ALL_POSITIVE = {"p_low": ACCEPTED, "p_ultralow": ACCEPTED, "p_0": ACCEPTED}


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (ALL_NEGATIVE, "Triple-negative"),
        (ALL_POSITIVE, "HR-positive and HER2-negative (low and zero)"),
        (ALL_NEGATIVE | ALL_POSITIVE, "HER2-negative (low and zero)"),
        ({"p_pos": ACCEPTED, "n_pos": ACCEPTED}, "HER2-positive"),
        ({"p_low": ACCEPTED, "n_low": ACCEPTED}, "HER2-low"),
        ({"p_pos": ACCEPTED, **ALL_POSITIVE}, "HR-positive"),
        ({"p_pos": ACCEPTED}, "HR-positive and HER2-positive"),
        ({"p_low": ACCEPTED, "p_ultralow": ACCEPTED}, "HR-positive and HER2-low or HER2-ultralow"),
        ({"p_pos": ACCEPTED, **ALL_NEGATIVE}, "HR-positive and HER2-positive · Triple-negative"),
        ({"p_pos": "in_part", "n_pos": "in_part"}, "HER2-positive (only some: see the sentence)"),
    ],
)
def test_receptors_are_told_in_the_shortest_usual_words(cells: dict[str, str], words: str) -> None:
    assert said(*receptors(**cells)) == [("Subtype", words)]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([("admitted", "stable")], "May enter only if treated or stable"),
        ([("admitted", "none")], "Keep you out"),
        ([("demanded", True)], "Everyone must have them"),
        (
            [("demanded", True), ("admitted", "stable")],
            "Everyone must have them. May enter only if treated or stable",
        ),
    ],
)
def test_brain_metastases_demanded_and_admitted_are_one_statement(answers: list[tuple[str, Any]], words: str) -> None:
    assert said(*(Answer("brain", key, value, (evidence(),)) for key, value in answers)) == [
        ("Brain metastases", words)
    ]


@pytest.mark.parametrize(
    ("key", "value", "title", "words"),
    [
        (
            "systemic/advanced",
            (0, 2),
            "Earlier lines of treatment with medicines of any kind",
            "At most 2 for advanced disease",
        ),
        ("chemotherapy/advanced", (0, 0), "Earlier lines of chemotherapy", "None for advanced disease"),
        ("chemotherapy/any", (1, None), "Earlier lines of chemotherapy", "1 or more at any stage"),
        ("endocrine/advanced", (1, 1), "Earlier lines of hormone therapy", "Exactly 1 for advanced disease"),
        ("adc/any", (1, 3), "Earlier lines of antibody-drug conjugates", "1 to 3 at any stage"),
    ],
)
def test_a_number_of_lines_says_of_what_and_when(key: str, value: Any, title: str, words: str) -> None:
    assert said(Answer("prior_lines", key, value, (evidence(),))) == [(title, words)]


def test_a_treatment_excluded_in_one_setting_says_so() -> None:
    words = said(Answer("prior_therapy", "cdk46", "excluded", (evidence(condition="setting:advanced"),)))[0][1]
    assert words == "Having had it keeps you out (as treatment of advanced disease)"
    both = (evidence(condition="setting:advanced"), evidence("another"))
    assert said(Answer("prior_therapy", "cdk46", "excluded", both))[0][1] == "Having had it keeps you out"


def test_what_is_tested_is_told_as_far_as_it_is_sure() -> None:
    sure = Answer("modality", "chemotherapy", "tested", (evidence(),)), False
    guessed = Answer("modality", "other", "tested", (evidence(),), "unclear"), False
    assert [(one.words, one.kind) for one in statements([sure, guessed])] == [("Chemotherapy", "asked")]
    assert list(statements([guessed])) == []


def test_what_is_unclear_is_never_told_as_a_yes_or_a_no() -> None:
    for question, key, value in (
        ("brain", "admitted", "untreated"),
        ("receptors", "", "conditional"),
        ("biomarkers", "ESR1", "required"),
        ("leptomeningeal", "", "excluded"),
        ("measurable", "", "required"),
    ):
        found = list(statements([(Answer(question, key, value, (evidence(),), "unclear"), False)]))
        assert [one.kind for one in found] == [UNREAD]
        assert found[0].words == "There is a rule about this. We could not read it for sure."
        assert found[0].quotes


def test_waiting_times_are_a_kind_of_their_own() -> None:
    found = statements([(Answer("washout", "chemotherapy", 28, (evidence(),)), False)])
    assert [(one.kind, one.title, one.words) for one in found] == [(WAITING, "After chemotherapy", "28 days to wait")]


def test_an_answer_for_one_group_names_it_and_one_for_all_names_none() -> None:
    def groups(*cohorts: str | None) -> tuple[str, ...]:
        proof = tuple(evidence(str(place), cohort=cohort) for place, cohort in enumerate(cohorts))
        return statements([(Answer("measurable", "", "required", proof), False)])[0].cohorts

    assert groups("Cohort A", "Cohort B") == ("Cohort A", "Cohort B")
    assert groups("Cohort A", None) == ()


def test_what_people_ask_first_and_the_text_does_not_say_is_named() -> None:
    found = statements([(Answer("brain", "admitted", "stable", (evidence(),)), False)])
    assert "brain metastases" not in unsaid(found)
    assert "the stage" in unsaid(found)


TEXT = """Inclusion Criteria:

* Women or men with HER2-positive metastatic breast cancer, aged 18 to 70
* At most 2 prior lines of chemotherapy for metastatic disease
* Prior trastuzumab and a taxane
* ESR1 mutation
* ECOG 0-1, measurable disease
* Postmenopausal; 28 days since radiotherapy

Exclusion Criteria:

* Untreated brain metastases; leptomeningeal disease
* Liver metastases; inflammatory breast cancer
* ALT above 3 times the upper limit; creatinine above 2 mg/dl
"""


def test_every_question_of_the_reader_has_its_words() -> None:
    """A new question without a statement would be read and never shown."""
    from finder.statements import _SAYING

    asked = {module.__name__.rpartition(".")[2] for module in all_questions()} | {"histology"}
    assert asked <= _SAYING.keys()
    reading = read(Listing(brief_title="A study of palbociclib", eligibility=TEXT))
    told: list[Statement] = statements((answer, False) for answer in reading.answers)
    assert {one.question for one in reading.answers} == {one.question for one in told}
    for one in told:
        assert one.quotes
        assert "_" not in one.title + one.words
