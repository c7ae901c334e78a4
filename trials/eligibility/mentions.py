"""Text → where its terms stand: by words, longest name first, in time linear in the text. Called by page.py. Pure.

A name is a sequence of words; case, hyphens and other signs make no difference ("CDK-4/6" is "cdk4/6"). Kinds do not
disturb each other: "CNS metastases" may be a brain mention and a cue at once.
"""

from __future__ import annotations

import functools
import itertools
import operator
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import ahocorasick

from trials import vocabulary
from trials.vocabulary import Drug, Term

WORD = re.compile(r"[^\W_]+")
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
SPACED = {sign: " " for sign in range(128) if not chr(sign).isalnum()}
"""The signs of ASCII that stand in no word."""

_SAME = {
    **dict.fromkeys("‐‑‒–—―−﹣－⁃⁻", "-"),
    **dict(zip("≧⩾≦⩽＜＞（）：；。，＋⁺’‘∶", "≥≥≤≤<>():;;,++'':", strict=True)),
}
_SPACES = "\\\t\v\f\x1c\x1d\x1e\x1f"
"""Read as a space. The registry escapes signs: "\\\\>"."""


def lowered(text: str) -> str:
    """Small letters, signs that mean the same made equal, what is no line's end but space a space; always as long as
    the text, so that offsets hold."""
    low = text.lower()
    if len(low) != len(text):  # a few letters grow when made small
        low = "".join(small if len(small := each.lower()) == 1 else each for each in text)
    if not low.isascii():
        for sign in set(NOT_ASCII.findall(low)):
            same = " " if sign.isspace() else _SAME.get(sign)
            if same:
                low = low.replace(sign, same)
    for sign in _SPACES:
        if sign in low:
            low = low.replace(sign, " ")
    return low


class Mention(NamedTuple):
    start: int
    end: int
    kind: str
    slug: str


Entry = tuple[str, str, bool]
"""Kind, slug, and whether it is a wording in which the term does not count."""


class Lexicon:
    """Names of all kinds in one automaton, which finds them all in one walk over the words of a text."""

    def __init__(self, names: Iterable[tuple[str, str, str]], bars: Iterable[tuple[str, str, str]] = ()) -> None:
        """`names`: (kind, slug, name). `bars`: wordings inside which the term does not count."""
        named: dict[tuple[str, ...], dict[Entry, None]] = {}
        for is_bar, rows in ((False, names), (True, bars)):
            for kind, slug, name in rows:
                for words in _spelled(WORD.findall(lowered(name))):
                    if words:
                        named.setdefault(words, {})[kind, slug, is_bar] = None
        self._automaton = ahocorasick.Automaton()
        for words, entries in named.items():
            self._automaton.add_word(f" {' '.join(words)} ", (len(words), tuple(entries)))
        self._automaton.make_automaton()

    def scan(self, low: str) -> list[Mention]:
        """All mentions in a lowered text, by start. In each kind the longest name wins; cues alone may overlap ("are
        not" and "not eligible")."""
        parts = _spaced(low).split(" ")
        words = list(filter(None, parts))
        ends = list(itertools.compress(map(operator.add, itertools.accumulate(map(len, parts)), itertools.count()), parts))
        line = f" {' '.join(words)} "
        places: list[tuple[int, int, tuple[Entry, ...]]] = []
        last, seen = 0, 1
        for end, (size, entries) in self._automaton.iter(line):
            last += line.count(" ", seen, end)
            seen = end
            places.append((last - size + 1, -last, entries))
        places.sort()
        make = tuple.__new__  # a third of the time of Mention(…)
        found: list[Mention] = []
        reach: dict[str, int] = {}
        barred: dict[tuple[str, str], int] = {}
        for first, last, entries in places:
            last = -last
            taken: set[str] = set()
            for kind, slug, is_bar in entries:
                if is_bar:
                    barred[kind, slug] = last
                elif (kind in taken or (last if kind == "cue" else first) > reach.get(kind, -1)) and (
                    last > barred.get((kind, slug), -1)
                ):
                    reach[kind] = last
                    taken.add(kind)
                    found.append(make(Mention, (ends[first] - len(words[first]), ends[last], kind, slug)))
        return found


def _spaced(low: str) -> str:
    """The words of a lowered text with nothing but spaces between them, each where it stood."""
    if not low.isascii():
        for sign in set(NOT_ASCII.findall(low)):
            if not sign.isalnum():
                low = low.replace(sign, " ")
    if low.isascii():
        return low.translate(SPACED)
    for sign in SPACED:  # `translate` is quick with ASCII alone
        low = low.replace(chr(sign), " ")
    return low


def _spelled(words: list[str]) -> Iterator[tuple[str, ...]]:
    """A name in all its spellings ("oestrogen receptor")."""
    same = _spellings()
    return itertools.islice(itertools.product(*(same.get(word, (word,)) for word in words)), 16)


@functools.cache
def _spellings() -> Mapping[str, tuple[str, ...]]:
    """Word → all ways to write it."""
    found: dict[str, tuple[str, ...]] = {}
    for term in vocabulary.terms("spellings"):
        ways = tuple(each.lower() for each in term.spellings if len(WORD.findall(each)) == 1)
        found |= dict.fromkeys(ways, ways)
    return found


@functools.cache
def _own() -> dict[str, dict[str, dict[str, list[str]]]]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def own_names(*kinds: str) -> Iterator[tuple[str, str, str]]:
    """(kind, slug, name) of words.toml."""
    for kind in kinds:
        for slug, row in _own()[kind].items():
            yield from ((kind, slug, name) for name in row["names"])


def own_bars(*kinds: str) -> Iterator[tuple[str, str, str]]:
    for kind in kinds:
        for slug, row in _own()[kind].items():
            yield from ((kind, slug, wording) for wording in row.get("unless", ()))


def vocabulary_names(kind: str) -> Iterator[tuple[str, str, str]]:
    """(kind, slug, name) of all terms of a vocabulary file."""
    for term in vocabulary.terms(kind):
        for name in _names(term):
            yield kind, term.slug, name


def vocabulary_bars(kind: str) -> Iterator[tuple[str, str, str]]:
    for term in vocabulary.terms(kind):
        for wording in term.unless:
            yield kind, term.slug, wording


def _names(term: Term) -> Iterator[str]:
    yield from term.names
    yield from term.spellings
    if isinstance(term, Drug):
        yield term.label
