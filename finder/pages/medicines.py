"""The medicines that a listing names, with the names and the meaning people know them by. In: names as the registry
writes them; out: `Medicine`s of the vocabulary. Called by the pages of trials; a name we do not know gives none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from finder.labels import page_language
from finder.words import fold
from finder.words.terms import lexicon, spelled, terms_in
from trials import vocabulary


@dataclass(frozen=True, slots=True)
class Medicine:
    """`brand` is "" where it has none yet."""

    label: str
    brand: str
    meaning: str


@cache
def _drugs(language: str) -> dict[str, Medicine]:
    return {
        f"_{one.key}": Medicine(one.label_in(language), one.brands[0] if one.brands else "", one.meaning_in(language))
        for one in vocabulary.terms("drugs")
        if isinstance(one, vocabulary.Drug)
    }


def medicines(names: Iterable[str]) -> list[Medicine]:
    """Each once, in the order of the names, in the language of the page."""
    known, drugs = lexicon(), _drugs(page_language())
    found: dict[Medicine, None] = {}
    for name in names:
        tokens = spelled(fold(name), known.spellings)
        # Of a longer name the shorter one within it is none: trastuzumab deruxtecan is not trastuzumab.
        spans: dict[tuple[int, int], list[Medicine]] = {}
        for start, end, term, _ in terms_in(tokens, known.read):
            if term in drugs:
                spans.setdefault((start, end), []).append(drugs[term])
        for (start, end), named in spans.items():
            if not any((a, b) != (start, end) and a <= start and end <= b for a, b in spans):
                found.update(dict.fromkeys(named))
    return list(found)
