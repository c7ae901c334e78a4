"""Match as a person would say it. In: groups, parameters, keys and values; out: words. Pure; called by
`finder/match_rows.py` and the page.

A near miss is something to ask about: nothing here tells anybody to delay or to change a treatment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as N_

from finder.labels import label, title
from finder.statements import place
from trials.listed import any_of


@dataclass(frozen=True, slots=True)
class GroupWords:
    title: str
    means: str


GROUPS: Mapping[str, GroupWords] = {
    "may_fit": GroupWords(
        N_("May fit"),
        N_(
            "As far as we could read, these trials say yes to something you gave and no to nothing, and what they "
            "demand is answered. The study team has more to check before anyone can join."
        ),
    ),
    "unknown": GroupWords(
        N_("Not enough is known"),
        N_(
            "Nothing we read speaks against these trials. But they ask for something you left out, or it depends, or "
            "they say too little, or we have not read them yet."
        ),
    ),
    "near_miss": GroupWords(
        N_("Near misses"),
        N_(
            "One or two things you gave do not fit. A near miss is something to ask about: a rule may have an "
            "exception, or the study team may count otherwise. Please do not put off or change a treatment because "
            "of it."
        ),
    ),
    "does_not_fit": GroupWords(
        N_("Does not fit"),
        N_(
            "These trials say no to something that stays as it is, such as the age or the stage, or to more than two "
            "of the things you gave."
        ),
    ),
}
"""In the order in which they are shown; messages, not yet translated."""
CASE_BY_CASE = N_(
    "This is not a study. It is a way to get a medicine outside of one. Who gets it is decided case by case."
)
NOT_SURE = N_("we could not read its words for sure")
_DEMANDS = {
    "age": N_("Give the age: this trial does not take all ages"),
    "sex": N_("Give the sex: this trial may not take both women and men"),
    "subtype": N_("Ask which subtype it is: hormone receptors and HER2"),
    "stage": N_("Ask which stage it is"),
    "brain": N_("Ask whether there are brain metastases"),
    "leptomeningeal": N_("Ask whether there is cancer in the lining of the brain"),
    "ecog": N_("Ask which ECOG number it is: how active the person is"),
    "measurable": N_("Ask whether a scan shows a tumour that can be measured"),
    "menopause": N_("Ask whether it is before or after menopause"),
    "metastases": N_("Ask how many metastases there are"),
    "scope": N_("Ask whether it takes breast cancer"),
    "reading": N_("Its text was not read yet"),
}
_COUNTS = {
    "systemic": N_("Count the earlier lines of treatment with medicines of any kind"),
    "chemotherapy": N_("Count the earlier lines of chemotherapy"),
    "endocrine": N_("Count the earlier lines of hormone therapy"),
    "anti_her2": N_("Count the earlier lines of HER2 treatment"),
    "adc": N_("Count the earlier lines of antibody-drug conjugates"),
}
_NO_PLACES = {"spinal-cord-compression": N_("Ask whether the spinal cord is pressed on")}


def lead(group: str, *, is_open: bool) -> str:
    """What stands before the blockers of a trial. "Would" only where nothing else is open."""
    if group == "near_miss":
        return gettext("Might fit, except:") if is_open else gettext("Would fit, except:")
    return gettext("Does not fit:") if group == "does_not_fit" else ""


def _lines(name: str, count: int) -> str:
    said = {
        "lines": ngettext("%(count)s line of treatment", "%(count)s lines of treatment", count),
        "chemo_lines": ngettext("%(count)s line of chemotherapy", "%(count)s lines of chemotherapy", count),
        "endocrine_lines": ngettext("%(count)s line of hormone therapy", "%(count)s lines of hormone therapy", count),
    }
    return said[name] % {"count": count}


def entered(name: str, values: Iterable[str | int], *, one_of: bool) -> str:
    """`entered("had", ["taxane", "cdk46"], one_of=False)` → "taxane, CDK4/6 inhibitor"."""
    if name in ("lines", "chemo_lines", "endocrine_lines"):
        return ", ".join(_lines(name, int(one)) for one in values)
    words = [label(name, str(value)) for value in values]
    return any_of(words) if one_of else ", ".join(words)


def demand(parameter: str, key: str, *, is_read: bool) -> str:
    """What a trial demands and nobody answered, as something to ask. `is_read`: we do not doubt what its words mean."""
    words = _demand(parameter, key)
    return words if is_read else gettext("%(demand)s (we could not read its words for sure)") % {"demand": words}


def _demand(parameter: str, key: str) -> str:
    if parameter == "biomarker":
        return gettext("Ask whether %(marker)s was tested") % {"marker": label(parameter, key)}
    if parameter == "had":
        return gettext("Ask whether this was received: %(treatment)s") % {"treatment": label(parameter, key)}
    if parameter == "spread":
        if key in _NO_PLACES:
            return gettext(_NO_PLACES[key])
        return gettext("Ask whether the cancer has spread to: %(place)s") % {"place": place(key).lower()}
    if parameter == "lines":
        kind = key.rpartition("-")[0].replace("-", "_")
        return gettext(_COUNTS.get(kind, _COUNTS["systemic"]))
    return gettext(_DEMANDS[parameter])


def blocker(says: str, name: str, given: str) -> str:
    """`blocker("ECOG: 0 to 1", "ecog", "2")` → "ECOG: 0 to 1; you entered: 2". `says` is empty where no sentence is at
    hand."""
    told = says or gettext("%(title)s: the trial says no") % {"title": title(name)}
    return gettext("%(says)s; you entered: %(given)s") % {"says": told, "given": _told(name, given)} if given else told


def doubt(says: str, name: str, given: str, note: str) -> str:
    told = {"says": says or title(name), "given": _told(name, given), "note": note}
    if note:
        return gettext("It depends. %(says)s; you entered: %(given)s (%(note)s)") % told
    return gettext("It depends. %(says)s; you entered: %(given)s") % told


def _told(name: str, given: str) -> str:
    """After "you entered": a name alone would say the opposite of what was not found or never given."""
    if name == "biomarker_not":
        return gettext("%(marker)s not found") % {"marker": given}
    if name == "not_had":
        return gettext("never had %(treatment)s") % {"treatment": given}
    return given


def silence(name: str, given: str) -> str:
    return gettext("Does not say: %(what)s") % {"what": unspoken(name, given)}


def unspoken(name: str, given: str) -> str:
    """What a trial does not speak of, in a list of such things."""
    return f"{title(name)} ({given})"


def at_the_registry(name: str) -> str:
    return gettext("%(title)s, at the registry") % {"title": title(name)}


def says(title: str, words: str) -> str:
    """One statement inside a sentence."""
    return f"{title}: {words.rstrip('.')}"
