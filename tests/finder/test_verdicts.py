"""What was entered × what a trial asks → a verdict: each line of the tables in DESIGN.md's words, row by row.

Then how verdicts go together: one of, all of, once, cohorts.
"""

from __future__ import annotations

import pytest

from finder import verdicts
from finder.asks import CELLS, LIMITED, SETTING, STAGES, UNCLEAR, WINDOW
from finder.persons import ABSENCES, ALL_ABSENT, PARAMETERS, SUBTYPE_GROUPS, says_absent, where
from finder.splits import Cohorts, Split, clashing, members
from finder.verdicts import ABOVE, ADMITS, BELOW, DEPENDS, EXCLUDES, SAME, SILENT, Verdict

pytestmark = pytest.mark.once  # pure: the same on any database

# --- one thing entered, one thing asked ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        (None, SILENT),
        ("any", ADMITS),
        ("accepted", ADMITS),
        ("part", DEPENDS),
        ("refused", EXCLUDES),
        (UNCLEAR, DEPENDS),
    ],
)
def test_a_receptor_cell_is_admitted_in_full_in_part_or_not(asked: str | None, verdict: Verdict) -> None:
    assert verdicts.subtype(asked) is verdict


@pytest.mark.parametrize(
    ("group", "cells"),
    [
        ("her2-pos", "hr-pos-her2-pos hr-neg-her2-pos"),
        ("her2-low", "hr-pos-her2-low hr-neg-her2-low"),
        ("her2-0", "hr-pos-her2-0 hr-neg-her2-0"),
        ("her2-neg", "hr-pos-her2-low hr-pos-her2-0 hr-neg-her2-low hr-neg-her2-0"),
        ("her2-equivocal", "hr-pos-her2-pos hr-pos-her2-low hr-neg-her2-pos hr-neg-her2-low"),
        ("hr-pos", "hr-pos-her2-pos hr-pos-her2-low hr-pos-her2-0"),
        ("hr-neg", "hr-neg-her2-pos hr-neg-her2-low hr-neg-her2-0"),
        ("hr-pos-her2-neg", "hr-pos-her2-low hr-pos-her2-0"),
        ("tnbc", "hr-neg-her2-low hr-neg-her2-0"),
    ],
)
def test_a_group_of_subtypes_is_the_repetition_of_its_cells(group: str, cells: str) -> None:
    """Ultralow is no cell of a group: zero takes it in (`finder/asks.py`)."""
    assert sorted(SUBTYPE_GROUPS[group]) == sorted(cells.split())


def test_every_group_and_every_cell_may_be_entered_and_no_other() -> None:
    assert set(PARAMETERS["subtype"].values()) == {*SUBTYPE_GROUPS, *CELLS}
    assert len(SUBTYPE_GROUPS) == 9
    assert len(CELLS) == 8


@pytest.mark.parametrize(
    ("key", "asked", "verdict"),
    [
        ("brca", "required", ADMITS),
        ("brca", "alternative", ADMITS),
        ("brca", "excluded", EXCLUDES),
        ("brca", UNCLEAR, DEPENDS),
        ("hrd", "required", DEPENDS),
        ("hrd", "alternative", DEPENDS),
        ("hrd", "excluded", DEPENDS),
        ("palb2", "required", SILENT),
        ("esr1", "excluded", SILENT),
    ],
)
def test_a_marker_that_was_found(key: str, asked: str, verdict: Verdict) -> None:
    assert verdicts.biomarker("brca", key, asked) is verdict


def test_a_wider_marker_that_was_found_leaves_the_narrower_open() -> None:
    assert verdicts.biomarker("hrd", "brca", "required") is DEPENDS
    assert verdicts.biomarker("hrd", "palb2", "excluded") is DEPENDS


@pytest.mark.parametrize(
    ("key", "asked", "verdict"),
    [
        ("brca", "required", EXCLUDES),
        ("brca", "alternative", DEPENDS),
        ("brca", "excluded", ADMITS),
        ("brca", UNCLEAR, DEPENDS),
        ("hrd", "required", SILENT),
        ("esr1", "required", SILENT),
    ],
)
def test_a_marker_that_was_tested_and_not_found(key: str, asked: str, verdict: Verdict) -> None:
    assert verdicts.biomarker_not("brca", key, asked) is verdict


