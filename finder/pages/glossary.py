"""`/glossary/`: a line for each word that pages use. In: vocabulary and service rows, our own lines; out: the page.

A group's anchor is the parameter's name, an entry's is group and slug (`/glossary/#phase-2`); other pages link there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from centers.services import GROUPS as SERVICE_GROUPS
from centers.services import SERVICES
from finder import caching, labels, persons
from finder.asks import slug
from finder.pages.guide_asks import marker_meanings
from trials import vocabulary


@dataclass(frozen=True, slots=True)
class Entry:
    anchor: str
    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Group:
    anchor: str
    title: str
    lead: str
    entries: list[Entry]


VERDICTS: Mapping[str, tuple[str, str]] = {
    "fits": (N_("Fits"), N_("The trial’s text says yes to what you gave.")),
    "depends": (N_("Depends"), N_("The text says something about it, but more must be known. Ask the study team.")),
    "silent": (N_("Does not say"), N_("We found no word about it. That is neither a yes nor a no.")),
    "out": (
        N_("Does not fit"),
        N_("The text says no to what you gave: to what cannot change, or to more than two things."),
    ),
    "may-fit": (N_("May fit"), N_("Nothing you gave speaks against the trial, and something speaks for it.")),
    "unknown": (
        N_("Not enough is known"),
        N_("Nothing speaks against it, but a fact is missing. Ask about that fact."),
    ),
    "near-miss": (
        N_("Near miss"),
        N_("One or two things speak against it. Ask about them. It is no advice to wait or to change."),
    ),
}
SUBTYPES: Mapping[str, str] = {
    "hr-pos": N_("The cancer has receptors for estrogen (ER), progesterone (PR) or both. It lives on hormones."),
    "hr-neg": N_("The cancer has no hormone receptors. Hormone drugs do not help."),
    "her2-pos": N_("There is a lot of HER2: IHC 3+, or IHC 2+ with a positive ISH test."),
    "her2-low": N_("There is a little HER2: IHC 1+, or IHC 2+ with a negative ISH test."),
    "her2-ultralow": N_(
        "There is a trace of HER2: a faint stain in a few cells (10 % or less). Reports often call it 0."
    ),
    "her2-0": N_("The test shows no HER2: IHC 0."),
    "her2-neg": N_("There is not a lot of HER2. It may be low, ultralow or zero."),
    "her2-equivocal": N_("IHC 2+ alone settles nothing. A second test (ISH or FISH) shows if it is positive or low."),
    "hr-pos-her2-neg": N_("The most common type: hormone receptors, and not a lot of HER2."),
    "tnbc": N_("No hormone receptors, and not a lot of HER2."),
}
"""ASCO/CAP: HER2 testing in breast cancer (2023); HER2-ultralow as trials of it define it."""
BRAIN: Mapping[str, str] = {
    "none": N_("No cancer has been found in the brain."),
    "stable": N_("There was cancer in the brain. It was treated, and scans show that it does not grow."),
    "untreated": N_("There is cancer in the brain. It has not been treated yet and causes no symptoms."),
    "progressing": N_("There is cancer in the brain. It grows after treatment, or it causes symptoms."),
}
PHASES: Mapping[str, str] = {
    "early-1": N_("A very small first test, often with one or few doses."),
    "1": N_("Looks for a safe dose in a small group. Often it is the first time that people get the drug."),
    "2": N_("Looks at whether it works, in a larger group, and at side effects."),
    "3": N_("Compares it with the usual care in many people. Chance often decides who gets what."),
    "4": N_("Looks at a drug that doctors can give already."),
    "na": N_("The study does not test a drug, so it has no phase."),
}
STATUSES: Mapping[str, str] = {
    "recruiting": N_("The trial takes new people now."),
    "not-yet-recruiting": N_("It will take people later."),
    "enrolling-by-invitation": N_("It takes only people whom the study team asks to join."),
    "active-not-recruiting": N_("It goes on, but takes no new people."),
    "suspended": N_("It is on hold and may go on."),
    "terminated": N_("It stopped early and will not start again."),
    "completed": N_("It ended as planned."),
    "withdrawn": N_("It was called off before anyone joined."),
    "unknown": N_("It was open when the registry last heard of it. That is more than two years ago."),
    "available": N_("People who fit no trial may get the drug in this way. Their doctor asks for it."),
    "temporarily-not-available": N_("The drug cannot be had in this way now. That may change."),
    "no-longer-available": N_("The drug can no longer be had in this way."),
    "approved-for-marketing": N_("The drug has been approved: doctors can prescribe it."),
    "withheld": N_("The registry does not show this record’s status."),
}
_MODALITIES: Mapping[str, str] = {
    "her2-antibody-or-tki": N_("A drug that blocks HER2: an antibody by drip or shot, or a pill."),
    "supportive-care": N_("Help with symptoms and side effects."),
    "other-targeted": N_("A drug that blocks some other part of the cancer cell."),
    "other": N_("What has no group of its own, such as heat or a device."),
}
"""Where no single row of the vocabulary says it."""
DESIGN: Mapping[str, tuple[str, str]] = {
    "randomized": (
        N_("Randomised"),
        N_("Chance decides who gets which treatment, so that the groups can be compared."),
    ),
    "placebo": (
        N_("Placebo"),
        N_(
            "Something that looks like the drug but holds none. In cancer trials it often comes on top of real "
            "treatment."
        ),
    ),
    "blinded": (N_("Blinded"), N_("People do not know who gets what until the end.")),
    "arm": (N_("Group (arm)"), N_("The people in a trial who all get the same.")),
    "site": (N_("Site"), N_("A hospital or office that takes part. Each has a status of its own.")),
    "line": (N_("Line of treatment"), N_("A treatment until the cancer grows. Then the next line begins.")),
    "washout": (N_("Washout"), N_("A break between the last treatment and the trial.")),
    "ecog": (N_("ECOG score"), N_("How active a person is, from 0 (as before) to 4 (in bed all day).")),
    "measurable": (N_("Measurable"), N_("A tumour that shows on a scan and is large enough to measure.")),
    "expanded-access": (N_("Expanded access"), N_("A way to get a drug outside of a trial, before it is approved.")),
}
PLAIN: Mapping[str, tuple[str, str]] = {
    "metastatic": (
        N_("Metastatic, stage 4, secondary, advanced"),
        N_("Cancer that has spread to another part of the body."),
    ),
    "locally-advanced": (
        N_("Locally advanced"),
        N_("Cancer that has grown far in or near the breast, but not beyond."),
    ),
    "oligometastatic": (N_("Oligometastatic"), N_("Cancer that has spread to a few spots only.")),
    "leptomeningeal": (N_("Leptomeningeal"), N_("Cancer in the thin lining of the brain or the spine.")),
    "biopsy": (N_("Biopsy"), N_("A small piece of the tumour is taken and looked at in a lab.")),
    "second-opinion": (N_("Second opinion"), N_("Another doctor looks at your case and says what they would do.")),
}


def _own(anchor: str, title: str, lead: str, lines: Mapping[str, tuple[str, str]]) -> Group:
    return Group(
        anchor, title, lead, [Entry(f"{anchor}-{one}", _(word), _(meaning)) for one, (word, meaning) in lines.items()]
    )


def _labelled(anchor: str, title: str, lead: str, meanings: Mapping[str, str]) -> Group:
    words = {"her2-ultralow": _("HER2-ultralow")}  # no subtype that can be asked for by itself
    return Group(
        anchor,
        title,
        lead,
        [
            Entry(f"{anchor}-{one}", words.get(one) or labels.label(anchor, one), _(said))
            for one, said in meanings.items()
        ],
    )


def modality_meanings() -> dict[str, str]:
    """Each kind of thing that is tested: the vocabulary's line, or ours where no single row says it."""
    found: dict[str, str] = {}
    for row in (*vocabulary.terms("classes"), *vocabulary.terms("modalities")):
        named = slug(row.modality if isinstance(row, vocabulary.TreatmentClass) else getattr(row, "guide", ""))
        # The class that hands a modality down stands before those below it, and has its name where both are one.
        if named and (named not in found or slug(row.slug) == named):
            found[named] = labels.row_meaning(row)
    found |= _MODALITIES
    return {one: found[one] for one in labels.MODALITIES}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _services() -> list[Group]:
    return [
        Group(
            f"service-group-{group}",
            labels.row_label(row),
            "",
            [
                Entry(f"service-{one.slug}", _capital(labels.row_label(one)), labels.row_meaning(one))
                for one in SERVICES.values()
                if one.group == group
            ],
        )
        for group, row in SERVICE_GROUPS.items()
    ]


