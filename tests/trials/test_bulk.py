"""Bulk downloads as files of every kind we read, whole and damaged; and a sync from one."""

from __future__ import annotations

import datetime as dt
import gzip
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.make import JSON, body, study
from tests.processes import ROOT
from tests.replica import Replica
from tests.trials.syncing import SLUG, ids, run, studies
from trials import bulk, intake
from trials.models import SyncRun, Unreadable

MADE = dt.datetime(2026, 11, 18, 14, 13, 20, tzinfo=dt.UTC).timestamp()


def lines(records: list[JSON]) -> bytes:
    return b"\n".join(map(body, records)) + b"\n"


def as_jsonl(folder: Path, records: list[JSON]) -> Path:
    return written(folder / "studies.jsonl", lines(records))


def as_gzip(folder: Path, records: list[JSON]) -> Path:
    return written(folder / "studies.jsonl.gz", gzip.compress(lines(records)))


def as_zip(folder: Path, records: list[JSON]) -> Path:
    path = folder / "studies.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, record in enumerate(records):
            kind = zipfile.ZIP_STORED if number % 2 else zipfile.ZIP_DEFLATED
            archive.writestr(f"{name_of(record)}.json", body(record), kind)
        archive.writestr("README.txt", "no study")
    return dated(path)


def as_folder(folder: Path, records: list[JSON]) -> Path:
    path = folder / "studies"
    for number, record in enumerate(records):
        inner = path / str(number % 3)
        inner.mkdir(parents=True, exist_ok=True)
        dated(written(inner / f"{name_of(record)}.json", body(record)))
    return path


KINDS = [as_jsonl, as_gzip, as_zip, as_folder]
Make = Callable[[Path, list[JSON]], Path]


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return dated(path)


def dated(path: Path) -> Path:
    os.utime(path, (MADE, MADE))
    return path


def name_of(record: JSON) -> str:
    name: str = record["protocolSection"]["identificationModule"]["nctId"]
    return name


def read(path: Path) -> list[bytes]:
    return [one for batch in bulk.batches(path) for one in batch]


@pytest.mark.parametrize("make", KINDS)
def test_every_study_is_handed_out_as_it_stands(make: Make, tmp_path: Path) -> None:
    records = studies(7)
    assert sorted(read(make(tmp_path, records))) == sorted(map(body, records))


@pytest.mark.parametrize("make", KINDS)
def test_batches_are_the_same_each_time(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH_RECORDS", 3)
    path = make(tmp_path, studies(7))
    first = list(bulk.batches(path))
    assert [len(batch) for batch in first] == [3, 3, 1]
    assert list(bulk.batches(path)) == first


def test_a_batch_is_bounded_in_bytes_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(body(study(1)))
    monkeypatch.setattr(bulk, "BATCH_BYTES", size * 3 - 10)
    assert [len(batch) for batch in bulk.batches(as_jsonl(tmp_path, studies(7)))] == [3, 3, 1]


@pytest.mark.parametrize("make", KINDS)
def test_the_date_is_that_of_the_newest_file(make: Make, tmp_path: Path) -> None:
    assert bulk.stamp(make(tmp_path, studies(2))) == "2026-11-18T14:13:20"


def test_empty_lines_are_no_studies(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", b"\n" + body(study(1)) + b"\r\n\n  \n" + body(study(2)))
    assert read(path) == [body(study(1)), body(study(2))]


def test_a_line_without_end_is_a_note_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "RECORD_CAP", 10_000)
    path = written(tmp_path / "a.jsonl", b"x" * 35_000 + b"\n" + body(study(2)) + b"\n")
    assert read(path) == [b"a.jsonl line 1 is too long.", body(study(2))]


def test_a_download_within_a_download_is_read(tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    as_gzip(tmp_path / "all", studies(2))
    as_zip(tmp_path / "all", studies(2, start=3))
    as_folder(tmp_path / "all", studies(2, start=5))
    assert len(read(tmp_path / "all")) == 6


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.jsonl", b"", "holds no studies"),
        ("a.jsonl.gz", gzip.compress(b"", mtime=0), "holds no studies"),
        ("a.jsonl.gz", b"no gzip", "damaged or cut off"),
        ("a.jsonl.gz", gzip.compress(lines(studies(3)), mtime=0)[:-20], "damaged or cut off"),
        ("a.zip", b"no zip", "no zip archive"),
        ("a.zip", b"PK\x05\x06" + b"\xff" * 18, "damaged"),
        ("a.csv", b"1,2", "ends in .jsonl, .jsonl.gz, .zip, or is a folder"),
    ],
)
def test_what_is_no_download_is_said(name: str, content: bytes, says: str, tmp_path: Path) -> None:
    path = written(tmp_path / name, content)
    with pytest.raises(bulk.BadDownload, match=says):
        bulk.stamp(path)
        read(path)


