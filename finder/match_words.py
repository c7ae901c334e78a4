"""Match as a person would say it. In: groups, parameters, keys and values; out: words. Pure; called by
`finder/match_rows.py` and the page.

A near miss is something to ask about: nothing here tells anybody to delay or to change a treatment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from finder.labels import SPREAD, TITLES, label, row_label
from finder.statements import LINES
from trials import vocabulary


@dataclass(frozen=True, slots=True)
class GroupWords:
    title: str
    means: str


GROUPS: Mapping[str, GroupWords] = {
    "may_fit": GroupWords(
        "May fit",
        "As far as we could read, these trials say yes to something you gave and no to nothing, and what they demand "
        "is answered. The study team has more to check before anyone can join.",
    ),
    "unknown": GroupWords(
        "Not enough is known",
        "Nothing we read speaks against these trials. But they ask for something you left out, or it depends, or they "
        "say too little, or we have not read them yet.",
    ),
    "near_miss": GroupWords(
        "Near misses",
        "One or two things you gave do not fit, and they are things that may change or be tested again. A near miss is "
        "something to ask about. Please do not put off or change a treatment because of it.",
    ),
    "does_not_fit": GroupWords(
        "Does not fit",
        "These trials say no to something that stays as it is, such as the age or the stage, or to more than two of "
        "the things you gave.",
    ),
}
"""In the order in which they are shown."""
CASE_BY_CASE = "This is not a study. It is a way to get a medicine outside of one. Who gets it is decided case by case."
NOT_SURE = "we could not read its words for sure"
SILENT = "Does not say: "
_DEMANDS = {
    "age": "Give the age: this trial does not take all ages",
    "sex": "Give the sex: this trial may not take both women and men",
    "subtype": "Ask which subtype it is: hormone receptors and HER2",
    "stage": "Ask which stage it is",
    "brain": "Ask whether there are brain metastases",
    "leptomeningeal": "Ask whether there is cancer in the lining of the brain",
    "ecog": "Ask which ECOG number it is: how active the person is",
    "measurable": "Ask whether a scan shows a tumour that can be measured",
    "menopause": "Ask whether it is before or after menopause",
    "metastases": "Ask how many metastases there are",
    "scope": "Ask whether it takes breast cancer",
    "reading": "Its text was not read yet",
}
_NO_PLACES = {"spinal-cord-compression": "Ask whether the spinal cord is pressed on"}


def lead(group: str, *, is_open: bool) -> str:
    """What stands before the blockers of a trial. "Would" only where nothing else is open."""
    if group == "near_miss":
        return "Might fit, except:" if is_open else "Would fit, except:"
    return "Does not fit:" if group == "does_not_fit" else ""


_LINES = {"lines": "treatment", "chemo_lines": "chemotherapy", "endocrine_lines": "hormone therapy"}


def entered(name: str, values: Iterable[str | int], *, one_of: bool) -> str:
    """`entered("had", ["taxane", "cdk46"], one_of=False)` → "taxane, CDK4/6 inhibitor"."""
    if name in _LINES:
        return ", ".join(f"{one} line{'' if one == 1 else 's'} of {_LINES[name]}" for one in values)
    return (" or " if one_of else ", ").join(label(name, str(value)) for value in values)


def demand(parameter: str, key: str, *, is_read: bool) -> str:
    """What a trial demands and nobody answered, as something to ask. `is_read`: we do not doubt what its words mean."""
    return _demand(parameter, key) + ("" if is_read else f" ({NOT_SURE})")


def _demand(parameter: str, key: str) -> str:
    if parameter == "biomarker":
        return f"Ask whether {label(parameter, key)} was tested"
    if parameter == "had":
        return f"Ask whether this was received: {label(parameter, key)}"
    if parameter == "spread":
        return _NO_PLACES.get(key) or f"Ask whether the cancer has spread to: {_place(key)}"
    if parameter == "lines":
        kind = key.rpartition("-")[0].replace("-", "_")
        return f"Count the earlier lines of {LINES.get(kind, kind)}"
    return _DEMANDS[parameter]


def _place(key: str) -> str:
    if key in SPREAD:
        return SPREAD[key].lower()
    try:
        return row_label(vocabulary.term("sites", key.replace("-", "_")))
    except LookupError:
        return key.replace("-", " ")


def blocker(says: str, name: str, given: str) -> str:
    """`blocker("ECOG: 0 to 1", "ecog", "2")` → "ECOG: 0 to 1; you entered: 2". `says` is empty where no sentence is at
    hand."""
    told = says or f"{TITLES[name]}: the trial says no"
    return f"{told}; you entered: {given}" if given else told


def doubt(says: str, name: str, given: str, note: str) -> str:
    return f"It depends. {says or TITLES[name]}; you entered: {given}" + (f" ({note})" if note else "")


def silence(name: str, given: str) -> str:
    return f"{SILENT}{TITLES[name]} ({given})"


def says(title: str, words: str) -> str:
    """One statement inside a sentence."""
    return f"{title}: {words.rstrip('.')}"
