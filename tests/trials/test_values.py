"""The table of what an answer may be: it takes in all that the reader says, and refuses what nobody could mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from trials import examples, vocabulary
from trials.eligibility import Listing, read, values
from trials.eligibility.answers import Value
from trials.eligibility.reader import all_questions

pytestmark = pytest.mark.once

LINES = """
HER2-positive breast cancer | HER2-low (IHC 1+, or IHC 2+ and ISH-negative) breast cancer | IHC 2+
ER-positive, HER2-negative | Triple-negative breast cancer | Any receptor status is allowed | HER2 0 or ultralow
For participants with HER2-positive disease: prior trastuzumab is required
Brain metastases are allowed if treated and stable | No brain metastases | Untreated brain metastases are allowed
At least one brain metastasis | Brain metastases to be discussed with the investigator
Leptomeningeal disease is allowed | No leptomeningeal disease | Leptomeningeal disease is required
ECOG performance status 0-1 | ECOG 0 to 2 | ECOG < 3 | ECOG 5
PIK3CA mutation | No ESR1 mutation | BRCA1 or PALB2 mutation | PD-L1 positive or TMB-H | HLA-A*02:01 positive
Stage IV disease | Stage II or III | Locally advanced unresectable or metastatic
At least 1 and at most 3 prior lines of chemotherapy for metastatic disease
No prior systemic therapy for metastatic disease
No more than 2 prior lines of endocrine therapy | 2 or more prior anti-HER2 regimens | No prior antibody-drug conjugate
Prior T-DXd is not allowed | Prior CDK4/6 inhibitor is required | Prior taxane or anthracycline
No prior sacituzumab govitecan
No chemotherapy within 3 weeks | No radiotherapy within 14 days of the first dose | No trastuzumab within 3 months
Measurable disease by RECIST 1.1 | Measurable disease or bone-only disease is allowed
Postmenopausal women | Pre- or postmenopausal with ovarian suppression | Premenopausal women only
Men with breast cancer may take part | Women only | Male breast cancer is excluded
18 years or older | Age 18 to 75 years | Aged 70 years or younger
Liver metastases are required | Bone-only disease is excluded | No more than 5 metastases | 1 to 3 metastatic lesions
No inflammatory breast cancer | Invasive lobular carcinoma | Metaplastic breast cancer is allowed
Neutrophils ≥ 1.5 x 10^9/l | Creatinine clearance > 50 ml/min | Bilirubin ≤ 1.5 x ULN | LVEF ≥ 50 %
"""


def listings() -> Iterator[Listing]:
    """Texts of our own: the vocabulary's examples, the example trials, and the lines above, as inclusion, exclusion,
    title and intervention."""
    said = [text for kind in vocabulary.kinds() for term in vocabulary.terms(kind) for text in term.reads]
    said += [part.strip() for line in LINES.strip().splitlines() for part in line.split("|")]
    for text in said:
        yield Listing(eligibility=f"Inclusion Criteria:\n\n* {text}\n")
        yield Listing(eligibility=f"Inclusion Criteria:\n\n* Breast cancer\n\nExclusion Criteria:\n\n* {text}\n")
        yield Listing(brief_title=text, official_title=text, conditions=(text,), interventions=(text,))
    for record in examples.records():
        names = tuple(one.name for one in record.interventions)
        yield Listing("", record.official_title, record.title, record.conditions, (), names, record.eligibility)


def test_the_reader_says_nothing_that_is_not_in_the_table() -> None:
    answered = set[tuple[str, str]]()
    for listing in listings():
        for one in read(listing).answers:
            unclear = one.state == "unclear"
            assert values.is_possible(one.question, one.key, one.value, unclear=unclear), (one, listing)
            answered.add((one.question, one.key))
    assert {question for question, _ in answered} == set(values.questions()), "every question was tried"


def test_every_question_of_the_reader_is_in_the_table() -> None:
    modules = {module.__name__.rpartition(".")[2] for module in all_questions()}
    assert modules | {"histology"} == set(values.questions())


@pytest.mark.parametrize(
    ("question", "key", "text", "value"),
    [
        ("receptors", "HR+/HER2-low", "accepted", "accepted"),
        ("receptors", "", "any", "any"),
        ("brain", "demanded", "yes", True),
        ("brain", "demanded", "no", False),
        ("brain", "admitted", "stable", "stable"),
        ("performance", "", "2", 2),
        ("prior_lines", "chemotherapy/advanced", "1-2", (1, 2)),
        ("prior_lines", "chemotherapy/advanced", "1-", (1, None)),
        ("prior_lines", "systemic/any", "0 – 0", (0, 0)),
        ("spread", "metastases", "1-5", (1, 5)),
        ("washout", "radiotherapy", "14", 14),
        ("prior_therapy", "t_dxd", "excluded", "excluded"),
        ("biomarkers", "PIK3CA", " required ", "required"),
    ],
)
def test_what_a_person_writes_becomes_a_value_and_back(question: str, key: str, text: str, value: Value) -> None:
    assert values.parse(question, key, text) == value
    assert values.is_possible(question, key, value)
    assert values.parse(question, key, values.written(value)) == value


@pytest.mark.parametrize(
    ("question", "key", "text"),
    [
        ("receptors", "HR+/HER2-low", "required"),
        ("receptors", "HR+", "accepted"),
        ("receptors", "", "conditional"),
        ("brain", "demanded", "untreated"),
        ("brain", "", "none"),
        ("performance", "", "6"),
        ("performance", "", "-1"),
        ("performance", "", "²"),
        ("prior_lines", "chemotherapy/advanced", "2-1"),
        ("prior_lines", "chemotherapy/advanced", "2"),
        ("prior_lines", "chemotherapy/adjuvant", "1-2"),
        ("organ_function", "liver", "seen"),
        ("no_such_question", "", "yes"),
    ],
)
def test_what_nobody_could_mean_is_no_value(question: str, key: str, text: str) -> None:
    assert values.parse(question, key, text) is None


@pytest.mark.parametrize(
    ("question", "key", "value"),
    [
        ("performance", "", True),
        ("brain", "demanded", 1),
        ("prior_lines", "systemic/any", (True, None)),
        ("prior_lines", "systemic/any", (1, 0)),
        ("prior_lines", "systemic/any", (1, 2, 3)),
        ("men", "", 1),
    ],
)
def test_a_value_of_another_type_is_refused(question: str, key: str, value: Any) -> None:
    assert not values.is_possible(question, key, value)


def test_an_answer_that_is_unclear_may_say_what_a_stated_one_may_not() -> None:
    assert values.is_possible("receptors", "", "conditional", unclear=True)
    assert not values.is_possible("receptors", "", "conditional")


def test_people_read_words() -> None:
    assert values.name("prior_therapy", "taxane").startswith("Prior treatment: ")
    assert values.name("performance", "") == "Highest ECOG admitted"
    assert values.label("prior_lines", "systemic/any", (1, None)) == "1 or more"
    assert values.label("prior_lines", "systemic/any", (0, 2)) == "0 to 2"
    assert values.label("washout", "taxane", 14) == "14 days"
    assert values.label("brain", "demanded", True) == "yes"
    assert values.name("no_such", "x") == "no_such: x"
