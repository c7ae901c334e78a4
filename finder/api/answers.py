"""What each address of the API answers, as types: the rows that pages print too, and what stands around them. In and
out: nothing, shapes alone. `finder/api/schema.py` describes them, and the tests hold every real answer against them.

What a field means stands below it, or in `finder/api/schema_words.py` where it is the same everywhere.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict

from msgspec import Meta

from finder.center_detail import CenterDetail
from finder.center_rows import CenterRow
from finder.detail import TrialDetail
from finder.facets import PersonValue, Value
from finder.figures import Figures
from finder.history import ChangesOn, VersionRow
from finder.match_rows import MatchPoint
from finder.rows import TrialRow
from finder.site_rows import TrialSiteRow

# -- what stands around the rows --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sourced:
    data_timestamp: str | None
    attribution: str
    licence: str


@dataclass(frozen=True)
class Page(Sourced):
    count: int
    next: str | None
    previous: str | None


# -- facets -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """How many trials have each value of what the registry says, most first."""

    values: list[Value]


@dataclass(frozen=True)
class PersonCounts:
    """How the trials stand to each value that can be entered about a person."""

    values: list[PersonValue]
    silent: int
    """Trials that say nothing about it, or were not read yet."""


@dataclass(frozen=True)
class CenterCounts:
    """How many centers have each value, most first."""

    values: list[Value]
    silent: int
    """Centers of which we know nothing about it: neither a yes nor a no."""


TRIAL_FACETS = "TrialFacets"
"""The component that names each facet (`finder/api/schema.py`)."""
TrialFacets = Annotated[dict[str, Any], Meta(extra_json_schema={"$ref": f"#/components/schemas/{TRIAL_FACETS}"})]


# -- trials -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TrialsAnswer(Page):
    """A page of the trials that match, with facets."""

    results: list[TrialRow]
    facets: TrialFacets


@dataclass(frozen=True)
class FacetsAnswer(Sourced):
    """How many trials match, and how many of each kind."""

    count: int
    facets: TrialFacets


@dataclass(frozen=True)
class TrialAnswer(TrialDetail, Sourced):
    """Everything kept of one trial."""


@dataclass(frozen=True)
class VersionsAnswer(Sourced):
    """The versions that we keep of one trial, the newest first."""

    id: str
    count: int
    results: list[VersionRow]


@dataclass(frozen=True)
class ChangesAnswer(Sourced):
    """What changed in one trial, by day, the newest first."""

    id: str
    first_seen_at: dt.datetime | None
    """When we kept the first version. What changed before is not known."""
    since: dt.date | None
    """The day that was asked for."""
    not_comparable: int
    """Versions that cannot be compared with the one before: what they brought is not known."""
    count: int
    """How many days brought a change."""
    results: list[ChangesOn]


@dataclass(frozen=True)
class SitesAnswer(Page):
    """A page of the sites that match."""

    results: list[TrialSiteRow]


# -- match ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class MatchResult(TrialRow):
    """A trial, as in the lists, and how it stands to the person."""

    group: str
    """`may_fit`, `unknown`, `near_miss` or `does_not_fit`."""
    lead: str
    """Stands before the blockers; show both together. Empty where there are none."""
    blockers: list[MatchPoint]
    """What speaks against it."""
    open: list[MatchPoint]
    """What depends, and what the trial demands and the question left out."""
    silent: list[MatchPoint]
    """What was entered and the trial does not speak of: neither a yes nor a no."""


@dataclass(frozen=True)
class MatchGroup:
    """The trials of one group."""

    count: int
    results: list[MatchResult]


class MatchGroups(TypedDict, total=False):
    """All four groups, or the one that `group` asks for."""

    may_fit: MatchGroup
    """Nothing entered speaks against the trial, and something speaks for it."""
    unknown: MatchGroup
    """Nothing speaks against it, but a fact is missing."""
    near_miss: MatchGroup
    """One or two things speak against it, none of which is fixed. Something to ask about; no advice to put off or
    change a treatment."""
    does_not_fit: MatchGroup
    """Something that cannot change speaks against it, or more than two things do."""


@dataclass(frozen=True)
class MatchAnswer(Sourced):
    """Every trial in one of four groups."""

    count: int
    """Trials in all four groups."""
    groups: MatchGroups


# -- centers ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CentersAnswer(Page):
    """A page of the care centers that match, with facets."""

    results: list[CenterRow]
    facets: dict[str, CenterCounts]
    """By parameter: `service`, `group`, `availability`, `delivery`, `verified`, `accreditation`, `language`, and
    `state` where all stand in one country and nothing is asked to be near."""


@dataclass(frozen=True)
class CenterAnswer(CenterDetail, Sourced):
    """Everything published of one care center, each fact with its claims."""


@dataclass(frozen=True)
class ServiceGroup:
    """A group of services."""

    slug: str
    label: str


@dataclass(frozen=True)
class ServiceKind:
    """Something that a care center can offer."""

    slug: str
    group: str
    """Slug of its group."""
    label: str
    meaning: str
    synonyms: list[str]
    """Other names that `service` understands."""
    source: str


@dataclass(frozen=True)
class ServicesAnswer(Sourced):
    """What a center can offer."""

    count: int
    groups: list[ServiceGroup]
    results: list[ServiceKind]


# -- words, figures, registries ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TermNames:
    """What a term is called. Upper and lower case, accents and hyphens make no difference."""

    generic: list[str]
    """International nonproprietary names of a drug."""
    brand: list[str]
    """Trade names of a drug."""
    code: list[str]
    """Names of a drug from its development."""
    other: list[str]
    """All other wordings that we read in records."""
    asked: list[str]
    """Words that only a searcher uses for it; in a record they are not read."""


@dataclass(frozen=True)
class TermRow:
    """A word of the domain, with what it means and what it is called."""

    kind: str
    """`classes`, `conditions`, `drugs`, `histologies`, `markers`, `modalities`, `sites` (where a cancer spreads to),
    `spellings` or `stages`."""
    slug: str
    label: str
    meaning: str
    label_es: str
    """The label in Spanish; it awaits a medical translator's review, as `meaning_es` does."""
    meaning_es: str
    names: TermNames
    parents: list[str]
    """Slugs of the wider terms right above it: the classes of a drug or class, else terms of its own kind."""
    source: str
    reviewed_on: dt.date | None
    """When a person checked the row against its source; null: not yet."""


