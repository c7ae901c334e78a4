"""What a trial asks, in plain words, each statement with the sentences that prove it. Pure.

In: the answers that stand for a trial; out: statements for the trial's page, the rows of a list and the API. What is
said here follows from value and stance alone: a reader who doubts it has the quote beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from finder.asks import cohorts, is_of_its_own, slug
from finder.labels import MODALITIES, SPREAD, STAGES, label, row_label, treatments
from trials import vocabulary
from trials.eligibility import Answer, Evidence

ASKED, WAITING, UNREAD = "asked", "waiting", "unread"
"""Kinds of statement: what decides about entry; times to wait after something; what is there and was not read."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of the listing. `start` and `end` are offsets into the field's raw text, in characters."""

    field: str
    text: str
    start: int
    end: int
    section: str
    cohort: str | None
    condition: str
    """In words; empty where none."""


@dataclass(frozen=True, slots=True)
class Statement:
    """`question` and `key` as the reader names them; `parameter` of the query language, if one is about it."""

    question: str
    key: str
    parameter: str
    title: str
    words: str
    kind: str
    quotes: tuple[Quote, ...]
    cohorts: tuple[str, ...]
    """Headings of the groups it holds for; none: for all."""
    ruled: bool
    """Decided by a person, not by the reader."""


def statements(answers: Iterable[tuple[Answer, bool]]) -> list[Statement]:
    """Each answer comes with whether a person decided it. Statements in the order in which people ask."""
    held: dict[str, list[tuple[Answer, bool]]] = {}
    for answer, ruled in answers:
        if is_of_its_own(answer):
            held.setdefault(answer.question, []).append((answer, ruled))
    return [one for question, say in _SAYING.items() if question in held for one in say(held[question])]


def unsaid(said_of: Iterable[Statement]) -> list[str]:
    """What people ask first and the trial says nothing about, by name."""
    said = {one.question for one in said_of}
    return [title for question, title in _ASKED_FIRST.items() if question not in said]


_ASKED_FIRST = {
    "stage": "the stage",
    "receptors": "hormone receptors and HER2",
    "brain": "brain metastases",
    "leptomeningeal": "cancer in the lining of the brain",
    "prior_lines": "the number of earlier treatments",
    "prior_therapy": "which treatments somebody must or must not have had",
    "biomarkers": "gene changes and other markers",
    "performance": "how active somebody must be (ECOG)",
    "measurable": "whether a tumour must be measurable",
    "menopause": "menopause",
    "men": "men",
}

Held = Sequence[tuple[Answer, bool]]
Saying = Callable[[Held], Iterator[Statement]]


def quote(evidence: Evidence) -> Quote:
    return Quote(
        field=evidence.field,
        text=evidence.quote,
        start=evidence.start,
        end=evidence.end,
        section=evidence.section,
        cohort=evidence.cohort,
        condition=", ".join(filter(None, (_condition(one) for one in (evidence.condition or "").split("; ")))),
    )


def _condition(word: str) -> str:
    kind, _, value = word.partition(":")
    return {
        "ISH": "if the ISH test decides it",
        "ultralow": "if HER2-ultralow",
        "size": "up to a size",
        "number": "up to a number",
        "within": f"within {value}",
        "site": {"brain": "of the brain", "local": "of the place to be treated"}.get(value, f"of the {value}"),
        "setting": {"early": "as treatment of early disease", "advanced": "as treatment of advanced disease"}.get(
            value, f"as {value} treatment"
        ),
    }.get(kind, word)


def _said(held: Held, parameter: str, title: str, words: str, *, key: str = "", kind: str = ASKED) -> Statement:
    """One statement out of the answers it is drawn from. A part that is unclear makes the whole unread."""
    answers = [answer for answer, _ in held]
    evidence = sorted(
        dict.fromkeys(each for answer in answers for each in answer.evidence),
        key=lambda each: each.field != "eligibility",  # a rule proves more than a title
    )
    return Statement(
        question=answers[0].question,
        key=key,
        parameter=parameter,
        title=title,
        words=words,
        kind=UNREAD if any(one.state == "unclear" for one in answers) else kind,
        quotes=tuple(quote(each) for each in evidence),
        cohorts=tuple(sorted(cohorts(evidence))),
        ruled=any(ruled for _, ruled in held),
    )


UNCLEAR = "There is a rule about this. We could not read it for sure."


def _words(answer: Answer, table: dict[str, str]) -> str:
    return UNCLEAR if answer.state == "unclear" else table.get(str(answer.value), str(answer.value))


def _scope(held: Held) -> Iterator[Statement]:
    table = {
        "only": "Breast cancer only",
        "among_others": "Breast cancer, among other cancers",
        "any_solid": "Any solid tumour; breast cancer is not named",
        "no": "Not for breast cancer, as far as the text says",
    }
    yield _said(held, "scope", "For which cancer", _words(held[0][0], table))


