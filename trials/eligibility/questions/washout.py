"""Wash-outs: treatments that must have ended some time ago. As such, so that they are never taken for exclusions."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.page import Page
from trials.eligibility.patterns import compiled
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions._passages import passages

NAME = "washout"
SPAN = compiled(therapies.SPAN)
WORSE = compiled(r"\b(?:progress|relaps|recurr)")
""" "Progressed within six months of X" asks for X."""
WORSE_SOON = compiled(
    r"\b(?:progress(?:ed|ion)|relapsed?|recurr(?:ed|ence))\b[^.;]{0,30}?(?:\bwithin\b|\bless than\b|[<≤])"
)
""" "Recurrence less than six months after X" bars those in whom X did not last, and asks nobody to wait."""
FIRST = compiled(
    r"\b(?:first (?:doses?|infusion|injection|administration)|day 1|start|initiation) of (?:the )?(?:study )?$|"
    r"\b(?:before|prior to|until) (?:the )?(?:first |starting |receiving )?$"
)
""" "Within 14 days of the first dose of X": the study's own drug."""
HOURS = {"day": 24, "week": 168, "wk": 168, "month": 730, "year": 8760, "hour": 1}
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "twelve": 12}


def words() -> Iterator[tuple[str, str, str]]:
    return iter(())  # prior_therapy.py names them


def bars() -> Iterator[tuple[str, str, str]]:
    return iter(())


def answers(page: Page) -> Iterable[Answer]:
    found: dict[str, list[tuple[int, Evidence]]] = {}
    for passage in passages(page):
        sentence, low = passage.sentence, passage.low
        if not passage.treatments or sentence.section == "heading":
            continue
        if not therapies.has_window(low):
            continue
        if WORSE.search(low) and (not passage.excludes or WORSE_SOON.search(low)):
            continue
        if therapies.is_harm(low):
            continue
        days = _days(low)
        if days is None:
            continue
        shown = page.evidence(sentence, "excluded", NAME, condition=f"within:{days} days")
        past = (each.slug for each in passage.treatments if not FIRST.search(sentence.before(each)[-60:]))
        for slug in dict.fromkeys(past):
            found.setdefault(slug, []).append((days, shown))
    for slug, spans in found.items():
        yield Answer(NAME, slug, max(days for days, _ in spans), tuple(shown for _, shown in spans[:3]))


def _days(low: str) -> int | None:
    """The longest time named, in days."""
    found = [days for match in SPAN.finditer(low) if (days := _length(match[0])) is not None]
    return max(found, default=None)


@functools.lru_cache(1024)  # "4 weeks", "28 days": the same few again and again
def _length(span: str) -> int | None:
    number = re.match(r"\w+", span)
    unit = next((unit for unit in HOURS if unit in span), None)
    if number is None or unit is None:
        return None
    count = NUMBERS.get(number[0]) or (int(number[0]) if number[0].isdigit() else None)
    return None if count is None else max(1, count * HOURS[unit] // 24)
