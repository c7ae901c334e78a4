"""Answers of the reader become words of the index, and the words say the same when they are read back."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.asks import CELLS, LIMITED, SETTING, UNCLEAR, WINDOW, Ask, asks, cohorts, conditions, slug
from trials.eligibility import Answer, Evidence, Listing, read
from trials.eligibility.answers import Value

pytestmark = pytest.mark.once  # pure: the same on any database

RECEPTORS = [f"HR{sign}/HER2{level}" for sign in "+-" for level in ("+", "-low", "-ultralow", "-0")]


def shown(cohort: str | None = None, condition: str | None = None) -> Evidence:
    return Evidence("demanded", "eligibility", "A sentence.", 0, 11, "inclusion", cohort, condition, "a.rule")


def says(
    question: str,
    key: str = "",
    value: Value = "required",
    *evidence: Evidence,
    state: Literal["stated", "unclear"] = "stated",
) -> Answer:
    return Answer(question, key, value, evidence or (shown(),), state)


def words(*answers: Answer) -> list[str]:
    return [one.word for one in asks(answers)]


def values(*answers: Answer) -> dict[str, str]:
    return {one.group: one.value for one in asks(answers)}


def cells(**stated: str) -> list[Answer]:
    """All eight cells as the reader gives them: those named, the rest refused. `hr_pos_low="accepted"`."""
    named = {name: f"HR{'+' if name.startswith('hr_pos') else '-'}/HER2" for name in stated}
    level = {name: "+" if name.endswith("_pos") else "-" + name.rpartition("_")[2] for name in stated}
    held = {named[name] + level[name]: value for name, value in stated.items()}
    return [says("receptors", cell, held.get(cell, "refused")) for cell in RECEPTORS]


# --- words -----------------------------------------------------------------------------------------------------------

names = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4})?", fullmatch=True)
some_ask = st.builds(
    Ask,
    group=st.one_of(names, st.builds("{}.{}".format, names, names)),
    value=st.one_of(names, st.just(UNCLEAR), st.builds("{}-{}".format, st.integers(0, 9), st.just(""))),
    conditions=st.frozensets(st.sampled_from([LIMITED, SETTING, WINDOW])),
    cohorts=st.frozensets(st.integers(0, 40)),
)


@given(some_ask)
def test_a_word_reads_back_as_the_ask_it_was_made_from(ask: Ask) -> None:
    assert Ask.of(ask.word) == ask
    assert len(ask.word.split()) == 1


some_evidence = st.builds(
    shown,
    cohort=st.sampled_from([None, "Cohort A: brain | spine", "Cohort B, 2", "Arm: 3"]),
    condition=st.sampled_from([None, "ISH", "size", "setting:early; within:12 months", "ultralow", "number"]),
)
some_answer = st.builds(
    says,
    st.sampled_from(
        "receptors brain leptomeningeal stage performance measurable menopause men biomarkers prior_therapy "
        "prior_lines spread scope modality washout organ_function".split()
    ),
    st.sampled_from(["", "BRCA", "CLDN18.2", "ERBB2_mutation", "systemic/advanced", "lymph_node", "HR+/HER2-0"]),
    st.one_of(st.sampled_from(["required", "any_with_suppression", "in_part", "untreated"]), st.integers(0, 9)),
    some_evidence,
    some_evidence,
    state=st.sampled_from(["stated", "unclear"]),
)


@given(st.lists(some_answer, max_size=8))
def test_whatever_the_answers_their_words_read_back(answers: list[Answer]) -> None:
    found = asks(answers)
    assert [Ask.of(one.word) for one in found] == found
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("ask", "word"),
    [
        (Ask("brain", "untreated", frozenset({LIMITED}), frozenset({2, 0})), "brain:untreated|limited|0,2"),
        (Ask("brain", "untreated", frozenset(), frozenset({1})), "brain:untreated||1"),
        (Ask("ecog", "1"), "ecog:1"),
        (Ask("lines.systemic-advanced", "1-"), "lines.systemic-advanced:1-"),
    ],
)
def test_a_word_says_value_conditions_and_cohorts_and_leaves_out_what_is_empty(ask: Ask, word: str) -> None:
    assert ask.word == word


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("ERBB2_mutation", "erbb2-mutation"),
        ("CLDN18.2", "cldn18-2"),
        ("cell_therapy", "cell-therapy"),
        ("Ki-67", "ki-67"),
    ],
)
def test_names_of_the_guide_are_written_as_the_query_language_writes_them(name: str, written: str) -> None:
    assert slug(name) == written


# --- receptors -------------------------------------------------------------------------------------------------------


def test_silence_on_receptors_says_nothing() -> None:
    assert words() == []


def test_each_cell_is_accepted_or_refused() -> None:
    found = values(*cells(hr_pos_low="accepted", hr_pos_pos="accepted"))
    assert set(found) == {f"subtype.{cell}" for cell in CELLS}
    assert {name for name, value in found.items() if value == "accepted"} == {
        "subtype.hr-pos-her2-pos",
        "subtype.hr-pos-her2-low",
    }


@pytest.mark.parametrize(
    ("zero", "ultralow", "value"),
    [
        ("accepted", "accepted", "accepted"),
        ("refused", "refused", "refused"),
        ("refused", "accepted", "part"),
        ("accepted", "refused", "part"),
        ("in_part", "accepted", "part"),
        ("refused", "in_part", "part"),
        ("accepted", "in_part", "part"),
        ("in_part", "in_part", "part"),
    ],
)
def test_zero_takes_ultralow_in_so_one_of_the_two_alone_is_a_part(zero: str, ultralow: str, value: str) -> None:
    found = values(*cells(hr_neg_0=zero, hr_neg_ultralow=ultralow))
    assert found["subtype.hr-neg-her2-0"] == value
    assert found["subtype.hr-pos-her2-0"] == "refused"


def test_ultralow_itself_is_not_a_part() -> None:
    assert values(*cells(hr_pos_ultralow="accepted"))["subtype.hr-pos-her2-ultralow"] == "accepted"


def test_ihc_two_plus_alone_is_a_part_of_its_cell() -> None:
    """HER2 2+ whose in-situ hybridisation decides."""
    assert values(*cells(hr_pos_pos="in_part"))["subtype.hr-pos-her2-pos"] == "part"


def test_any_receptors_expressly_is_any_in_every_cell() -> None:
    assert values(says("receptors", "", "any")) == {f"subtype.{cell}": "any" for cell in CELLS}


def test_receptors_asked_on_a_condition_are_unclear_in_every_cell() -> None:
    conditional = says("receptors", "", "conditional", state="unclear")
    assert values(conditional) == {f"subtype.{cell}": UNCLEAR for cell in CELLS}


def test_a_cell_that_was_ruled_to_be_not_stated_is_not_refused() -> None:
    held = [one for one in cells(hr_pos_low="accepted") if one.key != "HR-/HER2-0"]
    found = values(*held)
    assert "subtype.hr-neg-her2-0" not in found
    assert found["subtype.hr-neg-her2-low"] == "refused"


def test_one_unclear_cell_leaves_the_others_as_they_are() -> None:
    held = [one for one in cells(hr_pos_low="accepted") if one.key != "HR+/HER2+"]
    found = values(*held, says("receptors", "HR+/HER2+", "accepted", state="unclear"))
    assert (found["subtype.hr-pos-her2-pos"], found["subtype.hr-pos-her2-low"]) == (UNCLEAR, "accepted")


def test_an_unclear_ultralow_leaves_zero_open() -> None:
    held = [one for one in cells(hr_pos_0="accepted") if one.key != "HR+/HER2-ultralow"]
    found = values(*held, says("receptors", "HR+/HER2-ultralow", "accepted", state="unclear"))
    assert found["subtype.hr-pos-her2-0"] == "part"


# --- brain -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        ([says("brain", "admitted", "untreated")], "untreated"),
        ([says("brain", "admitted", "none")], "none"),
        ([says("brain", "demanded", value=True)], "demanded"),
        ([says("brain", "demanded", value=True), says("brain", "admitted", "stable")], "demanded-stable"),
        ([says("brain", "demanded", value=False), says("brain", "admitted", "stable")], "stable"),
        ([says("brain", "admitted", "unclear", state="unclear")], UNCLEAR),
        (
            [says("brain", "demanded", value=True), says("brain", "admitted", "unclear", state="unclear")],
            f"demanded-{UNCLEAR}",
        ),
        ([says("brain", "demanded", value=True, state="unclear")], UNCLEAR),
    ],
)
def test_brain_metastases_are_one_word_of_demand_and_tier(answers: list[Answer], value: str) -> None:
    assert words(*answers) == [f"brain:{value}"]


def test_brain_metastases_neither_demanded_nor_told_of_say_nothing() -> None:
    assert words(says("brain", "demanded", value=False)) == []


# --- the other questions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (says("performance", "", 1), "ecog:1"),
        (says("leptomeningeal", "", "excluded"), "leptomeningeal:excluded"),
        (says("measurable", "", "bone_only_ok"), "measurable:bone-only-ok"),
        (says("menopause", "", "any_with_suppression"), "menopause:any-with-suppression"),
        (says("men", "", "no"), "men:no"),
        (says("age", "min", 21), "text_min:21"),
        (says("biomarkers", "CLDN18.2", "alternative"), "biomarker.cldn18-2:alternative"),
        (says("prior_therapy", "fulvestrant_or_serd", "excluded"), "therapy.fulvestrant-or-serd:excluded"),
        (says("prior_lines", "anti_her2/advanced", (0, 2)), "lines.anti-her2-advanced:0-2"),
        (says("prior_lines", "systemic/any", (1, None)), "lines.systemic-any:1-"),
        (says("spread", "lymph_node", "demanded"), "spread.lymph-node:demanded"),
        (says("spread", "metastases", (1, 5)), "metastases:1-5"),
        (says("scope", "", "only"), "scope:breast"),
        (says("scope", "", "among_others"), "scope:breast"),
        (says("scope", "", "any_solid"), "scope:any-solid"),
        (says("scope", "", "no"), "scope:other"),
        (says("modality", "cell_therapy", "tested"), "modality:cell-therapy"),
        (says("performance", "", 1, state="unclear"), f"ecog:{UNCLEAR}"),
        (says("prior_lines", "systemic/advanced", "unclear", state="unclear"), f"lines.systemic-advanced:{UNCLEAR}"),
        (says("scope", "", "only", state="unclear"), f"scope:{UNCLEAR}"),
    ],
)
def test_an_answer_is_a_word(answer: Answer, word: str) -> None:
    assert words(answer) == [word]


def test_questions_that_concern_no_parameter_are_left_out() -> None:
    assert words(says("washout", "chemotherapy", 21), says("organ_function", "", "seen")) == []


def test_stages_that_are_not_listed_are_refused() -> None:
    found = values(says("stage", "locally_advanced", "admitted"), says("stage", "metastatic", "admitted"))
    assert found == {
        "stage.early": "refused",
        "stage.locally-advanced": "admitted",
        "stage.metastatic": "admitted",
    }


def test_a_list_of_stages_that_is_only_unclear_refuses_none() -> None:
    assert values(says("stage", "early", "admitted", state="unclear")) == {"stage.early": UNCLEAR}


# --- conditions and cohorts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_with", "counting"),
    [
        ([None], set()),
        (["size"], {LIMITED}),
        (["number"], {LIMITED}),
        (["setting:early"], {SETTING}),
        (["within:12 months"], {WINDOW}),
        (["setting:early; within:12 months"], {SETTING, WINDOW}),
        (["ISH"], set()),
        (["ultralow"], set()),
        (["if the heart is strong"], set()),
        (["setting:early", None], set()),
        (["setting:early", "within:12 months"], {SETTING, WINDOW}),
        (["site:brain"], {SETTING}),
        (["setting:early", "setting:advanced"], set()),
        (["setting:early; within:12 months", "setting:advanced; within:12 months"], {WINDOW}),
        (["size", None], {LIMITED}),
    ],
)
def test_only_limits_settings_and_windows_count_as_conditions(given_with: list[str | None], counting: set[str]) -> None:
    """A setting or window counts only where no sentence says it without; a limit on brain metastases always does."""
    assert conditions(shown(condition=one) for one in given_with) == counting


def test_an_answer_holds_for_the_cohorts_of_its_sentences_and_for_all_where_one_names_none() -> None:
    assert cohorts([shown("Cohort A"), shown("Cohort B")]) == {"Cohort A", "Cohort B"}
    assert cohorts([shown("Cohort A"), shown(None)]) == frozenset()
    assert cohorts([]) == frozenset()


def test_cohorts_are_numbered_within_the_trial_the_same_for_all_its_answers() -> None:
    found = words(
        says("biomarkers", "BRCA", "alternative", shown("Cohort A")),
        says("biomarkers", "ESR1", "alternative", shown("Cohort B")),
        says("performance", "", 2, shown("Cohort B"), shown("Cohort A")),
        says("measurable", "", "required", shown("Cohort B"), shown(None)),
    )
    assert sorted(found) == [
        "biomarker.brca:alternative||0",
        "biomarker.esr1:alternative||1",
        "ecog:2||0,1",
        "measurable:required",
    ]


@pytest.mark.parametrize("question", ["scope", "modality"])
def test_plain_parameters_look_for_the_very_word_so_it_carries_no_cohorts(question: str) -> None:
    """A breast cohort among others must be found under breast."""
    assert words(says(question, "", "only", shown("Cohort A", "size"))) == words(says(question, "", "only"))


@pytest.mark.parametrize(
    ("sentence", "left_out", "said"),
    [
        ("Prior exposure to PI3K inhibitors", "pi3k_akt_mtor", "pi3k"),
        ("Previous treatment with docetaxel", "taxane", "docetaxel"),
    ],
)
def test_a_part_that_is_barred_bars_not_the_whole(sentence: str, left_out: str, said: str) -> None:
    """The labelling guide writes the part as the whole; the index holds the part alone."""
    answers = read(Listing(nct_id="", eligibility=f"Exclusion Criteria:\n\n* {sentence}\n")).answers
    written = {one.key for one in answers if one.question == "prior_therapy"}
    assert {left_out, said} <= written
    groups = {ask.group for ask in asks(answers)}
    assert f"therapy.{slug(said)}" in groups
    assert f"therapy.{slug(left_out)}" not in groups


def test_a_whole_that_is_barred_beside_its_part_stays() -> None:
    text = "Exclusion Criteria:\n\n* Prior taxanes\n* Prior docetaxel\n"
    groups = {ask.group for ask in asks(read(Listing(nct_id="", eligibility=text)).answers)}
    assert {"therapy.taxane", "therapy.docetaxel"} <= groups
