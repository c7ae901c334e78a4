"""What a claim is worth today. Dates come in, a word goes out; called by the finder's index and pages and by the
admin. Pure.

The rule is promise 8 of the product (claims, not adjectives): a fact has a source, the date it was checked, who checked
it and an expiry. A source that nobody checked is "not yet checked", never "verified"; an expired claim stays visible
and no longer satisfies a "verified" filter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

Standing = Literal["verified", "expired", "unchecked"]
STANDINGS: tuple[Standing, ...] = ("verified", "expired", "unchecked")
"""Best first: what was checked once is worth more than what never was."""
MOST_WORDS = 25
"""Words of a source that a claim may quote."""


def standing(verified_on: dt.date | None, expires_on: dt.date | None, today: dt.date) -> Standing:
    """`expires_on` is the first day on which the claim no longer counts; None: it does not expire. Without
    `verified_on` nobody has checked it, and no other date changes that. (So in SQL: verified_on is not null and
    (expires_on is null or expires_on > today).)"""
    if verified_on is None:
        return "unchecked"
    if expires_on is not None and expires_on <= today:
        return "expired"
    return "verified"


def best(standings: Iterable[Standing]) -> Standing:
    """What a fact with several claims is worth: its best one. Without any claim: unchecked."""
    return min(standings, key=STANDINGS.index, default="unchecked")
