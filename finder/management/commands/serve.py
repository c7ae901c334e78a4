"""`manage.py serve`: the finder on one machine, for one person to look at or a small office to use.

In: a checkout with its venv; out: tables, gazetteer, centers, example trials, and three children (web server, worker,
beat), all ended with this process. Called by `script/serve`. Production starts the same parts apart (`Procfile`).
"""

from __future__ import annotations

import datetime as dt
import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from centers import loading
from finder import places, tasks
from finder.management import children, progress, static
from trials import examples, reading, registries

A_DAY = dt.timedelta(days=1)


class Command(BaseCommand):
    help = "Run the finder: web server, worker and schedule. Ctrl-C stops them all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="default 8000; 0 takes a free one")
        parser.add_argument("--host", default="127.0.0.1", help="address to listen at, default this machine only")
        parser.add_argument("--no-sync", action="store_true", help="no sync now, and none on schedule")

    def handle(self, *args: Any, port: int, host: str, no_sync: bool, **options: Any) -> None:
        # Taken before anything is written or started, and handed on: no other program can take it in between.
        with _listen(host, port) as listener, children.Children(self.say) as family:
            self.prepare()
            address = f"http://{host}:{listener.getsockname()[1]}/"
            family.start("web server", children.web(listener), pass_fds=(listener.fileno(),))
            family.start("worker", children.worker())
            if not no_sync:
                family.start("beat", children.beat())
            family.wait_until(address + "healthz")
            self.say(f"\nFinder is running at {address}   (Ctrl-C stops it)\n")
            watch = None if no_sync else self.first_sync()
            family.watch(watch)

    def prepare(self) -> None:
        """Everything that must be there before the first page; each step is quick when there is nothing to do."""
        call_command("migrate", interactive=False, verbosity=0)
        if static.collect():
            self.say("Static files collected.")
        if loaded := places.load():
            self.say(f"{loaded:,} names of places loaded.")
        centers = loading.load()
        if rows := centers.new + centers.changed + centers.removed:
            self.say(f"Care centers: {rows:,} facts and claims loaded.")
        if loaded := examples.load():
            self.say(f"{loaded} example trials are shown until the first sync.")
        if (unread := reading.stale().count()) > reading.FEW:
            self.say(f"What {unread:,} trials ask is read, once; some hundred a second.")
        tasks.read_eligibility()
        tasks.reindex()

    def first_sync(self) -> progress.Progress | None:
        """Sends the task, unless listings of the last day are held."""
        if not any(tasks.older(slug, A_DAY) for slug in registries.slugs()):
            self.say("The listings are less than a day old: the next sync runs on schedule.")
            return None
        watch = progress.Progress(self.say)
        tasks.nightly.delay()
        self.say(f"Sync started in the background, from {settings.CLINICALTRIALS_GOV_URL}")
        return watch

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    # Without it a port stays taken for a minute after a server with open connections ended.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OverflowError as error:
        raise CommandError(f"There is no port {port}: use 0 to 65535.") from error
    except OSError as error:
        listener.close()
        raise CommandError(
            f"Port {port} of {host} cannot be used ({error.strerror}). Take another one: --port {port + 1}"
        ) from error
    return listener
