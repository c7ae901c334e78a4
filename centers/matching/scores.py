"""A center's names found in a text come in, how surely the center is meant goes out. Called by matcher.py. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from centers.matching.names import Kind, Words
from centers.matching.phrasebook import Hit
from centers.matching.rules import (
    AMBULATORY,
    BUILDING,
    CANCER,
    DEPARTMENTS,
    NETWORKS,
    OTHERS,
    PARTNER,
    PLAIN,
    SCHOOLS,
    SECOND,
    SITE,
    STATES,
    TREATING,
    WHOLE,
)

# Measured on labelled facility texts: docs/matching.md.
AUTOMATIC = 0.90
ASK = 0.60

# A host's buildings in the next town, and its cancer clinics a little further. Coordinates are those of the cities.
NEAR_KM = 8.0
NEAR_HOSPITAL_KM = 12.0
NEAR_TREATING_KM = 25.0

_SCHOOLS_OF_MEDICINE = (("school", "medicine"), ("college", "medicine"))

_SCORE = {
    Kind.OWN: 0.98,
    Kind.CORE: 0.94,
    Kind.SURNAME: 0.95,
    Kind.TAUGHT: 0.97,
    Kind.HOST: 0.96,
    Kind.BARE: 0.86,
    Kind.PART: 0.72,
    Kind.NETWORK: 0.66,
}
_SAID = {
    Kind.OWN: "its own name",
    Kind.CORE: "the words of its own name",
    Kind.SURNAME: "the last word of its own name, before “cancer”",
    Kind.TAUGHT: "a text that a person took for it in this city",
    Kind.HOST: "a name of it or its host",
    Kind.BARE: "a name of its host in short",
    Kind.PART: "a part of a name",
    Kind.NETWORK: "its network's name",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the site is, seen from a center. `local`: in a city of its own; `km`: to the nearest of its locations."""

    city: Words
    state: str
    local: bool
    km: float


@dataclass(frozen=True, slots=True)
class Score:
    value: float
    covered: frozenset[int]
    reason: str


def score(
    text: Words, length: int, hits: Sequence[Hit], vocabulary: Collection[str], wrong: Collection[int], place: Place
) -> Score | None:
    """How surely a center with these hits is meant by the first `length` words of `text`; None below ASK.

    `vocabulary`: all words of the center's names. `wrong`: positions of words whose spelling was put right.
    """
    best = max(hits, key=lambda hit: (hit.phrase.kind, hit.end - hit.start, -hit.start))
    kind = best.phrase.kind
    if kind == Kind.SURNAME and any(Kind.BARE <= hit.phrase.kind <= Kind.HOST and _apart(hit, best) for hit in hits):
        kind = Kind.OWN  # "University of Freedonia / Roe Cancer Center"
    cancer = not CANCER.isdisjoint(text[:length])
    if (
        kind in (Kind.HOST, Kind.TAUGHT)
        and place.local
        and cancer
        and any(hit.phrase.kind == Kind.PART and _apart(hit, best) for hit in hits)
    ):
        # "University of Freedonia, Jane Roe Cancer Center", whose name has a word more. Elsewhere it may be a sister's.
        kind = Kind.CORE
    covered = frozenset(at for hit in hits for at in range(hit.start, min(hit.end, length)))
    unknown, before, elsewhere = _rest(text, length, covered, best.start, vocabulary, place)
    if elsewhere == "others" or (elsewhere and kind < Kind.SURNAME):
        return None
    left = [at for at in range(length) if at not in covered]
    local = place.local or best.end > length or _within(place.city, best.phrase.words)
    value = _SCORE[kind]
    said = [f"“{best.phrase.name}” ({_SAID[kind]})"]
    if kind == Kind.CORE and cancer:
        value += 0.03
    elif kind == Kind.BARE and (
        len(best.phrase.words) > 1
        or not TREATING.isdisjoint(text[:length])
        or any(hit.start == best.end and hit.phrase.kind == Kind.PART for hit in hits)
    ):
        value += 0.07
    elif kind == Kind.BARE and all(text[at] in WHOLE or text[at] in _told(place) for at in left):
        value += 0.05
    elif kind in (Kind.PART, Kind.NETWORK) and cancer:
        value += 0.06
    if elsewhere:
        value -= 0.25
        said.append(f"but also “{elsewhere}”")
    if unknown:
        part = local and _is_of_host(text[:length], best, unknown)
        value -= 0.05 if part else max(_for_unknown(kind, unknown, local), 0.1 if before else 0.0)
        said.append(f"and unknown words: “{' '.join(unknown)}”")
    if local:
        said.append("in its city")
    elif place.km <= _reach(best, text[:length], cancer=cancer):
        value -= 0.03
        said.append("in a city next to its own")
    else:
        value -= _FAR[kind]
        said.append("in another city of its state")
    misspelled = [text[at] for at in wrong if at in covered]
    if misspelled:
        value -= 0.02 * len(misspelled)
        # A surname that differs by a letter may be another person's; only a whole name bears it.
        if not PLAIN.issuperset(misspelled) and (unknown or kind < Kind.HOST or kind == Kind.SURNAME):
            value -= 0.1
        said.append("spelling put right")
    if value < ASK:
        return None
    return Score(round(value, 4), covered, ", ".join(said))


