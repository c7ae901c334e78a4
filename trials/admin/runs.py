"""What curators see of syncs and leases: written by machines, so read-only."""

from __future__ import annotations

from django.contrib import admin

from trials.admin.lists import ReadOnly
from trials.models import Lease, SyncRun


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnly):
    list_display = (
        *("started_at", "registry", "status", "full", "scope", "took", "pages", "seen", "created", "changed"),
        *("unchanged", "unreadable", "delisted", "data_timestamp"),
    )
    list_filter = ("registry", "status", "full")
    readonly_fields = ("took",)

    @admin.display(description="took")
    def took(self, run: SyncRun) -> str:
        if run.finished_at is None:
            return "still running" if run.status == SyncRun.RUNNING else "unknown"
        return str(run.finished_at - run.started_at).partition(".")[0]


@admin.register(Lease)
class LeaseAdmin(ReadOnly):
    list_display = ("name", "owner", "token", "expires_at")
    ordering = ("name",)
