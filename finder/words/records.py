"""Texts of a record → tokens → what each engine is given. Called by `finder/index.py`. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from finder.words.folding import GAP, fold, safe
from finder.words.terms import lexicon, spelled, terms_in

MOST_POSITIONS = 16_383
"""PostgreSQL counts no further in a tsvector."""
MOST_REPEATS = 256
"""Positions that PostgreSQL keeps of one token."""
MOST_BYTES = 800_000
"""PostgreSQL refuses a tsvector over 1 MB."""


def record_tokens(parts: Iterable[str]) -> list[str]:
    """Texts of one column → its tokens: words of each part, then the terms named in any of them, with gaps between."""
    vocabulary = lexicon()
    tokens: list[str] = []
    for part in parts:
        if words := fold(part):
            if tokens:
                tokens.append(GAP)
            tokens += words
    tokens = spelled(tokens, vocabulary.spellings)
    found = {token for *_, added in terms_in(tokens, vocabulary.read) for token in added if token[0] == "_"}
    return [*tokens, GAP, *sorted(found)] if found else tokens


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
        shared = last + 2 * (number + 1)
        for here, token in enumerate(tokens, place + 1):
            held = positions.get(token)
            if held is None:
                held = positions[token] = []
            held.append(f"{here if here <= last else shared}{weight}")
        place += len(tokens) + 1  # no phrase reaches into the next column
    positions.pop(GAP, None)
    return " ".join([f"'{safe(token)}':{','.join(places)}" for token, places in positions.items()])


def _last_position(columns: int) -> int:
    """The last position for running text. Beyond it each column has one more, shared by its remaining words."""
    return MOST_POSITIONS - 2 * columns


def _bounded(columns: Sequence[list[str]]) -> Sequence[list[str]]:
    """The columns within the bounds of a tsvector, for both engines alike. A trial's text is far within them.

    In one that is not, a word that repeats too often leaves gaps, and what stands after the last position is kept as
    single words, as long as there is room.
    """
    total = sum(map(len, columns)) + len(columns)
    if total < _last_position(len(columns)) and sum(sum(map(len, each)) for each in columns) < MOST_BYTES // 4:
        repeats: Counter[str] = Counter()
        for column in columns:
            repeats.update(column)
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
