"""What can be entered about a person, and how all trials stand to it. In: what was entered; out: a `Split` a parameter.

Called by `finder/filters.py` (which parameters there are, and their values), `finder/search.py` and `finder/facets.py`.
A verdict is asked once for each distinct thing that trials ask (a word of the index), not once a trial.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from finder import verdicts
from finder.asks import CELLS, STAGES, slug
from finder.labels import page_language
from finder.snapshot import Snapshot
from finder.splits import Part, Split
from finder.verdicts import ABOVE, BELOW, EXCLUDES, SAME, Verdict
from trials import vocabulary
from trials.vocabulary import SPANISH, Marker

Value = str | int
Entered = Mapping[str, tuple[Value, ...]]
"""Parameter → the values given."""

ONE_OF, ALL_OF, ONCE = "one-of", "all-of", "once"
SUBTYPE_GROUPS: Mapping[str, tuple[str, ...]] = {
    group: tuple(f"{hr}-her2-{her2}" for hr in hrs for her2 in levels)
    for group, hrs, levels in (
        ("her2-pos", ("hr-pos", "hr-neg"), ("pos",)),
        ("her2-low", ("hr-pos", "hr-neg"), ("low",)),
        ("her2-0", ("hr-pos", "hr-neg"), ("0",)),
        ("her2-neg", ("hr-pos", "hr-neg"), ("low", "0")),
        ("her2-equivocal", ("hr-pos", "hr-neg"), ("pos", "low")),
        ("hr-pos", ("hr-pos",), ("pos", "low", "0")),
        ("hr-neg", ("hr-neg",), ("pos", "low", "0")),
        ("hr-pos-her2-neg", ("hr-pos",), ("low", "0")),
        ("tnbc", ("hr-neg",), ("low", "0")),
    )
}
"""Each group is the repetition of its cells."""
SPREAD = ("bone", "liver", "lung", "lymph-node", "chest-wall", "skin", "peritoneum")
MORE = "more"
MOST_COUNTED = 5
"""Metastases are counted so far; beyond, it is `more`."""
ABSENCES: Mapping[str, frozenset[Value]] = {
    "brain": frozenset({"none"}),
    "leptomeningeal": frozenset({"no"}),
}
"""Values that say something is not there: silence of the trial is no obstacle to `strict`. So are all of the next."""
ALL_ABSENT = frozenset({"biomarker_not", "not_had"})


@cache
def markers() -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(slug(one.guide) for one in vocabulary.terms("markers") if isinstance(one, Marker) and one.guide)
    )


@cache
def treatments() -> Mapping[str, str]:
    """Drugs and classes: slug of the query language → slug of the vocabulary."""
    return {slug(one): one for one in vocabulary.parents()}


@cache
def _named() -> Mapping[str, str]:
    """Slugs, names, brands and codes, folded → slug of the query language. A name of several things is none."""
    found: dict[str, set[str]] = {}
    for kind in ("classes", "drugs"):
        for term in vocabulary.terms(kind):
            for name in (term.label, *term.names):
                found.setdefault(_plain(name), set()).add(slug(term.slug))
    return {name: min(slugs) for name, slugs in found.items() if len(slugs) == 1} | {one: one for one in treatments()}


@cache
def _named_es() -> Mapping[str, str]:
    """The same for what things are called in Spanish only. An English name that is written alike stays what it is."""
    rows = (term for kind in ("classes", "drugs") for term in vocabulary.terms(kind))
    return {_plain(name): slug(term.slug) for term in rows for name in term.names_es}


def _plain(text: str) -> str:
    """Small letters without accents, one space between words."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())


def treatment(text: str) -> str | None:
    """The drug or class that somebody names, in English or Spanish: its slug, or any name it has."""
    name = _plain(text)
    return _named().get(name) or _named_es().get(name)


def treatment_names() -> list[str]:
    """What may be proposed to somebody who reads the page: brands and codes are the same in both languages."""
    return [*_named(), *(_named_es() if page_language() == SPANISH else ())]


def _parts(snapshot: Snapshot, group: str, verdict: Callable[[str, frozenset[str]], Verdict | None]) -> Iterator[Part]:
    for ask, trials in snapshot.asks(group):
        yield verdict(ask.value, ask.conditions), trials, ask.cohorts


def _all_parts(
    snapshot: Snapshot, kind: str, verdict: Callable[[str, str, frozenset[str]], Verdict | None]
) -> Iterator[Part]:
    """The same for all groups of a kind (`biomarker.brca` …); the verdict is given the key."""
    for key in snapshot.keys_of(kind):
        for ask, trials in snapshot.asks(f"{kind}.{key}"):
            yield verdict(key, ask.value, ask.conditions), trials, ask.cohorts


