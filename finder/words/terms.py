"""The vocabulary as tokens: other spellings replaced, terms found. Called for records and queries. Pure."""

from __future__ import annotations

import functools
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import Generic, NamedTuple, TypeVar

from finder.words.folding import fold
from trials import vocabulary
from trials.vocabulary import Term

Tokens = tuple[str, ...]
Value = TypeVar("Value")

FORM = 1
"""Raise when the same text gives other tokens than before: what is indexed is then stale (`digest`)."""


class _Entry(NamedTuple):
    """What a sequence of tokens says, in one kind of terms."""

    kind: str
    names: tuple[tuple[str, Tokens], ...]
    """Terms it names, each with all that is added to a record for it."""
    bars: Tokens
    """Terms that do not count inside it."""


class Lookup(Generic[Value]):
    """Sequences of tokens, found by their first token and their lengths, longest first."""

    def __init__(self, entries: Mapping[Tokens, Value]) -> None:
        self.entries = entries
        lengths: dict[str, set[int]] = {}
        for tokens in entries:
            lengths.setdefault(tokens[0], set()).add(len(tokens))
        self.lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def scan(self, tokens: Sequence[str]) -> Iterator[tuple[int, int, Value]]:
        """(start, end, value) by start, the longest of each start first."""
        lengths, entries, size = self.lengths, self.entries, len(tokens)
        for start in list(compress(range(size), map(lengths.__contains__, tokens))):
            for length in lengths[tokens[start]]:
                end = start + length
                if end <= size and (value := entries.get(tuple(tokens[start:end]))) is not None:
                    yield start, end, value


class Lexicon(NamedTuple):
    spellings: Lookup[str]
    read: Lookup[tuple[_Entry, ...]]
    """What counts in a record."""
    asked: Lookup[tuple[_Entry, ...]]
    """What counts in a query."""


@functools.cache
def lexicon() -> Lexicon:
    terms = vocabulary.all_terms()
    kept: dict[Tokens, str] = {}
    for term in terms:
        first, *others = [tuple(fold(spelling)) for spelling in term.spellings] or [()]
        for other in others:
            if len(first) != 1 or kept.setdefault(other, first[0]) != first[0]:
                raise vocabulary.BadRow(f"{term.kind}.toml [{term.slug}]: a spelling stands for one word, kept as one")
    spellings = Lookup({tokens: token for tokens, token in kept.items() if tokens != (token,)})
    return Lexicon(
        spellings,
        Lookup(_entries(terms, spellings, asked=False)),
        Lookup(_entries(terms, spellings, asked=True)),
    )


def _entries(terms: Iterable[Term], spellings: Lookup[str], *, asked: bool) -> dict[Tokens, tuple[_Entry, ...]]:
    by_key = {term.key: term for term in terms}
    names: dict[tuple[Tokens, str], dict[str, Tokens]] = {}
    bars: dict[tuple[Tokens, str], list[str]] = {}
    for term in by_key.values():
        token = term_token(term)
        added = tuple(dict.fromkeys(term_token(each) for each in _with_implied(term, by_key)))
        if token[0] != "_" and len(added) == 1 and not term.asked:
            continue  # the word finds it
        for name in (*term.names, *((*term.asked, *term.names_es) if asked else ())):
            names.setdefault((_phrase(name, term, spellings), term.kind), {})[token] = added
        for wording in term.unless:
            bars.setdefault((_phrase(wording, term, spellings), term.kind), []).append(token)
    entries: dict[Tokens, tuple[_Entry, ...]] = {}
    for tokens, kind in sorted({*names, *bars}):
        entry = _Entry(kind, tuple(names.get((tokens, kind), {}).items()), tuple(bars.get((tokens, kind), ())))
        entries[tokens] = (*entries.get(tokens, ()), entry)
    return entries


def _phrase(name: str, term: Term, spellings: Lookup[str]) -> Tokens:
    tokens = tuple(spelled(fold(name), spellings))
    if not tokens:
        raise vocabulary.BadRow(f"{term.kind}.toml [{term.slug}]: {name!r} has no word in it")
    return tokens


def _with_implied(term: Term, by_key: Mapping[str, Term]) -> Iterator[Term]:
    yield term
    for slug in term.implies:
        yield from _with_implied(by_key[f"{term.kind}_{slug}"], by_key)


def term_token(term: Term) -> str:
    """The token under which a term is found: its own, or its word where that word is all that names it."""
    word_alone = term.names == term.spellings[:1]
    return fold(term.spellings[0])[0] if word_alone else f"_{term.key}"


def spelled(tokens: list[str], spellings: Lookup[str]) -> list[str]:
    """The tokens with each other spelling of a word replaced, from the left, the longest first."""
    found: list[str] = []
    done = 0
    for start, end, token in spellings.scan(tokens):
        if start >= done:
            found += tokens[done:start]
            found.append(token)
            done = end
    return [*found, *tokens[done:]] if done else tokens


def terms_in(
    tokens: Sequence[str], lookup: Lookup[tuple[_Entry, ...]], ends: Sequence[bool] | None = None
) -> Iterator[tuple[int, int, str, Tokens]]:
    """(start, end, term, all it adds): in each kind the longest name wins, and no term counts inside its `unless`.

    `ends`: where a match may begin or end (one more than tokens); everywhere if None.
    """
    named: dict[str, int] = {}  # how far the names of a kind reach
    barred: dict[str, int] = {}  # how far it reaches that a term does not count
    for start, end, entries in lookup.scan(tokens):
        if ends is not None and not (ends[start] and ends[end]):
            continue
        for kind, names, bars in entries:
            for term in bars:
                barred[term] = max(end, barred.get(term, 0))
            if names and end > named.get(kind, 0):
                named[kind] = end
                for term, added in names:
                    if end > barred.get(term, 0):
                        yield start, end, term, added


def digest() -> str:
    """Changes when a record may give other tokens than before."""
    return hashlib.sha256(f"{FORM} {unicodedata.unidata_version} {vocabulary.digest()}".encode()).hexdigest()
