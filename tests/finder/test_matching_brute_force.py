"""Match against a script that looks at every trial: its group, what blocks, what is open, where it stands.

The trials and the verdicts are those of `test_persons_brute_force.py`, which shares nothing with the finder; what a
trial demands, and whether it was answered, is worked out here by the words of DESIGN.md (*Match*).
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from finder.matching import Group, Matching
from tests.finder.held import ask
from tests.finder.test_persons_brute_force import (
    ABOVE,
    ADMITS,
    CELLS,
    DEPENDS,
    EXCLUDES,
    GROUPS,
    GUIDE,
    KNOWN,
    RELATED,
    SILENT,
    STAGES,
    Asking,
    Query,
    above,
    cell,
    fit,
    listed,
    person_of,
    place_in_order,
    put_in,
    some_query,
    some_trial,
    stage,
)
from trials.models import Trial

pytestmark = pytest.mark.django_db

DEEP = bool(os.environ.get("DEEP"))
TRIALS, QUERIES, WRITTEN_FOR = (1000, 600, 400) if DEEP else (260, 90, 70)
SEED = 20261126
HARD = {"age", "sex", "stage", "scope", "subtype"}
INNER = {"liver", "lung", "peritoneum"}
MARKER_OF = {guide: slug for slug, guide in GUIDE.items()}
Demand = tuple[str, str]


# --- what a trial demands --------------------------------------------------------------------------------------------


def demands(trial: Asking) -> Iterator[Demand]:
    """Parameter and key of all that it demands, or may: what it says of it was not understood."""
    men = trial.one("men")
    if trial.sex != "ALL" or (men is not None and (not men.clear or men.value == "no")):
        yield "sex", ""
    least = [trial.minimum or 0, *(fact.value for key, fact in trial.of("age").items() if key == "min")]
    most = [trial.maximum, *(fact.value for key, fact in trial.of("age").items() if key == "max")]
    if max(least) > 18 or any(years is not None for years in most):
        yield "age", ""
    if trial.facts is None:
        yield "reading", ""
        return
    scope = trial.one("scope")
    if scope is not None and not scope.clear:
        yield "scope", ""
    for key, fact in trial.of("biomarkers").items():
        if not fact.clear or fact.value == "required":
            yield "biomarker", MARKER_OF[key]
    for key, fact in trial.of("prior_therapy").items():
        if not fact.clear or fact.value == "required":
            yield "had", key.replace("_", "-")
    for key, fact in trial.of("prior_lines").items():
        if not fact.clear or fact.value[0] > 0:
            yield "lines", key.replace("_", "-").replace("/", "-")
    for key, fact in trial.of("spread").items():
        if key == "metastases":
            yield key, ""
        elif not fact.clear or fact.value == "demanded":
            yield "spread", key.replace("_", "-")
    demanded, admitted = trial.one("brain", "demanded"), trial.one("brain", "admitted")
    of_brain = demanded is not None and (not demanded.clear or demanded.value)
    if of_brain or (admitted is not None and not admitted.clear):
        yield "brain", ""
    for question, name in (("leptomeningeal", "leptomeningeal"), ("measurable", "measurable")):
        one = trial.one(question)
        if one is not None and (not one.clear or one.value == "required"):
            yield name, ""
    for question, name in (("performance", "ecog"), ("menopause", "menopause")):
        if trial.one(question) is not None:
            yield name, ""
    if any(cell(trial, one)[0] in (DEPENDS, EXCLUDES) for one in CELLS):
        yield "subtype", ""
    if any(stage(trial, one)[0] in (DEPENDS, EXCLUDES) for one in STAGES):
        yield "stage", ""


def is_answered(demand: Demand, person: Query) -> bool:
    """Whether what was entered says something of it."""
    name, key = demand
    if name == "biomarker":
        kin = {other for pair in RELATED if key in pair for other in pair} | {key}
        return bool(kin & set(person.get("biomarker", ()))) or key in person.get("biomarker_not", ())
    if name == "had":
        # Chemotherapy was received: whether it was the taxane that is demanded, nobody said.
        return any(key == one or key in above(one) for one in person.get("had", ())) or any(
            key == one or key in above(one) or one in ABOVE[key].split() for one in person.get("not_had", ())
        )
    if name == "spread":
        places = set(person.get("spread", ()))
        return bool(places & INNER) if key == "visceral" else key in places
    if name == "lines":
        kind = key.rpartition("-")[0]
        own = {"chemotherapy": "chemo_lines", "endocrine": "endocrine_lines"}.get(kind)
        anything = {"lines", "chemo_lines", "endocrine_lines"} & set(person)
        return "lines" in person or own in person or (kind == "systemic" and bool(anything))
    if name == "menopause" and person.get("sex") == ["male"]:
        return True
    return name in person


def is_close(trial: Asking, person: Query) -> bool:
    """Whether it would take who differs in HER2 low, ultralow, 0 alone."""
    for value in person.get("subtype", ()):
        for one in GROUPS.get(value, value).split():
            hr, _, level = one.partition("-her2-")
            others = [other for other in ("low", "ultralow", "0") if other != level]
            if level != "pos" and any(cell(trial, f"{hr}-her2-{other}")[0] in (ADMITS, DEPENDS) for other in others):
                return True
    return False


class Stands:
    """How one trial stands to a query."""

    def __init__(self, trial: Asking, query: Query) -> None:
        person = person_of(query)
        verdicts = fit(trial, query)
        scope = trial.one("scope")
        self.blockers = {name for name, verdict in verdicts.items() if verdict == EXCLUDES}
        if person and query.get("scope") == ["any"] and scope is not None and scope.clear and scope.value == "no":
            self.blockers.add("scope")
        self.depends = {name for name, verdict in verdicts.items() if verdict == DEPENDS}
        self.silent = {name for name, verdict in verdicts.items() if verdict == SILENT}
        self.demanded = {one for one in demands(trial) if not is_answered(one, person)}
        hard = self.blockers & HARD
        if "subtype" in hard and is_close(trial, person):
            hard.remove("subtype")
        self.open = len(self.depends) + len(self.demanded)
        if not self.blockers:
            fits = not self.open and ADMITS in verdicts.values()
            self.group = "may_fit" if fits else "unknown"
        else:
            self.group = "near_miss" if not hard and len(self.blockers) <= 2 else "does_not_fit"


def made_for(trial: Asking) -> Query:
    """A person whom a trial was written for: all that it demands, and nothing that it refuses."""
    query: Query = {}
    for name, values in KNOWN.items():
        admitted = [value for value in values if fit(trial, {**query, name: [value]})[name] == ADMITS]
        if admitted:
            query[name] = admitted[:1]
    for name, key in demands(trial):
        if name in ("biomarker", "had", "spread") and key in KNOWN[name]:
            query[name] = list(dict.fromkeys([*query.get(name, ()), key]))
    return query


def queries(trials: list[Asking]) -> Iterator[Query]:
    yield {}
    yield {"scope": ["any"]}
    yield from (made_for(trial) for trial in trials[:WRITTEN_FOR])
    for name, values in KNOWN.items():
        yield from ({name: [value], "scope": ["any"]} for value in values)
    rng = random.Random(SEED + 1)
    for _ in range(QUERIES):
        yield some_query(rng)


@pytest.fixture
def trials() -> list[Asking]:
    rng = random.Random(SEED)
    thrown = [some_trial(number, rng) for number in range(1, TRIALS + 1)]
    put_in(thrown)
    return thrown


def test_every_trial_stands_in_one_group_for_the_reasons_and_in_the_order_that_looking_at_each_finds(
    trials: list[Asking],
) -> None:
    public = dict(Trial.objects.values_list("pk", "public_id"))
    sizes = dict.fromkeys(Group, 0)
    for query in queries(trials):
        _, answer = ask(urlencode(query, doseq=True))
        matching = Matching(answer)
        order = [public[pk] for pk in answer.snapshot.ids]
        ordinal_of = {id: ordinal for ordinal, id in enumerate(order)}
        universe = [one for one in trials if listed(one, {**query, "strict": []}, {})]
        stands = {one.id: Stands(one, query) for one in universe}

        assert matching.universe.bit_count() == len(universe), query
        assert sum(bits.bit_count() for bits in matching.groups.values()) == len(universe), query
        for group, bits in matching.groups.items():
            here = [one for one in universe if stands[one.id].group == group]
            here.sort(key=lambda one: _rank(one, query, stands[one.id]))
            assert [order[ordinal] for ordinal in matching.page(group, 0, TRIALS)] == [one.id for one in here], query
            assert bits.bit_count() == len(here), query
            sizes[group] += len(here)
        for one in universe:
            points, mine = matching.points(ordinal_of[one.id]), stands[one.id]
            found = {(point.parameter, point.key) for point in points.demanded}
            assert (points.group, set(points.blockers), set(points.depends), found, set(points.silent)) == (
                mine.group,
                mine.blockers,
                mine.depends,
                mine.demanded,
                mine.silent,
            ), (query, one)
            assert len(points.demanded) + len(points.depends) == mine.open, query
    assert all(size > 20 for size in sizes.values()), sizes  # a group that is nearly empty proves little


def _rank(trial: Asking, query: Query, stands: Stands) -> tuple[object, ...]:
    _, *sort = place_in_order(trial, query, {})
    return (len(stands.blockers), stands.open, *sort)
