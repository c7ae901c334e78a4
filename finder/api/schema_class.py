"""One operation of the OpenAPI document. In: a view and a method; out: what `schema_operations.py` declares of them,
with what all addresses have in common. drf-spectacular calls it for each address (`DEFAULT_SCHEMA_CLASS`).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from drf_spectacular.openapi import AutoSchema

if TYPE_CHECKING:  # which needs the views, and those are made with this class
    from finder.api.schema_operations import Operation

JSON = dict[str, Any]
PATHS: dict[str, tuple[str, JSON]] = {
    "public_id": (
        "Id of a trial; another id of it answers 301.",
        {"type": "string", "pattern": "^[A-Za-z0-9-]{1,40}$", "format": "trial"},
    ),
    "slug": (
        "Slug of a care center.",
        {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,80}$", "format": "center"},
    ),
}
EXAMPLE_PATHS = {"public_id": "NCT99000001", "slug": "lakeside"}
HEADERS: dict[str, str] = {
    "ETag": "Names this very answer: send it as If-None-Match, and 304 says that it still stands.",
    "Last-Modified": "When the answer changed last, where that is known.",
    "Cache-Control": "`private, no-store` where a parameter says something about a person or a place.",
    "RateLimit": "What is left of the quota of your address, and in how many seconds there is more.",
    "RateLimit-Policy": "The quota of your address.",
}
OF_LISTS: dict[str, str] = {
    "Link": "The pages `next`, `prev` and `first` (RFC 8288); of a file the licence.",
    "X-Total-Count": "Of a file: how many rows it has. One that broke off has fewer.",
    "Data-Timestamp": "Of a file: the registry's own date of its data.",
    "Content-Disposition": "Of a file: a name for it.",
}
FILES = {"text/csv": "a column for each field", "application/x-ndjson": "a row on each line"}


class Undeclared(LookupError):
    """An address that `schema_operations.py` does not know."""


class Describing(AutoSchema):
    """Nothing is guessed: what is not declared is an error."""

    def get_operation(self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any) -> JSON | None:
        from finder.api.schema_operations import OPERATIONS

        declared = OPERATIONS.get((type(self.view), method))
        if declared is None:
            raise Undeclared(f"{method} {path}")
        return operation(declared, path)


def operation(of: Operation, path: str) -> JSON:
    from finder.api.schema_examples import EXAMPLES, QUESTION
    from finder.api.schema_parameters import body, parameter, query, shaping

    in_path = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": meaning,
            "schema": schema,
            "example": EXAMPLE_PATHS[name],
        }
        for name, (meaning, schema) in PATHS.items()
        if f"{{{name}}}" in path
    ]
    found: JSON = {"operationId": of.id, "tags": [of.tag], "summary": of.summary, "responses": _responses(of, in_path)}
    if of.description:
        found["description"] = of.description
    if of.in_body and of.filters:
        found["requestBody"] = {
            "required": True,
            "content": {
                "application/json": {"schema": body(of.filters, of.more, of.words), "example": QUESTION},
            },
        }
        return found
    asked = query(of.filters, without=of.without, words=of.words) if of.filters else []
    asked += shaping(of.row) if of.row else []
    found["parameters"] = [*in_path, *asked, *(parameter(name, one, of.words) for name, one in of.more.items())]
    found["responses"]["200"]["content"]["application/json"]["example"] = EXAMPLES[of.answer]
    return found


def _responses(of: Operation, in_path: list[JSON]) -> JSON:
    from finder.api.answers import Problem, RefusedProblem
    from finder.api.schema import about, reference

    whole: JSON = {
        "description": about(of.answer),
        "headers": _headers({} if of.tag == "Match" else HEADERS, OF_LISTS if of.row else {}),
        "content": {"application/json": {"schema": reference(of.answer)}},
    }
    for media_type, words in FILES.items() if of.row else ():
        said = f"Every row that matches: {words}."
        whole["content"][media_type] = {"schema": {"type": "string", "description": said}}
    found: JSON = {
        "200": whole,
        "400": _problem(400, "A parameter cannot be understood, or is none: each is named.", reference(RefusedProblem)),
        "406": _problem(406, "The format that is asked for is not offered.", reference(Problem)),
        "429": _problem(429, "Your address has asked too often. `Retry-After` says when to go on.", reference(Problem)),
    }
    found["429"]["headers"] = _headers({"Retry-After": "Seconds to wait."})
    if of.in_body:
        unread = {"anyOf": [reference(RefusedProblem), reference(Problem)]}
        found["400"] = _problem(400, "The body is no JSON, or a parameter in it cannot be understood.", unread)
        found["413"] = _problem(413, "The body is too long.", reference(Problem))
        found["415"] = _problem(415, "The body is of a type that is not understood.", reference(Problem))
    else:
        found["304"] = {"description": "What you hold still stands (`If-None-Match`)."}
    if of.moves:
        found["301"] = {
            "description": "The thing has another id: go there.",
            "headers": {"Location": {"schema": {"type": "string"}, "description": "Where it is."}},
        }
    if in_path or of.id == "getAccuracy":
        found["404"] = _problem(404, "There is no such thing.", reference(Problem))
    return dict(sorted(found.items()))


def _headers(*said: dict[str, str]) -> JSON:
    return {name: {"description": words, "schema": {"type": "string"}} for one in said for name, words in one.items()}


def _problem(status: int, description: str, schema: JSON) -> JSON:
    example: JSON = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": description,
    }
    if status == HTTPStatus.BAD_REQUEST:
        example |= {
            "title": "The request cannot be read",
            "detail": "The question cannot be answered as it stands.",
            "errors": [
                {"parameter": "nera", "detail": "There is no such parameter. Did you mean near?", "pointer": None}
            ],
        }
    return {"description": description, "content": {"application/problem+json": {"schema": schema, "example": example}}}
