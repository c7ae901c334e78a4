"""Earlier treatment: classes, lines, and wash-outs that are neither."""

from __future__ import annotations

import pytest

from tests.trials.eligibility.asked import asked, reading
from trials import vocabulary
from trials.eligibility import Listing, guide_form, read

NONE_AT_ALL = {"systemic/any": (0, 0)}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"bars": "Prior treatment with a CDK4/6 inhibitor"}, {"cdk46": "excluded"}),
        ({"bars": "Prior chemotherapy for metastatic disease"}, {"chemotherapy": "excluded"}),
        ({"admits": "No prior chemotherapy for metastatic disease"}, {"chemotherapy": "excluded"}),
        (
            {"admits": "Must have received a taxane and an anthracycline"},
            {"taxane": "required", "anthracycline": "required"},
        ),
        (
            {"admits": "Must have received a taxane or an anthracycline"},
            {"taxane": "alternative", "anthracycline": "alternative"},
        ),
        ({"admits": "Progressed on prior trastuzumab"}, {"anti_her2": "required"}),
        (
            {"admits": "For patients with HR+ disease: must have received endocrine therapy"},
            {"endocrine": "alternative"},
        ),
        ({"bars": "Prior treatment with palbociclib"}, {}),
        ({"bars": "Prior trastuzumab deruxtecan"}, {"t_dxd": "excluded"}),
        ({"bars": "Chemotherapy within 3 weeks before the first dose"}, {}),
        ({"bars": "Prior radiotherapy within 14 days of enrolment"}, {}),
        ({"bars": "Hypersensitivity to paclitaxel"}, {}),
        ({"bars": "Concurrent endocrine therapy"}, {}),
        ({"bars": "Toxicity of prior chemotherapy that has not resolved"}, {}),
        ({"admits": "Prior tamoxifen is allowed"}, {}),
        ({"bars": "More than 2 prior lines of chemotherapy"}, {}),
        ({"bars": "Earlier use of a GPC3-targeted agent (e.g., ADC or cell therapy)"}, {}),
        ({"bars": "Previous TROP2-targeted antibody-drug conjugate"}, {"trop2_adc": "excluded"}),
        ({"bars": "Previous topoisomerase-based antibody-drug conjugate"}, {"topo1_adc": "excluded"}),
        ({"bars": "Previous B7-H4-directed antibody-drug conjugate"}, {}),
        (
            {"bars": "Previous antibody-drug conjugate"},
            dict.fromkeys(("t_dm1", "t_dxd", "trop2_adc", "topo1_adc"), "excluded"),
        ),
        ({"bars": "Receiving chemotherapy in another trial"}, {}),
        ({"bars": "History of intolerance to prior capecitabine"}, {}),
        ({"admits": "At least 3 weeks since prior chemotherapy, unless the disease progressed under it"}, {}),
        ({"admits": "Prior olaparib counts as one earlier treatment"}, {}),
        ({"admits": "Women who have received adjuvant chemotherapy must have completed it"}, {}),
        (
            {"admits": "Women with a breast cancer susceptibility gene (BRCA) mutation must have had olaparib"},
            {"parp": "alternative"},
        ),
        ({"admits": "If receiving tamoxifen, a participant may go on with it"}, {}),
        ({"bars": "Unfit for radiotherapy or endocrine therapy"}, {}),
        ({"bars": "Any of these before day 1:\nChemotherapy: 14 days"}, {}),
        ({"admits": "Disease that is not platinum-refractory"}, {}),
        ({"admits": "Underwent mastectomy or radiotherapy"}, {"radiotherapy": "alternative"}),
        ({"admits": "If women have received tamoxifen before, they must stop it"}, {}),
        ({"admits": "Women already on tamoxifen must have taken it for less than two years"}, {}),
        (
            {"admits": "Progressed on tamoxifen in combination with ribociclib or abemaciclib as the last drugs"},
            {"tamoxifen": "required", "cdk46": "required"},
        ),
        ({"bars": "Prior ADC built on a Top1 inhibitor"}, {"topo1_adc": "excluded"}),
        ({"admits": "With brain metastases, stable disease after radiotherapy"}, {}),
        ({"bars": "Radiation fibrosis of the lung"}, {}),
        (
            {"admits": "Must have received one prior line of chemotherapy or an ADC for metastatic disease"},
            {"chemotherapy": "alternative"},
        ),
        (
            {"admits": "With measurable metastases, who had undergone at least two lines of chemotherapy"},
            {"chemotherapy": "required"},
        ),
        ({"bars": "Earlier use of the selected chemotherapy regimen"}, {}),
        ({"admits": "No previous use of capecitabine or relapse a year after it"}, {}),
        ({"admits": "In addition, these patients must have received a PARP inhibitor"}, {"parp": "alternative"}),
        ({"admits": "Melanoma. Patients must have received an anti-PD-1 antibody"}, {}),
        ({"admits": "Breast cancer. Patients must have received a taxane"}, {"taxane": "required"}),
        (
            {"admits": "Completed two years of adjuvant endocrine therapy (+/- CDK4/6 inhibitor)"},
            {"endocrine": "required"},
        ),
        ({"admits": "Progression on fulvestrant (as a component of any regimen)"}, {"fulvestrant_or_serd": "required"}),
        (
            {"admits": "Women with HR+ disease must have had endocrine therapy and be a candidate for surgery"},
            {"endocrine": "alternative"},
        ),
        ({"bars": "Prior endocrine therapy for any cancer or prevention of breast cancer"}, {"endocrine": "excluded"}),
        ({"admits": "Prior course of trastuzumab given within one month of enrolment"}, {"anti_her2": "required"}),
        ({"admits": "Must have received a taxane, if available"}, {"taxane": "alternative"}),
        ({"admits": "Progressed on no more than 2 lines of endocrine therapy"}, {"endocrine": "required"}),
        ({"admits": "Have commenced an LHRH agonist before day 1"}, {}),
        ({"admits": "If applicable, no prior taxane"}, {}),
        ({"title": "Breast cancer progressing on or after endocrine therapy"}, {"endocrine": "required"}),
        (
            {"title": "Extended letrozole after five years of adjuvant tamoxifen in breast cancer"},
            {"tamoxifen": "required"},
        ),
        ({"title": "Platinum-resistant breast cancer"}, {"platinum": "required"}),
        ({"title": "Breast cancer that progressed after ADCs and/or chemotherapy"}, {"chemotherapy": "alternative"}),
        ({"title": "Platinum-resistant ovarian cancer and other solid tumours"}, {}),
        ({"bars": "Radiotherapy during the intervention period"}, {}),
        ({"admits": "Chemotherapy-naive or treated with adjuvant chemotherapy"}, {}),
        ({"bars": "Prior cell cycle checkpoint inhibitor"}, {}),
        ({"admits": "No known interactions with aromatase inhibitors received"}, {}),
        ({"bars": "Prior tamoxifen lasting more than 6 months"}, {}),
        ({"bars": "Has not completed the first treatment including chemotherapy"}, {}),
        ({"bars": "Received a PI3K inhibitor (Treatment Group 2)"}, {}),
        (
            {"admits": "A candidate for treatment, as was said before, with one of these: vinorelbine or capecitabine"},
            {},
        ),
        (
            {"admits": "Progressed on any systemic therapy (e.g. chemotherapy, CDK4/6 inhibitor, tamoxifen)"},
            {"chemotherapy": "alternative", "cdk46": "alternative", "tamoxifen": "alternative"},
        ),
        (
            {"admits": "Received one or more of the following: surgery, radiotherapy, chemotherapy"},
            {"chemotherapy": "alternative", "radiotherapy": "alternative"},
        ),
        ({"admits": "Rested for three weeks if they have received prior chemotherapy"}, {}),
        ({"admits": "At least four weeks beyond treatment with any chemotherapy"}, {}),
        ({"admits": "Postmenopausal women on tamoxifen who have stopped it"}, {}),
        ({"admits": "Must have received an anti-HER2 ADC"}, {"t_dm1": "alternative", "t_dxd": "alternative"}),
        ({"admits": "Received a taxane or another drug of this kind"}, {"taxane": "alternative"}),
        ({"bars": "Without treatment or with prior tamoxifen"}, {}),
        (
            {
                "admits": "Must not have progressed on any of these in any of the earlier settings: fulvestrant, "
                "tamoxifen (each of them on its own or with one of the other drugs of the same kind), or T-DM1"
            },
            {"fulvestrant_or_serd": "excluded", "tamoxifen": "excluded", "t_dm1": "excluded"},
        ),
        ({"bars": "Tumours not susceptible to treatment with trastuzumab"}, {}),
        ({"bars": "Complications of prior radiotherapy"}, {}),
        ({"bars": "Concurrent chemotherapy, with a history of breast cancer"}, {}),
        ({"admits": "Markers not as Smith et al have received them"}, {}),
        ({"bars": "Poor compliance with prior endocrine therapy"}, {}),
        ({"admits": "Received platinum-based lines of chemotherapy"}, {"platinum": "required"}),
        ({"bars": "Prior immuno-oncology therapy"}, {"immune_checkpoint": "excluded"}),
        (
            {
                "title": "HER2-positive breast cancer",
                "admits": "Women with HER2-positive disease must have had trastuzumab",
            },
            {"anti_her2": "required"},
        ),
        ({"admits": "Women with HER2-positive disease must have had trastuzumab"}, {"anti_her2": "alternative"}),
        ({"admits": "Cohort 2: melanoma\nCohort 2: must have received an anti-PD-1 antibody"}, {}),
        ({"bars": "Multiple endocrine neoplasia or another endocrine disorder"}, {}),
        ({"bars": "Prior inhibitor of cytotoxic T lymphocyte antigen"}, {}),
        ({"bars": "Prior antibody-drug conjugate with a camptothecin payload"}, {"topo1_adc": "excluded"}),
        ({"bars": "Earlier duba-containing ADCs"}, {}),
        ({"bars": "For patients who have received a prior anti-PD-1 antibody:"}, {}),
        ({"bars": "Prior everolimus or another mTOR inhibitor, if there was pneumonia"}, {}),
        ({"bars": "For women in group 4, prior chemotherapy"}, {}),
        ({"bars": "Chemotherapy for prior cancers"}, {}),
        ({"admits": "No further chemotherapy options have been received"}, {}),
        ({"admits": "About to undergo radiotherapy for cancer that progressed"}, {}),
        ({"admits": "Women with breast cancer initiating chemotherapy after recurrence"}, {}),
        (
            {"admits": "Completed treatment (surgery, chemotherapy, radiotherapy) for breast cancer"},
            {"chemotherapy": "alternative", "radiotherapy": "alternative"},
        ),
        ({"admits": "Those who received adjuvant chemotherapy must have completed chemotherapy"}, {}),
        ({"title": "Bone scans before and after bisphosphonates in breast cancer"}, {}),
        ({"bars": "Women receiving chemotherapy on the day of the visit"}, {}),
        ({"bars": "No aromatase inhibitor for more than two years"}, {}),
        ({"bars": "Chemotherapy or endocrine therapy within protocol specified intervals"}, {}),
        ({"admits": "The time between the prior PARP inhibitor and entry must be documented"}, {}),
        ({"bars": "Prior treatment with any antibody-drug conjugate (ADC) that carries an MMAE payload"}, {}),
        ({"bars": "Prior PD-1 antibody in combination with interleukin-2"}, {}),
        ({"bars": "Prior cytotoxic T-lymphocyte antigen-4 (CTLA-4) inhibitor combined with a PD-1 inhibitor"}, {}),
        ({"bars": "Prior CDK4/6 inhibitor in combination with endocrine therapy"}, {"cdk46": "excluded"}),
        ({"bars": "Prior exemestane (run-in) / fulvestrant (randomised part)"}, {}),
        ({"bars": "Prior topoisomerase I ADC (except for participants in Cohort 2b)"}, {}),
        (
            {"bars": "Prior topoisomerase I ADC (camptothecin), such as Enhertu (trastuzumab deruxtecan) or Trodelvy"},
            {"topo1_adc": "excluded"},
        ),
        ({"title": "Drug A in women with breast cancer who have not received prior chemotherapy"}, {}),
        ({"admits": "For patients whose tumour type has T-DXd approved, prior T-DXd is not allowed"}, {}),
        ({"admits": "Patients for whom T-DXd is approved must not have had T-DXd before"}, {}),
        (
            {"bars": "Any prior hormonal therapy for advanced disease, except for two weeks of tamoxifen"},
            {"endocrine": "excluded"},
        ),
        ({"admits": "Patients whose disease progressed while receiving fulvestrant alone are not allowed"}, {}),
        ({"admits": "If currently receiving endocrine therapy, it may go on after progression on tamoxifen"}, {}),
        (
            {"admits": "Completion of chemotherapy and HER2-directed drugs, with at least 9 weeks of taxanes"},
            {"chemotherapy": "required", "anti_her2": "required", "taxane": "required"},
        ),
        (
            {"admits": "Relapse on an adjuvant endocrine therapy with a non-steroidal AI and/or tamoxifen"},
            {"endocrine": "required", "aromatase_inhibitor": "alternative", "tamoxifen": "alternative"},
        ),
        ({"admits": "Relapse with an interval from the completion of adjuvant chemotherapy of a year"}, {}),
        ({"bars": "Prior treatment with more than 2 cycles of platinum chemotherapy"}, {}),
        ({"admits": "Slides must be reviewed by the central laboratory prior to radiotherapy"}, {}),
        (
            {"admits": "Must have received an anti-PD-1 alone or in combination with chemotherapy"},
            {"immune_checkpoint": "required"},
        ),
        (
            {"admits": "Must be well if they have received prior vaccines, another biological therapy or radiotherapy"},
            {},
        ),
        ({"bars": "Do not use tamoxifen or an aromatase inhibitor"}, {}),
        ({"bars": "Needs neoadjuvant chemotherapy"}, {}),
        ({"admits": "Radiation therapy. It may have been given before entry."}, {}),
        (
            {"admits": "Part 1A and Part 1B (alone) Breast cancer. Must have progressed on a CDK4/6 inhibitor."},
            {"cdk46": "alternative"},
        ),
        (
            {"admits": "Disease (not for surgery) of one of these kinds:\n  * progressed on a CDK4/6 inhibitor"},
            {"cdk46": "required"},
        ),
        ({"admits": "Must have had at least one novel AR-targeted therapy (such as enzalutamide)"}, {}),
        ({"admits": "Part A: A participant may continue her endocrine therapy if disease progressed on tamoxifen"}, {}),
        ({"bars": "Participants in the expansion who have received prior treatment with a CDK4/6 inhibitor"}, {}),
        ({"admits": "Ex-part 6 only: breast cancer without prior chemotherapy for metastatic disease"}, {}),
        ({"bars": "Inadequate liver, endocrine or renal function"}, {}),
        ({"bars": "Compression of the spinal cord not definitively treated with surgery or radiation"}, {}),
        ({"bars": "Purely hormonal treatments will not be taken into account"}, {}),
        ({"admits": "Hormone receptor positive and not receiving an aromatase inhibitor"}, {}),
        (
            {"bars": "Any treatment, including radiation and definitive surgery for the breast cancer in question"},
            {"radiotherapy": "excluded"},
        ),
        ({"bars": "Compression of the spinal cord that could not be cured by radiotherapy"}, {}),
        ({"admits": "They can also have had prior radiotherapy"}, {}),
        ({"admits": "No more than two prior regimens for metastatic disease, including adjuvant chemotherapy"}, {}),
        ({"admits": "Must not be planning to receive docetaxel after randomisation, whatever was received"}, {}),
        ({"bars": "Prior antibody-drug conjugates targeting c-Met"}, {}),
        ({"admits": "No other prior chemotherapy besides platinum and paclitaxel"}, {"chemotherapy": "excluded"}),
        (
            {"admits": "No prior treatment at all given for metastatic disease (i.e. chemotherapy or radiotherapy)"},
            {"chemotherapy": "excluded", "radiotherapy": "excluded"},
        ),
        ({"bars": "Prior antibody-drug conjugates targeting TROP2"}, {"trop2_adc": "excluded"}),
        (
            {"bars": "Any drug with a topoisomerase I inhibitor before, including antibody-drug conjugates"},
            {"topo1_adc": "excluded"},
        ),
        ({"bars": "History of a life-threatening event under prior anti-PD-1"}, {}),
        ({"admits": "Must have discontinued all previous treatment for cancer (including chemotherapy)"}, {}),
        ({"bars": "Prior chemotherapy within a period of time shorter than its cycle"}, {}),
        ({"admits": "Patients must be on trastuzumab for at least 2 years"}, {"anti_her2": "required"}),
        ({"admits": "Undergoing adjuvant endocrine therapy for at least 18 months"}, {"endocrine": "required"}),
        ({"admits": "Previous chemotherapy regimens with infusions over three days are not allowed"}, {}),
        ({"bars": "Previous chemotherapy containing a platinum"}, {"platinum": "excluded"}),
        (
            {"admits": "Relapse after treatment that included chemotherapy and that is not amenable to surgery"},
            {"chemotherapy": "required"},
        ),
        ({"bars": "No scan available before radiotherapy"}, {}),
        ({"bars": "Cytotoxic chemotherapy - at least 21 days"}, {}),
        ({"bars": "Prior immune checkpoint antagonists"}, {"immune_checkpoint": "excluded"}),
    ],
)
def test_classes_of_earlier_treatment(told: dict[str, str], expected: dict[str, str]) -> None:
    assert guide_form(reading(**told))["prior_therapy"] == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"bars": "Prior elacestrant"}, {"elacestrant": "excluded"}),
        (
            {"bars": "Prior treatment with sacituzumab govitecan"},
            {"sacituzumab_govitecan": "excluded", "trop2_adc": "excluded"},
        ),
        ({"bars": "Prior immunotherapy"}, {"immunotherapy": "excluded", "immune_checkpoint": "excluded"}),
        (
            {"bars": "Earlier bisphosphonates, or previously treated with a bisphosphonate"},
            {"bisphosphonate": "excluded"},
        ),
        (
            {"admits": "Progressed on fulvestrant or elacestrant"},
            {"fulvestrant": "alternative", "elacestrant": "alternative", "fulvestrant_or_serd": "required"},
        ),
        ({"bars": "Steroids\nLive vaccines\nPrior antiemetics"}, {}),
        ({"bars": "Bevacizumab"}, {}),
    ],
)
def test_one_agent_of_a_wider_class_is_answered_for_itself(told: dict[str, str], expected: dict[str, str]) -> None:
    assert asked("prior_therapy", **told) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Inclusion Criteria:\n\nCohort 2 (melanoma):\n\n* Must have received an anti-PD-1 antibody",
        "Exclusion Criteria:\n\n* History of another cancer:\n  * Treated with chemotherapy",
        "Inclusion Criteria:\n\n* Melanoma, breast cancer, or platinum-resistant ovarian cancer",
        "Inclusion Criteria:\n\n* Breast cancer: any treatment; lung cancer: must have received a platinum",
    ],
)
def test_another_cancer_s_treatment_is_none_of_ours(text: str) -> None:
    told = Listing(official_title="A study in breast cancer and melanoma", eligibility=text)
    assert guide_form(read(told))["prior_therapy"] == {}


