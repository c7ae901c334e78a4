"""The admin's first page: what waits for curators stands first. In: the queues that the registered pages name; out: the
page. Named by `finder/apps.py`.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse


class FinderAdmin(AdminSite):
    """A page of the admin that has a queue says so in `queues(request)`: label, url, count, more."""

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        queues = [
            one
            for page in self._registry.values()
            if hasattr(page, "queues") and page.has_view_permission(request)
            for one in page.queues(request)
        ]
        return super().index(request, {**(extra_context or {}), "queues": queues})
