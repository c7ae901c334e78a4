"""`/trials/<id>/report/`: a visitor says that an answer was read wrong. In: question and key; out: a row for curators.

Of the visitor nothing is kept but the words, if there are any.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from finder.pages.asks import MOST_QUOTES, words_of
from finder.pages.reporting import WordsForm, respond
from finder.said import statements_of
from finder.statements import Statement
from trials.models import LONGEST_REPORT, Report, Trial


class ReportForm(WordsForm):
    longest = LONGEST_REPORT


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    trial = Trial.objects.filter(public_id=public_id).first()
    if trial is None:
        raise Http404
    found = _statement(trial, request.GET.get("question", ""), request.GET.get("key", ""))
    question, key = (found.question, found.key) if found else ("", "")
    return respond(
        request,
        ReportForm,
        "finder/report.html",
        context={
            "trial": trial,
            "back": reverse("trial", args=[public_id]) + "#asks",
            "statement": found,
            "quotes": [words_of(one) for one in found.quotes[:MOST_QUOTES]] if found else [],
        },
        still_open=lambda _: Report.objects.filter(trial=trial, question=question, key=key, done_at__isnull=True),
        keep=lambda given: _keep(trial, found, given),
    )


def _statement(trial: Trial, question: str, key: str) -> Statement | None:
    """What is shown now; none where the reading has changed since, or the report is on the trial as a whole."""
    found = statements_of([trial.pk]).get(trial.pk, [])
    return next((one for one in found if (one.question, one.key) == (question, key)), None)


def _keep(trial: Trial, found: Statement | None, given: dict[str, Any]) -> None:
    Report.objects.create(
        trial=trial,
        question=found.question if found else "",
        key=found.key if found else "",
        value=found.words if found else None,
        quote=found.quotes[0].text if found and found.quotes else "",
        words=given["words"],
        reported_at=timezone.now(),
    )
