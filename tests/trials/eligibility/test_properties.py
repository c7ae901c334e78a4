"""What holds for any text: no exception, true offsets, and answers that depend on nothing else."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from re._parser import SubPattern, parse  # type: ignore[import-not-found]
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.trials.eligibility.asked import listing
from trials import eligibility
from trials.eligibility import Listing, guide_form, read
from trials.eligibility.criteria import LONGEST_SENTENCE
from trials.eligibility.mentions import lowered
from trials.eligibility.page import LONGEST, Page
from trials.eligibility.patterns import Guarded
from trials.eligibility.reader import lexicon

PIECES = (
    "Inclusion Criteria:",
    "Exclusion Criteria:",
    "* ",
    "1. ",
    "  * ",
    "Cohort A: ",
    "HER2-positive",
    "HR+/HER2-",
    "(ER)-, ",
    "IHC 2+",
    "no prior ",
    "chemotherapy",
    " or ",
    " unless ",
    "brain metastases",
    "untreated ",
    "ECOG 0-1",
    "≥ 1 prior line",
    "measurable disease",
    "postmenopausal",
    "male",
    "within 4 weeks",
    "PIK3CA mutation",
    "are eligible",
    ". ",
    "; ",
    ":",
    "\n",
    "\n\n",
    "metastatic ",
    "stage I-III",
    "breast cancer",
    "İ",
    "ß",
    "\u200b",
    "\x00",
    "\\>",
    "(",
    "]",
    "𝒳",
    "\ud800",
    "\udfff",
    "\u202e",
    "سرطان الثدي",
    "גידול בשד",
    "乳腺癌。",
    "\r",
    "\x85",
    "\u2028",
    "\x1f",
    "naïve",
    "Ⅱ",
    "Cohort B only",
    "5 µg/dL",
    "DISEASE CHARACTERISTICS:",
)
anything = st.characters(categories=["L", "M", "N", "P", "S", "Z", "Cc", "Cf", "Cn", "Co", "Cs"])
texts = st.one_of(
    st.text(max_size=400), st.text(anything, max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
)
ADMITS = (
    "HR+/HER2- metastatic breast cancer",
    "Triple-negative breast cancer",
    "HER2-low disease (IHC 1+ or 2+/ISH-negative)",
    "ECOG performance status 0-1",
    "Karnofsky performance status of 70 or more",
    "Measurable disease",
    "Measurable disease or bone-only disease",
    "At least one prior line of systemic therapy for metastatic disease",
    "No more than two prior lines of chemotherapy in the metastatic setting",
    "Must have received a CDK4/6 inhibitor",
    "Prior treatment with trastuzumab and a taxane",
    "Progression on an aromatase inhibitor or tamoxifen",
    "PIK3CA mutation",
    "Germline BRCA1/2 mutation or PALB2 mutation",
    "PD-L1 positive tumour (CPS of 10 or more)",
    "Postmenopausal women",
    "Premenopausal women must receive ovarian suppression",
    "Men and women aged 18 years or older",
    "Male participants must use contraception",
    "Patients with treated, stable brain metastases are eligible",
    "Asymptomatic untreated brain metastases are allowed",
    "No prior chemotherapy for metastatic disease",
    "Locally advanced or metastatic disease not amenable to curative surgery",
    "Prior tamoxifen is allowed",
)
BARS = (
    "Prior chemotherapy for metastatic disease",
    "Prior treatment with fulvestrant",
    "Prior immune checkpoint inhibitor",
    "Prior antibody-drug conjugate with a topoisomerase I payload",
    "More than three prior lines of chemotherapy",
    "Chemotherapy within 3 weeks before randomisation",
    "Leptomeningeal disease",
    "Active brain metastases",
    "Any history of brain metastases",
    "Bone metastases as the only site of disease",
    "HER2-positive disease (IHC 3+)",
    "ESR1 mutation",
    "ECOG greater than 2",
    "Inflammatory breast cancer",
    "Male breast cancer",
    "Known allergy to paclitaxel",
)
UNRELATED = (
    "Adequate organ function",
    "Haemoglobin of 9 g/dL or more",
    "Able to swallow tablets",
    "Signed informed consent",
    "Serum creatinine up to 1.5 times normal",
    "Known hepatitis B",
    "Myocardial infarction in the last 6 months",
    "Left ventricular ejection fraction of at least 50%",
    "Able to attend all visits",
    "A platelet count of 100,000 or more",
    "Uncontrolled hypertension (over 160/100 mmHg)",
    "Known HIV infection",
    "Major surgery within 4 weeks",
    "Active infection that needs intravenous antibiotics",
    "A condition that in the view of the investigator makes taking part unsafe",
    "Life expectancy of at least 12 weeks",
    "Drug or alcohol abuse",
    "QTcF over 470 ms",
    "Interstitial lung disease",
    "Willing to complete questionnaires",
)


@given(
    st.builds(
        Listing,
        st.just("NCT99000001"),
        texts,
        texts,
        st.lists(texts, max_size=3).map(tuple),
        st.just(()),
        st.lists(texts, max_size=2).map(tuple),
        texts,
    )
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_and_each_quote_stands_where_it_says(given_listing: Listing) -> None:
    fields = given_listing.fields()
    found = read(given_listing)
    guide_form(found)
    for answer in found.answers:
        for evidence in answer.evidence:
            assert fields[evidence.field][evidence.start : evidence.end] == evidence.quote


@given(st.text(max_size=300))
def test_lowering_keeps_the_length(text: str) -> None:
    assert len(lowered(text)) == len(text)


Told = dict[tuple[str, str], tuple[object, str]]


def told(admits: Sequence[str], bars: Sequence[str]) -> tuple[dict[str, object], Told]:
    """The guide's form, and all answers without their evidence."""
    found = read(listing(admits="\n".join(admits), bars="\n".join(bars)))
    answers: Told = {(each.question, each.key): (each.value, each.state) for each in found.answers}
    form = guide_form(found)
    form["prior_lines"] = sorted(form["prior_lines"], key=str)
    return form, answers


