"""Which facts of care centers are published, and what each rests on. In: rows of `centers`; out: the rows that a claim
backs, each with its claims. Called by `center_detail.py`
and `center_history.py`; one query.

What no claim covers is left empty, as if we did not hold it (`CLAIMED` in `centers/models.py` says what covers what).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from centers import claims
from centers.models import FACTS, Claim


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """What a fact rests on. `fact`: which fact of its row (a name of the model's `CLAIMED`), "" the row itself."""

    fact: str
    standing: claims.Standing
    source_url: str
    document: str
    quote: str
    captured_on: dt.date
    source_date: dt.date | None
    verified_on: dt.date | None
    verified_by: str
    expires_on: dt.date | None


class Fact:
    """A row with its claims, as far as it is published."""

    def __init__(self, row: Any, backing: list[ClaimRow]) -> None:
        self._row = row
        self.claims = backing
        self.covered = {name for one in backing for name in row.CLAIMED.get(one.fact, ())}
        """The fields that a claim covers."""

    def get(self, name: str) -> Any:
        """The value where a claim covers it, else what the field is when empty."""
        if name in self.covered:
            return getattr(self._row, name)
        field = self._row._meta.get_field(name)
        return None if field.null else field.get_default()

    @property
    def published(self) -> bool:
        return any(not one.fact for one in self.claims)

    @property
    def standing(self) -> claims.Standing:
        """Of the row itself: the best of its claims."""
        return claims.best([one.standing for one in self.claims if not one.fact])


_COLUMNS = ("field source_url document quote captured_on source_date verified_on verified_by expires_on").split()
Published = list[tuple[Fact, Any]]
"""Rows of one kind that are published, each with its claims."""


def published(held: Mapping[str, list[Any]], today: dt.date) -> dict[str, Published]:
    """Rows by the kind of fact → those that are published: the rule of `Facts.published()`, read from the very claims
    that are shown, so that nothing can have changed in between."""
    backing = _claims(held, today)
    facts = {name: [(Fact(row, backing[name, row.pk]), row) for row in rows] for name, rows in held.items()}
    return {name: [(fact, row) for fact, row in rows if fact.published] for name, rows in facts.items()}


def _claims(held: Mapping[str, list[Any]], today: dt.date) -> dict[tuple[str, int], list[ClaimRow]]:
    """By kind and key of the row they back; the best and newest first."""
    backs_any = Q()
    for name, rows in held.items():
        backs_any |= Q(**{f"{name}__in": [row.pk for row in rows]})
    found: dict[tuple[str, int], list[ClaimRow]] = defaultdict(list)
    # Not as models: a page of centers has more than a thousand.
    for _, *keys, fact, source_url, document, quote, captured_on, source_date, verified_on, verified_by, expires_on in (
        Claim.objects.filter(backs_any).order_by("pk").values_list("pk", *(f"{name}_id" for name in FACTS), *_COLUMNS)
    ):
        backed = next((name, key) for name, key in zip(FACTS, keys, strict=True) if key is not None)
        found[backed].append(
            ClaimRow(
                fact=fact,
                standing=claims.standing(verified_on, expires_on, today),
                source_url=source_url,
                document=document,
                quote=quote,
                captured_on=captured_on,
                source_date=source_date,
                verified_on=verified_on,
                verified_by=verified_by,
                expires_on=expires_on,
            )
        )
    for rows_ in found.values():
        rows_.sort(key=_rank)
    return found


def _rank(one: ClaimRow) -> tuple[str, int, int, int]:
    """Sorted here: the databases do not agree on where an empty date stands."""
    verified = one.verified_on.toordinal() if one.verified_on else 0
    return one.fact, claims.STANDINGS.index(one.standing), -verified, -one.captured_on.toordinal()
