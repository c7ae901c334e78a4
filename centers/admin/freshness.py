"""How well a fact is backed, at a glance. In: the claims of a row; out: a word with a colour for lists and pages.

The rules of standing are those of `centers/claims.py`; "expires soon" is the admin's own: the time a curator has to
look again before a fact drops out of the filters.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from centers import claims
from centers.models import Claim

SOON = dt.timedelta(days=60)
VERIFIED, EXPIRES_SOON, EXPIRED, UNCHECKED, NO_CLAIM = "verified", "soon", "expired", "unchecked", "none"
WORDS = {
    VERIFIED: "verified",
    EXPIRES_SOON: "expires soon",
    EXPIRED: "expired",
    UNCHECKED: "not yet checked",
    NO_CLAIM: "no claim: not published",
}


def today() -> dt.date:
    return timezone.localdate()


def freshness(held: Iterable[Claim], day: dt.date) -> str:
    """One of `WORDS`, of the best of some claims to one fact; the one that lasts longest decides on "soon"."""
    held = list(held)
    if not held:
        return NO_CLAIM
    standings = {one: claims.standing(one.verified_on, one.expires_on, day) for one in held}
    best = claims.best(standings.values())
    if best == "verified" and all(
        one.expires_on is not None and one.expires_on <= day + SOON
        for one, standing in standings.items()
        if standing == "verified"
    ):
        return EXPIRES_SOON
    return str(best)


def of_row(row: Any, day: dt.date) -> Iterator[tuple[str, str]]:
    """The named facts of a row that say something: name of the claim ("" for the row itself) and freshness. Reads
    `row.claims`, which lists prefetch."""
    held: dict[str, list[Claim]] = {}
    for one in row.claims.all():
        held.setdefault(one.field, []).append(one)
    for name, fields in row.CLAIMED.items():
        if not name or any(getattr(row, field) not in (None, "", []) for field in fields):
            yield name, freshness(held.get(name, ()), day)


def badge(state: str, name: str = "", count: int | None = None) -> SafeString:
    words = WORDS[state] if count is None else f"{count} {WORDS[state]}".replace("no claim", "without a claim")
    return format_html('<span class="freshness {}">{}{}</span>', state, f"{name}: " if name else "", words)


def badges(row: Any) -> SafeString:
    """Every named fact of a row, the row itself first."""
    return format_html_join(" ", "{}", ((badge(state, name),) for name, state in of_row(row, today())))


def summary(rows: Iterable[Any]) -> SafeString:
    """Of many rows: how many facts stand how."""
    day = today()
    counted = Counter(state for row in rows for _, state in of_row(row, day))
    return format_html_join(" ", "{}", ((badge(state, count=counted[state]),) for state in WORDS if counted[state]))


def due(rows: QuerySet[Claim], day: dt.date) -> QuerySet[Claim]:
    """Claims that are expired, or will be soon."""
    return rows.filter(expires_on__lte=day + SOON)


def backed(model: type[Model]) -> Exists:
    """Whether a claim backs the row itself."""
    return Exists(Claim.objects.filter(**{str(model._meta.model_name): OuterRef("pk")}, field=""))


class ClaimsFilter(admin.SimpleListFilter):
    """By the claims to the row itself."""

    title = "claims"
    parameter_name = "claims"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(WORDS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        state = self.value()
        if state not in WORDS:
            return queryset
        day = today()
        mine = Claim.objects.filter(**{str(queryset.model._meta.model_name): OuterRef("pk")}, field="")
        lasting = Q(verified_on__isnull=False) & (Q(expires_on__isnull=True) | Q(expires_on__gt=day))
        long = lasting & (Q(expires_on__isnull=True) | Q(expires_on__gt=day + SOON))
        any_claim, verified = Exists(mine), Exists(mine.filter(lasting))
        checked = Exists(mine.filter(verified_on__isnull=False))
        conditions = {
            VERIFIED: Exists(mine.filter(long)),
            EXPIRES_SOON: verified & ~Exists(mine.filter(long)),
            EXPIRED: checked & ~verified,
            UNCHECKED: any_claim & ~checked,
            NO_CLAIM: ~any_claim,
        }
        return queryset.filter(conditions[state])


class DueFilter(admin.SimpleListFilter):
    """Of claims: by what their dates say today."""

    title = "freshness"
    parameter_name = "freshness"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("due", "expired, or within 60 days"), *((state, WORDS[state]) for state in WORDS if state != NO_CLAIM)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        day = today()
        checked = queryset.filter(verified_on__isnull=False)
        match self.value():
            case "due":
                return due(queryset, day)
            case "verified":
                return checked.filter(Q(expires_on__isnull=True) | Q(expires_on__gt=day + SOON))
            case "soon":
                return checked.filter(expires_on__gt=day, expires_on__lte=day + SOON)
            case "expired":
                return checked.filter(expires_on__lte=day)
            case "unchecked":
                return queryset.filter(verified_on__isnull=True)
        return queryset
