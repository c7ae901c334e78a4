"""The records a replica serves. Comes in: studies as dicts or a file of them. Goes out: their bytes, ready to send, and
what a query looks at. Called by listing and server.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as FilePath

from tests.replica.fields import AREAS, JSON, PIECES, Path, all_texts, prune, values_at

_WORD = re.compile(r"\w+")
_VERSION = "@version-holder@"
_NAMES = ("nctid", "nctidalias")
_SEARCHED = tuple(PIECES)


def read_records(path: FilePath | str) -> Iterator[JSON]:
    """Studies from `.jsonl`, `.jsonl.gz`, `.json` (one study, a list, or a page as served) or a folder of these."""
    path = FilePath(path)
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            if inner.is_file() and inner.name.endswith((".json", ".jsonl", ".jsonl.gz")):
                yield from read_records(inner)
    elif path.name.endswith((".jsonl", ".jsonl.gz")):
        with path.open("rb") as packed, gzip.open(packed) if path.name.endswith(".gz") else packed as lines:
            for line in lines:
                if line.strip():
                    yield json.loads(line)
    else:
        content = json.loads(path.read_bytes())
        if isinstance(content, dict) and "studies" in content:
            content = content["studies"]
        yield from content if isinstance(content, list) else [content]


def dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def words(text: str) -> str:
    """Words in lower case with one space around each, so that ` her2 low ` is found on word boundaries only."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


@dataclass(frozen=True)
class Held:
    """One study, serialised once: a page is put together from bytes."""

    nct_id: str
    aliases: tuple[str, ...]
    sections: tuple[tuple[str, bytes], ...]
    pieces: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, study: JSON) -> Held:
        """Raises ValueError for a study without an id; whatever else is wrong with it is served as it stands."""
        pieces = {name: found for name in _SEARCHED if (found := tuple(values_at(study, PIECES[name])))}
        ids, aliases = (tuple(value.upper() for value in pieces.get(name, ())) for name in _NAMES)
        if not ids:
            raise ValueError("a study needs protocolSection.identificationModule.nctId")
        served = dict(study)
        derived = served.get("derivedSection", {})
        if isinstance(derived, dict):
            misc = derived.get("miscInfoModule", {})
            if isinstance(misc, dict):
                served["derivedSection"] = {**derived, "miscInfoModule": {**misc, "versionHolder": _VERSION}}
        return cls(ids[0], aliases, tuple((name, dump(value)) for name, value in served.items()), pieces)

    def body(self, release: str, fields: list[Path] | None = None) -> bytes:
        """The study as served on the day `release`, whole or only `fields` of it."""
        parts = []
        for name, content in self.sections:
            if fields is not None:
                below = [path[1:] for path in fields if path[0] == name]
                if not below:
                    continue
                if () not in below:
                    kept = prune(json.loads(content), below)
                    if kept is None:
                        continue
                    content = dump(kept)
            if name == "derivedSection":
                content = content.replace(_VERSION.encode(), release.encode())
            parts.append(dump(name) + b":" + content)
        return b"{" + b",".join(parts) + b"}"


class Document:
    """What a query sees of a study. Made anew for every evaluation: the whole text of many studies is large."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._texts: dict[str, str] = {}

    @cached_property
    def _everything(self) -> list[str]:
        return [text for _, content in self._held.sections for text in all_texts(json.loads(content))]

    def values(self, area: str) -> Iterable[str]:
        """The single values of an area (`condition` → each condition)."""
        if area == "basicsearch":
            return self._everything
        return [value for piece in AREAS[area] for value in self._held.pieces.get(piece, ())]

    def text(self, area: str) -> str:
        """All words of an area; a bar between two values, so that no phrase reaches over both."""
        if area not in self._texts:
            self._texts[area] = "|".join(words(value) for value in self.values(area))
        return self._texts[area]


class Shelf:
    """All studies held, by id. Not locked: the server holds its lock around every use."""

    def __init__(self) -> None:
        self._held: dict[str, Held] = {}
        self._alias: dict[str, str] = {}
        self.generation = 0

    def __iter__(self) -> Iterator[Held]:
        return iter(self._held.values())

    def put(self, study: JSON) -> None:
        held = Held.of(study)
        self._forget_aliases(held.nct_id)
        self._held[held.nct_id] = held
        self._alias.update(dict.fromkeys(held.aliases, held.nct_id))
        self.generation += 1

    def remove(self, nct_id: str) -> None:
        self._forget_aliases(nct_id)
        del self._held[nct_id]
        self.generation += 1

    def get(self, nct_id: str) -> Held | None:
        return self._held.get(nct_id)

    def canonical(self, nct_id: str) -> str | None:
        """The id of the study that has `nct_id` as an alias."""
        return self._alias.get(nct_id)

    def _forget_aliases(self, nct_id: str) -> None:
        old = self._held.get(nct_id)
        for alias in old.aliases if old else ():
            if self._alias.get(alias) == nct_id:
                del self._alias[alias]
