"""The shape of a row: frozen `Term`s, and the fields of each kind. Filled by the loader beside this. Pure.

Texts for people stand in two languages. What is read in a record is English.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping

SPANISH = "es"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One row. Text is compared after folding (`finder/words.py`): case, accents and hyphens make no difference."""

    kind: str
    slug: str
    label: str
    meaning: str
    """What it is, in words a 13-year-old reads."""
    label_es: str
    meaning_es: str
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
    asked_es: tuple[str, ...] = ()
    """What people type for it in Spanish, besides `label_es`. Never read in a record."""
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

    @property
    def names_es(self) -> tuple[str, ...]:
        """All that a searcher may call it in Spanish and not in English."""
        return tuple(dict.fromkeys(name for name in (self.label_es, *self.asked_es) if name != self.label))

    def label_in(self, language: str) -> str:
        """`language`: "es" is Spanish, any other English."""
        return self.label_es if language == SPANISH else self.label

    def meaning_in(self, language: str) -> str:
        return self.meaning_es if language == SPANISH else self.meaning

    def read_fields(self) -> tuple[object, ...]:
        """All of it that bears on what is read in a record, or found by a search."""
        fields = (field.name for field in dataclasses.fields(self) if field.name not in FOR_PEOPLE)
        return (*self.names, *(getattr(self, name) for name in fields))

    def _own_names(self) -> tuple[str, ...]:
        """Names that stand in fields only this kind has."""
        return ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Drug(Term):
    meaning: str = ""
    """None: the loader gives it the meaning of the first of its classes, in both languages."""
    meaning_es: str = ""
    label_es: str = ""
    """None: its name is the same in Spanish."""
    generic: tuple[str, ...]
    classes: tuple[str, ...]
    """Slugs of what kind of drug it is (`adc`, `cdk46`, `taxane` …)."""
    brands: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    """Names from its development; written with the hyphen, they count without it too (DS-8201, DS8201)."""
    guide: tuple[str, ...] = ()
    """The labelling guide's prior therapies it stands for, where they are not those of its classes."""

    def _own_names(self) -> tuple[str, ...]:
        joined = (re.sub(r"[-\s,]", "", code) for code in self.codes)
        return (self.label, *self.generic, *self.brands, *self.codes, *joined)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentClass(Term):
    """A kind of treatment. `implies` names the wider classes, its parents."""

    guide: tuple[str, ...] = ()
    """The labelling guide's prior therapies that a text means when it names the class. None: those of its parents."""
    modality: str = ""
    """The guide's modality of a trial that tests it. None: that of its parents."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Marker(Term):
    guide: str = ""
    """The labelling guide's name of the biomarker. None: no biomarker there (HER2 is a receptor)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Modality(Term):
    guide: str
    """The labelling guide's modality that the row stands for."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Term):
    guide: tuple[str, ...]
    """The labelling guide's stages that the wording stands for."""


SCHEMAS: Mapping[str, type[Term]] = {
    "classes": TreatmentClass,
    "drugs": Drug,
    "markers": Marker,
    "modalities": Modality,
    "stages": Stage,
}
"""Kinds whose rows have more fields than `Term`."""

FOR_PEOPLE = frozenset(
    {"label", "meaning", "label_es", "meaning_es", "asked_es"}
    | {"source", "reads", "ignores", "reviewed_by", "reviewed_on"}
)
"""Fields that are shown, typed or checked, and never looked for in a record: no answer and no index hangs on them. (A
drug's label is one of its `names`.)"""
