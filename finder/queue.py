"""The embedded broker: kombu's filesystem transport, with messages that appear whole.

In: messages, as files in `FINDER_DATA_DIR/queue`; out: the same, to workers of this machine. Used by
`finder/celery.py`.

kombu opens a message under its final name before it writes it. A reader that looks in between takes an empty file,
cannot decode it, and its worker ends (seen: 5 of 32,000 messages, on a busy machine with a reader that never rested).
Here a message is renamed into place, and taken by a rename inside the same folder, which only one of several workers
can win.
"""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    def _put(self, queue: str, message: Any, **_: Any) -> None:  # type: ignore[override]  # kombu's two parents differ
        # Wall clock, not kombu's monotonic one: order must outlast a restart of the machine.
        name = f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        unfinished = folder / f"{name}.new"
        unfinished.write_text(dumps(message))
        unfinished.replace(folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        folder = Path(self.data_folder_in)
        for name in sorted(path.name for path in folder.iterdir()):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = folder / f"{name}.taken"
            try:
                (folder / name).rename(taken)
            except FileNotFoundError:
                continue  # another worker was faster
            text = taken.read_text()
            taken.unlink()
            try:
                return loads(text)
            except ValueError:
                continue  # not one of ours: a full disk, a hand
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel

    @property
    def default_connection_params(self) -> dict[str, Any]:
        """No host: kombu would say at each start that it takes "localhost" for one."""
        return {}
