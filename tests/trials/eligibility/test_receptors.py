"""Sentences → cells of the table HR × HER2."""

from __future__ import annotations

import pytest

from tests.trials.eligibility.asked import asked, reading
from trials.eligibility import Listing, guide_form, read

NEGATIVE = {"HER2-low", "HER2-ultralow", "HER2-0"}


def cells(hr: str, levels: set[str]) -> set[str]:
    return {f"HR{sign}/{level}" for sign in hr for level in levels}


def accepted(**told: str) -> set[str]:
    return {cell for cell, value in asked("receptors", **told).items() if cell and value != "refused"}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Triple-negative breast cancer", cells("-", NEGATIVE)),
        ("Triple-negative breast cancer patients, aged 18 or over", cells("-", NEGATIVE)),
        ("Confirmed mTNBC", cells("-", NEGATIVE)),
        ("HER2-positive breast cancer (IHC 3+ or ISH amplified)", cells("+-", {"HER2+"})),
        ("HR+/HER2- breast cancer", cells("+", NEGATIVE)),
        ("HR+/HER2-breast cancer (HR+/HER2-BC)", cells("+", NEGATIVE)),
        ("ER and/or PgR positive, HER2-negative tumour", cells("+", NEGATIVE)),
        ("Tumour negative for ER, PR and HER2", cells("-", NEGATIVE)),
        ("HER2-low, defined as IHC 1+ or IHC 2+ and ISH negative", cells("+-", {"HER2-low"})),
        ("HER2-low or HER2-ultralow disease", cells("+-", {"HER2-low", "HER2-ultralow"})),
        ("HER2 IHC 3+ breast cancer", cells("+-", {"HER2+"})),
        ("Hormone receptor positive disease", cells("+", NEGATIVE | {"HER2+"})),
        ("HR+/HER2- or triple-negative breast cancer", cells("+-", NEGATIVE)),
        ("HER2 not overexpressed", cells("+-", NEGATIVE)),
        ("Luminal B breast cancer", cells("+", NEGATIVE | {"HER2+"})),
        ("Triple-positive breast cancer", cells("+", {"HER2+"})),
        ("ER-positive, HER2-low or ultra-low breast cancer", cells("+", {"HER2-low", "HER2-ultralow"})),
        ("HER2-low status or HER2 IHC 0 status", cells("+-", NEGATIVE)),
        ("Tumour FISH negative for HER2 amplification", cells("+-", NEGATIVE)),
        ("Expression of ER or PR and negative expression of HER2", cells("+", NEGATIVE)),
        ("HR-positive (defined as ER of 1% or more) and HER2-negative disease", cells("+", NEGATIVE)),
        ("HR+/HER2- or HER2+ breast cancer", cells("+", NEGATIVE) | cells("+-", {"HER2+"})),
        ("Hormone receptor (HR)+/ human epidermal growth factor receptor 2 (HER2)-, invasive", cells("+", NEGATIVE)),
        ("HER2-positive disease, regardless of hormone receptor status", cells("+-", {"HER2+"})),
        (r"Low HER2 expression (IHC 1+ or 0\<IHC\<1+)", cells("+-", {"HER2-low", "HER2-ultralow"})),
        ("No known HER2 positivity", cells("+-", NEGATIVE)),
        ("HER2 expression (1-3+) by IHC", cells("+-", {"HER2+", "HER2-low"})),
        ("HER2 expression of 1+ or higher by IHC", cells("+-", {"HER2+", "HER2-low"})),
        ("Tumour HER2- and/or CEA-expressing: HER2 of IHC 1+ or more", cells("+-", {"HER2+", "HER2-low"})),
        ("HER2 expression (IHC 1+, 2+ or 3+) or HER2 amplification", cells("+-", {"HER2+", "HER2-low"})),
        ("HR+/HER2-: with at least one endocrine therapy", cells("+", NEGATIVE)),
        ("HER2 non-positive disease", cells("+-", NEGATIVE)),
        ("ER-positive, HER2-normal tumour", cells("+", NEGATIVE)),
        ("No HER2 overexpression or amplification", cells("+-", NEGATIVE)),
        ("Tumour lacks HER2 gene amplification", cells("+-", NEGATIVE)),
        ("ER in ≥ 1% of cells and no HER2 amplification", cells("+", NEGATIVE)),
        ("Tumour expressing ER and/or PR, without HER2 overexpression", cells("+", NEGATIVE)),
        ("No expression of ER, PR, or HER2", cells("-", NEGATIVE)),
        ("Endocrine-responsive breast cancer", cells("+", NEGATIVE | {"HER2+"})),
        ("HER2-low/HR+ or HER2-low/HR- breast cancer", cells("+-", {"HER2-low"})),
        ("ER-positive or HER2-positive breast cancer", cells("+", NEGATIVE | {"HER2+"}) | cells("-", {"HER2+"})),
        ("Participants must not have HER2-positive disease", cells("+-", NEGATIVE)),
        ("Women with a history of estrogen positive breast cancer", cells("+", NEGATIVE | {"HER2+"})),
        (
            "Estrogen receptor (ER)-, progesterone receptor (PR)-, and HER2-negative cancer of the breast",
            cells("-", NEGATIVE),
        ),
        ("History of stage I-III hormone receptor positive breast cancer", cells("+", NEGATIVE | {"HER2+"})),
        ("Prior diagnosis of ER-positive breast cancer", cells("+", NEGATIVE | {"HER2+"})),
        ("HR+ breast cancer, HER2-low or HER2 IHC >0 <1+", cells("+", {"HER2-low", "HER2-ultralow"})),
        ("HER2 status: negative", cells("+-", NEGATIVE)),
        ("ER 0%, PR 0%, HER2 0 to 2+ and FISH negative", cells("-", NEGATIVE)),
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
        "HER2-positive disease is allowed where the antibody goes on",
        "Two risk factors, such as ER negative tumour or high grade",
        "Treatment with an anti-HER2 antibody is planned",
        "HER2-positive tumours must have failed therapy with two anti-HER2 agents",
        "Two ER visits in the last year",
        "If hormone receptor positive, must have received endocrine therapy",
        "ER-positive patients must have progressed on endocrine therapy",
        "In ER-positive patients, the ovaries are suppressed",
        "HER2-positive patients: LVEF of 50% or more",
        "Hormone receptor-positive patients will receive letrozole",
        "The number of those with TNBC will be capped",
        "History of another HER2-positive breast cancer",
        "History of breast cancer; trastuzumab was given for HER2-positive disease",
        "Tumour > 2 cm, or axillary nodes, or triple negative, or HER2 positive, or grade 3",
        "Hormone receptor positive patients must not be candidates for endocrine therapy only",
        "Hormone receptor positive tumours: adjuvant endocrine therapy is started after chemotherapy",
    ],
)
def test_what_is_no_demand_restricts_nothing(sentence: str) -> None:
    assert accepted(admits=sentence) == set()


