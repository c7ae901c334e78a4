"""Trials with the texts a test gives them, taken in as a sync does. For the tests of readings and of what stands."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tests import make
from trials import intake, reading
from trials.models import Trial


def take(*records: make.JSON) -> None:
    """What a sync does with the records."""
    intake.take_in(
        [make.body(one) for one in records],
        registry="clinicaltrials_gov",
        scope="everything",
        fetched_at=timezone.now(),
    )


def listed(number: int, inclusion: str, **options: Any) -> make.JSON:
    """A study with these lines of inclusion criteria and nothing else to read."""
    lines = "\n".join(f"* {line}" for line in inclusion.splitlines())
    quiet: dict[str, Any] = {"title": "A Study", "conditions": [], "keywords": [], "interventions": []}
    return make.study(number, eligibility=f"Inclusion Criteria:\n\n{lines}", **{**quiet, **options})


def held(number: int, inclusion: str, **options: Any) -> Trial:
    """Taken in and read."""
    take(listed(number, inclusion, **options))
    reading.read_stale()
    return Trial.objects.get(public_id=make.nct(number))
