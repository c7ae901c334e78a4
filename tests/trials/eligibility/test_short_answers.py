"""Questions with one answer, and the lists of stages, markers and modalities."""

from __future__ import annotations

import pytest

from tests.trials.eligibility.asked import asked, reading
from trials.eligibility import Listing, read


@pytest.mark.parametrize(
    ("told", "highest"),
    [
        ({"admits": "ECOG performance status 0-1"}, 1),
        ({"admits": "ECOG 0, 1 or 2"}, 2),
        ({"admits": "WHO performance status ≤ 2"}, 2),
        ({"admits": r"Eastern Cooperative Oncology Group (ECOG) performance status of =\< 1"}, 1),
        ({"admits": "ECOG performance status of less than 2"}, 1),
        ({"admits": "Zubrod performance status 0 to 2"}, 2),
        ({"bars": "ECOG performance status of 2 or more"}, 1),
        ({"bars": "ECOG > 2"}, 2),
        ({"admits": "ECOG performance status less than or equal to two"}, 2),
        ({"bars": "Performance index > 2 according to WHO"}, 2),
        ({"admits": "Good general condition: OMS =< 2"}, 2),
        ({"admits": r"ECOG performance \</= 1 at screening"}, 1),
        ({"admits": "The score of the Eastern Oncology Group (ECOG) was ≤1 points"}, 1),
        ({"admits": r"ECOG \</= 2"}, 2),
        ({"admits": "ECOG equal or < 2"}, 2),
        ({"admits": "Cooperative group (ECOG) physical fitness scores of 0, 1 or 2"}, 2),
        ({"admits": "ECOG performance status 0 or 1 or Karnofsky of 80 or more (in glioblastoma)"}, 1),
        ({"bars": "Eligible are:\nECOG performance status 0-1"}, 1),
        ({"admits": "ECOG performance status in 0 or 1"}, 1),
        ({"admits": "ECOG performance status of 0-1 in part 1; 0-2 in part 2"}, 2),
        ({"admits": "ECOG performance status of 0 or 1 in the first two parts, and 0, 1, 2 in the third"}, 2),
        ({"admits": "ECOG performance status of PS </ 2"}, 2),
        ({"admits": "ECOG performance status 0-1 (escalation cohorts) or 0-2 (expansion cohorts)"}, 2),
        ({"admits": "ECOG performance status score: Phase I dose escalation: 0-1. Phase II dose expansion: 0-2."}, 2),
    ],
)
def test_the_highest_performance_status(told: dict[str, str], highest: int) -> None:
    assert asked("performance", **told) == {"": highest}  # type: ignore[arg-type]


def test_the_grade_of_a_tumour_is_no_performance_status() -> None:
    assert asked("performance", admits="Tumours of WHO grade 3 or 4") == {}


def test_karnofsky_alone_is_no_answer() -> None:
    assert asked("performance", bars="Patients who score a 4 or above on a scale of pain") == {}
    assert asked("performance", admits="Karnofsky performance status of 70 or more") == {}


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ({"admits": "Measurable disease per RECIST 1.1"}, "required"),
        ({"admits": "Measurable or evaluable disease"}, "bone_only_ok"),
        ({"admits": "Measurable or non-measurable disease"}, "bone_only_ok"),
        ({"admits": "Measurable disease\nBone-only disease is allowed"}, "bone_only_ok"),
        ({"admits": "Measurable disease is not required"}, "bone_only_ok"),
        (
            {"admits": "At least 1 measurable lesion. Patients without measurable but evaluable disease are allowed"},
            "bone_only_ok",
        ),
        ({"bars": "Absence of measurable disease"}, "required"),
        ({"bars": "Patients with only non-measurable disease"}, "required"),
        ({"admits": "Measurable disease", "bars": "Non-measurable disease, except for bone-only disease"}, "required"),
        ({"admits": "Evaluable disease (measurable disease or bone-only disease)"}, "bone_only_ok"),
        ({"admits": "Bone-only disease is allowed if it has a soft tissue part that is measurable"}, "required"),
        ({"admits": "Must have measurable and evaluable disease"}, "required"),
        ({"admits": "Disease evaluable by CT, with at least one measurable lesion"}, "required"),
        ({"admits": "At least one measurable or evaluable lesion"}, "bone_only_ok"),
        ({"admits": "At least one assessable tumor lesion"}, "bone_only_ok"),
        ({"admits": "Evaluable disease, either measurable by a scan or by tumor markers"}, "bone_only_ok"),
        (
            {
                "admits": "Evaluable disease: measurable disease, only once per site, or else people with "
                "predominantly bone disease are allowed"
            },
            "bone_only_ok",
        ),
        ({"admits": "Measurable disease, or lesions in bone only even if they are non-measurable"}, "bone_only_ok"),
        ({"admits": "Measurable (by RECIST) or non-measurable disease"}, "bone_only_ok"),
        ({"admits": "Measurable and evaluable disease"}, "required"),
        ({"admits": "Measurable or non-measurable disease by RECIST, or the criteria for lymphoma"}, "bone_only_ok"),
        (
            {"admits": "A measurable lesion, or disease evaluable by the working group (multiple myeloma only)"},
            "required",
        ),
        (
            {"admits": "A measurable lesion, or mostly bone disease (with or without other lesions) is allowed"},
            "bone_only_ok",
        ),
        (
            {
                "admits": "At least one measurable metastasis of the brain\n"
                "Patients may have measurable or non-measurable extracranial disease"
            },
            "required",
        ),
        (
            {"admits": "One measurable lesion\nBisphosphonates allowed if bone lesions are not the only target lesion"},
            "required",
        ),
        ({"admits": "A lesion that can be accurately measured"}, "required"),
        ({"admits": "Phase 1: measurable disease\nPhase 2: measurable disease"}, "required"),
        ({"admits": "At least one target lesion by CT"}, "required"),
        ({"admits": "Lesions that can be accurately measured"}, "required"),
        ({"admits": "Women with bone metastases only must have a lytic part"}, "bone_only_ok"),
        ({"admits": "A lesion that has not been irradiated and can be accurately measured"}, "required"),
        ({"admits": "The disease must be measured by standard criteria"}, "required"),
        ({"admits": "Measurable (by RECIST) cancer with the change found in tumor tissue"}, "required"),
        ({"admits": "A target lesion as defined by the response criteria"}, "required"),
        ({"admits": "For women with bone-only disease, lesions must be lytic and in part measurable"}, "bone_only_ok"),
    ],
)
def test_measurable_disease(told: dict[str, str], value: str) -> None:
    assert asked("measurable", **told) == {"": value}  # type: ignore[arg-type]


def test_what_is_counted_as_measurable_is_not_asked() -> None:
    assert asked("measurable", admits="Definition of disease (or measurable disease)") == {}
    assert asked("measurable", admits="Irradiated lesions are not considered measurable or non-measurable") == {}


def test_measurable_disease_below_a_line_about_who_is_eligible() -> None:
    text = "Inclusion Criteria:\n\n* Eligible are participants who meet these:\n  * One measurable lesion\n"
    assert read(Listing(official_title="Breast cancer", eligibility=text)).stated("measurable") == {"": "required"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Expansion part only: measurable disease",
        "Phase 2 - All must have measurable disease",
        "Measurable disease by the usual criteria (Part B)",
    ],
)
def test_measurable_disease_of_one_part_is_not_asked_of_all(sentence: str) -> None:
    assert asked("measurable", admits=sentence) == {}


