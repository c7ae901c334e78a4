"""Every address of the API in OpenAPI's terms: what it is for, what it takes, what it answers. In: nothing; out:
`OPERATIONS`, by view and method. Called by `finder/api/schema_views.py`, which puts them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from finder.api import answers, schema_parameters
from finder.api.accuracy import Accuracy
from finder.api.centers import OneCenter, Services
from finder.api.changes import Changes, Versions
from finder.api.joint import Centers
from finder.api.match import LIMIT, Match
from finder.api.schema_views import Root
from finder.api.sites import ORDER, Sites
from finder.api.terms import TermFilters, Terms
from finder.api.views import Facets, OneTrial, Registries, Trials
from finder.center_filters import CenterFilters
from finder.center_rows import CenterRow
from finder.fields import QuestionFilters
from finder.filters import TrialFilters
from finder.matching import Group
from finder.rows import TrialRow
from finder.site_rows import TrialSiteRow

JSON = dict[str, Any]
SINCE: JSON = {"type": "string", "format": "date"}
GROUP: JSON = {"type": "string", "enum": list(Group)}
PLACES_HOLD_TOGETHER = (
    "All conditions on place hold at one and the same site. A site counts with its own status while its trial is open, "
    "with the trial's status otherwise."
)
PERSONS = (
    "Each trial's `fit` says for each thing entered about a person `admits` (stated, satisfied), `depends` (something "
    "is stated that does not settle it) or `silent` (nothing stated, or not read yet: neither a yes nor a no). What "
    "excludes is not listed. `reasons` hold the sentences."
)


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method of one address. `filters`: what declares its parameters; `more`: those that it takes besides."""

    id: str
    tag: str
    summary: str
    description: str = ""
    answer: type
    filters: type[QuestionFilters] | None = None
    without: tuple[str, ...] = ()
    more: Mapping[str, JSON] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    row: type | None = None
    """Of a list: what `fields` are chosen of, and what stands in its files."""
    in_body: bool = False
    moves: bool = False
    """Whether another id of the same thing answers 301."""


_MATCHING: dict[str, Any] = {
    "filters": TrialFilters,
    "more": {"group": GROUP},
    "words": schema_parameters.OF_MATCH,
    "answer": answers.MatchAnswer,
}
_MATCH = (
    "Every trial under the plain parameters and the place stands in one of four groups. `lead` belongs before its "
    "blockers. A near miss is something to ask about, never advice to put off or change a treatment. What is sent is "
    f"answered and kept nowhere. Without `group` the first `limit` ({LIMIT}) of each are answered."
)
OPERATIONS: Mapping[tuple[type, str], Operation] = {
    (Trials, "GET"): Operation(
        id="listTrials",
        tag="Trials",
        summary="Trials that match",
        description=f"{PLACES_HOLD_TOGETHER}\n\n{PERSONS}",
        answer=answers.TrialsAnswer,
        row=TrialRow,
        filters=TrialFilters,
    ),
    (OneTrial, "GET"): Operation(
        id="getTrial",
        tag="Trials",
        summary="Everything kept of one trial",
        description="`asks` is what its text asks, read by a computer: show the quotes beside it.",
        answer=answers.TrialAnswer,
        moves=True,
    ),
    (Versions, "GET"): Operation(
        id="listVersions",
        tag="Trials",
        summary="The versions that we keep of one trial",
        answer=answers.VersionsAnswer,
        moves=True,
    ),
    (Changes, "GET"): Operation(
        id="listChanges",
        tag="Trials",
        summary="What changed in one trial, by day",
        answer=answers.ChangesAnswer,
        more={"since": SINCE},
        moves=True,
    ),
    (Sites, "GET"): Operation(
        id="listSites",
        tag="Trials",
        summary="Sites of trials that match",
        description=(
            "A row for each site at which all conditions on place hold; without any, for each site of each trial that "
            "matches. Nearest first where `near` is given, else by the id of the trial."
        ),
        answer=answers.SitesAnswer,
        row=TrialSiteRow,
        filters=TrialFilters,
        without=(ORDER,),
    ),
    (Facets, "GET"): Operation(
        id="countTrials",
        tag="Trials",
        summary="How many trials match, and of which kinds",
        answer=answers.FacetsAnswer,
        filters=TrialFilters,
    ),
    (Match, "GET"): Operation(
        id="matchByAddress", tag="Match", summary="Every trial in one of four groups", description=_MATCH, **_MATCHING
    ),
    (Match, "POST"): Operation(
        id="match",
        tag="Match",
        summary="Every trial in one of four groups, asked in the body",
        description=f"{_MATCH} The same parameters as a JSON object, so that no address holds what concerns a person.",
        in_body=True,
        **_MATCHING,
    ),
    (Centers, "GET"): Operation(
        id="listCenters",
        tag="Care centers",
        summary="Care centers that match, and whose trials recruit there",
        description=(
            "A service, its availability, its delivery and that it is verified hold for one and the same offering. Any "
            "parameter of the trials with `trial.` before it means: with a recruiting site of a trial that …"
        ),
        answer=answers.CentersAnswer,
        row=CenterRow,
        filters=CenterFilters,
        words={"sort": "Order. By default by distance with `near`, else by relevance with `q`, else by name."},
    ),
    (OneCenter, "GET"): Operation(
        id="getCenter",
        tag="Care centers",
        summary="Everything published of one care center, each fact with its claims",
        answer=answers.CenterAnswer,
    ),
    (Services, "GET"): Operation(
        id="listServices",
        tag="Care centers",
        summary="What a care center can offer",
        answer=answers.ServicesAnswer,
    ),
    (Root, "GET"): Operation(
        id="getRoot",
        tag="About the data",
        summary="The addresses of this version, and where they are described",
        answer=answers.RootAnswer,
    ),
    (Terms, "GET"): Operation(
        id="listTerms",
        tag="About the data",
        summary="The vocabulary: every term with its meaning and names",
        answer=answers.TermsAnswer,
        filters=TermFilters,
    ),
    (Registries, "GET"): Operation(
        id="listRegistries",
        tag="About the data",
        summary="How fresh each registry's listings are",
        answer=answers.RegistriesAnswer,
    ),
    (Accuracy, "GET"): Operation(
        id="getAccuracy",
        tag="About the data",
        summary="How often our reading of texts is right",
        answer=answers.AccuracyAnswer,
    ),
}
