"""How often the reader is right, as last measured. In: the file that `script/accuracy` wrote; out: typed figures.
Called by the page on accuracy and by the API."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

FILE = Path(__file__).parent / "data" / "accuracy.json"


@dataclass(frozen=True, slots=True)
class Measured:
    """One kind of answer, on trials that people had labelled by hand."""

    field: str
    """The kind of answer: a field of the labels (`stages`, `prior_lines` …), or `all` for all together."""
    labelled: int
    """Values that stand in the labels."""
    read: int
    """Values that the reader gave."""
    right: int
    """Values that the reader gave and that stand in the labels."""
    exact: int
    """Fields of trials in which the reader gave all values of the labels and no other."""
    scored: int
    """Fields of trials that were compared; those that two people labelled differently are not."""
    precision: float
    """`right` of `read`, from 0 to 1."""
    recall: float
    """`right` of `labelled`, from 0 to 1."""
    f1: float
    """The harmonic mean of precision and recall."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the last measurement found."""

    date: dt.date
    """The day it was measured."""
    trials: int
    """How many trials were labelled by hand."""
    overall: Measured
    """All kinds of answers together."""
    fields: list[Measured]
    """Each kind of answer by itself."""


@cache
def figures() -> Figures | None:
    """None where nothing was measured yet."""
    return msgspec.json.decode(FILE.read_bytes(), type=Figures) if FILE.exists() else None
