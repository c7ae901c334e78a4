"""Brain metastases and leptomeningeal disease, by sentences."""

from __future__ import annotations

import pytest

from tests.trials.eligibility.asked import asked, reading
from trials.eligibility import Listing, guide_form, read


@pytest.mark.parametrize(
    ("sentence", "tier"),
    [
        ("Brain metastases", "none"),
        ("Known brain or CNS metastases", "none"),
        ("History of brain metastases", "none"),
        ("Metastasis in the central nervous system", "none"),
        ("Untreated brain metastases", "stable"),
        ("Active CNS metastases", "stable"),
        ("Symptomatic or untreated brain metastases", "stable"),
        ("Brain metastases unless treated and stable for 4 weeks", "stable"),
        ("Uncontrolled or progressing CNS metastases", "stable"),
        ("Symptomatic brain metastases", "untreated"),
        ("Brain metastases that require immediate local treatment", "untreated"),
        ("Patients with brain metastases must have been irradiated before", "stable"),
        ("Exclude those with brain or dural metastases", "none"),
        ("Any brain metastases or any other active central nervous system disease", "none"),
        ("Any history of brain metastases, epilepsy or prior seizure", "none"),
        ("People with brain metastases should be kept out because they often develop progressive weakness", "none"),
        ("Life-threatening disease or central nervous system metastases", "none"),
        ("Active primary tumor of the CNS or CNS metastases", "stable"),
        ("Known active CNS primary tumor or metastases", "stable"),
        ("Symptomatic brain metastases (if present, they must have been stable for 2 months)", "stable"),
        ("Those with a history of brain metastases must have a CT to document stable disease", "stable"),
        ("However, people with asymptomatic CNS metastases that are stable after local therapy are eligible", "stable"),
        ("Symptomatic uncontrolled brain metastases", "untreated"),
        ("Symptomatic active CNS metastases, with exceptions", "untreated"),
        ("Symptomatic or uncontrolled brain metastases", "stable"),
        ("Asymptomatic brain metastases are not an exclusion criterion", "untreated"),
        ("Untreated brain lesions > 2 cm", "untreated"),
        ("Untreated brain metastases that may be considered active", "stable"),
        ("CNS metastases with progressive neurological symptoms", "untreated"),
        ("Brain metastases unless asymptomatic or treated and stable for 2 weeks", "untreated"),
        ("Conditions that bring on vomiting, such as active gastric ulcer, hypercalcemia and brain metastases", "none"),
        ("Active, symptomatic, or progressing brain metastases", "stable"),
        ("Known brain metastases or active leptomeningeal disease", "none"),
        ("Brain metastases or symptomatic spinal cord compression", "none"),
        ("CNS disease such as primary brain tumor, seizures not well controlled, or any brain metastases", "none"),
        ("Spread to other organs, e.g. metastases including brain metastases, or symptomatic brain metastases", "none"),
        ("Known CNS disease involvement, or a CNS toxicity of grade 3 under an earlier drug", "none"),
        ("Symptomatic brain metastases unless treated and stable for 2 months", "untreated"),
        ("Symptomatic brain metastases (people with asymptomatic, treated ones are eligible if stable)", "stable"),
        ("Symptomatic CNS metastases that are neurologically unstable or need more and more steroids", "untreated"),
        ("Symptomatic uncontrolled brain metastases. A scan to prove the absence of them is not required", "untreated"),
        ("Symptomatic brain metastases. CT to confirm absence of brain metastases is not necessary", "untreated"),
        ("Cerebral metastases, signs or symptoms of progressive multifocal leukoencephalopathy", "none"),
        ("Brain metastases refractory to radiotherapy", "stable"),
        ("Uncontrolled seizures and/or known brain metastases", "none"),
        ("Brain metastases, except if radiated and without symptoms", "stable"),
        ("Brain metastases, because people with them often have a shorter life expectancy", "none"),
        ("Active or prior brain metastases", "none"),
        ("Symptomatic brain metastases that are not stable and require steroids", "untreated"),
        ("CNS metastases, except in people without any symptoms or those who are stable after treatment", "untreated"),
        ("Brain metastases, unless treated, with disease outside the CNS, and off steroids", "stable"),
        ("People with brain metastases are eligible if there is no requirement for steroids", "untreated"),
        (
            "Active CNS metastases. 2) Those who were treated for CNS metastases and are stable may be enrolled",
            "stable",
        ),
        ("Active CNS metastases or a history of brain metastases", "none"),
        ("Brain metastases, uncontrolled symptomatic or asymptomatic", "stable"),
        ("Brain metastases that have not been completely resected", "stable"),
        ("Presence of cerebral localizations", "none"),
        ("Active metastatic disease outside of the lungs, including bone or CNS", "stable"),
        (
            "Brain metastases. Those who were treated for brain metastases can consider participating if stable",
            "stable",
        ),
        ("Treated or untreated brain metastases", "none"),
        ("Symptomatic (treated or untreated) brain metastases", "untreated"),
        ("Brain metastases (a CT of the brain is not required unless there are symptoms)", "none"),
        ("Brain metastases, uncontrolled hypertension or anemia for reasons other than the cancer", "none"),
        ("Persons are kept out if they have symptomatic brain metastases", "untreated"),
        ("Brain metastases with clinical symptoms, except in those who are stable after radiotherapy", "untreated"),
        ("Symptomatic brain metastases. Symptomatic brain metastases are allowed if treated and stable", "untreated"),
        (
            "Symptomatic CNS metastases. Scans of asymptomatic people without history of CNS metastases are not needed",
            "untreated",
        ),
        ("Brain metastases, except for pineal tumors, are excluded", "none"),
        (
            "Brain metastases unless treated and stable. Eligible people must be off steroids for the brain metastases",
            "stable",
        ),
        ("Brain metastases.\nExcept for treated brain metastases", "stable"),
        (
            "Those with brain metastases may enter if they are stable and do not require treatment with steroids",
            "stable",
        ),
        ("Known progressive brain metastases are eligible on further conditions", "untreated"),
        (
            (
                "Symptomatic brain metastases. People with CNS metastases who are asymptomatic on a stable dose of "
                "steroids are eligible"
            ),
            "untreated",
        ),
        (
            "Brain metastases that were either treated or found unnecessary to treat are eligible when stable",
            "untreated",
        ),
        ("Brain metastases may be treated or untreated, but must give no symptoms", "untreated"),
        ("Uncontrollable brain metastases", "stable"),
        ("Uncontrollable symptoms of brain metastases", "untreated"),
        ("The cancer involves the central nervous system", "none"),
        ("People with active brain metastases must not require immediate treatment of the brain", "untreated"),
        ("Uncontrolled CNS metastases - patients with asymptomatic brain metastases can be enrolled", "untreated"),
        ("Untreated brain metastases: people with small asymptomatic brain metastases may be considered", "untreated"),
        ("Uncontrolled CNS metastases. Brain metastases are considered controlled if two scans are alike", "stable"),
        ("Active CNS metastases. Those with a history of CNS involvement must be in remission", "stable"),
        ("Brain metastases. Patients with stable brain metastases after surgery were eligible", "stable"),
        (
            "Brain metastases. Patients with stable brain metastases are eligible (regardless of clinical signs)",
            "stable",
        ),
        ("Untreated symptomatic brain metastases", "untreated"),
        ("Brain metastases that were not treated before, not fulfilling these points to be eligible", "stable"),
        ("Unstable secondary (e.g., metastatic) brain tumour", "stable"),
        ("Untreated CNS metastases > 2 cm. Patients with treated and stable CNS metastases may enter", "untreated"),
        (
            "Symptomatic CNS metastases. Those with asymptomatic CNS metastases or previously treated ones may enter",
            "untreated",
        ),
        ("Metastases to the central nervous system, even if treated and asymptomatic", "none"),
        ("Symptomatic or asymptomatic brain metastases", "none"),
        ("Interstitial pneumonia, brain metastasis, active double cancer", "none"),
        ("Brain metastases, uncontrolled or symptomatic", "stable"),
        ("Brain metastases that have been stable for less than 1 month", "stable"),
        ("Secondary malignancy in the brain", "none"),
        ("Active CNS metastases. Those whose CNS metastases were treated may take part if these are stable", "stable"),
        ("Unstable brain metastasis. Brain metastasis is stable when a scan shows no growth for 4 weeks", "stable"),
        (
            "Any evidence of active intracranial disease; patients with stable intracranial disease can be recruited",
            "stable",
        ),
        ("CNS metastases are excluded if symptomatic", "untreated"),
        ("Brain metastases are not allowed if untreated", "stable"),
        ("Grave illness such as infection, symptomatic heart failure, brain metastases", "none"),
        ("CNS metastases (allowed: treated, inactive)", "stable"),
        ("Evidence of CNS metastases (stable ones at screening do not exclude)", "stable"),
        ("CNS metastases (stable ones are not allowed either)", "none"),
        ("Brain metastases in need of steroids or that have not received local therapy", "stable"),
        ("Brain metastases or other cancers in the last 5 years, except carcinoma in situ of the cervix", "none"),
        ("Brain lesions for which local treatment is needed", "untreated"),
        (
            "Brain metastases are excluded, with the following exceptions: those resected or irradiated a year ago",
            "stable",
        ),
        ("Brain metastases for which no local therapy has been given", "stable"),
        ("Non-irradiated brain metastases", "stable"),
        ("Brain metastases unless surgically removed and in remission for 6 months", "stable"),
        ("Inflammatory breast cancer, brain metastases, or any progressive second cancer", "none"),
        ("Brain metastases of whatever age or an untreated second cancer", "none"),
    ],
)
def test_an_exclusion_admits_what_it_does_not_name(sentence: str, tier: str) -> None:
    assert asked("brain", bars=sentence) == {"admitted": tier}


