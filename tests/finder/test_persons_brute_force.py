"""What was entered about a person against a script that looks at every trial: fit, lists, order and counts.

The script shares nothing with the finder. It reads the thrown trials by the words of DESIGN.md, and knows from a table
of its own which treatment belongs to which class.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from finder import snapshot
from finder.facets import person_facets
from finder.index import reindex
from tests import make
from tests.finder.held import ask, hold
from trials.models import Finding, Reading, Trial

pytestmark = pytest.mark.django_db

DEEP = bool(os.environ.get("DEEP"))
TRIALS, QUERIES, COUNTED = (1000, 800, 60) if DEEP else (320, 150, 12)
SEED = 20261125
ADMITS, DEPENDS, SILENT, EXCLUDES = "admits", "depends", "silent", "excludes"
COHORTS = ("Cohort A: brain", "Cohort B", "Cohort C")
LEVELS = ("pos", "low", "ultralow", "0")
CELLS = [f"hr-{hr}-her2-{level}" for hr in ("pos", "neg") for level in LEVELS]
GROUPS = {
    "her2-pos": "hr-pos-her2-pos hr-neg-her2-pos",
    "her2-low": "hr-pos-her2-low hr-neg-her2-low",
    "her2-0": "hr-pos-her2-0 hr-neg-her2-0",
    "her2-neg": "hr-pos-her2-low hr-pos-her2-0 hr-neg-her2-low hr-neg-her2-0",
    "her2-equivocal": "hr-pos-her2-pos hr-neg-her2-pos hr-pos-her2-low hr-neg-her2-low",
    "hr-pos": "hr-pos-her2-pos hr-pos-her2-low hr-pos-her2-0",
    "hr-neg": "hr-neg-her2-pos hr-neg-her2-low hr-neg-her2-0",
    "hr-pos-her2-neg": "hr-pos-her2-low hr-pos-her2-0",
    "tnbc": "hr-neg-her2-low hr-neg-her2-0",
}
ABOVE = {
    "chemotherapy": "",
    "taxane": "chemotherapy",
    "anthracycline": "chemotherapy",
    "platinum": "chemotherapy",
    "capecitabine": "chemotherapy",
    "eribulin": "chemotherapy",
    "endocrine": "",
    "aromatase-inhibitor": "endocrine",
    "tamoxifen": "endocrine",
    "fulvestrant-or-serd": "endocrine",
    "cdk46": "",
    "pi3k-akt-mtor": "",
    "parp": "",
    "anti-her2": "",
    "her2-tki": "anti-her2",
    "t-dm1": "anti-her2",
    "t-dxd": "anti-her2 topo1-adc",
    "trop2-adc": "",
    "topo1-adc": "",
    "immune-checkpoint": "",
    "cell-therapy": "",
    "radiotherapy": "",
}
"""Treatment → the classes above it that a trial may name."""
DRUGS = {"paclitaxel": "taxane chemotherapy", "palbociclib": "cdk46", "trastuzumab": "anti-her2"}
"""Named by persons, not by trials."""
MARKERS = ("brca", "palb2", "hrd", "esr1", "pik3ca", "cldn18-2")
RELATED = {frozenset({"brca", "hrd"}), frozenset({"palb2", "hrd"})}
GUIDE = {"brca": "BRCA", "palb2": "PALB2", "hrd": "HRD", "esr1": "ESR1", "pik3ca": "PIK3CA", "cldn18-2": "CLDN18.2"}
SITES = ("bone", "liver", "lung", "lymph-node", "chest-wall", "skin", "peritoneum")
STAGES = ("early", "locally-advanced", "metastatic")
ONE_OF = {
    "subtype": [*GROUPS, *CELLS],
    "brain": ["none", "stable", "untreated", "progressing"],
    "leptomeningeal": ["yes", "no"],
    "stage": list(STAGES),
    "ecog": ["0", "1", "2", "3", "4"],
    "measurable": ["yes", "bone-only", "no"],
    "menopause": ["pre", "post"],
}
ALL_OF = {
    "biomarker": list(MARKERS),
    "biomarker_not": list(MARKERS),
    "had": [*ABOVE, *DRUGS],
    "not_had": [*ABOVE, *DRUGS],
    "spread": list(SITES),
}
ONCE = {
    "age": ["17", "18", "40", "65", "66", "75"],
    "sex": ["female", "male"],
    "metastases": ["1", "3", "5", "more"],
    "lines": ["0", "1", "2", "3"],
    "chemo_lines": ["0", "1", "2"],
    "endocrine_lines": ["0", "1", "2"],
}
KNOWN = ONE_OF | ALL_OF | ONCE

Query = dict[str, list[str]]
Said = tuple[str, frozenset[str] | None]
"""A verdict, and the cohorts it stands for (None: all)."""


@dataclass
class Fact:
    """One thing a trial asks: a value, whether it was understood, and its sentences as (cohort, condition)."""

    value: Any
    clear: bool = True
    sentences: list[tuple[str | None, str | None]] = field(default_factory=lambda: [(None, None)])

    @property
    def cohorts(self) -> frozenset[str] | None:
        named = {cohort for cohort, _ in self.sentences}
        return None if None in named else frozenset(one for one in named if one)

    def always(self, *kinds: str) -> bool:
        """Every sentence has a condition of one of these kinds."""
        return all(condition and condition.startswith(kinds) for _, condition in self.sentences)

    def ever(self, *kinds: str) -> bool:
        return any(condition and condition.startswith(kinds) for _, condition in self.sentences)


@dataclass
class Asking:
    """A trial as it was thrown: the registry's fields, and its facts by (question, key) as the reader names them."""

    number: int
    sex: str
    minimum: int | None
    maximum: int | None
    updated: str
    posted: str
    facts: dict[tuple[str, str], Fact] | None
    """None: not read yet."""

    @property
    def id(self) -> str:
        return make.nct(self.number)

    def of(self, question: str) -> dict[str, Fact]:
        return {key: fact for (asked, key), fact in (self.facts or {}).items() if asked == question}

    def one(self, question: str, key: str = "") -> Fact | None:
        return (self.facts or {}).get((question, key))


