"""The narrow tables that the hand-written SQL reads. In: what the finder's index keeps; out: `bench_` tables beside.

Called by `bench/search.py` and `bench/center_asking.py`, once a database; not part of what is timed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.plain import connect

COLUMNS = "status type purpose sponsor_class randomized placebo expanded_access has_results scope".split()
"""What a trial has one value of."""
LISTS = ("phase", "modality")
"""What it may have several of, each in a table of its own."""
_PERSON = "sex men min max text_min text_max".split()
_INDEX_ONLY = {*COLUMNS, *LISTS, *_PERSON, "sites", "example"}

_TABLES = f"""
CREATE TABLE bench_trial (
    id INTEGER PRIMARY KEY, rank INTEGER, newest INTEGER,
    sex TEXT, men TEXT, min REAL, max REAL, text_min REAL, text_max REAL, {", ".join(COLUMNS)}
);
CREATE TABLE bench_phase (trial INTEGER, phase TEXT, PRIMARY KEY (trial, phase)) WITHOUT ROWID;
CREATE TABLE bench_modality (trial INTEGER, modality TEXT, PRIMARY KEY (trial, modality)) WITHOUT ROWID;
CREATE TABLE bench_ask (word TEXT, trial INTEGER, cohorts INTEGER, PRIMARY KEY (word, trial)) WITHOUT ROWID;
CREATE TABLE bench_site (lat REAL, lon REAL, grp INTEGER, trial INTEGER, site INTEGER, country TEXT, state TEXT);
CREATE TABLE bench_country (trial INTEGER, country TEXT, grp INTEGER, PRIMARY KEY (trial, country)) WITHOUT ROWID;
CREATE TABLE bench_state (
    trial INTEGER, country TEXT, state TEXT, grp INTEGER, PRIMARY KEY (trial, country, state)
) WITHOUT ROWID;
"""
_AFTERWARDS = """
CREATE INDEX bench_site_by_place ON bench_site (lat, lon, grp, trial, site, country, state);
ANALYZE;
"""


def prepare() -> None:
    """Fills them, and has the planner look at everything."""
    connection = connect()
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'bench_trial'").fetchone():
        connection.close()  # another part did it, on the same trials
        return
    connection.executescript(_TABLES)
    connection.execute("BEGIN")
    marks = ", ".join("?" * (3 + len(_PERSON) + len(COLUMNS)))
    several: dict[str, list[tuple[Any, ...]]] = {name: [] for name in (*LISTS, "ask")}
    connection.executemany(f"INSERT INTO bench_trial VALUES ({marks})", _trials(several))
    for name, rows in several.items():
        if rows:  # nothing was asked where nothing was read
            values = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO bench_{name} VALUES ({values})", rows)
    connection.executemany("INSERT INTO bench_site VALUES (?, ?, ?, ?, ?, ?, ?)", _sites())
    for table, columns in (("bench_country", "trial, country"), ("bench_state", "trial, country, state")):
        connection.execute(f"INSERT INTO {table} SELECT {columns}, min(grp) FROM bench_site GROUP BY {columns}")
    connection.execute("COMMIT")
    connection.executescript(_AFTERWARDS)
    connection.close()


def _trials(several: dict[str, list[tuple[Any, ...]]]) -> Iterator[tuple[Any, ...]]:
    """The rows of `bench_trial`; those of the tables beside it go into `several`."""
    from finder.asks import Ask
    from finder.models import TrialIndex
    from finder.snapshot import current

    snapshot = current()
    for pk, words in TrialIndex.objects.exclude(words="").values_list("pk", "words").iterator():
        facts = dict.fromkeys((*_PERSON, *COLUMNS), "")
        for word in set(words.split()):
            group, _, value = word.partition(":")
            if group in LISTS:
                several[group].append((pk, value))
            elif group in facts:
                facts[group] = value
            elif group not in _INDEX_ONLY:
                several["ask"].append((word, pk, sum(1 << cohort for cohort in Ask.of(word).cohorts)))
        rank = snapshot.ordinal(pk)
        assert rank is not None
        ages = (float(facts[name]) if facts[name] else None for name in ("min", "max", "text_min", "text_max"))
        person = (facts["sex"], facts["men"].partition("|")[0], *ages)
        yield pk, rank, snapshot.newness[rank], *person, *(facts[column] for column in COLUMNS)


def _sites() -> Iterator[tuple[Any, ...]]:
    from finder.index import OPEN, OTHER, RECRUITING, area
    from trials.models import TrialSite
    from trials.records import OPEN_STATUSES, site_counts_as

    columns = "registration__trial_id registration__trial__status pk lat lon country state status".split()
    for trial, trial_status, pk, *place, status in TrialSite.objects.values_list(*columns).iterator():
        counts_as = site_counts_as(trial_status, status)
        group = RECRUITING if counts_as == "recruiting" else OPEN if counts_as in OPEN_STATUSES else OTHER
        lat, lon, country, state = area(*place)
        yield lat, lon, group, trial, pk, country, state
