"""Every registry × its recorded examples. A registry without examples is not merged (DESIGN.md, rule 1)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests import make
from trials.records import RawRecord, TrialRecord, Unreadable
from trials.registries import registry, slugs

pytestmark = pytest.mark.once

EXAMPLES = Path(__file__).parent.parent / "examples" / "registries"


def _examples() -> list[tuple[str, Path]]:
    return [
        (slug, path)
        for slug in slugs()
        for path in sorted((EXAMPLES / slug).glob("*.json"))
        if not path.name.endswith(".expected.json")
    ]


@pytest.mark.parametrize("slug", slugs())
def test_every_registry_has_examples_with_what_is_expected_of_them(slug: str) -> None:
    paths = [path for one, path in _examples() if one == slug]
    assert paths
    for path in paths:
        assert path.with_suffix(".expected.json").exists(), path


@pytest.mark.parametrize(("slug", "path"), _examples(), ids=lambda value: getattr(value, "stem", value))
def test_an_example_is_read_as_expected(slug: str, path: Path) -> None:
    module, body = registry(slug), path.read_bytes()
    raw = RawRecord(slug, module.split(body).registry_id, module.kept(body)[0])
    expected = msgspec.json.decode(path.with_suffix(".expected.json").read_bytes(), type=TrialRecord)
    assert module.parse(raw) == expected


def parse(record: make.JSON) -> TrialRecord:
    return registry("clinicaltrials_gov").parse(RawRecord("clinicaltrials_gov", make.nct(1), make.body(record)))


def test_an_unknown_registry_is_refused_with_the_known_ones() -> None:
    with pytest.raises(LookupError, match="clinicaltrials_gov"):
        registry("atlantis")


@pytest.mark.parametrize(
    ("text", "years"),
    [("18 Years", 18.0), ("6 Months", 0.5), ("1 Year", 1.0), ("30 Days", 0.0821), ("N/A", None), (None, None)],
)
def test_ages_become_years(text: str | None, years: float | None) -> None:
    assert parse(make.study(minimum_age=text)).minimum_age == years


@pytest.mark.parametrize(
    ("given", "on", "precision"),
    [("2024-02-29", "2024-02-29", "day"), ("2024-05", "2024-05-01", "month"), ("2024", "2024-01-01", "year")],
)
def test_a_date_keeps_the_precision_it_was_given_in(given: str, on: str, precision: str) -> None:
    started = parse(make.study(statusModule={"startDateStruct": {"date": given}})).started
    assert started is not None
    assert (started.on.isoformat(), started.precision) == (on, precision)


@pytest.mark.parametrize(
    ("modules", "path"),
    [
        ({"statusModule": {"startDateStruct": {"date": "soon"}}}, "protocolSection.statusModule.startDateStruct.date"),
        ({"designModule": {"phases": "PHASE2"}}, "protocolSection.designModule.phases"),
        ({"designModule": {"phases": [2]}}, "protocolSection.designModule.phases[0]"),
        ({"eligibilityModule": {"minimumAge": "eighteen"}}, "protocolSection.eligibilityModule.minimumAge"),
        ({"conditionsModule": {"conditions": {"0": "x"}}}, "protocolSection.conditionsModule.conditions"),
        (
            {"identificationModule": {"briefTitle": "", "officialTitle": ""}},
            "protocolSection.identificationModule.briefTitle",
        ),
        ({"statusModule": {"overallStatus": ""}}, "protocolSection.statusModule.overallStatus"),
    ],
)
def test_a_field_of_a_shape_we_do_not_know_is_named_by_its_path(modules: dict[str, Any], path: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse(make.study(**modules))
    assert caught.value.path == path


def test_a_word_the_registry_adds_to_its_vocabulary_is_kept() -> None:
    assert parse(make.study(status="RESTING_A_WHILE", phases=["PHASE5"])).status == "resting-a-while"
    assert parse(make.study(phases=["PHASE5"])).phases == ("5",)


def test_enrolment_of_eight_nines_means_unknown() -> None:
    assert parse(make.study(designModule={"enrollmentInfo": {"count": 99999999}})).enrolment is None


def test_coordinates_off_the_earth_are_no_coordinates() -> None:
    (site,) = parse(make.study(sites=[make.site(at=(91.0, 200.0))])).sites
    assert (site.lat, site.lon) == (None, None)


def test_null_stands_for_nothing_and_nul_is_dropped() -> None:
    record = make.study(title="A\x00B")
    record["protocolSection"]["descriptionModule"]["briefSummary"] = None
    read = parse(record)
    assert (read.title, read.summary) == ("AB", "")


def test_the_daily_release_date_changes_no_hash() -> None:
    split = registry("clinicaltrials_gov").split
    today, tomorrow = make.body(make.study(release="2026-11-20")), make.body(make.study(release="2026-11-21"))
    assert today != tomorrow
    assert split(today) == split(tomorrow)


def test_the_release_date_is_left_out_wherever_it_stands_and_whatever_is_beside_it() -> None:
    module, record = registry("clinicaltrials_gov"), make.study()
    hashes = set()
    for misc in ({"versionHolder": "2026-11-20"}, {"versionHolder": "2026-11-21", "removedCountries": ["Fiji"]}, {}):
        record["derivedSection"]["miscInfoModule"] = misc
        hashes.add(module.split(make.body(record)).served_hash)
    assert len(hashes) == 1


def test_a_change_of_one_letter_changes_the_hash() -> None:
    split = registry("clinicaltrials_gov").split
    assert split(make.body(make.study(summary="a"))) != split(make.body(make.study(summary="b")))
    assert split(make.body(make.study(release="2026-11-20"))) == split(make.body(make.study(release="2026-11-21")))


def test_formatting_changes_the_served_hash_but_not_the_content_hash() -> None:
    module, record = registry("clinicaltrials_gov"), make.study()
    compact, spaced = make.body(record), json.dumps(dict(reversed(record.items())), indent=2).encode()
    assert module.split(compact) != module.split(spaced)
    assert module.kept(compact)[1] == module.kept(spaced)[1]


def test_results_are_not_kept_and_change_nothing() -> None:
    module, record = registry("clinicaltrials_gov"), make.study()
    with_results = make.body({**record, "resultsSection": {"outcome": "x" * 100}})
    assert b"resultsSection" not in module.kept(with_results)[0]
    assert module.kept(with_results)[1] == module.kept(make.body(record))[1]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"protocolSection": {}}', b'{"protocolSection": {"identificationModule": 1}}']
)
def test_a_record_without_an_id_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        registry("clinicaltrials_gov").split(body)


@pytest.mark.parametrize(
    ("conditions", "title", "named"),
    [
        (["Metastatic Breast Cancer"], "A Study", True),
        (["Breastcancer"], "A Study", True),
        (["Malignant Neoplasm of Female Breast"], "A Study", True),
        (["Advanced Solid Tumors"], "A Study", True),
        (["Solid Tumour"], "A Study", True),
        (["Advanced Malignant Solid Neoplasm"], "A Study", True),
        (["Metastatic Cancer"], "A Study", True),
        (["Brain Metastases"], "Radiosurgery in Lung or Breast Cancer", True),
        (["Metastatic Lung Cancer"], "A Study", False),
        (["Lactation"], "Breastfeeding and Sleep", False),
        (["Breast Feeding"], "Donor Breast Milk", False),
        (["Asthma"], "A Study", False),
    ],
)
def test_breast_scope_is_breast_named_or_solid_tumours_meant(conditions: list[str], title: str, named: bool) -> None:
    record = parse(make.study(conditions=conditions, title=title, keywords=[]))
    assert registry("clinicaltrials_gov").in_breast_scope(record) is named


@pytest.mark.parametrize(
    ("status", "scope", "held", "belongs"),
    [
        ("RECRUITING", "breast", False, True),
        ("NOT_YET_RECRUITING", "breast", False, True),
        ("AVAILABLE", "breast", False, True),
        ("COMPLETED", "breast", False, False),
        ("COMPLETED", "breast", True, True),
        ("COMPLETED", "everything", False, True),
    ],
)
def test_scope_is_open_or_held_or_everything(status: str, scope: str, held: bool, belongs: bool) -> None:
    assert registry("clinicaltrials_gov").in_scope(parse(make.study(status=status)), scope=scope, held=held) is belongs