def test_the_lesion_that_is_treated_need_not_be_measurable() -> None:
    assert asked("measurable", admits="The target lesion must be within reach of the probe") == {}


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ({"bars": "Leptomeningeal disease"}, "excluded"),
        ({"bars": "Untreated or active brain or leptomeningeal metastases"}, "excluded"),
        ({"bars": "Cancer meningitis or compression of the spinal cord"}, "excluded"),
        ({"bars": "Brain metastases or carcinomatous meningitis, except those that are stable"}, "excluded"),
        ({"bars": "Leptomeningeal disease (LMD) unless the LMD is treated and gives no symptoms"}, "allowed"),
        (
            {
                "bars": "Active meningeal metastases. Patients with meningeal disease are allowed if it is stable "
                "(no steroids for symptoms of the meninges)"
            },
            "allowed",
        ),
        ({"admits": "Leptomeningeal disease that does not need steroids is allowed"}, "allowed"),
        (
            {"bars": "Untreated leptomeningeal disease. Those treated before for these conditions are permitted"},
            "allowed",
        ),
    ],
)
def test_leptomeningeal_disease(told: dict[str, str], value: str) -> None:
    assert asked("leptomeningeal", **told) == {"": value}  # type: ignore[arg-type]


@pytest.mark.parametrize("who", ["For some parts of the study only", "Part B only"])
def test_leptomeningeal_disease_kept_out_of_some_parts_is_not_kept_out(who: str) -> None:
    assert asked("leptomeningeal", bars=f"{who}: active leptomeningeal disease") == {}


def test_what_disqualifies_is_an_exclusion() -> None:
    text = "Inclusion Criteria:\n\n* Adults\n\nWhoever has these will be disqualified:\n\n* Leptomeningeal disease\n"
    assert read(Listing(eligibility=text)).stated("leptomeningeal") == {"": "excluded"}


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ({"admits": "Postmenopausal women"}, "post_only"),
        ({"admits": "Premenopausal women must receive goserelin"}, "any_with_suppression"),
        ({"admits": "Pre- or perimenopausal women may enter when they take an LHRH agonist"}, "any_with_suppression"),
        ({"admits": "Premenopausal women"}, "pre_only"),
        ({"admits": "Menopausal status confirmed\nPostmenopausal\nNo patients with premenopausal status"}, "post_only"),
        ({"bars": "Is not post-menopausal (post-menopause is a year without menses)"}, "post_only"),
        ({"admits": "Women defined as premenopausal by the local guideline"}, "pre_only"),
        ({"admits": "Premenopausal women\nEach site tests all pre-menopausal women for the gene"}, "pre_only"),
        ({"title": "Goserelin for premenopausal women", "admits": "Premenopausal before goserelin began"}, "pre_only"),
        ({"admits": "Patients must be premenopausal or perimenopausal\nPremenopausal women get goserelin"}, "pre_only"),
        (
            {"admits": "Currently postmenopausal (as defined by the guideline). Ovarian suppression (OFS) is allowed"},
            "any_with_suppression",
        ),
        (
            {"admits": "Women of childbearing potential must be tested and commit to take goserelin for two years"},
            "any_with_suppression",
        ),
        (
            {
                "title": "Ribociclib for premenopausal women",
                "admits": "Postmenopausal women\nOn ovarian suppression: also eligible",
            },
            "any_with_suppression",
        ),
        ({"admits": "Premenopausal women\nWomen who are not postmenopausal by their hormone levels"}, "pre_only"),
        ({"bars": "In pre- or perimenopausal women: known hypersensitivity to LHRH agonists"}, "any_with_suppression"),
        (
            {"admits": "Postmenopausal women\nWomen on suppression of the ovaries (ovarian suppression) also qualify"},
            "any_with_suppression",
        ),
        (
            {"admits": "Women of childbearing potential must be willing to undergo medically induced menopause"},
            "any_with_suppression",
        ),
        ({"admits": "Women must take goserelin or be postmenopausal"}, "any_with_suppression"),
    ],
)
def test_menopause(told: dict[str, str], value: str) -> None:
    assert asked("menopause", **told) == {"": value}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "sentence",
    [
        "Women will be considered post-menopausal if they had no periods for 12 months",
        "Postmenopausal status, if not known, is to be confirmed by a test",
        "Women must be postmenopausal, surgically sterile or use contraception",
        "Patients may be premenopausal or postmenopausal",
        "Adult women (pre-/peri-/ and post-menopausal), and adult men",
        "Pre- or post - menopausal women",
        "Cohort A: postmenopausal women",
        "Have been postmenopausal for at least one year, OR",
        "Postmenopausal women must be without menses for 12 months before they count as infertile",
        "Women who have not been naturally postmenopausal for 24 months need a test",
        "A test of pregnancy, or postmenopausal status. Postmenopausal is defined as no menses for a year",
        "Women of childbearing potential (not postmenopausal) have their human chorionic gonadotropin measured",
        "Women under 50 would be consider postmenopausal with levels of luteinizing hormone in the usual range",
        "Women over 50 are considered postmenopausal when they had no menses for a year",
    ],
)
def test_menopause_in_passing_is_no_answer(sentence: str) -> None:
    assert asked("menopause", admits=sentence) == {}


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ({"admits": "Men and women aged 18 or over"}, "yes"),
        ({"admits": "Male participants must use condoms"}, "yes"),
        ({"admits": "Must be FEMALE"}, "no"),
        ({"bars": "A male participant is excluded if that participant does not agree to use condoms"}, "yes"),
        ({"admits": "Males sexually active with a woman must agree to use contraception"}, "yes"),
        ({"bars": "Male patient"}, "no"),
        ({"admits": "Adults of 18 years or more regardless of gender"}, "yes"),
        ({"bars": "Male breast cancer"}, "no"),
        ({"bars": "Premenopausal women or male participants who have a known hypersensitivity to goserelin"}, "yes"),
        ({"bars": "Pregnant, or intends to father children during the study"}, "yes"),
        ({"admits": "Women with a breast tumour", "bars": "Pregnant, or intends to father children"}, "no"),
        ({"admits": "Interviews: women"}, "no"),
        ({"bars": "Women who can bear a child. The study is for postmenopausal women who take letrozole"}, "no"),
        ({"admits": "Women aged 18 or over"}, "no"),
        ({"bars": "Pregnancy\nMust be FEMALE"}, "no"),
        ({"admits": "Men and women aged 18 or over", "bars": "Must be FEMALE"}, "yes"),
        ({"admits": "Males sexually active with women must use a condom"}, "yes"),
        ({"admits": "Men and women", "bars": "Men who are to have docetaxel at once are excluded"}, "yes"),
        ({"admits": "Participants capable of producing sperm must use a condom"}, "yes"),
        ({"admits": "Sperm-producing patients agree not to donate any"}, "yes"),
    ],
)
def test_men(told: dict[str, str], value: str) -> None:
    assert asked("men", **told) == {"": value}  # type: ignore[arg-type]


def test_the_lining_of_the_womb_is_no_cancer_of_it() -> None:
    title = "Prevention of endometrial pathology in women with breast cancer"
    assert asked("scope", title=title) == {"": "only"}