# --- throwing trials -------------------------------------------------------------------------------------------------


def some_trial(number: int, rng: random.Random) -> Asking:
    facts: dict[tuple[str, str], Fact] = {}

    def throw(question: str, key: str, value: Any, *given_with: str) -> None:
        sentences: list[tuple[str | None, str | None]] = []
        for _ in range(rng.choice([1, 1, 2])):
            cohort = rng.choice(COHORTS) if rng.random() < 0.45 else None
            sentences.append((cohort, rng.choice([None, *given_with]) if given_with else None))
        facts[question, key] = Fact(value, rng.random() > 0.06, sentences)

    throw("scope", "", rng.choice(["only", "only", "among_others", "any_solid", "no"]))
    if rng.random() < 0.6:
        if rng.random() < 0.1:
            throw("receptors", "", "any")
        else:
            for hr in "+-":
                for level in ("+", "-low", "-ultralow", "-0"):
                    if rng.random() > 0.03:  # a person ruled it to be not stated
                        throw("receptors", f"HR{hr}/HER2{level}", rng.choice(["accepted", "refused", "in_part"]))
                zero, ultralow = f"HR{hr}/HER2-0", f"HR{hr}/HER2-ultralow"
                if rng.random() < 0.6 and ("receptors", ultralow) in facts:  # as most texts have it
                    facts["receptors", zero] = facts["receptors", ultralow]
    if rng.random() < 0.3:
        throw("brain", "demanded", rng.choice([True, True, False]))
    if rng.random() < 0.6:
        throw("brain", "admitted", rng.choice(["none", "stable", "untreated"]), "size", "number", "if stable")
    if rng.random() < 0.5:
        throw("leptomeningeal", "", rng.choice(["required", "allowed", "excluded"]))
    if rng.random() < 0.7:
        for stage in rng.sample(["early", "locally_advanced", "metastatic"], rng.randint(1, 3)):
            throw("stage", stage, "admitted")
    if rng.random() < 0.6:
        throw("performance", "", rng.randint(0, 3))
    if rng.random() < 0.5:
        throw("measurable", "", rng.choice(["required", "bone_only_ok"]))
    if rng.random() < 0.5:
        throw("menopause", "", rng.choice(["pre_only", "post_only", "any_with_suppression"]))
    if rng.random() < 0.5:
        throw("men", "", rng.choice(["yes", "no"]))
    for key, years in (("min", [18, 50]), ("max", [65, 80])):
        if rng.random() < 0.2:
            facts["age", key] = Fact(rng.choice(years))
    for marker in rng.sample(MARKERS, rng.choice([0, 1, 1, 2, 3])):
        throw("biomarkers", GUIDE[marker], rng.choice(["required", "alternative", "excluded"]))
    for treatment in rng.sample(list(ABOVE), rng.choice([0, 1, 2, 4])):
        value = rng.choice(["required", "alternative", "excluded", "excluded"])
        with_it = ("setting:early", "within:12 months", "setting:advanced; within:6 months", "ISH")
        throw("prior_therapy", treatment.replace("-", "_"), value, *with_it)
    for _ in range(rng.choice([0, 1, 2])):
        of = rng.choice(["systemic", "chemotherapy", "endocrine", "anti_her2", "adc"])
        least, most = rng.choice([0, 0, 1, 2]), rng.choice([None, 0, 1, 2, 3])
        if most is None or least <= most:
            throw("prior_lines", f"{of}/{rng.choice(['any', 'advanced'])}", [least, most], "setting:advanced")
    for site in rng.sample([*SITES, "visceral"], rng.choice([0, 0, 1, 2])):
        throw("spread", site.replace("-", "_"), rng.choice(["demanded", "excluded", "allowed"]))
    if rng.random() < 0.3:
        throw("spread", "metastases", rng.choice([[0, 3], [1, 5], [2, 10], [2, None]]))
    return Asking(
        number,
        sex=rng.choice(["ALL", "ALL", "FEMALE", "MALE"]),
        minimum=rng.choice([None, 18, 18, 50]),
        maximum=rng.choice([None, None, 65, 75]),
        updated=f"2026-{rng.randint(1, 9):02}-{rng.randint(1, 28):02}",
        posted=f"2025-{rng.randint(1, 9):02}-15",
        facts=facts if rng.random() > 0.05 else None,
    )


