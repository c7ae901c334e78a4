"""ClinicalTrials.gov, API v2: pages of studies in, typed records out. Paging and dialect end here.

Called by sync (version, page, study) and intake (split, kept, parse, in_scope). Knows no database. Sources: the API's
specification (2.0.5) and the facts in `docs/registries.md`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re

import msgspec

from trials.http import BadRequest, Missing, TokenExpired
from trials.records import (
    OPEN_STATUSES,
    Arm,
    Contact,
    Intervention,
    Organisation,
    PartialDate,
    RawRecord,
    SecondaryId,
    SiteRecord,
    TrialRecord,
    Unreadable,
    kebab,
)
from trials.registries import Hashed, Http, Page

NAME = "ClinicalTrials.gov"
HOME = "https://clinicaltrials.gov"
PAGE_SIZE = 1000
# Results are large, change without the trial changing for a reader, and are not kept.
FIELDS = "ProtocolSection|DerivedSection|AnnotationSection|DocumentSection|HasResults"
LEFT_OUT = frozenset({"resultsSection"})
UNKNOWN_ENROLMENT = 99_999_999

# The request is wider than `in_breast_scope`: the registry's search over conditions covers conditions, keywords,
# titles and MeSH terms. Never narrowed by status, or closures would not be seen.
BREAST_CONDITIONS = " OR ".join(
    ["breast", "mammary"]
    + [
        f'"solid {noun}"'
        for noun in ("tumor", "tumors", "tumour", "tumours", "neoplasm", "neoplasms", "malignancy", "malignancies")
    ]
    + ['"solid cancer"', '"solid cancers"', '"solid malignant"', '"advanced cancer"', '"metastatic cancer"']
    + ['"advanced malignancy"', '"advanced malignancies"', '"advanced malignant"']
)

_BREAST = re.compile(r"breast(?![- ]?(?:fe|milk|pump))|\bmammary\b", re.IGNORECASE)
_SOLID = re.compile(r"\bsolid (?:malignant )?(?:tumou?r|neoplasm|malignan|cancer)", re.IGNORECASE)
# A condition that is nothing but cancer which has spread, of no named organ.
_ANY_ADVANCED = re.compile(
    r"(?:advanced|metastatic)[ -](?:cancers?|malignanc(?:y|ies)|malignant neoplasms?)", re.IGNORECASE
)
_ID = re.compile(r"NCT\d{8}")
# How a record begins, and its module that changes daily, in the form in which the registry serves nearly all of them.
# Texts with a brace or a backslash in that module are not matched, so that the match can never run on beyond it.
_AS_SERVED = re.compile(rb'\{"protocolSection":\{"identificationModule":\{"nctId":"(NCT\d{8})"')
_MISC_BEGINS = b'"miscInfoModule":{'
_PLAIN = rb'[^{}"\\]++|"[^"\\{}]*"'
_OBJECT = rb"\{(?:" + _PLAIN + rb")*\}"
for _ in range(3):  # objects within objects, four deep
    _OBJECT = rb"\{(?:" + _PLAIN + rb"|" + _OBJECT + rb")*\}"
_MISC = re.compile(rb'"miscInfoModule":(' + _OBJECT + rb")")
_AGE = re.compile(r"(\d+(?:\.\d+)?) (year|month|week|day|hour|minute)s?", re.IGNORECASE)
_YEARS = {"year": 1.0, "month": 1 / 12, "week": 7 / 365.25, "day": 1 / 365.25, "hour": 0.0, "minute": 0.0}

Text = str | None


class _Date(msgspec.Struct, gc=False):
    date: Text = None
    type: Text = None


class _OrgStudyId(msgspec.Struct, gc=False):
    id: Text = None


class _SecondaryId(msgspec.Struct, gc=False):
    id: Text = None
    type: Text = None
    domain: Text = None


class _Identification(msgspec.Struct, gc=False):
    nctId: str
    briefTitle: Text = None
    officialTitle: Text = None
    acronym: Text = None
    nctIdAliases: list[str] | None = None
    orgStudyIdInfo: _OrgStudyId | None = None
    secondaryIdInfos: list[_SecondaryId] | None = None


class _ExpandedAccess(msgspec.Struct, gc=False):
    hasExpandedAccess: bool | None = None
    nctId: Text = None


class _Status(msgspec.Struct, gc=False):
    overallStatus: Text = None
    lastKnownStatus: Text = None
    whyStopped: Text = None
    statusVerifiedDate: Text = None
    expandedAccessInfo: _ExpandedAccess | None = None
    startDateStruct: _Date | None = None
    primaryCompletionDateStruct: _Date | None = None
    completionDateStruct: _Date | None = None
    studyFirstPostDateStruct: _Date | None = None
    lastUpdatePostDateStruct: _Date | None = None
    resultsFirstPostDateStruct: _Date | None = None


class _Sponsor(msgspec.Struct, gc=False, rename={"kind": "class"}):
    name: Text = None
    kind: Text = None


class _Sponsors(msgspec.Struct, gc=False):
    leadSponsor: _Sponsor | None = None
    collaborators: list[_Sponsor] | None = None


class _Description(msgspec.Struct, gc=False):
    briefSummary: Text = None


class _Conditions(msgspec.Struct, gc=False):
    conditions: list[str] | None = None
    keywords: list[str] | None = None


class _Masking(msgspec.Struct, gc=False):
    masking: Text = None


class _DesignInfo(msgspec.Struct, gc=False):
    allocation: Text = None
    primaryPurpose: Text = None
    maskingInfo: _Masking | None = None


class _Enrolment(msgspec.Struct, gc=False):
    count: int | None = None
    type: Text = None


class _Design(msgspec.Struct, gc=False):
    studyType: Text = None
    phases: list[str] | None = None
    designInfo: _DesignInfo | None = None
    enrollmentInfo: _Enrolment | None = None


class _Arm(msgspec.Struct, gc=False):
    label: Text = None
    type: Text = None
    description: Text = None
    interventionNames: list[str] | None = None


class _Intervention(msgspec.Struct, gc=False):
    name: Text = None
    type: Text = None
    description: Text = None
    otherNames: list[str] | None = None
    armGroupLabels: list[str] | None = None


class _Arms(msgspec.Struct, gc=False):
    armGroups: list[_Arm] | None = None
    interventions: list[_Intervention] | None = None


class _Eligibility(msgspec.Struct, gc=False):
    eligibilityCriteria: Text = None
    healthyVolunteers: bool | None = None
    sex: Text = None
    minimumAge: Text = None
    maximumAge: Text = None


class _Contact(msgspec.Struct, gc=False):
    name: Text = None
    role: Text = None
    phone: Text = None
    phoneExt: Text = None
    email: Text = None


class _GeoPoint(msgspec.Struct, gc=False):
    lat: float | None = None
    lon: float | None = None


class _Location(msgspec.Struct, gc=False):
    facility: Text = None
    status: Text = None
    city: Text = None
    state: Text = None
    zip: Text = None
    country: Text = None
    contacts: list[_Contact] | None = None
    geoPoint: _GeoPoint | None = None


class _ContactsLocations(msgspec.Struct, gc=False):
    centralContacts: list[_Contact] | None = None
    locations: list[_Location] | None = None


class _Protocol(msgspec.Struct, gc=False):
    identificationModule: _Identification
    statusModule: _Status = msgspec.field(default_factory=_Status)
    sponsorCollaboratorsModule: _Sponsors = msgspec.field(default_factory=_Sponsors)
    descriptionModule: _Description = msgspec.field(default_factory=_Description)
    conditionsModule: _Conditions = msgspec.field(default_factory=_Conditions)
    designModule: _Design = msgspec.field(default_factory=_Design)
    armsInterventionsModule: _Arms = msgspec.field(default_factory=_Arms)
    eligibilityModule: _Eligibility = msgspec.field(default_factory=_Eligibility)
    contactsLocationsModule: _ContactsLocations = msgspec.field(default_factory=_ContactsLocations)


class _Study(msgspec.Struct, gc=False):
    protocolSection: _Protocol
    hasResults: bool | None = None


class _Page(msgspec.Struct, gc=False):
    studies: list[msgspec.Raw]
    nextPageToken: Text = None
    totalCount: int | None = None


class _Version(msgspec.Struct, gc=False):
    dataTimestamp: str


class _JustId(msgspec.Struct, gc=False):
    nctId: str


class _JustIdentification(msgspec.Struct, gc=False):
    identificationModule: _JustId


class _JustMisc(msgspec.Struct, gc=False):
    miscInfoModule: msgspec.Raw = msgspec.Raw(b"")


class _Parts(msgspec.Struct, gc=False):
    protocolSection: _JustIdentification
    derivedSection: _JustMisc | None = None


_study = msgspec.json.Decoder(_Study)
_page = msgspec.json.Decoder(_Page)
_version = msgspec.json.Decoder(_Version)
_parts = msgspec.json.Decoder(_Parts)


def version(http: Http, base_url: str) -> str:
    """The registry's data date, as it says (`2026-11-20T09:00:05`)."""
    return http.get(f"{base_url}/version", {}, _version.decode).dataTimestamp


