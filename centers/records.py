"""What the data files say of centers. TOML files of `data/` come in, frozen `CenterRecord`s go out, for
`centers/loading.py`. Pure. `docs/centers.md` explains the files.

A file holds sources and centers; a center holds its locations, offerings, channels and accreditations; each of these
has a key that never changes, and the claims behind it. The fields of a table are those of its class below, and those of
the model of the same name. What breaks the schema raises `BadRow`, with file and key.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

DATA = Path(__file__).with_name("data")
KEY = re.compile(r"[a-z0-9]+(?:[-._][a-z0-9]+)*")
LONGEST_KEY = 60
LASTS_MONTHS = 12
"""How long a claim counts as verified, where the file does not say until when."""


class BadRow(ValueError):
    """A row that breaks the schema. The message names file, key and field."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRecord:
    captured_on: dt.date
    key: str = ""
    """Where it is empty: field and first source, as in `zip.site`."""
    field: str = ""
    source_url: str = ""
    document: str = ""
    quote: str = ""
    source_date: dt.date | None = None
    verified_on: dt.date | None = None
    verified_by: str = ""
    expires_on: dt.date | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LocationRecord:
    key: str
    city: str
    name: str = ""
    main: bool = False
    address: str = ""
    state: str = ""
    zip: str = ""
    country: str = "US"
    lat: float | None = None
    lon: float | None = None
    phone: str = ""
    hours: str = ""
    timezone: str = ""
    accessibility: str = ""
    languages: tuple[str, ...] = ()
    claims: tuple[ClaimRecord, ...]

    def __post_init__(self) -> None:
        if (self.lat is None) != (self.lon is None):
            raise BadRow("coordinates are two")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OfferingRecord:
    key: str
    service: str
    location: str = ""
    """The key of a location of the center."""
    availability: str = "standard"
    delivery: str = ""
    conditions: str = ""
    cost: str = ""
    claims: tuple[ClaimRecord, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRecord:
    key: str
    kind: str
    purpose: str
    location: str = ""
    audience: str = "patients"
    value: str = ""
    hours: str = ""
    timezone: str = ""
    languages: tuple[str, ...] = ()
    condition: str = ""
    cost: str = ""
    reply: str = ""
    urgent: str = ""
    claims: tuple[ClaimRecord, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AccreditationRecord:
    key: str
    body: str
    level: str = ""
    valid_through: dt.date | None = None
    location: str = ""
    claims: tuple[ClaimRecord, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CenterRecord:
    """`key` is its slug."""

    key: str
    name: str
    kind: str = "cancer-center"
    treats_patients: bool = True
    other_names: tuple[str, ...] = ()
    website: str = ""
    network: str = ""
    claims: tuple[ClaimRecord, ...]
    file: str
    locations: tuple[LocationRecord, ...] = ()
    offerings: tuple[OfferingRecord, ...] = ()
    channels: tuple[ChannelRecord, ...] = ()
    accreditations: tuple[AccreditationRecord, ...] = ()

    def __post_init__(self) -> None:
        mains = [place.key for place in self.locations if place.main]
        if len(mains) != 1:
            raise BadRow(f"one location is the main one, not {len(mains)} ({', '.join(mains)})")
        places = {row.key for row in self.locations} | {""}
        placed: tuple[OfferingRecord | ChannelRecord | AccreditationRecord, ...]
        placed = (*self.offerings, *self.channels, *self.accreditations)
        for one in placed:
            if one.location not in places:
                raise BadRow(f"{one.key}: there is no location {one.location!r}")
        told: dict[tuple[str, ...], str] = {}
        for row in self.offerings:
            what = (row.location, row.service, row.availability, row.delivery, row.conditions)
            if (other := told.setdefault(what, row.key)) != row.key:
                raise BadRow(f"{row.key}: the same as {other}")


PARTS: dict[str, tuple[str, type[Any]]] = {
    "location": ("locations", LocationRecord),
    "offering": ("offerings", OfferingRecord),
    "channel": ("channels", ChannelRecord),
    "accreditation": ("accreditations", AccreditationRecord),
}
"""Tables of a center, and the field of `CenterRecord` that holds their rows."""
Sources = dict[str, dict[str, Any]]
Record = TypeVar("Record")


def read(folder: Path = DATA) -> tuple[CenterRecord, ...]:
    """All centers of the folder's files. Raises BadRow."""
    found: dict[str, CenterRecord] = {}
    for path in sorted(folder.glob("*.toml")):
        for center in _file(path):
            if center.key in found:
                raise BadRow(f"{path.name}: {center.key}: stands in {found[center.key].file} too")
            found[center.key] = center
    return tuple(found.values())


def expiry(verified_on: dt.date) -> dt.date:
    """Twelve months after it was verified; the 28th where there is no 29th of February."""
    day = 28 if (verified_on.month, verified_on.day) == (2, 29) else verified_on.day
    return dt.date(verified_on.year + LASTS_MONTHS // 12, verified_on.month, day)


def _file(path: Path) -> Iterator[CenterRecord]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadRow(f"{path.name}: {error}") from error
    _only({"source", "center"}, tables, path.name)
    sources = _tables(tables.get("source", {}), path.name)
    for table in _rows(tables.get("center", []), path.name):
        where = f"{path.name}: {_key(table, path.name)}"
        yield _center(table, sources, path.name, where)


def _center(table: dict[str, Any], sources: Sources, file: str, where: str) -> CenterRecord:
    rest = dict(table)
    own = _tables(rest.pop("source", {}), where)
    sources = {name: {**sources.get(name, {}), **own.get(name, {})} for name in {*sources, *own}}
    parts = {
        name: tuple(_part(kind, row, sources, where) for row in _rows(rest.pop(part, []), where))
        for part, (name, kind) in PARTS.items()
    }
    for name, rows in parts.items():
        _once((row.key for row in rows), f"{where}: {name}")
    known = {field.name for field in dataclasses.fields(CenterRecord)} - {*parts, "file"}
    _only(known | PARTS.keys(), rest, where)
    return _converted(CenterRecord, {**_claimed(rest, sources, where), **parts, "file": file}, where)


def _part(kind: type[Record], table: dict[str, Any], sources: Sources, where: str) -> Record:
    where = f"{where}: {_key(table, where)}"
    _only({field.name for field in dataclasses.fields(kind)}, table, where)  # type: ignore[arg-type]
    return _converted(kind, _claimed(table, sources, where), where)


def _claimed(table: dict[str, Any], sources: Sources, where: str) -> dict[str, Any]:
    """The table with its claims read. A fact without a claim cannot be published: a row has one of its own."""
    claims = tuple(_claim(one, sources, where) for one in _rows(table.get("claims", []), where))
    _once((claim.key for claim in claims), f"{where}: claims")
    if not any(claim.field == "" for claim in claims):
        raise BadRow(f"{where}: no claim to the row itself")
    return {**table, "claims": claims}


def _claim(table: dict[str, Any], sources: Sources, where: str) -> ClaimRecord:
    names = table.get("source", [])
    names = [names] if isinstance(names, str) else names
    merged: dict[str, Any] = {}
    for name in names:
        if name not in sources:
            raise BadRow(f"{where}: there is no source {name!r}")
        merged |= sources[name]
    merged |= {name: value for name, value in table.items() if name != "source"}
    merged.setdefault("key", ".".join([merged.get("field") or "row", *names[:1]]))
    where = f"{where}: claim {merged['key']}"
    _key(merged, where)
    _only({field.name for field in dataclasses.fields(ClaimRecord)}, merged, where)
    claim = _converted(ClaimRecord, merged, where)
    if claim.verified_on is not None and claim.expires_on is None:
        return dataclasses.replace(claim, expires_on=expiry(claim.verified_on))
    return claim


def _converted(kind: type[Record], table: dict[str, Any], where: str) -> Record:
    for name, value in table.items():
        if isinstance(value, str) and not value.isprintable():
            raise BadRow(f"{where}: {name} holds characters that nobody sees")
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise BadRow(f"{where}: {error}") from error


def _key(table: dict[str, Any], where: str) -> str:
    key = table.get("key")
    if not isinstance(key, str) or not KEY.fullmatch(key) or len(key) > LONGEST_KEY:
        raise BadRow(f"{where}: {key!r} is no key: small letters, digits and hyphens, at most {LONGEST_KEY}")
    return key


def _only(known: Iterable[str], table: dict[str, Any], where: str) -> None:
    if unknown := table.keys() - set(known):
        raise BadRow(f"{where}: unknown {', '.join(sorted(unknown))}")


def _once(keys: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise BadRow(f"{where}: {key} stands there twice")
        seen.add(key)


def _rows(value: Any, where: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise BadRow(f"{where}: a list of tables is wanted")
    return value


def _tables(value: Any, where: str) -> Sources:
    if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
        raise BadRow(f"{where}: a source is a table")
    return value
