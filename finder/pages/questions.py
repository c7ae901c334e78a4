"""What to ask about a trial, for the sheet. In: the open points of a `Sheet` and what was entered; out: questions.

They are for the oncologist and the study team. A question never says that the answer is yes.
"""

from __future__ import annotations

from collections.abc import Mapping

from finder.asks import slug
from finder.labels import label
from finder.pages import wording
from finder.pages.asking import title
from finder.pages.asks import entered
from finder.persons import Entered
from finder.reasons import DIFFERENT_GROUPS
from finder.sheets import DEPENDS, NOT_READ, READING, SILENT, UNCLEARLY, Open, Sheet
from finder.statements import Statement

_LINES = "How many {} for advanced disease does the study team count?"
_OF_LINES = {
    "lines": "lines of treatment",
    "chemo_lines": "lines of chemotherapy",
    "endocrine_lines": "lines of hormone therapy",
}
_KINDS_OF_LINES = {
    "systemic": "lines of treatment",
    "chemotherapy": "lines of chemotherapy",
    "endocrine": "lines of hormone therapy",
    "anti-her2": "lines of HER2 treatment",
    "adc": "antibody-drug conjugates",
}
_DEPENDS: Mapping[str, str] = {
    "age": "Does the age fit? The registry’s field and the text may differ.",
    "sex": "Are men admitted? The registry’s field and the text may differ.",
    "subtype": "Does {} count for this study? Which receptor and HER2 results does it need?",
    "brain": "Brain metastases: {}. May somebody join with that?",
    "leptomeningeal": "Cancer in the lining of the brain: {}. May somebody join with that?",
    "biomarker": "Does this finding count for the study: {}?",
    "biomarker_not": "Is this needed, which was not found: {}?",
    "had": "Earlier treatment with {}: does it count as asked, or keep somebody out?",
    "not_had": "Is earlier treatment with this needed, which was never given: {}?",
}
_ASKED: Mapping[str, str] = {
    "subtype": "What are the hormone receptors and HER2 (IHC, ISH) now?",
    "stage": "Is the study open to metastatic disease?",
    "brain": "Are there brain metastases, and how were they treated?",
    "leptomeningeal": "Is there cancer in the lining of the brain (leptomeningeal)?",
    "metastases": "How many metastases are there?",
    "ecog": "What is the ECOG status now?",
    "measurable": "Is there a tumour that can be measured on a scan (RECIST)?",
    "menopause": "Before or after menopause, and is the ovaries’ work stopped?",
    READING: "Who may join? We have not read the text of this trial yet.",
    NOT_READ: "Do blood, kidney, liver and heart tests lie within the study’s limits?",
}
_UNREAD = "The listing has a rule about this that we could not read: {}. What does it say?"


def questions(sheet: Sheet, person: Entered) -> list[str]:
    """In the order of `Sheet.open`; what the trial is silent on is one question."""
    groups = any(one.note == DIFFERENT_GROUPS for one in sheet.reasons)
    found = ["Which group of the study would it be? What was entered fits different groups."] if groups else []
    silent = []
    for point in sheet.open:
        if point.why == SILENT:
            silent.append(f"{_small(title(point.parameter))} ({entered(point.parameter, _given(person, point))})")
        elif not groups or point.why != DEPENDS or _by_itself(sheet, point):
            found += _question(sheet, point, person)
    if silent:
        found.append(f"Does it matter? The listing does not say: {'; '.join(silent)}.")
    return list(dict.fromkeys(found))


def _by_itself(sheet: Sheet, point: Open) -> bool:
    """Whether it depends for a reason of its own, not because groups differ."""
    return all(one.note != DIFFERENT_GROUPS for one in sheet.reasons if one.parameter == point.parameter)


def _given(person: Entered, point: Open) -> list[str]:
    return [str(one) for one in person.get(point.parameter, ())]


def _question(sheet: Sheet, point: Open, person: Entered) -> list[str]:
    if point.why == DEPENDS:
        if point.parameter in _OF_LINES:
            return [_LINES.format(_OF_LINES[point.parameter])]
        words = entered(point.parameter, _given(person, point))
        return [_DEPENDS.get(point.parameter, f"{title(point.parameter)}: {{}}. Does that fit?").format(words)]
    if point.why == UNCLEARLY and point.parameter != NOT_READ:
        return [_UNREAD.format("; ".join(_titles(sheet, point)) or _small(title(point.parameter)))]
    names = [_named(point.parameter, key) for key in point.keys]
    if point.parameter == "biomarker":
        words = wording.listed(names)
        return [f"Were {words} tested?" if len(names) > 1 else f"Was {words} tested?"]
    if point.parameter == "had":
        return [f"Was this given before: {wording.listed(names)}? The study asks for it."]
    if point.parameter == "spread":
        return [f"Has it spread here: {wording.listed(names)}? The study asks for it."]
    if point.parameter == "lines":
        return [_LINES.format(_KINDS_OF_LINES.get(key.rpartition("-")[0], "lines of treatment")) for key in point.keys]
    return [_ASKED.get(point.parameter, f"{title(point.parameter)}?")]


def _named(parameter: str, key: str) -> str:
    words = label(parameter, key)
    return _small(words) if parameter == "spread" else words


def _titles(sheet: Sheet, point: Open) -> list[str]:
    """What the unread statements are about, as the trial's page calls it."""

    def about(one: Statement) -> bool:
        mine = one.parameter == point.parameter or (point.parameter == "lines" and one.parameter in _OF_LINES)
        return mine and (not point.keys or slug(one.key.replace("/", "-")) in point.keys)

    return list(dict.fromkeys(one.title for one in sheet.trial.asks if about(one)))


def _small(words: str) -> str:
    """ "Brain metastases" within a sentence; letters that stand for words keep their capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