def page(http: Http, base_url: str, *, scope: str, since: dt.date | None, token: str, count: bool) -> Page:
    """One page of the studies in scope that were updated on or after `since`. Raises TokenExpired."""
    params = {"fields": FIELDS, "pageSize": str(PAGE_SIZE)}
    if scope == "breast":
        params["query.cond"] = BREAST_CONDITIONS
    if since is not None:
        params["filter.advanced"] = f"AREA[LastUpdatePostDate]RANGE[{since.isoformat()},MAX]"
    if count:
        params["countTotal"] = "true"
    if token:
        params["pageToken"] = token
    try:
        got = http.get(f"{base_url}/studies", params, _page.decode)
    except BadRequest as error:
        if token:
            raise TokenExpired(str(error)) from error
        raise
    return Page(tuple(bytes(raw) for raw in got.studies), got.nextPageToken or "", got.totalCount)


def study(http: Http, base_url: str, registry_id: str) -> bytes | None:
    """One study by id or alias (the registry answers an alias with a redirect); None where it has none."""
    try:
        return http.get(f"{base_url}/studies/{registry_id}", {"fields": FIELDS}, _checked)
    except Missing:
        return None


def _checked(body: bytes) -> bytes:
    msgspec.json.decode(body, type=msgspec.Raw)  # cut off or a page of HTML: asked anew
    return body


