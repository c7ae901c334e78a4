"""Files to take away: what they hold, that a set is whole or not there, and how they are served."""

from __future__ import annotations

import csv
import errno
import gzip
import hashlib
import io
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from centers.cells import unescaped
from finder import dumps, snapshot, tasks
from finder.index import reindex
from tests import make
from tests.finder import held_centers
from tests.finder.held import hold
from tests.finder.reading import get
from tests.processes import Finder, kill, wait_for
from trials import intake, leases
from trials.models import SyncRun, Trial
from trials.reading import read_stale
from trials.records import Organisation, TrialRecord

pytestmark = pytest.mark.django_db

FILES = ["trials.ndjson.gz", "trials.csv.gz", "findings.ndjson.gz", "centers.ndjson.gz"]
AS_OF = "2026-11-20T09:00:05"


@pytest.fixture
def root(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "dumps"


@pytest.fixture
def held(root: Path, client: Client) -> Client:
    hold(
        make.study(2, title="=HYPERLINK(1)", eligibility="Inclusion Criteria:\n\n* HER2-positive breast cancer"),
        make.study(1, title="Étude à l’hôpital, “phase 2”\nsecond line"),
        make.study(3, status="COMPLETED"),
    )
    read_stale()
    held_centers.lakeside(held_centers.COPIED)
    held_centers.center("hidden", listed=False)
    record = TrialRecord("example", "EXAMPLE-01", "Example", status="recruiting", sponsor=Organisation("Nobody"))
    intake.load_example(record, now=timezone.now())
    reindex()
    snapshot.forget()
    now = timezone.now()
    SyncRun.objects.create(
        registry="clinicaltrials_gov", status=SyncRun.DONE, complete=True, data_timestamp=AS_OF, started_at=now,
        finished_at=now,
    )  # fmt: skip
    return client


def rows(name: str) -> list[dict[str, Any]]:
    given = gzip.decompress((dumps.folder() / dumps.sets()[0] / name).read_bytes())
    return [json.loads(line) for line in given.split(b"\n")[:-1]]


def is_whole(folder: Path) -> bool:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for one in manifest["files"]:
        content = (folder / one["name"]).read_bytes()
        if (len(content), hashlib.sha256(content).hexdigest()) != (one["bytes"], one["sha256"]):
            return False
        gzip.decompress(content)
    return {one["name"] for one in manifest["files"]} == {*FILES}


# -- what they hold ---------------------------------------------------------------------------------------------------


def test_a_line_of_trials_is_what_the_api_answers_of_the_trial(held: Client) -> None:
    dumps.dump()
    found = rows("trials.ndjson.gz")
    assert [one["id"] for one in found] == [make.nct(number) for number in (1, 2, 3)]
    for one in found:
        answer = get(held, f"/api/v1/trials/{one['id']}/").json()
        for name in ("data_timestamp", "attribution", "licence"):
            del answer[name]
        assert one == answer | {"url": one["url"]}


def test_a_line_of_centers_is_what_the_api_answers_of_the_center(held: Client) -> None:
    dumps.dump()
    [one] = rows("centers.ndjson.gz")
    answer = get(held, "/api/v1/centers/lakeside/").json()
    assert one == {name: answer[name] for name in one} | {"url": one["url"]}


def test_each_finding_stands_with_the_sentences_that_prove_it(held: Client) -> None:
    dumps.dump()
    found = [one for one in rows("findings.ndjson.gz") if one["trial"] == make.nct(2)]
    assert found
    text = Trial.objects.get(public_id=make.nct(2)).eligibility
    proven = [each for one in found for each in one["evidence"] if each["field"] == "eligibility"]
    assert proven
    assert all(text[each["start"] : each["end"]] == each["quote"] for each in proven)
    assert {one["read_on"] for one in found} == {timezone.now().date().isoformat()}
    assert {one["trial"] for one in rows("findings.ndjson.gz")} <= {one["id"] for one in rows("trials.ndjson.gz")}


def test_the_table_holds_the_same_trials_and_no_cell_runs(held: Client) -> None:
    dumps.dump()
    given = gzip.decompress((dumps.folder() / dumps.sets()[0] / "trials.csv.gz").read_bytes())
    lines = list(csv.reader(io.StringIO(given.decode("utf-8-sig"), newline=""), strict=True))
    assert all(not cell.lstrip().startswith(("=", "+", "-", "@")) for line in lines for cell in line)
    names = lines[0]
    whole = rows("trials.ndjson.gz")
    assert set(whole[0]) - set(names) == dumps.NOT_IN_CSV
    for line, one in zip(lines[1:], whole, strict=True):
        for name, cell in zip(names, map(unescaped, line), strict=True):
            like = one[name]
            assert (cell if isinstance(like, str) else json.loads(cell) if cell else None) == like, name


def test_examples_and_what_is_not_published_stand_in_no_file(held: Client) -> None:
    dumps.dump()
    for name in FILES:
        content = gzip.decompress((dumps.folder() / dumps.sets()[0] / name).read_bytes())
        assert b"EXAMPLE" not in content
        assert b"hidden" not in content


def test_a_delisted_trial_is_in_no_file(held: Client) -> None:
    intake.delist("clinicaltrials_gov", [make.nct(1)], on=timezone.now().date())
    dumps.dump()
    assert make.nct(1) not in {one["id"] for one in rows("trials.ndjson.gz")}


def test_the_manifest_says_what_there_is(held: Client) -> None:
    made = dumps.dump()
    manifest = json.loads((dumps.folder() / made.name / "manifest.json").read_bytes())
    assert manifest["data_timestamp"] == f"{AS_OF}+00:00"
    assert manifest["version"] == "1"
    assert "MIT License" in manifest["licence"]
    assert "ClinicalTrials.gov" in manifest["attribution"]
    assert {one["name"]: one["rows"] for one in manifest["files"]} == {
        "trials.ndjson.gz": 3,
        "trials.csv.gz": 3,
        "findings.ndjson.gz": len(rows("findings.ndjson.gz")),
        "centers.ndjson.gz": 1,
    }
    assert is_whole(dumps.folder() / made.name)
    sums = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=dumps.folder() / made.name, capture_output=True
    )
    assert sums.returncode == 0, sums.stdout


