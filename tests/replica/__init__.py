"""A replica of ClinicalTrials.gov API v2 over real HTTP, for the tests and to try things by hand (`script/replica`).

Comes in: study records (dicts or a file) and faults. Goes out: a server that behaves, and misbehaves, as the registry
does. Needs nothing but Python. Tests take the fixture `replica` (tests/replica/fixtures.py).
"""

from __future__ import annotations

from tests.replica.faults import FOREVER, Fault
from tests.replica.server import Asked, Replica

__all__ = ["FOREVER", "Asked", "Fault", "Replica"]
