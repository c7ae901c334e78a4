"""The page of a care center: what it offers, whom to call for what, where it is, and what each fact rests on."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from centers import services
from centers.models import Center, Claim, ContactChannel, Offering
from finder.center_detail import TrialsHere
from finder.pages.center import trial_lines
from finder.rows import rows
from tests import make
from tests.finder import held_centers as held
from tests.finder.held import ask, hold
from tests.finder.reading import DATA_BLOCK, OUR_SCRIPTS, get, markup, read, said, words

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)
PAGE = "/centers/lakeside/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC), tick=False):
        yield


def data(client: Client, path: str = PAGE) -> Any:
    """The page's schema.org data."""
    found = re.findall(r'(?s)<script type="application/ld\+json">(.*?)</script>', markup(client, path))
    assert len(found) == 1
    return json.loads(found[0])


@pytest.mark.parametrize("slug", ["nowhere", "hidden", "bare"])
def test_a_center_that_is_not_published_has_no_page(client: Client, slug: str) -> None:
    held.center("hidden", listed=False)
    Center.objects.create(slug="bare", name="Bare")
    get(client, f"/centers/{slug}/", 404)


def test_each_service_stands_with_its_meaning_how_it_can_be_had_and_where(client: Client) -> None:
    held.lakeside(TODAY)
    page = read(client, PAGE)
    for one in Offering.objects.all():
        label = services.SERVICES[one.service].label
        assert label[:1].upper() + label[1:] in page
        assert services.SERVICES[one.service].meaning in page
    assert "Offered · In person Where: Lakeside Main Campus, Chicago, IL" in page
    assert "Only in trials You can get it here only by joining a study. Where: Ask which location" in page
    assert "Still being tested It is not yet approved for this use." in page
    assert "By referral A doctor has to send you." in page
    assert "Offered · By video Where: Ask which location Cost: as an office visit" in page


@pytest.mark.parametrize(
    ("backed", "said"),
    [
        ({}, "Source undated, not yet checked"),
        ({"source_date": dt.date(2026, 5, 3)}, "Source dated 3 May 2026, not yet checked"),
        (held.checked(dt.date(2026, 9, 23)), "Checked 23 September 2026"),
        (held.checked(dt.date(2025, 9, 18)), "Checked 18 September 2025, expired 18 September 2026"),
    ],
)
def test_each_fact_says_how_old_it_is(client: Client, backed: dict[str, Any], said: str) -> None:
    held.offering(held.center(), "srs", backed=backed)
    page = read(client, PAGE)
    assert f"Source of {services.SERVICES['srs'].label}: {said} lakeside.example.org" in page
    assert "verified" not in page.lower()


def test_a_source_is_quoted_and_linked_and_a_document_is_named(client: Client) -> None:
    center = held.center()
    held.offering(center, "srs", backed={"quote": "We offer focused radiation.", **held.checked(dt.date(2026, 9, 23))})
    held.offering(center, "sbrt", backed={"document": "Patient guide, second edition", "source_url": ""})
    page = markup(client, PAGE)
    assert f'<a href="{held.PAGE}" rel="noreferrer" lang="en">lakeside.example.org</a>' in page
    assert "“We offer focused radiation.”" in words(page)
    said = words(page)
    assert "Patient guide, second edition (undated, copied 1 November 2026)" in said
    assert "checked 23 September 2026, to be checked again by 23 September 2027; checker: A. Curator)" in said


def test_facts_of_one_place_that_stand_differently_say_so_apart(client: Client) -> None:
    at = held.location(held.center(), phone="+13125550100", backed=held.checked(dt.date(2026, 9, 23)))
    at.address = "1 Harbour Street"
    at.save()
    held.claim(at, "address")
    page = read(client, PAGE)
    assert "Checked 23 September 2026 (the place and phone)" in page
    assert "Source undated, not yet checked (address)" in page


