"""The only writer of trials, registrations, sites, versions and unreadable records.

In: the bytes of records, a page at a time; out: what became of each id. Called by sync inside its page transaction, and
by whoever changed what a trial is shown with (`touch`).
Bulk and idempotent: a record whose bytes are known costs a hash, and nothing is written for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from trials import table
from trials.columns import site_rows, trial_row
from trials.models import Alias, Registration, Trial, TrialSite, Unreadable, Version
from trials.records import RawRecord, TrialRecord, as_builtins
from trials.records import Unreadable as UnreadableRecord
from trials.registries import Registry
from trials.registries import registry as registry_module

CREATED, CHANGED, UNCHANGED, UNREADABLE, OUT = "created", "changed", "unchanged", "unreadable", "out"
COMPRESSION = 1  # zlib: a third of the size at four times the speed of the default level


@dataclass(slots=True)
class _Held:
    """What we hold of a registration, by its id."""

    pk: int
    trial: int
    served_hash: str
    content_hash: str
    listed: bool


@dataclass(slots=True)
class _Taken:
    """A record to be written."""

    record: TrialRecord
    served_hash: str
    content_hash: str
    raw: bytes
    held: _Held | None
    new_version: bool


@dataclass(slots=True)
class _Page:
    outcomes: dict[str, str] = field(default_factory=dict)
    taken: list[_Taken] = field(default_factory=list)
    readable: list[str] = field(default_factory=list)
    unreadable: dict[str, Unreadable] = field(default_factory=dict)


@transaction.atomic
def take_in(
    bodies: Sequence[bytes],
    *,
    registry: str,
    scope: str,
    fetched_at: dt.datetime,
    source_timestamp: str = "",
    may_be_old: bool = False,
) -> dict[str, str]:
    """Writes what is new in `bodies` (each the JSON of one study); all of it or, on an exception, nothing.

    With `may_be_old` (a bulk download) a record last updated before the one we hold changes nothing.

    Returns registry_id → `created`, `changed`, `unchanged`, `unreadable`, or `out` (not in scope and not held).
    """
    module = registry_module(registry)
    page = _Page()
    split: dict[str, tuple[str, bytes]] = {}
    for body in bodies:
        try:
            hashed = module.split(body)
        except UnreadableRecord as error:
            nameless = "?" + hashlib.sha256(body).hexdigest()[:16]
            _keep_aside(page, registry, nameless, error, body, fetched_at)
        else:
            split[hashed.registry_id] = (hashed.served_hash, body)
    held = _held(registry, list(split))
    for registry_id, (served_hash, body) in split.items():
        mine = held.get(registry_id)
        if mine is not None and mine.served_hash == served_hash and mine.listed:
            page.outcomes[registry_id] = UNCHANGED
            continue
        try:
            _weigh(page, module, RawRecord(registry, registry_id, body), served_hash, mine, scope, may_be_old)
        except UnreadableRecord as error:
            _keep_aside(page, registry, registry_id, error, body, fetched_at)
    _follow_aliases(page, registry, fetched_at)
    _write(page, registry, module, fetched_at, source_timestamp)
    return page.outcomes


def _held(registry: str, ids: Sequence[str]) -> dict[str, _Held]:
    rows = Registration.objects.filter(registry=registry, registry_id__in=ids).values_list(
        "registry_id", "pk", "trial_id", "served_hash", "content_hash", "state"
    )
    return {row[0]: _Held(row[1], row[2], row[3], row[4], row[5] == Registration.LISTED) for row in rows}


def _weigh(
    page: _Page, module: Registry, raw: RawRecord, served_hash: str, held: _Held | None, scope: str, may_be_old: bool
) -> None:
    """Decides what a record whose bytes are not known means."""
    body, content_hash = module.kept(raw.body)
    record = module.parse(RawRecord(raw.registry, raw.registry_id, body))
    if not module.in_scope(record, scope=scope, held=held is not None or _held_under_another_id(raw.registry, record)):
        page.outcomes[raw.registry_id] = OUT
        return
    if may_be_old and held is not None and _is_older(record, held):
        page.outcomes[raw.registry_id] = UNCHANGED
        return
    known = held is not None and held.content_hash == content_hash
    page.taken.append(_Taken(record, served_hash, content_hash, body, held, new_version=not known))
    page.readable.append(raw.registry_id)
    # Formatted otherwise, or listed again: something to write, but no new content.
    page.outcomes[raw.registry_id] = CREATED if held is None else UNCHANGED if known and held.listed else CHANGED


def _is_older(record: TrialRecord, held: _Held) -> bool:
    newer = Trial.objects.filter(pk=held.trial)
    return record.updated is not None and newer.filter(updated_on__gt=record.updated.on).exists()


def _held_under_another_id(registry: str, record: TrialRecord) -> bool:
    aliases = record.aliases
    return bool(aliases) and Registration.objects.filter(registry=registry, registry_id__in=aliases).exists()


def _keep_aside(
    page: _Page, registry: str, registry_id: str, error: UnreadableRecord, body: bytes, now: dt.datetime
) -> None:
    page.outcomes[registry_id] = UNREADABLE
    page.unreadable[registry_id] = Unreadable(
        registry=registry,
        registry_id=registry_id,
        path=_storable(error.path),
        value=_storable(error.value),
        reason=_storable(error.reason),
        raw=zlib.compress(body, COMPRESSION),
        first_seen_at=now,
        last_seen_at=now,
    )


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL in text; no registry means one."""
    return text.replace("\x00", "") if "\x00" in text else text


