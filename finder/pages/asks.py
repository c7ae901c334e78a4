"""What a trial asks, as its page shows it. In: statements with their quotes; out: lines with links into the full text.

Called by the trial's page. What we say and what the registry says stay apart: a line is ours, its quotes are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from finder import persons, statements
from finder.filters import TrialFilters
from finder.pages.asking import of_person, title, with_brand
from finder.pages.markup import anchors, to_plain
from finder.reasons import AT_THE_REGISTRY, Reason, Said
from finder.statements import Quote, Statement
from trials.listed import any_of

MOST_QUOTES = 2
"""Beyond, a line says how many more there are, folded away."""
_FIELDS = {
    "brief_title": N_("Title"),
    "official_title": N_("Full title"),
    "conditions": N_("Conditions"),
    "keywords": N_("Keywords"),
    "interventions": N_("What is tested"),
}
_SECTIONS = {"inclusion": N_("Who can join"), "exclusion": N_("Who cannot join"), "other": N_("Full text")}
_VERDICTS = {
    "admits": (N_("Fits"), "fits"),
    "depends": (N_("Depends"), "depends"),
    "silent": (N_("Does not say"), "silent"),
    "excludes": (N_("Does not fit"), "out"),
}


@dataclass(frozen=True, slots=True)
class QuoteShown:
    text: str
    where: str
    """The part of the listing it stands in."""
    address: str
    """Of the place in the full text; empty for a title or a keyword."""
    group: str
    condition: str


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    words: str
    quotes: list[QuoteShown]
    more: list[QuoteShown]
    groups: list[str]
    field: str
    """What the registry's own field says of the same; it may differ from the text."""
    ruled: bool
    report: str
    """Where to say that it was read wrong."""


@dataclass(frozen=True, slots=True)
class Asks:
    asked: list[Line]
    waiting: list[Line]
    unread: list[Line]


@dataclass(frozen=True, slots=True)
class Why:
    """What the trial says of something entered. `address`: of the sentence on its page; empty where there is none."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class FitLine:
    """One thing entered, and how the trial stands to it."""

    title: str
    entered: str
    verdict: str
    level: str
    note: str
    why: list[Why]


def marked(found: Iterable[Statement]) -> list[tuple[int, int]]:
    """The stretches of the eligibility text that prove something."""
    return [(one.start, one.end) for each in found for one in each.quotes if one.field == "eligibility"]


def shown(url: str, found: Sequence[Statement], *, fields: Mapping[str, str]) -> Asks:
    """`url`: the trial's own page. `fields`: what the registry's fields say of `age` and `sex`, in words."""
    address_of = anchors(marked(found))
    lines = [(one.kind, line_of(url, one, address_of, fields.get(one.parameter, ""))) for one in found]
    return Asks(
        *(
            [line for kind, line in lines if kind == wanted]
            for wanted in (statements.ASKED, statements.WAITING, statements.UNREAD)
        )
    )


def line_of(url: str, one: Statement, address_of: dict[int, str], field: str) -> Line:
    """`address_of`: the anchors of all that is marked on the trial's page."""
    # Rules come before titles, of which one is enough; the same words in two fields prove no more than once.
    shown = (quote_shown(each, address_of) for each in one.quotes)
    quotes = list({(quote.text, quote.group): quote for quote in shown}.values())
    rules = sum(bool(quote.address) for quote in quotes)
    cut = min(rules, MOST_QUOTES) or 1
    return Line(
        title=one.title,
        words=one.words,
        quotes=quotes[:cut],
        more=quotes[cut:],
        groups=list(one.cohorts),
        field=field,
        ruled=one.ruled,
        report=f"{url}report/?{urlencode({'question': one.question, 'key': one.key})}",
    )


def words_of(one: Quote) -> str:
    """A quote as it is read. Only the text of the rules has the marks of Markdown."""
    return to_plain(one.text) if one.field == "eligibility" else " ".join(one.text.split())


def quote_shown(one: Quote, address_of: Mapping[int, str]) -> QuoteShown:
    in_text = one.field == "eligibility"
    part = (
        _SECTIONS.get(one.section, _SECTIONS["other"])
        if in_text
        else _FIELDS.get(re.sub(r"\[\d+\]", "", one.field), "")
    )
    return QuoteShown(
        text=words_of(one),
        where=gettext(part) if part else "",
        address=address_of.get(one.start, "") if in_text else "",
        group=one.cohort or "",
        condition=one.condition,
    )


def fit(
    filters: TrialFilters,
    reasons: Sequence[Reason],
    found: Iterable[Statement] = (),
    given: dict[str, str] | None = None,
) -> list[FitLine]:
    """`found`: what the page shows of the trial, so that each reason can lead to its sentence. `given`: what was
    entered, in words, kept from one trial of an answer to the next."""
    person = filters.person
    address_of = anchors(marked(found))
    known = {} if given is None else given
    for one in reasons:
        if one.parameter not in known:
            known[one.parameter] = entered(one.parameter, [str(value) for value in person[one.parameter]])
    return [
        FitLine(
            title=title(one.parameter),
            entered=known[one.parameter],
            verdict=gettext(_VERDICTS[one.verdict][0]),
            level=_VERDICTS[one.verdict][1],
            note=_note(one),
            why=list({why.words: why for why in (_why(said, one, address_of) for said in one.said)}.values()),
        )
        for one in reasons
    ]


def entered(name: str, values: list[str], *, brands: bool = False) -> str:
    """What was given for a parameter, in words. Several values of a one-of mean that it is not known which. `brands`:
    treatments bear the names on their packs too, as somebody reads over what was entered."""
    one_of = persons.PARAMETERS.get(name, persons.PARAMETERS["age"]).kind == persons.ONE_OF
    words = [with_brand(name, value) if brands else of_person(name, value) for value in values]
    return any_of(words) if one_of else ", ".join(words)


def _note(one: Reason) -> str:
    if not one.note:
        return ""
    return f"{gettext(one.note)}: {'; '.join(one.cohorts)}" if one.cohorts else gettext(one.note)


def _why(said: Said, reason: Reason, address_of: dict[int, str]) -> Why:
    about = gettext("The trial") if said.title == title(reason.parameter) else said.title
    about = gettext(AT_THE_REGISTRY) if said.title == AT_THE_REGISTRY else about
    in_text = (address_of.get(one.start, "") for one in said.quotes if one.field == "eligibility")
    # A title or a keyword stands among what the trial asks.
    return Why(f"{about}: {said.words}", next(in_text, "asks" if said.quotes else ""))
