"""Trials whose text was not read yet, or changed, in; findings out. Called by `read_eligibility` and after syncs.

The only writer of readings and findings. A trial's findings and its `Reading` are one transaction, so a process killed
at any moment leaves trials that are read or stale, never half.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from trials import intake, readers, table, texts
from trials.eligibility import Answer, Listing, digest
from trials.leases import Busy, Held, hold
from trials.models import Finding, Reading, Trial
from trials.readers import Ended

__all__ = ["Busy", "Counts", "Ended", "read_stale", "stale"]

LEASE = "reading"
CHUNK = 200
"""Trials a transaction."""
FEW = 400
"""Up to so many are read in this process: others take a second to start."""

Progress = Callable[[int, int], None]
Row = dict[str, Any]

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Counts:
    looked: int = 0
    """Trials looked at."""
    read: int = 0
    """Of these, read: the others have the text that was read before."""
    changed: int = 0
    """Of those read, the ones whose answers are new or other than before."""
    failed: int = 0
    """The reader gave up on them (a fault of ours, in the log); what was read before stands."""


@dataclass(slots=True)
class _Looked:
    pk: int
    revision: int
    text_hash: str
    first: bool
    """Never read before."""
    known: bool
    """The same text, read with the same vocabulary and rules: nothing to read."""
    said: readers.Said = None


def stale() -> QuerySet[Trial]:
    """The trials that somebody must look at: never read, changed since, or read with another vocabulary or other rules.
    Answered from two indexes, past the texts."""
    return Trial.objects.filter(
        Q(reading__isnull=True) | ~Q(reading__revision=F("revision")) | ~Q(reading__digest=digest())
    )


def read_stale(
    *, everything: bool = False, ids: Collection[int] | None = None, progress: Progress | None = None
) -> Counts:
    """Reads what is stale (or all; or, of these ids, what is). Only a trial whose answers changed gets a new revision.

    Raises `Busy` where another process is at it, `Ended` where one of its own was ended from outside. Works outside
    transactions and writes in short ones, like the index.
    """
    counts = Counts()
    with hold(LEASE) as lease:
        wanted = _among(Trial.objects.all() if everything else stale(), ids)
        # Anew until nothing is stale: a trial that changed while it was read, and what others wrote meanwhile.
        while total := wanted.count():
            written = counts.failed = 0
            for looked in _looks(wanted, total, everything):
                written += _write(looked, lease, counts)
                if progress:
                    progress(min(counts.looked, total), total)
            everything = False
            wanted = _among(stale(), ids)
            if not written:  # what is left is being changed by somebody, or failed: the next run sees to it
                break
    return counts


def _among(trials: QuerySet[Trial], ids: Collection[int] | None) -> QuerySet[Trial]:
    return trials if ids is None else trials.filter(pk__in=ids)


def _looks(wanted: QuerySet[Trial], total: int, everything: bool) -> Iterator[list[_Looked]]:
    """A chunk at a time: the trials as they were found, with what their texts say."""
    jobs = readers.cores() if total > FEW else 1
    for looked, said in readers.read_all(_chunks(wanted, everything), jobs=jobs):
        unknown = [one for one in looked if not one.known]
        for one, answers in zip(unknown, said, strict=True):
            one.said = answers
        yield looked


def _chunks(wanted: QuerySet[Trial], everything: bool) -> Iterator[tuple[list[_Looked], list[Listing]]]:
    columns = ("pk", "revision", *texts.COLUMNS, "reading__text_hash", "reading__digest")
    last = 0
    while pks := list(wanted.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        last = pks[-1]
        looked, unknown = list[_Looked](), list[Listing]()
        for row in Trial.objects.filter(pk__in=pks).values(*columns):
            listing = texts.listing(row)
            before, now = row["reading__text_hash"], texts.text_hash(listing)
            known = not everything and (before, row["reading__digest"]) == (now, digest())
            looked.append(_Looked(row["pk"], row["revision"], now, first=before is None, known=known))
            if not known:
                unknown.append(listing)
        yield looked, unknown


def _write(looked: Sequence[_Looked], lease: Held, counts: Counts) -> int:
    """Returns how many trials are read now."""
    with transaction.atomic():
        lease.fence()
        # Whoever is about to change a trial has it locked: it is stale again in a moment, so it is passed over here.
        rows = Trial.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk__in=[one.pk for one in looked])
        revisions = dict(rows.order_by("pk").values_list("pk", "revision"))
        current = [one for one in looked if revisions.get(one.pk) == one.revision]
        fresh = {one.pk: _rows(one.pk, one.said) for one in current if one.said is not None}
        before = _stored(fresh)
        changed = {one.pk for one in current if one.pk in fresh and (one.first or fresh[one.pk] != before[one.pk])}
        Finding.objects.filter(trial__in=changed).delete()
        table.insert(Finding, [row for pk in changed for row in fresh[pk].values()])
        intake.touch(changed)
        done = [one for one in current if one.known or one.pk in fresh]
        Reading.objects.filter(pk__in=[one.pk for one in done]).delete()
        now = timezone.now()
        table.insert(
            Reading,
            [
                {
                    "trial": one.pk,
                    "text_hash": one.text_hash,
                    "digest": digest(),
                    "revision": one.revision + (one.pk in changed),
                    "read_at": now,
                }
                for one in done
            ],
        )
    counts.looked += len(current)
    counts.read += len(fresh)
    counts.changed += len(changed)
    counts.failed += len(current) - len(done)
    return len(done)


Rows = dict[tuple[str, str], Row]
"""By question and key."""


def _rows(pk: int, said: Iterable[Answer]) -> Rows:
    """The columns of findings, as JSON gives them back."""
    return {
        (one.question, one.key): {
            "trial": pk,
            "question": one.question,
            "key": one.key,
            "value": list(one.value) if isinstance(one.value, tuple) else one.value,
            "state": one.state,
            "rule": one.evidence[0].rule if one.evidence else "",
            "evidence": [msgspec.to_builtins(each) for each in one.evidence],
        }
        for one in said
    }


def _stored(pks: Iterable[int]) -> dict[int, Rows]:
    names = ("trial", "question", "key", "value", "state", "rule", "evidence")
    found: dict[int, Rows] = {pk: {} for pk in pks}
    for row in Finding.objects.filter(trial__in=found).values(*names):
        found[row["trial"]][row["question"], row["key"]] = row
    return found
