"""Text → where its terms stand: by words, longest name first, in time linear in the text. Called by page.py. Pure.

A name is a sequence of words; case, hyphens and other signs make no difference ("CDK-4/6" is "cdk4/6"). Kinds do not
disturb each other: "CNS metastases" may be a brain mention and a cue at once.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from trials import vocabulary
from trials.vocabulary import Drug, Term

WORD = re.compile(r"[^\W_]+")

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_SAME = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣－⁃⁻"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u200a\u202f\u3000"), " "),
    **{ord(sign): same for sign, same in zip("≧⩾≦⩽＜＞（）：；，＋⁺’‘∶", "≥≥≤≤<>():;,++'':", strict=True)},
}


def lowered(text: str) -> str:
    """Small letters, signs that mean the same made equal; always as long as the text, so that offsets hold."""
    low = text.lower()
    if len(low) != len(text):  # a few letters grow when made small
        low = "".join(small if len(small := each.lower()) == 1 else each for each in text)
    if not low.isascii():
        low = _BEYOND_ASCII.sub(lambda run: run[0].translate(_SAME), low)
    return low.replace("\\", " ").replace("\t", " ")  # the registry escapes signs: "\\>"


class Mention(NamedTuple):
    start: int
    end: int
    kind: str
    slug: str


class Lexicon:
    """Names of all kinds, found by their first word and their lengths."""

    def __init__(self, names: Iterable[tuple[str, str, str]], bars: Iterable[tuple[str, str, str]] = ()) -> None:
        """`names`: (kind, slug, name). `bars`: wordings inside which the term does not count."""
        spelled = _spellings()
        entries: dict[tuple[str, ...], dict[tuple[str, str, bool], None]] = {}
        for is_bar, rows in ((False, names), (True, bars)):
            for kind, slug, name in rows:
                words = tuple(spelled.get(word, word) for word in WORD.findall(lowered(name)))
                if words:
                    entries.setdefault(words, {})[kind, slug, is_bar] = None
        self._entries = {words: tuple(found) for words, found in entries.items()}
        lengths: dict[str, set[int]] = {}
        for words in self._entries:
            lengths.setdefault(words[0], set()).add(len(words))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
        self._spelled = spelled

    def scan(self, low: str) -> list[Mention]:
        """All mentions in a lowered text, by start. In each kind the longest name wins; cues alone may overlap ("are
        not" and "not eligible")."""
        spelled, lengths, entries = self._spelled, self._lengths, self._entries
        spans = [match.span() for match in WORD.finditer(low)]
        words = [low[start:end] for start, end in spans]
        if not spelled.keys().isdisjoint(words):
            words = [spelled.get(word, word) for word in words]
        size = len(words)
        found: list[Mention] = []
        reach: dict[str, int] = {}
        barred: dict[tuple[str, str], int] = {}
        for place in [place for place, word in enumerate(words) if word in lengths]:
            for length in lengths[words[place]]:
                last = place + length
                if last > size:
                    continue
                named = entries.get(tuple(words[place:last]))
                if named is None:
                    continue
                taken: set[str] = set()
                for kind, slug, is_bar in named:
                    if is_bar:
                        barred[kind, slug] = last
                    elif (
                        kind in taken or (last if kind == "cue" else place + 1) > reach.get(kind, 0)
                    ) and last > barred.get((kind, slug), 0):
                        reach[kind] = last
                        taken.add(kind)
                        found.append(Mention(spans[place][0], spans[last - 1][1], kind, slug))
        return found


@functools.cache
def _spellings() -> Mapping[str, str]:
    """One-word spellings → the first of them."""
    return {
        other.lower(): term.spellings[0].lower()
        for term in vocabulary.terms("spellings")
        for other in term.spellings[1:]
        if len(WORD.findall(other)) == 1 and len(WORD.findall(term.spellings[0])) == 1
    }


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
