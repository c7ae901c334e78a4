"""What the guided search asks, in words. In: nothing; out: the seven questions and their options. Called by the guide.

An option says what it means in the words of a report or a letter, as that is what a person has at hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from finder import labels

UNKNOWN = "I don’t know, or skip"


@dataclass(frozen=True, slots=True)
class Step:
    """`own`: the parameters of the query language that it fills. `short`: its name in the list of questions."""

    title: str
    lead: str
    short: str
    own: tuple[str, ...]


STEPS: tuple[Step, ...] = (
    Step(
        "Where is the cancer now?",
        "Say what you have been told so far. Leave the rest.",
        "Where it has spread",
        ("stage", "spread", "brain", "leptomeningeal"),
    ),
    Step(
        "What type of breast cancer is it?",
        "Look for “ER”, “PR” and “HER2” in your lab report. If there is more than one report, use the newest one.",
        "Type of cancer",
        ("subtype",),
    ),
    Step(
        "What did gene and marker tests find?",
        "They are done on the tumour, on blood or on saliva. “Not found” means tested, and it is not there. Not "
        "tested? Leave it at “Don’t know”.",
        "Gene and marker tests",
        ("biomarker", "biomarker_not"),
    ),
    Step(
        "Which treatments have there been so far?",
        "Count all of them, also those from before the cancer spread.",
        "Treatments so far",
        ("had", "lines", "chemo_lines", "endocrine_lines"),
    ),
    Step(
        "Where should we look?",
        "We look for hospitals that take new people now, near this place.",
        "Place",
        ("near", "within", "unit"),
    ),
    Step(
        "How are you doing from day to day?",
        "Many trials ask this. Choose what is true on most days now.",
        "Daily life and scans",
        ("ecog", "measurable"),
    ),
    Step(
        "A few facts about you",
        "Each trial has limits for these. This is the last question.",
        "Age and sex",
        ("age", "sex", "menopause"),
    ),
)

Options = tuple[tuple[str, str, str], ...]
"""Value, label, hint."""

STAGE: Options = (
    ("metastatic", "Yes, it has spread", "It is metastatic. It may also be called stage 4, secondary or advanced."),
    (
        "locally-advanced",
        "Not far, but it cannot be removed",
        "It has grown in or close to the breast. It may be called locally advanced.",
    ),
    ("early", "No, it has not spread", "It is stage 0 to 3 and can be removed."),
)
ANY_BRAIN = "stable+untreated+progressing"
BRAIN: Options = (
    ("none", "No", "A scan of the head showed none, or your doctor said so."),
    ("stable", "Yes: treated, and not growing now", "It had radiation or surgery, and later scans are calm."),
    ("untreated", "Yes: not treated yet, and no symptoms", "It was seen on a scan."),
    (
        "progressing",
        "Yes: it grows again, or it causes symptoms",
        "It grows after treatment, or you have headaches, fits or the like from it.",
    ),
    (ANY_BRAIN, "Yes, but I don’t know which of these", ""),
)
LEPTOMENINGEAL: Options = (("yes", "Yes", ""), ("no", "No", ""))

HR: Options = (
    ("pos", "Positive", "ER-positive, PR-positive, or both: ER+ or PR+."),
    ("neg", "Negative", "Both ER and PR are negative."),
    ("triple", "I only know that it is triple-negative", "ER, PR and HER2 are all negative."),
)
HER2: Options = (
    ("pos", "HER2-positive", "The report says IHC 3+. Or it says IHC 2+ with ISH (or FISH) positive."),
    ("low", "HER2-low", "The report says IHC 1+. Or it says IHC 2+ with ISH (or FISH) negative."),
    ("ultralow", "HER2-ultralow", "The report says 0, but with a faint stain in a few cells."),
    ("0", "HER2-zero", "The report says IHC 0, and no more than that."),
    ("neg", "HER2-negative, but I don’t know which kind", "It may be low, ultralow or zero."),
    ("equivocal", "IHC 2+, and ISH (or FISH) was not done", "It is not settled. It may be positive or low."),
)

COMMON_MARKERS: tuple[tuple[str, str], ...] = (
    ("pik3ca", "PIK3CA"),
    ("esr1", "ESR1"),
    ("brca", "BRCA1 or BRCA2"),
    ("pd-l1", "PD-L1"),
    ("akt1", "AKT1"),
    ("pten", "PTEN"),
    ("palb2", "PALB2"),
    ("erbb2-mutation", "HER2 (ERBB2) mutation"),
)
"""Those that are tested most often. All others can be chosen from a list."""

COMMON_TREATMENTS: tuple[tuple[str, str, str], ...] = (
    ("endocrine", "Hormone therapy", "Letrozole, anastrozole, exemestane, tamoxifen"),
    ("fulvestrant", "Fulvestrant", "Faslodex"),
    ("cdk46", "CDK4/6 inhibitor", "Ibrance, Kisqali or Verzenio"),
    ("chemotherapy", "Chemotherapy of any kind", ""),
    ("taxane", "A taxane", "Taxol, Taxotere or Abraxane"),
    ("capecitabine", "Capecitabine", "Xeloda"),
    ("trastuzumab", "Trastuzumab", "Herceptin"),
    ("pertuzumab", "Pertuzumab", "Perjeta"),
    ("tucatinib", "Tucatinib", "Tukysa"),
    ("t-dm1", "T-DM1", "Kadcyla"),
    ("t-dxd", "T-DXd", "Enhertu"),
    ("sacituzumab-govitecan", "Sacituzumab govitecan", "Trodelvy"),
    ("pembrolizumab", "Pembrolizumab", "Keytruda"),
    ("parp", "PARP inhibitor", "Lynparza or Talzenna"),
    ("srs", "Focused radiation of the brain", "SRS, Gamma Knife"),
    ("brain-radiotherapy", "Radiation of the whole brain", ""),
)

ECOG: Options = (
    ("0", "I do all that I did before", "ECOG 0"),
    ("1", "I am up and about, but heavy work is too much", "ECOG 1"),
    ("2", "I care for myself but cannot work. I am up for more than half of the day", "ECOG 2"),
    ("3", "I need some help. I am in bed or in a chair for more than half of the day", "ECOG 3"),
    ("4", "I am in bed or in a chair all day", "ECOG 4"),
)
MEASURABLE: Options = (
    ("yes", "Yes, there is a tumour that can be measured", "The scan report gives a size, such as 2 cm."),
    ("bone-only", "It is only in the bones", ""),
    ("no", "No, there is nothing to measure", ""),
)
SEX: Options = (("female", "Female", ""), ("male", "Male", ""))
MENOPAUSE: Options = (
    ("pre", "No, I still have periods", "Or they only stopped because of a drug."),
    ("post", "Yes, they have stopped for good", "By age, or because the ovaries were taken out."),
)
SPREAD: Options = tuple((value, words, "") for value, words in labels.SPREAD.items())
MILES = ("10", "25", "50", "100", "250", "500")