@pytest.mark.parametrize(
    ("sentence", "tier"),
    [
        ("Patients with treated and stable brain metastases are eligible", "stable"),
        ("Asymptomatic untreated brain metastases are allowed", "untreated"),
        ("No known brain metastases", "none"),
        ("No untreated brain metastases", "stable"),
        ("No history of CNS metastases; those with leptomeningeal disease are not eligible", "none"),
        ("Brain metastases are allowed, but untreated metastases must receive radiotherapy first", "stable"),
        ("Brain metastases are allowed if they do not require immediate treatment", "untreated"),
        ("Treated CNS metastases are allowed in people who are off steroids for CNS disease", "stable"),
        (
            "CNS metastases are eligible under these conditions: disease outside the CNS; no active CNS metastases",
            "stable",
        ),
        ("Radiologic exclusion of brain metastases", "none"),
        ("People with asymptomatic or treated brain metastases may enter", "untreated"),
        ("Treated or asymptomatic brain metastases are allowed", "untreated"),
        ("People with asymptomatic and/or treated brain metastases are eligible", "untreated"),
        ("Presence of CNS metastases does not represent an exclusion criterion", "untreated"),
        ("No untreated brain metastases; patients with treated brain metastases must be off steroids", "stable"),
        ("No brain tumor involvement", "none"),
        ("Subjects with brain metastases may be enrolled irrespective of prior local treatment", "untreated"),
        ("Patients with no brain metastases, or with treated brain metastases that are stable", "stable"),
        ("No CNS metastases or asymptomatic untreated ones", "untreated"),
        ("No CNS metastases or asymptomatic, stable ones", "stable"),
        ("No CNS metastases or carcinomatous meningitis", "none"),
    ],
)
def test_an_inclusion_names_who_may_enter(sentence: str, tier: str) -> None:
    assert asked("brain", admits=sentence) == {"admitted": tier}


