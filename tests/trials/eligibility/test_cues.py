"""Each cue does what its row says, with any treatment or marker in its reach."""

from __future__ import annotations

import re

import pytest

from trials.eligibility import Listing
from trials.eligibility.page import Page
from trials.eligibility.reader import lexicon
from trials.eligibility.stances import cues, stance

PUT_IN = (
    "taxane",
    "taxanes",
    "paclitaxel",
    "docetaxel",
    "trastuzumab",
    "pertuzumab",
    "palbociclib",
    "ribociclib",
    "abemaciclib",
    "fulvestrant",
    "tamoxifen",
    "letrozole",
    "anastrozole",
    "capecitabine",
    "eribulin",
    "olaparib",
    "pembrolizumab",
    "atezolizumab",
    "everolimus",
    "carboplatin",
    "doxorubicin",
    "chemotherapy",
)
ROWS = [(cue.slug, sentence, expected) for cue in cues().values() for sentence, expected in cue.reads]


def read_stance(sentence: str, word: str) -> str:
    in_exclusion = sentence.startswith("E: ")
    text = re.sub(r"\[[^\]]*\]", word, sentence.removeprefix("E: "))
    page = Page(
        Listing(eligibility=f"{'Exclusion' if in_exclusion else 'Inclusion'} Criteria:\n\n* {text}\n"), lexicon()
    )
    asked = page.about("therapy")[0]
    return stance(page, asked, asked.of("therapy")[0])


@pytest.mark.parametrize(("slug", "sentence", "expected"), ROWS)
def test_a_cue_reads_its_own_examples(slug: str, sentence: str, expected: str) -> None:
    assert {word: read_stance(sentence, word) for word in PUT_IN} == dict.fromkeys(PUT_IN, expected)


@pytest.mark.parametrize("cue", cues().values(), ids=lambda cue: cue.slug)
def test_each_row_brings_examples(cue: object) -> None:
    assert cue.reads and cue.phrases  # type: ignore[attr-defined]


def test_a_cue_does_not_reach_into_brackets() -> None:
    assert read_stance("Prior [taxane] (surgery is not allowed)", "paclitaxel") == "demanded"


def test_a_list_passes_its_cue_to_its_points() -> None:
    text = "Inclusion Criteria:\n\n* No prior treatment with any of the following:\n\n  * paclitaxel\n"
    page = Page(Listing(eligibility=text), lexicon())
    asked = next(each for each in page.about("therapy") if "paclitaxel" in each.low)
    assert stance(page, asked, asked.of("therapy")[0]) == "excluded"
