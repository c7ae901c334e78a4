"""Records taken in and indexed, the way a sync does it."""

from __future__ import annotations

from django.http import QueryDict
from django.utils import timezone

from finder import snapshot
from finder.filters import TrialFilters
from finder.index import reindex
from finder.search import Answer
from tests import make
from trials.intake import take_in


def hold(*records: make.JSON) -> None:
    """Takes the records in and indexes them."""
    take_in(
        [make.body(one) for one in records],
        registry="clinicaltrials_gov",
        scope="everything",
        fetched_at=timezone.now(),
        source_timestamp="2026-11-20T09:00:05",
    )
    reindex()
    snapshot.forget()  # a test's rollback may give a generation the number of another test's


def ask(query: str) -> tuple[TrialFilters, Answer]:
    """A query string, as the API understands it."""
    filters = TrialFilters(QueryDict(query), exact=True)
    assert filters.form.is_valid(), filters.form.errors
    return filters, filters.answer(examples=True)


def ids(query: str) -> list[str]:
    """The public ids that a query finds, in order."""
    from trials.models import Trial

    filters, answer = ask(query)
    limit, offset = filters.limits
    public = dict(Trial.objects.values_list("pk", "public_id"))
    return [public[answer.snapshot.ids[ordinal]] for ordinal in answer.page(offset, limit)]


def numbers(query: str) -> list[int]:
    """The same as the numbers that `make.study` was given."""
    return [int(one.removeprefix("NCT99")) for one in ids(query)]
