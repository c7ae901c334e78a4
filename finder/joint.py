"""The joint question: which centers offer this, near there, and have a recruiting site of a trial that …

In: a `CenterQuestion` (made by `finder/center_filters.py`) and a snapshot; out: a `CenterAnswer`. Called by center
facets and rows, for page and API. No table is read: centers come from the snapshot's `care`, their trials from its
postings.

What holds together (DESIGN.md, *Centers*): place conditions hold at one location; a service, its availability, its
delivery and that it is verified hold for one offering, at such a location; the trial's site is the center's, and lies
within the radius too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import Any

from centers.services import SERVICES
from finder.care import CareCenter, CareLocation, CareOffering
from finder.geo import Box, Point, boxes, kilometres
from finder.search import Answer, Question
from finder.snapshot import Snapshot, SpotRow
from finder.words import Query, record_tokens


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
        self._today = question.today.toordinal()

    def without(self, *fields: str) -> CenterAnswer:
        """The same without some conditions on offerings, accreditation or language."""
        return self._where(**{name: False if name == "verified" else () for name in fields})

    def in_state(self, country: str, state: str) -> CenterAnswer:
        """The same in one state."""
        found = self._where(countries=(country,), states=(state,))
        found.__dict__.pop("candidates", None)
        return found

    def _where(self, **changes: Any) -> CenterAnswer:
        """What was worked out of trials and places is shared."""
        found = CenterAnswer(replace(self.question, **changes), self.snapshot)
        shared: dict[str, Any] = {"trials": self.trials, "candidates": self.candidates}
        if self.trials is not None:
            shared["_flags"] = self._flags
        found.__dict__.update(shared)
        return found

    @cached_property
    def hits(self) -> list[Hit]:
        """The centers that match, in their order: those with a trial that admits on all first, then as `sort` says,
        then by name."""
        return sorted(filter(self.holds, self.candidates), key=self._order)

    @property
    def count(self) -> int:
        return len(self.hits)

    def page(self, offset: int, limit: int) -> list[Hit]:
        return self.hits[offset : offset + limit]

    # -- what narrows -------------------------------------------------------------------------------------------------

    @cached_property
    def candidates(self) -> list[Hit]:
        """The centers where place, words and trials hold, whatever else they are and offer."""
        return [hit for center in self.snapshot.care.centers if (hit := self.candidate(center)) is not None]

    def candidate(self, center: CareCenter) -> Hit | None:
        """A center, if place, words and trials hold for it."""
        here = self._here(center)
        if self.question.asks_place and not here:
            return None
        if self.question.text is not None and not _says(self.question.text, self._texts(center)):
            return None
        return self._counted(Hit(center, here))

    def holds(self, hit: Hit) -> bool:
        """Whether the rest holds for a candidate too."""
        return self.is_like(hit.center) and self._offers(hit)

    def is_like(self, center: CareCenter) -> bool:
        """Whether what is asked of the center as a whole holds."""
        question = self.question
        if question.accreditations and accreditation_slugs(center).isdisjoint(question.accreditations):
            return False
        return not question.languages or not set(center.languages).isdisjoint(question.languages)

    def offerings(self, hit: Hit) -> Iterator[CareOffering]:
        """The offerings of a center that meet what is asked of one offering, whichever service it is."""
        question = self.question
        for one in hit.center.offerings:
            if (
                (not question.availability or one.availability in question.availability)
                and (not question.delivery or one.delivery in question.delivery)
                and (not question.verified or self.is_verified(one))
                and self._is_here(hit, one)
            ):
                yield one

    def is_verified(self, offering: CareOffering) -> bool:
        return offering.is_verified(self._today)

    def _offers(self, hit: Hit) -> bool:
        question = self.question
        if not question.asks_offering:
            return True
        offered = {one.service for one in self.offerings(hit)}
        return bool(offered) and offered.issuperset(question.services) and in_groups(offered, question.groups)

    def _is_here(self, hit: Hit, offering: CareOffering) -> bool:
        if not self.question.asks_place:
            return True
        place = hit.center.place_of(offering)
        return place is not None and place.pk in hit.here

    @cached_property
    def _around(self) -> list[Box]:
        near = self.question.near
        return boxes(near, self.question.km) if near else []

    def _here(self, center: CareCenter) -> dict[int, float]:
        """Location → kilometres, nearest first, of those where the place conditions hold."""
        question = self.question
        found: dict[int, float] = {}
        for one in center.locations:
            if question.countries and one.country not in question.countries:
                continue
            if question.states and one.state not in question.states:
                continue
            km = 0.0
            if question.near:
                point = one.point
                if point is None or not any(box.holds(point) for box in self._around):
                    continue
                km = kilometres(question.near, point)
                if km > question.km:
                    continue
            found[one.pk] = km
        return dict(sorted(found.items(), key=itemgetter(1))) if len(found) > 1 else found

    def _texts(self, center: CareCenter) -> list[list[str]]:
        """The tokens of a center, most telling first: its names; where it is; what it offers."""
        return self.snapshot.remember(("center", center.pk), lambda: _tokens(center))

    # -- trials -------------------------------------------------------------------------------------------------------

    @cached_property
    def trials(self) -> Answer | None:
        """The trials that meet what is asked of them, wherever they are."""
        return Answer(self.question.trials, self.snapshot) if self.question.trials else None

    @cached_property
    def _flags(self) -> tuple[bytes, bytes, bytes]:
        """For each trial whether it admits on all, and whether it depends, and whether it is neither and not out."""
        assert self.trials is not None  # noqa: S101 - asked only where trials are
        size = self.snapshot.count // 8 + 1
        admits, depends = self.trials.matches, 0
        for split in self.trials.splits.values():
            admits &= split.admits
            depends |= split.depends
        depends &= self.trials.matches
        silent = self.trials.matches & ~admits & ~depends
        one, two, three = (bits.to_bytes(size, "little") for bits in (admits, depends, silent))
        return one, two, three

    def _counted(self, hit: Hit) -> Hit | None:
        if self.trials is None:
            return hit
        admits, depends, silent = map(len, self.trials_at(hit.center))
        return replace(hit, admits=admits, depends=depends, silent=silent) if admits or depends or silent else None

    def trials_at(self, center: CareCenter) -> tuple[list[int], list[int], list[int]]:
        """The trials with a site at a center, within the radius, that counts as asked: those that admit on all, those
        where something depends, and the rest; ordinals, last updated first."""
        spots = (one for one in self.snapshot.spots_of.get(center.pk, ()) if self._is_within(one))
        here = {
            one for spot in spots for some in self.snapshot.at_spot(spot.pk, self.question.site_status) for one in some
        }
        admits, depends, silent = (
            sorted(one for one in here if flags[one >> 3] >> (one & 7) & 1) for flags in self._flags
        )
        return admits, depends, silent

    def _is_within(self, spot: SpotRow) -> bool:
        question = self.question
        if question.countries and spot.country not in question.countries:
            return False
        if question.states and spot.state not in question.states:
            return False
        if question.near is None:
            return True
        if spot.lat is None or spot.lon is None:
            return False
        return kilometres(question.near, Point(spot.lat, spot.lon)) <= question.km

    # -- order --------------------------------------------------------------------------------------------------------

    def _order(self, hit: Hit) -> tuple[object, ...]:
        first = self.trials is not None and not hit.admits
        if self.question.sort == "distance" and self.question.near:
            return first, hit.km, hit.center.name.casefold(), hit.center.slug
        if self.question.sort == "relevance" and self.question.text:
            texts = self._texts(hit.center)
            tier = next(n for n in range(1, len(texts) + 1) if _says(self.question.text, texts[:n]))
            return first, tier, hit.center.name.casefold(), hit.center.slug
        return first, hit.center.name.casefold(), hit.center.slug


def in_groups(offered: Iterable[str], groups: tuple[str, ...]) -> bool:
    """Whether one of the services belongs to one of the groups; so does anything where none is asked for."""
    return not groups or any(SERVICES[one].group in groups for one in offered if one in SERVICES)


def accreditation_slugs(center: CareCenter) -> set[str]:
    """A center's accreditations as the query language writes them: by body, and by body and level (`nci`,
    `nci-comprehensive`)."""
    return {accreditation_slug(*parts) for body, level in center.accreditations for parts in ((body,), (body, level))}


def accreditation_slug(*parts: str) -> str:
    return "-".join("-".join(part.casefold().split()) for part in parts if part)


def _tokens(center: CareCenter) -> list[list[str]]:
    offered = [SERVICES[one.service] for one in center.offerings if one.service in SERVICES]
    return [
        record_tokens([center.name, *center.other_names]),
        record_tokens([center.network, *chain.from_iterable((one.city, one.state) for one in center.locations)]),
        record_tokens(dict.fromkeys(chain.from_iterable((one.label, *one.synonyms) for one in offered))),
    ]


def _says(query: Query, texts: Iterable[list[str]]) -> bool:
    """Whether all clauses hold, each in one of the texts: what the engines do for trials, in memory."""
    held = list(texts)
    return bool(query.clauses) and all(
        any(_stands(alternative.tokens, alternative.prefix, text) for alternative in clause for text in held)
        for clause in query.clauses
    )


def _stands(tokens: tuple[str, ...], prefix: bool, text: list[str]) -> bool:
    *before, last = tokens
    size = len(tokens)
    for start in range(len(text) - size + 1):
        end = text[start + size - 1]
        if (end == last or (prefix and end.startswith(last))) and text[start : start + size - 1] == before:
            return True
    return False
