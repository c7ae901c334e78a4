"""Which trial sites are which care center. In: the facilities that sites name; out: center and location of each, kept
in `Facility`. Called by `finder/index.py`; the rules are `centers/matching`, the decisions are people's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db.models import Min, QuerySet

from centers import matching
from centers.models import Center, FacilityAlias, Location
from finder.models import Facility
from trials import table
from trials.models import Registration, TrialSite

Text = tuple[str, str, str, str]
"""Facility, city, state and country, as the registry writes them."""
CHUNK = 400
LONGEST_KEY = 500


class At(NamedTuple):
    """A center and one of its locations; 0 where there is none, or it is not known which."""

    center: int = 0
    location: int = 0


NOWHERE = At()
MOST_OTHERS = 100_000
"""Facilities that are no center of ours and are kept in mind, so that one that many sites name is matched once."""


class Facilities:
    """What the facilities of sites come to, remembered for one run of the index. `anew`: as if nothing were kept."""

    def __init__(self, *, anew: bool = False) -> None:
        self._matcher = matching.Matcher(_known(), _decisions())
        self._held = {} if anew else _kept()
        self._others: set[Text] = set()
        self._new: dict[Text, table.Row] = {}

    def at(self, text: Text, lat: float | None, lon: float | None) -> At:
        """Where a site is, by our centers."""
        held = self._held.get(text)
        if held is not None:
            return held
        if text not in self._others:
            found = self._match(text, lat, lon)
            if found is not None:
                self._held[text] = found
                return found
            # Most facilities of the world are none of ours: not all of them are kept in mind.
            if len(self._others) >= MOST_OTHERS:
                self._others.clear()
            self._others.add(text)
        return NOWHERE

    def _match(self, text: Text, lat: float | None, lon: float | None) -> At | None:
        """None where it is not even a question for a curator."""
        match = self._matcher.match(*text, lat, lon)
        if match is None:
            return None
        taken = match.score >= matching.AUTOMATIC
        self._new[text] = {
            **dict(zip(("facility", "city", "state", "country"), text, strict=True)),
            "key": _key(text),
            "center": match.center,
            "location": match.location,
            "score": match.score,
            "reason": match.reason[:300],
            "taken": taken,
        }
        return At(match.center, match.location or 0) if taken else NOWHERE

    def write(self) -> None:
        """Keeps what was matched since the last time. Within the caller's transaction."""
        table.insert(Facility, list(self._new.values()))
        self._new.clear()


def places(texts: Iterable[Text]) -> dict[Text, At]:
    """Of these facilities those that are a center."""
    return _kept(Facility.objects.filter(taken=True, key__in={_key(text) for text in texts}))


def _key(text: Text) -> str:
    return matching.key(*text)[:LONGEST_KEY]


def stamp() -> str:
    """Changes with whatever a match hangs on: the rules, the centers' names and places, and the decisions."""
    digest = hashlib.sha256(matching.digest().encode())
    for rows in (sorted(map(repr, _known())), sorted(map(repr, _decisions()))):
        digest.update("\n".join(rows).encode())
    return digest.hexdigest()


class Anew:
    """Every facility of the listed sites, matched again. Worked out before anything is written."""

    def __init__(self) -> None:
        before = {text: at for text, at in _kept().items() if at != NOWHERE}
        self._facilities = Facilities(anew=True)
        after = {text: at for text, lat, lon in _texts() if (at := self._facilities.at(text, lat, lon)) != NOWHERE}
        changed = [text for text in {*before, *after} if before.get(text) != after.get(text)]
        self.trials = sorted(set(_trials_at(changed)))
        """Those with a site whose center, or location, is another now."""

    def write(self) -> None:
        """Keeps what came of it, and nothing else. Within the caller's transaction."""
        Facility.objects.all().delete()
        self._facilities.write()


def _kept(rows: QuerySet[Facility] | None = None) -> dict[Text, At]:
    rows = Facility.objects.all() if rows is None else rows
    return {
        (facility, city, state, country): At(center, location or 0) if taken else NOWHERE
        for facility, city, state, country, center, location, taken in rows.values_list(
            "facility", "city", "state", "country", "center", "location", "taken"
        )
    }


def _texts() -> Iterator[tuple[Text, float | None, float | None]]:
    """The facilities that listed sites name, each with coordinates that are given with it."""
    sites = TrialSite.objects.filter(registration__state=Registration.LISTED)
    for *text, lat, lon in (
        sites.values("facility", "city", "state", "country")
        .annotate(lat=Min("lat"), lon=Min("lon"))
        .order_by()
        .values_list("facility", "city", "state", "country", "lat", "lon")
        .iterator(2000)
    ):
        facility, city, state, country = text
        yield (facility, city, state, country), lat, lon


def _trials_at(texts: Sequence[Text]) -> Iterator[int]:
    for start in range(0, len(texts), CHUNK):
        wanted = set(texts[start : start + CHUNK])
        sites = TrialSite.objects.filter(facility__in={text[0] for text in wanted})
        for *text, trial in sites.values_list("facility", "city", "state", "country", "registration__trial_id"):
            if tuple(text) in wanted:
                yield trial


def _known() -> Iterable[matching.Known]:
    """Every location of every center that is listed; of one without locations nothing can be said."""
    centers = {
        one.pk: one for one in Center.objects.published().filter(listed=True, treats_patients=True).order_by("pk")
    }
    for one in Location.objects.published().filter(center__in=centers).order_by("pk"):
        center = centers[one.center_id]
        yield matching.Known(
            center=center.pk,
            location=one.pk,
            main=one.main,
            names=tuple(dict.fromkeys((center.name, *center.other_names, *([one.name] if one.name else [])))),
            network=center.network,
            city=one.city,
            state=one.state,
            country=one.country,
            lat=one.lat,
            lon=one.lon,
        )


def _decisions() -> Iterable[matching.Decision]:
    for one in FacilityAlias.objects.order_by("pk"):
        yield matching.Decision(
            key=one.key, center=one.center_id, location=one.location_id, same=one.decision == FacilityAlias.SAME
        )
