"""A parsed record → the columns of our tables. Pure; called by intake."""

from __future__ import annotations

import hashlib
from typing import Any

from trials.records import PartialDate, TrialRecord

Row = dict[str, Any]

_AS_IT_IS = (
    "title official_title acronym summary status last_known_status why_stopped study_type purpose allocation masking "
    "enrolment enrolment_kind eligibility minimum_age maximum_age minimum_age_text maximum_age_text sex "
    "healthy_volunteers has_results has_expanded_access expanded_access_id "
    "phases collaborators conditions keywords arms interventions central_contacts secondary_ids"
).split()
_DATES = "started primary_completed completed first_posted updated verified results_posted".split()
_DATES_WITH_KIND = frozenset({"started", "primary_completed", "completed"})


def trial_row(record: TrialRecord) -> Row:
    """The columns of `Trial` that the record decides."""
    row: Row = {"public_id": record.registry_id}
    for name in _AS_IT_IS:
        row[name] = getattr(record, name)
    row["sponsor"], row["sponsor_class"] = record.sponsor.name, record.sponsor.kind
    for name in _DATES:
        date: PartialDate | None = getattr(record, name)
        row[f"{name}_on"] = date.on if date else None
        row[f"{name}_precision"] = date.precision if date else ""
        if name in _DATES_WITH_KIND:
            row[f"{name}_kind"] = date.kind if date else ""
    return row


def _identity(place: tuple[str, ...], ordinal: int) -> int:
    """A signed 64-bit digest of what makes a site this site; status, contacts and coordinates may change."""
    parts = "\x1f".join((*place, str(ordinal)))
    digest = hashlib.blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def site_rows(record: TrialRecord, *, registration: int) -> dict[int, Row]:
    """The rows of `TrialSite` by their identity, as keyed to a registration."""
    equals: dict[tuple[str, ...], int] = {}
    rows: dict[int, Row] = {}
    for site in record.sites:
        place = (site.facility, site.city, site.state, site.zip, site.country)
        ordinal = equals[place] = equals.get(place, -1) + 1
        identity = _identity(place, ordinal)
        rows[identity] = {
            "registration": registration,
            "identity": identity,
            "facility": site.facility,
            "city": site.city,
            "state": site.state,
            "zip": site.zip,
            "country": site.country,
            "ordinal": ordinal,
            "status": site.status,
            "lat": site.lat,
            "lon": site.lon,
            "contacts": site.contacts,
        }
    return rows
