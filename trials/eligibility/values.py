"""What an answer may be: for each question its keys, for each key its values, both with the words for people. Pure.

Called by the admin, where people rule, and by the test that holds the reader to this table.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from trials import vocabulary
from trials.eligibility.answers import Value

Labels = Mapping[str, str]
"""What is stored → what people read."""


class Kind(Protocol):
    """What the values of a key are like."""

    @property
    def wanted(self) -> str:
        """What to write, in words."""
        ...

    def holds(self, value: Value) -> bool: ...

    def label(self, value: Value) -> str: ...

    def parse(self, text: str) -> Value | None:
        """What a person wrote as a value; None where it is none."""
        ...


@dataclass(frozen=True, slots=True)
class OneOf:
    labels: Labels

    @property
    def wanted(self) -> str:
        return "one of: " + ", ".join(self.labels)

    def holds(self, value: Value) -> bool:
        return isinstance(value, str) and value in self.labels

    def label(self, value: Value) -> str:
        return self.labels.get(str(value), str(value))

    def parse(self, text: str) -> Value | None:
        return text if text in self.labels else None


@dataclass(frozen=True, slots=True)
class YesNo:
    wanted: str = "yes or no"

    def holds(self, value: Value) -> bool:
        return isinstance(value, bool)

    def label(self, value: Value) -> str:
        return "yes" if value else "no"

    def parse(self, text: str) -> Value | None:
        return {"yes": True, "no": False, "true": True, "false": False}.get(text)


@dataclass(frozen=True, slots=True)
class Number:
    most: int
    unit: str = ""

    @property
    def wanted(self) -> str:
        return f"a number from 0 to {self.most:,}"

    def holds(self, value: Value) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= self.most

    def label(self, value: Value) -> str:
        return f"{value} {self.unit}".strip()

    def parse(self, text: str) -> Value | None:
        value = int(text) if re.fullmatch(r"[0-9]{1,6}", text) else -1
        return value if self.holds(value) else None


@dataclass(frozen=True, slots=True)
class Span:
    """(lowest, highest); None: no upper limit."""

    wanted: str = "lowest and highest: 0-2; without an upper limit: 1-"

    def holds(self, value: Value) -> bool:
        if not isinstance(value, tuple) or len(value) != 2:
            return False
        least, most = value
        whole = type(least) is int and type(most) in (int, type(None))  # True is an int as well
        return whole and least >= 0 and (most is None or least <= most)

    def label(self, value: Value) -> str:
        if not isinstance(value, tuple):
            return str(value)
        least, most = value
        if most is None:
            return f"{least} or more"
        return str(most) if least == most else f"{least} to {most}"

    def parse(self, text: str) -> Value | None:
        match = re.fullmatch(r"([0-9]{1,3})\s*[-–]\s*([0-9]{1,3})?", text)
        value = (int(match[1]), int(match[2]) if match[2] else None) if match else None
        return value if value is not None and self.holds(value) else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A key of a question. `unclear`: what an answer that is unclear may hold besides."""

    label: str
    kind: Kind
    unclear: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    label: str
    keys: Mapping[str, Asked]
    """The empty key: the question has one answer."""


def _keys(labels: Labels, kind: Kind) -> dict[str, Asked]:
    return {key: Asked(label, kind) for key, label in labels.items()}


_TREATMENT = OneOf(
    {"required": "must have been received", "alternative": "one of several ways in", "excluded": "keeps out"}
)
_MARKER = OneOf({"required": "must be found", "alternative": "one of several ways in", "excluded": "keeps out"})
_FEATURE = OneOf({"demanded": "must be there", "excluded": "keeps out", "allowed": "may be there"})
_COUNTED = {
    "systemic": "any systemic therapy",
    "chemotherapy": "chemotherapy",
    "endocrine": "hormone therapy",
    "anti_her2": "therapy against HER2",
    "adc": "antibody-drug conjugates",
}
_SETTINGS = {"advanced": "for advanced disease", "any": "in any setting"}


def _receptors() -> Question:
    cell = OneOf({"accepted": "may enter", "in_part": "some of these may enter", "refused": "may not enter"})
    # As receptors.py names them.
    cells = [f"HR{sign}/HER2{level}" for sign in ("+", "-") for level in ("+", "-low", "-ultralow", "-0")]
    whole = Asked("Whatever the receptors", OneOf({"any": "expressly all may enter"}), frozenset({"conditional"}))
    return Question("Subtype", {"": whole, **{each: Asked(each, cell) for each in cells}})


def _brain() -> Question:
    tiers = {
        "untreated": "also untreated ones may enter",
        "stable": "treated and stable ones may enter",
        "none": "nobody with brain metastases may enter",
    }
    return Question(
        "Brain metastases",
        {
            "demanded": Asked("Must be there", YesNo()),
            "admitted": Asked("Least restrictive status admitted", OneOf(tiers), frozenset({"unclear"})),
        },
    )


