"""What every test shares: the replica of the registry, plain static files, how many cases hypothesis makes."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import settings

pytest_plugins = ["tests.replica.fixtures"]

DEEP = bool(os.environ.get("DEEP"))

# A deadline by the clock fails on a busy machine, not on a bug.
settings.register_profile("quick", deadline=None)
settings.register_profile("deep", deadline=None, max_examples=10_000)
settings.load_profile("deep" if DEEP else "quick")


@pytest.fixture(autouse=True)
def plain_static(request: pytest.FixtureRequest) -> None:
    """Pages name their static files without the hash only `collectstatic` knows (`test_pages_static.py` runs it)."""
    changed: Any = request.getfixturevalue("settings")
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    changed.STORAGES = {**changed.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def no_quota(request: pytest.FixtureRequest) -> None:
    """All tests ask from one address; `test_api_quotas.py` sets rates of its own."""
    changed: Any = request.getfixturevalue("settings")
    rates = dict.fromkeys(changed.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"])
    changed.REST_FRAMEWORK = {**changed.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `deep` are not part of a quick run: left out, not skipped."""
    if DEEP:
        return
    deep = [item for item in items if item.get_closest_marker("deep")]
    if deep:
        config.hook.pytest_deselected(items=deep)
        items[:] = [item for item in items if item not in deep]
