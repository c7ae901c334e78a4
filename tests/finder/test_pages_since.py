"""`/trials/?updated_since=…`: what changed in the trials of a search since a day; and how much a list weighs."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

from tests import make
from tests.finder.held import hold
from tests.finder.reading import get, markup, read
from tests.finder.test_history import seen

pytestmark = pytest.mark.django_db

HTML_BYTES = 25_000


@pytest.fixture
def followed(client: Client) -> Client:
    seen(1, make.study(1, title="The First"), make.study(2, title="The Second", phases=["PHASE3"]))
    seen(3, make.study(1, title="The First", status="SUSPENDED"))
    seen(5, make.study(1, title="The First"), make.study(3, title="The Third"))
    seen(7, make.study(2, title="The Second", phases=["PHASE3"], status="COMPLETED"))
    return client


def told(client: Client, query: str) -> str:
    page = read(client, f"/trials/?{query}")
    start = page.index("What changed since")
    return page[start : page.index("We tell what changed since we first saw a trial.", start)]


def test_what_changed_in_a_search_is_told_by_trial_in_words_the_newest_first(followed: Client) -> None:
    said = told(followed, "updated_since=2026-11-05")
    assert said.startswith("What changed since 5 November 2026 The Second The trial has finished")
    assert said.index("The Second") < said.index("The First The trial takes new people again")
    assert "The Third We saw this trial at ClinicalTrials.gov for the first time." in said
    assert "was paused" not in said  # that was on the third


def test_a_trial_of_another_search_is_not_told(followed: Client) -> None:
    said = told(followed, "phase=3&status=any&updated_since=2026-11-02")
    assert "The Second" in said
    assert "The First" not in said


def test_where_nothing_changed_it_is_said_as_what_we_saw(followed: Client) -> None:
    assert "Nothing that a reader would notice has changed in these trials" in told(
        followed, "updated_since=2026-11-20"
    )


def test_the_list_offers_it_with_all_that_was_asked(followed: Client) -> None:
    page = markup(followed, "/trials/?phase=2&age=54")
    form = page[page.index('aria-labelledby="follow-title"') :].partition("</form>")[0]
    assert '<input type="hidden" name="phase" value="2">' in form
    assert '<input type="hidden" name="age" value="54">' in form
    assert 'name="updated_since" type="date"' in form


def test_the_page_is_fetched_anew_once_another_change_was_seen(followed: Client) -> None:
    path = "/trials/?updated_since=2026-11-05"
    before = get(followed, path).headers["ETag"]
    seen(9, make.study(3, title="The Third", status="SUSPENDED"))
    assert get(followed, path).headers["ETag"] != before


def test_a_full_list_is_compressed_and_small_enough(client: Client) -> None:
    hold(
        *(
            make.study(
                n,
                title=f"A Study of Compound {n} With Fulvestrant in People With Advanced Breast Cancer {n * 7919}",
                sponsor=f"University Hospital Number {n * 104729}",
                interventions=[{"type": "DRUG", "name": f"Compound {n * 1299709} and {k}"} for k in range(4)],
            )
            for n in range(1, 40)
        )
    )
    response = get(client, "/trials/", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]
    assert response.headers["ETag"].startswith('W/"')
    assert gzip.decompress(response.content).count(b'<li class="card">') == 25
    assert len(response.content) < HTML_BYTES
