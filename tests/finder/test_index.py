"""The index: derived, droppable, built anew only where something changed, and read whole or not at all."""

from __future__ import annotations

import pytest
from django.utils import timezone

from finder import index, snapshot
from finder.index import reindex
from finder.models import Blob, Generation, Loaded, TrialIndex
from tests import make
from tests.finder.held import hold, ids, numbers
from trials import intake, table
from trials.leases import Busy
from trials.leases import hold as hold_lease
from trials.models import Trial
from trials.records import TrialRecord

pytestmark = pytest.mark.django_db


def test_nothing_is_built_where_nothing_changed() -> None:
    hold(make.study(1))
    assert reindex() is None
    assert Generation.objects.count() == 1


def test_a_change_is_found_by_its_new_words_and_no_longer_by_the_old() -> None:
    hold(make.study(1, title="A Study of Palbociclib", interventions=[]))
    hold(make.study(1, title="A Study of Ribociclib", interventions=[]))
    assert numbers("q=ribociclib") == [1]
    assert numbers("q=palbociclib") == []


def test_only_the_last_two_generations_are_kept() -> None:
    for status in ("RECRUITING", "SUSPENDED", "COMPLETED", "RECRUITING"):
        hold(make.study(1, status=status))
    assert Generation.objects.count() == 2
    assert set(Blob.objects.values_list("generation", flat=True)) == set(
        Generation.objects.values_list("pk", flat=True)
    )


def test_a_reader_sees_the_new_generation_with_its_next_question() -> None:
    hold(make.study(1))
    before = snapshot.current()
    assert snapshot.current() is before
    intake.take_in(
        [make.body(make.study(2))], registry="clinicaltrials_gov", scope="everything", fetched_at=timezone.now()
    )
    assert snapshot.current() is before
    reindex()
    assert snapshot.current().count == 2


def test_a_delisted_trial_stands_in_no_list_and_is_not_stale() -> None:
    hold(make.study(1), make.study(2))
    intake.delist("clinicaltrials_gov", [make.nct(1)], on=timezone.now().date())
    reindex()
    assert numbers("status=any") == [2]
    assert not index.stale().exists()
    assert reindex() is None


def test_examples_vanish_from_lists_and_text_when_they_are_removed() -> None:
    intake.load_example(
        TrialRecord("example", "EXAMPLE-01", "Example: olaparib", status="recruiting"), now=timezone.now()
    )
    hold()
    assert ids("q=olaparib") == ["EXAMPLE-01"]
    intake.remove_examples()
    reindex()
    assert ids("q=olaparib") == ids("status=any") == []


def test_a_changed_vocabulary_makes_every_trial_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    hold(make.study(1), make.study(2))
    monkeypatch.setattr(index, "digest", lambda: "another vocabulary")
    assert reindex() is not None
    assert Loaded.objects.get(name=index.WORDS).digest == "another vocabulary"
    assert reindex() is None


def test_a_dropped_index_is_built_anew_the_same() -> None:
    hold(*(make.study(number, updated=f"2026-09-{number:02}") for number in range(1, 9)))
    before = numbers("q=breast")
    Generation.objects.all().delete()
    TrialIndex.objects.all().delete()
    reindex()
    snapshot.forget()
    assert numbers("q=breast") == before == [8, 7, 6, 5, 4, 3, 2, 1]


def test_of_two_at_once_the_second_says_so() -> None:
    with hold_lease(index.LEASE), pytest.raises(Busy):
        reindex()


def test_a_failure_half_way_leaves_the_last_generation_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    hold(make.study(1))
    good = snapshot.current().generation

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(table, "insert", fail)
    Trial.objects.update(revision=2)
    with pytest.raises(RuntimeError):
        reindex()
    monkeypatch.undo()
    assert snapshot.current().generation == good
    assert numbers("") == [1]
    assert reindex() is not None


def test_a_trial_that_changes_while_it_is_indexed_is_indexed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    hold()
    intake.take_in(
        [make.body(make.study(1))], registry="clinicaltrials_gov", scope="everything", fetched_at=timezone.now()
    )
    changed: list[bool] = []
    write = index._write_text

    def write_and_change(*given: object) -> None:
        write(*given)  # type: ignore[arg-type]
        if not changed:
            changed.append(True)
            Trial.objects.update(revision=2)

    monkeypatch.setattr(index, "_write_text", write_and_change)
    reindex()
    assert TrialIndex.objects.get().revision == 2


@pytest.mark.parametrize("word", ["RESTING A WHILE", "ÉTRANGE", "A:B"])
def test_a_word_the_registry_adds_can_be_asked_for(word: str) -> None:
    hold(make.study(1, status=word))
    (value,) = snapshot.current().values["status"]
    assert numbers(f"status={value}") == [1]


def test_the_same_place_with_two_statuses_counts_with_both() -> None:
    hold(make.study(1, sites=[make.site(status="WITHDRAWN"), make.site(status="RECRUITING")]))
    assert numbers("near=41.85,-87.65&within=1") == [1]


def test_conditions_on_place_hold_at_one_and_the_same_site() -> None:
    hold(
        make.study(
            1,
            sites=[make.site(status="WITHDRAWN"), make.site(city="Lyon", state="", country="France", at=(45.75, 4.85))],
        )
    )
    assert numbers("near=41.85,-87.65") == []
    assert numbers("near=45.75,4.85&country=US") == []
    assert numbers("near=45.75,4.85&country=FR") == [1]


def test_a_site_without_coordinates_is_found_by_country_and_never_by_distance() -> None:
    hold(make.study(1, sites=[make.site(at=None)]))
    assert numbers("country=US&state=IL") == [1]
    assert numbers("near=0,0&within=20000&unit=km&site_status=any") == []
