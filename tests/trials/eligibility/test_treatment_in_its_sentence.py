"""What the words around a treatment make of it: permissions, exceptions, lacks, windows, groups."""

from __future__ import annotations

import pytest

from tests.trials.eligibility.asked import asked, reading
from trials.eligibility import Listing, guide_form, read


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # an exclusion within a permission
        (
            {"bars": "Prior chemotherapy is allowed provided no prior anthracycline was given"},
            {"anthracycline": "excluded"},
        ),
        (
            {"admits": "Adjuvant chemotherapy is allowed, provided that no taxane was part of it"},
            {"taxane": "excluded"},
        ),
        (
            {"admits": "A prior CDK4/6 inhibitor is permitted as long as she has not received fulvestrant"},
            {"fulvestrant_or_serd": "excluded"},
        ),
        ({"admits": "Surgery is allowed provided that the cancer needed no treatment (tamoxifen is allowed)"}, {}),
        (
            {"admits": "Contralateral breast cancer is allowed provided she has not received a CDK4/6 inhibitor"},
            {"cdk46": "excluded"},
        ),
        # what is excepted
        ({"admits": "No prior HER2-directed therapy other than trastuzumab"}, {}),
        ({"bars": "Any prior HER2-directed therapy other than trastuzumab or pertuzumab"}, {}),
        ({"bars": "Prior chemotherapy other than capecitabine"}, {"chemotherapy": "excluded"}),
        ({"admits": "No prior chemotherapy other than adjuvant chemotherapy"}, {"chemotherapy": "excluded"}),
        (
            {"bars": "Prior chemotherapy for invasive cancer, other than for a tumour of the contralateral breast"},
            {"chemotherapy": "excluded"},
        ),
        (
            {"admits": "Prior anthracycline and taxane (unless contraindicated)"},
            {"anthracycline": "alternative", "taxane": "alternative"},
        ),
        (
            {"admits": "Progressed on letrozole with ribociclib as their first endocrine therapy"},
            {"aromatase_inhibitor": "required", "cdk46": "required"},
        ),
        (
            {"admits": "Progressed on letrozole and on chemotherapy as the last treatment"},
            {"aromatase_inhibitor": "required", "chemotherapy": "required"},
        ),
        # among the exclusions, a lack
        ({"bars": "Known BRCA mutation and no prior PARP inhibitor"}, {}),
        ({"bars": "Women who have never received chemotherapy"}, {}),
        ({"bars": "HER2-positive disease that was never treated with trastuzumab"}, {}),
        ({"admits": "Women who have never received chemotherapy"}, {"chemotherapy": "excluded"}),
        ({"bars": "Women with endocrine-sensitive disease who had no endocrine therapy"}, {}),
        ({"bars": "Prior tamoxifen is allowed, but no prior aromatase inhibitor"}, {"aromatase_inhibitor": "excluded"}),
        # a year is no wash-out
        ({"bars": "Prior PARP inhibitor within 12 months of randomisation"}, {"parp": "excluded"}),
        ({"bars": "Stroke within 12 months before the first chemotherapy of the study"}, {}),
        ({"bars": "Received a platinum within 12 months or any drug within 4 weeks"}, {}),
        ({"bars": "Prior CDK4/6 inhibitor, regardless of the washout"}, {"cdk46": "excluded"}),
        ({"bars": "Prior CDK4/6 inhibitor, irrespective of the wash-out period"}, {"cdk46": "excluded"}),
        # of now and of before
        ({"bars": "Have used or are currently using a CDK4/6 inhibitor"}, {"cdk46": "excluded"}),
        ({"bars": "Continued endocrine therapy such as tamoxifen"}, {}),
        ({"bars": "Received endocrine therapy after the screening visit"}, {}),
        ({"bars": "Concomitant chemotherapy (other drugs must stop 3 weeks prior to surgery)"}, {}),
        # progress, response, duration
        ({"admits": "Has not used eribulin before, or progressed 6 months after eribulin was stopped"}, {}),
        (
            {"admits": "No complete response after preoperative chemotherapy including an anthracycline"},
            {"anthracycline": "required", "chemotherapy": "required"},
        ),
        (
            {"admits": "Received a CDK4/6 inhibitor alone or with other drugs, with any duration of therapy permitted"},
            {"cdk46": "required"},
        ),
        (
            {"admits": "Without prior treatment for this disease, adjuvant tamoxifen should be completed for a year"},
            {},
        ),
        (
            {"admits": "No chemotherapy for metastatic disease (adjuvant is allowed, if over for 6 months) was had"},
            {"chemotherapy": "excluded"},
        ),
        # one way in among others
        (
            {"admits": "Stage IV at diagnosis (de novo), or relapsed after two years of adjuvant tamoxifen"},
            {"tamoxifen": "alternative"},
        ),
        (
            {"admits": "Must have received one of: a taxane, an anthracycline"},
            {"taxane": "alternative", "anthracycline": "alternative"},
        ),
        (
            {"admits": "A woman with hormone receptor-positive disease has progressed on endocrine therapy"},
            {"endocrine": "alternative"},
        ),
        (
            {
                "admits": "Progression on one or more lines of endocrine therapy for advanced or metastatic disease of "
                "the breast that is positive for hormone receptors, one of them in combination with a CDK4/6 inhibitor"
            },
            {"endocrine": "required", "cdk46": "required"},
        ),
        ({"admits": "Progression after an ADC with a topoisomerase payload"}, {"topo1_adc": "required"}),
        ({"admits": "Starting doxorubicin, given prior to cycles of a taxane"}, {}),
        (
            {"admits": "Must have received a taxane and, if the tumour has PD-L1, an anti-PD-1 antibody"},
            {"taxane": "required", "immune_checkpoint": "alternative"},
        ),
        (
            {"admits": "Must have received chemotherapy, must have received endocrine therapy if HR-positive"},
            {"chemotherapy": "required", "endocrine": "alternative"},
        ),
        ({"admits": "Chemotherapy: must not have received it within 3 weeks (6 weeks if prior mitomycin)"}, {}),
        ({"admits": "Prior chemotherapy must have been received > 28 days before the first dose"}, {}),
        (
            {
                "admits": "Relapsed disease, not amenable to curative therapy, with documented evidence of progress "
                "following receipt of a CDK4/6 inhibitor"
            },
            {"cdk46": "required"},
        ),
        ({"admits": "Disease without prior treatment, and not amenable to surgery or chemoradiation"}, {}),
        ({"admits": "Women who did not receive chemotherapy for breast cancer"}, {"chemotherapy": "excluded"}),
        (
            {"admits": "Neoadjuvant chemotherapy was not given: stage II\nNeoadjuvant chemotherapy was given: stage I"},
            {},
        ),
        (
            {"bars": "History of treatment with an anthracycline or taxanes based chemotherapy"},
            {"anthracycline": "excluded", "taxane": "excluded"},
        ),
        (
            {"admits": "Have already received 4-6 courses of a doxorubicin based regimen (which may include a taxane)"},
            {"anthracycline": "required"},
        ),
        ({"admits": "Not received any chemotherapy or surgery except core biopsy"}, {"chemotherapy": "excluded"}),
        (
            {"bars": "Metastatic disease, excluding that of bone, or prior receipt of chemotherapy"},
            {"chemotherapy": "excluded"},
        ),
        (
            {"admits": "Relapse on adjuvant tamoxifen with or without prior chemotherapy for advanced disease"},
            {"tamoxifen": "required"},
        ),
        ({"admits": "With or without prior chemotherapy"}, {}),
        (
            {"admits": "Patients with microsatellite instability must have received an anti-PD-1 antibody"},
            {"immune_checkpoint": "alternative"},
        ),
        (
            {"admits": "Residual disease after chemotherapy including an anthracycline and paclitaxel or docetaxel"},
            {"anthracycline": "required", "taxane": "required", "chemotherapy": "required"},
        ),
        (
            {"admits": "Failed anthracycline and/or docetaxel chemotherapy"},
            {"anthracycline": "alternative", "taxane": "alternative", "chemotherapy": "required"},
        ),
        (
            {
                "admits": "Women initiating an aromatase inhibitor, as a first line, by therapy with any of the "
                "aromatase inhibitors that are approved"
            },
            {},
        ),
        # two kinds in one word, brackets inside a name
        ({"bars": "Prior hormone or chemotherapy"}, {"chemotherapy": "excluded", "endocrine": "excluded"}),
        (
            {
                "admits": "Must have completed chemotherapy (epidermal growth factor receptor 2 (HER2) directed "
                "therapies are allowed)"
            },
            {"chemotherapy": "required"},
        ),
        (
            {"bars": "Invasive breast cancer or ductal carcinoma in situ (DCIS) treated with chemo- or radiotherapy"},
            {"chemotherapy": "excluded", "radiotherapy": "excluded"},
        ),
    ],
)
def test_the_words_around_a_treatment_say_what_is_asked(told: dict[str, str], expected: dict[str, str]) -> None:
    assert guide_form(reading(**told))["prior_therapy"] == expected  # type: ignore[arg-type]


