"""Typed rows of centers that page and JSON print. In: a `CenterAnswer` and a page of it; out: rows, with why each one
matched: the offering with its claim, the trials with the status of their site there and what was read of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from centers.models import Center
from finder.care import CareOffering
from finder.center_detail import CenterDetail, ChannelRow, OfferingRow, details
from finder.center_facts import ClaimRow
from finder.center_filters import CenterFilters
from finder.geo import in_unit
from finder.index import status_group
from finder.joint import CenterAnswer, Hit
from finder.models import Facility
from finder.rows import TrialRow, rows
from finder.snapshot import GROUPS_OF_SITE_STATUS
from trials.models import Registration, Trial, TrialSite
from trials.records import site_counts_as

MOST_TRIALS = 3
"""Trials that a row shows; it counts all."""
MOST_SERVICES = 8
BATCH = 50
"""Rows that are made at a time, where all are wanted."""
FOR_PATIENTS = ("appointment", "question", "second-opinion", "trials", "symptoms")
"""Purposes of the channels that a row shows, in that order; the center's page has all."""


@dataclass(frozen=True, slots=True)
class NearestLocation:
    """The nearest location where what was asked holds. `distance` in `unit`, to the coordinates we have: often those of
    the city."""

    city: str
    state: str
    country: str
    distance: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class ServiceHere:
    """An offering that meets what was asked. `where`: its city; None: ask which location. `claim`: its best."""

    service: str
    label: str
    availability: str
    delivery: str
    conditions: str
    where: str | None
    standing: str
    claim: ClaimRow


@dataclass(frozen=True, slots=True)
class SiteHere:
    """A trial's site at the center, with the status it counts with."""

    facility: str
    city: str
    state: str
    status: str


@dataclass(frozen=True, slots=True)
class TrialHere:
    trial: TrialRow
    site: SiteHere | None


@dataclass(frozen=True, slots=True)
class TrialsHere:
    """The trials with a site there that meet what was asked, by how they stand to it; the first of them."""

    admits: int
    depends: int
    silent: int
    first: list[TrialHere]


@dataclass(frozen=True, slots=True)
class ContactHere:
    purpose: str
    purpose_label: str
    channel: ChannelRow


@dataclass(frozen=True, slots=True)
class CenterRow:
    """`services`: the slugs of all that it is known to offer; `why`: the offerings that meet what was asked."""

    id: str
    name: str
    kind: str
    treats_patients: bool
    network: str
    website: str
    nearest: NearestLocation | None
    accreditations: list[str]
    services: list[str]
    why: list[ServiceHere]
    trials: TrialsHere | None
    contacts: list[ContactHere]
    url: str


def page_of_centers(filters: CenterFilters, answer: CenterAnswer) -> list[CenterRow]:
    """The page that `limit` and `offset` ask for. A center that left since the index was built is left out."""
    limit, offset = filters.limits
    return _rows(answer, answer.page(offset, limit), filters.unit_asked)


def centers_by_id(answer: CenterAnswer, *, after: str = "", unit: str) -> Iterator[CenterRow]:
    """The rows of all centers that match, by id (their slug), from the first one after `after` on."""
    hits = answer.by_slug(after)
    while some := list(islice(hits, BATCH)):
        yield from _rows(answer, some, unit)


def count_published(answer: CenterAnswer) -> int:
    """How many rows that is: what was taken off since the index was built has none."""
    slugs = [hit.center.slug for hit in answer.by_slug("")]
    return Center.objects.published().filter(slug__in=slugs, listed=True).count()


def _rows(answer: CenterAnswer, hits: Sequence[Hit], unit: str) -> list[CenterRow]:
    known = details(hit.center.slug for hit in hits)
    trials = _trials(answer, hits, unit)
    return [
        _row(answer, hit, detail, trials.get(hit.center.pk), unit)
        for hit in hits
        if (detail := known.get(hit.center.slug)) is not None
    ]


def _row(answer: CenterAnswer, hit: Hit, detail: CenterDetail, trials: TrialsHere | None, unit: str) -> CenterRow:
    offered = [one for group in detail.services for one in group.offerings]
    return CenterRow(
        id=detail.slug,
        name=detail.name,
        kind=detail.kind,
        treats_patients=detail.treats_patients,
        network=detail.network,
        website=detail.website,
        nearest=_nearest(answer, hit, unit),
        accreditations=[" ".join(filter(None, (one.body, one.level))) for one in detail.accreditations],
        services=list(dict.fromkeys(one.service for one in offered)),
        why=_why(answer, hit, {one.id: one for one in offered}),
        trials=trials,
        contacts=_contacts(detail),
        url=detail.url,
    )


