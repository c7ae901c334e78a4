"""The two addresses that machines ask: `/healthz` (is the process there) and `/readyz` (may it be sent visitors).

In: a request; out: JSON. Wired in `finder/urls.py`. The age of the listings is told, never a reason for 503: a finder
with yesterday's listings, which say so, is better than none.
"""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from finder.freshness import listings

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
