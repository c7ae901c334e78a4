"""What the reader is given (`Listing`) and what it says (`Reading`): frozen records. Pure.

Called by everything in this package, by `trials/reading.py`, which stores answers as findings, and by the tests.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

Stance = Literal["demanded", "excluded", "allowed", "mentioned"]
Section = Literal["inclusion", "exclusion", "other", "heading"]
"""`other`: eligibility text under neither heading. `heading`: titles, conditions, keywords, interventions."""
Value = str | int | bool | tuple[int, int | None]
"""A slug, a number, yes/no, or (lowest, highest or no limit)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Listing:
    """The texts of one trial, as the registry gives them."""

    nct_id: str = ""
    official_title: str = ""
    brief_title: str = ""
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    eligibility: str = ""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Listing:
        """From a JSON object. A field that is missing, null or of another type is empty: reading never fails."""

        def text(name: str) -> str:
            value = row.get(name)
            return value if isinstance(value, str) else ""

        def texts(name: str) -> tuple[str, ...]:
            value = row.get(name)
            return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list | tuple) else ()

        return cls(
            text("nct_id"),
            text("official_title"),
            text("brief_title"),
            texts("conditions"),
            texts("keywords"),
            texts("interventions"),
            text("eligibility"),
        )

    def fields(self) -> dict[str, str]:
        """Name → raw text, as `Evidence.field` names them."""
        named = {"official_title": self.official_title, "brief_title": self.brief_title}
        for name in ("conditions", "keywords", "interventions"):
            named |= {f"{name}[{place}]": text for place, text in enumerate(getattr(self, name))}
        return named | {"eligibility": self.eligibility}


PART = ".part"


class Evidence(msgspec.Struct, frozen=True, gc=False):
    """Where it says so: `listing.fields()[field][start:end] == quote`, always."""

    stance: Stance
    field: str
    quote: str
    start: int
    end: int
    section: Section
    cohort: str | None
    """The heading of the group of participants it holds for; None when it holds for all."""
    condition: str | None
    """What must hold besides: `ISH`, `ultralow`, `size`, `number`, `setting:advanced`, `within:5 years` …; several
    with "; " between them."""
    rule: str
    """Question and rule that read it (`brain.admitted`). It ends in `PART` where the sentence names but a part of what
    the answer is about, and the labelling guide has no narrower name for it."""


class Answer(msgspec.Struct, frozen=True, gc=False):
    question: str
    """The module in `questions/` that answers."""
    key: str
    """What exactly was asked (a marker, a class, a receptor cell …); empty where the question has one answer."""
    value: Value
    evidence: tuple[Evidence, ...]
    state: Literal["stated", "unclear"] = "stated"
    """`unclear`: the sentence is there, and we do not know what it means. Not stated is the absence of an answer."""


class Reading(msgspec.Struct, frozen=True, gc=False):
    nct_id: str
    answers: tuple[Answer, ...]

    def get(self, question: str, key: str = "") -> Answer | None:
        """The answer, stated or unclear; None when the trial does not say."""
        return next((each for each in self.answers if each.question == question and each.key == key), None)

    def stated(self, question: str) -> dict[str, Value]:
        """Key → value of all that is stated."""
        return {each.key: each.value for each in self.answers if each.question == question and each.state == "stated"}
