"""The texts of a trial as the reader has them, with sentences marked. For the pages where people judge a reading.

In: a listing and where to mark; out: HTML in which nothing of the text is live.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from trials.eligibility import Listing

FIELDS = {
    "eligibility": "Eligibility",
    "brief_title": "Title",
    "official_title": "Official title",
    "conditions": "Condition",
    "keywords": "Keyword",
    "interventions": "Intervention",
}


@dataclass(frozen=True, slots=True)
class Mark:
    field: str
    start: int
    end: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A field of the listing."""

    name: str
    label: str
    text: SafeString


def field_label(name: str) -> str:
    kind, bracket, number = name.partition("[")
    label = FIELDS.get(kind, kind)
    return f"{label} {int(number.rstrip(']')) + 1}" if bracket and number.rstrip("]").isdigit() else label


def shown(listing: Listing, marks: Iterable[Mark]) -> list[Shown]:
    """Every field that says something, the eligibility text first."""
    held = list(marks)
    fields = sorted(listing.fields().items(), key=lambda one: one[0] != "eligibility")
    return [
        Shown(name, field_label(name), marked(text, [mark for mark in held if mark.field == name]))
        for name, text in fields
        if text
    ]


def marked(text: str, marks: list[Mark]) -> SafeString:
    """Marks may overlap: each stretch is marked once, and each mark has its anchor."""
    cuts = sorted({0, len(text), *(edge for mark in marks for edge in (mark.start, mark.end))})
    return format_html_join(
        "",
        "{}{}",
        (
            (
                format_html_join("", '<a id="{}"></a>', ((mark.anchor,) for mark in marks if mark.start == start)),
                format_html("<mark>{}</mark>", text[start:end])
                if any(mark.start <= start < mark.end for mark in marks)
                else text[start:end],
            )
            for start, end in itertools.pairwise(cuts)
        ),
    )
