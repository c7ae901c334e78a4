"""The words of care centers: which centers say what is searched for. In: the centers of a generation, a query; out: a
set of them (bit n is the n-th). What the engines do for trials, in memory. Called by `finder/joint.py`.
"""

from __future__ import annotations

import functools
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
            for texts, saying, parts in zip(self._texts, self._saying, _columns(center), strict=True):
                # A string: the garbage collector looks through lists. No phrase reaches across the bar.
                texts.append(f" {' | '.join(' '.join(part) for part in parts)} ")
                for token in set(chain.from_iterable(parts)):
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


def _columns(center: CareCenter) -> list[list[list[str]]]:
    """The tokens of each column, in parts across which no phrase reaches."""
    where = [center.network, *chain.from_iterable((one.city, one.state) for one in center.locations)]
    offered = dict.fromkeys(one.service for one in center.offerings)
    return [
        [record_tokens([center.name, *center.other_names])],
        [record_tokens(where)],
        [_names(service) for service in offered if service in SERVICES],
    ]


@functools.cache  # there are some dozens, and thousands of centers that offer them
def _names(service: str) -> list[str]:
    one = SERVICES[service]
    return record_tokens([one.label, one.label_es, *one.synonyms])
