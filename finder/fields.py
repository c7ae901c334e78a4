"""The fields that parameters are made of: what was typed in, a value or a message that says what to do out.

Called by `finder/filters.py` and `finder/center_filters.py`, which declare the parameters.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable
from typing import Any

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from centers import services
from finder import models, persons
from finder.care import CareCenter
from finder.countries import country_code, country_name, us_state_code
from finder.labels import row_label
from finder.places import Found, UnknownPlace, find_place
from finder.snapshot import current
from finder.words import BadQuery, Query, parse_query

WITHIN = 100.0
HALF_THE_EARTH_KM = 20_037.5
LIMIT, MOST = 25, 100
CLOSE = 0.75
"""How like a known name must be to be offered for what was typed; less, and the offer is a guess."""
SHORTENED = 4
"""Letters from which on the beginning of a name says which is meant."""
MOST_UNKNOWN = 5


class TextField(forms.CharField):
    def clean(self, value: Any) -> Query | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            query = parse_query(text)
        except BadQuery as error:
            raise forms.ValidationError(str(error)) from error
        if query.wordless:
            raise forms.ValidationError(gettext("Type at least one word with letters or digits."))
        return query


class PlaceField(forms.CharField):
    def clean(self, value: Any) -> Found | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return find_place(text)
        except UnknownPlace as error:
            raise forms.ValidationError(str(error)) from error


class DayField(forms.DateField):
    default_error_messages = {"invalid": gettext_lazy("Give a date as year-month-day, for example 2026-11-01.")}

    def __init__(self, **given: Any) -> None:
        super().__init__(**given, input_formats=["%Y-%m-%d"])


class NumberField(forms.FloatField):
    def to_python(self, value: Any) -> Any:
        number = super().to_python(value)
        if number is not None and not math.isfinite(number):
            raise forms.ValidationError(gettext("Give a number."))
        return number


class ValueField(forms.ChoiceField):
    def validate(self, value: Any) -> None:
        if value:
            _check_known([value], self.choices)


class ValuesField(forms.MultipleChoiceField):
    def to_python(self, value: Any) -> list[str]:
        """A form sends its empty fields along: nothing chosen is no value."""
        return [one for one in super().to_python(value) if one]

    def validate(self, value: Any) -> None:
        if value:  # the choices cost a query
            _check_known(value, self.choices)


def _check_known(values: Iterable[str], choices: Any) -> None:
    known = [name for name, _ in choices]
    if not set(values) <= set(known):
        raise forms.ValidationError(gettext("There is no such value. Known: %(names)s.") % {"names": ", ".join(known)})


class TreatmentsField(forms.Field):
    """Repeatable, or with commas between: slugs of drugs or classes, or names, brands and codes (`Enhertu`)."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[str]:
        named = [one.strip() for given in value or () for one in given.split(",") if one.strip()]
        found = {text: persons.treatment(text) for text in named}
        unknown = [self._unknown(text[:60]) for text, slug in found.items() if slug is None]
        if unknown:
            raise forms.ValidationError(unknown[:MOST_UNKNOWN])
        return [slug for slug in found.values() if slug]

    @staticmethod
    def _unknown(text: str) -> str:
        names, asked = persons.treatment_names(), text.casefold()
        near = difflib.get_close_matches(asked, names, n=1, cutoff=CLOSE)
        if not near and len(asked) >= SHORTENED:  # "carbo", "capecit"
            near = sorted((one for one in names if one.startswith(asked)), key=len)[:1]
        said = gettext(
            "We do not know “%(text)s” as a treatment. Give a drug by its name, or a kind of treatment such as taxane."
        )
        if near:
            said = gettext("We do not know “%(text)s” as a treatment. Did you mean %(near)s?")
        return said % {"text": text, "near": near[0] if near else ""}


class CountryField(forms.Field):
    """Repeatable: codes or English names."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[str]:
        codes = []
        for text in (one.strip() for one in value or () if one.strip()):
            code = country_code(text)
            if code is None:
                raise forms.ValidationError(gettext("Give a country as a two-letter code (US) or by its English name."))
            codes.append(code)
        return codes


class WordsField(forms.Field):
    """Repeatable free words."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[str]:
        return [one.strip() for one in value or () if one.strip()]


class CentersField(forms.Field):
    """Repeatable: slugs of care centers."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[CareCenter]:
        known = current().care.by_slug
        found = []
        for slug in (one.strip() for one in value or () if one.strip()):
            if slug not in known:
                near = difflib.get_close_matches(slug[:80], known, n=1)
                said = gettext("We know no care center by that name.")
                if near:
                    said = gettext("We know no care center by that name. Did you mean %(near)s?") % {"near": near[0]}
                raise forms.ValidationError(said)
            found.append(known[slug])
        return found


class ServicesField(forms.Field):
    """Repeatable: slugs of services, or what people call them."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[str]:
        found = []
        for text in (one.strip() for one in value or () if one.strip()):
            slugs = services.resolve(text[:120])
            if not slugs:
                near = difflib.get_close_matches(text.casefold()[:60], services.SERVICES, n=1)
                said = gettext("There is no such service. Known: %(names)s.") % {
                    "names": ", ".join(row_label(one) for one in services.SERVICES.values())
                }
                if near:
                    said = gettext("There is no such service. Did you mean %(near)s?") % {"near": near[0]}
                raise forms.ValidationError(said)
            if len(slugs) > 1:
                said = gettext("That may mean several services. Choose one of: %(names)s.")
                raise forms.ValidationError(said % {"names": ", ".join(slugs)})
            found.append(slugs[0])
        return list(dict.fromkeys(found))


