"""What the API answers, as types. Made from its schema by `python -m tests.client.shapes`, not by hand.

Fields may be added within a version of the API: a program passes over what it does not know.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict


class AccreditationRow(TypedDict):
    """What a body attests to a center."""

    id: int
    body: str
    level: str
    valid_through: str | None
    location: int | None
    standing: str
    claims: list[ClaimRow]


class AccuracyAnswer(TypedDict):
    """How often our reading of the trials' texts is right."""

    data_timestamp: str | None
    attribution: str
    licence: str
    date: str
    trials: int
    overall: Measured
    fields: list[Measured]


class Arm(TypedDict):
    """A group of a trial."""

    label: str
    kind: str
    description: str
    interventions: list[str]


class CenterAnswer(TypedDict):
    """Everything published of one care center, each fact with its claims."""

    data_timestamp: str | None
    attribution: str
    licence: str
    id: int
    slug: str
    url: str
    name: str
    kind: str
    treats_patients: bool
    other_names: list[str]
    network: str
    website: str
    standing: str
    claims: list[ClaimRow]
    services: list[OfferingGroup]
    contacts: list[ChannelGroup]
    locations: list[LocationRow]
    accreditations: list[AccreditationRow]
    unknown: list[str]
    judged_on: str


class CenterCounts(TypedDict):
    """How many centers have each value, most first."""

    values: list[Value]
    silent: int


class CenterRow(TypedDict):
    """A care center in a list."""

    id: str
    name: str
    kind: str
    treats_patients: bool
    network: str
    website: str
    nearest: NearestLocation | None
    accreditations: list[str]
    services: list[str]
    why: list[ServiceHere]
    trials: TrialsHere | None
    contacts: list[ContactHere]
    url: str


class CentersAnswer(TypedDict):
    """A page of the care centers that match, with facets."""

    data_timestamp: str | None
    attribution: str
    licence: str
    count: int
    next: str | None
    previous: str | None
    results: list[CenterRow | SomeCenterRow]
    facets: dict[str, CenterCounts]


class Change(TypedDict):
    """One difference between two versions of a registration."""

    field: str
    kind: str
    before: str
    after: str
    words: str
    details: list[str]


class ChangesAnswer(TypedDict):
    """What changed in one trial, by day, the newest first."""

    data_timestamp: str | None
    attribution: str
    licence: str
    id: str
    first_seen_at: str | None
    since: str | None
    not_comparable: int
    count: int
    results: list[ChangesOn]


class ChangesOn(TypedDict):
    """What one version brought."""

    on: str
    fetched_at: str
    registry_id: str
    source_timestamp: str
    content_hash: str
    changes: list[Change]


class ChannelGroup(TypedDict):
    """Ways to reach a center for one purpose."""

    purpose: str
    label: str
    channels: list[ChannelRow]


class ChannelRow(TypedDict):
    """How to reach the center."""

    id: int
    kind: str
    label: str
    medium: str
    audience: str
    audience_label: str
    value: str
    value_shown: str
    location: int | None
    hours: str
    hours_words: list[str]
    timezone: str
    languages: list[str]
    condition: str
    cost: str
    reply: str
    urgent: str
    standing: str
    claims: list[ClaimRow]


class ClaimRow(TypedDict):
    """What a fact rests on."""

    fact: str
    standing: str
    source_url: str
    document: str
    quote: str
    captured_on: str
    source_date: str | None
    verified_on: str | None
    verified_by: str
    expires_on: str | None


class Contact(TypedDict):
    """A person or desk to ask, as the registry gives it."""

    name: str
    role: str
    phone: str
    phone_extension: str
    email: str


class ContactHere(TypedDict):
    """The first way to reach a center for one purpose."""

    purpose: str
    purpose_label: str
    channel: ChannelRow


class Counts(TypedDict):
    """How many trials have each value of what the registry says, most first."""

    values: list[Value]


class DateOf(TypedDict):
    """As precise as the registry gives it: `2026-02` or `2026-02-17`; `kind`: actual, estimated or empty."""

    date: str
    kind: str


class Endpoint(TypedDict):
    """An address of the API."""

    name: str
    url: str
    summary: str


class FacetsAnswer(TypedDict):
    """How many trials match, and how many of each kind."""

    data_timestamp: str | None
    attribution: str
    licence: str
    count: int
    facets: TrialFacets


