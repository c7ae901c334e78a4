"""A trial's row → the texts that the reader is given, their hash, and where a quote stands in them. Pure.

Called by reading, standing and the admin.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from trials.eligibility import Evidence, Listing
from trials.eligibility.page import Page, Sentence
from trials.eligibility.reader import lexicon

COLUMNS = ("public_id", "title", "official_title", "conditions", "keywords", "interventions", "eligibility")
RULING = "ruling"
"""The rule of evidence that a person chose."""

_EDGE = re.compile(r"[\n\r]|[.;:](?=\s|$)|[。；]")
_CUT = re.compile(r"[\n\r]+|[.;:]\s+|[。；]\s*")
_MARKER = re.compile(r"(?:^|[\n\r])[ \t]*\(?\w{1,4}[.)]\s*$")
_BULLETS = " \t\n\r*•●▪·‣"


def listing(row: Mapping[str, Any]) -> Listing:
    """From the columns of `Trial` (`Trial.objects.values(*COLUMNS)`)."""
    return Listing(
        nct_id=row["public_id"],
        official_title=row["official_title"],
        brief_title=row["title"],
        conditions=tuple(row["conditions"]),
        keywords=tuple(row["keywords"]),
        interventions=tuple(one.get("name", "") for one in row["interventions"]),
        eligibility=row["eligibility"],
    )


def text_hash(texts: Listing) -> str:
    """SHA-256 of all that is read. The trial's id is not: under another one it says the same."""
    sha = hashlib.sha256()
    for name, text in texts.fields().items():
        data = text.encode("utf-8", "surrogatepass")
        sha.update(f"{name}:{len(data)}:".encode() + data)
    return sha.hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a field."""

    field: str
    start: int
    end: int


def find(texts: Listing, field: str, quote: str) -> Place | None:
    """Where a quote stands as whole sentences: as it is, else with other white space between its words, which a change
    of layout brings. "Brain metastases" is not found in "No brain metastases": what comes before or after it in the
    same sentence may turn its meaning round. Conditions, keywords and interventions have no lasting order: any of the
    same list will do."""
    words = quote.split()
    if not words:
        return None
    patterns = (re.escape(quote.strip()), r"\s+".join(map(re.escape, words)))
    for pattern in map(re.compile, patterns):
        for name, text in _fields_like(texts, field):
            for match in pattern.finditer(text):
                if _is_whole(text, match.start(), match.end()):
                    return Place(name, match.start(), match.end())
    return None


def _fields_like(texts: Listing, field: str) -> Iterator[tuple[str, str]]:
    """The field itself first."""
    fields = texts.fields()
    if field in fields:
        yield field, fields[field]
    kind, bracket, _ = field.partition("[")
    if bracket:
        yield from ((name, text) for name, text in fields.items() if name != field and name.startswith(kind + "["))


def whole(texts: Listing, field: str, quote: str) -> Place | None:
    """The sentences that a quote stands in, the first time that it does; None when it does not."""
    words = quote.split()
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    found = find(texts, field, quote)
    if found or not words:
        return found
    for name, text in _fields_like(texts, field):
        if match := pattern.search(text):
            return Place(name, *_widened(text, match.start(), match.end()))
    return None


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word of the same sentence stands before or after it."""
    first = start
    while first > 0 and not text[first - 1].isalnum():
        first -= 1
    last = end
    while last < len(text) and not text[last].isalnum():
        last += 1
    begins = first == 0 or _EDGE.search(text, first, start + 1) or _MARKER.search(text[max(start - 80, 0) : start])
    ends = last == len(text) or _EDGE.search(text[end - 1 : last + 1])
    return bool(begins and ends)


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    first = 0
    for cut in _CUT.finditer(text, 0, start):
        first = cut.end()
    while first < start and text[first] in _BULLETS:
        first += 1
    stop = _EDGE.search(text, max(end - 1, 0))
    last = len(text) if stop is None else stop.end()
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def evidence(texts: Listing, place: Place) -> Evidence:
    """A place as evidence of a ruling. Section and group of participants are those of the line that it stands in; a
    person's answer has no condition besides."""
    quote = texts.fields()[place.field][place.start : place.end]
    blank = Evidence("mentioned", place.field, quote, place.start, place.end, "heading", None, None, RULING)
    if place.field != "eligibility":
        return blank
    page = Page(texts, lexicon())
    line = next((line for line in page.lines if line.end > page.text_start + place.start), None)
    if line is None:
        return msgspec.structs.replace(blank, section="other")
    sentence = Sentence(line.start, line.end, "", "eligibility", line.section, line, ())
    return msgspec.structs.replace(blank, section=line.section, cohort=page.cohort(sentence))
