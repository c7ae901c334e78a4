"""What the guided search asks, in words. In: nothing; out: the seven questions and their options. Called by the guide.

Tables hold English; who reads one translates it. An option says what it means in the words of a report or a letter, as
that is what a person has at hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as N_

UNKNOWN = N_("I don’t know, or skip")


@dataclass(frozen=True, slots=True)
class Step:
    """`own`: the parameters of the query language that it fills. `short`: its name in the list of questions."""

    title: str
    lead: str
    short: str
    own: tuple[str, ...]


STEPS: tuple[Step, ...] = (
    Step(
        N_("Where is the cancer now?"),
        N_("Say what you have been told so far. Leave the rest."),
        N_("Where it has spread"),
        ("stage", "spread", "brain", "leptomeningeal"),
    ),
    Step(
        N_("What type of breast cancer is it?"),
        N_("Look for “ER”, “PR” and “HER2” in your lab report. If there is more than one report, use the newest one."),
        N_("Type of cancer"),
        ("subtype",),
    ),
    Step(
        N_("What did gene and marker tests find?"),
        N_(
            "They are done on the tumour, on blood or on saliva. “Not found” means tested, and it is not there. Not "
            "tested? Leave it at “Don’t know”."
        ),
        N_("Gene and marker tests"),
        ("biomarker", "biomarker_not"),
    ),
    Step(
        N_("Which treatments have there been so far?"),
        N_("Count all of them, also those from before the cancer spread."),
        N_("Treatments so far"),
        ("had", "lines", "chemo_lines", "endocrine_lines"),
    ),
    Step(
        N_("Where should we look?"),
        N_("We look for hospitals that take new people now, near this place."),
        N_("Place"),
        ("near", "within", "unit"),
    ),
    Step(
        N_("How are you doing from day to day?"),
        N_("Many trials ask this. Choose what is true on most days now."),
        N_("Daily life and scans"),
        ("ecog", "measurable"),
    ),
    Step(
        N_("A few facts about you"),
        N_("Each trial has limits for these. This is the last question."),
        N_("Age and sex"),
        ("age", "sex", "menopause"),
    ),
)

Options = tuple[tuple[str, str, str], ...]
"""Value, label, hint."""

STAGE: Options = (
    (
        "metastatic",
        N_("Yes, it has spread"),
        N_("It is metastatic. It may also be called stage 4, secondary or advanced."),
    ),
    (
        "locally-advanced",
        N_("Not far, but it cannot be removed"),
        N_("It has grown in or close to the breast. It may be called locally advanced."),
    ),
    ("early", N_("No, it has not spread"), N_("It is stage 0 to 3 and can be removed.")),
)
ANY_BRAIN = "stable+untreated+progressing"
BRAIN: Options = (
    ("none", N_("No"), N_("A scan of the head showed none, or your doctor said so.")),
    ("stable", N_("Yes: treated, and not growing now"), N_("It had radiation or surgery, and later scans are calm.")),
    ("untreated", N_("Yes: not treated yet, and no symptoms"), N_("It was seen on a scan.")),
    (
        "progressing",
        N_("Yes: it grows again, or it causes symptoms"),
        N_("It grows after treatment, or you have headaches, fits or the like from it."),
    ),
    (ANY_BRAIN, N_("Yes, but I don’t know which of these"), ""),
)
LEPTOMENINGEAL: Options = (("yes", N_("Yes"), ""), ("no", N_("No"), ""))

HR: Options = (
    ("pos", N_("Positive"), N_("ER-positive, PR-positive, or both: ER+ or PR+.")),
    ("neg", N_("Negative"), N_("Both ER and PR are negative.")),
    ("triple", N_("I only know that it is triple-negative"), N_("ER, PR and HER2 are all negative.")),
)
HER2: Options = (
    ("pos", N_("HER2-positive"), N_("The report says IHC 3+. Or it says IHC 2+ with ISH (or FISH) positive.")),
    ("low", N_("HER2-low"), N_("The report says IHC 1+. Or it says IHC 2+ with ISH (or FISH) negative.")),
    ("ultralow", N_("HER2-ultralow"), N_("The report says 0, but with a faint stain in a few cells.")),
    ("0", N_("HER2-zero"), N_("The report says IHC 0, and no more than that.")),
    ("neg", N_("HER2-negative, but I don’t know which kind"), N_("It may be low, ultralow or zero.")),
    ("equivocal", N_("IHC 2+, and ISH (or FISH) was not done"), N_("It is not settled. It may be positive or low.")),
)

COMMON_MARKERS: tuple[tuple[str, str], ...] = (
    ("pik3ca", "PIK3CA"),
    ("esr1", "ESR1"),
    ("brca", N_("BRCA1 or BRCA2")),
    ("pd-l1", "PD-L1"),
    ("akt1", "AKT1"),
    ("pten", "PTEN"),
    ("palb2", "PALB2"),
    ("erbb2-mutation", N_("HER2 (ERBB2) mutation")),
)
"""Those that are tested most often. All others can be chosen from a list."""

COMMON_TREATMENTS: tuple[tuple[str, str, str], ...] = (
    ("endocrine", N_("Hormone therapy"), N_("Letrozole, anastrozole, exemestane, tamoxifen")),
    ("fulvestrant", N_("Fulvestrant"), "Faslodex"),
    ("cdk46", N_("CDK4/6 inhibitor"), N_("Ibrance, Kisqali or Verzenio")),
    ("chemotherapy", N_("Chemotherapy of any kind"), ""),
    ("taxane", N_("A taxane"), N_("Taxol, Taxotere or Abraxane")),
    ("capecitabine", N_("Capecitabine"), "Xeloda"),
    ("trastuzumab", N_("Trastuzumab"), "Herceptin"),
    ("pertuzumab", N_("Pertuzumab"), "Perjeta"),
    ("tucatinib", N_("Tucatinib"), "Tukysa"),
    ("t-dm1", "T-DM1", "Kadcyla"),
    ("t-dxd", "T-DXd", "Enhertu"),
    ("sacituzumab-govitecan", N_("Sacituzumab govitecan"), "Trodelvy"),
    ("pembrolizumab", N_("Pembrolizumab"), "Keytruda"),
    ("parp", N_("PARP inhibitor"), N_("Lynparza or Talzenna")),
    ("srs", N_("Focused radiation of the brain"), "SRS, Gamma Knife"),
    ("whole-brain-radiotherapy", N_("Radiation of the whole brain"), ""),
)

ECOG: Options = (
    ("0", N_("I do all that I did before"), "ECOG 0"),
    ("1", N_("I am up and about, but heavy work is too much"), "ECOG 1"),
    ("2", N_("I care for myself but cannot work. I am up for more than half of the day"), "ECOG 2"),
    ("3", N_("I need some help. I am in bed or in a chair for more than half of the day"), "ECOG 3"),
    ("4", N_("I am in bed or in a chair all day"), "ECOG 4"),
)
MEASURABLE: Options = (
    ("yes", N_("Yes, there is a tumour that can be measured"), N_("The scan report gives a size, such as 2 cm.")),
    ("bone-only", N_("It is only in the bones"), ""),
    ("no", N_("No, there is nothing to measure"), ""),
)
SEX: Options = (("female", N_("Female"), ""), ("male", N_("Male"), ""))
MENOPAUSE: Options = (
    ("pre", N_("No, I still have periods"), N_("Or they only stopped because of a drug.")),
    ("post", N_("Yes, they have stopped for good"), N_("By age, or because the ovaries were taken out.")),
)
MILES = ("10", "25", "50", "100", "250", "500")
