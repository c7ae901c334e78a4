"""Cells of tables that spreadsheets open: text in, text that never runs out, and the way back. Pure. Called by what
curators exchange (`centers/admin/exchange.py`) and by what everybody may take away (`finder/tables.py`).
"""

from __future__ import annotations

import re

_FORMULA = re.compile("'*[\\s\x00-\x1f\u200b\u200e\u200f\u2060\ufeff]*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NEGATIVE = re.compile(r"-\d+(\.\d+)?")


def escaped(cell: str) -> str:
    """A cell that a spreadsheet might run, with an apostrophe before it; `unescaped` takes it away again.

    Source of the rule: OWASP, "CSV Injection". It holds after white space too, and for the full-width signs. A negative
    number is left: it can do nothing."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NEGATIVE.fullmatch(cell) else cell


def unescaped(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
