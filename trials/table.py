"""Rows in bulk, by the names of a model's fields: one statement for many rows, without building model instances.

Called by intake and the index, whose rows come by the million; measured at four times `bulk_create` (docs/decisions/).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
from django.db import connection, models

Row = dict[str, Any]
_Adapt = Callable[[Any], Any]


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _adapters(model: type[models.Model], names: Iterable[str]) -> list[tuple[str, str, _Adapt | None]]:
    """(field name, quoted column, what turns a Python value into one for the database or None) of each field."""
    found: list[tuple[str, str, _Adapt | None]] = []
    for name in names:
        field = model._meta.get_field(name)
        if not isinstance(field, models.Field) or field.column is None:
            raise TypeError(f"{model.__name__}.{name} is no column")
        adapt: _Adapt | None = None
        if isinstance(field, models.JSONField):
            adapt = _json
        elif isinstance(field, models.DateTimeField):
            adapt = connection.ops.adapt_datetimefield_value
        elif isinstance(field, models.DateField):
            adapt = connection.ops.adapt_datefield_value
        found.append((name, connection.ops.quote_name(field.column), adapt))
    return found


def _values(rows: Iterable[Row], columns: Sequence[tuple[str, str, _Adapt | None]]) -> Iterable[list[Any]]:
    for row in rows:
        yield [row[name] if adapt is None else adapt(row[name]) for name, _, adapt in columns]


def insert(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Inserts rows that all have the same fields (named as on the model; keys of relations are integers)."""
    if not rows:
        return
    columns = _adapters(model, rows[0])
    names = ", ".join(column for _, column, _ in columns)
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(_values(rows, columns)))


def update(model: type[models.Model], rows: Sequence[tuple[int, Row]]) -> None:
    """Updates rows by primary key; all name the same fields."""
    if not rows:
        return
    columns = _adapters(model, rows[0][1])
    key = connection.ops.quote_name(model._meta.pk.column or "id")
    assignments = ", ".join(f"{column} = %s" for _, column, _ in columns)
    statement = f"UPDATE {connection.ops.quote_name(model._meta.db_table)} SET {assignments} WHERE {key} = %s"  # noqa: S608
    values = _values((row for _, row in rows), columns)
    with connection.cursor() as cursor:
        cursor.executemany(statement, [[*one, pk] for one, (pk, _) in zip(values, rows, strict=True)])
