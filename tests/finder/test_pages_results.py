"""`/trials/`: what the list says of each trial, what narrows it, and what is said when nothing fits."""

from __future__ import annotations

import re
from html import unescape

import pytest
import time_machine
from django.test import Client

from finder import snapshot
from finder.index import reindex
from finder.models import Place
from finder.pages.asking import OFTEN_HAD
from finder.persons import treatment
from tests import make
from tests.finder.held import hold
from tests.finder.reading import get, markup, read, said
from trials import examples
from trials.reading import read_stale

pytestmark = pytest.mark.django_db

PARIS = make.site("Seine Hospital", "Paris", "", "France", zip="75005", at=(48.85, 2.35))


@pytest.fixture
def places() -> None:
    Place.objects.create(kind=Place.ZIP, key="60637", name="Chicago", state="IL", country="US", lat=41.78, lon=-87.61)


@pytest.fixture
def held(places: None) -> None:
    hold(
        make.study(1, title="A Study of Tuvexa in Breast Cancer", updated="2026-10-03"),
        make.study(2, title="A Study of Walking", phases=["NA"], sites=[PARIS], updated="2026-10-02"),
        make.study(3, title="A Study for Women", sex="FEMALE", phases=["PHASE1", "PHASE2"], updated="2026-10-01"),
        make.study(4, title="A Study That Ended", status="COMPLETED"),
    )


def rules(*included: str, no: str = "Pregnancy") -> str:
    lines = "\n".join(f"* {one}" for one in included)
    return f"Inclusion Criteria:\n\n{lines}\n\nExclusion Criteria:\n\n* {no}"


@pytest.fixture
def asking() -> None:
    """Trials that were read: two on HER2 that say something of the brain, one that says nothing."""
    hold(
        make.study(1, title="Low", eligibility=rules("HER2-low breast cancer", no="Untreated brain metastases")),
        make.study(2, title="Zero", eligibility=rules("HER2-zero breast cancer", no="Prior taxane")),
        make.study(3, title="Gene", eligibility=rules("Breast cancer with a PIK3CA mutation")),
    )
    read_stale()
    reindex()
    snapshot.forget()


def titles(client: Client, query: str) -> list[str]:
    page = markup(client, f"/trials/{query}")
    return [unescape(one) for one in re.findall(r"<h2><a [^>]*>([^<]*)</a></h2>", page)]


def links(page: str, label: str) -> list[str]:
    """The addresses of the links whose words hold a label."""
    found = re.findall(r'(?s)<a href="([^"]*)"[^>]*>(.*?)</a>', page)
    return [unescape(href) for href, inside in found if label in re.sub(r"<[^>]+>", "", unescape(inside))]


def test_the_list_holds_the_open_trials_newest_update_first(client: Client, held: None) -> None:
    assert titles(client, "") == ["A Study of Tuvexa in Breast Cancer", "A Study of Walking", "A Study for Women"]


def test_how_many_there_are_is_said_in_words(client: Client, held: None) -> None:
    assert "3 trials" in read(client, "/trials/")
    assert "1 trial within 100 miles" not in read(client, "/trials/?q=walking")
    assert "1 trial" in read(client, "/trials/?q=walking")


def test_a_card_says_status_phase_what_is_tested_and_by_whom(client: Client, held: None) -> None:
    page = read(client, "/trials/?q=women")
    assert "Recruiting Phase 1 and 2" in page
    assert "Tested Trastuzumab Deruxtecan" in page
    assert "Run by Meadow University" in page
    assert make.nct(3) in page


def test_the_nearest_site_is_named_with_distance_city_and_its_own_status(client: Client, held: None) -> None:
    page = read(client, "/trials/?near=60637&q=tuvexa")
    assert "1 trial within 100 miles of ZIP 60637, Chicago, IL" in page
    assert "About 5 miles, to the city of Chicago, Illinois: Lakeside Cancer Institute (this site: recruiting)" in page