def test_a_class_whose_main_drug_is_let_in_stays_open() -> None:
    found = reading(bars="Prior elacestrant or another new SERD\nPrior fulvestrant is not exclusionary")
    answer = found.get("prior_therapy", "fulvestrant_or_serd")
    assert answer is not None
    assert (answer.value, answer.state) == ("excluded", "unclear")


def test_what_is_let_in_early_only_does_not_open_the_class() -> None:
    told = "Prior HER2-directed therapy for metastatic disease\nAdjuvant trastuzumab is allowed"
    assert guide_form(reading(bars=told))["prior_therapy"] == {"anti_her2": "excluded"}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"admits": "Untreated invasive breast carcinoma, eligible for surgery"}, {"systemic/any": (0, 0)}),
        (
            {"admits": "No anti-cancer systemic therapy received, and planning to have surgery"},
            {"systemic/any": (0, 0)},
        ),
        ({"admits": "No previous therapy"}, {"systemic/any": (0, 0)}),
        ({"admits": "No previous therapy with steroids"}, {}),
        ({"bars": "Prior hormone or chemotherapy"}, {"chemotherapy/any": (0, 0), "endocrine/any": (0, 0)}),
        ({"admits": "First-line treatment of metastatic disease is planned"}, {"systemic/advanced": (0, 0)}),
        (
            {"admits": "No prior chemotherapy for this cancer, but prior biopsy of a lymph node is allowed"},
            {"chemotherapy/any": (0, 0)},
        ),
        (
            {"admits": "2 or more lines of therapy, with one drug if indicated, but less than 4 lines in all"},
            {"systemic/any": (2, 3)},
        ),
        ({"admits": "Progressed after one line of a CDK4/6 inhibitor (up to one more line is permitted)"}, {}),
        ({"admits": "Had 1-2 chemotherapy regiments before for advanced disease"}, {"chemotherapy/advanced": (1, 2)}),
    ],
)
def test_lines_told_in_passing(told: dict[str, str], expected: dict[str, object]) -> None:
    assert asked("prior_lines", **told) == expected  # type: ignore[arg-type]


