"""Values as a person would say them. In: dates, distances, ages, counts; out: words. Pure; called by the pages.

A page prints no bare slug and no date more exact than the registry gave it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from finder.detail import DateOf
from finder.labels import PHASES, label

ENDED = frozenset({"completed", "terminated", "withdrawn", "no-longer-available", "approved-for-marketing"})
"""A trial in one of these stays so: that nobody confirmed it lately means nothing."""
OLD_MONTHS, VERY_OLD_MONTHS = 12, 24

ALLOCATIONS = {
    "randomized": "Chance decides who gets what (randomised)",
    "non-randomized": "Several groups, not chosen by chance",
    "na": "One group: all get the same",
}
MASKINGS = {
    "none": "All know who gets what (open label)",
    "single": "One side does not know who gets what (blinded)",
    "double": "Two sides do not know who gets what (double-blind)",
    "triple": "Three sides do not know who gets what (blinded)",
    "quadruple": "Nobody involved knows who gets what (blinded)",
}
ARMS = {
    "experimental": "The tested care",
    "active-comparator": "To compare: other care",
    "placebo-comparator": "To compare: placebo",
    "sham-comparator": "To compare: sham",
    "no-intervention": "To compare: no study care",
}


def plural(count: int, one: str, many: str = "") -> str:
    """`plural(1, "trial")` → "1 trial"; `plural(2400, "trial")` → "2,400 trials"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(words: list[str]) -> str:
    """`["a", "b", "c"]` → "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def phases(values: list[str]) -> str:
    """`["1", "2"]` → "Phase 1 and 2"; none → ""."""
    numbered = [value for value in values if value in ("1", "2", "3", "4")]
    if len(numbered) == len(values) > 1:
        return f"Phase {listed(numbered)}"
    return listed([PHASES.get(value, label("phase", value)) for value in values])


def date(given: DateOf | None) -> str:
    """As precisely as the registry gives it: "2026", "May 2026", "17 May 2026"; none → ""."""
    if given is None:
        return ""
    year, *rest = (int(part) for part in given.date.split("-"))
    if not rest:
        return str(year)
    month = f"{calendar.month_name[rest[0]]} {year}"
    return f"{rest[1]} {month}" if len(rest) > 1 else month


def moment(when: dt.datetime | None) -> str:
    """ "25 November 2026, 09:36 UTC"."""
    if when is None:
        return ""
    utc = when.astimezone(dt.UTC)
    return f"{utc.day} {calendar.month_name[utc.month]} {utc:%Y, %H:%M} UTC"


def day(when: dt.date | None) -> str:
    return "" if when is None else f"{when.day} {calendar.month_name[when.month]} {when.year}"


def duration(seconds: float) -> str:
    if seconds < 90:
        return plural(round(seconds), "second")
    minutes = round(seconds / 60)
    return plural(minutes, "minute") if minutes < 90 else f"{plural(minutes // 60, 'hour')} {minutes % 60} min"


def age_of(hours: float) -> str:
    """How old listings are: "5 hours", "3 days"."""
    return plural(max(1, round(hours)), "hour") if hours < 48 else plural(int(hours // 24), "day")


def length(value: float, unit: str) -> str:
    """ "100 miles", as somebody chose it."""
    return plural(round(value), "mile" if unit == "mi" else "kilometre")


def distance(length: float, unit: str) -> str:
    """ "about 12 miles"; the coordinates of sites are those of the city, so no more exact than that."""
    one, many = ("mile", "miles") if unit == "mi" else ("kilometre", "kilometres")
    return f"less than 1 {one}" if length < 1 else f"about {plural(round(length), one, many)}"


def _age(text: str) -> tuple[str, str]:
    number, _, unit = text.strip().lower().partition(" ")
    return number, unit


def ages(minimum: str, maximum: str) -> str:
    """From the registry's words: "18 years and older", "18 to 75 years", "up to 75 years", "any age"."""
    low, high = minimum.strip().lower(), maximum.strip().lower()
    if not low and not high:
        return "any age"
    if not high:
        return f"{low} and older"
    if not low:
        return f"up to {high}"
    number, unit = _age(minimum)
    return f"{number if unit == _age(maximum)[1] else low} to {high}"


def sexes(value: str) -> str:
    return {"all": "women and men", "female": "women only", "male": "men only"}.get(value, value)


def enrolment(count: int | None, kind: str) -> str:
    if count is None:
        return "Not known"
    people = plural(count, "person", "people")
    return f"{people} planned" if kind == "estimated" else people


@dataclass(frozen=True, slots=True)
class Verified:
    """When a status was last confirmed, in words. `level` is "", "old" or "very-old"."""

    text: str
    level: str = ""
    warning: str = ""


def verified(month: str | None, *, status: str, today: dt.date) -> Verified:
    """`month` is YYYY-MM (or YYYY) as the registry gives it."""
    if not month:
        return Verified("The sponsor gives no date for this status", "old", "Ask before you rely on it.")
    parts = [int(part) for part in month.split("-")]
    number = parts[1] if len(parts) > 1 else 12
    words = f"{calendar.month_name[number]} {parts[0]}" if len(parts) > 1 else str(parts[0])
    text = f"Status last confirmed by the sponsor in {words}"
    months = (today.year - parts[0]) * 12 + today.month - number
    if status in ENDED or months < OLD_MONTHS:
        return Verified(text)
    if months < VERY_OLD_MONTHS:
        return Verified(text, "old", "That is more than a year ago: it may have changed.")
    return Verified(text, "very-old", f"That is more than {months // 12} years ago. Do not rely on it: call and ask.")


_PHONE = re.compile(r"\+?[\d ().\-/]{7,24}")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.ASCII)


def phone_link(phone: str) -> str:
    """`tel:` address of what is plainly a number; "" for anything else ("1-800-GO-STUDY")."""
    if not _PHONE.fullmatch(phone.strip()):
        return ""
    digits = "".join(letter for letter in phone if letter.isdigit() or letter == "+")
    return f"tel:{digits}" if 7 <= len(digits.lstrip("+")) <= 15 else ""


def email_link(email: str) -> str:
    return f"mailto:{email.strip()}" if _EMAIL.fullmatch(email.strip()) else ""
