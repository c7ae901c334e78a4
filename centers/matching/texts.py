"""Facility texts and names of places come in, words and keys go out. Pure. Called by names.py and matcher.py."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from centers.matching.rules import CITIES, CODES, COUNTRIES, HIDDEN, LABELS, NOISE, OTHERS, STATES, WORDS

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile("['’‘`´ʻ]")
_ACRONYM = re.compile(r"\(\s*([a-z][a-z0-9&.-]{1,6})\s*\)")
_LETTERS = re.compile(r"\b[a-z](?:[. ]{1,2}[a-z]\b)+\.?")
_STATES = {name: code for code, name in STATES.items()} | {"washington dc": "dc", "washington d c": "dc"}


LONGEST = 400  # characters of a facility text that are read; the registry's longest are half of it


def fold(text: str) -> str:
    """Lower case, without accents and apostrophes; entities as what they stand for. "Children&#39;s" → "childrens"."""
    text = text[:LONGEST]
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return _APOSTROPHES.sub("", text.casefold())


def plain(text: str) -> str:
    """Folded words with single spaces between: the form in which places and keys are compared."""
    return " ".join(_WORD.findall(fold(text)))


def cleaned(folded: str) -> str:
    """Without sponsors' numbers, group labels and persons (`codes` of rules.toml)."""
    return CODES.sub(" ", folded)


def without_codes(facility: str) -> str:
    """A facility text, folded, without sponsors' numbers: a decision on "X ( Site 12)" is one on "X - PPDS", too."""
    return " ".join(word for word in _WORD.findall(cleaned(fold(facility))) if word not in LABELS)


def hidden(facility: str) -> bool:
    """Whether a facility text hides the place: "Research Site", "Local Institution - 0034", a code, nothing."""
    rest = without_codes(facility)
    return not rest or HIDDEN.fullmatch(rest) is not None or HIDDEN.fullmatch(plain(facility)) is not None


@lru_cache(maxsize=20_000)
def _expanded(word: str) -> tuple[str, ...]:
    if word in NOISE or word in LABELS:
        return ()
    return WORDS.get(word, (word,))


def _joined(match: re.Match[str]) -> str:
    return re.sub(r"[. ]", "", match[0]) + " "


def _unless_telling(match: re.Match[str]) -> str:
    return match[0] if match[1] in OTHERS or WORDS.get(match[1], ("",))[0] in OTHERS else " "


def words(text: str) -> tuple[str, ...]:
    """The words a text is compared by: folded, cleaned, one spelling each, without noise.

    "The Univ. of M.D. Example Ctr /ID# 1" → ("university", "md", "example", "center").
    """
    folded = cleaned(fold(text))
    if "(" in folded:
        bare = _ACRONYM.sub(_unless_telling, folded)
        folded = bare if _WORD.search(bare) else folded
    if _LETTERS.search(folded):
        folded = _LETTERS.sub(_joined, folded)
    found: list[str] = []
    for word in _WORD.findall(folded):
        found += _expanded(word)
    return tuple(found)


@lru_cache(maxsize=20_000)
def country_code(country: str) -> str:
    """What countries are blocked by: a code where rules.toml has the country, else its folded name."""
    name = plain(country)
    return COUNTRIES.get(name, name)


@lru_cache(maxsize=20_000)
def state_code(state: str) -> str:
    """USPS code of a state of the US, else the folded name. "" for none."""
    name = plain(state)
    return _STATES.get(name, name)


@lru_cache(maxsize=50_000)
def city_words(city: str) -> tuple[str, ...]:
    """A city's words: "St. Louis" → ("saint", "louis"), "The Bronx" → ("bronx",)."""
    name = re.sub(r"^the\s+|\s+d\s*c$", "", plain(city))
    name = CITIES.get(name, name)
    return tuple(_EXPANDED_IN_CITIES.get(word, word) for word in name.split())


_EXPANDED_IN_CITIES = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


def key(facility: str, city: str, state: str, country: str) -> str:
    """The identity under which people's decisions on a facility text are remembered.

    Hangs on spelling alone, not on the words of rules.toml, so that no change of rules loses a decision: folded words
    of the text, of the city, the state's code and the country's, parted by "|".
    """
    return "|".join((plain(facility), " ".join(city_words(city)), state_code(state), country_code(country)))
