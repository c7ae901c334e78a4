"""Sustained load by wrk: trial search with facets and a radius, beside a plain DRF ModelViewSet. Run by
`bench/__main__.py`.

In: a database that `bench/search.py` has prepared; out: figures, none where there is no wrk. Both servers stand at
once, started as `serve` starts ours, and are asked the same in turns.
"""

from __future__ import annotations

import contextlib
import shutil
import statistics
import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec

from bench.figures import Figure
from bench.http import CLIENTS, served, wait
from bench.questions import WITHIN
from bench.scratch import Scratch

SECONDS, ROUNDS = 20, 3
_TIMEOUT = "60s"
"""The peer takes seconds: what is slow is no error."""
_SCRIPT = Path(__file__).with_name("load.lua")


class Sustained(msgspec.Struct):
    """What one run of wrk saw; p50 and p99 in milliseconds. `refused`: answers other than 2xx and 3xx; `broken`: of
    connections."""

    seconds: float
    answers: int
    bytes: int
    p50: float
    p99: float
    refused: int
    broken: int


def measure(
    scratch: Scratch, database: Path, *, length: int, rounds: int = ROUNDS, say: Callable[[str], None] = lambda _: None
) -> list[Figure]:
    """`length`: seconds of load a server and round."""
    wrk = shutil.which("wrk")
    if wrk is None:
        say("Without wrk (Debian: apt-get install wrk) nothing is known of sustained load: left out.")
        return []
    api = [f"/api/v1/trials/?{query}" for query in WITHIN]
    paths = {"ours": api, "viewset": [path.replace("/api/v1", "") for path in api]}
    applications = {"ours": "finder.wsgi", "viewset": "bench.naive"}
    seen: dict[str, list[Sustained]] = {name: [] for name in paths}
    files = {name: scratch.folder / f"{name}.paths" for name in paths}
    with contextlib.ExitStack() as servers:
        ports = {
            name: servers.enter_context(served(module, scratch.env(database))) for name, module in applications.items()
        }
        for name, port in ports.items():
            files[name].write_text("\n".join(paths[name]) + "\n")
            wait(port, paths[name][0])
            _load(wrk, port, files[name], 1)  # warm
        for _ in range(rounds):
            for name, port in ports.items():
                seen[name].append(_load(wrk, port, files[name], length))
    rate = {name: statistics.median(one.answers / one.seconds for one in some) for name, some in seen.items()}
    p99 = {name: statistics.median(one.p99 for one in some) for name, some in seen.items()}
    failed = {name: sum(one.refused + one.broken for one in some) for name, some in seen.items()}
    answers = sum(one.answers for one in seen["ours"])
    return [
        Figure(
            "load, wrk: near, with facets; the floor a ModelViewSet with icontains",
            *(rate["ours"], "req/s", rate["viewset"]),
            at_least=10,
        ),
        Figure("load p50", statistics.median(one.p50 for one in seen["ours"]), "ms"),
        Figure("load p99 (the ModelViewSet's as floor)", p99["ours"], "ms", p99["viewset"]),
        Figure("load, answers that failed", failed["ours"], f"of {answers:,}", at_most=0),
        Figure("load, answers that failed, ModelViewSet", failed["viewset"], "", at_most=0),
    ]


def _load(wrk: str, port: int, paths: Path, length: int) -> Sustained:
    command = [wrk, "--threads", "2", "--connections", str(CLIENTS), "--duration", f"{length}s", "--timeout", _TIMEOUT]
    command += ["--script", str(_SCRIPT), f"http://127.0.0.1:{port}", "--", str(paths)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Sustained)
