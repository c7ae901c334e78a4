"""The centers that ship → the tables. The files of `data/` come in, rows, claims and `Shipped` go out; called by
`load_centers` and `manage.py serve`.

Of each row it wrote the loader keeps key and digest (`Shipped`). A row that differs from its digest, or is gone, is a
person's: it is left alone and listed. A center is one transaction, in which its first `Shipped` row is locked: of two
loaders at once the second waits, and finds the work done. Where nothing is to do, nothing is locked or written.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from centers import records
from centers.models import Shipped
from centers.rows import MODELS, Refused, Wanted, check, digest, is_held, is_taken, rows_of, says

REASON = "shipped data"
"""The reason of each change, in the history."""
EDITED = "changed by a person"
DELETED = "deleted by a person"
TAKEN = "a row of a person stands in its place"
HELD = "no longer shipped, and a row of a person hangs on it"
Rows = dict[str, dict[int, models.Model]]
"""Held rows, by kind and primary key."""


@dataclasses.dataclass(frozen=True, slots=True)
class Left:
    """A shipped row that is a person's now."""

    key: str
    why: str


@dataclasses.dataclass(slots=True)
class Loading:
    """What became of the rows. `refused`: centers that no table takes, each with file, key and reason."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    left: list[Left] = dataclasses.field(default_factory=list)
    refused: list[str] = dataclasses.field(default_factory=list)

    def add(self, other: Loading) -> None:
        for field in dataclasses.fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


def load(folder: Path | None = None) -> Loading:
    """Brings the tables in line with the files. Raises `records.BadRow` where a file breaks the schema: then nothing
    is loaded at all. A center with a row that no table takes stays as it was, and is in `refused`."""
    centers = {record.key: record for record in records.read(folder or records.DATA)}
    held: dict[str, dict[str, Shipped]] = defaultdict(dict)
    for kept in Shipped.objects.all():
        held[kept.key.partition("/")[0]][kept.key] = kept
    rows = _rows(kept for memory in held.values() for kept in memory.values())
    total = Loading()
    for key in sorted({*centers, *held}):
        try:
            wanted = rows_of(centers[key]) if key in centers else []
            step = _Step(wanted, held[key], rows)
            total.add(_write(key, wanted) if step.due else step.result)
        except Refused as error:
            total.refused.append(f"{centers[key].file}: {error}")
    return total


@transaction.atomic
def _write(key: str, wanted: list[Wanted]) -> Loading:
    """One center, compared anew once no other loader is at it."""
    Shipped.objects.bulk_create([Shipped(key=key, model="center", row=0, digest="")], ignore_conflicts=True)
    Shipped.objects.select_for_update().get(key=key)
    of_it = Shipped.objects.filter(Q(key=key) | Q(key__startswith=f"{key}/"))
    # The row that is locked has no digest while nothing was ever loaded.
    memory = {kept.key: kept for kept in of_it if kept.digest}
    step = _Step(wanted, memory, _rows(memory.values(), lock=True))
    step.write()
    Shipped.objects.filter(key=key, digest="").delete()
    return step.result


def _rows(memory: Iterable[Shipped], *, lock: bool = False) -> Rows:
    keys: dict[str, list[int]] = defaultdict(list)
    for kept in memory:
        keys[kept.model].append(kept.row)
    queries = {name: model._default_manager.all() for name, model in MODELS.items()}
    return {
        name: (rows.select_for_update() if lock else rows).in_bulk(keys[name]) if keys[name] else {}
        for name, rows in queries.items()
    }


class _Step:
    """What is wanted of one center beside what is held of it; `write()` does what is `due`."""

    def __init__(self, wanted: list[Wanted], memory: dict[str, Shipped], rows: Rows) -> None:
        self.result = Loading()
        self._memory = memory
        self._rows = rows
        self._todo: list[tuple[Wanted, models.Model | None]] = []
        self._adopted: list[tuple[Wanted, models.Model]] = []
        # Primary keys of held rows by key; keys of rows that are new; keys of rows that are a person's.
        self._keys: dict[str, int] = {}
        self._coming: set[str] = set()
        self._peoples: set[str] = set()
        for one in wanted:
            self._compare(one)
        self._going = self._gone({one.key for one in wanted})

    @property
    def due(self) -> bool:
        return bool(self._todo or self._adopted or self._going)

    def _compare(self, one: Wanted) -> None:
        parents = set(one.parents.values())
        # What a source says of a row that a person changed is not what it said: claims to it stay as they are.
        frozen = one.model == "claim" and not parents.isdisjoint(self._peoples)
        if one.key not in self._memory:
            if not frozen and parents <= self._keys.keys() | self._coming:
                self._coming.add(one.key)
                self._todo.append((one, None))
            return
        row = self._row(one.key)
        if row is None:
            if parents <= self._keys.keys():  # else it went with its parent, which is listed
                self._leave(one.key, DELETED)
            return
        self._keys[one.key] = row.pk
        touched = digest(row) != self._memory[one.key].digest
        same = parents <= self._keys.keys() and says(one.built(self._keys), digest(row))
        if touched and not same:
            self._peoples.add(one.key)
            self._leave(one.key, EDITED)
        elif same or frozen or not parents <= self._keys.keys() | self._coming:
            self.result.unchanged += 1
            if touched:
                self._adopted.append((one, row))
        else:
            self._todo.append((one, row))

    def _gone(self, wanted: set[str]) -> list[str]:
        """Keys of rows that are shipped no longer and that nobody touched, children first."""
        going = []
        for key, kept in self._memory.items():
            if key not in wanted and (row := self._row(key)) is not None:
                if digest(row) == kept.digest:
                    going.append(key)
                else:
                    self._leave(key, EDITED)
        order = list(MODELS)
        return sorted(going, key=lambda key: -order.index(self._memory[key].model))

    def write(self) -> None:
        written = [_remembered(one, row) for one, row in self._adopted]
        self._remove()
        for one, row in self._todo:
            if set(one.parents.values()) <= self._keys.keys() and (kept := self._saved(one, row)) is not None:
                written.append(kept)
        Shipped.objects.bulk_create(
            written, update_conflicts=True, unique_fields=["key"], update_fields=["model", "row", "digest"]
        )

    def _saved(self, one: Wanted, held: models.Model | None) -> Shipped | None:
        """What to remember of the row, which is as wanted then; None where a person's row stands in its place."""
        row = one.built(self._keys) if held is None else held
        for name, value in {**one.values, **one.parent_ids(self._keys)}.items():
            setattr(row, name, value)
        check(one, row)
        if is_taken(row):
            self._leave(one.key, TAKEN)
            return None
        row._change_reason = REASON  # type: ignore[attr-defined]
        try:
            row.save()
        except IntegrityError as error:  # the center's transaction ends with it
            raise Refused(f"{one.key}: {error}") from error
        self._keys[one.key] = row.pk
        self.result.new += held is None
        self.result.changed += held is not None
        return _remembered(one, row)

    def _remove(self) -> None:
        going = {(self._memory[key].model, self._memory[key].row): key for key in self._going}
        for key in self._going:
            kept = self._memory[key]
            if key in going.values() and is_held(kept.model, kept.row, going):
                self._leave(key, HELD)
                # With all that is its own: a row without its claims would be shown nowhere.
                going = {what: one for what, one in going.items() if one != key and not one.startswith(f"{key}/")}
        leaving = set(going.values())
        for key in self._going:
            if key in leaving and (row := self._row(key)) is not None:
                row._change_reason = REASON  # type: ignore[attr-defined]
                row.delete()
                self.result.removed += 1
        Shipped.objects.filter(key__in=leaving).delete()

    def _row(self, key: str) -> models.Model | None:
        kept = self._memory[key]
        return self._rows[kept.model].get(kept.row)

    def _leave(self, key: str, why: str) -> None:
        self.result.left.append(Left(key, why))


def _remembered(one: Wanted, row: models.Model) -> Shipped:
    return Shipped(key=one.key, model=one.model, row=row.pk, digest=digest(row))
