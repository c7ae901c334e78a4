"""A trial as schema.org data for search engines. In: a `TrialDetail`; out: a block of JSON-LD for its page.

Registry words that schema.org has no name for are left out: the nearest name would say something else.
"""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from finder.detail import SiteRow, TrialDetail
from finder.pages.structured import block, given, member
from trials.registries import registry

MOST_PLACES = 100
"""Cities named; a study of a thousand sites is found by its name."""
_TYPES = {"interventional": "MedicalTrial", "observational": "MedicalObservationalStudy"}
_STATUSES = {
    "recruiting": "Recruiting",
    "not-yet-recruiting": "NotYetRecruiting",
    "enrolling-by-invitation": "EnrollingByInvitation",
    "active-not-recruiting": "ActiveNotRecruiting",
    "suspended": "Suspended",
    "terminated": "Terminated",
    "completed": "Completed",
    "withdrawn": "Withdrawn",
}
_MASKINGS = {"none": "OpenTrial", "single": "SingleBlindedTrial", "double": "DoubleBlindedTrial"}
_MASKINGS["triple"] = "TripleBlindedTrial"
_SUBJECTS = {
    "drug": "Drug",
    "biological": "Drug",
    "device": "MedicalDevice",
    "procedure": "MedicalProcedure",
    "radiation": "RadiationTherapy",
    "diagnostic-test": "MedicalTest",
    "behavioral": "MedicalTherapy",
    "dietary-supplement": "DietarySupplement",
}


def data_block(found: TrialDetail, address: str) -> SafeString:
    """`address`: of the page, in full."""
    return block(_trial(found, address))


def _trial(found: TrialDetail, address: str) -> dict[str, Any]:
    kind = _TYPES.get(found.study_type, "MedicalStudy")
    status = _STATUSES.get(found.status)
    return given(
        {
            "@type": kind,
            "@id": address,
            "url": address,
            "mainEntityOfPage": address,
            "name": found.title,
            "alternateName": [name for name in (found.acronym, found.official_title) if name and name != found.title],
            "description": found.summary,
            "code": [
                {"@type": "MedicalCode", "codeValue": one.id, "codingSystem": registry(one.registry).NAME}
                for one in found.registrations
            ],
            "sameAs": [one.url for one in found.registrations if one.listed],
            "status": member(status) if status else None,
            "sponsor": [{"@type": "Organization", "name": name} for name in _sponsors(found)],
            "healthCondition": [{"@type": "MedicalCondition", "name": name} for name in found.conditions],
            "studySubject": [
                {"@type": _SUBJECTS.get(one.get("kind", ""), "MedicalEntity"), "name": one["name"]}
                for one in found.interventions
                if one.get("name")
            ],
            "studyLocation": _places(found.sites),
            "trialDesign": [member(name) for name in _designs(found)] if kind == "MedicalTrial" else None,
        }
    )


def _sponsors(found: TrialDetail) -> list[str]:
    names = [found.sponsor, *(one.get("name", "") for one in found.collaborators)]
    return [name for name in dict.fromkeys(names) if name]


def _designs(found: TrialDetail) -> list[str]:
    """What the registry says of the design. Nothing is said of what it leaves out: one site listed is not a study of
    one site."""
    designs = ["RandomizedTrial"] if found.allocation == "randomized" else []
    if found.masking in _MASKINGS:
        designs.append(_MASKINGS[found.masking])
    if any(arm.get("kind") == "placebo-comparator" for arm in found.arms):
        designs.append("PlaceboControlledTrial")
    if len({(one.facility, one.city, one.country) for one in found.sites}) > 1:
        designs.append("MultiCenterTrial")
    if len({one.country for one in found.sites if one.country}) > 1:
        designs.append("InternationalTrial")
    return designs


def _places(sites: list[SiteRow]) -> list[dict[str, Any]]:
    """The cities, those that recruit first."""
    ordered = sorted(sites, key=lambda one: one.status != "recruiting")
    cities = dict.fromkeys((one.city, one.state, one.country) for one in ordered if one.city or one.country)
    return [
        {
            "@type": "AdministrativeArea",
            "name": ", ".join(part for part in (city, state, country) if part),
            "address": given(
                {
                    "@type": "PostalAddress",
                    "addressLocality": city,
                    "addressRegion": state,
                    "addressCountry": country,
                }
            ),
        }
        for city, state, country in list(cities)[:MOST_PLACES]
    ]
