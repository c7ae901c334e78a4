"""One change, and what its words are made of. In: values of a record; out: what a person would say. Pure.

Called by the other modules of this package. Words are short and say no more than the registry's record does.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass

from trials.records import PartialDate

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions of a registration.

    `before` and `after` are the values as text, in the registry's words ("" where there is none); `words` is the whole
    change as a person would say it. `details`: the single things of a change that sums up several (sites).
    """

    field: str
    kind: str
    """`added`, `removed` or `changed`."""
    before: str
    after: str
    words: str
    details: tuple[str, ...] = ()


_BECAME = {
    "recruiting": "The trial started taking new people",
    "not-yet-recruiting": "The trial is planned; it does not take people yet",
    "enrolling-by-invitation": "The trial now takes people by invitation only",
    "active-not-recruiting": "The trial is running, and does not take new people",
    "suspended": "The trial was paused",
    "terminated": "The trial was stopped early",
    "completed": "The trial has finished",
    "withdrawn": "The trial was withdrawn before anyone joined",
    "unknown": "The sponsor has not confirmed the status for two years",
    "available": "Expanded access is available",
    "temporarily-not-available": "Expanded access was paused",
    "no-longer-available": "Expanded access is no longer available",
    "approved-for-marketing": "The treatment was approved for use",
    "withheld": "The registry withholds the record",
}
_STEPS = {
    ("recruiting", "active-not-recruiting"): "The trial stopped taking new people; it is still running",
    ("enrolling-by-invitation", "recruiting"): "The trial now takes people without an invitation",
    ("suspended", "recruiting"): "The trial takes new people again",
    ("active-not-recruiting", "recruiting"): "The trial takes new people again",
    ("terminated", "recruiting"): "The trial takes new people again",
    ("completed", "recruiting"): "The trial takes new people again",
}
_PHASES = {"early-1": "early phase 1", "na": "no phase"}
_SEXES = {"all": "women and men", "female": "women only", "male": "men only", "": "not said"}

_ESCAPED = re.compile(r"\\([<>~*_\[\]()#+.!-])")
_SIGNS = str.maketrans({"≥": ">=", "≤": "<=", "–": "-", "—": "-", "‑": "-", "’": "'", "“": '"', "”": '"'})


def folded(text: str) -> str:
    """A text with what is only formatting taken away: white space, case, stars, escapes, how dashes and quotes are
    written, and the stop at its end."""
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    if not text.isascii():
        text = text.translate(_SIGNS)
    return " ".join(text.replace("*", " ").split()).rstrip(" .;,").casefold()


def shown(text: str) -> str:
    """A text on one line, without the escapes of its mark-up."""
    return " ".join(_ESCAPED.sub(r"\1", text).split())


def quoted(text: str) -> str:
    return f"“{shown(text)}”"


def plural(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(parts: Sequence[str]) -> str:
    """`["a", "b", "c"]` → "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def spelled(slug: str) -> str:
    return slug.replace("-", " ")


def status(before: str, after: str) -> str:
    """ "The trial stopped taking new people"; a word we do not know is said as the registry writes it."""
    known = _STEPS.get((before, after)) or _BECAME.get(after)
    return known or f"The status changed: {spelled(before)} → {spelled(after)}"


def phases(values: Sequence[str]) -> str:
    return listed([_PHASES.get(value, f"phase {value}") for value in values]) or "none given"


def sex(value: str) -> str:
    return _SEXES.get(value, spelled(value))


def ages(minimum: str, maximum: str) -> str:
    low, high = minimum.strip().lower(), maximum.strip().lower()
    if low and high:
        return f"{low} to {high}"
    return f"{low} and older" if low else f"up to {high}" if high else "any age"


def people(count: int | None, kind: str) -> str:
    if count is None:
        return "not known"
    return plural(count, "person", "people") + (" planned" if kind == "estimated" else "")


def iso(date: PartialDate | None) -> str:
    """As precise as it was given: `2026`, `2026-02`, `2026-02-17`."""
    if date is None:
        return ""
    parts = [f"{date.on.year:04d}", f"{date.on.month:02d}", f"{date.on.day:02d}"]
    return "-".join(parts[: {"year": 1, "month": 2}.get(date.precision, 3)])


def day(date: PartialDate | None) -> str:
    """ "2026", "May 2026", "17 May 2026"."""
    if date is None:
        return "no date"
    month = f"{calendar.month_name[date.on.month]} {date.on.year}"
    return {"year": str(date.on.year), "month": month}.get(date.precision, f"{date.on.day} {month}")


def at(date: PartialDate) -> str:
    """ "in May 2026", "on 17 May 2026"."""
    return f"{'in' if date.precision in ('year', 'month') else 'on'} {day(date)}"
