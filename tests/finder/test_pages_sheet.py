"""The sheet for the oncologist: why each trial may fit, what to ask, where, whom to call."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client

from centers.models import ContactChannel
from finder import snapshot
from finder.index import reindex
from finder.matching import Matching, Point
from finder.models import Place
from finder.sheets import DEMANDED, UNCLEARLY, sheets
from tests import make
from tests.finder import held_centers
from tests.finder.held import ask
from tests.finder.picking import FIVE, FOUR, ONE, RULES, SIX, THREE, TWO, held
from tests.finder.reading import OUR_SCRIPTS, get, markup, read, said
from trials import intake
from trials.models import Trial

pytestmark = pytest.mark.django_db
SHEET = f"/sheet/?id={ONE}"
NEAR = make.site()
FAR = make.site("Harbor Hospital", "Boston", "Massachusetts", at=(42.36, -71.06))


@pytest.fixture
def chicago() -> None:
    Place.objects.create(kind=Place.ZIP, key="60637", name="Chicago", state="IL", country="US", lat=41.78, lon=-87.61)


def part(page: str, first: str, last: str) -> str:
    """What stands between two words of a page."""
    assert first in page, page
    return page.partition(first)[2].partition(last)[0]


# -- why it may fit, and what is not known -----------------------------------------------------------------------------


def test_what_fits_stands_with_the_words_that_say_so(client: Client) -> None:
    held(make.study(1, eligibility=RULES))
    page = read(client, f"{SHEET}&subtype=her2-low&chemo_lines=2&brain=stable")
    why = part(page, "Why it may fit", "To ask")
    assert "Fits. Subtype: HER2-low HER2-low metastatic breast cancer" in why
    assert "Fits. Brain metastases: treated, not growing treated, stable brain metastases may enter" in why
    assert "At least one and no more than 3 prior lines of chemotherapy" in why
    assert "Does not fit" not in why


def test_what_was_entered_stands_at_the_top_and_nothing_else_of_the_address(client: Client, chicago: None) -> None:
    held(make.study(1, eligibility=RULES))
    page = read(client, f"{SHEET}&subtype=her2-low&subtype=her2-0&had=Xeloda&near=60637&utm=zzzz")
    top = part(page, "What was entered", "1. A Study")
    assert top.split() == (
        "Subtype: HER2-low or HER2-zero Treatment received: capecitabine (Xeloda) Near: ZIP 60637, Chicago, IL".split()
    )
    assert "zzzz" not in page


def test_what_the_registrys_field_says_stands_in_brackets(client: Client) -> None:
    held(make.study(1, eligibility=RULES))
    assert "Fits. Sex: female (At the registry: all)" in read(client, f"{SHEET}&sex=female")


def test_what_does_not_fit_is_said_first_and_nothing_is_called_a_fit(client: Client) -> None:
    held(make.study(1, eligibility=RULES))
    page = read(client, f"{SHEET}&subtype=her2-low&had=enhertu")
    stands = part(page, "How it stands to what was entered", "To ask")
    assert stands.index("Does not fit. Treatment received: trastuzumab deruxtecan") < stands.index("Fits. Subtype")
    assert "Prior treatment with trastuzumab deruxtecan" in stands
    assert "Why it may fit" not in page


def test_what_the_trial_demands_and_nobody_entered_is_asked(client: Client) -> None:
    held(make.study(1, eligibility=RULES))
    asks = part(read(client, f"{SHEET}&subtype=her2-low"), "To ask", "Where, and whom to call")
    assert "Was ESR1 tested?" in asks
    assert "How many lines of chemotherapy for advanced disease does the study team count?" in asks
    assert "What is the ECOG status now?" in asks
    assert "HER2 (IHC, ISH)" not in asks  # that was entered, and it fits
    assert "brain" not in asks  # keeping some out demands nothing


def test_what_was_answered_is_not_asked(client: Client) -> None:
    held(make.study(1, eligibility=RULES))
    page = read(client, f"{SHEET}&biomarker=esr1&chemo_lines=2&ecog=1")
    assert "Was ESR1 tested?" not in page
    assert "does the study team count" not in page
    assert "ECOG status" not in page


@pytest.mark.parametrize(
    "entered", ["", "age=54", "sex=female&age=54", "subtype=her2-low&ecog=1", "endocrine_lines=1", "lines=2&had=taxane"]
)
def test_the_sheet_asks_for_what_match_counts_as_demanded(entered: str) -> None:
    """One source: what is open in a list is asked on paper, but for the stage of a trial that takes metastatic."""
    held(
        make.study(1, eligibility=RULES, minimum_age="18 Years", maximum_age="70 Years", sex="FEMALE"),
        make.study(2, eligibility="Inclusion Criteria:\n\n* Stage II or III breast cancer only\n* ECOG 0 or 1"),
    )
    filters, answer = ask(entered)
    papers = sheets([ONE, TWO], filters, understood=True)
    for paper, left_out in zip(papers, ({Point("stage")}, set()), strict=True):
        ordinal = answer.snapshot.ordinal(Trial.objects.get(public_id=paper.trial.id).pk)
        assert ordinal is not None
        asked = {
            Point(one.parameter, key)
            for one in paper.open
            if one.why in (DEMANDED, UNCLEARLY)
            for key in one.keys or ("",)
        }
        demanded = set(Matching(answer).points(ordinal).demanded)
        assert asked == demanded - left_out
        assert asked


def test_lines_of_another_kind_are_still_asked_for(client: Client) -> None:
    held(make.study(1, eligibility=RULES))
    asked = "How many lines of chemotherapy for advanced disease does the study team count?"
    assert asked in read(client, f"{SHEET}&endocrine_lines=1")
    assert asked not in read(client, f"{SHEET}&chemo_lines=1")


def test_limits_of_age_and_sex_are_one_question_until_both_are_known(client: Client) -> None:
    held(make.study(1, minimum_age="18 Years", maximum_age="70 Years", sex="FEMALE"))
    asked = "Do age and sex fit? The registry says: women only, 18 to 70 years."
    for entered in ("", "&age=54", "&sex=female"):
        assert read(client, SHEET + entered).count(asked) == 1
    assert "Do age and sex fit?" not in read(client, f"{SHEET}&age=54&sex=female")


def test_a_trial_for_other_stages_is_asked_about_and_one_for_metastatic_disease_is_not(client: Client) -> None:
    early = "Inclusion Criteria:\n\n* Stage II or III breast cancer only"
    held(make.study(1, eligibility=early), make.study(2, eligibility=RULES))
    assert "Is the study open to metastatic disease?" in read(client, SHEET)
    assert "Is the study open to metastatic disease?" not in read(client, f"/sheet/?id={TWO}")


def test_a_number_that_settles_nothing_is_asked_about(client: Client) -> None:
    held(
        make.study(1, eligibility="Inclusion Criteria:\n\n* At most 2 prior lines of chemotherapy for advanced disease")
    )
    asks = part(read(client, f"{SHEET}&lines=3"), "To ask", "Where, and whom to call")
    assert "How many lines of treatment for advanced disease does the study team count?" in asks


def test_what_the_trial_is_silent_on_is_one_question_and_no_yes(client: Client) -> None:
    held(make.study(1, eligibility=RULES))
    page = read(client, f"{SHEET}&subtype=her2-low&menopause=post&leptomeningeal=no")
    assert "Does it matter? The listing does not say: cancer in the lining of the brain (leptomeningeal) (no)" in page
    assert "menopause (after menopause)." in page
    assert "Fits. Menopause" not in page


def test_several_markers_are_one_question(client: Client) -> None:
    text = "Inclusion Criteria:\n\n* ESR1 mutation is required\n* PIK3CA mutation is required"
    held(make.study(1, eligibility=text))
    assert re.search(r"Were (ESR1 and PIK3CA|PIK3CA and ESR1) tested\?", read(client, SHEET))


def test_groups_that_differ_are_asked_about(client: Client) -> None:
    text = """Inclusion Criteria:

Cohort A:

* HER2-positive metastatic breast cancer

Cohort B:

* HER2-negative metastatic breast cancer
* Untreated brain metastases are allowed
"""
    held(make.study(1, eligibility=text))
    page = read(client, f"{SHEET}&subtype=her2-pos&brain=untreated")
    assert "in different groups of the study" in page
    assert "Which group of the study would it be? What was entered fits different groups." in page


def test_a_trial_that_was_not_read_says_so_and_gives_no_fit(client: Client) -> None:
    from tests.finder.held import hold

    hold(make.study(1, eligibility=RULES))
    page = read(client, f"{SHEET}&subtype=her2-low")
    assert "We have not read the text of this trial yet" in page
    assert "Fits." not in page


def test_without_a_person_the_sheet_tells_what_the_trial_asks(client: Client) -> None:
    held(make.study(1, eligibility=RULES))
    page = read(client, SHEET)
    assert "Nothing about a person or a place was entered." in page
    assert "HER2-low metastatic breast cancer" in part(page, "What it asks", "To ask")
    assert "Fits." not in page


def test_expanded_access_is_no_study_and_never_fits(client: Client) -> None:
    held(make.study(1, study_type="EXPANDED_ACCESS", status="AVAILABLE", eligibility=RULES))
    page = read(client, f"{SHEET}&subtype=her2-low")
    assert "Expanded access: a way to get the medicine outside a trial." in page
    assert "Fits" not in page
    assert "To ask" not in page


def test_what_could_not_be_understood_is_told_and_counts_for_nothing(client: Client) -> None:
    held(make.study(1, eligibility=RULES))
    page = read(client, f"{SHEET}&subtype=her2-low&age=200")
    assert "We could not read all of what was entered" in page
    assert "Fits." not in page
    assert "Nothing about a person or a place was entered." in page


# -- where, and whom to call -------------------------------------------------------------------------------------------


def test_the_nearest_recruiting_site_and_its_own_contact_come_first(client: Client, chicago: None) -> None:
    desk = {"name": "Site Desk", "role": "CONTACT", "phone": "555-010-0111"}
    held(
        make.study(
            1,
            sites=[
                make.site("Shut Hospital", at=(41.78, -87.61), status="COMPLETED"),
                FAR,
                make.site(contacts=[desk]),
            ],
        )
    )
    page = read(client, f"{SHEET}&near=60637")
    where = part(page, "Where, and whom to call", "Notes")
    assert "Nearest one recruiting: Lakeside Cancer Institute, Chicago, Illinois 60601, United States" in where
    assert "about 5 miles, to the city. 2 of 3 sites recruiting." in where
    assert "This site: Site Desk 555-010-0111" in where
    assert "Study Desk" not in where


def test_a_site_without_a_contact_gives_the_studys(client: Client, chicago: None) -> None:
    held(make.study(1))
    assert "Study: Study Desk 555-010-0100" in read(client, f"{SHEET}&near=60637")


def test_no_site_is_called_nearest_without_a_place(client: Client) -> None:
    held(make.study(1, sites=[NEAR, FAR]))
    page = read(client, SHEET)
    assert "Nearest" not in page
    assert "2 of 2 sites recruiting." in page


def test_sites_of_a_trial_that_is_over_do_not_recruit(client: Client, chicago: None) -> None:
    held(make.study(1, status="COMPLETED"))
    page = read(client, f"{SHEET}&near=60637")
    assert "The one site is not recruiting." in page
    assert "Nearest one recruiting" not in page


@time_machine.travel("2026-11-25")
def test_the_line_for_doctors_of_a_center_we_know_stands_with_the_age_of_its_claim(
    client: Client, chicago: None
) -> None:
    held_centers.lakeside(dt.date(2026, 11, 25))
    held(make.study(1, sites=[make.site("Lakeside Cancer Center")]))
    page = read(client, f"{SHEET}&near=60637")
    assert "Phone for doctors who refer at Lakeside Cancer Center: 1-312-555-0102" in page
    assert "(Checked 26 September 2026)" in page
    assert 'href="tel:+13125550102"' in markup(client, f"{SHEET}&near=60637")


def test_a_center_that_was_asked_for_is_the_site_without_a_place(client: Client) -> None:
    held_centers.lakeside(dt.date(2026, 11, 25))
    held(make.study(1, sites=[FAR, make.site("Lakeside Cancer Center")]))
    page = read(client, f"{SHEET}&center=lakeside")
    assert "Recruiting: Lakeside Cancer Center, Chicago" in page


# -- what it is --------------------------------------------------------------------------------------------------------


@time_machine.travel("2026-11-25")
def test_each_trial_has_its_number_its_status_and_its_address_at_the_registry(client: Client) -> None:
    held(make.study(1))
    page = read(client, SHEET)
    assert f"{ONE} · https://clinicaltrials.gov/study/{ONE} · Recruiting" in page
    assert "Status last confirmed by the sponsor in October 2026." in page
    assert "Made on 25 November 2026" in page
    assert "Not medical advice: the study team decides who can join." in page
    assert "Tested: Trastuzumab Deruxtecan · Chance decides who gets what (randomised) · No placebo group" in page


@time_machine.travel("2029-01-10")
def test_a_status_that_nobody_confirmed_is_warned_of_on_paper(client: Client) -> None:
    held(make.study(1))
    assert "Do not rely on it: call and ask." in read(client, SHEET)


def test_a_trial_that_left_the_registry_says_so(client: Client) -> None:
    held(make.study(1))
    intake.delist("clinicaltrials_gov", [ONE], on=dt.date(2026, 11, 3))
    reindex()
    assert "The registry no longer lists this trial." in read(client, SHEET)


def test_a_long_quote_ends_at_a_word(client: Client) -> None:
    rule = "* HER2-low metastatic breast cancer " + "as confirmed by the central laboratory of the study " * 8
    held(make.study(1, eligibility=f"Inclusion Criteria:\n\n{rule}"))
    quote = re.search(r'<q lang="en">(HER2-low.*?)</q>', markup(client, f"{SHEET}&subtype=her2-low"))
    assert quote is not None
    assert len(quote.group(1)) <= 160
    assert quote.group(1).endswith(
        (" the …", " central …", " laboratory …", " study …", " of …", " by …", " as …", " confirmed …")
    )


# -- the address -------------------------------------------------------------------------------------------------------


def test_trials_stand_in_the_order_of_the_address_each_once(client: Client) -> None:
    held(*(make.study(number, title=f"Study {number}") for number in (1, 2, 3)))
    response = get(client, f"/sheet/?id={THREE}&id={ONE}&id={THREE}&age=54", 301)
    assert response.headers["Location"] == f"/sheet/?id={THREE}&id={ONE}&age=54"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert re.findall(r"\d\. Study \d", read(client, response.headers["Location"])) == ["1. Study 3", "2. Study 1"]


def test_an_alias_and_a_lower_case_id_lead_to_the_trials_own(client: Client) -> None:
    held(make.study(1, aliases=[make.nct(9)]), make.study(2))
    response = get(client, f"/sheet/?id={make.nct(9)}&id={TWO.lower()}&near=60637", 301)
    assert response.headers["Location"] == f"/sheet/?id={ONE}&id={TWO}&near=60637"


def test_ids_in_one_list_are_read(client: Client) -> None:
    held(make.study(1), make.study(2))
    assert get(client, f"/sheet/?id={ONE},{TWO}", 301).headers["Location"] == f"/sheet/?id={ONE}&id={TWO}"


def test_an_unknown_id_is_named_and_the_others_are_shown(client: Client) -> None:
    held(make.study(1))
    page = read(client, f"{SHEET}&id={make.nct(77)}")
    assert f"We hold no trial with this number: {make.nct(77)}." in page
    assert "1. A Study" in page


@pytest.mark.parametrize("given", ["<script>alert(1)</script>", "%00", "a" * 300, "../..", "'%20OR%201=1"])
def test_what_is_no_id_is_not_repeated(client: Client, given: str) -> None:
    held(make.study(1))
    page = said(client, f"{SHEET}&id={given}")
    assert "Something in the address is no trial number." in page
    assert "alert(1)" not in page
    assert "a" * 300 not in page


def test_more_than_five_are_told(client: Client) -> None:
    held(*(make.study(number) for number in range(1, 7)))
    query = "&".join(f"id={one}" for one in (ONE, TWO, THREE, FOUR, FIVE, SIX))
    page = markup(client, f"/sheet/?{query}")
    assert page.count('<article class="paper">') == 5
    assert f'At most 5 trials fit here. Left out: <a href="/trials/{SIX}/">{SIX}</a>.' in page


def test_no_more_than_twenty_ids_are_looked_up(client: Client, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(90):  # type: ignore[operator]
        get(client, "/sheet/?" + "&".join(f"id={make.nct(number)}" for number in range(500)))


def test_an_address_without_trials_says_what_the_page_is_for(client: Client) -> None:
    assert "prints up to 5 trials on paper" in read(client, "/sheet/")


def test_search_engines_are_kept_away(client: Client) -> None:
    held(make.study(1))
    assert '<meta name="robots" content="noindex">' in markup(client, SHEET)
    assert '<meta name="robots" content="noindex">' in markup(client, "/sheet/")


def test_a_claim_that_changes_changes_the_answer(client: Client) -> None:
    center = held_centers.lakeside(dt.date(2026, 11, 25))
    held(make.study(1, sites=[make.site("Lakeside Cancer Center")]))
    tag = get(client, f"{SHEET}&center=lakeside").headers["ETag"]
    ContactChannel.objects.filter(center=center, kind="referring-physician-line").delete()
    get(client, f"{SHEET}&center=lakeside", 200, headers={"If-None-Match": tag})


def test_no_mark_up_of_a_record_is_live(client: Client, chicago: None) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    contact = {"name": bad, "role": "CONTACT", "phone": bad, "email": bad}
    held(
        make.study(
            1,
            title=bad,
            sponsor=bad,
            eligibility=f"{RULES}\n* ECOG 0 {bad}",
            interventions=[{"type": "DRUG", "name": bad}],
            sites=[make.site(bad, bad, bad, contacts=[contact])],
        )
    )
    for path in (f"{SHEET}&near=60637&ecog=0", f"/compare/?id={ONE}&near=60637&ecog=0"):
        page = markup(client, path)
        assert set(re.findall("<script[^>]*>", page)) == OUR_SCRIPTS
        assert "<img" not in page.replace('<img src="/static/finder/icon.svg"', "")


def test_a_trial_that_the_index_does_not_hold_yet_is_shown(client: Client) -> None:
    held(make.study(1))
    Trial.objects.filter(public_id=ONE).update(public_id=TWO)
    snapshot.forget()
    assert "1. A Study" in read(client, f"/sheet/?id={TWO}&age=54")
