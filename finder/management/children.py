"""Child processes that live and die with their parent. In: commands; out: running children, or none.

Used by `serve`. Each child leads a process group of its own, so that Ctrl-C reaches `serve` alone, which ends the
others in order, and so that what a child has started can be ended with it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from types import FrameType, TracebackType
from typing import NoReturn, Protocol, Self

from django.conf import settings
from django.core.management.base import CommandError

# Seconds from "please end" to the end. Tasks and beat give their leases back in the first; what takes longer is a
# worker that waits for results of tasks which it has ended itself.
PATIENCE = 5.0
STARTED_WITHIN = 60.0


class Watch(Protocol):
    def look(self) -> None: ...


class Stopped(BaseException):
    """SIGINT or SIGTERM: on the way out."""


def web(listener: socket.socket) -> list[str]:
    """gunicorn on a socket that is already open. No access log: a search is nobody's business."""
    # Threads, as there is no proxy in front: a browser opens connections ahead of need, and each would hold a worker.
    options = ["--workers", "2", "--threads", "4", "--log-level", "warning", "--graceful-timeout", "3"]
    options += ["--no-control-socket"]
    return [*_module("gunicorn"), "--bind", f"fd://{listener.fileno()}", *options, "finder.wsgi"]


def worker() -> list[str]:
    options = ["--concurrency", "2", "--loglevel", "warning", "--without-gossip", "--without-mingle"]
    return [*_module("celery"), "-q", "-A", "finder", "worker", *options]


def beat() -> list[str]:
    """Apart from the worker (not `worker -B`), so that its end is seen."""
    return [*_module("celery"), "-q", "-A", "finder", "beat", "--loglevel", "warning"]


def _module(name: str) -> list[str]:
    # Not the script in .venv/bin: its first line breaks when the folder is moved.
    return [sys.executable, "-m", name]


class Children:
    """`with Children(say) as children:` leaves no child behind, whatever ends the block."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if kind is Stopped:
            self.say("\nStopping …")
        self._end()
        return kind is Stopped

    def start(self, name: str, command: Sequence[str], *, pass_fds: tuple[int, ...] = ()) -> None:
        """What a child has to say comes on its stderr; the worker talks to itself on stdout."""
        self._running[name] = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=pass_fds,
        )

    def wait_until(self, url: str) -> None:
        """Until the web server answers. Raises CommandError when it does not in a minute, or a child ended."""
        until = time.monotonic() + STARTED_WITHIN
        # The proxy of the environment, if any, knows nothing of this machine's own address.
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while time.monotonic() < until:
            self.check()
            with contextlib.suppress(OSError):
                direct.open(url, timeout=10).close()
                return
            time.sleep(0.2)
        raise CommandError("The web server does not answer: stopped.")

    def watch(self, watch: Watch | None) -> NoReturn:
        """Until a signal (Stopped) or the end of a child (CommandError)."""
        while True:
            self.check()
            if watch is not None:
                watch.look()
            time.sleep(0.5)

    def check(self) -> None:
        for name, child in self._running.items():
            code = child.poll()
            if code is not None:
                how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
                raise CommandError(f"The {name} ended by itself ({how}): the rest is stopped.")

    def _end(self) -> None:
        alive = [child for child in self._running.values() if child.poll() is None]
        for child in alive:
            child.send_signal(signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        while alive and time.monotonic() < until:
            alive = [child for child in alive if child.poll() is None]
            time.sleep(0.05)
        for child in self._running.values():
            # The whole group, also when its leader is gone: it may have left children.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        self._running.clear()


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise Stopped
