"""The admin of the centers: facts and claims to keep, queues to work off. Each module registers its own pages."""

from __future__ import annotations

from centers.admin import aliases, claims, facts, reports

__all__ = ["aliases", "claims", "facts", "reports"]
