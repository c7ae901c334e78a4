"""The terms of the domain. TOML files beside this one come in, frozen `Term`s go out; search and reader call it. Pure.

One file is one kind of term (a long kind is a folder of files), one table in it is one term, and a term brings the
examples that prove it:

    [t_dxd]
    label = "trastuzumab deruxtecan"
    meaning = "An antibody that finds HER2 and carries chemotherapy into the cancer cell."
    label_es = "trastuzumab deruxtecán"
    meaning_es = "Un anticuerpo que encuentra HER2 y lleva quimioterapia al interior de la célula del cáncer."
    …
    reads = ["Prior T-DXd is not allowed"]

The fields are those of schema.py. Rows are slugs in the database: a row never causes a migration. Whoever adds a row
runs the tests: they try its examples.

Drugs and classes are one tree: a drug names its classes, a class the wider ones it `implies`.
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

from trials.vocabulary.schema import SCHEMAS, SPANISH, Drug, Marker, Modality, Stage, Term, TreatmentClass

__all__ = ["SPANISH", "Drug", "Marker", "Modality", "Stage", "Term", "TreatmentClass"]

HERE = Path(__file__).parent
SLUG = re.compile(r"[a-z][a-z0-9_]*")


class BadRow(ValueError):
    """A row that breaks the schema. The message names file, slug and field."""


READERS_OWN = frozenset({"classes", "histologies", "modalities", "sites", "stages"})
"""Kinds that only the eligibility reader uses: it reads more wordings ("an AI", "operable", "RT") than a search may
take for the thing itself. What a searcher asks for of these stands in conditions.toml."""


def kinds() -> tuple[str, ...]:
    return tuple(sorted({path.relative_to(HERE).parts[0].removesuffix(".toml") for path in _files("**/*")}))


@functools.cache
def terms(kind: str) -> tuple[Term, ...]:
    """The terms of one kind, in the order of its files, each with its texts in both languages. Raises BadRow."""
    found: dict[str, Term] = {}
    for path in (*_files(kind), *_files(f"{kind}/*")):
        name = path.relative_to(HERE).as_posix()
        for term in _rows(kind, name, path.read_text(encoding="utf-8")):
            if found.setdefault(term.slug, term) is not term:
                raise BadRow(f"{name} [{term.slug}]: stands in two files")
    _check_implied(kind, {term.slug: term.implies for term in found.values()})
    return tuple(_told(term) if isinstance(term, Drug) else term for term in found.values())


def _told(drug: Drug) -> Drug:
    """The drug with the texts that it shares with its class, or with its English name."""
    label_es = drug.label_es or drug.label
    if drug.meaning:
        return dataclasses.replace(drug, label_es=label_es)
    above = next((one for one in terms("classes") if drug.classes[:1] == (one.slug,)), None)
    if above is None:
        raise BadRow(f"drugs [{drug.slug}]: meaning is missing, and {drug.classes[:1]} is no row of classes.toml")
    return dataclasses.replace(drug, label_es=label_es, meaning=above.meaning, meaning_es=above.meaning_es)


def term(kind: str, slug: str) -> Term:
    """One term. Raises LookupError where the kind has no such row."""
    for one in terms(kind):
        if one.slug == slug:
            return one
    raise LookupError(f"There is no {slug} among the {kind}.")


@functools.cache
def all_terms() -> tuple[Term, ...]:
    """What search knows."""
    return tuple(term for kind in kinds() if kind not in READERS_OWN for term in terms(kind))


@functools.cache
def parents() -> Mapping[str, tuple[str, ...]]:
    """The tree of drugs and classes: slug → slugs of the classes right above it. Raises BadRow."""
    tree = {each.slug: each.implies for each in terms("classes")}
    for drug in (each for each in terms("drugs") if isinstance(each, Drug)):
        if drug.slug in tree:
            raise BadRow(f"drugs [{drug.slug}]: is a class as well")
        tree[drug.slug] = drug.classes
    classes = {each.slug for each in terms("classes")}
    for slug, above in tree.items():
        if unknown := set(above) - classes:
            raise BadRow(f"drugs [{slug}]: {min(unknown)!r} is no row of classes.toml")
    return tree


@functools.cache
def ancestors(slug: str) -> frozenset[str]:
    """All classes above a drug or class, without itself. KeyError when it is neither."""
    above = parents()[slug]
    return frozenset(above).union(*map(ancestors, above))


@functools.cache
def descendants(slug: str) -> frozenset[str]:
    """All drugs and classes below a class (none below a drug). KeyError when it is neither."""
    parents()[slug]
    return frozenset(below for below in parents() if slug in ancestors(below))


@functools.cache
def prior_therapies(slug: str) -> frozenset[str]:
    """The labelling guide's prior therapies that a text means when it names this drug or class."""
    return frozenset(_treatments()[slug].guide) or _handed_down(slug)


@functools.cache
def all_prior_therapies() -> frozenset[str]:
    """All of the labelling guide's prior therapies."""
    return frozenset[str]().union(*(row.guide for row in _treatments().values()))


def _handed_down(slug: str) -> frozenset[str]:
    """The guide's names that a drug has from the classes above: the nearest that bear such a name themselves."""
    above = parents()[slug]
    named = [parent for parent in above if parent in _treatments()[parent].guide]
    return frozenset(named).union(*(_handed_down(parent) for parent in above if parent not in named))


@functools.cache
def modalities(slug: str) -> frozenset[str]:
    """The labelling guide's modalities of a trial that tests a drug or class: its own, else those right above it."""
    row = _treatments()[slug]
    own = row.modality if isinstance(row, TreatmentClass) else ""
    return frozenset({own}) if own else frozenset[str]().union(*map(modalities, parents()[slug]))


@functools.cache
def _treatments() -> Mapping[str, Drug | TreatmentClass]:
    rows = (*terms("classes"), *terms("drugs"))
    return {row.slug: row for row in rows if isinstance(row, Drug | TreatmentClass)}


@functools.cache
def digest() -> str:
    """Changes when anything does that is read in a record: what was derived with another digest is stale. Texts for
    people, in either language, change nothing of it."""
    sha = hashlib.sha256()
    for kind in kinds():
        for term in terms(kind):
            sha.update(repr(term.read_fields()).encode() + b"\0")
    return sha.hexdigest()


def _files(pattern: str) -> list[Path]:
    return sorted(HERE.glob(f"{pattern}.toml"))


def read(kind: str, text: str) -> tuple[Term, ...]:
    """The text of a vocabulary file → its terms. Raises BadRow."""
    found = _rows(kind, f"{kind}.toml", text)
    _check_implied(kind, {term.slug: term.implies for term in found})
    return found


def _rows(kind: str, file: str, text: str) -> tuple[Term, ...]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:  # also a slug that stands twice
        raise BadRow(f"{file}: {error}") from error
    return tuple(_term(kind, f"{file} [{slug}]", slug, table) for slug, table in tables.items())


def _term(kind: str, where: str, slug: str, table: Any) -> Term:
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
    if bool(values.get("meaning")) != bool(values.get("meaning_es")):
        raise BadRow(f"{where}: a meaning stands in both languages or in neither")
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
                raise BadRow(f"{kind} [{start}]: implies {slug!r}, which is no row")
            if slug == start:
                raise BadRow(f"{kind} [{start}]: implies itself")
            if slug not in seen:
                seen.add(slug)
                chain.extend(implied[slug])