def test_kilometres_are_said_where_they_were_asked_for(client: Client, held: None) -> None:
    assert "About 8 kilometres" in read(client, "/trials/?near=60637&within=50&unit=km&q=tuvexa")


@time_machine.travel("2027-11-15")
def test_a_status_not_confirmed_for_a_year_carries_a_warning(client: Client, held: None) -> None:
    page = read(client, "/trials/?q=tuvexa")
    assert "Status last confirmed by the sponsor in October 2026. That is more than a year ago" in page


def test_what_the_registry_does_not_say_about_the_person_is_told(client: Client) -> None:
    hold(make.study(1, eligibilityModule={"sex": None}))
    assert "Does not say Sex: female" in read(client, "/trials/?sex=female")


def test_examples_are_marked_as_such(client: Client) -> None:
    examples.load()
    hold()
    assert read(client, "/trials/?status=any").count("Example Example: ") == 0
    assert markup(client, "/trials/?status=any").count('class="badge example">Example<') == len(examples.records())


def test_the_title_leads_to_the_trial_and_keeps_the_search(client: Client, held: None) -> None:
    page = markup(client, "/trials/?near=60637&q=tuvexa&utm=x&offset=0")
    assert links(page, "Tuvexa") == [f"/trials/{make.nct(1)}/?q=tuvexa&near=60637"]


def test_facets_are_links_with_counts(client: Client, held: None) -> None:
    page = markup(client, "/trials/")
    assert links(page, "Phase 1") == ["/trials/?phase=1"]
    assert "Phase 2 2 trials" in read(client, "/trials/")


def test_a_chosen_value_is_marked_and_its_link_takes_it_out(client: Client, held: None) -> None:
    page = markup(client, "/trials/?phase=2&phase=1")
    assert "/trials/?phase=1" in links(page, "Chosen, take out: Phase 2")


def test_a_country_is_a_facet_too(client: Client, held: None) -> None:
    page = markup(client, "/trials/")
    assert links(page, "France") == ["/trials/?country=FR"]
    assert titles(client, "?country=FR") == ["A Study of Walking"]


def test_every_condition_is_a_chip_that_takes_it_out(client: Client, held: None) -> None:
    page = markup(client, "/trials/?q=tuvexa&near=60637&within=50&age=54&sex=female&phase=2&placebo=no")
    everything = {"q": "tuvexa", "near": "60637", "within": "50", "phase": "2", "placebo": "no", "age": "54"}
    for label, gone in [
        ("Words: tuvexa", ["q"]),
        ("Within 50 miles of ZIP 60637, Chicago, IL", ["near", "within"]),
        ("Age: 54", ["age"]),
        ("Phase 2 ×", ["phase"]),
        ("Has a placebo group: no", ["placebo"]),
    ]:
        [link] = links(page, f"Leave out: {label}")
        for name, value in everything.items():
            assert (f"{name}={value}" in link) is (name not in gone)
    assert len(links(page, "Leave out: Female")) == 1


def test_the_order_can_be_changed_by_links(client: Client, held: None) -> None:
    page = markup(client, "/trials/?q=study&near=60637")
    assert links(page, "Best match") == ["/trials/?q=study&near=60637&sort=relevance"]
    assert links(page, "Newest") == ["/trials/?q=study&near=60637&sort=newest"]
    assert links(page, "Nearest") == []  # it is the order in use
    assert links(markup(client, "/trials/"), "Nearest") == []  # and impossible without a place


def test_pages_lead_on_and_back(client: Client, held: None) -> None:
    first = markup(client, "/trials/?limit=2")
    assert links(first, "Next page") == ["/trials/?limit=2&offset=2"]
    last = markup(client, "/trials/?limit=2&offset=2")
    assert links(last, "Earlier page") == ["/trials/?limit=2"]
    assert links(last, "Next page") == []
    assert "Trials 3 to 3 of 3" in read(client, "/trials/?limit=2&offset=2")