def test_nothing_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(bulk.BadDownload, match=r"There is no a\.zip"):
        bulk.stamp(tmp_path / "a.zip")
    with pytest.raises(bulk.BadDownload, match="holds no file that ends in"):
        bulk.stamp(tmp_path)


def test_what_stands_before_the_end_of_a_cut_off_download_is_read(tmp_path: Path) -> None:
    random.seed(1)
    noisy = [study(number, summary=random.randbytes(4000).hex()) for number in range(1, 21)]
    packed = gzip.compress(lines(noisy))
    path = written(tmp_path / "a.jsonl.gz", packed[: len(packed) // 2])
    got: list[bytes] = []
    with pytest.raises(bulk.BadDownload):
        for batch in bulk.batches(path):
            got += batch
    assert got == list(map(body, noisy))[: len(got)]
    assert 5 < len(got) < 15


def test_a_large_archive_with_64_bit_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 3)
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)
    records = studies(5)
    path = as_zip(tmp_path, records)
    assert b"PK\x06\x06" in path.read_bytes()
    assert sorted(read(path)) == sorted(map(body, records))


def test_an_archive_behind_other_bytes(tmp_path: Path) -> None:
    path = as_zip(tmp_path, studies(3))
    path.write_bytes(b"#!/bin/sh\n" + path.read_bytes())
    assert len(read(path)) == 3


@pytest.mark.parametrize("seed", range(60))
def test_a_zip_with_any_byte_wrong_never_gives_a_wrong_study(seed: int, tmp_path: Path) -> None:
    records = studies(6)
    path = as_zip(tmp_path, records)
    content = bytearray(path.read_bytes())
    rng = random.Random(seed)
    content[rng.randrange(len(content))] ^= rng.randrange(1, 256)
    path.write_bytes(bytes(content))
    right = set(map(body, records))
    try:
        for one in read(path):
            assert one in right or not one.startswith(b"{")
    except bulk.BadDownload:
        pass


