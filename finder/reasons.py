"""Why a trial stands as it does to what was entered. In: an `Answer`, one of its trials, what that trial asks; out: a
`Reason` for each parameter entered, with the sentences. Called by `finder/rows.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from finder import persons
from finder.asks import slug
from finder.labels import label
from finder.search import Answer
from finder.statements import MEN_MAY_ENTER, Quote, Statement
from finder.verdicts import ABOVE, Verdict

_ABOUT = {
    "biomarker_not": ("biomarker",),
    "not_had": ("had",),
    "lines": ("lines", "chemo_lines", "endocrine_lines"),
    "chemo_lines": ("chemo_lines", "lines"),
    "endocrine_lines": ("endocrine_lines", "lines"),
}
"""Parameters that are answered by the statements of others."""
_QUESTIONS = {
    "sex": "men",
    "subtype": "receptors",
    "ecog": "performance",
    "biomarker": "biomarkers",
    "biomarker_not": "biomarkers",
    "had": "prior_therapy",
    "not_had": "prior_therapy",
    "metastases": "spread",
    **dict.fromkeys(persons.LINES, "prior_lines"),
}
"""The reader's question behind a parameter, where it has another name."""
AT_THE_REGISTRY = N_("At the registry")
DIFFERENT_GROUPS = N_("in different groups of the study")
DISAGREE = N_("the registry’s field and the text do not agree")
"""Messages, not yet translated: pages compare them, and translate what they show."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the trial says that concerns one parameter."""

    title: str
    words: str
    quotes: tuple[Quote, ...]
    key: str = ""
    """Which of several things that a trial may ask, as the reader names it (`ESR1`)."""


@dataclass(frozen=True, slots=True)
class Reason:
    parameter: str
    verdict: str
    note: str
    """What the statements alone do not tell: that groups differ, or that registry field and text do. Not translated."""
    cohorts: tuple[str, ...]
    """Headings of the groups that admit, where not all do."""
    said: tuple[Said, ...]


def questions(entered: Iterable[str]) -> set[str]:
    """The reader's questions behind what was entered."""
    return {_QUESTIONS.get(name, name) for name in entered}


def reasons(answer: Answer, ordinal: int, statements: Sequence[Statement], registry: dict[str, str]) -> list[Reason]:
    """`registry` holds what the registry's own fields say of `age` and `sex`, in words."""
    found = []
    clashing, limited = answer.clashing(ordinal), answer.cohorts(ordinal)
    for name, values in answer.question.person.items():
        verdict = answer.splits[name].verdict(ordinal)
        about = [one for one in statements if _concerns(one, name, values)]
        said = [Said(one.title, _words(one, name, values), one.quotes, one.key) for one in about]
        note = DIFFERENT_GROUPS if name in clashing else ""
        if name in registry:
            said.insert(0, Said(AT_THE_REGISTRY, registry[name], ()))
            if verdict is Verdict.DEPENDS:
                note = DISAGREE
        cohorts = sorted({heading for one in about for heading in one.cohorts}) if name in limited else []
        found.append(Reason(name, str(verdict), note, tuple(cohorts), tuple(said)))
    return found


def _words(statement: Statement, name: str, values: Iterable[persons.Value]) -> str:
    """What it says. Who had Enhertu need not know that it is what the trial calls by the name of its class."""
    if name not in ("had", "not_had"):
        return statement.words
    key = slug(statement.key)
    members = [str(value) for value in values if persons.where(str(value), key) == ABOVE]
    if not members:
        return statement.words
    included = ", ".join(label(name, one) for one in members)
    return gettext("%(words)s; this includes %(treatments)s") % {"words": statement.words, "treatments": included}


def _concerns(statement: Statement, name: str, values: Iterable[persons.Value]) -> bool:
    if statement.parameter not in _ABOUT.get(name, (name,)):
        return False
    key = slug(statement.key)
    if name in ("had", "not_had"):
        return any(persons.where(str(value), key) for value in values)
    if name in ("biomarker", "biomarker_not"):
        return any(persons.is_about(str(value), key) for value in values)
    if name == "sex":  # as `verdicts.sex_in_text` has it
        return "male" in values or statement.words != gettext(MEN_MAY_ENTER)
    return True
