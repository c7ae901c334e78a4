"""The OpenAPI document: it is valid, complete, free of warnings, and every real answer is what it says."""

from __future__ import annotations

import copy
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from finder import facets
from finder.api import answers, promise, schema, schema_parameters, schema_words
from finder.api.lists import SHAPING
from finder.api.schema_operations import OPERATIONS
from finder.api.schema_views import document
from finder.api.urls import urlpatterns
from finder.filters import TrialFilters
from finder.matching import Group
from tests import make
from tests.finder import api_world
from tests.finder.reading import get

JSON = dict[str, Any]
ONE = f"trials/{make.nct(1)}/"
ASKED = (
    "",
    "trials/",
    "trials/?limit=2&offset=1&status=any",
    "trials/?near=60637&within=100&unit=km&subtype=her2-pos&had=Enhertu&age=50&sex=male&lines=3&ecog=2&biomarker=esr1",
    "trials/?strict=yes&subtype=her2-pos&country=US&state=IL&sort=newest",
    "trials/?q=nothingatall",
    "trials/?fields=status,title&limit=1",
    "trials/?cursor=*&limit=2",
    ONE,
    f"trials/{make.nct(7)}/",
    f"{ONE}versions/",
    f"{ONE}changes/",
    f"{ONE}changes/?since=2026-11-01",
    "sites/",
    "sites/?near=60637&within=100",
    "sites/?center=lakeside",
    "sites/?cursor=*&limit=2&fields=trial&fields=city",
    "facets/",
    "facets/?country=US",
    "match/",
    "match/?subtype=her2-pos&ecog=2&lines=3&near=60637",
    "match/?group=near_miss&subtype=her2-pos&ecog=2&limit=1&offset=0",
    "centers/",
    "centers/?fields=name",
    "centers/?service=srs&near=60637&within=100&trial.subtype=her2-pos&trial.ecog=2",
    "centers/?country=US&verified=yes",
    "centers/lakeside/",
    "services/",
    "terms/",
    "terms/?kind=drugs&kind=classes",
    "accuracy/",
    "registries/",
)
REFUSED = ("trials/?nera=1", "trials/?age=old&limit=0", "centers/?trial.age=old", "terms/?kind=x", "services/?a=b")


@dataclass
class Undocumented:
    unheard_of: str


def closed(of: Any) -> Any:
    """The same schema, to which no field may be added: what is answered must be described."""
    if isinstance(of, list):
        return [closed(one) for one in of]
    if not isinstance(of, dict):
        return of
    found = {name: closed(one) for name, one in of.items()}
    if "properties" in found and isinstance(found["properties"], dict) and found.get("type") == "object":
        found.setdefault("additionalProperties", False)
    return found


@pytest.fixture(scope="module")
def components() -> JSON:
    return {"components": {"schemas": closed(copy.deepcopy(document()["components"]["schemas"]))}}


def check(answer: Any, of: type, components: JSON) -> None:
    whole = {**components, **schema.reference(of)}
    checker = jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())
    assert [f"{error.json_path}: {error.message[:300]}" for error in checker.iter_errors(answer)] == []


def answered_by(path: str) -> type:
    """The type that the document names for an address."""
    bare = f"/api/v1/{path.partition('?')[0]}"
    for pattern, methods in document()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), bare):
            named = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
            return next(one.answer for one in OPERATIONS.values() if one.answer.__name__ == named.rpartition("/")[2])
    raise AssertionError(path)


# --- answers ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_answer_is_what_the_document_says_and_nothing_more(client: Client, components: JSON) -> None:
    api_world.furnish(timezone.localdate())
    seen = set()
    for path in ASKED:
        body = get(client, f"/api/v1/{path}").json()
        check(body, answered_by(path), components)
        seen.add(answered_by(path))
    assert seen == {one.answer for one in OPERATIONS.values()}
    for path in REFUSED:
        check(get(client, f"/api/v1/{path}", 400).json(), answers.RefusedProblem, components)
    for path in ("trials/NCT99999999/", "centers/nobody/", "nothing/"):
        check(get(client, f"/api/v1/{path}", 404).json(), answers.Problem, components)


@pytest.mark.django_db
def test_what_the_schema_would_not_notice_is_there_to_be_noticed(client: Client) -> None:
    """The records of these tests have something in each field that is itself a list or an object."""
    api_world.furnish(timezone.localdate())
    bodies = [get(client, f"/api/v1/{path}").json() for path in ASKED]
    found = set(_filled(bodies))
    shapes = document()["components"]["schemas"]
    nested = {name for shape, one in shapes.items() if shape != answers.TRIAL_FACETS for name in _nested(one)}
    assert nested - found - {"errors"} == set()


def _filled(of: Any) -> Iterator[str]:
    if isinstance(of, list):
        for one in of:
            yield from _filled(one)
    elif isinstance(of, dict):
        for name, one in of.items():
            if one:
                yield name
            yield from _filled(one)


def _nested(of: JSON) -> Iterator[str]:
    for name, one in of.get("properties", {}).items():
        if "$ref" in json.dumps(one):
            yield name


@pytest.mark.django_db
def test_a_question_in_the_body_is_answered_as_the_document_says(client: Client, components: JSON) -> None:
    api_world.furnish(timezone.localdate())
    operation = document()["paths"]["/api/v1/match/"]["post"]["requestBody"]["content"]["application/json"]
    jsonschema.validate(operation["example"], {**components, **operation["schema"]})
    answer = client.post("/api/v1/match/", json.dumps(operation["example"]), content_type="application/json")
    check(answer.json(), answers.MatchAnswer, components)
    refused = client.post("/api/v1/match/", '{"ecog/x": 1, "age": "old"}', content_type="application/json")
    check(refused.json(), answers.RefusedProblem, components)
    assert [one["pointer"] for one in refused.json()["errors"]] == ["#/age", "#/ecog~1x"]


