"""The questions of a step as they are shown. In: the fields of a step and their errors; out: rows for the template.

Called by the guide. Four kinds: radio, check, text and select; `rows` are several radios of the same answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from finder import labels, persons
from finder.asks import slug
from finder.pages import guide_words as words
from finder.pages.asking import choices
from finder.pages.guide_answers import AS_GIVEN, MARKER, OR, Faults, Given
from trials import vocabulary
from trials.vocabulary import Drug, Marker


@dataclass(frozen=True, slots=True)
class Pick:
    value: str
    label: str
    hint: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One question with its field. `kind`: radio, check, text or select."""

    kind: str
    name: str
    title: str
    hint: str = ""
    picks: list[Pick] = field(default_factory=list)
    value: str = ""
    errors: list[str] = field(default_factory=list)
    numeric: bool = False
    offered: str = ""
    """Id of the list that a browser completes from."""
    beside: bool = False
    """The answers stand beside each other."""
    learn: str = ""
    """Anchor in the glossary."""
    add: bool = False
    """Followed by a button that takes in what was typed or chosen and asks for more."""

    @property
    def id(self) -> str:
        """Two rows may bear one name: what was chosen, and the field for more."""
        return f"{self.name}-{self.kind}"

    @property
    def target(self) -> str:
        """Where an error leads: to the field, or to the first of several."""
        return f"{self.id}-1" if self.kind in ("radio", "check") else self.id


Options = Iterable[tuple[str, str, str]]


def rows(step: int, given: Given, faults: Faults) -> list[Row]:
    return _STEPS[step - 1](given, faults)


def _one(given: Given, name: str) -> str:
    return next(iter(given.get(name, ())), "")


def _radio(
    given: Given, faults: Faults, name: str, title: str, options: Options, hint: str = "", learn: str = ""
) -> Row:
    value = _one(given, name)
    picks = [Pick(one, label, about, one == value) for one, label, about in options]
    if value and not any(pick.chosen for pick in picks) and name in persons.PARAMETERS:
        # It came with the address, and no single option says it.
        said = " or ".join(labels.label(name, one) for one in value.split(OR))
        picks.append(Pick(value, f"As in your link: {said}", "", True))
    picks.append(Pick("", words.UNKNOWN, "", not any(pick.chosen for pick in picks)))
    return Row("radio", name, title, hint, picks, errors=faults.get(name, []), learn=learn)


def _text(given: Given, faults: Faults, name: str, title: str, hint: str = "", *, numeric: bool = True) -> Row:
    return Row("text", name, title, hint, value=_one(given, name), errors=faults.get(name, []), numeric=numeric)


def _where(given: Given, faults: Faults) -> list[Row]:
    chosen = set(given.get("spread", ()))
    spread = [Pick(one, label, about, one in chosen) for one, label, about in words.SPREAD]
    return [
        _radio(given, faults, "stage", "Has it spread beyond the breast and the nearby lymph nodes?", words.STAGE),
        Row("check", "spread", "Where is it?", "Tick all that you know of.", spread, errors=faults.get("spread", [])),
        _radio(given, faults, "brain", "Is it in the brain?", words.BRAIN, learn="brain"),
        _radio(
            given,
            faults,
            "leptomeningeal",
            "Is it in the lining of the brain or spine?",
            words.LEPTOMENINGEAL,
            "A report calls this leptomeningeal disease.",
        ),
    ]


def _type(given: Given, faults: Faults) -> list[Row]:
    hr = _radio(given, faults, "hr", "Hormone receptors (ER and PR)", words.HR, learn="subtype")
    if _one(given, "hr") == AS_GIVEN:
        said = " or ".join(labels.label("subtype", one) for one in given.get("subtype", ()))
        picks = [Pick(AS_GIVEN, f"As in your link: {said}", "", True), *hr.picks[:-1], Pick("", words.UNKNOWN)]
        hr = Row("radio", "hr", hr.title, hr.hint, picks, errors=hr.errors, learn=hr.learn)
    hint = "The number after “IHC” says how much of it there is. “ISH” or “FISH” is a second test, done for a 2+."
    return [hr, _radio(given, faults, "her2", "HER2", words.HER2, hint, "subtype")]


def _markers(given: Given, faults: Faults) -> list[Row]:
    meanings = marker_meanings()
    found = []
    for name, label in words.COMMON_MARKERS:
        value = _one(given, MARKER + name)
        answers = (("yes", "Found"), ("no", "Not found"), ("", "Don’t know"))
        picks = [Pick(one, said, "", one == value) for one, said in answers]
        errors = faults.get(MARKER + name, [])
        found.append(Row("radio", MARKER + name, label, meanings.get(name, ""), picks, errors=errors, beside=True))
    for name, title, again in (
        ("biomarker", "Another one that was found", "Others that were found"),
        ("biomarker_not", "Another one: tested, not found", "Others: tested, not found"),
    ):
        common, given_here = dict(words.COMMON_MARKERS), list(given.get(name, ()))
        others = {one: label for one, label in choices(name).items() if one and one not in common}
        if given_here:
            kept = [Pick(one, labels.label(name, one), meanings.get(one, ""), True) for one in given_here]
            found.append(Row("check", name, again, "", kept, errors=faults.get(name, [])))
        left = [Pick("", "None"), *(Pick(one, label) for one, label in others.items() if one not in given_here)]
        errors = [] if given_here else faults.get(name, [])
        found.append(Row("select", name, title, "", left, errors=errors, add=True))
    return found