def put_in(trials: list[Asking]) -> None:
    """The records as a sync takes them in, and the facts as the reader would have written them."""
    hold(
        *(
            make.study(
                one.number,
                sex=one.sex,
                minimum_age=f"{one.minimum} Years" if one.minimum else None,
                maximum_age=f"{one.maximum} Years" if one.maximum else None,
                updated=one.updated,
                first_posted=one.posted,
            )
            for one in trials
        )
    )
    held = {trial.public_id: trial for trial in Trial.objects.all()}
    read = [one for one in trials if one.facts is not None]
    Reading.objects.bulk_create(
        Reading(trial=held[one.id], text_hash="", digest="", revision=held[one.id].revision, read_at=timezone.now())
        for one in read
    )
    Finding.objects.bulk_create(
        Finding(
            trial=held[one.id],
            question=question,
            key=key,
            value=fact.value,
            state=Finding.STATED if fact.clear else Finding.UNCLEAR,
            evidence=[sentence(cohort, condition) for cohort, condition in fact.sentences],
        )
        for one in read
        for (question, key), fact in (one.facts or {}).items()
    )
    reindex(everything=True)
    snapshot.forget()


def sentence(cohort: str | None, condition: str | None) -> dict[str, Any]:
    return {
        "stance": "demanded",
        "field": "eligibility",
        "quote": "A sentence.",
        "start": 0,
        "end": 11,
        "section": "inclusion",
        "cohort": cohort,
        "condition": condition,
        "rule": "thrown",
    }


# --- looking at one trial --------------------------------------------------------------------------------------------


def one_of(said: list[Said]) -> Said:
    verdicts = {verdict for verdict, _ in said}
    return (verdicts.pop() if len(verdicts) == 1 else DEPENDS), cohorts_of(said)


def all_of(said: list[Said]) -> Said:
    verdicts = [verdict for verdict, _ in said]
    return next((one for one in (EXCLUDES, DEPENDS, ADMITS) if one in verdicts), SILENT), cohorts_of(said)


