"""A treatment that must be in use on entry, what must be completed where it was given, leads over a whole list, and
lines told by the line that failed."""

from __future__ import annotations

import pytest

from tests.trials.eligibility.asked import asked, reading
from trials.eligibility import Listing, guide_form, read

AI = {"aromatase_inhibitor": "required"}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Currently taking an aromatase inhibitor (anastrozole, letrozole or exemestane)", AI),
        ("Currently taking a steroidal aromatase inhibitor (AI) for ≥ 60 days before entry with plans to go on", AI),
        ("Postmenopausal women with estrogen-positive cancer who are receiving letrozole for two months or more", AI),
        ("Currently post-menopausal (by the guideline (version 3)), taking any aromatase inhibitor after surgery", AI),
        ("Postmenopausal women receiving adjuvant aromatase inhibitor therapy", AI),
        ("Must currently be on tamoxifen", {"tamoxifen": "required"}),
        (
            "Currently being treated with fulvestrant with no evidence of progression",
            {"fulvestrant_or_serd": "required"},
        ),
        ("Receiving tamoxifen or letrozole", {"tamoxifen": "alternative", "aromatase_inhibitor": "alternative"}),
        # of those who take it, or of those who may yet begin
        ("Currently on or about to start an aromatase inhibitor", {}),
        ("Currently taking an aromatase inhibitor or planning to start one", {}),
        ("Candidate for, or currently on, an aromatase inhibitor", {}),
        ("Women receiving tamoxifen are eligible", {}),
        ("Patients on an aromatase inhibitor must take calcium", {}),
        ("For patients already receiving trastuzumab, a normal ejection fraction", {}),
        ("Not currently taking tamoxifen", {}),
        ("If currently taking tamoxifen, a stable dose", {}),
        ("Currently receiving hormone replacement", {}),
        # who undergoes it may be about to begin
        ("Undergoing chemotherapy with paclitaxel", {}),
    ],
)
def test_what_must_be_in_use_was_had(sentence: str, expected: dict[str, str]) -> None:
    assert guide_form(reading(admits=sentence))["prior_therapy"] == expected


def test_what_is_in_use_keeps_nobody_out_for_having_had_it() -> None:
    assert guide_form(reading(bars="Currently taking an aromatase inhibitor"))["prior_therapy"] == {}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            {"admits": "Must have completed adjuvant treatment as applicable, including chemotherapy and radiotherapy"},
            {},
        ),
        ({"admits": "Must have completed adjuvant chemotherapy, if applicable"}, {}),
        ({"admits": "Must have received a PD-1 inhibitor, if applicable"}, {"immune_checkpoint": "alternative"}),
        (
            {"admits": "For tumours where anti-HER2 drugs are usual, must have had anti-HER2 therapy if eligible"},
            {"anti_her2": "alternative"},
        ),
        (
            {"admits": "Must have received at least six months of endocrine therapy and planned to go on"},
            {"endocrine": "required"},
        ),
        ({"admits": "Prior T-DXd (discontinued for progression or intolerance)"}, {"t_dxd": "required"}),
        ({"admits": "Prior T-DXd discontinued for toxicity"}, {}),
        ({"admits": "Women who had a lumpectomy must be planning to receive radiotherapy at start of tamoxifen"}, {}),
        ({"admits": "Treatment by letrozole alone or in combination with a targeted drug (trastuzumab)"}, {}),
        ({"admits": "Recurrence in a previously irradiated site"}, {}),
        # before surgery and after it
        (
            {"admits": "Had surgery and adjuvant chemotherapy at this hospital\nNo prior neoadjuvant chemotherapy"},
            {"chemotherapy": "required"},
        ),
        ({"admits": "No prior neoadjuvant chemotherapy"}, {"chemotherapy": "excluded"}),
        # a part of the breast, a kind of the drug
        ({"admits": "Received breast RT", "bars": "Partial breast irradiation"}, {"radiotherapy": "required"}),
        (
            {"admits": "Prior adjuvant chemotherapy is allowed (except if eribulin was included)"},
            {"eribulin": "excluded"},
        ),
        (
            {"admits": "Must have received trastuzumab and other anti-HER2 ADCs (including T-DM1)"},
            {"anti_her2": "required", "t_dm1": "alternative"},
        ),
        ({"admits": "Progressed on chemotherapy (Phase 1a and 1b)"}, {"chemotherapy": "alternative"}),
        (
            {
                "bars": "Women who have received any previous systemic therapy (including chemotherapy, immunotherapy, "
                "anti-HER2 agents, and antitumour vaccines of any kind) for treatment or prevention of breast cancer, "
                "or radiation therapy"
            },
            dict.fromkeys(("chemotherapy", "immune_checkpoint", "anti_her2", "radiotherapy"), "excluded"),
        ),
        (
            {"bars": "Chemotherapy for metastatic breast cancer. Women who had much of it are out."},
            {"chemotherapy": "excluded"},
        ),
        (
            {"admits": "Prior treatment of the primary lesion (mastectomy or lumpectomy with radiotherapy)"},
            {"radiotherapy": "alternative"},
        ),
        # named for another reason
        (
            {"admits": "Had neurotoxic chemotherapy before, including oxaliplatin, cisplatin, vinca alkaloids, etc."},
            {"chemotherapy": "required"},
        ),
        ({"admits": "Prior combination partners, including a SERD or an AI, must have received approval"}, {}),
        ({"admits": "No current history of receiving tamoxifen"}, {}),
        ({"bars": "Participants treated with trastuzumab and capecitabine will be excluded from the crossover"}, {}),
        ({"admits": "Progression after endocrine therapy, being suitable for surgery"}, {"endocrine": "required"}),
        ({"title": "Freezing of oocytes prior chemotherapy for breast cancer"}, {}),
        ({"title": "Resistance following short-term neoadjuvant endocrine therapy in breast cancer"}, {}),
    ],
)
def test_what_had_to_be_had(told: dict[str, str], expected: dict[str, str]) -> None:
    assert guide_form(reading(**told))["prior_therapy"] == expected  # type: ignore[arg-type]


