"""Treatment that is over, the lists it is named in, and the leads and asides that say something else."""

from __future__ import annotations

import pytest

from tests.trials.eligibility.asked import asked, reading
from trials.eligibility import Listing, Reading, read

ONE_OF_THEM = {"chemotherapy": "alternative", "radiotherapy": "alternative"}
PD1, NO_PD1 = {"immune_checkpoint": "required"}, {"immune_checkpoint": "excluded"}
CHEMO, NO_CHEMO = {"chemotherapy": "required"}, {"chemotherapy": "excluded"}
TOPO1 = {"topo1_adc": "excluded", "chemotherapy": "excluded"}
KINDS = frozenset(
    ("chemotherapy", "radiotherapy", "endocrine", "anthracycline", "taxane", "aromatase_inhibitor", "parp", "tamoxifen")
)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # who finished her treatment had one of the kinds named, however long ago
        (
            "Completed main cancer treatment (surgery, chemotherapy, radiation) a year or more ago",
            ONE_OF_THEM,
        ),
        (
            ("Has finished all active treatment (chemotherapy and/or radiotherapy, surgery) at least 90 days ago"),
            ONE_OF_THEM,
        ),
        (
            "Standard treatment with surgery, radiotherapy or chemotherapy, completed 3 months ago",
            ONE_OF_THEM,
        ),
        (
            ("Two years post-treatment (surgery, radiotherapy or chemotherapy), not including endocrine therapy"),
            ONE_OF_THEM,
        ),
        ("All prior treatment (surgery, radiotherapy) must be completed at least 4 weeks before day 1", {}),
        ("Completed any previous treatment (surgery, chemotherapy) at least 4 weeks ago", {}),
        (
            "Had been receiving an aromatase inhibitor (two kinds) for at least 5 months",
            {"aromatase_inhibitor": "required"},
        ),
        # a list goes on where its beginning is demanded, however far that was
        (
            (
                "Women must have undergone treatment of the breast cancer they have, with any one or "
                "more of the "
                "following kinds: surgery, radiation therapy, chemotherapy, or hormonal therapy"
            ),
            ONE_OF_THEM | {"endocrine": "alternative"},
        ),
        (
            ("Refractory to standard treatment including chemotherapy, a taxane, and PARP inhibitors if indicated"),
            {"chemotherapy": "alternative", "taxane": "alternative", "parp": "alternative"},
        ),
        ("No prior anthracycline (any dose)", {"anthracycline": "excluded"}),
        (
            (
                "Candidates for intended curative surgery who have not had neoadjuvant treatment "
                "(hormones, "
                "chemotherapy with or without immunotherapy)"
            ),
            {"chemotherapy": "excluded"},
        ),
    ],
)
def test_treatment_that_is_over(sentence: str, expected: dict[str, str]) -> None:
    answered = asked("prior_therapy", admits=sentence)
    assert {name: value for name, value in answered.items() if name in KINDS} == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # who had any kind of immunotherapy is kept out, so who had a checkpoint inhibitor is
        (reading(bars="Previous immunotherapy"), {"immunotherapy": "excluded", "immune_checkpoint": "excluded"}),
        (reading(bars="Previous immunotherapy other than a PD-1 inhibitor"), {"immunotherapy": "excluded"}),
        (reading(bars="Previous CD19-targeted immunotherapy"), {"immunotherapy": "excluded"}),
        (reading(admits="Had immunotherapy"), {"immunotherapy": "required"}),
        # the kinds that there are, in brackets, are ways in; examples are not
        (
            reading(admits="Prior treatment with endocrine therapy (tamoxifen or an aromatase inhibitor)"),
            {"endocrine": "required", "tamoxifen": "alternative", "aromatase_inhibitor": "alternative"},
        ),
        (
            reading(admits="Prior treatment with endocrine therapy (e.g. tamoxifen or an aromatase inhibitor)"),
            {"endocrine": "required"},
        ),
        (reading(admits="Ongoing adjuvant tamoxifen for at least a year"), {"tamoxifen": "required"}),
        (reading(admits="Current therapy with tamoxifen is permitted"), {}),
        # a conjugate is called after its target, and those of one target after the one that is named
        (
            reading(admits="Must have received sacituzumab govitecan"),
            {"sacituzumab_govitecan": "required", "trop2_adc": "required"},
        ),
        (
            reading(admits="Must have received an anti-HER2 ADC (including but not limited to T-DM1)"),
            {"her2_adc": "required", "t_dm1": "alternative"},
        ),
        # harm that lets some in after all
        (reading(bars="Earlier capecitabine, except when it was stopped for toxicity"), {"capecitabine": "excluded"}),
        (
            reading(bars="Earlier capecitabine, except where less than 21 days of capecitabine were given"),
            {"capecitabine": "excluded"},
        ),
        (reading(bars="Toxicity of earlier capecitabine, except hair loss"), {}),
    ],
)
def test_what_a_name_stands_for(told: Reading, expected: dict[str, str]) -> None:
    assert told.stated("prior_therapy") == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # targets are written as one word or as two
        (reading(admits="Progressed on anti-HER-2 therapy"), {"anti_her2": "required"}),
        (reading(bars="Any anti PD1 antibody before"), {"immune_checkpoint": "excluded"}),
        (reading(bars="Earlier treatment with CDK 4 and 6 inhibitors"), {"cdk46": "excluded"}),
        # what is demanded was not what the exclusions keep out: another setting, another way
        (
            reading(admits="Prior endocrine therapy", bars="Endocrine therapy for metastatic disease"),
            {"endocrine": "required"},
        ),
        (reading(admits="Prior endocrine therapy\nNo endocrine therapy for metastatic disease"), {}),
        (
            reading(admits="Candidates for first-line treatment with a PARP inhibitor", bars="Prior PARP inhibitor"),
            {"parp": "excluded"},
        ),
        (reading(admits="Must have had a PD-1 antibody", bars="Other treatment after the PD-1 antibody"), PD1),
        (reading(bars="Any PD-1 antibody (e.g. an anti-PD-1 antibody or an anti-PD-L1 antibody) before"), NO_PD1),
        # of what is to come, and of what was not done
        (reading(admits="A size of two cm by ultrasound prior to the mastectomy or radiotherapy"), {}),
        (reading(admits="A decision was made for treatment with T-DXd"), {}),
        (
            reading(admits="Previous chemotherapy for metastatic disease has not been given"),
            {"chemotherapy": "excluded"},
        ),
        (reading(admits="Toxic effects of prior radiotherapy are gone"), {}),
        (reading(admits="Two weeks must have elapsed for local palliative radiotherapy"), {}),
    ],
)
def test_what_is_demanded_and_what_is_barred(told: Reading, expected: dict[str, str]) -> None:
    assert told.stated("prior_therapy") == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # conjugates by their target or payload
        (reading(bars="Prior ADC therapy targeting HER3"), {}),
        (reading(bars="Prior conjugates, or ADCs either targeting c-Met or with monomethyl auristatin E"), {}),
        (reading(bars="Earlier treatment with topoisomerase I inhibitors, including chemotherapy or ADCs"), TOPO1),
        # radiation of a part; what is not curable, not cleared, not fit
        (reading(admits="No prior radiotherapy to 25% of the marrow-bearing areas"), {}),
        (reading(bars="An area that would overlap with an earlier radiation volume"), {}),
        (reading(admits="Disease that is not likely to be curable by surgery or radiotherapy"), {}),
        (reading(bars="Cells in the spinal fluid not clearing with earlier chemotherapy"), {}),
        (reading(admits="Women of 70 years or more who are ineligible for treatment with standard chemotherapy"), {}),
        (reading(admits="Must not have progressed following earlier radiotherapy"), {}),
        (
            reading(admits="Must have progressed on or not tolerated a prior platinum-based regimen"),
            {"platinum": "required"},
        ),
        # harm, counts, other hormones
        (reading(admits="No severe infusion related reaction in an earlier course of trastuzumab"), {}),
        (reading(admits="Prior endocrine therapy will not count as a line"), {}),
        (reading(bars="Prior neuro-endocrine cancer"), {}),
        (reading(admits="No limits on how much chemotherapy was received"), {}),
        (reading(admits="Failed a taxane, or is deemed unsuitable for platinum"), {"taxane": "alternative"}),
        # of now, though "prior to" stands there; "use of" before the study is of the past
        (reading(bars="Planned radiotherapy prior to the first scan"), {}),
        (reading(bars="Individuals on an aromatase inhibitor"), {}),
        (reading(bars="Use of tamoxifen prior to randomisation"), {"tamoxifen": "excluded"}),
        # a first sentence with a verb is no title of its line
        (reading(admits="Must have received early chemotherapy. How much of it does not matter."), CHEMO),
        (
            reading(bars="Has had prior chemotherapy or surgery for management of the one diagnosis of breast cancer"),
            NO_CHEMO,
        ),
    ],
)
def test_what_only_looks_like_it(told: Reading, expected: dict[str, str]) -> None:
    answered = told.stated("prior_therapy")
    assert {name: value for name, value in answered.items() if name not in ("topo1_inhibitor", "mmae_adc")} == expected


def test_a_line_may_say_that_what_stands_below_it_is_a_wash_out() -> None:
    told = Listing(
        eligibility="Inclusion Criteria:\n\n"
        "* Must have recovered and meet the following minimum duration from earlier treatment:\n\n"
        "  * Received cytotoxic chemotherapy\n"
        "  * Stem cell infusions (with or without total body irradiation)\n"
    )
    assert not read(told).stated("prior_therapy")