@pytest.mark.parametrize(
    ("sentence", "group"),
    [
        ("Part B only: prior CDK4/6 inhibitor", "Part B only"),
        ("Prior CDK4/6 inhibitor (Treatment Group 2)", "Treatment Group 2"),
        ("For women in cohort C, prior CDK4/6 inhibitor", "For women in cohort C"),
    ],
)
def test_what_one_group_of_participants_must_not_have_had_stays_open(sentence: str, group: str) -> None:
    found = reading(bars=sentence).get("prior_therapy", "cdk46")
    assert found is not None
    assert (found.value, found.state, found.evidence[0].cohort) == ("excluded", "unclear", group)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Adjuvant taxane within 12 months of recurrence", ("taxane", "setting:early; within:12 months")),
        (
            "Treated with a platinum for early disease within the past year or within 2 years of relapse",
            ("platinum", "setting:early; within:2 years"),
        ),
        (
            "Prior endocrine therapy completed within six months before the diagnosis of metastatic disease",
            ("endocrine", "setting:advanced; within:6 months"),
        ),
        ("Prior anthracycline", ("anthracycline", None)),
        ("Prior taxane for metastatic disease", ("taxane", "setting:advanced")),
        ("Prior CDK4/6 inhibitor within 5 years", ("cdk46", "within:5 years")),
        ("Received T-DM1 treatment less than one year ago", ("t_dm1", "within:1 year")),
        ("Prior brain radiotherapy", ("radiotherapy", "site:brain")),
        ("Prior radiotherapy to the same breast", ("radiotherapy", "site:local")),
    ],
)
def test_an_exclusion_keeps_its_setting_and_window(sentence: str, expected: tuple[str, str | None]) -> None:
    found = [each for each in reading(bars=sentence).answers if each.question == "prior_therapy"]
    found = [each for each in found if each.key in vocabulary.all_prior_therapies()]
    assert [(each.key, each.evidence[0].condition) for each in found] == [expected]


