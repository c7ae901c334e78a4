"""What trials ask, in plain words: the answers that stand for them → statements. Called by rows and the trial's page.

Two queries however many trials are asked for. A trial that was not read yet is absent.
"""

from __future__ import annotations

from collections.abc import Iterable

from finder.statements import Statement, statements
from trials.standing import standing


def statements_of(trial_ids: Iterable[int]) -> dict[int, list[Statement]]:
    return {
        pk: statements((one.answer, one.ruling is not None and not one.review) for one in held)
        for pk, held in standing(trial_ids).items()
    }