def marker_meanings() -> dict[str, str]:
    """Slug of the query language → what the marker is, in the language of the page."""
    found: dict[str, str] = {}
    for row in vocabulary.terms("markers"):
        if isinstance(row, Marker) and row.guide:
            found.setdefault(slug(row.guide), labels.row_meaning(row))
    return found


def _treatments(given: Given, faults: Faults) -> list[Row]:
    chosen = list(given.get("had", ()))
    common = {one for one, _, _ in words.COMMON_TREATMENTS}
    picks = [Pick(one, label, about, one in chosen) for one, label, about in words.COMMON_TREATMENTS]
    known = [one for one in chosen if one not in common and one in persons.treatments()]
    picks += [Pick(one, _capital(labels.label("had", one)), "", True) for one in known]
    unknown = ", ".join(one for one in chosen if one not in common and one not in known)
    hint = "Type a name from a pack, a letter or a study, such as Enhertu. Several? Put commas between them."
    return [
        Row("check", "had", "Tick what you had", "", picks),
        Row(
            "text",
            "had",
            "Another treatment",
            hint,
            value=unknown,
            errors=faults.get("had", []),
            offered="treatments",
            add=True,
        ),
        _text(
            given,
            faults,
            "lines",
            "How many lines of treatment since the cancer spread?",
            "Each time the drugs changed because the cancer grew, a new line began. Count those you had, also the one "
            "you are on. None yet? Type 0. If the next treatment will be your third line, type 2.",
        ),
        _text(
            given, faults, "chemo_lines", "How many of these were chemotherapy?", "Leave it empty if you are not sure."
        ),
        _text(
            given,
            faults,
            "endocrine_lines",
            "How many were hormone therapy?",
            "With or without another drug, such as a CDK4/6 inhibitor.",
        ),
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _place(given: Given, faults: Faults) -> list[Row]:
    near = _text(
        given, faults, "near", "ZIP code or city", "Such as 60637, or Chicago, IL, or Lyon, France.", numeric=False
    )
    within, unit = _one(given, "within") or "100", _one(given, "unit") or "mi"
    far = [*words.MILES, *([within] if within not in words.MILES else [])]
    return [
        near,
        Row(
            "select",
            "within",
            "How far could you go?",
            "Measured in a straight line. The drive is longer.",
            [Pick(one, one, "", one == within) for one in far],
            errors=faults.get("within", []),
        ),
        Row(
            "select",
            "unit",
            "Miles or kilometres?",
            "",
            [Pick("mi", "miles", "", unit == "mi"), Pick("km", "kilometres", "", unit == "km")],
            errors=faults.get("unit", []),
        ),
    ]


def _health(given: Given, faults: Faults) -> list[Row]:
    return [
        _radio(
            given,
            faults,
            "ecog",
            "What fits you best?",
            words.ECOG,
            "Doctors call this the ECOG score, or performance status.",
        ),
        _radio(given, faults, "measurable", "Do scans show a tumour that can be measured?", words.MEASURABLE),
    ]


def _about(given: Given, faults: Faults) -> list[Row]:
    return [
        _text(given, faults, "age", "Age in years", "Leave it empty to skip."),
        _radio(
            given, faults, "sex", "Sex", words.SEX, "Most trials take women, many take men too. The record says which."
        ),
        _radio(given, faults, "menopause", "Are you past menopause?", words.MENOPAUSE, "Not asked of men."),
    ]


_STEPS = (_where, _type, _markers, _treatments, _place, _health, _about)

_OF_THE_CANCER = (
    *("chemotherapy", "endocrine", "targeted", "immunotherapy", "adc", "anti_her2", "cdk46", "pi3k_akt_mtor", "ddr"),
    *("radiotherapy", "radioligand", "antiangiogenic", "bone_agent"),
)


def offered_treatments() -> list[str]:
    """What a browser completes while a treatment is typed: brand, generic and code names of drugs that can be had, and
    kinds of treatment, in the language of the page. Any other that we know may be typed too."""
    return _offered(labels.page_language())


@cache
def _offered(language: str) -> list[str]:
    found: dict[str, None] = {}
    kinds = {one.slug: one.label_in(language) for one in vocabulary.terms("classes")}
    of_the_cancer = frozenset().union(*(vocabulary.descendants(one) | {one} for one in _OF_THE_CANCER))
    for drug in vocabulary.terms("drugs"):
        if isinstance(drug, Drug) and drug.brands and drug.slug in of_the_cancer:
            found |= dict.fromkeys((*drug.brands, drug.label_in(language), *drug.codes))
    found |= dict.fromkeys(kinds[one] for one in kinds if one in of_the_cancer)
    # What is offered can be taken: a name of several things is none, and a comma parts names.
    return sorted((one for one in found if "," not in one and persons.treatment(one)), key=str.casefold)
