"""How many trials there are of each kind. In: an `Answer`; out: counts by group and value, for page and API.

Plain facets and facets of a person that are one-of are counted with all filters but their own; those that are all-of
with all filters (DESIGN.md, rule 6). What a trial does not say is counted apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from finder import persons
from finder.labels import label, title
from finder.search import Answer

PLAIN = (
    "status",
    "phase",
    "type",
    "purpose",
    "sponsor_class",
    "randomized",
    "placebo",
    "expanded_access",
    "has_results",
    "scope",
    "modality",
)
OF_PERSONS = (
    "subtype",
    "brain",
    "leptomeningeal",
    "stage",
    "ecog",
    "measurable",
    "menopause",
    "biomarker",
    "biomarker_not",
    "had",
    "not_had",
    "spread",
)
TREATMENTS = (
    "chemotherapy",
    "taxane",
    "anthracycline",
    "platinum",
    "capecitabine",
    "eribulin",
    "endocrine",
    "aromatase-inhibitor",
    "tamoxifen",
    "fulvestrant-or-serd",
    "cdk46",
    "pi3k-akt-mtor",
    "parp",
    "anti-her2",
    "her2-tki",
    "t-dm1",
    "t-dxd",
    "trop2-adc",
    "topo1-adc",
    "immune-checkpoint",
    "cell-therapy",
    "radiotherapy",
)
"""Of a thousand drugs and classes those that are counted: the prior therapies of the labelling guide."""


@dataclass(frozen=True, slots=True)
class Value:
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class PersonValue:
    """`admits`: trials that admit on this value; `depends`: trials where it depends."""

    value: str
    label: str
    admits: int
    depends: int


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    title: str
    values: list[Value]


@dataclass(frozen=True, slots=True)
class PersonFacet:
    name: str
    title: str
    values: list[PersonValue]
    silent: int
    """Trials that say nothing about it, or were not read yet."""


def facets(answer: Answer) -> list[Facet]:
    """The facets of an answer, values most frequent first (statuses and phases in their own order)."""
    found = [Facet(group, title(group), _plain(answer, group)) for group in PLAIN]
    place = answer.question.place
    if place is None or place.near is None:
        found.append(Facet("country", title("country"), _countries(answer)))
        if place is not None and len(place.countries) == 1:
            found.append(Facet("state", title("state"), _states(answer, place.countries[0])))
    return [facet for facet in found if facet.values]


def person_facets(answer: Answer) -> list[PersonFacet]:
    """The facets of what can be entered about a person, values in their own order."""
    sex = answer.question.person.get("sex")
    # Menopause is not asked of men.
    found = [_person(answer, name) for name in OF_PERSONS if not (name == "menopause" and sex == ("male",))]
    return [facet for facet in found if facet.values]


def _person(answer: Answer, name: str) -> PersonFacet:
    parameter = persons.PARAMETERS[name]
    base = answer.without(name) if parameter.kind == persons.ONE_OF else answer.matches
    values, silent = [], base
    for value in TREATMENTS if name in ("had", "not_had") else parameter.values():
        split = answer.with_value(name, value, base)
        silent &= split.silent
        admits, depends = (base & split.admits).bit_count(), (base & split.depends).bit_count()
        if admits or depends:
            values.append(PersonValue(value, label(name, value), admits, depends))
    return PersonFacet(name, title(name), values, silent.bit_count())


def _plain(answer: Answer, group: str) -> list[Value]:
    base, snapshot = answer.without(group), answer.snapshot
    counts = [
        (value, (base & snapshot.word(f"{group}:{value}")).bit_count()) for value in snapshot.values.get(group, ())
    ]
    values = [Value(value, label(group, value), count) for value, count in counts if count]
    if group != "phase":
        values.sort(key=lambda one: (-one.count, one.value))
    return values


def _countries(answer: Answer) -> list[Value]:
    return _places(answer, "country", [(country, country, "") for country in answer.snapshot.places])


def _states(answer: Answer, country: str) -> list[Value]:
    states = answer.snapshot.places.get(country, {})
    return _places(answer, "state", [(state, country, state) for state in states if state])


def _places(answer: Answer, group: str, places: list[tuple[str, str, str]]) -> list[Value]:
    base, snapshot = answer.without("place"), answer.snapshot
    status = answer.question.place.site_status if answer.question.place else "recruiting"
    counts = [
        (value, (base & snapshot.in_country(country, state, status)).bit_count()) for value, country, state in places
    ]
    values = [Value(value, label(group, value), count) for value, count in counts if count]
    return sorted(values, key=lambda one: (-one.count, one.label))
