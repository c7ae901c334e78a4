"""What every page says of the listings' age, the banner, `/status/`, and the pages that explain."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from finder.index import reindex
from tests import make
from tests.finder.held import hold
from tests.finder.reading import markup, read
from trials import examples
from trials.models import SyncRun

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def run(*, hours_ago: float = 5, **values: Any) -> SyncRun:
    """A run that ended so many hours ago, with data of that moment."""
    ended = timezone.now() - hours_ago * HOUR
    given = {
        "registry": "clinicaltrials_gov",
        "full": True,
        "status": SyncRun.DONE,
        "complete": True,
        "started_at": ended - dt.timedelta(minutes=12),
        "finished_at": ended,
        "data_timestamp": ended.strftime("%Y-%m-%dT%H:%M:%S"),
        "seen": 586,
        **values,
    }
    return SyncRun.objects.create(**given)


FAILED: dict[str, Any] = {"status": SyncRun.FAILED, "complete": False, "error": "Connection refused at 10.0.0.7"}


def test_every_page_says_as_of_when_the_listings_are(client: Client) -> None:
    hold(make.study(1))
    done = run()
    day = f"{dt.datetime.fromisoformat(done.data_timestamp):%B %Y}"
    for path in ("/", "/trials/", f"/trials/{make.nct(1)}/", "/status/", "/about/data/"):
        page = read(client, path)
        assert "Listings as of" in page
        assert day in page
        assert "Source: ClinicalTrials.gov, U.S. National Library of Medicine" in page
        assert "This is not medical advice." in page
        assert "emergency number" in page


def test_fresh_listings_need_no_banner(client: Client) -> None:
    hold(make.study(1))
    run()
    assert 'class="banner"' not in markup(client, "/")


def test_listings_older_than_two_days_say_how_old_they_are(client: Client) -> None:
    hold(make.study(1))
    run(hours_ago=75)
    assert "These listings are 3 days old." in read(client, "/trials/")


def test_old_listings_say_that_the_registry_could_not_be_reached(client: Client) -> None:
    hold(make.study(1))
    run(hours_ago=75)
    run(hours_ago=1, **FAILED)
    assert "The registry could not be reached (" in read(client, "/")


def test_before_the_first_sync_the_examples_are_called_examples(client: Client) -> None:
    examples.load()
    reindex()
    page = read(client, "/")
    assert "These are examples, not real trials." in page
    assert "Listings as of" not in page


def test_a_first_sync_that_failed_is_told(client: Client) -> None:
    examples.load()
    run(**FAILED)
    page = read(client, "/trials/")
    assert "These are examples, not real trials." in page
    assert "The registry could not be reached (" in page
    assert "10.0.0.7" not in page


def test_a_first_sync_under_way_is_told(client: Client) -> None:
    examples.load()
    run(status=SyncRun.RUNNING, complete=False, finished_at=None, seen=2000)
    assert "Listings are being fetched now, 2,000 trials so far." in read(client, "/")


def test_a_refused_run_is_told(client: Client) -> None:
    hold(make.study(1))
    run(hours_ago=60)
    run(hours_ago=2, status=SyncRun.REFUSED, complete=False, refused="Only 3 of 586.")
    assert "was not complete, so nothing was changed" in read(client, "/")


def test_the_status_page_lists_the_runs(client: Client) -> None:
    hold(make.study(1), make.study(2, status="NOT_YET_RECRUITING"))
    run(seen=586, created=2, changed=7, unreadable=1, delisted=3)
    run(hours_ago=1, **FAILED)
    page = read(client, "/status/")
    assert "2 Trials listed" in page or "Trials listed 2" in page
    assert "of which recruiting 1" in page
    assert "ClinicalTrials.gov Done All trials 12 minutes 586 2 7 3 1" in page
    assert "ClinicalTrials.gov Failed" in page


def test_the_status_page_shows_how_far_a_run_is(client: Client) -> None:
    run(status=SyncRun.RUNNING, complete=False, finished_at=None, pages=3, seen=3000, total=18000)
    page = read(client, "/status/")
    assert "ClinicalTrials.gov: being fetched now. Page 3, 3,000 trials read of 18,000" in page


def test_the_status_page_works_on_an_empty_database(client: Client) -> None:
    page = read(client, "/status/")
    assert "No real listings have been fetched yet." in page
    assert "There was none yet." in page


def test_the_data_page_names_its_sources_and_what_is_not_known(client: Client) -> None:
    page = read(client, "/about/data/")
    assert "GeoNames" in page
    assert "CC BY 4.0" in page
    assert "What is not known" in page


@pytest.mark.parametrize(("prefix", "said"), [("", "under the MIT License"), ("/es", "según la licencia MIT")])
def test_the_data_page_says_what_may_be_done_with_the_data_and_leads_to_them(
    client: Client, prefix: str, said: str
) -> None:
    assert said in read(client, f"{prefix}/about/data/")
    page = markup(client, f"{prefix}/about/data/")
    for address in ("/api/docs/", "/dumps/", "https://clinicaltrials.gov/about-site/terms-conditions"):
        assert f'href="{address}"' in page
    assert "http://testserver/embed/finder.js" in page


def test_the_home_page_has_the_search(client: Client) -> None:
    page = markup(client, "/")
    assert '<form class="search" action="/trials/" method="get"' in page
    for name in ("q", "near", "within", "unit", "age", "sex"):
        assert f'name="{name}"' in page