def cohorts_of(said: list[Said]) -> frozenset[str] | None:
    """Of several admissions together; None: for all, or none admits."""
    admitting = [cohorts for verdict, cohorts in said if verdict == ADMITS]
    return None if None in admitting else frozenset().union(*(one or () for one in admitting)) or None


def settle(fact: Fact | None, table: dict[str, str], otherwise: str = DEPENDS) -> Said:
    """By a table of the fact's values."""
    if fact is None:
        return SILENT, None
    return in_some_groups((table.get(str(fact.value), otherwise) if fact.clear else DEPENDS), fact.cohorts)


def in_some_groups(verdict: str, cohorts: frozenset[str] | None) -> Said:
    """Who is kept out of some groups only may enter another."""
    return (DEPENDS if verdict == EXCLUDES and cohorts else verdict), cohorts


def age(trial: Asking, value: str) -> Said:
    years = int(value)
    said: list[Said] = []
    for key, limit in (("min", trial.minimum), ("max", trial.maximum)):
        text = trial.one("age", key)
        sign = 1 if key == "min" else -1
        registry = limit is None or years * sign >= limit * sign
        if text is not None and (years * sign >= text.value * sign) != registry:
            said.append((DEPENDS, None))
        else:
            said.append((ADMITS if registry else EXCLUDES, None))
    return all_of(said)


def sex(trial: Asking, value: str) -> Said:
    registry = ADMITS if trial.sex in ("ALL", value.upper()) else EXCLUDES
    men = trial.one("men")
    if men is None or (men.clear and men.value == "yes" and value == "female"):
        return registry, None
    text = DEPENDS if not men.clear else ADMITS if (men.value == "yes") == (value == "male") else EXCLUDES
    text, _ = in_some_groups(text, men.cohorts)
    return (registry if text == registry else DEPENDS), None


def subtype(trial: Asking, value: str) -> Said:
    return one_of([cell(trial, one) for one in GROUPS.get(value, value).split()])


def cell(trial: Asking, name: str) -> Said:
    table = {"accepted": ADMITS, "in_part": DEPENDS, "refused": EXCLUDES, "any": ADMITS}
    hr, _, level = name.removeprefix("hr-").partition("-her2-")
    row = f"HR{'+' if hr == 'pos' else '-'}/HER2"
    fact = trial.one("receptors", row + ("+" if level == "pos" else f"-{level}")) or trial.one("receptors")
    said = of_cell(fact, table)
    ultralow = trial.one("receptors", f"{row}-ultralow")
    if level == "0" and fact is not None and ultralow is not None and of_cell(ultralow, table)[0] != said[0]:
        return DEPENDS, None
    return said


def of_cell(fact: Fact | None, table: dict[str, str]) -> Said:
    """A cell that is refused is taken by no group."""
    if fact is not None and fact.clear and fact.value == "refused":
        return EXCLUDES, None
    return settle(fact, table)


def brain(trial: Asking, value: str) -> Said:
    demanded, admitted = trial.one("brain", "demanded"), trial.one("brain", "admitted")
    if demanded is not None and not demanded.clear:
        return DEPENDS, None
    demands = demanded is not None and bool(demanded.value)
    of_all = demanded is not None and demands and not demanded.cohorts
    if demands and value == "none":
        of_some = not of_all and (admitted is None or admitted.cohorts)
        return (DEPENDS if of_some else EXCLUDES), None
    if admitted is None:
        return (DEPENDS if demands else SILENT), None
    row = {
        "none": (ADMITS, ADMITS, ADMITS),
        "stable": (ADMITS, ADMITS, EXCLUDES),
        "untreated": (ADMITS, EXCLUDES, EXCLUDES),
        "progressing": (DEPENDS, EXCLUDES, EXCLUDES),
    }[value]
    said = settle(admitted, dict(zip(("untreated", "stable", "none"), row, strict=True)))
    if of_all and admitted.clear:
        said = dict(zip(("untreated", "stable", "none"), row, strict=True))[str(admitted.value)], None
    if value == "untreated" and said[0] == ADMITS and admitted.ever("size", "number"):
        return DEPENDS, None
    return said


