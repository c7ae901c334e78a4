"""Typed rows that page, JSON, CSV and feed print. In: an `Answer` and a page of it; out: rows. Three queries a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from finder.facilities import NOWHERE, places
from finder.filters import TrialFilters
from finder.geo import in_unit
from finder.index import area, status_group
from finder.reasons import Reason, questions, reasons
from finder.said import statements_of
from finder.search import Answer, PlaceAsked
from finder.snapshot import GROUPS_OF_SITE_STATUS
from finder.statements import Statement
from trials.ages import age
from trials.models import Registration, Trial, TrialSite
from trials.records import site_counts_as

BATCH = 200
"""Rows that are made at a time, where all are wanted."""
MOST_READ = 10_000


@dataclass(frozen=True, slots=True)
class NearestSite:
    """The nearest site that meets the place conditions. `distance` is to its city, in `unit`; `center` is the slug of
    the care center that it is, where we know."""

    facility: str
    city: str
    state: str
    country: str
    status: str
    distance: float
    unit: str
    center: str | None


@dataclass(frozen=True, slots=True)
class TrialRow:
    id: str
    title: str
    acronym: str
    status: str
    phases: list[str]
    study_type: str
    sponsor: str
    conditions: list[str]
    interventions: list[str]
    nearest: NearestSite | None
    fit: dict[str, str]
    reasons: list[Reason]
    """For each thing entered about a person, why."""
    verified_on: str | None
    """YYYY-MM: the registry gives it by month."""
    updated_on: dt.date | None
    url: str
    example: bool = field(default=False)


_COLUMNS = (
    "pk public_id title acronym status phases study_type sponsor conditions interventions "
    "verified_on updated_on example sex minimum_age_text maximum_age_text"
).split()


def registry_words(row: dict[str, Any]) -> dict[str, str]:
    """What the registry's own fields say of the person, in its words."""
    low, high = row["minimum_age_text"], row["maximum_age_text"]
    ages = {
        (True, True): gettext("from %(least)s up to %(most)s"),
        (True, False): gettext("from %(least)s"),
        (False, True): gettext("up to %(most)s"),
        (False, False): gettext("no limit"),
    }[bool(low), bool(high)]
    said = {"least": age(low), "most": age(high)}
    return {
        "age": ages % said,
        "sex": gettext(_SEXES.get(row["sex"], row["sex"])) if row["sex"] else gettext("not said"),
    }


_SEXES = {"all": N_("all"), "female": N_("female"), "male": N_("male")}


def rows(answer: Answer, ordinals: Sequence[int], *, unit: str) -> list[TrialRow]:
    """The rows of one page, in its order. A trial that left since the index was built is left out."""
    ids = {answer.snapshot.ids[ordinal]: ordinal for ordinal in ordinals}
    trials = {row["pk"]: row for row in Trial.objects.filter(pk__in=ids).values(*_COLUMNS)}
    person = answer.question.person
    asked = statements_of(ids, questions(person)) if person else {}
    place = answer.question.place
    nearest = _nearest_sites(answer, ids, trials, place, unit) if place and place.near else {}
    return [
        TrialRow(
            id=row["public_id"],
            title=row["title"],
            acronym=row["acronym"],
            status=row["status"],
            phases=row["phases"],
            study_type=row["study_type"],
            sponsor=row["sponsor"],
            conditions=row["conditions"],
            interventions=[one.get("name", "") for one in row["interventions"]],
            nearest=nearest.get(pk),
            # Expanded access is no study: who gets it is decided case by case.
            fit={} if row["study_type"] == "expanded-access" else answer.fit(ordinal),
            reasons=[]
            if row["study_type"] == "expanded-access"
            else reasons(answer, ordinal, asked.get(pk, []), registry_words(row)),
            verified_on=f"{row['verified_on']:%Y-%m}" if row["verified_on"] else None,
            updated_on=row["updated_on"],
            url=reverse("trial", args=[row["public_id"]]),
            example=row["example"],
        )
        for pk, ordinal in ids.items()
        if (row := trials.get(pk)) is not None
    ]


