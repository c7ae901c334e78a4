"""Cells of a file: what a column's value looks like in it, and how old and new are shown side by side.

In: values of the tables, texts of a file; out: the other of the two, or a `ValueError` that says what to write. Used by
`centers/admin/resources.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.utils.html import format_html
from import_export.fields import Field
from import_export.resources import Diff
from import_export.widgets import BooleanWidget, DateWidget, FloatWidget, Widget


class ListOfTexts(Widget):
    """A JSON list within a cell: names may hold any mark that could part them."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            return value or []
        try:
            return json.loads(value) if value.strip() else []
        except ValueError:
            raise ValueError('Give a list in JSON, for example ["en", "es"].') from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return json.dumps(value, ensure_ascii=False) if value else ""


class YesNo(BooleanWidget):
    """The library takes every word it does not know for no."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        word = str(value).strip().casefold()
        if word not in ("1", "true", "yes", "0", "false", "no"):
            raise ValueError("Write 1 for yes, 0 for no.")
        return word in ("1", "true", "yes")


class Day(DateWidget):
    """One way to write a date: 03/04/2026 is two days."""

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        try:
            return super().clean(value, row, **kwargs)
        except (TypeError, ValueError):
            raise ValueError("Write the date as 2026-03-31.") from None


class Degrees(FloatWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        try:
            return None if value is None or str(value).strip() == "" else float(value)
        except (TypeError, ValueError):
            raise ValueError("Write degrees as 41.79.") from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else repr(value)


class Told(Field):
    """A column that is worked out from a row, and found by it; never written."""

    def __init__(self, column: str, tell: Callable[[Any], str]) -> None:
        super().__init__(attribute=column, column_name=column, readonly=True)
        self.tell = tell

    def get_value(self, instance: Any) -> str:
        return self.tell(instance)


class Change(Diff):
    """Old and new of each cell, without the inline styles of the library's: the site's headers forbid them."""

    def as_html(self) -> list[Any]:
        return [self._cell(left, right) for left, right in zip(self.left, self.right, strict=True)]

    def _cell(self, left: Any, right: Any) -> Any:
        left, right = left or "", right or ""
        if self.new:
            return format_html("<ins>{}</ins>", right) if right else ""
        if left == right:
            return left
        removed = format_html("<del>{}</del>", left) if left else ""
        return format_html("{} <ins>{}</ins>", removed, right or "(empty)")