def test_an_exclusion_restricts_too() -> None:
    assert accepted(bars="HER2-positive disease") == cells("+-", NEGATIVE)


def test_an_exclusion_restricts_a_study_of_any_solid_tumour_as_well() -> None:
    told = {"title": "A drug in solid tumors", "admits": "Confirmed advanced solid tumor of any kind\nHER2-low cancer"}
    assert accepted(**told) == set()
    assert accepted(**told, bars="Any cancer that is ER-positive") == cells("-", NEGATIVE | {"HER2+"})


def test_those_who_may_not_have_another_drug_are_not_kept_out() -> None:
    assert accepted(admits="Triple-negative disease that is ineligible for treatment with an antibody") == cells(
        "-", NEGATIVE
    )


@pytest.mark.parametrize(
    ("barred", "left"),
    [
        ("HER2 status positive or unknown", cells("+-", NEGATIVE)),
        ("ER-positive or HER2-positive tumour", cells("-", NEGATIVE)),
        ("HER2-positive tumours that progressed on trastuzumab", set()),
        ("HER2-positive disease requiring trastuzumab", set()),
        ("TNBC with less than one line of chemotherapy", set()),
        ("HER2-positive patients who have not received trastuzumab", set()),
    ],
)
def test_an_exclusion_of_some_with_the_status_restricts_nothing(barred: str, left: set[str]) -> None:
    assert accepted(bars=barred) == left


def test_two_criteria_narrow_each_other() -> None:
    assert accepted(admits="Estrogen receptor positive tumour\nHER2 negative tumour") == cells("+", NEGATIVE)


def test_criteria_that_contradict_each_other_are_two_ways_in() -> None:
    assert accepted(admits="HR+/HER2- breast cancer\nTriple-negative breast cancer") == cells("+-", NEGATIVE)


def test_treatment_that_goes_on_tells_the_status() -> None:
    assert accepted(admits="Ongoing adjuvant therapy for ER positive HER2 negative breast cancer") == cells(
        "+", NEGATIVE
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Women taking an aromatase inhibitor for hormone receptor-positive breast cancer",
        "Completed primary treatment for ER-positive breast cancer",
        "Receiving tamoxifen or an aromatase inhibitor for ER-positive breast cancer",
        "Scheduled to start an endocrine therapy for estrogen receptor positive breast cancer",
    ],
)
def test_treatment_of_a_cancer_they_have_tells_the_status(sentence: str) -> None:
    assert accepted(admits=sentence) == cells("+", NEGATIVE | {"HER2+"})


def test_treatment_of_those_with_a_status_restricts_nobody() -> None:
    assert accepted(admits="Endocrine therapy is planned in ER-positive patients") == set()


