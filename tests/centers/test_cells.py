"""Cells that a spreadsheet opens: none of them runs, and each comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centers.cells import escaped, unescaped

pytestmark = pytest.mark.once

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
SPACES = ["", " ", "   ", "\u00a0", "\u2003", "\u200b", "\ufeff", "\x0b", "\x1f", " \u200b "]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("space", SPACES)
def test_a_cell_that_might_run_begins_with_an_apostrophe(space: str, start: str) -> None:
    text = f"{space}{start}HYPERLINK(1)"
    assert escaped(text) == f"'{text}"
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize(
    "text", ["", "A study", "HER2+ cancer", "18 - 65", "-1", "-87.65", "'quoted'", "a=b", "[]", "é=1"]
)
def test_a_cell_that_cannot_run_stays_as_it_is(text: str) -> None:
    assert escaped(text) == unescaped(text) == text


@given(st.text(alphabet="'=+-@\t\r\n \u200b\ufeff＝x1.", max_size=7))
def test_what_is_escaped_comes_back_as_it_was(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert escaped(text)[:1] not in {*STARTS} - {"-"}