_FAR = {
    Kind.OWN: 0.03,
    Kind.CORE: 0.04,
    Kind.SURNAME: 0.2,
    Kind.TAUGHT: 0.0,
    Kind.HOST: 0.2,
    Kind.BARE: 0.3,
    Kind.PART: 1.0,
    Kind.NETWORK: 1.0,
}


def _reach(best: Hit, text: Words, *, cancer: bool) -> float:
    """Kilometres within which the next town counts nearly as the own; a network's name reaches nowhere."""
    if best.phrase.kind not in (Kind.HOST, Kind.CORE, Kind.OWN):
        return 0.0
    if "university" not in best.phrase.words:
        return NEAR_KM
    if cancer:
        return NEAR_TREATING_KM
    return NEAR_HOSPITAL_KM if {"medical", "hospital", "clinical"} & set(text) else NEAR_KM


def _for_unknown(kind: Kind, unknown: Sequence[str], local: bool) -> float:
    """What unknown words beside a name take away: they may name a second institution, whose place it is."""
    if kind in (Kind.PART, Kind.NETWORK):
        return 1.0
    if kind < Kind.SURNAME:
        return 0.2
    if not NETWORKS.isdisjoint(unknown):
        return 0.25
    if local:
        return 0.03
    return 0.04 if SECOND.isdisjoint(unknown) else 0.25


def _is_of_host(text: Words, best: Hit, unknown: Sequence[str]) -> bool:
    """Whether the unknown words name a part of a university: a campus at the end ("University of Freedonia Hospital at
    Bay View"), or its school of medicine. A word before its name may be a partner's ("County-University Hospital").
    """
    if best.phrase.kind not in (Kind.HOST, Kind.TAUGHT) or SCHOOLS.isdisjoint(best.phrase.words) or len(unknown) > 2:
        return False
    if not (NETWORKS | SECOND | PARTNER).isdisjoint(unknown):
        return False
    text = text[:-1] if text[-1] == "campus" else text
    first = text.index(unknown[0])
    last = first + len(unknown)
    if text[first:last] != tuple(unknown):
        return False
    if text[last : last + 2] in _SCHOOLS_OF_MEDICINE:
        return True
    return first >= best.end and last == len(text) and text[first - 1] in SITE


def _told(place: Place) -> set[str]:
    """The words of the site's city and state, which tell nothing new."""
    return {*place.city, place.state, *STATES.get(place.state, "").split()}


def _rest(
    text: Words, length: int, covered: Collection[int], start: int, vocabulary: Collection[str], place: Place
) -> tuple[list[str], bool, str]:
    """The words that are neither the center's, nor the place's, nor plain; and what speaks against the center.

    Second: whether one of them stands right before the name ("Jones" Memorial Cancer Institute), and makes it another.
    """
    told = _told(place)
    unknown: list[str] = []
    before = False
    department = ""
    for at in range(length):
        word = text[at]
        if at in covered:
            continue
        if word in OTHERS:
            return [], False, "others"
        if word in DEPARTMENTS:
            department = department or word
        elif word in PLAIN or word in told or len(word) == 1 or word.isdigit():
            # Words of an institution count only after an unknown name: "Holy Hill Hospital".
            if unknown and word in SECOND and (at - 1) not in covered:
                unknown.append(word)
        elif word not in vocabulary and not _harmless(text[at + 1 : min(at + 7, length)], vocabulary):
            unknown.append(word)
            before = before or at + 1 == start
    return unknown, before, department


def _harmless(following: Words, vocabulary: Collection[str]) -> bool:
    """Whether the words after an unknown one make it a building's name ("Roe Pavilion", "Roe Cancer Care Tower").

    Or a first name, when an initial and a word of the center's names follow ("Jane" Q. Roe).
    """
    if len(following) > 1 and len(following[0]) == 1 and following[1] in vocabulary:
        return True
    if following[:1] == ("center",) and following[1:2] and following[1] in AMBULATORY:
        return True
    if following[:2] == ("medical", "campus"):
        return True
    for word in following:
        if word in BUILDING:
            return True
        if word in SECOND and word != "care":
            return False
    return False


def _apart(one: Hit, other: Hit) -> bool:
    return one.end <= other.start or other.end <= one.start


def _within(city: Words, name: Words) -> bool:
    return bool(city) and any(name[at : at + len(city)] == city for at in range(len(name) - len(city) + 1))
