"""`/api/v1/match/`: what it answers, in which words, what it refuses and how; and that it keeps nothing."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from finder import snapshot
from finder.api.match import LONGEST
from finder.index import reindex
from finder.models import Place
from tests import make
from tests.finder.held import hold
from tests.finder.test_matching import asking, held
from tests.finder.test_pages_privacy import log  # noqa: F401 - a fixture
from tests.finder.test_persons_brute_force import sentence
from trials import examples
from trials.models import Finding, Trial

pytestmark = pytest.mark.django_db

TAKES, ASKS, NEAR, FAR, UNREAD, ACCESS = (make.nct(number) for number in range(1, 7))
PERSON = {"subtype": "her2-pos", "ecog": 2, "lines": 3}
JSON = dict[str, Any]


@pytest.fixture
def api(client: Client) -> Client:
    """One trial for each group, one that was not read, and expanded access."""
    Place.objects.create(kind=Place.ZIP, key="60637", name="Chicago", state="IL", country="US", lat=41.78, lon=-87.61)
    held(
        asking(1, "HER2-positive breast cancer", updated="2026-10-01"),
        asking(2, "HER2-positive breast cancer", "ESR1 mutation", "Prior taxane is required", updated="2026-10-02"),
        asking(
            3, "HER2-positive breast cancer", "ECOG 0-1", "No more than 2 prior lines of therapy for advanced disease"
        ),
        asking(4, "Triple-negative breast cancer", "ECOG 0-1"),
        asking(6, "HER2-positive breast cancer", study_type="EXPANDED_ACCESS", status="AVAILABLE"),
    )
    hold(make.study(5))
    return client


def post(client: Client, question: Any, status: int = 200, **options: Any) -> JSON:
    body = question if isinstance(question, (str, bytes)) else json.dumps(question)
    options = {"content_type": "application/json", **options}
    response = client.post("/api/v1/match/", data=body, **options)
    assert response.status_code == status, response.content
    assert response.headers["Cache-Control"] == "private, no-store"
    found: JSON = response.json()
    if status != 200:
        assert response.headers["Content-Type"] == "application/problem+json"
        assert found["status"] == status
    return found


def get(client: Client, query: str, status: int = 200) -> JSON:
    response = client.get(f"/api/v1/match/?{query}")
    assert response.status_code == status, response.content
    assert response.headers["Cache-Control"] == "private, no-store"
    found: JSON = response.json()
    return found


def refused(client: Client, question: Any) -> dict[str, str]:
    return {one["parameter"]: one["detail"] for one in post(client, question, 400)["errors"]}


def row(answer: JSON, trial: str) -> JSON:
    (found,) = (row for group in answer["groups"].values() for row in group["results"] if row["id"] == trial)
    return dict(found)


def words(points: list[JSON]) -> list[str]:
    return [point["words"] for point in points]


# --- what is answered ------------------------------------------------------------------------------------------------


def test_each_trial_is_counted_in_one_group_and_shown_there(api: Client) -> None:
    answer = post(api, PERSON)
    assert list(answer) == ["count", "groups", "data_timestamp", "attribution", "licence"]
    shown = {name: {row["id"] for row in group["results"]} for name, group in answer["groups"].items()}
    assert shown == {"may_fit": {TAKES}, "unknown": {ASKS, UNREAD, ACCESS}, "near_miss": {NEAR}, "does_not_fit": {FAR}}
    assert answer["count"] == sum(group["count"] for group in answer["groups"].values()) == 6
    assert all(row["group"] == name for name, group in answer["groups"].items() for row in group["results"])


def test_a_row_is_that_of_the_lists_with_points_besides(api: Client) -> None:
    listed = api.get("/api/v1/trials/?subtype=her2-pos").json()["results"][0]
    found = row(post(api, {"subtype": "her2-pos"}), listed["id"])
    assert listed.items() <= found.items()
    assert set(found) - set(listed) == {"group", "lead", "blockers", "open", "silent"}


def test_what_blocks_is_told_with_the_trials_words_and_its_sentence(api: Client) -> None:
    near = row(post(api, PERSON), NEAR)
    assert near["lead"] == "Would fit, except:"
    assert [point["parameter"] for point in near["blockers"]] == ["ecog", "lines"]
    first, second = words(near["blockers"])
    assert first.startswith("How active somebody must be: ECOG 0 to 1; you entered: 2")
    assert second == (
        "Earlier lines of treatment with medicines of any kind: At most 2 for advanced disease; "
        "you entered: 3 lines of treatment"
    )
    quotes = [quote["text"] for point in near["blockers"] for said in point["said"] for quote in said["quotes"]]
    assert quotes == ["ECOG 0-1", "No more than 2 prior lines of therapy for advanced disease"]
    assert near["fit"]["ecog"] == "excludes"


def test_would_is_said_only_where_nothing_is_open(api: Client) -> None:
    assert row(post(api, {"ecog": 2, "brain": "none"}), NEAR)["lead"] == "Might fit, except:"


def test_what_is_demanded_and_unanswered_is_something_to_ask_with_its_sentence(api: Client) -> None:
    asks = row(post(api, PERSON), ASKS)
    assert words(asks["open"]) == ["Ask whether ESR1 was tested", "Ask whether this was received: taxane"]
    assert [point["key"] for point in asks["open"]] == ["esr1", "taxane"]
    assert [said["words"] for said in asks["open"][0]["said"]] == ["Everyone must have it"]
    assert asks["open"][0]["said"][0]["quotes"][0]["text"] == "ESR1 mutation"


def test_what_a_trial_does_not_say_is_named(api: Client) -> None:
    takes = row(post(api, PERSON), TAKES)
    assert [point["parameter"] for point in takes["silent"]] == ["ecog", "lines"]
    assert words(takes["silent"])[1] == "Does not say: Lines of treatment for advanced disease (3 lines of treatment)"
    assert not takes["blockers"] and not takes["open"]


def test_a_trial_that_was_not_read_says_so_and_expanded_access_says_nothing(api: Client) -> None:
    answer = post(api, PERSON)
    assert words(row(answer, UNREAD)["open"]) == ["Its text was not read yet"]
    access = row(answer, ACCESS)
    assert (access["fit"], access["reasons"], access["blockers"], access["open"], access["silent"]) == (
        {},
        [],
        [],
        [],
        [],
    )


def test_only_the_sentences_that_block_are_named_as_blocking(client: Client) -> None:
    held(asking(1, "Breast cancer", "Prior taxane is required", barred=("Prior trastuzumab deruxtecan",)))
    (point,) = row(post(client, {"had": ["taxane", "t-dxd"]}), TAKES)["blockers"]
    assert [said["title"] for said in point["said"]] == ["Earlier treatment: trastuzumab deruxtecan"]
    assert point["words"].endswith("you entered: trastuzumab deruxtecan")


def test_what_depends_says_on_what(client: Client) -> None:
    held(asking(1, "Breast cancer", "Homologous recombination deficiency (HRD) is required"))
    (point,) = row(post(client, {"biomarker": "brca"}), TAKES)["open"]
    assert point["words"] == "It depends. HRD (marker): Everyone must have it; you entered: BRCA"


def test_two_numbers_of_lines_that_depend_on_one_rule_are_told_apart(client: Client) -> None:
    held(asking(1, "Breast cancer", "At least 2 prior lines of systemic therapy"))
    points = row(post(client, {"chemo_lines": 1, "endocrine_lines": 1}), TAKES)["open"]
    given = [one.rpartition("you entered: ")[2] for one in words(points)]
    assert given == ["1 line of chemotherapy", "1 line of hormone therapy"]


def test_groups_that_have_none_in_common_are_named_with_all_that_was_entered(client: Client) -> None:
    apart_in_groups("Group 1", "Group 2")
    first, second = row(post(client, {"biomarker": "esr1", "measurable": "bone-only"}), TAKES)["open"]
    assert first["words"].endswith("you entered: Only in the bones (in different groups of the study)")
    assert (first["cohorts"], second["cohorts"]) == (["Group 2"], ["Group 1"])
    assert second["words"].startswith("It depends. ESR1 (marker):")


def test_what_only_some_groups_demand_names_them(client: Client) -> None:
    apart_in_groups("Group 1", "Group 1", value="required")
    (point,) = row(post(client, {"measurable": "bone-only"}), TAKES)["open"]
    assert (point["words"], point["cohorts"]) == ("Ask whether ESR1 was tested", ["Group 1"])


def test_what_we_could_not_read_for_sure_is_said_to_be_so(client: Client) -> None:
    held(asking(1, "Breast cancer"))
    trial = Trial.objects.get()
    Finding.objects.create(
        trial=trial, question="biomarkers", key="ESR1", value="required", state=Finding.UNCLEAR, evidence=[]
    )
    Finding.objects.create(
        trial=trial, question="prior_lines", key="systemic/any", value=[1, None], state=Finding.UNCLEAR, evidence=[]
    )
    reindex(everything=True)
    snapshot.forget()
    not_sure = " (we could not read its words for sure)"
    asked = ["Ask whether ESR1 was tested", "Count the earlier lines of treatment with medicines of any kind"]
    opened = row(post(client, {"brain": "none"}), TAKES)["open"]
    assert words(opened) == [one + not_sure for one in asked]
    first, _ = row(post(client, {"lines": 2}), TAKES)["open"]
    assert first["words"].endswith("1 or more at any stage; you entered: 2 lines of treatment" + not_sure)


def apart_in_groups(of_marker: str, of_tumour: str, value: str = "alternative") -> None:
    """A trial that asks for ESR1 in one group and for a tumour that need not be measured in another."""
    held(asking(1, "Breast cancer"))
    trial = Trial.objects.get()
    for question, key, said, group in (
        ("biomarkers", "ESR1", value, of_marker),
        ("measurable", "", "bone_only_ok", of_tumour),
    ):
        proof = [sentence(group, None)]
        Finding.objects.create(
            trial=trial, question=question, key=key, value=said, state=Finding.STATED, evidence=proof
        )
    reindex(everything=True)
    snapshot.forget()


def test_limits_of_the_registry_are_told_as_the_registrys(client: Client) -> None:
    held(asking(1, "Breast cancer", minimum_age="50 Years", maximum_age="70 Years"))
    (blocked,) = row(post(client, {"age": 40}), TAKES)["blockers"]
    assert blocked["words"] == "Age, at the registry: from 50 years up to 70 years; you entered: 40"
    (opened,) = row(post(client, {"brain": "none"}), TAKES)["open"]
    assert opened["words"] == "Give the age: this trial does not take all ages"
    assert opened["said"][0]["words"] == "from 50 years up to 70 years"


def test_that_men_may_enter_proves_nothing_to_a_woman(client: Client) -> None:
    held(asking(1, "Breast cancer", "Male participants must agree to use contraception", sex="ALL"))

    def said_to(sex: str) -> list[str]:
        (fit,) = row(post(client, {"sex": sex}), TAKES)["reasons"]
        return [one["words"] for one in fit["said"]]

    assert len(said_to("male")) == 2
    assert said_to("female") == said_to("male")[:1]  # what the registry's field says


def test_a_trial_for_other_cancers_says_that_it_is(client: Client) -> None:
    held(asking(1, "Prostate cancer", "ECOG 0-1", conditions=["Prostate Cancer"]))
    far = row(post(client, {"scope": "any", "ecog": 1}), TAKES)
    assert far["lead"] == "Does not fit:"
    assert words(far["blockers"]) == ["For which cancer: Not for breast cancer, as far as the text says"]


def test_the_nearest_site_is_told_where_a_place_is_given(api: Client) -> None:
    assert row(post(api, {**PERSON, "near": 60637, "within": 50.5}), TAKES)["nearest"]["city"] == "Chicago"


def test_examples_do_not_stand_here(client: Client) -> None:
    examples.load(timezone.now())
    reindex(everything=True)
    snapshot.forget()
    assert snapshot.current().count
    assert post(client, {"age": 50})["count"] == 0


def test_a_page_costs_a_number_of_queries_that_does_not_grow(api: Client) -> None:
    def cost(limit: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            post(api, {**PERSON, "limit": limit})
        return len(queries)

    cost(1)
    held(*(asking(number, "HER2-positive breast cancer", "ESR1 mutation", "ECOG 0-1") for number in range(10, 40)))
    cost(1)
    assert cost(30) <= cost(2) + 1


# --- groups and pages ------------------------------------------------------------------------------------------------


def test_ten_of_each_group_come_first_and_one_group_can_be_paged_through(client: Client) -> None:
    held(*(asking(number, "HER2-positive breast cancer") for number in range(1, 24)))
    first = post(client, {"subtype": "her2-pos"})["groups"]["may_fit"]
    assert (first["count"], len(first["results"])) == (23, 10)
    seen = []
    for offset in range(0, 30, 10):
        answer = post(client, {"subtype": "her2-pos", "group": "may_fit", "limit": 10, "offset": offset})
        assert list(answer["groups"]) == ["may_fit"]
        assert answer["count"] == 23
        seen += [row["id"] for row in answer["groups"]["may_fit"]["results"]]
    assert seen[:10] == [row["id"] for row in first["results"]]
    assert len(seen) == len(set(seen)) == 23


def test_the_address_and_the_body_ask_the_same(api: Client) -> None:
    question = {"subtype": ["her2-pos", "her2-low"], "had": "taxane,Enhertu", "age": 54, "limit": 3, "sort": "newest"}
    assert get(api, urlencode(question, doseq=True)) == post(api, question)
    assert get(api, "group=may_fit&offset=0") == post(api, {"group": "may_fit", "offset": "0"})


def test_numbers_may_be_numbers_or_words(api: Client) -> None:
    assert post(api, {"age": 54, "ecog": [1, 2]}) == post(api, {"age": "54", "ecog": ["1", "2"]})


def test_strict_is_known_and_changes_nothing(api: Client) -> None:
    assert post(api, {**PERSON, "strict": "yes"})["groups"] == post(api, PERSON)["groups"]


def test_nothing_entered_is_an_answer_too(api: Client) -> None:
    for question in ({}, {"age": [], "had": ""}):
        answer = post(api, question)
        assert answer["groups"]["unknown"]["count"] == answer["count"] == 6


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "name", "detail"),
    [
        ({"subtyp": "tnbc"}, "subtyp", "Did you mean subtype?"),
        ({"groups": "may_fit"}, "groups", "Did you mean group?"),
        ({"subtype": "blue"}, "subtype", "tnbc"),
        ({"age": [40, 41]}, "age", "Give this once."),
        ({"age": 4.5}, "age", "whole number"),
        ({"age": True}, "age", "Give words or a number"),
        ({"age": None}, "age", "Give words or a number"),
        ({"age": {"years": 40}}, "age", "Give words or a number"),
        ({"subtype": [["tnbc"]]}, "subtype", "Give words or a number"),
        ({"had": "enhertoo"}, "had", "Did you mean enhertu?"),
        ({"group": "perhaps"}, "group", "Known: may_fit, unknown, near_miss, does_not_fit."),
        ({"group": ["may_fit", "unknown"]}, "group", "Give this once."),
        ({"offset": 10}, "offset", "Counts only together with group."),
        ({"limit": 101}, "limit", "100"),
        ({"within": 10}, "within", "Counts only together with near."),
    ],
)
def test_what_is_not_understood_is_refused_by_name(api: Client, question: JSON, name: str, detail: str) -> None:
    found = refused(api, question)
    assert list(found) == [name]
    assert detail in found[name]


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", '"age"', "7", "null", "{'age': 1}", '{"age": NaN}', "[" * 15_000, b"\xff\xfe", b'{"q": "\xff"}'],
)
def test_what_is_no_json_object_is_refused(api: Client, body: str | bytes) -> None:
    post(api, body, 400)


def test_a_name_that_stands_twice_is_refused_and_not_half_read(api: Client) -> None:
    assert "twice" in post(api, '{"ecog": 1, "ecog": 4}', 400)["detail"]


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"])
def test_another_content_type_is_refused(api: Client, kind: str) -> None:
    post(api, b"age=50", 415, content_type=kind)


def test_a_question_may_be_long_but_not_too_long(api: Client) -> None:
    fits = json.dumps({"age": 50}).ljust(LONGEST)
    post(api, fits)
    assert post(api, fits + " ", 413)["title"] == "The request is too long"


def test_parameters_beside_the_body_are_refused(api: Client) -> None:
    response = api.post("/api/v1/match/?age=50", data="{}", content_type="application/json")
    assert response.status_code == 400
    assert response.json()["errors"] == [{"parameter": "age", "detail": "Give this in the body.", "pointer": None}]


def test_other_methods_are_refused_and_those_that_are_not_are_named(api: Client) -> None:
    response = api.put("/api/v1/match/", data="{}", content_type="application/json")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "POST", "HEAD", "OPTIONS"}
    assert api.post("/api/v1/trials/").headers["Allow"] == "GET, HEAD, OPTIONS"


# --- what is kept ----------------------------------------------------------------------------------------------------


def test_no_session_and_no_token_are_needed_or_given() -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/api/v1/match/", data="{}", content_type="application/json")
    assert response.status_code == 200
    assert not response.cookies


def test_nothing_is_written_and_nothing_logged(api: Client, log: io.StringIO) -> None:  # noqa: F811
    with CaptureQueriesContext(connection) as queries:
        post(api, {"q": "zqxword", "had": ["Enhertu"], "age": 54})
    assert queries.captured_queries
    assert not [
        one["sql"] for one in queries if not one["sql"].lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE"))
    ]
    post(api, {"zqxword": "zqxword", "subtype": "zqxword"}, 400)
    post(api, '{"age": "zqxword"', 400)
    post(api, "zqxword" * 4000, 413)
    assert "zqxword" not in log.getvalue()


def test_a_refusal_does_not_repeat_a_value(api: Client) -> None:
    answer = json.dumps(post(api, {"subtype": "zqxword", "age": "zqxword", "near": 60637}, 400))
    assert "zqxword" not in answer