@pytest.mark.parametrize(
    "sentence",
    [
        "Primary brain tumour",
        "History of stroke or cerebral infarction",
        "Brain MRI is required at screening",
        "More than 5 brain metastases",
        "Brain metastasis as the only measurable lesion",
        "Anticoagulants in participants without known brain metastases who are on a stable dose",
        "Radiotherapy to brain metastases within 14 days",
        "Prior radiotherapy for non-central nervous system disease that required corticosteroids",
        "CNS disease such as dementia or stroke",
        "Autoimmune disease with CNS involvement",
        "Earlier drugs, among them those used to treat brain metastases",
        "An MRI is not required to rule out brain metastases",
        "A history of intracerebral hemorrhage or another disease of the vessels",
        "Intracranial or spinal lesions with a high risk of bleeding",
        "Major surgery (e.g., of the kidney, removal or biopsy of a brain metastasis) within 4 weeks",
        "Anticoagulants in patients without known brain metastases",
        "Tapering of corticosteroids after radiotherapy for a brain metastasis",
        "Participants must be off any corticosteroids for the treatment of brain metastases for at least two weeks",
        "Those with a history of brain metastases are required to have had a CT scan of the head",
        "Radiotherapy in the last 4 weeks (2 weeks for a limited field, e.g. brain metastases)",
        "Chemotherapy within the last 5 weeks unless there is evidence of progression in the CNS",
        "A disorder of the nerves (other than CNS involvement by the cancer)",
        "Steroids by mouth, except in the case of brain metastases",
        "A lumbar puncture is only required if CNS involvement is suspected",
        "Screening of people without history of CNS metastases is not required",
        "Brain lesions may not be used as target lesions when they were irradiated",
        "Major surgery within 4 weeks (2 weeks for resection of brain metastases)",
        "Aneurysms or other disease of intracranial or peripheral vessels",
    ],
)
def test_what_is_no_spread_says_nothing(sentence: str) -> None:
    assert asked("brain", bars=sentence) == {}


