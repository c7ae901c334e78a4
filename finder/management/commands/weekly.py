"""`manage.py weekly`: what the task of that name does, here and now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from finder import tasks
from finder.management.commands.nightly import leave


class Command(BaseCommand):
    help = "Sync each registry in full, read what is stale, reindex, report. Exit codes as nightly."

    def handle(self, *args: Any, **options: Any) -> None:
        leave(tasks.weekly())
