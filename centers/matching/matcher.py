"""Facility texts of trial sites come in, the center they mean (or none) goes out. Called through the package. Pure.

First the centers with a location in the site's city are looked at, alone: what is sure among them stands, whatever
centers there are elsewhere. Else those of the state. Nothing of another state or country is looked at.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from centers.matching.names import Phrase, Words, phrases
from centers.matching.phrasebook import Phrasebook
from centers.matching.records import Decision, Known, Match
from centers.matching.scores import ASK, AUTOMATIC, Place, Score, score
from centers.matching.texts import city_words, country_code, hidden, key, state_code, without_codes, words

FAR_KM = 60.0  # two cities of one name in one state
_TIE = 0.05

Where = tuple[str, str, Words]  # country, state, city


@dataclass(frozen=True, slots=True)
class _Site:
    text: Words
    city: Words
    state: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class _Candidate:
    center: int
    location: int | None
    score: Score


class Matcher:
    """Finds the center that a facility text means. Reads nothing, keeps nothing; made anew when centers change.

    `known`: one row a location of a center. `decisions`: what people (or shipped data) say of facility texts; they win
    over all rules; of two on the same key and center the later wins. A text that people took for a center counts, in
    its city, as one more name of it.
    """

    def __init__(self, known: Iterable[Known], decisions: Iterable[Decision] = ()) -> None:
        self._rows: dict[int, list[Known]] = {}
        self._by_city: dict[Where, list[Known]] = {}
        self._by_state: dict[tuple[str, str], list[Known]] = {}
        self._phrases: dict[Known, list[Phrase]] = {}
        for row in known:
            city, state, country = city_words(row.city), state_code(row.state), country_code(row.country)
            self._rows.setdefault(row.center, []).append(row)
            self._by_city.setdefault((country, state, city), []).append(row)
            self._by_state.setdefault((country, state), []).append(row)
        self._decided: dict[str, dict[int | None, Decision]] = {}
        self._decided_without_codes: dict[str, dict[int | None, Decision]] = {}
        self._taught: dict[Where, list[tuple[int, str]]] = {}
        for decision in decisions:
            self._decided.setdefault(decision.key, {})[decision.center] = decision
            facility, _, place = decision.key.partition("|")
            if not hidden(facility):
                bare = f"{without_codes(facility)}|{place}"
                self._decided_without_codes.setdefault(bare, {})[decision.center] = decision
        for at, by_center in self._decided.items():
            self._teach(at, by_center)
        self._cities: dict[Where, Phrasebook | None] = {}
        self._states: dict[tuple[str, str], Phrasebook | None] = {}

    def _teach(self, at: str, by_center: dict[int | None, Decision]) -> None:
        facility, _, place = at.partition("|")
        city, state, country = (place.split("|") + ["", "", ""])[:3]
        if hidden(facility):
            return
        for center, decision in by_center.items():
            if center in self._rows and center is not None and decision.same:
                self._taught.setdefault((country, state, city_words(city)), []).append((center, facility))

    def match(
        self, facility: str, city: str, state: str, country: str, lat: float | None = None, lon: float | None = None
    ) -> Match | None:
        """The best candidate at or above ASK, or None. Any text may come; nothing is raised.

        `lat`, `lon` (degrees): the site's, as the registry has them: its city's.
        """
        where = (country_code(country), state_code(state), city_words(city))
        refused: Collection[int] = ()
        if self._decided:
            said = self._decided.get(key(facility, city, state, country))
            if said is None:
                bare = key(without_codes(facility), city, state, country)
                said = self._decided_without_codes.get(bare)
            if said:
                if None in said:
                    return None
                for center in sorted(one for one in said if one is not None):
                    if said[center].same and center in self._rows:
                        return self._as_decided(said[center], center, where)
                refused = {one for one, decision in said.items() if one is not None and not decision.same}
        if where[:2] not in self._by_state and where not in self._taught:
            return None
        return self._by_rules(_Site(words(facility), where[2], where[1], lat, lon), where, refused, facility)

    def _as_decided(self, decision: Decision, center: int, where: Where) -> Match:
        location = decision.location
        if location is None:
            location = _location([row for row in self._rows[center] if _where(row) == where])
        return Match(center, location, 1.0, "A person said so.")

    def _by_rules(self, site: _Site, where: Where, refused: Collection[int], facility: str) -> Match | None:
        local = self._candidates(self._of_city(where), site, refused, everywhere=False)
        best = _best(local)
        if best is None or best.score < AUTOMATIC:
            there = {one.center for one in local}
            rest = self._candidates(self._of_state(where[:2]), site, {*refused, *there}, everywhere=True)
            best = _best([*local, *rest])
        if best is None or best.score < ASK or hidden(facility):
            return None
        return best

    def _candidates(
        self, book: Phrasebook | None, site: _Site, refused: Collection[int], *, everywhere: bool
    ) -> list[_Candidate]:
        if book is None or not site.text:
            return []
        text, wrong = (site.text, frozenset[int]()) if everywhere else book.spelled(site.text)
        length = len(text)
        # "University of California", San Diego: the city ends the name.
        completed = text if text[-len(site.city) :] == site.city else text + site.city
        found: list[_Candidate] = []
        for center, hits in book.hits(completed, length).items():
            if center in refused:
                continue
            here = self._here(center, site)
            local = bool(here) or self._named_after(center, site.city)
            place = Place(site.city, site.state, local, self._distance(center, site))
            if (scored := score(completed, length, hits, book.vocabulary(center), wrong, place)) is not None:
                found.append(_Candidate(center, _location(here), scored))
        return found

    def _here(self, center: int, site: _Site) -> list[Known]:
        """The center's locations in the site's city (a name that two cities of a state share is told by distance)."""
        return [
            row
            for row in self._rows[center]
            if city_words(row.city) == site.city
            and state_code(row.state) == site.state
            and not (_kilometres(row, site) or 0.0) > FAR_KM
        ]

    def _named_after(self, center: int, city: Words) -> bool:
        """Whether a name of the center ends in the city: "Roe Clinic Scottsdale"."""
        return any(words(name)[-len(city) :] == city for row in self._rows[center] for name in row.names)

    def _distance(self, center: int, site: _Site) -> float:
        return min((km for row in self._rows[center] if (km := _kilometres(row, site)) is not None), default=math.inf)

    def _of_city(self, where: Where) -> Phrasebook | None:
        if where not in self._cities:
            texts = self._taught.get(where, [])
            rows = self._by_city.get(where, [])
            # A center known here by people's word alone: its names, too, are looked for here.
            rows = rows + [row for center, _ in texts for row in self._rows[center]]
            self._cities[where] = Phrasebook(self._with_phrases(rows), texts, where[2]) if rows else None
        return self._cities[where]

    def _of_state(self, where: tuple[str, str]) -> Phrasebook | None:
        if where not in self._states:
            rows = self._by_state.get(where)
            self._states[where] = Phrasebook(self._with_phrases(rows)) if rows else None
        return self._states[where]

    def _with_phrases(self, rows: Iterable[Known]) -> Iterator[tuple[int, list[Phrase]]]:
        for row in rows:
            if row not in self._phrases:
                self._phrases[row] = list(phrases(row.names, row.network, city_words(row.city)))
            yield row.center, self._phrases[row]


def _where(row: Known) -> Where:
    return country_code(row.country), state_code(row.state), city_words(row.city)


def _location(rows: list[Known]) -> int | None:
    """The one location that is meant: the only one there, or the main one; None where nothing tells which."""
    if len(rows) == 1:
        return rows[0].location
    mains = [row.location for row in rows if row.main and row.location is not None]
    return min(mains, default=None)


def _best(candidates: list[_Candidate]) -> Match | None:
    """The best; below AUTOMATIC where a second is as good and does not just lie inside the first's name."""
    if not candidates:
        return None
    ranked = sorted(candidates, key=lambda one: (-one.score.value, -len(one.score.covered), one.center))
    first = ranked[0]
    value, reason = first.score.value, first.score.reason
    rivals = [
        one for one in ranked[1:] if one.score.value > value - _TIE and not one.score.covered < first.score.covered
    ]
    if rivals:
        value = min(value, AUTOMATIC - _TIE)
        reason += ", but another center fits as well"
    return Match(first.center, first.location, value, reason[:1].upper() + reason[1:])


def _kilometres(row: Known, site: _Site) -> float | None:
    if row.lat is None or row.lon is None or site.lat is None or site.lon is None:
        return None
    up, across = math.radians(site.lat - row.lat), math.radians(site.lon - row.lon)
    level = math.cos(math.radians(row.lat)) * math.cos(math.radians(site.lat))
    chord = math.sin(up / 2) ** 2 + level * math.sin(across / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(max(0.0, chord))))
