"""The terms of the domain. TOML files beside this one come in, frozen `Term`s go out; search and reader call it. Pure.

One file is one kind of term, one table in it is one term, and a term brings the examples that prove it:

    [t_dxd]
    label = "trastuzumab deruxtecan"
    meaning = "An antibody that finds HER2 and carries chemotherapy into the cancer cell."
    …
    reads = ["Prior T-DXd is not allowed"]

The fields are those of `Term` (and of `Drug` in drugs.toml). Rows are slugs in the database: a row never causes a
migration. Whoever adds a row runs the tests: they try its examples.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SLUG = re.compile(r"[a-z][a-z0-9_]*")


class BadRow(ValueError):
    """A row that breaks the schema. The message names file, slug and field."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One row. Text is compared after folding (`finder/words.py`): case, accents and hyphens make no difference."""

    kind: str
    slug: str
    label: str
    meaning: str
    """What it is, in words a 13-year-old reads."""
    source: str
    """Where a curator can check the row. Checked it is only when `reviewed_on` says so."""
    reads: tuple[str, ...]
    """Texts in which the term is found."""
    ignores: tuple[str, ...] = ()
    """Texts in which it is not."""
    phrases: tuple[str, ...] = ()
    """Names for it, as records write them."""
    unless: tuple[str, ...] = ()
    """Longer wordings inside which those names mean something else."""
    asked: tuple[str, ...] = ()
    """Words that only a searcher uses for it. Never read in a record: there they mean other things as well."""
    spellings: tuple[str, ...] = ()
    """Ways to write one word. Wherever one of them stands, in a record or in a query, the first takes its place."""
    implies: tuple[str, ...] = ()
    """Slugs of the same kind that hold wherever this one does. A name that stands in both rows ("BRCA1/2") is read as
    both, and asks for the wider one."""
    reviewed_by: str = ""
    reviewed_on: dt.date | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}_{self.slug}"

    @property
    def names(self) -> tuple[str, ...]:
        """All that names the term in a record."""
        return tuple(dict.fromkeys((*self._own_names(), *self.phrases, *self.spellings[:1])))

    def _own_names(self) -> tuple[str, ...]:
        """Names that stand in fields only this kind has."""
        return ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Drug(Term):
    generic: tuple[str, ...]
    classes: tuple[str, ...]
    """Slugs of what kind of drug it is (`adc`, `cdk46`, `taxane` …)."""
    brands: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    """Names from its development; written with the hyphen, they count without it too (DS-8201, DS8201)."""

    def _own_names(self) -> tuple[str, ...]:
        joined = (re.sub(r"[-\s,]", "", code) for code in self.codes)
        return (*self.generic, *self.brands, *self.codes, *joined)


SCHEMAS: Mapping[str, type[Term]] = {"drugs": Drug}
"""Kinds whose rows have more fields than `Term`."""


def kinds() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in HERE.glob("*.toml")))


@functools.cache
def terms(kind: str) -> tuple[Term, ...]:
    """The terms of one kind, in the order of the file. Raises BadRow."""
    return read(kind, (HERE / f"{kind}.toml").read_text(encoding="utf-8"))


@functools.cache
def all_terms() -> tuple[Term, ...]:
    return tuple(term for kind in kinds() for term in terms(kind))


@functools.cache
def digest() -> str:
    """Changes when any file does: what was derived with another digest is stale."""
    sha = hashlib.sha256()
    for kind in kinds():
        sha.update(kind.encode() + b"\0" + (HERE / f"{kind}.toml").read_bytes() + b"\0")
    return sha.hexdigest()


def read(kind: str, text: str) -> tuple[Term, ...]:
    """The text of a vocabulary file → its terms. Raises BadRow."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:  # also a slug that stands twice
        raise BadRow(f"{kind}.toml: {error}") from error
    found = tuple(_term(kind, slug, table) for slug, table in tables.items())
    _check_implied(kind, {term.slug: term.implies for term in found})
    return found


def _term(kind: str, slug: str, table: Any) -> Term:
    where = f"{kind}.toml [{slug}]"
    if not isinstance(table, dict):
        raise BadRow(f"{where}: stands outside a row")
    if not SLUG.fullmatch(slug):
        raise BadRow(f"{where}: a slug is small letters, digits and _, a letter first")
    schema = SCHEMAS.get(kind, Term)
    fields = {field.name: field for field in dataclasses.fields(schema)}
    values: dict[str, Any] = {"kind": kind, "slug": slug}
    for name, value in table.items():
        if name not in fields or name in values:
            raise BadRow(f"{where}: unknown field {name!r}")
        values[name] = _value(f"{where}: {name}", str(fields[name].type), value)
    for name, field in fields.items():
        if field.default is dataclasses.MISSING and not values.get(name):
            raise BadRow(f"{where}: {name} is missing" + (", a row is its own test" if name == "reads" else ""))
    term = schema(**values)
    if not term.names:
        raise BadRow(f"{where}: nothing names it")
    return term


def _value(where: str, wanted: str, value: Any) -> Any:
    """`value` in the type the field has. `wanted` is its annotation, as text: annotations are not evaluated here."""
    if wanted == "str":
        if isinstance(value, str):
            return value.strip()
        raise BadRow(f"{where} must be a text")
    if wanted == "tuple[str, ...]":
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise BadRow(f"{where} must be a list of texts")
        if len(set(value)) < len(value):
            raise BadRow(f"{where} says something twice")
        return tuple(value)
    if type(value) is not dt.date:
        raise BadRow(f"{where} must be a date")
    return value


def _check_implied(kind: str, implied: Mapping[str, tuple[str, ...]]) -> None:
    for start in implied:
        chain, seen = list(implied[start]), set[str]()
        while chain:
            slug = chain.pop()
            if slug not in implied:
                raise BadRow(f"{kind}.toml [{start}]: implies {slug!r}, which is no row")
            if slug == start:
                raise BadRow(f"{kind}.toml [{start}]: implies itself")
            if slug not in seen:
                seen.add(slug)
                chain.extend(implied[slug])
