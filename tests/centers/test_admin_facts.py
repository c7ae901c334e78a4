"""The pages on which curators keep centers: rows within a center, words of ours as choices, freshness at a glance."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from centers import channels, services
from centers.admin.freshness import EXPIRED, EXPIRES_SOON, NO_CLAIM, UNCHECKED, VERIFIED, freshness, of_row
from centers.models import FACTS, Accreditation, Center, Claim, ContactChannel, Location, Offering
from tests.centers.filling import add_row, address, filled, list_of, log_in, page_of, send
from tests.finder import held_centers
from tests.finder.reading import get, read

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 25)


@pytest.fixture
def curator(client: Client) -> Client:
    log_in(client, "mary")
    return client


@pytest.fixture
def lakeside() -> Center:
    return held_centers.lakeside(timezone.localdate())


def claimed(**days: int | None) -> Claim:
    """A claim verified some days ago, which expires in some days."""
    verified, expires = days.get("verified"), days.get("expires")
    return Claim(
        pk=1,
        captured_on=DAY,
        verified_on=None if verified is None else DAY - dt.timedelta(days=verified),
        expires_on=None if expires is None else DAY + dt.timedelta(days=expires),
    )


@pytest.mark.parametrize(
    ("held", "word"),
    [
        ([], NO_CLAIM),
        ([claimed()], UNCHECKED),
        ([claimed(verified=3)], VERIFIED),
        ([claimed(verified=3, expires=61)], VERIFIED),
        ([claimed(verified=3, expires=60)], EXPIRES_SOON),
        ([claimed(verified=3, expires=1)], EXPIRES_SOON),
        ([claimed(verified=3, expires=0)], EXPIRED),
        ([claimed(), claimed(verified=400, expires=-30)], EXPIRED),
    ],
)
def test_a_fact_is_as_fresh_as_its_best_claim(held: list[Claim], word: str) -> None:
    assert freshness(held, DAY) == word


def test_a_claim_that_lasts_makes_up_for_one_that_expires_soon() -> None:
    soon, long = claimed(verified=3, expires=10), claimed(verified=3, expires=200)
    long.pk = 2
    assert freshness([soon, long], DAY) == VERIFIED


def test_every_filled_fact_of_a_row_is_judged_on_its_own(lakeside: Center) -> None:
    main = lakeside.locations.get(main=True)
    Claim.objects.filter(location=main, field="phone").delete()
    told = dict(of_row(Location.objects.get(pk=main.pk), timezone.localdate()))
    assert told["phone"] == NO_CLAIM
    assert told[""] == told["hours"] == VERIFIED
    other = lakeside.locations.get(main=False)
    assert "phone" not in dict(of_row(other, timezone.localdate()))


@pytest.mark.parametrize("word", [VERIFIED, EXPIRES_SOON, EXPIRED, UNCHECKED, NO_CLAIM])
def test_the_filter_finds_the_rows_that_the_column_shows(curator: Client, word: str) -> None:
    today = timezone.localdate()
    center = held_centers.center()
    spans = [(None, None), (3, None), (3, 61), (3, 60), (3, 1), (3, 0), (400, -30)]
    names = iter(services.SERVICES)
    for first in [(), *((span,) for span in spans), *((one, two) for one in spans for two in spans[::2])]:
        offering = Offering.objects.create(center=center, service=next(names), conditions=str(first))
        for verified, expires in first:
            Claim.objects.create(
                offering=offering,
                captured_on=today,
                document="Guide",
                verified_on=None if verified is None else today - dt.timedelta(days=verified),
                verified_by="" if verified is None else "A. Curator",
                expires_on=None if expires is None else today + dt.timedelta(days=expires),
            )
    wanted = {one.pk for one in Offering.objects.all() if freshness(one.claims.all(), today) == word}
    response = get(curator, list_of(Offering, f"?claims={word}"))
    assert wanted
    assert {one.pk for one in response.context["cl"].result_list} == wanted


def test_the_list_of_centers_tells_how_their_facts_stand(curator: Client, lakeside: Center) -> None:
    Offering.objects.create(center=lakeside, service="nutrition")
    page = read(curator, list_of(Center))
    assert "1 without a claim: not published" in page
    assert "verified" in page and "expired" in page and "not yet checked" in page


def test_rows_within_a_center_tell_how_they_stand_and_lead_to_their_claims(curator: Client, lakeside: Center) -> None:
    nutrition = Offering.objects.create(center=lakeside, service="nutrition")
    page = get(curator, page_of(lakeside)).content.decode()
    assert "no claim: not published" in page
    assert f'href="{page_of(nutrition)}"' in page


@pytest.mark.parametrize("model", [Center, Location, Offering, ContactChannel, Accreditation, Claim])
def test_no_list_costs_a_query_a_row(curator: Client, lakeside: Center, model: type[Any]) -> None:
    get(curator, list_of(model))
    with CaptureQueriesContext(connection) as few:
        get(curator, list_of(model))
    for number in range(6):
        _another(number)
    with CaptureQueriesContext(connection) as many:
        get(curator, list_of(model))
    assert len(many) <= len(few)
    assert len(many) <= 20


def _another(number: int) -> None:
    """One more center with one of everything."""
    made = held_centers.center(f"harbour-{number}", name=f"Harbour {number}")
    place = held_centers.location(made, main=True, city="Erie", state="PA")
    held_centers.offering(made, "srs", location=place)
    held_centers.channel(made, "patient-phone", "appointment", value="+13125550101", location=place)
    held_centers.accreditation(made, "NCI", location=place)


def test_the_page_of_a_center_costs_no_query_a_row(curator: Client, lakeside: Center) -> None:
    get(curator, page_of(lakeside))
    with CaptureQueriesContext(connection) as few:
        get(curator, page_of(lakeside))
    for service in ("nutrition", "navigation", "social-work", "imaging"):
        held_centers.offering(lakeside, service)
        held_centers.channel(lakeside, "email", "question", value=f"{service}@example.org")
    with CaptureQueriesContext(connection) as many:
        get(curator, page_of(lakeside))
    assert len(many) == len(few)


def test_services_are_chosen_from_ours_in_their_groups(curator: Client, lakeside: Center) -> None:
    page = get(curator, address(Offering, "add")).content.decode()
    for group in {one.group for one in services.SERVICES.values()}:
        assert f'<optgroup label="{escape(services.GROUPS[group].label)}">' in page
    for slug in services.SERVICES:
        assert f'<option value="{slug}">' in page


def test_a_service_that_is_none_of_ours_is_refused(curator: Client, lakeside: Center) -> None:
    sent = filled(curator, address(Offering, "add")) | {"center": lakeside.pk, "service": "magic"}
    assert "magic is not one of the available choices" in " ".join(send(curator, address(Offering, "add"), sent))


NUMBERS = ["312 555 0100 ext. 12", "0123", "call us"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_phone_that_is_none_is_refused_with_what_to_do(curator: Client, lakeside: Center, number: str) -> None:
    with pytest.raises(ValueError) as reason:
        channels.clean("patient-phone", number)
    place = lakeside.locations.get(main=True)
    assert str(reason.value) in send(curator, page_of(place), filled(curator, page_of(place)) | {"phone": number})
    channel = lakeside.channels.get(kind="patient-phone")
    for row, name in ((channel, "value"), (lakeside, "channels-0-value")):
        assert str(reason.value) in send(curator, page_of(row), filled(curator, page_of(row)) | {name: number})


def test_a_phone_is_kept_in_its_one_form(curator: Client, lakeside: Center) -> None:
    channel = lakeside.channels.get(kind="patient-phone")
    assert send(curator, page_of(channel), filled(curator, page_of(channel)) | {"value": "(855) 702-8222"}) == []
    channel.refresh_from_db()
    assert channel.value == "+18557028222"


def test_a_page_that_is_saved_as_it_is_changes_nothing(curator: Client, lakeside: Center) -> None:
    rows: list[Any] = [lakeside, *lakeside.locations.all(), *lakeside.offerings.all(), *lakeside.channels.all()]
    before = [type(row).objects.filter(pk=row.pk).values().get() for row in rows]
    count = Claim.history.count()
    for row in rows:
        assert send(curator, page_of(row), filled(curator, page_of(row))) == []
    after = [type(row).objects.filter(pk=row.pk).values().get() for row in rows]
    for one, two in zip(before, after, strict=True):
        assert {**one, "changed_at": 0} == {**two, "changed_at": 0}
    assert Claim.history.count() == count


def test_languages_and_names_are_written_as_people_write_them(curator: Client, lakeside: Center) -> None:
    main = lakeside.locations.get(main=True)
    assert send(curator, page_of(main), filled(curator, page_of(main)) | {"languages": "en, pl,es"}) == []
    main.refresh_from_db()
    assert main.languages == ["en", "pl", "es"]
    sent = filled(curator, page_of(lakeside)) | {"other_names": "Lakeside, Chicago\n\n LCC "}
    assert send(curator, page_of(lakeside), sent) == []
    lakeside.refresh_from_db()
    assert lakeside.other_names == ["Lakeside, Chicago", "LCC"]
    errors = send(curator, page_of(main), filled(curator, page_of(main)) | {"languages": "English"})
    assert "two-letter codes" in " ".join(errors)


def test_facts_are_added_within_the_page_of_their_center(curator: Client, lakeside: Center) -> None:
    sent = filled(curator, page_of(lakeside))
    add_row(sent, "offerings", service="nutrition", availability="standard", delivery="", location="", conditions="")
    assert send(curator, page_of(lakeside), sent) == []
    assert lakeside.offerings.get(service="nutrition").availability == "standard"


def test_only_locations_of_the_center_can_be_chosen(curator: Client, lakeside: Center) -> None:
    other = held_centers.location(held_centers.center("harbour", name="Harbour"), city="Erie")
    offering = lakeside.offerings.get(service="sbrt")
    errors = send(curator, page_of(offering), filled(curator, page_of(offering)) | {"location": other.pk})
    assert "not one of the available choices" in " ".join(errors)
    sent = filled(curator, address(Offering, "add"))
    sent |= {"center": lakeside.pk, "service": "nutrition", "location": other.pk}
    assert "another center" in " ".join(send(curator, address(Offering, "add"), sent))


def test_the_slug_of_a_center_is_given_once(curator: Client, lakeside: Center) -> None:
    assert send(curator, page_of(lakeside), filled(curator, page_of(lakeside)) | {"slug": "other"}) == []
    lakeside.refresh_from_db()
    assert lakeside.slug == "lakeside"
    sent = filled(curator, address(Center, "add")) | {"name": "Harbour", "slug": "harbour"}
    assert send(curator, address(Center, "add"), sent) == []
    assert Center.objects.filter(slug="harbour").exists()


@pytest.mark.parametrize("kind", FACTS)
def test_mark_up_in_a_fact_is_never_live(client: Client, kind: str) -> None:
    log_in(client, "root", "superuser")
    attack = "<script>alert(1)</script>"
    made = held_centers.center(name=attack, network=attack)
    place = held_centers.location(made, city=attack, name=attack)
    rows: dict[str, Any] = {
        "center": made,
        "location": place,
        "offering": held_centers.offering(made, "srs", conditions=attack, location=place),
        "contactchannel": held_centers.channel(made, "urgent", "urgent", urgent=attack, location=place),
        "accreditation": held_centers.accreditation(made, attack, level=attack),
    }
    Claim.objects.update(quote=attack, document=attack)
    row = rows[kind]
    row.save()
    pages = [list_of(type(row)), page_of(row), page_of(row, "history"), list_of(Claim)]
    for url in pages:
        assert attack not in get(client, url).content.decode()
    row.delete()
    assert attack not in get(client, address(type(row), "deleted")).content.decode()
