"""Comes in: a test that asks for `replica`. Goes out: a running, empty registry of its own, stopped afterwards.
Loaded by tests/conftest.py (`pytest_plugins`).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.replica.server import Replica


@pytest.fixture
def replica() -> Iterator[Replica]:
    """Empty: what a test needs it puts there (`replica.put(study(1), study(2))`)."""
    with Replica() as running:
        yield running
