"""What becomes of the records of a page: written once, in bulk, and never half."""

from __future__ import annotations

import datetime as dt
import zlib

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make
from trials import intake
from trials.models import Alias, Registration, Trial, TrialSite, Unreadable, Version

pytestmark = pytest.mark.django_db

REGISTRY = "clinicaltrials_gov"


def take(*records: make.JSON | bytes, scope: str = "everything") -> dict[str, str]:
    bodies = [one if isinstance(one, bytes) else make.body(one) for one in records]
    return intake.take_in(
        bodies, registry=REGISTRY, scope=scope, fetched_at=timezone.now(), source_timestamp="2026-11-20"
    )


def test_a_new_study_is_created_with_all_that_is_kept() -> None:
    assert take(make.study(1, maximum_age="70 Years")) == {make.nct(1): "created"}
    trial = Trial.objects.get()
    assert trial.public_id == make.nct(1)
    assert (trial.status, trial.phases, trial.allocation, trial.masking) == ("recruiting", ["2"], "randomized", "none")
    assert (trial.minimum_age, trial.maximum_age, trial.maximum_age_text) == (18.0, 70.0, "70 Years")
    assert (trial.started_on, trial.started_precision) == (dt.date(2026, 2, 1), "month")
    assert (trial.verified_on, trial.verified_precision) == (dt.date(2026, 10, 1), "month")
    assert trial.interventions[0]["other_names"] == ["DS-8201a"]
    assert trial.central_contacts[0]["email"] == "desk@example.org"
    site = TrialSite.objects.get()
    assert (site.facility, site.zip, site.status, site.lat) == (
        "Lakeside Cancer Institute",
        "60601",
        "recruiting",
        41.85003,
    )


def test_the_record_is_kept_verbatim() -> None:
    record = make.study(1)
    take(record)
    assert zlib.decompress(bytes(Version.objects.get().raw)) == make.body(record)


