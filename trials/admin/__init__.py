"""The admin: records and runs to look at, readings to judge. Each module registers its own pages."""

from __future__ import annotations

from trials.admin import readings, records, reports, rulings, runs

__all__ = ["readings", "records", "reports", "rulings", "runs"]