def address(registry_id: str) -> str:
    """The page of a study for people."""
    return f"{HOME}/study/{registry_id}"


def split(body: bytes) -> Hashed:
    """Id and hash of a record, without decoding it. Raises Unreadable where there is no id to file it under.

    The hash is that of the bytes without the value of `derivedSection.miscInfoModule`, which holds the registry's own
    release date and changes daily. Equal bytes need no look inside: they were looked at once.
    """
    begin = _AS_SERVED.match(body)
    misc = _MISC.match(body, body.rfind(_MISC_BEGINS)) if begin else None
    if begin and misc:
        digest = hashlib.sha256(memoryview(body)[: misc.start(1)])
        digest.update(memoryview(body)[misc.end(1) :])
        return Hashed(begin[1].decode(), digest.hexdigest())
    try:
        parts = _parts.decode(body)
    except msgspec.DecodeError as error:
        raise _unreadable(error, body) from error
    registry_id = parts.protocolSection.identificationModule.nctId
    if not _ID.fullmatch(registry_id):
        raise Unreadable("protocolSection.identificationModule.nctId", registry_id, "is not NCT and eight digits")
    misc_module = bytes(parts.derivedSection.miscInfoModule) if parts.derivedSection else b""
    rest = body.replace(misc_module, b"", 1) if misc_module else body
    return Hashed(registry_id, hashlib.sha256(rest).hexdigest())


def kept(body: bytes) -> tuple[bytes, str]:
    """The record as it is kept (without results), and the hash of its content: SHA-256 of canonical JSON (sorted
    keys, no spaces) without `derivedSection.miscInfoModule`, so that formatting alone is no new version."""
    record = msgspec.json.decode(body)
    if not LEFT_OUT.isdisjoint(record):
        for name in LEFT_OUT:
            record.pop(name, None)
        body = msgspec.json.encode(record)
    derived = record.get("derivedSection")
    if isinstance(derived, dict):
        derived.pop("miscInfoModule", None)
    return body, hashlib.sha256(msgspec.json.encode(record, order="sorted")).hexdigest()


def _unreadable(error: Exception, body: bytes) -> Unreadable:
    if isinstance(error, KeyError):
        return Unreadable(str(error.args[0]), body[:200].decode(errors="replace"), "is missing")
    reason, _, path = str(error).partition(" - at `$")
    path = path.strip("`.")
    return Unreadable(path or "record", _excerpt(body, path), reason)


