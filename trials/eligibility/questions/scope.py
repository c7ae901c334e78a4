"""Which cancers may enter: breast only, breast among others, any solid tumour, or not breast. Also asked by other rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import vocabulary_bars
from trials.eligibility.page import Page, Sentence
from trials.eligibility.stances import stance
from trials import vocabulary

NAME = "scope"
OTHER = (
    "lung cancer",
    "lung carcinoma",
    "lung neoplasms",
    "lung adenocarcinoma",
    "nsclc",
    "sclc",
    "small cell lung",
    "non small cell lung",
    "mesothelioma",
    "thymoma",
    "thymic carcinoma",
    "ovarian cancer",
    "ovarian carcinoma",
    "ovarian neoplasms",
    "ovarian epithelial",
    "hgsoc",
    "fallopian tube",
    "peritoneal cancer",
    "primary peritoneal",
    "endometrial cancer",
    "endometrial carcinoma",
    "uterine cancer",
    "uterine serous",
    "cervical cancer",
    "cervical carcinoma",
    "cervix cancer",
    "vulvar cancer",
    "ovarian",
    "endometrial",
    "uterine carcinosarcoma",
    "prostate cancer",
    "prostate carcinoma",
    "prostatic",
    "prostate adenocarcinoma",
    "mcrpc",
    "crpc",
    "bladder cancer",
    "urothelial",
    "renal cell",
    "kidney cancer",
    "rcc",
    "testicular cancer",
    "germ cell",
    "colorectal",
    "colon cancer",
    "rectal cancer",
    "crc",
    "gastric",
    "stomach cancer",
    "stomach neoplasms",
    "gastroesophageal",
    "gastro esophageal",
    "esophageal",
    "esophageal cancer",
    "oesophageal",
    "pancreatic",
    "pancreas cancer",
    "pdac",
    "hepatocellular",
    "liver cancer",
    "hcc",
    "cholangiocarcinoma",
    "biliary tract",
    "bile duct",
    "gallbladder",
    "anal cancer",
    "gist",
    "gastrointestinal",
    "small bowel cancer",
    "neuroendocrine tumor",
    "neuroendocrine tumors",
    "neuroendocrine",
    "melanoma",
    "merkel cell",
    "cutaneous squamous",
    "basal cell carcinoma",
    "head and neck",
    "hnscc",
    "nasopharyngeal",
    "thyroid cancer",
    "thyroid carcinoma",
    "salivary gland",
    "oral cancer",
    "glioma",
    "glioblastoma",
    "gbm",
    "astrocytoma",
    "medulloblastoma",
    "meningioma",
    "sarcoma",
    "sarcomas",
    "osteosarcoma",
    "neuroblastoma",
    "wilms tumor",
    "rhabdomyosarcoma",
    "ewing sarcoma",
    "desmoid",
    "lymphoma",
    "lymphomas",
    "leukemia",
    "leukemias",
    "myeloma",
    "multiple myeloma",
    "myelodysplastic",
    "cll",
    "aml",
    "dlbcl",
    "nhl",
    "hodgkin",
    "cml",
    "mds",
    "hematologic malignancies",
    "hematological malignancies",
)
SOLID = (
    "solid tumor",
    "solid tumors",
    "solid cancer",
    "solid cancers",
    "solid malignancy",
    "solid malignancies",
    "solid neoplasm",
    "solid neoplasms",
    "solid carcinoma",
    "advanced malignancies",
    "advanced malignancy",
    "advanced cancer",
    "advanced cancers",
    "metastatic cancer",
    "refractory cancer",
    "refractory cancers",
    "metastatic malignancy",
    "metastatic malignancies",
    "metastatic tumors",
    "advanced tumors",
    "solid",
    "any cancer",
    "cancer patients",
    "patients with cancer",
    "cancer survivors",
    "cancer diagnosis",
    "diagnosis of cancer",
    "epithelial malignancies",
    "malignant solid",
)
ALSO_BREAST = (
    "breast",
    "breasts",
    "mammary",
    "tnbc",
    "mtnbc",
    "mbc",
    "breast ca",
    "triple negative",
    "her2 positive breast",
    "bc",
    "mbcs",
    "abc",
    "labc",
    "ebc",
    "ibc",
    "er positive breast",
    "dcis",
    "lumpectomy",
    "mastectomy",
)
NOT_BREAST = (
    "breast milk",
    "breast feeding",
    "breastfeeding",
    "breast feed",
    "breast fed",
    "breastfed",
    "breast carcinoma in situ",
    "in situ breast",
    "breast in situ",
    "in situ of the breast",
    "situ of breast",
    "in situ carcinoma of the breast",
    "breast reconstruction",
    "breast implant",
    "breast implants",
    "in situ breast cancer",
    "situ breast",
    "carcinoma in situ of the breast",
    "cancer in situ of the breast",
    "breast self exam",
    "in situ of the cervix or breast",
    "situ of the cervix or breast",
    "cervix or breast",
    "breast or cervix",
    "breast or cervical",
    "cervix and breast",
    "cervical or breast",
    "breast cancer resistance protein",
    "cervix breast",
    "breast tenderness",
    "breast exam",
    "breast examination",
    "abc transporter",
)
IN_PASSING = re.compile(
    r"\b(?:in situ|history of|prior malignanc|other malignanc|second(?:ary)? (?:primary|malignanc)|another (?:malignanc|primary|cancer)|previous (?:malignanc|cancer)|other (?:cancer|primary)|concurrent malignanc|concomitant malignanc|invasive malignanc|additional malignanc|curatively treated|years? (?:prior|before|ago)|e\.g\.?|family|for example)"
)


def words() -> Iterator[tuple[str, str, str]]:
    for name in OTHER:
        yield "tumour", "other", name
    for name in SOLID:
        yield "tumour", "solid", name
    breast = next(term for term in vocabulary.terms("conditions") if term.slug == "breast_cancer")
    for name in (*breast.names, *ALSO_BREAST):
        yield "tumour", "breast", name


def bars() -> Iterator[tuple[str, str, str]]:
    for wording in NOT_BREAST:
        yield "tumour", "breast", wording
    for wording in (
        "solid food",
        "solid foods",
        "solid organ",
        "solid organs",
        "solid lesion",
        "solid state",
        "criteria in solid tumors",
        "criteria for solid tumors",
        "criteria in solid tumor",
        "evaluation in solid tumors",
        "criteria of solid tumors",
        "RECIST solid tumors",
        "solid waste",
    ):
        yield "tumour", "solid", wording
    for wording in (
        "gastrointestinal disease",
        "gastrointestinal disorder",
        "gastrointestinal disorders",
        "gastrointestinal tract",
        "gastrointestinal bleeding",
        "gastrointestinal perforation",
        "gastrointestinal function",
        "gastrointestinal toxicity",
        "gastric emptying",
        "gastric bypass",
        "gastric ulcer",
        "gastric resection",
        "ovarian suppression",
        "ovarian function suppression",
        "ovarian ablation",
        "ovarian function",
        "ovarian failure",
        "ovarian syndrome",
        "ovarian radiation",
        "ovarian irradiation",
        "ovarian hormonal",
        "renal cell function",
        "endometrial hyperplasia",
        "endometrial disorders",
        "endometrial ablation",
        "pancreatic insufficiency",
        "pancreatic enzymes",
        "gallbladder disease",
        "biliary tract obstruction",
        "bile duct obstruction",
        "biliary tract disease",
        "nhl score",
        "esophageal varices",
        "gastroesophageal reflux",
        "upper gastrointestinal",
    ):
        yield "tumour", "other", wording
    yield from (
        (("tumour"), "breast", wording) for _, slug, wording in vocabulary_bars("conditions") if slug == "breast_cancer"
    )


def answers(page: Page) -> Iterable[Answer]:
    title, conditions, text = set[str](), set[str](), set[str]()
    proof: list[Evidence] = []
    for sentence in page.about("tumour"):
        slugs = {each.slug for each in sentence.of("tumour")}
        if sentence.section == "heading":
            if sentence.field == "interventions[0]" or sentence.field.startswith("interventions"):
                continue
            (title if sentence.field.endswith("title") else conditions).update(slugs)
            if len(proof) < 3:
                proof.append(page.evidence(sentence, "demanded", "scope.heading"))
        elif sentence.section != "exclusion" and not IN_PASSING.search(sentence.low):
            admitted = {
                each.slug for each in sentence.of("tumour") if stance(page, sentence, each) in ("demanded", "allowed")
            }
            text |= admitted
            if admitted and len(proof) < 3:
                proof.append(page.evidence(sentence, "demanded", "scope.text"))
    value = _decide(title, conditions, text)
    if proof or value != "no":
        yield Answer(NAME, "", value, tuple(proof))


def _decide(title: set[str], conditions: set[str], text: set[str]) -> str:
    headed = title | conditions
    if "breast" in title and not title & {"other", "solid"}:
        return "among_others" if "other" in conditions else "only"
    if "breast" in headed:
        return "among_others" if headed & {"other", "solid"} or "other" in text else "only"
    if "breast" in text:
        return "among_others" if (headed | text) & {"other", "solid"} else "only"
    if "solid" in headed or ("solid" in text and "other" not in title):
        return "any_solid"
    if "other" in headed or "other" in text:
        return "no"
    return "any_solid" if not headed else "no"


def is_elsewhere(page: Page, sentence: Sentence) -> bool:
    """The sentence, or a line it is a part of, names another tumour and not breast: it asks nothing of our person."""
    let_off = re.search(r"\b(?:except|unless|other than|excluding)\b", sentence.low)
    end = sentence.start + let_off.start() if let_off else sentence.end
    own = {
        each.slug for each in sentence.mentions if each.kind == "tumour" and (each.start < end or each.slug != "other")
    }
    if "breast" in own or "solid" in own:
        return False
    if "other" in own:
        return True
    for span in reversed(sentence.line.above if sentence.line else ()):
        above = {each.slug for each in page.within(span, "tumour")}
        if "breast" in above or "solid" in above:
            return False
        if "other" in above:
            return True
    return False


LISTED = re.compile(
    r"\b(?:following|listed|below|these|selected|specific|types?:|one of|limited to|including|includes?|such as|i\.e\.?|namely|known to|lung|express\w*|positive|mutat\w+)\b|:\s*$"
)


def any_solid_tumour(page: Page) -> bool:
    """Some cohort takes solid tumours of any kind: what is said of breast cancer then holds for a part only."""
    for sentence in page.about("tumour"):
        slugs = {each.slug for each in sentence.of("tumour")}
        if (
            sentence.section == "exclusion"
            or sentence.section == "heading"
            or "solid" not in slugs
            or slugs != {"solid"}
        ):
            continue
        if not re.search(
            r"\b(?:histolog|cytolog|patholog|confirmed|diagnos|documented|advanced|metastatic|refractory)", sentence.low
        ) or IN_PASSING.search(sentence.low):
            continue
        if any(stance(page, sentence, each) == "demanded" for each in sentence.of("tumour")) and not LISTED.search(
            sentence.low
        ):
            return True
    return False