class Intervention(TypedDict):
    """Something that a trial tests, as the registry gives it."""

    name: str
    kind: str
    description: str
    other_names: list[str]
    arms: list[str]


class LocationRow(TypedDict):
    """A place where a center sees people."""

    id: int
    main: bool
    name: str
    address: str
    city: str
    state: str
    zip: str
    country: str
    lat: float | None
    lon: float | None
    phone: str
    phone_shown: str
    hours: str
    hours_words: list[str]
    timezone: str
    accessibility: str
    languages: list[str]
    standing: str
    claims: list[ClaimRow]


class MatchAnswer(TypedDict):
    """Every trial in one of four groups."""

    data_timestamp: str | None
    attribution: str
    licence: str
    count: int
    groups: MatchGroups


class MatchGroup(TypedDict):
    """The trials of one group."""

    count: int
    results: list[MatchResult]


class MatchGroups(TypedDict):
    """All four groups, or the one that `group` asks for."""

    does_not_fit: NotRequired[MatchGroup]
    may_fit: NotRequired[MatchGroup]
    near_miss: NotRequired[MatchGroup]
    unknown: NotRequired[MatchGroup]


class MatchPoint(TypedDict):
    """One thing that blocks, is open, or is not spoken of."""

    parameter: str
    key: str
    words: str
    cohorts: list[str]
    said: list[Said]


class MatchResult(TypedDict):
    """A trial, as in the lists, and how it stands to the person."""

    id: str
    title: str
    acronym: str
    status: str
    phases: list[str]
    study_type: str
    sponsor: str
    conditions: list[str]
    interventions: list[str]
    nearest: NearestSite | None
    fit: dict[str, str]
    reasons: list[Reason]
    verified_on: str | None
    updated_on: str | None
    url: str
    group: str
    lead: str
    blockers: list[MatchPoint]
    open: list[MatchPoint]
    silent: list[MatchPoint]
    example: bool


class Measured(TypedDict):
    """One kind of answer, on trials that people had labelled by hand."""

    field: str
    labelled: int
    read: int
    right: int
    exact: int
    scored: int
    precision: float
    recall: float
    f1: float


class NearestLocation(TypedDict):
    """The nearest location where what was asked holds."""

    city: str
    state: str
    country: str
    distance: float | None
    unit: str


class NearestSite(TypedDict):
    """The nearest site at which all that was asked of the place holds."""

    facility: str
    city: str
    state: str
    country: str
    status: str
    distance: float
    unit: str
    center: str | None


class OfferingGroup(TypedDict):
    """What a center offers of one group of services."""

    group: str
    label: str
    offerings: list[OfferingRow]


class OfferingRow(TypedDict):
    """A service that a center offers."""

    id: int
    service: str
    label: str
    meaning: str
    location: int | None
    availability: str
    delivery: str
    conditions: str
    cost: str
    standing: str
    claims: list[ClaimRow]


class Organisation(TypedDict):
    """A sponsor or collaborator; `kind` is the registry's class in kebab case (`industry`, `nih`, `other` …)."""

    name: str
    kind: str


class PersonCounts(TypedDict):
    """How the trials stand to each value that can be entered about a person."""

    values: list[PersonValue]
    silent: int


class PersonValue(TypedDict):
    """How many trials admit on a value, and in how many it depends."""

    value: str
    label: str
    admits: int
    depends: int


class Quote(TypedDict):
    """A sentence of the listing."""

    field: str
    text: str
    start: int
    end: int
    section: str
    cohort: str | None
    condition: str


class Reason(TypedDict):
    """Why a trial stands as it does to one thing that was entered."""

    parameter: str
    verdict: str
    note: str
    cohorts: list[str]
    said: list[Said]


class RegistrationRow(TypedDict):
    """A registry's listing of a trial."""

    registry: str
    id: str
    url: str
    listed: bool
    delisted_on: str | None
    aliases: list[str]


class RegistriesAnswer(TypedDict):
    """The registries that we take listings from."""

    data_timestamp: str | None
    attribution: str
    licence: str
    results: list[RegistryRow]


class RegistryRow(TypedDict):
    """A registry, and how fresh its listings are."""

    registry: str
    name: str
    home: str
    listed: int
    data_timestamp: str | None
    last_complete_run: str | None
    last_run: RunRow | None


class RootAnswer(TypedDict):
    """The addresses of the API, and where it is described."""

    data_timestamp: str | None
    attribution: str
    licence: str
    version: str
    description: str
    schema: str
    docs: str
    endpoints: list[Endpoint]


