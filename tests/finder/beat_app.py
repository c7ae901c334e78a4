"""The project's app with one entry a second: `celery -A tests.finder.beat_app beat`, for test_tasks_beat."""

from __future__ import annotations

from celery import signals

from finder.celery import app

app.conf.beat_schedule = {"tick": {"task": "reconcile", "schedule": 1.0}}


@signals.beat_init.connect
def look_often(**_: object) -> None:
    from finder import beat  # not before Django is set up

    beat.LOOK = 0.5
