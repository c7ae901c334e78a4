"""A folder that goes with the run, and the databases in it. In: nothing; out: processes that know no other folder.

Called by `bench/__main__.py` and the parts. A part is a module with `main`, run in a process of its own: its memory is
its own, and its settings are those of the database it is given.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TypeVar

import msgspec

ROOT = Path(__file__).resolve().parent.parent
Told = TypeVar("Told")


class Scratch:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "static").mkdir(exist_ok=True)  # whitenoise warns where there is none
        self._empty = folder / "empty.sqlite3"

    def env(self, database: Path) -> dict[str, str]:
        """The environment of a process on a database; nothing of the person's own settings or data."""
        ours = {
            "FINDER_DATA_DIR": str(self.folder),
            "DATABASE_URL": f"sqlite:///{database}",
            "CACHE_URL": "locmemcache://bench",
            "BROKER_URL": "filesystem://",
            "DJANGO_SETTINGS_MODULE": "finder.settings",
            "SYNC_SCOPE": "everything",
            "SECRET_KEY": "bench",
            "ALLOWED_HOSTS": "127.0.0.1",
            # A bench asks more often than anybody may.
            "API_RATE": "",
            "API_BULK_RATE": "",
            "DEBUG": "",
            "HTTPS": "",
            "PYTHONPATH": str(ROOT),
        }
        return os.environ | ours

    def run(self, module: str, *arguments: str | Path, database: Path) -> bytes:
        """What the process prints. Raises CalledProcessError."""
        command = [sys.executable, "-m", module, *map(str, arguments)]
        done = subprocess.run(command, env=self.env(database), cwd=ROOT, stdout=subprocess.PIPE, check=True)
        return done.stdout

    def told(self, module: str, *arguments: str | Path, database: Path, type: type[Told]) -> Told:
        """What the process prints as JSON in its last line."""
        return msgspec.json.decode(self.run(module, *arguments, database=database).splitlines()[-1], type=type)

    def fresh(self, name: str) -> Path:
        """A migrated database with the gazetteer in it."""
        if not self._empty.exists():
            for command in ("migrate", "load_places"):
                self.run("manage", command, database=self._empty)
            self._settle(self._empty)
        return self.copy(self._empty, name)

    def copy(self, database: Path, name: str) -> Path:
        """A database of its own to change."""
        target = self.folder / f"{name}.sqlite3"
        self.drop(target)
        self._settle(database)
        shutil.copyfile(database, target)
        return target

    def drop(self, database: Path) -> None:
        for end in ("", "-wal", "-shm"):
            Path(f"{database}{end}").unlink(missing_ok=True)

    def _settle(self, database: Path) -> None:
        """Everything into the one file."""
        self.run("bench.plain", "settle", database=database)


def database() -> Path:
    """The database of this process."""
    return Path(os.environ["DATABASE_URL"].removeprefix("sqlite:///"))
