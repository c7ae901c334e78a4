"""`/centers/<slug>/report/`: a visitor says that a fact on a care center is wrong. In: a slug; out: a row for curators.

Of the visitor nothing is kept but the reason and the words, if there are any.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from centers.models import LONGEST_REPORT, Center, Report
from finder.pages.reporting import WordsForm, respond


class MistakeForm(WordsForm):
    longest = LONGEST_REPORT

    reason = forms.ChoiceField(
        choices=list(Report.REASONS.items()),
        error_messages={
            "required": gettext_lazy("Choose what is wrong."),
            "invalid_choice": gettext_lazy("Choose one of these."),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mistake(request: HttpRequest, slug: str) -> HttpResponse:
    center = Center.objects.published().filter(slug=slug, listed=True).first()
    if center is None:
        raise Http404
    return respond(
        request,
        MistakeForm,
        "finder/center_report.html",
        context={
            "center": center,
            "reasons": [(value, _(words)) for value, words in Report.REASONS.items()],
            "back": reverse("center", args=[center.slug]),
        },
        still_open=lambda given: Report.objects.filter(center=center, reason=given["reason"], done_at__isnull=True),
        keep=lambda given: _keep(center, given),
    )


def _keep(center: Center, given: dict[str, Any]) -> None:
    Report.objects.create(center=center, reason=given["reason"], words=given["words"], reported_at=timezone.now())