def _labels(kind: str) -> Labels:
    return {one.slug: one.label for one in vocabulary.terms(kind)}


def _treatments() -> Labels:
    return {**_labels("classes"), **_labels("drugs")}


def _markers() -> Labels:
    guide = (one.guide for one in vocabulary.terms("markers") if isinstance(one, vocabulary.Marker) and one.guide)
    return {name: name.replace("_", " ") for name in sorted(guide)}


def _modalities() -> Labels:
    own = {one.guide for one in vocabulary.terms("modalities") if isinstance(one, vocabulary.Modality)}
    handed = {one.modality for one in vocabulary.terms("classes") if isinstance(one, vocabulary.TreatmentClass)}
    return {name: name.replace("_", " ") for name in sorted(own | handed | {"other"}) if name}


@functools.cache
def questions() -> Mapping[str, Question]:
    """By name, in the order in which people ask."""
    lines = {
        f"{of}/{setting}": f"{what} {where}" for of, what in _COUNTED.items() for setting, where in _SETTINGS.items()
    }
    organs = {"marrow": "Blood counts", "kidney": "Kidneys", "liver": "Liver", "heart": "Heart"}
    stages = {"early": "Early", "locally_advanced": "Locally advanced", "metastatic": "Metastatic"}
    return {
        "scope": _single(
            "For which cancer",
            OneOf(
                {
                    "only": "breast cancer only",
                    "among_others": "breast cancer among others",
                    "any_solid": "any solid tumour",
                    "no": "not breast cancer",
                }
            ),
        ),
        "stage": Question("Stage", _keys(stages, OneOf({"admitted": "may enter"}))),
        "receptors": _receptors(),
        "biomarkers": Question("Biomarkers", _keys(_markers(), _MARKER)),
        "brain": _brain(),
        "leptomeningeal": _single(
            "Leptomeningeal disease",
            OneOf({"required": "must be there", "allowed": "may be there", "excluded": "keeps out"}),
        ),
        "spread": Question(
            "Where it has spread",
            {**_keys(_labels("sites"), _FEATURE), "metastases": Asked("Number of metastases", Span())},
        ),
        "histology": Question("Histology", _keys(_labels("histologies"), _FEATURE)),
        "prior_lines": Question("Lines of treatment", _keys(lines, Span())),
        "prior_therapy": Question("Prior treatment", _keys(_treatments(), _TREATMENT)),
        "washout": Question("Time since a treatment", _keys(_treatments(), Number(40_000, "days"))),
        "performance": _single("Highest ECOG admitted", Number(5)),
        "measurable": _single(
            "Measurable disease", OneOf({"required": "required", "bone_only_ok": "disease in the bones only will do"})
        ),
        "menopause": _single(
            "Menopause",
            OneOf(
                {
                    "pre_only": "before menopause only",
                    "post_only": "after menopause only",
                    "any_with_suppression": "either, with ovarian suppression before menopause",
                }
            ),
        ),
        "men": _single("Men", OneOf({"yes": "may enter", "no": "may not enter"})),
        "age": Question("Age in the text", _keys({"min": "Youngest", "max": "Oldest"}, Number(999, "years"))),
        "modality": Question("What is tested", _keys(_modalities(), OneOf({"tested": "tested"}))),
        "organ_function": Question(
            "Organ function",
            {organ: Asked(label, OneOf({}), frozenset({"seen"})) for organ, label in organs.items()},
        ),
    }


def _single(label: str, kind: Kind) -> Question:
    return Question(label, {"": Asked("", kind)})


def asked(question: str, key: str) -> Asked | None:
    """None: nobody asks that."""
    known = questions().get(question)
    return known.keys.get(key) if known else None


def is_possible(question: str, key: str, value: Value, *, unclear: bool = False) -> bool:
    """Whether an answer may say so."""
    about = asked(question, key)
    return about is not None and (about.kind.holds(value) or (unclear and value in about.unclear))


def name(question: str, key: str) -> str:
    """ "Prior treatment: taxanes"; what nobody asks keeps its slugs."""
    known = questions().get(question)
    if known is None:
        return f"{question}: {key}".removesuffix(": ")
    about = known.keys.get(key)
    return f"{known.label}: {about.label if about else key}".removesuffix(": ")


def label(question: str, key: str, value: Value) -> str:
    about = asked(question, key)
    return about.kind.label(value) if about else str(value)


def parse(question: str, key: str, text: str) -> Value | None:
    """What a person wrote as a value of this key; None where it is none."""
    about = asked(question, key)
    return about.kind.parse(text.strip()) if about else None


def written(value: Value) -> str:
    """As `parse` takes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        least, most = value
        return f"{least}-{'' if most is None else most}"
    return str(value)
