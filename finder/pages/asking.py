"""The search form as it is shown. In: a `TrialFilters` (or nothing yet); out: fields with their value and errors.

Called by home and results. The fields are written out in `templates/finder/_search.html`; what else was asked (facets,
sort) goes along hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from finder import labels, persons
from finder.asks import CELLS
from finder.fields import WITHIN, QuestionFilters
from finder.filters import TrialFilters
from finder.labels import page_language
from finder.pages.addresses import Asked
from trials import vocabulary

DISEASE = ("stage", "spread", "metastases", "leptomeningeal", "biomarker", "biomarker_not", "measurable")
TREATMENT = ("lines", "chemo_lines", "endocrine_lines", "had", "not_had")
HEALTH = ("ecog", "menopause")
ABOUT = (*DISEASE, *TREATMENT, *HEALTH)
"""What can be said of the person besides age, sex, subtype and brain: folded away until it is used."""
FURTHER = ("site_status", "updated_since", "strict")
SHOWN = ("q", "near", "within", "unit", "age", "sex", "subtype", "brain", *ABOUT, *FURTHER)
TYPED = ("had", "not_had")
"""Several of these are typed into one field, with commas between."""
OFTEN_HAD = (
    *("taxane", "anthracycline", "platinum", "capecitabine", "eribulin", "gemcitabine", "vinorelbine"),
    *("paclitaxel", "docetaxel", "nab-paclitaxel", "carboplatin", "doxorubicin", "t-dxd", "t-dm1", "dato-dxd"),
    *("sacituzumab-govitecan", "trastuzumab", "pertuzumab", "tucatinib", "lapatinib", "neratinib"),
    *("palbociclib", "ribociclib", "abemaciclib", "letrozole", "anastrozole", "exemestane", "tamoxifen"),
    *("fulvestrant", "elacestrant", "everolimus", "alpelisib", "capivasertib", "inavolisib", "olaparib"),
    *("talazoparib", "pembrolizumab", "atezolizumab", "bevacizumab", "chemotherapy", "endocrine", "cdk46"),
    *("parp", "immunotherapy", "radiotherapy", "whole-brain-radiotherapy", "srs"),
)
"""Drugs and kinds that a browser offers while somebody types; any other that we know may be typed too."""
UNSAID = N_("Not sure, or skip")
_TITLES = {
    **labels.TITLES,
    "q": N_("Words"),
    "near": N_("Near"),
    "within": N_("Within"),
    "unit": N_("Unit"),
    "site_status": N_("Sites"),
    "updated_since": N_("Updated since"),
    "center": N_("Care center"),
    "service": N_("Offered there"),
    "strict": N_("Only trials that fit on all"),
    "sort": N_("Order"),
    "limit": N_("Trials on a page"),
    "offset": N_("Page"),
}


def title(name: str) -> str:
    """What a parameter is called on the page."""
    return gettext(_TITLES[name]) if name in _TITLES else name


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    group: str = ""
    """The heading that it stands under in a long list."""


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    value: str = ""
    errors: list[str] = field(default_factory=list)
    options_markup: SafeString = SafeString("")  # noqa: RUF009 - it never changes
    """What it is chosen from; empty where it is typed."""

    @property
    def error_id(self) -> str:
        return f"{self.name}-error" if self.errors else ""


def options_markup(options: Iterable[Option]) -> SafeString:
    """The options under their headings, none chosen. A template takes ten times as long."""
    parts = []
    for group, held in groupby(options, key=lambda one: one.group):
        lines = "".join(f"{_start(one.value)}>{escape(one.label)}</option>\n" for one in held)
        parts.append(f'<optgroup label="{escape(group)}">{lines}</optgroup>' if group else lines)
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped above


def chosen(markup: SafeString, value: str) -> SafeString:
    """The same options with one of them chosen, where there is such a one."""
    start = _start(value)
    return mark_safe(markup.replace(f"{start}>", f"{start} selected>", 1))  # noqa: S308 - as safe as it was


def _start(value: str) -> str:
    return f'<option value="{escape(value)}"'


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of the summary of errors. `target`: where to mend it; `remedy`: a link that drops the parameter."""

    title: str
    message: str
    target: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Folded:
    """Fields that are folded away: the list comes first, and its chips say what was given. Open where one is wrong."""

    used: int
    open: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A treatment as it may be typed, and the brand it is known by."""

    value: str
    brand: str


@dataclass(frozen=True, slots=True)
class SearchForm:
    fields: dict[str, Field]
    hidden: list[tuple[str, str]]
    problems: list[Problem]
    about: Folded
    further: Folded
    often_had: list[Suggestion]
    matching: bool = False
    """It leads to how trials fit, not to a list."""

    @property
    def about_markup(self) -> SafeString:
        return self._fold("about", blank=not (self.about.used or self.about.open))

    @property
    def further_markup(self) -> SafeString:
        return self._fold("further", blank=not (self.further.used or self.further.open))

    def _fold(self, name: str, *, blank: bool) -> SafeString:
        """Fields that are folded away. Most people leave them blank: blank, they are put together once a language."""
        if blank:
            return _blank_fold(page_language(), name, self.matching)
        return _fold(name, self)


def _fold(name: str, form: SearchForm) -> SafeString:
    return mark_safe(render_to_string(f"finder/_search_{name}.html", {"form": form}))  # noqa: S308 - a template's


@cache
def _blank_fold(language: str, name: str, matching: bool) -> SafeString:
    """Made of a form without any question, so that it holds nothing of anybody's."""
    return _fold(name, search_form(page="match" if matching else "trials"))


