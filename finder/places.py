"""What a visitor types, "60637" or "Lyon, France" → a point, from our own tables; and the loading of those tables.

Called by `finder/filters.py` and `load_places`. What was typed is never logged, and comes back in no message at length.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from finder.countries import LONGEST, US_STATES, country_code, country_name, fold, states_called, us_state_code
from finder.geo import Point, parse_point
from finder.models import Loaded, Place
from trials.listed import any_of

DEFAULT = Path(__file__).parent / "data" / "places.tsv.gz"
GAZETTEER = "places"
"""The name under which `Loaded` keeps the digest of the file that was loaded."""

# A city of that name in a state or country; "" for the state: anywhere in the country.
Areas = set[tuple[str, str]]

_ZIP = re.compile(r"(?<![\w-])([0-9]{5})(?:-[0-9]{4})?(?![\w-])")
_ZIP_WORD = re.compile(r"^zip(?: code)?\b", re.IGNORECASE)
_HINT = N_("Type a city with its state or country, such as Chicago, IL or Lyon, France, or a US ZIP code.")
# A city of this size is meant when its name is typed alone, although a state or a country has the name too.
_LARGE = 100_000
_OTHERS = 8


class UnknownPlace(Exception):
    """No such place. The message is for the visitor, in the language of the page: what to type instead."""


@dataclass(frozen=True, slots=True)
class Found:
    """`others`: labels of other places that the same words could mean; each of them, typed, is found."""

    point: Point
    label: str
    others: tuple[str, ...] = ()


def find_place(text: str) -> Found:
    """The place that is meant, the most populous where several have the name. Raises UnknownPlace."""
    if len(text) > LONGEST:
        raise UnknownPlace(_with_hint(gettext("That is too long for a place.")))
    words = " ".join(text.split())
    if (point := parse_point(words)) is not None:
        return Found(point, f"{point.lat:g}, {point.lon:g}")
    if (match := _ZIP.search(words)) is not None:
        rest = _ZIP_WORD.sub("", f"{words[: match.start()]} {words[match.end() :]}".strip(" ,")).strip(" ,")
        place = Place.objects.filter(kind=Place.ZIP, key=match[1]).first()
        if place is not None and (not rest or _agrees(place, rest)):
            return Found(Point(place.lat, place.lon), label(place))
        if not rest:
            words = gettext("We do not know the US ZIP code %(code)s. Type one nearby, or a city: Chicago, IL.")
            raise UnknownPlace(words % {"code": match[1]})
        # "69003 Lyon": a number of another country's post.
        words = rest
    return _city(words)


def label(place: Place) -> str:
    """`"Chicago, IL"`, `"ZIP 60637, Chicago, IL"`, `"Toronto, ON, Canada"`, `"Lyon, France"`."""
    if place.kind == Place.ZIP:
        return f"ZIP {place.key}, {place.name}, {place.state}"
    if place.country == "US":
        return f"{place.name}, {place.state}"
    state = place.state if place.state != place.country else ""
    return ", ".join(part for part in (place.name, state, country_name(place.country)) if part)


def _agrees(place: Place, rest: str) -> bool:
    """Whether what stands beside a ZIP code is its town, its state or its country."""
    parts = {rest, *rest.split(","), *rest.replace(",", " ").split()}
    if any(us_state_code(part) == place.state or country_code(part) == "US" for part in parts):
        return True
    return fold(place.name) in fold(rest)


def _city(words: str) -> Found:
    if not fold(words):
        raise UnknownPlace(gettext(_HINT))
    name, *qualifiers = [part.strip() for part in words.split(",") if part.strip()]
    areas = [_areas(qualifier) for qualifier in qualifiers]
    if not all(areas):
        # "Seoul, Korea, Republic of"
        areas = [_areas(", ".join(qualifiers))]
    if not all(areas):
        unknown = gettext("We know no state or country called “%(name)s”.") % {"name": _short(qualifiers[-1])}
        raise UnknownPlace(_with_hint(unknown))
    places = _called(name, areas)
    if not qualifiers:
        _refuse_area(name, places)
    pieces = name.split()
    for cut in range(len(pieces) - 1, 0, -1) if not places else ():
        # "Chicago IL", "Durham North Carolina"
        if area := _areas(" ".join(pieces[cut:])):
            shorter = " ".join(pieces[:cut])
            if places := _called(shorter, [area, *areas]):
                break
            if _called(shorter, []):
                name, areas = shorter, [area, *areas]
                break
    if not places:
        raise UnknownPlace(_unknown(words, name, areas))
    labels = _labels(places)
    return Found(Point(places[0].lat, places[0].lon), labels[0], labels[1 : _OTHERS + 1])


def _areas(words: str) -> Areas:
    """What a state or country so called may be: "CA" is California and Canada."""
    country = country_code(words)
    return set(states_called(words)) | ({(country, "")} if country else set())


def _lies_in(place: Place, areas: Areas) -> bool:
    # Puerto Rico and the other territories are a country in ISO, a state for the US post, and part of "USA".
    territory = place.country == place.state and place.state in US_STATES
    countries = (place.country, "US") if territory else (place.country,)
    return any((country, state) in areas for country in countries for state in ("", place.state))


def _called(name: str, areas: list[Areas]) -> list[Place]:
    """The cities of that name that lie in each of the areas, the one most likely meant first."""
    key = fold(name)
    found = Place.objects.filter(kind=Place.CITY, key=key) if key else ()
    states = {area for group in areas for area in group if area[0] == "US" and area[1]}

    def rank(place: Place) -> tuple[bool, int, str, str]:
        # "Salem, IN" is in Indiana, not the larger one in India.
        return (place.country, place.state) not in states, -place.population, place.country, place.state

    return sorted((place for place in found if all(_lies_in(place, group) for group in areas)), key=rank)


def _labels(places: list[Place]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label(place) for place in places))


def _refuse_area(words: str, places: list[Place]) -> None:
    """ "California" alone is the state, not the village in Maryland."""
    areas = _areas(words)
    if not areas or (places and (_lies_in(places[0], areas) or places[0].population >= _LARGE)):
        return
    state, country = (
        gettext("“%(name)s” is a state: type a city or a ZIP code in it."),
        gettext("“%(name)s” is a country: type a city in it."),
    )
    said = (state if states_called(words) else country) % {"name": _short(words)}
    if places:
        meant = gettext("Or did you mean %(places)s?") % {"places": _either(_labels(places)[:3])}
        said = f"{said} {meant}"
    raise UnknownPlace(said)


def _unknown(words: str, name: str, areas: list[Areas]) -> str:
    elsewhere = _labels(_called(name, []))[:3] if areas else ()
    close = elsewhere or _close(name, areas)
    said = gettext("We do not know the place “%(name)s”.") % {"name": _short(words)}
    if close:
        meant = gettext("Did you mean %(places)s?") % {"places": _either(close)}
        said = f"{said} {meant}"
    return _with_hint(said)


def _with_hint(sentence: str) -> str:
    return f"{sentence} {gettext(_HINT)}"


def _close(name: str, areas: list[Areas]) -> tuple[str, ...]:
    """Up to three cities whose names are nearly that one."""
    key = fold(name)
    if len(key) < 3:
        return ()
    where = Q(kind=Place.CITY, key__startswith=key[:2])
    for group in areas:
        lies_in = Q()
        for country, state in group:
            lies_in |= Q(country=country, state=state) if state else Q(country=country)
        where &= lies_in
    largest = Place.objects.filter(where).order_by("-population", "pk")[:2000]
    by_key: dict[str, Place] = {}
    for place in largest:
        if fold(place.name) == place.key:
            by_key.setdefault(place.key, place)
    near = [by_key[other] for other in get_close_matches(key, by_key, 6, 0.7)]
    return _labels(sorted(near, key=lambda place: -place.population))[:3]


def _either(labels: tuple[str, ...]) -> str:
    """Their names have commas."""
    return any_of(("; ".join(labels[:-1]), labels[-1])) if len(labels) > 1 else labels[0]


def _short(words: str) -> str:
    words = "".join(letter for letter in words if letter.isprintable())
    return words if len(words) <= 40 else words[:39] + "…"


def load(path: Path = DEFAULT) -> int:
    """Put the gazetteer into the database, in place of what is there; 0 when just this one is there already."""
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if _is_loaded(digest):
        return 0
    with transaction.atomic():
        # Whoever comes second waits here, then finds the work done.
        Loaded.objects.get_or_create(name=GAZETTEER)
        mark = Loaded.objects.select_for_update().get(name=GAZETTEER)
        if _is_loaded(digest):
            return 0
        Place.objects.all().delete()
        rows, count = _rows(gzip.decompress(data).decode()), 0
        while batch := list(islice(rows, 5000)):
            count += len(Place.objects.bulk_create(batch))
        mark.digest = digest
        mark.save()
    return count


def _is_loaded(digest: str) -> bool:
    return Loaded.objects.filter(name=GAZETTEER, digest=digest).exists() and Place.objects.exists()


def _rows(text: str) -> Iterator[Place]:
    """One row for each name of a place. `script/make_places` says what a line is."""
    for line in text.splitlines():
        kind, country, state, name, keys, lat, lon, population = line.split("\t")
        for key in keys.split("|"):
            yield Place(
                kind=kind,
                key=key or name.lower(),
                name=name,
                state=state,
                country=country,
                lat=float(lat),
                lon=float(lon),
                population=int(population),
            )
