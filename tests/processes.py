"""A finder of its own in processes of its own: data folder, database, broker, worker, beat. For tests that must kill.

In: a folder, a registry's address, a broker; out: real processes, all ended by `end()`. On PostgreSQL when the test
session runs there (a database of its own, dropped at the end), else on SQLite.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import kombu
import psycopg
import pytest
import redis
from django.db import connection

from tests import services

ROOT = Path(__file__).resolve().parent.parent
NOBODY = "http://127.0.0.1:9/api/v2"
BROKERS: dict[str, Callable[[], str]] = {
    "filesystem": lambda: "filesystem://",
    "redis": services.redis,
    "rabbitmq": services.amqp,
}
EACH_BROKER = [name if name == "redis" else pytest.param(name, marks=pytest.mark.once) for name in BROKERS]
"""For tests: all of them on SQLite; on PostgreSQL the one that stands beside it in production."""


LAPSE = (
    "from django.db.models.functions import Now; from trials.models import Lease; "
    "Lease.objects.exclude(owner='').update(expires_at=Now())"
)


class Finder:
    """`with Finder(tmp_path, …) as finder:`"""

    def __init__(self, folder: Path, *, registry: str = NOBODY, broker: str = "filesystem") -> None:
        self.folder = folder
        self.url = BROKERS[broker]()
        self.queue = f"test-{uuid.uuid4().hex[:12]}"
        self.children: list[subprocess.Popen[bytes]] = []
        self.logs: set[str] = set()
        self._admin = services.postgres() if connection.vendor == "postgresql" else ""
        self._name = f"finder_test_{uuid.uuid4().hex[:12]}"
        assert self._admin or connection.vendor != "postgresql"
        if self._admin:
            with psycopg.connect(self._admin, autocommit=True) as admin:
                admin.execute(f'CREATE DATABASE "{self._name}"')
            self.database = f"{self._admin.rpartition('/')[0]}/{self._name}"
        else:
            self.database = f"sqlite:///{folder / 'finder.sqlite3'}"
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))},
            "FINDER_DATA_DIR": str(folder),
            "DATABASE_URL": self.database,
            "BROKER_URL": self.url,
            "BROKER_QUEUE": self.queue,
            "CLINICALTRIALS_GOV_URL": registry,
            "REGISTRY_PAUSE_SECONDS": "0",
            "SYNC_SCOPE": "breast",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "HTTPS": "",
            "PYTHONUNBUFFERED": "1",
            # The root of this checkout, wherever pytest was started.
            "PYTHONPATH": str(ROOT),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=120)
        if check and done.returncode:
            raise AssertionError(f"manage.py {' '.join(arguments)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def start(self, *command: str, log: str = "log") -> subprocess.Popen[bytes]:
        """A child in a process group of its own; what it prints is in `self.log(log)`."""
        self.logs.add(log)
        with (self.folder / log).open("ab") as file:
            child = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.children.append(child)
        return child

    def worker(self, *options: str, log: str = "worker") -> subprocess.Popen[bytes]:
        quiet = ("--without-gossip", "--without-mingle", "--loglevel", "info")
        return self.start("-m", "celery", "-A", "finder", "worker", "--concurrency", "1", *quiet, *options, log=log)

    def send(self, task: str, *arguments: str) -> None:
        """As a page or `serve` would: through the app, in a process with this finder's settings."""
        subprocess.run(
            [sys.executable, "-c", f"from finder.celery import app; app.send_task({task!r}, {arguments!r})"],
            cwd=ROOT,
            env=self.env,
            check=True,
            timeout=60,
        )

    def log(self, name: str = "log") -> str:
        path = self.folder / name
        return path.read_text(errors="replace") if path.exists() else ""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        if self._admin:
            with psycopg.connect(self.database) as base:
                return base.execute(sql).fetchall()
        with contextlib.closing(sqlite3.connect(self.folder / "finder.sqlite3", timeout=30)) as file:
            return file.execute(sql).fetchall()

    def let_a_minute_pass(self) -> None:
        """Every lease lapses, as it does a minute after its holder was killed. (On one machine that is seen sooner, but
        not where a dead process waits for a parent that never asks for it.)"""
        self.manage("shell", "--no-imports", "-c", LAPSE)

    def waiting(self) -> int:
        """Messages in the queue that nobody took."""
        with self._broker() as channel:
            return int(channel.queue_declare(self.queue, passive=True).message_count)

    def end(self) -> None:
        for child in self.children:
            kill(child)
        if self.url.startswith("redis"):
            with redis.Redis.from_url(self.url) as store:
                store.delete(self.queue, *(f"_kombu.{kind}.{self.queue}" for kind in ("binding", "binding_permanent")))
        elif self.url.startswith("amqp"):
            with self._broker() as channel:
                channel.queue_delete(self.queue)
                channel.exchange_delete(self.queue)
        if self._admin:
            with psycopg.connect(self._admin, autocommit=True) as admin:
                admin.execute(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')

    @contextlib.contextmanager
    def _broker(self) -> Iterator[Any]:
        if self.url.startswith("filesystem"):
            folder = str(self.folder / "queue")
            options = {"data_folder_in": folder, "data_folder_out": folder, "control_folder": f"{folder}/control"}
            opened = kombu.Connection(transport="finder.queue:Transport", transport_options=options)
        else:
            opened = kombu.Connection(self.url)
        with opened as broker, broker.channel() as channel:
            yield channel


def kill(child: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the child and all it has started: nothing gets to say goodbye."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait(timeout=10)


def wait_for(what: Callable[[], Any], *, seconds: float = 60, finder: Finder | None = None) -> Any:
    """The first true answer of `what`, asked ten times a second; fails with the logs."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        answer = what()
        if answer:
            return answer
        time.sleep(0.1)
    logs = [f"--- {name}\n{finder.log(name)[-3000:]}" for name in finder.logs] if finder else []
    raise AssertionError("\n".join([f"not within {seconds} seconds", *logs]))


def broker_or_skip(name: str) -> str:
    if not BROKERS[name]():
        pytest.skip(f"no {name} answers here")
    return name


def descendants(pid: int) -> set[int]:
    """The processes below `pid`, as /proc or ps have them."""
    listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in (line.split() for line in listing.splitlines())}
    found: set[int] = set()
    level = {pid}
    while level:
        level = {child for child, parent in parents.items() if parent in level}
        found |= level
    return found
