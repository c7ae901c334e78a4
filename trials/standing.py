"""What stands: findings by the reader, and rulings by people over them. In: ids of trials; out: answers to show.

Called by the index, by the trial page and by the admin. This is the only place that weighs the two (DESIGN: people over
machines): a ruling wins while its sentence stands in the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trials.eligibility import Answer
from trials.models import Ruling


@dataclass(frozen=True, slots=True)
class Standing:
    answer: Answer
    """With a ruling that wins: its value, its sentence as evidence, rule `ruling`."""
    ruling: Ruling | None = None
    """What a person ruled, won or not."""
    review: bool = False
    """The sentence of the ruling is gone and the reader says otherwise: the answer is unclear, its evidence is the
    reader's (none, where it is silent), and the sentence that is gone is `ruling.quote`."""


def standing(trial_ids: Iterable[int]) -> dict[int, list[Standing]]:
    """The answers of each trial, in the order of question and key; two queries. A trial that was never read is absent;
    one that says nothing has an empty list. What a person ruled to be not stated is left out."""
    raise NotImplementedError
