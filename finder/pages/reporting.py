"""What the forms share by which a visitor says that something is wrong. In: a request; out: the form, or the thanks.

These forms are the one thing a page may write. Called by `report.py` (readings) and `mistake.py` (care centers).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

MOST_OPEN = 20
"""Open reports on one thing; further ones say nothing new, and nobody can fill the list by machine."""


class WordsForm(forms.Form):
    """A visitor's own words, or none. `longest`: characters."""

    longest = 0

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["words"] = forms.CharField(max_length=self.longest, required=False)


def respond(
    request: HttpRequest,
    form_class: type[WordsForm],
    template: str,
    *,
    context: dict[str, Any],
    still_open: Callable[[dict[str, Any]], QuerySet[Model]],
    keep: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    """GET: the form. POST: kept and redirected to the thanks, so that a reload sends nothing again; 400 with the form
    where something is amiss. `still_open`: the reports on the same thing that nobody has looked at yet."""
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if still_open(form.cleaned_data).count() < MOST_OPEN:
            keep(form.cleaned_data)
        return HttpResponseRedirect(f"{request.path}?sent=yes")
    context |= {
        "form": form,
        "most": f"{form.longest:,}",
        "sent": request.GET.get("sent") == "yes",
        "noindex": True,
    }
    return render(request, template, context, status=400 if form.errors else 200)
