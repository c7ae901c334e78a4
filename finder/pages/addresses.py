"""The addresses behind the links of a page. In: what was asked; out: query strings that ask nearly the same.

Only parameters we know are ever written into a link: what else stood in the address is not repeated. The link to the
other language alone (`context.py`) is the whole address again, escaped, as it leads to the same page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote_plus

from django.http import QueryDict
from django.urls import reverse

from finder.filters import ANY, OPEN_BY_DEFAULT, TrialFilters

CAME_FROM = "back"
"""Stands in the address of a trial that was opened from the matches, and leads back there: the list of trials leaves
out what only nearly fits."""
_PAGE = ("offset",)
_NOT_ASKED = ("sort", "limit", "offset", "unit")
"""How an answer is shown, not what is asked."""


class Asked:
    """The known parameters of an address that have a value, in their declared order."""

    def __init__(self, query: QueryDict, *, page: str = "trials", known: Sequence[str] = ()) -> None:
        """`page`: its name. `known`: the parameters of its list, where they are not those of the trials."""
        self.path = reverse(page)
        self.values: dict[str, list[str]] = {}
        for name in known or TrialFilters.parameters():
            given = [value for value in (one.strip() for one in query.getlist(name)) if value]
            if given:
                self.values[name] = given
        if "near" not in self.values:  # the form sends its radius along
            self.values.pop("within", None)
            self.values.pop("unit", None)
        self._pairs_written: list[tuple[str, str]] | None = None

    def __bool__(self) -> bool:
        return any(name not in _NOT_ASKED for name in self.values)

    def get(self, name: str) -> list[str]:
        return self.values.get(name, [])

    def pairs(self, *, leave_out: Iterable[str] = ()) -> list[tuple[str, str]]:
        left_out = set(leave_out)
        return [(name, value) for name, given in self.values.items() if name not in left_out for value in given]

    def query(self, *, leave_out: Iterable[str] = _PAGE, **changes: str | list[str]) -> str:
        """ "?q=her2&phase=2", or "" where nothing is asked. Another question starts at its first page."""
        left_out = {*leave_out, *changes}
        # A page has some two hundred of these: what is asked is written out once for all of them.
        asked = [written for name, written in self._written() if name not in left_out]
        for name, new in changes.items():
            asked += [_written(name, value) for value in ([new] if isinstance(new, str) else new)]
        return f"?{'&'.join(asked)}" if asked else ""

    def _written(self) -> list[tuple[str, str]]:
        if self._pairs_written is None:
            self._pairs_written = [(name, _written(name, value)) for name, value in self.pairs()]
        return self._pairs_written

    def with_(self, **changes: str | list[str]) -> str:
        return self.path + self.query(**changes)

    def without(self, *names: str) -> str:
        return self.path + self.query(leave_out=[*names, *_PAGE])

    def without_value(self, name: str, value: str) -> str:
        return self.with_(**{name: [one for one in self.get(name) if one != value]})

    def toggled(self, name: str, value: str) -> str:
        """The same, with one value of a facet taken in or out."""
        chosen = self.chosen(name)
        kept = [one for one in chosen if one != value] if value in chosen else [*chosen, value]
        if name == "status":
            # Without any the default would come back, and the click would seem to do nothing.
            kept = kept or [ANY]
            if set(kept) == set(OPEN_BY_DEFAULT):
                kept = []
        changes: dict[str, str | list[str]] = {name: kept}
        if name == "country":
            changes["state"] = []  # a state counts with one country only
        return self.with_(**changes)

    def chosen(self, name: str) -> list[str]:
        """The values of a facet that count: for status those by default where none is given."""
        given = self.get(name)
        if name == "status":
            return [] if ANY in given else given or list(OPEN_BY_DEFAULT)
        return given

    def page(self, offset: int) -> str:
        return self.with_(offset=str(offset)) if offset else self.with_()


def _written(name: str, value: str) -> str:
    return f"{name}={quote_plus(value, safe=',')}"
