"""What loaders of this kind usually look like: json, a loop, `update_or_create`. In: bodies; out: rows.

Called by `bench/ingest.py` as a peer. One transaction for all, which is kind; no text index, which is kinder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from trials.models import Registration, Trial, TrialSite


@transaction.atomic
def load(bodies: Iterable[bytes]) -> None:
    for body in bodies:
        _load_one(json.loads(body)["protocolSection"])


def _load_one(protocol: dict[str, Any]) -> None:
    identification, status = protocol["identificationModule"], protocol["statusModule"]
    conditions, arms = protocol.get("conditionsModule", {}), protocol.get("armsInterventionsModule", {})
    sponsor = protocol.get("sponsorCollaboratorsModule", {}).get("leadSponsor", {})
    design, eligibility = protocol.get("designModule", {}), protocol.get("eligibilityModule", {})
    now = timezone.now()
    trial, _ = Trial.objects.update_or_create(
        public_id=identification["nctId"],
        defaults={
            "first_held_at": now,
            "changed_at": now,
            "title": identification["briefTitle"],
            "official_title": identification.get("officialTitle", ""),
            "acronym": identification.get("acronym", ""),
            "summary": protocol.get("descriptionModule", {}).get("briefSummary", ""),
            "status": status["overallStatus"],
            "study_type": design.get("studyType", ""),
            "phases": design.get("phases", []),
            "sponsor": sponsor.get("name", ""),
            "sponsor_class": sponsor.get("class", ""),
            "conditions": conditions.get("conditions", []),
            "keywords": conditions.get("keywords", []),
            "arms": arms.get("armGroups", []),
            "interventions": arms.get("interventions", []),
            "eligibility": eligibility.get("eligibilityCriteria", ""),
            "sex": eligibility.get("sex", ""),
        },
    )
    registration, _ = Registration.objects.update_or_create(
        registry="clinicaltrials_gov", registry_id=identification["nctId"], defaults={"trial": trial}
    )
    for number, site in enumerate(protocol.get("contactsLocationsModule", {}).get("locations", [])):
        point = site.get("geoPoint", {})
        TrialSite.objects.update_or_create(
            registration=registration,
            identity=number,
            defaults={
                "facility": site.get("facility", ""),
                "city": site.get("city", ""),
                "state": site.get("state", ""),
                "country": site.get("country", ""),
                "status": site.get("status", ""),
                "lat": point.get("lat"),
                "lon": point.get("lon"),
            },
        )
