"""The embedded broker: messages appear whole, and each goes to one worker."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

import kombu
import pytest

from finder.queue import Channel

pytestmark = pytest.mark.once

QUEUE = "tests"


@contextmanager
def channel(folder: Path) -> Iterator[Channel]:
    folder.mkdir(exist_ok=True)
    options = {"data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": str(folder / "control")}
    with kombu.Connection(transport="finder.queue:Transport", transport_options=options) as broker:
        opened: Any = broker.channel()
        yield opened


def put(folder: Path, first: int, count: int) -> None:
    with channel(folder) as opened:
        for number in range(first, first + count):
            opened._put(QUEUE, {"body": "x" * 5000, "number": number})


def test_messages_come_in_the_order_they_were_sent(tmp_path: Path) -> None:
    put(tmp_path, 0, 20)
    with channel(tmp_path) as opened:
        assert [opened._get(QUEUE)["number"] for _ in range(20)] == list(range(20))


def test_a_reader_that_never_looks_away_sees_every_message_once_and_whole(tmp_path: Path) -> None:
    """Two readers against two writers."""
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=put, args=(tmp_path, first, 400)) for first in (0, 400)]
    seen: list[int] = []

    def read() -> None:
        with channel(tmp_path) as opened:
            while any(writer.is_alive() for writer in writers) or opened._size(QUEUE):
                try:
                    seen.append(opened._get(QUEUE)["number"])
                except Empty:
                    continue

    for writer in writers:
        writer.start()
    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for writer in writers:
        writer.join(timeout=60)
    for reader in readers:
        reader.join(timeout=60)
    assert sorted(seen) == list(range(800))


def test_a_file_that_is_no_message_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path, 1, 1)
    (tmp_path / f"0_broken.{QUEUE}.msg").write_text('{"body": ')
    with channel(tmp_path) as opened:
        assert opened._get(QUEUE)["number"] == 1


def test_another_queue_in_the_same_folder_is_left_alone(tmp_path: Path) -> None:
    with channel(tmp_path) as opened:
        opened._put("other", {"number": 1})
        assert opened._size(QUEUE) == 0
        assert opened._size("other") == 1
