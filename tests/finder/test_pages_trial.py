"""`/trials/<id>/`: all that is kept of one trial, each site with the status it counts with, other ids redirecting."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from finder.index import reindex
from finder.models import Place
from tests import make
from tests.finder.held import hold
from tests.finder.reading import DATA_BLOCK, OUR_SCRIPTS, get, markup, read, words
from trials import examples, intake
from trials.models import Registration, Trial

pytestmark = pytest.mark.django_db

ONE = f"/trials/{make.nct(1)}/"
CHICAGO = make.site()
BOSTON = make.site("Harbor Hospital", "Boston", "Massachusetts", at=(42.36, -71.06), status="COMPLETED")
PARIS = make.site("Seine Hospital", "Paris", "", "France", zip="75005", at=(48.85, 2.35))
NOWHERE = make.site("Research Site", "Springfield", "Illinois", at=None)


def test_everything_kept_stands_on_the_page(client: Client) -> None:
    hold(
        make.study(
            1,
            identificationModule={
                "acronym": "TUVEXA-1",
                "secondaryIdInfos": [{"id": "2025-501234-12-00", "type": "CTIS"}],
            },
            sponsorCollaboratorsModule={"collaborators": [{"name": "Hill Foundation", "class": "OTHER"}]},
            contactsLocationsModule={"centralContacts": [{"name": "Study Desk", "phone": "555-010-0100"}]},
            armsInterventionsModule={
                "armGroups": [{"label": "Arm A", "type": "PLACEBO_COMPARATOR", "description": "Twice a day."}]
            },
        )
    )
    page = read(client, ONE)
    for said in [
        "A Study of a New Medicine in People With HER2-positive Breast Cancer: a Randomised Comparison",
        f"{make.nct(1)} · TUVEXA-1",
        "Phase 2 · women and men, 18 years and older · run by Meadow University",
        "This study looks at whether a new medicine helps.",
        "What will happen Chance decides who gets what (randomised). All know who gets what (open label).",
        "Trastuzumab Deruxtecan Drug · also called DS-8201a",
        "In plain words: trastuzumab deruxtecan (Enhertu). An antibody that finds HER2",
        "Arm A To compare: placebo",
        "Twice a day.",
        "Chance decides who gets what (randomised)",
        "All know who gets what (open label)",
        "120 people planned",
        "Metastatic Breast Cancer",
        "Hill Foundation",
        "Start February 2026",
        "Main results collected 30 June 2028 (planned)",
        "End June 2029 (planned)",
        "Last updated at the registry 1 October 2026",
        "2025-501234-12-00",
        "Study Desk 555-010-0100",
        "One site; it is recruiting.",
        "Lakeside Cancer Institute, Chicago, Illinois 60601",
    ]:
        assert said in page, said
    assert f'href="https://clinicaltrials.gov/study/{make.nct(1)}"' in markup(client, ONE)


def test_the_criteria_are_shown_as_lists_in_the_registrys_words(client: Client) -> None:
    hold(make.study(1, eligibility="Inclusion Criteria:\n\n* LVEF \\>= 50%\n* <b>ECOG</b> 0\n\n1. one\n3. three"))
    page = markup(client, ONE)
    assert "<li>LVEF &gt;= 50%</li>" in page
    assert "<li>&lt;b&gt;ECOG&lt;/b&gt; 0</li>" in page
    assert '<li value="3">three</li>' in page


@pytest.mark.parametrize("field", ["title", "sponsor", "summary", "eligibility"])
def test_no_mark_up_of_a_record_is_live(client: Client, field: str) -> None:
    texts: dict[str, Any] = {field: "<script>alert(1)</script><img src=x onerror=alert(1)>"}
    hold(make.study(1, **texts))
    page = markup(client, ONE)
    assert set(re.findall("<script[^>]*>", page)) == {*OUR_SCRIPTS, DATA_BLOCK}
    assert "<img src=x" not in page


def test_whom_to_call_first_stands_at_the_top_while_a_trial_is_open(client: Client) -> None:
    hold(make.study(1), make.study(2, status="COMPLETED"))
    assert "Whom to call: Study Desk 555-010-0100" in read(client, ONE)
    assert "Whom to call:" not in read(client, f"/trials/{make.nct(2)}/")


def test_the_first_lines_say_if_it_is_open_what_it_is_if_it_may_fit_where_and_whom_to_call(client: Client) -> None:
    """In the head of the page, before anything that has to be looked for."""
    hold(make.study(1), make.study(2, sites=[], contactsLocationsModule={"centralContacts": []}))
    head = words(markup(client, ONE).partition('<article class="trial">')[2].partition("</header>")[0])
    order = [
        "Recruiting",
        "A Study",
        "Phase 2",
        "Might it fit? See what it asks",
        "Where: One site;",
        "Whom to call: Study",
    ]
    assert [head.index(one) for one in order] == sorted(head.index(one) for one in order)
    bare = read(client, f"/trials/{make.nct(2)}/")
    assert "Where: The registry lists no sites." in bare
    assert "Whom to call: The registry names nobody. Ask your care team." in bare


def test_another_way_to_the_medicine_is_said_at_the_top_where_the_trial_does_not_fit(client: Client) -> None:
    access = {"expandedAccessInfo": {"hasExpandedAccess": True, "nctId": make.nct(3)}}
    hold(
        make.study(1, minimum_age="60 Years", statusModule=access),
        make.study(2, status="COMPLETED", statusModule=access),
        make.study(3, study_type="EXPANDED_ACCESS", status="AVAILABLE"),
    )
    said = "If no trial fits, your doctor can ask for the medicine outside of one. Expanded access to this medicine"
    assert said in read(client, f"{ONE}?age=54")
    assert said in read(client, f"/trials/{make.nct(2)}/")
    assert said not in read(client, f"{ONE}?age=62")
    assert said not in read(client, ONE)


def test_how_it_stands_to_what_was_entered_is_said_at_the_top(client: Client) -> None:
    hold(make.study(1, minimum_age="60 Years"))
    page = read(client, f"{ONE}?age=54&sex=female&ecog=1")
    assert "What you entered, and this trial: Does not fit: 1 · Fits: 1 · Does not say: 1" in page


def test_a_sheet_of_the_trial_takes_what_was_entered_along(client: Client) -> None:
    hold(make.study(1))
    page = markup(client, f"{ONE}?near=60637&age=54&offset=50&zzz=1")
    assert f'<a href="/sheet/?id={make.nct(1)}&amp;near=60637&amp;age=54" rel="nofollow">Print a sheet' in page


def test_a_medicine_that_we_do_not_know_gets_no_words_of_ours(client: Client) -> None:
    hold(make.study(1, interventions=[{"type": "DRUG", "name": "Qqqumab", "description": "New."}]))
    page = read(client, ONE)
    assert "Qqqumab Drug" in page
    assert "In plain words" not in page


def test_unknown_enrolment_is_called_unknown(client: Client) -> None:
    hold(make.study(1, designModule={"enrollmentInfo": {"count": 99999999, "type": "ESTIMATED"}}))
    assert "People taking part Not known" in read(client, ONE)


def test_why_a_trial_stopped_is_said(client: Client) -> None:
    hold(make.study(1, status="TERMINATED", statusModule={"whyStopped": "Too few people joined."}))
    page = read(client, ONE)
    assert "Stopped early" in page
    assert "Why it stopped: Too few people joined." in page


def test_an_unknown_status_names_the_last_one_known(client: Client) -> None:
    hold(make.study(1, status="UNKNOWN", statusModule={"lastKnownStatus": "RECRUITING"}))
    assert "The last one known: recruiting." in read(client, ONE)


@time_machine.travel("2029-01-10")
def test_a_status_not_confirmed_for_two_years_is_warned_of_strongly(client: Client) -> None:
    hold(make.study(1))
    page = read(client, ONE)
    assert "in October 2026. That is more than 2 years ago. Do not rely on it: call and ask." in page


def test_results_and_expanded_access_are_linked(client: Client) -> None:
    record = make.study(1, statusModule={"expandedAccessInfo": {"hasExpandedAccess": True, "nctId": make.nct(2)}})
    record["hasResults"] = True
    hold(record, make.study(2, status="AVAILABLE", study_type="EXPANDED_ACCESS"))
    page = markup(client, ONE)
    assert "Results are posted" in page
    assert f'<a href="/trials/{make.nct(2)}/">Expanded access' in page


def test_expanded_access_that_we_do_not_hold_is_linked_at_the_registry(client: Client) -> None:
    hold(make.study(1, statusModule={"expandedAccessInfo": {"hasExpandedAccess": True, "nctId": make.nct(2)}}))
    assert f'<a href="https://clinicaltrials.gov/study/{make.nct(2)}">Expanded access' in markup(client, ONE)


# -- sites ---------------------------------------------------------------------------


@pytest.fixture
def chicago() -> None:
    Place.objects.create(kind=Place.ZIP, key="60637", name="Chicago", state="IL", country="US", lat=41.78, lon=-87.61)


def facilities(page: str) -> list[str]:
    return re.findall(r'<p class="place"><strong lang="en">([^<]*)</strong>', page)


def test_sites_stand_nearest_first_when_a_place_is_given(client: Client, chicago: None) -> None:
    hold(make.study(1, sites=[PARIS, BOSTON, CHICAGO]))
    page = markup(client, f"{ONE}?near=60637")
    assert facilities(page) == ["Lakeside Cancer Institute", "Harbor Hospital", "Seine Hospital"]
    said = read(client, f"{ONE}?near=60637")
    assert "Nearest to ZIP 60637, Chicago, IL" in said
    assert "Nearest one recruiting: Lakeside Cancer Institute" in said
    assert "about 5 miles, to the city" in said
    assert "Seine Hospital, Paris, 75005, France" in said


def test_the_nearest_recruiting_site_may_be_farther_than_the_nearest(client: Client, chicago: None) -> None:
    closed = make.site("Shut Hospital", at=(41.78, -87.61), status="COMPLETED")
    hold(make.study(1, sites=[closed, CHICAGO]))
    assert "Nearest one recruiting: Lakeside Cancer Institute" in read(client, f"{ONE}?near=60637")


def test_a_site_without_coordinates_is_not_lost(client: Client, chicago: None) -> None:
    hold(make.study(1, sites=[NOWHERE, CHICAGO]))
    page = markup(client, f"{ONE}?near=60637")
    assert facilities(page)[0] == "Lakeside Cancer Institute"
    assert "Research Site" in facilities(page)


def test_without_a_place_the_recruiting_sites_of_a_country_stand_first(client: Client) -> None:
    hold(make.study(1, sites=[BOSTON, PARIS, CHICAGO]))
    page = markup(client, ONE)
    assert facilities(page) == ["Lakeside Cancer Institute", "Harbor Hospital", "Seine Hospital"]
    assert "3 sites in 2 countries; 2 are recruiting." in read(client, ONE)


def test_a_place_we_do_not_know_is_told_and_the_sites_are_shown(client: Client) -> None:
    hold(make.study(1))
    page = markup(client, f"{ONE}?near=Xyzzyville")
    assert re.search(r'id="near-error">.*We do not know the place', page)
    assert facilities(page) == ["Lakeside Cancer Institute"]


def test_sites_of_a_closed_trial_count_as_closed_and_the_registrys_word_is_shown(client: Client) -> None:
    hold(make.study(1, status="COMPLETED", sites=[CHICAGO]))
    page = read(client, ONE)
    assert "One site; none is recruiting now." in page
    assert (
        "Finished The registry still lists this site as “recruiting”. It counts with the status of the trial." in page
    )


def test_a_site_without_a_status_counts_with_its_trial(client: Client) -> None:
    hold(make.study(1, status="NOT_YET_RECRUITING", sites=[make.site(status=None)]))
    assert "Lakeside Cancer Institute, Chicago, Illinois 60601 Not yet recruiting" in read(client, ONE)


def test_a_site_names_whom_to_call(client: Client) -> None:
    contact = {
        "name": "Site Desk",
        "role": "CONTACT",
        "phone": "555-010-0111",
        "phoneExt": "12",
        "email": "a@example.org",
    }
    hold(make.study(1, sites=[make.site(contacts=[contact])]))
    assert "Site Desk 555-010-0111, extension 12 a@example.org" in read(client, ONE)
    assert 'href="tel:5550100111"' in markup(client, ONE)


def test_many_sites_are_folded_up_by_country(client: Client) -> None:
    sites = [make.site(f"Hospital {n}") for n in range(30)] + [PARIS]
    hold(make.study(1, sites=sites))
    page = markup(client, ONE)
    assert len(facilities(page)) == 31
    assert page.count('<details class="country">') == 2
    assert "United States 30 sites, 30 recruiting" in read(client, ONE)


# -- ids -----------------------------------------------------------------------------


def test_a_lower_case_id_leads_to_the_trial_with_what_was_asked(client: Client) -> None:
    hold(make.study(1))
    response = get(client, f"/trials/{make.nct(1).lower()}/?near=60637&zzz=1", 301)
    assert response.headers["Location"] == f"{ONE}?near=60637"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_an_alias_leads_to_the_trial(client: Client) -> None:
    hold(make.study(1, aliases=[make.nct(9)]))
    assert get(client, f"/trials/{make.nct(9)}/", 301).headers["Location"] == ONE


def test_an_id_of_another_registration_leads_to_the_trial(client: Client) -> None:
    hold(make.study(1))
    Registration.objects.create(
        trial=Trial.objects.get(), registry="clinicaltrials_gov", registry_id="2025-501234-12-00"
    )
    assert get(client, "/trials/2025-501234-12-00/", 301).headers["Location"] == ONE


@pytest.mark.parametrize("given", ["NCT99999999", "nonsense", "%00", "a" * 300, "..%2F", "<script>", "NCT99000001 "])
def test_an_unknown_id_is_a_friendly_404(client: Client, given: str) -> None:
    hold(make.study(1))
    page = read(client, f"/trials/{given}/", 404)
    assert "We do not have this page" in page
    assert "<script" not in page


def test_a_delisted_trial_stays_readable_and_says_since_when(client: Client) -> None:
    hold(make.study(1))
    intake.delist("clinicaltrials_gov", [make.nct(1)], on=dt.date(2026, 11, 3))
    reindex()
    page = read(client, ONE)
    assert f"The registry no longer lists this trial. {make.nct(1)} left ClinicalTrials.gov on 3 November 2026." in page
    assert 'content="noindex"' in markup(client, ONE)


# -- examples ------------------------------------------------------------------------


def test_an_example_says_so_and_is_kept_from_search_engines(client: Client) -> None:
    examples.load(timezone.now())
    reindex()
    page = markup(client, "/trials/EXAMPLE-01/")
    assert "This is an example." in page
    assert 'content="noindex"' in page
    assert "clinicaltrials.gov/study" not in page


def test_every_example_has_a_page(client: Client) -> None:
    examples.load(timezone.now())
    reindex()
    for record in examples.records():
        assert record.title in read(client, f"/trials/{record.registry_id}/")


def test_the_way_back_to_the_list_keeps_the_search(client: Client) -> None:
    hold(make.study(1))
    assert '<a href="/trials/?q=her2&amp;phase=2">← Back to the list</a>' in markup(client, f"{ONE}?q=her2&phase=2&x=1")
    assert "Back to the list" not in markup(client, ONE)
