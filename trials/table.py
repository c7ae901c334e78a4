"""Rows in bulk, by the names of a model's fields: one statement for many rows, without building model instances.

Called by intake and the index, whose rows come by the million; measured at four times `bulk_create` (docs/decisions/).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

import msgspec
from django.db import connection, models

Row = dict[str, Any]
_Adapt = Callable[[Any], Any]


_encode = msgspec.json.Encoder().encode


def _json(value: Any) -> str:
    return _encode(value).decode()


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


def _values(rows: Iterable[Row], columns: Sequence[tuple[str, str, _Adapt | None]]) -> Iterator[list[Any]]:
    pick = itemgetter(*(name for name, *_ in columns), columns[0][0])  # one more: of a single name it makes no tuple
    adapted = [(place, adapt) for place, (*_, adapt) in enumerate(columns) if adapt is not None]
    for row in rows:
        *values, _ = pick(row)
        for place, adapt in adapted:
            values[place] = adapt(values[place])
        yield values


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