def _follow_aliases(page: _Page, registry: str, now: dt.datetime) -> None:
    """A registry may give a trial another id and keep the old one as alias. The trial keeps its key: where only the
    old id is held, its registration takes the new one; where both are, the old one is delisted and redirects."""
    renamed = {alias: taken for taken in page.taken for alias in taken.record.aliases}
    if not renamed:
        return
    for old in Registration.objects.filter(registry=registry, registry_id__in=renamed):
        taken = renamed[old.registry_id]
        if taken.held is None:
            new_id = taken.record.registry_id
            Registration.objects.filter(pk=old.pk).update(registry_id=new_id)
            Trial.objects.filter(pk=old.trial_id, public_id=old.registry_id).update(public_id=new_id)
            taken.held = _Held(old.pk, old.trial_id, old.served_hash, old.content_hash, True)
            page.outcomes[new_id] = CHANGED
        elif old.pk != taken.held.pk:
            delist(registry, [old.registry_id], on=now.date())


def _write(page: _Page, registry: str, module: Registry, now: dt.datetime, source_timestamp: str) -> None:
    new = [taken for taken in page.taken if taken.held is None]
    known = [taken for taken in page.taken if taken.held is not None]
    if new:
        _insert_new(new, registry, module, now)
    if known:
        _update_known(known, module, now)
    if versions := [taken for taken in page.taken if taken.new_version]:
        _write_sites(versions, fresh={taken.record.registry_id for taken in new})
        _write_versions(versions, now, source_timestamp)
        _write_aliases(versions, registry)
    _write_unreadable(page, registry)


def _insert_new(new: list[_Taken], registry: str, module: Registry, now: dt.datetime) -> None:
    table.insert(
        Trial,
        [
            {**trial_row(taken.record), "example": False, "revision": 1, "first_held_at": now, "changed_at": now}
            for taken in new
        ],
    )
    ids = [taken.record.registry_id for taken in new]
    keys = dict(Trial.objects.filter(public_id__in=ids).values_list("public_id", "pk"))
    table.insert(
        Registration,
        [
            {
                "trial": keys[taken.record.registry_id],
                "registry": registry,
                "registry_id": taken.record.registry_id,
                **_registration_row(taken, module),
            }
            for taken in new
        ],
    )
    rows = _held(registry, ids)
    for taken in new:
        taken.held = rows[taken.record.registry_id]


def _update_known(known: list[_Taken], module: Registry, now: dt.datetime) -> None:
    table.update(Registration, [(_pk(taken), _registration_row(taken, module)) for taken in known])
    touched = [taken for taken in known if taken.new_version or not (taken.held and taken.held.listed)]
    rows = [(taken.held.trial, {**trial_row(taken.record), "changed_at": now}) for taken in touched if taken.held]
    for _, row in rows:
        del row["public_id"]
    table.update(Trial, rows)
    Trial.objects.filter(pk__in=[pk for pk, _ in rows]).update(revision=F("revision") + 1)


def _pk(taken: _Taken) -> int:
    assert taken.held is not None  # noqa: S101 - every record taken in has its registration by then
    return taken.held.pk


def _registration_row(taken: _Taken, module: Registry) -> table.Row:
    return {
        "state": Registration.LISTED,
        "delisted_on": None,
        "in_breast_scope": module.in_breast_scope(taken.record),
        "served_hash": taken.served_hash,
        "content_hash": taken.content_hash,
    }


_MAY_CHANGE = ("status", "lat", "lon", "contacts")