@pytest.mark.parametrize(("condition", "value"), [("Breast Cancer Female", {"": "no"}), ("Breast Cancer", {})])
def test_a_condition_may_be_of_women(condition: str, value: dict[str, str]) -> None:
    told = Listing(nct_id="NCT99000001", official_title="A study", conditions=(condition,), eligibility="* ECOG 0-1")
    assert read(told).stated("men") == value


def test_women_in_one_cohort_say_nothing_about_men() -> None:
    assert asked("men", admits="Cohort A: women with ovarian cancer") == {}


def test_women_who_need_no_test_say_nothing_about_men() -> None:
    assert asked("men", admits="Females who are surgically sterilized do not need this test") == {}


def test_who_counts_as_postmenopausal_says_nothing_about_men() -> None:
    assert asked("men", admits="Women under 50 would be considered postmenopausal without menses for a year") == {}


def test_what_is_asked_of_women_says_nothing_about_men() -> None:
    assert asked("men", admits="Female participants are required to have ovarian suppression with goserelin") == {}


def test_partners_of_women_say_nothing_about_men() -> None:
    assert asked("men", admits="Their partners with sperm-producing capacity must use a condom") == {}
    assert asked("men", admits="Women of childbearing potential whose male partner is sterile") == {}


@pytest.mark.parametrize(
    ("title", "stages"),
    [
        ("A study in metastatic breast cancer", {"metastatic"}),
        ("A study in advanced breast cancer", {"locally_advanced", "metastatic"}),
        ("A study in locally advanced or metastatic breast cancer", {"locally_advanced", "metastatic"}),
        ("Neoadjuvant therapy of breast cancer", {"early"}),
        ("A study in stage I-III breast cancer", {"early"}),
        ("A study in stage IV breast cancer", {"metastatic"}),
        ("A study in breast cancer", set()),
        ("A study in early-stage or locally advanced breast cancer", {"early", "locally_advanced"}),
        ("Minimal residual disease and early cancer detection", set()),
        ("Post-operative yoga in breast cancer", {"early"}),
        ("PET of lymph node metastases in early breast cancer", {"early"}),
        ("A nerve block in patients undergoing breast cancer surgery", {"early"}),
        ("Capecitabine in advanced breast cancer with brain metastases", {"metastatic"}),
        ("Capecitabine in advanced breast cancer with or without brain metastases", {"locally_advanced", "metastatic"}),
        ("Prevention of brain metastases in advanced breast cancer", {"locally_advanced", "metastatic"}),
        ("Trastuzumab in early and metastatic HER2-positive breast cancer", {"early", "metastatic"}),
        ("Radiotherapy of localized breast cancer", {"early"}),
        ("Fulvestrant in recurrent or metastatic breast cancer", {"locally_advanced", "metastatic"}),
        ("Imaging of relapsed/refractory or metastatic solid tumors", {"locally_advanced", "metastatic"}),
        ("A drug for un-resectable and/or metastatic breast cancer", {"locally_advanced", "metastatic"}),
    ],
)
def test_stages(title: str, stages: set[str]) -> None:
    assert set(asked("stage", title=title)) == stages


@pytest.mark.parametrize(
    "barred",
    [
        "The presence of metastatic disease",
        "Having distant metastasis",
        "Diagnosed with stage IV breast cancer",
        "Active metastases",
        "Develops distant metastases",
        "Women who have advanced or metastatic breast cancer",
        "Metastatic disease or other active cancer",
        "Bilateral, inflammatory or metastatic breast cancer",
        "Presence of distant organ metastases",
    ],
)
def test_those_who_may_not_have_metastases_have_early_disease(barred: str) -> None:
    assert set(asked("stage", bars=barred)) == {"early"}


@pytest.mark.parametrize("sentence", ["No distant metastases", "Without evidence of metastatic disease (M0)"])
def test_those_who_have_no_metastases_have_early_disease(sentence: str) -> None:
    assert set(asked("stage", admits=sentence)) == {"early"}
    title = "Radiotherapy of locally advanced breast cancer"
    assert set(asked("stage", title=title, admits=sentence)) == {"locally_advanced"}


@pytest.mark.parametrize(
    ("sentence", "stages"),
    [
        ("Planned to undergo breast tumor surgery", {"early"}),
        ("Initiating neoadjuvant chemotherapy, followed by an operation", {"early"}),
        ("Receiving chemotherapy, adjuvant or metastatic", {"early", "metastatic"}),
        ("Completed all treatment for stage 0-III breast cancer", {"early"}),
        ("Eligible for neoadjuvant treatment", {"early"}),
        ("An invasive breast cancer of T1N0M0", {"early"}),
        ("A diagnosis of in situ or invasive breast cancer", {"early"}),
        ("Undergoing prophylactic mastectomy", set()),
        ("Prior adjuvant chemotherapy is allowed", set()),
    ],
)
def test_what_is_done_in_early_disease_tells_the_stage_where_nothing_else_does(sentence: str, stages: set[str]) -> None:
    assert set(asked("stage", admits=sentence)) == stages
    title = "A study in metastatic breast cancer"
    assert set(asked("stage", title=title, admits=sentence)) == {"metastatic"}


@pytest.mark.parametrize(
    "barred",
    [
        "Metastatic cancer other than breast cancer",
        "Metastases requiring immediate surgery",
        "Metastatic lesions > 5 cm",
        "Stage 4 or 5 kidney disease",
    ],
)
def test_some_metastases_that_are_barred_leave_the_others(barred: str) -> None:
    assert set(asked("stage", admits="Metastatic breast cancer", bars=barred)) == {"metastatic"}


@pytest.mark.parametrize(
    ("criterion", "stages"),
    [
        ("Stage IV breast cancer", {"metastatic"}),
        ("Stage III or stage IV breast cancer", {"early", "locally_advanced", "metastatic"}),
        ("Incurable breast cancer of stage III or IV", {"locally_advanced", "metastatic"}),
        ("Unresectable or stage IV breast cancer", {"locally_advanced", "metastatic"}),
    ],
)
def test_stages_of_the_text_say_what_advanced_in_the_title_means(criterion: str, stages: set[str]) -> None:
    assert set(asked("stage", title="A talk for people with advanced cancer", admits=criterion)) == stages


