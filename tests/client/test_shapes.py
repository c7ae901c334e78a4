"""The client's types are those of the API's schema, and it asks every question that there is."""

from __future__ import annotations

import tomllib
from typing import get_type_hints

import pytest

import finder_client
from finder_client import Finder
from finder_client.asking import VERSION
from tests.client import shapes

pytestmark = pytest.mark.django_db

METHODS = {
    "getRoot": Finder.root,
    "listTrials": Finder.trials,
    "getTrial": Finder.trial,
    "listVersions": Finder.versions,
    "listChanges": Finder.changes,
    "listCenters": Finder.centers,
    "getCenter": Finder.center,
    "listSites": Finder.sites,
    "listServices": Finder.services,
    "countTrials": Finder.facets,
    "matchByAddress": None,  # what is entered of a person belongs into the body
    "match": Finder.match,
    "listTerms": Finder.terms,
    "getAccuracy": Finder.accuracy,
    "listRegistries": Finder.registries,
}


def test_the_types_are_what_the_schema_says() -> None:
    assert shapes.types(shapes.document()) == shapes.TYPES.read_text(), "python -m tests.client.shapes"


def test_every_operation_has_a_method_that_answers_its_type() -> None:
    operations = {
        operation["operationId"]: operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        for methods in shapes.document()["paths"].values()
        for operation in methods.values()
    }
    assert set(operations) == set(METHODS)
    for name, method in METHODS.items():
        if method is not None:
            assert get_type_hints(method)["return"].__name__ == operations[name].rpartition("/")[2], name


def test_it_is_typed_and_needs_nothing_but_python() -> None:
    project = tomllib.loads((shapes.ROOT / "client" / "pyproject.toml").read_text())["project"]
    assert project["dependencies"] == []
    assert project["version"] == VERSION
    assert (shapes.TYPES.parent / "py.typed").is_file()
    assert finder_client.__all__ == ["Finder", "Problem"]