@pytest.mark.parametrize(
    "sentence",
    [
        "Adjuvant chemotherapy within 4 weeks of the first dose",
        "Chemotherapy within 6 months before enrolment",
        "Recurrence within 6 months of adjuvant chemotherapy",
        "Current adjuvant endocrine therapy or such therapy within 6 months",
    ],
)
def test_a_wash_out_or_an_early_relapse_excludes_no_treatment(sentence: str) -> None:
    assert asked("prior_therapy", bars=sentence) == {}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            {"admits": "No more than 2 prior chemotherapy regimens for metastatic disease"},
            {"chemotherapy/advanced": (0, 2)},
        ),
        ({"bars": "More than 2 prior lines of chemotherapy for advanced disease"}, {"chemotherapy/advanced": (0, 2)}),
        ({"bars": "Two or more prior regimens for metastatic breast cancer"}, {"systemic/advanced": (0, 1)}),
        (
            {"admits": "At least one prior line of systemic therapy for metastatic disease"},
            {"systemic/advanced": (1, None)},
        ),
        ({"admits": "1 to 3 prior lines of systemic therapy"}, {"systemic/any": (1, 3)}),
        ({"bars": "Prior receipt of systemic chemotherapy"}, {"chemotherapy/any": (0, 0)}),
        (
            {"bars": "Earlier chemotherapy or prior hormonal therapy for breast cancer"},
            {"chemotherapy/any": (0, 0), "endocrine/any": (0, 0)},
        ),
        ({"bars": "Prior chemotherapy for other malignancies"}, {}),
        ({"bars": "Platinum resistance cannot have more than 4 lines of prior therapy"}, {"systemic/any": (0, 4)}),
        ({"admits": "Received at least 2 platinum-based lines of chemotherapy"}, {"chemotherapy/any": (2, None)}),
        ({"admits": "Progressed after at least one standard therapy, or no standard therapy exists"}, {}),
        ({"admits": "At least one line of therapy for HER2-positive disease"}, {}),
        ({"admits": "Women who have received two prior regimens must have an ECOG of 0"}, {}),
        ({"admits": "Progressed after 1) a year of tamoxifen or 2) at least 2 lines of endocrine therapy"}, {}),
        ({"bars": "Prior systemic anticancer therapy:\n  14 days for tablets"}, {}),
        (
            {"admits": "Metastatic breast cancer that has failed at least two lines of systemic therapy"},
            {"systemic/any": (2, None)},
        ),
        ({"title": "First-line therapy of metastatic breast cancer"}, {"systemic/advanced": (0, 0)}),
        ({"title": "First-line therapy of metastatic lung cancer, and breast cancer"}, {}),
        ({"admits": "No prior systemic therapy for metastatic disease"}, {"systemic/advanced": (0, 0)}),
        ({"bars": "Prior chemotherapy for metastatic breast cancer"}, {"chemotherapy/advanced": (0, 0)}),
        ({"admits": "A maximum of two hormone therapy lines for metastatic disease"}, {"endocrine/advanced": (0, 2)}),
        ({"bars": "Systemic therapy within 21 days"}, {}),
        ({"admits": "At least 2 weeks since prior therapy"}, {}),
        ({"admits": "Platelets at least 100 per litre without treatment"}, {}),
        ({"admits": "Between one and three prior regimens"}, {"systemic/any": (1, 3)}),
        ({"admits": "0-2 prior lines of chemotherapy in the metastatic setting"}, {"chemotherapy/advanced": (0, 2)}),
        ({"admits": "Received at least one but less than four earlier regimens"}, {"systemic/any": (1, 3)}),
        ({"admits": "At least one or more prior therapies"}, {"systemic/any": (1, None)}),
        ({"admits": "Two prior platinum-based lines of chemotherapy at least"}, {}),
        ({"admits": "Received at least two platinum-based lines of chemotherapy"}, {"chemotherapy/any": (2, None)}),
        ({"bars": "More than 1 prior line of a checkpoint inhibitor for metastatic disease"}, {}),
        ({"bars": "More than three lines of endocrine therapy"}, {"endocrine/any": (0, 3)}),
        (
            {"admits": "At least one line of an anti-HER2 therapy for metastatic disease"},
            {"anti_her2/advanced": (1, None)},
        ),
        ({"admits": "Failed at least one prior regimen, or no standard treatment exists"}, {}),
        (
            {"admits": "Progressed on at least one line of treatment or is intolerant of it"},
            {"systemic/any": (1, None)},
        ),
        ({"admits": "Progressed after at least 2 lines of therapy, unless not fit for them"}, {}),
        ({"admits": "Relapsed after at least 2 prior lines and not eligible for surgery"}, {"systemic/any": (2, None)}),
        ({"bars": "Not received at least one prior line for advanced disease"}, {"systemic/advanced": (1, None)}),
        ({"bars": "Treatment-naive participants in the metastatic setting"}, {"systemic/advanced": (1, None)}),
        ({"admits": "Planned to have at least one regimen of chemotherapy"}, {}),
        ({"admits": "Scheduled for at least two further courses of chemotherapy"}, {}),
        ({"admits": "In the expansion cohorts, up to 2 prior lines are allowed"}, {}),
        ({"admits": "Lung cancer: relapsed. Received no more than 3 prior lines of therapy"}, {}),
        (
            {"admits": "Patients with hormone receptor positive disease must have had one or more endocrine regimens"},
            {},
        ),
        (
            {"admits": "Any of the following:\n  * At least two prior lines of therapy or\n  * Stage IV at diagnosis"},
            {},
        ),
        (
            {"bars": "Prior chemotherapy or hormonal therapy for breast cancer"},
            dict.fromkeys(("chemotherapy/any", "endocrine/any"), (0, 0)),
        ),
        ({"bars": "Prior systemic chemotherapy"}, {"chemotherapy/any": (0, 0)}),
        ({"admits": "Previously untreated metastatic breast cancer"}, {"systemic/advanced": (0, 0)}),
        ({"admits": "Newly diagnosed treatment-naive breast cancer eligible for surgery"}, {"systemic/any": (0, 0)}),
        ({"admits": "No prior treatment for this breast cancer"}, {"systemic/any": (0, 0)}),
        (
            {
                "admits": "No prior systemic therapy for metastatic disease",
                "bars": "Prior chemotherapy for metastatic disease",
            },
            {"systemic/advanced": (0, 0)},
        ),
        ({"bars": "Received systemic therapy for the current breast cancer"}, {"systemic/any": (0, 0)}),
        ({"bars": "Prior systemic treatment with an anti-PD-1 antibody"}, {}),
        ({"bars": "Systemic therapy for another malignancy"}, {}),
        ({"bars": "Prior malignancy that required chemotherapy"}, {}),
        ({"bars": "Prior chemotherapy in the last 5 years"}, {}),
        ({"bars": "Chemotherapy regimen containing docetaxel before"}, {}),
        ({"bars": "Illness that makes chemotherapy unsafe"}, {}),
        ({"bars": "Receiving chemotherapy"}, {}),
        ({"bars": "Receiving any chemotherapy"}, {}),
        ({"admits": "Women who are alpelisib treatment-naive"}, {}),
        ({"admits": "Treatment-naive or progressed on one or more lines"}, {}),
        ({"bars": "Must not have received more than 2 prior lines of chemotherapy"}, {"chemotherapy/any": (0, 2)}),
        ({"bars": "Women with no more than one prior regimen"}, {}),
        ({"bars": "No more than one prior regimen is allowed"}, {"systemic/any": (0, 1)}),
        ({"bars": "Prior lines of systemic anti-tumour therapy ≥ 3"}, {"systemic/any": (0, 2)}),
        ({"bars": "Any other chemotherapy at the time of entry"}, {}),
        (
            {"admits": "After at least 1 conventional, standard or investigational therapy with no further choice"},
            {"systemic/any": (1, None)},
        ),
        ({"admits": "At least 2 (maximum 4) previous lines"}, {"systemic/any": (2, 4)}),
        ({"bars": "Already submitted to chemotherapy"}, {"chemotherapy/any": (0, 0)}),
        ({"admits": "Chemotherapy-naive women scheduled for a first cycle"}, {"chemotherapy/any": (0, 0)}),
        ({"bars": "Certain earlier anticancer treatments"}, {}),
        ({"admits": "Disease for which no chemotherapy is known to help"}, {}),
        ({"admits": "Without prior chemotherapy or with prior chemotherapy that helped"}, {}),
        ({"admits": "No previous treatment, including surgery and drugs"}, {"systemic/any": (0, 0)}),
        ({"admits": "One or up to two prior endocrine therapies"}, {"endocrine/any": (1, 2)}),
        (
            {"admits": "At least one line of chemotherapy and no more than three lines of endocrine therapy"},
            {"chemotherapy/any": (1, None), "endocrine/any": (0, 3)},
        ),
        ({"admits": "At least one prior regimen in the adjuvant or metastatic setting"}, {"systemic/any": (1, None)}),
        ({"admits": "Received at least 1 prior line of treatment (cohort B)"}, {}),
        ({"admits": "Part 6 only: no prior chemotherapy for metastatic disease"}, {}),
        ({"admits": "At least one prior line, except for those without a standard treatment"}, {}),
        ({"bars": "Active systemic disease"}, {}),
        ({"admits": "No progression after completion of chemotherapy"}, {}),
        ({"admits": "No prior neoadjuvant chemotherapy"}, {}),
        (
            {"admits": "Candidates for first-line endocrine therapy of metastatic disease"},
            {"systemic/advanced": (0, 0)},
        ),
        ({"admits": "Part 1B: breast cancer. At least one prior line of endocrine therapy is required"}, {}),
        ({"bars": "More than 2 prior lines of chemotherapy (if receiving cisplatin)"}, {}),
        ({"admits": "At least one prior line in the dose escalation phase"}, {}),
        ({"admits": "Must have received at least one prior regimen, if such a therapy exists"}, {}),
        ({"admits": "Number of treatment lines in the late stage ≤ 3 lines"}, {"systemic/advanced": (0, 3)}),
        (
            {"admits": "No prior chemotherapy for this cancer but taking the first node of the armpit is allowed"},
            {"chemotherapy/any": (0, 0)},
        ),
        ({"bars": "Previous treatment for localized breast cancer"}, {"systemic/any": (0, 0)}),
        ({"admits": "Breast cancer: one prior taxane; lung cancer: at least two prior lines of systemic therapy"}, {}),
        (
            {"admits": "Solid tumours (other than glioma) after at least one prior line of therapy, breast among them"},
            {"systemic/any": (1, None)},
        ),
        (
            {"admits": "For participants with solid tumours: at least one prior line of therapy"},
            {"systemic/any": (1, None)},
        ),
        ({"admits": "Relapse after at least one prior line, or is intolerant to other standard therapy"}, {}),
        ({"admits": "Has not yet started cancer treatment"}, {"systemic/any": (0, 0)}),
        ({"bars": "Received therapy for the current diagnosis of breast cancer"}, {"systemic/any": (0, 0)}),
        ({"bars": "Previous lines of therapy for metastatic disease"}, {"systemic/advanced": (0, 0)}),
        ({"bars": "Prior treatment of any kind for this malignancy"}, NONE_AT_ALL),
        ({"admits": "Newly diagnosed, untreated, operable breast cancer"}, NONE_AT_ALL),
        ({"admits": "Breast cancer that has never been treated"}, NONE_AT_ALL),
        ({"admits": "A measurable lesion in a place that has not been treated"}, {}),
        ({"admits": "No previous treatment before surgery"}, NONE_AT_ALL),
        ({"admits": "Systemic therapy naive in the metastatic setting"}, {"systemic/advanced": (0, 0)}),
        ({"bars": "Ongoing or prior cancer treatment"}, NONE_AT_ALL),
        ({"bars": "Systemic treatment prior to study entry"}, NONE_AT_ALL),
        ({"bars": "Prior, planned or ongoing chemotherapy"}, {"chemotherapy/any": (0, 0)}),
        ({"bars": "Planned or ongoing chemotherapy"}, {}),
        ({"bars": "Use of chemotherapy prior to randomisation"}, {"chemotherapy/any": (0, 0)}),
        ({"bars": "Chemotherapy prior to surgery"}, {}),
        ({"bars": "Chemotherapy for this breast cancer"}, {"chemotherapy/any": (0, 0)}),
        ({"bars": "Chemotherapy for metastatic disease. More than two prior regimens"}, {"systemic/any": (0, 2)}),
        ({"admits": "Chemotherapy for metastatic disease has not been given"}, {"chemotherapy/advanced": (0, 0)}),
        (
            {"bars": "Women must not have received systemic therapy for metastatic disease"},
            {"systemic/advanced": (0, 0)},
        ),
        ({"bars": "Must be treatment-naive in the metastatic setting"}, {"systemic/advanced": (0, 0)}),
        ({"bars": "Recurrent breast cancer with a history of chemotherapy"}, {}),
        ({"bars": "Receiving any other antitumour therapy"}, {}),
        ({"admits": "0 prior lines in the metastatic setting"}, {"systemic/advanced": (0, 0)}),
        ({"admits": "First-line treatment of metastatic disease with letrozole"}, {"systemic/advanced": (0, 0)}),
        ({"admits": "Receiving first or second line therapy of metastatic disease"}, {"systemic/advanced": (0, 1)}),
        ({"admits": "Planned second-line therapy of metastatic disease"}, {"systemic/advanced": (1, 1)}),
        ({"admits": "Tissue kept before the start of first-line therapy of metastatic disease"}, {}),
        ({"admits": "Must have completed first-line therapy"}, {"systemic/advanced": (1, None)}),
        ({"admits": "Must have failed second-line chemotherapy"}, {"chemotherapy/advanced": (2, None)}),
        ({"title": "Breast cancer, second-line treatment of metastatic disease"}, {"systemic/advanced": (1, 1)}),
        (
            {"title": "Maintenance in metastatic breast cancer after first-line chemotherapy"},
            {"chemotherapy/advanced": (1, 1)},
        ),
        ({"title": "Drug X after drug Y in untreated breast cancer"}, {}),
        (
            {"title": "Drug X after induction in previously untreated metastatic breast cancer"},
            {"systemic/advanced": (0, 0)},
        ),
        ({"admits": "Progressed after up to 3 lines of endocrine therapy"}, {"endocrine/any": (1, 3)}),
        ({"admits": "Two or fewer prior regimens for metastatic disease"}, {"systemic/advanced": (0, 2)}),
        ({"admits": "One prior line of systemic therapy is required"}, {"systemic/any": (1, None)}),
        (
            {"admits": "Relapse on one or more lines of endocrine therapy for metastatic disease: or on tamoxifen"},
            {"endocrine/advanced": (1, None)},
        ),
        (
            {"bars": "Systemic non-hormonal therapy for metastatic disease. Up to one endocrine line is allowed"},
            {"systemic/advanced": (0, 0), "endocrine/any": (0, 1)},
        ),
        (
            {"admits": "At least one prior line, and refractory or ineligible for what is left"},
            {"systemic/any": (1, None)},
        ),
        ({"admits": "High grade carcinoma after at least one prior line"}, {"systemic/any": (1, None)}),
        (
            {"admits": "Not treated with chemotherapy (adjuvant chemotherapy is allowed)"},
            {"chemotherapy/advanced": (0, 0)},
        ),
        (
            {"admits": "No prior chemotherapy in the adjuvant or metastatic setting"},
            {"chemotherapy/any": (0, 0)},
        ),
        ({"bars": "Prior systemic therapy, except in the adjuvant setting"}, {"systemic/advanced": (0, 0)}),
        ({"admits": "Naive to systemic therapy in the metastatic setting"}, {"systemic/advanced": (0, 0)}),
        ({"admits": "Prior chemotherapy for metastatic disease is not allowed"}, {"chemotherapy/advanced": (0, 0)}),
        ({"admits": "Other chemotherapy regimens are not allowed"}, {}),
        ({"admits": "Number of prior lines of systemic therapy: at least 1"}, {"systemic/any": (1, None)}),
        (
            {"admits": "Prior chemotherapy for metastatic disease is allowed (maximum of 2 lines)"},
            {"chemotherapy/advanced": (0, 2)},
        ),
        (
            {"admits": "Any number of endocrine lines, up to 2 prior lines of chemotherapy"},
            {"chemotherapy/any": (0, 2)},
        ),
        ({"admits": "Up to 2 prior lines of chemotherapy, no limit on its lines in the adjuvant setting"}, {}),
        ({"admits": "1 to 3 prior lines of non-endocrine-based therapy"}, {"systemic/any": (1, 3)}),
        (
            {"admits": "HER2+ gastric cancer\n* TNBC - after >1 systemic therapy that must include a taxane"},
            {"systemic/any": (2, None)},
        ),
        ({"bars": "Prior systemic therapy for breast cancer other than a biopsy or surgery"}, NONE_AT_ALL),
        ({"bars": "Prior exposure to chemotherapy"}, {"chemotherapy/any": (0, 0)}),
        ({"bars": "Prior exposure to the selected chemotherapy"}, {}),
        ({"bars": "Prior exposure to an ADC containing a chemotherapy"}, {}),
        ({"bars": "Prior chemotherapy for any cancer"}, {"chemotherapy/any": (0, 0)}),
        ({"bars": "Poor memory due to prior treatment for any cancer"}, {}),
        ({"bars": "Chemotherapy has already been started"}, {"chemotherapy/any": (0, 0)}),
        ({"bars": "Previous breast cancer treatment"}, NONE_AT_ALL),
        ({"bars": "Previously treated for this breast cancer"}, NONE_AT_ALL),
        ({"admits": "Chemotherapy-naive women about to have adjuvant chemotherapy"}, {"chemotherapy/any": (0, 0)}),
        ({"admits": "No antitumour treatment before surgery"}, NONE_AT_ALL),
        ({"bars": "Took a herb for antitumour therapy prior to enrolment"}, {}),
        ({"bars": "Prior antitumour therapy < 2 weeks"}, {}),
        ({"bars": "Received other antitumour treatments"}, {}),
        ({"bars": "Prior anti-HER2 therapy for metastatic disease"}, {"anti_her2/advanced": (0, 0)}),
        ({"admits": "Metastatic breast cancer without any prior treatment"}, {"systemic/advanced": (0, 0)}),
        ({"bars": "Metastatic breast cancer without any prior treatment"}, {}),
        ({"bars": "Prior HER2-directed topoisomerase antibody-drug conjugates are not permitted"}, {}),
        ({"bars": "Women who were never treated with chemotherapy for metastatic disease"}, {}),
        ({"bars": "Prior therapy with other HER2-targeted drugs"}, {}),
        ({"bars": "Prior chemotherapy or brain irradiation"}, {"chemotherapy/any": (0, 0)}),
        ({"admits": "Not previously treated (not even by steroids)"}, NONE_AT_ALL),
        (
            {"title": "Cohort of metastatic breast cancer", "admits": "Receiving first-line chemotherapy"},
            {"chemotherapy/advanced": (0, 0)},
        ),
        ({"title": "Metastatic breast cancer", "admits": "Stable disease on first-line chemotherapy"}, {}),
        (
            {
                "admits": "Up to 2 prior lines for locally advanced or metastatic disease (if relapse came within "
                "6 months of adjuvant therapy, that counts)"
            },
            {"systemic/advanced": (0, 2)},
        ),
        ({"title": "Drug X in previously treated or previously untreated metastatic breast cancer"}, {}),
        ({"admits": "One or no prior regimen for metastatic disease"}, {"systemic/advanced": (0, 1)}),
        ({"admits": "Exactly one prior line of systemic therapy"}, {"systemic/any": (1, 1)}),
        (
            {"admits": "Progression after one, and only one, prior regimen of chemotherapy"},
            {"chemotherapy/any": (1, 1)},
        ),
        ({"bars": "Fewer than 2 prior regimens for metastatic disease"}, {"systemic/advanced": (2, None)}),
        (
            {"admits": "Prior chemotherapy regimens for MBC: minimum 1, maximum 3"},
            {"chemotherapy/advanced": (1, 3)},
        ),
        (
            {"admits": "No more than one prior chemotherapy regimen and two prior hormonal regimens for MBC"},
            {"chemotherapy/advanced": (0, 1), "endocrine/advanced": (0, 2)},
        ),
        ({"admits": "Up to one prior ADC is allowed"}, {"adc/any": (0, 1)}),
        ({"admits": "Relapse after at least 1 prior ADC for metastatic disease"}, {"adc/advanced": (1, None)}),
        (
            {"bars": "Prior systemic therapy for metastatic disease, except for one cycle of chemotherapy"},
            {"systemic/advanced": (0, 0)},
        ),
        ({"admits": "Failed second-line or above treatment"}, {"systemic/advanced": (2, None)}),
        ({"admits": "Progressed after first-line therapy or above"}, {"systemic/advanced": (1, None)}),
        (
            {"title": "Drug X as second-line treatment and beyond in metastatic breast cancer"},
            {"systemic/advanced": (1, None)},
        ),
        ({"admits": "Treatment-naive women with stage II disease"}, NONE_AT_ALL),
        (
            {"admits": "Prior therapy for ABC is limited to one endocrine line and one line of chemotherapy"},
            {"endocrine/advanced": (0, 1), "chemotherapy/advanced": (0, 1)},
        ),
        ({"admits": "Chemotherapy for ABC is restricted to a single line"}, {"chemotherapy/advanced": (0, 1)}),
        ({"admits": "Number of prior lines for ABC must not exceed three"}, {"systemic/advanced": (0, 3)}),
        ({"admits": "One and only one prior chemotherapy regimen"}, {"chemotherapy/any": (1, 1)}),
        (
            {"admits": "For all cohorts: no more than 2 prior chemotherapy regimens"},
            {"chemotherapy/any": (0, 2)},
        ),
        ({"bars": "More than 5 prior lines of cytotoxic or targeted therapy"}, {}),
        ({"bars": "Has not received any chemotherapy for metastatic disease"}, {"chemotherapy/advanced": (1, None)}),
        ({"bars": "Other cancers: those who have not received chemotherapy for metastases may be included"}, {}),
        (
            {"admits": "Eligible for a first line of chemotherapy for metastatic disease"},
            {"chemotherapy/advanced": (0, 0)},
        ),
        ({"admits": "No prior endocrine therapy in any setting"}, {"endocrine/any": (0, 0)}),
        (
            {"title": "Drug X in patients with metastatic breast cancer after at least three prior lines of therapy"},
            {"systemic/any": (3, None)},
        ),
        (
            {"title": "Drug X in chemotherapy-naive patients with metastatic breast cancer"},
            {"chemotherapy/advanced": (0, 0)},
        ),
        (
            {"admits": "Those who have received chemotherapy for metastatic disease are not eligible"},
            {"chemotherapy/advanced": (0, 0)},
        ),
        ({"admits": "One (and only one) line of endocrine therapy is required"}, {"endocrine/any": (1, 1)}),
        (
            {"admits": "Chemotherapy lines in the advanced stage should be no more than 2 lines"},
            {"chemotherapy/advanced": (0, 2)},
        ),
        ({"admits": "No systemic treatment after recurrence"}, {"systemic/advanced": (0, 0)}),
        (
            {"bars": "More than 2 lines of endocrine therapy or more than 1 line of chemotherapy for ABC"},
            {"endocrine/advanced": (0, 2), "chemotherapy/advanced": (0, 1)},
        ),
        ({"admits": "HR+: at least one line of therapy\n* TNBC: at least one line of chemotherapy"}, {}),
        (
            {"title": "Metastatic breast cancer", "admits": "In first-line metastatic chemotherapy"},
            {"chemotherapy/advanced": (0, 0)},
        ),
        (
            {"admits": "No prior treatment for metastatic disease, with the exception of radiation"},
            {"systemic/advanced": (0, 0)},
        ),
        (
            {"admits": "Received one but no more than two lines of chemotherapy for metastatic disease"},
            {"chemotherapy/advanced": (1, 2)},
        ),
        ({"admits": "0, 1 or 2 prior lines of chemotherapy"}, {"chemotherapy/any": (0, 2)}),
        (
            {"admits": "Number of previous chemotherapy regimens for metastatic disease: 0-2"},
            {"chemotherapy/advanced": (0, 2)},
        ),
        ({"admits": "Endocrine therapy: up to one line for ABC"}, {"endocrine/advanced": (0, 1)}),
        ({"title": "Drug X as frontline treatment of metastatic breast cancer"}, {"systemic/advanced": (0, 0)}),
        (
            {"admits": "No chemotherapy for metastatic disease, or relapsed more than a year after adjuvant therapy"},
            {"chemotherapy/advanced": (0, 0)},
        ),
        (
            {"admits": "No prior systemic therapy for ABC (adjuvant therapy must have ended 12 months before)"},
            {"systemic/advanced": (0, 0)},
        ),
        ({"admits": "No systemic therapy within 4 weeks, or adjuvant therapy within 6 months"}, {}),
        ({"admits": "Must not have received more than second-line chemotherapy"}, {}),
    ],
)
def test_lines_of_earlier_treatment(told: dict[str, str], expected: dict[str, object]) -> None:
    assert asked("prior_lines", **told) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("1 to 3 prior lines of chemotherapy", "2 to 5 prior lines of chemotherapy", {"chemotherapy/any": (1, 5)}),
        ("No more than 3 prior lines", "At least 2 prior lines", {}),
        ("No more than 3 prior lines", "Stage IV disease", {}),
        ("No more than 3 prior lines", "Lung cancer", {"systemic/any": (0, 3)}),
        ("At least 2 (maximum 4) previous lines", "At least 1 previous line", {"systemic/any": (1, None)}),
    ],
)
def test_limits_of_all_cohorts_are_one_of_the_trial(first: str, second: str, expected: dict[str, object]) -> None:
    text = f"Inclusion Criteria:\n\n* Cohort 1:\n  * {first}\n* Cohort 2:\n  * {second}\n"
    assert read(Listing(official_title="Breast cancer", eligibility=text)).stated("prior_lines") == expected