def test_a_count_below_a_line_about_earlier_treatment_is_one_of_lines() -> None:
    text = "Inclusion Criteria:\n\n* Treatment had before for metastatic disease:\n  * At least one endocrine therapy\n"
    found = read(Listing(official_title="Breast cancer", eligibility=text))
    assert found.stated("prior_lines") == {"endocrine/advanced": (1, None)}


def test_a_limit_of_a_group_named_in_its_own_line_stays_open() -> None:
    text = (
        "Inclusion Criteria:\n\n"
        "* Part 1: stage IV breast cancer with no more than 3 prior lines of chemotherapy\n"
        "* Part 2: stage IV breast cancer\n"
    )
    found = read(Listing(official_title="Breast cancer", eligibility=text)).get("prior_lines", "chemotherapy/any")
    assert found is not None
    assert (found.value, found.state) == ((0, 3), "unclear")


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("Progressed on a CDK4/6 inhibitor for metastatic disease", "required"),
        ("Progressed on a taxane", "alternative"),
    ],
)
def test_what_all_ways_in_demand_is_required(second: str, expected: str) -> None:
    text = (
        f"Inclusion Criteria:\n\n* Any of the following:\n  * Relapsed on an adjuvant CDK4/6 inhibitor\n  * {second}\n"
    )
    found = read(Listing(official_title="Breast cancer", eligibility=text)).stated("prior_therapy")
    assert found["cdk46"] == expected


