"""Text → where its terms stand: by words, longest name first, in time linear in the text. Called by page.py. Pure.

A name is a sequence of words; case, hyphens and other signs make no difference ("CDK-4/6" is "cdk4/6"). Kinds do not
disturb each other: "CNS metastases" may be a brain mention and a cue at once.
"""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from trials import vocabulary
from trials.vocabulary import Term

WORD = re.compile(r"[^\W_]+")
ASCII = bytes(range(128))
SPACED = {sign: " " for sign in range(128) if not chr(sign).isalnum()}
"""The signs of ASCII that stand in no word."""
SPACED_BYTES = bytes(ord(" ") if sign in SPACED else sign for sign in range(256))

_SAME = {
    **dict.fromkeys("‐‑‒–—―−﹣－⁃⁻", "-"),
    **dict(zip("≧⩾≦⩽＜＞（）：；。，＋⁺’‘∶", "≥≥≤≤<>():;;,++'':", strict=True)),
}
_SPACES = "\\\t\v\f\x1c\x1d\x1e\x1f"
"""Read as a space. The registry escapes signs: "\\\\>"."""


def lowered(text: str) -> str:
    """Small letters without accents, signs that mean the same made equal, every space a space that ends no line.

    Always as long as the text, so that offsets hold.
    """
    low = text.lower()
    if len(low) != len(text):  # a few letters grow when made small
        low = "".join(small if len(small := each.lower()) == 1 else each for each in text)
    if not low.isascii():
        for sign in _not_ascii(low):
            low = low.replace(sign, " " if sign.isspace() else _SAME.get(sign) or _without_accent(sign))
    for sign in _SPACES:
        if sign in low:
            low = low.replace(sign, " ")
    return low


def _not_ascii(text: str) -> set[str]:
    """The signs that are not ASCII's; ten times as quick as a pattern."""
    return set(text.encode("utf-8", "surrogatepass").translate(None, ASCII).decode("utf-8", "surrogatepass"))


@functools.lru_cache(1024)
def _without_accent(sign: str) -> str:
    letter, *marks = list(unicodedata.normalize("NFKD", sign))
    return letter if "a" <= letter <= "z" and all(map(unicodedata.combining, marks)) else sign


class Mention(NamedTuple):
    start: int
    end: int
    kind: str
    slug: str


Ending = tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[tuple[str, str], ...]]
"""What a name stands for (kind, slugs), and the (kind, slug) that do not count inside it."""
Node = list[Any]
"""[the `Ending` of the name that ends here or None, next word → node]. A pair, which is taken apart at once: the scan
comes to a word that begins a name two hundred times a text, and half of the time no name goes on there."""
END = "\0"
"""Stands after the last word; no word is like it."""


class Lexicon:
    """Names of all kinds as a trie of words."""

    def __init__(self, names: Iterable[tuple[str, str, str]], bars: Iterable[tuple[str, str, str]] = ()) -> None:
        """`names`: (kind, slug, name). `bars`: wordings inside which the term does not count."""
        self._root: dict[str, Node] = {}
        for kind, slug, name in names:
            for (meant, barred), node in self._ends(name):
                slugs = dict(meant)
                slugs[kind] = tuple(dict.fromkeys((*slugs.get(kind, ()), slug)))
                node[0] = (tuple(slugs.items()), barred)
        for kind, slug, wording in bars:
            for (meant, barred), node in self._ends(wording):
                node[0] = (meant, (*barred, (kind, slug)))

    def _ends(self, name: str) -> Iterator[tuple[Ending, Node]]:
        """Where a name ends in the trie, in all its spellings, and what ends there so far."""
        for words in _spelled(WORD.findall(lowered(name))):
            node: Node = [None, self._root]
            for word in words:
                node = node[1].setdefault(word, [None, {}])
            if words:
                yield node[0] or ((), ()), node

    def scan(self, low: str) -> list[Mention]:
        """All mentions in a lowered text, by start. In each kind the longest name wins; cues alone may overlap ("are
        not" and "not eligible")."""
        words = _spaced(low).split(" ")  # with empty ones where several signs part two words
        lengths = list(itertools.accumulate(map(len, words)))
        """Of all words as far as here. With a sign after each of them: where a word ends."""
        nodes = list(map(self._root.get, words))
        words.append(END)
        make = tuple.__new__  # a third of the time of Mention(…)
        found: list[Mention] = []
        reach: dict[str, int] = {}
        barred: dict[tuple[str, str], int] = {}
        for place, (ending, longer) in itertools.compress(enumerate(nodes), nodes):  # type: ignore[misc]
            following = place + 1
            while not (word := words[following]):
                following += 1
            node: Node | None = longer.get(word)
            if node is None:
                if ending is None:  # most places: "with", "for" and the like
                    continue
                named = [(place, ending)]
            else:
                named = [] if ending is None else [(place, ending)]
                while node is not None:
                    ending, longer = node
                    if ending is not None:
                        named.append((following, ending))
                    following += 1
                    while not (word := words[following]):
                        following += 1
                    node = longer.get(word)
                if not named:
                    continue
                named.reverse()
            start = lengths[place] + place - len(words[place])
            for last, (meant, barring) in named:
                for kind, slugs in meant:
                    if (last if kind == "cue" else place) > reach.get(kind, -1):
                        for slug in slugs:
                            if not barred or last > barred.get((kind, slug), -1):
                                reach[kind] = last
                                found.append(make(Mention, (start, lengths[last] + last, kind, slug)))
                for each in barring:
                    barred[each] = last
        return found


def _spaced(low: str) -> str:
    """The words of a lowered text with nothing but spaces between them, each where it stood."""
    if not low.isascii():
        for sign in _not_ascii(low):
            if not sign.isalnum():
                low = low.replace(sign, " ")
    if low.isascii():  # as bytes it is twice as quick
        return low.encode("ascii").translate(SPACED_BYTES).decode("ascii")
    for code in SPACED:  # `translate` is quick with ASCII alone
        low = low.replace(chr(code), " ")
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
