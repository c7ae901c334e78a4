"""The registry's names for parts of a study. Comes in: a name as callers write it (`NCTId`, `StatusModule`,
`protocolSection`). Goes out: the path in the JSON, or the values there. Called by records, query and listing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

JSON = dict[str, Any]
Path = tuple[str, ...]


class Refused(Exception):
    """A request the registry answers with 400 and this text."""


MODULES: dict[str, str] = {
    "protocolSection": "identificationModule statusModule sponsorCollaboratorsModule oversightModule descriptionModule"
    " conditionsModule designModule armsInterventionsModule outcomesModule eligibilityModule contactsLocationsModule"
    " referencesModule ipdSharingStatementModule",
    "resultsSection": "participantFlowModule baselineCharacteristicsModule outcomeMeasuresModule adverseEventsModule"
    " moreInfoModule",
    "annotationSection": "annotationModule",
    "documentSection": "largeDocumentModule",
    "derivedSection": "miscInfoModule conditionBrowseModule interventionBrowseModule",
    "hasResults": "",
}

_PIECES = {
    "NCTId": "protocolSection.identificationModule.nctId",
    "NCTIdAlias": "protocolSection.identificationModule.nctIdAliases",
    "OrgStudyId": "protocolSection.identificationModule.orgStudyIdInfo.id",
    "SecondaryId": "protocolSection.identificationModule.secondaryIdInfos.id",
    "BriefTitle": "protocolSection.identificationModule.briefTitle",
    "OfficialTitle": "protocolSection.identificationModule.officialTitle",
    "Acronym": "protocolSection.identificationModule.acronym",
    "OverallStatus": "protocolSection.statusModule.overallStatus",
    "LastKnownStatus": "protocolSection.statusModule.lastKnownStatus",
    "StartDate": "protocolSection.statusModule.startDateStruct.date",
    "PrimaryCompletionDate": "protocolSection.statusModule.primaryCompletionDateStruct.date",
    "CompletionDate": "protocolSection.statusModule.completionDateStruct.date",
    "StudyFirstPostDate": "protocolSection.statusModule.studyFirstPostDateStruct.date",
    "ResultsFirstPostDate": "protocolSection.statusModule.resultsFirstPostDateStruct.date",
    "LastUpdatePostDate": "protocolSection.statusModule.lastUpdatePostDateStruct.date",
    "LeadSponsorName": "protocolSection.sponsorCollaboratorsModule.leadSponsor.name",
    "LeadSponsorClass": "protocolSection.sponsorCollaboratorsModule.leadSponsor.class",
    "Condition": "protocolSection.conditionsModule.conditions",
    "Keyword": "protocolSection.conditionsModule.keywords",
    "StudyType": "protocolSection.designModule.studyType",
    "Phase": "protocolSection.designModule.phases",
    "EnrollmentCount": "protocolSection.designModule.enrollmentInfo.count",
    "InterventionName": "protocolSection.armsInterventionsModule.interventions.name",
    "LocationCountry": "protocolSection.contactsLocationsModule.locations.country",
    "LocationStatus": "protocolSection.contactsLocationsModule.locations.status",
    "ConditionMeshTerm": "derivedSection.conditionBrowseModule.meshes.term",
    "ConditionAncestorTerm": "derivedSection.conditionBrowseModule.ancestors.term",
    "VersionHolder": "derivedSection.miscInfoModule.versionHolder",
}

PIECES: dict[str, Path] = {name.lower(): tuple(path.split(".")) for name, path in _PIECES.items()}

NAMES: dict[str, Path] = {
    **{section.lower(): (section,) for section in MODULES},
    **{module.lower(): (section, module) for section, modules in MODULES.items() for module in modules.split()},
    **PIECES,
}

AREAS: dict[str, tuple[str, ...]] = {
    "conditionsearch": (
        "condition",
        "keyword",
        "brieftitle",
        "officialtitle",
        "conditionmeshterm",
        "conditionancestorterm",
    ),
    "idsearch": ("nctid", "nctidalias", "orgstudyid", "secondaryid"),
    **{piece: (piece,) for piece in PIECES},
}
"""Search areas as lists of pieces. `basicsearch`, the whole record, is treated apart in records.py."""


def values_at(value: object, path: Path) -> Iterator[str]:
    """Every text, number or truth value at `path`; lists on the way are walked, other shapes passed over."""
    if isinstance(value, list):
        for item in value:
            yield from values_at(item, path)
    elif path:
        if isinstance(value, dict) and path[0] in value:
            yield from values_at(value[path[0]], path[1:])
    elif isinstance(value, str | int | float):
        yield str(value)


def all_texts(value: object) -> Iterator[str]:
    """Every text of the record, in its order."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from all_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from all_texts(inner)
    elif isinstance(value, str):
        yield value


def parse_fields(text: str) -> list[Path]:
    """`NCTId|StatusModule` → paths. Separated by commas or pipes, in any letter case, dotted paths allowed."""
    names = [name.strip() for name in text.replace("|", ",").split(",")]
    paths = []
    unknown = []
    for name in names:
        path = NAMES.get(name.lower())
        if path is None and "." in name:
            dotted = tuple(name.split("."))
            path = dotted if dotted[0] in MODULES else None
        if path is None:
            unknown.append(name or "(empty)")
        else:
            paths.append(path)
    if unknown:
        raise Refused(f"`fields` parameter has unknown values: {', '.join(unknown)}")
    return paths


def prune(value: object, paths: Iterable[Path]) -> object:
    """The parts of `value` that stand at `paths`; None where nothing does."""
    wanted = list(paths)
    if any(not path for path in wanted):
        return value
    if isinstance(value, list):
        kept = [prune(item, wanted) for item in value]
        return [item for item in kept if item is not None] or None
    if not isinstance(value, Mapping):
        return None
    result: JSON = {}
    for key, inner in value.items():
        below = [path[1:] for path in wanted if path[0] == key]
        part = prune(inner, below) if below else None
        if part is not None:
            result[key] = part
    return result or None