def test_the_same_rows_make_the_same_bytes(held: Client) -> None:
    first, second = dumps.dump(), dumps.dump()
    assert first.name != second.name
    assert first.files == second.files


def test_an_empty_database_makes_an_empty_set(root: Path) -> None:
    hold()
    made = dumps.dump()
    assert [one.rows for one in made.files] == [0, 0, 0, 0]
    assert made.data_timestamp is None
    assert is_whole(root / made.name)


# -- a set is whole or not there --------------------------------------------------------------------------------------


def test_the_newest_two_sets_stay(held: Client, root: Path) -> None:
    names = [dumps.dump().name for _ in range(4)]
    assert dumps.sets() == sorted(names[2:], reverse=True)
    assert {one.name for one in root.iterdir()} == {*names[2:]}


@pytest.mark.parametrize("call", range(1, 8))
def test_a_disk_that_is_full_leaves_the_set_before(
    held: Client, root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, call: int
) -> None:
    before = dumps.dump().name
    calls = 0
    real = os.fsync

    def full(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == call:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    made = tasks.dump()
    # Six files are synced first; that the folder cannot be is no reason not to publish it.
    assert made == (call > 6)
    if not made:
        assert dumps.sets() == [before]
        assert [one.name for one in root.iterdir()] == [before]
        assert "No space left on device" in caplog.text
    assert all(is_whole(root / name) for name in dumps.sets())


def test_a_folder_that_cannot_be_written_is_said_and_the_night_goes_on(held: Client, root: Path) -> None:
    root.parent.mkdir(exist_ok=True)
    root.write_text("not a folder")
    assert tasks.dump() is False
    with pytest.raises(SystemExit) as ended:
        call_command("dump")
    assert ended.value.code == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_get_in_each_others_way(root: Path) -> None:
    hold(make.study(1))
    with leases.hold(dumps.LEASE):
        assert tasks.dump() is False
        assert dumps.sets() == []
    assert tasks.dump() is True


def test_who_is_killed_leaves_the_sets_before_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    with records.open("wb") as file:
        for number in range(1, 1_501):
            file.write(json.dumps(make.study(number, summary=f"{number} " + os.urandom(2_000).hex())).encode() + b"\n")
    with Finder(tmp_path) as finder:
        finder.env["SYNC_SCOPE"] = "everything"
        finder.manage("migrate", "-v0")
        finder.manage("sync_trials", "--from", str(records), "--full")
        root = tmp_path / "dumps"
        finder.manage("dump")
        [first] = root.iterdir()
        child = finder.start("manage.py", "dump", log="killed")
        wait_for(lambda: any(one.stat().st_size for one in root.glob(".under-way-*/trials.ndjson.gz")), finder=finder)
        kill(child)
        assert [one.name for one in root.iterdir() if not one.name.startswith(".")] == [first.name]
        assert list(root.glob(".under-way-*"))
        finder.let_a_minute_pass()
        both = [finder.start("manage.py", "dump", log=f"together-{number}") for number in range(2)]
        ends = sorted(one.wait(timeout=120) for one in both)
        assert ends in ([0, 0], [0, 1])
        names = sorted(one.name for one in root.iterdir())
        assert len(names) == 2
        assert all(is_whole(root / name) for name in names)


# -- how they are served ----------------------------------------------------------------------------------------------


def body(response: Any) -> bytes:
    found: bytes = response.getvalue() if response.streaming else response.content
    return found


def test_the_page_lists_the_files_with_their_sizes(held: Client) -> None:
    assert "No files have been made yet" in get(held, "/dumps/").content.decode()
    made = dumps.dump()
    page = get(held, "/dumps/").content.decode()
    for name in (*FILES, "manifest.json", "SHA256SUMS"):
        assert name in page
    for name in FILES:
        assert f'href="/dumps/{made.name}/{name}"' in page
    assert "MIT License" in page


def test_a_short_address_leads_to_the_newest_set(held: Client) -> None:
    get(held, "/dumps/manifest.json", 404)
    dumps.dump()
    newest = dumps.dump()
    for name in (*FILES, "manifest.json", "SHA256SUMS"):
        assert get(held, f"/dumps/{name}", 302).headers["Location"] == f"/dumps/{newest.name}/{name}"
    assert (
        body(held.get("/dumps/manifest.json", follow=True))
        == (dumps.folder() / newest.name / "manifest.json").read_bytes()
    )


def test_a_file_is_served_as_it_is_whatever_the_client_can_unpack(held: Client) -> None:
    name = dumps.dump().name
    for file, kind in (("trials.csv.gz", "application/gzip"), ("manifest.json", "application/json")):
        response = get(held, f"/dumps/{name}/{file}", headers={"Accept-Encoding": "gzip"})
        assert response.headers["Content-Type"] == kind
        assert "Content-Encoding" not in response.headers
        content = (dumps.folder() / name / file).read_bytes()
        assert (response.headers["Content-Length"], body(response)) == (str(len(content)), content)
        for asked in (
            {"If-None-Match": response.headers["ETag"]},
            {"If-Modified-Since": response.headers["Last-Modified"]},
        ):
            assert body(get(held, f"/dumps/{name}/{file}", 304, headers=asked)) == b""


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 10), ("bytes=10-", 10, None), ("bytes=-7", -7, None), ("bytes=5-999999999", 5, None)],
)
def test_a_download_may_go_on_where_it_broke(held: Client, asked: str, first: int, last: int | None) -> None:
    name = dumps.dump().name
    content = (dumps.folder() / name / "trials.ndjson.gz").read_bytes()
    response = get(held, f"/dumps/{name}/trials.ndjson.gz", 206, headers={"Range": asked})
    part = content[first:last]
    assert body(response) == part
    assert response.headers["Content-Length"] == str(len(part))
    start = content.index(part)
    assert response.headers["Content-Range"] == f"bytes {start}-{start + len(part) - 1}/{len(content)}"
    tag = response.headers["ETag"]
    get(held, f"/dumps/{name}/trials.ndjson.gz", 206, headers={"Range": asked, "If-Range": tag})
    get(held, f"/dumps/{name}/trials.ndjson.gz", 200, headers={"Range": asked, "If-Range": '"other"'})


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("bytes=999999999-", 416),
        ("bytes=-0", 416),
        ("bytes=9-3", 200),
        ("bytes=-", 200),
        ("bytes=0-1,4-5", 200),
        ("rows=0-1", 200),
        ("bytes=٣-٥", 200),
        (f"bytes={'9' * 5000}-", 200),
    ],
)
def test_a_range_that_is_none_is_answered_as_the_standard_says(held: Client, asked: str, status: int) -> None:
    name = dumps.dump().name
    response = get(held, f"/dumps/{name}/SHA256SUMS", status, headers={"Range": asked})
    if status == 416:
        assert response.headers["Content-Range"].startswith("bytes */")


def test_nothing_else_of_the_folder_can_be_had(held: Client, root: Path) -> None:
    name = dumps.dump().name
    (root / name / "secret.txt").write_text("secret")
    (root.parent / "secret_key").write_text("secret")
    for path in (
        f"{name}/secret.txt",
        "secret_key",
        f"{name}/..%2F..%2Fsecret_key",
        "..%2Fsecret_key",
        "../secret_key",
        f"..%2Fdumps/{name}",
        f"{name}/",
        f"{name}",
        "%00/manifest.json",
        f"{'9' * 300}/manifest.json",
    ):
        get(held, f"/dumps/{path}", 404)


def test_other_sites_may_fetch_them(held: Client) -> None:
    name = dumps.dump().name
    response = get(held, f"/dumps/{name}/manifest.json", headers={"Origin": "https://advocates.example.org"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
