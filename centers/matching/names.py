"""The names of a center's location come in, phrases to look for go out. Called by matcher.py. Pure.

A phrase is a run of words with what it proves. "The Jane Roe Cancer Center" gives that name whole and, as centers are
often called by the last word, "roe cancer"; "University of Freedonia" also gives, in the city of Freedonia, no less.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from centers.matching.rules import (
    CANCER,
    COMMON,
    FRAME,
    INSTITUTION,
    NETWORKS,
    OTHERS,
    PLACES,
    PLAIN,
    SCHOOLS,
    STATE_NAMES,
    SYSTEMS,
)
from centers.matching.texts import words


class Kind(IntEnum):
    """What a phrase proves, from little to much."""

    NETWORK = 0  # the network's name: one of its places
    PART = 1  # half a name, or a partner in a joint one
    BARE = 2  # the host's name without "university"
    HOST = 3  # the university or hospital whose center it is, or any name without "cancer"
    TAUGHT = 4  # what a person took for the center, in this city
    SURNAME = 5  # the last word of its own name, or the network's name, before "cancer"
    CORE = 6  # the distinctive words of its own name
    OWN = 7  # its own name, whole


Words = tuple[str, ...]
_OF_CANCER = (*((word,) for word in sorted(CANCER)), ("comprehensive", "cancer"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to look for, what they prove, and the name they come from, as it is written."""

    words: Words
    kind: Kind
    name: str


def phrases(names: Iterable[str], network: str, city: Words) -> Iterator[Phrase]:
    """All phrases of a location with these names in this city; the same words may come with several kinds."""
    for name in names:
        yield from _of_name(name, city)
    if found := words(network):
        yield Phrase(found, Kind.NETWORK, network)
        if not SCHOOLS.isdisjoint(found):  # a center of a university's: its host
            yield from _of_name(network, city)
        elif NETWORKS.isdisjoint(found) and set(found) - PLAIN:
            for cancer in _OF_CANCER:
                yield Phrase((*found, *cancer), Kind.SURNAME, network)


def taught(text: str, city: Words) -> Iterator[Phrase]:
    """Phrases of a facility text that a person took for a center: the whole, and each telling word as a part."""
    found = words(text)
    if found:
        yield Phrase(found, Kind.TAUGHT, " ".join(found))
    telling = _distinctive(found, city) - COMMON - OTHERS - NETWORKS
    for word, cancer in pairwise(found):
        if word in telling and cancer in CANCER and len(word) > 3:
            yield Phrase((word, cancer), Kind.TAUGHT, " ".join(found))
    yield from _parts(_distinctive(found, city), " ".join(found))


def _of_name(name: str, city: Words) -> Iterator[Phrase]:
    bare = re.sub(r"\([^)]*\)", " ", name)
    parts = [part for part in (words(one) for one in bare.split("/")) if part]
    own, at, host = bare.partition(" at ")
    if at and set(words(own)) & CANCER:
        yield from _of_words(words(own), name, city)
    elif at and _tells(words(host), city):
        yield Phrase(words(host), Kind.PART, name)
    if len(parts) == 1:
        yield from _of_words(words(bare), name, city)
        return
    # A joint name: the first is the center's, the others may be partners with hospitals of their own.
    yield Phrase(words(bare), Kind.OWN, name)
    for part in parts:
        if part is parts[0]:
            yield from _of_words(part, name, city)
        elif _tells(part, city):
            yield Phrase(part, Kind.PART, name)


def _of_words(name: Words, written: str, city: Words) -> Iterator[Phrase]:
    if not _tells(name, city) and not (len(name) > 2 and set(name) - PLAIN):
        return
    if len(name) == 1:
        yield Phrase(name, Kind.BARE, written)
        return
    if not set(name) & CANCER:
        yield from _host(name, written, city)
        return
    core = _core(name)
    distinctive = _distinctive(core, city)
    own = distinctive or {"university", "college"} & set(core)
    yield Phrase(name, Kind.OWN if own else Kind.HOST, written)
    short = _without_state(name)
    if short != name and _distinctive(short, city):
        yield from _of_words(short, written, city)
    if core == name or not core:
        return
    if set(core) & INSTITUTION:
        yield from _host(core, written, city)
    elif not distinctive:
        # Named by its city alone: "Freedonia Cancer Institute" may be another than "Freedonia Cancer Center".
        yield Phrase((*core, "cancer"), Kind.PART, written)
    else:
        yield Phrase(core, Kind.CORE if len(core) > 1 else Kind.BARE, written)
    if core[-1] in distinctive - COMMON - OTHERS:
        for word in (*CANCER, "comprehensive"):
            yield Phrase((core[-1], word), Kind.SURNAME, written)
    yield from _parts(distinctive, written)


def _parts(distinctive: Iterable[str], written: str) -> Iterator[Phrase]:
    for word in distinctive:
        if len(word) > 3 and word not in COMMON and word not in OTHERS:
            yield Phrase((word,), Kind.PART, written)


def _host(name: Words, written: str, city: Words) -> Iterator[Phrase]:
    """A host's name; without the city it ends in; up to "university"; without "university", where words remain."""
    yield Phrase(name, Kind.HOST, written)
    if city and len(name) > len(city) and name[-len(city) :] == city:
        rest = name[: -len(city)]
        if set(rest) & INSTITUTION and set(rest) - PLAIN:
            yield Phrase(rest, Kind.HOST, written)
    if "university" not in name:
        return
    short = _without_kind(name)
    if short != name and "university" in short and _distinctive(short, city):
        yield Phrase(short, Kind.HOST, written)
    at = name.index("university")
    before = name[:at]
    of = " ".join(name[at + 1 :])
    if not before and of in STATE_NAMES:
        # "Freedonia University", in a city of the University of Freedonia's.
        yield Phrase((*name[at + 1 :], "university"), Kind.BARE, written)
    if before and (_distinctive(before, city) or at + 1 < len(name)) and set(before) - PLAIN:
        yield Phrase(name[: at + 1], Kind.HOST, written)
    if before and _distinctive(before, city) == frozenset(before) and not set(before) & (COMMON | NETWORKS):
        yield Phrase(before, Kind.BARE, written)
    after = name[at + 1 :]
    taken = 0
    while taken < len(after) and (after[taken] in PLACES or after[taken] in city):
        taken += 1
    if not before and 0 < taken < len(after):
        # Where a state has one university of this name, its campus may go unsaid.
        several = not SYSTEMS.isdisjoint(after[:taken])
        yield Phrase(name[: at + 1 + taken], Kind.PART if several else Kind.BARE, written)


def _core(name: Words) -> Words:
    """A name without the words it begins and ends with that any center has."""
    first, last = 0, len(name)
    while first < last and name[first] in FRAME:
        first += 1
    while last > first and name[last - 1] in FRAME:
        last -= 1
    return name[first:last]


def _without_kind(name: Words) -> Words:
    last = len(name)
    while last > 1 and name[last - 1] in PLAIN and name[last - 1] != "university":
        last -= 1
    return name[:last]


def _without_state(name: Words) -> Words:
    last = len(name)
    while last > 1 and name[last - 1] in PLACES:
        last -= 1
    return name[:last]


def _distinctive(name: Words, city: Words) -> frozenset[str]:
    return frozenset(
        word for word in name if len(word) > 1 and word not in PLAIN and word not in PLACES and word not in city
    )


def _tells(name: Words, city: Words) -> bool:
    """Whether words name one institution: more than a place and words that any has."""
    return bool(_distinctive(name, city)) or ("university" in name and len(name) > 1 and bool(set(name) - PLAIN))
