"""A `CenterRecord` → the rows it stands for, and whether a table takes them. Called by `centers/loading.py`."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from centers import records
from centers.models import FACTS, Claim, Task
from centers.records import CenterRecord, ClaimRecord

MODELS: dict[str, type[models.Model]] = {**FACTS, "claim": Claim}
"""Kinds of row, parents before children."""
CALLED = {"channel": "contactchannel"}
"""Tables of the files that the models call otherwise."""
ELSEWHERE = {"key", "claims", "file", "location", *(name for name, _ in records.PARTS.values())}
"""Fields of records that are no columns, or are rows of their own."""
Going = Mapping[tuple[str, int], str]
"""Kind and primary key of rows that are to be deleted → their keys."""


class Refused(Exception):
    """A row of the files that no table takes. The message names its key."""


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """A row as the files have it. `parents`: foreign key → key of the row it points to."""

    key: str
    model: str
    values: dict[str, Any]
    parents: dict[str, str]

    def built(self, keys: Mapping[str, int]) -> models.Model:
        """The row, not saved. `keys`: primary keys of the parents."""
        return MODELS[self.model](**self.values, **self.parent_ids(keys))

    def parent_ids(self, keys: Mapping[str, int]) -> dict[str, int | None]:
        """What its foreign keys hold; a row that names no location has none."""
        found: dict[str, int | None] = {f"{name}_id": keys[parent] for name, parent in self.parents.items()}
        if self.model in {"offering", "contactchannel", "accreditation"}:
            found.setdefault("location_id", None)
        return found


def rows_of(center: CenterRecord) -> list[Wanted]:
    """The rows of a center, parents first. The main location comes after the others: where it moves, the one that was
    main gives way first. Raises Refused for a fact that no claim covers."""
    return list(_rows_of(center))


def _rows_of(center: CenterRecord) -> Iterator[Wanted]:
    yield from _fact(center.key, "center", center, {"slug": center.key}, {})
    for part, (field, _) in records.PARTS.items():
        for record in sorted(getattr(center, field), key=lambda row: getattr(row, "main", False)):
            parents = {"center": center.key}
            if getattr(record, "location", ""):
                parents["location"] = f"{center.key}/location/{record.location}"
            yield from _fact(f"{center.key}/{part}/{record.key}", CALLED.get(part, part), record, {}, parents)


def _fact(key: str, model: str, record: Any, more: dict[str, Any], parents: dict[str, str]) -> Iterator[Wanted]:
    wanted = Wanted(key, model, {**_values(record), **more}, parents)
    claims: tuple[ClaimRecord, ...] = record.claims
    claimed = {claim.field for claim in claims}
    for name, fields in MODELS[model].CLAIMED.items():  # type: ignore[attr-defined]
        if name and name not in claimed and any(wanted.values[field] not in (None, "", []) for field in fields):
            raise Refused(f"{key}: no claim to {name}")
    yield wanted
    for claim in claims:
        yield Wanted(f"{key}/claim/{claim.key}", "claim", _values(claim), {model: key})


def _values(record: Any) -> dict[str, Any]:
    return {
        field.name: list(value) if isinstance(value := getattr(record, field.name), tuple) else value
        for field in dataclasses.fields(record)
        if field.name not in ELSEWHERE
    }


def digest(row: models.Model) -> str:
    """Of all that the row says, but for fields at their defaults: a field that comes to the model changes nothing."""
    facts = {
        field.attname: value
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name != "changed_at"
        if (value := field.value_from_object(row)) != field.get_default()
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def says(row: models.Model, held: str) -> bool:
    """Whether a row that is not saved has this digest once it is cleaned. The files mostly say things as they are kept:
    then nothing is cleaned."""
    if digest(row) == held:
        return True
    try:
        row.clean()
    except ValidationError:
        return False  # what is wrong is said when it is to be written
    return digest(row) == held


def check(wanted: Wanted, row: models.Model) -> None:
    """Cleans the row. Raises Refused where a field, or the row as a whole, is none that the table takes. What the table
    itself checks is left to it: a query for each constraint of each row took as long as all the rest."""
    try:
        row.clean_fields(exclude=[field.name for field in row._meta.concrete_fields if field.is_relation])
        row.clean()
    except ValidationError as error:
        raise Refused(f"{wanted.key}: {'; '.join(_messages(error))}") from error


def _messages(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    return [f"{name}: {text}" for name, texts in error.message_dict.items() for text in texts]


def is_taken(row: models.Model) -> bool:
    """Whether another row keeps this one out of the table."""
    try:
        row.validate_unique()
        for constraint in row._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                constraint.validate(type(row), row)
    except ValidationError:
        return True
    return False


def is_held(model: str, pk: int, going: Going) -> bool:
    """Whether a row that stays points to this one. Tasks are a machine's, and go with what they are about."""
    for relation in MODELS[model]._meta.related_objects:
        other: Any = relation.related_model
        if other is not Task:
            keys = other._default_manager.filter(**{relation.field.name: pk}).values_list("pk", flat=True)
            if any((other._meta.model_name, key) not in going for key in keys):
                return True
    return False
