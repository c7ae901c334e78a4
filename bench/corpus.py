"""Studies to measure on, in the registry's shape. In: a file of records, or none; out: bodies, one at a time.

Ids start with NCT99, which the registry never issues. The same input gives the same studies.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench import words
from trials import bulk

PAGE = 500
_ID = re.compile(rb'"nctId":"NCT\d{8}"')
_ALIASES = re.compile(rb'"nctIdAliases":\[[^\]]*\],?')
_STATUS = re.compile(rb'"overallStatus":"[A-Z_]+"')
_DATE = rb'("%s":\{"date":")[\d-]+"'
_UPDATED = re.compile(_DATE % b"lastUpdatePostDateStruct")
_POSTED = re.compile(_DATE % b"studyFirstPostDateStruct")
_STATUSES = ("RECRUITING", "NOT_YET_RECRUITING", "ACTIVE_NOT_RECRUITING", "COMPLETED", "TERMINATED")
_TODAY = dt.date(2026, 11, 20)


def nct(number: int) -> str:
    return f"NCT99{number:06d}"


def studies(records: Path | None, count: int) -> Iterator[bytes]:
    """So many studies: real records over and over under fresh ids, or generated ones. Never holds them all."""
    numbers = range(1, count + 1)
    if records is None:
        yield from (msgspec.json.encode(study(number)) for number in numbers)
        return
    again = (body for _ in itertools.count() for batch in bulk.batches(records) for body in batch)
    yield from (_varied(body, number) for body, number in zip(again, numbers, strict=False))


def pages(path: Path) -> Iterator[list[bytes]]:
    """The bodies of a file of one study a line, a page at a time."""
    with path.open("rb") as lines:
        while page := [line.rstrip(b"\n") for line in itertools.islice(lines, PAGE)]:
            yield page


def write(path: Path, records: Path | None, count: int) -> int:
    """Writes a file of one study a line. Returns its bytes."""
    with path.open("wb") as file:
        for body in studies(records, count):
            file.write(body + b"\n")
    return path.stat().st_size


def _varied(body: bytes, number: int) -> bytes:
    """A copy with its own id and dates; one in five has another status."""
    chance = random.Random(number)  # the same corpus each time
    body = _ID.sub(f'"nctId":"{nct(number)}"'.encode(), _ALIASES.sub(b"", body, count=1), count=1)
    if chance.random() < 0.2:
        body = _STATUS.sub(f'"overallStatus":"{chance.choice(_STATUSES)}"'.encode(), body, count=1)
    updated, posted = _dates(chance)
    body = _UPDATED.sub(rb"\g<1>%s" % f'{updated}"'.encode(), body, count=1)
    return _POSTED.sub(rb"\g<1>%s" % f'{posted}"'.encode(), body, count=1)


def _dates(chance: random.Random) -> tuple[str, str]:
    """Last update and first posting."""
    updated = _TODAY - dt.timedelta(days=int(1500 * chance.random() ** 2))
    return updated.isoformat(), (updated - dt.timedelta(days=chance.randrange(30, 2500))).isoformat()


def study(number: int, *, long: int = 220) -> dict[str, object]:
    """A generated study with a handful of sites; `long` is about how many words its longest text has."""
    chance = random.Random(number)
    drug, condition = words.drug(chance), words.condition(chance)
    updated, posted = _dates(chance)
    interventional = chance.random() < 0.8
    design: dict[str, object] = {
        "studyType": "INTERVENTIONAL" if interventional else "OBSERVATIONAL",
        "designInfo": {
            "allocation": chance.choice(("RANDOMIZED", "NON_RANDOMIZED", "NA")),
            "primaryPurpose": chance.choice(("TREATMENT", "TREATMENT", "TREATMENT", "SUPPORTIVE_CARE", "DIAGNOSTIC")),
            "maskingInfo": {"masking": chance.choice(("NONE", "DOUBLE"))},
        },
        "enrollmentInfo": {"count": chance.randrange(10, 900), "type": "ESTIMATED"},
    }
    if interventional:
        design["phases"] = chance.choice((["PHASE1"], ["PHASE1", "PHASE2"], ["PHASE2"], ["PHASE3"], ["NA"]))
    title = f"{words.sentence(chance, 5)} {drug} in {condition}"
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": nct(number),
                "orgStudyIdInfo": {"id": f"BENCH-{number}"},
                "briefTitle": title,
                "officialTitle": f"{title}: {words.sentence(chance, 8)}",
            },
            "statusModule": {
                "statusVerifiedDate": updated[:7],
                "overallStatus": chance.choice(_STATUSES),
                "startDateStruct": {"date": posted[:7], "type": "ACTUAL"},
                "studyFirstPostDateStruct": {"date": posted, "type": "ACTUAL"},
                "lastUpdatePostDateStruct": {"date": updated, "type": "ACTUAL"},
            },
            "sponsorCollaboratorsModule": {
                "leadSponsor": {
                    "name": f"{words.sentence(chance, 2)} Institute",
                    "class": chance.choice(("INDUSTRY", "OTHER", "NIH", "NETWORK")),
                }
            },
            "descriptionModule": {"briefSummary": words.sentence(chance, long // 3)},
            "conditionsModule": {"conditions": [condition], "keywords": [words.word(chance), words.word(chance)]},
            "designModule": design,
            "armsInterventionsModule": {
                "armGroups": [{"label": drug, "type": "EXPERIMENTAL", "interventionNames": [f"Drug: {drug}"]}],
                "interventions": [{"type": "DRUG", "name": drug, "description": words.sentence(chance, long // 8)}],
            },
            "eligibilityModule": {
                "eligibilityCriteria": words.criteria(chance) + f"\n* {words.sentence(chance, long // 3)}",
                "sex": chance.choice(("ALL", "ALL", "ALL", "FEMALE")),
                "minimumAge": "18 Years",
            },
            "contactsLocationsModule": {"locations": [_site(chance) for _ in range(words.how_many_sites(chance))]},
        },
        "derivedSection": {"miscInfoModule": {"versionHolder": "2026-11-20"}},
        "hasResults": chance.random() < 0.1,
    }


def _site(chance: random.Random) -> dict[str, object]:
    city = words.city(chance)
    return {
        "facility": f"{words.word(chance).title()} {chance.choice(('Hospital', 'Cancer Center', 'Clinic'))}",
        "status": chance.choice(("RECRUITING", "RECRUITING", "NOT_YET_RECRUITING", "COMPLETED")),
        "city": city.name,
        "state": city.state,
        "country": city.country,
        "geoPoint": {"lat": city.lat, "lon": city.lon},
    }
