"""Every question that the API answers. In: parameters as `docs/api.md` names them; out: answers, typed as the API's
schema says (`types.py`). The client is one class, `Finder`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, cast
from urllib.parse import quote, urlsplit

from finder_client.http import Asked, Connection, Value, members, query
from finder_client.types import (
    AccuracyAnswer,
    CenterAnswer,
    CenterRow,
    CentersAnswer,
    ChangesAnswer,
    FacetsAnswer,
    MatchAnswer,
    RegistriesAnswer,
    RootAnswer,
    ServicesAnswer,
    SitesAnswer,
    TermsAnswer,
    TrialAnswer,
    TrialRow,
    TrialsAnswer,
    TrialSiteRow,
    VersionsAnswer,
)

VERSION = "1.0.0"
_V1 = "/api/v1/"
_MOST = 100
"""Rows of a page in a walk: as many as the API gives."""
Given = Value | Iterable[Value] | None


class Finder:
    """`Finder("https://finder.example.org")`. Questions are given by name (`near="60637"`), those whose names are none
    of Python's in a dictionary first (`{"trial.subtype": "tnbc"}`); a value may be a list of values.

    Every method raises `Problem` where the server refuses or fails, and OSError where no answer comes. Where the server
    asks to wait (429, 503) it waits, `patience` seconds a request at most."""

    def __init__(self, address: str, *, timeout: float = 60, patience: float = 120, agent: str = "") -> None:
        """`timeout`: seconds without a byte. `agent`: who asks, best with an address for complaints."""
        named = f"{agent} finder-client/{VERSION}".strip()
        self._server = Connection(address, timeout=timeout, patience=patience, agent=named)

    # -- trials and their sites ---------------------------------------------------------------------------------------

    def trials(self, asked: Asked = {}, /, **more: Given) -> TrialsAnswer:  # noqa: B006
        """A page of the trials that match, with facets."""
        return cast(TrialsAnswer, self._get("trials/", asked, more))

    def every_trial(self, asked: Asked = {}, /, **more: Given) -> Iterator[TrialRow]:  # noqa: B006
        """All trials that match, one after the other, by id. What changes on the way comes once at most."""
        return cast(Iterator[TrialRow], self._walk("trials/", asked, more))

    def trial(self, id: str) -> TrialAnswer:
        """Everything kept of one trial. Any id of it will do."""
        return cast(TrialAnswer, self._get(f"trials/{_part(id)}/"))

    def versions(self, id: str) -> VersionsAnswer:
        """The versions that are kept of one trial, the newest first."""
        return cast(VersionsAnswer, self._get(f"trials/{_part(id)}/versions/"))

    def changes(self, id: str, *, since: dt.date | None = None) -> ChangesAnswer:
        """What changed in one trial, by day, the newest first."""
        return cast(ChangesAnswer, self._get(f"trials/{_part(id)}/changes/", {}, {"since": since}))

    def facets(self, asked: Asked = {}, /, **more: Given) -> FacetsAnswer:  # noqa: B006
        """How many trials match, and how many of each kind."""
        return cast(FacetsAnswer, self._get("facets/", asked, more))

    def sites(self, asked: Asked = {}, /, **more: Given) -> SitesAnswer:  # noqa: B006
        """A page of the sites that match, the nearest first where a place is asked for."""
        return cast(SitesAnswer, self._get("sites/", asked, more))

    def every_site(self, asked: Asked = {}, /, **more: Given) -> Iterator[TrialSiteRow]:  # noqa: B006
        """All sites that match."""
        return cast(Iterator[TrialSiteRow], self._walk("sites/", asked, more))

    def match(self, asked: Asked = {}, /, **more: Given) -> MatchAnswer:  # noqa: B006
        """Every trial in one of four groups. Sent in the body: what was entered of a person stands in no address."""
        return cast(MatchAnswer, self._server.post(f"{_V1}match/", members(asked, more)))

    # -- care centers -------------------------------------------------------------------------------------------------

    def centers(self, asked: Asked = {}, /, **more: Given) -> CentersAnswer:  # noqa: B006
        """A page of the care centers that match, with facets."""
        return cast(CentersAnswer, self._get("centers/", asked, more))

    def every_center(self, asked: Asked = {}, /, **more: Given) -> Iterator[CenterRow]:  # noqa: B006
        """All care centers that match, one after the other, by id."""
        return cast(Iterator[CenterRow], self._walk("centers/", asked, more))

    def center(self, slug: str) -> CenterAnswer:
        """Everything published of one care center, each fact with its claims."""
        return cast(CenterAnswer, self._get(f"centers/{_part(slug)}/"))

    def services(self) -> ServicesAnswer:
        """What a center can offer."""
        return cast(ServicesAnswer, self._get("services/"))

    # -- words, figures, registries -----------------------------------------------------------------------------------

    def terms(self, *, kind: str | Iterable[str] | None = None) -> TermsAnswer:
        """The vocabulary, or some kinds of it."""
        return cast(TermsAnswer, self._get("terms/", {}, {"kind": kind}))

    def registries(self) -> RegistriesAnswer:
        """The registries that listings come from, and how fresh they are."""
        return cast(RegistriesAnswer, self._get("registries/"))

    def accuracy(self) -> AccuracyAnswer:
        """How often the reading of the trials' texts is right."""
        return cast(AccuracyAnswer, self._get("accuracy/"))

    def root(self) -> RootAnswer:
        """The addresses of the API, and what is promised of it."""
        return cast(RootAnswer, self._get(""))

    # -----------------------------------------------------------------------------------------------------------------

    def _get(self, path: str, asked: Asked = {}, more: Asked = {}) -> Any:  # noqa: B006
        return self._server.get(_V1 + path, query(asked, more))

    def _walk(self, path: str, asked: Asked, more: Asked) -> Iterator[Any]:
        begun: Asked = {"cursor": "*", "limit": _MOST, **asked}
        page: str | None = query(begun, more)
        while page is not None:
            answer = self._server.get(_V1 + path, page)
            yield from answer["results"]
            # The question alone: the host that a server knows itself by may be another one than we reach it by.
            page = urlsplit(answer["next"]).query if answer["next"] else None


def _part(name: str) -> str:
    """Of an address: no name leads to another one."""
    if name in ("", ".", ".."):
        raise ValueError(f"{name!r} names nothing.")
    return quote(name, safe="")