def test_a_wash_out_above_holds_for_what_follows() -> None:
    text = "Exclusion Criteria:\n\n* Within 14 days before the first dose:\n  * Any prior chemotherapy\n"
    assert read(Listing(official_title="Breast cancer", eligibility=text)).stated("prior_lines") == {}


@pytest.mark.parametrize("title", ["Protons for previously irradiated tumours", "Stereotactic reirradiation"])
def test_rays_after_rays_say_so_in_the_title(title: str) -> None:
    assert asked("prior_therapy", title=title) == {"radiotherapy": "required"}


def test_what_may_not_be_given_beside_is_no_earlier_treatment() -> None:
    text = "Inclusion Criteria:\n\n* No concurrent radiotherapy to any of these:\n\n  * Pelvic radiotherapy\n"
    assert read(Listing(brief_title="Breast cancer", eligibility=text)).stated("prior_therapy") == {}


def test_what_was_had_is_read_below_a_heading_about_what_is_taken_now() -> None:
    text = "Exclusion Criteria:\n\n* Concomitant drugs:\n\n  * Any prior treatment with olaparib\n"
    found = read(Listing(brief_title="Breast cancer", eligibility=text)).stated("prior_therapy")
    assert found == {"olaparib": "excluded"}


def test_a_limit_of_one_cohort_stays_open() -> None:
    text = "Inclusion Criteria:\n\n* Cohort 1:\n  * No more than 3 prior lines\n* Cohort 2:\n  * Stage IV disease\n"
    found = read(Listing(official_title="Breast cancer", eligibility=text)).get("prior_lines", "systemic/any")
    assert found is not None
    assert (found.value, found.state, found.evidence[0].cohort) == ((0, 3), "unclear", "Cohort 1")


