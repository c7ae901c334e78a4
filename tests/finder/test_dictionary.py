"""The data dictionary: it names every field that is handed out, and what stands in the documentation is what the code
says."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest
from django.conf import settings as plain
from django.test import Client
from pytest_django import Settings

from finder import dumps, snapshot
from finder.api import dictionary
from finder.index import reindex
from tests import make
from tests.finder import held_centers
from tests.finder.held import hold
from tests.finder.reading import get
from trials.reading import read_stale

pytestmark = pytest.mark.django_db


def test_the_page_of_the_documentation_is_what_the_code_says() -> None:
    written = (plain.BASE_DIR / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == dictionary.page(), "manage.py data_dictionary"


def test_every_field_has_a_type_a_meaning_and_a_source() -> None:
    assert len(dictionary.entries()) > 150
    for one in dictionary.entries():
        assert one.type and len(one.meaning) > 6, one
        assert one.source in dictionary.SOURCES, one


def test_no_source_is_given_to_a_field_that_is_not_there() -> None:
    held = {(one.row, one.field) for one in dictionary.entries()}
    for name, (_, others) in dictionary._OF_TYPE.items():
        if name in ("OfferingRow", "ServiceHere", "OfferingGroup", "ChannelGroup"):  # they share a line
            continue
        assert {(name, field) for field in others} <= held, name


def test_it_names_every_field_of_every_list_and_file(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    hold(make.study(1))
    read_stale()
    held_centers.lakeside(held_centers.COPIED)
    reindex()
    snapshot.forget()
    named: dict[str, list[str]] = {}
    for one in dictionary.entries():
        named.setdefault(one.row, []).append(one.field)
    for kind, row in (("trials", "TrialRow"), ("centers", "CenterRow"), ("sites", "TrialSiteRow")):
        file = get(client, f"/api/v1/{kind}/?format=csv").getvalue().decode("utf-8-sig")
        assert file.splitlines()[0].split(",") == named[row]
    made = dumps.dump()
    for described in made.files:
        assert described.fields == [one for one in named[described.row] if one in described.fields]
        content = gzip.decompress((dumps.folder() / made.name / described.name).read_bytes())
        if described.name.endswith(".csv.gz"):
            assert content.decode("utf-8-sig").splitlines()[0].split(",") == described.fields
        else:
            assert list(json.loads(content.splitlines()[0])) == described.fields == named[described.row]


def test_it_is_served_as_a_table_and_for_programs(client: Client) -> None:
    body = get(client, "/dumps/dictionary.json").json()
    rows = list(csv.DictReader(io.StringIO(get(client, "/dumps/dictionary.csv").content.decode("utf-8-sig"))))
    assert [(one["row"], one["field"]) for one in rows] == [
        (one["name"], field["name"]) for one in body["rows"] for field in one["fields"]
    ]
    assert body["version"] == dumps.VERSION
