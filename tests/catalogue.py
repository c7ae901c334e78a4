"""The catalogue of the interface’s words, kept by `script/messages`. In: the sources; out: every message of theirs in
finder/locale/es/LC_MESSAGES/django.po, and django.mo compiled from it. The house tests hold both to the sources.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import chdir
from pathlib import Path

import polib
from django.core.management.commands import makemessages
from django.test import override_settings

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "es"
PO = ROOT / "finder" / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
SOURCES = ("finder", "centers", "trials")
_WIDTH = 110
_METADATA = {
    "Project-Id-Version": "MBC Finder",
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
"""No dates: the same messages make the same file."""


class _Command(makemessages.Command):
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=N_"]


def extracted(known: Path = PO) -> polib.POFile:
    """Every message of the sources, with the translations of `known` where it has them; those of a message that is
    nearly the same are marked as fuzzy. Raises CommandError where the tools of gettext are missing."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        for name in SOURCES:  # a copy: the command writes beside the templates while it works
            shutil.copytree(ROOT / name, top / name, ignore=_not_a_source)
        po = top / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        po.parent.mkdir(parents=True)
        if known.exists():
            shutil.copyfile(known, po)
        with chdir(top), override_settings(LOCALE_PATHS=[str(top / "locale")]):
            command = _Command()
            arguments = ["-l", LANGUAGE, "--no-obsolete", "--no-wrap", "--add-location=file", "-v0", "-e", "py,html"]
            parser = command.create_parser("manage.py", "makemessages")
            options = vars(parser.parse_args(arguments))
            command.execute(**options)
        found = polib.pofile(str(po), wrapwidth=_WIDTH)
    found.header = "The interface's words in Spanish: script/messages keeps this file, CONTRIBUTING.md says how."
    found.metadata = dict(_METADATA)
    found.metadata_is_fuzzy = False
    found.sort(key=lambda entry: (sorted(entry.occurrences), entry.msgid, entry.msgctxt or ""))
    return found


def _not_a_source(folder: str, names: list[str]) -> set[str]:
    return {
        name
        for name in names
        if name in ("locale", "migrations", "static", "__pycache__")
        or not (Path(folder, name).is_dir() or name.endswith((".py", ".html")))
    }


def wanting(catalogue: polib.POFile) -> list[str]:
    """The messages that have no translation, or one that nobody has looked at."""
    return [one.msgid for one in catalogue if not one.translated() or one.fuzzy]


def compiled(catalogue: polib.POFile) -> bytes:
    made: bytes = catalogue.to_binary()
    return made


def main() -> int:
    catalogue = extracted()
    catalogue.save(str(PO))
    PO.with_suffix(".mo").write_bytes(compiled(polib.pofile(str(PO))))
    missing = wanting(catalogue)
    print(f"{len(catalogue)} messages in {PO.relative_to(ROOT)}; {len(missing)} without a translation")
    for msgid in missing:
        print(f"  {msgid}")
    return 1 if missing else 0


if __name__ == "__main__":
    import django

    django.setup()
    sys.exit(main())
