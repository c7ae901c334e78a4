"""What search engines are told: names that schema.org has, only what is known, and nothing that could run."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.test import Client

from finder.labels import STATUSES
from finder.pages import structured_trials
from tests import make
from tests.finder import held_centers
from tests.finder.held import hold
from tests.finder.reading import DATA_BLOCK, markup
from trials.models import Trial

pytestmark = pytest.mark.django_db

THING = {"name", "alternateName", "description", "url", "sameAs", "mainEntityOfPage"}
ENTITY = THING | {"code"}
STUDY = ENTITY | {"healthCondition", "sponsor", "status", "studyLocation", "studySubject"}
PLACE = THING | {"address", "geo", "telephone"}
ORGANIZATION = THING | {"address", "telephone", "location", "contactPoint", "parentOrganization", "hasCredential"}
CLINIC = ORGANIZATION | {"geo", "medicalSpecialty", "availableService"}
PROPERTIES = {
    "MedicalTrial": STUDY | {"trialDesign"},
    "MedicalObservationalStudy": STUDY,
    "MedicalStudy": STUDY,
    "MedicalCode": {"codeValue", "codingSystem"},
    "MedicalCondition": ENTITY,
    "MedicalEntity": ENTITY,
    "Drug": ENTITY,
    "MedicalDevice": ENTITY,
    "MedicalProcedure": ENTITY,
    "RadiationTherapy": ENTITY,
    "MedicalTest": ENTITY,
    "MedicalTherapy": ENTITY,
    "DietarySupplement": ENTITY,
    "AdministrativeArea": PLACE,
    "Place": PLACE,
    "PostalAddress": {"streetAddress", "addressLocality", "addressRegion", "postalCode", "addressCountry"},
    "GeoCoordinates": {"latitude", "longitude"},
    "Organization": ORGANIZATION,
    "ResearchOrganization": ORGANIZATION | {"geo"},
    "MedicalOrganization": ORGANIZATION | {"medicalSpecialty"},
    "MedicalClinic": CLINIC,
    "Hospital": CLINIC,
    "ContactPoint": THING | {"contactType", "telephone", "email", "faxNumber", "availableLanguage"},
    "EducationalOccupationalCredential": THING | {"credentialCategory", "recognizedBy", "validThrough"},
}
"""The types we use, and of the properties that schema.org gives them those we use."""
NESTED = {
    "healthCondition": {"MedicalCondition"},
    "sponsor": {"Organization"},
    "studyLocation": {"AdministrativeArea"},
    "studySubject": {
        *("MedicalEntity", "Drug", "MedicalDevice", "MedicalProcedure", "RadiationTherapy", "MedicalTest"),
        *("MedicalTherapy", "DietarySupplement"),
    },
    "code": {"MedicalCode"},
    "address": {"PostalAddress"},
    "geo": {"GeoCoordinates"},
    "location": {"Place"},
    "contactPoint": {"ContactPoint"},
    "parentOrganization": {"Organization"},
    "recognizedBy": {"Organization"},
    "availableService": {"MedicalProcedure", "MedicalTest", "MedicalTherapy"},
    "hasCredential": {"EducationalOccupationalCredential"},
}
MEMBERS = {
    "status": set(
        "ActiveNotRecruiting Completed EnrollingByInvitation NotYetRecruiting Recruiting Suspended Terminated "
        "Withdrawn".split()
    ),
    "trialDesign": set(
        "DoubleBlindedTrial InternationalTrial MultiCenterTrial OpenTrial PlaceboControlledTrial RandomizedTrial "
        "SingleBlindedTrial TripleBlindedTrial".split()
    ),
    "medicalSpecialty": {"Oncologic"},
}
_STUDY, _CLINIC = {"name", "url", "sponsor", "code"}, {"name", "url", "medicalSpecialty"}
REQUIRED = {
    "MedicalTrial": _STUDY,
    "MedicalObservationalStudy": _STUDY,
    "MedicalStudy": _STUDY,
    "MedicalClinic": _CLINIC,
    "Hospital": _CLINIC,
    "MedicalOrganization": _CLINIC,
    "ContactPoint": {"contactType"},
    "MedicalCode": {"codeValue", "codingSystem"},
}


def check(node: dict[str, Any], *, outermost: bool = False) -> None:
    kind = node["@type"]
    marks = {"@type", "@context", "@id"} if outermost else {"@type"}
    assert set(node) - marks <= PROPERTIES[kind], kind
    assert REQUIRED.get(kind, set()) <= set(node), kind
    for name, value in node.items():
        for one in value if isinstance(value, list) else [value]:
            assert one not in (None, "", [], {}), f"{kind}.{name} is empty: that would be a claim"
            if isinstance(one, dict):
                assert one["@type"] in NESTED[name], f"{kind}.{name}"
                check(one)
            else:
                assert name not in NESTED, f"{kind}.{name} is no text"
            if name in MEMBERS:
                assert str(one).removeprefix("https://schema.org/") in MEMBERS[name]
                assert str(one).startswith("https://schema.org/")


def told(client: Client, path: str) -> dict[str, Any]:
    blocks = re.findall(f"(?s){re.escape(DATA_BLOCK)}(.*?)</script>", markup(client, path))
    assert len(blocks) == 1
    data: dict[str, Any] = json.loads(blocks[0])
    assert data["@context"] == "https://schema.org"
    assert data["@id"] == f"http://testserver{path}"
    check(data, outermost=True)
    return data


def trial(client: Client, number: int = 1, **given: Any) -> dict[str, Any]:
    hold(make.study(number, **given))
    return told(client, f"/trials/{make.nct(number)}/")


def test_a_trial_is_told_with_its_names_its_sponsor_its_conditions_and_its_cities(client: Client) -> None:
    sites = [
        make.site("Clinique", "Lyon", "", "France", status="COMPLETED"),
        make.site("Lakeside Cancer Institute"),
        make.site("Another House"),
    ]
    found = trial(client, title="A Study of Tuvexa", sites=sites, conditions=["Breast Cancer", "Brain Metastases"])
    assert found["@type"] == "MedicalTrial"
    assert found["name"] == "A Study of Tuvexa"
    assert found["status"] == "https://schema.org/Recruiting"
    assert found["code"] == [
        {"@type": "MedicalCode", "codeValue": make.nct(1), "codingSystem": "ClinicalTrials.gov"},
    ]
    assert found["sameAs"] == [f"https://clinicaltrials.gov/study/{make.nct(1)}"]
    assert [one["name"] for one in found["sponsor"]] == ["Meadow University"]
    assert [one["name"] for one in found["healthCondition"]] == ["Breast Cancer", "Brain Metastases"]
    assert found["studySubject"] == [{"@type": "Drug", "name": "Trastuzumab Deruxtecan"}]
    assert [one["name"] for one in found["studyLocation"]] == ["Chicago, Illinois, United States", "Lyon, France"]
    assert {one.rpartition("/")[2] for one in found["trialDesign"]} == {
        *("RandomizedTrial", "OpenTrial", "MultiCenterTrial", "InternationalTrial"),
    }


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_each_status_is_the_one_of_schema_org_or_none(client: Client, status: str) -> None:
    found = trial(client, status=status.upper().replace("-", "_"))
    named = found.get("status", "").removeprefix("https://schema.org/")
    same = "".join(word.capitalize() for word in status.split("-"))
    known = "unknown" not in status and not status.endswith(("available", "marketing", "withheld"))
    assert named == (same if known else "")


@pytest.mark.parametrize(
    ("study_type", "kind"),
    [
        ("INTERVENTIONAL", "MedicalTrial"),
        ("OBSERVATIONAL", "MedicalObservationalStudy"),
        ("EXPANDED_ACCESS", "MedicalStudy"),
        ("A_NEW_KIND", "MedicalStudy"),
    ],
)
def test_a_study_is_called_a_trial_only_where_it_is_one(client: Client, study_type: str, kind: str) -> None:
    found = trial(client, study_type=study_type)
    assert found["@type"] == kind
    assert ("trialDesign" in found) == (kind == "MedicalTrial")


@pytest.mark.parametrize(
    "kind",
    "DRUG BIOLOGICAL DEVICE PROCEDURE RADIATION DIAGNOSTIC_TEST BEHAVIORAL DIETARY_SUPPLEMENT GENETIC "
    "COMBINATION_PRODUCT OTHER A_NEW_KIND".split(),
)
def test_what_is_tested_is_of_a_kind_that_schema_org_knows(client: Client, kind: str) -> None:
    [subject] = trial(client, interventions=[{"type": kind, "name": "Tuvexa"}])["studySubject"]
    assert subject["name"] == "Tuvexa"
    assert (subject["@type"] == "MedicalEntity") == (kind in {"GENETIC", "COMBINATION_PRODUCT", "OTHER", "A_NEW_KIND"})


def test_what_the_registry_leaves_out_is_left_out(client: Client) -> None:
    found = trial(client, summary="", conditions=[], interventions=[], sites=[], designModule={"designInfo": {}})
    assert not {"description", "healthCondition", "studySubject", "studyLocation", "trialDesign"} & set(found)


def test_a_study_of_a_thousand_cities_names_the_first_hundred_that_recruit(client: Client) -> None:
    sites = [make.site(city=f"City {n}", status="COMPLETED" if n % 2 else "RECRUITING") for n in range(300)]
    names = [one["name"] for one in trial(client, sites=sites)["studyLocation"]]
    assert len(names) == structured_trials.MOST_PLACES
    assert not [name for name in names if int(name.split(",")[0].removeprefix("City ")) % 2]


def test_no_text_of_a_registry_ends_the_block(client: Client) -> None:
    nasty = "</script><script>alert(1)</script><!--<script>&\u2028\u202e\"'"
    page_of: dict[str, Any] = {"title": nasty, "summary": nasty, "sponsor": nasty, "conditions": [nasty]}
    found = trial(client, **page_of, sites=[make.site(nasty, nasty, nasty, nasty)])
    assert found["description"].startswith("</script><script>alert(1)</script>")
    page = markup(client, f"/trials/{make.nct(1)}/")
    block = page.split(DATA_BLOCK)[1].split("</script>")[0]
    assert not set("<>&\u2028") & set(block)
    assert "<script>alert(1)" not in page


def test_an_example_is_told_to_no_search_engine(client: Client) -> None:
    hold(make.study(1))
    Trial.objects.update(example=True)
    assert DATA_BLOCK not in markup(client, f"/trials/{make.nct(1)}/")


@pytest.mark.parametrize("kind", ["cancer-center", "hospital", "clinic", "laboratory"])
def test_a_center_is_told_in_the_names_of_schema_org(client: Client, kind: str) -> None:
    made = held_centers.lakeside(dt.date(2026, 11, 25))
    made.kind = kind
    made.save()
    found = told(client, "/centers/lakeside/")
    assert found["contactPoint"]
    assert {"telephone", "email", "url"} <= {name for one in found["contactPoint"] for name in one}


def test_an_accreditation_that_has_run_out_is_not_told(client: Client) -> None:
    center = held_centers.center()
    held_centers.accreditation(center, "NCI", level="comprehensive", valid_through=dt.date(2999, 1, 1))
    held_centers.accreditation(center, "NAPBC", valid_through=dt.date(2001, 1, 1))
    [credential] = told(client, "/centers/lakeside/")["hasCredential"]
    assert credential == {
        "@type": "EducationalOccupationalCredential",
        "credentialCategory": "accreditation",
        "name": "comprehensive",
        "recognizedBy": {"@type": "Organization", "name": "US National Cancer Institute (NCI)"},
        "validThrough": "2999-01-01",
    }


def test_a_center_with_mark_up_in_every_field_is_still_data(client: Client) -> None:
    held_centers.hostile()
    assert told(client, "/centers/lakeside/")["name"].startswith("</script>")
