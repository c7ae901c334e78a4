"""Trials, sites, centers, versions and a registry's run, for tests that go through the whole API."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from finder import snapshot
from finder.index import reindex
from finder.models import Place
from tests import make
from tests.finder import held_centers
from tests.finder.held import hold
from tests.finder.test_matching import asking, held
from trials import intake
from trials.models import SyncRun
from trials.records import Organisation, TrialRecord

LAKESIDE = make.site("Lakeside Main Campus", "Chicago", "Illinois", at=(41.85003, -87.65005))
LYON = make.site("Rhone Hospital", "Lyon", "", "France", zip="", at=(45.75, 4.85))
NOWHERE = make.site("", "Springfield", "", "United States", zip="", status=None, at=None)
ALIAS = "NCT99900001"


def furnish(today: dt.date) -> None:
    """One trial for each group of Match, one that was not read, one that changed, expanded access, one that is closed;
    a center of which nearly all is known, at which trials recruit."""
    Place.objects.create(kind=Place.ZIP, key="60637", name="Chicago", state="IL", country="US", lat=41.78, lon=-87.61)
    held_centers.lakeside(today)
    contacts = [{"name": "Desk", "role": "CONTACT", "phone": "555-010-0101", "email": "d@example.org"}]
    full = {**LAKESIDE, "contacts": contacts}
    held(
        asking(1, "HER2-positive breast cancer", sites=[full, LYON, NOWHERE], aliases=[ALIAS]),
        asking(2, "HER2-positive breast cancer", "ESR1 mutation", "Prior taxane is required", sites=[LAKESIDE]),
        asking(3, "HER2-positive breast cancer", "ECOG 0-1", "No more than 2 prior lines for advanced disease"),
        asking(4, "Triple-negative breast cancer", "ECOG 0-1", barred=("Untreated brain metastases",)),
        asking(6, "HER2-positive breast cancer", study_type="EXPANDED_ACCESS", status="AVAILABLE"),
        make.study(
            7,
            status="COMPLETED",
            statusModule={"resultsFirstPostDateStruct": {"date": "2026-09-01", "type": "ACTUAL"}},
            sponsorCollaboratorsModule={"collaborators": [{"name": "Meadow Foundation", "class": "OTHER"}]},
        ),
    )
    hold(make.study(5), asking(1, "HER2-positive breast cancer", title="A Study, Renamed", sites=[full, LYON, NOWHERE]))
    now = timezone.now()
    example = TrialRecord(
        "example", "EXAMPLE-01", "Example: a study", status="recruiting", sponsor=Organisation("None")
    )
    intake.load_example(example, now=now)
    SyncRun.objects.create(
        registry="clinicaltrials_gov",
        status=SyncRun.DONE,
        complete=True,
        started_at=now,
        finished_at=now,
        data_timestamp="2026-11-20T09:00:05",
    )
    reindex()
    snapshot.forget()
