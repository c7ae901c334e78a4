"""Everything published of a care center, for pages and the API. In: a slug, or several; out: a `CenterDetail` of each.

A fact is published only where a claim covers it (`CLAIMED` in `centers/models.py`): what no claim covers is left empty,
as if we did not hold it. Six queries, however much is asked for. Standings are as of today, by the dates of the claims.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from centers import channels, hours, services
from centers.models import Accreditation, Center, ContactChannel, Location, Offering
from finder.center_facts import ClaimRow, Published, published
from finder.filters import TrialFilters
from finder.labels import row_label, row_meaning
from finder.rows import TrialRow, page_of_rows

URGENT = "urgent"
MOST_TRIALS = 5
"""Trials that a center's page shows; it counts all."""
_SLUG = re.compile(r"[a-zA-Z0-9_-]{1,80}")


@dataclass(frozen=True, slots=True)
class LocationRow:
    """A place where the center sees people. `hours` as in OpenStreetMap, `hours_words` the same for people."""

    id: int
    main: bool
    name: str
    address: str
    city: str
    state: str
    zip: str
    country: str
    lat: float | None
    lon: float | None
    phone: str
    phone_shown: str
    hours: str
    hours_words: list[str]
    timezone: str
    accessibility: str
    languages: list[str]
    standing: str
    claims: list[ClaimRow]


@dataclass(frozen=True, slots=True)
class OfferingRow:
    """A service offered. `location`: the id of one of the locations; None: ask which. Availability and delivery are
    slugs; delivery "": the source does not say."""

    id: int
    service: str
    label: str
    meaning: str
    location: int | None
    availability: str
    delivery: str
    conditions: str
    cost: str
    standing: str
    claims: list[ClaimRow]


@dataclass(frozen=True, slots=True)
class OfferingGroup:
    group: str
    label: str
    offerings: list[OfferingRow]


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """How to reach the center. `value` "": the source names the channel and gives no address."""

    id: int
    kind: str
    label: str
    medium: str
    audience: str
    audience_label: str
    value: str
    value_shown: str
    location: int | None
    hours: str
    hours_words: list[str]
    timezone: str
    languages: list[str]
    condition: str
    cost: str
    reply: str
    urgent: str
    standing: str
    claims: list[ClaimRow]


@dataclass(frozen=True, slots=True)
class ChannelGroup:
    purpose: str
    label: str
    channels: list[ChannelRow]


@dataclass(frozen=True, slots=True)
class AccreditationRow:
    id: int
    body: str
    level: str
    valid_through: dt.date | None
    location: int | None
    standing: str
    claims: list[ClaimRow]


@dataclass(frozen=True, slots=True)
class CenterDetail:
    """Everything published of one center. `claims`: those on its own facts (name, website …)."""

    id: int
    slug: str
    url: str
    name: str
    kind: str
    treats_patients: bool
    other_names: list[str]
    network: str
    website: str
    standing: str
    claims: list[ClaimRow]
    services: list[OfferingGroup]
    contacts: list[ChannelGroup]
    locations: list[LocationRow]
    accreditations: list[AccreditationRow]
    unknown: list[str]
    """What no source of ours says: `services`, `contacts`, `locations`, `address`, `hours`, `languages`,
    `accessibility`, `accreditations`. Unknown is neither a yes nor a no."""
    judged_on: dt.date
    """The day as of which the claims' standings are."""


@dataclass(frozen=True, slots=True)
class TrialsHere:
    """The recruiting trials with a site at a center: how many, the first of them, and the address of the whole list."""

    count: int
    rows: list[TrialRow]
    url: str


def detail(slug: str) -> CenterDetail | None:
    """What is published of the center; None where there is none, it is not listed, or nothing backs its name."""
    return details([slug]).get(slug)