def evidence(key: str, **told: str) -> list[tuple[str | None, str | None]]:
    """(cohort, condition) of each proof."""
    answer = reading(**told).get("brain", key)  # type: ignore[arg-type]
    assert answer is not None
    return [(each.cohort, each.condition) for each in answer.evidence]


def test_one_of_several_sites_in_an_inclusion_is_not_read() -> None:
    answer = reading(admits="Tissue of the breast, the liver or a brain metastasis").get("brain", "admitted")
    assert answer is not None
    assert answer.state == "unclear"


def test_what_one_cohort_admits_names_the_cohort() -> None:
    bars = "Part A only: brain metastases\nPart B only: symptomatic brain metastases"
    assert asked("brain", bars=bars) == {"admitted": "untreated"}
    assert evidence("admitted", bars=bars) == [("Part B only", None)]


def test_what_holds_for_all_names_no_cohort() -> None:
    assert (None, None) in evidence("admitted", bars="Untreated brain metastases")


@pytest.mark.parametrize(
    ("sentence", "condition"),
    [
        ("Untreated brain metastases of less than 1 cm are allowed", "size"),
        ("Untreated brain metastases are allowed, up to 3 lesions", "number"),
        ("Patients with 3 or fewer asymptomatic brain metastases are eligible", "number"),
        ("Untreated brain metastases of at least 5 mm are allowed", None),
        ("Treated and stable brain metastases of less than 1 cm are allowed", None),
    ],
)
def test_a_limit_on_untreated_metastases_is_a_condition(sentence: str, condition: str | None) -> None:
    assert evidence("admitted", admits=sentence) == [(None, condition)]


def test_what_is_excluded_for_its_size_limits_the_rest() -> None:
    assert evidence("admitted", bars="Any untreated brain lesion > 2.0 cm") == [(None, "size")]


def test_an_exclusion_within_a_trial_for_brain_metastases_does_not_undo_it() -> None:
    told = {
        "title": "Treatment of breast cancer with brain metastases",
        "admits": "Brain metastases confirmed on MRI",
        "bars": "Brain metastases with wide meningeal spread",
    }
    assert asked("brain", **told)["demanded"] is True  # type: ignore[arg-type]


def test_what_is_allowed_counts_more_than_what_is_excluded() -> None:
    bars = (
        "Active brain metastases. Participants with untreated, asymptomatic brain metastases below 1 cm may be enrolled"
    )
    assert asked("brain", bars=bars) == {"admitted": "untreated"}


def test_a_trial_for_brain_metastases_demands_them() -> None:
    form = guide_form(
        reading(
            title="Radiosurgery for brain metastases of breast cancer", admits="At least one brain metastasis on MRI"
        )
    )
    assert form["brain_metastases"] == "required"


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ({"bars": "Leptomeningeal disease"}, "excluded"),
        ({"bars": "Known carcinomatous meningitis"}, "excluded"),
        ({"admits": "No leptomeningeal metastases"}, "excluded"),
        ({"admits": "Patients with leptomeningeal disease are eligible"}, "allowed"),
        ({"bars": "Brain metastases. People with leptomeningeal disease are not excluded"}, "allowed"),
        ({"bars": "Brain metastases or meningeal disease unless these were treated and are stable"}, "allowed"),
        (
            {
                "bars": "Progressive leptomeningeal disease. Patients who had treatment of leptomeningeal disease with "
                "a response or stable disease for at least four weeks after the end of that treatment are eligible"
            },
            "allowed",
        ),
        ({"bars": "Known leptomeningeal disease (LMD) that requires immediate treatment"}, "allowed"),
        (
            {"bars": "Untreated brain or meningeal metastases (those who were treated are eligible if stable)"},
            "allowed",
        ),
        ({"bars": "Untreated brain or meningeal metastases"}, "excluded"),
        (
            {
                "bars": "Leptomeningeal involvement. Those with stable leptomeningeal disease are eligible if they "
                "have not required treatment for a month"
            },
            "allowed",
        ),
        ({"bars": "Active CNS metastases. Treated ones, leptomeningeal disease among them, may take part"}, "allowed"),
        ({"title": "Drug X in brain metastases and/or leptomeningeal disease of breast cancer"}, "allowed"),
        ({"title": "Drug X in leptomeningeal disease of breast cancer"}, "required"),
    ],
)
def test_leptomeningeal_disease(told: dict[str, str], value: str) -> None:
    assert asked("leptomeningeal", **told) == {"": value}  # type: ignore[arg-type]


