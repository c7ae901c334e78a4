"""What changed at the registry, as typed rows for page, API and feeds. In: a trial's id, or what a search found; out:
versions, dated changes, and events for a feed.

Only versions since we hold a trial are known: what changed before is not. Comparing is `trials/changes`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from finder import labels
from trials.changes import COLUMNS, Change, Kept, between, kept
from trials.models import Registration, Trial, Version
from trials.registries import registry

FEW_TRIALS = 500
"""Up to here a database is asked for these trials' versions; beyond, the newest versions are gone through."""
CHUNK = 500
MOST_EVENTS = 50
MOST_COMPARED = 400
"""Pairs of versions that one feed compares at most."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version we keep. `changes`: how many from the version before to this one; None for the first one, and where
    one of the two cannot be compared."""

    fetched_at: dt.datetime
    registry: str
    registry_id: str
    source_timestamp: str
    content_hash: str
    changes: int | None


@dataclass(frozen=True, slots=True)
class ChangesOn:
    """What one version brought. `on`: the day on which we saw it, in UTC."""

    on: dt.date
    fetched_at: dt.datetime
    registry_id: str
    source_timestamp: str
    content_hash: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class History:
    """The newest first. `first_seen`: when we kept the first version; None where there is none (examples). `unread`:
    versions that were not looked at, because enough was found before. `unknown`: those that cannot be compared."""

    first_seen: dt.datetime | None
    groups: list[ChangesOn]
    unread: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of a feed. `urn` is the same for ever; `url` is the address within this site."""

    urn: str
    at: dt.datetime
    url: str
    about: str
    """The title of the trial, or the name of the center."""
    headline: str
    lines: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"{self.about}: {self.headline}"


def newest() -> str:
    """Names the newest version: what is shown of changes stays the same until it moves."""
    return str(Version.objects.order_by("-pk").values_list("pk", flat=True).first())


def newest_at() -> dt.datetime | None:
    """When that was seen first."""
    return Version.objects.order_by("-pk").values_list("fetched_at", flat=True).first()


def _kept(public_id: str) -> list[Kept]:
    trial = Trial.objects.filter(public_id=public_id, example=False)
    return kept(Registration.objects.filter(trial__in=trial).values_list("pk", flat=True))


def _pairs(versions: Sequence[Kept]) -> Iterator[tuple[Kept | None, Kept]]:
    """Each version with the one before it of the same registration, in the order given: the newest first."""
    before: dict[int, Kept] = {}
    found: dict[int, Kept | None] = {}
    for one in reversed(versions):
        found[one.pk] = before.get(one.registration)
        before[one.registration] = one
    return ((found[one.pk], one) for one in versions)


def versions(public_id: str) -> list[VersionRow]:
    """Every version kept of a trial, the newest first."""
    rows = []
    for before, one in _pairs(_kept(public_id)):
        found = between(before, one) if before else None
        rows.append(
            VersionRow(
                fetched_at=one.fetched_at,
                registry=one.registry,
                registry_id=one.registry_id,
                source_timestamp=one.source_timestamp,
                content_hash=one.content_hash,
                changes=None if found is None else len(found),
            )
        )
    return rows


def history(public_id: str, *, most: int | None = None, since: dt.date | None = None) -> History:
    """What changed, at most so many dates, or since a day (that day included). Versions that brought nothing a person
    would notice are left out."""
    held = _kept(public_id)
    groups: list[ChangesOn] = []
    unread = unknown = 0
    for before, one in _pairs(held):
        if before is None or (since is not None and one.fetched_at.date() < since):
            continue
        if most is not None and len(groups) >= most:
            unread += 1
            continue
        found = between(before, one)
        if found is None:
            unknown += 1
        elif found:
            groups.append(
                ChangesOn(
                    on=one.fetched_at.date(),
                    fetched_at=one.fetched_at,
                    registry_id=one.registry_id,
                    source_timestamp=one.source_timestamp,
                    content_hash=one.content_hash,
                    changes=list(found),
                )
            )
    return History(min((one.fetched_at for one in held), default=None), groups, unread, unknown)


# -- feeds ------------------------------------------------------------------------------------------------------------


def events(
    trials: Iterable[int], *, left: Iterable[int] = (), most: int = MOST_EVENTS, since: dt.date | None = None
) -> list[Event]:
    """The newest changes of these trials, and that we saw one for the first time; `since` a day (in UTC) if given.

    `left`: trials that would be among them were it not for their status; of these, what changed the status is told,
    or a follower of "recruiting trials" would never hear that one has closed.
    """
    inside, outside = frozenset(trials), frozenset(left)
    found: list[Event] = []
    compared = 0
    for chunk in _newest_of(inside | outside):
        before = _before(chunk)
        told = _about(chunk)
        for one in chunk:
            if len(found) >= most or compared >= MOST_COMPARED:
                return found
            if since is not None and one.fetched_at.date() < since:
                return found
            old, trial = before.get(one.pk), told.get(one.trial)
            if trial is None:
                continue
            if old is None:
                if one.trial in inside:
                    found.append(_first(one, *trial))
                continue
            compared += 1
            changes = between(old, one)
            if changes and (one.trial in inside or any(change.field == "status" for change in changes)):
                found.append(_event(one, changes, *trial[:2]))
    return found


def _newest_of(trials: frozenset[int]) -> Iterator[list[Kept]]:
    """Their versions from the newest on, some at a time."""
    rows = Version.objects.order_by("-pk")
    if len(trials) <= FEW_TRIALS:
        rows = rows.filter(registration__trial__in=trials)
    last: int | None = None
    while True:
        part = rows if last is None else rows.filter(pk__lt=last)
        chunk = [Kept(*row) for row in part.values_list(*COLUMNS)[:CHUNK]]
        if not chunk:
            return
        last = chunk[-1].pk
        yield [one for one in chunk if one.trial in trials]


def _before(chunk: Sequence[Kept]) -> dict[int, Kept]:
    """The version before each, of the same registration."""
    older = Version.objects.filter(registration=OuterRef("registration"), pk__lt=OuterRef("pk")).order_by("-pk")
    rows = Version.objects.filter(pk__in=[one.pk for one in chunk]).order_by("pk")
    named = dict(rows.values_list("pk", Subquery(older.values("pk")[:1])))
    wanted = [pk for pk in named.values() if pk is not None]
    held = {row[0]: Kept(*row) for row in Version.objects.filter(pk__in=wanted).order_by("pk").values_list(*COLUMNS)}
    return {pk: held[old] for pk, old in named.items() if old in held}


def _about(chunk: Sequence[Kept]) -> dict[int, tuple[str, str, str]]:
    """Id, title and status of the trials."""
    rows = Trial.objects.filter(pk__in={one.trial for one in chunk}, example=False)
    return {row[0]: row[1:] for row in rows.values_list("pk", "public_id", "title", "status")}


def _urn(*parts: str) -> str:
    """The same parts make the same name, on every server and for ever."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "\x1f".join(parts)).urn


def _named(one: Kept) -> str:
    # The hash alone would not do: a record may come back to what it was.
    return _urn(one.registry, one.registry_id, one.content_hash, one.fetched_at.astimezone(dt.UTC).isoformat())


def _first(one: Kept, public_id: str, title: str, status: str) -> Event:
    name = registry(one.registry).NAME
    lines = [f"We saw this trial at {name} for the first time.", f"Its status today: {labels.label('status', status)}."]
    return Event(_named(one), one.fetched_at, reverse("trial", args=[public_id]), title, "new in our list", lines)


def _event(one: Kept, changes: Sequence[Change], public_id: str, title: str) -> Event:
    first, *others = changes
    more = f", and {len(others)} more {'change' if len(others) == 1 else 'changes'}" if others else ""
    lines = [change.words for change in changes]
    return Event(
        _named(one),
        one.fetched_at,
        reverse("trial", args=[public_id]) + "#changed",
        title,
        _short(first.words) + more,
        lines,
    )


LONGEST_HEADLINE = 160


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_HEADLINE else text[: LONGEST_HEADLINE - 1].rstrip() + "…"