def leptomeningeal(trial: Asking, value: str) -> Said:
    yes = {"required": ADMITS, "allowed": ADMITS, "excluded": EXCLUDES}
    no = {"required": EXCLUDES, "allowed": ADMITS, "excluded": ADMITS}
    return settle(trial.one("leptomeningeal"), yes if value == "yes" else no)


def stage(trial: Asking, value: str) -> Said:
    listed = trial.of("stage")
    fact = listed.get(value.replace("-", "_"))
    if fact is None:
        return (EXCLUDES if any(one.clear for one in listed.values()) else SILENT), None
    return settle(fact, {"admitted": ADMITS})


def ecog(trial: Asking, value: str) -> Said:
    fact = trial.one("performance")
    return settle(fact, {str(highest): ADMITS if int(value) <= highest else EXCLUDES for highest in range(5)})


def measurable(trial: Asking, value: str) -> Said:
    table = {
        "yes": {"required": ADMITS, "bone_only_ok": ADMITS},
        "bone-only": {"required": EXCLUDES, "bone_only_ok": ADMITS},
        "no": {"required": EXCLUDES, "bone_only_ok": DEPENDS},
    }[value]
    return settle(trial.one("measurable"), table)


def menopause(trial: Asking, value: str) -> Said:
    mine, other = ("pre_only", "post_only") if value == "pre" else ("post_only", "pre_only")
    return settle(trial.one("menopause"), {mine: ADMITS, "any_with_suppression": ADMITS, other: EXCLUDES})


def biomarker(trial: Asking, value: str) -> Said:
    own = trial.one("biomarkers", GUIDE[value])
    if own is not None:
        return settle(own, {"required": ADMITS, "alternative": ADMITS, "excluded": EXCLUDES})
    kin = [other for other in MARKERS if frozenset({value, other}) in RELATED]
    return (DEPENDS if any(trial.one("biomarkers", GUIDE[one]) for one in kin) else SILENT), None


def biomarker_not(trial: Asking, value: str) -> Said:
    table = {"required": EXCLUDES, "alternative": DEPENDS, "excluded": ADMITS}
    return settle(trial.one("biomarkers", GUIDE[value]), table)


def above(treatment: str) -> set[str]:
    return set((ABOVE | DRUGS)[treatment].split())


def had(trial: Asking, value: str) -> Said:
    said: list[Said] = []
    for key, fact in trial.of("prior_therapy").items():
        named = key.replace("_", "-")
        up, down = named == value or named in above(value), value in above(named)
        limited = fact.always("setting", "within")
        if not fact.clear:
            verdict = DEPENDS if up or down else SILENT
        elif fact.value == "excluded":
            verdict = EXCLUDES if up and not limited else DEPENDS if up or down else SILENT
        else:
            verdict = SILENT if not up else DEPENDS if limited else ADMITS
        said.append(in_some_groups(verdict, fact.cohorts))
    return all_of(said)


def not_had(trial: Asking, value: str) -> Said:
    said: list[Said] = []
    for key, fact in trial.of("prior_therapy").items():
        named = key.replace("_", "-")
        if named == value or value in above(named):
            said.append(settle(fact, {"required": EXCLUDES, "alternative": DEPENDS, "excluded": ADMITS}))
        elif named in above(value):
            said.append(settle(fact, {"required": DEPENDS}, otherwise=SILENT))
    return all_of(said)


def spread(trial: Asking, value: str) -> Said:
    mine, others = list[Said](), list[Said]()
    visceral = value in ("liver", "lung", "peritoneum")
    for key, fact in trial.of("spread").items():
        if key == "metastases":
            continue
        if key.replace("_", "-") == value or (key == "visceral" and visceral):
            mine.append(settle(fact, {"demanded": ADMITS, "excluded": EXCLUDES, "allowed": SILENT}))
        elif fact.clear and fact.value == "demanded":
            others.append((DEPENDS, None))
    admitted = [one for one in mine if one[0] == ADMITS]
    return all_of(admitted or [*mine, *others])


