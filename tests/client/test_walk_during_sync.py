"""A whole walk by cursor while the listings change under it: a real sync, a real index, a real server."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from finder_client import Finder
from tests import make
from tests.client.conftest import served
from tests.processes import Finder as Processes
from tests.replica import Replica
from tests.trials.syncing import finder

pytestmark = pytest.mark.django_db

STUDIES, PAGE, ROUNDS = 90, 4, 3
STAYS, LEAVES, COMES = range(3)


def kind(number: int) -> int:
    """What becomes of a trial: those that match all along have neighbours on both sides that come and go."""
    return number % 3


def study(number: int, day: int) -> make.JSON:
    """As of a day. A trial that stays is changed on some days, and matches as before."""
    recruits = {STAYS: True, LEAVES: day < 1 + number % ROUNDS, COMES: day >= 1 + number % ROUNDS}[kind(number)]
    changed = day if number % 2 else 0
    return make.study(
        number,
        title=f"A Study of Tuvexa, as of day {changed}",
        status="RECRUITING" if recruits else "COMPLETED",
        updated=f"2026-11-{20 + day:02d}",
        release=f"2026-11-{20 + day:02d}",
    )


def publish(replica: Replica, day: int) -> None:
    """The registry's release of that day; it brings some trials that were never there before, too."""
    numbers = [*range(1, STUDIES + 1), *(1000 + number for number in range(day * 5))]
    replica.put(*(study(number, day) for number in numbers))
    replica.move_clock(f"2026-11-{20 + day:02d}T09:00:05")


def walk(ask: Finder) -> Iterator[str]:
    return (trial["id"] for trial in ask.every_trial(q="tuvexa", limit=PAGE, fields="id,status"))


def check(ids: list[str]) -> None:
    assert ids == sorted(ids)
    assert not {name: count for name, count in Counter(ids).items() if count > 1}
    missed = {make.nct(number) for number in range(1, STUDIES + 1) if kind(number) == STAYS} - set(ids)
    assert not missed


def generation(one: Processes) -> int:
    return int(one.rows("SELECT max(id) FROM finder_generation")[0][0])


@pytest.fixture
def one(tmp_path: Path, replica: Replica) -> Iterator[Processes]:
    publish(replica, 0)
    with finder(tmp_path, replica) as made:
        made.manage("collectstatic", "--noinput", "-v0")
        made.manage("sync_trials", "--full")
        yield made


def test_every_trial_that_matches_all_along_comes_once_and_no_trial_twice(one: Processes, replica: Replica) -> None:
    ask = Finder(served(one, API_RATE="", API_BULK_RATE=""), patience=0)
    still = list(walk(ask))
    check(still)
    assert len(still) == ask.trials(q="tuvexa")["count"]
    rng = random.Random(1)
    for day in range(1, ROUNDS + 1):
        before = generation(one)
        # One walk that has begun when the sync begins, and goes on when it has ended.
        across = walk(ask)
        begun = list(islice(across, rng.randrange(PAGE, 20)))
        publish(replica, day)
        running = one.start("manage.py", "sync_trials", log="sync")
        whole = 0
        while running.poll() is None or not whole:
            ids = list(walk(ask))
            check(ids)
            whole += 1
        assert running.returncode == 0, one.log("sync")
        assert generation(one) > before, "nothing moved under the walk"
        ids = [*begun, *across]
        check(ids)
    settled = list(walk(ask))
    check(settled)
    came, left = set(settled) - set(still), set(still) - set(settled)
    assert {make.nct(number) for number in range(1, STUDIES + 1) if kind(number) == COMES} <= came
    assert {make.nct(number) for number in range(1, STUDIES + 1) if kind(number) == LEAVES} == left
    assert len(settled) == ask.trials(q="tuvexa")["count"]
