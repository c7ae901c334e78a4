"""How fresh the listings are. In: the runs; out: as of when, and how old. Used by pages, API and `/readyz`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from trials.models import SyncRun


def listings() -> dict[str, Any]:
    """As of when the listings are (the registry's own data date), and how old that is in hours; None before the first
    sync. `synced_at` is when we last looked and saw everything."""
    run = SyncRun.objects.filter(status=SyncRun.DONE, complete=True).order_by("-id").first()
    if run is None:
        return {"listings_as_of": None, "age_hours": None, "synced_at": None}
    as_of = _moment(run.data_timestamp) or run.finished_at
    return {
        "listings_as_of": as_of.isoformat() if as_of else None,
        "age_hours": round((timezone.now() - as_of).total_seconds() / 3600, 1) if as_of else None,
        "synced_at": run.finished_at.isoformat() if run.finished_at else None,
    }


def _moment(stamp: str) -> dt.datetime | None:
    """The registry's data date has no zone: taken as UTC, at most some hours wrong."""
    try:
        moment = dt.datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
