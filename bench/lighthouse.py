"""What Lighthouse says of four pages of a finder that runs. In: its address; out: a table, and 1 where a score is below
its target. Called by `script/lighthouse`.

Each page is looked at several times, as by a phone (Lighthouse's own throttling); the median counts.
"""

from __future__ import annotations

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

import msgspec

VERSION = "13.5.0"
TARGETS = {"performance": 95, "accessibility": 100, "best-practices": 100}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"


def main() -> int:
    options = argparse.ArgumentParser(prog="script/lighthouse", description=__doc__)
    options.add_argument("--url", default="http://127.0.0.1:8000", help="the finder's address")
    options.add_argument("--runs", type=int, default=3)
    given = options.parse_args()
    base = given.url.rstrip("/")
    load = os.getloadavg()[0]
    rows, met = [], True
    for name, path in _pages(base).items():
        seen = [_look(base + path) for _ in range(given.runs)]
        scores = {key: round(100 * statistics.median(one[key] for one in seen)) for key in TARGETS}
        met = met and all(scores[key] >= least for key, least in TARGETS.items())
        rows.append(f"| {name} | {' | '.join(str(scores[key]) for key in TARGETS)} |")
    print(f"Lighthouse {VERSION}, median of {given.runs}, load {load:.1f} before the first\n")
    print(f"| page | {' | '.join(TARGETS)} |\n|---{'|---:' * len(TARGETS)}|")
    print("\n".join(rows))
    print("| target | " + " | ".join(f"≥ {least}" for least in TARGETS.values()) + " |")
    return 0 if met else 1


def _pages(base: str) -> dict[str, str]:
    """The start, the first results, the first trial of them and the first center."""
    trial = _first(f"{base}/api/v1/trials/?limit=1")
    center = _first(f"{base}/api/v1/centers/?limit=1")
    return {"start": "/", "results": "/trials/", "trial": f"/trials/{trial}/", "center": f"/centers/{center}/"}


def _first(address: str) -> str:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(address, timeout=30) as answer:
        found: dict[str, Any] = msgspec.json.decode(answer.read())
    return str(found["results"][0]["id"])


def _look(address: str) -> dict[str, float]:
    """The scores of one look, from 0 to 1. Raises CalledProcessError."""
    command = shlex.split(os.environ.get("LIGHTHOUSE") or f"npx --yes lighthouse@{VERSION}")
    with tempfile.TemporaryDirectory(prefix="finder-lighthouse.") as folder:
        told = Path(folder) / "told.json"
        options = [f"--only-categories={','.join(TARGETS)}", "--output=json", f"--output-path={told}", "--quiet"]
        subprocess.run([*command, address, *options, f"--chrome-flags={FLAGS}"], check=True)
        found = msgspec.json.decode(told.read_bytes())
    return {key: found["categories"][key]["score"] for key in TARGETS}


if __name__ == "__main__":
    sys.exit(main())
