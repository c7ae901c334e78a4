"""The questions of a step as they are shown. In: the fields of a step and their errors; out: rows for the template.

Called by the guide. Four kinds: radio, check, text and select; `rows` are several radios of the same answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from finder import labels, persons
from finder.asks import slug
from finder.pages import guide_words as words
from finder.pages.asking import choices
from finder.pages.guide_answers import AS_GIVEN, MARKER, OR, Faults, Given
from trials import vocabulary
from trials.listed import any_of
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


def _picks(options: Options, chosen: Collection[str]) -> list[Pick]:
    return [Pick(one, _(label), _(about) if about else "", one in chosen) for one, label, about in options]


def _one(given: Given, name: str) -> str:
    return next(iter(given.get(name, ())), "")


def _radio(
    given: Given, faults: Faults, name: str, title: str, options: Options, hint: str = "", learn: str = ""
) -> Row:
    value = _one(given, name)
    picks = _picks(options, [value])
    if value and not any(pick.chosen for pick in picks) and name in persons.PARAMETERS:
        # It came with the address, and no single option says it.
        said = any_of([labels.label(name, one) for one in value.split(OR)])
        picks.append(Pick(value, _("As in your link: {said}").format(said=said), "", True))
    picks.append(Pick("", _(words.UNKNOWN), "", not any(pick.chosen for pick in picks)))
    return Row("radio", name, title, hint, picks, errors=faults.get(name, []), learn=learn)


def _text(given: Given, faults: Faults, name: str, title: str, hint: str = "", *, numeric: bool = True) -> Row:
    return Row("text", name, title, hint, value=_one(given, name), errors=faults.get(name, []), numeric=numeric)


def _where(given: Given, faults: Faults) -> list[Row]:
    chosen = set(given.get("spread", ()))
    spread = [Pick(one, labels.label("spread", one), "", one in chosen) for one in labels.SPREAD]
    return [
        _radio(given, faults, "stage", _("Has it spread beyond the breast and the nearby lymph nodes?"), words.STAGE),
        Row(
            "check",
            "spread",
            _("Where is it?"),
            _("Tick all that you know of."),
            spread,
            errors=faults.get("spread", []),
        ),
        _radio(given, faults, "brain", _("Is it in the brain?"), words.BRAIN, learn="brain"),
        _radio(
            given,
            faults,
            "leptomeningeal",
            _("Is it in the lining of the brain or spine?"),
            words.LEPTOMENINGEAL,
            _("A report calls this leptomeningeal disease."),
        ),
    ]


def _type(given: Given, faults: Faults) -> list[Row]:
    hr = _radio(given, faults, "hr", _("Hormone receptors (ER and PR)"), words.HR, learn="subtype")
    if _one(given, "hr") == AS_GIVEN:
        said = any_of([labels.label("subtype", one) for one in given.get("subtype", ())])
        as_given = Pick(AS_GIVEN, _("As in your link: {said}").format(said=said), "", True)
        picks = [as_given, *hr.picks[:-1], Pick("", _(words.UNKNOWN))]
        hr = Row("radio", "hr", hr.title, hr.hint, picks, errors=hr.errors, learn=hr.learn)
    hint = _("The number after “IHC” says how much of it there is. “ISH” or “FISH” is a second test, done for a 2+.")
    return [hr, _radio(given, faults, "her2", "HER2", words.HER2, hint, "subtype")]


def _markers(given: Given, faults: Faults) -> list[Row]:
    meanings = marker_meanings()
    found = []
    for name, label in words.COMMON_MARKERS:
        value = _one(given, MARKER + name)
        answers = (("yes", _("Found")), ("no", _("Not found")), ("", _("Don’t know")))
        picks = [Pick(one, said, "", one == value) for one, said in answers]
        errors = faults.get(MARKER + name, [])
        found.append(Row("radio", MARKER + name, _(label), meanings.get(name, ""), picks, errors=errors, beside=True))
    for name, title, again in (
        ("biomarker", _("Another one that was found"), _("Others that were found")),
        ("biomarker_not", _("Another one: tested, not found"), _("Others: tested, not found")),
    ):
        common, given_here = dict(words.COMMON_MARKERS), list(given.get(name, ()))
        others = {one: word for one, word in choices(name).items() if one and one not in common}
        if given_here:
            kept = [Pick(one, labels.label(name, one), meanings.get(one, ""), True) for one in given_here]
            found.append(Row("check", name, again, "", kept, errors=faults.get(name, [])))
        left = [
            Pick("", pgettext("marker", "None")),
            *(Pick(one, word) for one, word in others.items() if one not in given_here),
        ]
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
    common = {one[0] for one in words.COMMON_TREATMENTS}
    picks = _picks(words.COMMON_TREATMENTS, chosen)
    known = [one for one in chosen if one not in common and one in persons.treatments()]
    picks += [Pick(one, _capital(labels.label("had", one)), "", True) for one in known]
    unknown = ", ".join(one for one in chosen if one not in common and one not in known)
    hint = _("Type a name from a pack, a letter or a study, such as Enhertu. Several? Put commas between them.")
    return [
        Row("check", "had", _("Tick what you had"), "", picks),
        Row(
            "text",
            "had",
            _("Another treatment"),
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
            _("How many lines of treatment since the cancer spread?"),
            _(
                "Each time the drugs changed because the cancer grew, a new line began. Count those you had, also the "
                "one you are on. None yet? Type 0. If the next treatment will be your third line, type 2."
            ),
        ),
        _text(
            given,
            faults,
            "chemo_lines",
            _("How many of these were chemotherapy?"),
            _("Leave it empty if you are not sure."),
        ),
        _text(
            given,
            faults,
            "endocrine_lines",
            _("How many were hormone therapy?"),
            _("With or without another drug, such as a CDK4/6 inhibitor."),
        ),
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _place(given: Given, faults: Faults) -> list[Row]:
    near = _text(
        given,
        faults,
        "near",
        _("ZIP code or city"),
        _("Such as 60637, or Chicago, IL, or Lyon, France."),
        numeric=False,
    )
    within, unit = _one(given, "within") or "100", _one(given, "unit") or "mi"
    far = [*words.MILES, *([within] if within not in words.MILES else [])]
    return [
        near,
        Row(
            "select",
            "within",
            _("How far could you go?"),
            _("Measured in a straight line. The drive is longer."),
            [Pick(one, one, "", one == within) for one in far],
            errors=faults.get("within", []),
        ),
        Row(
            "select",
            "unit",
            _("Miles or kilometres?"),
            "",
            [Pick("mi", _("miles"), "", unit == "mi"), Pick("km", _("kilometres"), "", unit == "km")],
            errors=faults.get("unit", []),
        ),
    ]


def _health(given: Given, faults: Faults) -> list[Row]:
    return [
        _radio(
            given,
            faults,
            "ecog",
            _("What fits you best?"),
            words.ECOG,
            _("Doctors call this the ECOG score, or performance status."),
        ),
        _radio(given, faults, "measurable", _("Do scans show a tumour that can be measured?"), words.MEASURABLE),
    ]


def _about(given: Given, faults: Faults) -> list[Row]:
    return [
        _text(given, faults, "age", _("Age in years"), _("Leave it empty to skip.")),
        _radio(
            given,
            faults,
            "sex",
            _("Sex"),
            words.SEX,
            _("Most trials take women, many take men too. The record says which."),
        ),
        _radio(given, faults, "menopause", _("Are you past menopause?"), words.MENOPAUSE, _("Not asked of men.")),
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
