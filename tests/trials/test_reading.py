"""Reading what is stale: each text once, all or nothing of a trial, and news to the index only where there are some."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from django.db import connection, transaction

from tests import make
from tests.trials.read import held, listed, take
from trials import intake, leases, readers, reading, texts
from trials.eligibility import Listing, read
from trials.models import Finding, Reading, Trial
from trials.standing import as_value

pytestmark = pytest.mark.django_db


def findings(number: int = 1) -> dict[tuple[str, str], Any]:
    rows = Finding.objects.filter(trial__public_id=make.nct(number))
    return {(row.question, row.key): as_value(row.value) for row in rows}


def revision(number: int = 1) -> int:
    return Trial.objects.get(public_id=make.nct(number)).revision


def test_every_answer_of_the_reader_is_stored_with_its_sentences() -> None:
    take(make.study(1))
    assert asdict(reading.read_stale()) == {"looked": 1, "read": 1, "changed": 1, "failed": 0}
    trial = Trial.objects.values("pk", *texts.COLUMNS).get()
    listing = texts.listing(trial)
    said = read(listing)
    assert findings() == {(one.question, one.key): one.value for one in said.answers}
    fields = listing.fields()
    for finding in Finding.objects.all():
        assert finding.evidence
        assert finding.rule == finding.evidence[0]["rule"]
        for each in finding.evidence:
            assert fields[each["field"]][each["start"] : each["end"]] == each["quote"]


def test_the_names_of_interventions_are_read() -> None:
    take(make.study(1))
    listing = texts.listing(Trial.objects.values(*texts.COLUMNS).get())
    assert listing.interventions == ("Trastuzumab Deruxtecan",)


def test_what_was_read_is_not_read_again() -> None:
    held(1, "ECOG 0-1")
    before = Reading.objects.get().read_at
    assert reading.read_stale().looked == 0
    assert Reading.objects.get().read_at == before


def test_a_trial_that_says_nothing_counts_as_read() -> None:
    held(1, "Consent")
    assert not Finding.objects.filter(question="performance").exists()
    assert not reading.stale().exists()


def test_a_text_that_changed_is_read_again_and_no_other() -> None:
    take(listed(1, "ECOG 0-1"), listed(2, "ECOG 0-2"))
    reading.read_stale()
    before = Reading.objects.get(trial__public_id=make.nct(2)).read_at
    take(listed(1, "ECOG 0-2\nNo brain metastases"), listed(2, "ECOG 0-2"))
    counts = reading.read_stale()
    assert (counts.looked, counts.read, counts.changed) == (1, 1, 1)
    assert findings(1)["performance", ""] == 2
    assert findings(1)["brain", "admitted"] == "none"
    assert Reading.objects.get(trial__public_id=make.nct(2)).read_at == before


def test_a_change_elsewhere_in_the_record_costs_a_hash() -> None:
    held(1, "ECOG 0-1")
    take(listed(1, "ECOG 0-1", status="COMPLETED"))
    at = revision()
    counts = reading.read_stale()
    assert (counts.looked, counts.read, counts.changed) == (1, 0, 0)
    assert revision() == at
    assert not reading.stale().exists()


def test_another_vocabulary_makes_everything_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    take(
        make.study(1),
        listed(2, "ECOG 0-2\nAt least 1 and at most 3 prior lines of chemotherapy for metastatic disease"),
    )
    reading.read_stale()
    assert (1, 3) in findings(2).values()
    at = [revision(1), revision(2)]
    monkeypatch.setattr(reading, "digest", lambda: "another")
    assert reading.stale().count() == 2
    counts = reading.read_stale()
    assert (counts.read, counts.changed) == (2, 0)
    assert [revision(1), revision(2)] == at, "the same answers are no news to the index"
    assert set(Reading.objects.values_list("digest", flat=True)) == {"another"}


def test_only_a_trial_whose_answers_changed_is_news_to_the_index() -> None:
    held(1, "ECOG 0-1")
    assert revision() == 2, "the first reading is news"
    Finding.objects.filter(question="performance").update(value=0)
    counts = reading.read_stale(everything=True)
    assert (counts.read, counts.changed) == (1, 1)
    assert revision() == 3
    assert findings()["performance", ""] == 1
    assert reading.read_stale(everything=True).changed == 0
    assert revision() == 3


def test_answers_that_are_gone_from_the_text_go() -> None:
    held(1, "ECOG 0-1\nNo brain metastases")
    take(listed(1, "ECOG 0-1"))
    reading.read_stale()
    assert not any(question == "brain" for question, _ in findings())


def test_only_the_trials_asked_for_are_read() -> None:
    take(listed(1, "ECOG 0-1"), listed(2, "ECOG 0-2"))
    wanted = Trial.objects.get(public_id=make.nct(2)).pk
    assert reading.read_stale(ids=[wanted]).read == 1
    assert list(Reading.objects.values_list("pk", flat=True)) == [wanted]


@pytest.mark.django_db(transaction=True)
def test_a_second_reader_is_turned_away() -> None:
    take(listed(1, "ECOG 0-1"))
    with leases.hold(reading.LEASE), pytest.raises(leases.Busy):
        reading.read_stale()
    assert not Reading.objects.exists()


def test_a_trial_that_changes_while_it_is_read_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    take(listed(1, "ECOG 0-1"), listed(2, "ECOG 0-1"))
    slow = readers.read_batch
    changed: list[bool] = []

    def read_while_it_changes(batch: list[Listing]) -> Any:
        said = slow(batch)
        if not changed:
            changed.append(True)
            take(listed(1, "ECOG 0-2"))
        return said

    monkeypatch.setattr(readers, "read_batch", read_while_it_changes)
    reading.read_stale()
    assert (findings(1)["performance", ""], findings(2)["performance", ""]) == (2, 1)
    assert not reading.stale().exists()


def test_whoever_lost_the_lease_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    take(listed(1, "ECOG 0-1"))

    def lose(self: leases.Held) -> None:
        raise leases.LeaseLost(self.name, "another")

    monkeypatch.setattr(leases.Held, "fence", lose)
    with pytest.raises(leases.LeaseLost):
        reading.read_stale()
    assert not Finding.objects.exists()
    assert not Reading.objects.exists()
    assert revision() == 1


def test_a_fault_of_a_rule_costs_one_trial(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    held(1, "ECOG 0-1")
    take(listed(1, "ECOG 0-2"), listed(2, "ECOG 0-2"))

    def read_or_fail(listing: Listing) -> Any:
        if listing.nct_id == make.nct(1):
            raise ValueError("a fault")
        return read(listing)

    monkeypatch.setattr("trials.readers.read", read_or_fail)
    counts = reading.read_stale()
    assert (counts.read, counts.failed) == (1, 1)
    assert findings(1)["performance", ""] == 1, "what was read before stands"
    assert findings(2)["performance", ""] == 2
    assert make.nct(1) in caplog.text
    assert [trial.public_id for trial in reading.stale()] == [make.nct(1)]


def test_one_fault_that_meets_every_text_fills_no_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(listing: Listing) -> Any:
        raise ValueError("a fault")

    take(*(listed(number, "ECOG 0-2") for number in range(1, 5)))
    monkeypatch.setattr("trials.readers.read", fail)
    assert reading.read_stale().failed == 4
    assert all(make.nct(number) in caplog.text for number in range(1, 5))
    assert caplog.text.count("Traceback") == 1


def test_texts_that_no_one_expects_are_read_and_stored() -> None:
    hostile = ["", "* " * 5000, "<script>alert(1)</script>", "𝕳𝖊𝖗2 \u202e\ufeff positive", "ECOG " + "0" * 4000]
    for number, text in enumerate(hostile, 1):
        take(make.study(number, title=text[:300] or "A", eligibility=text))
    assert reading.read_stale().failed == 0
    assert Reading.objects.count() == len(hostile)


def test_many_are_read_by_processes_that_know_no_django(monkeypatch: pytest.MonkeyPatch) -> None:
    take(*(listed(number, f"ECOG 0-{number % 3}") for number in range(1, 31)))
    monkeypatch.setattr(reading, "FEW", 10)
    monkeypatch.setattr(reading, "CHUNK", 7)
    monkeypatch.setattr(readers, "cores", lambda: 2)
    told: list[tuple[int, int]] = []
    counts = reading.read_stale(progress=lambda done, total: told.append((done, total)))
    assert (counts.read, counts.changed) == (30, 30)
    assert [findings(number)["performance", ""] for number in (1, 2, 3)] == [1, 2, 0]
    assert told[-1] == (30, 30)


def test_what_is_stale_is_asked_in_one_query_past_the_texts(django_assert_num_queries: Callable[[int], Any]) -> None:
    held(1, "ECOG 0-1")
    with django_assert_num_queries(1):
        assert reading.stale().count() == 0
    statement = str(reading.stale().only("pk").query)
    assert "eligibility" not in statement


def test_to_touch_a_trial_makes_it_stale_and_nobody_reads_its_text_for_it() -> None:
    trial = held(1, "ECOG 0-1")
    intake.touch([trial.pk])
    counts = reading.read_stale()
    assert (counts.looked, counts.read) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_a_trial_that_a_sync_is_about_to_change_is_left_for_the_next_time() -> None:
    if connection.vendor == "sqlite":
        return  # SQLite has one writer at a time
    take(listed(1, "ECOG 0-1"), listed(2, "ECOG 0-1"))
    locked, done = threading.Event(), threading.Event()

    def sync() -> None:
        with transaction.atomic():
            Trial.objects.select_for_update().get(public_id=make.nct(1))
            locked.set()
            done.wait(timeout=30)
        connection.close()

    syncing = threading.Thread(target=sync)
    syncing.start()
    assert locked.wait(timeout=30)
    reading.read_stale()
    assert [trial.public_id for trial in reading.stale()] == [make.nct(1)]
    done.set()
    syncing.join()
    reading.read_stale()
    assert not reading.stale().exists()
