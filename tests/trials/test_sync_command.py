"""`manage.py sync_trials`: names, keys and exit codes that scripts rely on."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from finder import index
from tests.make import body
from tests.replica import FOREVER, Fault, Replica
from tests.trials.syncing import DAY_0, ids, studies
from trials.leases import hold
from trials.sync import lease_name

pytestmark = pytest.mark.django_db

KEYS = [
    *("registry", "full", "seen", "created", "changed", "unchanged", "unreadable", "delisted", "refused"),
    *("complete", "seconds", "data_timestamp"),
]


@pytest.fixture(autouse=True)
def here(replica: Replica, settings: Any) -> None:
    settings.CLINICALTRIALS_GOV_URL = replica.url
    settings.REGISTRY_PAUSE_SECONDS = 0
    settings.SYNC_SCOPE = "breast"
    replica.put(*studies(5))


def sync(*arguments: str) -> str:
    out = StringIO()
    call_command("sync_trials", *arguments, stdout=out)
    return out.getvalue()


def failing(*arguments: str) -> tuple[int, str, str]:
    out = StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("sync_trials", *arguments, stdout=out)
    return raised.value.returncode, str(raised.value), out.getvalue()


def test_json_has_the_promised_keys() -> None:
    facts = json.loads(sync("clinicaltrials_gov", "--json", "--no-index").splitlines()[-1])
    assert list(facts) == KEYS
    assert facts.pop("seconds") >= 0
    assert facts == {
        "registry": "clinicaltrials_gov",
        "full": True,
        "seen": 5,
        "created": 5,
        "changed": 0,
        "unchanged": 0,
        "unreadable": 0,
        "delisted": 0,
        "refused": None,
        "complete": True,
        "data_timestamp": DAY_0,
    }


def test_one_line_says_what_happened() -> None:
    said = sync("clinicaltrials_gov", "--no-index")
    assert said.count("\n") == 1
    assert "clinicaltrials_gov in full: done; 5 seen, 5 new, 0 changed" in said
    assert "data of 2026-11-20" in said
    assert "nothing new" in sync("clinicaltrials_gov", "--no-index")


def test_without_a_name_all_registries_are_synced() -> None:
    sync("--no-index")
    assert len(ids()) == 5


def test_it_ends_with_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[int] = []
    monkeypatch.setattr(index, "reindex", lambda: called.append(len(ids())))
    sync()
    assert called == [5]
    sync("--no-index", "--full")
    assert called == [5]


def test_a_failed_run_is_exit_1_and_still_prints_its_object(replica: Replica) -> None:
    replica.fail(Fault("403", times=FOREVER))
    code, message, out = failing("--json", "--no-index")
    assert code == 1
    assert "403" in message
    assert json.loads(out)["complete"] is False


def test_a_refused_run_is_exit_1_with_the_reason(replica: Replica) -> None:
    sync("--no-index")
    replica.fail(Fault("short", size=1, times=FOREVER))
    code, message, out = failing("--full", "--json", "--no-index")
    assert code == 1
    assert json.loads(out)["refused"] == message
    assert len(ids()) == 5


def test_a_second_run_is_exit_3(replica: Replica) -> None:
    with hold(lease_name("clinicaltrials_gov")):
        code, message, _ = failing("--no-index")
    assert code == 3
    assert "Another run holds sync:clinicaltrials_gov" in message
    assert replica.requests == []


def test_an_unknown_registry_names_the_known_ones() -> None:
    assert failing("nowhere")[:2] == (1, "There is no registry 'nowhere'. Known: clinicaltrials_gov.")


def test_a_download_is_read(tmp_path: Path, replica: Replica) -> None:
    path = tmp_path / "studies.jsonl"
    path.write_bytes(b"\n".join(map(body, studies(3))))
    facts = json.loads(sync("--from", str(path), "--json", "--no-index"))
    assert (facts["created"], facts["full"], facts["complete"]) == (3, False, True)
    assert replica.requests == []


def test_a_download_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert failing("--from", str(tmp_path / "studies.zip"))[:2] == (1, "There is no studies.zip.")