def test_what_is_left_out_of_those_who_may_enter_is_barred() -> None:
    assert accepted(admits="Breast cancer, excluding HER2-positive tumours") == cells("+-", NEGATIVE)


def test_how_a_status_is_told_takes_nothing_from_it() -> None:
    assert accepted(admits="ER positive, defined as 1% or more", bars="HER2-positive disease") == cells("+", NEGATIVE)


def test_who_is_eligible_beside_others_is_another_way_in() -> None:
    admits = "Triple negative breast cancer\nHER2-positive disease is eligible where no antibody can be had"
    assert accepted(admits=admits) == cells("-", NEGATIVE) | cells("+-", {"HER2+"})
    assert accepted(admits="Participants with triple negative disease are eligible") == cells("-", NEGATIVE)
    assert accepted(admits="ER positive, HER2 negative; those with HER2-low disease are eligible") == cells(
        "+", NEGATIVE
    )


def test_kinds_of_tumour_that_are_allowed_are_all_that_may_enter() -> None:
    admits = "The following tumor types are allowed: melanoma, TNBC, renal cancer"
    assert accepted(title="A study in solid tumors", admits=admits) == cells("-", NEGATIVE)


def test_how_many_have_a_status_is_not_asked() -> None:
    told = {"title": "Prevalence of HER2-low in metastatic breast cancer", "admits": "HER2-negative breast cancer"}
    assert accepted(**told) == cells("+-", NEGATIVE)


def test_one_patient_of_whom_something_is_asked_restricts_nobody() -> None:
    admits = "HER2-negative breast cancer\nPatient with hormone receptor-positive disease has progressed on tamoxifen"
    assert accepted(admits=admits) == cells("+-", NEGATIVE)


def test_a_list_of_tumours_is_what_they_have_and_no_treatment() -> None:
    admits = "Must have been treated before in the following tumor types: ovarian cancer, triple negative breast cancer"
    assert accepted(title="A study in advanced cancer", admits=admits) == cells("-", NEGATIVE)


def test_the_title_counts() -> None:
    assert accepted(title="A trial for triple negative breast cancer", admits="Age 18 or over") == cells("-", NEGATIVE)


@pytest.mark.parametrize(
    "sentence",
    [
        "Any hormone receptor status",
        "Invasive breast cancer, regardless of hormone receptor status or HER2 overexpression",
        "HER2 positive, negative or unknown",
        "Breast cancer of any subtype (HER2-positive, triple-negative, luminal)",
        "Breast cancer, including triple-negative and HER2-positive disease",
        "Hormone receptor positive, HER2 positive and triple-negative tumours are included",
    ],
)
def test_what_is_said_to_make_no_difference_is_any(sentence: str) -> None:
    assert asked("receptors", admits=sentence) == {"": "any"}


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        (("HR+ breast cancer", "HR+ and HER2-positive breast cancer"), cells("+", NEGATIVE | {"HER2+"})),
        (("HER2-positive breast cancer", "Recurrence after radiotherapy of the chest"), set()),
    ],
)
def test_one_of_a_list_is_enough(ways: tuple[str, ...], expected: set[str]) -> None:
    text = "Inclusion Criteria:\n\n* One of the following must be met:\n\n" + "".join(f"  * {way}\n" for way in ways)
    told = read(Listing(official_title="A study in breast cancer", eligibility=text)).stated("receptors")
    assert {cell for cell, value in told.items() if value == "accepted"} == expected


@pytest.mark.parametrize(
    ("lead", "parts", "expected"),
    [
        ("Breast cancer with at least one high risk feature:", ("Triple negative", "Positive nodes"), set()),
        ("They need not have had surgery of the axilla:", ("ER+ and HER2- tumour", "Aged 70 or over"), set()),
        ("Patients with HER2-positive tumours:", ("Must have had trastuzumab", "Must have had lapatinib"), set()),
        ("TNBC:", ("ER and PR of < 10%", "HER2 0 or 1+ by IHC, or FISH negative"), cells("-", NEGATIVE)),
    ],
)
def test_a_list_below_a_line_says_what_the_line_is_about(lead: str, parts: tuple[str, ...], expected: set[str]) -> None:
    text = f"Inclusion Criteria:\n\n* Adults\n* {lead}\n\n" + "".join(f"  * {part}\n" for part in parts)
    told = read(Listing(official_title="A study in breast cancer", eligibility=text)).stated("receptors")
    assert {cell for cell, value in told.items() if value == "accepted"} == expected


def test_one_risk_of_several_in_a_line_restricts_nobody() -> None:
    assert accepted(admits="High risk: at least one of T3 tumour, triple-negative, positive nodes") == set()


