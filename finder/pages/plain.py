"""Home, `/status/` and `/about/data/`. In: a request; out: the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from finder import caching
from finder.pages import wording
from finder.pages.asking import search_form
from finder.snapshot import current
from trials.models import SyncRun, Unreadable
from trials.registries import registry, slugs

RUNS_SHOWN = 20
_OUTCOMES = {
    SyncRun.RUNNING: N_("Running now"),
    SyncRun.DONE: N_("Done"),
    SyncRun.FAILED: N_("Failed"),
    SyncRun.REFUSED: N_("Refused"),
}


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    return caching.answer(request, lambda: render(request, "finder/home.html", {"form": search_form()}))


@require_safe
def data(request: HttpRequest) -> HttpResponseBase:
    context = {"everything": settings.SYNC_SCOPE == "everything"}
    return caching.answer(request, lambda: render(request, "finder/data.html", context))


@dataclass(frozen=True, slots=True)
class RunShown:
    """One sync in words."""

    registry: str
    started: str
    outcome: str
    ended_well: bool
    kind: str
    took: str
    progress: str
    run: SyncRun


@require_safe
@never_cache
def status(request: HttpRequest) -> HttpResponseBase:
    """Never cached: somebody looks here while a sync is under way."""
    snapshot = current()
    examples = snapshot.word("example:yes").bit_count()
    runs = [_run(run) for run in SyncRun.objects.order_by("-pk")[:RUNS_SHOWN]]
    context = {
        "runs": runs,
        "running": [one for one in runs if one.run.status == SyncRun.RUNNING],
        "listed": f"{snapshot.count - examples:,}",
        "examples": examples,
        "recruiting": f"{(snapshot.word('status:recruiting') & ~snapshot.word('example:yes')).bit_count():,}",
        "countries": f"{len(snapshot.places):,}",
        "unreadable": f"{Unreadable.objects.count():,}",
    }
    return render(request, "finder/status.html", context)


def _run(run: SyncRun) -> RunShown:
    end = run.finished_at or timezone.now()
    return RunShown(
        registry=registry(run.registry).NAME if run.registry in slugs() else run.registry,
        started=wording.moment(run.started_at),
        outcome=_(_OUTCOMES.get(run.status, run.status)),
        ended_well=run.status == SyncRun.DONE,
        kind=_("All trials") if run.full else _("What is new"),
        took=wording.duration((end - run.started_at).total_seconds()),
        progress=_progress(run),
        run=run,
    )


def _progress(run: SyncRun) -> str:
    numbers = {"page": f"{run.pages:,}", "count": f"{run.seen:,}", "total": f"{run.total or 0:,}"}
    if run.total:
        words = ngettext(
            "Page {page}, {count} trial read of {total}", "Page {page}, {count} trials read of {total}", run.seen
        )
    else:
        words = ngettext("Page {page}, {count} trial read", "Page {page}, {count} trials read", run.seen)
    return words.format(**numbers)
