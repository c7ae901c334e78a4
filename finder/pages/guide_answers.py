"""What was ticked in the guided search, as parameters, and back. In: fields of a step or parameters; out: the other.

Called by the guide. What is not known becomes no value; what is known in part becomes "one of these" (DESIGN.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from django.utils.translation import gettext as _

from finder import persons
from finder.pages.guide_words import COMMON_MARKERS, HER2, HR, STEPS

Given = Mapping[str, list[str]]
"""Name of a parameter or a field → what it holds, without empty values."""
Parameters = dict[str, list[str]]
Faults = dict[str, list[str]]
"""Field → what is wrong with it."""

OR = "+"
"""Between values of one option that mean "one of these, not known which"."""
AS_GIVEN = "given"
"""The option for a subtype that came with the address and that our two questions cannot say."""
MARKER = "marker-"
FAR = frozenset({"bone", "liver", "lung", "peritoneum"})
"""Breast cancer in one of these is metastatic by definition (AJCC: M1); in skin or lymph nodes it may not be."""
_LEVELS = {
    "pos": ("pos",),
    "low": ("low",),
    "ultralow": ("ultralow",),
    "0": ("0",),
    "neg": ("low", "0"),
    "equivocal": ("pos", "low"),
    "": ("pos", "low", "0"),
}
_HR = {"pos": ("hr-pos",), "neg": ("hr-neg",), "": ("hr-pos", "hr-neg")}


def subtype(hr: str, her2: str) -> list[str]:
    """`("pos", "equivocal")` → `["hr-pos-her2-pos", "hr-pos-her2-low"]`; a group's own name where there is one.

    Raises ValueError where the two cannot both be true."""
    if hr == "triple":
        if her2 in ("pos", "equivocal"):
            raise ValueError(_("Triple-negative means that HER2 is negative, too. Please choose one of the two."))
        hr, her2 = "neg", her2 or "neg"
    if not hr and not her2:
        return []
    cells = [f"{one}-her2-{level}" for one in _HR[hr] for level in _LEVELS[her2]]
    group = next((name for name, of in persons.SUBTYPE_GROUPS.items() if set(of) == set(cells)), "")
    return [group] if group else cells


def _cells(values: Iterable[str]) -> frozenset[str]:
    return frozenset(cell for one in values for cell in persons.SUBTYPE_GROUPS.get(one, (one,)))


@cache
def _by_cells() -> Mapping[frozenset[str], tuple[str, str]]:
    found: dict[frozenset[str], tuple[str, str]] = {}
    # Triple-negative is what people say; "ER and PR negative, HER2-negative" comes to the same.
    for hr in ("triple", *(one[0] for one in HR), ""):
        for her2 in ("", *(one[0] for one in HER2)):
            try:
                found.setdefault(_cells(subtype(hr, her2)), (hr, her2))
            except ValueError:
                continue
    return found


def receptors(values: list[str]) -> tuple[str, str]:
    """The options that say these subtypes; `AS_GIVEN` where none does."""
    return _by_cells().get(_cells(values), (AS_GIVEN, ""))


def fields(step: int, given: Given) -> Parameters:
    """Parameters → the fields of a step. `step` counts from 1."""
    found = {name: list(given.get(name, ())) for name in STEPS[step - 1].own}
    for name, parameter in persons.PARAMETERS.items():
        if parameter.kind == persons.ONE_OF and name in found:
            found[name] = [OR.join(_ordered(name, found[name]))] if found[name] else []
    if step == 2:
        found["subtype"] = list(given.get("subtype", ()))
        hr, her2 = receptors(found["subtype"])
        found |= {"hr": [hr] if hr else [], "her2": [her2] if her2 else []}
    if step == 3:
        for name, answer in (("biomarker", "yes"), ("biomarker_not", "no")):
            for slug in [one for one in found[name] if one in dict(COMMON_MARKERS)]:
                found[MARKER + slug] = [answer]
                found[name].remove(slug)
    return found


def _ordered(name: str, values: list[str]) -> list[str]:
    known = persons.PARAMETERS[name].values()
    return sorted(values, key=lambda one: known.index(one) if one in known else len(known))


def parameters(step: int, ticked: Given) -> tuple[Parameters, Faults]:
    """The fields of a step → its parameters, and what is wrong with them beyond what a parameter's own check finds."""
    found: Parameters = {name: list(ticked.get(name, ())) for name in STEPS[step - 1].own}
    faults: Faults = {}
    for name, parameter in persons.PARAMETERS.items():
        if parameter.kind == persons.ONE_OF and name in found:
            found[name] = [value for one in found[name] for value in one.split(OR) if value]
    if step == 1:
        _place_of_the_cancer(found, faults)
    elif step == 2:
        hr, her2 = (next(iter(ticked.get(name, ())), "") for name in ("hr", "her2"))
        if hr == AS_GIVEN and not her2:
            return found, faults
        try:
            found["subtype"] = subtype(_known(hr, HR), _known(her2, HER2))
        except ValueError as error:
            faults["her2"] = [str(error)]
    elif step == 3:
        _markers(ticked, found, faults)
    elif step == 4:
        found["had"] = _treatments(found["had"])
    elif step == 7 and found["sex"] == ["male"]:
        found["menopause"] = []  # not asked of men
    return found, faults


def _known(value: str, options: Iterable[tuple[str, str, str]]) -> str:
    return value if value in {one[0] for one in options} else ""


def _place_of_the_cancer(found: Parameters, faults: Faults) -> None:
    afar = FAR.intersection(found["spread"]) or found["leptomeningeal"] == ["yes"]
    afar = afar or bool(found["brain"]) and "none" not in found["brain"]
    if not afar:
        return
    if not found["stage"]:
        found["stage"] = ["metastatic"]
    elif found["stage"] != ["metastatic"]:
        faults["stage"] = [
            _(
                "Cancer in the bones, liver, lungs, belly or brain means that it has spread. Please choose one of the "
                "two."
            )
        ]


def _markers(ticked: Given, found: Parameters, faults: Faults) -> None:
    for slug, label in COMMON_MARKERS:
        answer = ticked.get(MARKER + slug, [])
        if answer == ["yes"]:
            found["biomarker"].append(slug)
        elif answer == ["no"]:
            found["biomarker_not"].append(slug)
        if slug in found["biomarker"] and slug in found["biomarker_not"]:
            faults[MARKER + slug] = [
                _("{marker} cannot be found and not found. Please choose one of the two.").format(marker=_(label))
            ]
    for name in ("biomarker", "biomarker_not"):
        found[name] = list(dict.fromkeys(found[name]))
    both = set(found["biomarker"]) & set(found["biomarker_not"]) - set(dict(COMMON_MARKERS))
    if both:
        faults["biomarker_not"] = [_("The same marker cannot be found and not found. Please take one of the two out.")]


def _treatments(typed: list[str]) -> list[str]:
    """Slugs of those that we know; what we do not know stays as typed, for its message."""
    named = [one.strip() for text in typed for one in text.split(",") if one.strip()]
    return list(dict.fromkeys(persons.treatment(one) or one for one in named))
