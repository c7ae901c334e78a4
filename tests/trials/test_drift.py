"""The registry's shape will change one day: whatever a field becomes, nothing crashes and no other record is lost."""

from __future__ import annotations

import copy
import datetime as dt
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from trials import intake
from trials.models import Trial, Unreadable
from trials.records import RawRecord, TrialRecord
from trials.records import Unreadable as UnreadableRecord
from trials.registries import registry

REGISTRY = "clinicaltrials_gov"
DEEP = bool(os.environ.get("DEEP"))
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)

anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=40),
    st.just("x" * 5000),
    st.just("\x00"),
    st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=5)), max_size=3),
    st.dictionaries(st.text(max_size=5), st.one_of(st.none(), st.text(max_size=5)), max_size=3),
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path in a record, the containers' own among them."""
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in items:
        found += _places(one, (*path, key))
    return found


RECORD = make.study(
    1,
    acronym_module_that_is_new={"field": ["value"]},
    maximum_age="75 Years",
    sites=[make.site(contacts=[{"name": "Desk", "role": "CONTACT", "phone": "555-010-0100"}])],
)
PLACES = _places(RECORD)


@st.composite
def drifted(draw: st.DrawFn) -> make.JSON:
    """A record with up to three of its fields gone or become something else."""
    record = copy.deepcopy(RECORD)
    for _ in range(draw(st.integers(1, 3))):
        *parents, last = draw(st.sampled_from(PLACES))
        holder: Any = record
        try:
            for step in parents:
                holder = holder[step]
            if draw(st.booleans()):
                del holder[last]
            else:
                holder[last] = draw(anything)
        except (LookupError, TypeError):
            continue  # an earlier change took this place away
    return record


@given(drifted())
@settings(max_examples=10_000 if DEEP else 300)
def test_a_record_that_drifted_is_read_or_named_unreadable(record: make.JSON) -> None:
    module, body = registry(REGISTRY), make.body(record)
    try:
        split = module.split(body)
        read = module.parse(RawRecord(REGISTRY, split.registry_id, module.kept(body)[0]))
    except UnreadableRecord as error:
        assert error.path
        assert error.reason
    else:
        assert isinstance(read, TrialRecord)


@pytest.mark.django_db(transaction=True)
@given(st.lists(drifted(), min_size=1, max_size=4))
@settings(max_examples=2_000 if DEEP else 60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_records_that_drifted_cost_no_other_record(records: list[make.JSON]) -> None:
    Trial.objects.all().delete()
    Unreadable.objects.all().delete()
    good = make.study(2)
    outcomes = intake.take_in(
        [*(make.body(one) for one in records), make.body(good)], registry=REGISTRY, scope="everything", fetched_at=NOW
    )
    assert outcomes[make.nct(2)] == "created"
    assert Trial.objects.filter(public_id=make.nct(2)).exists()
    aside = {one for one, outcome in outcomes.items() if outcome == "unreadable"}
    assert set(Unreadable.objects.values_list("registry_id", flat=True)) == aside
