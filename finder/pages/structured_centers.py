"""A care center as schema.org data for search engines. In: a `CenterDetail`; out: a block of JSON-LD for its page.

A search engine reads a service as a plain yes: what is given in trials only, or is still being tested, is left out, and
what nobody has checked says so.
"""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from centers.models import Center, Offering
from finder.center_detail import AccreditationRow, CenterDetail, ChannelRow, LocationRow, OfferingRow
from finder.languages import language_name
from finder.pages import center_words
from finder.pages.structured import block, given, member

_TYPES = {
    Center.HOSPITAL: "Hospital",
    Center.CLINIC: "MedicalClinic",
    Center.CANCER_CENTER: "MedicalClinic",
    Center.LABORATORY: "ResearchOrganization",
}
_PLAIN = (Offering.STANDARD, Offering.REFERRAL)
_KINDS = {
    "radiation": "MedicalTherapy",
    "medicine": "MedicalTherapy",
    "surgery": "MedicalProcedure",
    "tests": "MedicalTest",
}


def data_block(found: CenterDetail, address: str) -> SafeString:
    """`address`: of the page, in full."""
    return block(_center(found, address))


def _center(found: CenterDetail, address: str) -> dict[str, Any]:
    main = found.locations[0] if found.locations else None
    # One entry a service, by the first way to have it: a search engine asks no more.
    offered: dict[str, tuple[OfferingRow, str]] = {}
    for group in found.services:
        for one in group.offerings:
            if one.availability in _PLAIN:
                offered.setdefault(one.service, (one, group.group))
    treats = found.treats_patients and found.kind != Center.LABORATORY
    return given(
        {
            "@type": _TYPES.get(found.kind, "MedicalOrganization") if treats else "ResearchOrganization",
            "@id": address,
            "name": found.name,
            "alternateName": found.other_names,
            "url": center_words.web_link(found.website) or address,
            "mainEntityOfPage": address,
            "parentOrganization": {"@type": "Organization", "name": found.network} if found.network else None,
            "medicalSpecialty": member("Oncologic") if treats else None,
            **(_place(main) if main else {}),
            "location": [{"@type": "Place", **_place(one)} for one in found.locations[1:]],
            "contactPoint": [
                _contact(one, group.label) for group in found.contacts for one in group.channels if one.value
            ],
            "hasCredential": [_credential(one) for one in found.accreditations if not _passed(one, found)],
            "availableService": [_service(*one) for one in offered.values()] if treats else None,
        }
    )


def _place(row: LocationRow) -> dict[str, Any]:
    """Of the center itself, the main location's; its name is left to the others."""
    geo = (
        {"@type": "GeoCoordinates", "latitude": row.lat, "longitude": row.lon}
        if row.lat is not None and row.lon is not None
        else None
    )
    return given(
        {
            "name": "" if row.main else row.name,
            "address": given(
                {
                    "@type": "PostalAddress",
                    "streetAddress": row.address,
                    "addressLocality": row.city,
                    "addressRegion": row.state,
                    "postalCode": row.zip,
                    "addressCountry": row.country,
                }
            ),
            "geo": geo,
            "telephone": row.phone,
        }
    )


def _contact(row: ChannelRow, purpose: str) -> dict[str, Any]:
    name = {"phone": "faxNumber" if row.kind == "fax" else "telephone", "email": "email"}.get(row.medium, "url")
    return given(
        {
            "@type": "ContactPoint",
            "contactType": purpose,
            "name": row.label,
            "description": "; ".join(part for part in (row.condition, row.cost, row.reply, *row.hours_words) if part),
            name: row.value if name != "url" else center_words.web_link(row.value),
            "availableLanguage": [language_name(one) for one in row.languages],
        }
    )


def _service(row: OfferingRow, group: str) -> dict[str, Any]:
    return given(
        {
            "@type": _KINDS.get(group, "MedicalTherapy"),
            "name": row.label,
            "description": ". ".join(
                [row.meaning.rstrip("."), *(center_words.standing_words(one) for one in row.claims[:1])]
            ),
        }
    )


def _passed(row: AccreditationRow, found: CenterDetail) -> bool:
    return row.valid_through is not None and row.valid_through < found.judged_on


def _credential(row: AccreditationRow) -> dict[str, Any]:
    return given(
        {
            "@type": "EducationalOccupationalCredential",
            "credentialCategory": "accreditation",
            "name": row.level or row.body,
            "recognizedBy": {"@type": "Organization", "name": center_words.BODIES.get(row.body, row.body)},
            "validThrough": row.valid_through.isoformat() if row.valid_through else None,
        }
    )
