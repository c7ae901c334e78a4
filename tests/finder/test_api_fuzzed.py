"""Every address of the API against its own description: questions made up by schemathesis, good ones and bad ones, through
WSGI, all checks. What is good is generated from the document alone; what only our data know (places, slugs, names) from
the lists below, by the formats that the document names.
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig

from django.utils import timezone
from finder.api.schema_views import document
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

schema = schemathesis.openapi.from_dict(document())
schema.app = application


@pytest.fixture
def api(db: None, settings: Any) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"reading": None, "bulk": None}}
    api_world.furnish(timezone.localdate())


@schema.parametrize()
@settings(
    max_examples=500 if DEEP else 50,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_what_the_document_says_is_so(api: None, case: Any) -> None:
    if case.meta is None or case.meta.generation.mode.is_positive:
        leave_out_what_does_not_go_together(case.query or {})
        if isinstance(case.body, dict):
            leave_out_what_does_not_go_together(case.body)
    case.call_and_validate()


def leave_out_what_does_not_go_together(asked: dict[str, Any]) -> None:
    """What the document says in words alone: OpenAPI has no way to say which parameters count only with another. Of good
    questions what cannot count is left out; bad ones stay as they are."""
    if asked.get("format") in ("csv", "ndjson"):
        leave = {"cursor", "limit", "offset", "sort"}
    elif "cursor" in asked:
        leave = {"offset", "sort"}
        if not asked["cursor"]:
            leave.add("cursor")
    else:
        leave = set()
    if not asked.get("near"):
        leave |= {"within", "unit"}
    if asked.get("sort") == "distance" and not asked.get("near") or asked.get("sort") == "relevance" and not asked.get("q"):
        leave.add("sort")
    if any(asked.get("state", ())):
        leave.add("country")
    if not asked.get("group"):
        leave |= {"offset"} if "cursor" not in asked and "sort" not in asked else set()
    for name in leave:
        asked.pop(name, None)
