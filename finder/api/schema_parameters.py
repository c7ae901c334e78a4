"""The parameters of the API in OpenAPI's terms. In: the declaration of a FilterSet; out: parameters of an address, and
the JSON object that Match takes instead. Called by `finder/api/schema_views.py`.

Names, values, bounds and what may be repeated are the declaration's; only what a parameter is for stands here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

import django_filters

from finder import fields
from finder.api import lists
from finder.center_filters import PREFIX, CenterFilters, trial_parameters
from finder.filters import TrialFilters

JSON = dict[str, Any]
_LATER = "1, 2 … in the advanced setting"
MEANINGS: Mapping[str, str] = {
    "q": 'Words that must all occur; "quotes" for a phrase; the last word may be unfinished.',
    "status": "Status of the trial, in the registry's words. By default those that take people, or soon will.",
    "near": 'A US ZIP code, a place ("Chicago, IL"; "Lyon, France") or `lat,lon` in degrees.',
    "within": "Radius around `near`; 100 by default. Counts only together with it.",
    "unit": "Unit of `within`, and of distances in the answer; `mi` by default. Counts only together with `near`.",
    "site_status": "With what status a site counts: `recruiting` (by default, with a place), `open` or `any`.",
    "country": "Country by two letters (ISO 3166) or English name: one of these.",
    "state": "State or province, with one country; a US state (letters or name) needs none. One of these.",
    "center": "Slug of a care center that the site is: one of these.",
    "service": "Slug of a service, or a name that people give it (`gamma knife`): all of these.",
    "phase": "Phase: one of these.",
    "type": "Kind of study: one of these.",
    "purpose": "Primary purpose: one of these.",
    "sponsor_class": "The registry's class of the lead sponsor: one of these.",
    "randomized": "Whether chance decides who gets what.",
    "placebo": "Whether there is a placebo group.",
    "expanded_access": "Whether it is, or has, access to a drug outside of a trial.",
    "has_results": "Whether results are posted.",
    "updated_since": "Last updated at the registry on this day or later.",
    "modality": "What is tested: one of these.",
    "scope": "Whom it takes; `breast` and `any-solid` by default. A trial that was not read yet is not hidden.",
    "age": "Age of the person in years.",
    "sex": "Sex of the person.",
    "subtype": "Subtype of the cancer: it is one of these, not known which.",
    "brain": "Metastases in the brain: it is one of these.",
    "leptomeningeal": "Metastases in the lining of brain or spine: one of these.",
    "stage": "Stage: it is one of these.",
    "ecog": "ECOG performance status: it is one of these.",
    "measurable": "Measurable disease: one of these.",
    "menopause": "Before or after menopause; passed over for men.",
    "biomarker": "Markers that were found: all of these.",
    "biomarker_not": "Markers that were tested and not found: all of these.",
    "had": "Treatments received, each a slug of `/api/v1/terms/` or a name (`Enhertu`, `DS-8201`): all of these.",
    "not_had": "Treatments never received: all of these.",
    "spread": "Where the cancer has spread to: all of these.",
    "metastases": "How many metastases there are.",
    "lines": f"Lines of any systemic treatment received, {_LATER}.",
    "chemo_lines": f"Lines of chemotherapy received, {_LATER}.",
    "endocrine_lines": f"Lines of endocrine therapy received, {_LATER}.",
    "strict": "`yes`: only trials that admit on everything entered about the person.",
    "sort": "Order. By default by distance with `near`, else by relevance with `q`, else as the list says.",
    "limit": "Rows of a page.",
    "offset": "Rows to pass over.",
    "availability": "How the service can be had: one of these.",
    "delivery": "How the service is given: one of these.",
    "group": "A group of services: one of these.",
    "accreditation": "Slug of an accreditation, as the facet of that name lists them: one of these.",
    "language": "Language spoken (ISO 639-1): one of these.",
    "verified": "`yes`: only offerings with a claim that was checked and is not out of date.",
    "kind": "Kind of term: one of these; all by default.",
    "since": "Only what changed on this day (UTC) or later.",
}
OF_MATCH: Mapping[str, str] = {
    "limit": "Rows of each group; 10 by default.",
    "offset": "Rows to pass over. Counts only together with `group`.",
    "strict": "Changes nothing here: every trial stands in a group.",
    "group": "Only this group; all four by default.",
}
EXAMPLES: Mapping[str, Any] = {
    "q": "HER2",
    "status": ["recruiting"],
    "near": "60637",
    "within": 50,
    "country": ["US"],
    "state": ["IL"],
    "center": ["lakeside"],
    "service": ["srs"],
    "updated_since": "2026-11-01",
    "since": "2026-11-01",
    "age": 54,
    "subtype": ["her2-low"],
    "brain": ["stable"],
    "ecog": ["1"],
    "had": ["taxane", "Enhertu"],
    "lines": 2,
    "limit": 25,
    "kind": ["drugs"],
    "fields": ["id", "url"],
    "cursor": "*",
    "format": "json",
}
FORMATS: Mapping[type, str] = {
    fields.Text: "words",
    fields.Place: "place",
    fields.Countries: "country",
    fields.Words: "state",
    fields.Centers: "center",
    fields.Services: "service",
    fields.Treatments: "treatment",
    fields.Date: "date",
}
"""What kind of text it must be, where no list says it."""


def declared(of: type[fields.QuestionFilters]) -> dict[str, django_filters.Filter]:
    """Name → declaration, of all that may be asked there."""
    found = dict(of.base_filters)
    if of is CenterFilters:
        found |= {name: TrialFilters.base_filters[name.removeprefix(PREFIX)] for name in trial_parameters()}
    return found


def query(of: type[fields.QuestionFilters], *, without: Iterable[str] = (), words: Mapping[str, str]) -> list[JSON]:
    """The parameters of an address. `words` go before the general ones."""
    return [parameter(name, schema(name, one), words) for name, one in declared(of).items() if name not in without]


def shaping(row: type) -> list[JSON]:
    """The parameters of every list: a walk, chosen fields, whole files."""
    names = [one.name for one in dataclasses.fields(row)]
    schemas: dict[str, JSON] = {
        lists.CURSOR: {"type": "string", "format": "cursor"},
        lists.FIELDS: {"type": "array", "items": {"type": "string", "enum": names}},
        lists.FORMAT: {"type": "string", "enum": [one.format for one in lists.Listing.renderer_classes]},
    }
    return [parameter(name, schemas[name], words={name: meaning}) for name, meaning in lists.SHAPING.items()]


def parameter(name: str, of: JSON, words: Mapping[str, str]) -> JSON:
    bare = name.removeprefix(PREFIX)
    meaning = words.get(name) or MEANINGS[bare]
    found: JSON = {
        "name": name,
        "in": "query",
        "description": f"Of a trial that recruits there. {meaning}" if bare != name else meaning,
        "schema": of,
        # A form sends its empty fields along: that is as if they were not there.
        "allowEmptyValue": True,
    }
    if of["type"] == "array":
        found |= {"style": "form", "explode": True}
    if bare in EXAMPLES:
        found["example"] = EXAMPLES[bare]
    return found


def body(of: type[fields.QuestionFilters], more: Mapping[str, JSON], words: Mapping[str, str]) -> JSON:
    """The same as a JSON object: each parameter with a value, or a list of values."""
    declared_there = {name: schema(name, one) for name, one in declared(of).items()} | dict(more)
    return {
        "type": "object",
        "description": "Each parameter with a value; one that may be repeated also with a list of values.",
        "properties": {
            name: {**_in_json(one), "description": words.get(name) or MEANINGS[name]}
            for name, one in declared_there.items()
        },
        "additionalProperties": False,
    }


def _in_json(of: JSON) -> JSON:
    """Numbers may stand there as such, and an empty text is as if the parameter were not there."""
    one = of["items"] if of["type"] == "array" else of
    if numbers := [int(value) for value in one.get("enum", ()) if value.isdecimal()]:
        one = {"enum": [*one["enum"], *numbers]}
    one = {"anyOf": [one, {"const": ""}]}
    return {"anyOf": [one, {"type": "array", "items": one}]} if of["type"] == "array" else one


def schema(name: str, of: django_filters.Filter) -> JSON:
    """What may be given, in JSON Schema's terms."""
    given = of.extra
    one: JSON
    if isinstance(of, (fields.Number, fields.Whole)):
        one = {
            "type": "integer" if isinstance(of, fields.Whole) else "number",
            "minimum": given["min_value"],
            "maximum": given["max_value"],
        }
    else:
        one = {"type": "string"}
        if "max_length" in given:
            one["maxLength"] = given["max_length"]
        if (kind := FORMATS.get(type(of))) is not None:
            one["format"] = kind
        if values := _values(given.get("choices")):
            one["enum"] = values
    if name == "limit":
        one["default"] = fields.LIMIT
    return one if of.once else {"type": "array", "items": one}


def _values(choices: Any) -> list[str]:
    """The values we know. Those of words that only the database knows are not listed."""
    known = getattr(choices, "known", None)
    if known is not None:
        return list(known)
    return [] if choices is None or callable(choices) else [str(value) for value, _ in choices]