def test_an_exclusion_below_any_of_these_is_no_way_in() -> None:
    text = "Exclusion Criteria:\n\n* Any of the following:\n  * Prior chemotherapy for metastatic disease\n"
    assert read(Listing(official_title="Breast cancer", eligibility=text)).stated("prior_lines") == {
        "chemotherapy/advanced": (0, 0)
    }


def test_kinds_below_a_line_about_metastatic_disease_are_none_for_it() -> None:
    text = (
        "Exclusion Criteria:\n\n* Prior treatment for metastatic disease with any of:\n"
        "  * chemotherapy\n  * endocrine therapy\n* Pregnancy\n"
    )
    assert read(Listing(official_title="Breast cancer", eligibility=text)).stated("prior_lines") == dict.fromkeys(
        ("chemotherapy/advanced", "endocrine/advanced"), (0, 0)
    )


def test_a_limit_below_a_heading_for_all_parts_is_one_of_the_trial() -> None:
    text = "Inclusion Criteria:\n\nAll study parts:\n\n* No more than 3 prior regimens\n\nPart 2 only:\n\n* Stage IV\n"
    assert read(Listing(official_title="Breast cancer", eligibility=text)).stated("prior_lines") == {
        "systemic/any": (0, 3)
    }


def test_escalation_and_expansion_together_are_all() -> None:
    text = "Inclusion Criteria:\n\nDose escalation and expansion:\n\n* At most 3 prior lines\n\nPart C:\n\n* Stage IV\n"
    assert read(Listing(official_title="Breast cancer", eligibility=text)).stated("prior_lines") == {
        "systemic/any": (0, 3)
    }


