"""What is published of care centers, as a person would say it. In: rows of a `CenterDetail`; out: words, for pages.

Tables hold English; who reads one translates it. A claim is never called more than it is: checked, expired, or not yet
checked, with the date that says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from finder.center_facts import ClaimRow
from finder.countries import country_name
from finder.pages import wording
from trials.listed import all_of

AVAILABILITIES = {
    "standard": (N_("Offered"), ""),
    "in-trials-only": (N_("Only in trials"), N_("You can get it here only by joining a study.")),
    "investigational": (N_("Still being tested"), N_("It is not yet approved for this use.")),
    "by-referral": (N_("By referral"), N_("A doctor has to send you.")),
}
"""A few words, and what they mean where that needs saying."""
DELIVERIES = {"in-person": N_("In person"), "video": N_("By video"), "online": N_("Online")}
LEVELS = {
    "basic laboratory": N_("basic laboratory center"),
    "clinical": N_("clinical cancer center"),
    "comprehensive": N_("comprehensive cancer center"),
}
"""What a body calls the levels it grants; any other stands as the source has it."""
BODIES = {
    "NCI": N_("US National Cancer Institute (NCI)"),
    "NAPBC": N_("National Accreditation Program for Breast Centers (NAPBC)"),
}
"""Who stands behind the letters."""
UNKNOWN = {
    "services": N_("We know no services of this center yet. That does not mean it has none: ask it."),
    "contacts": N_("We know no phone number or form of this center."),
    "locations": N_("We do not know where this center sees people."),
    "address": N_("We know the city, but not the street."),
    "hours": N_("We do not know at what times it can be reached."),
    "languages": N_("We do not know which languages are spoken, or if there are interpreters. Ask when you call."),
    "accessibility": N_("We do not know about steps, lifts or parking."),
    "accreditations": N_("We do not know whether a body has certified it."),
}
NOT_GIVEN = N_("The source names it and gives no address.")


@dataclass(frozen=True, slots=True)
class Source:
    """One claim. `link` is "" for a document without an address."""

    name: str
    link: str
    quote: str
    dates: str
    checker: str


@dataclass(frozen=True, slots=True)
class Backing:
    """What facts of a row rest on that stand alike. `about`: which facts; "" where it is all of them."""

    standing: str
    words: str
    about: str
    sources: list[Source]


def standing_words(one: ClaimRow) -> str:
    """ "Checked 18 September 2025, expired 18 September 2026", "Source undated, not yet checked"."""
    if one.standing == "verified":
        return _("Checked {day}").format(day=wording.day(one.verified_on))
    if one.standing == "expired":
        checked, expired = wording.day(one.verified_on), wording.day(one.expires_on)
        return _("Checked {checked}, expired {expired}").format(checked=checked, expired=expired)
    if one.source_date is not None:
        return _("Source dated {day}, not yet checked").format(day=wording.day(one.source_date))
    return _("Source undated, not yet checked")


def backings(claims: Sequence[ClaimRow], names: Mapping[str, str]) -> list[Backing]:
    """By what their best claim says, the facts of a row. `names`: what each fact is called; others are left out."""
    by_fact: dict[str, list[ClaimRow]] = {fact: [] for fact in names}
    for one in claims:
        if one.fact in by_fact:
            by_fact[one.fact].append(one)
    groups: dict[tuple[str, str], tuple[list[str], dict[Source, None]]] = {}
    for fact, backing in by_fact.items():
        if not backing:
            continue
        best = backing[0]  # they come in that order
        called, sources = groups.setdefault((best.standing, standing_words(best)), ([], {}))
        called.append(names[fact])
        sources |= {_source(one): None for one in backing}
    return [
        Backing(standing, words, all_of(called) if len(groups) > 1 else "", list(sources))
        for (standing, words), (called, sources) in groups.items()
    ]


def _source(one: ClaimRow) -> Source:
    link = web_link(one.source_url)
    dates = [
        _("dated {day}").format(day=wording.day(one.source_date)) if one.source_date else _("undated"),
        _("copied {day}").format(day=wording.day(one.captured_on)),
    ]
    if one.verified_on:
        dates.append(_("checked {day}").format(day=wording.day(one.verified_on)))
    if one.expires_on:
        due = _("expired {day}") if one.standing == "expired" else _("to be checked again by {day}")
        dates.append(due.format(day=wording.day(one.expires_on)))
    return Source(one.document or host(one.source_url), link, one.quote, ", ".join(dates), one.verified_by)


def web_link(url: str) -> str:
    """The address, where a browser may follow it; "" for any other kind (`javascript:`)."""
    return url if url.lower().startswith(("https://", "http://")) else ""


def host(url: str) -> str:
    """ "https://www.example.org/a" → "example.org"; what is no address comes back as it is."""
    try:
        name = urlsplit(url).hostname
    except ValueError:
        name = None
    return (name or url).removeprefix("www.")


def place(city: str, state: str, country: str) -> str:
    """ "Chicago, IL"; the country where it is another one."""
    return ", ".join(part for part in (city, state, "" if country == "US" else country_name(country)) if part)


def clock(timezone: str) -> str:
    """ "America/Chicago" → "Chicago time"."""
    return _("{city} time").format(city=timezone.rpartition("/")[2].replace("_", " ")) if timezone else ""
