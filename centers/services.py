"""The kinds of care. `services.toml` comes in, frozen `Service`s go out. Called by models, loading, the admin and the
finder. Pure.

    [services.srs]
    group = "radiation"
    label = "stereotactic radiosurgery (SRS)"
    meaning = "Strong radiation aimed at small spots in the brain. …"
    synonyms = ["gamma knife", …]
    shared = ["CyberKnife", …]
    reads = ["Gamma Knife"]
    …

Rows are slugs in the database: a row never causes a migration. Whoever adds one runs the tests: they try its examples.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("services.toml")
SPANISH = "es"
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class BadRow(ValueError):
    """A row that breaks the schema. The message names slug and field."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One row."""

    slug: str
    group: str
    label: str
    meaning: str
    """What it is, at grade 8 or below. Promises nothing."""
    synonyms: tuple[str, ...]
    """What people type for this service alone."""
    shared: tuple[str, ...] = ()
    """Names that other services bear as well: "CyberKnife" treats brain and body."""
    source: str
    """Where a curator can check the row, or "not checked"."""
    modalities: tuple[str, ...]
    """What a trial of this service tests, as slugs of the trials' modality. A trial of that modality need not be one of
    this service: none recruiting of any of them means none of the service."""
    label_es: str
    meaning_es: str
    reads: tuple[str, ...]
    """Texts that resolve to it."""
    ignores: tuple[str, ...] = ()
    """Texts that do not."""

    def label_in(self, language: str) -> str:
        """`language`: "es" is Spanish, any other English."""
        return self.label_es if language == SPANISH else self.label

    def meaning_in(self, language: str) -> str:
        return self.meaning_es if language == SPANISH else self.meaning

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is found by."""
        return (self.slug, self.label, self.label_es, *self.synonyms, *self.shared)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    slug: str
    label: str
    label_es: str

    def label_in(self, language: str) -> str:
        return self.label_es if language == SPANISH else self.label


# American spelling → the project's, within a word.
_SPELLINGS = (("counsel(?=or|ing|ed)", "counsell"), ("edema", "oedema"), ("estrogen", "oestrogen"))
_SPELLING = [(re.compile(rf"(?<!o)(?<!l){found}"), ours) for found, ours in _SPELLINGS]
_WORDS = {"tumor": "tumour", "program": "programme", "center": "centre", "personalized": "personalised"}


def fold(text: str) -> str:
    """What is compared: small letters without accents, punctuation, plural s and American spelling. "Tumor-Boards" →
    "tumour board"."""
    # Decomposed before it is lowered, and again after: some capitals come apart only then.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    return " ".join(map(_singular, re.findall(r"[^\W_]+", letters)))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "is", "us")):
        word = word[:-1]
    for pattern, ours in _SPELLING:
        word = pattern.sub(ours, word)
    return _WORDS.get(word, word)


def read(text: str) -> tuple[dict[str, Group], dict[str, Service]]:
    """The text of services.toml → groups and services by slug, in its order. Raises BadRow."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:  # also a slug that stands twice
        raise BadRow(f"services.toml: {error}") from error
    if unknown := set(tables) - {"groups", "services"}:
        raise BadRow(f"services.toml: unknown table {min(unknown)!r}; there are [groups] and [services.<slug>]")
    groups = {slug: Group(**_fields(Group, f"group {slug}", slug, row)) for slug, row in _table(tables, "groups")}
    found = {slug: Service(**_fields(Service, slug, slug, row)) for slug, row in _table(tables, "services")}
    for service in found.values():
        if service.group not in groups:
            raise BadRow(f"{service.slug}: there is no group {service.group!r}. Groups: {', '.join(groups)}")
    _check_names(found)
    return groups, found


def _table(tables: dict[str, Any], name: str) -> list[tuple[str, Any]]:
    table = tables.get(name, {})
    if not isinstance(table, dict):
        raise BadRow(f"services.toml: {name!r} must be a table")
    return list(table.items())


def _fields(schema: type[Group] | type[Service], where: str, slug: str, row: Any) -> dict[str, Any]:
    """A row's values in the types of its schema."""
    if not isinstance(row, dict):
        raise BadRow(f"{where}: stands outside a row")
    if not SLUG.fullmatch(slug):
        raise BadRow(f"{where}: a slug is small letters, digits and single hyphens, a letter first")
    fields = {field.name: field for field in dataclasses.fields(schema)}
    values: dict[str, Any] = {"slug": slug}
    for name, value in row.items():
        if name not in fields or name in values:
            raise BadRow(f"{where}: unknown field {name!r}. Fields: {', '.join(set(fields) - {'slug'})}")
        values[name] = _value(f"{where}: {name}", str(fields[name].type), value)
    for name, field in fields.items():
        if field.default is not dataclasses.MISSING or values.get(name):
            continue
        if not (name == "modalities" and name in values):  # none is an answer; silence is not
            raise BadRow(f"{where}: {name} is missing" + (", a row is its own test" if name == "reads" else ""))
    return values


def _value(where: str, wanted: str, value: Any) -> str | tuple[str, ...]:
    """`value` in the type the field has. `wanted` is its annotation, as text: annotations are not evaluated here."""
    if wanted == "str":
        if isinstance(value, str):
            return value.strip()
        raise BadRow(f"{where} must be a text")
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise BadRow(f"{where} must be a list of texts")
    if len(set(value)) < len(value):
        raise BadRow(f"{where} says something twice")
    return tuple(value)


def _check_names(found: dict[str, Service]) -> None:
    """A name belongs to one row, unless each row that bears it says so under `shared`."""
    owners: dict[str, Service] = {}
    for service in found.values():
        for name in (service.slug, service.label, service.label_es, *service.synonyms):
            if not fold(name):
                raise BadRow(f"{service.slug}: the name {name!r} has no letter or digit")
            other = owners.setdefault(fold(name), service)
            if other is not service:
                raise BadRow(
                    f"{service.slug}: the name {name!r} is {other.slug}'s too. Both mean it? Put it under shared"
                )
    bearers: dict[str, list[str]] = {}
    for service in found.values():
        for name in service.shared:
            if owner := owners.get(fold(name)):
                raise BadRow(f"{service.slug}: shared {name!r} is a name of {owner.slug} alone")
            bearers.setdefault(fold(name), []).append(service.slug)
    for name, slugs in bearers.items():
        if len(set(slugs)) < 2:
            raise BadRow(f"{slugs[0]}: no other row shares {name!r}. Put it under synonyms")


GROUPS, SERVICES = read(FILE.read_text(encoding="utf-8"))


def _index(found: dict[str, Service]) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for service in found.values():
        for name in {fold(name) for name in service.names}:
            names[name] = (*names.get(name, ()), service.slug)
    return names


_NAMES = _index(SERVICES)


def resolve(text: str) -> tuple[str, ...]:
    """Slugs of the services that a text names, as a whole: a slug, a label (English or Spanish) or a synonym. Several
    where the name is shared ("CyberKnife" → ("srs", "sbrt")), none where we do not know it. Raises nothing."""
    return _NAMES.get(fold(text), ())