def test_the_same_page_twice_changes_nothing_and_writes_nothing() -> None:
    page = [make.study(number) for number in range(1, 6)]
    take(*page)
    before = list(Trial.objects.order_by("pk").values())
    with CaptureQueriesContext(connection) as queries:
        assert set(take(*page).values()) == {"unchanged"}
    assert list(Trial.objects.order_by("pk").values()) == before
    assert Version.objects.count() == 5
    assert not [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE"))]


def test_a_new_release_date_alone_is_no_change() -> None:
    take(make.study(1, release="2026-11-20"))
    assert take(make.study(1, release="2026-11-21")) == {make.nct(1): "unchanged"}
    assert Version.objects.count() == 1


def test_a_record_formatted_otherwise_is_unchanged_and_recognised_the_next_time() -> None:
    take(make.study(1))
    spaced = msgspec.json.format(make.body(make.study(1)), indent=2)
    assert take(spaced) == {make.nct(1): "unchanged"}
    assert Version.objects.count() == 1
    assert Trial.objects.get().revision == 1


def test_a_change_adds_a_version_and_a_revision_and_keeps_the_key() -> None:
    take(make.study(1))
    key = Trial.objects.get().pk
    assert take(make.study(1, status="COMPLETED")) == {make.nct(1): "changed"}
    trial = Trial.objects.get()
    assert (trial.pk, trial.status, trial.revision) == (key, "completed", 2)
    assert Version.objects.count() == 2


def test_content_that_comes_back_is_a_version_again() -> None:
    for status in ("RECRUITING", "SUSPENDED", "RECRUITING"):
        take(make.study(1, status=status))
    assert Version.objects.count() == 3


def test_a_site_keeps_its_row_while_its_status_changes() -> None:
    take(make.study(1, sites=[make.site(), make.site("Hill Hospital")]))
    keys = dict(TrialSite.objects.values_list("facility", "pk"))
    take(make.study(1, sites=[make.site("Hill Hospital", status="COMPLETED"), make.site()]))
    assert dict(TrialSite.objects.values_list("facility", "pk")) == keys
    assert TrialSite.objects.get(facility="Hill Hospital").status == "completed"


def test_equal_places_with_differing_status_stay_separate_rows() -> None:
    twice = [make.site("Research Site"), make.site("Research Site", status="WITHDRAWN")]
    take(make.study(1, sites=twice))
    assert sorted(TrialSite.objects.values_list("ordinal", "status")) == [(0, "recruiting"), (1, "withdrawn")]
    take(make.study(1, sites=twice, status="SUSPENDED"))
    assert TrialSite.objects.count() == 2


def test_a_site_gone_from_the_record_goes_and_a_new_one_comes() -> None:
    take(make.study(1, sites=[make.site("Old Hospital")]))
    take(make.study(1, sites=[make.site("New Hospital")]))
    assert TrialSite.objects.get().facility == "New Hospital"


def test_an_unreadable_study_is_kept_aside_and_the_others_are_written() -> None:
    bad = make.study(2, designModule={"phases": {"one": "PHASE1"}})
    assert take(make.study(1), bad, make.study(3)) == {
        make.nct(1): "created",
        make.nct(2): "unreadable",
        make.nct(3): "created",
    }
    aside = Unreadable.objects.get()
    assert (aside.registry_id, aside.path) == (make.nct(2), "protocolSection.designModule.phases")
    assert "PHASE1" in aside.value
    assert zlib.decompress(bytes(aside.raw)) == make.body(bad)
    assert not Trial.objects.filter(public_id=make.nct(2)).exists()


def test_a_held_study_that_becomes_unreadable_keeps_its_last_good_state() -> None:
    take(make.study(1))
    take(make.study(1, status="COMPLETED", designModule={"phases": "PHASE9"}))
    assert Trial.objects.get().status == "recruiting"


def test_an_unreadable_study_that_can_be_read_again_leaves_the_list() -> None:
    take(make.study(1, designModule={"phases": "PHASE9"}))
    take(make.study(1))
    assert not Unreadable.objects.exists()
    assert Trial.objects.exists()


def test_bytes_without_an_id_are_kept_aside_once() -> None:
    take(b"<html>")
    take(b"<html>", make.study(1))
    assert Unreadable.objects.get().registry_id.startswith("?")


def test_a_study_out_of_scope_is_not_written() -> None:
    asthma = make.study(1, title="Asthma", conditions=["Asthma"], keywords=[])
    assert take(asthma, make.study(2, status="COMPLETED"), scope="breast") == {make.nct(1): "out", make.nct(2): "out"}
    assert not Trial.objects.exists()


def test_a_held_study_that_closes_is_followed() -> None:
    take(make.study(1), scope="breast")
    assert take(make.study(1, status="COMPLETED"), scope="breast") == {make.nct(1): "changed"}


def test_the_same_study_twice_on_a_page_is_written_once() -> None:
    take(make.study(1), make.study(1))
    assert Trial.objects.count() == 1


def test_an_alias_is_kept_and_only_the_new_id_is_listed() -> None:
    take(make.study(1, aliases=[make.nct(9)]))
    assert Alias.objects.get().registration.registry_id == make.nct(1)


def test_a_study_that_gets_another_id_keeps_its_key() -> None:
    take(make.study(9))
    key = Trial.objects.get().pk
    assert take(make.study(1, aliases=[make.nct(9)])) == {make.nct(1): "changed"}
    trial = Trial.objects.get()
    assert (trial.pk, trial.public_id) == (key, make.nct(1))
    assert Registration.objects.get().registry_id == make.nct(1)


def test_of_two_held_ids_of_one_study_the_old_one_is_delisted() -> None:
    take(make.study(9), make.study(1))
    take(make.study(1, aliases=[make.nct(9)]))
    states = dict(Registration.objects.values_list("registry_id", "state"))
    assert states == {make.nct(9): "delisted", make.nct(1): "listed"}


def test_delisting_keeps_the_trial_with_the_date_and_a_new_revision() -> None:
    take(make.study(1), make.study(2))
    assert intake.delist(REGISTRY, [make.nct(1)], on=dt.date(2026, 11, 20)) == 1
    assert intake.delist(REGISTRY, [make.nct(1)], on=dt.date(2026, 11, 21)) == 0
    registration = Registration.objects.get(registry_id=make.nct(1))
    assert registration.delisted_on == dt.date(2026, 11, 20)
    assert registration.trial.revision == 2
    assert intake.held_ids(REGISTRY, "everything") == {make.nct(2)}


def test_a_delisted_study_that_is_served_again_is_listed_again() -> None:
    take(make.study(1))
    intake.delist(REGISTRY, [make.nct(1)], on=dt.date(2026, 11, 20))
    assert take(make.study(1)) == {make.nct(1): "changed"}
    registration = Registration.objects.get()
    assert (registration.state, registration.delisted_on) == ("listed", None)


def test_held_ids_of_the_breast_scope_are_those_that_a_breast_run_should_meet() -> None:
    asthma = make.study(2, title="Asthma", conditions=["Asthma"], keywords=[])
    take(make.study(1), asthma)
    assert intake.held_ids(REGISTRY, "breast") == {make.nct(1)}


def test_text_with_nul_and_odd_characters_is_written_on_both_databases() -> None:
    take(make.study(1, title="A\x00B \U0001f397 ünï", sites=[make.site("H\x00pital")]))
    assert Trial.objects.get().title == "AB \U0001f397 ünï"
    assert TrialSite.objects.get().facility == "Hpital"


def test_a_failure_half_way_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(intake, "_write_versions", fail)
    with pytest.raises(RuntimeError):
        take(make.study(1))
    assert not Trial.objects.exists()


def test_two_records_on_a_page_that_claim_one_alias_are_both_written() -> None:
    take(make.study(1, aliases=[make.nct(9)]), make.study(2, aliases=[make.nct(9)]))
    assert Trial.objects.count() == 2
    assert Alias.objects.get().registration.registry_id == make.nct(2)


def test_a_download_older_than_what_we_hold_changes_nothing() -> None:
    take(make.study(1, status="COMPLETED", updated="2026-10-05"))
    old, new = make.study(1, updated="2026-09-01"), make.study(1, status="TERMINATED", updated="2026-10-06")
    for record, outcome, status in ((old, "unchanged", "completed"), (new, "changed", "terminated")):
        outcomes = intake.take_in(
            [make.body(record)], registry=REGISTRY, scope="everything", fetched_at=timezone.now(), may_be_old=True
        )
        assert outcomes == {make.nct(1): outcome}
        assert Trial.objects.get().status == status
