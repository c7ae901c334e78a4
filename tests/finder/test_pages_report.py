"""A visitor may say that an answer was read wrong; curators get it with what was shown."""

from __future__ import annotations

import pytest
from django.test import Client

from finder.pages.reporting import MOST_OPEN
from tests import make
from tests.finder.held import hold
from tests.finder.reading import markup
from trials.models import LONGEST_REPORT, Report
from trials.reading import read_stale

pytestmark = pytest.mark.django_db
ADDRESS = f"/trials/{make.nct(1)}/report/?question=receptors&key="


@pytest.fixture(autouse=True)
def held() -> None:
    hold(make.study(1))
    read_stale()


def test_the_page_of_a_trial_leads_there_from_each_answer(client: Client) -> None:
    assert ADDRESS.replace("&", "&amp;") in markup(client, f"/trials/{make.nct(1)}/")


def test_the_form_shows_what_is_reported_and_asks_for_nothing_personal(client: Client) -> None:
    page = markup(client, ADDRESS)
    assert "HER2-positive" in page
    assert "Please write nothing about yourself" in page


def test_a_report_keeps_the_answer_the_sentence_and_the_words(client: Client) -> None:
    response = client.post(ADDRESS, {"words": "HER2-low may enter, too"}, follow=True)
    assert "Thank you" in response.content.decode()
    kept = Report.objects.get()
    assert (kept.question, kept.key, kept.words) == ("receptors", "", "HER2-low may enter, too")
    assert kept.value == "HER2-positive"
    assert "HER2-positive" in kept.quote
    assert kept.done_at is None


def test_a_report_may_be_empty_and_one_on_a_vanished_answer_is_on_the_trial(client: Client) -> None:
    client.post(f"/trials/{make.nct(1)}/report/?question=brain&key=admitted", {"words": ""})
    assert list(Report.objects.values_list("question", "words", "value")) == [("", "", None)]


def test_a_reload_of_the_thanks_sends_nothing_again(client: Client) -> None:
    response = client.post(ADDRESS, {"words": "wrong"})
    assert response.status_code == 302
    client.get(response["Location"])
    assert Report.objects.count() == 1


def test_too_many_words_are_refused_and_kept_in_the_field(client: Client) -> None:
    response = client.post(ADDRESS, {"words": "x" * (LONGEST_REPORT + 1)})
    assert response.status_code == 400
    assert "x" * LONGEST_REPORT in response.content.decode()
    assert not Report.objects.exists()


def test_nobody_fills_the_list_by_machine(client: Client) -> None:
    for _ in range(MOST_OPEN + 3):
        client.post(ADDRESS, {"words": "again"})
    assert Report.objects.count() == MOST_OPEN


def test_a_form_from_elsewhere_is_refused() -> None:
    assert Client(enforce_csrf_checks=True).post(ADDRESS, {"words": "wrong"}).status_code == 403
    assert not Report.objects.exists()


def test_the_cookie_goes_with_the_browser(client: Client) -> None:
    cookie = client.get(ADDRESS).cookies["csrftoken"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")


def test_a_trial_that_is_not_held_has_no_form(client: Client) -> None:
    assert client.get(f"/trials/{make.nct(2)}/report/").status_code == 404
