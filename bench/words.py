"""Words, drugs, conditions, criteria and cities for generated studies, some common and most rare, as in real ones.

Pure. The criteria are ours, written the way people write them; what stands in braces is chosen.
"""

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


_CHOICES = {
    "subtype": (
        "HER2-positive",
        "HR-positive, HER2-negative",
        "triple-negative",
        "HER2-low (IHC 1+ or IHC 2+/ISH-negative)",
        "estrogen receptor positive",
    ),
    "stage": ("metastatic", "locally advanced or metastatic", "unresectable or metastatic", "stage II or III"),
    "drug": (
        "trastuzumab",
        "pertuzumab",
        "capecitabine",
        "eribulin",
        "palbociclib",
        "fulvestrant",
        "olaparib",
        "paclitaxel",
        "carboplatin",
        "trastuzumab deruxtecan",
        "sacituzumab govitecan",
        "pembrolizumab",
        "tamoxifen",
        "everolimus",
    ),
    "class": (
        "a taxane",
        "an anthracycline",
        "a CDK4/6 inhibitor",
        "an aromatase inhibitor",
        "a PARP inhibitor",
        "platinum chemotherapy",
        "endocrine therapy",
        "anti-HER2 therapy",
    ),
    "marker": ("germline BRCA1/2", "PIK3CA", "ESR1", "PTEN", "PALB2", "AKT1"),
    "number": ("one", "two", "three"),
    "weeks": ("2 weeks", "4 weeks", "28 days", "6 months"),
    "ecog": ("0 or 1", "0 to 2", "0-1"),
    "years": ("18", "20", "21"),
}
_INCLUSION = (
    "Women aged {years} years or older with histologically confirmed {subtype} {stage} breast cancer",
    "Men or women, at least {years} years old, with {stage} breast cancer that is {subtype}",
    "ECOG performance status {ecog}",
    "Measurable disease according to RECIST 1.1, or bone-only disease that can be evaluated",
    "At least {number} prior line(s) of chemotherapy for metastatic disease",
    "No more than {number} earlier line(s) of systemic therapy in the advanced setting",
    "Must have progressed on or after treatment with {class}",
    "Previous treatment with {drug} or {class} is allowed",
    "A pathogenic {marker} mutation, found in tumour tissue or in blood",
    "Participants with treated and stable brain metastases may enter when no steroids are needed",
    "Postmenopausal, or premenopausal on ovarian suppression",
    "Adequate organ function: neutrophils at least 1.5 x 10^9/L, platelets at least 100 x 10^9/L, haemoglobin 9 g/dL",
    "Creatinine clearance of at least 50 mL/min by the formula of Cockcroft and Gault",
    "Life expectancy of 12 weeks or more, in the opinion of the investigator",
    "Willing to use effective contraception during the study and for {weeks} after the last dose",
    "Written consent given before any procedure of the study",
    "A sample of the tumour, not older than three years, can be sent to the central laboratory",
)
_EXCLUSION = (
    "Active or untreated brain metastases, or any leptomeningeal disease",
    "Known metastases of the central nervous system",
    "Prior treatment with {drug}",
    "Has received {class} within {weeks} of the first dose",
    "More than {number} line(s) of chemotherapy for metastatic disease",
    "Radiotherapy within {weeks} before the start of treatment",
    "A second cancer in the last five years, other than treated skin cancer or carcinoma in situ of the cervix",
    "HER2-positive disease by local testing",
    "Pregnant or breastfeeding",
    "Active hepatitis B or C, or HIV infection that is not controlled",
    "Heart failure of NYHA class II or more, or a left ventricular ejection fraction below 50 %",
    "Interstitial lung disease that needed steroids",
    "Major surgery within {weeks}",
    "Visceral crisis, or liver metastases that threaten its function",
    "Uncontrolled illness that would keep the participant from following the protocol",
    "Known allergy to {drug} or to any of its ingredients",
)


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


def criteria(chance: random.Random) -> str:
    """What a trial asks, as a list under each of the two headings."""

    def some(of: tuple[str, ...], least: int, most: int) -> list[str]:
        chosen = {name: chance.choice(values) for name, values in _CHOICES.items()}
        return [f"* {one.format_map(chosen)}" for one in chance.sample(of, chance.randint(least, most))]

    lines = [
        "Inclusion Criteria:",
        "",
        *some(_INCLUSION, 6, 14),
        "",
        "Exclusion Criteria:",
        "",
        *some(_EXCLUSION, 5, 12),
    ]
    return "\n".join(lines)


def city(chance: random.Random) -> City:
    return chance.choice(_CENTRES) if chance.random() < 0.3 else chance.choice(CITIES)


def how_many_sites(chance: random.Random) -> int:
    """Five on average: most studies have one site, a few have dozens."""
    return 1 if chance.random() < 0.6 else 1 + int(chance.expovariate(1 / 10.5))
