"""The joint question by hand-written SQL: the trials' match set joined to the centers they are at, joined to offerings.

In: a question already understood; out: a page of centers in order, their counts, the facets, and of the page the rows
as they stand. Called by `bench/center_asking.py`. The trials are matched as in `bench/sql.py`, persons included; the
tables are those of `bench/center_narrow.py`. As there, what does not hold is a bit of `fails`, so that a facet can be
counted without its own condition.
"""

from __future__ import annotations

from typing import Any

import msgspec

from bench import center_asked, sql
from bench.center_asked import Asked

ADMITS, DEPENDS, SILENT = 1, 2, 3
_TEMPORARY = """
CREATE TEMP TABLE stand (trial INTEGER PRIMARY KEY, stand INTEGER, rank INTEGER);
CREATE TEMP TABLE c_hit (center INTEGER PRIMARY KEY, tier INTEGER);
CREATE TEMP TABLE c_here (location INTEGER PRIMARY KEY, center INTEGER, km REAL);
CREATE TEMP TABLE c_spot (spot INTEGER PRIMARY KEY, center INTEGER);
CREATE TEMP TABLE c_count (center INTEGER PRIMARY KEY, admits INTEGER, depends INTEGER, silent INTEGER);
CREATE TEMP TABLE c_found (
    center INTEGER PRIMARY KEY, fails INTEGER, later INTEGER, key REAL, rank INTEGER, admits INTEGER, depends INTEGER,
    silent INTEGER
);
CREATE TEMP TABLE c_offer (
    center INTEGER, service TEXT, grp TEXT, availability TEXT, delivery TEXT, verified INTEGER, fails INTEGER
);
CREATE TEMP TABLE c_holds (center INTEGER PRIMARY KEY);
CREATE TEMP TABLE c_value (center INTEGER, value);
"""
_OFFERED = ("availability", "delivery", "verified")
_BITS = {"accreditation": 1, "language": 2, "availability": 1, "delivery": 2, "verified": 4}
"""The first two of a center, the others of an offering."""
MOST_TRIALS = 3


Facets = dict[str, tuple[dict[str, int], int]]
"""Counts by value, and of how many centers nothing is known."""


class Found(msgspec.Struct):
    count: int
    page: list[tuple[str, int, int, int]]
    """Slug, and how many trials admit, depend and are silent."""
    facets: Facets
    trials: dict[str, list[str]]
    """Slug → the first trials of a center."""
    rows: dict[str, list[dict[str, Any]]]