def details(slugs: Iterable[str]) -> dict[str, CenterDetail]:
    """The same of several centers, by slug, in as many queries; what is not published is absent."""
    asked = [slug for slug in slugs if _SLUG.fullmatch(slug)]
    centers = list(Center.objects.published().filter(slug__in=asked, listed=True))
    if not centers:
        return {}
    today = timezone.localdate()
    held: dict[str, list[Any]] = {
        "center": centers,
        "location": list(Location.objects.filter(center__in=centers)),
        "offering": list(Offering.objects.filter(center__in=centers)),
        "contactchannel": list(ContactChannel.objects.filter(center__in=centers)),
        "accreditation": list(Accreditation.objects.filter(center__in=centers)),
    }
    facts: dict[tuple[str, int], Published] = defaultdict(list)
    for name, rows in published(held, today).items():
        for fact, row in rows:
            facts[name, row.pk if name == "center" else row.center_id].append((fact, row))
    found = {}
    for center in centers:
        of_center = {name: facts[name, center.pk] for name in held}
        if of_center["center"]:
            found[center.slug] = _detail(center, of_center, today)
    return found


def _detail(center: Center, facts: Mapping[str, Published], today: dt.date) -> CenterDetail:
    [(named, _)] = facts["center"]
    places = {row.pk for _, row in facts["location"]}
    found: dict[str, Any] = {
        "services": _groups(facts["offering"], places),
        "contacts": _contacts(facts["contactchannel"], places),
        "locations": _locations(facts["location"]),
        "accreditations": _accreditations(facts["accreditation"], places),
    }
    return CenterDetail(
        id=center.pk,
        slug=center.slug,
        url=reverse("center", args=[center.slug]),
        name=center.name,
        kind=center.kind,
        treats_patients=center.treats_patients,
        other_names=named.get("other_names"),
        network=named.get("network"),
        website=named.get("website"),
        standing=named.standing,
        claims=named.claims,
        unknown=_unknown(found) if center.treats_patients else [],
        judged_on=today,
        **found,
    )


def trials_here(slug: str) -> TrialsHere | None:
    """The trials that recruit at the center, as `/trials/?center=…` lists them; None where the index does not know the
    center yet."""
    filters = TrialFilters(QueryDict(f"center={slug}&limit={MOST_TRIALS}"))
    if not filters.form.is_valid():
        return None
    answer = filters.answer(examples=True)
    return TrialsHere(answer.count, page_of_rows(filters, answer), f"{reverse('trials')}?center={slug}")


def _locations(found: Published) -> list[LocationRow]:
    """The main one first, then by city."""
    found.sort(key=lambda pair: (not pair[1].main, pair[1].city.casefold(), pair[1].pk))
    return [
        LocationRow(
            id=row.pk,
            main=row.main,
            name=row.name,
            address=fact.get("address"),
            city=row.city,
            state=row.state,
            zip=fact.get("zip"),
            country=row.country,
            lat=fact.get("lat"),
            lon=fact.get("lon"),
            phone=(phone := fact.get("phone")),
            phone_shown=channels.shown("patient-phone", phone),
            hours=(when := fact.get("hours")),
            hours_words=hours.words(when),
            timezone=fact.get("timezone"),
            accessibility=fact.get("accessibility"),
            languages=fact.get("languages"),
            standing=fact.standing,
            claims=fact.claims,
        )
        for fact, row in found
    ]


