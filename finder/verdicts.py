"""What a person entered × what a trial asks → a verdict. Pure; the only place that decides (DESIGN.md, *Verdicts*).

One function a parameter: what was entered and what one trial says about it (values of `finder/asks.py`; None where it
says nothing) come in, a verdict comes out. `finder/splits.py` puts the verdicts on several things together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from finder.asks import LIMITED, SETTING, UNCLEAR, WINDOW


class Verdict(StrEnum):
    """How a trial stands to one thing a person entered."""

    ADMITS = "admits"
    DEPENDS = "depends"
    SILENT = "silent"
    EXCLUDES = "excludes"


ADMITS, DEPENDS, SILENT, EXCLUDES = Verdict
Interval = tuple[float, float | None]
"""Lowest and highest, both inclusive; None: no upper limit."""


def age(years: float, *, minimum: float | None, maximum: float | None) -> Verdict:
    """Inside the inclusive limits (none = open) → admits, else excludes. All in years."""
    inside = (minimum is None or years >= minimum) and (maximum is None or years <= maximum)
    return ADMITS if inside else EXCLUDES


def sex(entered: str, *, admitted: str) -> Verdict:
    """`entered` is `female` or `male`; `admitted` the registry's word (`all`, `female`, `male`, or empty: silent)."""
    if not admitted:
        return SILENT
    return ADMITS if admitted in ("all", entered) else EXCLUDES


def sex_in_text(entered: str, men: str | None) -> Verdict:
    """What the text says of men: `yes`, `no` (women only) or nothing. "Men may enter" says nothing of women."""
    if men is None or (men == "yes" and entered == "female"):
        return SILENT
    if men == UNCLEAR:
        return DEPENDS
    return ADMITS if (men == "yes") == (entered == "male") else EXCLUDES


def subtype(asked: str | None) -> Verdict:
    """How the trial stands to one receptor cell: `any`, `accepted`, `part`, `refused`."""
    return {None: SILENT, "any": ADMITS, "accepted": ADMITS, "part": DEPENDS, UNCLEAR: DEPENDS}.get(asked, EXCLUDES)


_BRAIN = {
    "none": {"untreated": ADMITS, "stable": ADMITS, "none": ADMITS},
    "stable": {"untreated": ADMITS, "stable": ADMITS, "none": EXCLUDES},
    "untreated": {"untreated": ADMITS, "stable": EXCLUDES, "none": EXCLUDES},
    "progressing": {"untreated": DEPENDS, "stable": EXCLUDES, "none": EXCLUDES},
}


def brain(entered: str, asked: str | None, conditions: Iterable[str] = ()) -> Verdict:
    """`asked`: `untreated`, `stable`, `none`, each also as `demanded-…`; `demanded` where no status is told.

    A trial that demands brain metastases excludes who has none. Untreated ones that are limited in size or number turn
    the yes to untreated ones into depends."""
    if asked is None:
        return SILENT
    words = asked.split("-")
    if words[0] == "demanded" and entered == "none":
        return EXCLUDES
    tier = words[-1]
    if tier == entered == "untreated" and LIMITED in conditions:
        return DEPENDS
    return _BRAIN[entered].get(tier, DEPENDS)


def leptomeningeal(entered: str, asked: str | None) -> Verdict:
    table = {
        "yes": {"required": ADMITS, "allowed": ADMITS, "excluded": EXCLUDES},
        "no": {"required": EXCLUDES, "allowed": ADMITS, "excluded": ADMITS},
    }
    return SILENT if asked is None else table[entered].get(asked, DEPENDS)


def stage(asked: str | None) -> Verdict:
    """How the trial stands to one stage: `admitted`, `refused`."""
    return {None: SILENT, "admitted": ADMITS, UNCLEAR: DEPENDS}.get(asked, EXCLUDES)


def ecog(entered: int, asked: str | None) -> Verdict:
    """`asked`: the highest status admitted."""
    if asked is None or not asked.isdigit():
        return SILENT if asked is None else DEPENDS
    return ADMITS if entered <= int(asked) else EXCLUDES


def measurable(entered: str, asked: str | None) -> Verdict:
    table = {
        "yes": {"required": ADMITS, "bone-only-ok": ADMITS},
        "bone-only": {"required": EXCLUDES, "bone-only-ok": ADMITS},
        "no": {"required": EXCLUDES, "bone-only-ok": DEPENDS},
    }
    return SILENT if asked is None else table[entered].get(asked, DEPENDS)