def groups() -> list[Group]:
    """In the language of the page."""
    return _groups(labels.page_language())


@cache
def _groups(language: str) -> list[Group]:
    markers = marker_meanings()
    return [
        _own("plain", _("The cancer"), "", PLAIN),
        _labelled("subtype", _("Types of breast cancer"), _("What the lab finds on the cancer cells."), SUBTYPES),
        _labelled("brain", _("Cancer in the brain"), _("Trials treat these four in different ways."), BRAIN),
        Group(
            "biomarker",
            _("Markers and genes"),
            _("What tests look for in the tumour or in the blood. Some drugs need one of them."),
            [
                Entry(f"biomarker-{one}", _capital(labels.label("biomarker", one)), markers[one])
                for one in persons.markers()
            ],
        ),
        _own("design", _("How a trial is set up"), "", DESIGN),
        _labelled("phase", _("Phases"), "", PHASES),
        _labelled("status", _("Is it open?"), _("A trial has a status, and each of its sites has its own."), STATUSES),
        _labelled("modality", _("What is tested"), "", modality_meanings()),
        _own(
            "verdict",
            _("How a trial stands to what you gave"),
            _("We read the text by computer. It can be wrong."),
            VERDICTS,
        ),
        *_services(),
    ]


@require_safe
def glossary(request: HttpRequest) -> HttpResponseBase:
    return caching.answer(request, lambda: render(request, "finder/glossary.html", {"groups": groups()}))
