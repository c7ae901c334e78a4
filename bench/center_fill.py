"""Care centers to measure on: made up, in the cities that trial sites are in. In: a database with trials; out: the
centers in it, with locations, offerings, claims, channels and accreditations, all published.

Called by `bench/center_asking.py`. The same trials give the same centers. Half of them bear the name of
a facility of that city, as the registry writes it, so that the finder's own matcher finds sites of theirs; half of
those are facilities of which there are many sites, half any.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import Count, Min

from bench import words
from centers.matching import hidden
from centers.models import Accreditation, Center, Claim, ContactChannel, Location, Offering
from centers.services import SERVICES
from finder.countries import country_code, us_state_code
from trials.models import Registration, TrialSite

CENTERS = 5_000
_LONGEST_NAME = 150
_LANGUAGES = ("en", "es", "fr", "pl", "zh", "ar")
_ACCREDITED = (("NCI", "comprehensive"), ("NCI", "clinical"), ("NAPBC", ""), ("CoC", "network"))
_AVAILABLE = ("standard", "standard", "standard", "in-trials-only", "investigational", "by-referral")
_DELIVERED = ("", "in-person", "in-person", "video", "online")
_SOURCE: dict[str, Any] = {"document": "Made up for a measurement"}


class _Place(NamedTuple):
    city: str
    state: str
    country: str
    lat: float
    lon: float


def fill(count: int, today: dt.date) -> None:
    """So many centers. Standings of claims are as of `today`."""
    chance = random.Random(5)
    named, anywhere = _of_the_trials()
    rows: dict[type[models.Model], list[Any]] = defaultdict(list)
    for pk, (name, places) in enumerate(_named(chance, named, anywhere, count), 1):
        for row in _center(chance, pk, name, places, today):
            rows[type(row)].append(row)
    with transaction.atomic():
        for model in (Center, Location, Offering, ContactChannel, Accreditation, Claim):
            model.objects.bulk_create(rows[model], batch_size=2_000)


def _of_the_trials() -> tuple[list[tuple[str, list[_Place]]], list[_Place]]:
    """Facilities with the places they are named in, those with most sites first; and all places."""
    sites = TrialSite.objects.filter(registration__state=Registration.LISTED, lat__isnull=False, lon__isnull=False)
    texts = sites.values("facility", "city", "state", "country").annotate(n=Count("pk"), lat=Min("lat"), lon=Min("lon"))
    found: dict[str, list[_Place]] = defaultdict(list)
    every: dict[tuple[str, str, str], _Place] = {}
    for one in texts.order_by("-n", "facility", "city", "state", "country").iterator(2000):
        country = country_code(one["country"])
        if not country or not one["city"]:
            continue
        state = (us_state_code(one["state"]) or one["state"])[:80] if country == "US" else one["state"][:80]
        place = _Place(one["city"][:120], state, country, one["lat"], one["lon"])
        every.setdefault(place[:3], place)
        if len(one["facility"]) <= _LONGEST_NAME and not hidden(one["facility"]):
            found[one["facility"]].append(place)
    return list(found.items()), list(every.values())


def _named(
    chance: random.Random, named: list[tuple[str, list[_Place]]], anywhere: list[_Place], count: int
) -> Iterator[tuple[str, list[_Place]]]:
    """Name and one to three places of each center, in cities that differ."""
    often = count // 4
    chosen = named[:often] + chance.sample(named[often:], min(often, len(named[often:])))
    chosen += [
        (f"{words.word(chance).title()} {words.word(chance).title()} Center for Breast Care", [])
        for _ in range(count - len(chosen))
    ]
    for name, places in chosen:
        wanted = chance.choice((1, 1, 2, 3))
        cities = {place[:3]: place for place in reversed([*places, *chance.choices(anywhere, k=2)])}
        yield name, list(reversed(cities.values()))[:wanted]


def _center(chance: random.Random, pk: int, name: str, places: list[_Place], today: dt.date) -> Iterator[models.Model]:
    yield Center(pk=pk, slug=f"bench-{pk:05}", name=name)
    yield _claim(today, center_id=pk)
    locations = range(10 * pk, 10 * pk + len(places))
    for location, place in zip(locations, places, strict=True):
        yield Location(
            pk=location,
            center_id=pk,
            main=location == locations[0],
            languages=chance.sample(_LANGUAGES, chance.randint(0, 2)),
            **place._asdict(),
        )
        for field in ("", "languages", "coordinates") if chance.random() < 0.95 else ("", "languages"):
            yield _claim(today, location_id=location, field=field)
    yield from _offerings(chance, pk, list(locations), today)
    for number, purpose in enumerate(("appointment", "second-opinion", "trials")):
        channel = 10 * pk + number
        phone = f"+1312555{chance.randrange(100, 200):04}"
        yield ContactChannel(pk=channel, center_id=pk, kind="patient-phone", purpose=purpose, value=phone)
        yield _claim(today, contactchannel_id=channel)
    if chance.random() < 0.3:
        body, level = chance.choice(_ACCREDITED)
        yield Accreditation(pk=pk, center_id=pk, body=body, level=level)
        yield _claim(today, accreditation_id=pk)


def _offerings(chance: random.Random, center: int, locations: list[int], today: dt.date) -> Iterator[models.Model]:
    """Five to forty, no two alike, with claims in all standings; one in fifty without any, which is not published."""
    made: set[tuple[Any, ...]] = set()
    for number in range(chance.randint(5, 40)):
        offered = (
            chance.choice((None, None, *locations)),
            chance.choice(tuple(SERVICES)),
            chance.choice(_AVAILABLE),
            chance.choice(_DELIVERED),
        )
        if offered in made:
            continue
        made.add(offered)
        pk = 100 * center + number
        location, service, availability, delivery = offered
        yield Offering(
            pk=pk,
            center_id=center,
            location_id=location,
            service=service,
            availability=availability,
            delivery=delivery,
        )
        for verified, expires in chance.choices(_STANDINGS, _SHARES)[0]:
            yield _claim(
                today,
                offering_id=pk,
                verified_on=None if verified is None else today + dt.timedelta(verified),
                verified_by="" if verified is None else "bench",
                expires_on=None if expires is None else today + dt.timedelta(expires),
            )


_STANDINGS: tuple[tuple[tuple[int | None, int | None], ...], ...] = (
    ((-60, 305),),
    ((-20, None),),
    ((None, None),),
    ((-500, -135),),
    ((-365, 0),),
    ((-700, -335), (-30, 335)),
    ((-700, -335), (None, None)),
    (),
)
"""Days from today on which the claims to an offering were verified, and expire."""
_SHARES = (30, 5, 25, 20, 1, 10, 7, 2)


def _claim(today: dt.date, **backs: Any) -> Claim:
    return Claim(**{"captured_on": today - dt.timedelta(30), **_SOURCE, **backs})
