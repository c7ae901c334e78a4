"""Reads rules.toml: tables come in, frozen sets and patterns go out. Called by the modules beside it. Pure."""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent
_TABLES = tomllib.loads((_FOLDER / "rules.toml").read_text(encoding="utf-8"))
_LISTS: dict[str, frozenset[str]] = {name: frozenset(words.split()) for name, words in _TABLES["lists"].items()}

NOISE = _LISTS["noise"]
LABELS = _LISTS["labels"]
CANCER = _LISTS["cancer"]
TREATING = CANCER | _LISTS["treating"]
FRAME = _LISTS["frame"]
INSTITUTION = _LISTS["institution"]
PLAIN = _LISTS["plain"]
BUILDING = _LISTS["building"]
AMBULATORY = _LISTS["ambulatory"]
WHOLE = _LISTS["whole"]
SECOND = _LISTS["second"]
SCHOOLS = _LISTS["schools"]
SYSTEMS = _LISTS["systems"]
PARTNER = _LISTS["partner"]
SITE = _LISTS["site"]
OTHERS = _LISTS["others"]
DEPARTMENTS = _LISTS["departments"]
COMMON = _LISTS["common"]
NETWORKS = _LISTS["networks"]

WORDS: dict[str, tuple[str, ...]] = {word: tuple(stands.split()) for word, stands in _TABLES["words"].items()}
STATES: dict[str, str] = _TABLES["states"]  # USPS code → name
COUNTRIES: dict[str, str] = {
    name: code for code, names in _TABLES["countries"].items() for name in (code, *names.split("|"))
}
CITIES: dict[str, str] = _TABLES["cities"]
STATE_NAMES = frozenset(STATES.values())
# Words of the names of states: such a word alone tells no institution.
PLACES = frozenset(word for name in STATES.values() for word in name.split())

CODES = re.compile("|".join(f"(?:{one})" for one in _TABLES["codes"]))
HIDDEN = re.compile("|".join(f"(?:{one})" for one in _TABLES["hidden"]))


@cache
def digest() -> str:
    """What the matcher's answers hang on beside centers and decisions: its modules and rules, as 16 hex digits."""
    files = sorted(path for path in _FOLDER.iterdir() if path.suffix in {".py", ".toml"})
    together = hashlib.blake2b(digest_size=8)
    for path in files:
        together.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return together.hexdigest()
