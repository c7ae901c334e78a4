"""What stands: people over machines, while the sentence that a person ruled on is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from tests import make
from tests.trials.read import held, listed, take
from trials import reading, texts
from trials.eligibility import Listing
from trials.models import Ruling, Trial
from trials.standing import Standing, standing

ALLOWED = "Brain metastases are allowed"


def rule(trial: Trial, quote: str, value: Any, **options: Any) -> Ruling:
    made = {"question": "brain", "key": "admitted", "state": Ruling.STATED, "made_at": timezone.now(), **options}
    return Ruling.objects.create(trial=trial, quote=quote, value=value, **made)


def on(trial: Trial, question: str = "brain", key: str = "admitted") -> Standing | None:
    answers = standing([trial.pk])[trial.pk]
    return next((one for one in answers if (one.answer.question, one.answer.key) == (question, key)), None)


def certain(one: Standing | None) -> Standing:
    assert one is not None
    return one


@pytest.mark.django_db
class TestWithoutRulings:
    def test_what_was_found_stands(self) -> None:
        trial = held(1, "ECOG 0-1")
        one = certain(on(trial, "performance", ""))
        assert (one.answer.value, one.answer.state, one.ruling, one.review) == (1, "stated", None, False)
        assert [each.quote for each in one.answer.evidence] == ["ECOG 0-1"]

    def test_a_range_comes_back_as_it_was_read(self) -> None:
        trial = held(1, "1 to 2 prior lines of chemotherapy for metastatic disease")
        values = [one.answer.value for one in standing([trial.pk])[trial.pk] if one.answer.question == "prior_lines"]
        assert values == [(1, 2)]

    def test_a_trial_never_read_is_absent_and_a_silent_one_says_nothing(self) -> None:
        take(listed(1, "Consent"))
        trial = Trial.objects.get()
        assert standing([trial.pk]) == {}
        reading.read_stale()
        assert [one for one in standing([trial.pk])[trial.pk] if one.answer.question == "brain"] == []

    def test_a_call_is_three_queries(self, django_assert_num_queries: Callable[[int], Any]) -> None:
        trials = [held(number, f"ECOG 0-1\n{ALLOWED}") for number in range(1, 6)]
        for trial in trials:
            rule(trial, ALLOWED, "stable")
        with django_assert_num_queries(3):
            assert len(standing([trial.pk for trial in trials])) == 5


@pytest.mark.django_db
class TestWhileTheSentenceStands:
    def test_the_ruling_wins(self) -> None:
        trial = held(1, f"ECOG 0-1\n{ALLOWED}")
        assert certain(on(trial)).answer.value != "stable"
        ruling = rule(trial, ALLOWED, "stable")
        one = certain(on(trial))
        assert (one.answer.value, one.answer.state, one.ruling, one.review) == ("stable", "stated", ruling, False)

    def test_its_evidence_is_the_sentence_in_the_text_as_it_is_now(self) -> None:
        trial = held(1, ALLOWED)
        rule(trial, ALLOWED, "stable")
        take(listed(1, f"Consent\n{ALLOWED}"))
        reading.read_stale()
        (each,) = certain(on(trial)).answer.evidence
        listing = texts.listing(Trial.objects.values(*texts.COLUMNS).get())
        assert listing.eligibility[each.start : each.end] == each.quote == ALLOWED
        assert (each.rule, each.section, each.cohort, each.condition) == ("ruling", "inclusion", None, None)

    def test_a_person_may_answer_what_the_reader_is_silent_about(self) -> None:
        trial = held(1, "Spread to the head is fine")
        assert on(trial) is None
        rule(trial, "Spread to the head is fine", "untreated")
        assert certain(on(trial)).answer.value == "untreated"

    def test_a_ruling_can_take_an_answer_away(self) -> None:
        trial = held(1, ALLOWED)
        rule(trial, ALLOWED, None, state=Ruling.NOT_STATED)
        assert on(trial) is None

    def test_a_ruling_can_say_that_it_is_unclear(self) -> None:
        trial = held(1, ALLOWED)
        rule(trial, ALLOWED, None, state=Ruling.UNCLEAR)
        one = certain(on(trial))
        assert (one.answer.state, one.review) == ("unclear", False)
        assert [each.quote for each in one.answer.evidence] == [ALLOWED]

    def test_a_sync_and_a_reading_take_no_ruling_away(self) -> None:
        trial = held(1, ALLOWED)
        rule(trial, ALLOWED, "stable")
        take(listed(1, "ECOG 0-1", status="COMPLETED"))
        reading.read_stale()
        take(listed(1, ALLOWED))
        reading.read_stale(everything=True)
        assert certain(on(trial)).answer.value == "stable"

    def test_the_group_of_participants_is_the_one_the_sentence_stands_under(self) -> None:
        text = f"Inclusion Criteria:\n\n* ECOG 0-1\n\nCohort B:\n\n* {ALLOWED}\n* Consent"
        take(make.study(1, eligibility=text))
        reading.read_stale()
        trial = Trial.objects.get()
        rule(trial, ALLOWED, "stable")
        (each,) = certain(on(trial)).answer.evidence
        assert each.cohort == "Cohort B"


@pytest.mark.django_db
class TestWhenTheSentenceIsGone:
    def test_the_ruling_stays_where_the_reader_now_says_the_same(self) -> None:
        trial = held(1, ALLOWED)
        ruling = rule(trial, ALLOWED, "none")
        take(listed(1, "No brain metastases"))
        reading.read_stale()
        one = certain(on(trial))
        assert (one.answer.value, one.answer.state, one.ruling, one.review) == ("none", "stated", ruling, False)
        assert [each.quote for each in one.answer.evidence] == ["No brain metastases"]

    def test_else_it_is_unclear_with_both_sentences_until_a_curator_decides(self) -> None:
        trial = held(1, ALLOWED)
        ruling = rule(trial, ALLOWED, "stable")
        take(listed(1, "No brain metastases"))
        reading.read_stale()
        one = certain(on(trial))
        assert (one.answer.state, one.review, one.ruling) == ("unclear", True, ruling)
        assert [each.quote for each in one.answer.evidence] == ["No brain metastases"]
        assert ruling.quote == ALLOWED
        Ruling.objects.update(quote="No brain metastases", value="none")
        assert certain(on(trial)).answer.value == "none"

    def test_a_reader_that_is_silent_does_not_say_the_same(self) -> None:
        trial = held(1, ALLOWED)
        rule(trial, ALLOWED, "stable")
        take(listed(1, "Consent"))
        reading.read_stale()
        one = certain(on(trial))
        assert (one.answer.state, one.answer.evidence, one.review) == ("unclear", (), True)

    def test_what_was_ruled_to_be_not_stated_stays_so_where_the_reader_finds_nothing(self) -> None:
        trial = held(1, ALLOWED)
        rule(trial, ALLOWED, None, state=Ruling.NOT_STATED)
        take(listed(1, "Consent"))
        reading.read_stale()
        assert on(trial) is None
        take(listed(1, "No brain metastases"))
        reading.read_stale()
        assert certain(on(trial)).review


def text(eligibility: str, **fields: Any) -> Listing:
    return Listing(eligibility=eligibility, **fields)


@pytest.mark.once
@pytest.mark.parametrize(
    "now",
    [
        "Brain metastases are allowed",
        "Inclusion:\n* Brain metastases are allowed\n* Consent",
        "1. Brain metastases are allowed.\n2. Consent",
        "(a) Brain metastases are allowed;",
        "Consent. Brain metastases are allowed. ECOG 0-1",
        "Brain metastases\n    are  allowed",
        "Brain\u00a0metastases are allowed",
        "Exceptions: Brain metastases are allowed",
        "Treated brain disease; Brain metastases are allowed; ECOG 0-1",
        "No: Brain metastases are allowed only once. Brain metastases are allowed.",
    ],
)
def test_a_sentence_stands_whatever_the_layout(now: str) -> None:
    place = texts.find(text(now), "eligibility", ALLOWED)
    assert place is not None
    assert now[place.start : place.end].split() == ALLOWED.split()


@pytest.mark.once
@pytest.mark.parametrize(
    "now",
    [
        "",
        "Brain metastases are not allowed",
        "It is not true that Brain metastases are allowed",
        "Brain metastases are allowed only in part B",
        "Brain metastases are allowed, if treated",
        "Brain metastases are allowed (stable)",
        "non-Brain metastases are allowed",
        "Brain metastases are alloweds",
        "brain metastases are allowed",
    ],
)
def test_a_sentence_with_other_words_in_it_is_another_one(now: str) -> None:
    assert texts.find(text(now), "eligibility", ALLOWED) is None


@pytest.mark.once
@pytest.mark.parametrize(
    ("quote", "whole"),
    [
        ("metastases are", "Brain metastases are allowed."),
        ("ECOG 0-1", "ECOG 0-1"),
        ("allowed. ECOG", "Brain metastases are allowed. ECOG 0-1"),
        ("4.5 g", "Haemoglobin 4.5 g/dl"),
        ("0-1\n* Haemoglobin", "ECOG 0-1\n* Haemoglobin 4.5 g/dl"),
        ("nowhere", None),
        ("", None),
    ],
)
def test_a_piece_is_widened_to_its_sentences(quote: str, whole: str | None) -> None:
    listing = text("* Brain metastases are allowed. ECOG 0-1\n* Haemoglobin 4.5 g/dl\n")
    place = texts.whole(listing, "eligibility", quote)
    assert (place and listing.eligibility[place.start : place.end]) == whole
    if place:
        assert texts.find(listing, "eligibility", listing.eligibility[place.start : place.end]) == place


@pytest.mark.once
def test_conditions_and_their_like_may_change_places() -> None:
    listing = text("", conditions=("Lung cancer", "HER2-positive breast cancer"), keywords=("Breast",))
    place = texts.find(listing, "conditions[0]", "HER2-positive breast cancer")
    assert place == texts.Place("conditions[1]", 0, 27)
    assert texts.find(listing, "conditions[0]", "Breast") is None
    assert texts.find(listing, "no such field", "Breast") is None


@pytest.mark.once
def test_a_hash_tells_fields_apart() -> None:
    hashes = {
        texts.text_hash(text("a b")),
        texts.text_hash(text("a", brief_title="b")),
        texts.text_hash(text("a", official_title="b")),
        texts.text_hash(text("a", keywords=("b",))),
        texts.text_hash(text("a", keywords=("b", ""))),
        texts.text_hash(text("a", conditions=("b",))),
    }
    assert len(hashes) == 6
    assert texts.text_hash(text("a", nct_id="x")) == texts.text_hash(text("a"))