@pytest.mark.parametrize(
    ("sentence", "stages"),
    [
        ("Diagnosis of breast cancer in I-III stage", {"early"}),
        ("Breast cancer of any clinical or pathologic stage", {"early", "locally_advanced", "metastatic"}),
        ("TNM (tumor, nodes, metastasis) pathologic stage pT1-3 pN1 M0 breast cancer", {"early"}),
        ("A history of stage 0-III breast cancer", {"early"}),
        ("Advanced (stage IV) breast cancer", {"metastatic"}),
        ("Disease progression, and a stage 2 slot is available", set()),
        ("The patient meets what is asked of participants for stage 2", set()),
        ("Stage 2 breast cancer", {"early"}),
        ("Breast cancer with no evidence of disease progression", set()),
        ("Non-metastatic or oligometastatic breast cancer", {"early", "metastatic"}),
        ("Stage II to IV breast cancer with a measurable primary tumour", {"early", "locally_advanced", "metastatic"}),
        ("Stage I-III breast cancer, or carcinoma in situ of the breast", {"early"}),
        ("Has received a diagnosis of breast cancer (stage I-IV)", {"early", "locally_advanced", "metastatic"}),
        ("Biopsy proven stage 1 or 2 breast cancer", {"early"}),
        ("Biopsy-confirmed locally advanced or metastatic breast cancer", {"locally_advanced", "metastatic"}),
        ("Breast carcinoma (biopsy or FNAC) proven, stage I-III", {"early"}),
        (
            "Diagnosis of stage (AJCC, 8th edition (2017)) I-IV breast cancer",
            {"early", "locally_advanced", "metastatic"},
        ),
        ("DCIS operated on in the last 5 years", {"early"}),
        (
            "Breast cancer of all stages, as long as a lumpectomy is possible",
            {"early", "locally_advanced", "metastatic"},
        ),
        ("Treatment-naive breast cancer, fit for neoadjuvant chemotherapy", {"early"}),
        ("Women scheduled for elective breast tumor surgery", {"early"}),
        ("Scheduled for definitive breast surgery", {"early"}),
        ("Women with early or locally advanced breast cancer", {"early", "locally_advanced"}),
        ("Breast cancer without evidence of metastatic disease", {"early"}),
        ("Breast cancer without metastases to the brain", set()),
        (
            "Locally advanced or metastatic breast cancer. Patients must have stage IV disease at diagnosis",
            {"metastatic"},
        ),
        ("Known or suspected primary or metastatic breast cancer", {"early", "metastatic"}),
        ("Early stage or advanced/metastatic breast cancer", {"early", "locally_advanced", "metastatic"}),
        ("Unresectable stage III or stage IV breast cancer", {"locally_advanced", "metastatic"}),
        (
            "Breast cancer of stage I-IV that is planned for resection or biopsy",
            {"early", "locally_advanced", "metastatic"},
        ),
        ("Patients with liver metastases may have an ALT of up to 5 times the ULN", set()),
        ("Participants undergoing screening for liver metastases of another cancer", set()),
        (
            "Locally advanced or metastatic breast cancer of known receptors, with a biopsy of a metastatic site",
            {"locally_advanced", "metastatic"},
        ),
        ("Absence of locally advanced disease", set()),
        ("A non-hematologic malignancy that is metastatic", {"metastatic"}),
        ("Inoperable locally advanced, or operable breast cancer", {"early", "locally_advanced"}),
        ("Locally advanced, inflammatory, or early stage breast cancer", {"early", "locally_advanced"}),
        ("Advanced or metastatic", {"locally_advanced", "metastatic"}),
    ],
)
def test_stages_of_a_criterion(sentence: str, stages: set[str]) -> None:
    assert set(asked("stage", admits=sentence)) == stages