def lies(fact: Fact, least: float, most: float) -> Said:
    if not fact.clear:
        return DEPENDS, None
    low, high = fact.value[0], float("inf") if fact.value[1] is None else fact.value[1]
    verdict = ADMITS if low <= least and most <= high else EXCLUDES if most < low or least > high else DEPENDS
    return in_some_groups(verdict, fact.cohorts)


def metastases(trial: Asking, value: str) -> Said:
    fact = trial.one("spread", "metastases")
    if fact is None:
        return SILENT, None
    return lies(fact, 6, float("inf")) if value == "more" else lies(fact, int(value), int(value))


def line_rows(trial: Asking, name: str, query: Query) -> Said:
    """The rows that one of the three numbers answers for, all of them."""
    known = {"lines": "systemic", "chemo_lines": "chemotherapy", "endocrine_lines": "endocrine"}
    given = {kind: int(query[one][0]) for one, kind in known.items() if one in query}
    said: list[Said] = []
    for key, fact in trial.of("prior_lines").items():
        of, setting = key.split("/")
        if of in given:
            answered, least, most = [of], float(given[of]), float(given[of])
        elif "systemic" in given:  # a kind whose number was not entered: at most as many as of all
            answered, least, most = ["systemic"], 0.0, float(given["systemic"])
        elif of == "systemic":  # at least as many as of each kind
            answered, least, most = list(given), float(max(given.values())), float("inf")
        else:
            continue
        if known[name] in answered:
            said.append(lies(fact, least, most if setting == "advanced" else float("inf")))
    return all_of(said)


LOOKS = {
    "age": age,
    "sex": sex,
    "subtype": subtype,
    "brain": brain,
    "leptomeningeal": leptomeningeal,
    "stage": stage,
    "ecog": ecog,
    "measurable": measurable,
    "menopause": menopause,
    "biomarker": biomarker,
    "biomarker_not": biomarker_not,
    "had": had,
    "not_had": not_had,
    "spread": spread,
    "metastases": metastases,
}


def person_of(query: Query) -> Query:
    found = {name: values for name, values in query.items() if name in KNOWN}
    if found.get("sex") == ["male"]:
        found.pop("menopause", None)
    return found


def fit(trial: Asking, query: Query) -> dict[str, str]:
    said: dict[str, Said] = {}
    for name, values in person_of(query).items():
        if name.endswith("lines"):
            said[name] = line_rows(trial, name, query)
        else:
            each = [LOOKS[name](trial, value) for value in values]
            said[name] = one_of(each) if name in ONE_OF else all_of(each)
    bound = {name: cohorts for name, (verdict, cohorts) in said.items() if verdict == ADMITS and cohorts}
    verdicts = {name: verdict for name, (verdict, _) in said.items()}
    apart: list[set[str]] = []
    for size in range(2, len(bound) + 1):
        for names in map(set, combinations(bound, size)):
            if not any(one <= names for one in apart) and not frozenset.intersection(*(bound[name] for name in names)):
                apart.append(names)
    return verdicts | dict.fromkeys(set[str]().union(*apart), DEPENDS)


def listed(trial: Asking, query: Query, verdicts: dict[str, str], *, but_for: str = "") -> bool:
    """Whether the list shows a trial with this fit; `but_for` leaves one parameter's own condition out."""
    scope = trial.one("scope")
    wanted = query.get("scope", ["breast", "any-solid"])
    if trial.facts is not None and scope is not None and scope.clear and "any" not in wanted:
        if {"only": "breast", "among_others": "breast", "any_solid": "any-solid"}.get(scope.value) not in wanted:
            return False
    for name, verdict in verdicts.items():
        if name == but_for:
            continue
        absent = name in ("biomarker_not", "not_had") or (name, query[name]) in (
            ("brain", ["none"]),
            ("leptomeningeal", ["no"]),
        )
        if verdict == EXCLUDES or ("strict" in query and verdict != ADMITS and not (verdict == SILENT and absent)):
            return False
    return True


