"""Earlier treatment as registries write of it: who is let off, what is listed, what is over, what a title tells."""

from __future__ import annotations

import pytest

from tests.trials.eligibility.asked import asked, reading
from trials.eligibility import guide_form

AI = {"aromatase_inhibitor": "required"}


def classes(*, admits: str = "", bars: str = "", title: str = "A study in breast cancer") -> object:
    return guide_form(reading(admits=admits, bars=bars, title=title))["prior_therapy"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Prior anthracycline-based chemotherapy is required unless contraindicated", {"anthracycline": "alternative"}),
        ("Must have received prior capecitabine, unless not a candidate", {"capecitabine": "alternative"}),
        ("Prior T-DXd is required in countries where it is approved", {"t_dxd": "alternative"}),
        ("Must have received a PARP inhibitor where available", {"parp": "alternative"}),
        (
            "A prior PD-1 inhibitor is required for patients with a CPS of 10 or more",
            {"immune_checkpoint": "alternative"},
        ),
        ("Carriers of a gBRCA variant should have been treated with a PARP inhibitor", {"parp": "alternative"}),
        ("Prior taxane, or not suitable for it", {"taxane": "alternative"}),
        ("Prior anthracycline, a taxane and T-DM1 (or T-DXd)", {"anthracycline": "required", "t_dm1": "alternative"}),
        ("TNBC cohort: must have received a taxane", {"taxane": "alternative"}),
        (
            "At least two but no more than four regimens of chemotherapy, including a taxane unless contraindicated",
            {"chemotherapy": "required", "taxane": "alternative"},
        ),
        ("HER2+: at least trastuzumab and T-DXd received", {"anti_her2": "alternative", "t_dxd": "alternative"}),
        ("Participants may or may not have received a prior CDK4/6 inhibitor", {}),
    ],
)
def test_who_is_let_off_may_enter_without(sentence: str, expected: dict[str, str]) -> None:
    found = classes(admits=sentence)
    assert isinstance(found, dict)
    assert {name: found.get(name) for name in expected or found} == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Prior treatment with lapatinib, neratinib, tucatinib or pyrotinib", {"her2_tki": "excluded"}),
        ("Prior treatment with everolimus, alpelisib or capivasertib", {"pi3k_akt_mtor": "excluded"}),
        ("Prior carboplatin or cisplatin", {"platinum": "excluded"}),
        ("Prior olaparib or talazoparib", {"parp": "excluded"}),
        ("Prior treatment with SKB264, sacituzumab or Dato-DXd", {"trop2_adc": "excluded"}),
        ("Prior oral fluoropyrimidine", {"capecitabine": "excluded"}),
        ("A severe reaction to a prior fluoropyrimidine", {}),
        ("Prior treatment with neratinib", {}),
        ("Prior cyclophosphamide, methotrexate or fluorouracil", {}),
        ("Hypersensitivity to carboplatin or cisplatin", {}),
        ("Carboplatin or cisplatin within four weeks of randomisation", {}),
    ],
)
def test_several_drugs_of_a_class_are_the_class(sentence: str, expected: dict[str, str]) -> None:
    assert classes(bars=sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("At least one but no more than two prior lines of systemic chemotherapy", {"chemotherapy": "required"}),
        ("All participants must have had a taxane regardless of setting", {"taxane": "required"}),
        ("Any number of prior lines, including at least one taxane-based regimen", {"taxane": "required"}),
        ("Any number of prior lines of hormonal therapy is allowed", {}),
        ("Adjuvant chemotherapy followed by weekly paclitaxel has been completed", {"taxane": "required"}),
        (
            "Completed adjuvant chemotherapy and/or radiotherapy at least 3 months before enrolment",
            {"chemotherapy": "alternative", "radiotherapy": "alternative"},
        ),
        ("Participants having finished adjuvant radiotherapy", {"radiotherapy": "required"}),
        ("Postmenopausal women who have received 4-6 years of adjuvant tamoxifen", {"tamoxifen": "required"}),
        ("On a stable dose of an aromatase inhibitor for three months or more", AI),
        ("Has been taking an AI (anastrozole, letrozole) for at least 3 months with plans to continue", AI),
        (
            "No surgery, chemotherapy or radiotherapy before biopsy",
            {"chemotherapy": "excluded", "radiotherapy": "excluded"},
        ),
        ("At least 4 weeks since the last chemotherapy", {}),
        ("Scheduled to receive neoadjuvant chemotherapy", {}),
    ],
)
def test_what_was_had_is_told_in_many_ways(sentence: str, expected: dict[str, str]) -> None:
    found = classes(admits=sentence)
    assert isinstance(found, dict)
    assert {name: found.get(name) for name in expected or found} == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Current or past use of aromatase inhibitors", {"aromatase_inhibitor": "excluded"}),
        ("Current use of aromatase inhibitors", {}),
        ("Inability to tolerate a prior aromatase inhibitor", {}),
        ("History of lung disease caused by prior trastuzumab deruxtecan", {}),
        ("Planned radiotherapy during the study", {}),
    ],
)
def test_use_of_now_or_of_the_past(sentence: str, expected: dict[str, str]) -> None:
    assert asked("prior_therapy", bars=sentence) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "A drug in breast cancer previously treated with trastuzumab, pertuzumab and a taxane",
            {"anti_her2": "required", "taxane": "required"},
        ),
        ("Radiotherapy after breast-conserving surgery following chemotherapy", {"chemotherapy": "required"}),
        ("Chemotherapy after endocrine therapy versus endocrine therapy alone", {}),
        ("Abemaciclib after progression on palbociclib or ribociclib", {"cdk46": "required"}),
        (
            "Eribulin in anthracycline- and taxane-refractory disease",
            {"anthracycline": "required", "taxane": "required"},
        ),
        ("Surgery versus no surgery after response to chemotherapy", {"chemotherapy": "required"}),
        ("Rehearsal for survivors treated with chemotherapy", {"chemotherapy": "required"}),
        ("Oocytes kept: no tamoxifen after chemotherapy", {}),
        ("Exercise during adjuvant chemotherapy", {}),
    ],
)
def test_a_title_tells_what_was_had_before(title: str, expected: dict[str, str]) -> None:
    assert classes(title=title) == expected
