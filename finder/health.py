"""The two addresses that machines ask: `/healthz` (is the process there) and `/readyz` (may it be sent visitors).

In: a request; out: JSON. Wired in `finder/urls.py`. The age of the listings is told, never a reason for 503: a finder
with yesterday's listings, which say so, is better than none.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trials.models import SyncRun

_migrated = False


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Touches nothing else: a database that is down is no reason to restart the web server."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and every migration of this code is applied; else 503 with the reason."""
    try:
        missing = unapplied()
        if missing:
            return JsonResponse({"status": "unready", "reason": f"migrations not applied: {len(missing)}"}, status=503)
        return JsonResponse({"status": "ready", **listings()})
    except DatabaseError:
        # The driver's words may name hosts and users.
        return JsonResponse({"status": "unready", "reason": "the database does not answer"}, status=503)


def unapplied() -> list[str]:
    """Migrations of this code that the database lacks. Once there are none, there are none for this process's life."""
    global _migrated  # noqa: PLW0603 - one value a process
    if _migrated:
        return []
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    _migrated = not plan
    return [str(migration) for migration, _ in plan]


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
