"""A measured figure beside its floor and its target. In: what the parts measured; out: a table, JSON."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

ROUNDS = 5


class Figure(msgspec.Struct, omit_defaults=True):
    """`at_most` and `at_least` bound the ratio to the floor, or the figure itself where there is no floor."""

    name: str
    ours: float
    unit: str
    floor: float | None = None
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.ours / self.floor if self.floor else None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        measured = self.ours if self.floor is None else self.ratio
        if measured is None or (self.at_most is None and self.at_least is None):
            return None
        return (self.at_most is None or measured <= self.at_most) and (
            self.at_least is None or measured >= self.at_least
        )

    @property
    def target(self) -> str:
        times = "×" if self.floor is not None else f" {self.unit}"
        for sign, bound in (("≤", self.at_most), ("≥", self.at_least)):
            if bound is not None:
                return f"{sign} {bound:g}{times}"
        return ""

    def told(self) -> dict[str, Any]:
        return {**msgspec.to_builtins(self), "ratio": self.ratio, "target": self.target, "met": self.met}


def table(figures: Iterable[Figure]) -> str:
    """Rows of text, one a figure, the columns in line."""
    rows: list[Sequence[str]] = [("", "floor", "ours", "ratio", "target", "met")]
    for one in figures:
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}×"
        met = {True: "yes", False: "NO", None: ""}[one.met]
        note = f"{one.name} ({one.note})" if one.note else one.name
        rows.append((note, _measured(one.floor, one.unit), _measured(one.ours, one.unit), ratio, one.target, met))
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _measured(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def side_by_side(*works: Callable[[], Any], rounds: int = ROUNDS) -> list[float]:
    """The median seconds of each, taken in turns, so that what else the machine does falls on all alike."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for times, work in zip(taken, works, strict=True):
            times.append(seconds(work))
    return [statistics.median(times) for times in taken]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)]