@pytest.mark.parametrize(("second", "state"), [("Prior CDK4/6 inhibitor", "stated"), ("Pregnancy", "unclear")])
def test_what_keeps_out_of_each_group_keeps_out_of_the_trial(second: str, state: str) -> None:
    text = (
        "Inclusion Criteria:\n\n* Breast cancer\n\n"
        "Exclusion Criteria for Cohort 1:\n\n* Prior CDK4/6 inhibitor\n\n"
        f"Exclusion Criteria for Cohort 2:\n\n* {second}\n"
    )
    found = read(Listing(official_title="Breast cancer", eligibility=text)).get("prior_therapy", "cdk46")
    assert found is not None
    assert (found.value, found.state) == ("excluded", state)


def test_the_lists_of_groups_with_other_cancers_ask_nothing_of_ours() -> None:
    text = (
        "Inclusion Criteria:\n\n* Breast cancer in Part A\n\n"
        "Part B:\n\n* Ovarian cancer of any grade\n* Must have received a platinum\n* No more than 3 prior lines\n"
    )
    found = read(Listing(official_title="Breast cancer and others", eligibility=text))
    assert guide_form(found)["prior_therapy"] == {}
    assert found.get("prior_lines", "systemic/any") is None


def test_where_only_triple_negative_disease_enters_its_demand_is_one_of_all() -> None:
    told = "Triple-negative breast cancer must have received at least one line of chemotherapy"
    assert guide_form(reading(admits=told))["prior_therapy"] == {"chemotherapy": "required"}
    assert asked("prior_lines", admits=told) == {"chemotherapy/any": (1, None)}
    told += "\nHR-positive breast cancer"
    assert guide_form(reading(admits=told))["prior_therapy"] == {"chemotherapy": "alternative"}
    assert asked("prior_lines", admits=told) == {}


def test_one_regimen_that_may_have_been_had_is_the_most() -> None:
    told = "May have received 1 chemotherapy regimen for metastatic disease, but must have recovered from toxicity"
    assert asked("prior_lines", admits=told) == {"chemotherapy/advanced": (0, 1)}


def test_of_several_ways_in_those_of_other_cancers_do_not_count() -> None:
    text = (
        "Inclusion Criteria:\n\n* One of the following:\n"
        "  * Breast cancer; must have received a taxane\n  * Ovarian cancer; must have received a platinum\n"
    )
    found = guide_form(read(Listing(official_title="A drug in solid tumours", eligibility=text)))
    assert found["prior_therapy"] == {"taxane": "required"}


def test_a_limit_for_all_of_one_part_is_none_of_the_trial() -> None:
    text = (
        "Inclusion Criteria:\n\nPart A:\n\n* Stage IV breast cancer\n\n"
        "Part B - all participants:\n\n* No more than 2 prior regimens\n"
    )
    found = read(Listing(official_title="Breast cancer", eligibility=text)).get("prior_lines", "systemic/any")
    assert found is not None
    assert (found.value, found.state) == ((0, 2), "unclear")
