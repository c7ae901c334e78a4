"""What centers say against what trials say. In: the newest generation of the index; out: tasks for curators.

A service that is offered in trials only needs a trial that recruits there. Called by `finder/tasks.py` after the index.
"""

from __future__ import annotations

from django.utils import timezone

from centers.models import Offering, Task
from centers.services import SERVICES
from finder.joint import CenterAnswer, CenterQuestion
from finder.search import Question
from finder.snapshot import Snapshot, current


def trials_of(snapshot: Snapshot, center: int, service: str) -> list[int] | None:
    """The trials that recruit at a center and test what a service is: ordinals, last updated first. None where no word
    of the trials' says what the service is."""
    known = SERVICES.get(service)
    here = snapshot.care.by_pk.get(center)
    if known is None or not known.modalities or here is None:
        return None
    plain = {"status": ("recruiting",), "modality": known.modalities}
    question = CenterQuestion(trials=Question(plain=plain, examples=False))
    found, _, _ = CenterAnswer(question, snapshot).trials_at(here)
    return found


def look() -> int:
    """Asks curators about each offering "in trials only" without a trial that recruits there, and takes back what is
    asked and no longer so; what a person has answered stays. Returns how many are open."""
    snapshot = current()
    without = {
        f"offering {one.pk}": one
        for one in Offering.objects.published().filter(availability=Offering.TRIALS_ONLY)
        if trials_of(snapshot, one.center_id, one.service) == []
    }
    kind = Task.objects.filter(kind=Task.NO_TRIAL)
    kind.filter(done_at__isnull=True).exclude(key__in=without).delete()
    known = set(kind.values_list("key", flat=True))
    Task.objects.bulk_create(
        [
            Task(kind=Task.NO_TRIAL, key=key, center_id=one.center_id, offering=one, found_at=timezone.now())
            for key, one in without.items()
            if key not in known
        ],
        ignore_conflicts=True,  # two at once
    )
    return kind.filter(done_at__isnull=True).count()
