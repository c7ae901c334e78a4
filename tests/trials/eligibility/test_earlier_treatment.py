"""Earlier treatment: classes, lines, and wash-outs that are neither."""

from __future__ import annotations

import pytest

from tests.trials.eligibility.asked import asked, reading


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
    ],
)
def test_classes_of_earlier_treatment(told: dict[str, str], expected: dict[str, str]) -> None:
    assert asked("prior_therapy", **told) == expected  # type: ignore[arg-type]


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
    ],
)
def test_an_exclusion_keeps_its_setting_and_window(sentence: str, expected: tuple[str, str | None]) -> None:
    found = [each for each in reading(bars=sentence).answers if each.question == "prior_therapy"]
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
        ({"admits": "No prior systemic therapy for metastatic disease"}, {"systemic/advanced": (0, 0)}),
        ({"bars": "Prior chemotherapy for metastatic breast cancer"}, {"chemotherapy/advanced": (0, 0)}),
        ({"admits": "A maximum of two hormone therapy lines for metastatic disease"}, {"endocrine/advanced": (0, 2)}),
        ({"bars": "Systemic therapy within 21 days"}, {}),
        ({"admits": "At least 2 weeks since prior therapy"}, {}),
        ({"admits": "Platelets at least 100 per litre without treatment"}, {}),
    ],
)
def test_lines_of_earlier_treatment(told: dict[str, str], expected: dict[str, object]) -> None:
    assert asked("prior_lines", **told) == expected  # type: ignore[arg-type]


def test_a_first_line_trial_says_so_in_its_title() -> None:
    assert asked("prior_lines", title="First-line treatment of metastatic breast cancer") == {
        "systemic/advanced": (0, 0)
    }
