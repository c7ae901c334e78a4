"""The trials that an address names, and what was entered with them. In: the query of `/compare/` or `/sheet/`; out: ids
and words. What is in the address is all there is: the list itself stays in the browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from finder.detail import canonical_id
from finder.filters import TrialFilters
from finder.pages.addresses import Asked
from finder.pages.asking import errors_of, title
from finder.pages.asks import entered
from trials.listed import all_of

MOST_READ = 20
"""So many ids of an address are looked up; a list in a browser holds no more (`shortlist.js`)."""
_NOT_OF_A_LIST = ("offset", "limit", "sort")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Picked:
    """`ids`: public ids, each once, as many as the page shows. `beyond`: those that are too many. `unknown`: as given,
    nobody's. `unreadable`: whether something stood there that is no id; it is not repeated."""

    ids: list[str]
    beyond: list[str]
    unknown: list[str]
    unreadable: bool
    moved: bool
    """Whether the trials have another address than the one that was asked for."""


def picked(query: QueryDict, *, most: int) -> Picked:
    raw = query.getlist("id")
    given = [one for value in raw for one in re.split(r"[\s,]+", value) if one]
    readable = [one for one in given if _ID.fullmatch(one)]
    known: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for one in list(dict.fromkeys(readable))[:MOST_READ]:
        canonical = canonical_id(one)
        if canonical:
            known[canonical] = None
        else:
            unknown[one] = None
    unreadable = len(readable) < len(given)
    ids = list(known)
    named = set(raw) == {*known, *unknown} and len(raw) == len(known) + len(unknown)
    return Picked(ids[:most], ids[most:], list(unknown), unreadable, moved=bool(ids) and not unreadable and not named)


def address(page: str, ids: Iterable[str], asked: Asked) -> str:
    """Of the page of that name that shows these trials, with what was entered."""
    return f"{reverse(page)}?{urlencode([*(('id', one) for one in ids), *asked.pairs(leave_out=_NOT_OF_A_LIST)])}"


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was entered."""

    title: str
    words: str


def told(filters: TrialFilters) -> list[Told]:
    """What was entered about the person and the place, only after `form.is_valid()`."""
    found = [
        Told(title(name), entered(name, [str(one) for one in values], brands=True))
        for name, values in filters.person.items()
    ]
    if place := filters.found:
        found.append(Told(_("Near"), place.label))
    centers: Sequence[str] = [one.name for one in filters.form.cleaned_data.get("center") or ()]
    if centers:
        found.append(Told(_("Care center"), all_of(list(centers))))
    return found


def problems(filters: TrialFilters) -> list[Told]:
    """What was entered and could not be understood."""
    return [Told(title(name), message) for name, messages in errors_of(filters).items() for message in messages]
