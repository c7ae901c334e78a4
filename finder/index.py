"""Derives the search index from the trials. In: trials whose revision the index has not read; out: a new generation.

Everything here can be dropped and built anew. Called at the end of sync and by `manage.py reindex`. A generation is a
set of blobs (docs/decisions/0002-the-index-is-bitsets.md). Ordinals number the listed trials by last update, newest
first; numbers are unsigned 32-bit, little-endian:

- `ids`: trial id of each ordinal · `updated`: its last update (proleptic day number, 0 for none) · `newest`: ordinals
  by first posting, newest first
- `word/<group>:<value>`: the bitset of the trials that have the word, bit 0 first; `few/…`: their ordinals instead,
  where that is shorter
- `care`: what is published of the care centers (`finder/care.py`)
- `postings/keys`, `postings/ends`, `postings/ordinals`: for each spot × status group (spot id << 3 | group) its trials
"""

from __future__ import annotations

import datetime as dt
import functools
import sys
from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from finder import care, facilities
from finder.asks import asks
from finder.countries import country_code, us_state_code
from finder.facilities import Anew, Facilities
from finder.models import Blob, Generation, Loaded, Spot, TrialIndex
from finder.words import digest, fts5_texts, record_tokens, to_tsvector
from trials import table
from trials.leases import Held, hold
from trials.models import Registration, Trial, TrialSite
from trials.records import OPEN_STATUSES, site_counts_as
from trials.standing import Standing, standing

CHUNK = 500
KEPT_GENERATIONS = 2
LEASE = "index"
WORDS = "words"
"""The name under which `Loaded` keeps the digest of the vocabulary that the text was indexed with."""
CARE, MATCHED = "care", "matched"
"""The same for what is published of the centers, and for what sites are matched to centers by."""
UNREAD = "scope:unread"
"""The word of a trial whose text was not read yet: whether it takes people with breast cancer is not known."""
RECRUITING, OPEN, OTHER = 0, 1, 2
"""Status groups of a site: recruiting; open otherwise; anything else."""

_TEXT = "public_id acronym title official_title conditions keywords interventions summary sponsor collaborators arms"
_FACTS = (
    "revision example status study_type phases purpose allocation sponsor_class sex minimum_age maximum_age "
    "has_results has_expanded_access secondary_ids eligibility"
)
_COLUMNS = ("pk", *_TEXT.split(), *_FACTS.split())

Progress = Callable[[int, int], None]
SiteRow = tuple[int, float | None, float | None, str, str, str, str, str]
"""Trial, latitude, longitude, country, state, status, facility, city."""


def stale() -> Any:
    """The trials whose latest revision the index has not read."""
    return Trial.objects.filter(Q(index__isnull=True) | ~Q(index__revision=F("revision")))


def reindex(*, everything: bool = False, progress: Progress | None = None) -> Generation | None:
    """Indexes what is stale (or all) and builds a generation where something changed; returns it, else None.

    Raises `Busy` where another process is at it. Reads and works outside transactions and writes in short ones: on
    SQLite a writer keeps all others waiting, a sync and its heartbeat among them.
    """
    with hold(LEASE) as lease:
        if everything or not _is_current(WORDS, digest()):
            TrialIndex.objects.all().delete()
        changed = _forget_removed() > 0
        changed |= _match_sites(lease)
        stamp = care.stamp()
        changed |= not _is_current(CARE, stamp)
        known: Facilities | None = None
        spots: dict[SpotValue, int] = {
            tuple(spot): pk  # type: ignore[misc]
            for pk, *spot in Spot.objects.values_list("pk", "lat", "lon", "country", "state", "center", "location")
        }
        # Anew until nothing is stale: who finds this running relies on its taking along what they wrote.
        while pks := list(stale().order_by("pk").values_list("pk", flat=True)):
            changed = True
            known = known or Facilities()  # not before: every five minutes there is nothing to be done
            for start in range(0, len(pks), CHUNK):
                _index_chunk(pks[start : start + CHUNK], spots, known, lease)
                if progress:
                    progress(min(start + CHUNK, len(pks)), len(pks))
        newest = Generation.objects.order_by("-pk").first()
        if not changed and newest is not None and newest.trials == _indexed_count():
            return None
        generation = _write_generation(*_blobs(), lease)
        for name, now in ((WORDS, digest()), (CARE, stamp)):
            Loaded.objects.update_or_create(name=name, defaults={"digest": now})
        _let_the_planner_know()
        return generation


