"""`manage.py reindex`: what the task of that name does, here and now; `--all` builds the whole index anew."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from finder import tasks


class Command(BaseCommand):
    help = "Read into the index what changed. Nothing is lost by building it anew: it is derived from the trials."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="all trials, also those that did not change")

    def handle(self, *args: Any, **options: Any) -> None:
        tasks.reindex(everything=options["all"])