def test_contacts_stand_by_purpose_and_the_urgent_one_first(client: Client) -> None:
    held.lakeside(TODAY)
    page = markup(client, PAGE)
    assert 'href="tel:+13125550101"' in page
    assert 'href="mailto:trials@lakeside.example.org"' in page
    assert f'href="{held.PAGE}/form"' in page
    said = words(page)
    assert "Answer: within 2 working days" in said
    assert "Who may use it, or when: newly diagnosed only" in said
    assert "Cost: free; 15 minutes" in said
    assert "Languages: English, Spanish and Polish" in said
    assert "(Chicago time)" in said
    assert said.index("At night call the hospital") < said.index("Answer: within")
    assert said.index("Call your own doctor now") < said.index("At night call the hospital")


def test_a_contact_without_an_address_says_so_and_leads_to_the_website(client: Client) -> None:
    held.channel(held.center(website="https://lakeside.example.org/"), "online-second-opinion", "second-opinion")
    page = read(client, PAGE)
    assert "The source names it and gives no address. Look on its website" in page


def test_nothing_leads_to_a_website_that_is_not_known(client: Client) -> None:
    held.channel(held.center(), "online-second-opinion", "second-opinion")
    page = read(client, PAGE)
    assert "The source names it and gives no address." in page
    assert "Look on its website" not in page


def test_a_center_from_a_directory_says_plainly_what_is_not_known(client: Client) -> None:
    held.location(held.center(website="https://lakeside.example.org/"), main=True)
    page = read(client, PAGE)
    assert "We know no services of this center yet: ask it." in page
    assert "We know no phone number or form of this center. Look on its website" in page
    assert "We know the city, but not the street." in page


def test_the_one_number_that_is_known_stands_where_people_look(client: Client) -> None:
    held.location(held.center(), name="Lakeside Tower", phone="+13125550100")
    page = read(client, PAGE)
    assert "We know one number alone, and not what it is for. Lakeside Tower:" in page


def test_a_laboratory_says_that_it_treats_nobody(client: Client) -> None:
    held.location(held.center(kind=Center.LABORATORY, treats_patients=False), main=True)
    page = read(client, PAGE)
    assert "This center does not treat patients." in page
    assert "ask it" not in page
    assert "Who to call" not in page
    assert "availableService" not in data(client)
    assert data(client)["@type"] == "ResearchOrganization"


def test_an_accreditation_that_ran_out_says_so(client: Client) -> None:
    center = held.center()
    held.accreditation(center, "NAPBC", valid_through=dt.date(2026, 11, 24))
    held.accreditation(center, "NCI", level="comprehensive", valid_through=TODAY)
    page = read(client, PAGE)
    assert "(NAPBC) Valid through: 24 November 2026. That day has passed: ask." in page
    assert "(NCI): comprehensive cancer center Valid through: 25 November 2026 Source" in page


def test_trials_that_recruit_here_are_listed_when_they_are_known() -> None:
    hold(make.study(1, title="A Study of Tuvexa"), make.study(2, title="A Study of Senovar"))
    _, answer = ask("")
    found = TrialsHere(5, rows(answer, answer.page(0, 2), unit="mi"), "/trials/?center=lakeside")
    shown = render_to_string("finder/_center_trials.html", {"trials": found, "rows": trial_lines(found)})
    assert f'<a href="/trials/{make.nct(1)}/">A Study of Tuvexa</a>' in shown
    assert '<a href="/trials/?center=lakeside">See all 5</a>' in shown
    assert "5 trials are recruiting here" in words(shown)


def test_where_no_trial_recruits_it_is_said_honestly() -> None:
    none = TrialsHere(0, [], "/trials/?center=lakeside")
    said = words(render_to_string("finder/_center_trials.html", {"trials": none, "rows": trial_lines(none)}))
    assert "We know of no trial that is recruiting here now." in said


