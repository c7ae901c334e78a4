"""Phrases of some centers come in; which of them stand in a text goes out. Called by matcher.py. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from centers.matching.names import Phrase, Words, taught
from centers.matching.rules import PLAIN
from centers.matching.spelling import COMMON, Spelling


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of a center at words [start, end) of a text."""

    start: int
    end: int
    phrase: Phrase


class _Node:
    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.ends: dict[int, Phrase] = {}  # center → the phrase that proves most


class Phrasebook:
    """The phrases of centers, as a tree of words. What is found does not hang on the order of centers or names.

    `rows`: centers and phrases of their locations; `texts`: center → texts that people took for it, in `city`.
    """

    def __init__(
        self, rows: Iterable[tuple[int, Iterable[Phrase]]], texts: Iterable[tuple[int, str]] = (), city: Words = ()
    ) -> None:
        self._root = _Node()
        self._words: dict[int, set[str]] = {}  # center → all words of its names
        for center, found in rows:
            for phrase in found:
                self._add(center, phrase)
        for center, text in texts:
            for phrase in taught(text, city):
                self._add(center, phrase)

    def vocabulary(self, center: int) -> frozenset[str] | set[str]:
        """All words of the names of a center that is in the book, and the names' initials."""
        return self._words[center]

    def _add(self, center: int, phrase: Phrase) -> None:
        held_words = self._words.setdefault(center, set())
        held_words.update(phrase.words)
        if len(phrase.words) > 1:
            held_words.add("".join(word[0] for word in phrase.words))
        node = self._root
        for word in phrase.words:
            node = node.next.setdefault(word, _Node())
        held = node.ends.get(center)
        if held is None or (phrase.kind, phrase.name) > (held.kind, held.name):
            node.ends[center] = phrase

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(word for found in self._words.values() for word in found)

    def spelled(self, text: Words) -> tuple[Words, frozenset[int]]:
        """The text with wrong letters put right, and where."""
        right = [self._spelling(word) for word in text]
        if not any(new or old in self._telling for new, old in zip(right, text, strict=True)):
            return text, frozenset()  # no word of any center's name: nothing would come of it
        right = [new or COMMON(old) for new, old in zip(right, text, strict=True)]
        if not any(right):
            return text, frozenset()
        return (
            tuple(new or old for new, old in zip(right, text, strict=True)),
            frozenset(at for at, new in enumerate(right) if new),
        )

    @cached_property
    def _telling(self) -> frozenset[str]:
        return frozenset(word for found in self._words.values() for word in found) - PLAIN

    def hits(self, text: Words, length: int) -> dict[int, list[Hit]]:
        """Center → its phrases in the text. A hit may reach over the first `length` words only to the very end."""
        found: dict[int, list[Hit]] = {}
        root = self._root.next
        for start in range(length):
            node = root.get(text[start])
            at = start + 1
            while node is not None:
                if node.ends and (at <= length or at == len(text)):
                    for center, phrase in node.ends.items():
                        found.setdefault(center, []).append(Hit(start, at, phrase))
                if at == len(text):
                    break
                node = node.next.get(text[at])
                at += 1
        return found
