"""Values as a person would say them, in the language of the page. In: dates, distances, ages, counts; out: words.
Called by the pages.

A page prints no bare slug and no date more exact than the registry gave it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as N_

from finder.detail import DateOf
from finder.labels import label, page_language
from trials.ages import ages as ages
from trials.listed import all_of

ENDED = frozenset({"completed", "terminated", "withdrawn", "no-longer-available", "approved-for-marketing"})
"""A trial in one of these stays so: that nobody confirmed it lately means nothing."""
OLD_MONTHS, VERY_OLD_MONTHS = 12, 24

ALLOCATIONS = {
    "randomized": N_("Chance decides who gets what (randomised)"),
    "non-randomized": N_("Several groups, not chosen by chance"),
    "na": N_("One group: all get the same"),
}
MASKINGS = {
    "none": N_("All know who gets what (open label)"),
    "single": N_("One side does not know who gets what (blinded)"),
    "double": N_("Two sides do not know who gets what (double-blind)"),
    "triple": N_("Three sides do not know who gets what (blinded)"),
    "quadruple": N_("Nobody involved knows who gets what (blinded)"),
}
ARMS = {
    "experimental": N_("The tested care"),
    "active-comparator": N_("To compare: other care"),
    "placebo-comparator": N_("To compare: placebo"),
    "sham-comparator": N_("To compare: sham"),
    "no-intervention": N_("To compare: no study care"),
}


def number(count: int) -> str:
    """`2400` → "2,400", in both languages: `docs/decisions/0006-two-languages.md`."""
    return f"{count:,}"


def phases(values: list[str]) -> str:
    """`["1", "2"]` → "Phase 1 and 2"; none → ""."""
    numbered = [value for value in values if value in ("1", "2", "3", "4")]
    if len(numbered) == len(values) > 1:
        return gettext("Phase %(numbers)s") % {"numbers": all_of(numbered)}
    return all_of([label("phase", value) for value in values])


def date(given: DateOf | None) -> str:
    """As precisely as the registry gives it: "2026", "May 2026", "17 May 2026"; none → ""."""
    if given is None:
        return ""
    return partial([int(part) for part in given.date.split("-")])


def partial(parts: Sequence[int]) -> str:
    """`[2026, 5]` → "May 2026"; a year alone, or a whole date."""
    if len(parts) == 1:
        return str(parts[0])
    if len(parts) == 2:
        return _month(page_language(), parts[0], parts[1])
    return date_format(dt.date(*parts), "DATE_FORMAT")


@lru_cache(maxsize=1024)
def _month(language: str, year: int, month: int) -> str:
    return date_format(dt.date(year, month, 1), "YEAR_MONTH_FORMAT")


def moment(when: dt.datetime | None) -> str:
    """ "25 November 2026, 09:36 UTC"."""
    if when is None:
        return ""
    utc = when.astimezone(dt.UTC)
    return gettext("%(day)s, %(time)s UTC") % {"day": day(utc.date()), "time": f"{utc:%H:%M}"}


def day(when: dt.date | None) -> str:
    return "" if when is None else date_format(when, "DATE_FORMAT")


def duration(seconds: float) -> str:
    if seconds < 90:
        count = round(seconds)
        return ngettext("%(count)s second", "%(count)s seconds", count) % {"count": count}
    minutes = round(seconds / 60)
    if minutes < 90:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    said = ngettext("%(count)s hour %(minutes)s min", "%(count)s hours %(minutes)s min", hours)
    return said % {"count": number(hours), "minutes": minutes % 60}


def age_of(hours: float) -> str:
    """How old listings are: "5 hours", "3 days"."""
    count = max(1, round(hours)) if hours < 48 else int(hours // 24)
    in_hours = ngettext("%(count)s hour", "%(count)s hours", count)
    in_days = ngettext("%(count)s day", "%(count)s days", count)
    return (in_hours if hours < 48 else in_days) % {"count": number(count)}


def distance(length: float, unit: str) -> str:
    """ "about 12 miles"; the coordinates of sites are those of the city, so no more exact than that."""
    count = round(length)
    if unit == "mi":
        about = ngettext("about %(count)s mile", "about %(count)s miles", count)
        less = gettext("less than 1 mile")
    else:
        about = ngettext("about %(count)s kilometre", "about %(count)s kilometres", count)
        less = gettext("less than 1 kilometre")
    return less if length < 1 else about % {"count": number(count)}


def to_the_city(length: float, unit: str) -> str:
    """The same of a site, with what it is the distance to."""
    return gettext("%(distance)s, to the city") % {"distance": distance(length, unit)}


def length(value: float, unit: str) -> str:
    """ "100 miles", as somebody chose it."""
    count = round(value)
    if unit == "mi":
        said = ngettext("%(count)s mile", "%(count)s miles", count)
    else:
        said = ngettext("%(count)s kilometre", "%(count)s kilometres", count)
    return said % {"count": number(count)}


def sexes(value: str) -> str:
    known = {"all": gettext("women and men"), "female": gettext("women only"), "male": gettext("men only")}
    return known.get(value, value)


def enrolment(count: int | None, kind: str) -> str:
    if count is None:
        return gettext("Not known")
    people = ngettext("%(count)s person", "%(count)s people", count)
    planned = ngettext("%(count)s person planned", "%(count)s people planned", count)
    return (planned if kind == "estimated" else people) % {"count": number(count)}


@dataclass(frozen=True, slots=True)
class Verified:
    """When a status was last confirmed, in words. `level` is "", "old" or "very-old"."""

    text: str
    level: str = ""
    warning: str = ""


def verified(month: str | None, *, status: str, today: dt.date) -> Verified:
    """`month` is YYYY-MM (or YYYY) as the registry gives it."""
    if not month:
        words = gettext("The sponsor gives no date for this status")
        return Verified(words, "old", gettext("Ask before you rely on it."))
    parts = [int(part) for part in month.split("-")]
    text = gettext("Status last confirmed by the sponsor in %(month)s") % {"month": partial(parts)}
    months = (today.year - parts[0]) * 12 + today.month - (parts[1] if len(parts) > 1 else 12)
    if status in ENDED or months < OLD_MONTHS:
        return Verified(text)
    if months < VERY_OLD_MONTHS:
        return Verified(text, "old", gettext("That is more than a year ago: it may have changed."))
    warning = gettext("That is more than %(count)s years ago. Do not rely on it: call and ask.")
    return Verified(text, "very-old", warning % {"count": months // 12})


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
