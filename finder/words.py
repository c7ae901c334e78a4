"""Text → tokens, query → expression: the one function that records and queries pass, on both databases. Pure.

Called by `finder/index.py` (record_tokens, fts5_texts, to_tsvector) and `finder/search.py` (parse_query, to_fts5,
to_tsquery). A token is made of [a-z0-9_] only, so both engines are given the same ones and change nothing about them
(FTS5: `tokenize = "unicode61 tokenchars '_'"`; PostgreSQL: literals of tsvector and tsquery, no configuration).

Three kinds of token never meet: words of the text (`her2`; a character beyond ASCII is `_` and its six hex digits, so
that prefixes stay prefixes), terms found in it (`_drugs_t_dxd`), and `_`, across which no phrase reaches.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from trials import vocabulary
from trials.vocabulary import Term

Tokens = tuple[str, ...]

GAP = "_"
LONGEST_TOKEN = 60
LONGEST_QUERY = 400
MOST_WORDS = 32
FORM = 1
"""Raise when the same text gives other tokens than before: what is indexed is then stale (`digest`)."""


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


# --- folding

_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_FOLDED = _ASCII | {ord("_"): "_"}
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_CAPPED = re.compile(rf"(?:_[0-9a-f]{{6}}|[a-z0-9]){{1,{LONGEST_TOKEN}}}")
# Letters that no normal form takes apart and that people type without their stroke.
_PLAIN = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}


class _Characters(dict[int, str]):
    """Character beyond ASCII → what stands for it, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < 20_000:  # a text of all Unicode shall not stay in memory
            self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    if character in "™℠\u200b":  # compatibility would glue "TM" to the name before it
        return " "
    if unicodedata.category(character) == "Cf":  # soft hyphens, joiners, direction marks: not seen
        return ""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(_fold_decomposed(part) for part in decomposed)


