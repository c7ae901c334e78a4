"""JSON Schema of the types that the API prints. In: a frozen dataclass; out: components, and its fields in words.

Called by `finder/api/schema_views.py` for the OpenAPI document, and by whoever writes a data dictionary. There is one
source: the type. What a field means stands below it in its class, else in `finder/api/schema_words.py`.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import textwrap
import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import msgspec

from finder import facets
from finder.api import answers
from finder.api.schema_words import FIELDS, TYPES
from trials import records

JSON = dict[str, Any]
REF = "#/components/schemas/{name}"
IN_COLUMNS: dict[str, type] = {
    "arms": records.Arm,
    "central_contacts": records.Contact,
    "collaborators": records.Organisation,
    "contacts": records.Contact,
    "interventions": records.Intervention,
    "secondary_ids": records.SecondaryId,
}
"""What the JSON columns of trials and sites hold, by name: a list of what the registries' readers made."""


class Field(NamedTuple):
    """`type`: in the words of JSON, `text`, `list of Quote`, `number or null` …"""

    name: str
    type: str
    description: str


class Undescribed(LookupError):
    """A field of which nobody says what it means."""


@cache
def fields_of(of: type) -> tuple[Field, ...]:
    """The fields of a dataclass, Struct or TypedDict, in their order. Raises Undescribed."""
    hints = typing.get_type_hints(of, include_extras=False)
    said = _docstrings(of)
    return tuple(Field(name, _type_words(name, hints[name]), _meaning(of, name, said)) for name in _names(of))


@cache
def components() -> JSON:
    """The JSON Schema of every answer and all that stands in it, by name."""
    roots = _roots()
    _, found = msgspec.json.schema_components([*roots, *IN_COLUMNS.values()], ref_template=REF)
    types_by_name = {one.__name__: one for one in all_shapes([*roots, *IN_COLUMNS.values()])}
    described = {name: _described(types_by_name[name], schema) for name, schema in found.items()}
    for of in (one for one in roots if issubclass(one, answers.Page)):
        rows = described[of.__name__]["properties"]["results"]
        whole = rows["items"]
        name = whole["$ref"].rpartition("/")[2]
        described[f"Some{name}"] = _some_of(described[name], name)
        rows["items"] = {"anyOf": [whole, {"$ref": REF.format(name=f"Some{name}")}]}
    return dict(sorted((described | {answers.TRIAL_FACETS: _trial_facets()}).items()))


def _roots() -> list[type]:
    """The answers, and what stands in them; not the parts that they only share."""
    shapes = [one for one in vars(answers).values() if _is_shape(one) and one.__module__ == answers.__name__]
    return [one for one in shapes if not one.__subclasses__() or one is answers.Problem]


def reference(of: type) -> JSON:
    return {"$ref": REF.format(name=of.__name__)}


def _described(of: type, schema: JSON) -> JSON:
    """A component with what its fields mean. Every field is always there: empty or null where nothing is known."""
    properties = {}
    for name, given in schema["properties"].items():
        said = next(one.description for one in fields_of(of) if one.name == name)
        if name in IN_COLUMNS and given.get("items", {}).get("type") == "object":
            given = {"type": "array", "items": reference(IN_COLUMNS[name])}
        given = {key: value for key, value in given.items() if key not in ("default", "title", "description")}
        properties[name] = {**given, "description": said}
    found: JSON = {"type": "object", "description": about(of), "properties": properties}
    if not typing.is_typeddict(of):
        found["required"] = list(properties)
    return found


def _some_of(whole: JSON, name: str) -> JSON:
    return {**whole, "description": f"A {name} of which `fields` chose some.", "required": ["id"]}


def _trial_facets() -> JSON:
    """Each facet by name. One without any value is left out."""
    plain = (*facets.PLAIN, "country", "state")
    return {
        "type": "object",
        "description": (
            "How many trials there are of each kind, by the parameter that asks for it. A facet is counted with all "
            "parameters but its own, where one of several values counts; with all, where all must hold."
        ),
        "properties": {name: reference(answers.Counts) for name in plain}
        | {name: reference(answers.PersonCounts) for name in facets.OF_PERSONS},
        "additionalProperties": False,
    }


# -- reading types ----------------------------------------------------------------------------------------------------


def _is_shape(of: Any) -> bool:
    return isinstance(of, type) and (
        dataclasses.is_dataclass(of) or issubclass(of, msgspec.Struct) or typing.is_typeddict(of)
    )


def _names(of: type) -> list[str]:
    if dataclasses.is_dataclass(of):
        return [one.name for one in dataclasses.fields(of)]
    return list(typing.get_type_hints(of))


def all_shapes(of: list[type]) -> Iterator[type]:
    """These, and all that stand in their fields."""
    seen: set[type] = set()
    waiting: list[Any] = list(of)
    while waiting:
        one = waiting.pop()
        if _is_shape(one):
            if one not in seen:
                seen.add(one)
                yield one
                waiting += typing.get_type_hints(one).values()
        else:
            waiting += typing.get_args(one)


@cache
def _docstrings(of: type) -> dict[str, str]:
    """Field → what stands below it in its class, or in a class that it comes from."""
    found: dict[str, str] = {}
    for one in reversed([of, *getattr(of, "__orig_bases__", ()), *of.__mro__]):
        if not _is_shape(one):
            continue
        try:
            body = ast.parse(textwrap.dedent(inspect.getsource(one))).body[0]
        except OSError:  # made at run time
            continue
        assert isinstance(body, ast.ClassDef)  # noqa: S101 - that is what the source of a class is
        for field, below in zip(body.body, body.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
                    found[field.target.id] = " ".join(str(below.value.value).split())
    return found


def _meaning(of: type, name: str, said: dict[str, str]) -> str:
    named = (FIELDS.get(f"{one.__name__}.{name}") for one in of.__mro__)
    found = said.get(name) or next(filter(None, named), None) or FIELDS.get(name)
    if found is None:
        raise Undescribed(f"{of.__name__}.{name}")
    return found


def about(of: type) -> str:
    """What a type is, in a sentence or two. Raises Undescribed."""
    said = TYPES.get(of.__name__) or of.__dict__.get("__doc__") or ""
    if not said or said.startswith(f"{of.__name__}("):  # what dataclasses write themselves
        raise Undescribed(of.__name__)
    return " ".join(said.split())


_PLAIN = {"str": "text", "int": "whole number", "float": "number", "bool": "true or false", "NoneType": "null"}
_TIMES = {"date": "date (YYYY-MM-DD)", "datetime": "date and time (RFC 3339)", "dict": "object", "Any": "anything"}


def _type_words(name: str, of: Any) -> str:
    args = typing.get_args(of)
    origin = typing.get_origin(of)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_type_words(name, one) for one in args)
    if origin is typing.Literal:
        return " or ".join(f"`{one}`" for one in args)
    if origin in (list, tuple):
        if name in IN_COLUMNS and typing.get_origin(args[0]) is dict:
            return f"list of {IN_COLUMNS[name].__name__}"
        return f"list of {_type_words(name, args[0])}"
    if origin is dict:
        return f"object of {_type_words(name, args[1])} by name" if args[1] is not Any else "object"
    known = of.__name__
    return _PLAIN.get(known) or _TIMES.get(known) or known
