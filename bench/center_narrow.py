"""The narrow tables of centers that the hand-written SQL reads. In: what the finder's index keeps of them; out: more
`bench_` tables beside those of `bench/narrow.py`, which come first.

Called by `bench/center_asking.py` once; not part of what is timed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.plain import connect

_TABLES = """
CREATE TABLE bench_center (center INTEGER PRIMARY KEY, rank INTEGER, slug TEXT);
CREATE TABLE bench_accreditation (center INTEGER, slug TEXT, PRIMARY KEY (center, slug)) WITHOUT ROWID;
CREATE TABLE bench_language (center INTEGER, language TEXT, PRIMARY KEY (center, language)) WITHOUT ROWID;
CREATE TABLE bench_location (
    location INTEGER PRIMARY KEY, center INTEGER, lat REAL, lon REAL, country TEXT, state TEXT
);
CREATE TABLE bench_offering (
    center INTEGER, offering INTEGER, service TEXT, grp TEXT, availability TEXT, delivery TEXT,
    first INTEGER, end INTEGER, more INTEGER, location INTEGER, country TEXT, state TEXT,
    PRIMARY KEY (center, offering)
) WITHOUT ROWID;
CREATE TABLE bench_span (
    offering INTEGER, first INTEGER, end INTEGER, PRIMARY KEY (offering, first, end)
) WITHOUT ROWID;
CREATE TABLE bench_spot (
    spot INTEGER PRIMARY KEY, center INTEGER, lat REAL, lon REAL, country TEXT, state TEXT
);
CREATE TABLE bench_at_spot (spot INTEGER, trial INTEGER, grp INTEGER, PRIMARY KEY (spot, trial)) WITHOUT ROWID;
CREATE TABLE bench_at_center (trial INTEGER, center INTEGER, grp INTEGER, PRIMARY KEY (trial, center)) WITHOUT ROWID;
CREATE TABLE bench_at_state (
    trial INTEGER, country TEXT, state TEXT, center INTEGER, grp INTEGER, PRIMARY KEY (trial, country, state, center)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE bench_center_text USING fts5 (
    ident, title, topic, content='', detail=full, tokenize="unicode61 tokenchars '_'"
);
"""
_AFTERWARDS = """
CREATE INDEX bench_location_by_place ON bench_location (lat, lon, center, location, country, state);
CREATE INDEX bench_location_by_state ON bench_location (country, state, center, location);
CREATE INDEX bench_location_by_center ON bench_location (center, country, state);
CREATE INDEX bench_offering_by_service ON bench_offering (
    service, center, availability, delivery, first, end, more, location, country, state, offering, grp
);
CREATE INDEX bench_spot_by_place ON bench_spot (lat, lon, spot, center, country, state);
INSERT INTO bench_at_center SELECT trial, center, min(grp)
    FROM bench_at_spot CROSS JOIN bench_spot USING (spot) GROUP BY trial, center;
INSERT INTO bench_at_state SELECT trial, country, state, center, min(grp)
    FROM bench_at_spot CROSS JOIN bench_spot USING (spot) GROUP BY trial, country, state, center;
CREATE INDEX bench_at_state_by_place ON bench_at_state (country, state, center, trial, grp);
ANALYZE;
"""


def prepare() -> None:
    """Fills them, and has the planner look at everything."""
    connection = connect()
    connection.executescript(_TABLES)
    connection.execute("BEGIN")
    for table, columns, rows in (
        ("bench_center", 3, _centers()),
        ("bench_accreditation", 2, _accreditations()),
        ("bench_language", 2, _languages()),
        ("bench_location", 6, _locations()),
        ("bench_offering", 12, _offerings()),
        ("bench_span", 3, _spans()),
        ("bench_spot", 6, _spots()),
        ("bench_at_spot", 3, _at_spots()),
        ("bench_center_text (rowid, ident, title, topic)", 4, _texts()),
    ):
        connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * columns)})", rows)
    connection.execute("COMMIT")
    connection.executescript(_AFTERWARDS)
    connection.close()


Rows = Iterator[tuple[Any, ...]]


def _care() -> Any:
    from finder.snapshot import current

    return current().care


def _centers() -> Rows:
    in_order = sorted(_care().centers, key=lambda one: (one.name.casefold(), one.slug))
    yield from ((one.pk, rank, one.slug) for rank, one in enumerate(in_order))


def _accreditations() -> Rows:
    for center in _care().centers:
        for body, level in center.accreditations:
            for parts in ((body,), (body, level)):
                yield center.pk, "-".join("-".join(part.casefold().split()) for part in parts if part)


def _languages() -> Rows:
    yield from ((center.pk, one) for center in _care().centers for one in center.languages)


def _locations() -> Rows:
    for center in _care().centers:
        for one in center.locations:
            yield one.pk, center.pk, one.lat, one.lon, one.country, one.state


def _offerings() -> Rows:
    """Each with its first span; whether there are more; and the location it counts at."""
    from centers.services import SERVICES

    for center in _care().centers:
        places = {one.pk: one for one in center.locations}
        main = [one.pk for one in center.locations if one.main]
        for one in center.offerings:
            first, end = one.verified[0] if one.verified else (None, None)
            group = SERVICES[one.service].group if one.service in SERVICES else ""
            at = places.get(one.location or (main or [0])[0])
            where = (at.pk, at.country, at.state) if at else (None, None, None)
            told = (one.service, group, one.availability, one.delivery)
            yield center.pk, one.pk, *told, first, end, len(one.verified) > 1, *where


def _spans() -> Rows:
    for center in _care().centers:
        for one in center.offerings:
            yield from ((one.pk, first, end) for first, end in one.verified)


def _spots() -> Rows:
    from finder.models import Spot

    columns = ("pk", "center", "lat", "lon", "country", "state")
    yield from Spot.objects.exclude(center=0).values_list(*columns)


def _at_spots() -> Rows:
    """The lowest status group of each trial at each spot: what is kept of the trials, not the finder's postings."""
    from finder.index import numbers
    from finder.models import Spot, TrialIndex

    ours = set(Spot.objects.exclude(center=0).values_list("pk", flat=True))
    for pk, spots in TrialIndex.objects.exclude(words="").values_list("pk", "spots").iterator():
        for key in sorted(numbers(spots)):  # the lowest group first: the others are passed over
            if key >> 3 in ours:
                yield key >> 3, pk, key & 7


def _texts() -> Rows:
    """Names; network and places; services with their synonyms."""
    from centers.services import SERVICES
    from finder.words import fts5_texts, record_tokens

    for center in _care().centers:
        offered = [SERVICES[one.service] for one in center.offerings if one.service in SERVICES]
        labels = dict.fromkeys(text for one in offered for text in (one.label, *one.synonyms))
        places = [text for one in center.locations for text in (one.city, one.state)]
        texts = [[center.name, *center.other_names], [center.network, *places], labels]
        yield center.pk, *fts5_texts([record_tokens(one) for one in texts])