def test_early_disease_is_proved_by_what_keeps_metastases_out() -> None:
    answer = reading(admits="Breast cancer", bars="Metastatic disease").get("stage", "early")
    assert answer is not None
    assert [each.quote for each in answer.evidence] == ["Metastatic disease"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"admits": "PIK3CA mutation in tumour tissue"}, {"PIK3CA": "required"}),
        ({"admits": "Germline BRCA1 or BRCA2 mutation"}, {"BRCA": "required"}),
        (
            {"admits": "Alteration in PIK3CA, AKT1 or PTEN"},
            {"PIK3CA": "alternative", "AKT1": "alternative", "PTEN": "alternative"},
        ),
        ({"bars": "Known deleterious BRCA mutation"}, {"BRCA": "excluded"}),
        ({"admits": "PD-L1 status must be known"}, {}),
        ({"bars": "Prior PD-L1 inhibitor"}, {}),
        ({"admits": "ESR1 mutation detected in blood"}, {"ESR1": "required"}),
        ({"admits": "Tissue for the measurement of HER3 expression"}, {}),
        ({"admits": "HER2-negative breast cancer, AR expression of 5% or more"}, {"AR": "required"}),
        ({"title": "Screening for BRCA1 and BRCA2 germline mutations in breast cancer"}, {}),
        ({"title": "Change in Ki-67 level under tamoxifen in breast cancer"}, {}),
        ({"title": "Breast cancer in BRCA1 mutation carriers and non-carriers"}, {}),
        ({"admits": "ERBB2 mutation in the absence of HER2 amplification makes ineligible"}, {}),
        ({"admits": "Breast cancer or MSI-high colorectal cancer"}, {}),
        ({"admits": "Solid tumours such as colorectal cancer (MSI-high)"}, {}),
        ({"admits": "A first-degree relative of somebody with a BRCA1 mutation"}, {}),
        (
            {"bars": "Gene mutations that raise the risk of the illness, such as BRCA1, PALB2 or TP53"},
            {"BRCA": "excluded", "PALB2": "excluded", "TP53": "excluded"},
        ),
        ({"bars": "A germline BRCA mutation and has received a PARP inhibitor"}, {}),
        (
            {"admits": "Breast cancer with PD-L1 CPS ≥ 10, must have received a taxane"},
            {"PD-L1": "alternative"},
        ),
        ({"admits": "An extension cohort of women with a BRCA mutation"}, {"BRCA": "alternative"}),
        (
            {"admits": "Mutations in PIK3CA for arm 1 and in ESR1 for arm 2"},
            {"PIK3CA": "alternative", "ESR1": "alternative"},
        ),
        ({"title": "Enzalutamide in patients with AR+ triple-negative or ER-low breast cancer"}, {"AR": "required"}),
        ({"title": "Solid tumours and breast cancer, including PIK3CA-mutant ones"}, {"PIK3CA": "alternative"}),
        ({"title": "Detection of folate receptor-positive cells in breast cancer"}, {}),
        ({"admits": "Breast cancer with an ALK or NTRK fusion"}, {"NTRK": "alternative"}),
        ({"admits": "T3 breast cancer that is of grade 3 or Ki-67 > 20%"}, {"Ki-67": "alternative"}),
        ({"admits": "Many lymphocytes in the breast cancer and/or PD-L1 expression"}, {"PD-L1": "alternative"}),
        ({"admits": "At least one of: a BRCA1 mutation, radiotherapy of the chest in youth"}, {"BRCA": "alternative"}),
        ({"admits": "A faulty gene of DNA repair (e.g. a BRCA2 mutation)"}, {"BRCA": "alternative"}),
        (
            {"admits": "BRCA2, PALB2, RAD51, ATM (loss of function)"},
            {"BRCA": "required", "PALB2": "required", "HRD": "required"},
        ),
        ({"admits": "HLA-A*02:01, 02:02, 02:03, 02:05, 02:06, 02:07 or 02:11 positive"}, {"HLA-A2": "required"}),
        ({"admits": "Prior documentation of a PIK3CA mutation"}, {"PIK3CA": "required"}),
        ({"bars": "Loss of the RB1 gene, found previously or at screening"}, {"RB1": "excluded"}),
        ({"admits": "An eligible ESR1 mutation in the blood"}, {"ESR1": "required"}),
        ({"admits": "ESR1 mutations (irrespective of other mutations)"}, {"ESR1": "required"}),
        ({"admits": "Any breast cancer irrespective of a PIK3CA mutation"}, {}),
        ({"admits": "Breast cancer that is non-MSI-high"}, {"MSI-H": "excluded"}),
        ({"admits": "Women willing to undergo genotyping for TP53 mutations"}, {}),
        ({"admits": "Breast cancer known to potentially express TROP2"}, {}),
        ({"admits": "Patients with a RET mutation must have progressed on a drug against it"}, {}),
        (
            {"title": "Women with HER2-negative metastatic breast cancer and germline BRCA mutations"},
            {"BRCA": "required"},
        ),
        ({"title": "Refractory FOLR1-overexpressing breast cancer"}, {"FOLR1": "required"}),
        ({"title": "Drug X in HER2-mutated or HER2-amplified breast cancer"}, {"ERBB2_mutation": "alternative"}),
        ({"admits": "HLA-A2 positive, unless treated in the third group"}, {"HLA-A2": "alternative"}),
        ({"admits": "A mutation of CDK12 and of a gene of the FANC family"}, {"CDK12": "required"}),
        ({"admits": "Patients with KRAS mutations must have already had a drug against it"}, {}),
        ({"title": "Drug X in breast cancer expressing PD-L1 at CPS less than 10"}, {"PD-L1": "excluded"}),
        ({"admits": "A tumour commonly associated with a TP53 mutation"}, {}),
        ({"admits": "Women with a BRCA2 mutation or a strong family history are eligible"}, {"BRCA": "alternative"}),
        (
            {"admits": "Other tumours may be included if they have documented TROP2 expression"},
            {"TROP2": "alternative"},
        ),
        ({"admits": "Eligible participants must have positive PD-L1 expression"}, {"PD-L1": "required"}),
        ({"admits": "Melanoma, liver cancer (Child-Pugh A), MSI-high solid tumours"}, {"MSI-H": "alternative"}),
        (
            {"admits": "Breast cancer\nOne of: melanoma, lung cancer, bladder cancer, MSI-high tumour (part 2 only)"},
            {"MSI-H": "alternative"},
        ),
        (
            {"title": "Drug X in solid cancers including breast, and with Y in PD-L1-positive metastatic melanoma"},
            {},
        ),
        ({"title": "Drug X in advanced cancers harboring HER2 alterations"}, {"ERBB2_mutation": "alternative"}),
        ({"admits": "Cohort 1: breast cancer with CPS ≥ 10"}, {"PD-L1": "alternative"}),
        (
            {
                "title": "Drug X in KRAS-mutated advanced solid tumors, with a focus on breast and lung cancer",
            },
            {"KRAS": "required"},
        ),
        ({"admits": "CCNE1 amplification (applicable to the expansion stage)"}, {"CCNE1": "alternative"}),
        ({"bars": "POLE-mutated tumours that show microsatellite instability"}, {}),
        ({"admits": "Archival tissue for retrospective confirmation of MSI-H disease"}, {}),
        ({"admits": "Preference will be given to those with a BRCA2 mutation"}, {}),
        (
            {
                "title": "Drug X in KRAS-mutant advanced solid tumors, among them breast cancer",
                "admits": "Part 1: solid tumors confirmed by histology, with a KRAS mutation",
            },
            {"KRAS": "required"},
        ),
        ({"admits": "Documentation of germline BRCA1 and BRCA2 mutation (gBRCAm) status for all participants"}, {}),
        (
            {
                "title": "Drug X in advanced solid tumors",
                "admits": "Histologically confirmed advanced solid tumors\nBRCA1-deficient breast cancer\n"
                "MSI-H solid tumors",
            },
            {"BRCA": "alternative", "MSI-H": "alternative"},
        ),
        ({"admits": "ESR1 mutation in plasma without clinical progression"}, {"ESR1": "required"}),
        ({"admits": "A cohort with PIK3CA-mutant and one with PIK3CA wild-type disease"}, {}),
        ({"admits": "Carriers of a BRCA mutation or a lifetime risk of 20 %"}, {"BRCA": "alternative"}),
        ({"admits": "PD-L1-positive disease must have been treated with pembrolizumab"}, {}),
        ({"bars": "A germline BRCA mutation without prior treatment with a PARP inhibitor"}, {}),
        ({"admits": "One or more activating PIK3CA mutations"}, {"PIK3CA": "required"}),
        (
            {"admits": "One or more of these: PIK3CA mutation, PTEN loss"},
            {"PIK3CA": "alternative", "PTEN": "alternative"},
        ),
    ],
)
def test_biomarkers(told: dict[str, str], expected: dict[str, str]) -> None:
    assert asked("biomarkers", **told) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "* One of these:\n  * Breast cancer with a PIK3CA mutation\n  * Lung cancer with a KRAS mutation",
            {"PIK3CA": "alternative"},
        ),
        ("* No curative therapy exists, as follows:\n  * Carcinoma that expresses PD-L1", {"PD-L1": "required"}),
        ("* Patients with one of the following are eligible:\n  * BRCA1 mutation", {"BRCA": "alternative"}),
        ("* Further criteria (arm A and arm B):\n  * PIK3CA mutation", {"PIK3CA": "alternative"}),
    ],
)
def test_markers_of_a_list(text: str, expected: dict[str, str]) -> None:
    told = Listing(official_title="A study in breast cancer", eligibility=f"Inclusion Criteria:\n\n{text}")
    assert read(told).stated("biomarkers") == expected


def test_the_conditions_of_a_clinic_ask_no_marker() -> None:
    told = Listing(official_title="A registry of breast cancer", conditions=("BRCA1 Mutation", "PALB2 Mutation"))
    assert read(told).stated("biomarkers") == {}


