"""What the facilities of sites come to: each is matched once, and memory is bounded."""

from __future__ import annotations

import pytest

from finder import facilities
from finder.facilities import NOWHERE, Facilities, Text
from finder.models import Facility
from tests.finder import held_centers as held

pytestmark = pytest.mark.django_db

OURS: Text = ("Lakeside Cancer Center", "Chicago", "Illinois", "United States")


def other(number: int) -> Text:
    return f"Hill Clinic {number}", "Chicago", "Illinois", "United States"


def test_a_facility_named_again_and_again_is_kept_once() -> None:
    held.location(held.center(), main=True)
    known = Facilities()
    assert {known.at(OURS, None, None) for _ in range(3)} != {NOWHERE}
    known.write()
    known.at(OURS, None, None)
    known.write()
    assert Facilities().at(OURS, None, None) != NOWHERE
    assert Facility.objects.count() == 1


def test_what_is_no_center_is_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    held.location(held.center(), main=True)
    monkeypatch.setattr(facilities, "MOST_OTHERS", 10)
    known = Facilities()
    for number in range(95):
        assert known.at(other(number), None, None) == NOWHERE
        assert len(known._others) <= 10
    assert known.at(OURS, None, None) != NOWHERE
    assert known.at(other(1), None, None) == NOWHERE
    known.write()
    assert list(Facility.objects.values_list("facility", flat=True)) == [OURS[0]]
