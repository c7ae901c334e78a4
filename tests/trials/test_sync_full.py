"""What a full run forgets, and what it does not: only a 404 for its id takes a trial out of the lists."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from tests.make import study
from tests.replica import FOREVER, Fault, Replica
from tests.trials.syncing import DAY_1, DAY_2, ids, run, small_pages, studies
from trials.models import Alias, Registration, Trial

pytestmark = pytest.mark.django_db

GONE = "NCT99000005"


@pytest.fixture(autouse=True)
def here(replica: Replica, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CLINICALTRIALS_GOV_URL = replica.url
    settings.SYNC_SCOPE = "breast"
    small_pages(monkeypatch, 10)
    replica.put(*studies(25))
    run()
    replica.forget_requests()


def asked_by_id(replica: Replica) -> list[str]:
    return [asked.path.rpartition("/")[2] for asked in replica.requests if asked.path.startswith("/studies/")]


def test_a_trial_that_is_gone_is_delisted_with_the_date(replica: Replica) -> None:
    replica.remove(GONE)
    done = run(full=True)
    assert (done.status, done.delisted, done.seen) == ("done", 1, 24)
    registration = Registration.objects.get(registry_id=GONE)
    assert (registration.state, registration.delisted_on) == ("delisted", timezone.now().date())
    assert asked_by_id(replica) == [GONE]


def test_a_delisted_trial_stays_readable(replica: Replica) -> None:
    replica.remove(GONE)
    run(full=True)
    assert Trial.objects.get(public_id=GONE).title


def test_a_delisted_trial_is_not_asked_for_again(replica: Replica) -> None:
    replica.remove(GONE)
    run(full=True)
    replica.forget_requests()
    assert run(full=True).delisted == 0
    assert asked_by_id(replica) == []


def test_a_trial_that_comes_back_is_listed_again(replica: Replica) -> None:
    replica.remove(GONE)
    run(full=True)
    replica.put(study(5))
    replica.move_clock(DAY_1)
    run(full=True)
    registration = Registration.objects.get(registry_id=GONE)
    assert (registration.state, registration.delisted_on) == ("listed", None)


def test_a_trial_that_no_longer_matches_the_request_is_brought_up_to_date_by_its_id(replica: Replica) -> None:
    replica.put(study(5, title="A Study of Sleep", conditions=["Insomnia"], keywords=[], status="COMPLETED"))
    replica.move_clock(DAY_1)
    done = run(full=True)
    assert (done.status, done.delisted, done.changed, done.seen) == ("done", 0, 1, 25)
    assert Trial.objects.get(public_id=GONE).status == "completed"
    assert GONE in ids()


def test_an_incremental_run_forgets_nothing(replica: Replica) -> None:
    replica.remove(GONE)
    replica.move_clock(DAY_1)
    done = run()
    assert (done.full, done.delisted) == (False, 0)
    assert asked_by_id(replica) == []
    assert GONE in ids()


def test_a_short_run_withdraws_nothing(replica: Replica) -> None:
    for number in (5, 6):  # 92 %
        replica.remove(f"NCT9900000{number}")
    done = run(full=True)
    assert (done.status, done.delisted, done.complete) == ("refused", 0, False)
    assert asked_by_id(replica) == []
    assert len(ids()) == 25


def test_new_trials_do_not_make_up_for_lost_ones(replica: Replica) -> None:
    for number in (5, 6):
        replica.remove(f"NCT9900000{number}")
    replica.put(*studies(30, start=100))
    done = run(full=True)
    assert (done.status, done.delisted, done.created) == ("refused", 0, 30)


def test_a_refusal_keeps_refusing_until_a_person_looks_and_new_records_still_arrive(replica: Replica) -> None:
    for number in (5, 6):
        replica.remove(f"NCT9900000{number}")
    run(full=True)
    replica.put(study(70, updated="2026-11-21"))
    replica.move_clock(DAY_1)
    assert run().created == 1


def test_no_answer_by_id_is_no_404(replica: Replica) -> None:
    replica.remove(GONE)
    replica.fail(Fault("500", on="/studies/", times=FOREVER))
    done = run(full=True)
    assert (done.status, done.delisted) == ("failed", 0)
    assert GONE in ids()


def test_a_page_of_html_by_id_is_asked_again(replica: Replica) -> None:
    replica.put(study(5, title="A Study of Sleep", conditions=["Insomnia"], keywords=[]))
    replica.fail(Fault("html", on="/studies/", times=2))
    done = run(full=True)
    assert (done.status, done.changed, done.unreadable) == ("done", 1, 0)


def test_a_run_that_failed_while_asking_by_id_goes_on_there(replica: Replica) -> None:
    replica.remove(GONE)
    replica.fail(Fault("500", on="/studies/", times=6))
    failed = run(full=True)
    replica.forget_requests()
    done = run()
    assert done.pk == failed.pk
    assert (done.status, done.delisted, done.full) == ("done", 1, True)
    assert replica.asked("/studies") == []


def test_a_trial_with_a_new_id_keeps_its_page(replica: Replica) -> None:
    before = Trial.objects.get(public_id=GONE).pk
    replica.remove(GONE)
    replica.put(study(77, aliases=[GONE]))
    replica.move_clock(DAY_1)
    done = run(full=True)
    assert (done.status, done.delisted) == ("done", 0)
    assert Trial.objects.get(public_id="NCT99000077").pk == before
    assert Alias.objects.get(registry_id=GONE).registration.registry_id == "NCT99000077"
    assert GONE not in ids()


def test_a_trial_with_a_new_id_outside_the_request_is_found_by_the_old_one(replica: Replica) -> None:
    before = Trial.objects.get(public_id=GONE).pk
    replica.remove(GONE)
    replica.put(study(77, aliases=[GONE], title="A Study of Sleep", conditions=["Insomnia"], keywords=[]))
    replica.move_clock(DAY_1)
    done = run(full=True)
    assert (done.status, done.delisted, done.changed) == ("done", 0, 1)
    assert Trial.objects.get(public_id="NCT99000077").pk == before
    replica.move_clock(DAY_2)
    replica.forget_requests()
    assert run(full=True).status == "done"
    assert GONE not in asked_by_id(replica)
