"""Records in the registry's shape, written for the tests. Ids start with NCT99: the registry never issues them."""

from __future__ import annotations

import copy
import json
from typing import Any

JSON = dict[str, Any]


def nct(number: int) -> str:
    """`nct(7)` → `NCT99000007`."""
    return f"NCT99{number:06d}"


def site(
    facility: str = "Lakeside Cancer Institute",
    city: str = "Chicago",
    state: str = "Illinois",
    country: str = "United States",
    *,
    zip: str = "60601",
    status: str | None = "RECRUITING",
    at: tuple[float, float] | None = (41.85003, -87.65005),
    contacts: list[JSON] | None = None,
) -> JSON:
    """A location as the registry gives it. `status=None`, `at=None`: the registry is silent."""
    location: JSON = {"facility": facility, "city": city, "state": state, "zip": zip, "country": country}
    if status is not None:
        location["status"] = status
    if at is not None:
        location["geoPoint"] = {"lat": at[0], "lon": at[1]}
    if contacts is not None:
        location["contacts"] = contacts
    return location


def study(
    number: int = 1,
    *,
    title: str = "A Study of a New Medicine in People With HER2-positive Breast Cancer",
    status: str = "RECRUITING",
    conditions: list[str] | None = None,
    keywords: list[str] | None = None,
    phases: list[str] | None = None,
    study_type: str = "INTERVENTIONAL",
    sex: str = "ALL",
    minimum_age: str | None = "18 Years",
    maximum_age: str | None = None,
    sponsor: str = "Meadow University",
    sponsor_class: str = "OTHER",
    interventions: list[JSON] | None = None,
    eligibility: str = "Inclusion Criteria:\n\n* HER2-positive breast cancer\n\nExclusion Criteria:\n\n* Pregnancy",
    summary: str = "This study looks at whether a new medicine helps.",
    sites: list[JSON] | None = None,
    updated: str = "2026-10-01",
    first_posted: str = "2026-01-15",
    release: str = "2026-11-20",
    aliases: list[str] | None = None,
    **modules: JSON,
) -> JSON:
    """One study as API v2 serves it. `modules` (`designModule={…}`) are merged over what is made, one level deep."""
    identification: JSON = {
        "nctId": nct(number),
        "orgStudyIdInfo": {"id": f"MU-{number}"},
        "organization": {"fullName": sponsor, "class": sponsor_class},
        "briefTitle": title,
        "officialTitle": f"{title}: a Randomised Comparison",
    }
    if aliases:
        identification["nctIdAliases"] = aliases
    eligibility_module: JSON = {"eligibilityCriteria": eligibility, "healthyVolunteers": False, "sex": sex}
    if minimum_age:
        eligibility_module["minimumAge"] = minimum_age
    if maximum_age:
        eligibility_module["maximumAge"] = maximum_age
    protocol: JSON = {
        "identificationModule": identification,
        "statusModule": {
            "statusVerifiedDate": updated[:7],
            "overallStatus": status,
            "expandedAccessInfo": {"hasExpandedAccess": False},
            "startDateStruct": {"date": "2026-02", "type": "ACTUAL"},
            "primaryCompletionDateStruct": {"date": "2028-06-30", "type": "ESTIMATED"},
            "completionDateStruct": {"date": "2029-06", "type": "ESTIMATED"},
            "studyFirstPostDateStruct": {"date": first_posted, "type": "ACTUAL"},
            "lastUpdatePostDateStruct": {"date": updated, "type": "ACTUAL"},
        },
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": sponsor, "class": sponsor_class}},
        "descriptionModule": {"briefSummary": summary},
        "conditionsModule": {
            "conditions": conditions if conditions is not None else ["Metastatic Breast Cancer"],
            "keywords": keywords if keywords is not None else ["HER2"],
        },
        "designModule": {
            "studyType": study_type,
            "phases": phases if phases is not None else ["PHASE2"],
            "designInfo": {
                "allocation": "RANDOMIZED",
                "primaryPurpose": "TREATMENT",
                "maskingInfo": {"masking": "NONE"},
            },
            "enrollmentInfo": {"count": 120, "type": "ESTIMATED"},
        },
        "armsInterventionsModule": {
            "armGroups": [
                {"label": "New medicine", "type": "EXPERIMENTAL", "interventionNames": ["Drug: Trastuzumab Deruxtecan"]}
            ],
            "interventions": interventions
            if interventions is not None
            else [{"type": "DRUG", "name": "Trastuzumab Deruxtecan", "otherNames": ["DS-8201a"]}],
        },
        "eligibilityModule": eligibility_module,
        "contactsLocationsModule": {
            "centralContacts": [
                {"name": "Study Desk", "role": "CONTACT", "phone": "555-010-0100", "email": "desk@example.org"}
            ],
            "locations": sites if sites is not None else [site()],
        },
    }
    for name, module in modules.items():
        protocol.setdefault(name, {}).update(copy.deepcopy(module))
    return {
        "protocolSection": protocol,
        "derivedSection": {
            "miscInfoModule": {"versionHolder": release},
            "conditionBrowseModule": {"meshes": [{"id": "D001943", "term": "Breast Neoplasms"}]},
        },
        "hasResults": False,
    }


def body(record: JSON) -> bytes:
    """The bytes a registry would serve for the record."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
