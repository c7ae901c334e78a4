"""What the pages of the admin share: counts that end, rows that only machines write, links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

MOST_COUNTED = 5_000
"""Lists are counted so far: page 50 is as far as anybody leafs, and a full count of sites takes seconds."""


if TYPE_CHECKING:  # generic only for the type checker
    AnyAdmin = admin.ModelAdmin[Any]
    AnyInline = admin.TabularInline[Any, Any]
    AnyForm = forms.ModelForm[Any]
    AnyPaginator = Paginator[Any]
else:
    AnyAdmin, AnyInline, AnyForm, AnyPaginator = admin.ModelAdmin, admin.TabularInline, forms.ModelForm, Paginator


class ShortCount(AnyPaginator):
    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        counted: int = rows.order_by()[:MOST_COUNTED].count()
        return counted


class ReadOnly(AnyAdmin):
    """Nobody adds, changes or deletes what a machine writes."""

    show_full_result_count = False
    paginator = ShortCount
    list_per_page = 50
    ordering = ("-pk",)
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyInline(AnyInline):
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def link(name: str, pk: object, text: object) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse(f"admin:trials_{name}_change", args=[pk]), text)


def list_link(name: str, query: str, text: object) -> SafeString:
    return format_html('<a href="{}?{}">{}</a>', reverse(f"admin:trials_{name}_changelist"), query, text)