class Filter(django_filters.Filter):
    """A parameter. `FilterSet.question` reads what its field makes of it; nothing is filtered by a queryset here."""

    once = True


class Text(Filter):
    field_class = TextField


class Place(Filter):
    field_class = PlaceField


class Number(Filter):
    field_class = NumberField


class Whole(Filter):
    field_class = forms.IntegerField


class Date(Filter):
    field_class = DayField


class Choice(Filter):
    field_class = ValueField


class Countries(Filter):
    field_class = CountryField
    once = False


class Centers(Filter):
    field_class = CentersField
    once = False


class Services(Filter):
    field_class = ServicesField
    once = False


class Words(Filter):
    field_class = WordsField
    once = False


class Plain(Filter):
    """One of the values given must be the trial's; counted as a facet."""

    field_class = ValuesField
    once = False


class Several(Filter):
    """Values of a person: one of them, or all (`finder/persons.py`)."""

    field_class = ValuesField
    once = False


class Treatments(Filter):
    field_class = TreatmentsField
    once = False


class QuestionForm(forms.Form):
    """The checks that concern more than one parameter."""

    exact = False
    once: list[str] = []
    states_in: Callable[[str], Iterable[str]]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        data = self.data
        if isinstance(data, QueryDict):
            for name in self.once:
                if len(data.getlist(name)) > 1:
                    self.add_error(name, gettext("Give this once."))
        self._clean_state(given)
        if self.exact:
            self._refuse_what_cannot_count(given)
        return given

    def _clean_state(self, given: dict[str, Any]) -> None:
        states = given.get("state")
        if not states:
            return
        countries = given.get("country") or []
        codes = [us_state_code(state) for state in states]
        if not countries and all(codes):
            countries = given["country"] = ["US"]
        if len(countries) != 1:
            said = gettext("Give a state together with one country, for example country=CA&state=Ontario.")
            self.add_error("state", said)
        elif countries[0] == "US":
            if all(codes):
                given["state"] = codes
            else:
                said = gettext("Give a US state by its two letters or its name, for example IL or Illinois.")
                self.add_error("state", said)
        else:
            known = self.states_in(countries[0])
            by_folded = {state.casefold(): state for state in known if state}
            named = [by_folded.get(state.casefold()) for state in states]
            if all(named):
                given["state"] = named
            else:
                said = gettext("Nothing that we list in %(country)s names such a state.")
                self.add_error("state", said % {"country": country_name(countries[0])})

    def _refuse_what_cannot_count(self, given: dict[str, Any]) -> None:
        """A page passes over a radius without a place (an empty field is sent with it); the API says so."""
        for name in ("within", "unit"):
            if given.get(name) not in (None, "") and not self.data.get("near"):
                self.add_error(name, "Counts only together with near.")
        if given.get("sort") == "distance" and not self.data.get("near"):
            self.add_error("sort", "Sorting by distance needs near.")
        if given.get("sort") == "relevance" and not self.data.get("q"):
            self.add_error("sort", "Sorting by relevance needs q.")


class QuestionFilters(django_filters.FilterSet):
    """The parameters of a question, and what those come to that all questions share. `exact=True` (the API) refuses
    what a page passes over. Read what was asked only after `form.is_valid()`."""

    def __init__(self, data: QueryDict, *, exact: bool = False) -> None:
        self.exact = exact
        super().__init__(data=data, queryset=models.Place.objects.none())

    @classmethod
    def parameters(cls) -> list[str]:
        return list(cls.base_filters)

    def get_form_class(self) -> Any:
        fields = {name: one.field for name, one in self.filters.items()}
        once = [name for name, one in self.filters.items() if one.once]
        about = {"exact": self.exact, "once": once, "states_in": staticmethod(self.states_in)}
        return type("Question", (QuestionForm,), {**fields, **about})

    @property
    def errors(self) -> dict[str, list[str]]:
        """Messages by parameter."""
        return {name: [str(one) for one in messages] for name, messages in self.form.errors.items()}

    @staticmethod
    def states_in(country: str) -> Iterable[str]:
        """The states, or provinces, of a country that what is asked for names."""
        raise NotImplementedError

    @property
    def found(self) -> Found | None:
        """The place that `near` was understood as."""
        found: Found | None = self.form.cleaned_data.get("near")
        return found

    @property
    def unit_asked(self) -> str:
        return self.form.cleaned_data.get("unit") or "mi"

    @property
    def within_asked(self) -> float:
        within = self.form.cleaned_data.get("within")
        return WITHIN if within is None else float(within)

    @property
    def limits(self) -> tuple[int, int]:
        """limit, offset"""
        given = self.form.cleaned_data
        return int(given.get("limit") or LIMIT), int(given.get("offset") or 0)

    def sort_of(self, otherwise: str) -> str:
        """As given where it can be; default distance with `near`, else relevance with `q`, else what is given here."""
        given = self.form.cleaned_data
        sort = given.get("sort")
        if (sort == "distance" and not given.get("near")) or (sort == "relevance" and not given.get("q")):
            sort = ""
        return sort or ("distance" if given.get("near") else "relevance" if given.get("q") else otherwise)


def choice(name: str, choices: dict[str, str], **more: Any) -> Choice:
    return Choice(field_name=name, choices=list(choices.items()), required=False, **more)


def unknown_parameters(given: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """What the API answers to a parameter it does not know: the nearest one it does."""
    names = sorted(known)
    refused = {}
    for name in sorted(set(given) - set(names)):
        near = difflib.get_close_matches(name[:60], names, n=1)
        hint = f" Did you mean {near[0]}?" if near else f" Known: {', '.join(names)}."
        refused[name[:60]] = f"There is no such parameter.{hint}"
    return refused