@pytest.mark.parametrize(
    ("title", "interventions", "expected"),
    [
        ("Palbociclib plus fulvestrant in breast cancer", ("Palbociclib", "Fulvestrant"), {"cdk46", "endocrine"}),
        ("Trastuzumab deruxtecan versus docetaxel in breast cancer", ("Trastuzumab deruxtecan", "Docetaxel"), {"adc"}),
        ("A study of pembrolizumab after progression on palbociclib in breast cancer", (), {"checkpoint_inhibitor"}),
        ("An observational study of breast cancer", (), {"other"}),
        ("Imlunestrant versus fulvestrant, both combined with a CDK4/6 inhibitor", (), {"endocrine", "cdk46"}),
        ("Mobile health for women with breast cancer taking aromatase inhibitors", (), {"behavioural"}),
        ("MRI for predicting the response to chemotherapy in breast cancer", (), {"imaging_diagnostic"}),
        ("Response to weekly paclitaxel in breast cancer", (), {"chemotherapy"}),
        ("Smoking cessation for people with breast cancer before radiotherapy", (), {"behavioural"}),
        ("Mammography read by a computer", ("Reading by a computer",), {"imaging_diagnostic"}),
        ("Cytochrome P450 in women receiving tamoxifen for breast cancer", (), set()),
        ("Anastrozole in breast cancer", ("Anastrozole", "FACT-B", "Questionnaires"), {"endocrine"}),
        ("Paclitaxel in breast cancer", ("Paclitaxel", "Computed Tomography (CT)", "Surveys"), {"chemotherapy"}),
        ("Paclitaxel in breast cancer", ("Paclitaxel", "Itraconazole"), {"chemotherapy"}),
        (
            "Active-controlled study of belzutifan plus fulvestrant",
            ("Belzutifan", "Fulvestrant", "Everolimus"),
            {"other_targeted", "endocrine"},
        ),
        ("A first study of XY1234, an antibody-drug conjugate, in breast cancer", ("XY1234",), {"adc"}),
        ("MRI and its effect on surgical outcomes in breast cancer", (), {"imaging_diagnostic"}),
        ("Radiotherapy for bone metastases", ("Bone metastases treatment", "SBRT"), {"sbrt"}),
        ("Letrozole with or without simvastatin", ("Letrozole", "Simvastatin"), {"endocrine", "other"}),
        ("Physical activity in relation to breast cancer surgery", (), {"behavioural"}),
        ("Progressive muscle relaxation against pain in breast cancer", (), {"behavioural"}),
        ("Palbociclib and letrozole, a randomized trial in a real world setting", (), {"cdk46", "endocrine"}),
        ("PET for the treatment response of neoadjuvant chemotherapy in breast cancer", (), {"imaging_diagnostic"}),
        ("A study of PY159 as a single agent and with pembrolizumab", (), {"checkpoint_inhibitor", "other_targeted"}),
        ("Pembrolizumab (MK-3475) alone in breast cancer", (), {"checkpoint_inhibitor"}),
        ("A study of AB-12345678 in breast cancer", ("AB-12345678",), {"other_targeted"}),
        ("Actinium-225 in advanced cancer", ("Actinium-225 monoclonal antibody XY7",), {"radioligand"}),
        (
            "Toripalimab in cancer",
            ("ABC-15 in combination with toripalimab",),
            {"checkpoint_inhibitor", "other_targeted"},
        ),
        ("A study of pembrolizumab and food", ("Pembrolizumab", "Fasting", "Fed"), {"checkpoint_inhibitor"}),
        ("Cream for aromatase inhibitor-associated musculoskeletal syndrome", (), {"supportive_care"}),
        ("Joint pain in breast cancer survivors on aromatase inhibitors", (), {"supportive_care"}),
        ("Teeth of breast cancer survivors on aromatase inhibitors", (), set()),
        ("Ginger against vomiting brought on by chemotherapy (doxorubicin plus docetaxel)", (), {"supportive_care"}),
        ("Cytokine-induced killer cells with capecitabine in cancer", (), {"cell_therapy", "chemotherapy"}),
        ("Short radiotherapy and lymphedema in breast cancer", (), {"radiotherapy_other"}),
        ("Tamoxifen for the prevention of breast cancer", (), {"endocrine"}),
        ("Letrozole versus letrozole plus palbociclib in breast cancer", (), {"endocrine", "cdk46"}),
        (
            "Letrozole versus letrozole plus palbociclib in women who had docetaxel",
            ("Letrozole, palbociclib, ribociclib",),
            {"endocrine", "cdk46"},
        ),
        ("A study of XY-12 (an anti-PD-1 monoclonal antibody) in breast cancer", (), {"checkpoint_inhibitor"}),
        ("CAR T cells in breast cancer", ("4-1BB-co-stimulatory CAR/autologous T memory cells",), {"cell_therapy"}),
        ("A phase 1a/1b expansion cohort study of palbociclib in breast cancer", (), {"cdk46"}),
        ("A phase 2, two-cohort study of palbociclib in breast cancer", ("Palbociclib",), {"cdk46"}),
        ("A study of ABC123DE in breast cancer", ("ABC123DE by infusion",), {"other_targeted"}),
        ("HER2 by RT-qPCR in breast cancer", ("XY-10-IVD",), {"imaging_diagnostic"}),
        ("Personalized synthetic vaccines in breast cancer", (), {"vaccine"}),
        ("Statins against cardiac toxicity in breast cancer", ("Simvastatin",), {"supportive_care"}),
        ("Herbs against the neurotoxicity of paclitaxel in breast cancer", (), {"supportive_care"}),
        ("Black cohosh in women with breast cancer using tamoxifen", (), set()),
        ("Ultrasound in assessing the effectiveness of neoadjuvant chemotherapy", (), {"imaging_diagnostic"}),
        ("ADC drug efficacy evaluation in breast cancer by molecular imaging", (), {"imaging_diagnostic"}),
        ("An antibody-drug conjugate in cancer", ("Trastuzumab deruxtecan", "H1 receptor antagonist"), {"adc"}),
        ("Doxycycline with bone-targeted therapy in breast cancer", ("Doxycycline",), {"other"}),
        ("Echocardiography in the diagnosis of trastuzumab-induced heart failure", (), {"imaging_diagnostic"}),
        ("A nomogram to predict lymphedema in breast cancer", (), {"imaging_diagnostic"}),
        ("Serum markers of ovarian reserve in young women with breast cancer", ("Blood draw",), {"other"}),
        ("Dexrazoxane guided by markers of cardiotoxicity", ("Dexrazoxane",), {"supportive_care"}),
        ("Finding PIK3CA mutations by digital PCR in breast cancer", (), {"imaging_diagnostic"}),
        ("Training of village nurses: promoting early detection of breast cancer", (), {"behavioural"}),
        ("Letters to increase the uptake of screening for breast cancer", ("Letters",), {"behavioural"}),
        ("Mailed test kits to increase screening participation", (), {"imaging_diagnostic"}),
        ("A psychosocial programme in advanced cancer", ("TALKS", "Supportive Care"), {"behavioural"}),
        (
            "Palliative care in advanced cancer",
            ("Telephone Counseling", "Supportive Care"),
            {"behavioural", "supportive_care"},
        ),
        ("Radiation therapy with an exercise program", ("Exercise Intervention",), {"behavioural"}),
        ("Radiation therapy with dance", ("Exercise Intervention", "Radiation"), {"behavioural", "radiotherapy_other"}),
        ("First trial of frobarrestin (XY-246) in solid tumours", ("Frobarrestin",), {"other_targeted"}),
        ("First trial of frobarrestin (slow release) in solid tumours", ("Frobarrestin",), set()),
        ("Features of pT1b and pT2 Breast Cancer", (), set()),
        ("How tumours come to resist: resistance mechanisms against lapatinib", (), {"other"}),
        ("Detection of cardiac dysfunction under trastuzumab", (), {"imaging_diagnostic"}),
        ("Sentinel node imaging by contrast-enhanced ultrasound", (), {"imaging_diagnostic"}),
        ("A tobacco program at the clinic", (), {"behavioural"}),
        ("A registry with eligibility screening", (), {"other"}),
        ("Tube feeding during radiotherapy", (), {"supportive_care"}),
        ("A letter with a screening invitation for women over fifty", (), {"behavioural"}),
        ("A video to improve breast cancer screening among nurses", (), {"behavioural"}),
        ("A talk about fear", ("Counseling", "Enhanced usual care"), {"behavioural"}),
        ("Olaparib in breast cancer", ("Olaparib", "Diagnostic imaging test"), {"parp_ddr"}),
        ("Olaparib in breast cancer", ("Olaparib", "Ultrasound Imaging", "Genetic Testing"), {"parp_ddr"}),
        ("Erlotinib + VS-6766 + fulvestrant", ("VS-6766", "Fulvestrant"), {"other_targeted", "endocrine"}),
        ("Organoids for the choice of drugs: a proof of concept", (), set()),
        ("A study of frobotecan in solid tumors", (), {"chemotherapy"}),
        ("A study of frobolisib in solid tumors", ("Frobolisib",), {"pi3k_akt_mtor"}),
        ("CEA-specific T cells in advanced cancer", (), {"cell_therapy"}),
        ("A study of lymphocytes transduced with a receptor in cancer", ("Cyclophosphamide",), {"cell_therapy"}),
        ("CAR T cells in cancer", ("CAR T cells", "Fludarabine", "Cyclophosphamide"), {"cell_therapy"}),
        ("Cyclophosphamide and CAR T cells", ("CAR T cells", "Cyclophosphamide"), {"cell_therapy", "chemotherapy"}),
        ("A vaccine of autologous dendritic cells and IL-2", (), {"vaccine"}),
        ("Metformin and letrozole in breast cancer", (), {"endocrine", "other"}),
        ("An anti-IL-6 monoclonal antibody in cancer", (), {"other_targeted"}),
        (
            "A study of AB1234, a new anti-MICA antibody, as monotherapy and with pembrolizumab",
            (),
            {"checkpoint_inhibitor", "other_targeted"},
        ),
        ("Gemcitabine and pembrolizumab in BCG-unresponsive cancer", (), {"chemotherapy", "checkpoint_inhibitor"}),
        ("Risk factors of neutropenia under palbociclib", (), {"other"}),
        ("Screen watching in children hospitalized for chemotherapy", (), set()),
        ("Palbociclib in everyday care", ("Non-interventional study",), {"other"}),
        ("A yoga course in breast cancer", ("Group 1", "Group 2"), {"behavioural"}),
        ("Breast cancer risk before chest surgery", (), set()),
        ("Care at a patient hotel or on a surgical ward in breast cancer", (), set()),
        ("Dalteparin against venous thromboembolism in breast cancer", (), {"supportive_care"}),
        ("Incidence of venous thromboembolism in breast cancer", (), set()),
        ("Molecular profiling in breast cancer", (), {"imaging_diagnostic"}),
        ("A study of L-001234567 in breast cancer", (), {"other_targeted"}),
        ("Frozen ovarian tissue of young women with breast cancer", (), {"supportive_care"}),
        ("A kinase inhibitor-linked infrared probe in breast cancer", (), {"imaging_diagnostic"}),
        ("PET of the radiation effects in the brain", (), {"imaging_diagnostic"}),
        ("Ablative stereotactic treatment of the liver", (), {"sbrt"}),
        ("Coping skills after breast cancer", (), {"behavioural"}),
        ("CAR T cells in cancer", ("Dose Level -1", "Dose Level 1 (starting dose)"), {"cell_therapy"}),
        # registries' lists: brands, codes, atoms, vaccines
        ("A biosimilar in HER2-positive breast cancer", ("HD201", "Herceptin"), {"her2_antibody_or_tki"}),
        ("Conjugates in solid tumours", ("Frobitamab zorbotecan",), {"adc"}),
        ("PET of HER2 in breast cancer", ("89Zr-pertuzumab",), {"imaging_diagnostic"}),
        ("[89Zr]Zr-DFO-atezolizumab PET in breast cancer", ("89Zr-atezolizumab",), {"imaging_diagnostic"}),
        ("Abiraterone plus prednisone in breast cancer", ("Abiraterone", "Prednisone"), {"endocrine"}),
        ("Hyperbaric oxygen after radiation toxicity", ("Hyperbaric oxygen",), {"supportive_care"}),
        ("A radioactive drug in solid tumours", ("[177Lu]Lu-DOTA-trastuzumab",), {"radioligand"}),
        ("Beads for the liver in breast cancer", ("Yttrium-90 Microspheres",), {"radiotherapy_other"}),
        ("A psychosocial intervention against fatigue in cancer", ("CALM", "Attention Control"), {"behavioural"}),
        (
            "A pair of radioactive drugs in solid tumours",
            ("[225Ac]Ac-XY-12", "[111In]In-XY-12"),
            {"radioligand", "imaging_diagnostic"},
        ),
        ("A lactalbumin shot after breast cancer", ("Lactalbumin vaccine",), {"vaccine"}),
        ("A new vaccine (pXY-7) in breast cancer", ("pXY-7 vaccine",), {"vaccine"}),
        ("Shots for survivors of breast cancer", ("RSV vaccine",), set()),
        ("HER2Bi-armed activated T cells in breast cancer", ("BATs",), {"cell_therapy"}),
        # rays and operations
        ("Electrons in the operating room", ("IOERT",), {"radiotherapy_other"}),
        ("Radiosurgery for oligometastatic breast cancer", ("Radiosurgery",), {"sbrt"}),
        ("CyberKnife partial breast irradiation", ("CyberKnife",), {"sbrt"}),
        ("Radiosurgery for oligometastatic breast cancer in the brain", ("Radiosurgery",), {"srs"}),
        ("Flaps after mastectomy", ("DIEP flap",), {"surgery"}),
        ("Where the implant lies", ("Prepectoral implant", "Acellular dermal matrix"), {"surgery"}),
        ("Finding the lesion", ("Magseed", "Wire localization"), {"surgery"}),
        ("Sound against painful bone metastases: focused ultrasound", ("MRgFUS",), {"other"}),
        # care
        ("Laser for the genitourinary syndrome after breast cancer", ("CO2 laser",), {"supportive_care"}),
        ("Propofol or sevoflurane in breast cancer surgery", ("Propofol", "Sevoflurane"), {"supportive_care"}),
        ("Urea cream for hand-foot syndrome caused by capecitabine", ("Urea cream 10%",), {"supportive_care"}),
        ("Esketamine on the day of mastectomy", ("Esketamine",), {"supportive_care"}),
        ("Sacituzumab tirumotecan in breast cancer", ("Sacituzumab tirumotecan", "Acetaminophen"), {"adc"}),
        ("A shape-up course in breast cancer", ("HIIT",), {"behavioural"}),
        ("A nurse at the side of people on CDK4/6 inhibitors", ("Advanced practice nurse",), {"behavioural"}),
        ("Text messages for people on tamoxifen", ("WeChat",), {"behavioural"}),
        # tests and studies that only look
        ("Molecular subtypes of breast cancer in young women", (), {"other"}),
        ("The microbiome of women with breast cancer", (), {"other"}),
        ("Metronomic treatment of breast cancer", (), set()),
        ("Detecting breast cancer by proteomics", (), set()),
        (
            "Contrast mammography to assess response to neoadjuvant chemotherapy",
            ("Contrast mammography",),
            {"imaging_diagnostic"},
        ),
        ("Genes on demand", ("Multigene panel testing",), {"imaging_diagnostic"}),
        ("Life with metastatic breast cancer: an interview study", (), {"other"}),
        ("An ethnographic study in breast cancer", (), {"other"}),
        ("A cross-sectional study of muscle in breast cancer", (), {"other"}),
        ("Natural history of breast cancer in men", (), {"other"}),
        ("A tumor bank for breast cancer", (), {"other"}),
        ("Breast cancer before forty: a case-control study", (), {"other"}),
        ("Post-marketing surveillance of palbociclib", ("Palbociclib",), {"other"}),
        ("Finding the first node after a magnetic shot", ("Magtrace", "Tc99"), {"imaging_diagnostic"}),
        # "versus THP": only the others get it
        (
            "T-DXd with or without pertuzumab versus THP in breast cancer",
            ("Trastuzumab deruxtecan", "Pertuzumab", "Paclitaxel"),
            {"adc", "her2_antibody_or_tki"},
        ),
        ("TCH versus AC-TH in breast cancer", ("Carboplatin", "Trastuzumab"), {"chemotherapy", "her2_antibody_or_tki"}),
        # an unknown name against a side effect: the title tells what it is
        ("A telehealth programme against fatigue in breast cancer", ("ABLE",), {"behavioural"}),
        ("Lymphaticovenous bypass against lymphedema", ("LVB",), {"surgery"}),
        ("Something against fatigue in breast cancer", ("ABLE",), {"supportive_care"}),
    ],
)
def test_what_is_tested(title: str, interventions: tuple[str, ...], expected: set[str]) -> None:
    """Where no word tells, nothing is sure: "something else" would be a guess."""
    assert set(asked("modality", title=title, interventions=interventions)) == expected