def place_in_order(trial: Asking, query: Query, verdicts: dict[str, str]) -> tuple[Any, ...]:
    open_points = sum(verdict != ADMITS for verdict in verdicts.values())
    updated = tuple(-int(part) for part in trial.updated.split("-"))
    posted = tuple(-int(part) for part in trial.posted.split("-"))
    return (open_points, *(posted if query.get("sort") == ["newest"] else ()), *updated, trial.id)


# --- what is asked ---------------------------------------------------------------------------------------------------


def some_query(rng: random.Random) -> Query:
    query: Query = {}
    for name in rng.sample(list(KNOWN), rng.choice([1, 1, 2, 2, 3, 4, 6])):
        many = 1 if name in ONCE else rng.choice([1, 1, 1, 2, 3])
        query[name] = rng.sample(KNOWN[name], min(many, len(KNOWN[name])))
    if rng.random() < 0.2:
        query["strict"] = ["yes"]
    if rng.random() < 0.3:
        query["scope"] = rng.choice([["any"], ["breast"], ["any-solid"]])
    if rng.random() < 0.2:
        query["sort"] = ["newest"]
    return query


@pytest.fixture
def trials() -> list[Asking]:
    rng = random.Random(SEED)
    thrown = [some_trial(number, rng) for number in range(1, TRIALS + 1)]
    put_in(thrown)
    return thrown


def queries() -> Iterator[Query]:
    yield {}
    for name, values in KNOWN.items():
        yield from ({name: [value], "scope": ["any"]} for value in values)
    rng = random.Random(SEED + 1)
    for _ in range(QUERIES):
        yield some_query(rng)


def test_every_query_finds_fits_and_orders_as_looking_at_every_trial_does(trials: list[Asking]) -> None:
    seen: dict[str, set[str]] = {name: set() for name in KNOWN}
    found_something = 0
    public = dict(Trial.objects.values_list("pk", "public_id"))
    for query in queries():
        _, answer = ask(urlencode(query, doseq=True))
        fits = {one.id: fit(one, query) for one in trials}
        order = [public[pk] for pk in answer.snapshot.ids]
        assert {id: answer.fit(ordinal) for ordinal, id in enumerate(order)} == fits, query
        shown = [one for one in trials if listed(one, query, fits[one.id])]
        shown.sort(key=lambda one: place_in_order(one, query, fits[one.id]))
        assert [order[ordinal] for ordinal in answer.page(0, TRIALS)] == [one.id for one in shown], query
        assert answer.count == len(shown), query
        found_something += bool(shown)
        for name in person_of(query):
            seen[name] |= {verdicts[name] for verdicts in fits.values()}
    assert found_something > QUERIES / 2, "queries that find nothing prove little"
    never = {"age": {SILENT}, "sex": {SILENT}}
    for name, verdicts in seen.items():
        assert verdicts == {ADMITS, DEPENDS, SILENT, EXCLUDES} - never.get(name, set()), name


def test_facets_count_what_looking_at_every_trial_counts(trials: list[Asking]) -> None:
    rng = random.Random(SEED + 2)
    for query in ({}, {"strict": ["yes"], "brain": ["none"]}, *(some_query(rng) for _ in range(COUNTED))):
        _, answer = ask(urlencode(query, doseq=True))
        counted = {facet.name: facet for facet in person_facets(answer)}
        for name, choices in (ONE_OF | ALL_OF).items():
            own = name if name in ONE_OF else ""
            base = [one for one in trials if listed(one, query, fit(one, query), but_for=own)]
            fits = {
                value: [fit(one, {**query, name: [value]}).get(name) for one in base]
                for value in choices
                if value not in DRUGS
            }
            if name == "menopause" and query.get("sex") == ["male"]:
                continue  # not asked of men
            expected = {
                value: (verdicts.count(ADMITS), verdicts.count(DEPENDS))
                for value, verdicts in fits.items()
                if ADMITS in verdicts or DEPENDS in verdicts
            }
            silent = sum(set(verdicts) == {SILENT} for verdicts in zip(*fits.values(), strict=True))
            facet = counted.get(name)
            assert (facet is not None) == bool(expected), (query, name)
            if facet is not None:
                assert {one.value: (one.admits, one.depends) for one in facet.values} == expected, (query, name)
                assert facet.silent == silent, (query, name)
