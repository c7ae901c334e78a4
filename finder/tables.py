"""Rows as files: CSV that a spreadsheet opens as it is, and NDJSON. In: rows as JSON objects, batch by batch; out:
bytes, batch by batch. Pure. Called by the lists of the API and by `finder/dumps.py`.

A cell holds a text as it is, a number, a date or a yes as JSON writes it (`true`), a list or an object as JSON, and
nothing where the value is null. A cell that a spreadsheet might run has an apostrophe before it (`centers/cells.py`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from centers.cells import escaped

Row = dict[str, Any]
BOM = "\ufeff"
"""Without it spreadsheets take UTF-8 for the local code page, and accents become two letters each."""
_ENCODER = msgspec.json.Encoder()


def ndjson(batches: Iterable[Sequence[Row]]) -> Iterator[bytes]:
    """One row a line. A line end stands in no row: JSON writes it as two signs."""
    for batch in batches:
        yield b"".join(_ENCODER.encode(row) + b"\n" for row in batch)


def csv_file(batches: Iterable[Sequence[Row]], columns: Sequence[str]) -> Iterator[bytes]:
    """With a line of column names. Lines end with CR LF, those within a cell stay as they are (RFC 4180)."""
    yield _lines([columns], before=BOM)
    yield from csv_lines(batches, columns)


def csv_lines(batches: Iterable[Sequence[Row]], columns: Sequence[str]) -> Iterator[bytes]:
    """The same without that line."""
    for batch in batches:
        yield _lines([[cell(row[name]) for name in columns] for row in batch])


def cell(value: Any) -> str:
    if value is None:
        return ""
    return escaped(value if isinstance(value, str) else _ENCODER.encode(value).decode())


def _lines(rows: Iterable[Sequence[str]], before: str = "") -> bytes:
    text = io.StringIO(before, newline="")
    text.seek(0, io.SEEK_END)
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
