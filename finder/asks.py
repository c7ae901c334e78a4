"""What a trial asks of a participant, as the index keeps it: answers in, words of the index out, and words back. Pure.

Called by `finder/index.py`, which writes the words, and by `finder/persons.py`, which reads them. An `Ask` is an answer
reduced to what a verdict needs: its value, the conditions that turn a yes into "depends", and the cohorts it holds for,
as numbers within the trial.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from trials.eligibility import PART, Answer, Evidence

UNCLEAR = "?"
"""The value of an ask whose sentence is there and was not understood."""
HER2 = ("pos", "low", "ultralow", "0")
CELLS = tuple(f"{hr}-her2-{her2}" for hr in ("hr-pos", "hr-neg") for her2 in HER2)
STAGES = ("early", "locally-advanced", "metastatic")
LIMITED, SETTING, WINDOW = "limited", "setting", "window"
_COUNTING = {"size": LIMITED, "number": LIMITED, "setting": SETTING, "site": SETTING, "within": WINDOW}
"""Conditions of evidence that change a verdict (DESIGN.md, *Cohorts and conditions*); ISH and ultralow stand in the
value instead (`part`). Radiation of one part of the body is one setting of it."""

BOTH_SETTINGS = {"setting:early", "setting:advanced"}
"""Whoever was treated at all was treated in one of them."""


@dataclass(frozen=True, slots=True)
class Ask:
    """`group` is the question, with a dot and the key where a trial may have several (`biomarker.brca`)."""

    group: str
    value: str
    conditions: frozenset[str] = frozenset()
    cohorts: frozenset[int] = frozenset()
    """Numbers of the cohorts it holds for; empty: for all."""

    @property
    def word(self) -> str:
        """`brain:untreated|limited|0,2`: what comes after the value is left out where it is empty."""
        parts = [self.value, ",".join(sorted(self.conditions)), ",".join(map(str, sorted(self.cohorts)))]
        return f"{self.group}:{'|'.join(parts).rstrip('|')}"

    @classmethod
    def of(cls, word: str) -> Ask:
        """The ask that a word was made from."""
        group, _, rest = word.partition(":")
        value, conditions, cohorts = (*rest.split("|"), "", "")[:3]
        return cls(
            group,
            value,
            frozenset(filter(None, conditions.split(","))),
            frozenset(map(int, filter(None, cohorts.split(",")))),
        )


def slug(name: str) -> str:
    """A name of the labelling guide as the query language writes it: `ERBB2_mutation` → `erbb2-mutation`."""
    return name.lower().replace("_", "-").replace(".", "-")


def is_of_its_own(answer: Answer) -> bool:
    """Whether a trial says this itself. Where all its sentences name a part of it alone (rules `….part`), it is only
    the name under which the labelling guide writes the part: "no PI3K inhibitor" says nothing of those of mTOR."""
    return not answer.evidence or not all(each.rule.endswith(PART) for each in answer.evidence)


def asks(answers: Iterable[Answer]) -> list[Ask]:
    """What the answers of one trial come to. Questions that concern no parameter (washouts, organs) are left out."""
    held = [answer for answer in answers if is_of_its_own(answer)]
    number: dict[str, int] = {}
    for answer in held:
        for each in answer.evidence:
            if each.cohort is not None:
                number.setdefault(each.cohort, len(number))
    found = [one for question, of in _QUESTIONS.items() for one in of(_Held(held, question, number))]
    return list(dict.fromkeys(found))


def cohorts(evidence: Iterable[Evidence]) -> frozenset[str]:
    """The cohorts that an answer with this evidence holds for, by heading; none where it holds for all."""
    named = {each.cohort for each in evidence}
    return frozenset() if None in named else frozenset(name for name in named if name is not None)


class _Held:
    """The answers of one trial to one question."""

    def __init__(self, answers: list[Answer], question: str, number: dict[str, int]) -> None:
        self.answers = {one.key: one for one in answers if one.question == question}
        self._number = number

    def ask(self, group: str, answer: Answer, value: str) -> Ask:
        """The ask with the answer's conditions and cohorts."""
        held_for = frozenset(self._number[name] for name in cohorts(answer.evidence))
        return replace(self.word(group, answer, value), conditions=conditions(answer.evidence), cohorts=held_for)

    def word(self, group: str, answer: Answer, value: str) -> Ask:
        """The ask alone, for plain parameters: they look for the very word, and give no verdict."""
        return Ask(group, UNCLEAR if answer.state == "unclear" else value)


def conditions(evidence: Iterable[Evidence]) -> frozenset[str]:
    """The conditions that change a verdict. A setting or window counts only where no sentence says it without; a limit
    on brain metastases stands in one sentence among others that speak of other things."""
    words = [(each.condition or "").split("; ") for each in evidence]
    found = [frozenset(_COUNTING[kind] for one in each if (kind := one.split(":")[0]) in _COUNTING) for each in words]
    union = frozenset[str]().union(*found)
    if {one for each in words for one in each} >= BOTH_SETTINGS:
        union -= {SETTING}
    return union if all(found) else union & {LIMITED}


Questions = Callable[[_Held], Iterator[Ask]]