class RunRow(TypedDict):
    """A run of the synchronisation."""

    status: str
    started_at: str
    finished_at: str | None


class Said(TypedDict):
    """What the trial says that concerns one parameter."""

    title: str
    words: str
    quotes: list[Quote]
    key: str


class SecondaryId(TypedDict):
    """Another id of a trial."""

    value: str
    kind: str
    domain: str


class ServiceGroup(TypedDict):
    """A group of services."""

    slug: str
    label: str


class ServiceHere(TypedDict):
    """An offering that meets what was asked."""

    service: str
    label: str
    availability: str
    delivery: str
    conditions: str
    where: str | None
    standing: str
    claim: ClaimRow


class ServiceKind(TypedDict):
    """Something that a care center can offer."""

    slug: str
    group: str
    label: str
    meaning: str
    synonyms: list[str]
    source: str


class ServicesAnswer(TypedDict):
    """What a center can offer."""

    data_timestamp: str | None
    attribution: str
    licence: str
    count: int
    groups: list[ServiceGroup]
    results: list[ServiceKind]


class SiteHere(TypedDict):
    """A trial's site at the center, with the status it counts with."""

    facility: str
    city: str
    state: str
    status: str


class SiteRow(TypedDict):
    """A place where a trial runs."""

    facility: str
    city: str
    state: str
    zip: str
    country: str
    status: str
    registry_status: str
    lat: float | None
    lon: float | None
    contacts: list[Contact]
    center: str | None
    distance: float | None


class SitesAnswer(TypedDict):
    """A page of the sites that match."""

    data_timestamp: str | None
    attribution: str
    licence: str
    count: int
    next: str | None
    previous: str | None
    results: list[TrialSiteRow | SomeTrialSiteRow]


class SomeCenterRow(TypedDict):
    """A CenterRow of which `fields` chose some."""

    id: str
    name: NotRequired[str]
    kind: NotRequired[str]
    treats_patients: NotRequired[bool]
    network: NotRequired[str]
    website: NotRequired[str]
    nearest: NotRequired[NearestLocation | None]
    accreditations: NotRequired[list[str]]
    services: NotRequired[list[str]]
    why: NotRequired[list[ServiceHere]]
    trials: NotRequired[TrialsHere | None]
    contacts: NotRequired[list[ContactHere]]
    url: NotRequired[str]


class SomeTrialRow(TypedDict):
    """A TrialRow of which `fields` chose some."""

    id: str
    title: NotRequired[str]
    acronym: NotRequired[str]
    status: NotRequired[str]
    phases: NotRequired[list[str]]
    study_type: NotRequired[str]
    sponsor: NotRequired[str]
    conditions: NotRequired[list[str]]
    interventions: NotRequired[list[str]]
    nearest: NotRequired[NearestSite | None]
    fit: NotRequired[dict[str, str]]
    reasons: NotRequired[list[Reason]]
    verified_on: NotRequired[str | None]
    updated_on: NotRequired[str | None]
    url: NotRequired[str]
    example: NotRequired[bool]


class SomeTrialSiteRow(TypedDict):
    """A TrialSiteRow of which `fields` chose some."""

    id: str
    trial: NotRequired[str]
    facility: NotRequired[str]
    city: NotRequired[str]
    state: NotRequired[str]
    zip: NotRequired[str]
    country: NotRequired[str]
    lat: NotRequired[float | None]
    lon: NotRequired[float | None]
    status: NotRequired[str]
    distance: NotRequired[float | None]
    unit: NotRequired[str]
    center: NotRequired[str | None]
    url: NotRequired[str]


class Statement(TypedDict):
    """What a trial asks of people, in plain words."""

    question: str
    key: str
    parameter: str
    title: str
    words: str
    kind: str
    quotes: list[Quote]
    cohorts: list[str]
    ruled: bool


class TermNames(TypedDict):
    """What a term is called."""

    generic: list[str]
    brand: list[str]
    code: list[str]
    other: list[str]
    asked: list[str]


class TermRow(TypedDict):
    """A word of the domain, with what it means and what it is called."""

    kind: str
    slug: str
    label: str
    meaning: str
    label_es: str
    meaning_es: str
    names: TermNames
    parents: list[str]
    source: str
    reviewed_on: str | None