@pytest.mark.parametrize(
    ("title", "admits", "value"),
    [
        ("A study in breast cancer", "Metastatic breast cancer", "only"),
        ("A study in breast and ovarian cancer", "Breast cancer or ovarian cancer", "among_others"),
        ("A study in advanced solid tumors", "Advanced solid tumor", "any_solid"),
        ("A study in prostate cancer", "Prostate cancer", "no"),
        ("Exercise for cancer survivors", "Stage II breast cancer", "only"),
        ("Exercise for cancer survivors", "Completed chemotherapy", "any_solid"),
        ("A new marker in HER2-positive breast cancer patients", "Tissue of the breast", "only"),
        ("A study in ovarian cancer", "Mutation of a breast cancer susceptibility gene", "no"),
        ("A drug in solid tumors", "Solid tumors limited to melanoma, colorectal cancer or thyroid cancer", "no"),
        ("A drug in solid tumors", "One of the following tumor types: melanoma or thyroid cancer", "no"),
        (
            "A drug in solid tumors",
            "Solid tumors; the expansion is limited to melanoma and thyroid cancer",
            "any_solid",
        ),
        ("A drug in solid tumors", "Solid tumors, including (but not limited to) melanoma, lung cancer", "any_solid"),
        ("A drug in advanced kidney cancer", "Advanced renal cell carcinoma", "no"),
        ("A register of malignant tumors of the nerve sheath", "Anybody with a nerve sheath tumor", "no"),
        ("A drug in paraganglioma", "Paraganglioma or pheochromocytoma", "no"),
        ("A drug in tumors excluding gastric and breast cancer", "Solid tumors", "no"),
        ("A drug in HER2-positive cancers including breast cancer", "HER2-positive disease", "among_others"),
        ("A drug in solid tumors", "Solid tumors, e.g. colon cancer, breast cancer and melanoma", "among_others"),
        (
            "A drug in solid tumors",
            "Solid tumor for which no standard therapy exists:\n  * Breast cancer",
            "among_others",
        ),
        ("Protection of the ovaries in young people with cancer", "Any cancer other than breast cancer", "any_solid"),
        ("A drug in solid tumors", "Histologically confirmed advanced melanoma or thyroid cancer", "no"),
        ("A drug in solid tumors", "Eligible tumor types include the following: melanoma, thyroid cancer", "no"),
        ("A drug in solid tumors", "Confirmed melanoma or other metastatic cancers", "any_solid"),
        ("A drug in solid tumors", "Confirmed melanoma\nConfirmed advanced cancer of any origin", "any_solid"),
        ("A talk about pain", "Patients with a malignancy", "any_solid"),
        ("A drug in solid tumors", "Treated at a BC Cancer Agency clinic", "any_solid"),
    ],
)
def test_scope(title: str, admits: str, value: str) -> None:
    assert asked("scope", title=title, admits=admits) == {"": value}