def test_a_page_behind_the_last_says_so(client: Client, held: None) -> None:
    assert "The list ends before this page." in read(client, "/trials/?offset=500")


def test_the_fields_stay_filled(client: Client, held: None) -> None:
    page = markup(client, "/trials/?q=her2%22%3E&near=60637&within=30&unit=km&age=54&sex=female&phase=2")
    for name, value in [("q", "her2&quot;&gt;"), ("near", "60637"), ("within", "30"), ("age", "54")]:
        assert re.search(rf'<input id="{name}" [^>]*value="{value}"', page)
    assert '<option value="km" selected>' in page
    assert '<option value="female" selected>' in page
    assert '<input type="hidden" name="phase" value="2">' in page


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        ("near=Xyzzyville", "near", "We do not know the place"),
        ("age=200", "age", "whole years, from 0 to 120"),
        ("age=old", "age", "whole years"),
        ("near=60637&within=-1", "within", "Give a distance as a number"),
        ("sex=cat", "sex", "no such value"),
        ("updated_since=yesterday", "updated_since", "year-month-day"),
        ("age=5&age=6", "age", "once"),
    ],
)
def test_what_cannot_be_understood_is_told_beside_its_field(
    client: Client, held: None, query: str, name: str, message: str
) -> None:
    page = markup(client, f"/trials/?{query}")
    error = re.search(rf'<p class="error" id="{name}-error">(.*?)</p>', page)
    assert error is not None
    assert message in error[1]
    assert re.search(rf'<(?:input|select) id="{name}" [^>]*aria-describedby="[^"]*{name}-error"[^>]*aria-invalid', page)


def test_errors_are_summed_up_at_the_top_with_links_to_the_fields(client: Client, held: None) -> None:
    page = markup(client, "/trials/?near=Xyzzyville&age=200")
    assert [link.partition(":")[0] for link in re.findall(r'<a href="#(?:near|age)">([^<]*)', page)] == ["Near", "Age"]
    assert "<title>Error: " in page


def test_a_question_that_is_not_understood_gets_no_list(client: Client, held: None) -> None:
    assert titles(client, "?age=200&q=tuvexa") == []


def test_an_unknown_value_of_a_facet_can_be_left_out(client: Client, held: None) -> None:
    page = markup(client, "/trials/?phase=9&q=tuvexa")
    assert links(page, "Leave it out") == ["/trials/?q=tuvexa"]


def test_unknown_names_are_passed_over_and_not_repeated(client: Client, held: None) -> None:
    page = said(client, "/trials/?q=tuvexa&zzmarker=1&x=zzmarker")
    assert len(titles(client, "?q=tuvexa&zzmarker=1")) == 1
    assert "zzmarker" not in page


def test_an_empty_list_says_what_to_loosen_and_what_that_would_bring(client: Client, held: None) -> None:
    page = read(client, "/trials/?q=walking&near=60637")
    assert "No trials within 100 miles" in page
    assert "look everywhere: 1 trial" in page
    assert "leave out the words: 2 trials" in page


def test_a_wider_circle_is_offered_where_it_holds_something(client: Client, places: None) -> None:
    hold(make.study(1, sites=[make.site("Mound Hospital", "Saint Louis", "Missouri", at=(38.63, -90.2))]))
    page = markup(client, "/trials/?near=60637&within=50")
    assert links(page, "look within 500 miles") == ["/trials/?near=60637&within=500"]