class TestSync:
    pytestmark = pytest.mark.django_db

    @pytest.fixture(autouse=True)
    def here(self, replica: Replica, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        settings.CLINICALTRIALS_GOV_URL = replica.url
        settings.SYNC_SCOPE = "everything"
        monkeypatch.setattr(bulk, "BATCH_RECORDS", 3)
        yield

    @pytest.mark.parametrize("make", KINDS)
    def test_a_download_is_taken_in_without_a_question_to_the_registry(
        self, make: Make, tmp_path: Path, replica: Replica
    ) -> None:
        path = make(tmp_path, studies(7))
        done = run(source=path)
        assert (done.status, done.created, done.seen, done.complete) == ("done", 7, 7, True)
        assert (done.full, done.source, done.data_timestamp) == (False, path.name, "2026-11-18T14:13:20")
        assert len(ids()) == 7
        assert replica.requests == []

    def test_the_same_download_again_changes_nothing(self, tmp_path: Path) -> None:
        path = as_jsonl(tmp_path, studies(7))
        run(source=path)
        done = run(source=path)
        assert (done.created, done.changed, done.unchanged) == (0, 0, 7)

    def test_it_does_not_stand_in_for_a_run_from_the_registry(self, tmp_path: Path, replica: Replica) -> None:
        replica.put(*studies(7))
        run(source=as_jsonl(tmp_path, studies(7)))
        assert run().full

    def test_damaged_records_are_kept_aside_and_the_run_goes_on(self, tmp_path: Path) -> None:
        good = [body(record) for record in studies(4)]
        path = written(tmp_path / "a.jsonl", b"\n".join([*good[:2], good[2][:300], b"<html>", good[3]]))
        done = run(source=path)
        assert (done.status, done.created, done.unreadable) == ("done", 3, 2)
        assert Unreadable.objects.count() == 2

    def test_a_damaged_member_is_kept_aside_with_its_name(self, tmp_path: Path) -> None:
        path = as_zip(tmp_path, studies(4))
        content = path.read_bytes()
        at = content.index(body(study(2))) + 500
        path.write_bytes(content[:at] + b"#" + content[at + 1 :])
        done = run(source=path)
        assert (done.status, done.created, done.unreadable) == ("done", 3, 1)
        assert "NCT99000002.json in studies.zip is damaged" in Unreadable.objects.get().value

    def test_a_cut_off_download_fails_and_goes_on_when_it_is_whole(self, tmp_path: Path) -> None:
        random.seed(1)
        records = [study(number, summary=random.randbytes(4000).hex()) for number in range(1, 13)]
        packed = gzip.compress(lines(records))
        path = written(tmp_path / "a.jsonl.gz", packed[: len(packed) // 2])
        done = run(source=path)
        assert (done.status, done.complete) == ("failed", False)
        assert 0 < done.created < 12
        assert done.created == len(ids())
        path.write_bytes(packed)
        assert run(source=path).status == "done"
        assert len(ids()) == 12

    def test_a_run_killed_between_batches_goes_on_after_the_last(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = as_zip(tmp_path, studies(8))
        left = interrupted(path, after=2)
        assert (left.status, left.pages) == ("running", 2)
        taken: list[int] = []
        take_in = intake.take_in

        def counted(bodies: list[bytes], **more: Any) -> dict[str, str]:
            taken.append(len(bodies))
            return take_in(bodies, **more)

        monkeypatch.setattr(intake, "take_in", counted)
        done = run(source=path)
        assert done.pk == left.pk
        assert taken == [2]
        assert (done.status, done.seen, done.created) == ("done", 8, 8)

    def test_another_download_is_another_run(self, tmp_path: Path) -> None:
        left = interrupted(as_zip(tmp_path, studies(8)), after=1)
        done = run(source=as_jsonl(tmp_path, studies(8)))
        assert done.pk != left.pk
        left.refresh_from_db()
        assert left.status == "failed"
        assert SyncRun.objects.filter(status="running").count() == 0

    def test_it_forgets_nothing(self, tmp_path: Path) -> None:
        run(source=as_jsonl(tmp_path, studies(30)))
        done = run(source=as_jsonl(tmp_path, studies(3)))
        assert (done.status, done.delisted) == ("done", 0)
        assert len(ids()) == 30

    def test_in_full_it_forgets_what_the_registry_has_forgotten_too(self, tmp_path: Path, replica: Replica) -> None:
        run(source=as_jsonl(tmp_path, studies(30)))
        replica.put(*studies(29))
        done = run(source=as_jsonl(tmp_path, studies(28)), full=True)
        assert refused_or(done) == ("refused", 0)
        replica.forget_requests()
        done = run(source=as_jsonl(tmp_path, studies(29)), full=True)
        assert refused_or(done) == ("done", 1)
        assert [asked.path for asked in replica.requests] == ["/studies/NCT99000030"]
        assert "NCT99000030" not in ids()


def refused_or(done: SyncRun) -> tuple[str, int]:
    return done.status, done.delisted


class Stopped(BaseException):
    """As Ctrl-C: nobody handles it, nothing is written."""


def interrupted(path: Path, *, after: int) -> SyncRun:
    def stop(going: SyncRun) -> None:
        if going.pages == after:
            raise Stopped

    with pytest.raises(Stopped):
        run(source=path, progress=stop)
    return SyncRun.objects.get(registry=SLUG, source=path.name)


_MEASURE = """
import sys
from pathlib import Path
from trials import bulk
count = sum(len(batch) for batch in bulk.batches(Path(sys.argv[1])))
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(count, peak.split()[1])
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the peak from /proc")
@pytest.mark.deep
def test_memory_does_not_grow_with_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(600_000):
            archive.writestr(zipfile.ZipInfo(f"NCT{number:08d}.json"), b"{}")
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    count, kilobytes = map(int, done.stdout.split())
    assert count == 600_000
    assert kilobytes < 60_000
