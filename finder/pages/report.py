"""`/trials/<id>/report/`: a visitor says that an answer was read wrong. In: question and key; out: a row for curators.

The one thing a page may write. Of the visitor nothing is kept but the words, if there are any.
"""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from finder.pages.addresses import PATH
from finder.pages.asks import MOST_QUOTES, words_of
from finder.pages.wording import plural
from finder.said import statements_of
from finder.statements import Statement
from trials.models import LONGEST_REPORT, Report, Trial

MOST_OPEN = 20
"""Open reports on one answer; further ones say nothing new, and nobody can fill the list by machine."""


class ReportForm(forms.Form):
    words = forms.CharField(max_length=LONGEST_REPORT, required=False, widget=forms.Textarea(attrs={"rows": 5}))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    trial = Trial.objects.filter(public_id=public_id).first()
    if trial is None:
        raise Http404
    found = _statement(trial, request.GET.get("question", ""), request.GET.get("key", ""))
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _keep(trial, found, form.cleaned_data["words"])
        return HttpResponseRedirect(f"{PATH}{public_id}/report/?sent=yes")
    context = {
        "trial": trial,
        "back": f"{PATH}{public_id}/#asks",
        "statement": found,
        "quotes": [words_of(one) for one in found.quotes[:MOST_QUOTES]] if found else [],
        "form": form,
        "most": plural(LONGEST_REPORT, "character"),
        "sent": request.GET.get("sent") == "yes",
        "noindex": True,
    }
    return render(request, "finder/report.html", context, status=400 if form.errors else 200)


def _statement(trial: Trial, question: str, key: str) -> Statement | None:
    """What is shown now; none where the reading has changed since, or the report is on the trial as a whole."""
    found = statements_of([trial.pk]).get(trial.pk, [])
    return next((one for one in found if (one.question, one.key) == (question, key)), None)


def _keep(trial: Trial, found: Statement | None, words: str) -> None:
    question, key = (found.question, found.key) if found else ("", "")
    if Report.objects.filter(trial=trial, question=question, key=key, done_at__isnull=True).count() >= MOST_OPEN:
        return
    Report.objects.create(
        trial=trial,
        question=question,
        key=key,
        value=found.words if found else None,
        quote=found.quotes[0].text if found and found.quotes else "",
        words=words,
        reported_at=timezone.now(),
    )
