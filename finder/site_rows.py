"""The sites that match, one typed row each. In: an `Answer` and a page of it; out: how many there are, and the rows.

Called by `finder/api/sites.py`. What is asked of the place holds at each site by itself; without a place every site of
every trial that matches is one. Sites at the registry have no index of their own: those of the trials that match are
gone through, some trials at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.urls import reverse

from finder.facilities import NOWHERE, places
from finder.geo import in_unit
from finder.index import area, status_group
from finder.search import Answer, PlaceAsked
from finder.snapshot import GROUPS_OF_SITE_STATUS
from finder.splits import members
from trials.models import Registration, TrialSite
from trials.records import site_counts_as

CHUNK = 2_000
"""Trials whose sites are looked at in one query."""
Found = tuple[float, str, int]
"""Kilometres (0 where nothing is asked to be near), id of the trial, key of the site: what sites are ordered by."""


@dataclass(frozen=True, slots=True)
class MatchingSite:
    """A place where a trial runs, at which all that was asked of the place holds."""

    trial: str
    """Id of the trial."""
    facility: str
    city: str
    state: str
    zip: str
    country: str
    lat: float | None
    lon: float | None
    status: str
    """What the site counts with: its own status while its trial is open, else the trial's."""
    distance: float | None
    """From `near` to the site's city, in `unit`; null where nothing is asked to be near."""
    unit: str
    center: str | None
    url: str
    """Address of the trial's page."""


def page_of_sites(answer: Answer, *, limit: int, offset: int, unit: str) -> tuple[int, list[MatchingSite]]:
    """How many sites match, and one page of them: nearest first, then by the trial's id. A site that left since it was
    found is left out."""
    found = sorted(_matching(answer))
    page = found[offset : offset + limit]
    near = answer.question.place is not None and answer.question.place.near is not None
    return len(found), list(_rows(answer, page, unit if near else ""))


def _matching(answer: Answer) -> Iterator[Found]:
    place = answer.question.place
    ids = iter(answer.snapshot.ids[ordinal] for ordinal in members(answer.matches))
    while chunk := list(islice(ids, CHUNK)):
        sites = TrialSite.objects.filter(registration__trial__in=chunk, registration__state=Registration.LISTED)
        if place is None:
            for trial, pk in sites.values_list("registration__trial__public_id", "pk"):
                yield 0.0, trial, pk
        else:
            yield from _at_place(answer, place, sites)


def _at_place(answer: Answer, place: PlaceAsked, sites: Any) -> Iterator[Found]:
    """Of these sites those at a spot where all holds, with a status that counts."""
    by_center = bool(place.centers or place.services)
    somewhere = bool(place.near or place.countries or by_center)
    spots = {one.value if by_center else one.value[:4]: km or 0.0 for one, km in answer.spots()} if somewhere else {}
    groups = GROUPS_OF_SITE_STATUS[place.site_status]
    rows = [
        (trial, pk, (facility, city, state, country), area(lat, lon, country, state))
        for trial, of_trial, pk, facility, city, state, country, status, lat, lon in sites.values_list(
            "registration__trial__public_id",
            "registration__trial__status",
            "pk",
            "facility",
            "city",
            "state",
            "country",
            "status",
            "lat",
            "lon",
        )
        if status_group(site_counts_as(of_trial, status)) in groups
    ]
    at = places({text for _, _, text, _ in rows}) if by_center else {}
    for trial, pk, text, here in rows:
        spot = (*here, *at.get(text, NOWHERE)) if by_center else here
        if not somewhere or spot in spots:
            yield spots.get(spot, 0.0), trial, pk


def _rows(answer: Answer, page: Sequence[Found], unit: str) -> Iterator[MatchingSite]:
    kilometres = {pk: km for km, _, pk in page}
    held = {one.pk: one for one in TrialSite.objects.filter(pk__in=kilometres).select_related("registration__trial")}
    at = places((one.facility, one.city, one.state, one.country) for one in held.values())
    centers = answer.snapshot.care.by_pk
    for pk, km in kilometres.items():
        if (one := held.get(pk)) is not None:
            trial = one.registration.trial
            center = centers.get(at.get((one.facility, one.city, one.state, one.country), NOWHERE).center)
            yield MatchingSite(
                trial=trial.public_id,
                facility=one.facility,
                city=one.city,
                state=one.state,
                zip=one.zip,
                country=one.country,
                lat=one.lat,
                lon=one.lon,
                status=site_counts_as(trial.status, one.status),
                distance=round(in_unit(km, unit), 1) if unit else None,
                unit=unit,
                center=center.slug if center else None,
                url=reverse("trial", args=[trial.public_id]),
            )
