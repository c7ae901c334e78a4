"""What stands: findings by the reader, and rulings by people over them. In: ids of trials; out: answers to show.

Called by the index, by the trial page and by the admin. This is the only place that weighs the two: a ruling wins while
its sentence stands in the text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from django.db.models import Q

from trials import texts
from trials.eligibility import Answer, Evidence
from trials.eligibility.answers import Value
from trials.models import Finding, Reading, Ruling

Key = tuple[str, str]
"""Question and key."""
_STATES: dict[str, Literal["stated", "unclear"]] = {Ruling.STATED: "stated", Ruling.UNCLEAR: "unclear"}


@dataclass(frozen=True, slots=True)
class Standing:
    answer: Answer
    """With a ruling that wins: its value, its sentence as evidence, rule `ruling`."""
    ruling: Ruling | None = None
    """What a person ruled, won or not."""
    review: bool = False
    """The sentence of the ruling is gone and the reader says otherwise: the answer is unclear, its evidence is the
    reader's (none, where it is silent), and the sentence that is gone is `ruling.quote`."""


def standing(trial_ids: Iterable[int], questions: Collection[str] | None = None) -> dict[int, list[Standing]]:
    """The answers of each trial, by question and key; three queries. A trial that was never read is absent; one that
    says nothing has an empty list. What a person ruled to be not stated is left out. `questions`: to these alone.

    Offsets are those of the text that was read: between a sync and the reading after it, check before you mark.
    """
    asked = Q() if questions is None else Q(question__in=questions)
    read = Reading.objects.filter(pk__in=list(trial_ids)).values_list("pk", flat=True)
    found: dict[int, dict[Key, Standing]] = {pk: {} for pk in read}
    findings = Finding.objects.filter(asked, trial__in=found)
    for pk, *row in findings.values_list("trial_id", "question", "key", "value", "state", "evidence"):
        one = answer(*row)
        found[pk][one.question, one.key] = Standing(one)
    for ruling in Ruling.objects.filter(asked, trial__in=found).select_related("trial"):
        answers = found[ruling.trial_id]
        key = (ruling.question, ruling.key)
        said = answers.pop(key).answer if key in answers else None
        if stands := weigh(ruling, said):
            answers[key] = stands
    return {pk: [answers[key] for key in sorted(answers)] for pk, answers in found.items()}


def answer(question: str, key: str, value: Any, state: Any, evidence: Any) -> Answer:
    """From the columns of a finding."""
    return Answer(question, key, as_value(value), tuple(msgspec.convert(evidence, list[Evidence])), state)


def as_value(stored: Any) -> Value:
    """JSON has no tuples: (lowest, highest) is kept as a list."""
    return tuple(stored) if isinstance(stored, list) else stored


def weigh(ruling: Ruling, said: Answer | None) -> Standing | None:
    """A ruling (its trial at hand) and what the reader says → what stands; None: not stated."""
    question, key = ruling.question, ruling.key
    value = as_value(ruling.value) if ruling.value is not None else said.value if said else "unclear"
    listing = texts.listing({name: getattr(ruling.trial, name) for name in texts.COLUMNS})
    place = texts.find(listing, ruling.field, ruling.quote)
    if place is None and not _agree(ruling, said):
        left = said or Answer(question, key, value, ())
        return Standing(msgspec.structs.replace(left, state="unclear"), ruling, review=True)
    if ruling.state == Ruling.NOT_STATED:
        return None
    # The sentence is gone and the reader says the same: then its sentences prove it.
    proof = (texts.evidence(listing, place),) if place else said.evidence if said else ()
    return Standing(Answer(question, key, value, proof, _STATES[ruling.state]), ruling)


def _agree(ruling: Ruling, said: Answer | None) -> bool:
    if said is None or ruling.state == Ruling.NOT_STATED:
        return said is None and ruling.state == Ruling.NOT_STATED
    if said.state != ruling.state:
        return False
    return ruling.state == Ruling.UNCLEAR or said.value == as_value(ruling.value)


def to_review() -> list[int]:
    """The rulings whose sentence is gone while the reader says otherwise."""
    held = standing(Ruling.objects.values_list("trial_id", flat=True).distinct())
    return [one.ruling.pk for answers in held.values() for one in answers if one.ruling and one.review]
