"""Text → where its terms stand: by words, longest name first, in time linear in the text. Called by page.py. Pure.

A name is a sequence of words; case, hyphens and other signs make no difference ("CDK-4/6" is "cdk4/6"). Kinds do not
disturb each other: "CNS metastases" may be a brain mention and a cue at once.
"""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from trials import vocabulary
from trials.vocabulary import Drug, Term

WORD = re.compile(r"[^\W_]+")
SPLIT = re.compile(r"([^\W_]+)")
SPLIT_ASCII = re.compile(r"([a-z0-9]+)")
"""The same for lowered ASCII, a quarter faster."""

_SAME = {
    **dict.fromkeys("‐‑‒–—―−﹣－⁃⁻", "-"),
    **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u3000", " "),
    **dict(zip("≧⩾≦⩽＜＞（）：；，＋⁺’‘∶", "≥≥≤≤<>():;,++'':", strict=True)),
}


def lowered(text: str) -> str:
    """Small letters, signs that mean the same made equal; always as long as the text, so that offsets hold."""
    low = text.lower()
    if len(low) != len(text):  # a few letters grow when made small
        low = "".join(small if len(small := each.lower()) == 1 else each for each in text)
    if not low.isascii():
        for sign, same in _SAME.items():
            if sign in low:
                low = low.replace(sign, same)
    return low.replace("\\", " ").replace("\t", " ")  # the registry escapes signs: "\\>"


class Mention(NamedTuple):
    start: int
    end: int
    kind: str
    slug: str


Entry = tuple[str, str, bool]
"""Kind, slug, and whether it is a wording in which the term does not count."""
Node = dict[str | None, Any]
"""Next word → node; None → the entries that end here."""
END = "\0"
"""Stands after the last word; no word is like it."""


class Lexicon:
    """Names of all kinds as a trie of words."""

    def __init__(self, names: Iterable[tuple[str, str, str]], bars: Iterable[tuple[str, str, str]] = ()) -> None:
        """`names`: (kind, slug, name). `bars`: wordings inside which the term does not count."""
        self._root: Node = {}
        for is_bar, rows in ((False, names), (True, bars)):
            for kind, slug, name in rows:
                for words in _spelled(WORD.findall(lowered(name))):
                    self._add(words, (kind, slug, is_bar))

    def _add(self, words: Sequence[str], entry: Entry) -> None:
        if not words:
            return
        node = self._root
        for word in words:
            node = node.setdefault(word, {})
        node[None] = tuple(dict.fromkeys((*node.get(None, ()), entry)))

    def scan(self, low: str) -> list[Mention]:
        """All mentions in a lowered text, by start. In each kind the longest name wins; cues alone may overlap ("are
        not" and "not eligible")."""
        root = self._root
        parts = (SPLIT_ASCII if low.isascii() else SPLIT).split(
            low
        )  # words at the odd places, what stands between them at the even ones
        ends_at = list(itertools.accumulate(map(len, parts)))
        words = parts[1::2]
        known = list(itertools.compress(itertools.count(), map(root.__contains__, words)))
        words.append(END)
        make = tuple.__new__  # a third of the time of Mention(…)
        found: list[Mention] = []
        reach: dict[str, int] = {}
        barred: dict[tuple[str, str], int] = {}
        for place in known:
            first: Node = root[words[place]]
            if None not in first and words[place + 1] not in first:  # most places: "no", "of" and the like
                continue
            last = place + 1
            ends: list[tuple[int, tuple[Entry, ...]]] = [(last, first[None])] if None in first else []
            node: Node | None = first.get(words[last])
            last += 1
            while node is not None:
                if None in node:
                    ends.append((last, node[None]))
                node = node.get(words[last])
                last += 1
            for last, named in reversed(ends):
                taken: set[str] = set()
                for kind, slug, is_bar in named:
                    if is_bar:
                        barred[kind, slug] = last
                    elif (kind in taken or (last if kind == "cue" else place + 1) > reach.get(kind, 0)) and (
                        last > barred.get((kind, slug), 0)
                    ):
                        reach[kind] = last
                        taken.add(kind)
                        found.append(make(Mention, (ends_at[2 * place], ends_at[2 * last - 1], kind, slug)))
        return found


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
