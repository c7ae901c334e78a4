"""One sentence → receptor profiles ("ER+/HER2- or triple negative" is two). Called by receptors.py. Pure.

A profile is what one way in demands of HR and of HER2; an open side is None. Where the text names a tier, the name wins
over the numbers beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.patterns import compiled
from trials.eligibility.questions._receptor_facts import facts

Cells = frozenset[str]
HER2_LEVELS = {"pos": "HER2+", "low": "HER2-low", "ultralow": "HER2-ultralow", "zero": "HER2-0"}
CELLS: Cells = frozenset(f"HR{sign}/{level}" for sign in "+-" for level in HER2_LEVELS.values())
NEGATIVE = frozenset({"low", "ultralow", "zero"})
NAMED = {
    "pos": frozenset({"pos"}),
    "neg": NEGATIVE,
    "low": frozenset({"low"}),
    "ultralow": frozenset({"ultralow"}),
    "zero": frozenset({"ultralow", "zero"}),
    "expr": frozenset({"pos", "low"}),
}


def words() -> Iterator[tuple[str, str, str]]:
    return own_names("receptor")


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars("receptor")


ANOTHER = compiled(r"[^.;]{0,40}(?:\bor\b|,)[^.;]{0,20}$")
EITHER = compiled(r"\bor\b|;")
ONLY_OR = compiled(r"\W{0,4}(?:and/)?or\W{0,4}")


class Profile(NamedTuple):
    hr: frozenset[str] | None
    her2: frozenset[str] | None
    part: frozenset[str] = frozenset()
    """HER2 levels of which only a part is admitted: those of IHC 2+ alone, which ISH decides."""


TRIPLE_NEGATIVE = Profile(frozenset("-"), NEGATIVE)


def profiles(low: str) -> list[Profile]:
    """The ways in that a sentence names."""
    found: list[Profile] = []
    er: set[str] = set()
    her2: set[str] = set()
    part: frozenset[str] = frozenset()
    first = last = ""
    end = 0

    def close() -> None:
        nonlocal er, her2, part, first, last
        if er or her2:
            found.append(Profile(_hr(er), frozenset(her2) if her2 else None, part))
        er, her2, part, first, last = set(), set(), frozenset(), "", ""

    for fact in facts(low):
        if fact.receptor == "ish":
            continue
        if fact.receptor == "tnbc":
            close()
            found.append(TRIPLE_NEGATIVE)
            continue
        side = "her2" if fact.receptor == "her2" else "hr"
        sign = (
            "" if side == "her2" else "+" if fact.value in ("pos", "low", "expr") or fact.receptor == "luminal" else "-"
        )
        if side == "hr":
            key = f"{fact.receptor}{sign}"
            opposite = f"{fact.receptor}{'-' if sign == '+' else '+'}"
            if (
                last == "her2"
                and er
                and (opposite in er or (_hr(er) != frozenset(sign)))
                and her2
                or last == "her2"
                and her2
                and er
                and EITHER.search(low, end, fact.start)
                or (
                    last == "her2"
                    and her2
                    and not er
                    and re.search(r"\bor\b|;|,\s*$", low[end : fact.start])
                    and fact.receptor in ("luminal",)
                )
                or last == "her2"
                and her2
                and not er
                and re.search(r"^[^.]{0,30}\bor\b", low[end : fact.start])
            ):
                close()
            er.add(key)
        else:
            levels = _levels(fact.value)
            gap = low[end : fact.start]
            if last == "hr" and (
                (her2 and (levels != frozenset(her2) or (first == "her2" and EITHER.search(gap))))
                or (not her2 and ONLY_OR.fullmatch(gap))  # "ER positive or HER2 positive"
            ):
                close()
            if (
                last == "her2"
                and er
                and her2
                and fact.start > end
                and ("pos" in her2) != ("pos" in levels)
                and not her2 & levels
                and ANOTHER.match(low, end, fact.start)
            ):  # "HR+/HER2- or HER2+"
                close()
            her2 |= levels
            if fact.value.startswith("levels:"):
                part = frozenset(filter(None, fact.value.split(":")[2].split(",")))
        first = first or side
        last, end = side, fact.end
    close()
    if any(profile == TRIPLE_NEGATIVE for profile in found):  # "triple negative, ER-low included"
        found = [profile if profile.her2 else profile._replace(her2=NEGATIVE) for profile in found]
    return found


def _levels(value: str) -> frozenset[str]:
    if value.startswith("levels:"):
        return frozenset(value.split(":")[1].split(","))
    return NAMED.get(value, frozenset())


def _hr(signs: set[str]) -> frozenset[str] | None:
    if not signs:
        return None
    for receptor in ("er", "pr", "hr"):
        if f"{receptor}+" in signs and f"{receptor}-" in signs:
            return frozenset("+-")
    return frozenset("+") if any(sign.endswith("+") for sign in signs) else frozenset("-")


def cells(found: Iterable[Profile]) -> Cells:
    """What any of the profiles admits."""
    return frozenset(
        f"HR{sign}/{HER2_LEVELS[level]}"
        for profile in found
        for sign in profile.hr or "+-"
        for level in profile.her2 or HER2_LEVELS
    )


def in_part(found: list[Profile]) -> set[str]:
    """Cells of which only a part is admitted."""
    parts = {cell for each in found if each.part for cell in cells([each._replace(her2=each.part)])}
    sure = cells(
        each._replace(her2=each.her2 - each.part if each.her2 else None) for each in found if each.her2 != each.part
    )
    return parts - sure


LET_OFF = compiled(r"\b(?:unless|except)\b")
REFUSED = compiled(
    r"\b(?:(?:not |in)eligible(?! for (?!th[ei]|enrol|inclusion|participation|study|trial))|(?:are|is|be|were) "
    r"(?:also )?excluded|not be (?:her|eligible)|must not be|should not be|not "
    r"permitted|not allowed|must not have (?:her-?2|triple|er))\b"
)


def is_refused(low: str) -> bool:
    return REFUSED.search(LET_OFF.split(low, maxsplit=1)[0]) is not None


def widens(title: Cells, text: Cells) -> bool:
    """The title says low, and the text that the ultralow or those with none may enter too."""
    more = {cell.partition("/")[2] for cell in text - title}
    return title < text and bool(more) and more <= {"HER2-ultralow", "HER2-0"} and _levels_of(title) == {"HER2-low"}


def _levels_of(cells: Cells) -> set[str]:
    return {cell.partition("/")[2] for cell in cells}


def of_conditions(conditions: list[Cells]) -> Cells:
    """A registry's list of conditions: those that speak of one side of the table only belong together."""
    whole, by_hr, by_her2 = Cells(), Cells(), Cells()
    for cells in conditions:
        if len(_levels_of(cells)) == len(_levels_of(CELLS)):
            by_hr |= cells
        elif {cell[:3] for cell in cells} == {"HR+", "HR-"}:
            by_her2 |= cells
        else:
            whole |= cells
    return whole | (by_hr & by_her2 if by_hr and by_her2 else by_hr | by_her2)


def narrowed(sets: Iterable[Cells]) -> Cells | None:
    """All narrow each other; those that contradict another one are different ways in. The order does not matter."""
    distinct = list(dict.fromkeys(sets))
    if not distinct:
        return None
    common = frozenset[str](CELLS).intersection(*distinct)
    if common:
        return common
    ways = [each for each in distinct if any(not each & other for other in distinct)]
    union = frozenset[str]().union(*ways)
    general = [each for each in distinct if each not in ways]
    return union.intersection(*general) or union