def test_radiosurgery_is_radiotherapy_of_the_brain_and_not_of_the_whole_brain() -> None:
    """ "No prior radiotherapy of the brain" keeps out who had it; "no prior WBRT" does not."""
    assert where("srs", "brain-radiotherapy") == verdicts.ABOVE
    assert where("whole-brain-radiotherapy", "brain-radiotherapy") == verdicts.ABOVE
    assert where("srs", "whole-brain-radiotherapy") is None


@pytest.mark.parametrize(
    ("where", "asked", "conditions", "verdict"),
    [
        (SAME, "excluded", (), EXCLUDES),
        (ABOVE, "excluded", (), EXCLUDES),
        (BELOW, "excluded", (), DEPENDS),
        (SAME, "excluded", (SETTING,), DEPENDS),
        (SAME, "excluded", (WINDOW,), DEPENDS),
        (ABOVE, "excluded", (SETTING,), DEPENDS),
        (BELOW, "excluded", (WINDOW,), DEPENDS),
        (SAME, "required", (), ADMITS),
        (SAME, "alternative", (), ADMITS),
        (ABOVE, "required", (), ADMITS),
        (ABOVE, "alternative", (), ADMITS),
        (SAME, "required", (SETTING,), DEPENDS),
        (SAME, "required", (LIMITED,), ADMITS),
        (BELOW, "required", (), SILENT),
        (BELOW, "alternative", (), SILENT),
        (SAME, UNCLEAR, (), DEPENDS),
        (BELOW, UNCLEAR, (), DEPENDS),
    ],
)
def test_a_treatment_that_was_received(where: str, asked: str, conditions: tuple[str, ...], verdict: Verdict) -> None:
    assert verdicts.had(where, asked, conditions) is verdict


@pytest.mark.parametrize(
    ("where", "asked", "verdict"),
    [
        (SAME, "required", EXCLUDES),
        (BELOW, "required", EXCLUDES),
        (ABOVE, "required", DEPENDS),
        (SAME, "alternative", DEPENDS),
        (BELOW, "alternative", DEPENDS),
        (ABOVE, "alternative", SILENT),
        (SAME, "excluded", ADMITS),
        (BELOW, "excluded", ADMITS),
        (ABOVE, "excluded", SILENT),
        (SAME, UNCLEAR, DEPENDS),
        (ABOVE, UNCLEAR, DEPENDS),
    ],
)
def test_a_treatment_that_was_never_received(where: str, asked: str, verdict: Verdict) -> None:
    assert verdicts.not_had(where, asked) is verdict


@pytest.mark.parametrize(
    ("entered", "untreated", "stable", "excluded", "not_stated"),
    [
        ("none", ADMITS, ADMITS, ADMITS, SILENT),
        ("stable", ADMITS, ADMITS, EXCLUDES, SILENT),
        ("untreated", ADMITS, EXCLUDES, EXCLUDES, SILENT),
        ("progressing", DEPENDS, EXCLUDES, EXCLUDES, SILENT),
    ],
)
def test_brain_metastases_against_the_least_restrictive_status_admitted(
    entered: str, untreated: Verdict, stable: Verdict, excluded: Verdict, not_stated: Verdict
) -> None:
    found = [verdicts.brain(entered, asked) for asked in ("untreated", "stable", "none", None)]
    assert found == [untreated, stable, excluded, not_stated]


@pytest.mark.parametrize(
    ("entered", "asked", "verdict"),
    [
        ("none", "demanded", EXCLUDES),
        ("none", "demanded-stable", EXCLUDES),
        ("none", "demanded-untreated", EXCLUDES),
        ("stable", "demanded-stable", ADMITS),
        ("stable", "demanded-untreated", ADMITS),
        ("untreated", "demanded-stable", EXCLUDES),
        ("untreated", "demanded-untreated", ADMITS),
        ("progressing", "demanded-untreated", DEPENDS),
        ("stable", "demanded", DEPENDS),
        ("untreated", "demanded", DEPENDS),
        ("progressing", "demanded", DEPENDS),
        ("none", UNCLEAR, DEPENDS),
        ("stable", f"demanded-{UNCLEAR}", DEPENDS),
    ],
)
def test_a_trial_that_demands_brain_metastases_treats_who_has_them_by_its_tier(
    entered: str, asked: str, verdict: Verdict
) -> None:
    assert verdicts.brain(entered, asked) is verdict


