"""Everything we publish, as files to take away. In: the tables; out: a folder of files with a manifest, whole or not at
all. Called by the task and the command of that name; read by the pages below `/dumps/`.

A set is written under a name that nobody reads, synced to the disk, and then renamed: who is killed in between, or runs
out of room, leaves the sets before. A set never changes; the newest two stay, so that who began with one can end.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import hashlib
import logging
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec
from django.conf import settings
from django.utils import timezone

from centers.models import Center
from finder import center_detail, licences, tables
from finder.center_detail import CenterDetail
from finder.detail import TrialDetail, details
from finder.freshness import listings
from trials.eligibility.answers import Value
from trials.leases import Held, hold
from trials.models import Reading, Registration, Trial
from trials.standing import standing

LEASE = "dumps"
KEPT = 2
BATCH = 100
VERSION = "1"
"""Of the files' shapes. A field may be added at any time; when one goes or changes its meaning, this grows."""
MANIFEST, CHECKSUMS = "manifest.json", "SHA256SUMS"
_SET = re.compile(r"\d{8}T\d{12}Z")
_UNDER_WAY = ".under-way-"
NOT_IN_CSV = frozenset({"sites", "arms", "asks"})
"""Longer than a cell may be."""
T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Proof:
    """A sentence that proves an answer, with its place in the listing."""

    stance: str
    """What the sentence does: `demanded`, `excluded`, `allowed` or `mentioned`."""
    field: str
    """The field of the listing in which it stands (`eligibility`, `conditions[0]` …)."""
    quote: str
    """The sentence, as it stands there."""
    start: int
    """Where it begins in the field's raw text, in characters."""
    end: int
    """Where it ends."""
    section: str
    """`inclusion`, `exclusion`, `other` (eligibility text under neither heading) or `heading` (titles and the like)."""
    cohort: str | None
    """Heading of the group of participants that it holds for; null: for all."""
    condition: str | None
    """What must hold besides (`within:5 years` …), several with semicolons between them; null where nothing must."""
    rule: str
    """Question and rule that read it; `ruling` where a person decided."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One answer that stands for a trial: read from its text, or ruled by a person."""

    trial: str
    """The id of the trial."""
    question: str
    """What was asked of the text, as the reader names it."""
    key: str
    """Which of several things the question is about (`ESR1`); empty where it is about one."""
    value: Value
    """The answer: a slug, a number, true or false, or a list of the lowest and the highest (null: no limit)."""
    state: str
    """`stated`, or `unclear`: the text says something that was not understood, or field and text disagree."""
    ruled: bool
    """Whether a person decided it, not the reader."""
    read_on: dt.date
    """The day on which the text was read."""
    reader: str
    """Names the reader's rules and vocabulary: findings with the same name were read alike."""
    evidence: list[Proof]
    """The sentences that prove it."""


class File(msgspec.Struct, frozen=True):
    """A file of a set."""

    name: str
    """Its name; it lies beside the manifest."""
    rows: int
    """How many rows it holds."""
    row: str
    """What a row is: a type of the data dictionary."""
    bytes: int
    """Its size."""
    sha256: str
    """Its checksum."""
    fields: list[str]
    """The fields of each row."""


class Manifest(msgspec.Struct, frozen=True):
    """What a set holds."""

    name: str
    """The name of the set, which is its moment."""
    made_at: dt.datetime
    """When it was made."""
    data_timestamp: str | None
    """The registry's own date of its data; null before the first sync."""
    version: str
    """Of the files' shapes."""
    attribution: str
    """Whose these facts are. Show it with them."""
    licence: str
    """What may be done with them."""
    files: list[File]
    """The files."""


def dump() -> Manifest:
    """Writes a set. Raises Busy where another process is at it, OSError where the disk is full or cannot be written."""
    with hold(LEASE) as lease:
        root = folder()
        root.mkdir(parents=True, exist_ok=True)
        for left in root.glob(f"{_UNDER_WAY}*"):  # of one that was killed
            shutil.rmtree(left, ignore_errors=True)
        made_at = timezone.now()
        name = f"{made_at:%Y%m%dT%H%M%S%fZ}"
        under_way = root / f"{_UNDER_WAY}{name}-{os.getpid()}"
        under_way.mkdir()
        try:
            manifest = _write(under_way, name, made_at)
            _publish(under_way, root / name, lease)
        except BaseException:
            shutil.rmtree(under_way, ignore_errors=True)
            raise
        _forget_old(root)
        return manifest


def folder() -> Path:
    return Path(settings.DATA_DIR) / "dumps"


def sets() -> list[str]:
    """The names of the sets that are there, the newest first."""
    try:
        names = [one.name for one in folder().iterdir() if _SET.fullmatch(one.name)]
    except FileNotFoundError:
        return []
    return sorted(names, reverse=True)


