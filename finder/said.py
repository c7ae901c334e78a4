"""What trials ask, in plain words: the answers that stand for them → statements. Called by rows and the trial's page.

Three queries however many trials are asked for. A trial that was not read yet is absent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from finder.statements import Statement, statements
from trials.standing import standing


def statements_of(trial_ids: Iterable[int], questions: Collection[str] | None = None) -> dict[int, list[Statement]]:
    """By trial; `questions` of the reader: what is said in answer to these alone."""
    return {
        pk: statements((one.answer, one.ruling is not None and not one.review) for one in held)
        for pk, held in standing(trial_ids, questions).items()
    }
