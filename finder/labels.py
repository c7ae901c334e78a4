"""Registry words as a person would say them. In: a group and a value; out: a label. Used by facets, rows and pages."""

from __future__ import annotations

from finder.countries import country_name, us_state_name

STATUSES = {
    "recruiting": "Recruiting",
    "not-yet-recruiting": "Not yet recruiting",
    "enrolling-by-invitation": "Enrolling by invitation",
    "active-not-recruiting": "Running, no longer recruiting",
    "suspended": "Paused",
    "terminated": "Stopped early",
    "completed": "Finished",
    "withdrawn": "Withdrawn before it began",
    "unknown": "Unknown: not confirmed for two years",
    "available": "Expanded access: available",
    "temporarily-not-available": "Expanded access: paused",
    "no-longer-available": "Expanded access: no longer available",
    "approved-for-marketing": "Expanded access: approved for use",
    "withheld": "Withheld",
}
PHASES = {
    "early-1": "Early phase 1",
    "1": "Phase 1",
    "2": "Phase 2",
    "3": "Phase 3",
    "4": "Phase 4",
    "na": "No phase (not a drug study)",
}
TYPES = {
    "interventional": "Tests a treatment or other care",
    "observational": "Observes only",
    "expanded-access": "Expanded access",
}
PURPOSES = {
    "treatment": "Treatment",
    "supportive-care": "Supportive care",
    "diagnostic": "Diagnosis",
    "prevention": "Prevention",
    "screening": "Screening",
    "health-services-research": "How care is given",
    "basic-science": "Basic science",
    "device-feasibility": "Trying out a device",
    "ect": "Educational or counselling",
    "other": "Other",
}
SPONSOR_CLASSES = {
    "industry": "Company",
    "nih": "US National Institutes of Health",
    "fed": "Other US federal agency",
    "other-gov": "Other government body",
    "network": "Research network",
    "indiv": "A person",
    "other": "University, hospital or other",
    "ambig": "Unclear",
    "unknown": "Unknown",
}
YES_NO = {"yes": "Yes", "no": "No"}
SITE_STATUSES = {
    "recruiting": "Recruiting now",
    "open": "Open or about to open",
    "any": "Any, closed ones too",
}
UNITS = {"mi": "miles", "km": "kilometres"}
SEXES = {"female": "Female", "male": "Male"}
GROUPS: dict[str, dict[str, str]] = {
    "status": STATUSES,
    "phase": PHASES,
    "type": TYPES,
    "purpose": PURPOSES,
    "sponsor_class": SPONSOR_CLASSES,
    "randomized": YES_NO,
    "placebo": YES_NO,
    "expanded_access": YES_NO,
    "has_results": YES_NO,
}
TITLES = {
    "status": "Status of the trial",
    "phase": "Phase",
    "type": "Kind of study",
    "purpose": "Purpose",
    "sponsor_class": "Who runs it",
    "randomized": "Chance decides who gets what (randomised)",
    "placebo": "Has a placebo group",
    "expanded_access": "Expanded access",
    "has_results": "Results posted",
    "country": "Country",
    "state": "State",
}


def label(group: str, value: str) -> str:
    """`label("status", "recruiting")` → "Recruiting". A word we do not know is shown as the registry writes it."""
    if group == "country":
        return country_name(value) or value
    if group == "state":
        return us_state_name(value) or value
    return GROUPS.get(group, {}).get(value) or value.replace("-", " ").capitalize()
