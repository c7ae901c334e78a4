"""What visitors say was read wrong, beside what was shown to them. In: reports; out: their outcomes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from trials.admin.lists import AnyAdmin, ShortCount, link
from trials.admin.readings import OfATrial, rule_url
from trials.eligibility import values
from trials.models import Report, Ruling
from trials.standing import as_value


class OpenFilter(admin.SimpleListFilter):
    """The open ones, unless others are asked for."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("done", "done")]

    def choices(self, changelist: Any) -> Any:
        for value, label in ((None, "open"), ("done", "done")):
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(done_at__isnull=self.value() != "done")


@admin.register(Report)
class ReportAdmin(OfATrial, AnyAdmin):
    list_display = ("asks", "of_trial", "words_in_short", "reported_at", "done_at")
    list_filter = (OpenFilter,)
    fields = (
        "of_trial",
        "asks",
        "shown",
        "quote",
        "words",
        "reported_at",
        "rule_on_it",
        "outcome",
        "done_at",
        "done_by",
    )
    readonly_fields = tuple(name for name in fields if name != "outcome")
    search_fields = ("=trial__public_id",)
    search_help_text = "A trial's number, in full."
    show_full_result_count = False
    paginator = ShortCount
    ordering = ("reported_at",)
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        rows: QuerySet[Report] = super().get_queryset(request)
        return rows.select_related("done_by").annotate(public_id=F("trial__public_id"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Report, form: Any, change: bool) -> None:
        """With an outcome it is done; without one it is open again."""
        obj.done_at = timezone.now() if obj.outcome.strip() else None
        obj.done_by = request.user if obj.done_at else None  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    @admin.display(description="shown then")
    def shown(self, one: Report) -> str:
        return "not stated" if one.value is None else values.label(one.question, one.key, as_value(one.value))

    @admin.display(description="words")
    def words_in_short(self, one: Report) -> str:
        return one.words if len(one.words) <= 120 else f"{one.words[:119]}…"

    @admin.display(description="ruling")
    def rule_on_it(self, one: Report) -> SafeString:
        ruling = Ruling.objects.filter(trial=one.trial_id, question=one.question, key=one.key).first()
        if ruling is not None:
            return link("ruling", ruling.pk, "Ruled already")
        return format_html('<a href="{}">Rule on this</a>', rule_url(one.trial_id, one.question, one.key))
