"""What the API answers to parameters of a person: what it refuses and how, fit, strict, facets; and keeps nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from finder import persons
from finder.filters import TrialFilters
from finder.index import reindex
from tests import make
from tests.finder.held import hold
from trials import reading

pytestmark = pytest.mark.django_db

OPEN, STRICT, ELSEWHERE, SOLID, UNREAD = (make.nct(number) for number in range(1, 6))


def asking(number: int, *lines: str, barred: tuple[str, ...] = (), **options: Any) -> make.JSON:
    """A study that asks this and nothing else."""
    text = "Inclusion Criteria:\n\n" + "\n".join(f"* {line}" for line in lines)
    if barred:
        text += "\n\nExclusion Criteria:\n\n" + "\n".join(f"* {line}" for line in barred)
    quiet: dict[str, Any] = {"title": "A Study", "keywords": [], "interventions": []}
    return make.study(number, eligibility=text, **{**quiet, **options})


@pytest.fixture
def api(client: Client) -> Client:
    """One that takes many, one that is particular, two for other cancers, one that was not read yet."""
    hold(
        asking(1, "HER2-positive breast cancer", "ECOG 0-2", updated="2026-10-01"),
        asking(
            2,
            "HER2-positive breast cancer",
            "ECOG 0-1",
            "Measurable disease per RECIST 1.1",
            barred=("Prior trastuzumab deruxtecan", "Known brain metastases"),
            updated="2026-10-02",
        ),
        asking(3, "Confirmed prostate cancer", conditions=["Prostate Cancer"], updated="2026-10-03"),
        asking(4, "Advanced solid tumors", conditions=["Solid Tumor"], updated="2026-10-04"),
    )
    reading.read_stale()
    hold(make.study(5, updated="2026-10-05"))
    return client


def get(client: Client, query: str, status: int = 200, path: str = "trials/") -> dict[str, Any]:
    response = client.get(f"/api/v1/{path}?{query}")
    assert response.status_code == status, response.content
    body: dict[str, Any] = response.json()
    return body


def found(client: Client, query: str) -> list[str]:
    return [row["id"] for row in get(client, query)["results"]]


def fit(client: Client, query: str, trial: str) -> dict[str, str]:
    (row,) = (row for row in get(client, query)["results"] if row["id"] == trial)
    answered: dict[str, str] = row["fit"]
    return answered


def refused(client: Client, query: str) -> dict[str, str]:
    return {one["parameter"]: one["detail"] for one in get(client, query, 400)["errors"]}


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(persons.PARAMETERS.keys() - {"age", "had", "not_had"}))
def test_an_unknown_value_is_refused_with_the_known_ones(api: Client, name: str) -> None:
    detail = refused(api, f"{name}=blue")[name]
    assert all(value in detail for value in persons.PARAMETERS[name].values())
    assert "blue" not in detail


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("had=enhertoo", "Did you mean enhertu?"),
        ("not_had=tamoxifin", "Did you mean tamoxifen?"),
        ("had=qqqqqq", "such as taxane"),
        ("had=taxane,qqqqqq", "We do not know “qqqqqq”"),
    ],
)
def test_an_unknown_treatment_is_refused_with_the_nearest_known_or_what_to_give(
    api: Client, query: str, words: str
) -> None:
    (detail,) = refused(api, query).values()
    assert words in detail


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("age", "-1"),
        ("age", "121"),
        ("age", "4.5"),
        ("lines", "-1"),
        ("chemo_lines", "51"),
        ("endocrine_lines", "many"),
        ("metastases", "0"),
        ("metastases", "6"),
        ("ecog", "5"),
        ("strict", "maybe"),
        ("scope", "lung"),
    ],
)
def test_a_value_out_of_range_is_refused(api: Client, name: str, value: str) -> None:
    assert list(refused(api, f"{name}={value}")) == [name]


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("age", "40", "41"),
        ("sex", "female", "male"),
        ("metastases", "1", "more"),
        ("lines", "1", "2"),
        ("chemo_lines", "1", "1"),
        ("endocrine_lines", "0", "1"),
        ("strict", "yes", "yes"),
    ],
)
def test_what_is_known_once_is_given_once(api: Client, name: str, first: str, second: str) -> None:
    assert refused(api, f"{name}={first}&{name}={second}") == {name: "Give this once."}


@pytest.mark.parametrize(
    "query",
    [
        "subtype=her2-low&subtype=her2-0",
        "brain=stable&brain=untreated",
        "ecog=1&ecog=2",
        "biomarker=brca&biomarker=esr1",
        "had=taxane&had=cdk46",
        "not_had=parp&not_had=t-dxd",
        "spread=bone&spread=liver",
        "scope=breast&scope=any-solid",
    ],
)
def test_what_may_be_several_may_be_repeated(api: Client, query: str) -> None:
    get(api, query)


def test_all_parameters_of_a_person_stand_in_the_one_query_language(api: Client) -> None:
    assert set(persons.NAMES) <= set(TrialFilters.parameters())


# --- what is answered ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["t-dxd", "Enhertu", "ENHERTU", "trastuzumab deruxtecan", "DS-8201a", "T-DXd"])
def test_a_treatment_may_be_named_by_slug_name_brand_or_code(api: Client, name: str) -> None:
    assert STRICT not in found(api, f"had={name}")
    assert fit(api, f"not_had={name}", STRICT) == {"not_had": "admits"}


def test_several_treatments_may_stand_with_commas_between(api: Client) -> None:
    assert found(api, "had=paclitaxel,Enhertu") == found(api, "had=paclitaxel&had=t-dxd")


def test_what_excludes_on_any_parameter_is_left_out_of_the_list(api: Client) -> None:
    assert STRICT in found(api, "ecog=1")
    assert STRICT not in found(api, "ecog=2")
    assert STRICT not in found(api, "ecog=1&brain=stable")


def test_fit_names_each_parameter_given_and_no_other(api: Client) -> None:
    assert fit(api, "", STRICT) == {}
    query = "subtype=her2-pos&ecog=1&measurable=yes&brain=none&biomarker=esr1&age=50"
    assert fit(api, query, STRICT) == {
        "subtype": "admits",
        "ecog": "admits",
        "measurable": "admits",
        "brain": "admits",
        "biomarker": "silent",
        "age": "admits",
    }
    assert fit(api, query, OPEN)["measurable"] == "silent"


def test_a_trial_that_was_not_read_yet_is_silent(api: Client) -> None:
    assert fit(api, "subtype=her2-pos&brain=none", UNREAD) == {"subtype": "silent", "brain": "silent"}


def test_fewest_open_points_stand_first_then_the_newest(api: Client) -> None:
    assert found(api, "subtype=her2-pos&measurable=yes") == [STRICT, OPEN, UNREAD, SOLID]


def test_several_values_of_one_of_admit_only_where_all_do(api: Client) -> None:
    assert fit(api, "subtype=her2-pos&subtype=her2-low", OPEN) == {"subtype": "depends"}
    assert fit(api, "ecog=0&ecog=1", STRICT) == {"ecog": "admits"}
    assert fit(api, "ecog=1&ecog=2", STRICT) == {"ecog": "depends"}


def test_menopause_is_not_asked_of_men(api: Client) -> None:
    assert fit(api, "menopause=post", OPEN) == {"menopause": "silent"}
    assert fit(api, "menopause=post&sex=male", OPEN) == {"sex": "admits"}
    assert fit(api, "menopause=post&sex=female", OPEN) == {"menopause": "silent", "sex": "admits"}


def test_zero_is_an_answer(api: Client) -> None:
    assert fit(api, "lines=0&chemo_lines=0&ecog=0", OPEN) == {
        "lines": "silent",
        "chemo_lines": "silent",
        "ecog": "admits",
    }


def test_strict_keeps_what_admits_on_everything_entered(api: Client) -> None:
    assert found(api, "subtype=her2-pos&ecog=1&strict=yes") == [STRICT, OPEN]
    assert found(api, "subtype=her2-pos&measurable=yes&strict=yes") == [STRICT]


def test_silence_on_an_absence_is_no_obstacle_to_strict(api: Client) -> None:
    for absence in ("brain=none", "leptomeningeal=no", "biomarker_not=esr1", "not_had=taxane"):
        assert found(api, f"subtype=her2-pos&{absence}&strict=yes") == [STRICT, OPEN], absence
    assert found(api, "subtype=her2-pos&brain=none&brain=stable&strict=yes") == []


# --- scope -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [UNREAD, SOLID, STRICT, OPEN]),
        ("scope=any", [UNREAD, SOLID, ELSEWHERE, STRICT, OPEN]),
        ("scope=breast", [UNREAD, STRICT, OPEN]),
        ("scope=any-solid", [UNREAD, SOLID]),
        ("scope=breast&scope=any-solid", [UNREAD, SOLID, STRICT, OPEN]),
    ],
)
def test_scope_is_breast_and_any_solid_tumour_unless_said_otherwise_and_hides_nothing_unread(
    api: Client, query: str, expected: list[str]
) -> None:
    assert found(api, query) == expected


# --- facets ----------------------------------------------------------------------------------------------------------


def test_a_facet_of_a_person_counts_what_admits_what_depends_and_what_is_silent(api: Client) -> None:
    facets = get(api, "")["facets"]
    assert facets["ecog"] == {
        "values": [
            {"value": "0", "label": "0: fully active", "admits": 2, "depends": 0},
            {"value": "1", "label": "1: no heavy work, else active", "admits": 2, "depends": 0},
            {"value": "2", "label": "2: up more than half of the day, cannot work", "admits": 1, "depends": 0},
        ],
        "silent": 2,
    }
    assert set(facets["phase"]) == {"values"}
    assert set(facets["phase"]["values"][0]) == {"value", "label", "count"}


def test_a_one_of_facet_is_counted_without_its_own_filter_and_an_all_of_facet_with_it(api: Client) -> None:
    assert get(api, "ecog=2")["facets"]["ecog"] == get(api, "")["facets"]["ecog"]
    # Never had a conjugate with this payload, or anything against HER2: then never this one.
    never = {one["value"]: one["admits"] for one in get(api, "")["facets"]["not_had"]["values"]}
    assert never == {"anti-her2": 1, "t-dxd": 1, "topo1-adc": 1}
    assert "not_had" not in get(api, "had=t-dxd")["facets"]
    assert get(api, "not_had=t-dxd")["facets"]["not_had"]["silent"] == 3


def test_facets_count_with_the_other_filters_of_the_person(api: Client) -> None:
    values = get(api, "ecog=2")["facets"]["subtype"]["values"]
    assert {one["admits"] for one in values if one["value"] == "her2-pos"} == {1}


def test_every_parameter_of_a_person_that_has_a_table_has_a_facet_form(api: Client) -> None:
    for name, facet in get(api, "scope=any", path="facets/")["facets"].items():
        if name in persons.PARAMETERS:
            assert set(facet) == {"values", "silent"}, name
            assert all(set(one) == {"value", "label", "admits", "depends"} for one in facet["values"]), name


# --- what is kept ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["trials/", "facets/"])
@pytest.mark.parametrize("name", [*persons.NAMES, "strict"])
def test_an_answer_about_a_person_is_kept_nowhere(api: Client, name: str, path: str) -> None:
    values = persons.PARAMETERS[name].values() if name in persons.PARAMETERS else ()
    value = "yes" if name == "strict" else values[0] if values else "1"
    response = api.get(f"/api/v1/{path}?{name}={value}")
    assert response.status_code == 200, response.content
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers


@pytest.mark.parametrize("query", ["subtype=blue", "age=old", "had=qqqqqq", "ecog=1&nothing=1"])
def test_a_refusal_about_a_person_is_kept_nowhere_either(api: Client, query: str) -> None:
    response = api.get(f"/api/v1/trials/?{query}")
    assert response.status_code == 400
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("query", ["", "scope=any", "modality=other", "phase=2"])
def test_what_says_nothing_of_a_person_is_public(api: Client, query: str) -> None:
    response = api.get(f"/api/v1/trials/?{query}")
    assert response.status_code == 200
    assert response.headers["Cache-Control"].startswith("public")
    assert "ETag" in response.headers


# --- disagreement of registry and text -------------------------------------------------------------------------------


def test_where_the_registrys_sex_and_the_text_disagree_both_are_shown_and_it_depends(client: Client) -> None:
    hold(asking(7, "Female patients only with breast cancer", sex="ALL"))
    reading.read_stale()
    reindex()
    (row,) = get(client, "sex=male")["results"]
    assert row["fit"] == {"sex": "depends"}
    (reason,) = row["reasons"]
    assert "do not agree" in reason["note"]
    assert len(reason["said"]) == 2
    assert fit(client, "sex=female", make.nct(7)) == {"sex": "admits"}


def test_where_the_registrys_age_and_the_text_disagree_it_depends_between_the_two(client: Client) -> None:
    hold(asking(8, "Women aged 50 years or older with breast cancer", minimum_age="18 Years"))
    reading.read_stale()
    reindex()
    assert fit(client, "age=40", make.nct(8)) == {"age": "depends"}
    assert fit(client, "age=60", make.nct(8)) == {"age": "admits"}
    assert found(client, "age=17") == []


def test_a_parameter_without_a_value_asks_nothing(client: Client) -> None:
    hold(make.study(1))
    empty = "&".join(f"{name}=" for name in persons.NAMES)
    answer = client.get(f"/api/v1/trials/?status=any&scope=any&phase=&{empty}")
    assert answer.status_code == 200, answer.json()
    assert answer.json()["results"][0]["fit"] == {}