def menopause(entered: str, asked: str | None) -> Verdict:
    table = {
        "pre": {"pre-only": ADMITS, "any-with-suppression": ADMITS, "post-only": EXCLUDES},
        "post": {"post-only": ADMITS, "any-with-suppression": ADMITS, "pre-only": EXCLUDES},
    }
    return SILENT if asked is None else table[entered].get(asked, DEPENDS)


WIDER_MARKERS: Mapping[str, tuple[str, ...]] = {"brca": ("hrd",), "palb2": ("hrd",)}
"""BRCA and PALB2 are two of the genes of homologous recombination repair (labelling guide: HRD is "other HRR gene")."""


def _related_markers(one: str, other: str) -> bool:
    return other in WIDER_MARKERS.get(one, ()) or one in WIDER_MARKERS.get(other, ())


def biomarker(entered: str, key: str, asked: str) -> Verdict:
    """A marker that was found; the trial asks about `key`."""
    if key == entered:
        return {"required": ADMITS, "alternative": ADMITS, "excluded": EXCLUDES}.get(asked, DEPENDS)
    return DEPENDS if _related_markers(entered, key) else SILENT


def biomarker_not(entered: str, key: str, asked: str) -> Verdict:
    """A marker that was tested and not found."""
    if key != entered:
        return SILENT
    return {"required": EXCLUDES, "alternative": DEPENDS, "excluded": ADMITS}.get(asked, DEPENDS)


SAME, ABOVE, BELOW = "same", "above", "below"
"""Where the class or drug that a trial names stands to the one entered."""


def had(where: str, asked: str, conditions: Iterable[str] = ()) -> Verdict:
    """A drug or class that was received. What the trial names is the same, a class above it, or something below."""
    limited = not {SETTING, WINDOW}.isdisjoint(conditions)
    if asked == "excluded":
        return EXCLUDES if where != BELOW and not limited else DEPENDS
    if asked == UNCLEAR:
        return DEPENDS
    if where == BELOW:
        return SILENT
    return DEPENDS if limited else ADMITS


def not_had(where: str, asked: str) -> Verdict:
    """A drug or class never received, in no setting and at no time: settings and windows make no difference."""
    if where == ABOVE:
        return DEPENDS if asked in ("required", UNCLEAR) else SILENT
    return {"required": EXCLUDES, "alternative": DEPENDS, "excluded": ADMITS}.get(asked, DEPENDS)


def lies(known: Interval, asked: str) -> Verdict:
    """Whether a number known to lie in an interval lies in the trial's (`1-3`; `2-` without upper limit): inside →
    admits, disjoint → excludes, else depends."""
    if asked == UNCLEAR:
        return DEPENDS
    first, _, last = asked.partition("-")
    low, high = float(first), float(last) if last else float("inf")
    least, most = known[0], float("inf") if known[1] is None else known[1]
    if low <= least and most <= high:
        return ADMITS
    return EXCLUDES if most < low or least > high else DEPENDS


def prior_lines(
    row: str, asked: str, *, lines: int | None, chemo_lines: int | None, endocrine_lines: int | None
) -> Verdict:
    """`row` is kind and setting (`chemotherapy-advanced`). What was entered are numbers in the advanced setting.

    Of lines in any setting a person may have had more; of a kind that was not entered, at most as many as of all."""
    of, _, setting = row.rpartition("-")
    own = {"systemic": lines, "chemotherapy": chemo_lines, "endocrine": endocrine_lines}.get(of)
    others = [one for one in (chemo_lines, endocrine_lines) if one is not None]
    most: float | None
    if own is not None:
        least, most = own, own
    elif of == "systemic":
        # Each line of chemotherapy or of endocrine therapy is a line of systemic therapy.
        least, most = max(others, default=0), None
    else:
        least, most = 0, lines
    return lies((least, most if setting == "advanced" else None), asked)


def spread(entered: str, key: str, asked: str) -> Verdict | None:
    """A place the cancer has spread to; the trial names `key`. None: this says nothing about the one entered."""
    if key in (entered, WHOLE.get(entered)):
        return {"demanded": ADMITS, "excluded": EXCLUDES, "allowed": None}.get(asked, DEPENDS)
    return DEPENDS if asked == "demanded" else None


WHOLE: Mapping[str, str] = {"liver": "visceral", "lung": "visceral", "peritoneum": "visceral"}
"""Visceral disease is disease in inner organs."""
