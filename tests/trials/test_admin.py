"""The admin of the registries' tables: every page opens, nothing can be written, and no list costs a query a row."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.finder.reading import get, read, words
from trials import intake, leases
from trials.models import Lease, Registration, SyncRun, Trial, TrialSite, Unreadable, Version

pytestmark = pytest.mark.django_db

MODELS = (Trial, TrialSite, Registration, Version, SyncRun, Unreadable, Lease)


@pytest.fixture
def curator(client: Client) -> Client:
    client.force_login(User.objects.create(username="curator", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def held() -> None:
    now = timezone.now()
    records = [make.body(make.study(n, aliases=[make.nct(n + 100)])) for n in range(1, 31)]
    records.append(make.body(make.study(40, statusModule={"overallStatus": {"not": "text"}})))
    intake.take_in(records, registry="clinicaltrials_gov", scope="everything", fetched_at=now)
    for n in range(3):
        SyncRun.objects.create(
            registry="clinicaltrials_gov",
            status=SyncRun.DONE,
            started_at=now - dt.timedelta(minutes=12 + n),
            finished_at=now,
        )
    SyncRun.objects.create(registry="clinicaltrials_gov", started_at=now)
    with leases.hold("sync:clinicaltrials_gov"):
        pass


def list_of(model: type[Any], query: str = "") -> str:
    return reverse(f"admin:trials_{model._meta.model_name}_changelist") + query


def page_of(row: Any) -> str:
    return reverse(f"admin:trials_{row._meta.model_name}_change", args=[row.pk])


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens_with_few_queries(
    curator: Client, held: None, model: type[Any], django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    get(curator, list_of(model))  # the session and the content types are read once
    with django_assert_max_num_queries(10):
        page = get(curator, list_of(model)).content.decode()
    assert 'id="result_list"' in page


@pytest.mark.parametrize("model", MODELS)
def test_every_row_opens_and_can_only_be_read(curator: Client, held: None, model: type[Any]) -> None:
    row = model._default_manager.first()
    page = get(curator, page_of(row)).content.decode()
    assert 'name="_save"' not in page
    assert "deletelink" not in page
    assert curator.post(page_of(row), {"title": "x"}).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_nothing_can_be_added_or_deleted(curator: Client, held: None, model: type[Any]) -> None:
    name = model._meta.model_name
    assert curator.get(reverse(f"admin:trials_{name}_add")).status_code == 403
    row = model._default_manager.first()
    assert curator.post(reverse(f"admin:trials_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert model._default_manager.filter(pk=row.pk).exists()


def test_nobody_gets_in_without_a_name(client: Client, held: None) -> None:
    assert client.get(list_of(Trial)).status_code == 302


@pytest.mark.parametrize("given", [make.nct(7), make.nct(7).lower(), make.nct(107)])
def test_a_trial_is_found_by_its_number_and_its_alias(curator: Client, held: None, given: str) -> None:
    page = read(curator, list_of(Trial, f"?q={given}"))
    assert make.nct(7) in page
    assert make.nct(8) not in page


def test_a_trial_is_found_by_a_word_of_its_title(curator: Client, held: None) -> None:
    Trial.objects.filter(public_id=make.nct(3)).update(title="Walking in the Hills")
    page = read(curator, list_of(Trial, "?q=hills"))
    assert make.nct(3) in page
    assert make.nct(4) not in page


def test_trials_are_narrowed_by_status(curator: Client, held: None) -> None:
    Trial.objects.filter(public_id=make.nct(3)).update(status="completed")
    page = read(curator, list_of(Trial, "?status=completed"))
    assert make.nct(3) in page
    assert make.nct(4) not in page


def test_a_trial_leads_to_its_sites_and_a_site_to_its_trial(curator: Client, held: None) -> None:
    trial = Trial.objects.get(public_id=make.nct(5))
    query = f"?registration__trial__exact={trial.pk}"
    assert f'href="{list_of(TrialSite, query)}"' in get(curator, page_of(trial)).content.decode()
    sites = get(curator, list_of(TrialSite, query)).content.decode()
    assert f'href="{page_of(trial)}"' in sites
    assert "1 trial site" in words(sites)


def test_sites_are_found_by_the_number_of_their_trial(curator: Client, held: None) -> None:
    assert "1 trial site" in read(curator, list_of(TrialSite, f"?q={make.nct(5)}"))


def test_a_site_shows_the_status_it_counts_with(curator: Client, held: None) -> None:
    Trial.objects.filter(public_id=make.nct(5)).update(status="terminated")
    assert "terminated" in read(curator, list_of(TrialSite, f"?q={make.nct(5)}"))


def test_a_version_shows_the_record_as_it_was_served(curator: Client, held: None) -> None:
    version = Version.objects.get(registration__registry_id=make.nct(2))
    assert f'"nctId": "{make.nct(2)}"' in read(curator, page_of(version))


def test_a_registration_leads_to_its_versions(curator: Client, held: None) -> None:
    registration = Registration.objects.get(registry_id=make.nct(2))
    query = f"?registration__exact={registration.pk}"
    assert f'href="{list_of(Version, query)}"' in get(curator, page_of(registration)).content.decode()
    assert "1 version" in read(curator, list_of(Version, query))


def test_an_unreadable_record_shows_where_and_why_and_the_record(curator: Client, held: None) -> None:
    one = Unreadable.objects.get()
    assert one.path in read(curator, list_of(Unreadable))
    page = read(curator, page_of(one))
    assert one.reason in page
    assert f'"nctId": "{make.nct(40)}"' in page


@pytest.mark.parametrize("raw", [b"", b"no zlib", zlib.compress(b"<html>no JSON"), zlib.compress(b"\xff\xfe{")])
def test_a_record_that_is_no_json_can_be_looked_at(curator: Client, held: None, raw: bytes) -> None:
    Unreadable.objects.update(raw=raw)
    get(curator, page_of(Unreadable.objects.get()))


def test_no_mark_up_of_a_record_is_live_in_the_admin(curator: Client) -> None:
    attack = "<script>alert(1)</script>"
    record = make.study(1, title=attack, sites=[make.site(attack, attack)])
    intake.take_in([make.body(record)], registry="clinicaltrials_gov", scope="everything", fetched_at=timezone.now())
    for model in (Trial, TrialSite, Version):
        assert attack not in get(curator, list_of(model)).content.decode()
        assert attack not in get(curator, page_of(model._default_manager.get())).content.decode()


def test_a_run_shows_how_long_it_took(curator: Client, held: None) -> None:
    page = read(curator, list_of(SyncRun))
    assert "0:12:00" in page
    assert "still running" in page


def test_a_long_list_is_counted_only_so_far(curator: Client, held: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trials.admin.lists.MOST_COUNTED", 20)
    assert "20 trials" in read(curator, list_of(Trial))
