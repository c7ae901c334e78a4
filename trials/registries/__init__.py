"""One file here is one registry; its slug is the file name. Nothing to register anywhere.

In: a slug; out: the module that lists and parses that registry's records. Called by sync, intake and the contract test.
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

import msgspec

from trials.records import RawRecord, TrialRecord

T = TypeVar("T")


class Http(Protocol):
    """What a registry needs of `trials.http.PoliteClient`. `decode` raises ValueError for a body to be asked anew."""

    def get(self, url: str, params: Mapping[str, str], decode: Callable[[bytes], T]) -> T: ...


class Page(msgspec.Struct, frozen=True):
    """One page of a listing. `next_token` is empty on the last one; `total` only where it was asked for."""

    records: tuple[bytes, ...]
    next_token: str = ""
    total: int | None = None


class Hashed(msgspec.Struct, frozen=True):
    """A record split without decoding it: its id and a SHA-256 of the bytes that matter."""

    registry_id: str
    served_hash: str


class Registry(Protocol):
    """What every registry module provides."""

    NAME: str
    HOME: str

    def version(self, http: Http, base_url: str) -> str: ...

    def page(
        self, http: Http, base_url: str, *, scope: str, since: dt.date | None, token: str, count: bool
    ) -> Page: ...

    def study(self, http: Http, base_url: str, registry_id: str) -> bytes | None: ...

    def split(self, body: bytes) -> Hashed: ...

    def kept(self, body: bytes) -> tuple[bytes, str]: ...

    def parse(self, raw: RawRecord) -> TrialRecord: ...

    def in_breast_scope(self, record: TrialRecord) -> bool: ...

    def in_scope(self, record: TrialRecord, *, scope: str, held: bool) -> bool: ...

    def address(self, registry_id: str) -> str: ...


def slugs() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def registry(slug: str) -> Registry:
    """The module of a registry. Raises LookupError naming the known ones."""
    if slug not in slugs():
        raise LookupError(f"There is no registry {slug!r}. Known: {', '.join(slugs())}.")
    module: Any = importlib.import_module(f"{__name__}.{slug}")
    return module  # type: ignore[no-any-return]