@pytest.mark.parametrize(
    ("entered", "asked", "verdict"),
    [
        ("untreated", "untreated", DEPENDS),
        ("untreated", "demanded-untreated", DEPENDS),
        ("stable", "untreated", ADMITS),
        ("none", "untreated", ADMITS),
        ("stable", "stable", ADMITS),
        ("untreated", "stable", EXCLUDES),
    ],
)
def test_a_limit_of_size_or_number_leaves_untreated_brain_metastases_open_and_nothing_else(
    entered: str, asked: str, verdict: Verdict
) -> None:
    assert verdicts.brain(entered, asked, {LIMITED}) is verdict


@pytest.mark.parametrize(
    ("entered", "required", "allowed", "excluded"),
    [("yes", ADMITS, ADMITS, EXCLUDES), ("no", EXCLUDES, ADMITS, ADMITS)],
)
def test_leptomeningeal_disease(entered: str, required: Verdict, allowed: Verdict, excluded: Verdict) -> None:
    found = [verdicts.leptomeningeal(entered, asked) for asked in ("required", "allowed", "excluded", None, UNCLEAR)]
    assert found == [required, allowed, excluded, SILENT, DEPENDS]


@pytest.mark.parametrize(
    ("row", "asked", "known", "verdict"),
    [
        # (systemic, advanced): exactly n
        ("systemic-advanced", "1-2", {"lines": 1}, ADMITS),
        ("systemic-advanced", "1-2", {"lines": 2}, ADMITS),
        ("systemic-advanced", "1-2", {"lines": 0}, EXCLUDES),
        ("systemic-advanced", "1-2", {"lines": 3}, EXCLUDES),
        ("systemic-advanced", "1-", {"lines": 9}, ADMITS),
        ("systemic-advanced", "0-0", {"lines": 0}, ADMITS),
        # (systemic, any): n or more
        ("systemic-any", "1-", {"lines": 2}, ADMITS),
        ("systemic-any", "3-", {"lines": 2}, DEPENDS),
        ("systemic-any", "0-3", {"lines": 2}, DEPENDS),
        ("systemic-any", "0-1", {"lines": 2}, EXCLUDES),
        # (another kind, advanced): from none up to n
        ("chemotherapy-advanced", "0-2", {"lines": 2}, ADMITS),
        ("chemotherapy-advanced", "0-1", {"lines": 2}, DEPENDS),
        ("chemotherapy-advanced", "1-", {"lines": 2}, DEPENDS),
        ("chemotherapy-advanced", "3-", {"lines": 2}, EXCLUDES),
        ("adc-advanced", "0-0", {"lines": 0}, ADMITS),
        ("anti-her2-advanced", "2-", {"lines": 1}, EXCLUDES),
        # … or exactly m, when entered
        ("chemotherapy-advanced", "0-1", {"lines": 2, "chemo_lines": 1}, ADMITS),
        ("chemotherapy-advanced", "0-1", {"chemo_lines": 2}, EXCLUDES),
        ("endocrine-advanced", "1-2", {"endocrine_lines": 1}, ADMITS),
        ("endocrine-advanced", "1-2", {"endocrine_lines": 3}, EXCLUDES),
        # (another kind, any): anything, or m or more
        ("chemotherapy-any", "0-1", {"lines": 2}, DEPENDS),
        ("chemotherapy-any", "0-", {"lines": 2}, ADMITS),
        ("chemotherapy-any", "2-", {"lines": 0}, DEPENDS),
        ("chemotherapy-any", "1-", {"chemo_lines": 1}, ADMITS),
        ("chemotherapy-any", "0-0", {"chemo_lines": 1}, EXCLUDES),
        ("chemotherapy-any", "0-3", {"chemo_lines": 1}, DEPENDS),
        # systemic, where only kinds of it were entered: at least as many
        ("systemic-advanced", "0-1", {"chemo_lines": 2}, EXCLUDES),
        ("systemic-advanced", "1-", {"chemo_lines": 2}, ADMITS),
        ("systemic-advanced", "3-", {"chemo_lines": 2}, DEPENDS),
        ("systemic-advanced", "0-2", {"chemo_lines": 1, "endocrine_lines": 2}, DEPENDS),
        ("systemic-advanced", UNCLEAR, {"lines": 1}, DEPENDS),
    ],
)
def test_numbers_of_earlier_lines(row: str, asked: str, known: dict[str, int], verdict: Verdict) -> None:
    entered = dict.fromkeys(("lines", "chemo_lines", "endocrine_lines")) | known
    assert verdicts.prior_lines(row, asked, **entered) is verdict


