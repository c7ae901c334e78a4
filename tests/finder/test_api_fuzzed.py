"""Every address of the API against its own description: questions made up by schemathesis, good ones and bad ones,
through WSGI, all checks. What is good is generated from the document alone; what only our data know (places, slugs,
names) comes from the lists below, by the formats that the document names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from finder.api import schema_parameters
from finder.api.lists import CURSOR
from finder.api.schema_views import document
from finder.center_filters import CenterFilters
from finder.filters import TrialFilters
from finder.wsgi import application
from tests import make
from tests.conftest import DEEP
from tests.finder import api_world

FORMATS = {
    "words": ["HER2", "breast", '"breast cancer"', "trastuzumab deruxt", "é", "NCT99000001"],
    "place": ["60637", "41.8,-87.6", "-90,180"],
    "country": ["US", "fr", "United States", "NZ"],
    "state": ["IL", "Illinois"],
    "center": ["lakeside"],
    "service": ["srs", "gamma knife"],
    "treatment": ["taxane", "Enhertu", "DS-8201"],
    "cursor": ["*"],
    "trial": [make.nct(1), make.nct(5), api_world.ALIAS, "nct99000007"],
}
for name, values in FORMATS.items():
    schemathesis.openapi.format(name, st.sampled_from(values))

OF_PARAMETERS = {
    name: schema_parameters.FORMATS[type(one)]
    for filters in (TrialFilters, CenterFilters)
    for name, one in schema_parameters.declared(filters).items()
    if schema_parameters.FORMATS.get(type(one)) in FORMATS
} | {CURSOR: "cursor"}
SAME_PARAMETERS = ["listSites", "countTrials", "matchByAddress", "match", "listCenters"]
"""Addresses that take the parameters of `listTrials`. Each value and each wrong one by itself, a thousand questions an
address, is tried there alone; at these only with DEEP=1."""


def described() -> Any:
    found = schemathesis.openapi.from_dict(document())
    found.app = application
    return found


schema = described() if DEEP else described().exclude(operation_id=SAME_PARAMETERS)
alike = described().include(operation_id=SAME_PARAMETERS)
alike.config.phases.coverage.enabled = DEEP


@pytest.fixture
def api(db: None, settings: Any) -> Iterator[None]:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"reading": None, "bulk": None}}
    api_world.furnish(timezone.localdate())
    # As Django's own test client does: a request must not close the connection of the test's transaction.
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


often = settings(
    max_examples=500 if DEEP else 50,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@schema.parametrize()  # type: ignore[untyped-decorator]
@often
def test_what_the_document_says_is_so(api: None, case: Any) -> None:
    check(case)


@alike.parametrize()  # type: ignore[untyped-decorator]
@often
def test_what_it_says_of_addresses_with_the_same_parameters_is_so(api: None, case: Any) -> None:
    check(case)


def check(case: Any) -> None:
    if case.meta is None or case.meta.generation.mode.is_positive:
        for asked in (case.query, case.body):
            if isinstance(asked, dict):
                leave_out_what_nobody_knows(asked)
                leave_out_what_does_not_go_together(asked, in_groups=case.operation.path.endswith("/match/"))
    case.call_and_validate()


def leave_out_what_nobody_knows(asked: dict[str, Any]) -> None:
    """schemathesis now and then takes a text from elsewhere for one of ours."""
    for name, kind in OF_PARAMETERS.items():
        given = asked.get(name, [])
        if not {*(given if isinstance(given, list) else [given])} <= {*FORMATS[kind], ""}:
            del asked[name]


def leave_out_what_does_not_go_together(asked: dict[str, Any], *, in_groups: bool) -> None:
    """What the document says in words alone: OpenAPI has no way to say which parameters count only with another. Of
    good questions what cannot count is left out; bad ones stay as they are."""
    leave = set()
    if not asked.get(CURSOR):
        leave.add(CURSOR)
    else:
        leave |= {"sort", "offset"}
    if asked.get("format") in ("csv", "ndjson"):
        leave |= {CURSOR, "sort", "limit", "offset"}
    if not asked.get("near"):
        leave |= {"within", "unit"}
    if (asked.get("sort"), bool(asked.get("near"))) == ("distance", False):
        leave.add("sort")
    if (asked.get("sort"), bool(asked.get("q"))) == ("relevance", False):
        leave.add("sort")
    if asked.get("state"):
        leave.add("country")
    if in_groups and not asked.get("group"):
        leave.add("offset")
    for name in leave:
        asked.pop(name, None)
