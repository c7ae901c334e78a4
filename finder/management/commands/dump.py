"""`manage.py dump`: what the task of that name does, here and now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from finder import tasks


class Command(BaseCommand):
    help = "Write everything that we publish as files, for /dumps/. Exit 0 done, 1 another run is at it, or no room."

    def handle(self, *args: Any, **options: Any) -> None:
        if not tasks.dump():
            raise SystemExit(1)
