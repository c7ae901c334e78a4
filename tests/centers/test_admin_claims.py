"""Claims in the admin: beside their fact, checked with one tick, and the queue of those that expire."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from centers.admin import lists
from centers.admin.inputs import a_year_after
from centers.models import Center, Claim, Offering
from tests.centers.filling import add_row, address, filled, list_of, log_in, page_of, send
from tests.finder import held_centers
from tests.finder.reading import get, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def mary(client: Client) -> User:
    return log_in(client, "mary")


@pytest.fixture
def offering() -> Offering:
    return held_centers.offering(held_centers.center(), "srs")


def the_claim(offering: Offering) -> Claim:
    return Claim.objects.get(offering=offering)


def test_one_tick_beside_the_fact_verifies_a_claim_for_a_year(client: Client, mary: User, offering: Offering) -> None:
    sent = filled(client, page_of(offering)) | {"claims-0-checked_today": "on"}
    assert send(client, page_of(offering), sent) == []
    claim, today = the_claim(offering), timezone.localdate()
    assert (claim.verified_on, claim.verified_by, claim.expires_on) == (today, "mary", a_year_after(today))
    assert claim.history.latest().history_user == mary


def test_one_tick_on_the_claim_itself_does_the_same(client: Client, mary: User, offering: Offering) -> None:
    claim = the_claim(offering)
    assert send(client, page_of(claim), filled(client, page_of(claim)) | {"checked_today": "on"}) == []
    claim.refresh_from_db()
    assert (claim.verified_on, claim.verified_by) == (timezone.localdate(), "mary")


@pytest.mark.parametrize("of", ["claims", "offerings"])
def test_the_action_verifies_what_is_selected_and_nothing_else(
    client: Client, mary: User, offering: Offering, of: str
) -> None:
    other = held_centers.offering(Center.objects.get(), "sbrt")
    row = the_claim(offering) if of == "claims" else offering
    data = {"action": "checked_today", "_selected_action": [row.pk]}
    page = client.post(list_of(type(row)), data, follow=True).content.decode()
    assert "1 claims are verified by you for 12 months" in page
    claim = the_claim(offering)
    assert (claim.verified_on, claim.verified_by) == (timezone.localdate(), "mary")
    assert claim.history.latest().history_user == mary
    assert the_claim(other).verified_on is None


@pytest.mark.parametrize(
    ("day", "later"),
    [(dt.date(2026, 11, 25), dt.date(2027, 11, 25)), (dt.date(2028, 2, 29), dt.date(2029, 2, 28))],
)
def test_twelve_months_end_on_the_same_day(day: dt.date, later: dt.date) -> None:
    assert a_year_after(day) == later


def test_who_gives_a_day_and_no_name_verified_it_themselves(client: Client, mary: User, offering: Offering) -> None:
    sent = filled(client, page_of(offering)) | {"claims-0-verified_on": "2026-10-01"}
    assert send(client, page_of(offering), sent) == []
    claim = the_claim(offering)
    assert (claim.verified_on, claim.verified_by, claim.expires_on) == (dt.date(2026, 10, 1), "mary", None)


def test_what_nobody_checked_cannot_expire(client: Client, mary: User, offering: Offering) -> None:
    sent = filled(client, page_of(offering)) | {"claims-0-expires_on": "2027-10-01"}
    assert "say when it was verified" in " ".join(send(client, page_of(offering), sent))


def test_a_quote_has_at_most_25_words(client: Client, mary: User, offering: Offering) -> None:
    sent = filled(client, page_of(offering)) | {"claims-0-quote": "word " * 26}
    assert "at most 25 words" in " ".join(send(client, page_of(offering), sent))
    assert send(client, page_of(offering), sent | {"claims-0-quote": "word " * 25}) == []


def test_a_claim_has_a_source(client: Client, mary: User, offering: Offering) -> None:
    sent = filled(client, page_of(offering)) | {"claims-0-source_url": ""}
    assert "Give the source" in " ".join(send(client, page_of(offering), sent))


def test_a_claim_is_added_beside_its_fact_and_publishes_it(client: Client, mary: User, offering: Offering) -> None:
    bare = Offering.objects.create(center=offering.center, service="nutrition")
    assert bare not in Offering.objects.published()
    sent = filled(client, page_of(bare))
    add_row(sent, "claims", field="", document="Patient guide", captured_on="2026-11-20", quote="", source_url="")
    assert send(client, page_of(bare), sent) == []
    assert bare in Offering.objects.published()


def test_a_new_fact_is_added_with_its_claim_in_one_step(client: Client, mary: User, offering: Offering) -> None:
    sent = filled(client, address(Offering, "add")) | {"center": offering.center_id, "service": "nutrition"}
    add_row(sent, "claims", field="", document="Patient guide", captured_on="2026-11-20", checked_today="on")
    assert send(client, address(Offering, "add"), sent) == []
    assert the_claim(Offering.objects.get(service="nutrition")).verified_by == "mary"


def test_a_claim_names_only_facts_that_its_row_has(client: Client, mary: User, offering: Offering) -> None:
    place = held_centers.location(offering.center, phone="+13125550100")
    page = get(client, page_of(place)).content.decode()
    assert '<option value="accessibility"' in page
    assert '<option value="accessibility"' not in get(client, page_of(offering)).content.decode()
    sent = filled(client, page_of(offering)) | {"claims-0-field": "accessibility"}
    assert "not one of the available choices" in " ".join(send(client, page_of(offering), sent))


def test_a_claim_of_its_own_page_backs_exactly_one_fact(client: Client, mary: User, offering: Offering) -> None:
    url = address(Claim, "add")
    sent = filled(client, url) | {"document": "Guide", "captured_on": "2026-11-20"}
    assert "exactly one fact" in " ".join(send(client, url, sent))
    both = sent | {"center": offering.center_id, "offering": offering.pk}
    assert "exactly one fact" in " ".join(send(client, url, both))
    assert send(client, url, sent | {"offering": offering.pk}) == []


def test_which_fact_a_claim_backs_does_not_change(client: Client, mary: User, offering: Offering) -> None:
    other = held_centers.offering(offering.center, "sbrt")
    claim = the_claim(offering)
    assert send(client, page_of(claim), filled(client, page_of(claim)) | {"offering": other.pk}) == []
    claim.refresh_from_db()
    assert claim.offering == offering


@time_machine.travel("2026-11-25 12:00", tick=False)
def test_the_queue_holds_what_is_expired_or_will_be_within_60_days_the_oldest_first(client: Client, mary: User) -> None:
    made = held_centers.center(backed={})
    days = {"gone": -300, "today": 0, "soon": 60, "later": 61}
    for name, number in days.items():
        expires = dt.date(2026, 11, 25) + dt.timedelta(days=number)
        dates = {"verified_on": dt.date(2025, 1, 1), "verified_by": "A", "expires_on": expires}
        held_centers.claim(made, **dates, document=name)
    found = [one.document for one in get(client, list_of(Claim, "?freshness=due")).context["cl"].result_list]
    assert found == ["gone", "today", "soon"]
    assert "Claims that have expired, or will within 60 days 3" in read(client, "/admin/")


def test_the_queues_count_what_nobody_sees_for_want_of_a_claim(client: Client, mary: User, offering: Offering) -> None:
    Offering.objects.create(center=offering.center, service="nutrition")
    assert "Offerings without a claim: not published 1" in read(client, "/admin/")
    found = get(client, list_of(Offering, "?claims=none")).context["cl"].result_list
    assert [one.service for one in found] == ["nutrition"]


def test_a_queue_is_counted_only_so_far(client: Client, mary: User, offering: Offering) -> None:
    Offering.objects.bulk_create(
        [
            Offering(center=offering.center, service="srs", conditions=str(number))
            for number in range(lists.MOST_WAITING + 5)
        ]
    )
    assert "Offerings without a claim: not published 500 and more" in read(client, "/admin/")
