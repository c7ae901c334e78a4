"""Words, drugs, conditions and cities for generated studies, some common and most rare, as in real ones. Pure."""

from __future__ import annotations

import itertools
import random
from typing import NamedTuple

_CONDITIONS = {
    "Metastatic Breast Cancer": 3,
    "HER2-positive Breast Cancer": 2,
    "Lung Cancer": 4,
    "Advanced Solid Tumors": 3,
    "Lymphoma": 3,
    "Type 2 Diabetes": 8,
    "Heart Failure": 8,
    "Depression": 7,
    "Asthma": 6,
    "Hypertension": 8,
    "Chronic Pain": 8,
    "Stroke": 7,
    "Obesity": 7,
    "Influenza": 6,
}
_DRUGS = "trastuzumab pembrolizumab capecitabine metformin placebo letrozole chemotherapy exercise".split()
_COMMON = (
    "patients study treatment disease therapy group dose clinical trial effect days weeks safety quality of life the "
    "and with in to for at or no by prior age written consent history received evaluate randomized cancer"
).split()
_SYLLABLES = ("ba", "cor", "den", "fi", "gal", "hem", "ju", "kel", "lo", "mi", "nor", "pa", "ri", "sten", "tu", "vex")
_RARE = tuple("".join(parts) for parts in itertools.product(_SYLLABLES, repeat=3))


class City(NamedTuple):
    name: str
    state: str
    country: str
    lat: float
    lon: float


_CENTRES = (
    City("Chicago", "Illinois", "United States", 41.85003, -87.65005),
    City("Houston", "Texas", "United States", 29.76328, -95.36327),
    City("New York", "New York", "United States", 40.71427, -74.00597),
    City("Los Angeles", "California", "United States", 34.05223, -118.24368),
    City("Boston", "Massachusetts", "United States", 42.35843, -71.05977),
    City("Paris", "Île-de-France", "France", 48.85341, 2.3488),
    City("Lyon", "Rhône", "France", 45.74846, 4.84671),
    City("Toronto", "Ontario", "Canada", 43.70643, -79.39864),
    City("London", "", "United Kingdom", 51.50853, -0.12574),
    City("Seoul", "", "South Korea", 37.566, 126.9784),
)


def _cities() -> tuple[City, ...]:
    """The centres and 300 towns around each."""
    chance = random.Random(1)
    towns = [
        City(
            f"{chance.choice(_RARE).title()}",
            centre.state,
            centre.country,
            round(centre.lat + chance.gauss(0, 2), 5),
            round(centre.lon + chance.gauss(0, 2), 5),
        )
        for centre in _CENTRES
        for _ in range(300)
    ]
    return (*_CENTRES, *towns)


CITIES = _cities()


def condition(chance: random.Random) -> str:
    return chance.choices(tuple(_CONDITIONS), tuple(_CONDITIONS.values()))[0]


def drug(chance: random.Random) -> str:
    return chance.choice(_DRUGS) if chance.random() < 0.5 else f"{chance.choice(_RARE)}mab"


def word(chance: random.Random) -> str:
    return chance.choice(_COMMON) if chance.random() < 0.5 else _RARE[int(len(_RARE) * chance.random() ** 3)]


def sentence(chance: random.Random, size: int) -> str:
    """Half of running text is a handful of common words; of the rest a few come often and most hardly ever."""
    return " ".join([word(chance) for _ in range(size)]).capitalize()


def city(chance: random.Random) -> City:
    return chance.choice(_CENTRES) if chance.random() < 0.3 else chance.choice(CITIES)


def how_many_sites(chance: random.Random) -> int:
    """Five on average: most studies have one site, a few have dozens."""
    return 1 if chance.random() < 0.6 else 1 + int(chance.expovariate(1 / 10.5))
