"""What the pages of every curated table have: the history of each row, of deleted ones too, and who may do what.

In: the models with `history`; out: base classes for the admin. Old versions can be restored, by those who may change;
restoring writes a new entry and takes nothing away.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, ForeignKey, Model, OuterRef
from django.forms import Field
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from simple_history.admin import SimpleHistoryAdmin

from centers.admin.inputs import formfield
from centers.admin.lists import Short


class Worded:
    """Fields with words of ours are choices, lists are lines. For pages and for the rows within them."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Field | None:
        own = formfield(db_field)
        if own is not None:
            return own
        given: Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        return given


class Curated(Worded, SimpleHistoryAdmin, Short):
    """A table that people keep."""

    object_history_list_template = "admin/curated/history_list.html"
    change_list_template = "admin/curated/change_list.html"

    class Media:
        css = {"all": ("centers/admin.css",)}

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_deleted"
        return [path("deleted/", self.admin_site.admin_view(self.deleted), name=name), *super().get_urls()]

    def deleted(self, request: HttpRequest) -> HttpResponse:
        """The rows that are gone, the last first, each with its history."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        history = self.model.history.model
        held = self.model._default_manager.filter(pk=OuterRef(self.opts.pk.attname))
        gone = (
            history.objects.filter(~Exists(held), history_type="-")
            .select_related("history_user")
            .order_by("-history_date", "-history_id")
        )
        page = Paginator(gone, self.list_per_page).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Deleted {self.opts.verbose_name_plural}",
            "page": page,
            "rows": [(getattr(one, self.opts.pk.attname), one) for one in page],
        }
        return TemplateResponse(request, "admin/curated/deleted.html", context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """An old version. To send it is to restore it: the library asks only whether one may look."""
        if request.method == "POST" and not self.has_change_permission(request):
            raise PermissionDenied
        if self.has_view_permission(request) and (gone := self._gone(object_id, version_id)):
            messages.error(request, f"The {gone} it belonged to is deleted too: restore that first.")
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[object_id])
            )
        page: HttpResponse = super().history_form_view(request, object_id, version_id, extra_context)
        return page

    def _gone(self, object_id: str, version_id: str) -> str:
        """What a version points at that is there no more, by its name."""
        history = self.model.history.model
        version = get_object_or_404(history, **{self.opts.pk.attname: object_id, "history_id": version_id})
        for field in self.opts.concrete_fields:
            key = getattr(version, field.attname)
            if isinstance(field, ForeignKey) and field.editable and key is not None:
                if not field.related_model._base_manager.filter(pk=key).exists():
                    return str(field.related_model._meta.verbose_name)
        return ""

    def has_change_history_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(self.has_change_permission(request, obj))


def may(request: HttpRequest, action: str, *models: type[Model]) -> bool:
    """Whether somebody has a permission on each of these tables."""
    return all(request.user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}") for model in models)


class Inline:
    """Rows of a fact within a center's page: as many as there are, each with a link to its own page."""

    extra = 0
    show_change_link = True
    show_facets = admin.ShowFacets.NEVER