def test_search_engines_get_the_center_its_place_its_contacts_and_its_services(client: Client) -> None:
    held.lakeside(TODAY)
    found = data(client)
    assert (found["@type"], found["name"], found["url"]) == (
        *("MedicalClinic", "Lakeside Cancer Center"),
        "https://lakeside.example.org/",
    )
    assert found["@id"] == "http://testserver/centers/lakeside/"
    assert found["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "1 Harbour Street",
        "addressLocality": "Chicago",
        "addressRegion": "IL",
        "postalCode": "60637",
        "addressCountry": "US",
    }
    assert found["geo"] == {"@type": "GeoCoordinates", "latitude": 41.79, "longitude": -87.6}
    assert found["telephone"] == "+13125550100"
    assert [one["name"] for one in found["location"]] == ["Lakeside South"]
    reached = {one.get("telephone") or one.get("email") or one.get("url") for one in found["contactPoint"]}
    assert reached == set(ContactChannel.objects.exclude(value="").values_list("value", flat=True))


def test_a_search_engine_is_told_of_no_service_that_is_only_tried(client: Client) -> None:
    held.lakeside(TODAY)
    listed = data(client)["availableService"]
    told = {one["name"]: one["description"] for one in listed}
    assert len(told) == len(listed)  # palliative care is to be had in two ways
    label = {slug: one.label for slug, one in services.SERVICES.items()}
    assert label["srs"] in told
    assert label["car-t"] not in told
    assert label["bispecific-t-cell-engagers"] not in told
    assert told[label["sbrt"]].endswith("Source undated, not yet checked")


def test_a_hospital_is_one_and_what_is_not_known_is_left_out(client: Client) -> None:
    held.center(kind=Center.HOSPITAL)
    found = data(client)
    assert found["@type"] == "Hospital"
    assert not {"address", "geo", "telephone", "contactPoint", "availableService", "location"} & set(found)


def test_no_mark_up_of_a_fact_reaches_the_page(client: Client) -> None:
    held.hostile()
    page = markup(client, PAGE)
    # The data block, and our own file.
    assert set(re.findall("<script[^>]*>", page)) <= {DATA_BLOCK, *OUR_SCRIPTS}
    assert "<img src=x" not in page
    assert "javascript:alert(1)" not in re.findall(r'href="([^"]*)"', page)
    assert "{{ 7|add:7 }}" in words(page)
    assert data(client)["name"].startswith("</script><script>alert(1)")
    assert "javascript:" not in json.dumps(data(client))


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}report/"])
def test_a_sign_that_turns_text_round_turns_none_of_ours(client: Client, address: str) -> None:
    held.hostile()
    _, _, body = markup(client, address).partition("<body>")
    after = [rest.partition("<")[2] for rest in body.split("\u202e")[1:] if "<" in rest]
    assert after
    # The fact's own element, or its line, ends there.
    assert [rest[:20] for rest in after if not rest.startswith(("/", "br>"))] == []


def test_nothing_runs_inline_and_nothing_is_loaded_from_elsewhere(client: Client) -> None:
    held.lakeside(TODAY)
    page = markup(client, PAGE)
    assert not re.search(r'(?:src|action)="(?:https?:)?//', page)
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
    response = get(client, PAGE)
    assert not response.cookies
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]


def test_a_change_of_a_fact_or_the_expiry_of_a_claim_makes_a_new_page(client: Client) -> None:
    center = held.center()
    offering = held.offering(center, "srs", backed=held.checked(dt.date(2026, 1, 1)))
    first = get(client, PAGE).headers
    assert "public" in first["Cache-Control"]
    get(client, PAGE, 304, headers={"If-None-Match": first["ETag"]})
    Offering.objects.filter(pk=offering.pk).update(cost="free")
    second = get(client, PAGE, 200, headers={"If-None-Match": first["ETag"]}).headers["ETag"]
    Claim.objects.filter(offering=offering).update(expires_on=timezone.localdate())
    get(client, PAGE, 200, headers={"If-None-Match": second})


def test_a_page_only_reads(client: Client) -> None:
    held.center()
    assert client.post(PAGE).status_code == 405


def test_what_else_stands_in_the_address_is_passed_over_and_not_repeated(client: Client) -> None:
    held.center()
    page = said(client, f"{PAGE}?utm=zqxword")
    assert "zqxword" not in page
    assert '<meta name="robots" content="noindex">' in page
