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

from bench.narrow import COLUMNS, LISTS
from bench.plain import connect
from finder.splits import clashing

_EARTH_KM, _MILE_KM = 6371.0088, 1.609344
_TEMPORARY = """
CREATE TEMP TABLE hit (id INTEGER PRIMARY KEY, tier INTEGER);
CREATE TEMP TABLE close (id INTEGER PRIMARY KEY, km REAL, site INTEGER);
CREATE TEMP TABLE found (
    id INTEGER PRIMARY KEY, fails INTEGER, open INTEGER, depends INTEGER, key REAL, rank INTEGER, km REAL, site INTEGER
);
CREATE TEMP TABLE verdict (word TEXT, parameter TEXT, one_of INTEGER, given INTEGER, alternative INTEGER, rank INTEGER);
CREATE TEMP TABLE stands (
    trial INTEGER, parameter TEXT, verdict INTEGER, bound INTEGER, PRIMARY KEY (trial, parameter)
) WITHOUT ROWID;
CREATE TEMP TABLE person (id INTEGER PRIMARY KEY, excluded INTEGER, admits INTEGER, depends INTEGER);
"""
ADMITS, DEPENDS, EXCLUDES, ADMITS_FIRST = 1, 2, 3, 4
"""The highest counts. The last is an admission that comes before an exclusion."""
_STAND = f"""
INSERT INTO stands
SELECT trial, parameter,
    CASE WHEN NOT one_of THEN max(standing)
        WHEN count(*) = given AND max(standing) = {ADMITS} THEN {ADMITS}
        WHEN count(*) = given AND min(standing) = {EXCLUDES} THEN {EXCLUDES}
        ELSE {DEPENDS} END,
    NOT max(free)
FROM (
    SELECT trial, parameter, one_of, given,
        CASE max(rank) WHEN {ADMITS_FIRST} THEN {ADMITS} ELSE max(rank) END AS standing,
        max(rank IN ({ADMITS}, {ADMITS_FIRST}) AND cohorts = 0) AS free
    FROM verdict CROSS JOIN bench_ask USING (word) GROUP BY trial, parameter, alternative
) GROUP BY trial, parameter
"""
_BOUND = f"""
SELECT trial, parameter, cohorts
FROM stands CROSS JOIN verdict USING (parameter) CROSS JOIN bench_ask USING (word, trial)
WHERE verdict = {ADMITS} AND bound AND rank IN ({ADMITS}, {ADMITS_FIRST}) AND trial IN (
    SELECT trial FROM stands WHERE verdict = {ADMITS} AND bound GROUP BY trial HAVING count(*) > 1
)
"""
"""In which cohorts trials admit that do so on several things, on each in some of their cohorts alone."""
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


