"""`manage.py load_centers`: what it says, how it ends, and real processes of it, two at once or really killed."""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from centers import records
from centers.models import Center, Offering
from centers.rows import rows_of
from tests.centers.files import Files
from tests.processes import Finder, kill

pytestmark = pytest.mark.django_db
KILLS = 40 if os.environ.get("DEEP") else 4
ROWS = {center.key: len(rows_of(center)) for center in records.read()}


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("load_centers", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """The command reads these instead of what ships."""
    monkeypatch.setattr(records, "DATA", tmp_path)
    return Files(tmp_path)


def test_it_counts_and_lists_what_is_left_to_people(files: Files) -> None:
    assert run() == ["Centers: 20 rows new, 0 changed, 0 unchanged, 0 removed, 0 left to people."]
    Offering.objects.filter(service="srs").update(cost="Ask")
    assert run() == [
        "left alone: harbour/offering/srs (changed by a person)",
        "Centers: 0 rows new, 0 changed, 19 unchanged, 0 removed, 1 left to people.",
    ]


def test_the_last_line_can_be_json(files: Files) -> None:
    run()
    Offering.objects.filter(service="srs").update(cost="Ask")
    assert json.loads(run("--json")[-1]) == {
        "new": 0,
        "changed": 0,
        "unchanged": 19,
        "removed": 0,
        "left": [{"key": "harbour/offering/srs", "why": "changed by a person"}],
        "refused": [],
    }


def test_what_is_refused_ends_it_with_1_and_is_named(files: Files) -> None:
    files.change('service = "srs"', 'service = "levitation"')
    with pytest.raises(CommandError, match=r"harbour\.toml: harbour/offering/srs: service") as error:
        run()
    assert error.value.returncode == 1
    assert Center.objects.get().slug == "meadow"


def test_a_file_that_breaks_the_schema_ends_it_with_1_and_nothing_is_loaded(files: Files) -> None:
    files.change('service = "srs"', "service = 3")
    with pytest.raises(CommandError, match=r"Nothing was loaded\. harbour\.toml: harbour: srs: ") as error:
        run()
    assert error.value.returncode == 1
    assert not Center.objects.exists()


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Finder]:
    with Finder(tmp_path) as made:
        made.manage("migrate", "--verbosity", "0")
        yield made


def test_a_database_without_tables_is_said_in_one_line(tmp_path: Path) -> None:
    with Finder(tmp_path) as bare:
        done = bare.manage("load_centers", check=False)
        assert done.returncode == 1
        assert "manage.py migrate" in done.stderr
        assert "Traceback" not in done.stderr


TABLES = ("center", "location", "offering", "contactchannel", "accreditation", "claim")


def started(one: Finder) -> int:
    """How many centers are there by now."""
    return int(one.rows("SELECT count(*) FROM centers_center")[0][0])


def rows_held(one: Finder) -> Counter[str]:
    """Rows of the tables by center, as the loader remembers them. Each of them is there, and no other."""
    found: Counter[str] = Counter()
    for table in TABLES:
        keys = one.rows(
            f"SELECT s.key FROM centers_{table} r LEFT JOIN centers_shipped s ON s.row = r.id AND s.model = '{table}'"
        )
        found.update(key.partition("/")[0] for (key,) in keys)
    assert one.rows("SELECT count(*) FROM centers_shipped") == [(found.total(),)]
    return found


def test_killed_at_any_moment_it_leaves_whole_centers_and_the_next_run_ends_the_work(one: Finder) -> None:
    rng = random.Random(KILLS)
    kills = 0
    while kills < KILLS and started(one) < len(ROWS):
        until = started(one) + rng.randrange(1, 12)
        child = one.start("manage.py", "load_centers")
        while child.poll() is None and started(one) < until:
            time.sleep(0.002)
        time.sleep(rng.uniform(0, 0.03))
        if child.poll() is None:
            kill(child)
            kills += 1
        assert all(ROWS[key] == count for key, count in rows_held(one).items())
    assert kills
    done = json.loads(one.manage("load_centers", "--json").stdout.splitlines()[-1])
    assert (done["left"], done["refused"]) == ([], [])
    assert rows_held(one) == ROWS
    histories = one.rows("SELECT count(*) FROM centers_historicalclaim")
    assert histories == one.rows("SELECT count(*) FROM centers_claim")


def test_two_at_once_write_each_row_once(one: Finder) -> None:
    both = [one.start("manage.py", "load_centers", "--json", log=log) for log in ("first", "second")]
    assert [child.wait(timeout=120) for child in both] == [0, 0], one.log("first") + one.log("second")
    done = [json.loads(one.log(log).splitlines()[-1]) for log in ("first", "second")]
    assert sum(loading["new"] for loading in done) == sum(ROWS.values())
    assert [(loading["changed"], loading["left"], loading["refused"]) for loading in done] == [(0, [], [])] * 2
    assert rows_held(one) == ROWS
