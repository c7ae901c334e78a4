"""The example trials: they fit the record's shape, are loaded once, never beside real ones, and go without a trace."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from typing import Any

import msgspec
import pytest

from finder.geo import Point, kilometres
from tests import make
from trials import examples, intake, registries
from trials.models import Registration, SyncRun, Trial, TrialSite
from trials.records import TrialRecord

NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)


def test_every_key_of_the_file_is_a_field_of_the_record() -> None:
    given = tomllib.loads(examples.FILE.read_text())["trial"]
    for raw, record in zip(given, examples.records(), strict=True):
        _same_keys(raw, msgspec.to_builtins(record), record.registry_id)


def _same_keys(raw: Any, kept: Any, where: str) -> None:
    if isinstance(raw, dict):
        assert set(raw) <= set(kept), where
        for name, value in raw.items():
            _same_keys(value, kept[name], f"{where}.{name}")
    elif isinstance(raw, list):
        for number, value in enumerate(raw):
            _same_keys(value, kept[number], f"{where}.{number}")


@pytest.mark.parametrize("record", examples.records(), ids=lambda record: record.registry_id)
def test_nobody_can_take_an_example_for_a_trial(record: TrialRecord) -> None:
    assert re.fullmatch(r"EXAMPLE-\d\d", record.registry_id)
    assert record.title.startswith("Example: ")
    assert "No such" in record.summary
    assert record.sponsor.name.startswith("Example ")
    assert all(site.facility.startswith("Example ") for site in record.sites)
    for contact in [*record.central_contacts, *(one for site in record.sites for one in site.contacts)]:
        assert re.fullmatch(r"\d{3}-555-01\d\d", contact.phone)
        assert not contact.email or contact.email.endswith("@example.org")


def test_no_registry_is_called_like_the_examples() -> None:
    assert examples.REGISTRY not in registries.slugs()


def test_the_examples_are_varied() -> None:
    records = examples.records()
    assert 8 <= len(records) <= 12
    assert {record.study_type for record in records} == {"interventional", "observational", "expanded-access"}
    assert {"recruiting", "not-yet-recruiting", "active-not-recruiting", "unknown", "available"} <= {
        record.status for record in records
    }
    sites = [site for record in records for site in record.sites]
    assert len({site.country for site in sites}) > 5
    assert all(site.lat is not None and site.lon is not None for site in sites)
    chicago = Point(41.85, -87.65)
    assert any(kilometres(chicago, Point(site.lat or 0, site.lon or 0)) < 5 for site in sites)


@pytest.mark.django_db
def test_examples_are_loaded_once() -> None:
    count = len(examples.records())
    assert examples.load(NOW) == count
    assert examples.load(NOW) == 0
    assert Trial.objects.filter(example=True).count() == Trial.objects.count() == count


@pytest.mark.django_db
def test_an_example_that_is_missing_is_added() -> None:
    examples.load(NOW)
    Trial.objects.filter(public_id="EXAMPLE-03").delete()
    assert examples.load(NOW) == 1


@pytest.mark.django_db
def test_examples_are_not_loaded_beside_real_trials() -> None:
    intake.take_in([make.body(make.study(1))], registry="clinicaltrials_gov", scope="everything", fetched_at=NOW)
    assert examples.load(NOW) == 0


@pytest.mark.django_db
def test_examples_leave_nothing_behind() -> None:
    examples.load(NOW)
    assert examples.remove() == len(examples.records())
    assert not Trial.objects.exists()
    assert not Registration.objects.exists()
    assert not TrialSite.objects.exists()
    assert not SyncRun.objects.exists()