class Entered(msgspec.Struct, frozen=True):
    """A parameter of a person: how a trial stands to it by each word of the index, or silent where it has none."""

    parameter: str
    one_of: bool
    alternatives: tuple[dict[str, int], ...]


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
    age: int | None = None
    sex: str = ""
    entered: tuple[Entered, ...] = ()
    questions: tuple[str, ...] = ()
    """Of the reader: the answers that concern what was entered."""
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
        for table in ("hit", "close", "found", "verdict", "stands", "person"):
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
        if asked.entered:
            self._stand(asked.entered)
        conditions, given, bits = _filters(asked)
        hard, open_points, depends = _person(asked)
        # CROSS JOIN: in the order written, for of temporary tables the planner knows no sizes.
        first, *others = [*sources, "bench_trial AS t"]
        joined = " CROSS JOIN ".join([first, *(f"{other} USING (id)" for other in others)])
        if asked.entered:
            joined += " LEFT JOIN person USING (id)"
        key = {"distance": "km", "relevance": "tier", "newest": "newest"}.get(asked.sort, "0")
        self.execute(
            f"""
            INSERT INTO found SELECT * FROM (
                SELECT id, {" + ".join(conditions) or "0"} AS fails, {open_points}, {depends}, {key}, rank,
                    {"km, site" if asked.near else "NULL, NULL"}
                FROM {joined} WHERE {hard}
            ) WHERE fails & (fails - 1) = 0
            """,
            given,
        )
        return bits

    def _stand(self, entered: tuple[Entered, ...]) -> None:
        """Fills `person`: of each trial that says something, whether it excludes and on how many things it admits."""
        self.connection.executemany(
            "INSERT INTO verdict VALUES (?, ?, ?, ?, ?, ?)",
            [
                (word, one.parameter, one.one_of, len(one.alternatives), number, rank)
                for one in entered
                for number, words in enumerate(one.alternatives)
                for word, rank in words.items()
            ],
        )
        self.execute(_STAND)
        bound: dict[int, dict[str, int]] = {}
        for trial, parameter, cohorts in self.execute(_BOUND):
            held = bound.setdefault(trial, {})
            held[parameter] = held.get(parameter, 0) | cohorts
        self.connection.executemany(
            f"UPDATE stands SET verdict = {DEPENDS} WHERE trial = ? AND parameter = ?",
            [(trial, name) for trial, held in bound.items() for name in clashing(_numbers(held))],
        )
        self.execute(
            f"INSERT INTO person SELECT trial, max(verdict = {EXCLUDES}), sum(verdict = {ADMITS}), "
            f"max(verdict = {DEPENDS}) FROM stands GROUP BY trial"
        )

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
        for name in LISTS:
            counted[name] = dict(
                self.execute(
                    f"SELECT {name}, count(*) FROM found CROSS JOIN bench_{name} ON trial = id "
                    f"WHERE fails IN (0, ?) AND {name} != '' GROUP BY 1",
                    [bits.get(name, 0)],
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
        proof = self._proof(asked, [one[0] for one in page]) if asked.questions else {}
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
                    "fit": proof.get(pk, {}),
                    "verified_on": verified and verified[:7],
                    "updated_on": updated,
                    "url": f"/trials/{public_id}/",
                    "example": False,
                }
            )
        return rows

    def _proof(self, asked: Asked, ids: list[int]) -> dict[int, dict[str, Any]]:
        """What was read for these questions, with its sentences: as it stands, put into no words."""
        trials, questions = (", ".join("?" * len(some)) for some in (ids, asked.questions))
        found: dict[int, dict[str, Any]] = {}
        for pk, question, key, value, state, evidence in self.execute(
            "SELECT trial_id, question, key, value, state, evidence FROM trials_finding "
            f"WHERE trial_id IN ({trials}) AND question IN ({questions})",
            [*ids, *asked.questions],
        ):
            found.setdefault(pk, {})[f"{question}.{key}"] = (json.loads(value), state, json.loads(evidence))
        return found

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
        if name in LISTS:
            one_of, values_given = _of(name, values)
            add(name, f"EXISTS (SELECT 1 FROM bench_{name} WHERE trial = t.id AND {one_of})", *values_given)
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


def _person(asked: Asked) -> tuple[str, str, str]:
    """What must hold; how many of the things entered a trial does not plainly admit; whether it depends on any."""
    where, open_points, depends = ["1"], ["0"], ["0"]
    standing = []
    if asked.age is not None:
        standing.append(f"max({_limit('min', f'> {asked.age}')}, {_limit('max', f'< {asked.age}')})")
    if asked.sex:
        standing.append(_sex(asked.sex))
    for verdict in standing:
        where.append(f"{verdict} != {EXCLUDES}")
        open_points.append(f"({verdict} != {ADMITS})")
        depends.append(f"{verdict} = {DEPENDS}")
    if asked.entered:
        where.append("coalesce(excluded, 0) = 0")
        open_points.append(f"({len(asked.entered)} - coalesce(admits, 0))")
        depends.append("coalesce(depends, 0)")
    return " AND ".join(where), " + ".join(open_points), " OR ".join(depends)


def _numbers(held: dict[str, int]) -> dict[str, frozenset[int]]:
    """Parameter → the cohorts that the bits stand for."""
    return {name: frozenset(n for n in range(bits.bit_length()) if bits >> n & 1) for name, bits in held.items()}


def _limit(column: str, outside: str) -> str:
    """One limit of an age: where registry and text disagree, it depends."""
    registry, text = f"coalesce({column} {outside}, 0)", f"text_{column} {outside}"
    differ = f"{registry} != coalesce({text}, {registry})"
    return f"CASE WHEN {differ} THEN {DEPENDS} WHEN {registry} THEN {EXCLUDES} ELSE {ADMITS} END"


def _sex(entered: str) -> str:
    """Registry and text as with an age. That men may enter says nothing of women."""
    men = {"female": {"no": ADMITS}, "male": {"no": EXCLUDES, "yes": ADMITS}}[entered]
    named = " ".join(f"WHEN '{value}' THEN {verdict}" for value, verdict in {**men, "?": DEPENDS}.items())
    text = f"CASE men {named} ELSE 0 END"
    registry = f"CASE WHEN sex = '' THEN 0 WHEN sex IN ('all', '{entered}') THEN {ADMITS} ELSE {EXCLUDES} END"
    return f"CASE WHEN {text} = 0 THEN {registry} WHEN sex = '' OR {text} = {registry} THEN {text} ELSE {DEPENDS} END"


def _haversine(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    north, east = math.radians(other_lat - lat), math.radians(other_lon - lon)
    chord = (
        math.sin(north / 2) ** 2
        + math.cos(math.radians(lat)) * math.cos(math.radians(other_lat)) * math.sin(east / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))
