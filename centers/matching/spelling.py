"""Words come in, the word that was meant goes out where one letter is wrong. Called by phrasebook.py. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from centers.matching.rules import DEPARTMENTS, INSTITUTION, NETWORKS, OTHERS, PLACES, PLAIN

SHORTEST = 6  # letters: shorter words have too many neighbours that mean something else
_COMMON = PLAIN | INSTITUTION | PLACES | OTHERS | DEPARTMENTS | NETWORKS


class Spelling:
    """Finds the one known word that differs by one letter (wrong, missing, too many, or two exchanged).

    The first letter must be the same. Words with two such neighbours are left as they are.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._near: dict[str, set[str]] = {}
        for word in self._known:
            if len(word) >= SHORTEST and word.isalpha():
                for shorter in _shortened(word):
                    self._near.setdefault(shorter, set()).add(word)

    def __call__(self, word: str) -> str | None:
        """The word meant, None for a word that is known or has no such neighbour."""
        if len(word) < SHORTEST or word in self._known or word in _COMMON or not word.isalpha():
            return None
        found = {
            known
            for shorter in _shortened(word)
            for known in self._near.get(shorter, ())
            if known[0] == word[0] and _one_letter(known, word)
        }
        return found.pop() if len(found) == 1 else None


def _shortened(word: str) -> Iterator[str]:
    yield word
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]


def _one_letter(one: str, other: str) -> bool:
    """Whether two words sharing a shortened form are one step apart, not two."""
    if abs(len(one) - len(other)) == 1:
        return True
    different = [at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    return len(different) == 1 or (len(different) == 2 and different[1] == different[0] + 1)


COMMON = Spelling(word for word in PLAIN | {"university"} if len(word) >= SHORTEST)
