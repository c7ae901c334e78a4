"""What waits for an answer: visitors' reports on centers, and tasks that a machine found. Done with an outcome.

In: reports and tasks; out: their outcomes, with who and when. What `load_centers` wrote can be looked at.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from centers.admin.lists import OpenFilter, Queue, ReadOnly, Short, link, queue, shortened
from centers.models import Report, Shipped, Task


class Answered(Short):
    """Open until somebody writes what came of it; without it, open again."""

    list_filter = (OpenFilter,)
    list_select_related: ClassVar[Any] = ("center", "done_by")
    search_fields = ("center__name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return tuple(str(name) for name in self.fields or () if name != "outcome")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.done_at = timezone.now() if obj.outcome.strip() else None
        obj.done_by = request.user if obj.done_at else None
        super().save_model(request, obj, form, change)

    @admin.display(description="center")
    def of_center(self, one: Any) -> SafeString:
        return link(one.center)


@admin.register(Report)
class ReportAdmin(Answered):
    list_display = ("reason", "of_center", "words_in_short", "reported_at", "done_at", "done_by")
    fields = ("of_center", "reason", "words", "reported_at", "outcome", "done_at", "done_by")
    ordering = ("reported_at", "pk")

    def queues(self, request: HttpRequest) -> list[Queue]:
        return [queue("Visitors' reports on centers", Report, Report.objects.filter(done_at__isnull=True))]

    @admin.display(description="words")
    def words_in_short(self, one: Report) -> str:
        return shortened(one.words)


@admin.register(Task)
class TaskAdmin(Answered):
    list_display = ("kind", "of_center", "offering", "found_at", "done_at", "done_by")
    list_select_related = ("center", "offering", "done_by")
    fields = ("of_center", "kind", "offering", "found_at", "outcome", "done_at", "done_by")
    ordering = ("found_at", "pk")

    def queues(self, request: HttpRequest) -> list[Queue]:
        return [queue("Tasks that a cross-check found", Task, Task.objects.filter(done_at__isnull=True))]


@admin.register(Shipped)
class ShippedAdmin(ReadOnly):
    list_display = ("key", "model", "row")
    search_fields = ("key",)
    ordering = ("key",)
