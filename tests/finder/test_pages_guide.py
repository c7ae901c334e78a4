"""`/start/`: seven small questions become parameters of the query language, and what is not known becomes none."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client

from finder import labels, persons
from finder.center_filters import CenterFilters
from finder.filters import TrialFilters
from finder.models import Place
from finder.pages.guide_answers import fields, parameters, receptors, subtype
from finder.pages.guide_asks import offered_treatments
from finder.pages.guide_words import BRAIN, COMMON_MARKERS, COMMON_TREATMENTS, ECOG, HER2, HR, MEASURABLE, STAGE, STEPS
from tests.finder.reading import get, markup, read, said

pytestmark = pytest.mark.django_db

Sent = list[tuple[str, str]]


@pytest.fixture(autouse=True)
def places() -> None:
    for key, name, state, lat, lon in (
        ("60432", "Joliet", "IL", 41.54, -88.06),
        ("19103", "Philadelphia", "PA", 39.95, -75.17),
    ):
        Place.objects.create(kind=Place.ZIP, key=key, name=name, state=state, country="US", lat=lat, lon=lon)
    for name, state, people in (("Springfield", "IL", 116_000), ("Springfield", "MO", 167_000)):
        at = {"lat": 39.8, "lon": -89.6, "country": "US"}
        Place.objects.create(kind=Place.CITY, key=name.lower(), name=name, state=state, population=people, **at)


def answer(client: Client, step: int, sent: Sent, *, so_far: str = "", go: str = "next") -> str:
    """Sends a step and gives the address it leads to."""
    query = urlencode([("answered", str(step)), ("go", go), *sent])
    response = get(client, f"/start/?{query}&{so_far}", 302)
    assert response.headers["Cache-Control"] == "private, no-store"
    return str(response.headers["Location"])


def asked(address: str) -> dict[str, list[str]]:
    found = parse_qs(urlsplit(address).query)
    found.pop("step", None)
    return found


# --- the receptors ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hr", "her2", "values"),
    [
        ("", "", []),
        ("pos", "", ["hr-pos"]),
        ("neg", "", ["hr-neg"]),
        ("", "pos", ["her2-pos"]),
        ("", "neg", ["her2-neg"]),
        ("", "equivocal", ["her2-equivocal"]),
        ("", "ultralow", ["hr-pos-her2-ultralow", "hr-neg-her2-ultralow"]),
        ("pos", "low", ["hr-pos-her2-low"]),
        ("pos", "neg", ["hr-pos-her2-neg"]),
        ("pos", "equivocal", ["hr-pos-her2-pos", "hr-pos-her2-low"]),
        ("neg", "equivocal", ["hr-neg-her2-pos", "hr-neg-her2-low"]),
        ("neg", "neg", ["tnbc"]),
        ("neg", "pos", ["hr-neg-her2-pos"]),
        ("triple", "", ["tnbc"]),
        ("triple", "neg", ["tnbc"]),
        ("triple", "low", ["hr-neg-her2-low"]),
        ("triple", "ultralow", ["hr-neg-her2-ultralow"]),
        ("triple", "0", ["hr-neg-her2-0"]),
    ],
)
def test_what_is_known_of_the_receptors_becomes_one_of_the_subtypes_it_leaves(
    hr: str, her2: str, values: list[str]
) -> None:
    assert subtype(hr, her2) == values
    assert set(values) <= set(labels.SUBTYPES)


@pytest.mark.parametrize("her2", ["pos", "equivocal"])
def test_triple_negative_and_her2_that_is_not_negative_are_asked_about(client: Client, her2: str) -> None:
    page = markup(client, f"/start/?answered=2&hr=triple&her2={her2}")
    assert "Error: What type of breast cancer is it?" in page
    assert page.count("Triple-negative means that HER2 is negative, too.") == 2
    assert re.search(r'<a href="#(her2-radio-1)">', page)
    assert 'id="her2-radio-1"' in page


@pytest.mark.parametrize("hr", ["", *(one[0] for one in HR)])
@pytest.mark.parametrize("her2", ["", *(one[0] for one in HER2)])
def test_each_answer_on_the_receptors_comes_back_as_the_same_subtypes(hr: str, her2: str) -> None:
    if hr == "triple" and her2 in ("pos", "equivocal"):
        return
    values = subtype(hr, her2)
    again = subtype(*receptors(values))
    assert {cell for one in values for cell in persons.SUBTYPE_GROUPS.get(one, (one,))} == {
        cell for one in again for cell in persons.SUBTYPE_GROUPS.get(one, (one,))
    }


def test_subtypes_that_our_two_questions_cannot_say_stay_as_the_link_has_them(client: Client) -> None:
    given = "subtype=her2-pos&subtype=hr-neg-her2-0"
    page = markup(client, f"/start/?step=2&{given}")
    assert "As in your link: HER2-positive or HR-negative, HER2-zero" in unescape(page)
    assert '<input type="hidden" name="subtype" value="hr-neg-her2-0">' in page
    kept = answer(client, 2, [("hr", "given"), ("her2", "")], so_far=given)
    assert asked(kept) == {"subtype": ["her2-pos", "hr-neg-her2-0"]}
    changed = answer(client, 2, [("hr", "given"), ("her2", "low")], so_far=given)
    assert asked(changed) == {"subtype": ["her2-low"]}


# --- where it is -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([("stage", ""), ("brain", ""), ("leptomeningeal", "")], {}),
        ([("stage", "metastatic")], {"stage": ["metastatic"]}),
        ([("spread", "bone"), ("spread", "liver")], {"spread": ["bone", "liver"], "stage": ["metastatic"]}),
        ([("spread", "skin")], {"spread": ["skin"]}),
        ([("spread", "lymph-node")], {"spread": ["lymph-node"]}),
        ([("brain", "none")], {"brain": ["none"]}),
        ([("brain", "stable")], {"brain": ["stable"], "stage": ["metastatic"]}),
        (
            [("brain", "stable+untreated+progressing")],
            {"brain": ["stable", "untreated", "progressing"], "stage": ["metastatic"]},
        ),
        ([("leptomeningeal", "no")], {"leptomeningeal": ["no"]}),
        ([("leptomeningeal", "yes")], {"leptomeningeal": ["yes"], "stage": ["metastatic"]}),
    ],
)
def test_where_the_cancer_is_says_that_it_has_spread_only_where_it_has(
    client: Client, sent: Sent, expected: dict[str, list[str]]
) -> None:
    assert asked(answer(client, 1, sent)) == expected


def test_an_early_cancer_in_the_liver_is_asked_about(client: Client) -> None:
    page = read(client, "/start/?answered=1&stage=early&spread=liver")
    assert "Please check your answer" in page
    assert "means that it has spread" in page


def test_what_was_ticked_is_ticked_when_one_comes_back(client: Client) -> None:
    page = markup(client, "/start/?step=1&brain=progressing&brain=stable&brain=untreated&spread=bone&age=52")
    assert 'value="stable+untreated+progressing" checked' in page
    assert re.search(r'name="spread" value="bone" checked', page)
    assert '<input type="hidden" name="age" value="52">' in page
    two = unescape(markup(client, "/start/?step=1&brain=stable&brain=progressing"))
    assert "As in your link: Treated, not growing or Growing after treatment, or causing symptoms" in two


# --- markers and treatments ------------------------------------------------------------------------------------------


def test_markers_are_found_or_not_found_or_say_nothing(client: Client) -> None:
    sent = [("marker-brca", "yes"), ("marker-pd-l1", "no"), ("marker-esr1", ""), ("biomarker", "trop2")]
    assert asked(answer(client, 3, sent)) == {"biomarker": ["trop2", "brca"], "biomarker_not": ["pd-l1"]}
    page = markup(client, "/start/?step=3&biomarker=trop2&biomarker=brca&biomarker_not=pd-l1")
    assert 'name="marker-brca" value="yes" checked' in page
    assert 'name="marker-pd-l1" value="no" checked' in page
    assert 'name="marker-esr1" value="" checked' in page
    assert re.search(r'type="checkbox" name="biomarker" value="trop2" checked', page)


def test_a_marker_is_not_found_and_missing_at_once(client: Client) -> None:
    page = read(client, "/start/?answered=3&biomarker=trop2&biomarker_not=trop2")
    assert "The same marker cannot be found and not found." in page


def test_the_way_back_to_a_question_shows_what_was_answered(client: Client) -> None:
    where = answer(client, 7, [("age", "38")], so_far="subtype=tnbc", go="here")
    assert where.partition("?")[2] == "step=7&age=38&subtype=tnbc"


def test_adding_a_marker_comes_back_to_the_same_question(client: Client) -> None:
    where = answer(client, 3, [("biomarker", "trop2")], so_far="age=38", go="add-biomarker")
    assert where.startswith("/start/?step=3&")
    assert where.endswith("#more-biomarker")
    assert asked(where) == {"biomarker": ["trop2"], "age": ["38"]}
    assert 'id="more-biomarker"' in markup(client, where.partition("#")[0])


def test_treatments_are_known_by_brand_generic_and_code_names(client: Client) -> None:
    sent = [("had", "cdk46"), ("had", "DS-8201, Xeloda"), ("lines", "2"), ("chemo_lines", "")]
    where = answer(client, 4, sent)
    assert asked(where) == {"had": ["cdk46", "t-dxd", "capecitabine"], "lines": ["2"]}
    page = markup(client, where)
    assert 'name="step"' not in page


def test_a_treatment_that_nobody_knows_is_told_beside_its_field_and_kept_for_mending(client: Client) -> None:
    page = unescape(markup(client, "/start/?answered=4&had=cdk46&had=enhurtu&lines=many"))
    assert "We do not know “enhurtu” as a treatment. Did you mean enhertu?" in page
    assert 'href="#had-text"' in page
    assert 'id="had-text" name="had" type="text" value="enhurtu"' in page
    assert 'name="had" value="cdk46" checked' in page
    assert "Give the number of lines, such as 2; 0 for none." in page
    assert 'href="#lines-text"' in page
    assert 'id="lines-text" name="lines" type="text" value="many"' in page
    assert 'aria-describedby="lines-text-hint lines-text-error" aria-invalid="true"' in page


def test_a_name_cut_short_is_asked_back(client: Client) -> None:
    page = unescape(markup(client, "/start/?answered=4&had=carbo"))
    assert "We do not know “carbo” as a treatment. Did you mean carboplatin?" in page


def test_each_treatment_that_is_offered_while_typing_is_understood() -> None:
    offered = offered_treatments()
    assert {"Enhertu", "trastuzumab deruxtecan", "DS-8201", "CDK4/6 inhibitor"} <= set(offered)
    assert not [one for one in offered if persons.treatment(one) is None]


# --- place and the rest ----------------------------------------------------------------------------------------------


def test_a_place_is_optional_and_its_radius_counts_only_with_it(client: Client) -> None:
    assert asked(answer(client, 5, [("near", ""), ("within", "100"), ("unit", "mi")])) == {}
    sent = [("near", "60432"), ("within", "50"), ("unit", "mi")]
    assert asked(answer(client, 5, sent)) == {"near": ["60432"], "within": ["50"], "unit": ["mi"]}


def test_a_place_that_is_not_found_is_told(client: Client) -> None:
    page = markup(client, "/start/?answered=5&near=Xyzzyville&within=100&unit=mi")
    assert 'href="#near-text"' in page
    assert 'value="Xyzzyville"' in page


def test_menopause_is_not_asked_of_men(client: Client) -> None:
    sent = [("age", "61"), ("sex", "male"), ("menopause", "post")]
    assert asked(answer(client, 7, sent)) == {"age": ["61"], "sex": ["male"]}


@pytest.mark.parametrize("step", range(1, 8))
def test_every_question_can_be_skipped_and_leaves_what_others_said(client: Client, step: int) -> None:
    others = {"stage": "metastatic", "subtype": "tnbc", "biomarker": "brca", "had": "taxane"}
    others |= {"near": "19103", "ecog": "1", "age": "38"}
    page = markup(client, f"/start/?step={step}&{urlencode(others)}")
    assert f"Question {step} of 7" in page
    skip = unescape(re.findall(r'class="skip-step" href="([^"]+)"', page)[0])
    left = {name: [value] for name, value in others.items() if name not in STEPS[step - 1].own}
    assert asked(skip) == left
    assert f"step={step + 1 if step < 7 else 'end'}" in skip


@pytest.mark.parametrize("step", range(1, 8))
def test_sending_a_question_as_it_opens_says_nothing(client: Client, step: int) -> None:
    page = markup(client, f"/start/?step={step}")
    radios = re.findall(r'type="radio" name="([^"]+)" value="([^"]*)" checked', page)
    fields_ = re.findall(r'<input id="[^"]+" name="([^"]+)" type="text" value="([^"]*)"', page)
    chosen = [
        (name, value)
        for name, value in re.findall(r'<select id="[^"]+" name="([^"]+)".*?value="([^"]*)" selected', page)
    ]
    assert radios or fields_
    assert asked(answer(client, step, [*radios, *fields_, *chosen])) == {}


def test_each_option_stands_for_values_that_can_be_asked() -> None:
    for name, options in (("stage", STAGE), ("brain", BRAIN), ("ecog", ECOG), ("measurable", MEASURABLE)):
        known = set(persons.PARAMETERS[name].values())
        assert {value for one, _, _ in options for value in one.split("+")} == known
    assert {one for one, _ in COMMON_MARKERS} <= set(persons.markers())
    assert {one for one, _, _ in COMMON_TREATMENTS} <= set(persons.treatments())
    assert {name for one in STEPS for name in one.own} - {"within", "unit", "near"} == set(persons.NAMES) - {
        "not_had",
        "metastases",
    }


@pytest.mark.parametrize("step", range(1, 8))
def test_parameters_and_fields_are_each_others_way_back(step: int) -> None:
    given = {
        "stage": ["metastatic"],
        "spread": ["bone"],
        "brain": ["stable"],
        "leptomeningeal": ["no"],
        "subtype": ["hr-pos-her2-pos", "hr-pos-her2-low"],
        "biomarker": ["pik3ca"],
        "biomarker_not": ["esr1", "trop2"],
        "had": ["cdk46"],
        "lines": ["1"],
        "near": ["60432"],
        "within": ["50"],
        "unit": ["km"],
        "ecog": ["1"],
        "measurable": ["bone-only"],
        "age": ["61"],
        "sex": ["female"],
        "menopause": ["post"],
    }
    found, faults = parameters(step, fields(step, given))
    assert not faults
    kept = {name: sorted(values) for name, values in found.items() if values}
    assert kept == {name: sorted(given[name]) for name in STEPS[step - 1].own if name in given}


# --- the end ---------------------------------------------------------------------------------------------------------

PEOPLE = {
    "Joliet": "stage=metastatic&brain=stable&subtype=her2-pos&had=t-dxd&had=srs&lines=2&near=60432&age=52&sex=female",
    "Pittsburgh": "stage=metastatic&subtype=hr-pos-her2-low&had=cdk46&near=19103&within=250&age=61&sex=male",
    "Philadelphia": "subtype=tnbc&biomarker=brca&biomarker_not=pd-l1&near=19103&within=50&unit=mi&age=38&sex=female",
}


@pytest.mark.parametrize("query", PEOPLE.values(), ids=PEOPLE)
def test_the_answers_lead_to_trials_to_the_list_and_to_centers(client: Client, query: str) -> None:
    page = markup(client, f"/start/?step=end&{query}")
    links = [unescape(one) for one in re.findall(r'href="((?:/match/|/trials/|/centers/)\?[^"]+)"', page)]
    match, plain, centers, near = links
    assert set(asked(near)) <= {"near", "within", "unit"}
    assert match.startswith("/match/?")
    assert asked(match) == asked(plain) == parse_qs(query)
    assert TrialFilters(QueryDict(urlsplit(plain).query), exact=True).form.is_valid()
    of_centers = CenterFilters(QueryDict(urlsplit(centers).query), exact=True)
    assert of_centers.form.is_valid()
    assert of_centers.trials is not None
    assert of_centers.trials.form.is_valid()
    assert asked(centers)["near"] == parse_qs(query)["near"]
    get(client, plain)
    get(client, centers)


def test_the_answers_are_said_in_words_with_a_way_to_change_each(client: Client) -> None:
    page = read(client, f"/start/?step=end&{PEOPLE['Joliet']}")
    assert "Within 100 miles of ZIP 60432, Joliet, IL" in page
    assert "Had: T-DXd (Enhertu) and Focused radiation of the brain" in page
    assert "Brain metastases: Treated, not growing" in page
    assert "Lines of treatment since it spread: 2" in page
    assert "Gene and marker tests Not said" in page
    address = f"/start/?step=end&{PEOPLE['Joliet']}"
    assert 'href="/start/?step=4&amp;' in markup(client, address)


def test_places_of_the_same_name_are_offered(client: Client) -> None:
    page = unescape(markup(client, "/start/?step=end&near=Springfield"))
    assert "We take it as Springfield, MO" in page
    assert "near=Springfield%2C+IL" in page


def test_the_place_is_said_as_it_was_understood(client: Client) -> None:
    assert "Within 100 miles of Springfield, MO" in read(client, "/start/?step=end&near=Springfield")


def test_whoever_skips_all_is_led_to_all_open_trials(client: Client) -> None:
    page = markup(client, "/start/?step=end")
    assert '<a class="button" href="/trials/"' in page


def test_an_answer_that_cannot_be_read_is_told_at_the_end_with_the_way_to_mend_it(client: Client) -> None:
    page = markup(client, "/start/?step=end&near=Xyzzyville&age=38")
    assert "Please check your answers" in page
    assert 'href="/start/?step=5&amp;' in page
    assert "/match/" not in page


def test_one_can_stop_at_any_question_and_see_trials(client: Client) -> None:
    assert answer(client, 2, [("hr", "triple")], so_far="age=38", go="trials") == "/match/?age=38&subtype=tnbc"
    assert answer(client, 1, [("stage", "")], go="trials") == "/trials/"


# --- nothing is kept -------------------------------------------------------------------------------------------------


def test_an_unknown_name_or_step_is_passed_over_and_not_repeated(client: Client) -> None:
    page = said(client, "/start/?step=99&zqx=1&answered=8&age=38")
    assert "Question 1 of 7" in page
    assert "zqx" not in page


@pytest.mark.parametrize("address", ["/start/?step=2", "/start/?step=end&age=38", "/start/?answered=7&age=999"])
def test_no_page_of_the_guide_is_kept_by_anybody_or_found_by_search_engines(client: Client, address: str) -> None:
    response = get(client, address)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not response.cookies
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_the_first_page_of_the_guide_is_the_same_for_all(client: Client) -> None:
    response = get(client, "/start/")
    assert "public" in response.headers["Cache-Control"]
    assert "Your answers stand in the address of the page and nowhere else" in response.content.decode()


def test_the_start_page_has_two_doors_the_search_and_says_what_is_kept(client: Client) -> None:
    page = markup(client, "/")
    for address in ("/start/", "/centers/", "/about/when-to-call/", "/about/metastatic/", "/glossary/"):
        assert f'href="{address}"' in page
    assert 'class="search"' in page
    assert "nowhere else" in page


@pytest.mark.parametrize("address", ["/", "/start/?step=2", "/trials/?age=38", "/centers/?near=60432", "/glossary/"])
def test_every_page_has_a_way_to_forget_everything(client: Client, address: str) -> None:
    page = markup(client, address)
    assert re.search(r'<a href="/" data-forget[^>]*>Forget everything</a>', page)