@pytest.mark.parametrize(
    "title", ["A drug in healthy volunteers", "A drug in systemic sclerosis", "A drug against non-cancer pain"]
)
def test_a_trial_that_is_not_for_cancer_is_not_for_any_cancer(title: str) -> None:
    assert asked("scope", title=title, admits="Adults", bars="Cancer in the past five years") == {}


@pytest.mark.parametrize(
    "told",
    [
        {"title": "A talk in a cancer center"},
        {"title": "A talk", "admits": "Patients on chemotherapy"},
        {"title": "A talk", "admits": "Seen in medical oncology"},
    ],
)
def test_where_only_the_place_or_the_treatment_speaks_of_cancer_the_scope_is_unclear(told: dict[str, str]) -> None:
    answer = reading(**told).get("scope")  # type: ignore[arg-type]
    assert answer is not None
    assert (answer.value, answer.state, len(answer.evidence)) == ("any_solid", "unclear", 1)


@pytest.mark.parametrize("condition", ["Crohn's disease", "Brain tumor", "Pleural neoplasm"])
def test_nothing_is_for_any_cancer_without_a_sentence(condition: str) -> None:
    told = Listing(brief_title="A drug", conditions=(condition,), eligibility="Adults\nChemotherapy in the past")
    assert read(told).stated("scope") == {}


def test_another_tumour_in_the_conditions_is_meant_where_the_text_says_cancer_alone() -> None:
    listing = Listing(
        brief_title="Rays from within", conditions=("Renal cell carcinoma",), eligibility="Adults with cancer"
    )
    assert read(listing).stated("scope") == {"": "no"}


def test_a_trial_of_other_tumours_is_not_for_any_because_its_conditions_say_advanced_cancer() -> None:
    told = Listing(
        brief_title="A drug in solid tumors",
        conditions=("Kidney Cancer", "Melanoma"),
        eligibility="Inclusion Criteria:\n* Renal cell carcinoma or melanoma",
    )
    assert read(told).stated("scope") == {"": "no"}


def test_a_list_under_solid_tumors_is_whole() -> None:
    text = "Inclusion Criteria:\n\n* Solid tumors:\n  * One of the following types: melanoma or thyroid cancer"
    assert read(Listing(brief_title="A drug in solid tumors", eligibility=text)).stated("scope") == {"": "no"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("* Histologically confirmed:\n  1. Melanoma, or\n  2. Thyroid cancer", "no"),
        ("* Histologically confirmed, for example:\n  1. Melanoma\n  2. Thyroid cancer", "any_solid"),
        ("* Histologically confirmed:\n  1. Melanoma\n  2. Thyroid cancer\n  3. TNBC", "among_others"),
        ("* Fit for surgery\n\nPart 2 only:\n* Histologically confirmed melanoma", "any_solid"),
        ("Part 1:\n* Confirmed melanoma\n\nPart 2:\n* Confirmed thyroid cancer", "no"),
        ("* One of the following confirmed tumors that cannot be treated otherwise:\n  * TNBC", "among_others"),
    ],
)
def test_a_list_of_other_tumours_below_a_line(text: str, value: str) -> None:
    told = Listing(brief_title="A drug in solid tumors", eligibility=f"Inclusion Criteria:\n\n{text}")
    assert read(told).stated("scope") == {"": value}


def test_a_line_that_opens_the_list_says_nothing_of_what_stands_in_it() -> None:
    text = "Participants must meet all of the following criteria to be eligible for the trial:\n1. Measurable disease"
    assert read(Listing(brief_title="A drug in breast cancer", eligibility=text)).stated("measurable") == {
        "": "required"
    }


def test_what_one_part_alone_asks_twice_is_not_asked_of_all() -> None:
    admits = "Phase II only: measurable disease is required; measurable disease is one lesion of 20 mm"
    assert asked("measurable", admits=admits) == {}
