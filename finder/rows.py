"""Typed rows that page, JSON, CSV and feed print. In: an `Answer` and a page of it; out: rows. Two queries a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from finder.filters import TrialFilters
from finder.geo import Point, kilometres, to_miles
from finder.index import spot_value
from finder.search import Answer, PlaceAsked
from trials.models import Alias, Registration, Trial, TrialSite
from trials.records import OPEN_STATUSES, site_counts_as
from trials.registries import registry


@dataclass(frozen=True, slots=True)
class NearestSite:
    """The nearest site that meets the place conditions. `distance` is to its city, in `unit`."""

    facility: str
    city: str
    state: str
    country: str
    status: str
    distance: float
    unit: str


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
    verified_on: str | None
    """YYYY-MM: the registry gives it by month."""
    updated_on: dt.date | None
    url: str
    example: bool = field(default=False)


_COLUMNS = (
    "pk public_id title acronym status phases study_type sponsor conditions interventions verified_on updated_on example"
).split()


def rows(answer: Answer, ordinals: Sequence[int], *, unit: str) -> list[TrialRow]:
    """The rows of one page, in its order. A trial that left since the index was built is left out."""
    ids = {answer.snapshot.ids[ordinal]: ordinal for ordinal in ordinals}
    trials = {row["pk"]: row for row in Trial.objects.filter(pk__in=ids).values(*_COLUMNS)}
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
            fit=answer.fit(ordinal),
            verified_on=f"{row['verified_on']:%Y-%m}" if row["verified_on"] else None,
            updated_on=row["updated_on"],
            url=f"/trials/{row['public_id']}/",
            example=row["example"],
        )
        for pk, ordinal in ids.items()
        if (row := trials.get(pk)) is not None
    ]


def _nearest_sites(
    answer: Answer, ids: dict[int, int], trials: dict[int, dict[str, Any]], place: PlaceAsked, unit: str
) -> dict[int, NearestSite]:
    """The site behind each trial's nearest spot: the same coordinates, and a status that counts."""
    spots = {pk: answer.nearest[ordinal] for pk, ordinal in ids.items() if ordinal in answer.nearest}
    sites = TrialSite.objects.filter(
        registration__trial__in=spots,
        registration__state="listed",
        lat__in={one.spot.lat for one in spots.values()},
        lon__in={one.spot.lon for one in spots.values()},
    ).order_by("pk")
    found: dict[int, NearestSite] = {}
    for pk, lat, lon, country, state, city, facility, status in sites.values_list(
        "registration__trial_id", "lat", "lon", "country", "state", "city", "facility", "status"
    ):
        nearest = spots[pk]
        counts_as = site_counts_as(trials[pk]["status"], status)
        if pk not in found and spot_value(lat, lon, country, state) == nearest.spot.value and _counts(counts_as, place.site_status):
            distance = to_miles(nearest.km) if unit == "mi" else nearest.km
            found[pk] = NearestSite(facility, city, state, country, counts_as, round(distance, 1), unit)
    return found


def _counts(status: str, site_status: str) -> bool:
    if site_status == "any":
        return True
    return status == "recruiting" or (site_status == "open" and status in OPEN_STATUSES)


def page_of_rows(filters: TrialFilters, answer: Answer) -> list[TrialRow]:
    """The page that `limit` and `offset` ask for."""
    limit, offset = filters.limits
    return rows(answer, answer.page(offset, limit), unit=filters.unit_asked)


