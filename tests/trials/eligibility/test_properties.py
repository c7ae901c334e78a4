"""What holds for any text: no exception, true offsets, and answers that depend on nothing else."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.trials.eligibility.asked import listing
from trials.eligibility import Listing, guide_form, read
from trials.eligibility.mentions import lowered

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
)
texts = st.one_of(st.text(max_size=400), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
ADMITS = (
    "HR+/HER2- metastatic breast cancer",
    "ECOG performance status 0-1",
    "Measurable disease",
    "At least one prior line of systemic therapy for metastatic disease",
    "Must have received a CDK4/6 inhibitor",
    "PIK3CA mutation",
    "Postmenopausal women",
    "Patients with treated, stable brain metastases are eligible",
)
BARS = (
    "Prior chemotherapy for metastatic disease",
    "Leptomeningeal disease",
    "Prior treatment with fulvestrant",
    "Active brain metastases",
    "ECOG greater than 2",
)
UNRELATED = (
    "Adequate organ function",
    "Haemoglobin of 9 g/dL or more",
    "Able to swallow tablets",
    "Signed informed consent",
    "Serum creatinine up to 1.5 times normal",
    "Known hepatitis B",
    "Myocardial infarction in the last 6 months",
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


def told(admits: list[str], bars: list[str]) -> dict[str, object]:
    return guide_form(read(listing(admits="\n".join(admits), bars="\n".join(bars))))


@given(st.permutations(ADMITS), st.permutations(BARS))
@settings(max_examples=60, deadline=None)
def test_the_order_of_criteria_changes_no_answer(admits: list[str], bars: list[str]) -> None:
    assert told(admits, bars) == told(list(ADMITS), list(BARS))


@given(st.sampled_from(UNRELATED), st.integers(0, len(ADMITS)), st.booleans())
@settings(max_examples=60, deadline=None)
def test_an_unrelated_criterion_changes_no_answer(extra: str, place: int, in_exclusion: bool) -> None:
    admits, bars = list(ADMITS), list(BARS)
    (bars if in_exclusion else admits).insert(place, extra)
    assert told(admits, bars) == told(list(ADMITS), list(BARS))


@pytest.mark.parametrize("seed", range(8))
def test_no_text_takes_long(seed: int) -> None:
    rng = random.Random(seed)
    piece = "".join(rng.choice(PIECES) for _ in range(2))
    began = time.process_time()
    read(
        Listing(
            eligibility="Exclusion Criteria:\n* prior brain metastases HER2 " + piece * (20_000 // max(1, len(piece)))
        )
    )
    assert time.process_time() - began < 3
