"""A joint question spelled out for hand-written SQL, and the conditions it is made of. Called by `bench/center_sql.py`
and `bench/center_asking.py`.

`c_found` are the centers where place, words and trials hold, `c_offer` their offerings at a place that holds; `fails`
has the bit of the one condition that does not.
"""

from __future__ import annotations

from typing import Any

import msgspec

from bench import sql
from bench.sql import Near


class Asked(msgspec.Struct, frozen=True):
    """A question as `finder/center_filters.py` understands it, spelled out for the engine."""

    match: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()
    delivery: tuple[str, ...] = ()
    verified: bool = False
    accreditation: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    near: Near | None = None
    countries: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    country: str = ""
    """The one country whose states are counted."""
    trials: sql.Asked | None = None
    strict: bool = False
    group: int = 0
    """The last status group of a site that counts."""
    sort: str = "name"
    today: int = 0
    limit: int = 25

    def without(self, name: str) -> Asked:
        """Without one condition on offerings or on the center."""
        gone: dict[str, Any] = {{"group": "groups"}.get(name, name): False if name == "verified" else ()}
        return msgspec.structs.replace(self, **gone)

    @property
    def asks_offering(self) -> bool:
        return bool(self.services or self.groups or self.availability or self.delivery or self.verified)

    @property
    def asks_place(self) -> bool:
        return self.near is not None or bool(self.countries)


def place(asked: Asked) -> tuple[str, list[Any]]:
    country, countries = sql._of("country", asked.countries)
    state, states = sql._of("state", asked.states)
    return f"{country} AND {state}", [*countries, *states]


def narrow(asked: Asked) -> str:
    """Where a service is asked for and no kind of service, no other offering counts."""
    if not asked.services or asked.groups:
        return ""
    return f"AND service IN ({', '.join(map(repr, asked.services))})"  # slugs of ours


def having(asked: Asked) -> tuple[str, list[Any]]:
    """That all services are among the offerings of a group, and one of them in one of the groups asked for."""
    found, given = ["1"], []
    if asked.services:
        one_of, values = sql._of("service", asked.services)
        found.append(f"count(DISTINCT CASE WHEN {one_of} THEN service END) = {len(set(asked.services))}")
        given += values
    if asked.groups:
        one_of, values = sql._of("grp", asked.groups)
        found.append(f"max({one_of})")
        given += values
    return " AND ".join(found), given


def holding(asked: Asked, of_offering: int = 0, *, of_center: int = 0) -> tuple[str, list[Any]]:
    """The centers that hold, those included that fail the one condition of this bit."""
    if not asked.asks_offering:
        return f"SELECT center FROM c_found WHERE fails IN (0, {of_center})", []
    condition, given = having(asked)
    source = (
        "c_offer CROSS JOIN c_found USING (center) "
        f"WHERE c_offer.fails IN (0, {of_offering}) AND c_found.fails IN (0, {of_center}) {narrow(asked)}"
    )
    return f"SELECT center FROM {source} GROUP BY center HAVING {condition}", given