def _is_current(name: str, now: str) -> bool:
    """Whether the index was built with what has this digest: the vocabulary of this code, the centers as they are."""
    return Loaded.objects.filter(name=name, digest=now).exists()


def _match_sites(lease: Held) -> bool:
    """Where centers, decisions or the rules of matching changed: the trials whose sites are other centers now are
    indexed anew. Returns whether there was such a change."""
    now = facilities.stamp()
    if _is_current(MATCHED, now):
        return False
    found = Anew()
    with transaction.atomic():
        lease.fence()
        found.write()
        for start in range(0, len(found.trials), CHUNK):
            TrialIndex.objects.filter(pk__in=found.trials[start : start + CHUNK]).delete()
        Loaded.objects.update_or_create(name=MATCHED, defaults={"digest": now})
    return True


def _indexed_count() -> int:
    return TrialIndex.objects.exclude(words="").count()


def _forget_removed() -> int:
    """Text of trials that no longer exist (examples that vanished). Returns how many there were."""
    key, kept = "trial_id", "SELECT trial_id FROM finder_searchtext"
    if connection.vendor == "sqlite":
        key, kept = "rowid", "SELECT id FROM finder_searchtext_docsize"  # the ids without the text between them
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM finder_searchtext WHERE {key} IN ({kept} EXCEPT SELECT id FROM trials_trial)"  # noqa: S608
        )
        return int(cursor.rowcount)


def _index_chunk(pks: Sequence[int], spots: dict[SpotValue, int], known: Facilities, lease: Held) -> None:
    listed = set(
        Registration.objects.filter(trial__in=pks, state=Registration.LISTED).values_list("trial_id", flat=True)
    )
    sites: dict[int, list[SiteRow]] = {}
    for site in TrialSite.objects.filter(
        registration__trial__in=pks, registration__state=Registration.LISTED
    ).values_list("registration__trial_id", "lat", "lon", "country", "state", "status", "facility", "city"):
        sites.setdefault(site[0], []).append(site)
    rows = list(Trial.objects.filter(pk__in=pks).values(*_COLUMNS))
    placed = {row["pk"]: _placed(row["status"], sites.get(row["pk"], ()), known) for row in rows}
    _add_spots({spot for places in placed.values() for spot, _ in places}, spots)
    read = standing(pks)
    index_rows: list[table.Row] = []
    texts: list[tuple[int, list[tuple[list[str], str]]]] = []
    for row in rows:
        pk = row["pk"]
        # A trial that is delisted everywhere keeps a row, so that it is not stale, and stands in no bitset.
        words = _words(row, placed[pk], read.get(pk)) if pk in listed else []
        packed = array("I", sorted({spots[spot] << 3 | group for spot, group in placed[pk]}) if words else ())
        index_rows.append({"trial": pk, "revision": row["revision"], "words": " ".join(words), "spots": _bytes(packed)})
        if words:
            texts.append((pk, _text_columns(row, sites.get(pk, ()))))
    # A trial that changed since it was read here has a later revision by now, and is stale again.
    with transaction.atomic():
        lease.fence()
        TrialIndex.objects.filter(pk__in=pks).delete()
        table.insert(TrialIndex, index_rows)
        known.write()
        _write_text(pks, texts)


Area = tuple[float | None, float | None, str, str]
"""Latitude, longitude, country and state of a site."""
SpotValue = tuple[float | None, float | None, str, str, int, int]
"""The area, and the ids of center and location (0: none)."""


def _placed(trial_status: str, sites: Iterable[SiteRow], known: Facilities) -> set[tuple[SpotValue, int]]:
    """The spots of a trial's sites with the status group each counts in."""
    placed = set()
    for _, lat, lon, country, state, status, facility, city in sites:
        at = known.at((facility, city, state, country), lat, lon)
        placed.add(((*area(lat, lon, country, state), *at), status_group(site_counts_as(trial_status, status))))
    return placed


def status_group(counts_as: str) -> int:
    """The group of a site by the status it counts with."""
    return RECRUITING if counts_as == "recruiting" else OPEN if counts_as in OPEN_STATUSES else OTHER


