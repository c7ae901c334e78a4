"""`/about/metastatic/` and `/about/when-to-call/`: two short texts of our own. In: a request; out: the page."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from finder import caching


@require_safe
def metastatic(request: HttpRequest) -> HttpResponseBase:
    return caching.answer(request, lambda: render(request, "finder/metastatic.html"))


@require_safe
def when_to_call(request: HttpRequest) -> HttpResponseBase:
    return caching.answer(request, lambda: render(request, "finder/when_to_call.html"))