def _subtype(held: _Held) -> Iterator[Ask]:
    """One ask for each of the eight cells a person may have, where the trial restricts them or says it does not."""
    if not held.answers:
        return
    of_all = held.answers.get("")
    for cell in CELLS:
        hr, _, her2 = cell.partition("-her2-")
        name = f"{'HR+' if hr == 'hr-pos' else 'HR-'}/HER2"
        key = f"{name}+" if her2 == "pos" else f"{name}-{her2}"
        answer = held.answers.get(key)
        if answer is None:
            # The reader speaks of all cells or of none: one that is missing was ruled to be not stated.
            if of_all is not None:
                yield held.ask(f"subtype.{cell}", of_all, "any")
            continue
        value = {"accepted": "accepted", "in_part": "part", "refused": "refused"}.get(str(answer.value), UNCLEAR)
        if her2 == "0":
            # Zero as people are told it takes ultralow in: who admits only one of the two admits it in part.
            ultralow = held.answers.get(f"{name}-ultralow")
            if ultralow is not None and (ultralow.value, ultralow.state) != (answer.value, answer.state):
                value = "part"
        # No group takes a cell that is refused.
        yield (
            held.word(f"subtype.{cell}", answer, value)
            if value == "refused"
            else held.ask(f"subtype.{cell}", answer, value)
        )


def _brain(held: _Held) -> Iterator[Ask]:
    """`demanded` or not, then the least restrictive status admitted: `untreated`, `demanded-stable`, `demanded`."""
    demanded, admitted = held.answers.get("demanded"), held.answers.get("admitted")
    proof = admitted or demanded
    if proof is None:
        return
    if demanded is not None and demanded.state == "unclear":
        yield Ask("brain", UNCLEAR)
        return
    tier = "" if admitted is None else UNCLEAR if admitted.state == "unclear" else str(admitted.value)
    words = [*(["demanded"] if demanded is not None and demanded.value is True else []), *([tier] if tier else [])]
    if words:
        ask = replace(held.ask("brain", proof, ""), value="-".join(words))
        # What all groups demand is not taken back by what one of them says of it.
        for_all = len(words) > 1 and demanded is not None and not cohorts(demanded.evidence)
        yield replace(ask, cohorts=frozenset()) if for_all else ask


def _stage(held: _Held) -> Iterator[Ask]:
    if not held.answers:
        return
    by_stage = {slug(key): answer for key, answer in held.answers.items()}
    of_all = by_stage.get("")
    lists_any = any(answer.state == "stated" for answer in held.answers.values())
    for stage in STAGES:
        answer = by_stage.get(stage) or of_all
        if answer is not None:
            yield held.ask(f"stage.{stage}", answer, "admitted")
        elif lists_any:
            yield Ask(f"stage.{stage}", "refused")


def _lines(held: _Held) -> Iterator[Ask]:
    """`lines.chemotherapy-advanced:1-2`; no upper limit: `1-`."""
    for key, answer in held.answers.items():
        yield held.ask(f"lines.{slug(key.replace('/', '-'))}", answer, _range(answer))


def _range(answer: Answer) -> str:
    if not isinstance(answer.value, tuple):
        return UNCLEAR
    least, most = answer.value
    return f"{least or 0}-{'' if most is None else most}"


def _spread(held: _Held) -> Iterator[Ask]:
    for key, answer in held.answers.items():
        if key == "metastases":
            yield held.ask("metastases", answer, _range(answer))
        else:
            yield held.ask(f"spread.{slug(key)}", answer, str(answer.value))


def _scope(held: _Held) -> Iterator[Ask]:
    names = {"only": "breast", "among_others": "breast", "any_solid": "any-solid"}
    for answer in held.answers.values():
        yield held.word("scope", answer, names.get(str(answer.value), "other"))


def _age(held: _Held) -> Iterator[Ask]:
    """The limits that the text gives; the registry's own are words of their own."""
    for key, answer in held.answers.items():
        if answer.state == "stated" and isinstance(answer.value, int):
            yield Ask(f"text_{key}", str(answer.value))


def _keyed(group: str) -> Questions:
    def of(held: _Held) -> Iterator[Ask]:
        for key, answer in held.answers.items():
            yield held.ask(f"{group}.{slug(key)}", answer, str(answer.value))

    return of


def _single(group: str) -> Questions:
    def of(held: _Held) -> Iterator[Ask]:
        for answer in held.answers.values():
            yield held.ask(group, answer, str(answer.value).replace("_", "-"))

    return of


def _modality(held: _Held) -> Iterator[Ask]:
    for key, answer in held.answers.items():
        yield held.word("modality", answer, slug(key))


_QUESTIONS: dict[str, Questions] = {
    "receptors": _subtype,
    "brain": _brain,
    "leptomeningeal": _single("leptomeningeal"),
    "stage": _stage,
    "performance": _single("ecog"),
    "measurable": _single("measurable"),
    "menopause": _single("menopause"),
    "men": _single("men"),
    "age": _age,
    "biomarkers": _keyed("biomarker"),
    "prior_therapy": _keyed("therapy"),
    "prior_lines": _lines,
    "spread": _spread,
    "scope": _scope,
    "modality": _modality,
}