def test_leptomeningeal_disease_barred_from_one_part_alone_is_not_settled() -> None:
    bars = "Phase 1 combination only: leptomeningeal disease"
    assert asked("leptomeningeal", bars=bars) == {}
    assert asked("leptomeningeal", bars="For some parts of the study only: leptomeningeal disease") == {}


@pytest.mark.parametrize(
    "sentence", ["Symptomatic or untreated leptomeningeal disease", "Known, symptomatic leptomeningeal disease"]
)
def test_leptomeningeal_disease_barred_in_some_states_only_is_not_settled(sentence: str) -> None:
    answer = reading(bars=sentence).get("leptomeningeal")
    assert answer is not None
    assert answer.state == "unclear"
    assert asked("leptomeningeal", bars=f"{sentence}\nHistory of leptomeningeal disease") == {"": "excluded"}


def test_what_one_part_does_not_demand_is_not_demanded() -> None:
    told = {
        "title": "Palbociclib in women with brain metastases of breast cancer",
        "admits": "In phase 2, at least one brain metastasis\n"
        "In phase 1, the presence of brain metastases is allowed but not required (then disease outside the brain is)",
    }
    assert asked("brain", **told) == {"admitted": "untreated"}  # type: ignore[arg-type]


def test_the_points_below_say_which_brain_metastases_keep_out() -> None:
    text = "Exclusion Criteria:\n\n* CNS metastases\n  * Symptomatic brain metastases on corticosteroids\n"
    answer = read(Listing(eligibility=text)).get("brain", "admitted")
    assert answer is not None
    assert answer.value == "untreated"


def test_exceptions_below_the_line_let_in_the_stable() -> None:
    bars = "* Brain metastases. Exceptions:\n  * Participants treated with radiosurgery and stable\n  * Not on steroids"
    told = Listing(official_title="A study in breast cancer", eligibility=f"Exclusion Criteria:\n\n{bars}\n* Pregnancy")
    assert read(told).stated("brain") == {"admitted": "stable"}


def test_any_of_the_points_below_keeps_out() -> None:
    bars = "* Brain metastases with any of the following:\n  * causing mass effect\n  * needing immediate surgery"
    told = Listing(official_title="A study in breast cancer", eligibility=f"Exclusion Criteria:\n\n{bars}\n* Pregnancy")
    assert read(told).stated("brain") == {"admitted": "untreated"}


def test_what_one_part_allows_does_not_bind_the_others() -> None:
    bars = "Symptomatic brain metastases\nPart B only: people with stable brain metastases may enter"
    assert asked("brain", bars=bars) == {"admitted": "untreated"}


def test_what_keeps_out_a_group_with_another_tumour_says_nothing_of_ours() -> None:
    admits = "Cohorts 1 and 2 only: solid tumors\nCohort 3 only: melanoma"
    assert asked("brain", title="A study in solid tumors", admits=admits, bars="Cohort 3 only: brain metastases") == {}


def test_what_one_part_alone_keeps_out_is_not_settled() -> None:
    answer = reading(bars="Part 1 only: CNS metastases").get("brain", "admitted")
    assert answer is not None
    assert answer.state == "unclear"


def test_what_the_only_part_named_keeps_out_is_settled() -> None:
    text = "Inclusion Criteria:\n\nPart 1\n\n* Age\n\nExclusion Criteria:\n\nPart 1\n\n* Brain metastases\n"
    assert read(Listing(eligibility=text)).stated("brain") == {"admitted": "none"}
