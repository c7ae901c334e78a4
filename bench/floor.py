"""The least that taking records in can cost: typed decode and `executemany`, nothing kept in mind, nothing checked.

In: pages of bodies; out: the columns that intake and index fill, in the same tables. Called by `bench/ingest.py`.
What it leaves out is what the finder does besides: canonical hashes, site identities, words, spots, bitsets.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from typing import Any

import msgspec

from bench.plain import connect
from trials.registries import clinicaltrials_gov as ctgov

_REGISTRY = "clinicaltrials_gov"
_NOW = "2026-11-20 09:00:00"
_json = msgspec.json.Encoder()

_TRIAL = (
    "id public_id example revision first_held_at changed_at title official_title acronym summary status "
    "last_known_status why_stopped study_type phases purpose allocation masking enrolment enrolment_kind sponsor "
    "sponsor_class collaborators conditions keywords arms interventions eligibility minimum_age maximum_age "
    "minimum_age_text maximum_age_text sex healthy_volunteers central_contacts secondary_ids has_results "
    "has_expanded_access expanded_access_id started_on started_precision started_kind primary_completed_on "
    "primary_completed_precision primary_completed_kind completed_on completed_precision completed_kind "
    "first_posted_on first_posted_precision updated_on updated_precision verified_on verified_precision "
    "results_posted_on results_posted_precision"
).split()
_REGISTRATION = "id trial_id registry registry_id state in_breast_scope served_hash content_hash".split()
_SITE = "registration_id identity facility city state zip country ordinal status lat lon contacts".split()
_VERSION = "registration_id content_hash fetched_at source_timestamp raw".split()
_TEXT = "rowid ident title topic rest".split()
_PRECISION = {4: ("-01-01", "year"), 7: ("-01", "month"), 10: ("", "day")}

Row = tuple[Any, ...]


def take_in(pages: Iterator[list[bytes]]) -> None:
    connection = connect()
    connection.execute("CREATE TABLE seen (hash BLOB PRIMARY KEY) WITHOUT ROWID")
    number = 0
    for page in pages:
        trials: list[Row] = []
        registrations: list[Row] = []
        sites: list[Row] = []
        versions: list[Row] = []
        texts: list[Row] = []
        hashes: list[Row] = []
        for body in page:
            number += 1
            study = ctgov._study.decode(body)
            digest = hashlib.sha256(body)
            trials.append(_trial(number, study))
            nct = study.protocolSection.identificationModule.nctId
            name = digest.hexdigest()
            registrations.append((number, number, _REGISTRY, nct, "listed", 0, name, name))
            sites += _sites(number, study)
            versions.append((number, name, _NOW, "", zlib.compress(body, 1)))
            texts.append(_text(number, study))
            hashes.append((digest.digest(),))
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(_insert("trials_trial", _TRIAL), trials)
        connection.executemany(_insert("trials_registration", _REGISTRATION), registrations)
        connection.executemany(_insert("trials_trialsite", _SITE), sites)
        connection.executemany(_insert("trials_version", _VERSION), versions)
        connection.executemany(_insert("finder_searchtext", _TEXT), texts)
        connection.executemany("INSERT OR IGNORE INTO seen VALUES (?)", hashes)
        connection.execute("COMMIT")
    connection.close()


def look_up(pages: Iterator[list[bytes]]) -> None:
    """Reads, hashes, and looks the hashes up. Raises AssertionError where one is not known."""
    connection = connect()
    for page in pages:
        hashes = [hashlib.sha256(body).digest() for body in page]
        marks = ", ".join("?" * len(hashes))
        (known,) = connection.execute(f"SELECT count(*) FROM seen WHERE hash IN ({marks})", hashes).fetchone()
        assert known == len(set(hashes))
    connection.close()


def _insert(table: str, columns: list[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def _word(value: str | None) -> str:
    return (value or "").lower().replace("_", "-")


def _date(date: Any) -> tuple[str | None, str, str]:
    """Day, precision, kind."""
    if date is None or not date.date:
        return None, "", ""
    rest, precision = _PRECISION[len(date.date)]
    return date.date + rest, precision, _word(date.type)


def _age(text: str | None) -> float | None:
    if not text:
        return None
    count, unit = text.split(" ", 1)
    return float(count) * ctgov._YEARS[unit.lower().rstrip("s")]


def _trial(number: int, study: Any) -> Row:
    protocol = study.protocolSection
    identification, status, design = protocol.identificationModule, protocol.statusModule, protocol.designModule
    info, enrolment = design.designInfo or ctgov._DesignInfo(), design.enrollmentInfo or ctgov._Enrolment()
    lead = protocol.sponsorCollaboratorsModule.leadSponsor or ctgov._Sponsor()
    arms, eligibility = protocol.armsInterventionsModule, protocol.eligibilityModule
    expanded = status.expandedAccessInfo or ctgov._ExpandedAccess()
    return (
        number,
        identification.nctId,
        0,
        1,
        _NOW,
        _NOW,
        identification.briefTitle or "",
        identification.officialTitle or "",
        identification.acronym or "",
        protocol.descriptionModule.briefSummary or "",
        _word(status.overallStatus),
        _word(status.lastKnownStatus),
        status.whyStopped or "",
        _word(design.studyType),
        _json.encode(design.phases or ()).decode(),
        _word(info.primaryPurpose),
        _word(info.allocation),
        _word((info.maskingInfo or ctgov._Masking()).masking),
        enrolment.count,
        _word(enrolment.type),
        lead.name or "",
        _word(lead.kind),
        _json.encode(protocol.sponsorCollaboratorsModule.collaborators or ()).decode(),
        _json.encode(protocol.conditionsModule.conditions or ()).decode(),
        _json.encode(protocol.conditionsModule.keywords or ()).decode(),
        _json.encode(arms.armGroups or ()).decode(),
        _json.encode(arms.interventions or ()).decode(),
        eligibility.eligibilityCriteria or "",
        _age(eligibility.minimumAge),
        _age(eligibility.maximumAge),
        eligibility.minimumAge or "",
        eligibility.maximumAge or "",
        _word(eligibility.sex),
        eligibility.healthyVolunteers,
        _json.encode(protocol.contactsLocationsModule.centralContacts or ()).decode(),
        _json.encode(identification.secondaryIdInfos or ()).decode(),
        bool(study.hasResults),
        expanded.hasExpandedAccess,
        expanded.nctId or "",
        *_date(status.startDateStruct),
        *_date(status.primaryCompletionDateStruct),
        *_date(status.completionDateStruct),
        *_date(status.studyFirstPostDateStruct)[:2],
        *_date(status.lastUpdatePostDateStruct)[:2],
        *_date(ctgov._Date(date=status.statusVerifiedDate))[:2],
        *_date(status.resultsFirstPostDateStruct)[:2],
    )


def _sites(number: int, study: Any) -> list[Row]:
    rows: list[Row] = []
    for identity, site in enumerate(study.protocolSection.contactsLocationsModule.locations or ()):
        point = site.geoPoint or ctgov._GeoPoint()
        contacts = _json.encode(site.contacts).decode() if site.contacts else "[]"
        place = (site.facility or "", site.city or "", site.state or "", site.zip or "", site.country or "")
        rows.append((number, identity, *place, 0, _word(site.status), point.lat, point.lon, contacts))
    return rows


def _text(number: int, study: Any) -> Row:
    """The same texts in the same columns as the finder's, as they stand."""
    protocol = study.protocolSection
    identification, conditions = protocol.identificationModule, protocol.conditionsModule
    arms = protocol.armsInterventionsModule
    sponsors, locations = protocol.sponsorCollaboratorsModule, protocol.contactsLocationsModule.locations or ()
    ids = [identification.nctId, *(one.id or "" for one in identification.secondaryIdInfos or ())]
    titles = [identification.acronym or "", identification.briefTitle or "", identification.officialTitle or ""]
    topic = [*(conditions.conditions or ()), *(conditions.keywords or ())]
    rest = [protocol.descriptionModule.briefSummary or "", protocol.eligibilityModule.eligibilityCriteria or ""]
    for one in arms.interventions or ():
        topic += [one.name or "", *(one.otherNames or ())]
        rest.append(one.description or "")
    rest += [(one and one.name) or "" for one in (sponsors.leadSponsor, *(sponsors.collaborators or ()))]
    for arm in arms.armGroups or ():
        rest += [arm.label or "", arm.description or ""]
    rest += {site.facility or "" for site in locations}
    return number, " ".join(ids), " ".join(titles), " ".join(topic), " ".join(rest)
