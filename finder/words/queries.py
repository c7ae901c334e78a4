"""What a visitor typed → what must be found → what each engine is asked. Called by filters and search. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext

from finder.words.folding import fold, safe
from finder.words.terms import Tokens, lexicon, spelled, terms_in

LONGEST_QUERY = 400
MOST_WORDS = 32


class BadQuery(ValueError):
    """A query we refuse. The message tells the visitor what to do and repeats nothing of what was typed."""


class Alternative(NamedTuple):
    """Adjacent tokens; with `prefix` the last one is only the beginning of a token."""

    tokens: Tokens
    prefix: bool = False


class Query(NamedTuple):
    """All clauses must hold, and of each clause one alternative."""

    clauses: tuple[tuple[Alternative, ...], ...] = ()
    wordless: bool = False
    """Something was typed, and no letter or digit in it."""


_QUOTES = re.compile("[“”„‟«»″＂]")
_APART = re.compile(r"[,;+&|()\[\]{}<>=]")


def parse_query(text: str) -> Query:
    """What a visitor typed → what must be found. Raises BadQuery where it is too long.

    Words are ANDed; "in quotes" they are a phrase. What the vocabulary knows also finds its other names, except in
    quotes. A word that is several tokens ("first-line") is a phrase. The last word may be unfinished.
    """
    if len(text) > LONGEST_QUERY:
        said = gettext("That is too long to search for. Use at most %(most)s letters.")
        raise BadQuery(said % {"most": LONGEST_QUERY})
    typed, text = text, _QUOTES.sub('"', text)
    if text.count('"') % 2:  # the last one opens nothing
        text = " ".join(text.rsplit('"', 1))
    clauses: list[tuple[Alternative, ...]] = []
    count = 0
    pieces = text.split('"')
    last = max((place for place, piece in enumerate(pieces) if fold(piece)), default=-1)
    for place, piece in enumerate(pieces):
        if place % 2:
            words = tuple(spelled(fold(piece), lexicon().spellings))
            count += len(words)
            clauses += [(Alternative(words),)] if words else []
        else:
            tokens, ends = _typed(piece)
            count += len(tokens)
            clauses += _loose(tokens, ends, unfinished=place == last)
        if count > MOST_WORDS:
            said = gettext("That is too much to search for. Use at most %(most)s words.")
            raise BadQuery(said % {"most": MOST_WORDS})
    return Query(tuple(dict.fromkeys(clauses)), wordless=not clauses and bool(typed.strip()))


def _typed(text: str) -> tuple[list[str], list[bool]]:
    """Tokens typed without quotes, and where words end: before each token, and after the last."""
    lookup = lexicon().spellings
    tokens: list[str] = []
    begins: list[bool] = []
    for chunk in _APART.sub(" ", text).split():
        sides = chunk.split("/")
        # "HR+/HER2-" is two words, "CDK4/6" is one.
        for word in sides if all(any(map(str.isalpha, side)) for side in sides) else (chunk,):
            folded = fold(word)
            tokens += folded
            begins += [place == 0 for place in range(len(folded))]
    spelled: list[str] = []
    ends: list[bool] = []
    done = 0
    for start, end, token in [*lookup.scan(tokens), (len(tokens), len(tokens), "")]:
        if start >= done:
            spelled += [*tokens[done:start], token]
            ends += begins[done : start + 1]
            done = end
    return spelled[:-1], [*ends, True]


def _loose(tokens: list[str], ends: list[bool], *, unfinished: bool) -> Iterator[tuple[Alternative, ...]]:
    """Clauses of the words outside quotes, in their order."""
    if not tokens:
        return
    found: dict[tuple[int, int], dict[str, Tokens]] = {}
    for start, end, term, added in terms_in(tokens, lexicon().asked, ends):
        found.setdefault((start, end), {})[term] = added
    terms = {span: _asked_for(named) for span, named in found.items() if not _is_inside(span, found)}
    covered = {place for start, end in terms for place in range(start, end)}
    borders = [place for place, is_end in enumerate(ends) if is_end]
    spans = [*terms, *(span for span in itertools.pairwise(borders) if span[0] not in covered)]
    for start, end in sorted(spans):
        # One letter or digit begins too much: "stage 3" does not mean 30 mg.
        prefix = unfinished and end == len(tokens) and len(tokens[-1]) > 1
        literal = Alternative(tuple(tokens[start:end]), prefix)
        if (start, end) not in terms:
            yield tuple(dict.fromkeys((literal, *(_begun(literal) if prefix else ()))))
        for term in terms.get((start, end), ()):
            yield Alternative((term,)), literal


def _is_inside(span: tuple[int, int], spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end and (start, end) != span for start, end in spans)


def _asked_for(named: Mapping[str, Tokens]) -> list[str]:
    """What a name of several terms asks for: "MBC" both, "BRCA1/2" the gene family that is implied by either."""
    narrow = {term for term, added in named.items() if any(other in added for other in named if other != term)}
    return [term for term in named if term not in narrow]


def _begun(typed: Alternative) -> Iterator[Alternative]:
    """Words whose other spelling begins with what was typed: no record holds "erbb2", so "erbb" must find her2."""
    *before, last = typed.tokens
    if len(last) < 3 and not before:
        return
    size = len(typed.tokens)
    for spelling, token in lexicon().spellings.entries.items():
        if len(spelling) >= size and [*spelling[: size - 1]] == before and spelling[size - 1].startswith(last):
            yield Alternative((token,))


def to_fts5(query: Query, columns: Sequence[str] | None = None) -> str:
    """The text for MATCH; with `columns` only they are searched. Raises ValueError where the query has no clause."""
    expression = _joined(query, quote='"', adjacent=" + ", either=" OR ", both=" AND ", prefix=" *")
    return f"{{{' '.join(map(safe, columns))}}} : ({expression})" if columns else expression


def to_tsquery(query: Query, weights: str | None = None) -> str:
    """The text for `::tsquery`; with `weights` ("AB") only they count. Raises ValueError where there is no clause."""
    if weights and set(weights) - set("ABCD"):
        raise ValueError("weights are letters from A to D")
    suffix = weights or ""
    prefix = f":*{suffix}"
    return _joined(
        query, quote="'", adjacent=" <-> ", either=" | ", both=" & ", prefix=prefix, plain=suffix and f":{suffix}"
    )


def _joined(query: Query, *, quote: str, adjacent: str, either: str, both: str, prefix: str, plain: str = "") -> str:
    if not query.clauses:
        raise ValueError("nothing to search for")

    def phrase(alternative: Alternative) -> str:
        *before, last = [f"{quote}{safe(token)}{quote}" for token in alternative.tokens]
        return adjacent.join([*(token + plain for token in before), last + (prefix if alternative.prefix else plain)])

    return both.join(f"({either.join(map(phrase, clause))})" for clause in query.clauses)
