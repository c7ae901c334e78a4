"""The first page of results beside the queries that it runs, in one process. In: a database that `bench/ingest.py` has
filled, how many rounds; out: figures as JSON on the last line. Run by `bench/__main__.py`.

The floor is what the page asks: the search with its count, the rows of the first page with their reasons, all facets.
Ours is the whole answer, compressed: middleware, words and marks too. Both are asked in turns.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import django

django.setup()

import msgspec
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client

from bench.figures import Figure, percentile
from bench.questions import OF_PERSONS, QUESTIONS
from finder.facets import facets, person_facets
from finder.filters import TrialFilters
from finder.index import reindex
from finder.rows import page_of_rows

ASKED = [*QUESTIONS.values(), *OF_PERSONS.values()]


def _queries(query: str) -> None:
    filters = TrialFilters(QueryDict(query))
    if not filters.form.is_valid():
        raise ValueError(query)
    answer = filters.answer(examples=True)
    page_of_rows(filters, answer)
    facets(answer)
    person_facets(answer)


def _page(client: Client, query: str) -> int:
    response = client.get(f"/trials/?{query}", headers={"Accept-Encoding": "gzip"})
    if response.status_code != 200:
        raise ValueError(query)
    return len(response.content)


def _took(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return (time.perf_counter() - started) * 1000


def main(rounds: int) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    reindex()
    client = Client(SERVER_NAME="127.0.0.1")
    weights = [_page(client, query) for query in ASKED]  # and warm
    queries, pages = [], []
    for _ in range(rounds):
        for query in ASKED:
            queries.append(_took(lambda query=query: _queries(query)))  # type: ignore[misc]
            pages.append(_took(lambda query=query: _page(client, query)))  # type: ignore[misc]
    figures = [
        Figure("page p95, the floor its queries", percentile(pages, 0.95), "ms", percentile(queries, 0.95), at_most=2),
        Figure("page p50, the floor its queries", percentile(pages, 0.5), "ms", percentile(queries, 0.5)),
        Figure("page, HTML over the wire, the largest", max(weights) / 1000, "KB", at_most=25),
    ]
    sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