# --- the document ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_document_has_no_warning_and_is_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", "--fail-on-warn", "--validate", "--file", str(tmp_path / "openapi.yaml"))
    assert capsys.readouterr().err == ""
    assert yaml.safe_load((tmp_path / "openapi.yaml").read_text()) == document()
    assert document()["openapi"] == "3.1.0"


@pytest.mark.django_db
def test_it_is_served_as_yaml_and_as_json(client: Client) -> None:
    as_yaml, as_json = get(client, "/api/schema/"), get(client, "/api/schema/?format=json")
    assert as_yaml.headers["Content-Type"].startswith("application/vnd.oai.openapi")
    assert json.loads(as_json.content) == yaml.safe_load(as_yaml.content) == document()
    again = client.get("/api/schema/", headers={"If-None-Match": as_yaml.headers["ETag"]})
    assert again.status_code == 304


def test_every_address_stands_in_it() -> None:
    patterns = [re.sub(r"<[a-z]+:([a-z_]+)>", r"{\1}", str(one.pattern)) for one in urlpatterns if one.name]
    there = {f"/api/v1/{one}" for one in patterns}
    assert there == set(document()["paths"])


def test_it_promises_what_is_kept() -> None:
    described = document()["info"]["description"]
    assert all(sentence in described for sentence in promise.PROMISE)
    assert re.search("24 months.*Deprecation.*Sunset", described)


def test_every_field_and_parameter_is_described() -> None:
    for name, one in document()["components"]["schemas"].items():
        assert one["description"], name
        for field, given in one["properties"].items():
            assert given.get("description") or "$ref" in given, (name, field)
    for operation in _operations():
        assert operation["summary"]
        for parameter in operation.get("parameters", ()):
            assert parameter["description"]


def test_a_field_that_nobody_describes_is_an_error() -> None:
    with pytest.raises(schema.Undescribed, match=r"Undocumented\.unheard_of"):
        schema.fields_of(Undocumented)


def test_parameters_are_those_of_the_declaration() -> None:
    given = {one["name"]: one for one in document()["paths"]["/api/v1/trials/"]["get"]["parameters"]}
    assert list(given) == [*TrialFilters.parameters(), *SHAPING]
    assert given["status"]["schema"]["items"]["enum"][-1] == "any"
    assert (given["status"]["style"], given["status"]["explode"]) == ("form", True)
    assert given["age"]["schema"] == {"type": "integer", "minimum": 0, "maximum": 120}
    assert given["sex"]["schema"]["enum"] == ["female", "male"]
    centers = [one["name"] for one in document()["paths"]["/api/v1/centers/"]["get"]["parameters"]]
    assert {"trial.age", "accreditation"} <= set(centers)
    assert not {"trial.near", "trial.limit"} & set(centers)


def test_what_is_said_of_names_is_said_of_names_there_are() -> None:
    shapes = list(schema.all_shapes([*schema._roots(), *schema.IN_COLUMNS.values()]))
    names = {name for one in shapes for name in schema._names(one)}
    of_class = {f"{base.__name__}.{name}" for one in shapes for base in one.__mro__ for name in schema._names(one)}
    assert set(schema_words.FIELDS) <= names | of_class
    assert set(schema_words.TYPES) <= {one.__name__ for one in shapes}
    asked = {one["name"].removeprefix("trial.") for each in _operations() for one in each.get("parameters", ())}
    assert set(schema_parameters.MEANINGS) <= asked


def test_facets_and_groups_are_those_that_are_counted(components: JSON) -> None:
    named = components["components"]["schemas"][answers.TRIAL_FACETS]["properties"]
    assert set(named) == {*facets.PLAIN, *facets.OF_PERSONS, "country", "state"}
    assert set(components["components"]["schemas"]["MatchGroups"]["properties"]) == set(Group)


def test_examples_are_of_the_shape_they_are_examples_of(components: JSON) -> None:
    for operation in _operations():
        for status, response in operation["responses"].items():
            for media_type, content in response.get("content", {}).items():
                if media_type.endswith(("/json", "+json")) and (status != "200" or "requestBody" not in operation):
                    jsonschema.validate(content["example"], {**components, **closed(content["schema"])})
        for parameter in operation.get("parameters", ()):
            if "example" in parameter:
                jsonschema.validate(parameter["example"], parameter["schema"])
    told = json.dumps(document())
    assert {one[:5] for one in re.findall(r"NCT\d+", told)} == {"NCT99"}


def test_it_is_a_little_text_for_people_too() -> None:
    found = schema.fields_of(answers.TrialAnswer)
    by_name = {one.name: one for one in found}
    assert by_name["sites"].type == "list of SiteRow"
    assert by_name["enrolment"].type == "whole number or null"
    assert by_name["arms"].type == "list of Arm"
    assert by_name["read_on"].description.startswith("When the eligibility text was read")


def _operations() -> Iterator[JSON]:
    for methods in document()["paths"].values():
        yield from methods.values()


def test_the_command_writes_it_without_a_database(tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("spectacular", "--file", str(tmp_path / "openapi.yaml"), stdout=out)
    assert (tmp_path / "openapi.yaml").stat().st_size > 100_000
