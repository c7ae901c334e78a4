"""`manage.py read_eligibility [--all] [--no-index]`: reads the texts that are stale, here and now, and indexes them.

Goes out: a progress bar on a terminal and a summary line. Exit 0 done, 1 where a text could not be read, 3 another run
holds the lease.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from finder import index
from trials import reading

BUSY = 3


class Command(BaseCommand):
    help = (
        "Read what trials ask: those never read, those whose text changed, and all of them when the vocabulary or a "
        "rule did. Then index what changed. It can be stopped at any moment and goes on where it stood."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="all trials, also those whose text did not change")
        parser.add_argument("--no-index", action="store_true", help="leave the search index as it is")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = read(everything=options["all"])
        except reading.Busy as error:
            raise CommandError(str(error), returncode=BUSY) from error
        except reading.Ended as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped. The next run goes on where this one stood.", returncode=130) from error
        if not options["no_index"]:
            try:
                index.reindex()
            except reading.Busy:
                self.stderr.write("The index is being built by another run, which takes these trials along.")
        self.stdout.write(summary(counts))
        if counts.failed:
            raise CommandError(f"{counts.failed} texts could not be read (see the log).", returncode=1)


def read(*, everything: bool = False) -> reading.Counts:
    """With a bar on a terminal, and nothing elsewhere. Raises Busy and Ended."""
    with tqdm(desc="reading", unit=" trials", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return reading.read_stale(everything=everything, progress=progress)


def summary(counts: reading.Counts) -> str:
    if not counts.looked:
        return "Nothing new to read."
    same = counts.looked - counts.read - counts.failed
    return f"{counts.read:,} trials read, {counts.changed:,} with other answers; {same:,} with the text of before."
