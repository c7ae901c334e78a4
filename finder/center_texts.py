"""The words of care centers: which centers say what is searched for. In: the centers of a generation, a query; out: a
set of them (bit n is the n-th). What the engines do for trials, in memory. Called by `finder/joint.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain

from centers.services import SERVICES
from finder.care import CareCenter
from finder.splits import members
from finder.words import Alternative, Query, record_tokens

COLUMNS = 3
"""Names; where it is; what it offers. Most telling first."""


class CenterTexts:
    def __init__(self, centers: Sequence[CareCenter]) -> None:
        self._texts: list[list[str]] = [[], [], []]
        self._saying: list[dict[str, int]] = [{}, {}, {}]
        for number, center in enumerate(centers):
            for texts, saying, tokens in zip(self._texts, self._saying, _columns(center), strict=True):
                texts.append(f" {' '.join(tokens)} ")  # a string: the garbage collector looks through lists
                for token in set(tokens):
                    saying[token] = saying.get(token, 0) | 1 << number
        self._sorted = [sorted(saying) for saying in self._saying]

    def saying(self, query: Query, columns: int = COLUMNS) -> int:
        """The centers where all clauses hold, each in one of the first so many columns."""
        if not query.clauses:
            return 0
        found = -1
        for clause in query.clauses:
            held = 0
            for alternative in clause:
                for column in range(columns):
                    held |= self._holding(alternative, column)
            found &= held
        return found

    def _holding(self, alternative: Alternative, column: int) -> int:
        *before, last = alternative.tokens
        saying = self._saying[column]
        found = 0
        for token in self._begun(last, column) if alternative.prefix else (last,):
            found |= saying.get(token, 0)
        for token in before:
            found &= saying.get(token, 0)
        if not before:
            return found
        phrase = " ".join(["", *before, last if alternative.prefix else f"{last} "])
        return sum(1 << one for one in members(found) if phrase in self._texts[column][one])

    def _begun(self, token: str, column: int) -> Iterator[str]:
        """The tokens that begin so."""
        tokens = self._sorted[column]
        for position in range(bisect_left(tokens, token), len(tokens)):
            if not tokens[position].startswith(token):
                return
            yield tokens[position]


def _columns(center: CareCenter) -> list[list[str]]:
    offered = [SERVICES[one.service] for one in center.offerings if one.service in SERVICES]
    return [
        record_tokens([center.name, *center.other_names]),
        record_tokens([center.network, *chain.from_iterable((one.city, one.state) for one in center.locations)]),
        record_tokens(dict.fromkeys(chain.from_iterable((one.label, *one.synonyms) for one in offered))),
    ]