@dataclass(frozen=True, slots=True)
class DateOf:
    """A date as precisely as the registry gives it: `2026-02` or `2026-02-17`; `kind` is actual, estimated or empty."""

    date: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site. `status` is what it counts with (DESIGN.md, *Site status*), `registry_status` what the registry writes."""

    facility: str
    city: str
    state: str
    zip: str
    country: str
    status: str
    registry_status: str
    lat: float | None
    lon: float | None
    contacts: list[dict[str, str]]
    distance: float | None = None


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    registry: str
    id: str
    url: str
    listed: bool
    delisted_on: dt.date | None
    aliases: list[str]


@dataclass(frozen=True, slots=True)
class TrialDetail:
    """Everything kept of one trial."""

    id: str
    example: bool
    url: str
    registrations: list[RegistrationRow]
    title: str
    official_title: str
    acronym: str
    summary: str
    status: str
    last_known_status: str
    why_stopped: str
    study_type: str
    phases: list[str]
    purpose: str
    allocation: str
    masking: str
    enrolment: int | None
    enrolment_kind: str
    sponsor: str
    sponsor_class: str
    collaborators: list[dict[str, str]]
    conditions: list[str]
    keywords: list[str]
    arms: list[dict[str, Any]]
    interventions: list[dict[str, Any]]
    eligibility: str
    minimum_age: str
    maximum_age: str
    sex: str
    healthy_volunteers: bool | None
    central_contacts: list[dict[str, str]]
    secondary_ids: list[dict[str, str]]
    has_results: bool
    has_expanded_access: bool | None
    expanded_access_id: str
    started: DateOf | None
    primary_completed: DateOf | None
    completed: DateOf | None
    first_posted: DateOf | None
    updated: DateOf | None
    verified: DateOf | None
    results_posted: DateOf | None
    sites: list[SiteRow]

    @property
    def listed(self) -> bool:
        return self.example or any(one.listed for one in self.registrations)


_SAME = [
    one.name
    for one in fields(TrialDetail)
    if one.name not in {"id", "url", "registrations", "minimum_age", "maximum_age", "sites"}
    and not one.type.startswith("DateOf")  # annotations are text in this module
]
_DATES = [one.name for one in fields(TrialDetail) if one.type.startswith("DateOf")]
_PRECISION = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}


def canonical_id(given: str) -> str | None:
    """The public id of the trial that `given` names: its own, another registration's or an alias; None if nobody's.

    An alias comes first: the old listing of a trial that now has another id stays held, delisted.
    """
    given = given[:40].upper()
    alias = Alias.objects.filter(registry_id=given).values_list("registration__trial__public_id", flat=True).first()
    if alias:
        return alias
    if Trial.objects.filter(public_id=given).exists():
        return given
    return Registration.objects.filter(registry_id=given).values_list("trial__public_id", flat=True).first()


def detail(public_id: str, *, near: Point | None = None, unit: str = "mi") -> TrialDetail | None:
    """One trial, its sites nearest first where a place is given (recruiting ones first among equals), else as listed
    by the registry."""
    trial = Trial.objects.filter(public_id=public_id).first()
    if trial is None:
        return None
    registrations = list(trial.registrations.prefetch_related("aliases").order_by("pk"))
    sites = [
        _site_row(trial, site, near, unit)
        for site in TrialSite.objects.filter(registration__in=registrations).order_by("pk")
    ]
    if near is not None:
        sites.sort(key=lambda site: (site.distance is None, site.distance, site.status != "recruiting"))
    return TrialDetail(
        id=trial.public_id,
        url=f"/trials/{trial.public_id}/",
        registrations=[] if trial.example else [_registration_row(one) for one in registrations],
        minimum_age=trial.minimum_age_text,
        maximum_age=trial.maximum_age_text,
        sites=sites,
        **{name: getattr(trial, name) for name in _SAME},
        **{name: _date_of(trial, name) for name in _DATES},
    )


def _site_row(trial: Trial, site: TrialSite, near: Point | None, unit: str) -> SiteRow:
    distance = None
    if near is not None and site.lat is not None and site.lon is not None:
        km = kilometres(near, Point(site.lat, site.lon))
        distance = round(to_miles(km) if unit == "mi" else km, 1)
    return SiteRow(
        facility=site.facility,
        city=site.city,
        state=site.state,
        zip=site.zip,
        country=site.country,
        status=site_counts_as(trial.status, site.status),
        registry_status=site.status,
        lat=site.lat,
        lon=site.lon,
        contacts=site.contacts,
        distance=distance,
    )


def _registration_row(registration: Registration) -> RegistrationRow:
    return RegistrationRow(
        registry=registration.registry,
        id=registration.registry_id,
        url=registry(registration.registry).address(registration.registry_id),
        listed=registration.state == Registration.LISTED,
        delisted_on=registration.delisted_on,
        aliases=[alias.registry_id for alias in registration.aliases.all()],
    )


def _date_of(trial: Trial, name: str) -> DateOf | None:
    on: dt.date | None = getattr(trial, f"{name}_on")
    if on is None:
        return None
    return DateOf(on.strftime(_PRECISION[getattr(trial, f"{name}_precision")]), getattr(trial, f"{name}_kind", ""))
