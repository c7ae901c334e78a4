"""`manage.py load_centers [--json]`: the centers that ship with the site → the database, and what became of them.

Exit 0 done, 1 something in the files was refused. Rows that are a person's now are listed, and are no failure. Names,
exit codes and the JSON object are promises: scripts rely on them.
"""

from __future__ import annotations

import dataclasses
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from centers import loading, records


class Command(BaseCommand):
    help = "Load the care centers that ship with the site. What people changed or deleted is left alone and listed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="the last line is one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = loading.load()
        except records.BadRow as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        except DatabaseError as error:
            raise CommandError(f"The database: {error} (has `manage.py migrate` been run?)") from error
        for left in done.left:
            self.stdout.write(f"left alone: {left.key} ({left.why})")
        self.stdout.write(json.dumps(dataclasses.asdict(done)) if options["json"] else summary(done))
        if done.refused:
            raise CommandError("Not loaded, each with all of its center:\n" + "\n".join(done.refused))


def summary(done: loading.Loading) -> str:
    """One line."""
    return (
        f"Centers: {done.new} rows new, {done.changed} changed, {done.unchanged} unchanged, {done.removed} removed, "
        f"{len(done.left)} left to people."
    )
