"""What a trial asks, in plain words, each statement with the sentences that prove it. Pure.

In: the answers that stand for a trial; out: statements for the trial's page, the rows of a list and the API. What is
said here follows from value and stance alone: a reader who doubts it has the quote beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as N_

from finder.asks import cohorts, is_of_its_own, slug
from finder.labels import MODALITIES, SPREAD, STAGES, label, row_label, treatments
from trials import vocabulary
from trials.eligibility import Answer, Evidence
from trials.listed import any_of

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
    return [gettext(title) for question, title in _ASKED_FIRST.items() if question not in said]


_ASKED_FIRST = {
    "stage": N_("the stage"),
    "receptors": N_("hormone receptors and HER2"),
    "brain": N_("brain metastases"),
    "leptomeningeal": N_("cancer in the lining of the brain"),
    "prior_lines": N_("the number of earlier treatments"),
    "prior_therapy": N_("which treatments somebody must or must not have had"),
    "biomarkers": N_("gene changes and other markers"),
    "performance": N_("how active somebody must be (ECOG)"),
    "measurable": N_("whether a tumour must be measurable"),
    "menopause": N_("menopause"),
    "men": N_("men"),
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
    if kind in ("within", "site", "setting"):
        known = _CONDITIONS.get(word)
        return gettext(known) if known else gettext(_CONDITIONS[kind]) % {"value": value}
    return gettext(_CONDITIONS[kind]) if kind in _CONDITIONS else word


_CONDITIONS = {
    "ISH": N_("if the ISH test decides it"),
    "ultralow": N_("if HER2-ultralow"),
    "size": N_("up to a size"),
    "number": N_("up to a number"),
    "within": N_("within %(value)s"),
    "site:brain": N_("of the brain"),
    "site:local": N_("of the place to be treated"),
    "site": N_("of the %(value)s"),
    "setting:early": N_("as treatment of early disease"),
    "setting:advanced": N_("as treatment of advanced disease"),
    "setting": N_("as %(value)s treatment"),
}


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


UNCLEAR = N_("There is a rule about this. We could not read it for sure.")


def _words(answer: Answer, table: dict[str, str]) -> str:
    """`table`: value → message, not yet translated."""
    known = UNCLEAR if answer.state == "unclear" else table.get(str(answer.value))
    return gettext(known) if known else str(answer.value)


def _scope(held: Held) -> Iterator[Statement]:
    table = {
        "only": N_("Breast cancer only"),
        "among_others": N_("Breast cancer, among other cancers"),
        "any_solid": N_("Any solid tumour; breast cancer is not named"),
        "no": N_("Not for breast cancer, as far as the text says"),
    }
    yield _said(held, "scope", gettext("For which cancer"), _words(held[0][0], table))


def _stage(held: Held) -> Iterator[Statement]:
    known = {str(answer.key) for answer, _ in held if answer.state == "stated"}
    names = [gettext(name) for key, name in STAGES.items() if key.replace("-", "_") in known]
    yield _said(held, "stage", gettext("Stage"), " · ".join(names) or gettext(UNCLEAR))


_LEVELS = {"+": N_("HER2-positive"), "-low": N_("HER2-low"), "-ultralow": N_("HER2-ultralow"), "-0": N_("HER2-zero")}


def _receptors(held: Held) -> Iterator[Statement]:
    """All accepted cells in one sentence, the short names of groups first."""
    values = {answer.key: str(answer.value) for answer, _ in held if answer.state == "stated"}
    if not values:
        yield _said(held, "subtype", gettext("Subtype"), gettext(UNCLEAR))
        return
    if values.get("") == "any":
        words = gettext("Any: hormone receptors and HER2 make no difference")
        yield _said(held, "subtype", gettext("Subtype"), words)
        return
    told = []
    for state in ("accepted", "in_part"):
        names = _subtypes({key for key, value in values.items() if value == state})
        part = gettext("%(subtype)s (only some: see the sentence)")
        told += [name if state == "accepted" else part % {"subtype": name} for name in names]
    shown = [one for one in held if one[0].state == "stated" and one[0].value != "refused"] or held
    words = " · ".join(told) or gettext("None of the usual ones: see the sentence")
    yield _said(shown, "subtype", gettext("Subtype"), words)


def _subtypes(cells: set[str]) -> Iterator[str]:
    by_hr = {hr: {level for level in _LEVELS if f"{hr}/HER2{level}" in cells} for hr in ("HR+", "HR-")}
    both, negative = by_hr["HR+"] & by_hr["HR-"], {"-low", "-ultralow", "-0"}
    if by_hr["HR+"] == by_hr["HR-"] and both:
        yield from _levels(both)
        return
    for hr, words, both_words in (
        ("HR+", N_("HR-positive"), N_("HR-positive and %(her2)s")),
        ("HR-", N_("HR-negative"), N_("HR-negative and %(her2)s")),
    ):
        if hr == "HR-" and by_hr[hr] == negative:
            yield gettext("Triple-negative")
        elif by_hr[hr] == set(_LEVELS):
            yield gettext(words)
        elif by_hr[hr]:
            yield gettext(both_words) % {"her2": any_of(_levels(by_hr[hr]))}


def _levels(levels: set[str]) -> list[str]:
    """`{"-low", "-ultralow", "-0"}` → ["HER2-negative"]; zero with ultralow is HER2-zero."""
    negative = {"-low", "-ultralow", "-0"}
    if negative <= levels:
        positive = [gettext("HER2-positive")] if "+" in levels else []
        return [*positive, gettext("HER2-negative (low and zero)")]
    if "-0" in levels:
        levels = levels - {"-ultralow"}
    return [gettext(name) for level, name in _LEVELS.items() if level in levels]


def _brain(held: Held) -> Iterator[Statement]:
    values = {answer.key: answer for answer, _ in held}
    demanded, admitted = values.get("demanded"), values.get("admitted")
    table = {
        "untreated": N_("May enter, also those not yet treated, if they cause no symptoms"),
        "stable": N_("May enter only if treated or stable"),
        "none": N_("Keep you out"),
    }
    told = [] if demanded is None or demanded.value is not True else [gettext("Everyone must have them")]
    if admitted is not None:
        told.append(_words(admitted, table))
    yield _said(held, "brain", gettext("Brain metastases"), ". ".join(told) or gettext(UNCLEAR))


def _leptomeningeal(held: Held) -> Iterator[Statement]:
    table = {"required": N_("Everyone must have it"), "allowed": N_("May enter"), "excluded": N_("Keeps you out")}
    title = gettext("Cancer in the lining of the brain (leptomeningeal)")
    yield _said(held, "leptomeningeal", title, _words(held[0][0], table))


def _biomarkers(held: Held) -> Iterator[Statement]:
    table = {
        "required": N_("Everyone must have it"),
        "alternative": N_("One of several ways in, or asked in one group only"),
        "excluded": N_("Keeps you out"),
    }
    for one in held:
        title = gettext("%(marker)s (marker)") % {"marker": label("biomarker", slug(one[0].key))}
        yield _said([one], "biomarker", title, _words(one[0], table), key=one[0].key)


def _prior_therapy(held: Held) -> Iterator[Statement]:
    table = {
        "required": N_("Everyone must have had it"),
        "alternative": N_("One of several earlier treatments asked for, or asked in one group only"),
        "excluded": N_("Having had it keeps you out"),
    }
    order = list(table)
    known = treatments()
    for one in sorted(
        held, key=lambda one: order.index(str(one[0].value)) if str(one[0].value) in order else len(order)
    ):
        title = gettext("Earlier treatment: %(treatment)s") % {"treatment": known.get(slug(one[0].key), one[0].key)}
        words = _words(one[0], table)
        limits = {quote(each).condition for each in one[0].evidence}
        if one[0].state == "stated" and "" not in limits:
            words = f"{words} ({'; '.join(sorted(limits))})"
        yield _said([one], "had", title, words, key=one[0].key)


LINES = {
    "systemic": N_("Earlier lines of treatment with medicines of any kind"),
    "chemotherapy": N_("Earlier lines of chemotherapy"),
    "endocrine": N_("Earlier lines of hormone therapy"),
    "anti_her2": N_("Earlier lines of HER2 treatment"),
    "adc": N_("Earlier lines of antibody-drug conjugates"),
}
_PARAMETERS = {"chemotherapy": "chemo_lines", "endocrine": "endocrine_lines"}


def _prior_lines(held: Held) -> Iterator[Statement]:
    for one in held:
        of, _, setting = one[0].key.partition("/")
        title = gettext(LINES[of]) if of in LINES else gettext("Earlier lines of %(treatment)s") % {"treatment": of}
        if isinstance(one[0].value, tuple):
            advanced, whenever = gettext("%(number)s for advanced disease"), gettext("%(number)s at any stage")
            words = (advanced if setting == "advanced" else whenever) % {"number": _number(*one[0].value)}
        else:
            words = gettext(UNCLEAR)
        yield _said([one], _PARAMETERS.get(of, "lines"), title, words, key=one[0].key)


def _number(least: int, most: int | None) -> str:
    """At the beginning of a line."""
    if most is None:
        return gettext("%(least)s or more") % {"least": least}
    if most == 0:
        return gettext("None")
    if not least:
        return gettext("At most %(most)s") % {"most": most}
    if least == most:
        return gettext("Exactly %(number)s") % {"number": least}
    return gettext("%(least)s to %(most)s") % {"least": least, "most": most}


def _performance(held: Held) -> Iterator[Statement]:
    most = held[0][0].value
    words = gettext("ECOG 0 to %(most)s") % {"most": most} if most != 0 else "ECOG 0"
    words = gettext(UNCLEAR) if held[0][0].state == "unclear" else words
    yield _said(held, "ecog", gettext("How active somebody must be"), words)


def _measurable(held: Held) -> Iterator[Statement]:
    table = {
        "required": N_("Must be there"),
        "bone_only_ok": N_("Not needed: disease in the bones only, or that cannot be measured, may enter too"),
    }
    yield _said(held, "measurable", gettext("A tumour that can be measured"), _words(held[0][0], table))


def _menopause(held: Held) -> Iterator[Statement]:
    table = {
        "post_only": N_("After menopause only"),
        "pre_only": N_("Before menopause only"),
        "any_with_suppression": N_("Before or after; before it with medicine that stops the ovaries"),
    }
    yield _said(held, "menopause", gettext("Menopause"), _words(held[0][0], table))


MEN_MAY_ENTER = N_("May enter")
"""Of men, which says nothing of women."""


def _men(held: Held) -> Iterator[Statement]:
    table = {"yes": MEN_MAY_ENTER, "no": N_("May not enter: women only")}
    yield _said(held, "sex", gettext("Men"), _words(held[0][0], table))


def _age(held: Held) -> Iterator[Statement]:
    by_key = {answer.key: answer.value for answer, _ in held}
    words = {
        ("min", "max"): gettext("From %(min)s up to %(max)s years"),
        ("min",): gettext("From %(min)s years"),
        ("max",): gettext("Up to %(max)s years"),
    }.get(tuple(key for key in ("min", "max") if key in by_key), gettext(UNCLEAR))
    yield _said(held, "age", gettext("Age, in the text"), words % by_key)


def _sites(held: Held) -> Iterator[Statement]:
    table = {"demanded": N_("Must be there"), "excluded": N_("Keep you out"), "allowed": N_("May be there")}
    for one in held:
        key = one[0].key
        if key == "metastases":
            count = one[0].value
            words = _number(*count) if isinstance(count, tuple) else gettext(UNCLEAR)
            yield _said([one], "metastases", gettext("Number of metastases"), words, key=key)
        else:
            title = gettext("Metastases: %(place)s") % {"place": place(key).lower()}
            yield _said([one], "spread", title, _words(one[0], table), key=key)


def _histology(held: Held) -> Iterator[Statement]:
    table = {"demanded": N_("Must be this kind"), "excluded": N_("Keeps you out"), "allowed": N_("May enter")}
    for one in held:
        title = gettext("Kind of tumour: %(kind)s") % {"kind": _term("histologies", one[0].key)}
        yield _said([one], "", title, _words(one[0], table), key=one[0].key)


def _modality(held: Held) -> Iterator[Statement]:
    held = [one for one in held if one[0].state == "stated"]
    if not held:
        return  # the listing's own words for what is tested stand beside
    known = ((MODALITIES.get(slug(answer.key)), answer.key) for answer, _ in held)
    names = [gettext(words) if words else key for words, key in known]
    yield _said(held, "modality", gettext("What is tested"), " · ".join(names))


def _washout(held: Held) -> Iterator[Statement]:
    known = treatments()
    for one in held:
        days = one[0].value
        words = gettext("There is a time to wait")
        if isinstance(days, int) and days:
            words = ngettext("%(count)s day to wait", "%(count)s days to wait", days) % {"count": days}
        treatment = known.get(slug(one[0].key), one[0].key.replace("_", " "))
        title = gettext("After %(treatment)s") % {"treatment": treatment}
        yield _said([one], "", title, words, key=one[0].key, kind=WAITING)


_ORGANS = {"kidney": N_("Kidneys"), "marrow": N_("Blood counts"), "liver": N_("Liver"), "heart": N_("Heart")}


def _organ_function(held: Held) -> Iterator[Statement]:
    for one in held:
        title = gettext(_ORGANS[one[0].key]) if one[0].key in _ORGANS else one[0].key
        words = gettext("There are limits for test results. We do not read them: ask the study team.")
        yield _said([one], "", title, words, key=one[0].key, kind=UNREAD)


def place(key: str) -> str:
    """Of a metastasis, as the reader or the query language names it."""
    known = SPREAD.get(slug(key))
    return gettext(known) if known else _term("sites", key.replace("-", "_"))


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