def test_other_places_of_the_same_name_are_offered(client: Client) -> None:
    for state, country, population in [("", "FR", 500_000), ("KS", "US", 3_000)]:
        Place.objects.create(
            kind=Place.CITY, key="lyon", name="Lyon", state=state, country=country, lat=45, lon=4, population=population
        )
    hold(make.study(1))
    page = markup(client, "/trials/?near=Lyon")
    assert links(page, "Lyon, KS") == ["/trials/?near=Lyon,+KS"]


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=" + "a" * 5000,
        "q=%22%22%22*()NEAR:-",
        "near=%00",
        "near=" + "9" * 300,
        "within=nan&near=60637",
        "within=1e400&near=60637",
        "age=-1",
        "limit=0",
        "limit=1e9",
        "offset=-5",
        "offset=99999999999999999999",
        "updated_since=9999-99-99",
        "state=IL&state=%00",
        "country=%F0%9F%98%80",
        "status=any&status=recruiting",
        "status=%00",
        "sort=distance",
        "strict=yes&age=50",
        "q=%E2%80%AE&near=%FF",
        "&".join(f"phase={n}" for n in range(500)),
    ],
)
def test_nothing_that_is_typed_breaks_the_page(client: Client, held: None, query: str) -> None:
    get(client, f"/trials/?{query}")


def test_lists_that_were_asked_for_are_not_for_search_engines(client: Client, held: None) -> None:
    assert 'content="noindex"' in markup(client, "/trials/?q=tuvexa")
    assert 'content="noindex"' not in markup(client, "/trials/")


def test_a_page_of_results_costs_few_queries(client: Client, held: None, django_assert_max_num_queries: object) -> None:
    get(client, "/trials/?near=60637&q=study")  # the snapshot is loaded once a generation
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        get(client, "/trials/?near=60637&q=study")


def test_a_card_says_on_what_it_fits_and_what_it_does_not_say(client: Client, asking: None) -> None:
    page = read(client, "/trials/?subtype=her2-low&brain=stable&had=capecitabine&age=54")
    assert "Fits Age: 54 · Subtype: HER2-low · Brain metastases: treated, not growing" in page
    assert "Does not say Treatment received: capecitabine" in page


def test_what_depends_has_a_line_of_its_own_with_what_the_trial_says(client: Client, asking: None) -> None:
    assert "Depends Subtype: HER2-low or HER2-zero The trial: HER2-low" in read(
        client, "/trials/?subtype=her2-low&subtype=her2-0"
    )


def test_how_many_trials_say_no_is_told(client: Client, asking: None) -> None:
    assert titles(client, "?subtype=her2-low") == ["Low", "Gene"]
    assert "1 trial is left out: it says no to something you gave." in read(client, "/trials/?subtype=her2-low")
    assert "left out:" not in read(client, "/trials/?ecog=1")
    strict = read(client, "/trials/?subtype=her2-low&strict=yes")
    assert "2 trials are left out: they say no to something you gave, or no plain yes to all of it." in strict


def test_another_subtype_takes_the_place_of_the_first(client: Client, asking: None) -> None:
    page = markup(client, "/trials/?subtype=her2-low&brain=stable")
    assert "/trials/?brain=stable&subtype=her2-0" in links(page, "HER2-zero 1 fit")
    assert "/trials/?brain=stable" in links(page, "Chosen, take out: HER2-low")


def test_another_marker_is_added_to_the_first(client: Client, asking: None) -> None:
    page = markup(client, "/trials/?had=platinum")
    assert "/trials/?had=platinum&biomarker=pik3ca" in links(page, "PIK3CA 1 fit")
    both = markup(client, "/trials/?biomarker=esr1")
    assert "/trials/?biomarker=esr1&biomarker=pik3ca" in links(both, "PIK3CA 1 fit")


def test_a_typed_treatment_is_the_one_in_the_facet(client: Client, asking: None) -> None:
    page = markup(client, "/trials/?not_had=Docetaxel,Taxanes&brain=stable")
    [taxane] = links(page, "Chosen, take out: taxane")
    assert taxane == "/trials/?brain=stable&not_had=docetaxel"
    [docetaxel] = links(page, "Chosen, take out: docetaxel")
    assert docetaxel == "/trials/?brain=stable&not_had=taxane"


