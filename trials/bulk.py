"""A bulk download in, the bytes of its studies out, one at a time: memory does not grow with its size. Called by sync.

Knows `.jsonl`, `.jsonl.gz`, a `.zip` of one `.json` a study, and a folder of such. What is damaged in one place is
handed out as a note in place of the record, which intake keeps aside as unreadable; what cannot be read on raises
BadDownload.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

RECORD_CAP = 64 * 1024 * 1024  # a study with its results has some ten megabytes at most
BATCH_RECORDS, BATCH_BYTES = 250, 16 * 1024 * 1024
KNOWN = (".jsonl", ".jsonl.gz", ".zip", ".json")


class BadDownload(Exception):
    """This is no bulk download, or it ends too early. The message is one line, fit to be shown."""


def batches(path: Path) -> Iterator[list[bytes]]:
    """The studies in groups, the same groups whenever the same download is read: a number names a group.

    Raises BadDownload, after what could be read was handed out.
    """
    batch: list[bytes] = []
    size = 0
    any_yet = False
    try:
        for body in _bodies(path):
            any_yet = True
            batch.append(body)
            size += len(body)
            if len(batch) >= BATCH_RECORDS or size >= BATCH_BYTES:
                yield batch
                batch, size = [], 0
    except BadDownload:
        if batch:
            yield batch
        raise
    if batch:
        yield batch
    if not any_yet:
        raise BadDownload(f"{path.name} holds no studies.")


def stamp(path: Path) -> str:
    """When the download was made, as far as its files tell (UTC, `2026-11-20T09:00:05`). Raises BadDownload."""
    try:
        newest = max((file.stat().st_mtime for file in _files(path)), default=None)
    except OSError as error:
        raise BadDownload(f"{path.name} cannot be read: {error.strerror}.") from error
    if newest is None:
        raise BadDownload(f"{path.name} holds no file that ends in {', '.join(KNOWN)}.")
    return dt.datetime.fromtimestamp(newest, dt.UTC).isoformat(timespec="seconds")[:19]


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        if not path.exists():
            raise BadDownload(f"There is no {path.name}.")
        if not path.name.endswith(KNOWN):
            raise BadDownload(f"{path.name}: a bulk download ends in {', '.join(KNOWN[:3])}, or is a folder.")
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            if name.endswith(KNOWN) and not name.startswith("."):
                yield Path(folder, name)


def _bodies(path: Path) -> Iterator[bytes]:
    for file in _files(path):
        try:
            with file.open("rb") as opened:
                if file.name.endswith(".zip"):
                    yield from _members(file.name, opened)
                elif file.name.endswith(".json"):
                    body = opened.read(RECORD_CAP + 1)
                    yield body if len(body) <= RECORD_CAP else _note(file.name, "is too large")
                elif file.name.endswith(".gz"):
                    yield from _lines(file.name, gzip.GzipFile(fileobj=opened))
                else:
                    yield from _lines(file.name, opened)
        except (EOFError, zlib.error, gzip.BadGzipFile, struct.error) as error:
            raise BadDownload(f"{file.name} is damaged or cut off, and was read as far as it goes.") from error
        except OSError as error:
            raise BadDownload(f"{file.name} cannot be read: {error.strerror}.") from error


def _note(name: str, what: str) -> bytes:
    """Stands in for a record that cannot be had. It is no JSON, so that it can only ever be unreadable."""
    return f"{name} {what}.".encode(errors="replace")


def _lines(name: str, opened: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
    number = 0
    while line := opened.readline(RECORD_CAP + 1):
        number += 1
        if len(line) > RECORD_CAP:
            while len(line) > RECORD_CAP and not line.endswith(b"\n"):
                line = opened.readline(RECORD_CAP + 1)
            yield _note(name, f"line {number} is too long")
        elif line.strip():
            yield line.strip()


class _Member(NamedTuple):
    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


def _members(name: str, opened: BinaryIO) -> Iterator[bytes]:
    """The standard library holds every member of an archive in memory (355 MB for the 600,000 studies there are); here
    the directory at its end is read entry by entry. Format: PKWARE's APPNOTE 6.3, sections 4.3 to 4.5."""
    position, count, base = _directory(name, opened)
    for _ in range(count):
        opened.seek(position)
        member, length = _entry(name, opened)
        position += length
        if not member.name.endswith(".json") or member.name.startswith("__MACOSX/"):
            continue
        where = f"{member.name} in {name}"
        if member.flags & 1 or member.method not in (0, 8):
            yield _note(where, "is packed in a way that cannot be read")
        elif member.size > RECORD_CAP:
            yield _note(where, "is too large")
        else:
            yield _unpacked(where, opened, member, base)


def _directory(name: str, opened: BinaryIO) -> tuple[int, int, int]:
    """Where the directory starts, how many entries it has, and how many bytes stand before the archive itself."""
    end = opened.seek(0, io.SEEK_END)
    tail_at = opened.seek(max(0, end - 65_557))
    tail = opened.read()
    found = tail.rfind(b"PK\x05\x06")
    if found < 0 or len(tail) - found < 22:
        raise BadDownload(f"{name} is no zip archive, or is cut off.")
    at = tail_at + found
    count, size, offset = struct.unpack("<HLL", tail[found + 10 : found + 20])
    opened.seek(max(0, at - 76))
    large = opened.read(76)
    if large[56:60] == b"PK\x06\x07":  # numbers that do not fit into 32 bits stand in a record before it
        if large[:4] != b"PK\x06\x06":
            raise BadDownload(f"{name} is damaged: its directory cannot be found.")
        at -= 76
        count, size, offset = struct.unpack("<QQQ", large[32:56])
    if at - size - offset < 0:
        raise BadDownload(f"{name} is damaged: its directory cannot be found.")
    return at - size, count, at - size - offset


def _entry(name: str, opened: BinaryIO) -> tuple[_Member, int]:
    head = opened.read(46)
    signature, flags, method, crc, packed, size, named, extra_size, comment, offset = struct.unpack(
        "<4s4xHH4xLLLHHH8xL", head
    )
    if signature != b"PK\x01\x02":
        raise BadDownload(f"{name} is damaged: its directory cannot be read on.")
    member_name = opened.read(named).decode(errors="replace")
    extra = opened.read(extra_size)
    sizes = [size, packed, offset]
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == 1:  # sizes that do not fit into 32 bits, in this order, only those that do not
            large = iter(struct.unpack(f"<{length // 8}Q", extra[4 : 4 + length // 8 * 8]))
            sizes = [next(large, 0) if value == 0xFFFFFFFF else value for value in sizes]
        extra = extra[4 + length :]
    return _Member(member_name, flags, method, crc, sizes[1], sizes[0], sizes[2]), 46 + named + extra_size + comment


def _unpacked(where: str, opened: BinaryIO, member: _Member, base: int) -> bytes:
    opened.seek(base + member.offset)
    head = opened.read(30)
    if head[:4] != b"PK\x03\x04" or len(head) < 30:
        return _note(where, "is not where the directory says")
    named, extra = struct.unpack("<HH", head[26:30])
    opened.seek(named + extra, io.SEEK_CUR)
    packed = opened.read(min(member.packed, RECORD_CAP))
    try:
        body = zlib.decompressobj(-15).decompress(packed, RECORD_CAP) if member.method == 8 else packed
    except zlib.error:
        return _note(where, "is damaged")
    if len(body) != member.size or zlib.crc32(body) != member.crc:
        return _note(where, "is damaged: its checksum does not hold")
    return body
