"""One change, and what its words are made of. In: values of a record; out: what a person would say. Pure.

Called by the other modules of this package. Words are short and say no more than the registry's record does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_noop as N_

from trials.listed import all_of
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
    "recruiting": N_("The trial started taking new people"),
    "not-yet-recruiting": N_("The trial is planned; it does not take people yet"),
    "enrolling-by-invitation": N_("The trial now takes people by invitation only"),
    "active-not-recruiting": N_("The trial is running, and does not take new people"),
    "suspended": N_("The trial was paused"),
    "terminated": N_("The trial was stopped early"),
    "completed": N_("The trial has finished"),
    "withdrawn": N_("The trial was withdrawn before anyone joined"),
    "unknown": N_("The sponsor has not confirmed the status for two years"),
    "available": N_("Expanded access is available"),
    "temporarily-not-available": N_("Expanded access was paused"),
    "no-longer-available": N_("Expanded access is no longer available"),
    "approved-for-marketing": N_("The treatment was approved for use"),
    "withheld": N_("The registry withholds the record"),
}
_STEPS = {
    ("recruiting", "active-not-recruiting"): N_("The trial stopped taking new people; it is still running"),
    ("enrolling-by-invitation", "recruiting"): N_("The trial now takes people without an invitation"),
    ("suspended", "recruiting"): N_("The trial takes new people again"),
    ("active-not-recruiting", "recruiting"): N_("The trial takes new people again"),
    ("terminated", "recruiting"): N_("The trial takes new people again"),
    ("completed", "recruiting"): N_("The trial takes new people again"),
}
_PHASES = {"early-1": N_("early phase 1"), "na": N_("no phase")}
_SEXES = {"all": N_("women and men"), "female": N_("women only"), "male": N_("men only"), "": N_("not said")}

_MONTHS = (
    *(N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June")),
    *(N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December")),
)

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


def spelled(slug: str) -> str:
    """ "active-not-recruiting" → "active not recruiting", in the language of the page where we know the word."""
    return gettext(slug.replace("-", " ")) if slug else ""


_SPELLED = (
    *(N_("recruiting"), N_("not yet recruiting"), N_("enrolling by invitation"), N_("active not recruiting")),
    *(N_("suspended"), N_("terminated"), N_("completed"), N_("withdrawn"), N_("unknown"), N_("available")),
    *(N_("temporarily not available"), N_("no longer available"), N_("approved for marketing"), N_("withheld")),
    *(N_("interventional"), N_("observational"), N_("expanded access")),
    *(N_("treatment"), N_("supportive care"), N_("diagnostic"), N_("prevention"), N_("screening")),
    *(N_("health services research"), N_("basic science"), N_("device feasibility"), N_("ect"), N_("other")),
    *(N_("randomized"), N_("non randomized"), N_("na")),
    *(N_("none"), N_("single"), N_("double"), N_("triple"), N_("quadruple")),
)
"""The registry's words, for the catalogue."""


def status(before: str, after: str) -> str:
    """ "The trial stopped taking new people"; a word we do not know is said as the registry writes it."""
    known = _STEPS.get((before, after)) or _BECAME.get(after)
    if known:
        return gettext(known)
    said = gettext("The status changed: %(before)s → %(after)s")
    return said % {"before": spelled(before), "after": spelled(after)}


def phases(values: Sequence[str]) -> str:
    said = [
        gettext(_PHASES[value]) if value in _PHASES else gettext("phase %(number)s") % {"number": value}
        for value in values
    ]
    return all_of(said) or gettext("none given")


def sex(value: str) -> str:
    return gettext(_SEXES[value]) if value in _SEXES else spelled(value)


def people(count: int | None, kind: str) -> str:
    if count is None:
        return gettext("not known")
    people = ngettext("%(count)s person", "%(count)s people", count)
    planned = ngettext("%(count)s person planned", "%(count)s people planned", count)
    return (planned if kind == "estimated" else people) % {"count": f"{count:,}"}


def iso(date: PartialDate | None) -> str:
    """As precise as it was given: `2026`, `2026-02`, `2026-02-17`."""
    if date is None:
        return ""
    parts = [f"{date.on.year:04d}", f"{date.on.month:02d}", f"{date.on.day:02d}"]
    return "-".join(parts[: {"year": 1, "month": 2}.get(date.precision, 3)])


def day(date: PartialDate | None) -> str:
    """ "2026", "May 2026", "17 May 2026"."""
    if date is None:
        return gettext("no date")
    if date.precision == "year":
        return str(date.on.year)
    month = gettext(_MONTHS[date.on.month - 1])
    if date.precision == "month":
        return pgettext("date", "%(month)s %(year)s") % {"month": month, "year": date.on.year}
    said = pgettext("date", "%(day)s %(month)s %(year)s")
    return said % {"day": date.on.day, "month": month, "year": date.on.year}


def at(date: PartialDate, on: str, within: str) -> str:
    """`on`: what is said of a day, `within`: of a month or a year; both translated, with %(date)s."""
    return (within if date.precision in ("year", "month") else on) % {"date": day(date)}