def _nearest(answer: CenterAnswer, hit: Hit, unit: str) -> NearestLocation | None:
    nearest = hit.nearest
    if nearest is None:
        return None
    place, km = nearest
    distance = round(in_unit(km, unit), 1) if answer.question.near else None
    return NearestLocation(place.city, place.state, place.country, distance, unit)


def _why(answer: CenterAnswer, hit: Hit, offered: Mapping[int, OfferingRow]) -> list[ServiceHere]:
    """The offerings that were asked for, the best claim of each."""
    question = answer.question
    if not question.asks_offering:
        return []
    meets = [one for one in answer.offerings(hit) if _is_asked(answer, one) and one.pk in offered]
    found = []
    for one in meets[:MOST_SERVICES]:
        row = offered[one.pk]
        place = hit.center.place_of(one) if one.location else None
        found.append(
            ServiceHere(
                service=row.service,
                label=row.label,
                availability=row.availability,
                delivery=row.delivery,
                conditions=row.conditions,
                where=place.city if place else None,
                standing=row.standing,
                claim=next(claim for claim in row.claims if not claim.fact),
            )
        )
    return found


def _is_asked(answer: CenterAnswer, offering: CareOffering) -> bool:
    asked = answer.question.services
    return not asked or offering.service in asked


def _contacts(detail: CenterDetail) -> list[ContactHere]:
    by_purpose = {group.purpose: group for group in detail.contacts}
    return [
        ContactHere(purpose, by_purpose[purpose].label, channel)
        for purpose in FOR_PATIENTS
        if purpose in by_purpose
        for channel in by_purpose[purpose].channels[:1]
    ]


def _trials(answer: CenterAnswer, hits: Sequence[Hit], unit: str) -> dict[int, TrialsHere]:
    """Center → its trials, where trials were asked about."""
    if answer.trials is None:
        return {}
    shown: dict[int, list[int]] = {}
    for hit in hits:
        admits, depends, silent = answer.trials_at(hit.center)
        shown[hit.center.pk] = [*admits, *depends, *silent][:MOST_TRIALS]
    wanted = sorted({ordinal for ordinals in shown.values() for ordinal in ordinals})
    ids = answer.snapshot.ids
    public = dict(Trial.objects.filter(pk__in=[ids[one] for one in wanted]).values_list("public_id", "pk"))
    held = {public[row.id]: row for row in rows(answer.trials, wanted, unit=unit) if row.id in public}
    sites = sites_at(shown, [ids[one] for one in wanted], answer.question.site_status)
    return {
        hit.center.pk: TrialsHere(
            hit.admits,
            hit.depends,
            hit.silent,
            [
                TrialHere(row, sites.get((hit.center.pk, ids[one])))
                for one in shown[hit.center.pk]
                if (row := held.get(ids[one])) is not None
            ],
        )
        for hit in hits
    }


def sites_at(centers: Iterable[int], trials: Sequence[int], site_status: str) -> dict[tuple[int, int], SiteHere]:
    """(center, trial) → its site there that counts as asked."""
    center_of = {
        (facility, city, state, country): center
        for facility, city, state, country, center in Facility.objects.filter(
            taken=True, center__in=list(centers)
        ).values_list("facility", "city", "state", "country", "center")
    }
    found: dict[tuple[int, int], SiteHere] = {}
    sites = TrialSite.objects.filter(
        registration__trial__in=trials,
        registration__state=Registration.LISTED,
        city__in={text[1] for text in center_of},
    ).order_by("pk")
    for trial, trial_status, *text, status in sites.values_list(
        "registration__trial_id", "registration__trial__status", "facility", "city", "state", "country", "status"
    ):
        center = center_of.get(tuple(text))  # type: ignore[arg-type]
        counts_as = site_counts_as(trial_status, status)
        if center is not None and status_group(counts_as) in GROUPS_OF_SITE_STATUS[site_status]:
            facility, city, state, _ = text
            found.setdefault((center, trial), SiteHere(facility, city, state, counts_as))
    return found