def test_a_way_in_that_is_planned_demands_nothing() -> None:
    text = (
        "Inclusion Criteria:\n\n* Must be planning one of the following:\n"
        "  * Starting tamoxifen\n  * Started tamoxifen before entry\n"
    )
    assert guide_form(read(Listing(official_title="Breast cancer", eligibility=text)))["prior_therapy"] == {}


@pytest.mark.parametrize(
    "lead",
    [
        "Eligible subjects must meet all of the following criteria:",
        "Participants are eligible to be included in the study only if all of the following criteria apply:",
        "To be eligible, participants must meet the following:",
        "Patients will be included who:",
        "Women may be enrolled if all of the following apply:",
        "A patient cannot be considered eligible for this study unless all of these conditions are met:",
    ],
)
def test_the_lead_of_a_whole_list_permits_nothing(lead: str) -> None:
    text = f"Inclusion Criteria:\n\n* {lead}\n  * Progressed on a CDK4/6 inhibitor\n  * At least one prior line\n"
    found = read(Listing(official_title="Breast cancer", eligibility=text))
    assert guide_form(found)["prior_therapy"] == {"cdk46": "required"}
    assert found.stated("prior_lines") == {"systemic/any": (1, None)}


def test_the_lead_of_some_still_permits() -> None:
    text = "Inclusion Criteria:\n\n* Women with prior chemotherapy are eligible if these apply:\n  * Prior taxane\n"
    assert guide_form(read(Listing(official_title="Breast cancer", eligibility=text)))["prior_therapy"] == {}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"admits": "Relapse under first-line treatment with a CDK4/6 inhibitor"}, {"systemic/advanced": (1, None)}),
        ({"admits": "Progression after first-line endocrine therapy"}, {"endocrine/advanced": (1, None)}),
        ({"admits": "Progression on second-line treatment"}, {"systemic/advanced": (2, None)}),
        ({"admits": "Responded to first-line chemotherapy"}, {"chemotherapy/advanced": (1, None)}),
        ({"admits": "No progression on first-line therapy"}, {}),
        ({"admits": "Progressed on adjuvant therapy or on first-line treatment"}, {}),
        ({"admits": "Progressed after first-line therapy, or without treatment that works"}, {}),
        ({"bars": "Progression on first-line therapy"}, {}),
        ({"admits": "Number of previous rescue treatments is ≤3"}, {"systemic/advanced": (0, 3)}),
        ({"admits": "Previously received salvage chemotherapy ≤1 line"}, {"chemotherapy/advanced": (0, 1)}),
        ({"bars": "Women who accepted anti-cancer treatment before"}, {"systemic/any": (0, 0)}),
        (
            {"bars": "Any hormonal anti-cancer therapy for advanced disease, except for ≤ 14 days of tamoxifen"},
            {"endocrine/advanced": (0, 0)},
        ),
        ({"bars": "Any chemotherapy for advanced disease, except for capecitabine"}, {}),
        (
            {"title": "Eribulin as first-line monochemotherapy in metastatic breast cancer"},
            {"chemotherapy/advanced": (0, 0)},
        ),
        ({"title": "A drug in first-line therapy of metastatic breast cancer"}, {"systemic/advanced": (0, 0)}),
        ({"admits": "Progressed on at least one line of chemotherapy (Phase 1a and 1b)"}, {}),
    ],
)
def test_lines_told_by_the_line_that_failed(told: dict[str, str], expected: dict[str, object]) -> None:
    assert asked("prior_lines", **told) == expected  # type: ignore[arg-type]
