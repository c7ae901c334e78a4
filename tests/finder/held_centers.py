"""Care centers with the claims that publish them, as a curator would write them. All of them are made up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from centers.models import Accreditation, Center, Claim, ContactChannel, Location, Offering

COPIED = dt.date(2026, 11, 1)
# Mark-up that must not run, the end of a script, signs that turn the text round or end a line of a program.
ATTACK = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp; {{ 7|add:7 }} \u202egnol\u2028"
PAGE = "https://lakeside.example.org/breast"


def claim(row: Any, *fields: str, **more: Any) -> None:
    """A claim to the row itself, or one to each of the named facts; undated and unchecked if nothing else is said."""
    for field in fields or ("",):
        Claim.objects.create(
            **{row._meta.model_name: row, "field": field, "captured_on": COPIED, "source_url": PAGE, **more}
        )


def checked(on: dt.date, *, by: str = "A. Curator", days: int = 365) -> dict[str, Any]:
    """What a claim has that somebody verified that day."""
    return {"verified_on": on, "verified_by": by, "expires_on": on + dt.timedelta(days=days)}


def center(slug: str = "lakeside", *, backed: dict[str, Any] | None = None, **given: Any) -> Center:
    """A center with claims to all that is given of it. `backed`: of those claims."""
    made = Center.objects.create(slug=slug, **{"name": "Lakeside Cancer Center", **given})
    claim(made, "", *(name for name in ("other_names", "website", "network") if name in given), **(backed or {}))
    return made


def location(at: Center, *, backed: dict[str, Any] | None = None, **given: Any) -> Location:
    values = {"city": "Chicago", "state": "IL", **given}
    made = Location.objects.create(center=at, **values)
    facts = [name for name, fields in Location.CLAIMED.items() if name and any(field in given for field in fields)]
    claim(made, "", *facts, **(backed or {}))
    return made


def offering(at: Center, service: str, *, backed: dict[str, Any] | None = None, **given: Any) -> Offering:
    made = Offering.objects.create(center=at, service=service, **given)
    claim(made, **(backed or {}))
    return made


def channel(
    at: Center, kind: str, purpose: str, *, backed: dict[str, Any] | None = None, **given: Any
) -> ContactChannel:
    made = ContactChannel.objects.create(center=at, kind=kind, purpose=purpose, **given)
    claim(made, "", *(name for name in ("hours", "languages") if name in given), **(backed or {}))
    return made


def accreditation(at: Center, body: str, *, backed: dict[str, Any] | None = None, **given: Any) -> Accreditation:
    made = Accreditation.objects.create(center=at, body=body, **given)
    claim(made, **(backed or {}))
    return made


def lakeside(today: dt.date) -> Center:
    """A center of which nearly everything is known: two locations, services of every availability, contacts for every
    purpose, and claims that are verified, expired and unchecked."""
    fresh, old = checked(today - dt.timedelta(days=60)), checked(today - dt.timedelta(days=500))
    quoted = {"quote": "We offer focused radiation for tumours in the brain."}
    made = center(
        website="https://lakeside.example.org/",
        network="Lakeside Health",
        other_names=["Lakeside", "LCC"],
        kind=Center.CANCER_CENTER,
        backed=fresh,
    )
    main = location(
        made,
        main=True,
        name="Lakeside Main Campus",
        address="1 Harbour Street",
        zip="60637",
        lat=41.79,
        lon=-87.6,
        phone="+13125550100",
        hours="Mo-Fr 08:00-17:00",
        timezone="America/Chicago",
        accessibility="Step-free entrance on Dock Road; lifts to all floors",
        languages=["en", "es"],
        backed=fresh,
    )
    location(made, city="Orland Park", name="Lakeside South", zip="60462", lat=41.63, lon=-87.85, backed=old)
    offering(made, "srs", location=main, delivery="in-person", backed=fresh | quoted)
    offering(made, "sbrt", backed={"document": "Patient guide, second edition", "source_url": ""})
    offering(made, "chemotherapy", location=main, backed=old)
    offering(made, "car-t", availability="in-trials-only", backed={"source_date": dt.date(2026, 5, 3)})
    offering(made, "bispecific-t-cell-engagers", availability="investigational")
    offering(made, "genetic-counselling", availability="by-referral", conditions="after a first visit", backed=fresh)
    offering(made, "palliative-care", location=main, delivery="in-person", backed=fresh)
    offering(made, "palliative-care", delivery="video", cost="as an office visit", backed=fresh)
    offering(made, "second-opinion", delivery="online", cost="a fee; ask before you send records", backed=fresh)
    channel(
        made,
        "patient-phone",
        "appointment",
        value="+13125550101",
        hours="Mo-Fr 07:30-18:00; Sa 09:00-12:00",
        timezone="America/Chicago",
        languages=["en", "es", "pl"],
        backed=fresh,
    )
    channel(made, "appointment-form", "appointment", value=f"{PAGE}/form", reply="within 2 working days", backed=old)
    channel(
        made,
        "introductory-opinion",
        "second-opinion",
        audience="newly-diagnosed",
        condition="newly diagnosed only",
        cost="free; 15 minutes",
    )
    channel(made, "referring-physician-line", "referral", audience="physicians", value="+13125550102", backed=fresh)
    channel(made, "email", "trials", value="trials@lakeside.example.org", backed=fresh)
    channel(made, "urgent", "urgent", urgent="At night call the hospital and ask for the doctor on duty.", backed=fresh)
    accreditation(made, "NAPBC", valid_through=today + dt.timedelta(days=300), location=main, backed=fresh)
    accreditation(made, "NCI", level="comprehensive", backed=fresh)
    return made


def hostile(slug: str = "lakeside") -> None:
    """A center with mark-up, signs that turn the text round and one endless word in every text."""
    long = ATTACK + "x" * 100
    made = center(
        slug, name=long[:200], network=long[:200], other_names=[long], website="javascript:alert(1)", kind="hospital"
    )
    at = location(
        made,
        name=long[:200],
        address=long,
        city=ATTACK[:120],
        state=ATTACK[:80],
        zip=ATTACK[:20],
        lat=41.8,
        lon=-87.6,
        phone="<b>+1312</b>",
        hours=long,
        timezone=ATTACK[:60],
        accessibility=long,
        languages=["en", "<i>"],
    )
    bad = {"document": long, "quote": long, "source_url": "javascript:alert(1)"}
    offering(made, "srs", location=at, conditions=long, cost=long, backed=bad | {"verified_by": ""})
    offering(made, ATTACK[:60], availability="<b>", delivery="<i>")
    channel(
        made,
        "appointment-form",
        ATTACK[:20],
        audience=ATTACK[:20],
        value="javascript:alert(1)",
        hours=long,
        timezone=ATTACK[:60],
        languages=["<u>"],
        condition=long,
        cost=long,
        reply=long,
        urgent=long,
        backed=bad,
    )
    channel(made, ATTACK[:30], "appointment", value=long)
    accreditation(made, ATTACK[:120], level=ATTACK[:120], backed=bad)
