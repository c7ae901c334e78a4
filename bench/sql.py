"""The same answers by hand-written SQL: a match set in a temporary table, joined, grouped and sorted by the engine.

In: a question already understood; out: a page of rows in order, the count and the facets. Called by `bench/search.py`
and `bench/bare.py`. The best plan we know: text by FTS5 MATCH; sites by a covering index on latitude and longitude,
with the haversine once a place; narrow tables for what is filtered and counted, so that of the wide ones only the rows
of the page are read. A filter that does not hold is a bit of `fails`, so that a facet can be counted without its own.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any

import msgspec

from bench.narrow import COLUMNS
from bench.plain import connect

_EARTH_KM, _MILE_KM = 6371.0088, 1.609344
_TEMPORARY = """
CREATE TEMP TABLE hit (id INTEGER PRIMARY KEY, tier INTEGER);
CREATE TEMP TABLE close (id INTEGER PRIMARY KEY, km REAL, site INTEGER);
CREATE TEMP TABLE found (
    id INTEGER PRIMARY KEY, fails INTEGER, open INTEGER, key REAL, rank INTEGER, km REAL, site INTEGER
);
"""
_ROW = (
    "id public_id title acronym status study_type sponsor updated_on phases conditions interventions verified_on"
).split()
_SITE = "id facility city state country status".split()


class Near(msgspec.Struct, frozen=True):
    lat: float
    lon: float
    km: float
    boxes: tuple[tuple[float, float, float, float], ...]
    """South, west, north, east."""


class Asked(msgspec.Struct, frozen=True):
    """A question as `finder/filters.py` understands it, spelled out for the engine."""

    match: tuple[str, ...] = ()
    """Expressions for MATCH: the one, or with relevance one a tier, best first."""
    near: Near | None = None
    place: bool = False
    countries: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    group: int = 0
    """The last status group of a site that counts."""
    plain: dict[str, tuple[str, ...]] = {}
    age: float | None = None
    sex: str = ""
    sort: str = "updated"
    miles: bool = True
    limit: int = 25


class Found(msgspec.Struct):
    count: int
    facets: dict[str, dict[str, int]]
    rows: list[dict[str, Any]]


class Engine:
    def __init__(self) -> None:
        self.connection = connect()
        self.connection.executescript(_TEMPORARY)
        self.execute = self.connection.execute

    def answer(self, asked: Asked, *, counting: bool = True) -> Found:
        self.execute("BEGIN")
        bits = self._match(asked)
        page = self.execute(
            "SELECT id, km, site FROM found WHERE fails = 0 ORDER BY open, key, rank LIMIT ?", [asked.limit]
        ).fetchall()
        (count,) = self.execute("SELECT count(*) FROM found WHERE fails = 0").fetchone()
        found = Found(count, self._facets(asked, bits) if counting else {}, self._rows(asked, page))
        self.execute("COMMIT")
        return found

    def _match(self, asked: Asked) -> dict[str, int]:
        """Fills `found` with what fails at most one filter; returns the bit of each filter."""
        for table in ("hit", "close", "found"):
            self.execute(f"DELETE FROM {table}")
        sources: list[str] = []
        for tier, expression in enumerate(asked.match):
            self.execute(
                "INSERT OR IGNORE INTO hit SELECT rowid, ? FROM finder_searchtext WHERE finder_searchtext MATCH ?",
                [tier, expression],
            )
            sources = ["hit"]
        if asked.near:
            self.connection.executemany("INSERT INTO close VALUES (?, ?, ?)", self._close(asked, asked.near))
            sources.append("close")
        conditions, given, bits = _filters(asked)
        hard, limits = _person(asked)
        # CROSS JOIN: in the order written, for of temporary tables the planner knows no sizes.
        first, *others = [*sources, "bench_trial AS t"]
        joined = " CROSS JOIN ".join([first, *(f"{other} USING (id)" for other in others)])
        key = {"distance": "km", "relevance": "tier", "newest": "newest"}.get(asked.sort, "0")
        self.execute(
            f"""
            INSERT INTO found SELECT * FROM (
                SELECT id, {" + ".join(conditions) or "0"} AS fails, {"sex = ''" if asked.sex else "0"}, {key}, rank,
                    {"km, site" if asked.near else "NULL, NULL"}
                FROM {joined} WHERE {hard}
            ) WHERE fails & (fails - 1) = 0
            """,
            [*given, *limits],
        )
        return bits

    def _close(self, asked: Asked, near: Near) -> list[tuple[int, float, int]]:
        """The nearest site of each trial: (trial, kilometres, site)."""
        narrowed, given = _of("country", asked.countries)
        if asked.states:
            states, more = _of("state", asked.states)
            narrowed, given = f"{narrowed} AND {states}", [*given, *more]
        kilometres: dict[tuple[float, float], float] = {}
        nearest: dict[int, tuple[int, float, int]] = {}
        for south, west, north, east in near.boxes:
            rows = self.execute(
                "SELECT lat, lon, trial, site FROM bench_site "
                f"WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? AND grp <= ? AND {narrowed}",
                [south, north, west, east, asked.group, *given],
            )
            for lat, lon, trial, site in rows:
                km = kilometres.get((lat, lon))
                if km is None:
                    km = kilometres[lat, lon] = _haversine(near.lat, near.lon, lat, lon)
                if km <= near.km:
                    known = nearest.get(trial)
                    if known is None or (km, site) < known[1:]:
                        nearest[trial] = (trial, km, site)
        return list(nearest.values())

    def _facets(self, asked: Asked, bits: dict[str, int]) -> dict[str, dict[str, int]]:
        """One pass for all that is a column: how often each combination occurs, then added up."""
        counted: dict[str, dict[str, int]] = {column: Counter() for column in COLUMNS}
        seen = Counter(self.execute(f"SELECT fails, {', '.join(COLUMNS)} FROM found CROSS JOIN bench_trial USING (id)"))
        for (fails, *values), count in seen.items():
            for column, value in zip(COLUMNS, values, strict=True):
                if value and (fails == 0 or fails == bits.get(column)):
                    counted[column][value] += count
        counted["phase"] = dict(
            self.execute(
                "SELECT phase, count(*) FROM found CROSS JOIN bench_phase ON trial = id "
                "WHERE fails IN (0, ?) AND phase != '' GROUP BY 1",
                [bits.get("phase", 0)],
            ).fetchall()
        )
        if asked.near is None:
            counted["country"] = self._places("bench_country", "country", asked, bits, "1")
            if len(asked.countries) == 1:
                counted["state"] = self._places("bench_state", "state", asked, bits, "country = ? AND state != ''")
        return {name: values for name, values in counted.items() if values}

    def _places(self, table: str, column: str, asked: Asked, bits: dict[str, int], where: str) -> dict[str, int]:
        given = asked.countries if "?" in where else ()
        return dict(
            self.execute(
                f"SELECT {column}, count(*) FROM found CROSS JOIN {table} ON trial = id "
                f"WHERE fails IN (0, ?) AND grp <= ? AND {where} GROUP BY 1",
                [bits.get("place", 0), asked.group, *given],
            ).fetchall()
        )

    def _rows(self, asked: Asked, page: list[tuple[int, float, int]]) -> list[dict[str, Any]]:
        trials = self._by_id("trials_trial", _ROW, [one[0] for one in page])
        sites = self._by_id("trials_trialsite", _SITE, [one[2] for one in page if one[2]])
        rows = []
        for pk, km, site in page:
            _, public_id, title, acronym, status, kind, sponsor, updated, *lists, verified = trials[pk]
            phases, conditions, interventions = map(json.loads, lists)
            rows.append(
                {
                    "id": public_id,
                    "title": title,
                    "acronym": acronym,
                    "status": status,
                    "phases": phases,
                    "study_type": kind,
                    "sponsor": sponsor,
                    "conditions": conditions,
                    "interventions": [one.get("name", "") for one in interventions],
                    "nearest": _nearest(sites[site], status, km, miles=asked.miles) if site else None,
                    "fit": {},
                    "verified_on": verified and verified[:7],
                    "updated_on": updated,
                    "url": f"/trials/{public_id}/",
                    "example": False,
                }
            )
        return rows

    def _by_id(self, table: str, columns: list[str], ids: list[int]) -> dict[int, tuple[Any, ...]]:
        marks = ", ".join("?" * len(ids))
        rows = self.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE id IN ({marks})", ids)
        return {row[0]: row for row in rows}


def _nearest(site: tuple[Any, ...], status: str, km: float, *, miles: bool) -> dict[str, Any]:
    _, facility, city, state, country, site_status = site
    return {
        "facility": facility,
        "city": city,
        "state": state,
        "country": country,
        "status": site_status or status,
        "distance": round(km / _MILE_KM if miles else km, 1),
        "unit": "mi" if miles else "km",
    }


def _of(column: str, values: tuple[str, ...]) -> tuple[str, list[str]]:
    return (f"{column} IN ({', '.join('?' * len(values))})", list(values)) if values else ("1", [])


def _filters(asked: Asked) -> tuple[list[str], list[Any], dict[str, int]]:
    """For each filter that is a facet: what is its bit where it does not hold, and 0 where it does."""
    conditions: list[str] = []
    given: list[Any] = []
    bits: dict[str, int] = {}

    def add(name: str, holds: str, *values: Any) -> None:
        bits[name] = 1 << len(bits)
        conditions.append(f"(NOT {holds}) * {bits[name]}")
        given.extend(values)

    for name, values in asked.plain.items():
        if name == "phase":
            one_of, values_given = _of("phase", values)
            add(name, f"EXISTS (SELECT 1 FROM bench_phase WHERE trial = t.id AND {one_of})", *values_given)
        else:
            one_of, values_given = _of(name, values)
            add(name, f"({one_of})", *values_given)
    if asked.place and asked.near is None:
        table = "bench_state" if asked.states else "bench_country"
        country, countries = _of("country", asked.countries)
        state, states = _of("state", asked.states)
        where = f"trial = t.id AND grp <= ? AND {country} AND {state}"
        add("place", f"EXISTS (SELECT 1 FROM {table} WHERE {where})", asked.group, *countries, *states)
    return conditions, given, bits


def _person(asked: Asked) -> tuple[str, list[Any]]:
    where: list[str] = ["1"]
    given: list[Any] = []
    if asked.age is not None:
        where.append("min <= ? AND max >= ?")
        given += [asked.age, asked.age]
    if asked.sex:
        where.append("sex IN ('', 'all', ?)")
        given.append(asked.sex)
    return " AND ".join(where), given


def _haversine(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    north, east = math.radians(other_lat - lat), math.radians(other_lon - lon)
    chord = (
        math.sin(north / 2) ** 2
        + math.cos(math.radians(lat)) * math.cos(math.radians(other_lat)) * math.sin(east / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))
