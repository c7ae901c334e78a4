"""What every registry must produce: RawRecord (bytes as served) and TrialRecord (typed, parsed).

Comes in: nothing; pure data shapes and the rules that hold for every registry. Used by registries, intake and index.
"""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

import msgspec

OPEN_STATUSES = frozenset({"recruiting", "not-yet-recruiting", "enrolling-by-invitation", "available"})
"""A trial in one of these takes part in "open or about to open" (DESIGN.md, *Site status*)."""


class RawRecord(msgspec.Struct, frozen=True, gc=False):
    """One record as the registry served it. `body` is its JSON, verbatim (without the results section)."""

    registry: str
    registry_id: str
    body: bytes


class Unreadable(Exception):
    """A record whose field has a shape we do not know. `path` is dotted, `value` a short excerpt."""

    def __init__(self, path: str, value: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.value = value[:500]
        self.reason = reason


class PartialDate(msgspec.Struct, frozen=True, gc=False):
    """A date with the precision the registry gave: `day`, `month` or `year`. `on` is the first day of it."""

    on: dt.date
    precision: str
    kind: str = ""
    """`actual`, `estimated` or empty where the registry does not say."""


class Contact(msgspec.Struct, frozen=True, gc=False):
    name: str = ""
    role: str = ""
    phone: str = ""
    phone_extension: str = ""
    email: str = ""


class Organisation(msgspec.Struct, frozen=True, gc=False):
    """A sponsor or collaborator; `kind` is the registry's class in kebab case (`industry`, `nih`, `other` …)."""

    name: str
    kind: str = ""


class Intervention(msgspec.Struct, frozen=True, gc=False):
    name: str
    kind: str = ""
    description: str = ""
    other_names: tuple[str, ...] = ()
    arms: tuple[str, ...] = ()


class Arm(msgspec.Struct, frozen=True, gc=False):
    label: str
    kind: str = ""
    description: str = ""
    interventions: tuple[str, ...] = ()


class SecondaryId(msgspec.Struct, frozen=True, gc=False):
    value: str
    kind: str = ""
    domain: str = ""


class SiteRecord(msgspec.Struct, frozen=True, gc=False):
    """A place where the trial runs. Coordinates are those of the city. Empty text means the registry is silent."""

    facility: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""
    status: str = ""
    lat: float | None = None
    lon: float | None = None
    contacts: tuple[Contact, ...] = ()


class TrialRecord(msgspec.Struct, frozen=True, gc=False):
    """One trial, parsed. Words of a registry's vocabularies are in kebab case; a word we do not know is kept."""

    registry: str
    registry_id: str
    title: str
    aliases: tuple[str, ...] = ()
    official_title: str = ""
    acronym: str = ""
    summary: str = ""
    status: str = ""
    last_known_status: str = ""
    why_stopped: str = ""
    study_type: str = ""
    phases: tuple[str, ...] = ()
    """`early-1`, `1`, `2`, `3`, `4`, `na`; a phase 1/2 trial has both."""
    purpose: str = ""
    allocation: str = ""
    masking: str = ""
    enrolment: int | None = None
    enrolment_kind: str = ""
    sponsor: Organisation = Organisation(name="")
    collaborators: tuple[Organisation, ...] = ()
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    arms: tuple[Arm, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    eligibility: str = ""
    minimum_age: float | None = None
    """Years; months and days as fractions. None: no limit."""
    maximum_age: float | None = None
    minimum_age_text: str = ""
    maximum_age_text: str = ""
    sex: str = ""
    """`all`, `female`, `male`, or empty where the registry is silent."""
    healthy_volunteers: bool | None = None
    central_contacts: tuple[Contact, ...] = ()
    secondary_ids: tuple[SecondaryId, ...] = ()
    has_results: bool = False
    has_expanded_access: bool | None = None
    expanded_access_id: str = ""
    started: PartialDate | None = None
    primary_completed: PartialDate | None = None
    completed: PartialDate | None = None
    first_posted: PartialDate | None = None
    updated: PartialDate | None = None
    verified: PartialDate | None = None
    results_posted: PartialDate | None = None
    sites: tuple[SiteRecord, ...] = ()


@functools.lru_cache(maxsize=2_000)
def kebab(word: str) -> str:
    """A registry's constant as our slug: `NOT_YET_RECRUITING` → `not-yet-recruiting`."""
    return word.strip().lower().replace("_", "-").replace(" ", "-")


def site_counts_as(trial_status: str, site_status: str) -> str:
    """The status with which a site counts. Source of the rule: DESIGN.md, *Site status*.

    While its trial is open a site counts with its own status (with the trial's where it has none); a site of a trial
    in any other status counts with the trial's, whatever the site says: registries leave sites "recruiting" for years
    after a trial has ended.
    """
    if trial_status in OPEN_STATUSES:
        return site_status or trial_status
    return trial_status


def as_builtins(value: Any) -> Any:
    """Frozen structs as plain lists and dicts, for JSON columns."""
    return msgspec.to_builtins(value)
