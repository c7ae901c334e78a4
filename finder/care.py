"""What is published of the care centers, in memory. In: the tables of `centers`; out: a blob of the index, and from it
a `Care` that answers which center offers what where. Written by `finder/index.py`, read through `finder/snapshot.py`.

Dates are kept, not judged: a claim that was verified when the blob was written expires by itself while it is read.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from functools import cached_property

import msgspec
from django.db.models import Count, Max

from centers.models import FACTS, Accreditation, Center, Claim, ContactChannel, FacilityAlias, Location, Offering
from finder.geo import Point

FOREVER = dt.date.max.toordinal()


class CareLocation(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A location. Without published coordinates it is near nothing."""

    pk: int
    main: bool
    city: str
    state: str
    country: str
    lat: float | None
    lon: float | None

    @property
    def point(self) -> Point | None:
        return None if self.lat is None or self.lon is None else Point(self.lat, self.lon)


class CareOffering(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A service offered. `location` is 0 where the source names none: it counts at the main one. `verified` are the
    spans in which a claim to it counts as verified: first day, and the first day no more (proleptic day numbers).

    There are many: of what is here, nothing holds itself, and the garbage collector need not look at it."""

    pk: int
    service: str
    location: int
    availability: str
    delivery: str
    verified: tuple[tuple[int, int], ...]

    def is_verified(self, today: int) -> bool:
        return any(first <= today < end for first, end in self.verified)


class CareCenter(msgspec.Struct, frozen=True, array_like=True):
    """A center that is listed, with all that is published of it. Accreditations are (body, level)."""

    pk: int
    slug: str
    name: str
    kind: str
    treats_patients: bool
    other_names: tuple[str, ...]
    network: str
    website: str
    languages: tuple[str, ...]
    locations: tuple[CareLocation, ...]
    offerings: tuple[CareOffering, ...]
    accreditations: tuple[tuple[str, str], ...]

    @property
    def main(self) -> CareLocation | None:
        return next((one for one in self.locations if one.main), self.locations[0] if self.locations else None)

    def place_of(self, offering: CareOffering) -> CareLocation | None:
        """Where an offering counts."""
        if not offering.location:
            return self.main
        return next((one for one in self.locations if one.pk == offering.location), None)


class Care:
    """The centers of one generation, by name."""

    def __init__(self, centers: Iterable[CareCenter]) -> None:
        self.centers = sorted(centers, key=lambda one: (one.name.casefold(), one.slug))
        self.by_slug = {one.slug: one for one in self.centers}
        self.by_pk = {one.pk: one for one in self.centers}

    @classmethod
    def of(cls, blob: bytes) -> Care:
        return cls(msgspec.msgpack.decode(blob, type=list[CareCenter]) if blob else ())

    @cached_property
    def services_at(self) -> dict[tuple[int, int], frozenset[str]]:
        """(center, location) → the services offered there."""
        found: dict[tuple[int, int], set[str]] = {}
        for center in self.centers:
            for offering in center.offerings:
                place = center.place_of(offering)
                if place is not None:
                    found.setdefault((center.pk, place.pk), set()).add(offering.service)
        return {place: frozenset(services) for place, services in found.items()}


def blob() -> bytes:
    """All that is published, as bytes."""
    return msgspec.msgpack.encode(_centers())


def stamp() -> str:
    """Changes with every change of what centers, claims or decisions on facilities say."""
    parts = []
    for model in (*FACTS.values(), Claim, FacilityAlias):
        held = model.objects.aggregate(count=Count("pk"), last=Max("changed_at"))  # type: ignore[attr-defined]
        parts.append(f"{held['count']} {held['last']}")
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def changed_at() -> dt.datetime | None:
    """When that changed last, deletions too, as the histories of the tables say; None where nothing ever did."""
    kept = (*FACTS.values(), Claim, FacilityAlias)
    moments = [model.history.aggregate(last=Max("history_date"))["last"] for model in kept]  # type: ignore[attr-defined]
    return max((one for one in moments if one), default=None)


def _centers() -> list[CareCenter]:
    claimed = _claimed()
    locations: dict[int, list[CareLocation]] = {}
    languages: dict[int, set[str]] = {}
    for one in Location.objects.published():
        on = "coordinates" in claimed["location"].get(one.pk, ())
        locations.setdefault(one.center_id, []).append(
            CareLocation(
                one.pk, one.main, one.city, one.state, one.country, one.lat if on else None, one.lon if on else None
            )
        )
        if "languages" in claimed["location"].get(one.pk, ()):
            languages.setdefault(one.center_id, set()).update(one.languages)
    for channel in ContactChannel.objects.published():
        if "languages" in claimed["contactchannel"].get(channel.pk, ()):
            languages.setdefault(channel.center_id, set()).update(channel.languages)
    offerings: dict[int, list[CareOffering]] = {}
    spans = _verified()
    for pk, center, service, location, availability, delivery in Offering.objects.published().values_list(
        "pk", "center_id", "service", "location_id", "availability", "delivery"
    ):
        offerings.setdefault(center, []).append(
            CareOffering(pk, service, location or 0, availability, delivery, tuple(spans.get(pk, ())))
        )
    accreditations: dict[int, list[tuple[str, str]]] = {}
    for center, body, level in Accreditation.objects.published().values_list("center_id", "body", "level"):
        accreditations.setdefault(center, []).append((body, level))
    return [
        CareCenter(
            pk=one.pk,
            slug=one.slug,
            name=one.name,
            kind=one.kind,
            treats_patients=one.treats_patients,
            other_names=tuple(one.other_names) if "other_names" in claimed["center"].get(one.pk, ()) else (),
            network=one.network if "network" in claimed["center"].get(one.pk, ()) else "",
            website=one.website if "website" in claimed["center"].get(one.pk, ()) else "",
            languages=tuple(sorted(languages.get(one.pk, ()))),
            locations=tuple(locations.get(one.pk, ())),
            offerings=tuple(offerings.get(one.pk, ())),
            accreditations=tuple(sorted(set(accreditations.get(one.pk, ())))),
        )
        for one in Center.objects.published().filter(listed=True)
    ]


def _claimed() -> dict[str, dict[int, set[str]]]:
    """Kind of fact → row → the names of the claims to it."""
    found: dict[str, dict[int, set[str]]] = {}
    for name in ("center", "location", "contactchannel"):
        rows = found.setdefault(name, {})
        for pk, field in Claim.objects.filter(**{f"{name}__isnull": False}).values_list(f"{name}_id", "field"):
            rows.setdefault(pk, set()).add(field)
    return found


def _verified() -> dict[int, list[tuple[int, int]]]:
    """Offering → the spans in which a claim to it counts as verified (`centers/claims.py`)."""
    found: dict[int, list[tuple[int, int]]] = {}
    for pk, first, end in Claim.objects.filter(offering__isnull=False, field="", verified_on__isnull=False).values_list(
        "offering_id", "verified_on", "expires_on"
    ):
        if first is not None:  # the query says so, the types do not
            found.setdefault(pk, []).append((first.toordinal(), end.toordinal() if end else FOREVER))
    return found
