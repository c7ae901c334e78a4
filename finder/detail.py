"""Everything kept of one trial, for its page and the API. In: an id; out: a `TrialDetail`, or the id to go to."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.urls import reverse

from finder.care import CareCenter
from finder.facilities import NOWHERE, At, Text, places
from finder.geo import Point, in_unit, kilometres
from finder.said import statements_of
from finder.snapshot import current
from finder.statements import Statement, unsaid
from trials.models import Alias, Reading, Registration, Trial, TrialSite
from trials.records import site_counts_as
from trials.registries import registry


@dataclass(frozen=True, slots=True)
class DateOf:
    """As precise as the registry gives it: `2026-02` or `2026-02-17`; `kind`: actual, estimated or empty."""

    date: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site. `status` is what it counts with (DESIGN.md, *Site status*), `registry_status` the registry's own.
    `center`: the slug of the care center that it is, where we know."""

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
    center: str | None
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
    read_on: dt.date | None
    """When the eligibility text was read; None: not yet, and `asks` and `unsaid` are empty for that reason alone."""
    asks: list[Statement]
    unsaid: list[str]
    """What people ask first and the text says nothing about."""

    @property
    def listed(self) -> bool:
        return self.example or any(one.listed for one in self.registrations)


_ID = re.compile(r"[A-Z0-9-]{1,40}")
_DATES = "started primary_completed completed first_posted updated verified results_posted".split()
_READ = {"read_on", "asks", "unsaid"}
_OTHERWISE_NAMED = {"id", "url", "registrations", "minimum_age", "maximum_age", "sites", *_READ, *_DATES}
_SAME = [one.name for one in fields(TrialDetail) if one.name not in _OTHERWISE_NAMED]
_PRECISION = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}


def canonical_id(given: str) -> str | None:
    """The public id of the trial that `given` names: its own, another registration's or an alias; None if nobody's.

    An alias comes first: the old listing of a trial that now has another id stays held, delisted.
    """
    given = given.upper()
    if not _ID.fullmatch(given):
        return None
    alias = Alias.objects.filter(registry_id=given).values_list("registration__trial__public_id", flat=True).first()
    if alias:
        return alias
    if Trial.objects.filter(public_id=given).exists():
        return given
    return Registration.objects.filter(registry_id=given).values_list("trial__public_id", flat=True).first()


def detail(public_id: str, *, near: Point | None = None, unit: str = "mi") -> TrialDetail | None:
    """One trial, its sites nearest first where a place is given (recruiting ones first among equals), else as listed
    by the registry."""
    return next(iter(details(Trial.objects.filter(public_id=public_id), near=near, unit=unit)), None)


def details(asked: Iterable[Trial], *, near: Point | None = None, unit: str = "mi") -> list[TrialDetail]:
    """The same of several, in their order; as many queries as for one."""
    trials = list(asked)
    registrations: dict[int, list[Registration]] = defaultdict(list)
    for one in Registration.objects.filter(trial__in=trials).prefetch_related("aliases").order_by("pk"):
        registrations[one.trial_id].append(one)
    held: dict[int, list[TrialSite]] = defaultdict(list)
    trial_of = {one.pk: pk for pk, ones in registrations.items() for one in ones}
    for site in TrialSite.objects.filter(registration__in=trial_of).order_by("pk"):
        held[trial_of[site.registration_id]].append(site)
    at = places({(one.facility, one.city, one.state, one.country) for sites in held.values() for one in sites})
    read_at = dict(Reading.objects.filter(trial__in=trials).values_list("pk", "read_at"))
    asks = statements_of([one.pk for one in trials])
    centers = current().care.by_pk
    found = []
    for trial in trials:
        sites = [_site_row(trial, site, at, centers, near, unit) for site in held[trial.pk]]
        if near is not None:
            sites.sort(key=lambda site: (site.distance is None, site.distance, site.status != "recruiting"))
        read, said = read_at.get(trial.pk), asks.get(trial.pk, [])
        values: dict[str, Any] = {name: getattr(trial, name) for name in _SAME}
        values |= {name: _date_of(trial, name) for name in _DATES}
        found.append(
            TrialDetail(
                id=trial.public_id,
                url=reverse("trial", args=[trial.public_id]),
                registrations=[] if trial.example else [_registration_row(one) for one in registrations[trial.pk]],
                minimum_age=trial.minimum_age_text,
                maximum_age=trial.maximum_age_text,
                sites=sites,
                read_on=read.date() if read else None,
                asks=said,
                unsaid=unsaid(said) if read else [],
                **values,
            )
        )
    return found


def _site_row(
    trial: Trial,
    site: TrialSite,
    at: Mapping[Text, At],
    centers: Mapping[int, CareCenter],
    near: Point | None,
    unit: str,
) -> SiteRow:
    here = at.get((site.facility, site.city, site.state, site.country), NOWHERE)
    center = centers.get(here.center)
    distance = None
    if near is not None and site.lat is not None and site.lon is not None:
        km = kilometres(near, Point(site.lat, site.lon))
        distance = round(in_unit(km, unit), 1)
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
        center=center.slug if center else None,
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
