"""Registry words as a person would say them. In: a group and a value; out: a label. Used by facets, rows and pages."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from django.utils.translation import get_language

from finder.asks import slug
from finder.countries import country_name, us_state_name
from trials import vocabulary

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
_HR = {"hr-pos": "HR-positive", "hr-neg": "HR-negative"}
_HER2 = {
    "her2-pos": "HER2-positive",
    "her2-low": "HER2-low",
    "her2-ultralow": "HER2-ultralow",
    "her2-0": "HER2-zero",
}
SUBTYPES = {
    "hr-pos-her2-neg": "HR-positive, HER2-negative",
    "her2-pos": "HER2-positive",
    "tnbc": "Triple-negative",
    "her2-low": "HER2-low",
    "her2-0": "HER2-zero",
    "her2-neg": "HER2-negative",
    "her2-equivocal": "HER2 2+, ISH test not done",
    "hr-pos": "HR-positive",
    "hr-neg": "HR-negative",
    **{f"{hr}-{her2}": f"{hr_word}, {her2_word}" for hr, hr_word in _HR.items() for her2, her2_word in _HER2.items()},
}
BRAIN = {
    "none": "None",
    "stable": "Treated, not growing",
    "untreated": "Not yet treated, no symptoms",
    "progressing": "Growing after treatment, or causing symptoms",
}
STAGES = {
    "early": "Early (stage 0 to 3, can be removed)",
    "locally-advanced": "Locally advanced, cannot be removed",
    "metastatic": "Metastatic (stage 4, secondary)",
}
ECOG = {
    "0": "0: fully active",
    "1": "1: no heavy work, else active",
    "2": "2: up more than half of the day, cannot work",
    "3": "3: in bed or chair more than half of the day",
    "4": "4: in bed all day",
}
MEASURABLE = {
    "yes": "A tumour that can be measured on a scan",
    "bone-only": "Only in the bones",
    "no": "Nothing to measure",
}
MENOPAUSE = {"pre": "Before menopause", "post": "After menopause"}
SPREAD = {
    "bone": "Bones",
    "liver": "Liver",
    "lung": "Lungs",
    "lymph-node": "Lymph nodes",
    "chest-wall": "Chest wall",
    "skin": "Skin",
    "peritoneum": "Lining of the belly (peritoneum)",
}
METASTASES = {**{str(number): str(number) for number in range(1, 6)}, "more": "More than 5"}
MODALITIES = {
    "chemotherapy": "Chemotherapy",
    "endocrine": "Hormone therapy",
    "cdk46": "CDK4/6 inhibitor",
    "pi3k-akt-mtor": "PI3K, AKT or mTOR inhibitor",
    "her2-antibody-or-tki": "HER2 antibody or tablet",
    "adc": "Antibody-drug conjugate",
    "parp-ddr": "PARP inhibitor or another DNA repair drug",
    "checkpoint-inhibitor": "Immune checkpoint inhibitor",
    "bispecific-t-cell-engager": "Bispecific T-cell engager",
    "cell-therapy": "Cell therapy (CAR-T and others)",
    "vaccine": "Vaccine against cancer",
    "sbrt": "Focused radiation of the body (SBRT)",
    "srs": "Focused radiation of the brain (SRS)",
    "radiotherapy-other": "Other radiation",
    "radioligand": "Radioactive drug",
    "surgery": "Surgery",
    "supportive-care": "Supportive care",
    "imaging-diagnostic": "Scans and tests",
    "behavioural": "Exercise, diet, counselling",
    "other-targeted": "Another targeted drug",
    "other": "Something else",
}
SCOPES = {
    "breast": "Breast cancer",
    "any-solid": "Any solid tumour",
    "other": "Other cancers",
    "unread": "Not read yet",
    "?": "Unclear",
}
GROUPS: dict[str, dict[str, str]] = {
    "sex": SEXES,
    "subtype": SUBTYPES,
    "brain": BRAIN,
    "leptomeningeal": YES_NO,
    "stage": STAGES,
    "ecog": ECOG,
    "measurable": MEASURABLE,
    "menopause": MENOPAUSE,
    "spread": SPREAD,
    "metastases": METASTASES,
    "modality": MODALITIES,
    "scope": SCOPES,
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
    "scope": "For which cancer",
    "modality": "What is tested",
    "age": "Age",
    "sex": "Sex",
    "subtype": "Subtype",
    "brain": "Brain metastases",
    "leptomeningeal": "Cancer in the lining of the brain (leptomeningeal)",
    "stage": "Stage",
    "ecog": "How active the person is (ECOG)",
    "measurable": "Tumour that can be measured",
    "menopause": "Menopause",
    "biomarker": "Marker found",
    "biomarker_not": "Marker tested, not found",
    "had": "Treatment received",
    "not_had": "Treatment never received",
    "spread": "Where it has spread",
    "metastases": "Number of metastases",
    "lines": "Lines of treatment for advanced disease",
    "chemo_lines": "Lines of chemotherapy for advanced disease",
    "endocrine_lines": "Lines of hormone therapy for advanced disease",
}


class Labelled(Protocol):
    """A row of the vocabulary, of the services or of their groups: it brings its label in both languages."""

    def label_in(self, language: str) -> str: ...


class Explained(Protocol):
    """A row that brings its meaning too."""

    def meaning_in(self, language: str) -> str: ...


def row_label(row: Labelled) -> str:
    """In the language of the page."""
    return row.label_in(page_language())


def row_meaning(row: Explained) -> str:
    """In the language of the page."""
    return row.meaning_in(page_language())


def page_language() -> str:
    """What is kept from one page to the next and holds words is kept by this."""
    return get_language() or "en"


@cache
def _markers(language: str) -> dict[str, str]:
    """Slug → the labelling guide's name, which is the field's: a symbol in any language ("PIK3CA"), or words."""
    found: dict[str, str] = {}
    for one in vocabulary.terms("markers"):
        if isinstance(one, vocabulary.Marker) and one.guide:
            words = one.guide.replace("_", " ")
            told = one.label_in(language) if words != one.guide and language != "en" else words
            found.setdefault(slug(one.guide), told)
    return found


def treatments() -> dict[str, str]:
    """Drugs and classes: slug of the query language → label."""
    return _treatments(page_language())


@cache
def _treatments(language: str) -> dict[str, str]:
    rows = (*vocabulary.terms("classes"), *vocabulary.terms("drugs"))
    return {slug(one.slug): one.label_in(language) for one in rows}


def label(group: str, value: str) -> str:
    """`label("status", "recruiting")` → "Recruiting". A word we do not know is shown as the registry writes it."""
    if group == "country":
        return country_name(value) or value
    if group == "state":
        return us_state_name(value) or value
    if group in ("biomarker", "biomarker_not"):
        return _markers(page_language()).get(value, value)
    if group in ("had", "not_had"):
        return treatments().get(value, value)
    return GROUPS.get(group, {}).get(value) or value.replace("-", " ").capitalize()