def _stage(held: Held) -> Iterator[Statement]:
    known = {str(answer.key) for answer, _ in held if answer.state == "stated"}
    names = [name for key, name in STAGES.items() if key.replace("-", "_") in known]
    yield _said(held, "stage", "Stage", " · ".join(names) or UNCLEAR)


_LEVELS = {"+": "HER2-positive", "-low": "HER2-low", "-ultralow": "HER2-ultralow", "-0": "HER2-zero"}


def _receptors(held: Held) -> Iterator[Statement]:
    """All accepted cells in one sentence, the short names of groups first."""
    values = {answer.key: str(answer.value) for answer, _ in held if answer.state == "stated"}
    if not values:
        yield _said(held, "subtype", "Subtype", UNCLEAR)
        return
    if values.get("") == "any":
        yield _said(held, "subtype", "Subtype", "Any: hormone receptors and HER2 make no difference")
        return
    told = []
    for state, after in (("accepted", ""), ("in_part", " (only some: see the sentence)")):
        found = {key for key, value in values.items() if value == state}
        told += [f"{name}{after}" for name in _subtypes(found)]
    shown = [one for one in held if one[0].state == "stated" and one[0].value != "refused"] or held
    yield _said(shown, "subtype", "Subtype", " · ".join(told) or "None of the usual ones: see the sentence")


def _subtypes(cells: set[str]) -> Iterator[str]:
    by_hr = {hr: {level for level in _LEVELS if f"{hr}/HER2{level}" in cells} for hr in ("HR+", "HR-")}
    both, negative = by_hr["HR+"] & by_hr["HR-"], {"-low", "-ultralow", "-0"}
    if by_hr["HR+"] == by_hr["HR-"] and both:
        yield from _levels(both)
        return
    for hr, words in (("HR+", "HR-positive"), ("HR-", "HR-negative")):
        if hr == "HR-" and by_hr[hr] == negative:
            yield "Triple-negative"
        elif by_hr[hr] == set(_LEVELS):
            yield words
        elif by_hr[hr]:
            yield f"{words} and {' or '.join(_levels(by_hr[hr]))}"


def _levels(levels: set[str]) -> list[str]:
    """`{"-low", "-ultralow", "-0"}` → ["HER2-negative"]; zero with ultralow is HER2-zero."""
    negative = {"-low", "-ultralow", "-0"}
    if negative <= levels:
        return [*(["HER2-positive"] if "+" in levels else []), "HER2-negative (low and zero)"]
    if "-0" in levels:
        levels = levels - {"-ultralow"}
    return [name for level, name in _LEVELS.items() if level in levels]


def _brain(held: Held) -> Iterator[Statement]:
    values = {answer.key: answer for answer, _ in held}
    demanded, admitted = values.get("demanded"), values.get("admitted")
    table = {
        "untreated": "May enter, also those not yet treated, if they cause no symptoms",
        "stable": "May enter only if treated or stable",
        "none": "Keep you out",
    }
    told = [] if demanded is None or demanded.value is not True else ["Everyone must have them"]
    if admitted is not None:
        told.append(_words(admitted, table))
    yield _said(held, "brain", "Brain metastases", ". ".join(told) or UNCLEAR)


def _leptomeningeal(held: Held) -> Iterator[Statement]:
    table = {"required": "Everyone must have it", "allowed": "May enter", "excluded": "Keeps you out"}
    words = _words(held[0][0], table)
    yield _said(held, "leptomeningeal", "Cancer in the lining of the brain (leptomeningeal)", words)


def _biomarkers(held: Held) -> Iterator[Statement]:
    table = {
        "required": "Everyone must have it",
        "alternative": "One of several ways in, or asked in one group only",
        "excluded": "Keeps you out",
    }
    for one in held:
        title = f"{label('biomarker', slug(one[0].key))} (marker)"
        yield _said([one], "biomarker", title, _words(one[0], table), key=one[0].key)


def _prior_therapy(held: Held) -> Iterator[Statement]:
    table = {
        "required": "Everyone must have had it",
        "alternative": "One of several earlier treatments asked for, or asked in one group only",
        "excluded": "Having had it keeps you out",
    }
    order = list(table)
    known = treatments()
    for one in sorted(
        held, key=lambda one: order.index(str(one[0].value)) if str(one[0].value) in order else len(order)
    ):
        title = f"Earlier treatment: {known.get(slug(one[0].key), one[0].key)}"
        words = _words(one[0], table)
        limits = {quote(each).condition for each in one[0].evidence}
        if one[0].state == "stated" and "" not in limits:
            words = f"{words} ({'; '.join(sorted(limits))})"
        yield _said([one], "had", title, words, key=one[0].key)


LINES = {
    "systemic": "treatment with medicines of any kind",
    "chemotherapy": "chemotherapy",
    "endocrine": "hormone therapy",
    "anti_her2": "HER2 treatment",
    "adc": "antibody-drug conjugates",
}
_PARAMETERS = {"chemotherapy": "chemo_lines", "endocrine": "endocrine_lines"}


