"""The data dictionary: each field of each row that we hand out, made from the types themselves. In: nothing; out:
entries, as JSON, CSV or a page of the documentation. Called by `/dumps/dictionary.…` and `manage.py data_dictionary`.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from finder import caching, dumps, tables
from finder.api.schema import IN_COLUMNS, about, all_shapes, fields_of
from finder.center_detail import CenterDetail
from finder.center_rows import CenterRow
from finder.detail import TrialDetail
from finder.rows import TrialRow
from finder.site_rows import TrialSiteRow

WHERE = {
    TrialRow: "`/api/v1/trials/` as JSON, CSV and NDJSON",
    TrialDetail: "`/api/v1/trials/{id}/`, `trials.ndjson.gz`, `trials.csv.gz` (without `sites`, `arms`, `asks`)",
    TrialSiteRow: "`/api/v1/sites/` as JSON, CSV and NDJSON",
    dumps.FindingRow: "`findings.ndjson.gz`",
    CenterRow: "`/api/v1/centers/` as JSON, CSV and NDJSON",
    CenterDetail: "`/api/v1/centers/{slug}/`, `centers.ndjson.gz`",
}
"""The rows that files and lists are made of, and where each stands."""
REGISTRY, READER, CLAIMS, OURS = "registry", "reader", "claims", "finder"
SOURCES = {
    REGISTRY: "as the registry gives it",
    READER: "read in the trial's text by a computer, or decided by a person; each with the sentences",
    CLAIMS: "from a source on the center that its claims name",
    OURS: "derived by the Finder, or its own",
}
_OF_TYPE: dict[str, tuple[str, dict[str, str]]] = {
    "TrialRow": (REGISTRY, dict.fromkeys(("nearest", "fit", "reasons", "url", "example"), OURS)),
    "TrialDetail": (
        REGISTRY,
        dict.fromkeys(("url", "example"), OURS) | dict.fromkeys(("read_on", "asks", "unsaid"), READER),
    ),
    "TrialSiteRow": (REGISTRY, dict.fromkeys(("id", "url", "status", "center", "distance", "unit"), OURS)),
    "SiteRow": (REGISTRY, dict.fromkeys(("status", "center", "distance"), OURS)),
    "NearestSite": (REGISTRY, dict.fromkeys(("status", "center", "distance", "unit"), OURS)),
    "SiteHere": (REGISTRY, {"status": OURS}),
    "RegistrationRow": (REGISTRY, dict.fromkeys(("registry", "url", "listed", "delisted_on"), OURS)),
    **dict.fromkeys(("DateOf", "Arm", "Contact", "Intervention", "Organisation", "SecondaryId"), (REGISTRY, {})),
    "FindingRow": (READER, {"trial": REGISTRY}),
    **dict.fromkeys(("Proof", "Quote", "Statement", "Said"), (READER, {})),
    "Reason": (OURS, {"said": READER}),
    "CenterRow": (CLAIMS, dict.fromkeys(("id", "url", "nearest", "trials", "treats_patients"), OURS)),
    "CenterDetail": (
        CLAIMS,
        dict.fromkeys(("id", "slug", "url", "standing", "unknown", "judged_on", "treats_patients"), OURS),
    ),
    "LocationRow": (CLAIMS, dict.fromkeys(("id", "phone_shown", "hours_words", "standing"), OURS)),
    **dict.fromkeys(
        ("OfferingRow", "ServiceHere"), (CLAIMS, dict.fromkeys(("id", "label", "meaning", "standing"), OURS))
    ),
    "ChannelRow": (
        CLAIMS,
        dict.fromkeys(("id", "label", "audience_label", "value_shown", "hours_words", "medium", "standing"), OURS),
    ),
    "AccreditationRow": (CLAIMS, dict.fromkeys(("id", "standing"), OURS)),
    **dict.fromkeys(("OfferingGroup", "ChannelGroup"), (CLAIMS, dict.fromkeys(("group", "purpose", "label"), OURS))),
    "ContactHere": (CLAIMS, dict.fromkeys(("purpose", "purpose_label"), OURS)),
    "ClaimRow": (CLAIMS, {"standing": OURS}),
    "NearestLocation": (CLAIMS, dict.fromkeys(("distance", "unit"), OURS)),
    **dict.fromkeys(("TrialsHere", "TrialHere"), (OURS, {})),
}
"""Where the fields of a row come from: most of them, and the others."""


class Entry(NamedTuple):
    row: str
    field: str
    type: str
    meaning: str
    source: str


@cache
def shapes() -> tuple[type, ...]:
    """The rows, then what stands in their fields, by name."""
    below = {one for one in all_shapes([*WHERE, *IN_COLUMNS.values()]) if one not in WHERE}
    return (*WHERE, *sorted(below, key=lambda one: one.__name__))


@cache
def entries() -> tuple[Entry, ...]:
    """Raises Undescribed, KeyError where nobody says what a field means or where it comes from."""
    return tuple(entry for of in shapes() for entry in _entries(of))


def _entries(of: type) -> list[Entry]:
    most, others = _OF_TYPE[of.__name__]
    return [
        Entry(of.__name__, one.name, one.type, one.description, others.get(one.name, most)) for one in fields_of(of)
    ]


def page() -> str:
    """`docs/data-dictionary.md`."""
    parts = [
        "# Data dictionary\n\nMade from the code by `manage.py data_dictionary`. The same as data: "
        "`/dumps/dictionary.json`, `/dumps/dictionary.csv`.\n\n"
        "Where a field comes from:\n\n" + "".join(f"- *{name}*: {words}\n" for name, words in SOURCES.items())
    ]
    for of in shapes():
        where = f"\n\nIn {WHERE[of]}." if of in WHERE else ""
        lines = "".join(
            f"| `{one.field}` | {_in_table(one.type)} | {_in_table(one.meaning)} | {one.source} |\n"
            for one in _entries(of)
        )
        head = "| field | type | meaning | source |\n|---|---|---|---|\n"
        parts.append(f"\n## {of.__name__}\n\n{about(of)}{where}\n\n{head}{lines}")
    return "".join(parts)


def _in_table(text: str) -> str:
    return text.replace("|", "\\|")


@require_safe
def as_json(request: HttpRequest) -> HttpResponseBase:
    body = {
        "version": dumps.VERSION,
        "sources": SOURCES,
        "rows": [
            {
                "name": of.__name__,
                "about": about(of),
                "where": WHERE.get(of, ""),
                "fields": [
                    {"name": one.field, "type": one.type, "meaning": one.meaning, "source": one.source}
                    for one in _entries(of)
                ],
            }
            for of in shapes()
        ],
    }
    return caching.answer(request, lambda: JsonResponse(body))


@require_safe
def as_csv(request: HttpRequest) -> HttpResponseBase:
    lines = tables.csv_file([[one._asdict() for one in entries()]], Entry._fields)
    return caching.answer(request, lambda: HttpResponse(b"".join(lines), content_type="text/csv; charset=utf-8"))