class TermsAnswer(TypedDict):
    """The vocabulary: what we search and read with."""

    data_timestamp: str | None
    attribution: str
    licence: str
    count: int
    kinds: list[str]
    results: list[TermRow]


class TrialAnswer(TypedDict):
    """Everything kept of one trial."""

    data_timestamp: str | None
    attribution: str
    licence: str
    id: str
    example: bool
    url: str
    registrations: list[RegistrationRow]
    title: str
    official_title: str
    acronym: str
    summary: str
    status: str
    last_known_status: str
    why_stopped: str
    study_type: str
    phases: list[str]
    purpose: str
    allocation: str
    masking: str
    enrolment: int | None
    enrolment_kind: str
    sponsor: str
    sponsor_class: str
    collaborators: list[Organisation]
    conditions: list[str]
    keywords: list[str]
    arms: list[Arm]
    interventions: list[Intervention]
    eligibility: str
    minimum_age: str
    maximum_age: str
    sex: str
    healthy_volunteers: bool | None
    central_contacts: list[Contact]
    secondary_ids: list[SecondaryId]
    has_results: bool
    has_expanded_access: bool | None
    expanded_access_id: str
    started: DateOf | None
    primary_completed: DateOf | None
    completed: DateOf | None
    first_posted: DateOf | None
    updated: DateOf | None
    verified: DateOf | None
    results_posted: DateOf | None
    sites: list[SiteRow]
    read_on: str | None
    asks: list[Statement]
    unsaid: list[str]


class TrialFacets(TypedDict):
    """How many trials there are of each kind, by the parameter that asks for it."""

    status: NotRequired[Counts]
    phase: NotRequired[Counts]
    type: NotRequired[Counts]
    purpose: NotRequired[Counts]
    sponsor_class: NotRequired[Counts]
    randomized: NotRequired[Counts]
    placebo: NotRequired[Counts]
    expanded_access: NotRequired[Counts]
    has_results: NotRequired[Counts]
    scope: NotRequired[Counts]
    modality: NotRequired[Counts]
    country: NotRequired[Counts]
    state: NotRequired[Counts]
    subtype: NotRequired[PersonCounts]
    brain: NotRequired[PersonCounts]
    leptomeningeal: NotRequired[PersonCounts]
    stage: NotRequired[PersonCounts]
    ecog: NotRequired[PersonCounts]
    measurable: NotRequired[PersonCounts]
    menopause: NotRequired[PersonCounts]
    biomarker: NotRequired[PersonCounts]
    biomarker_not: NotRequired[PersonCounts]
    had: NotRequired[PersonCounts]
    not_had: NotRequired[PersonCounts]
    spread: NotRequired[PersonCounts]


class TrialHere(TypedDict):
    """A trial, and its site at a center."""

    trial: TrialRow
    site: SiteHere | None


class TrialRow(TypedDict):
    """A trial in a list."""

    id: str
    title: str
    acronym: str
    status: str
    phases: list[str]
    study_type: str
    sponsor: str
    conditions: list[str]
    interventions: list[str]
    nearest: NearestSite | None
    fit: dict[str, str]
    reasons: list[Reason]
    verified_on: str | None
    updated_on: str | None
    url: str
    example: bool


class TrialSiteRow(TypedDict):
    """A place where a trial runs, at which all that was asked of the place holds."""

    id: str
    trial: str
    facility: str
    city: str
    state: str
    zip: str
    country: str
    lat: float | None
    lon: float | None
    status: str
    distance: float | None
    unit: str
    center: str | None
    url: str


class TrialsAnswer(TypedDict):
    """A page of the trials that match, with facets."""

    data_timestamp: str | None
    attribution: str
    licence: str
    count: int
    next: str | None
    previous: str | None
    results: list[TrialRow | SomeTrialRow]
    facets: TrialFacets


class TrialsHere(TypedDict):
    """The trials with a site there that meet what was asked, by how they stand to it; the first of them."""

    admits: int
    depends: int
    silent: int
    first: list[TrialHere]


class Value(TypedDict):
    """How many there are of one value."""

    value: str
    label: str
    count: int


class VersionRow(TypedDict):
    """A version of a listing that we keep."""

    fetched_at: str
    registry: str
    registry_id: str
    source_timestamp: str
    content_hash: str
    changes: int | None


class VersionsAnswer(TypedDict):
    """The versions that we keep of one trial, the newest first."""

    data_timestamp: str | None
    attribution: str
    licence: str
    id: str
    count: int
    results: list[VersionRow]