def manifest(name: str) -> Manifest | None:
    """What a set holds; None where there is none of that name."""
    if not _SET.fullmatch(name):
        return None
    try:
        return msgspec.json.decode((folder() / name / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        return None


# -- what it holds ----------------------------------------------------------------------------------------------------


def _write(where: Path, name: str, made_at: dt.datetime) -> Manifest:
    trial, finding, center = ([one.name for one in fields(row)] for row in (TrialDetail, FindingRow, CenterDetail))
    flat = [one for one in trial if one not in NOT_IN_CSV]
    as_of = listings()["listings_as_of"]
    with (
        _Writer(where, "trials.ndjson.gz", TrialDetail, trial) as trials,
        _Writer(where, "trials.csv.gz", TrialDetail, flat) as table,
        _Writer(where, "findings.ndjson.gz", FindingRow, finding) as findings,
        _Writer(where, "centers.ndjson.gz", CenterDetail, center) as centers,
    ):
        table.add(0, tables.csv_file([], flat))
        # A trial and its findings are read together; between two batches a sync may have come by.
        for held in _trials():
            rows = [msgspec.to_builtins(one) for one in details(held)]
            trials.add(len(rows), tables.ndjson([rows]))
            table.add(len(rows), tables.csv_lines([rows], flat))
            proven = [msgspec.to_builtins(one) for one in _findings(held)]
            findings.add(len(proven), tables.ndjson([proven]))
        for slugs in _batches(Center.objects.order_by("slug").values_list("slug", flat=True).iterator()):
            known = center_detail.details(slugs)
            rows = [msgspec.to_builtins(known[slug]) for slug in slugs if slug in known]
            centers.add(len(rows), tables.ndjson([rows]))
    files = [one.file for one in (trials, table, findings, centers)]
    made = Manifest(
        name=name,
        made_at=made_at,
        data_timestamp=as_of,
        version=VERSION,
        attribution=f"{licences.OF_CENTERS} {licences.OF_TRIALS}",
        licence=licences.LICENCE,
        files=files,
    )
    _put(where / MANIFEST, msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n")
    _put(where / CHECKSUMS, "".join(f"{one.sha256}  {one.name}\n" for one in files).encode())
    return made


def _trials() -> Iterator[list[Trial]]:
    """The trials that a registry lists, whatever their status, by id; never examples."""
    listed = Registration.objects.filter(state=Registration.LISTED).values("trial")
    held = Trial.objects.filter(example=False, pk__in=listed).order_by("public_id")
    after = ""
    while batch := list(held.filter(public_id__gt=after)[:BATCH]):
        yield batch
        after = batch[-1].public_id


def _findings(trials: Sequence[Trial]) -> Iterator[FindingRow]:
    read = {
        pk: (digest, at)
        for pk, digest, at in Reading.objects.filter(trial__in=trials).values_list("pk", "digest", "read_at")
    }
    held = standing([one.pk for one in trials])
    for trial in trials:
        for one in held.get(trial.pk, ()):
            digest, read_at = read[trial.pk]
            answer = one.answer
            yield FindingRow(
                trial=trial.public_id,
                question=answer.question,
                key=answer.key,
                value=answer.value,
                state=answer.state,
                ruled=one.ruling is not None and not one.review,
                read_on=read_at.date(),
                reader=digest[:12],
                evidence=[Proof(**msgspec.structs.asdict(each)) for each in answer.evidence],
            )


def _batches(of: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(of)
    while batch := list(islice(rest, BATCH)):
        yield batch


# -- how it is written ------------------------------------------------------------------------------------------------


class _Writer:
    """A compressed file with its size and checksum. The same rows give the same bytes: no time or name stands in it."""

    def __init__(self, where: Path, name: str, row: type, columns: list[str]) -> None:
        self._path, self._row, self._columns, self._rows = where / name, row, columns, 0

    def __enter__(self) -> _Writer:
        self._raw = self._path.open("xb")
        self._gzip = gzip.GzipFile(filename="", mode="wb", fileobj=self._raw, mtime=0, compresslevel=6)
        return self

    def add(self, rows: int, lines: Iterable[bytes]) -> None:
        self._rows += rows
        for line in lines:
            self._gzip.write(line)

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                self._gzip.close()
                self._raw.flush()
                os.fsync(self._raw.fileno())
        finally:
            self._raw.close()

    @property
    def file(self) -> File:
        with self._path.open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        size = self._path.stat().st_size
        return File(self._path.name, self._rows, self._row.__name__, size, digest, self._columns)


def _put(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _publish(under_way: Path, final: Path, lease: Held) -> None:
    _sync(under_way)
    if lease.lost:
        raise OSError(f"The lease on {LEASE} was lost while {final.name} was written.")
    under_way.rename(final)
    _sync(final.parent)


def _sync(folder: Path) -> None:
    """What a folder holds, on the disk too."""
    with contextlib.suppress(OSError):  # not every file system can
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _forget_old(root: Path) -> None:
    for name in sets()[KEPT:]:
        # Out of sight at once: a set that is half deleted must not be found.
        gone = root / f"{_UNDER_WAY}{name}-gone"
        try:
            (root / name).rename(gone)
            shutil.rmtree(gone)
        except OSError as error:
            log.warning("An old set of dumps could not be removed: %s", error.strerror)
