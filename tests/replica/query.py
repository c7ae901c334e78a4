"""The registry's query language, as much of it as we ask for. Comes in: an expression like
`(breast OR "solid tumor") AND NOT healthy` or `AREA[LastUpdatePostDate]RANGE[2026-11-01,MAX]`. Goes out: a function
that says whether a study matches. Called by listing.

The registry also expands words to their synonyms; the replica does not: a caller must name what it wants.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable

from tests.replica.fields import AREAS, Refused
from tests.replica.records import Document, words

Matcher = Callable[[Document], bool]

_TOKEN = re.compile(r'[()]|"[^"]*"|(?:AREA|RANGE|EXPANSION|COVERAGE|SEARCH|TILT)\[[^\]]*\]|[^\s()"]+|"')
_OPERATORS = ("AND", "OR", "NOT")


def compile_query(text: str, area: str) -> Matcher:
    """`area` is where words are looked for unless the expression names another one. Raises Refused."""
    return _Parser(text, area.lower()).whole()


def span(value: str) -> tuple[float, float] | None:
    """First and last day a date covers (`2026-02` is a month), or a number twice; None for anything else."""
    found = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?(?:T[\d:]+)?", value.strip())
    if found is None:
        try:
            return (float(value), float(value))
        except ValueError:
            return None
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 0)
    try:
        first = dt.date(year, month, day or 1)
        last = dt.date(year, month, day or calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
    return (first.toordinal(), last.toordinal())


class _Parser:
    """Recursive descent; what binds closest is lowest. Words beside each other bind as AND."""

    def __init__(self, text: str, area: str) -> None:
        self._text = text
        self._tokens = _TOKEN.findall(text)
        self._at = 0
        self._area = area

    def whole(self) -> Matcher:
        if not self._tokens:
            raise self._refused("it is empty")
        matcher = self._any_of()
        if self._next() is not None:
            raise self._refused(f"unexpected {self._next()}")
        return matcher

    def _refused(self, why: str) -> Refused:
        return Refused(f"Query `{self._text}` cannot be parsed: {why}")

    def _next(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self) -> str:
        token = self._next()
        if token is None:
            raise self._refused("it ends too early")
        self._at += 1
        return token

    def _any_of(self) -> Matcher:
        choices = [self._all_of()]
        while self._next() == "OR":
            self._take()
            choices.append(self._all_of())
        return choices[0] if len(choices) == 1 else lambda document: any(one(document) for one in choices)

    def _all_of(self) -> Matcher:
        demands = [self._negated()]
        while self._next() not in (None, "OR", ")"):
            if self._next() == "AND":
                self._take()
            demands.append(self._negated())
        return demands[0] if len(demands) == 1 else lambda document: all(one(document) for one in demands)

    def _negated(self) -> Matcher:
        if self._next() != "NOT":
            return self._single()
        self._take()
        inner = self._negated()
        return lambda document: not inner(document)

    def _single(self) -> Matcher:
        token = self._take()
        if token == "(":
            inner = self._any_of()
            if self._take() != ")":
                raise self._refused("a bracket is not closed")
            return inner
        if token.startswith("AREA["):
            return self._within(token[5:-1].strip().lower())
        if token.startswith("RANGE["):
            return self._range(token[6:-1])
        if token.startswith("EXPANSION["):
            return self._single()
        if token.startswith(("COVERAGE[", "SEARCH[", "TILT[")):
            raise Refused(f"The replica does not know {token}")
        if token in (*_OPERATORS, ")", '"'):
            raise self._refused(f"unexpected {token}")
        area = self._area
        if token == "MISSING":
            return lambda document: not any(document.values(area))
        if token == "ALL":
            return lambda _: True
        phrase = words(token)
        return lambda document: phrase in document.text(area) or not phrase.strip()

    def _within(self, area: str) -> Matcher:
        if area != "basicsearch" and area not in AREAS:
            raise Refused(f"Query `{self._text}` names an unknown area: {area}")
        outer, self._area = self._area, area
        inner = self._single()
        self._area = outer
        return inner

    def _range(self, limits: str) -> Matcher:
        low, comma, high = (part.strip() for part in limits.partition(","))
        start = (float("-inf"),) * 2 if low == "MIN" else span(low)
        end = (float("inf"),) * 2 if high == "MAX" else span(high)
        if not comma or start is None or end is None:
            raise self._refused(f"RANGE[{limits}] is no range")
        first, last, area = start[0], end[1], self._area

        def inside(document: Document) -> bool:
            spans = (span(value) for value in document.values(area))
            return any(found is not None and first <= found[0] <= last for found in spans)

        return inside
