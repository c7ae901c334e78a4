"""What a person entered × what a trial asks → a verdict. Pure; the only place that decides (DESIGN.md, *Verdicts*)."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """How a trial stands to one thing a person entered."""

    ADMITS = "admits"
    DEPENDS = "depends"
    SILENT = "silent"
    EXCLUDES = "excludes"


def age(years: float, *, minimum: float | None, maximum: float | None) -> Verdict:
    """Inside the registry's inclusive limits (none = open) → admits, else excludes. All in years."""
    inside = (minimum is None or years >= minimum) and (maximum is None or years <= maximum)
    return Verdict.ADMITS if inside else Verdict.EXCLUDES


def sex(entered: str, *, admitted: str) -> Verdict:
    """`entered` is `female` or `male`; `admitted` the registry's word (`all`, `female`, `male`, or empty: silent)."""
    if not admitted:
        return Verdict.SILENT
    return Verdict.ADMITS if admitted in ("all", entered) else Verdict.EXCLUDES
