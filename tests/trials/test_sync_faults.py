"""Whatever the registry does wrong: no study lost, none twice, none half-written, the run says what happened."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.make import JSON, study
from tests.replica import FOREVER, Fault, Replica
from tests.trials.syncing import DAY_1, ids, impatient, pages_asked, run, small_pages, studies
from trials.models import Registration, SyncPage, SyncRun, Trial, TrialSite, Unreadable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here(replica: Replica, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CLINICALTRIALS_GOV_URL = replica.url
    settings.SYNC_SCOPE = "everything"
    small_pages(monkeypatch, 4)
    replica.put(*studies(10))


def whole(replica: Replica) -> None:
    """All there, once, in one piece."""
    assert ids() == replica.ids
    assert Trial.objects.count() == Registration.objects.count() == len(replica.ids)
    assert TrialSite.objects.count() == len(replica.ids)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("429", retry_after=2, times=3),
        Fault("429", times=2, after=1),
        Fault("500", times=5, after=2),
        Fault("502", times=2),
        Fault("503", times=2, retry_after=1),
        Fault("504", times=2, on="/version"),
        Fault("html", after=1),
        Fault("html", on="/version"),
        Fault("cut", after=1),
        Fault("cut-exact", after=2),
        Fault("bad-gzip"),
        Fault("reset", after=1, times=2),
        Fault("body", body=b'{"studies": {"not": "a list"}}'),
        Fault("body", body=b"[]"),
        Fault("body", body=b""),
        Fault("empty"),
        Fault("empty", after=1, times=3),
        Fault("empty", after=2),
        Fault("repeat", after=1, size=2),
        Fault("repeat", size=4),
        Fault("loop"),
        Fault("loop", after=1),
        Fault("expired", after=0),
        Fault("flip", timestamp=DAY_1, after=1),
    ],
    ids=lambda fault: f"{fault.kind}-after{fault.after}-on{fault.on.replace('/', '-')}-{fault.body.decode()[:12]}",
)
def test_a_run_comes_through(fault: Fault, replica: Replica) -> None:
    replica.fail(fault)
    done = run()
    assert replica.faults == []
    assert (done.status, done.error, done.refused, done.complete) == ("done", "", "", True)
    assert (done.seen, done.created) == (10, 10)
    whole(replica)


def test_bursts_of_errors_on_every_third_answer(replica: Replica) -> None:
    replica.put(*studies(60))
    for at in range(0, 24, 3):
        replica.fail(Fault("500", after=at))
    assert run().status == "done"
    whole(replica)


@pytest.mark.parametrize("kind", ["500", "html", "cut", "hang"])
def test_a_page_that_stays_wrong_fails_the_run_and_the_pages_before_stay(kind: Any, replica: Replica) -> None:
    replica.fail(Fault(kind, after=1, times=FOREVER))
    http = impatient()
    http._deadline = 0.2
    done = run(http=http)
    assert (done.status, done.complete) == ("failed", False)
    assert "\n" not in done.error
    assert len(ids()) == 4
    assert replica.asked("/studies")[-1].params["pageToken"]
    assert len(pages_asked(replica)) == 1 + 6


def test_tokens_that_go_round_end_the_run(replica: Replica) -> None:
    replica.fail(Fault("loop", after=1, times=FOREVER))
    done = run()
    assert done.status == "failed"
    assert "circle" in done.error
    assert len(pages_asked(replica)) < 10


def test_tokens_that_go_round_after_everything_was_seen_do_no_harm(replica: Replica) -> None:
    replica.fail(Fault("loop", after=2, times=FOREVER))
    done = run()
    assert (done.status, done.seen) == ("done", 10)
    whole(replica)


def test_empty_pages_without_end_end_the_run(replica: Replica) -> None:
    replica.fail(Fault("empty", after=1, times=FOREVER))
    done = run()
    assert done.status == "failed"
    assert len(pages_asked(replica)) < 40


def test_tokens_that_always_expire_end_the_run(replica: Replica) -> None:
    replica.fail(Fault("expired", times=FOREVER))
    done = run()
    assert done.status == "failed"
    assert "expired" in done.error
    assert len(pages_asked(replica)) <= 8


def test_a_403_fails_the_run_at_once(replica: Replica) -> None:
    replica.fail(Fault("403", after=1, times=FOREVER))
    done = run()
    assert done.status == "failed"
    assert "403" in done.error
    assert len(pages_asked(replica)) == 2


def test_a_redirect_to_another_host_fails_the_run(replica: Replica) -> None:
    replica.fail(Fault("redirect", after=1, times=FOREVER))
    done = run()
    assert done.status == "failed"
    assert "another host" in done.error


def test_a_400_on_a_first_page_is_no_expired_token(replica: Replica) -> None:
    replica.fail(Fault("400"))
    done = run()
    assert done.status == "failed"
    assert "Something about this request is wrong" in done.error
    assert len(pages_asked(replica)) == 1


# The data date moves


def test_data_that_moves_half_way_converges(replica: Replica) -> None:
    def release(changed: Replica) -> None:
        changed.put(study(3, status="COMPLETED", updated="2026-11-21"), study(30, updated="2026-11-21"))

    replica.fail(Fault("flip", timestamp=DAY_1, after=1, then=release))
    done = run()
    assert (done.status, done.data_timestamp, done.pass_number) == ("done", DAY_1, 2)
    assert (done.seen, done.created) == (11, 11)
    assert Trial.objects.get(public_id="NCT99000003").status == "completed"
    whole(replica)
    assert run().seen == 0


def test_a_study_removed_half_way_is_delisted_in_the_same_run(replica: Replica) -> None:
    replica.put(*studies(40))
    run()
    replica.fail(Fault("flip", timestamp=DAY_1, after=3, then=lambda changed: changed.remove("NCT99000005")))
    done = run(full=True)
    assert (done.status, done.delisted) == ("done", 1)
    assert "NCT99000005" not in ids()


def test_data_that_never_rests_ends_the_run(replica: Replica) -> None:
    for day in range(10):
        replica.fail(Fault("flip", timestamp=f"2026-12-0{day}T09:00:00", after=day * 3))
    done = run()
    assert done.status == "failed"
    assert "moved" in done.error
    assert not done.complete
    replica.recover()
    done = run()
    assert (done.status, done.seen) == ("done", 10)
    whole(replica)


# Too little


def test_a_total_far_too_small_is_refused_before_anything_is_read(replica: Replica) -> None:
    run()
    replica.put(study(1, title="Changed"))
    replica.fail(Fault("short", size=2, times=FOREVER))
    done = run(full=True)
    assert (done.status, done.complete, done.delisted, done.seen) == ("refused", False, 0, 0)
    assert "2" in done.refused
    assert "10" in done.refused
    assert len(ids()) == 10
    assert not SyncPage.objects.exists()


def test_a_registry_that_is_suddenly_empty_withdraws_nothing(replica: Replica) -> None:
    run()
    for registry_id in replica.ids:
        replica.remove(registry_id)
    done = run(full=True)
    assert done.status == "refused"
    assert len(ids()) == 10


def test_a_listing_that_ends_long_before_its_total_is_refused(replica: Replica) -> None:
    replica.fail(Fault("short", size=4, after=1, times=FOREVER))
    done = run()
    assert (done.status, done.seen, done.complete) == ("refused", 4, False)
    assert len(ids()) == 4
    replica.recover()
    assert run().status == "done"
    whole(replica)


def test_a_refused_run_is_not_taken_up(replica: Replica) -> None:
    run()
    replica.fail(Fault("short", size=2))
    refused = run(full=True)
    assert run(full=True).pk != refused.pk


# Studies of a shape we do not know


def _wrong_type(record: JSON) -> JSON:
    record["protocolSection"]["designModule"]["phases"] = "PHASE2"
    return record


def _no_module(record: JSON) -> JSON:
    del record["protocolSection"]["identificationModule"]
    return record


def _null(record: JSON) -> JSON:
    record["protocolSection"]["statusModule"] = None
    return record


def _another_id(record: JSON) -> JSON:
    record["protocolSection"]["identificationModule"]["nctId"] = "no id at all"
    return record


@pytest.mark.parametrize("mutate", [_wrong_type, _no_module, _null, _another_id, lambda record: 7, lambda record: []])
def test_one_unreadable_study_is_kept_aside_and_the_run_goes_on(mutate: Callable[[Any], Any], replica: Replica) -> None:
    def only_the_seventh(record: JSON) -> Any:
        if record["protocolSection"]["identificationModule"]["nctId"] == "NCT99000007":
            return mutate(copy.deepcopy(record))
        return record

    replica.fail(Fault("mutate", times=FOREVER, mutate=only_the_seventh))
    done = run()
    assert (done.status, done.created, done.unreadable, done.seen) == ("done", 9, 1, 10)
    assert Unreadable.objects.count() == 1
    assert ids() == replica.ids - {"NCT99000007"}


def test_a_study_becomes_readable_again(replica: Replica) -> None:
    replica.fail(Fault("mutate", times=3, mutate=_wrong_type))
    assert run().unreadable == 10
    done = run(full=True)
    assert (done.created, done.unreadable) == (10, 0)
    assert not Unreadable.objects.exists()
    whole(replica)


def test_a_held_study_that_becomes_unreadable_keeps_what_was_known(replica: Replica) -> None:
    run()
    replica.fail(Fault("mutate", times=3, mutate=_wrong_type))
    done = run(full=True)
    assert (done.status, done.unreadable, done.delisted) == ("done", 10, 0)
    whole(replica)


def test_the_same_study_on_two_pages_counts_once(replica: Replica) -> None:
    replica.fail(Fault("repeat", size=3))
    done = run()
    assert (done.seen, done.created, done.unchanged) == (10, 10, 0)
    assert SyncRun.objects.count() == 1
