"""The project's app with one entry a second: `celery -A tests.finder.beat_app beat`, for test_tasks_beat."""

from __future__ import annotations

from finder import beat
from finder.celery import app

beat.LOOK = 0.5
app.conf.beat_schedule = {"tick": {"task": "reconcile", "schedule": 1.0}}
