"""Fills an empty finder for the browser: listings of every shape a page must bear, or the examples alone.

Run inside `manage.py shell` by `tests/browser/conftest.py`, in the process of the finder under test.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from centers import matching
from centers.models import ContactChannel, Offering, Report, Task
from finder.index import reindex
from finder.models import Facility, Place
from tests import make
from tests.finder import held_centers
from trials import examples, intake
from trials.models import SyncRun
from trials.reading import read_stale

ATTACK = "<img src=x onerror=\"console.error('xss')\"><script>console.error('xss')</script>\"'><svg onload=alert(1)>"
LONG = "Pneumonoultramicroscopicsilicovolcanoconiosisinhibitor-" * 3
FROM = ("Illinois", "Iowa", "Ohio", "Texas")

PLAIN, ATTACKING, HUGE, ENDED, GONE, ASKING = (make.nct(number) for number in (1, 2, 3, 4, 5, 6))
RULES = """Inclusion Criteria:

1. HER2-low metastatic breast cancer (IHC 1+, or 2+ and ISH-negative)
2. At least one and no more than 3 prior lines of chemotherapy in the metastatic setting
3. ECOG 0 or 1 and age \\>= 18 years
4. Adequate kidney function: creatinine clearance of at least 60 ml/min

Exclusion Criteria:

* Untreated or active brain metastases; treated, stable brain metastases may enter
* Prior treatment with a topoisomerase I inhibitor antibody-drug conjugate
* A washout of 14 days is needed after radiotherapy
"""


def listings() -> None:
    """Trials of every shape, a run that went well, two places and a curator."""
    now = timezone.now()
    many = [make.site(f"Hospital {n}", f"City {n}", FROM[n % 4], at=(40 + n / 20, -90 + n / 10)) for n in range(60)]
    abroad = [make.site(f"Clinique {n}", "Lyon", "", "France", at=(45.75, 4.85), status="COMPLETED") for n in range(9)]
    contact = {"name": ATTACK, "role": "CONTACT", "phone": ATTACK, "email": ATTACK}
    records = [
        make.study(
            1, title="A Study of Tuvexa in Metastatic Breast Cancer", eligibility="* Age \\>= 18\n\n1. One\n3. Two"
        ),
        make.study(
            2,
            title=ATTACK,
            summary=ATTACK,
            sponsor=ATTACK,
            conditions=[ATTACK],
            keywords=[ATTACK],
            eligibility=f"* {ATTACK}\n\n{ATTACK}",
            interventions=[{"type": "DRUG", "name": ATTACK, "description": ATTACK, "otherNames": [ATTACK]}],
            sites=[make.site(ATTACK, ATTACK, ATTACK, ATTACK, contacts=[contact])],
        ),
        make.study(3, title=f"A Study of {LONG}", sites=many + abroad, updated="2024-02-01"),
        make.study(4, title="A Study That Ended", status="COMPLETED", sites=[make.site()]),
        make.study(5, title="A Study That Left"),
        make.study(
            6,
            title="Senovar for HER2-low Breast Cancer That Has Spread",
            eligibility=RULES,
            sites=[make.site("Lakeside Cancer Center")],
        ),
        *(make.study(n, phases=["PHASE1", "PHASE2"], sponsor_class="INDUSTRY") for n in range(10, 40)),
    ]
    closed = [{**one, "status": "NOT_YET_RECRUITING"} for one in many]
    earlier = [
        make.study(2, status="SUSPENDED", eligibility=f"* {LONG}"),
        make.study(3, title="A Study With a Short Name", sites=closed),
        make.study(6, title="Senovar", eligibility=RULES.replace("no more than 3", "no more than 2")),
    ]
    for held, days in ((earlier, 30), (records, 0)):
        intake.take_in(
            [make.body(one) for one in held],
            registry="clinicaltrials_gov",
            scope="everything",
            fetched_at=now - dt.timedelta(days=days),
        )
    intake.delist("clinicaltrials_gov", [GONE], on=now.date())
    SyncRun.objects.create(
        registry="clinicaltrials_gov",
        full=True,
        status=SyncRun.DONE,
        complete=True,
        started_at=now - dt.timedelta(minutes=9),
        finished_at=now,
        data_timestamp=now.strftime("%Y-%m-%dT%H:%M:%S"),
        seen=len(records),
    )
    at = {"lat": 41.78, "lon": -87.61, "country": "US", "state": "IL"}
    Place.objects.create(kind=Place.ZIP, key="60637", name="Chicago", **at)
    Place.objects.create(kind=Place.CITY, key="chicago", name="Chicago", population=2_700_000, **at)
    _centers(now.date())
    User.objects.create_superuser("curator", password=PASSWORD)
    read_stale()
    reindex()


def _centers(today: dt.date) -> None:
    """Care centers: one that is known well, one from a directory, a laboratory, one with mark-up in every field; with
    the cities around."""
    for name, lat, lon in (("Naperville", 41.786, -88.147), ("Joliet", 41.525, -88.083), ("Elgin", 42.037, -88.281)):
        Place.objects.create(
            kind=Place.CITY, key=name.lower(), name=name, state="IL", country="US", lat=lat, lon=lon, population=100_000
        )
    held_centers.lakeside(today)
    held_centers.hostile("hostile")
    directory = held_centers.center("directory", name="Prairie Cancer Center", website="https://prairie.example.edu/")
    held_centers.location(directory, city="Springfield", state="IL", main=True, lat=39.8, lon=-89.65)
    held_centers.center("laboratory", name="Cell Laboratory", kind="laboratory", treats_patients=False)


PASSWORD = "correct-horse-battery"


def kept_by_curators() -> None:
    """A center with facts of every freshness, a row in every queue, and a curator who is no superuser."""
    now = timezone.now()
    User.objects.create_user("mary", password=PASSWORD)
    call_command("curators", "mary", verbosity=0)
    center = held_centers.lakeside(now.date())
    Offering.objects.create(center=center, service="nutrition", conditions=ATTACK)
    ContactChannel.objects.create(center=center, kind="email", purpose="question", value="ask@lakeside.example.org")
    center.network = "Lakeside Health System"
    center.save()
    Report.objects.create(center=center, reason="phone", words=ATTACK, reported_at=now)
    Task.objects.create(kind=Task.NO_TRIAL, key="k", center=center, found_at=now)
    reindex()
    Facility.objects.create(
        facility=ATTACK,
        city="Chicago",
        state="Illinois",
        country="United States",
        key=matching.key(ATTACK, "Chicago", "Illinois", "United States"),
        center=center.pk,
        score=0.7,
        reason="half of the words",
        taken=False,
    )


def only_examples() -> None:
    """As before the first sync, which failed."""
    now = timezone.now()
    examples.load(now)
    SyncRun.objects.create(registry="clinicaltrials_gov", status=SyncRun.FAILED, started_at=now, finished_at=now)
    reindex()