@functools.lru_cache(maxsize=50_000)
def area(lat: float | None, lon: float | None, country: str, state: str) -> Area:
    """The area of a site: its country as ISO code and a US state by its letters, where we know them. Kept in mind:
    sites come by the million, from some ten thousand places."""
    code = country_code(country) or country
    if code == "US":
        state = us_state_code(state) or state
    return lat, lon, code[:80], state[:120]


def _key(spot: SpotValue) -> str:
    lat, lon, country, state, center, location = spot
    at = f"|{center},{location}" if center else ""
    return f"{lat},{lon}|{country}|{state}{at}"


def _add_spots(wanted: set[SpotValue], spots: dict[SpotValue, int]) -> None:
    new = {_key(spot): spot for spot in wanted if spot not in spots}
    if new:
        rows: list[table.Row] = [
            dict(zip(("key", "lat", "lon", "country", "state", "center", "location"), (key, *spot), strict=True))
            for key, spot in new.items()
        ]
        table.insert(Spot, rows)
        spots.update((new[key], pk) for key, pk in Spot.objects.filter(key__in=new).values_list("key", "pk"))


def _words(row: dict[str, Any], placed: set[tuple[SpotValue, int]], read: Sequence[Standing] | None) -> list[str]:
    """One word for each bitset the trial stands in: `status:recruiting`, `phase:2` … A new facet is a line here; what
    the text asks of a participant comes from `finder/asks.py`."""
    words = [
        f"status:{row['status']}",
        f"type:{row['study_type']}",
        f"purpose:{row['purpose']}",
        f"sponsor_class:{row['sponsor_class']}",
        f"sex:{row['sex']}",
        f"min:{_number(row['minimum_age'])}",
        f"max:{_number(row['maximum_age'])}",
        f"has_results:{_yes(row['has_results'])}",
        f"randomized:{_yes(row['allocation'] == 'randomized') if row['allocation'] else ''}",
        f"placebo:{_yes(_has_placebo(row)) if row['arms'] or row['interventions'] else ''}",
        f"expanded_access:{_yes(row['study_type'] == 'expanded-access' or row['has_expanded_access'])}",
    ]
    words += [f"phase:{phase}" for phase in row["phases"]]
    words += [f"sites:{group}" for group in {group for _, group in placed}]
    words += [UNREAD] if read is None else [ask.word for ask in asks(one.answer for one in read)]
    if row["example"]:
        words.append("example:yes")
    # A registry's word we do not know may hold anything: a space would split it in two.
    return ["".join(word.split()) for word in words]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _yes(value: Any) -> str:
    return "yes" if value else "no"


def _has_placebo(row: dict[str, Any]) -> bool:
    return any(arm.get("kind") == "placebo-comparator" for arm in row["arms"]) or any(
        "placebo" in one.get("name", "").casefold() for one in row["interventions"]
    )


def _text_columns(row: dict[str, Any], sites: Iterable[SiteRow]) -> list[tuple[list[str], str]]:
    """Tokens by relevance (DESIGN.md): id, then acronym and title, then conditions and interventions, then the rest."""
    ids = [row["public_id"], *(one["value"] for one in row["secondary_ids"])]
    topic = [*row["conditions"], *row["keywords"]]
    for one in row["interventions"]:
        topic += [one.get("name", ""), *one.get("other_names", ())]
    rest = [row["summary"], row["eligibility"], row["sponsor"]]
    rest += [one["name"] for one in row["collaborators"]]
    for arm in row["arms"]:
        rest += [arm.get("label", ""), arm.get("description", "")]
    rest += [one.get("description", "") for one in row["interventions"]]
    rest += sorted({facility for *_, facility, _ in sites})
    return [
        (record_tokens(ids), "A"),
        (record_tokens([row["acronym"], row["title"], row["official_title"]]), "B"),
        (record_tokens(topic), "C"),
        (record_tokens(rest), "D"),
    ]


def _write_text(pks: Sequence[int], texts: list[tuple[int, list[tuple[list[str], str]]]]) -> None:
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(pks))
        if connection.vendor == "sqlite":
            cursor.execute(f"DELETE FROM finder_searchtext WHERE rowid IN ({marks})", list(pks))  # noqa: S608
            cursor.executemany(
                "INSERT INTO finder_searchtext (rowid, ident, title, topic, rest) VALUES (%s, %s, %s, %s, %s)",
                [(pk, *fts5_texts([tokens for tokens, _ in columns])) for pk, columns in texts],
            )
        else:
            cursor.execute(f"DELETE FROM finder_searchtext WHERE trial_id IN ({marks})", list(pks))  # noqa: S608
            cursor.executemany(
                "INSERT INTO finder_searchtext (trial_id, document) VALUES (%s, %s::tsvector)",
                [(pk, to_tsvector(columns)) for pk, columns in texts],
            )