def _fold_decomposed(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() else " "
    category = unicodedata.category(character)
    if category in ("Mn", "Me"):  # accents
        return ""
    if category[0] in "LN" or category == "Mc":
        return _PLAIN.get(character) or f"_{ord(character):06x}"
    return " "


_characters = _Characters()


def fold(text: str) -> list[str]:
    """Words of a text: no case, no accents, letters and digits kept, everything else separates."""
    if text.isascii():
        tokens = text.translate(_ASCII).split()
    else:
        beyond = _BEYOND_ASCII.sub(lambda run: run[0].translate(_characters), text.replace("_", " "))
        tokens = beyond.translate(_FOLDED).split()
    if tokens and max(map(len, tokens)) > LONGEST_TOKEN:
        tokens = [_capped(token) for token in tokens]
    return tokens


def _capped(token: str) -> str:
    found = _CAPPED.match(token)
    return found[0] if found else token


# --- the vocabulary as tokens


class _Entry(NamedTuple):
    """What a sequence of tokens says, in one kind of terms."""

    kind: str
    names: tuple[tuple[str, Tokens], ...]
    """Terms it names, each with all that is added to a record for it."""
    bars: Tokens
    """Terms that do not count inside it."""


class _Lookup[Value]:
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
        for start in [place for place, token in enumerate(tokens) if token in lengths]:
            for length in lengths[tokens[start]]:
                end = start + length
                if end <= size and (value := entries.get(tuple(tokens[start:end]))) is not None:
                    yield start, end, value


class _Vocabulary(NamedTuple):
    spellings: _Lookup[str]
    read: _Lookup[tuple[_Entry, ...]]
    """What counts in a record."""
    asked: _Lookup[tuple[_Entry, ...]]
    """What counts in a query."""


@functools.cache
def _vocabulary() -> _Vocabulary:
    terms = vocabulary.all_terms()
    kept: dict[Tokens, str] = {}
    for term in terms:
        first, *others = [tuple(fold(spelling)) for spelling in term.spellings] or [()]
        for other in others:
            if len(first) != 1 or kept.setdefault(other, first[0]) != first[0]:
                raise vocabulary.BadRow(f"{term.kind}.toml [{term.slug}]: a spelling stands for one word, kept as one")
    spellings = _Lookup({tokens: token for tokens, token in kept.items() if tokens != (token,)})
    return _Vocabulary(
        spellings,
        _Lookup(_entries(terms, spellings, asked=False)),
        _Lookup(_entries(terms, spellings, asked=True)),
    )


def _entries(terms: Iterable[Term], spellings: _Lookup[str], *, asked: bool) -> dict[Tokens, tuple[_Entry, ...]]:
    by_key = {term.key: term for term in terms}
    names: dict[tuple[Tokens, str], dict[str, Tokens]] = {}
    bars: dict[tuple[Tokens, str], list[str]] = {}
    for term in by_key.values():
        token = term_token(term)
        added = tuple(term_token(each) for each in _with_implied(term, by_key))
        for name in (*term.names, *(term.asked if asked else ())):
            names.setdefault((_phrase(name, term, spellings), term.kind), {})[token] = added
        for wording in term.unless:
            bars.setdefault((_phrase(wording, term, spellings), term.kind), []).append(token)
    entries: dict[Tokens, tuple[_Entry, ...]] = {}
    for tokens, kind in sorted({*names, *bars}):
        entry = _Entry(kind, tuple(names.get((tokens, kind), {}).items()), tuple(bars.get((tokens, kind), ())))
        entries[tokens] = (*entries.get(tokens, ()), entry)
    return entries


def _phrase(name: str, term: Term, spellings: _Lookup[str]) -> Tokens:
    tokens = tuple(_spelled(fold(name), spellings))
    if not tokens:
        raise vocabulary.BadRow(f"{term.kind}.toml [{term.slug}]: {name!r} has no word in it")
    return tokens


def _with_implied(term: Term, by_key: Mapping[str, Term]) -> Iterator[Term]:
    yield term
    for slug in term.implies:
        yield from _with_implied(by_key[f"{term.kind}_{slug}"], by_key)


def term_token(term: Term) -> str:
    """The token under which a term is found: its own, or its word where that word is all that names it."""
    only_spelled = term.names == term.spellings[:1]
    return fold(term.spellings[0])[0] if only_spelled else f"_{term.key}"


def _spelled(tokens: list[str], spellings: _Lookup[str]) -> list[str]:
    found: list[str] = []
    done = 0
    for start, end, token in spellings.scan(tokens):
        if start >= done:
            found += tokens[done:start]
            found.append(token)
            done = end
    return [*found, *tokens[done:]] if done else tokens


def _terms_in(
    tokens: Sequence[str], lookup: _Lookup[tuple[_Entry, ...]], ends: Sequence[bool] | None = None
) -> Iterator[tuple[int, int, str, Tokens]]:
    """(start, end, term, all it adds): in each kind the longest name wins, and no term counts inside its `unless`.

    `ends`: where a match may begin or end (one more than tokens); everywhere if None.
    """
    reach: dict[str, int] = {}  # how far the names of a kind, and what bars a term, have come
    for start, end, entries in lookup.scan(tokens):
        if ends is not None and not (ends[start] and ends[end]):
            continue
        for kind, names, bars in entries:
            for term in bars:
                reach[term] = max(end, reach.get(term, 0))
            if names and end > reach.get(kind, 0):
                reach[kind] = end
                for term, added in names:
                    if end > reach.get(term, 0):
                        yield start, end, term, added


def digest() -> str:
    """Changes when a record may give other tokens than before."""
    return hashlib.sha256(f"{FORM} {unicodedata.unidata_version} {vocabulary.digest()}".encode()).hexdigest()


# --- records


def record_tokens(parts: Iterable[str]) -> list[str]:
    """Texts of one column → its tokens: words of each part, then the terms named in any of them, with gaps between."""
    lexicon = _vocabulary()
    tokens: list[str] = []
    for part in parts:
        if words := _spelled(fold(part), lexicon.spellings):
            if tokens:
                tokens.append(GAP)
            tokens += words
    found = {token for *_, added in _terms_in(tokens, lexicon.read) for token in added if token[0] == "_"}
    return [*tokens, GAP, *sorted(found)] if found else tokens


# --- queries

_QUOTES = re.compile("[“”„‟«»″＂]")
_APART = re.compile(r"[,;+&|()\[\]{}<>=]")


def parse_query(text: str) -> Query:
    """What a visitor typed → what must be found. Raises BadQuery where it is too long.

    Words are ANDed; "in quotes" they are a phrase. What the vocabulary knows also finds its other names, except in
    quotes. A word that is several tokens ("first-line") is a phrase. The last word may be unfinished.
    """
    if len(text) > LONGEST_QUERY:
        raise BadQuery(f"That is too long to search for. Use at most {LONGEST_QUERY} letters.")
    text = _QUOTES.sub('"', text)
    if text.count('"') % 2:  # the last one opens nothing
        text = " ".join(text.rsplit('"', 1))
    clauses: list[tuple[Alternative, ...]] = []
    count = 0
    pieces = text.split('"')
    last = max((place for place, piece in enumerate(pieces) if fold(piece)), default=-1)
    for place, piece in enumerate(pieces):
        if place % 2:
            words = tuple(_spelled(fold(piece), _vocabulary().spellings))
            count += len(words)
            clauses += [(Alternative(words),)] if words else []
        else:
            tokens, ends = _typed(piece)
            count += len(tokens)
            clauses += _loose(tokens, ends, unfinished=place == last)
        if count > MOST_WORDS:
            raise BadQuery(f"That is too much to search for. Use at most {MOST_WORDS} words.")
    return Query(tuple(dict.fromkeys(clauses)), wordless=not clauses and bool(text.strip()))


def _typed(text: str) -> tuple[list[str], list[bool]]:
    """Tokens typed without quotes, and where words end: before each token, and after the last."""
    lookup = _vocabulary().spellings
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
    lookup = _vocabulary().asked
    terms: dict[tuple[int, int], list[str]] = {}
    for start, end, term, _ in _terms_in(tokens, lookup, ends):
        terms.setdefault((start, end), []).append(term)
    covered = {place for start, end in terms for place in range(start, end)}
    borders = [place for place, is_end in enumerate(ends) if is_end]
    spans = [*terms, *(span for span in zip(borders, borders[1:], strict=False) if span[0] not in covered)]
    for start, end in sorted(spans):
        # One letter or digit begins too much: "stage 3" does not mean 30 mg.
        prefix = unfinished and end == len(tokens) and len(tokens[-1]) > 1
        literal = [Alternative(tuple(tokens[start:end]), prefix)]
        if (start, end) not in terms:
            yield (*literal, *(_begun(literal[0]) if prefix else ()))
        for term in terms.get((start, end), ()):
            yield tuple(dict.fromkeys([Alternative((term,)), *literal]))


def _begun(typed: Alternative) -> Iterator[Alternative]:
    """Words whose other spelling begins with what was typed: no record holds "erbb2", so "erbb" must find her2."""
    *before, last = typed.tokens
    if len(last) < 3 and not before:
        return
    size = len(typed.tokens)
    for spelling, token in _vocabulary().spellings.entries.items():
        if len(spelling) >= size and [*spelling[: size - 1]] == before and spelling[size - 1].startswith(last):
            yield Alternative((token,))


# --- the engines' own writing

_SAFE = re.compile(r"[a-z0-9_]+")
MOST_POSITIONS = 16_383
"""PostgreSQL counts no further in a tsvector."""
MOST_REPEATS = 256
"""Positions that PostgreSQL keeps of one token."""
MOST_BYTES = 800_000
"""PostgreSQL refuses a tsvector over 1 MB."""


def _safe(token: str) -> str:
    if not _SAFE.fullmatch(token):
        raise ValueError("not a token of ours")
    return token


def to_fts5(query: Query, columns: Sequence[str] | None = None) -> str:
    """The text for MATCH; with `columns` only they are searched. Raises ValueError where the query has no clause."""
    expression = _joined(query, quote='"', adjacent=" + ", either=" OR ", both=" AND ", prefix=" *")
    return f"{{{' '.join(map(_safe, columns))}}} : ({expression})" if columns else expression


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
        *before, last = [f"{quote}{_safe(token)}{quote}" for token in alternative.tokens]
        return adjacent.join([*(token + plain for token in before), last + (prefix if alternative.prefix else plain)])

    return both.join(f"({either.join(map(phrase, clause))})" for clause in query.clauses)


def fts5_texts(columns: Sequence[list[str]]) -> list[str]:
    """Columns of a record → what is put into FTS5."""
    return [" ".join(column) for column in _bounded(columns)]


def to_tsvector(columns: Sequence[tuple[list[str], str]]) -> str:
    """(tokens, weight A to D) of each column → the text for `::tsvector`. It finds what `fts5_texts` finds."""
    positions: dict[str, list[str]] = {}
    place, last = 0, _last_position(len(columns))
    for number, (tokens, (_, weight)) in enumerate(zip(_bounded([each for each, _ in columns]), columns, strict=True)):
        if weight not in ("A", "B", "C", "D"):
            raise ValueError("a weight is a letter from A to D")
        for token in tokens:
            place += 1
            if token != GAP:
                here = place if place <= last else last + 2 * (number + 1)
                positions.setdefault(_safe(token), []).append(f"{here}{weight}")
        place += 1  # no phrase reaches into the next column
    return " ".join(f"'{token}':{','.join(places)}" for token, places in positions.items())


def _last_position(columns: int) -> int:
    """The last position for running text. Beyond it each column has one more, shared by its remaining words."""
    return MOST_POSITIONS - 2 * columns


def _bounded(columns: Sequence[list[str]]) -> Sequence[list[str]]:
    """The columns within the bounds of a tsvector, for both engines alike. A trial's text is far within them.

    In one that is not, a word that repeats too often leaves gaps, and what stands after the last position is kept as
    single words, as long as there is room.
    """
    total = sum(map(len, columns)) + len(columns)
    if total < _last_position(len(columns)) and sum(len(token) for each in columns for token in each) < MOST_BYTES // 4:
        repeats = Counter(token for column in columns for token in column)
        del repeats[GAP]
        if max(repeats.values(), default=0) <= MOST_REPEATS - len(columns):
            return columns
    return list(_cut(columns))


def _cut(columns: Sequence[list[str]]) -> Iterator[list[str]]:
    repeats: Counter[str] = Counter()
    place, last, room = 0, _last_position(len(columns)), MOST_BYTES
    for column in columns:
        kept: list[str] = []
        here: set[str] = set()
        for token in column:
            place += 1
            again = token in here
            cost = 2 if token in repeats else len(token) + 8
            full = cost > room or (again and (place > last or repeats[token] >= MOST_REPEATS - len(columns)))
            if place > last and not full:
                kept.append(GAP)
            if full or token == GAP:
                if place <= last:
                    kept.append(GAP)
                continue
            kept.append(token)
            here.add(token)
            repeats[token] += 1
            room -= cost
        place += 1
        yield kept
