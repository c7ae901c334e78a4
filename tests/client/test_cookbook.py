"""`docs/api.md`: every example is run as it stands there, with curl, and answers what is shown beneath it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from finder.api.lists import SHAPING
from finder.center_filters import CenterFilters
from finder.filters import TrialFilters
from tests.client.shapes import ROOT
from tests.processes import Finder

pytestmark = pytest.mark.once

PAGE = (ROOT / "docs" / "api.md").read_text()
_BLOCK = re.compile(r"^```(sh|json|text)(?: (\d{3}))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# Says the status of each answer, whatever the example does with the body.
_CURL = (
    """curl() { command curl --show-error --silent --write-out '%{stderr}status %{http_code}\\n' "$@"; }; set -eu\n"""
)
ANYTHING = "…"


@dataclass(frozen=True)
class Example:
    script: str
    status: int
    kind: str
    shown: str
    """What is shown of the answer; empty where nothing is."""


def examples() -> list[Example]:
    blocks = [(match[1], match[2], match[3]) for match in _BLOCK.finditer(PAGE)]
    found = []
    for number, (kind, status, text) in enumerate(blocks):
        if kind == "sh":
            then = blocks[number + 1] if number + 1 < len(blocks) else ("sh", "", "")
            shown = then if then[0] != "sh" else ("", "", "")
            found.append(Example(text, int(status or 200), shown[0], shown[2]))
    return found


@pytest.fixture(scope="session")
def dumped(finder: Finder, site: str) -> str:
    """The same site, with a set of dumps."""
    finder.manage("dump")
    return site


def test_every_block_of_the_page_is_run_or_shown_beneath_one_that_is() -> None:
    fences = re.findall(r"^```(.*)$", PAGE, re.MULTILINE)
    assert len(fences) == 2 * len(list(_BLOCK.finditer(PAGE)))
    assert len(examples()) > 20
    assert PAGE.count("curl ") > 25


@pytest.mark.parametrize("example", examples(), ids=lambda one: one.script.strip().splitlines()[0][:80])
def test_an_example_answers_what_is_shown(example: Example, dumped: str, tmp_path: Path) -> None:
    if not shutil.which("curl"):
        pytest.skip("no curl here")
    script = _CURL + example.script.replace("http://127.0.0.1:8000", dumped)
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    statuses = [int(one) for one in re.findall(r"^status (\d+)$", done.stderr, re.MULTILINE)]
    assert statuses[-1] == example.status, done.stdout[-2000:]
    assert set(statuses[:-1]) <= {200}
    if example.kind == "json":
        answer = documents(done.stdout)[-1]
        assert missing(json.loads(example.shown), answer) == []
    elif example.kind == "text":
        lines = [line.lstrip("\ufeff").rstrip() for line in done.stdout.splitlines()]
        for line in example.shown.splitlines():
            pattern = ".*".join(re.escape(part) for part in line.split(ANYTHING))
            assert [one for one in lines if re.match(pattern, one, re.IGNORECASE)], f"{line}\n{done.stdout[-2000:]}"


def documents(text: str) -> list[Any]:
    """JSON documents that stand one after the other."""
    found, rest = [], text.lstrip()
    while rest:
        one, end = json.JSONDecoder().raw_decode(rest)
        found.append(one)
        rest = rest[end:].lstrip()
    return found


def missing(shown: Any, answer: Any, at: str = "") -> list[str]:
    """Where the answer is not as shown; of a list each shown thing must be like one in it."""
    if shown == ANYTHING:
        return []
    if isinstance(shown, dict):
        if not isinstance(answer, dict):
            return [f"{at} is no object"]
        gone = [f"{at}.{name}" for name in shown if name not in answer]
        return gone or [one for name in shown for one in missing(shown[name], answer[name], f"{at}.{name}")]
    if isinstance(shown, list):
        if not isinstance(answer, list):
            return [f"{at} is no list"]
        found: list[str] = []
        for number, one in enumerate(shown):
            tries = sorted((missing(one, other, f"{at}[{number}]") for other in answer), key=len)
            found += tries[0] if tries else [f"{at} is empty"]
        return found
    return [] if shown == answer else [f"{at} is {answer!r}"]


@pytest.mark.parametrize(
    ("shown", "answer"),
    [
        ({"a": "…"}, {"b": 1}),
        ({"a": [{"b": "…"}]}, {"a": []}),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}),
        ({"a": {"b": "…"}}, {"a": None}),
        ([1], {"a": 1}),
    ],
)
def test_an_answer_that_is_not_as_shown_is_seen(shown: Any, answer: Any) -> None:
    assert missing(shown, answer)


@pytest.mark.django_db
def test_every_parameter_is_explained() -> None:
    named = {
        name for cell in re.findall(r"^\| (`[^|]+?) \|", PAGE, re.MULTILINE) for name in re.findall("`([^`]+)`", cell)
    }
    own = {name for name in CenterFilters.parameters() if not name.startswith("trial.")}
    assert {*TrialFilters.parameters(), *own, *SHAPING} - named == set()
