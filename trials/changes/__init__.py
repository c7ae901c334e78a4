"""What changed at the registry: versions of a registration in, dated changes out. Called by `finder/history.py`.

`fields`, `rules`, `sites` and `words` compare two records and know no database; here stands what reads the versions.
A pair of contents is compared once a process and language: it never changes again.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language

from trials.changes.fields import changes
from trials.changes.words import Change
from trials.models import Version
from trials.records import RawRecord, TrialRecord, Unreadable
from trials.registries import registry as registry_module

__all__ = ["COLUMNS", "Change", "Kept", "between", "changes", "kept"]

COLUMNS = (
    "pk",
    "registration_id",
    "registration__trial_id",
    "registration__registry",
    "registration__registry_id",
    "content_hash",
    "fetched_at",
    "source_timestamp",
)
"""What makes a `Kept`, in its order."""
MOST_PAIRS = 4_000
"""Pairs whose changes are remembered: some kilobytes each."""

MOST_RECORDS = 8
"""Records at hand: a history goes from version to version, and each is compared with both its neighbours."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A version, without its content. `fetched_at`: when we saw it first; `source_timestamp`: the registry's data date,
    as it says."""

    pk: int
    registration: int
    trial: int
    registry: str
    registry_id: str
    content_hash: str
    fetched_at: dt.datetime
    source_timestamp: str


def kept(registrations: Iterable[int]) -> list[Kept]:
    """The versions of these registrations, the newest first."""
    rows = Version.objects.filter(registration__in=list(registrations)).order_by("-pk").values_list(*COLUMNS)
    return [Kept(*row) for row in rows]


def between(before: Kept, after: Kept) -> tuple[Change, ...] | None:
    """What changed from one version to the next; None where one of them cannot be read (any more)."""
    if before.content_hash == after.content_hash:
        return ()
    pairs = ((one.pk, one.content_hash, one.registry_id) for one in (before, after))
    return _between(get_language(), after.registry, *pairs)


Named = tuple[int, str, str]


@lru_cache(maxsize=MOST_PAIRS)
def _between(language: str | None, registry: str, before: Named, after: Named) -> tuple[Change, ...] | None:
    """`language`: that of the page; the changes hold its words."""
    old, new = _record(registry, before), _record(registry, after)
    return None if old is None or new is None else changes(old, new)


@lru_cache(maxsize=MOST_RECORDS)
def _record(registry: str, named: Named) -> TrialRecord | None:
    """A version that an older release took in may have a shape that is not understood now."""
    pk, _, registry_id = named
    raw = Version.objects.filter(pk=pk).values_list("raw", flat=True).first()
    try:
        return registry_module(registry).parse(RawRecord(registry, registry_id, zlib.decompress(raw or b"")))
    except (zlib.error, Unreadable):
        return None
