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


def listings_of_last_week() -> None:
    """The same listings, after five days without an answer from the registry."""
    listings()
    now = timezone.now()
    then = now - dt.timedelta(days=5)
    SyncRun.objects.update(started_at=then, finished_at=then, data_timestamp=then.strftime("%Y-%m-%dT%H:%M:%S"))
    SyncRun.objects.create(registry="clinicaltrials_gov", status=SyncRun.FAILED, started_at=now, finished_at=now)


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


FULL_RULES = """Inclusion Criteria:

1. Histologically or cytologically confirmed HER2-low (IHC 1+, or IHC 2+ and ISH-negative) breast cancer that \
is metastatic or locally advanced and cannot be removed by surgery
2. An ESR1 mutation found in blood or tissue by a central laboratory at any time after the end of treatment \
for early disease
3. At least one and no more than 3 prior lines of chemotherapy in the metastatic setting, not counting \
treatment that was stopped within 4 weeks for side effects alone
4. Prior treatment with a CDK4/6 inhibitor is required, in any setting, with progression while on it or \
within one year of its end
5. ECOG performance status of 0 or 1 within 7 days before the first dose of the study treatment
6. Measurable disease by RECIST 1.1 on a scan that was taken within 28 days before the first dose
7. A PIK3CA mutation is required
8. Postmenopausal women
9. Adequate kidney function: creatinine clearance of at least 60 ml/min, and adequate liver and marrow \
function

Exclusion Criteria:

* Untreated or active brain metastases; treated, stable brain metastases may enter once four weeks have \
passed since the end of radiotherapy
* Leptomeningeal disease of any kind, whether or not it was treated before and whether or not it causes \
symptoms
* Prior treatment with a topoisomerase I inhibitor antibody-drug conjugate in any setting, for any length of \
time
"""
FULL = tuple(make.nct(number) for number in range(61, 66))
FULL_PERSON = (
    "near=60637&subtype=her2-low&brain=stable&age=54&sex=female&ecog=1&measurable=yes&had=capecitabine"
    "&not_had=enhertu&leptomeningeal=no&stage=metastatic&spread=liver&spread=bone&metastases=more&lines=3"
)


def full_trials() -> None:
    """Five trials with much to say each, at a center that we know, and mark-up and endless words in a sixth."""
    now = timezone.now()
    desks = [
        {"name": f"Research Desk {n}, Department of Medical Oncology", "role": "CONTACT", "phone": f"555-010-010{n}"}
        | {"phoneExt": "4412", "email": f"a.rather.long.address.of.desk{n}@trials.lakeside.example.org"}
        for n in range(3)
    ]
    contact = {"name": ATTACK, "role": "CONTACT", "phone": ATTACK, "email": ATTACK}
    title = (
        "A Randomised, Open-label Study of Senovar Together With Fulvestrant Against the Doctor’s Choice of "
        "Chemotherapy in People With HER2-low, Hormone Receptor-positive Breast Cancer That Has Spread"
    )
    drugs = ["Senovar 120 mg", "Fulvestrant 500 mg", "Capecitabine", "Eribulin mesylate", "Paclitaxel", "Goserelin"]
    records = [
        make.study(
            60 + n,
            title=f"{title}: Part {n}",
            eligibility=FULL_RULES,
            interventions=[{"type": "DRUG", "name": one} for one in drugs],
            sites=[make.site("Lakeside Cancer Center", contacts=desks), make.site("Harbor Hospital", "Boston")],
        )
        for n in range(1, 6)
    ]
    records.append(
        make.study(
            66,
            title=ATTACK + LONG,
            eligibility=f"{FULL_RULES}\n* HER2-low {ATTACK} {LONG}",
            interventions=[{"type": "DRUG", "name": ATTACK + LONG, "description": ATTACK}],
            sites=[make.site(ATTACK + LONG, ATTACK, ATTACK, ATTACK, contacts=[contact])],
        )
    )
    intake.take_in(
        [make.body(one) for one in records], registry="clinicaltrials_gov", scope="everything", fetched_at=now
    )
    at = {"lat": 41.78, "lon": -87.61, "country": "US", "state": "IL"}
    Place.objects.create(kind=Place.ZIP, key="60637", name="Chicago", **at)
    held_centers.lakeside(now.date())
    SyncRun.objects.create(
        registry="clinicaltrials_gov",
        status=SyncRun.DONE,
        complete=True,
        started_at=now,
        finished_at=now,
        data_timestamp=now.strftime("%Y-%m-%dT%H:%M:%S"),
    )
    read_stale()
    reindex()