def _split(snapshot: Snapshot, parts: Iterator[Part]) -> Split:
    return Split.all_of(snapshot.everything, parts)


# --- one parameter, one value ----------------------------------------------------------------------------------------


def _age(snapshot: Snapshot, value: Value) -> Split:
    """Limit by limit: the registry's and the text's, where both give one."""
    years = float(value)

    def limits(name: str) -> Split:
        """What one limit does: outside is excluded, all that have one or need none are admitted."""
        outside = inside = 0
        for limit in snapshot.values.get(name, ()):
            least, most = (None, float(limit)) if name.endswith("max") else (float(limit), None)
            trials = snapshot.word(f"{name}:{limit}")
            if verdicts.age(years, minimum=least, maximum=most) is EXCLUDES:
                outside |= trials
            else:
                inside |= trials
        return Split(snapshot.everything, admits=inside & ~outside, excludes=outside)

    def registry(name: str) -> Split:
        """No limit is an open one."""
        found = limits(name)
        return Split(snapshot.everything, admits=snapshot.everything & ~found.excludes, excludes=found.excludes)

    low = registry("min").agreeing(limits("text_min"))
    return low.and_also(registry("max").agreeing(limits("text_max")))


def _sex(snapshot: Snapshot, value: Value) -> Split:
    entered = str(value)
    named = snapshot.values.get("sex", ())
    registry = ((verdicts.sex(entered, admitted=one), snapshot.word(f"sex:{one}"), frozenset[int]()) for one in named)
    text = _parts(snapshot, "men", lambda asked, _: verdicts.sex_in_text(entered, asked))
    return _split(snapshot, registry).agreeing(_split(snapshot, text))


def _subtype(snapshot: Snapshot, value: Value) -> Split:
    first, *others = (
        _split(snapshot, _parts(snapshot, f"subtype.{cell}", lambda asked, _: verdicts.subtype(asked)))
        for cell in SUBTYPE_GROUPS.get(str(value), (str(value),))
    )
    return first.or_else(*others)


def _brain(snapshot: Snapshot, value: Value) -> Split:
    return _split(snapshot, _parts(snapshot, "brain", lambda asked, given: verdicts.brain(str(value), asked, given)))


def _leptomeningeal(snapshot: Snapshot, value: Value) -> Split:
    parts = _parts(snapshot, "leptomeningeal", lambda asked, _: verdicts.leptomeningeal(str(value), asked))
    return _split(snapshot, parts)


def _stage(snapshot: Snapshot, value: Value) -> Split:
    return _split(snapshot, _parts(snapshot, f"stage.{value}", lambda asked, _: verdicts.stage(asked)))


def _ecog(snapshot: Snapshot, value: Value) -> Split:
    return _split(snapshot, _parts(snapshot, "ecog", lambda asked, _: verdicts.ecog(int(value), asked)))


def _measurable(snapshot: Snapshot, value: Value) -> Split:
    return _split(snapshot, _parts(snapshot, "measurable", lambda asked, _: verdicts.measurable(str(value), asked)))


def _menopause(snapshot: Snapshot, value: Value) -> Split:
    return _split(snapshot, _parts(snapshot, "menopause", lambda asked, _: verdicts.menopause(str(value), asked)))


def is_about(entered: str, named: str) -> bool:
    """Whether a trial that names a marker says something of the one entered: it is the same, or wider or narrower."""
    return verdicts.biomarker(entered, named, "required") is not Verdict.SILENT


def _biomarker(snapshot: Snapshot, value: Value) -> Split:
    """A trial that admits the marker itself ("BRCA or another HRR gene") is not kept open by a wider one."""
    parts = _all_parts(snapshot, "biomarker", lambda key, asked, _: verdicts.biomarker(str(value), key, asked))
    return Split.first_of(snapshot.everything, list(parts))


def _biomarker_not(snapshot: Snapshot, value: Value) -> Split:
    parts = _all_parts(snapshot, "biomarker", lambda key, asked, _: verdicts.biomarker_not(str(value), key, asked))
    return _split(snapshot, parts)


def where(entered: str, named: str) -> str | None:
    """Where the drug or class that a trial names stands to the one entered; None: they have nothing to do with each
    other."""
    known = treatments()
    if named == entered:
        return SAME
    mine, its = known.get(entered), known.get(named)
    if mine is None or its is None:
        return None
    return ABOVE if its in vocabulary.ancestors(mine) else BELOW if mine in vocabulary.ancestors(its) else None


def _had(snapshot: Snapshot, value: Value) -> Split:
    def verdict(key: str, asked: str, given: frozenset[str]) -> Verdict | None:
        stands = where(str(value), key)
        return verdicts.had(stands, asked, given) if stands else None

    return _split(snapshot, _all_parts(snapshot, "therapy", verdict))