@pytest.mark.parametrize(
    ("asked", "verdict"), [("admitted", ADMITS), ("refused", EXCLUDES), (None, SILENT), (UNCLEAR, DEPENDS)]
)
def test_a_stage_in_the_list_is_admitted_and_one_that_is_not_excluded(asked: str | None, verdict: Verdict) -> None:
    assert verdicts.stage(asked) is verdict


@pytest.mark.parametrize(
    ("entered", "asked", "verdict"),
    [
        (0, "1", ADMITS),
        (1, "1", ADMITS),
        (2, "1", EXCLUDES),
        (4, "4", ADMITS),
        (2, None, SILENT),
        (0, UNCLEAR, DEPENDS),
    ],
)
def test_a_performance_status_up_to_the_highest_is_admitted(entered: int, asked: str | None, verdict: Verdict) -> None:
    assert verdicts.ecog(entered, asked) is verdict


@pytest.mark.parametrize(
    ("entered", "required", "bone_only_ok"),
    [("yes", ADMITS, ADMITS), ("bone-only", EXCLUDES, ADMITS), ("no", EXCLUDES, DEPENDS)],
)
def test_measurable_disease(entered: str, required: Verdict, bone_only_ok: Verdict) -> None:
    found = [verdicts.measurable(entered, asked) for asked in ("required", "bone-only-ok", None, UNCLEAR)]
    assert found == [required, bone_only_ok, SILENT, DEPENDS]


@pytest.mark.parametrize(
    ("entered", "pre_only", "any_with_suppression", "post_only"),
    [("pre", ADMITS, ADMITS, EXCLUDES), ("post", EXCLUDES, ADMITS, ADMITS)],
)
def test_menopause(entered: str, pre_only: Verdict, any_with_suppression: Verdict, post_only: Verdict) -> None:
    asked = ("pre-only", "any-with-suppression", "post-only", None, UNCLEAR)
    found = [verdicts.menopause(entered, one) for one in asked]
    assert found == [pre_only, any_with_suppression, post_only, SILENT, DEPENDS]


@pytest.mark.parametrize(
    ("years", "minimum", "maximum", "verdict"),
    [
        (18, 18, None, ADMITS),
        (17, 18, None, EXCLUDES),
        (65, 18, 65, ADMITS),
        (66, 18, 65, EXCLUDES),
        (0, None, None, ADMITS),
        (1, 0.5, 75, ADMITS),
    ],
)
def test_age_inside_the_inclusive_limits_is_admitted(
    years: float, minimum: float | None, maximum: float | None, verdict: Verdict
) -> None:
    assert verdicts.age(years, minimum=minimum, maximum=maximum) is verdict


@pytest.mark.parametrize(
    ("entered", "admitted", "verdict"),
    [
        ("female", "all", ADMITS),
        ("male", "all", ADMITS),
        ("female", "female", ADMITS),
        ("male", "female", EXCLUDES),
        ("female", "male", EXCLUDES),
        ("male", "", SILENT),
    ],
)
def test_sex_by_the_registrys_field(entered: str, admitted: str, verdict: Verdict) -> None:
    assert verdicts.sex(entered, admitted=admitted) is verdict


@pytest.mark.parametrize(
    ("entered", "men", "verdict"),
    [
        ("male", "yes", ADMITS),
        ("male", "no", EXCLUDES),
        ("female", "no", ADMITS),
        ("female", "yes", SILENT),
        ("male", None, SILENT),
        ("male", UNCLEAR, DEPENDS),
    ],
)
def test_sex_by_what_the_text_says_of_men(entered: str, men: str | None, verdict: Verdict) -> None:
    assert verdicts.sex_in_text(entered, men) is verdict


