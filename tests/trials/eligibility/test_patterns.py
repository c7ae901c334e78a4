"""Patterns sorted by letter find what they found before."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trials.eligibility.patterns import Guarded, compiled, needed_words, seldom, words_in_each
from trials.eligibility.questions import _counted_lines as counted

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


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\b(?:no|never)\b[^.]{0,9}\bprior therap", ("prior therap",)),
        (r"\brandomi[sz]ed\b|\bphase\s?[1-4]", ("phase", "randomised", "randomized")),
        (r"\b(?:early|un(?:fit|able))(?! (?:for|to))", ("early", "unable", "unfit")),
        (r"(?:very )?late(?:r )?stage", ("later stage", "latestage")),
        (r"(?P<what>stage){1,2}(?:d|s)*", ("stage",)),
        (r"(?:stage)*three", ("three",)),
        (r"(?<!any )dose\b|cumulative", ("cumulative", "dose")),
        (r"any \(other\)", ("any (other)",)),
    ],
)
def test_the_words_that_each_match_has(pattern: str, words: tuple[str, ...]) -> None:
    assert needed_words(pattern) == words


@pytest.mark.parametrize("pattern", [r"\bno|\bnever", r"(?:prior)?", r"\d+|prior", r"prior|(?i:Prior)|", r"[a-z]{4}"])
def test_a_pattern_without_such_words_has_no_guard(pattern: str) -> None:
    with pytest.raises(ValueError, match="no guard"):
        needed_words(pattern)


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
    st.sampled_from((r"\b(?:{})yar", r"an(?:{})+|dnw", r"(?:ran|(?:{}))+wad", r"(?<!x)(?:{})?dan(?:{})")),
    st.text("noaydwrx ()|", max_size=30),
    st.sampled_from(("yar", "an", "dnw", "wad", "dan")),
)
def test_behind_a_guard_the_same_is_found(words: list[str], form: str, text: str, named: str) -> None:
    pattern = form.replace("{}", "|".join(words))
    try:
        guarded = seldom(pattern)
    except ValueError:
        return
    text = f"{text[:15]}{named}{text[15:]}"
    assert isinstance(guarded, Guarded) and bool(guarded.search(text)) == bool(re.search(pattern, text))
    assert guarded.sub("_", text) == re.sub(pattern, "_", text)


@pytest.mark.parametrize(
    ("pattern", "guards"),
    [
        (pattern, guards)
        for pattern, _, guards in counted.PATTERNS
        if pattern not in (counted.RANGE, counted.RANGE_NAMED, counted.PLAIN)  # theirs stand beside the match
    ],
)
def test_no_way_of_counting_lines_has_outgrown_its_guard(pattern: re.Pattern[str], guards: tuple[str, ...]) -> None:
    words = words_in_each(pattern.pattern) - {"="}  # of ">=" and "=<", whose other sign guards
    assert words
    assert [word for word in words if not any(guard in word for guard in guards)] == []
