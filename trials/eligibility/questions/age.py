"""The ages the text admits, to be held against the registry's own fields: two that disagree are shown as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.page import Page
from trials.eligibility.patterns import compiled, seldom

NAME = "age"
LEAST = compiled(
    r"(?:\bage[sd]?\b[^.;\d]{0,30}|^\W*|\b(?:women|men|patients?|participants?|adults?)\b[^.;\d]{0,20})"
    r"(?:(?:≥|>|>\s?=|=\s?>|at least|over|older than|minimum)[^.;\d]{0,12})(?P<n>\d{2})\s*(?:years|yrs|y\b)?"
)
OR_OLDER = seldom(r"\b(?P<n>\d{2})\s*(?:years?)?(?: of age| old)?,?\s*(?:or|and) (?:older|over|above)\b")
TWO_DIGITS = compiled(r"\d\d")
RANGE = compiled(r"\b(?P<n>\d{2})\s*(?:years?)?\s*(?:-|to|and|through)\s*(?P<m>\d{2,3})\s*(?:years|yrs)")
MOST = compiled(
    r"\bage[sd]?\b[^.;\d]{0,30}(?:≤|<|<\s?=|=\s?<|up to|under|younger than|"
    r"maximum)[^.;\d]{0,12}(?P<n>\d{2,3})"
)


def words() -> Iterator[tuple[str, str, str]]:
    return own_names("age")


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars("age")


def answers(page: Page) -> Iterable[Answer]:
    found: dict[str, list[tuple[int, Evidence]]] = {"min": [], "max": []}
    for sentence in page.about("age"):
        if sentence.section in ("heading", "exclusion") or (sentence.line and sentence.line.cohort):
            continue
        if not TWO_DIGITS.search(sentence.low):  # all of the patterns have them
            continue
        if both := RANGE.search(sentence.low):
            shown = page.evidence(sentence, "demanded", f"{NAME}.range")
            found["min"].append((int(both["n"]), shown))
            found["max"].append((int(both["m"]), shown))
            continue
        for key, pattern in (("min", OR_OLDER), ("min", LEAST), ("max", MOST)):
            if (match := pattern.search(sentence.low)) and int(match["n"]) < 120:
                found[key].append((int(match["n"]), page.evidence(sentence, "demanded", f"{NAME}.{key}")))
    for key, pick in (("min", min), ("max", max)):
        if found[key]:
            limit = pick(number for number, _ in found[key])
            yield Answer(NAME, key, limit, tuple(shown for number, shown in found[key] if number == limit))
