"""Where a replica's records may come from, and the script that serves them."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from tests.make import body, nct, study
from tests.replica.client import SECONDS
from tests.replica.server import Replica

SCRIPT = str(Path(__file__).parents[2] / "script" / "replica")
LINES = body(study(1)) + b"\n\n" + body(study(2)) + b"\n"


def lines(folder: Path) -> Path:
    (folder / "studies.jsonl").write_bytes(LINES)
    return folder / "studies.jsonl"


def packed_lines(folder: Path) -> Path:
    (folder / "studies.jsonl.gz").write_bytes(gzip.compress(LINES))
    return folder / "studies.jsonl.gz"


def listed(folder: Path) -> Path:
    (folder / "studies.json").write_text(json.dumps([study(1), study(2)]))
    return folder / "studies.json"


def page_as_served(folder: Path) -> Path:
    (folder / "page.json").write_text(json.dumps({"studies": [study(1), study(2)], "nextPageToken": "x"}))
    return folder / "page.json"


def one_file_each(folder: Path) -> Path:
    (folder / "NCT9900xxxx").mkdir()
    for number in (1, 2):
        (folder / "NCT9900xxxx" / f"{nct(number)}.json").write_bytes(body(study(number)))
    (folder / "README.md").write_text("not a record")
    return folder


@pytest.mark.parametrize("make", [lines, packed_lines, listed, page_as_served, one_file_each])
def test_records_come_from(make: Callable[[Path], Path], tmp_path: Path) -> None:
    assert Replica(make(tmp_path)).ids == {nct(1), nct(2)}


def test_the_script_serves_a_file_and_says_where(tmp_path: Path) -> None:
    lines(tmp_path)
    command = [SCRIPT, "--records", "studies.jsonl", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            assert process.stdout is not None
            count, _, url = process.stdout.readline().decode().strip().partition(" studies at ")
            answer = requests.get(f"{url}/studies", params={"countTotal": "true"}, timeout=SECONDS).json()
        finally:
            process.terminate()
    assert (count, answer["totalCount"]) == ("2", 2)


def test_the_script_names_a_file_that_is_not_there(tmp_path: Path) -> None:
    command = [SCRIPT, "--records", "absent.jsonl"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "absent.jsonl does not exist" in done.stderr