def _blobs() -> tuple[int, dict[str, bytes]]:
    """What the index keeps of every listed trial, as the blobs of a generation; and how many trials that is."""
    orders = list(
        TrialIndex.objects.exclude(words="")
        .order_by(F("trial__updated_on").desc(nulls_last=True), "trial__public_id")
        .values_list("pk", "trial__updated_on", "trial__first_posted_on")
    )
    count = len(orders)
    ordinal_of = {pk: ordinal for ordinal, (pk, _, _) in enumerate(orders)}
    newest = sorted(range(count), key=lambda ordinal: (-_day(orders[ordinal][2]), ordinal))
    words: dict[str, array[int]] = {}
    postings: dict[int, array[int]] = {}
    for pk, text, spots in TrialIndex.objects.exclude(words="").values_list("pk", "words", "spots").iterator(2000):
        ordinal = ordinal_of.get(pk)
        if ordinal is None:
            continue
        for word in text.split():
            words.setdefault(word, array("I")).append(ordinal)
        for key in numbers(spots):
            held = postings.get(key)
            if held is None:
                held = postings[key] = array("I")
            held.append(ordinal)
    keys = sorted(postings)
    ends, total = array("I"), 0
    for key in keys:
        total += len(postings[key])
        ends.append(total)
    return count, {
        "care": care.blob(),
        "ids": _bytes(array("I", (pk for pk, _, _ in orders))),
        "updated": _bytes(array("I", (_day(updated) for _, updated, _ in orders))),
        "newest": _bytes(array("I", newest)),
        "postings/keys": _bytes(array("I", keys)),
        "postings/ends": _bytes(ends),
        "postings/ordinals": b"".join(_bytes(array("I", sorted(postings[key]))) for key in keys),
        **dict(_bitset(word, ordinals, count) for word, ordinals in words.items()),
    }


def _bitset(word: str, ordinals: array[int], count: int) -> tuple[str, bytes]:
    """Name and bytes of a word's blob: a bitset, or the ordinals themselves where that is shorter."""
    size = count // 8 + 1
    if len(ordinals) * ordinals.itemsize < size:
        return f"few/{word}", _bytes(array("I", sorted(ordinals)))
    bits = bytearray(size)
    for ordinal in ordinals:
        bits[ordinal >> 3] |= 1 << (ordinal & 7)
    return f"word/{word}", bytes(bits)


@transaction.atomic
def _write_generation(trials: int, blobs: dict[str, bytes], lease: Held) -> Generation:
    lease.fence()
    generation = Generation.objects.create(built_at=timezone.now(), trials=trials)
    table.insert(Blob, [{"generation": generation.pk, "name": name, "data": data} for name, data in blobs.items()])
    kept = Generation.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT_GENERATIONS]
    Generation.objects.exclude(pk__in=list(kept)).delete()
    return generation


def _day(date: dt.date | None) -> int:
    return date.toordinal() if date else 0


def _bytes(values: array[int]) -> bytes:
    if sys.byteorder == "big":
        values = array("I", values)
        values.byteswap()
    return values.tobytes()


def numbers(data: bytes | memoryview) -> array[int]:
    """What `_bytes` wrote."""
    values = array("I")
    values.frombytes(bytes(data))
    if sys.byteorder == "big":
        values.byteswap()
    return values


def _let_the_planner_know() -> None:
    """Without statistics a filtered count on SQLite was measured at 318 times its cost (docs/decisions/)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")
            return
        # Our own tables: of the catalogs, which databases share, another one may be in the middle.
        tables = [model._meta.db_table for app in ("finder", "centers", "trials") for model in _models(app)]
        quoted = ", ".join(map(connection.ops.quote_name, [*tables, "finder_searchtext"]))
        cursor.execute(f"ANALYZE {quoted}")


def _models(app: str) -> Iterable[type[models.Model]]:
    return apps.get_app_config(app).get_models()
