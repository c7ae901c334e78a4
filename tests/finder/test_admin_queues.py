"""What waits for curators: facilities that may be a center, decisions already made, visitors' reports, tasks."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centers import matching
from centers.admin.aliases import LONGEST_KEY, Written, decide
from centers.models import Center, FacilityAlias, Location, Report, Task
from finder.models import Facility
from tests.centers.filling import address, filled, list_of, log_in, page_of, send
from tests.finder import held_centers
from tests.finder.reading import get, read

pytestmark = pytest.mark.django_db

SAME, NOT_SAME, NO_CENTER = FacilityAlias.SAME, FacilityAlias.NOT_SAME, FacilityAlias.NO_CENTER


@pytest.fixture
def mary(client: Client) -> User:
    return log_in(client, "mary")


@pytest.fixture
def place() -> Location:
    return held_centers.location(held_centers.center(), main=True, city="Chicago", state="IL")


def facility(place: Location, name: str = "Lakeside Inst.", *, score: float = 0.7, **given: Any) -> Facility:
    """One the matcher was not sure of."""
    texts = {"facility": name, "city": "Chicago", "state": "Illinois", "country": "United States", **given}
    taken = texts.pop("taken", False)
    return Facility.objects.create(
        **texts,
        key=matching.key(*texts.values())[:LONGEST_KEY],
        center=place.center_id,
        location=place.pk,
        score=score,
        reason="half the words of the name, the same city",
        taken=taken,
    )


def waiting(client: Client) -> list[str]:
    return [one.facility for one in get(client, list_of(Facility)).context["cl"].result_list]


def judge(client: Client, action: str, *rows: Facility) -> str:
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    page = client.post(list_of(Facility), data, follow=True)
    assert page.status_code == 200
    return page.content.decode()


def said() -> set[tuple[str, str, str | None]]:
    return {
        (one.facility, one.decision, one.center.slug if one.center else None) for one in FacilityAlias.objects.all()
    }


def test_what_waits_is_shown_with_its_candidate_and_why_the_surest_first(
    client: Client, mary: User, place: Location
) -> None:
    facility(place, "Lakeside Annex", score=0.6)
    facility(place, "Lakeside Inst.", score=0.8)
    facility(place, "Lakeside Cancer Center", score=1.0, taken=True)
    assert waiting(client) == ["Lakeside Inst.", "Lakeside Annex"]
    page = read(client, list_of(Facility))
    assert "Lakeside Cancer Center , Chicago" in page or "Lakeside Cancer Center, Chicago" in page
    assert "half the words of the name, the same city" in page
    assert "Facilities that may be a center 2" in read(client, "/admin/")


@pytest.mark.parametrize(("action", "decision"), [("the_same", SAME), ("not_the_same", NOT_SAME)])
def test_a_decision_is_remembered_with_who_and_when_and_leaves_the_queue(
    client: Client, mary: User, place: Location, action: str, decision: str
) -> None:
    row, other = facility(place), facility(place, "Lakeside Annex")
    assert f"1 decided: {FacilityAlias.DECISIONS[decision]}" in judge(client, action, row)
    alias = FacilityAlias.objects.get()
    assert (alias.facility, alias.city, alias.state, alias.country) == (row.facility, row.city, row.state, row.country)
    assert (alias.decision, alias.center, alias.key) == (decision, place.center, row.key)
    assert alias.location == (place if decision == SAME else None)
    assert alias.made_by == mary
    assert abs((timezone.now() - alias.made_at).total_seconds()) < 60
    assert alias.history.latest().history_user == mary
    assert waiting(client) == [other.facility]


def test_no_center_of_ours_is_said_of_any_center(client: Client, mary: User, place: Location) -> None:
    judge(client, "no_center", facility(place))
    assert said() == {("Lakeside Inst.", NO_CENTER, None)}
    assert waiting(client) == []


def test_after_not_the_same_another_candidate_is_asked_again(client: Client, mary: User, place: Location) -> None:
    row = facility(place)
    judge(client, "not_the_same", row)
    other = held_centers.center("harbour", name="Harbour")
    Facility.objects.update(center=other.pk, location=None)
    assert waiting(client) == ["Lakeside Inst."]
    assert "Harbour, location not known" in read(client, list_of(Facility)).replace(" ,", ",")


def test_a_new_center_is_a_draft_that_nobody_sees(client: Client, mary: User, place: Location) -> None:
    row = facility(place, "Harbour Oncology & Hematology", city="Erie", state="Pennsylvania")
    page = judge(client, "new_center", row)
    center = Center.objects.get(slug="harbour-oncology-hematology")
    assert page_of(center) in page
    assert (center.name, center.listed) == ("Harbour Oncology & Hematology", False)
    made = center.locations.get()
    assert (made.main, made.city, made.state, made.country) == (True, "Erie", "PA", "US")
    assert center not in Center.objects.published()
    assert said() == {(row.facility, SAME, center.slug)}
    assert center.history.latest().history_user == mary
    assert waiting(client) == []


def test_drafts_of_one_name_get_addresses_of_their_own(client: Client, mary: User, place: Location) -> None:
    judge(client, "new_center", facility(place, "Harbour"), facility(place, "Harbour", city="Erie"))
    assert set(Center.objects.filter(listed=False).values_list("slug", flat=True)) == {"harbour", "harbour-2"}


def test_a_draft_in_a_country_that_is_not_known_is_not_made(client: Client, mary: User, place: Location) -> None:
    page = judge(client, "new_center", facility(place, "Harbour", country="Atlantis"))
    assert "The country “Atlantis” is not known" in page
    assert Center.objects.count() == 1
    assert not FacilityAlias.objects.exists()


def test_nothing_is_decided_on_a_center_that_is_gone(client: Client, mary: User, place: Location) -> None:
    first, second = facility(place), facility(place, "Lakeside Annex")
    Facility.objects.filter(pk=second.pk).update(center=place.center_id + 100)
    assert "is gone. Nothing was decided" in judge(client, "the_same", first, second)
    assert not FacilityAlias.objects.exists()


@pytest.mark.parametrize("action", ["the_same", "not_the_same", "no_center", "new_center"])
def test_who_may_only_look_decides_nothing(client: Client, place: Location, action: str) -> None:
    log_in(client, "vera", "viewer")
    row = facility(place)
    page = get(client, list_of(Facility)).content.decode()
    assert f'<option value="{action}">' not in page
    judge(client, action, row)
    assert not FacilityAlias.objects.exists()
    assert Center.objects.count() == 1


def test_a_facility_is_one_center_at_most(mary: User, place: Location) -> None:
    what = Written("Lakeside Inst.", "Chicago", "Illinois", "United States")
    other = held_centers.center("harbour", name="Harbour")
    decide(what, SAME, place.center, place, mary)
    decide(what, SAME, other, None, mary)
    assert said() == {(what.facility, NOT_SAME, "lakeside"), (what.facility, SAME, "harbour")}
    decide(what, NO_CENTER, None, None, mary)
    assert said() == {
        (what.facility, NOT_SAME, "lakeside"),
        (what.facility, NOT_SAME, "harbour"),
        (what.facility, NO_CENTER, None),
    }
    decide(what, SAME, place.center, place, mary)
    assert said() == {(what.facility, SAME, "lakeside"), (what.facility, NOT_SAME, "harbour")}
    assert FacilityAlias.history.filter(decision=NO_CENTER, history_type="-", history_user=None).count() == 1


def test_a_decision_can_be_changed_and_says_who_changed_it(client: Client, mary: User, place: Location) -> None:
    judge(client, "the_same", facility(place))
    alias = FacilityAlias.objects.get()
    anna = log_in(client, "anna")
    sent = filled(client, page_of(alias)) | {"decision": NOT_SAME, "note": "Another house of that name."}
    assert send(client, page_of(alias), sent) == []
    alias.refresh_from_db()
    assert (alias.decision, alias.made_by, alias.note) == (NOT_SAME, anna, "Another house of that name.")
    assert alias.history.count() == 2


def test_a_decision_by_hand_gets_the_key_of_its_texts(client: Client, mary: User, place: Location) -> None:
    url = address(FacilityAlias, "add")
    texts = {"facility": "Lakeside Inst.", "city": "Chicago", "state": "Illinois", "country": "United States"}
    sent = filled(client, url) | texts | {"decision": SAME, "center": place.center_id}
    assert send(client, url, sent) == []
    assert FacilityAlias.objects.get().key == matching.key(*texts.values())
    again = " ".join(send(client, url, sent))
    assert "There is a decision on this facility and this center" in again or "decided otherwise before" in again
    errors = " ".join(send(client, url, filled(client, url) | texts | {"decision": NO_CENTER, "center": ""}))
    assert "decided otherwise before" in errors
    errors = " ".join(send(client, url, filled(client, url) | texts | {"decision": SAME, "center": ""}))
    assert "Name the center" in errors


@pytest.mark.parametrize("model", [Facility, FacilityAlias, Report, Task])
def test_no_queue_costs_a_query_a_row(client: Client, mary: User, place: Location, model: type[Any]) -> None:
    def one_more(number: int) -> None:
        made = held_centers.center(f"harbour-{number}", name=f"Harbour {number}")
        row = facility(held_centers.location(made, city="Erie"), f"Harbour {number}")
        decide(Written(row.facility, "Rome", "", "Italy"), SAME, made, None, mary)
        Report.objects.create(center=made, reason="phone", reported_at=timezone.now())
        offering = held_centers.offering(made, "car-t")
        Task.objects.create(
            kind=Task.NO_TRIAL, key=str(number), center=made, offering=offering, found_at=timezone.now()
        )

    one_more(0)
    get(client, list_of(model))
    with CaptureQueriesContext(connection) as few:
        get(client, list_of(model))
    for number in range(1, 6):
        one_more(number)
    with CaptureQueriesContext(connection) as many:
        get(client, list_of(model))
    assert len(many) == len(few)


@pytest.mark.parametrize("kind", ["report", "task"])
def test_what_is_answered_is_closed_with_who_and_when_and_reopened_without_an_answer(
    client: Client, mary: User, place: Location, kind: str
) -> None:
    now = timezone.now()
    row: Any = (
        Report.objects.create(center=place.center, reason="phone", words="It rings out.", reported_at=now)
        if kind == "report"
        else Task.objects.create(kind=Task.NO_TRIAL, key="k", center=place.center, found_at=now)
    )
    model = type(row)
    assert list(get(client, list_of(model)).context["cl"].result_list) == [row]
    assert send(client, page_of(row), filled(client, page_of(row)) | {"outcome": "Called: the number is new."}) == []
    row.refresh_from_db()
    assert row.done_by == mary and row.done_at is not None
    assert list(get(client, list_of(model)).context["cl"].result_list) == []
    assert list(get(client, list_of(model, "?state=done")).context["cl"].result_list) == [row]
    anna = log_in(client, "anna")
    assert send(client, page_of(row), filled(client, page_of(row)) | {"outcome": " "}) == []
    row.refresh_from_db()
    assert (row.done_by, row.done_at) == (None, None)
    assert anna.is_active


def test_what_a_visitor_or_a_machine_wrote_does_not_change(client: Client, mary: User, place: Location) -> None:
    report = Report.objects.create(center=place.center, reason="phone", words="Old.", reported_at=timezone.now())
    sent = filled(client, page_of(report)) | {"words": "New.", "reason": "other", "outcome": "x"}
    assert send(client, page_of(report), sent) == []
    report.refresh_from_db()
    assert (report.words, report.reason, report.outcome) == ("Old.", "phone", "x")


def test_the_first_page_names_only_the_queues_one_may_see(client: Client, place: Location) -> None:
    log_in(client, "vera", "viewer")
    assert "Waiting for curators" in read(client, "/admin/")
    client.force_login(User.objects.create(username="staff", is_staff=True))
    assert "Waiting for curators" not in read(client, "/admin/")