@pytest.mark.parametrize(
    ("registry", "text", "verdict"),
    [
        (ADMITS, ADMITS, ADMITS),
        (EXCLUDES, EXCLUDES, EXCLUDES),
        (ADMITS, EXCLUDES, DEPENDS),
        (EXCLUDES, ADMITS, DEPENDS),
        (ADMITS, DEPENDS, DEPENDS),
        (EXCLUDES, DEPENDS, DEPENDS),
        (ADMITS, SILENT, ADMITS),
        (EXCLUDES, SILENT, EXCLUDES),
        (SILENT, ADMITS, ADMITS),
        (SILENT, EXCLUDES, EXCLUDES),
        (SILENT, SILENT, SILENT),
    ],
)
def test_a_registry_field_and_a_text_that_disagree_leave_it_open(
    registry: Verdict, text: Verdict, verdict: Verdict
) -> None:
    assert alone(registry).agreeing(alone(text)).verdict() is verdict


@pytest.mark.parametrize(
    ("entered", "asks", "verdict"),
    [
        ("bone", {"bone": "demanded"}, ADMITS),
        ("bone", {"bone": "excluded"}, EXCLUDES),
        ("bone", {"liver": "demanded"}, DEPENDS),
        ("bone", {"liver": "excluded"}, SILENT),
        ("bone", {"bone": "allowed"}, SILENT),
        ("bone", {}, SILENT),
        ("bone", {"bone": UNCLEAR}, DEPENDS),
        ("bone", {"bone": "demanded", "liver": "demanded"}, ADMITS),
        ("bone", {"bone": "excluded", "liver": "demanded"}, EXCLUDES),
        ("liver", {"visceral": "demanded"}, ADMITS),
        ("liver", {"visceral": "excluded"}, EXCLUDES),
        ("liver", {"visceral": UNCLEAR}, DEPENDS),
        ("bone", {"visceral": "demanded"}, DEPENDS),
        ("bone", {"visceral": UNCLEAR}, SILENT),
        ("liver", {"liver": "demanded", "visceral": "excluded"}, ADMITS),
    ],
)
def test_where_it_has_spread(entered: str, asks: dict[str, str], verdict: Verdict) -> None:
    parts = [(verdicts.spread(entered, key, asked), 1, frozenset[int]()) for key, asked in asks.items()]
    assert Split.first_of(1, parts).verdict() is verdict


@pytest.mark.parametrize(
    ("known", "asked", "verdict"),
    [
        ((3, 3), "1-5", ADMITS),
        ((5, 5), "1-5", ADMITS),
        ((5, 5), "0-3", EXCLUDES),
        ((1, 1), "2-", EXCLUDES),
        ((6, None), "1-5", EXCLUDES),
        ((6, None), "1-10", DEPENDS),
        ((6, None), "2-", ADMITS),
        ((2, 2), UNCLEAR, DEPENDS),
    ],
)
def test_a_number_known_to_lie_somewhere_is_inside_outside_or_open(
    known: verdicts.Interval, asked: str, verdict: Verdict
) -> None:
    """Metastases: a number, or more than five."""
    assert verdicts.lies(known, asked) is verdict


def test_what_nobody_taught_the_tables_stays_open() -> None:
    """A person may rule a value that no table knows; it must neither admit nor refuse, nor break the search."""
    odd = "as-the-doctor-sees-fit"
    assert verdicts.brain("none", odd) is DEPENDS
    assert verdicts.leptomeningeal("yes", odd) is DEPENDS
    assert verdicts.ecog(1, odd) is DEPENDS
    assert verdicts.measurable("no", odd) is DEPENDS
    assert verdicts.menopause("pre", odd) is DEPENDS
    assert verdicts.biomarker("brca", "brca", odd) is DEPENDS
    assert verdicts.biomarker_not("brca", "brca", odd) is DEPENDS
    assert verdicts.spread("bone", "bone", odd) is DEPENDS


# --- how verdicts go together ----------------------------------------------------------------------------------------


