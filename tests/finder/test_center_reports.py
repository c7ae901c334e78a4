"""A visitor may say that a fact on a center is wrong; curators get it, and it is not kept for ever."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from centers.models import LONGEST_REPORT, Center, Report
from centers.reports import forget_closed
from finder import tasks
from finder.pages.reporting import MOST_OPEN
from tests.finder import held_centers as held
from tests.finder.reading import get, read
from tests.replica import Replica
from trials.models import SyncRun

pytestmark = pytest.mark.django_db
ADDRESS = "/centers/lakeside/report/"


@pytest.fixture
def center() -> Center:
    return held.center()


def test_the_page_of_a_center_leads_there(client: Client, center: Center) -> None:
    assert f'href="{ADDRESS}"' in get(client, "/centers/lakeside/").content.decode()


def test_the_form_offers_each_reason_and_asks_for_nothing_about_health(client: Client, center: Center) -> None:
    page = read(client, ADDRESS)
    assert all(words[1:] in page for words in Report.REASONS.values())
    assert "Please write nothing about yourself or your health. At most 500 characters." in page


def test_a_report_keeps_the_reason_the_words_and_the_day_alone(client: Client, center: Center) -> None:
    response = client.post(ADDRESS, {"reason": "phone", "words": "It rings out"}, follow=True)
    assert "Thank you" in response.content.decode()
    kept = Report.objects.get()
    assert (kept.center, kept.reason, kept.words, kept.done_at) == (center, "phone", "It rings out", None)
    assert not kept.outcome


def test_words_may_be_left_out_and_a_reason_may_not(client: Client, center: Center) -> None:
    client.post(ADDRESS, {"reason": "closed", "words": ""})
    refused = client.post(ADDRESS, {"words": "what I typed"})
    assert refused.status_code == 400
    assert "Choose what is wrong." in refused.content.decode()
    assert "what I typed" in refused.content.decode()
    assert client.post(ADDRESS, {"reason": "made-up"}).status_code == 400
    assert list(Report.objects.values_list("reason", "words")) == [("closed", "")]


def test_too_many_words_are_refused_and_kept_in_the_field(client: Client, center: Center) -> None:
    response = client.post(ADDRESS, {"reason": "other", "words": "x" * (LONGEST_REPORT + 1)})
    assert response.status_code == 400
    page = response.content.decode()
    assert "x" * LONGEST_REPORT in page
    assert 'value="other" required checked' in page
    assert not Report.objects.exists()


def test_nobody_fills_the_list_by_machine(client: Client, center: Center) -> None:
    for _ in range(MOST_OPEN + 3):
        client.post(ADDRESS, {"reason": "phone", "words": "again"})
    client.post(ADDRESS, {"reason": "hours", "words": "another matter"})
    assert Report.objects.filter(reason="phone").count() == MOST_OPEN
    assert Report.objects.filter(reason="hours").count() == 1
    Report.objects.filter(reason="phone").update(done_at=timezone.now())
    client.post(ADDRESS, {"reason": "phone", "words": "again"})
    assert Report.objects.filter(done_at=None, reason="phone").count() == 1


def test_a_form_from_elsewhere_is_refused(center: Center) -> None:
    assert Client(enforce_csrf_checks=True).post(ADDRESS, {"reason": "phone"}).status_code == 403
    assert not Report.objects.exists()


@pytest.mark.parametrize("listed", [False, True])
def test_a_center_that_is_not_shown_has_no_form(client: Client, listed: bool) -> None:
    Center.objects.create(slug="hidden", name="Hidden", listed=listed)
    assert client.get("/centers/hidden/report/").status_code == 404
    assert client.post("/centers/hidden/report/", {"reason": "phone"}).status_code == 404


def _reports(center: Center, now: dt.datetime) -> None:
    for words, closed in (("open", None), ("fresh", 89), ("old", 90), ("older", 400)):
        Report.objects.create(
            center=center,
            reason="phone",
            words=words,
            reported_at=now - dt.timedelta(days=500),
            done_at=None if closed is None else now - dt.timedelta(days=closed),
        )


def test_closed_reports_go_after_ninety_days_and_open_ones_stay(center: Center) -> None:
    now = dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)
    _reports(center, now)
    assert forget_closed(now) == 2
    assert set(Report.objects.values_list("words", flat=True)) == {"open", "fresh"}
    assert forget_closed(now) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("answers", [True, False], ids=["registry answers", "registry is down"])
def test_the_night_forgets_them_whatever_the_registry_does(
    replica: Replica, settings: Settings, center: Center, tmp_path: Path, answers: bool
) -> None:
    settings.DATA_DIR = tmp_path
    settings.CLINICALTRIALS_GOV_URL = replica.url if answers else "http://127.0.0.1:9/api/v2"
    settings.REGISTRY_PAUSE_SECONDS = 0
    closed = timezone.now()
    Report.objects.create(center=center, reason="phone", reported_at=closed, done_at=closed)
    with time_machine.travel(closed + dt.timedelta(days=89)):
        tasks.nightly()
        assert Report.objects.count() == 1
    with time_machine.travel(closed + dt.timedelta(days=90, minutes=1)):
        assert tasks.nightly() == [SyncRun.DONE if answers else SyncRun.FAILED]
    assert not Report.objects.exists()