@dataclass(frozen=True)
class TermsAnswer(Sourced):
    """The vocabulary: what we search and read with."""

    count: int
    kinds: list[str]
    """All kinds of terms."""
    results: list[TermRow]


@dataclass(frozen=True)
class AccuracyAnswer(Figures, Sourced):
    """How often our reading of the trials' texts is right."""


@dataclass(frozen=True)
class RunRow:
    """A run of the synchronisation."""

    status: str
    """`running`, `done`, `failed` or `refused`."""
    started_at: dt.datetime
    finished_at: dt.datetime | None
    """Null while it is running."""


@dataclass(frozen=True)
class RegistryRow:
    """A registry, and how fresh its listings are."""

    registry: str
    name: str
    home: str
    """Address of the registry."""
    listed: int
    """Registrations that it lists and we hold."""
    data_timestamp: str | None
    """The registry's own date of the data that the last complete run took in; null before one."""
    last_complete_run: dt.datetime | None
    """When we last looked and saw everything."""
    last_run: RunRow | None


@dataclass(frozen=True)
class RegistriesAnswer(Sourced):
    """The registries that we take listings from."""

    results: list[RegistryRow]


@dataclass(frozen=True)
class Endpoint:
    """An address of the API."""

    name: str
    url: str
    """With {id} or {slug} where it is that of one thing."""
    summary: str


@dataclass(frozen=True)
class RootAnswer(Sourced):
    """The addresses of the API, and where it is described."""

    version: str
    """The version of the API that these addresses belong to."""
    description: str
    """What may change within a version, and what may not."""
    schema: str
    """Address of the OpenAPI document."""
    docs: str
    """Address of the same for people."""
    endpoints: list[Endpoint]


# -- problems ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ParameterProblem:
    """What is wrong with one parameter."""

    parameter: str
    """Its name."""
    detail: str
    """What is wrong, and what to do."""
    pointer: str | None
    """Where it stands in the body that was sent (a JSON pointer); null where it stands in the address."""


@dataclass(frozen=True)
class Problem:
    """An RFC 9457 problem document."""

    type: str
    """Always `about:blank`: the status says what kind of problem it is."""
    title: str
    status: int
    """The HTTP status."""
    detail: str
    """What happened, in a sentence."""


@dataclass(frozen=True)
class RefusedProblem(Problem):
    """A problem with parameters: each is named."""

    errors: list[ParameterProblem]