def test_a_way_in_by_gene_expression_leaves_the_receptors_open() -> None:
    title = "A drug for estrogen receptor negative or PAM50 non-luminal disease in HER2-positive breast cancer"
    assert accepted(title=title) == cells("+-", {"HER2+"})


@pytest.mark.parametrize(
    ("named", "restricts"),
    [
        (("Breast Cancer", "ER Positive Breast Cancer", "Triple-Negative Breast Cancer"), False),
        (("Breast Cancer", "Triple-Negative Breast Cancer"), True),
        (("ER Positive Breast Cancer", "Triple-Negative Breast Cancer"), True),
    ],
)
def test_kinds_beside_breast_cancer_as_such_are_examples(named: tuple[str, ...], restricts: bool) -> None:
    told = Listing(nct_id="NCT99000001", official_title="A study", conditions=named, eligibility="* Adults")
    assert guide_form(read(told))["subtypes_stated"] is restricts


def test_lines_joined_by_or_are_two_ways_in() -> None:
    assert accepted(admits="HER2 IHC 3+ OR\nHER2 IHC 1+") == cells("+-", {"HER2+", "HER2-low"})


def test_a_low_title_does_not_shut_out_the_ultralow_of_the_text() -> None:
    told = {"title": "A drug in HER2-low breast cancer", "admits": "HER2-low or HER2-ultralow breast cancer"}
    assert accepted(**told) == cells("+-", {"HER2-low", "HER2-ultralow"})


def proof(cell: str, **told: str) -> list[tuple[str, str | None]]:
    """(quote, cohort) of each proof."""
    answer = reading(**told).get("receptors", cell)  # type: ignore[arg-type]
    assert answer is not None
    return [(each.quote, each.cohort) for each in answer.evidence]


def test_what_one_cohort_admits_names_the_cohort() -> None:
    admits = "HR+ disease\nCohort A: HER2-positive disease\nCohort B: HER2-negative disease"
    assert proof("HR+/HER2+", admits=admits) == [("Cohort A: HER2-positive disease", "Cohort A")]
    assert proof("HR+/HER2-low", admits=admits) == [("Cohort B: HER2-negative disease", "Cohort B")]


def test_what_all_cohorts_admit_is_proved_by_what_holds_for_all() -> None:
    admits = "HR+ disease\nCohort A: HER2-positive disease"
    assert ("HR+ disease", None) in proof("HR+/HER2+", admits=admits)


def test_what_one_cohort_leaves_open_is_not_any() -> None:
    admits = "Cohort A: breast cancer of any hormone receptor status\nCohort B: lung cancer"
    assert asked("receptors", admits=admits) == {}


def test_a_group_that_is_named_again_is_not_open_to_all() -> None:
    admits = "Cohort A: triple negative breast cancer or lung cancer\nCohorts A and C: all standard therapies were had"
    assert accepted(admits=admits, title="A study in solid tumors") == cells("-", NEGATIVE)


def test_a_part_of_the_trial_may_be_open_to_all() -> None:
    admits = "Part 2: triple negative breast cancer or lung cancer\nPart 1: all standard therapies were had"
    assert asked("receptors", admits=admits, title="A study in solid tumors") == {}


def test_a_status_of_which_something_is_asked_may_enter() -> None:
    admits = "Triple negative breast cancer\nHER2-low cancers are excluded"
    asks = admits + "\nPatients with HER2-low tumors must have received trastuzumab deruxtecan"
    assert accepted(admits=admits) == cells("-", NEGATIVE - {"HER2-low"})
    assert accepted(admits=asks) == cells("-", NEGATIVE)


def test_definitions_narrow_each_other() -> None:
    admits = "HER2-negative is defined as IHC 0 or 1+\nER-negative is defined as less than 1% of cells"
    assert accepted(admits=admits) == cells("-", NEGATIVE)


def test_a_refused_cell_is_proved_by_what_keeps_it_out() -> None:
    assert proof("HR-/HER2+", admits="HR+ disease", bars="HER2-positive disease") == [
        ("HR+ disease", None),
        ("HER2-positive disease", None),
    ]


@pytest.mark.parametrize(
    ("sentence", "sure", "part"),
    [
        ("HER2 IHC 2+ or 3+", {"HER2+"}, {"HER2-low"}),
        ("HER2 IHC 1+ or 2+", {"HER2-low"}, {"HER2+"}),
        ("HER2 IHC 1-3+", {"HER2+", "HER2-low"}, set()),
        ("HER2 IHC 2+/ISH+ or IHC 3+", {"HER2+"}, set()),
    ],
)
def test_only_what_ish_decides_is_in_part(sentence: str, sure: set[str], part: set[str]) -> None:
    found = asked("receptors", admits=sentence)
    assert {cell for cell, value in found.items() if value == "accepted"} == cells("+-", sure)
    assert {cell for cell, value in found.items() if value == "in_part"} == cells("+-", part)


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
