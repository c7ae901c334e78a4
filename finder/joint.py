"""The joint question: which centers offer this, near there, and have a recruiting site of a trial that …

In: a `CenterQuestion` (made by `finder/center_filters.py`) and a snapshot; out: a `CenterAnswer`. Called by center
facets and rows, for page and API. No table is read: what centers offer comes as sets from `finder/offered.py`, their
trials from the snapshot's postings. An integer is a set of centers: bit n is the n-th by name.

What holds together (DESIGN.md, *Centers*): place conditions hold at one location; a service, its availability, its
delivery and that it is verified hold for one offering, at such a location; the trial's site is the center's, and lies
within the radius too.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import itemgetter
from typing import Any

from centers.services import SERVICES
from finder.care import CareCenter, CareLocation, CareOffering
from finder.center_texts import COLUMNS, CenterTexts
from finder.center_trials import DEPENDS, SILENT, CenterTrials, Counts
from finder.geo import Point
from finder.offered import Offered
from finder.search import Answer, Question
from finder.snapshot import Snapshot
from finder.splits import members
from finder.words import Query


@dataclass(frozen=True, slots=True)
class CenterQuestion:
    """What is asked. Of `services` all are wanted, of every other list one. `trials`: what a trial with a recruiting
    site there must be like; None where nothing is asked of trials."""

    text: Query | None = None
    services: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()
    delivery: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    verified: bool = False
    accreditations: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    near: Point | None = None
    km: float = 0.0
    countries: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    trials: Question | None = None
    site_status: str = "recruiting"
    sort: str = "name"
    today: dt.date = field(default_factory=dt.date.today)

    @property
    def asks_place(self) -> bool:
        return self.near is not None or bool(self.countries)

    @property
    def asks_offering(self) -> bool:
        return bool(self.services or self.availability or self.delivery or self.groups or self.verified)


@dataclass(frozen=True, slots=True)
class Hit:
    """A center that matches. `here`: its locations where the place conditions hold, with kilometres, nearest first (all
    of them, at 0, where no place is asked for). The trials are counted by how they stand to what was entered."""

    center: CareCenter
    here: dict[int, float]
    admits: int = 0
    depends: int = 0
    silent: int = 0

    @property
    def nearest(self) -> tuple[CareLocation, float] | None:
        return next(((one, self.here[pk]) for pk in self.here for one in self.center.locations if one.pk == pk), None)

    @property
    def km(self) -> float:
        return next(iter(self.here.values()), 0.0)


class CenterAnswer:
    """What a joint question comes to on one snapshot. Parts are worked out when they are asked for."""

    def __init__(self, question: CenterQuestion, snapshot: Snapshot) -> None:
        self.question = question
        self.snapshot = snapshot
        self.offered: Offered = snapshot.remember("offered", lambda: Offered(snapshot.care))
        self._offers: dict[object, Mapping[str, int]] = {}

    @cached_property
    def matches(self) -> int:
        """The centers that match."""
        return self.but()

    @property
    def count(self) -> int:
        return self.matches.bit_count()

    def but(self, **changes: Any) -> int:
        """The centers that would match, were some conditions on offerings, accreditation or language others."""
        question = replace(self.question, **changes) if changes else self.question
        return self.candidates & self._like(question) & self._offering(question)

    def in_state(self, country: str, state: str) -> CenterAnswer:
        """The same in one state. What was worked out of trials, words and offerings is shared."""
        found = CenterAnswer(replace(self.question, countries=(country,), states=(state,)), self.snapshot)
        found._offers = self._offers
        found.__dict__.update(trials=self.trials, _saying=self._saying)
        if self.trials is not None:
            found.__dict__.update(_stands=self._stands)
        return found

    # -- what narrows -------------------------------------------------------------------------------------------------

    @cached_property
    def candidates(self) -> int:
        """The centers where place, words and trials hold, whatever else they are and offer."""
        found = self._saying
        if self._here is not None:
            found &= self.offered.folded(self._here)
        if self.trials is not None:
            found &= sum(1 << number for number in self._counts)
        return found

    @cached_property
    def _here(self) -> int | None:
        """The places where the place conditions hold; None where none is asked for."""
        question = self.question
        if not question.asks_place:
            return None
        found = -1
        if question.near is not None:
            found = sum(1 << place for place in self._near)
        if question.countries:
            found &= self.offered.within(question.countries, question.states)
        return found

    @cached_property
    def _near(self) -> dict[int, float]:
        """Place → kilometres, within the radius."""
        near = self.question.near
        return self.offered.near(near, self.question.km) if near else {}

    @cached_property
    def _saying(self) -> int:
        """The centers that have the words; all where none are given."""
        if self.question.text is None:
            return (1 << self.offered.size) - 1
        return self._texts.saying(self.question.text)

    @property
    def _texts(self) -> CenterTexts:
        return self.snapshot.remember("center texts", lambda: CenterTexts(self.offered.centers))

    def _like(self, question: CenterQuestion) -> int:
        """The centers of which what is asked of the center as a whole holds."""
        found = -1
        if question.accreditations:
            found &= _any(self.offered.accredited.get(one, 0) for one in question.accreditations)
        if question.languages:
            found &= _any(self.offered.speaking.get(one, 0) for one in question.languages)
        return found

    def _offering(self, question: CenterQuestion) -> int:
        """The centers that offer what is asked for, at a place that holds."""
        if not question.asks_offering:
            return -1
        offers = self.offers(question)
        found = -1
        for service in question.services:
            found &= self._centers(offers.get(service, 0))
        if question.groups:
            found &= self._centers(_any(places for one, places in offers.items() if _group(one) in question.groups))
        if not question.services and not question.groups:
            found = self._centers(_any(offers.values()))
        return found

    def offers(self, question: CenterQuestion) -> Mapping[str, int]:
        """Service → the places with an offering of it that meets what is asked of one offering."""
        key = question.availability, question.delivery, question.verified
        if key not in self._offers:
            found: dict[str, int] = {}
            today = question.today.toordinal() if question.verified else None
            for (service, availability, delivery), places in self.offered.cells(verified_on=today).items():
                if (not question.availability or availability in question.availability) and (
                    not question.delivery or delivery in question.delivery
                ):
                    found[service] = found.get(service, 0) | places
            self._offers[key] = found
        return self._offers[key]

    def _centers(self, places: int) -> int:
        return self.offered.folded(places if self._here is None else places & self._here)

    # -- trials -------------------------------------------------------------------------------------------------------

    @cached_property
    def trials(self) -> Answer | None:
        """The trials that meet what is asked of them, wherever they are."""
        return Answer(self.question.trials, self.snapshot) if self.question.trials else None

    @cached_property
    def _stands(self) -> bytes:
        """For each trial how it stands, as a letter of `finder/center_trials.py`."""
        assert self.trials is not None  # noqa: S101 - asked only where trials are
        matches = self.trials.matches
        admits, depends = matches, 0
        for split in self.trials.splits.values():
            admits &= split.admits
            depends |= split.depends
        # As it is written in ones and zeros, ordinal 0 first; then those are told apart that do not admit.
        stands = bytearray(f"{matches:0{self.snapshot.count}b}"[::-1], "ascii")
        for how, bits in ((DEPENDS, matches & depends & ~admits), (SILENT, matches & ~admits & ~depends)):
            for ordinal in members(bits):
                stands[ordinal] = how
        return bytes(stands)

    @cached_property
    def _there(self) -> CenterTrials:
        status = self.question.site_status
        return self.snapshot.remember(("center trials", status), lambda: CenterTrials(self.snapshot, status))

    @cached_property
    def _counts(self) -> dict[int, Counts]:
        """Center (by number) → how many of its trials admit, depend and are silent; those that have one."""
        return dict(self._there.counts(self._spots, self._stands))

    @cached_property
    def _spots(self) -> Sequence[int]:
        """The spots of centers (by number) where what is asked of the place holds for a trial's site."""
        question, there = self.question, self._there
        spots = there.near(question.near, question.km) if question.near else range(len(there.spots))
        if question.countries:
            within = there.within(question.countries, question.states)
            return sorted(within.intersection(spots)) if question.near else sorted(within)
        return spots

    def trials_at(self, center: CareCenter) -> tuple[list[int], list[int], list[int]]:
        """The trials with a site at a center, within the radius, that counts as asked: those that admit on all, those
        where something depends, and the rest; ordinals, last updated first."""
        own = self._there.of_center(center.pk)
        first, end = bisect_left(self._spots, own.start), bisect_left(self._spots, own.stop)
        return self._there.trials(self._spots[first:end], self._stands)

    # -- order --------------------------------------------------------------------------------------------------------

    def page(self, offset: int, limit: int) -> list[Hit]:
        return [self._hit(number) for number in self._order[offset : offset + limit]]

    def by_slug(self, after: str) -> Iterator[Hit]:
        """Those whose slug comes after this one, in the order of slugs."""
        centers = self.offered.centers
        slugs = sorted((centers[number].slug, number) for number in members(self.matches))
        return (self._hit(number) for slug, number in slugs if slug > after)

    @cached_property
    def _order(self) -> list[int]:
        """Those with a trial that admits on all first, then as `sort` says, then by name."""
        tiers = [self.matches]
        if self.trials is not None:
            admitting = sum(1 << number for number, (admits, _, _) in self._counts.items() if admits)
            tiers = [self.matches & admitting, self.matches & ~admitting]
        if self.question.sort == "relevance" and self.question.text:
            tiers = [part for tier in tiers for part in self._by_relevance(tier, self.question.text)]
        by_distance = self.question.sort == "distance" and self.question.near is not None
        return [
            number
            for tier in tiers
            for number in (sorted(members(tier), key=self._kilometres.__getitem__) if by_distance else members(tier))
        ]

    def _by_relevance(self, tier: int, text: Query) -> Iterator[int]:
        for columns in range(1, COLUMNS):
            best = tier & self._texts.saying(text, columns)
            yield best
            tier &= ~best
        yield tier

    @cached_property
    def _kilometres(self) -> dict[int, float]:
        """Center → kilometres to its nearest location where the place conditions hold."""
        found: dict[int, float] = {}
        for place, km in self._near.items():
            if self._here is not None and self._here >> place & 1:
                number = place % self.offered.size
                found[number] = min(km, found.get(number, km))
        return found

    def _hit(self, number: int) -> Hit:
        center = self.offered.centers[number]
        here = {
            one.pk: self._near.get(place, 0.0)
            for place, one in self.offered.places_of(number)
            if self._here is None or self._here >> place & 1
        }
        counts = self._counts[number] if self.trials is not None else (0, 0, 0)
        return Hit(center, dict(sorted(here.items(), key=itemgetter(1))), *counts)

    def offerings(self, hit: Hit) -> Iterator[CareOffering]:
        """The offerings of a center on the page that meet what is asked of one offering, whichever service it is."""
        question = self.question
        today = question.today.toordinal()
        for one in hit.center.offerings:
            if (
                (not question.availability or one.availability in question.availability)
                and (not question.delivery or one.delivery in question.delivery)
                and (not question.verified or one.is_verified(today))
                and self._is_here(hit, one)
            ):
                yield one

    def _is_here(self, hit: Hit, offering: CareOffering) -> bool:
        if not self.question.asks_place:
            return True
        place = hit.center.place_of(offering)
        return place is not None and place.pk in hit.here


def _any(sets: Iterable[int]) -> int:
    found = 0
    for one in sets:
        found |= one
    return found


def _group(service: str) -> str:
    return SERVICES[service].group if service in SERVICES else ""
