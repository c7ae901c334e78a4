"""What to ask about a trial, for the sheet. In: the open points of a `Sheet` and what was entered; out: questions.

They are for the oncologist and the study team. A question never says that the answer is yes.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from finder.labels import label, within
from finder.match_rows import is_of
from finder.matching import READING, Point
from finder.pages.asking import title
from finder.pages.asks import entered
from finder.pages.glance import who
from finder.persons import Entered
from finder.reasons import DIFFERENT_GROUPS
from finder.sheets import DEPENDS, NOT_READ, SILENT, UNCLEARLY, Open, Sheet
from trials.listed import all_of

_LINES: Mapping[str, str] = {
    "systemic": N_("How many lines of treatment for advanced disease does the study team count?"),
    "chemotherapy": N_("How many lines of chemotherapy for advanced disease does the study team count?"),
    "endocrine": N_("How many lines of hormone therapy for advanced disease does the study team count?"),
    "anti-her2": N_("How many lines of HER2 treatment for advanced disease does the study team count?"),
    "adc": N_("How many antibody-drug conjugates for advanced disease does the study team count?"),
}
_OF_LINES = {"lines": "systemic", "chemo_lines": "chemotherapy", "endocrine_lines": "endocrine"}
_DEPENDS: Mapping[str, str] = {
    "age": N_("Does the age fit? The registry’s field and the text may differ."),
    "sex": N_("Are men admitted? The registry’s field and the text may differ."),
    "subtype": N_("Does {entered} count for this study? Which receptor and HER2 results does it need?"),
    "brain": N_("Brain metastases: {entered}. May somebody join with that?"),
    "leptomeningeal": N_("Cancer in the lining of the brain: {entered}. May somebody join with that?"),
    "biomarker": N_("Does this finding count for the study: {entered}?"),
    "biomarker_not": N_("Is this needed, which was not found: {entered}?"),
    "had": N_("Earlier treatment with {entered}: does it count as asked, or keep somebody out?"),
    "not_had": N_("Is earlier treatment with this needed, which was never given: {entered}?"),
}
_ASKED: Mapping[str, str] = {
    "subtype": N_("What are the hormone receptors and HER2 (IHC, ISH) now?"),
    "stage": N_("Is the study open to metastatic disease?"),
    "brain": N_("Are there brain metastases, and how were they treated?"),
    "leptomeningeal": N_("Is there cancer in the lining of the brain (leptomeningeal)?"),
    "metastases": N_("How many metastases are there?"),
    "ecog": N_("What is the ECOG status now?"),
    "measurable": N_("Is there a tumour that can be measured on a scan (RECIST)?"),
    "menopause": N_("Before or after menopause, and is the ovaries’ work stopped?"),
    "scope": N_("Does the study take breast cancer? Its text does not make that clear."),
    READING: N_("Who may join? We have not read the text of this trial yet."),
    NOT_READ: N_("Do blood, kidney, liver and heart tests lie within the study’s limits?"),
}
_LIMITS = ("age", "sex")
"""Told with the limits themselves, both in one question: there is room for seven."""


def questions(sheet: Sheet, person: Entered) -> list[str]:
    """In the order of `Sheet.open`; what the trial is silent on is one question."""
    groups = any(one.note == DIFFERENT_GROUPS for one in sheet.reasons)
    found = [_("Which group of the study would it be? What was entered fits different groups.")] if groups else []
    silent = []
    for point in sheet.open:
        if point.why == SILENT:
            silent.append(f"{within(title(point.parameter))} ({entered(point.parameter, _given(person, point))})")
        elif not groups or point.why != DEPENDS or _by_itself(sheet, point):
            found += _question(sheet, point, person)
    if silent:
        found.append(_("Does it matter? The listing does not say: {points}.").format(points="; ".join(silent)))
    return list(dict.fromkeys(found))


def _by_itself(sheet: Sheet, point: Open) -> bool:
    """Whether it depends for a reason of its own, not because groups differ."""
    return all(one.note != DIFFERENT_GROUPS for one in sheet.reasons if one.parameter == point.parameter)


def _given(person: Entered, point: Open) -> list[str]:
    return [str(one) for one in person.get(point.parameter, ())]


def _question(sheet: Sheet, point: Open, person: Entered) -> list[str]:
    if point.why == DEPENDS:
        if point.parameter in _OF_LINES:
            return [_(_LINES[_OF_LINES[point.parameter]])]
        given = entered(point.parameter, _given(person, point))
        if point.parameter in _DEPENDS:
            return [_(_DEPENDS[point.parameter]).format(entered=given)]
        return [_("{point}: {entered}. Does that fit?").format(point=title(point.parameter), entered=given)]
    if point.why == UNCLEARLY and point.parameter != NOT_READ:
        about = "; ".join(_titles(sheet, point)) or within(title(point.parameter))
        return [
            _("The listing has a rule about this that we could not read: {point}. What does it say?").format(
                point=about
            )
        ]
    if point.parameter in _LIMITS:
        return [_("Do age and sex fit? The registry says: {limits}.").format(limits=who(sheet.trial))]
    names = [_named(point.parameter, key) for key in point.keys]
    if point.parameter == "biomarker":
        return [ngettext("Was {markers} tested?", "Were {markers} tested?", len(names)).format(markers=all_of(names))]
    if point.parameter == "had":
        return [_("Was this given before: {treatments}? The study asks for it.").format(treatments=all_of(names))]
    if point.parameter == "spread":
        return [_("Has it spread here: {places}? The study asks for it.").format(places=all_of(names))]
    if point.parameter == "lines":
        return [_(_LINES.get(key.rpartition("-")[0], _LINES["systemic"])) for key in point.keys]
    return [_(_ASKED[point.parameter])]


def _named(parameter: str, key: str) -> str:
    words = label(parameter, key)
    return within(words) if parameter == "spread" else words


def _titles(sheet: Sheet, point: Open) -> list[str]:
    """What the unread statements are about, as the trial's page calls it."""
    points = [Point(point.parameter, key) for key in point.keys or ("",)]
    return list(dict.fromkeys(one.title for one in sheet.trial.asks if any(is_of(one, each) for each in points)))