def _prior_lines(held: Held) -> Iterator[Statement]:
    for one in held:
        of, _, setting = one[0].key.partition("/")
        where = "for advanced disease" if setting == "advanced" else "at any stage"
        title = f"Earlier lines of {LINES.get(of, of)}"
        words = UNCLEAR if not isinstance(one[0].value, tuple) else f"{_number(*one[0].value).capitalize()} {where}"
        yield _said([one], _PARAMETERS.get(of, "lines"), title, words, key=one[0].key)


def _number(least: int, most: int | None) -> str:
    if most is None:
        return f"{least} or more"
    if most == 0:
        return "none"
    if not least:
        return f"at most {most}"
    return f"exactly {least}" if least == most else f"{least} to {most}"


def _performance(held: Held) -> Iterator[Statement]:
    words = UNCLEAR if held[0][0].state == "unclear" else f"ECOG 0 to {held[0][0].value}"
    yield _said(held, "ecog", "How active somebody must be", words if held[0][0].value != 0 else "ECOG 0")


def _measurable(held: Held) -> Iterator[Statement]:
    table = {
        "required": "Must be there",
        "bone_only_ok": "Not needed: disease in the bones only, or that cannot be measured, may enter too",
    }
    yield _said(held, "measurable", "A tumour that can be measured", _words(held[0][0], table))


def _menopause(held: Held) -> Iterator[Statement]:
    table = {
        "post_only": "After menopause only",
        "pre_only": "Before menopause only",
        "any_with_suppression": "Before or after; before it with medicine that stops the ovaries",
    }
    yield _said(held, "menopause", "Menopause", _words(held[0][0], table))


def _men(held: Held) -> Iterator[Statement]:
    table = {"yes": "May enter", "no": "May not enter: women only"}
    yield _said(held, "sex", "Men", _words(held[0][0], table))


def _age(held: Held) -> Iterator[Statement]:
    by_key = {answer.key: answer.value for answer, _ in held}
    told = [f"{words} {by_key[key]}" for key, words in (("min", "from"), ("max", "up to")) if key in by_key]
    yield _said(held, "age", "Age, in the text", f"{' '.join(told).capitalize()} years")


def _sites(held: Held) -> Iterator[Statement]:
    table = {"demanded": "Must be there", "excluded": "Keep you out", "allowed": "May be there"}
    for one in held:
        key = one[0].key
        if key == "metastases":
            count = one[0].value
            words = _number(*count).capitalize() if isinstance(count, tuple) else UNCLEAR
            yield _said([one], "metastases", "Number of metastases", words, key=key)
        else:
            name = SPREAD.get(slug(key)) or _term("sites", key)
            yield _said([one], "spread", f"Metastases: {name.lower()}", _words(one[0], table), key=key)


def _histology(held: Held) -> Iterator[Statement]:
    table = {"demanded": "Must be this kind", "excluded": "Keeps you out", "allowed": "May enter"}
    for one in held:
        title = f"Kind of tumour: {_term('histologies', one[0].key)}"
        yield _said([one], "", title, _words(one[0], table), key=one[0].key)


def _modality(held: Held) -> Iterator[Statement]:
    names = [MODALITIES.get(slug(answer.key), answer.key) for answer, _ in held]
    yield _said(held, "modality", "What is tested", " · ".join(names))


def _washout(held: Held) -> Iterator[Statement]:
    known = treatments()
    for one in held:
        days = one[0].value
        words = f"{days} days to wait" if isinstance(days, int) and days else "There is a time to wait"
        title = known.get(slug(one[0].key), one[0].key.replace("_", " "))
        yield _said([one], "", f"After {title}", words, key=one[0].key, kind=WAITING)


_ORGANS = {"kidney": "Kidneys", "marrow": "Blood counts", "liver": "Liver", "heart": "Heart"}


def _organ_function(held: Held) -> Iterator[Statement]:
    for one in held:
        title = _ORGANS.get(one[0].key, one[0].key)
        words = "There are limits for test results. We do not read them: ask the study team."
        yield _said([one], "", title, words, key=one[0].key, kind=UNREAD)


def _term(kind: str, key: str) -> str:
    try:
        return row_label(vocabulary.term(kind, key))
    except LookupError:
        return key.replace("_", " ")


_SAYING: dict[str, Saying] = {
    "scope": _scope,
    "stage": _stage,
    "receptors": _receptors,
    "brain": _brain,
    "leptomeningeal": _leptomeningeal,
    "spread": _sites,
    "biomarkers": _biomarkers,
    "prior_lines": _prior_lines,
    "prior_therapy": _prior_therapy,
    "performance": _performance,
    "measurable": _measurable,
    "menopause": _menopause,
    "men": _men,
    "age": _age,
    "histology": _histology,
    "modality": _modality,
    "washout": _washout,
    "organ_function": _organ_function,
}
