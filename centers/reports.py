"""What visitors reported is kept no longer than needed. In: now; out: how many went. Called by `finder/tasks.py`."""

from __future__ import annotations

import datetime as dt

from centers.models import Report

KEPT_AFTER_CLOSING = dt.timedelta(days=90)


def forget_closed(now: dt.datetime) -> int:
    """Deletes the reports that were closed at least 90 days ago; open ones stay until somebody has looked at them."""
    deleted, _ = Report.objects.filter(done_at__lte=now - KEPT_AFTER_CLOSING).delete()
    return deleted
