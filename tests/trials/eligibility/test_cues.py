"""Each cue does what its row says, with any treatment or marker in its reach."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from trials.eligibility import Listing
from trials.eligibility.page import Page
from trials.eligibility.reader import lexicon
from trials.eligibility.stances import Cue, cues, stance

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


SHAPES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "large letters": str.upper,
    "small letters": str.lower,
    "a full stop": "{}.".format,
    "a semicolon": "{};".format,
    "a number before it": "3. {}".format,
    "in brackets": "({})".format,
    "two spaces": lambda text: text.replace(" ", "  "),
    "spaces that do not break": lambda text: text.replace(" ", "\N{NO-BREAK SPACE}"),
    "other hyphens": lambda text: text.replace("-", "\N{NON-BREAKING HYPHEN}"),
    "a comma after it": "{}, as the investigator judges".format,
    "a dash after it": "{} – as the investigator judges".format,
    "a count in brackets": "{} (no more than 4 cycles)".format,
    "a list in brackets": "{} (not limited to one agent)".format,
    "a permission elsewhere": "{} (bisphosphonates are allowed)".format,
    "a ban elsewhere": "{}; live vaccines are not allowed".format,
    "a demand elsewhere": "{}. Contraception is required".format,
    "a denial elsewhere": "{}; no active infection".format,
    "a denial before it": "No active infection; {}".format,
    "an exception elsewhere": "{}. Any infection except tinea is treated first".format,
}
"""What changes nothing: writing, and cues that stand in another clause, sentence or in brackets of their own."""


def read_stance(sentence: str, word: str, shape: str = "as it is") -> str:
    in_exclusion = sentence.startswith("E: ")
    text = SHAPES[shape](re.sub(r"\[[^\]]*\]", word, sentence.removeprefix("E: ")))
    page = Page(
        Listing(eligibility=f"{'Exclusion' if in_exclusion else 'Inclusion'} Criteria:\n\n* {text}\n"), lexicon()
    )
    asked = page.about("therapy")[0]
    return stance(page, asked, asked.of("therapy")[0])


@pytest.mark.parametrize(("slug", "sentence", "expected"), ROWS)
def test_a_cue_reads_its_own_examples(slug: str, sentence: str, expected: str) -> None:
    assert {word: read_stance(sentence, word) for word in PUT_IN} == dict.fromkeys(PUT_IN, expected)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("slug", "sentence", "expected"), ROWS)
def test_a_cue_reads_its_examples_however_they_are_written(slug: str, sentence: str, expected: str, shape: str) -> None:
    words = ("taxane", "T-DM1", "trastuzumab deruxtecan", "CDK4/6 inhibitor", "anti-HER2 therapy")
    assert {word: read_stance(sentence, word, shape) for word in words} == dict.fromkeys(words, expected)


STANCES = {
    "negates": "excluded",
    "reverses": "excluded",
    "permits": "allowed",
    "refuses": "excluded",
    "demands": "demanded",
    "excepts": "allowed",
    "waives": "mentioned",
    "nothing": "demanded",
}


@pytest.mark.parametrize("cue", cues().values(), ids=lambda cue: cue.slug)
def test_each_wording_of_a_cue_does_what_the_cue_does(cue: Cue) -> None:
    found = {
        sentence: read_stance(sentence, word)
        for phrase in cue.phrases
        for word in ("paclitaxel", "a CDK4/6 inhibitor", "chemotherapy")
        for sentence in (
            *([f"Patients {phrase} earlier [{word}]"] if cue.forward else []),
            *([f"Earlier [{word}] {phrase}"] if cue.backward else []),
        )
    }
    assert found == dict.fromkeys(found, STANCES[cue.says])


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