def test_what_is_chosen_stays_in_sight_where_no_trial_names_it(client: Client, asking: None) -> None:
    assert links(markup(client, "/trials/?subtype=her2-pos"), "Chosen, take out: HER2-positive 0 fit") == ["/trials/"]


def test_a_facet_of_persons_counts_what_is_not_said_apart(client: Client, asking: None) -> None:
    page = read(client, "/trials/?subtype=her2-low")
    [shown] = re.findall(r"Narrow this list .* Subtype (.*?) do(?:es)? not say", page)
    assert "Chosen, take out: HER2-low 1 fit" in shown
    assert shown.endswith("1 trial")


def test_what_was_entered_is_a_chip_each_that_takes_it_out(client: Client, asking: None) -> None:
    page = markup(client, "/trials/?subtype=her2-low&subtype=tnbc&brain=stable&biomarker=pik3ca&chemo_lines=2")
    for label, name in [
        ("HER2-low ×", "subtype=her2-low"),
        ("Triple-negative ×", "subtype=tnbc"),
        ("Brain metastases: treated, not growing ×", "brain=stable"),
        ("Marker found: PIK3CA ×", "biomarker=pik3ca"),
        ("Lines of chemotherapy for advanced disease: 2 ×", "chemo_lines=2"),
    ]:
        [link] = links(page, f"Leave out: {label}")
        assert name not in link
        assert link.count("&") == 3


def test_a_new_search_keeps_the_values_that_a_field_cannot_show(client: Client, asking: None) -> None:
    page = markup(
        client, "/trials/?subtype=her2-low&subtype=tnbc&biomarker=pik3ca&biomarker=esr1&had=taxane&had=Enhertu"
    )
    assert '<option value="her2-low" selected>' in page
    assert '<option value="pik3ca" selected>' in page
    form = page.partition("</form>")[0]
    assert re.findall(r'<input type="hidden" name="(\w+)" value="([\w-]+)">', form) == [
        ("subtype", "tnbc"),
        ("biomarker", "esr1"),
    ]
    assert re.search(r'<input id="had" [^>]*value="taxane, Enhertu"', page)


def test_fields_in_use_stay_folded_and_are_counted_and_a_wrong_one_is_open(client: Client, asking: None) -> None:
    folded = '<details class="further" data-fold="about">\n    <summary>More about the cancer and earlier treatment'
    assert f"{folded} <strong>(2 filled in)" in markup(client, "/trials/?chemo_lines=2&ecog=1")
    assert f"{folded}</summary>" in markup(client, "/trials/?subtype=her2-low")
    assert '<details class="further" data-fold="about" open>' in markup(client, "/trials/?chemo_lines=many")


@pytest.mark.parametrize(
    ("typed", "messages"),
    [
        ("Enhurtu", ["We do not know “Enhurtu” as a treatment. Did you mean enhertu?"]),
        ("qqq, taxane, tamoxifin", ["We do not know “qqq” as a treatment. Give a drug", "Did you mean tamoxifen?"]),
        ("<b>", ["We do not know “&lt;b&gt;”"]),
    ],
)
def test_an_unknown_treatment_is_named_beside_its_field(client: Client, typed: str, messages: list[str]) -> None:
    response = client.get("/trials/", {"had": typed})
    shown = re.findall(r'(?s)<p class="error" id="had-error[^"]*">.*?</p>', response.content.decode())
    assert len(shown) == len(messages)
    assert all(message in one for message, one in zip(messages, shown, strict=True))


def test_every_treatment_that_is_offered_can_be_typed(client: Client) -> None:
    page = markup(client, "/")
    offered = re.findall(r"<option value=\"([^\"]+)\">", page.partition("<datalist")[2].partition("</datalist")[0])
    assert [treatment(unescape(one)) for one in offered] == list(OFTEN_HAD)
    assert ">Enhertu</option>" in page
    assert page.count('list="often-had"') == 2
