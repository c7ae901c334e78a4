"""A plain connection of the driver, with the pragmas the finder has. Called by all that stands for a floor."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from bench.scratch import database

_PRAGMAS = """
PRAGMA foreign_keys=ON; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;
PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;
"""
"""As in `finder/settings.py`; Django adds foreign_keys. A test compares."""


def connect(path: Path | None = None) -> sqlite3.Connection:
    """Transactions are begun by hand: the driver begins none."""
    connection = sqlite3.connect(path or database(), isolation_level=None, timeout=30)
    connection.executescript(_PRAGMAS)
    return connection


if __name__ == "__main__" and sys.argv[1:] == ["settle"]:
    with connect() as settled:
        settled.execute("PRAGMA wal_checkpoint(TRUNCATE)")
