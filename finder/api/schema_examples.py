"""Examples of answers for the OpenAPI document: invented records, with ids that no registry issues. In: nothing; out:
`EXAMPLES` by type, as JSON. Made of the very types that are answered, so that they cannot be of another shape.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec

from finder.api import answers, promise
from finder.api.accuracy import ATTRIBUTION as OF_FIGURES
from finder.api.terms import ATTRIBUTION as OF_TERMS
from finder.center_detail import (
    AccreditationRow,
    ChannelGroup,
    ChannelRow,
    LocationRow,
    OfferingGroup,
    OfferingRow,
)
from finder.center_facts import ClaimRow
from finder.center_rows import CenterRow, ContactHere, NearestLocation, ServiceHere, SiteHere, TrialHere, TrialsHere
from finder.detail import DateOf, RegistrationRow, SiteRow
from finder.facets import PersonValue, Value
from finder.figures import Measured
from finder.history import ChangesOn, VersionRow
from finder.licences import LICENCE, OF_CENTERS, OF_TRIALS
from finder.match_rows import MatchPoint
from finder.reasons import Reason, Said
from finder.rows import NearestSite, TrialRow
from finder.site_rows import TrialSiteRow
from finder.statements import Quote, Statement
from trials.changes import Change

SITE = "https://finder.example.org"
SOURCED: Any = {"data_timestamp": "2026-11-20T09:00:05+00:00", "attribution": OF_TRIALS, "licence": LICENCE}
QUESTION = {"subtype": "her2-low", "had": ["taxane"], "ecog": 1, "age": 54}
TRIAL, TITLE = "NCT99000001", "A Study of a New Medicine in People With HER2-low Breast Cancer"
SENTENCE = "HER2-low breast cancer (IHC 1+, or IHC 2+ and ISH negative)"
SEEN = dt.datetime(2026, 11, 3, 4, 12, tzinfo=dt.UTC)
CHECKED = dt.date(2026, 10, 1)

quote = Quote("eligibility", SENTENCE, 23, 23 + len(SENTENCE), "inclusion", None, "")
row: Any = {
    "id": TRIAL,
    "title": TITLE,
    "acronym": "MEADOW-1",
    "status": "recruiting",
    "phases": ["2"],
    "study_type": "interventional",
    "sponsor": "Meadow University",
    "conditions": ["Metastatic Breast Cancer"],
    "interventions": ["New medicine"],
    "nearest": NearestSite(
        "Lakeside Cancer Institute", "Chicago", "Illinois", "United States", "recruiting", 5.3, "mi", "lakeside"
    ),
    "fit": {"subtype": "admits"},
    "reasons": [Reason("subtype", "admits", "", (), (Said("HER2-low", "May enter", (quote,)),))],
    "verified_on": "2026-10",
    "updated_on": dt.date(2026, 10, 3),
    "url": f"{SITE}/trials/{TRIAL}/",
}
facets = {
    "status": answers.Counts([Value("recruiting", "recruiting", 1)]),
    "subtype": answers.PersonCounts([PersonValue("her2-low", "HER2-low", 1, 0)], 0),
}
page: Any = {"count": 1, "next": None, "previous": None, **SOURCED}
claim = ClaimRow(
    "",
    "verified",
    "https://lakeside.example.org/radiation",
    "",
    "We offer focused radiation.",
    CHECKED,
    None,
    CHECKED,
    "A. Curator",
    dt.date(2027, 10, 1),
)
channel = ChannelRow(
    1,
    "patient-phone",
    "Phone for patients",
    "phone",
    "patients",
    "patients",
    "+13125550100",
    "(312) 555-0100",
    None,
    "Mo-Fr 08:00-17:00",
    ["Monday to Friday, 8 am to 5 pm"],
    "America/Chicago",
    ["en", "es"],
    "",
    "",
    "",
    "",
    "verified",
    [claim],
)
measured = Measured("all", 1016, 1014, 988, 1234, 1271, 0.974, 0.972, 0.973)
match = answers.MatchResult(
    **{**row, "fit": {"subtype": "admits", "ecog": "silent"}, "nearest": None},
    group="may_fit",
    lead="",
    blockers=[],
    open=[MatchPoint("lines", "chemotherapy-advanced", "It asks how many lines of chemotherapy you had.", (), ())],
    silent=[MatchPoint("ecog", "", "It does not say how active somebody must be.", (), ())],
)
_ANSWERS: list[Any] = [
    answers.TrialsAnswer(**page, results=[TrialRow(**row)], facets=facets),
    answers.FacetsAnswer(**SOURCED, count=1, facets=facets),
    answers.TrialAnswer(
        **SOURCED,
        **{name: row[name] for name in ("id", "title", "acronym", "status", "phases", "study_type", "sponsor", "url")},
        example=False,
        registrations=[
            RegistrationRow("clinicaltrials_gov", TRIAL, f"https://clinicaltrials.gov/study/{TRIAL}", True, None, [])
        ],
        official_title=f"{TITLE}: a Randomised Comparison",
        summary="This study looks at whether a new medicine helps.",
        last_known_status="",
        why_stopped="",
        purpose="treatment",
        allocation="randomized",
        masking="none",
        enrolment=120,
        enrolment_kind="estimated",
        sponsor_class="other",
        collaborators=[{"name": "Meadow Foundation", "kind": "other"}],
        conditions=["Metastatic Breast Cancer"],
        keywords=["HER2"],
        arms=[{"label": "New medicine", "kind": "experimental", "description": "", "interventions": ["New medicine"]}],
        interventions=[
            {"name": "New medicine", "kind": "drug", "description": "", "other_names": [], "arms": ["New medicine"]}
        ],
        eligibility=f"Inclusion Criteria:\n\n* {SENTENCE}",
        minimum_age="18 Years",
        maximum_age="",
        sex="all",
        healthy_volunteers=False,
        central_contacts=[
            {
                "name": "Study Desk",
                "role": "contact",
                "phone": "555-010-0100",
                "phone_extension": "",
                "email": "desk@example.org",
            }
        ],
        secondary_ids=[{"value": "MU-1", "kind": "", "domain": ""}],
        has_results=False,
        has_expanded_access=False,
        expanded_access_id="",
        started=DateOf("2026-02", "actual"),
        primary_completed=DateOf("2028-06-30", "estimated"),
        completed=DateOf("2029-06", "estimated"),
        first_posted=DateOf("2026-01-15"),
        updated=DateOf("2026-10-03"),
        verified=DateOf("2026-10"),
        results_posted=None,
        sites=[
            SiteRow(
                "Lakeside Cancer Institute",
                "Chicago",
                "Illinois",
                "60601",
                "United States",
                "recruiting",
                "recruiting",
                41.85003,
                -87.65005,
                [],
                "lakeside",
            )
        ],
        read_on=dt.date(2026, 10, 4),
        asks=[Statement("receptors", "HR+/HER2-low", "subtype", "HER2-low", "May enter", "asked", (quote,), (), False)],
        unsaid=["ECOG"],
    ),
    answers.VersionsAnswer(
        **SOURCED,
        id=TRIAL,
        count=1,
        results=[VersionRow(SEEN, "clinicaltrials_gov", TRIAL, "2026-11-02T09:00:05", "3f" * 32, None)],
    ),
    answers.ChangesAnswer(
        **SOURCED,
        id=TRIAL,
        first_seen_at=SEEN,
        since=dt.date(2026, 11, 1),
        not_comparable=0,
        count=1,
        results=[
            ChangesOn(
                SEEN.date(),
                SEEN,
                TRIAL,
                "2026-11-02T09:00:05",
                "3f" * 32,
                [
                    Change(
                        "status",
                        "changed",
                        "not-yet-recruiting",
                        "recruiting",
                        "The trial started taking new people",
                    )
                ],
            )
        ],
    ),
    answers.SitesAnswer(
        **page,
        results=[
            TrialSiteRow(
                f"{TRIAL}-17",
                TRIAL,
                "Lakeside Cancer Institute",
                "Chicago",
                "Illinois",
                "60601",
                "United States",
                41.85003,
                -87.65005,
                "recruiting",
                5.3,
                "mi",
                "lakeside",
                f"{SITE}/trials/{TRIAL}/",
            )
        ],
    ),
    answers.MatchAnswer(**SOURCED, count=1, groups={"may_fit": answers.MatchGroup(1, [match])}),
    answers.CentersAnswer(
        **{**page, "attribution": f"{OF_CENTERS} {OF_TRIALS}"},
        results=[
            CenterRow(
                "lakeside",
                "Lakeside Cancer Center",
                "cancer center",
                True,
                "Lakeside Health",
                "https://lakeside.example.org/",
                NearestLocation("Chicago", "IL", "US", 5.3, "mi"),
                ["NCI comprehensive"],
                ["srs"],
                [
                    ServiceHere(
                        "srs",
                        "stereotactic radiosurgery (SRS)",
                        "standard",
                        "in-person",
                        "",
                        "Chicago",
                        "verified",
                        claim,
                    )
                ],
                TrialsHere(
                    1,
                    0,
                    0,
                    [
                        TrialHere(
                            TrialRow(**{**row, "nearest": None}),
                            SiteHere("Lakeside Cancer Institute", "Chicago", "Illinois", "recruiting"),
                        )
                    ],
                ),
                [ContactHere("appointment", "To make an appointment", channel)],
                f"{SITE}/centers/lakeside/",
            )
        ],
        facets={"service": answers.CenterCounts([Value("srs", "stereotactic radiosurgery (SRS)", 1)], 0)},
    ),
    answers.CenterAnswer(
        **{**SOURCED, "attribution": f"{OF_CENTERS} {OF_TRIALS}"},
        id=1,
        slug="lakeside",
        url=f"{SITE}/centers/lakeside/",
        name="Lakeside Cancer Center",
        kind="cancer center",
        treats_patients=True,
        other_names=["Lakeside"],
        network="Lakeside Health",
        website="https://lakeside.example.org/",
        standing="verified",
        claims=[claim],
        services=[
            OfferingGroup(
                "radiation",
                "Radiation",
                [
                    OfferingRow(
                        1,
                        "srs",
                        "stereotactic radiosurgery (SRS)",
                        "Strong radiation aimed at small spots in the brain.",
                        1,
                        "standard",
                        "in-person",
                        "",
                        "",
                        "verified",
                        [claim],
                    )
                ],
            )
        ],
        contacts=[ChannelGroup("appointment", "To make an appointment", [channel])],
        locations=[
            LocationRow(
                1,
                True,
                "",
                "1 Lake Street",
                "Chicago",
                "IL",
                "60601",
                "US",
                41.88,
                -87.63,
                "+13125550100",
                "(312) 555-0100",
                "",
                [],
                "",
                "",
                [],
                "verified",
                [claim],
            )
        ],
        accreditations=[AccreditationRow(1, "NCI", "comprehensive", None, None, "verified", [claim])],
        unknown=["hours", "accessibility"],
        judged_on=dt.date(2026, 11, 25),
    ),
    answers.ServicesAnswer(
        **{**SOURCED, "attribution": f"{OF_CENTERS} {OF_TRIALS}"},
        count=1,
        groups=[answers.ServiceGroup("radiation", "Radiation")],
        results=[
            answers.ServiceKind(
                "srs",
                "radiation",
                "stereotactic radiosurgery (SRS)",
                "Strong radiation aimed at small spots in the brain.",
                ["gamma knife"],
                "not checked",
            )
        ],
    ),
    answers.RootAnswer(
        **SOURCED,
        version=promise.VERSION,
        description=promise.ABOUT,
        schema=f"{SITE}/api/schema/",
        docs=f"{SITE}/api/docs/",
        endpoints=[answers.Endpoint("listTrials", f"{SITE}/api/v1/trials/", "Trials that match")],
    ),
    answers.TermsAnswer(
        **{**SOURCED, "attribution": f"{OF_TERMS} {OF_TRIALS}"},
        count=1,
        kinds=["drugs"],
        results=[
            answers.TermRow(
                "drugs",
                "t-dxd",
                "trastuzumab deruxtecan",
                "An antibody that finds HER2 and carries chemotherapy into the cancer cell.",
                "trastuzumab deruxtecán",
                "Un anticuerpo que encuentra HER2 y lleva quimioterapia a la célula del cáncer.",
                answers.TermNames(["trastuzumab deruxtecan"], ["Enhertu"], ["DS-8201"], ["T-DXd"], []),
                ["topo1-adc", "her2-adc"],
                "NCI Drug Dictionary: fam-trastuzumab deruxtecan-nxki",
                None,
            )
        ],
    ),
    answers.RegistriesAnswer(
        **SOURCED,
        results=[
            answers.RegistryRow(
                "clinicaltrials_gov",
                "ClinicalTrials.gov",
                "https://clinicaltrials.gov/",
                14_210,
                "2026-11-20T09:00:05",
                SEEN,
                answers.RunRow("done", SEEN, SEEN),
            )
        ],
    ),
    answers.AccuracyAnswer(
        **{**SOURCED, "attribution": f"{OF_FIGURES} {OF_TRIALS}"},
        date=dt.date(2026, 11, 25),
        trials=99,
        overall=measured,
        fields=[measured],
    ),
]
EXAMPLES: Mapping[type, Any] = {type(one): msgspec.to_builtins(one) for one in _ANSWERS}
