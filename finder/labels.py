"""Registry words as a person would say them. In: a group and a value; out: a label. Used by facets, rows and pages."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as N_

from finder.asks import slug
from finder.countries import country_name, us_state_name
from trials import vocabulary

STATUSES = {
    "recruiting": N_("Recruiting"),
    "not-yet-recruiting": N_("Not yet recruiting"),
    "enrolling-by-invitation": N_("Enrolling by invitation"),
    "active-not-recruiting": N_("Running, no longer recruiting"),
    "suspended": N_("Paused"),
    "terminated": N_("Stopped early"),
    "completed": N_("Finished"),
    "withdrawn": N_("Withdrawn before it began"),
    "unknown": N_("Unknown: not confirmed for two years"),
    "available": N_("Expanded access: available"),
    "temporarily-not-available": N_("Expanded access: paused"),
    "no-longer-available": N_("Expanded access: no longer available"),
    "approved-for-marketing": N_("Expanded access: approved for use"),
    "withheld": N_("Withheld"),
}
PHASES = {
    "early-1": N_("Early phase 1"),
    "1": N_("Phase 1"),
    "2": N_("Phase 2"),
    "3": N_("Phase 3"),
    "4": N_("Phase 4"),
    "na": N_("No phase (not a drug study)"),
}
TYPES = {
    "interventional": N_("Tests a treatment or other care"),
    "observational": N_("Observes only"),
    "expanded-access": N_("Expanded access"),
}
PURPOSES = {
    "treatment": N_("Treatment"),
    "supportive-care": N_("Supportive care"),
    "diagnostic": N_("Diagnosis"),
    "prevention": N_("Prevention"),
    "screening": N_("Screening"),
    "health-services-research": N_("How care is given"),
    "basic-science": N_("Basic science"),
    "device-feasibility": N_("Trying out a device"),
    "ect": N_("Educational or counselling"),
    "other": N_("Other"),
}
SPONSOR_CLASSES = {
    "industry": N_("Company"),
    "nih": N_("US National Institutes of Health"),
    "fed": N_("Other US federal agency"),
    "other-gov": N_("Other government body"),
    "network": N_("Research network"),
    "indiv": N_("A person"),
    "other": N_("University, hospital or other"),
    "ambig": N_("Unclear"),
    "unknown": N_("Unknown"),
}
YES_NO = {"yes": N_("Yes"), "no": N_("No")}
SITE_STATUSES = {
    "recruiting": N_("Recruiting now"),
    "open": N_("Open or about to open"),
    "any": N_("Any, closed ones too"),
}
UNITS = {"mi": N_("miles"), "km": N_("kilometres")}
SEXES = {"female": N_("Female"), "male": N_("Male")}
SUBTYPES = {
    "hr-pos-her2-neg": N_("HR-positive, HER2-negative"),
    "her2-pos": N_("HER2-positive"),
    "tnbc": N_("Triple-negative"),
    "her2-low": N_("HER2-low"),
    "her2-0": N_("HER2-zero"),
    "her2-neg": N_("HER2-negative"),
    "her2-equivocal": N_("HER2 2+, ISH test not done"),
    "hr-pos": N_("HR-positive"),
    "hr-neg": N_("HR-negative"),
    "hr-pos-her2-pos": N_("HR-positive, HER2-positive"),
    "hr-pos-her2-low": N_("HR-positive, HER2-low"),
    "hr-pos-her2-ultralow": N_("HR-positive, HER2-ultralow"),
    "hr-pos-her2-0": N_("HR-positive, HER2-zero"),
    "hr-neg-her2-pos": N_("HR-negative, HER2-positive"),
    "hr-neg-her2-low": N_("HR-negative, HER2-low"),
    "hr-neg-her2-ultralow": N_("HR-negative, HER2-ultralow"),
    "hr-neg-her2-0": N_("HR-negative, HER2-zero"),
}
BRAIN = {
    "none": N_("None"),
    "stable": N_("Treated, not growing"),
    "untreated": N_("Not yet treated, no symptoms"),
    "progressing": N_("Growing after treatment, or causing symptoms"),
}
STAGES = {
    "early": N_("Early (stage 0 to 3, can be removed)"),
    "locally-advanced": N_("Locally advanced, cannot be removed"),
    "metastatic": N_("Metastatic (stage 4, secondary)"),
}
ECOG = {
    "0": N_("0: fully active"),
    "1": N_("1: no heavy work, else active"),
    "2": N_("2: up more than half of the day, cannot work"),
    "3": N_("3: in bed or chair more than half of the day"),
    "4": N_("4: in bed all day"),
}
MEASURABLE = {
    "yes": N_("A tumour that can be measured on a scan"),
    "bone-only": N_("Only in the bones"),
    "no": N_("Nothing to measure"),
}
MENOPAUSE = {"pre": N_("Before menopause"), "post": N_("After menopause")}
SPREAD = {
    "bone": N_("Bones"),
    "liver": N_("Liver"),
    "lung": N_("Lungs"),
    "lymph-node": N_("Lymph nodes"),
    "chest-wall": N_("Chest wall"),
    "skin": N_("Skin"),
    "peritoneum": N_("Lining of the belly (peritoneum)"),
}
METASTASES = {**{str(number): str(number) for number in range(1, 6)}, "more": N_("More than 5")}
MODALITIES = {
    "chemotherapy": N_("Chemotherapy"),
    "endocrine": N_("Hormone therapy"),
    "cdk46": N_("CDK4/6 inhibitor"),
    "pi3k-akt-mtor": N_("PI3K, AKT or mTOR inhibitor"),
    "her2-antibody-or-tki": N_("HER2 antibody or tablet"),
    "adc": N_("Antibody-drug conjugate"),
    "parp-ddr": N_("PARP inhibitor or another DNA repair drug"),
    "checkpoint-inhibitor": N_("Immune checkpoint inhibitor"),
    "bispecific-t-cell-engager": N_("Bispecific T-cell engager"),
    "cell-therapy": N_("Cell therapy (CAR-T and others)"),
    "vaccine": N_("Vaccine against cancer"),
    "sbrt": N_("Focused radiation of the body (SBRT)"),
    "srs": N_("Focused radiation of the brain (SRS)"),
    "radiotherapy-other": N_("Other radiation"),
    "radioligand": N_("Radioactive drug"),
    "surgery": N_("Surgery"),
    "supportive-care": N_("Supportive care"),
    "imaging-diagnostic": N_("Scans and tests"),
    "behavioural": N_("Exercise, diet, counselling"),
    "other-targeted": N_("Another targeted drug"),
    "other": N_("Something else"),
}
SCOPES = {
    "breast": N_("Breast cancer"),
    "any-solid": N_("Any solid tumour"),
    "other": N_("Other cancers"),
    "unread": N_("Not read yet"),
    "?": N_("Unclear"),
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
    "status": N_("Status of the trial"),
    "phase": N_("Phase"),
    "type": N_("Kind of study"),
    "purpose": N_("Purpose"),
    "sponsor_class": N_("Who runs it"),
    "randomized": N_("Chance decides who gets what (randomised)"),
    "placebo": N_("Has a placebo group"),
    "expanded_access": N_("Expanded access"),
    "has_results": N_("Results posted"),
    "country": N_("Country"),
    "state": N_("State"),
    "scope": N_("For which cancer"),
    "modality": N_("What is tested"),
    "age": N_("Age"),
    "sex": N_("Sex"),
    "subtype": N_("Subtype"),
    "brain": N_("Brain metastases"),
    "leptomeningeal": N_("Cancer in the lining of the brain (leptomeningeal)"),
    "stage": N_("Stage"),
    "ecog": N_("How active the person is (ECOG)"),
    "measurable": N_("Tumour that can be measured"),
    "menopause": N_("Menopause"),
    "biomarker": N_("Marker found"),
    "biomarker_not": N_("Marker tested, not found"),
    "had": N_("Treatment received"),
    "not_had": N_("Treatment never received"),
    "spread": N_("Where it has spread"),
    "metastases": N_("Number of metastases"),
    "lines": N_("Lines of treatment for advanced disease"),
    "chemo_lines": N_("Lines of chemotherapy for advanced disease"),
    "endocrine_lines": N_("Lines of hormone therapy for advanced disease"),
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
    known = GROUPS.get(group, {}).get(value)
    return gettext(known) if known else value.replace("-", " ").capitalize()


def title(name: str) -> str:
    """What a parameter, or a facet, is about, in the language of the page."""
    return gettext(TITLES[name])


def within(words: str) -> str:
    """ "Brain metastases" within a sentence; letters that stand for words ("CDK4/6", "T-DM1") keep their capitals."""
    return words if any(one.isupper() for one in words.partition(" ")[0][1:]) else words[:1].lower() + words[1:]
