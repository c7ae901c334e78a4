"""What the lists of the admin share: counts that end, rows that only machines write, what is open, queues.

In: the models; out: base classes for the modules beside this one, and for `finder/admin.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

MOST_COUNTED = 1_000
"""Lists are counted so far: page 20 is as far as anybody leafs, and of a hundred thousand offerings those without a
claim would take longer than a page may."""
MOST_WAITING = 500
"""A queue is counted so far: beyond it the number helps nobody."""

if TYPE_CHECKING:  # generic only for the type checker
    AnyAdmin = admin.ModelAdmin[Any]
    AnyTabular = admin.TabularInline[Any, Any]
    AnyStacked = admin.StackedInline[Any, Any]
    AnyForm = forms.ModelForm[Any]
    AnyPaginator = Paginator[Any]
else:
    AnyAdmin, AnyTabular, AnyStacked = admin.ModelAdmin, admin.TabularInline, admin.StackedInline
    AnyForm, AnyPaginator = forms.ModelForm, Paginator


class ShortCount(AnyPaginator):
    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        counted: int = rows.order_by()[:MOST_COUNTED].count()
        return counted


class Short(AnyAdmin):
    """Lists that stay quick when they are long."""

    show_full_result_count = False
    paginator: ClassVar[Any] = ShortCount
    list_per_page = 50
    list_max_show_all = 50
    show_facets = admin.ShowFacets.NEVER


class ReadOnly(Short):
    """Nobody adds, changes or deletes what a machine writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


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


@dataclass(frozen=True, slots=True)
class Queue:
    """Something that waits for curators: a list of the admin, and how many rows are in it. `more`: at least so many."""

    label: str
    url: str
    count: int
    more: bool


def queue(label: str, model: type[Model], rows: QuerySet[Any], query: str = "") -> Queue:
    counted = rows.order_by()[: MOST_WAITING + 1].count()
    url = list_url(model) + (f"?{query}" if query else "")
    return Queue(label, url, min(counted, MOST_WAITING), counted > MOST_WAITING)


def list_url(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_url(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def link(row: Model, text: object = None) -> SafeString:
    return format_html('<a href="{}">{}</a>', page_url(row), row if text is None else text)


def shortened(text: str, most: int = 120) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