def test_a_limit_below_a_line_about_a_subtype_is_none_of_the_trial() -> None:
    text = "Inclusion Criteria:\n\n* If the cancer is ER positive:\n  * At least one prior endocrine regimen\n"
    assert read(Listing(official_title="Breast cancer", eligibility=text)).stated("prior_lines") == {}


def test_a_limit_below_a_line_about_some_arms_is_none_of_the_trial() -> None:
    text = "Exclusion Criteria:\n\n* Arms A and B only:\n  * More than one prior chemotherapy regimen\n"
    assert read(Listing(official_title="Breast cancer", eligibility=text)).stated("prior_lines") == {}


def test_a_first_line_trial_of_another_cancer_says_nothing() -> None:
    title = "Drug X in solid tumours including breast, and first-line in advanced lung cancer"
    assert asked("prior_lines", title=title) == {}


def test_a_first_line_trial_says_so_in_its_title() -> None:
    assert asked("prior_lines", title="First-line treatment of metastatic breast cancer") == {
        "systemic/advanced": (0, 0)
    }


def test_no_use_of_a_treatment_is_none_had() -> None:
    assert asked("prior_therapy", admits="No use of chemotherapy for metastatic disease") == {
        "chemotherapy": "excluded"
    }
    assert asked("prior_therapy", admits="No concurrent use of chemotherapy") == {}


def test_treatment_of_an_earlier_cancer_is_none_of_this_one() -> None:
    assert asked("prior_therapy", bars="Previous malignant disease that needed chemotherapy in the last 3 years") == {}


def test_cell_and_gene_therapy_is_cell_therapy() -> None:
    assert asked("prior_therapy", bars="Prior cell and gene therapy") == {"cell_therapy": "excluded"}