def _excerpt(body: bytes, path: str) -> str:
    """What stands at a path like `protocolSection.designModule.phases[0]`, for a curator to look at."""
    try:
        value = msgspec.json.decode(body)
        for step in re.findall(r"[^.\[\]]+", path.replace("[...]", "")):
            value = value[int(step)] if isinstance(value, list) else value[step]
        return msgspec.json.encode(value).decode()
    except (msgspec.DecodeError, LookupError, ValueError, TypeError):
        return body[:200].decode(errors="replace")


def in_breast_scope(record: TrialRecord) -> bool:
    """Whether breast is named, or solid tumours in general are meant, in titles, conditions or keywords."""
    named = " | ".join((record.title, record.official_title, *record.conditions, *record.keywords))
    return (
        _BREAST.search(named) is not None
        or _SOLID.search(named) is not None
        or any(_ANY_ADVANCED.fullmatch(condition.strip()) for condition in record.conditions)
    )


def in_scope(record: TrialRecord, *, scope: str, held: bool) -> bool:
    """Whether a listing belongs here: the whole decision, in one place (docs/registries.md)."""
    if held or scope == "everything":
        return True
    return in_breast_scope(record) and record.status in OPEN_STATUSES


def parse(raw: RawRecord) -> TrialRecord:
    """A study as we know it. Raises Unreadable(path, value) for a field of a shape we do not know."""
    try:
        decoded = _study.decode(_without_nul(raw.body))
    except msgspec.DecodeError as error:
        raise _unreadable(error, raw.body) from error
    protocol = decoded.protocolSection
    identification, status = protocol.identificationModule, protocol.statusModule
    design, eligibility = protocol.designModule, protocol.eligibilityModule
    design_info = design.designInfo or _DesignInfo()
    enrolment = design.enrollmentInfo or _Enrolment()
    expanded = status.expandedAccessInfo or _ExpandedAccess()
    places = protocol.contactsLocationsModule
    path = "protocolSection.statusModule."
    title = (identification.briefTitle or identification.officialTitle or "").strip()
    if not title:
        raise Unreadable("protocolSection.identificationModule.briefTitle", "", "is missing: a trial needs a title")
    if not status.overallStatus:
        raise Unreadable(path + "overallStatus", "", "is missing: a trial needs a status")
    return TrialRecord(
        registry=raw.registry,
        registry_id=identification.nctId,
        aliases=tuple(alias for alias in identification.nctIdAliases or () if _ID.fullmatch(alias)),
        title=title,
        official_title=identification.officialTitle or "",
        acronym=identification.acronym or "",
        summary=protocol.descriptionModule.briefSummary or "",
        status=kebab(status.overallStatus),
        last_known_status=kebab(status.lastKnownStatus or ""),
        why_stopped=status.whyStopped or "",
        study_type=kebab(design.studyType or ""),
        phases=tuple(_phase(word) for word in design.phases or ()),
        purpose=kebab(design_info.primaryPurpose or ""),
        allocation=kebab(design_info.allocation or ""),
        masking=kebab((design_info.maskingInfo or _Masking()).masking or ""),
        enrolment=_enrolment(enrolment.count),
        enrolment_kind=kebab(enrolment.type or ""),
        sponsor=_organisation(protocol.sponsorCollaboratorsModule.leadSponsor or _Sponsor()),
        collaborators=tuple(_organisation(one) for one in protocol.sponsorCollaboratorsModule.collaborators or ()),
        conditions=tuple(protocol.conditionsModule.conditions or ()),
        keywords=tuple(protocol.conditionsModule.keywords or ()),
        arms=tuple(
            Arm(one.label or "", kebab(one.type or ""), one.description or "", tuple(one.interventionNames or ()))
            for one in protocol.armsInterventionsModule.armGroups or ()
        ),
        interventions=tuple(
            Intervention(
                one.name or "",
                kebab(one.type or ""),
                one.description or "",
                tuple(one.otherNames or ()),
                tuple(one.armGroupLabels or ()),
            )
            for one in protocol.armsInterventionsModule.interventions or ()
        ),
        eligibility=eligibility.eligibilityCriteria or "",
        minimum_age=_age(eligibility.minimumAge, "minimumAge"),
        maximum_age=_age(eligibility.maximumAge, "maximumAge"),
        minimum_age_text=eligibility.minimumAge or "",
        maximum_age_text=eligibility.maximumAge or "",
        sex=kebab(eligibility.sex or ""),
        healthy_volunteers=eligibility.healthyVolunteers,
        central_contacts=tuple(_contact(one) for one in places.centralContacts or ()),
        secondary_ids=_secondary_ids(identification),
        has_results=bool(decoded.hasResults),
        has_expanded_access=expanded.hasExpandedAccess,
        expanded_access_id=expanded.nctId or "",
        started=_date(status.startDateStruct, path + "startDateStruct"),
        primary_completed=_date(status.primaryCompletionDateStruct, path + "primaryCompletionDateStruct"),
        completed=_date(status.completionDateStruct, path + "completionDateStruct"),
        first_posted=_date(status.studyFirstPostDateStruct, path + "studyFirstPostDateStruct"),
        updated=_date(status.lastUpdatePostDateStruct, path + "lastUpdatePostDateStruct"),
        verified=_date(_Date(status.statusVerifiedDate), path + "statusVerifiedDate"),
        results_posted=_date(status.resultsFirstPostDateStruct, path + "resultsFirstPostDateStruct"),
        sites=tuple(_site(one) for one in places.locations or ()),
    )