def alone(verdict: Verdict, *cohorts: int) -> Split:
    """One trial with this verdict, in these cohorts (none: in all)."""
    return Split.all_of(1, [(verdict, 1, frozenset(cohorts))])


@pytest.mark.parametrize(
    ("one_of", "verdict"),
    [
        ([ADMITS, ADMITS], ADMITS),
        ([EXCLUDES, EXCLUDES], EXCLUDES),
        ([SILENT, SILENT], SILENT),
        ([ADMITS, EXCLUDES], DEPENDS),
        ([ADMITS, SILENT], DEPENDS),
        ([EXCLUDES, SILENT], DEPENDS),
        ([DEPENDS, DEPENDS], DEPENDS),
        ([ADMITS, ADMITS, EXCLUDES], DEPENDS),
        ([ADMITS], ADMITS),
        ([DEPENDS], DEPENDS),
    ],
)
def test_one_of_several_admits_only_where_all_do(one_of: list[Verdict], verdict: Verdict) -> None:
    for values in (one_of, one_of[::-1]):
        first, *others = map(alone, values)
        assert first.or_else(*others).verdict() is verdict


@pytest.mark.parametrize(
    ("all_of", "verdict"),
    [
        ([ADMITS, EXCLUDES], EXCLUDES),
        ([DEPENDS, EXCLUDES], EXCLUDES),
        ([SILENT, EXCLUDES], EXCLUDES),
        ([ADMITS, DEPENDS], DEPENDS),
        ([SILENT, DEPENDS], DEPENDS),
        ([ADMITS, SILENT], ADMITS),
        ([ADMITS, ADMITS], ADMITS),
        ([SILENT, SILENT], SILENT),
        ([ADMITS, DEPENDS, EXCLUDES, SILENT], EXCLUDES),
    ],
)
def test_all_of_several_any_that_excludes_decides_then_any_that_depends(
    all_of: list[Verdict], verdict: Verdict
) -> None:
    for values in (all_of, all_of[::-1]):
        first, *others = map(alone, values)
        assert first.and_also(*others).verdict() is verdict
        assert Split.all_of(1, [(one, 1, frozenset[int]()) for one in values]).verdict() is verdict


def test_verdicts_on_many_trials_at_once_are_those_on_each() -> None:
    """Trials 0 to 3: admits, depends, excludes, silent."""
    split = Split.all_of(
        0b1111, [(ADMITS, 0b0001, frozenset()), (DEPENDS, 0b0010, frozenset()), (EXCLUDES, 4, frozenset())]
    )
    assert [split.verdict(ordinal) for ordinal in range(4)] == [ADMITS, DEPENDS, EXCLUDES, SILENT]
    assert [list(members(split.of(one))) for one in Verdict] == [[0], [1], [3], [2]]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((name, "once") for name in ("age", "sex", "metastases")),
        *(
            (name, "one-of")
            for name in ("subtype", "brain", "leptomeningeal", "stage", "ecog", "measurable", "menopause")
        ),
        *((name, "all-of") for name in ("biomarker", "biomarker_not", "had", "not_had", "spread")),
    ],
)
def test_each_parameter_is_of_the_kind_the_query_language_says(name: str, kind: str) -> None:
    assert PARAMETERS[name].kind == kind


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("brain", "none stable untreated progressing"),
        ("leptomeningeal", "yes no"),
        ("stage", " ".join(STAGES)),
        ("ecog", "0 1 2 3 4"),
        ("measurable", "yes bone-only no"),
        ("menopause", "pre post"),
        ("spread", "bone liver lung lymph-node chest-wall skin peritoneum"),
        ("metastases", "1 2 3 4 5 more"),
        ("sex", "female male"),
    ],
)
def test_each_parameter_takes_the_values_of_the_query_language(name: str, values: str) -> None:
    assert list(PARAMETERS[name].values()) == values.split()


# --- cohorts ---------------------------------------------------------------------------------------------------------


def together(**splits: Split) -> dict[str, str]:
    """Parameter → verdict on the one trial, cohorts held against each other."""
    return {name: str(one.verdict()) for name, one in Cohorts(splits).held_together().items()}


