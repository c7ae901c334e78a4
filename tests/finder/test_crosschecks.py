"""What centers say against what trials say: who is asked about what."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from centers.models import Center, Claim, Location, Offering, Task
from finder import crosschecks, snapshot
from finder.index import reindex
from tests import make
from tests.finder.held import hold
from trials.models import Finding, Reading, Trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def car_t(db: None) -> Offering:
    """A center in Chicago that offers CAR-T in trials only."""
    center = Center.objects.create(slug="meadow", name="Meadow Cancer Center")
    place = Location.objects.create(center=center, main=True, city="Chicago", state="IL")
    offering = Offering.objects.create(center=center, service="car-t", availability=Offering.TRIALS_ONLY)
    said = {"document": "A leaflet", "captured_on": dt.date(2026, 11, 1)}
    for row in ({"center": center}, {"location": place}, {"offering": offering}):
        Claim.objects.create(**row, **said)
    return offering


def trial(number: int, status: str) -> None:
    """A trial of cell therapy at the center."""
    hold(make.study(number, status=status, sites=[make.site("Meadow Cancer Center", status=None)]))
    held = Trial.objects.get(public_id=make.nct(number))
    Reading.objects.create(trial=held, text_hash="", digest="", revision=held.revision, read_at=timezone.now())
    Finding.objects.create(trial=held, question="modality", key="cell_therapy", value=True, state="stated", evidence=[])
    reindex(everything=True)
    snapshot.forget()


def test_an_offer_in_trials_only_without_a_trial_is_asked_about_once(car_t: Offering) -> None:
    reindex()
    snapshot.forget()
    assert crosschecks.look() == 1
    assert crosschecks.look() == 1
    task = Task.objects.get()
    assert (task.center, task.offering, task.kind) == (car_t.center, car_t, Task.NO_TRIAL)


def test_a_trial_that_recruits_there_answers_the_question(car_t: Offering) -> None:
    reindex()
    snapshot.forget()
    crosschecks.look()
    trial(1, "RECRUITING")
    assert crosschecks.look() == 0
    assert not Task.objects.exists()
    found = crosschecks.trials_of(snapshot.current(), car_t.center_id, "car-t")
    assert found is not None and len(found) == 1


def test_a_trial_that_is_closed_there_does_not(car_t: Offering) -> None:
    trial(1, "ACTIVE_NOT_RECRUITING")
    assert crosschecks.look() == 1


def test_what_a_curator_has_answered_is_not_asked_again(car_t: Offering) -> None:
    reindex()
    snapshot.forget()
    crosschecks.look()
    Task.objects.update(done_at=timezone.now(), outcome="They open one in spring.")
    assert crosschecks.look() == 0
    assert Task.objects.count() == 1


def test_a_standard_service_and_one_that_no_trial_names_ask_nothing(car_t: Offering) -> None:
    Offering.objects.update(availability=Offering.STANDARD)
    reindex()
    snapshot.forget()
    assert crosschecks.look() == 0
    Offering.objects.update(availability=Offering.TRIALS_ONLY, service="social-work")
    assert crosschecks.look() == 0
    assert crosschecks.trials_of(snapshot.current(), car_t.center_id, "social-work") is None