def _write_sites(taken: list[_Taken], *, fresh: set[str]) -> None:
    """A site keeps its row over syncs; those gone from the record go, those new to it come."""
    held: dict[int, dict[int, tuple[int, list[object]]]] = {}
    old = [_pk(one) for one in taken if one.record.registry_id not in fresh]
    rows = TrialSite.objects.filter(registration__in=old)
    for pk, registration, identity, *values in rows.values_list("pk", "registration_id", "identity", *_MAY_CHANGE):
        held.setdefault(registration, {})[identity] = (pk, values)
    new: list[table.Row] = []
    changed: list[tuple[int, table.Row]] = []
    gone: list[int] = []
    for one in taken:
        mine = held.get(_pk(one), {})
        for identity, row in site_rows(one.record, registration=_pk(one)).items():
            known = mine.pop(identity, None)
            if known is None:
                new.append(row)
            elif known[1] != as_builtins([row[name] for name in _MAY_CHANGE]):
                changed.append((known[0], {name: row[name] for name in _MAY_CHANGE}))
        gone.extend(pk for pk, _ in mine.values())
    table.insert(TrialSite, new)
    table.update(TrialSite, changed)
    TrialSite.objects.filter(pk__in=gone).delete()


def _write_versions(taken: list[_Taken], now: dt.datetime, source_timestamp: str) -> None:
    table.insert(
        Version,
        [
            {
                "registration": _pk(one),
                "content_hash": one.content_hash,
                "fetched_at": now,
                "source_timestamp": source_timestamp,
                "raw": zlib.compress(one.raw, COMPRESSION),
            }
            for one in taken
        ],
    )


def _write_aliases(taken: list[_Taken], registry: str) -> None:
    aliases = {
        alias: Alias(registration_id=_pk(one), registry=registry, registry_id=alias)
        for one in taken
        for alias in one.record.aliases
        if alias != one.record.registry_id
    }
    if aliases:
        Alias.objects.bulk_create(
            aliases.values(),
            update_conflicts=True,
            unique_fields=["registry", "registry_id"],
            update_fields=["registration"],
        )


def _write_unreadable(page: _Page, registry: str) -> None:
    Unreadable.objects.filter(registry=registry, registry_id__in=page.readable).delete()
    if page.unreadable:
        Unreadable.objects.bulk_create(
            page.unreadable.values(),
            update_conflicts=True,
            unique_fields=["registry", "registry_id"],
            update_fields=["path", "value", "reason", "raw", "last_seen_at"],
        )


def held_ids(registry: str, scope: str) -> set[str]:
    """The ids we hold as listed and that a full run in this scope should meet again."""
    rows = Registration.objects.filter(registry=registry, state=Registration.LISTED, trial__example=False)
    if scope == "breast":
        rows = rows.filter(in_breast_scope=True)
    return set(rows.values_list("registry_id", flat=True))


@transaction.atomic
def delist(registry: str, ids: Iterable[str], *, on: dt.date) -> int:
    """Takes ids out of the lists; their trials stay readable, with the date. Returns how many were listed."""
    rows = Registration.objects.filter(registry=registry, registry_id__in=ids, state=Registration.LISTED)
    trials = list(rows.values_list("trial_id", flat=True))
    count = rows.update(state=Registration.DELISTED, delisted_on=on)
    Trial.objects.filter(pk__in=trials).update(revision=F("revision") + 1)
    return count


@transaction.atomic
def load_example(record: TrialRecord, *, now: dt.datetime) -> None:
    """Writes a shipped example: no registry lists it, so it has no version and no hash to be compared with."""
    table.insert(
        Trial, [{**trial_row(record), "example": True, "revision": 1, "first_held_at": now, "changed_at": now}]
    )
    trial = Trial.objects.get(public_id=record.registry_id)
    registration = Registration.objects.create(
        trial=trial, registry=record.registry, registry_id=record.registry_id, in_breast_scope=True
    )
    held = _Held(registration.pk, trial.pk, "", "", listed=True)
    _write_sites([_Taken(record, "", "", b"", held, new_version=False)], fresh={record.registry_id})


def remove_examples() -> int:
    """Examples vanish with the first real listing. Returns how many there were."""
    _, by_model = Trial.objects.filter(example=True).delete()
    return by_model.get("trials.Trial", 0)


def touch(trials: Iterable[int]) -> None:
    """What we know of these trials changed outside their records (findings, rulings): the index must take them anew."""
    Trial.objects.filter(pk__in=list(trials)).update(revision=F("revision") + 1)
