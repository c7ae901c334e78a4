"""Example trials to look at before the first sync. In: `example_records.toml`; out: trials marked as examples.

Called by `manage.py serve`. They go with the first sync that ends well (`trials/runs.py`).
"""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import msgspec
from django.db import transaction
from django.utils import timezone

from trials import intake
from trials.models import Trial
from trials.records import TrialRecord

FILE = Path(__file__).with_name("example_records.toml")
REGISTRY = "example"
"""No registry of that name exists, so no sync ever asks for these or misses them."""


def records() -> list[TrialRecord]:
    """The examples as shipped. Raises `msgspec.ValidationError` where the file does not fit `TrialRecord`."""
    trials = tomllib.loads(FILE.read_text(encoding="utf-8"))["trial"]
    return msgspec.convert([{**trial, "registry": REGISTRY} for trial in trials], type=list[TrialRecord])


@transaction.atomic
def load(now: dt.datetime | None = None) -> int:
    """Writes the examples that are not held yet, while no real trial is held. Returns how many were written."""
    if Trial.objects.filter(example=False).exists():
        return 0
    held = set(Trial.objects.filter(example=True).values_list("public_id", flat=True))
    new = [record for record in records() if record.registry_id not in held]
    for record in new:
        intake.load_example(record, now=now or timezone.now())
    return len(new)


def remove() -> int:
    """Takes every example out. Returns how many there were."""
    return intake.remove_examples()
