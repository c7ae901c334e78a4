"""Asking through HTTP: the API with two workers beside a bare view and beside a naive list. Run by `bench/__main__.py`.

In: a database that `bench/search.py` has prepared; out: figures. All three servers stand at once and are asked in
turns.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench.figures import Figure, percentile
from bench.load import Load
from bench.questions import OF_PERSONS, QUESTIONS
from bench.scratch import ROOT, Scratch

CLIENTS = 8
ROUNDS = 3
PATIENCE = 60.0


def measure(scratch: Scratch, database: Path, *, length: float, rounds: int = ROUNDS) -> list[Figure]:
    """`length`: seconds of load a server and round."""
    asked = scratch.folder / "asked.json"
    asked.write_bytes(scratch.run("bench.asked", database=database))
    api = [f"/api/v1/trials/?{query}" for query in (QUESTIONS | OF_PERSONS).values()]
    paths = {
        "bare": [f"/{number}" for number in range(len(api))],
        "ours": api,
        "naive": [path.replace("/api/v1", "") for path in api],
    }
    applications = {"bare": "bench.bare", "ours": "finder.wsgi", "naive": "bench.naive"}
    loads: dict[str, list[Load]] = {name: [] for name in paths}
    env = scratch.env(database) | {"BENCH_ASKED": str(asked)}
    with contextlib.ExitStack() as servers:
        ports = {name: servers.enter_context(served(module, env)) for name, module in applications.items()}
        for name, port in ports.items():
            wait(port, paths[name][0])
            _load(port, paths[name], length / 4)  # warm
        for _ in range(rounds):
            for name, port in ports.items():
                loads[name].append(_load(port, paths[name], length))
    rate = {
        name: statistics.median(len(one.milliseconds) / one.seconds for one in some) for name, some in loads.items()
    }
    took = {name: [ms for one in some for ms in one.milliseconds] for name, some in loads.items()}
    p50, p99 = (percentile(took["ours"], share) for share in (0.5, 0.99))
    bare = percentile(took["bare"], 0.99) / percentile(took["bare"], 0.5)
    failed = {name: sum(one.failed for one in some) for name, some in loads.items()}
    return [
        Figure("http, the floor a bare view on hand-written SQL", rate["ours"], "req/s", rate["bare"], at_least=0.5),
        Figure("http, the floor a naive list with icontains", rate["ours"], "req/s", rate["naive"], at_least=10),
        Figure("http p99, the floor its p50", p99, "ms", p50, at_most=6, note=f"the bare view's: {bare:.1f}×"),
        Figure("http p50 (the bare view's as floor)", p50, "ms", percentile(took["bare"], 0.5)),
        Figure("http answers other than 2xx", failed["ours"], "of " + f"{len(took['ours']):,}", at_most=0),
        Figure("http answers other than 2xx, bare and naive", failed["bare"] + failed["naive"], "", at_most=0),
    ]


@contextlib.contextmanager
def served(module: str, env: dict[str, str]) -> Iterator[int]:
    """gunicorn with two workers, as `serve` starts it. Yields its port."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        options = ["--workers", "2", "--log-level", "warning", "--graceful-timeout", "3", "--no-control-socket"]
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", f"fd://{listener.fileno()}", *options, module],
            env=env,
            cwd=ROOT,
            pass_fds=(listener.fileno(),),
            start_new_session=True,
        )
        try:
            yield listener.getsockname()[1]
        finally:
            server.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def wait(port: int, path: str) -> None:
    """Until the server answers. Raises OSError when it does not in a minute."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + PATIENCE
    while True:
        try:
            direct.open(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _load(port: int, paths: list[str], length: float) -> Load:
    command = [sys.executable, "-m", "bench.load", str(port), str(length), str(CLIENTS)]
    done = subprocess.run(command, input="\n".join(paths), cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    return msgspec.json.decode(done.stdout, type=Load)
