"""Static files, collected when a source changed. In: the files of the apps; out: STATIC_ROOT. Used by `serve`."""

from __future__ import annotations

import hashlib

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect() -> bool:
    """Whether anything had to be done. The second start looks at the files' names, sizes and times only."""
    stamp = settings.DATA_DIR / "static.stamp"
    now = sources()
    if settings.STATIC_ROOT.is_dir() and stamp.is_file() and stamp.read_text() == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)
    return True


def sources() -> str:
    """A digest that differs when a file was added, removed or changed, or Django (which names them) was."""
    lines = [django.__version__]
    for finder in get_finders():
        for path, storage in finder.list([]):
            lines.append(f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp()}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