some = st.tuples(
    st.lists(st.sampled_from(ADMITS), max_size=8, unique=True), st.lists(st.sampled_from(BARS), max_size=6, unique=True)
)


@given(some, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_order_of_criteria_changes_no_answer(criteria: tuple[list[str], list[str]], chance: Random) -> None:
    admits, bars = criteria
    assert told(chance.sample(admits, len(admits)), chance.sample(bars, len(bars))) == told(admits, bars)


@given(some, st.sampled_from(UNRELATED), st.integers(0, 8), st.booleans())
@settings(max_examples=200, deadline=None)
def test_an_unrelated_criterion_changes_no_answer(
    criteria: tuple[list[str], list[str]], extra: str, place: int, in_exclusion: bool
) -> None:
    admits, bars = criteria
    form, answers = told(admits, bars)
    (bars if in_exclusion else admits).insert(place, extra)
    form_after, answers_after = told(admits, bars)
    assert form_after == form
    assert answers.items() <= answers_after.items()
    assert {question for question, _ in answers_after.keys() - answers.keys()} <= OWN


OWN = {"organ_function", "washout", "prior_therapy"}
"""What a criterion of UNRELATED may say for itself."""


def steps(text: str) -> int:
    """Lines of Python run while a text is read: work, whatever else the machine does."""
    count = 0

    def step(frame: FrameType, event: str, argument: object) -> object:
        nonlocal count
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)  # type: ignore[arg-type]
    try:
        read(Listing(official_title=text, interventions=(text,), eligibility="Exclusion Criteria:\n* prior " + text))
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", ["ER ", "HER2 (", "no prior chemotherapy]", "\n  * brain metastases: ", "- ER or "])
def test_four_times_the_text_takes_about_four_times_the_steps(piece: str) -> None:
    steps(piece)  # what is built once
    size = 3_000 // len(piece)
    assert steps(piece * 4 * size) < 6 * steps(piece * size)


@pytest.mark.parametrize(
    "piece",
    ["a", "(", "\ud800", "א", "\x00", "no prior HER2 ", "1. ", "* ", "\n", "e.g. ", "; ", "İ", "stage I-III or "],
)
def test_a_text_of_a_million_signs_is_read_as_far_as_the_limit(piece: str) -> None:
    text = "Exclusion Criteria:\n* prior " + piece * (1_000_000 // len(piece))
    page = Page(Listing(eligibility=text), lexicon())
    assert len(page.raw) == len(page.low) == LONGEST
    assert read(Listing(eligibility=text)) == read(Listing(eligibility=text[:LONGEST]))


@given(texts)
@settings(max_examples=30, deadline=None)
def test_no_sentence_is_too_long_for_rules_that_look_at_pairs(text: str) -> None:
    long = "HER2 " + text * (5_000 // (len(text) + 1))
    page = Page(Listing(brief_title=long, interventions=(long,), eligibility=long), lexicon())
    assert all(each.end - each.start <= LONGEST_SENTENCE for each in (*page.headings, *page.sentences))


def patterns() -> Iterator[str]:
    """All patterns of the reader, those written in place included."""
    for path in Path(eligibility.__path__[0]).rglob("*.py"):
        module = importlib.import_module(
            ".".join(path.relative_to(Path(eligibility.__path__[0]).parents[1]).with_suffix("").parts)
        )
        yield from (each.pattern for each in vars(module).values() if isinstance(each, re.Pattern | Guarded))
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                first = node.args[0]
                if node.func.attr in ("search", "match", "sub") and isinstance(first, ast.Constant):
                    yield str(first.value)


def repeats(parsed: Any, inside: bool = False) -> bool:
    """Whether something without limit is repeated without limit, which a text may make take for ever."""
    for name, value in parsed:
        endless = str(name) in ("MAX_REPEAT", "MIN_REPEAT") and value[1] >= 1_000
        if endless and inside:
            return True
        for part in value if isinstance(value, tuple | list) else (value,):
            for each in part if isinstance(part, list) else (part,):
                if isinstance(each, SubPattern) and repeats(each, inside or endless):
                    return True
    return False


def test_no_pattern_repeats_without_limit_what_has_no_limit() -> None:
    found = set(patterns())
    assert len(found) > 150
    assert [each for each in sorted(found) if repeats(parse(each, re.VERBOSE if "\n" in each else 0))] == []


def test_a_repeat_without_limit_would_be_seen() -> None:
    assert repeats(parse(r"(?:\w+ )*x")) and not repeats(parse(r"(?:\w+ ){0,4}x"))