def test_parameters_without_a_common_cohort_depend() -> None:
    assert together(brain=alone(ADMITS, 0), ecog=alone(ADMITS, 1)) == {"brain": "depends", "ecog": "depends"}


def test_parameters_with_a_common_cohort_admit() -> None:
    assert together(brain=alone(ADMITS, 0, 1), ecog=alone(ADMITS, 1, 2)) == {"brain": "admits", "ecog": "admits"}


def test_a_third_parameter_that_shares_a_cohort_with_each_is_not_drawn_in() -> None:
    found = together(brain=alone(ADMITS, 0), ecog=alone(ADMITS, 1), stage=alone(ADMITS, 0, 1))
    assert found == {"brain": "depends", "ecog": "depends", "stage": "admits"}


def test_three_that_share_by_twos_and_not_all_together_depend() -> None:
    found = together(brain=alone(ADMITS, 0, 1), ecog=alone(ADMITS, 1, 2), stage=alone(ADMITS, 0, 2))
    assert set(found.values()) == {"depends"}


def test_a_parameter_that_holds_for_all_cohorts_never_clashes() -> None:
    found = together(brain=alone(ADMITS, 0), ecog=alone(ADMITS, 1), stage=alone(ADMITS))
    assert found["stage"] == "admits"


def test_who_is_kept_out_of_some_groups_only_may_enter_another() -> None:
    assert alone(EXCLUDES, 1).verdict() == DEPENDS
    assert alone(EXCLUDES).verdict() == EXCLUDES


@pytest.mark.parametrize("verdict", [DEPENDS, SILENT])
def test_what_does_not_admit_carries_no_cohorts_and_clashes_with_nothing(verdict: Verdict) -> None:
    assert together(brain=alone(ADMITS, 0), ecog=alone(verdict, 1)) == {"brain": "admits", "ecog": str(verdict)}


def test_a_clash_in_one_trial_leaves_the_others_alone() -> None:
    brain = Split.all_of(0b11, [(ADMITS, 0b11, frozenset({0}))])
    ecog = Split.all_of(0b11, [(ADMITS, 0b01, frozenset({1})), (ADMITS, 0b10, frozenset({0}))])
    found = Cohorts({"brain": brain, "ecog": ecog}).held_together()
    assert [str(found["brain"].verdict(ordinal)) for ordinal in (0, 1)] == ["depends", "admits"]


def test_several_ways_in_put_their_cohorts_together_and_one_for_all_is_for_all() -> None:
    """A marker in the one cohort or a marker in the other: who has both may enter either."""
    either = alone(ADMITS, 0).and_also(alone(ADMITS, 1))
    assert together(biomarker=either, ecog=alone(ADMITS, 1)) == {"biomarker": "admits", "ecog": "admits"}
    for_all = alone(ADMITS, 0).and_also(alone(ADMITS))
    assert together(biomarker=for_all, ecog=alone(ADMITS, 1)) == {"biomarker": "admits", "ecog": "admits"}


def test_the_smallest_sets_that_clash_are_the_ones_that_clash() -> None:
    held_for = {"a": frozenset({0}), "b": frozenset({1}), "c": frozenset({0, 1}), "d": frozenset({0, 1, 2})}
    assert clashing(held_for) == {"a", "b"}
    assert clashing({"a": frozenset({0})}) == set()
    assert clashing({}) == set()


# --- strict ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "values", "absent"),
    [
        ("brain", ("none",), True),
        ("brain", ("none", "stable"), False),
        ("brain", ("stable",), False),
        ("leptomeningeal", ("no",), True),
        ("leptomeningeal", ("yes", "no"), False),
        ("biomarker_not", ("brca", "esr1"), True),
        ("not_had", ("taxane",), True),
        ("biomarker", ("brca",), False),
        ("had", ("taxane",), False),
        ("measurable", ("no",), False),
    ],
)
def test_silence_is_no_obstacle_where_something_is_said_to_be_absent(
    name: str, values: tuple[str, ...], absent: bool
) -> None:
    assert says_absent(name, values) is absent


def test_only_four_parameters_say_that_something_is_absent() -> None:
    assert {*ABSENCES, *ALL_ABSENT} == {"brain", "leptomeningeal", "biomarker_not", "not_had"}
