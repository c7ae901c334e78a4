"""`manage.py data_dictionary`: writes `docs/data-dictionary.md` from the types, beside the code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from finder.api import dictionary


class Command(BaseCommand):
    help = "Write docs/data-dictionary.md: each field of each row that we hand out."

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "data-dictionary.md"
        path.write_text(dictionary.page(), encoding="utf-8")
        self.stdout.write(f"{path.name}: {len(dictionary.entries())} fields.")