class Engine:
    def __init__(self) -> None:
        self._trials = sql.Engine()
        self.execute = self._trials.execute
        self._trials.connection.executescript(_TEMPORARY)

    def answer(self, asked: Asked, *, counting: bool = True) -> Found:
        self.execute("BEGIN")
        for table in ("stand", "c_hit", "c_here", "c_spot", "c_count", "c_found", "c_offer", "c_holds"):
            self.execute(f"DELETE FROM {table}")
        if asked.trials is not None:
            self._match_trials(asked, asked.trials)
        for tier, expression in enumerate(asked.match):
            self.execute(
                "INSERT OR IGNORE INTO c_hit SELECT rowid, ? FROM bench_center_text WHERE bench_center_text MATCH ?",
                [tier, expression],
            )
        self._find_places(asked)
        self._find_centers(asked)
        if counting or asked.asks_offering:
            self._find_offers(asked)
        self.execute(*_insert("c_holds", center_asked.holding(asked)))
        page = self.execute(
            "SELECT center, slug, admits, depends, silent "
            "FROM c_holds CROSS JOIN c_found USING (center) CROSS JOIN bench_center USING (center) "
            "ORDER BY later, key, c_found.rank LIMIT ?",
            [asked.limit],
        ).fetchall()
        (count,) = self.execute("SELECT count(*) FROM c_holds").fetchone()
        facets = self._facets(asked) if counting else {}
        trials, rows = self._rows(asked, {one[0]: one[1] for one in page})
        self.execute("COMMIT")
        return Found(count, [tuple(one[1:]) for one in page], facets, trials, rows)

    # -- what narrows -------------------------------------------------------------------------------------------------

    def _match_trials(self, asked: Asked, trials: sql.Asked) -> None:
        self._trials._match(trials)
        stands = f"CASE WHEN open = 0 THEN {ADMITS} WHEN depends THEN {DEPENDS} ELSE {SILENT} END"
        strict = "AND open = 0" if asked.strict else ""
        self.execute(f"INSERT INTO stand SELECT id, {stands}, rank FROM found WHERE fails = 0 {strict}")

    def _find_places(self, asked: Asked) -> None:
        """The locations, and the spots of trial sites, where all that is asked of the place holds."""
        where, given = center_asked.place(asked)
        if asked.near is None:
            if asked.countries:
                self.execute(
                    f"INSERT INTO c_here SELECT location, center, 0.0 FROM bench_location WHERE {where}", given
                )
            return
        near = asked.near
        for table, into, columns in (
            ("bench_location", "c_here", "location, center, lat, lon"),
            ("bench_spot", "c_spot", "spot, center, lat, lon"),
        ):
            for south, west, north, east in near.boxes:
                rows = self.execute(
                    f"SELECT {columns} FROM {table} WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? AND {where}",
                    [south, north, west, east, *given],
                )
                found = [
                    (pk, center, km)
                    for pk, center, lat, lon in rows
                    if (km := sql._haversine(near.lat, near.lon, lat, lon)) <= near.km
                ]
                if into == "c_spot":
                    self._trials.connection.executemany("INSERT INTO c_spot VALUES (?, ?)", [one[:2] for one in found])
                else:
                    self._trials.connection.executemany("INSERT INTO c_here VALUES (?, ?, ?)", found)

    def _count_trials(self, asked: Asked) -> None:
        """How many trials of each center admit, depend and are silent."""
        counted = ", ".join(f"sum(stand = {one})" for one in (ADMITS, DEPENDS, SILENT))
        if asked.near is not None:
            source = "SELECT DISTINCT center, trial FROM c_spot CROSS JOIN bench_at_spot USING (spot) WHERE grp <= ?"
            joined, given = f"({source}) CROSS JOIN stand USING (trial)", [asked.group]
        elif asked.countries:
            where, places = center_asked.place(asked)
            source = f"SELECT DISTINCT center, trial FROM bench_at_state WHERE grp <= ? AND {where}"
            joined, given = f"({source}) CROSS JOIN stand USING (trial)", [asked.group, *places]
        else:
            joined, given = "stand CROSS JOIN bench_at_center USING (trial) WHERE grp <= ?", [asked.group]
        self.execute(f"INSERT INTO c_count SELECT center, {counted} FROM {joined} GROUP BY center", given)

    def _find_centers(self, asked: Asked) -> None:
        """Fills `c_found` with the centers where place, words and trials hold, and that fail at most one of
        accreditation and language."""
        sources = []
        if asked.match:
            sources.append("c_hit")
        if asked.asks_place:
            sources.append("(SELECT center, min(km) AS km FROM c_here GROUP BY center)")
        if asked.trials is not None:
            self._count_trials(asked)
            sources.append("c_count")
        first, *others = [*sources, "bench_center AS c"]
        joined = " CROSS JOIN ".join([first, *(f"{other} USING (center)" for other in others)])
        key = {"distance": "km", "relevance": "tier"}.get(asked.sort, "0")
        fails, given = ["0"], []
        for name, column in (("accreditation", "slug"), ("language", "language")):
            if values := getattr(asked, name):
                one_of, some = sql._of(column, values)
                held = f"EXISTS (SELECT 1 FROM bench_{name} WHERE center = c.center AND {one_of})"
                fails.append(f"(NOT {held}) * {_BITS[name]}")
                given += some
        counts = "admits, depends, silent" if asked.trials is not None else "0, 0, 0"
        later = "admits = 0" if asked.trials is not None else "0"
        self.execute(
            f"INSERT INTO c_found SELECT * FROM (SELECT center, {' + '.join(fails)} AS fails, {later}, {key}, c.rank, "
            f"{counts} FROM {joined}) WHERE fails & (fails - 1) = 0",
            given,
        )

    def _find_offers(self, asked: Asked) -> None:
        """Fills `c_offer` with the offerings of those centers, at a place that holds, that fail at most one of
        availability, delivery and verified."""
        verified = (
            "coalesce((first <= :today AND :today < end) OR (more AND EXISTS (SELECT 1 FROM bench_span AS s "
            "WHERE s.offering = o.offering AND s.first <= :today AND :today < s.end)), 0)"
        )
        given: dict[str, Any] = {"today": asked.today}
        fails = ["0"]
        for name in ("availability", "delivery"):
            if values := getattr(asked, name):
                marks = ", ".join(f":{name}{number}" for number in range(len(values)))
                given |= {f"{name}{number}": value for number, value in enumerate(values)}
                fails.append(f"({name} NOT IN ({marks})) * {_BITS[name]}")
        if asked.verified:
            fails.append(f"(NOT verified) * {_BITS['verified']}")
        source = "c_found CROSS JOIN bench_offering AS o USING (center)"
        if asked.asks_place:
            source = (
                "c_here CROSS JOIN c_found USING (center) CROSS JOIN bench_offering AS o "
                "ON o.center = c_here.center AND o.location = c_here.location"
            )
        self.execute(
            f"INSERT INTO c_offer SELECT *, {' + '.join(fails)} AS failing FROM ("
            f"SELECT o.center, service, grp, availability, delivery, {verified} AS verified FROM {source}) "
            "WHERE failing & (failing - 1) = 0",
            given,
        )

    # -- facets -------------------------------------------------------------------------------------------------------

    def _facets(self, asked: Asked) -> Facets:
        found: Facets = {"service": self._services(), "group": self._groups(asked)}
        for name in _OFFERED:
            found[name] = self._of_offering(asked, name)
        for name, column in (("accreditation", "slug"), ("language", "language")):
            found[name] = self._of_center(asked, name, column)
        if asked.near is None and asked.country:
            found["state"] = self._states(asked), 0
        return {name: counted for name, counted in found.items() if counted[0]}

    def _services(self) -> tuple[dict[str, int], int]:
        source = "FROM c_holds CROSS JOIN (SELECT DISTINCT center, service FROM c_offer WHERE fails = 0) USING (center)"
        counts = dict(self.execute(f"SELECT service, count(*) {source} GROUP BY 1").fetchall())
        (silent,) = self.execute(
            "SELECT count(*) FROM c_holds WHERE center NOT IN (SELECT center FROM c_offer WHERE fails = 0)"
        ).fetchone()
        return counts, silent

    def _groups(self, asked: Asked) -> tuple[dict[str, int], int]:
        base, given = center_asked.holding(asked.without("group"))
        every = f"WITH base AS MATERIALIZED ({base}) SELECT"
        offered = "(SELECT DISTINCT center, grp FROM c_offer WHERE fails = 0)"
        counts = dict(
            self.execute(
                f"{every} grp, count(*) FROM base CROSS JOIN {offered} USING (center) WHERE grp != '' GROUP BY 1", given
            ).fetchall()
        )
        known = "SELECT center FROM c_offer WHERE fails = 0 AND grp != ''"
        (silent,) = self.execute(f"{every} count(*) FROM base WHERE center NOT IN ({known})", given).fetchone()
        return counts, silent

    def _of_offering(self, asked: Asked, name: str) -> tuple[dict[str, int], int]:
        """All services that are asked for with one and the same value."""
        base = asked.without(name)
        bit = _BITS[name] if base != asked else 0
        having, given = center_asked.having(base)
        held = (
            f"c_offer.fails IN (0, {bit}) AND c_found.fails = 0 AND {name} NOT IN ('', 0) {center_asked.narrow(base)}"
        )
        self.execute("DELETE FROM c_value")
        self.execute(
            f"INSERT INTO c_value SELECT center, {name} FROM c_offer CROSS JOIN c_found USING (center) "
            f"WHERE {held} GROUP BY center, {name} HAVING {having}",
            given,
        )
        counts = dict(self.execute("SELECT value, count(*) FROM c_value GROUP BY 1").fetchall())
        if name == "verified":
            counts = {"yes": counts[1]} if counts else {}
        holding, more = center_asked.holding(base, bit)
        # Who has it with a value holds without one too.
        (silent,) = self.execute(
            f"SELECT (SELECT count(*) FROM ({holding})) - (SELECT count(DISTINCT center) FROM c_value)", more
        ).fetchone()
        return counts, silent

    def _of_center(self, asked: Asked, name: str, column: str) -> tuple[dict[str, int], int]:
        base = asked.without(name)
        holding, given = center_asked.holding(base, of_center=_BITS[name] if base != asked else 0)
        every = f"WITH base AS MATERIALIZED ({holding}) SELECT"
        counts = dict(
            self.execute(
                f"{every} {column}, count(*) FROM base CROSS JOIN bench_{name} USING (center) GROUP BY 1", given
            ).fetchall()
        )
        (silent,) = self.execute(
            f"{every} count(*) FROM base WHERE center NOT IN (SELECT center FROM bench_{name})", given
        ).fetchone()
        return counts, silent

    def _states(self, asked: Asked) -> dict[str, int]:
        """Place, offerings and trials in one and the same state, for each state of the country."""
        conditions = ["country = ?", "state != ''"]
        given: list[Any] = [asked.country]
        for name in ("availability", "delivery"):
            one_of, values = sql._of(name, getattr(asked, name))
            conditions.append(one_of)
            given += values
        if asked.verified:
            conditions.append(
                "((first <= ? AND ? < end) OR (more AND EXISTS (SELECT 1 FROM bench_span AS s "
                "WHERE s.offering = o.offering AND s.first <= ? AND ? < s.end)))"
            )
            given += [asked.today] * 4
        parts = ["SELECT DISTINCT center, state FROM bench_location WHERE country = ? AND state != ''"]
        every: list[Any] = [asked.country]
        if asked.asks_offering:
            having, more = center_asked.having(asked)
            parts.append(
                f"SELECT center, state FROM bench_offering AS o WHERE {' AND '.join(conditions)} "
                f"GROUP BY center, state HAVING {having}"
            )
            every += [*given, *more]
        if asked.trials is not None:
            parts.append(
                "SELECT DISTINCT center, state FROM stand CROSS JOIN bench_at_state USING (trial) "
                "WHERE grp <= ? AND country = ?"
            )
            every += [asked.group, asked.country]
        where = ["1"]
        if asked.match:
            where.append("center IN (SELECT center FROM c_hit)")
        for name, column in (("accreditation", "slug"), ("language", "language")):
            if values := getattr(asked, name):
                one_of, some = sql._of(column, values)
                where.append(f"center IN (SELECT center FROM bench_{name} WHERE {one_of})")
                every += some
        source = " INTERSECT ".join(parts)
        return dict(
            self.execute(
                f"SELECT state, count(*) FROM ({source}) WHERE {' AND '.join(where)} GROUP BY 1", every
            ).fetchall()
        )

    # -- rows ---------------------------------------------------------------------------------------------------------

    def _rows(self, asked: Asked, page: dict[int, str]) -> tuple[dict[str, list[str]], dict[str, list[dict[str, Any]]]]:
        """What the rows of the page are made of, as it stands: facts with their claims, the first trials with what was
        read of them and their sites."""
        marks = ", ".join("?" * len(page))
        held: dict[str, list[dict[str, Any]]] = {}
        for kind in ("location", "offering", "contactchannel", "accreditation"):
            held[kind] = self._table(f"centers_{kind}", f"center_id IN ({marks})", list(page))
        held["center"] = self._table("centers_center", f"id IN ({marks})", list(page))
        held["claim"] = [
            one
            for kind in ("center", "location", "offering", "contactchannel", "accreditation")
            for one in self._table(
                "centers_claim",
                f"{kind}_id IN ({', '.join('?' * len(held[kind]))})",
                [row["id"] for row in held[kind]],
            )
        ]
        if asked.trials is None:
            return {}, held
        first: dict[int, list[int]] = {}
        for center, trial in self._first_trials(asked, marks, list(page)):
            first.setdefault(center, []).append(trial)
        wanted = sorted({trial for trials in first.values() for trial in trials})
        rows = self._trials._rows(asked.trials, [(trial, 0.0, 0) for trial in wanted])
        public = dict(zip(wanted, (row["id"] for row in rows), strict=True))
        held["trial"] = rows
        held["site"] = self._sites(page, wanted)
        return {page[center]: [public[one] for one in trials] for center, trials in first.items()}, held

    def _first_trials(self, asked: Asked, marks: str, centers: list[int]) -> list[tuple[int, int]]:
        where, places = center_asked.place(asked)
        if asked.near is not None:
            source, given = f"c_spot CROSS JOIN bench_at_spot USING (spot) WHERE center IN ({marks})", []
        else:
            source = f"bench_spot CROSS JOIN bench_at_spot USING (spot) WHERE center IN ({marks}) AND {where}"
            given = places
        return self.execute(
            "SELECT center, trial FROM (SELECT center, trial, row_number() OVER "
            "(PARTITION BY center ORDER BY stand, rank) AS number FROM "
            f"(SELECT DISTINCT center, trial FROM {source} AND grp <= ?) CROSS JOIN stand USING (trial)) "
            f"WHERE number <= {MOST_TRIALS} ORDER BY center, number",
            [*centers, *given, asked.group],
        ).fetchall()

    def _sites(self, centers: dict[int, str], trials: list[int]) -> list[dict[str, Any]]:
        """The sites of these trials that are one of the centers."""
        center_marks, marks = (", ".join("?" * len(some)) for some in (centers, trials))
        return self._dicts(
            "SELECT f.center, r.trial_id, s.facility, s.city, s.state, s.country, s.status "
            "FROM trials_registration AS r CROSS JOIN trials_trialsite AS s ON s.registration_id = r.id "
            "CROSS JOIN (SELECT * FROM finder_facility WHERE taken AND center "
            f"IN ({center_marks})) AS f ON f.facility = s.facility AND f.city = s.city AND f.state = s.state "
            f"AND f.country = s.country WHERE r.trial_id IN ({marks})",
            [*centers, *trials],
        )

    def _table(self, table: str, where: str, given: list[Any]) -> list[dict[str, Any]]:
        return self._dicts(f"SELECT * FROM {table} WHERE {where}", given)

    def _dicts(self, statement: str, given: list[Any]) -> list[dict[str, Any]]:
        cursor = self.execute(statement, given)
        names = [one[0] for one in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def _insert(table: str, selected: tuple[str, list[Any]]) -> tuple[str, list[Any]]:
    statement, given = selected
    return f"INSERT INTO {table} {statement}", given
