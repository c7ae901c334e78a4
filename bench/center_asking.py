"""Makes centers, matches the sites to them, and asks the joint questions in turns with hand-written SQL.

`python -m bench.center_asking make CENTERS | match | ask ROUNDS` works on the database of its environment. Before
anything is timed both sides must give the same centers in the same order, with the same counts of trials, the same
first trials and the same facets: else it stops. Run by `bench/centers.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import django
import msgspec

from bench.centers import Kind, Matched
from bench.figures import seconds
from bench.questions import OF_CENTERS

django.setup()

from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from bench import center_fill, center_narrow, narrow, search
from bench.center_asked import Asked
from bench.center_sql import Engine, Facets
from bench.search import Different
from finder import facilities, snapshot
from finder.center_facets import CenterFacet, center_facets
from finder.center_filters import CenterFilters
from finder.center_rows import CenterRow, page_of_centers
from finder.index import reindex
from finder.joint import CenterAnswer
from finder.words import Query
from trials.models import TrialSite


def make(count: int) -> int:
    center_fill.fill(count, timezone.localdate())
    return count


def match() -> Matched:
    """Of an index that knew no centers."""
    matching = seconds(facilities.Anew)
    indexing = seconds(reindex)
    texts = [text for text, _, _ in facilities._texts()]
    at = facilities.places(texts)
    rows = TrialSite.objects.values_list("facility", "city", "state", "country")
    return Matched(
        sites=TrialSite.objects.count(),
        texts=len(texts),
        of_centers=sum(row in at for row in rows.iterator(10_000)),
        matching=matching,
        indexing=indexing,
    )


def ask(rounds: int) -> list[Kind]:
    narrow.prepare()
    center_narrow.prepare()
    snapshot.current()
    connection.cursor().execute("PRAGMA optimize")
    engine = Engine()
    kinds = []
    for name, query in OF_CENTERS.items():
        matches = compare(query, engine)
        works = asking(query, engine) + listing(query, engine)
        took = [[seconds(work) * 1000 for work in works] for _ in range(rounds)]
        kinds.append(Kind(name, matches, *map(list, zip(*took, strict=True))))
    return kinds


def asking(query: str, engine: Engine) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """Ours and the floor."""
    spelled = asked(query)
    return lambda: ours(query), lambda: engine.answer(spelled)


def listing(query: str, engine: Engine) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """The same without facets."""
    spelled = asked(query)

    def mine() -> object:
        given = filters(query)
        answer = given.answer(examples=False)
        return answer.count, page_of_centers(given, answer)

    return mine, lambda: engine.answer(spelled, counting=False)


def filters(query: str) -> CenterFilters:
    made = CenterFilters(QueryDict(query), exact=True)
    if not made.is_understood():
        raise ValueError(f"{query}: {made.errors}")
    return made


def ours(query: str) -> tuple[CenterAnswer, list[CenterRow], list[CenterFacet]]:
    """All that the API does between a query string and its printing."""
    asked = filters(query)
    answer = asked.answer(examples=False)
    return answer, page_of_centers(asked, answer), center_facets(answer)


def asked(query: str) -> Asked:
    """The question as hand-written SQL is given it: understood beforehand, which costs it nothing."""
    given = filters(query)
    question = given.question(examples=False)
    trials = question.trials
    countries = question.countries or tuple(
        {one.country for center in snapshot.current().care.centers for one in center.locations}
    )
    return Asked(
        match=_tiers(question.text, question.sort),
        services=question.services,
        groups=question.groups,
        availability=question.availability,
        delivery=question.delivery,
        verified=question.verified,
        accreditation=question.accreditations,
        language=question.languages,
        near=search.near(question.near, question.km) if question.near else None,
        countries=question.countries,
        states=question.states,
        country=countries[0] if len(countries) == 1 else "",
        trials=search.spelled(trials, miles=True, limit=0) if trials else None,
        strict=trials is not None and trials.strict,
        group=search.GROUPS[question.site_status],
        sort=question.sort,
        today=question.today.toordinal(),
        limit=given.limits[0],
    )


def _tiers(text: Query | None, sort: str) -> tuple[str, ...]:
    """As with trials, but a center has three texts."""
    tiers = search.match(text, sort)
    return (*tiers[:2], tiers[-1]) if len(tiers) > 1 else tiers


def compare(query: str, engine: Engine) -> int:
    """How many centers match. Raises Different."""
    answer, rows, counted = ours(query)
    floor = engine.answer(asked(query))
    page = [
        (row.id, row.trials.admits, row.trials.depends, row.trials.silent) if row.trials else (row.id, 0, 0, 0)
        for row in rows
    ]
    first = {row.id: [one.trial.id for one in row.trials.first] for row in rows if row.trials}
    theirs: Facets = {
        facet.name: ({value.value: value.count for value in facet.values}, facet.silent) for facet in counted
    }
    pairs: list[tuple[str, Any, Any]] = [
        ("count", answer.count, floor.count),
        ("centers", page, floor.page),
        ("first trials", first, floor.trials),
    ]
    pairs += [(name, theirs.get(name), floor.facets.get(name)) for name in sorted({*theirs, *floor.facets})]
    for what, one, other in pairs:
        if one != other:
            raise Different(f"{query!r}: {what}\n  ours:  {one}\n  floor: {other}")
    return answer.count


def main(what: str, *numbers: str) -> Any:
    return {"make": make, "match": match, "ask": ask}[what](*map(int, numbers))  # type: ignore[operator]


if __name__ == "__main__":
    print(msgspec.json.encode(main(*sys.argv[1:])).decode())