def _without_nul(body: bytes) -> bytes:
    """PostgreSQL keeps no NUL in text, and none is meant; dropped from what is parsed, kept in what is kept."""
    if b"\\u0000" not in body:
        return body
    return msgspec.json.encode(_drop_nul(msgspec.json.decode(body)))


def _drop_nul(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, list):
        return [_drop_nul(one) for one in value]
    if isinstance(value, dict):
        return {key.replace("\x00", ""): _drop_nul(one) for key, one in value.items()}
    return value


def _phase(word: str) -> str:
    """`PHASE2` → `2`, `EARLY_PHASE1` → `early-1`, `NA` → `na`; a new word is kept."""
    return kebab(word).replace("phase", "")


def _enrolment(count: int | None) -> int | None:
    return None if count is None or count < 0 or count >= UNKNOWN_ENROLMENT else count


def _organisation(sponsor: _Sponsor) -> Organisation:
    return Organisation(sponsor.name or "", kebab(sponsor.kind or ""))


def _secondary_ids(identification: _Identification) -> tuple[SecondaryId, ...]:
    own = identification.orgStudyIdInfo
    ids = [SecondaryId(own.id, "organisation")] if own and own.id else []
    ids += [
        SecondaryId(one.id, kebab(one.type or ""), one.domain or "")
        for one in identification.secondaryIdInfos or ()
        if one.id
    ]
    return tuple(ids)


def _contact(contact: _Contact) -> Contact:
    return Contact(
        contact.name or "", kebab(contact.role or ""), contact.phone or "", contact.phoneExt or "", contact.email or ""
    )


def _site(location: _Location) -> SiteRecord:
    point = location.geoPoint
    lat, lon = (point.lat, point.lon) if point else (None, None)
    known = lat is not None and lon is not None and -90 <= lat <= 90 and -180 <= lon <= 180
    return SiteRecord(
        facility=location.facility or "",
        city=location.city or "",
        state=location.state or "",
        zip=location.zip or "",
        country=location.country or "",
        status=kebab(location.status or ""),
        lat=lat if known else None,
        lon=lon if known else None,
        contacts=tuple(_contact(one) for one in location.contacts or ()),
    )


def _age(text: Text, field: str) -> float | None:
    """Years. The registry writes `18 Years`, `6 Months`; nothing or `N/A` means no limit."""
    if not text or text.strip().upper() == "N/A":
        return None
    match = _AGE.fullmatch(text.strip())
    if match is None:
        raise Unreadable(f"protocolSection.eligibilityModule.{field}", text, "is no age we know (such as 18 Years)")
    return round(float(match[1]) * _YEARS[match[2].lower()], 4)


def _date(value: _Date | None, path: str) -> PartialDate | None:
    """A date with the precision it was given in: `2024-05-17`, `2024-05`, `2024`."""
    if value is None or not value.date:
        return None
    parts = value.date.split("-")
    try:
        on = dt.date(int(parts[0]), *(int(part) for part in (parts[1:3] + ["1", "1"])[:2]))
    except ValueError as error:
        raise Unreadable(f"{path}.date", value.date, "is no date we know (2024-05-17, 2024-05)") from error
    precision = {1: "year", 2: "month"}.get(len(parts), "day")
    return PartialDate(on, precision, kebab(value.type or ""))