def _nearest_sites(
    answer: Answer, ids: dict[int, int], trials: dict[int, dict[str, Any]], place: PlaceAsked, unit: str
) -> dict[int, NearestSite]:
    """The site behind each trial's nearest spot: the same coordinates, and a status that counts."""
    nearest_of = answer.nearest(ids.values())
    spots = {pk: nearest_of[ordinal] for pk, ordinal in ids.items() if ordinal in nearest_of}
    sites = list(
        TrialSite.objects.filter(
            registration__trial__in=spots,
            registration__state=Registration.LISTED,
            lat__in={one.spot.lat for one in spots.values()},
            lon__in={one.spot.lon for one in spots.values()},
        )
        .order_by("pk")
        .values_list("registration__trial_id", "lat", "lon", "country", "state", "city", "facility", "status")
    )
    at = places({(site[6], site[5], site[4], site[3]) for site in sites})
    centers = answer.snapshot.care.by_pk
    found: dict[int, NearestSite] = {}
    for pk, lat, lon, country, state, city, facility, status in sites:
        nearest = spots[pk]
        counts_as = site_counts_as(trials[pk]["status"], status)
        here = at.get((facility, city, state, country), NOWHERE)
        if (
            pk not in found
            and (*area(lat, lon, country, state), *here) == nearest.spot.value
            and status_group(counts_as) in GROUPS_OF_SITE_STATUS[place.site_status]
        ):
            distance = round(in_unit(nearest.km, unit), 1)
            center = centers.get(here.center)
            found[pk] = NearestSite(
                facility, city, state, country, counts_as, distance, unit, center.slug if center else None
            )
    return found


def page_of_rows(filters: TrialFilters, answer: Answer) -> list[TrialRow]:
    """The page that `limit` and `offset` ask for."""
    limit, offset = filters.limits
    return rows(answer, answer.page(offset, limit), unit=filters.unit_asked)


def rows_by_id(answer: Answer, *, after: str = "", unit: str) -> Iterator[TrialRow]:
    """The rows of all trials that match, by id, from the first one after `after` on; a few queries every some hundred.

    Who walks in pages meets a trial that matches all along once, and one that changes meanwhile once at most."""
    ordinals = in_order_of_ids(answer, after)
    while some := list(islice(ordinals, BATCH)):
        yield from rows(answer, some, unit=unit)


def in_order_of_ids(answer: Answer, after: str, *, included: bool = False) -> Iterator[int]:
    """The ordinals of what matches by public id, as the database orders them, from after one on (with it, where it is
    to be `included`). The table is read in growing pieces: the
    snapshot knows no public ids, and a walk may match few of them."""
    flags = answer.matches.to_bytes(answer.snapshot.count // 8 + 1, "little")
    size = BATCH
    while True:
        later = Trial.objects.filter(**{f"public_id__{'gte' if included else 'gt'}": after}).order_by("public_id")
        found = list(later.values_list("pk", "public_id")[:size])
        for pk, _ in found:
            ordinal = answer.snapshot.ordinal(pk)
            if ordinal is not None and flags[ordinal >> 3] >> (ordinal & 7) & 1:
                yield ordinal
        if len(found) < size:
            return
        after, included, size = found[-1][1], False, min(2 * size, MOST_READ)


def reasons_of(answer: Answer, public_id: str, asks: Sequence[Statement]) -> list[Reason]:
    """Why one trial, that asks this, stands as it does to what was entered, whether it is in the list or not; nothing
    where nothing was entered, or the index does not hold the trial."""
    if not answer.question.person:
        return []
    row = Trial.objects.filter(public_id=public_id).exclude(study_type="expanded-access").values(*_COLUMNS).first()
    ordinal = answer.snapshot.ordinal(row["pk"]) if row else None
    if row is None or ordinal is None:
        return []
    return reasons(answer, ordinal, asks, registry_words(row))
