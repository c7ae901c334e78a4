"""Patterns sorted by letter find what they found before."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trials.eligibility.patterns import compiled

WORDS = (
    "no",
    "not",
    "now",
    "any",
    "an",
    "nor",
    "a|b",
    r"an(?:y|d)?",
    "n?o",
    "(?:x|no) y",
    "(?:x|no)? ?y",
    "(?:n|no)??y",
    "(?:a|na)*n",
    "(?!x)[^n]",
    r"a[)|n]",
    r"\(n",
    "na*",
    "",
)


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8),
    st.sampled_from((r"\b(?:{})(?:\b|$)", r"\b(?:{})", r"\b{}")),
    st.text("noaydwrx ()|", max_size=30),
)
def test_what_is_found_stays_the_same_and_stands_where_it_stood(words: list[str], form: str, text: str) -> None:
    pattern = form.format((r"|\b" if form.endswith("b{}") else "|").join(words))
    spans = [match.span() for match in re.finditer(pattern, text)]
    assert [match.span() for match in compiled(pattern).finditer(text)] == spans


@pytest.mark.parametrize(
    ("pattern", "quick"),
    [
        (r"\b(?:no|any|not)\b", r"\b(?:no(?:|t)|any)\b"),
        (r"\bno|\bany\b|\bnot|[;:]|\bnever", r"\b(?:no(?:|t)|any\b)|[;:]|\bnever"),
        (r"\b(?:no|(?:not |un)fit|(?:very )?few)", r"\b(?:no(?:|t fit)|unfit|very few|few)"),
        (r"\b(?:no|n?ot|not)", r"\b(?:no|n?ot|not)"),
        (r"\b(?:no|(no)t)", r"\b(?:no|(no)t)"),
        (r"no|not", "no|not"),
    ],
)
def test_words_with_the_same_first_letters_stand_together(pattern: str, quick: str) -> None:
    assert compiled(pattern).pattern == quick


def test_letters_are_those_of_ascii() -> None:
    assert compiled(r"\buln\b").search("5хuln")