def _not_had(snapshot: Snapshot, value: Value) -> Split:
    def verdict(key: str, asked: str, _: frozenset[str]) -> Verdict | None:
        stands = where(str(value), key)
        return verdicts.not_had(stands, asked) if stands else None

    return _split(snapshot, _all_parts(snapshot, "therapy", verdict))


def _spread(snapshot: Snapshot, value: Value) -> Split:
    parts = _all_parts(snapshot, "spread", lambda key, asked, _: verdicts.spread(str(value), key, asked))
    return Split.first_of(snapshot.everything, list(parts))


def _metastases(snapshot: Snapshot, value: Value) -> Split:
    known = (MOST_COUNTED + 1, None) if value == MORE else (int(value), int(value))
    return _split(snapshot, _parts(snapshot, "metastases", lambda asked, _: verdicts.lies(known, asked)))


@dataclass(frozen=True, slots=True)
class Parameter:
    """`values` are the slugs that may be given; none: a whole number."""

    kind: str
    split: Callable[[Snapshot, Value], Split]
    values: Callable[[], tuple[str, ...]] = tuple


def _of(*values: str) -> Callable[[], tuple[str, ...]]:
    return lambda: values


PARAMETERS: Mapping[str, Parameter] = {
    "age": Parameter(ONCE, _age),
    "sex": Parameter(ONCE, _sex, _of("female", "male")),
    "subtype": Parameter(ONE_OF, _subtype, _of(*SUBTYPE_GROUPS, *CELLS)),
    "brain": Parameter(ONE_OF, _brain, _of("none", "stable", "untreated", "progressing")),
    "leptomeningeal": Parameter(ONE_OF, _leptomeningeal, _of("yes", "no")),
    "stage": Parameter(ONE_OF, _stage, _of(*STAGES)),
    "ecog": Parameter(ONE_OF, _ecog, _of("0", "1", "2", "3", "4")),
    "measurable": Parameter(ONE_OF, _measurable, _of("yes", "bone-only", "no")),
    "menopause": Parameter(ONE_OF, _menopause, _of("pre", "post")),
    "biomarker": Parameter(ALL_OF, _biomarker, markers),
    "biomarker_not": Parameter(ALL_OF, _biomarker_not, markers),
    "had": Parameter(ALL_OF, _had, lambda: tuple(treatments())),
    "not_had": Parameter(ALL_OF, _not_had, lambda: tuple(treatments())),
    "spread": Parameter(ALL_OF, _spread, _of(*SPREAD)),
    "metastases": Parameter(ONCE, _metastases, _of(*map(str, range(1, MOST_COUNTED + 1)), MORE)),
}
LINES = ("lines", "chemo_lines", "endocrine_lines")
"""Numbers of prior lines in the advanced setting. What is known of one kind says something of the others."""
NAMES = (*PARAMETERS, *LINES)


_OWN_LINES = {"chemotherapy": "chemo_lines", "endocrine": "endocrine_lines"}


def belongs(row: str, name: str, entered: Collection[str]) -> bool:
    """Whether a trial's row on lines (`chemotherapy-advanced`) is answered by one of the numbers entered: it belongs to
    its own kind's parameter where that was entered; else to `lines`, and rows on systemic therapy, where that was not
    entered, to all that were."""
    of = row.rpartition("-")[0]
    if name == "lines":
        return _OWN_LINES.get(of) not in entered
    return _OWN_LINES.get(of) == name or (of == "systemic" and "lines" not in entered)


def _lines(snapshot: Snapshot, name: str, entered: Mapping[str, int]) -> Split:
    known = {one: entered.get(one) for one in LINES}
    parts = (
        (verdicts.prior_lines(row, ask.value, **known), trials, ask.cohorts)
        for row in snapshot.keys_of("lines")
        if belongs(row, name, entered)
        for ask, trials in snapshot.asks(f"lines.{row}")
    )
    return _split(snapshot, parts)


def split(snapshot: Snapshot, name: str, entered: Entered) -> Split:
    """How the trials stand to one parameter, with all the values given for it."""
    if name in LINES:
        return _lines(snapshot, name, {one: int(entered[one][0]) for one in LINES if one in entered})
    parameter = PARAMETERS[name]
    first, *others = (parameter.split(snapshot, value) for value in entered[name])
    return first.or_else(*others) if parameter.kind == ONE_OF else first.and_also(*others)


def says_absent(name: str, values: tuple[Value, ...]) -> bool:
    """Whether all that was given for a parameter is that something is not there."""
    return name in ALL_ABSENT or (name in ABSENCES and ABSENCES[name].issuperset(values))