def search_form(filters: TrialFilters | None = None, *, page: str = "trials") -> SearchForm:
    """`page`: the name of the page that the form leads to."""
    given = filters.form.data if filters else QueryDict()
    asked = Asked(given if isinstance(given, QueryDict) else QueryDict(), page=page)
    errors = errors_of(filters) if filters else {}
    values = {name: (asked.get(name) or [""])[0] for name in SHOWN}
    values |= {name: ", ".join(asked.get(name)) for name in TYPED}
    values["within"] = values["within"] or f"{WITHIN:g}"
    values["unit"] = values["unit"] or "mi"
    fields = {
        name: Field(
            name,
            value,
            errors.get(name, []),
            chosen(_options(page_language(), name), value),
        )
        for name, value in values.items()
    }
    # A field shows one value. Others that a link has added go along, or a new search would drop them.
    kept = [(name, value) for name in SHOWN if name not in TYPED for value in asked.get(name)[1:]]
    return SearchForm(
        fields=fields,
        hidden=[*kept, *asked.pairs(leave_out=[*SHOWN, "offset"])],
        problems=problems(errors, asked, SHOWN, title),
        about=folded(ABOUT, asked, errors),
        further=folded(FURTHER, asked, errors),
        often_had=_often_had(),
        matching=page == "match",
    )


@cache
def _options(language: str, name: str) -> SafeString:
    return options_markup(Option(one, words, _heading(name, one)) for one, words in choices(name).items())


def problems(
    errors: dict[str, list[str]], asked: Asked, shown: Collection[str], title_of: Callable[[str], str]
) -> list[Problem]:
    """The lines of the summary of errors; `shown`: the parameters that have a field to go to."""
    return [
        Problem(title_of(name), message, name if name in shown else "", asked.without(name))
        for name, messages in errors.items()
        for message in messages
    ]


def folded(names: tuple[str, ...], asked: Asked, errors: dict[str, list[str]]) -> Folded:
    return Folded(sum(bool(asked.get(name)) for name in names), any(name in errors for name in names))


@cache
def _brands() -> dict[str, str]:
    return {
        one.slug: one.brands[0] for one in vocabulary.terms("drugs") if isinstance(one, vocabulary.Drug) and one.brands
    }


def _often_had() -> list[Suggestion]:
    brands, known = _brands(), persons.treatments()
    return [Suggestion(labels.label("had", slug), brands.get(known[slug], "")) for slug in OFTEN_HAD]


def choices(name: str) -> dict[str, str]:
    """The options of a field that is chosen from; none where it is typed."""
    # Nothing chosen is a choice of its own: without a place, `recruiting` leaves out trials that have not opened yet.
    fixed = {
        "unit": labels.UNITS,
        "sex": {"": N_("Skip"), **labels.SEXES},
        "subtype": {"": UNSAID, **labels.SUBTYPES},
        "site_status": {"": N_("Not chosen"), **labels.SITE_STATUSES},
        "strict": {"": N_("No"), "yes": N_("Yes")},
    }
    if name in fixed:
        return {value: gettext(words) for value, words in fixed[name].items()}
    parameter = persons.PARAMETERS.get(name)
    if parameter is None or name in TYPED or not parameter.values():
        return {}
    found = {value: labels.label(name, value) for value in parameter.values()}
    if name in ("biomarker", "biomarker_not"):
        found = dict(sorted(found.items(), key=lambda one: one[1].casefold()))
    return {"": gettext(UNSAID), **found}


def _heading(name: str, value: str) -> str:
    return gettext("Both known exactly") if name == "subtype" and value in CELLS else ""


def of_person(name: str, value: str) -> str:
    """What was entered, after its title: "Marker found: PIK3CA", "Menopause: after menopause"."""
    words = labels.label(name, value)
    plain = name not in ("biomarker", "biomarker_not")  # the name of a gene keeps its capitals
    return labels.within(words) if plain else words


def with_brand(name: str, value: str) -> str:
    """The same, with the brand on the pack: "trastuzumab emtansine (Kadcyla)"."""
    words = of_person(name, value)
    brand = _brands().get(persons.treatments().get(value, "")) if name in TYPED else None
    return f"{words} ({brand})" if brand else words


_PLAINER = {
    **dict.fromkeys(persons.LINES, N_("Give the number of lines, such as 2; 0 for none.")),
    "age": N_("Give the age in whole years, from 0 to 120."),
    "within": N_("Give a distance as a number, such as 50."),
}
_ABOUT_A_NUMBER = frozenset({"invalid", "min_value", "max_value"})


def errors_of(filters: QuestionFilters) -> dict[str, list[str]]:
    """What is wrong with each parameter, in words for a reader rather than for a program."""
    found: dict[str, list[str]] = {}
    for name, errors in filters.form.errors.as_data().items():
        for error in errors:
            plain = _PLAINER.get(name) if error.code in _ABOUT_A_NUMBER else None
            found.setdefault(name, []).extend([gettext(plain)] if plain else error.messages)
    return found