def _groups(found: Published, places: set[int]) -> list[OfferingGroup]:
    """In the order of `services.toml`; a service that stands there no longer comes last."""
    order = {slug: at for at, slug in enumerate(services.SERVICES)}
    ways = {slug: at for at, slug in enumerate(Offering.AVAILABILITIES)}
    found.sort(
        key=lambda pair: (
            order.get(pair[1].service, len(order)),
            pair[1].service,
            ways.get(pair[1].availability, len(ways)),
            pair[1].location_id or 0,
            pair[1].pk,
        )
    )
    by_group: dict[str, list[OfferingRow]] = {group: [] for group in services.GROUPS}
    for fact, row in found:
        service = services.SERVICES.get(row.service)
        by_group.setdefault(service.group if service else "", []).append(
            OfferingRow(
                id=row.pk,
                service=row.service,
                label=row_label(service) if service else _spelled(row.service),
                meaning=row_meaning(service) if service else "",
                location=row.location_id if row.location_id in places else None,
                availability=row.availability,
                delivery=row.delivery,
                conditions=row.conditions,
                cost=row.cost,
                standing=fact.standing,
                claims=fact.claims,
            )
        )
    titles = {slug: row_label(one) for slug, one in services.GROUPS.items()}
    return [
        OfferingGroup(group, titles.get(group) or gettext("Other"), rows) for group, rows in by_group.items() if rows
    ]


def _contacts(found: Published, places: set[int]) -> list[ChannelGroup]:
    """By purpose, the urgent first: who needs that has no time to look for it."""
    kinds = {slug: at for at, slug in enumerate(channels.KINDS)}
    audiences = {slug: at for at, slug in enumerate(channels.AUDIENCES)}
    found.sort(
        key=lambda pair: (
            audiences.get(pair[1].audience, len(audiences)),
            not pair[1].value,
            kinds.get(pair[1].kind, len(kinds)),
            pair[1].pk,
        )
    )
    by_purpose: dict[str, list[ChannelRow]] = {purpose: [] for purpose in (URGENT, *channels.PURPOSES)}
    for fact, row in found:
        kind = channels.KINDS.get(row.kind)
        by_purpose.setdefault(row.purpose, []).append(
            ChannelRow(
                id=row.pk,
                kind=row.kind,
                label=gettext(kind.label) if kind else _spelled(row.kind),
                medium=kind.medium if kind else "none",
                audience=row.audience,
                audience_label=_words(channels.AUDIENCES, row.audience),
                value=row.value,
                value_shown=channels.shown(row.kind, row.value),
                location=row.location_id if row.location_id in places else None,
                hours=(when := fact.get("hours")),
                hours_words=hours.words(when),
                timezone=fact.get("timezone"),
                languages=fact.get("languages"),
                condition=row.condition,
                cost=row.cost,
                reply=row.reply,
                urgent=row.urgent,
                standing=fact.standing,
                claims=fact.claims,
            )
        )
    return [
        ChannelGroup(purpose, _words(channels.PURPOSES, purpose), rows) for purpose, rows in by_purpose.items() if rows
    ]


def _accreditations(found: Published, places: set[int]) -> list[AccreditationRow]:
    found.sort(key=lambda pair: (pair[1].body.casefold(), pair[1].pk))
    return [
        AccreditationRow(
            id=row.pk,
            body=row.body,
            level=row.level,
            valid_through=row.valid_through,
            location=row.location_id if row.location_id in places else None,
            standing=fact.standing,
            claims=fact.claims,
        )
        for fact, row in found
    ]


def _unknown(found: Mapping[str, list[Any]]) -> list[str]:
    locations: list[LocationRow] = found["locations"]
    reached: list[ChannelRow] = [one for group in found["contacts"] for one in group.channels]
    both: list[LocationRow | ChannelRow] = [*locations, *reached]
    missing = {
        "services": not found["services"],
        "contacts": not any(one.value for one in reached) and not any(one.phone for one in locations),
        "locations": not locations,
        "address": bool(locations) and not any(one.address for one in locations),
        "hours": not any(one.hours for one in both),
        "languages": not any(one.languages for one in both),
        "accessibility": not any(one.accessibility for one in locations),
        "accreditations": not found["accreditations"],
    }
    return [what for what, is_missing in missing.items() if is_missing]


def _words(known: Mapping[str, str], slug: str) -> str:
    return gettext(known[slug]) if slug in known else _spelled(slug)


def _spelled(slug: str) -> str:
    """A word of ours that our lists hold no longer."""
    return slug.replace("-", " ").capitalize()
