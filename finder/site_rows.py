"""The sites that match, one typed row each. In: an `Answer`, and a page or a place in the order of ids; out: rows.
Called by `finder/api/sites.py`.

What is asked of the place holds at each site by itself; without a place every site of every trial that matches is one.
There is no index of sites: those of the trials that match are gone through, some trials at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from django.urls import reverse

from finder.facilities import NOWHERE, places
from finder.geo import in_unit
from finder.index import area, status_group
from finder.rows import BATCH, in_order_of_ids
from finder.search import Answer, PlaceAsked
from finder.snapshot import GROUPS_OF_SITE_STATUS
from finder.splits import members
from trials.models import Registration, Trial, TrialSite
from trials.records import site_counts_as

CHUNK = 2_000
"""Trials whose sites are looked at in one query."""
Found = tuple[float, str, int]
"""Kilometres (0 where nothing is asked to be near), id of the trial, key of the site: what sites are ordered by."""


@dataclass(frozen=True, slots=True)
class TrialSiteRow:
    """A place where a trial runs, at which all that was asked of the place holds."""

    id: str
    """The id of the site. It stays while facility, city, state, ZIP code and country do."""
    trial: str
    """The id of the trial."""
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
    """`mi` or `km`; empty where there is no distance."""
    center: str | None
    url: str
    """The address of the trial's page."""


class Sites:
    """The sites that an answer comes to. A site that leaves after it was found is left out."""

    def __init__(self, answer: Answer, *, unit: str) -> None:
        self._answer = answer
        place = answer.question.place
        self._unit = unit if place is not None and place.near is not None else ""

    @cached_property
    def _all(self) -> list[Found]:
        """Nearest first, then by the trial's id."""
        ids = (self._answer.snapshot.ids[ordinal] for ordinal in members(self._answer.matches))
        return sorted(found for chunk in _chunks(ids, CHUNK) for found in _matching(self._answer, chunk))

    @property
    def count(self) -> int:
        return len(self._all)

    def page(self, offset: int, limit: int) -> list[TrialSiteRow]:
        return list(self._rows(self._all[offset : offset + limit]))

    def by_id(self, after: str) -> Iterator[TrialSiteRow]:
        """All from the first one after this id on, by the trial's id and then the site's own."""
        trial, _, last = after.rpartition("-")
        snapshot = self._answer.snapshot
        ordinals = in_order_of_ids(self._answer, trial, included=True)
        for chunk in _chunks((snapshot.ids[ordinal] for ordinal in ordinals), BATCH):
            # The databases' order of ids, whatever it is.
            named = Trial.objects.filter(pk__in=chunk).order_by("public_id").values_list("public_id", flat=True)
            order = {public_id: number for number, public_id in enumerate(named)}
            later = (one for one in _matching(self._answer, chunk) if one[1] != trial or one[2] > int(last))
            yield from self._rows(sorted(later, key=lambda one: (order.get(one[1], len(order)), one[2])))

    def _rows(self, found: Sequence[Found]) -> Iterator[TrialSiteRow]:
        kilometres = {pk: km for km, _, pk in found}
        held = {
            one.pk: one for one in TrialSite.objects.filter(pk__in=kilometres).select_related("registration__trial")
        }
        at = places((one.facility, one.city, one.state, one.country) for one in held.values())
        centers = self._answer.snapshot.care.by_pk
        for pk, km in kilometres.items():
            if (one := held.get(pk)) is not None:
                trial = one.registration.trial
                here = at.get((one.facility, one.city, one.state, one.country), NOWHERE)
                center = centers.get(here.center)
                yield TrialSiteRow(
                    id=f"{trial.public_id}-{pk}",
                    trial=trial.public_id,
                    facility=one.facility,
                    city=one.city,
                    state=one.state,
                    zip=one.zip,
                    country=one.country,
                    lat=one.lat,
                    lon=one.lon,
                    status=site_counts_as(trial.status, one.status),
                    distance=round(in_unit(km, self._unit), 1) if self._unit else None,
                    unit=self._unit,
                    center=center.slug if center else None,
                    url=reverse("trial", args=[trial.public_id]),
                )


def _chunks(ids: Iterable[int], size: int) -> Iterator[list[int]]:
    ids = iter(ids)
    while chunk := list(islice(ids, size)):
        yield chunk


def _matching(answer: Answer, trials: Sequence[int]) -> Iterator[Found]:
    """The sites of these trials at which all that is asked of the place holds."""
    place = answer.question.place
    sites = TrialSite.objects.filter(registration__trial__in=trials, registration__state=Registration.LISTED)
    if place is not None:
        yield from _at_place(answer, place, sites)
        return
    for trial, pk in sites.values_list("registration__trial__public_id", "pk"):
        yield 0.0, trial, pk


def _at_place(answer: Answer, place: PlaceAsked, sites: Any) -> Iterator[Found]:
    """Of these sites those at a spot where all holds, with a status that counts."""
    by_center = bool(place.centers or place.services)
    somewhere = bool(place.near or place.countries or by_center)
    spots = {one.value if by_center else one.value[:4]: km or 0.0 for one, km in answer.spots()} if somewhere else {}
    groups = GROUPS_OF_SITE_STATUS[place.site_status]
    columns = "registration__trial__public_id registration__trial__status pk facility city state country status lat lon"
    rows = [
        (trial, pk, (facility, city, state, country), area(lat, lon, country, state))
        for trial, of_trial, pk, facility, city, state, country, status, lat, lon in sites.values_list(*columns.split())
        if status_group(site_counts_as(of_trial, status)) in groups
    ]
    at = places({text for _, _, text, _ in rows}) if by_center else {}
    for trial, pk, text, here in rows:
        spot = (*here, *at.get(text, NOWHERE)) if by_center else here
        if not somewhere or spot in spots:
            yield spots.get(spot, 0.0), trial, pk
