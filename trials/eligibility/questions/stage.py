"""Which stages may enter: early, locally advanced, metastatic. "Advanced" alone is the last two.

Read from the titles and from sentences that say what the participant has, never from those about what was given for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled, seldom
from trials.eligibility.questions.scope import is_elsewhere

NAME = "stage"
KINDS = ("stage_metastatic", "stage_advanced", "stage_locally", "stage_stage", "stage_early")
"""Kinds of their own: a word may stand for several."""
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4, "0": 0}
STAGE = compiled(
    r"\bstages?\s*:?\s*(?P<first>0|iv|i{1,3}|[1-4])\s?[abc]?(?:[12])?(?P<more>(?:\s*(?:-|to|through|/|"
    r",|or|and|&|,\s*or|,\s*and|–)\s*(?:stages?\s*)?(?:0|iv|i{1,3}|[1-4])\s?[abc]?\b(?!\s*(?:week|day|"
    r"month|year|mg|%))){0,8})(?![\d.]*%)\b"
)
METASTATIC = compiled(
    r"\b(?<!non-)(?<!non )(?<!no )metasta(?:tic|s[ei]s|si[sz]ed|si[sz]e)\b|"
    r"\bm?bcm?\b(?<=mbc)|\bmtnbc\b|\bmbc\b|\boligo-?\s?(?:metasta|progress)\w+|\bm1\b|\bdistant (?:disease|spread|"
    r"recurrence|relapse)\b|\bincurable\b"
)
ADVANCED = compiled(
    r"\b(?<!locally )(?<!locally-)(?<!local )(?<!regionally )(?<!loco-regionally )advanced\b(?! "
    r"(?:directive|nodal|axillary|age|care|practice|imaging|life|therap|heart|liver|cardio|chronic|hiv|aids|kidney|"
    r"fibrosis|maternal))|\babc\b|\badvanced-stage\b|\bincurable\b"
)
LOCALLY = compiled(
    r"\b(?:locally?|loco-?\s?regionally|regionally)[ -]?(?:/\w+\s)?advanced\b|\blabc\b|"
    r"\bunresectable\b|\binoperable\b|\bun-resectable\b|\bnon-?resectable\b|\bnot (?:be )?(?:amenable "
    r"to|candidates? for|eligible for|suitable for)[^.;]{0,40}(?:curative|surg|resection)|"
    r"\b(?<!risk of )(?:locally|locoregionally|loco-regionally|locoregional|loco-regional|local)(?: or "
    r"(?:distantly )?| ?/ ?)?\s?(?:recurren\w+|relaps\w+)"
)
EARLY = compiled(
    r"\bearly(?! (?:cancer )?(?:detection|diagnosis|relapse|progress|breast cancer detection))(?:[ "
    r"-]stage)?(?: \w+){0,3}[ -](?:breast|invasive|triple|tnbc|disease|her2|hr|cancer)|"
    r"\bearly[ -]stages?\b(?! (?:phase|trial))|\bebc\b|(?<!in)(?<!in-)\b(?:operable|resectable)\b|"
    r"\bnon-?\s?metastatic\b|\bneo-?adjuvant\b|\badjuvant\b|\bdcis\b|\bductal carcinoma in[- ]situ\b|"
    r"\bm0\b|\bpre-?operative\b|\blumpectomy\b|\bbreast[- ]conserving\b|"
    r"\bmastectomy\b|(?<!minimal )(?<!measurable )\bresidual disease\b|\b[cp]?t[1-3][a-c]?\b|"
    r"\bno evidence of (?:distant|disease(?! (?:progress|recurr))|"
    r"metasta)|\bbcs\b|\bnode[- ](?:positive|negative)\b|\bpost-?operative\b|\bhigh[- ]risk (?:early|"
    r"primary)|"
    r"\b(?:undergoing|during|(?:scheduled|planned) for) (?:\w+ ){0,2}breast (?:cancer |tumou?r )?surgery"
)
TREATED = compiled(
    r"\b(?:prior|previous|previously|received(?! an? (?:\w+ )?diagnosis)|receiving|regimens?|lines?|therapy for|"
    r"treatment for|"
    r"treated|treatments?(?!-?\s?naive)|chemotherap\w*|therap(?:y|ies) (?:in|for)|setting|progress\w* (?:on|during|"
    r"after|following)|since|history of(?! (?:\w+ ){0,2}stages?\b)|candidate|months?|weeks?|interval|"
    r"relapse (?:during|after|"
    r"while|within)|recurrence (?:during|after|while|within))\b"
)
IS_SICK = compiled(
    r"\b(?:histolog\w*|cytolog\w*|patholog\w*|confirmed|diagnos\w*|documented|patients? with|"
    r"participants? with|subjects? with|women with|must have|have|disease|cancer|carcinoma|"
    r"adenocarcinoma|neoplasia|dcis|breast surgery|tumou?rs?|malignan\w+|proven|stage|presence|radiolog\w+)\b"
)
BEFORE_STAGE = compiled(
    r"\b(?P<first>0|iv|i{1,3})[abc]?\s*(?:-|–|to|and|or|,)\s*(?P<last>iv|i{1,3})[abc]?(?: clinical)? stages?\b"
)
ANY_STAGE = compiled(
    r"\b(?:any|all|regardless of(?: the)?|irrespective of(?: the)?) (?:(?:clinical|pathologic(?:al)?|disease|"
    r"tumou?r|cancer|or|"
    r"and) ){0,4}stages?\b(?! (?:of|kidney|renal|chronic) (?:menop|study|treatment|the study|kidney|chronic))"
)
TNM = compiled(r"\btumou?rs?\W{1,3}(?:lymph )?nodes?\W{1,3}(?:and )?metasta\w+")
"""The name of the system, and no metastasis."""
BY_AJCC = compiled(r"(?<=stage )\((?:[^()]|\([^()]*\)){0,120}\)")
""" "Stage (AJCC) I-IV": who says what a stage is."""
NODES = compiled(r"\b(?:lymph[ -]?nodes?|nodal|axillary|sentinel) (?:micro-?)?metasta\w+")
"""Of the nodes beside the breast."""
ONLY_METASTATIC = compiled(r"\badvanced\W{1,2}(?:or )?\(?\s?(?:stage iv|metastatic)\)")
OF_CANCER = compiled(
    r"cancer|breast|disease|carcinoma|tumou?r|invasive|clinical|patholog|anatomic|ajcc|diagnos|prognostic"
)
NOT_OF_CANCER = compiled(
    r"\s*(?:slot|because|entry|enrol|randomi|treatment|of (?:the|this) (?:study|trial)|portion|dose|study|only|"
    r":|kidney|renal|hypertension|\(|chronic)"
)
OR_LOCALLY = compiled(r"\bearly(?:[ -]stage)?[^.;]{0,30}(?:\bor|\band|/)\s?(?:\w+ )?locally[ -]advanced")
NO_SPREAD = compiled(
    r"\b(?:cancer|carcinoma)s? (?:\([^()]*\) )?without (?:(?:any|known|clinical|evidence|signs?|of|distant) ){0,4}"
    r"metasta(?:sis|ses|tic disease)\b(?! (?:to|in)\b)"
)
EARLY_TITLE = seldom(r"\bearly[ -](?:stage |breast|triple|her2|hr)|\bstages? (?:i{1,3}|0|1)\b")
ALL_FOUR = compiled(r"\bmust have (?:(?:documented|confirmed|de novo) ){0,2}stage iv\b(?! or\b|/)")
ONLY_FOUR = compiled(
    r"(?<!stage iii or )(?<!stage iii/)(?<!stage iii, )\bstage iv\b(?! ?(?:or|/|,) ?(?:\w+ ){0,2}(?:stage|i))"
)
IN_THE_BRAIN = compiled(
    r"(?<!prevention )(?<!risk )(?<!incidence )\b(?:and|with|for|of|resected|intact)(?: (?!with)[\w-]+){0,2}? "
    r"brain (?:oligo-?)?metasta"
)
BARRED = compiled(
    r"\W*(?:known |any |evidence of |presence of |clinical |radiolog\w+ |definitive |"
    r"patients? with |has |have |stage |recurrent or |locally recurrent or |recurrent, |"
    r"distant |inoperable,? |or |and |with |documented |history of |concurrent |de novo |"
    r"subjects with |women with |confirmed |current |the |having ){0,8}(?:distant |stage iv|metasta\w+|m1\b)"
)
""" "Metastatic disease" among the exclusions."""
ONE_ORGAN = compiled(r"brain|cns|central|leptom|mening|liver|visceral|bone|spinal|lung")
OR_NOT = compiled(r"\bwith(?:out)? ?(?:or|/|and/or) ?with(?:out)?\b")
OR_SPREAD = compiled(r"\bnon-?\s?metastatic\b[^.;,]{0,40}\bor (?:\w+ ){0,2}(?:oligo-?)?metastatic\b")
LET_OFF = compiled(r"\(?\b(?:except|unless)\b")
PASSING = compiled(
    r"\b(?:except|unless|to exclude|suspicious for|to rule out|other malignanc|"
    r"second|in situ of(?! the breast)|bilirubin|ast\b|alt\b|alkaline|uln|"
    r"creatinine|if (?:liver|bone|hepatic)|pregnan|contracept|life expectancy|albumin|biops(?:y|"
    r"ies)(?!\W+(?:\w+\W+){0,2}(?:proven|confirmed))|"
    r"scan|brain|cns|central nervous|leptomening|risk of|wash-?out|heart|cardiac|nyha|renal|kidney|"
    r"hepatic|liver metast|melanoma)\b"
)
MEASURED = compiled(r"(?!.*\bstages? (?:0|i{1,3}|iv|[1-4])).*\bmeasurable\b")
NEGATED = compiled(
    r"(?<!with/)(?<!with or )\b(?:no|not(?! (?:amenable|suitable|candidates?|eligible|curable|"
    r"treatable|resectable))|without|absence of|exclud\w*|rule out|free of|non(?!.{0,3}metasta\w+[^.;]*\bor\b))\b(?! "
    r"metasta\w* \()[^.;,]{0,60}$"
)


def words() -> Iterator[tuple[str, str, str]]:
    return own_names(*KINDS)


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars(*KINDS)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def stages_in(low: str, slugs: set[str]) -> set[str]:
    """The stages that a wording names. `slugs`: which of NAMES stand in it."""
    found: set[str] = set()
    if "nod" in low or "axil" in low or "sentinel" in low:
        low = NODES.sub(_blank, TNM.sub(_blank, low))
    if "ajcc" in low:
        low = BY_AJCC.sub(_blank, low)
    if "stage" in slugs and (reversed_range := BEFORE_STAGE.search(low)):
        first, last = ROMAN[reversed_range["first"]], ROMAN[reversed_range["last"]]
        found |= {"early"} if first < 4 else set()
        found |= {"metastatic"} if last == 4 else set()
    if "stage" in slugs and ANY_STAGE.search(low):
        return {"early", "locally_advanced", "metastatic"}
    for match in STAGE.finditer(low) if "stage" in slugs else ():
        if NOT_OF_CANCER.match(low, match.end()):
            continue
        around = low[max(0, match.start() - 20) : match.end() + 40]
        if match["first"].isdigit() and not match["more"] and not OF_CANCER.search(around):
            continue  # a stage of the study
        numbers = [
            ROMAN[match["first"]],
            *(ROMAN[each] for each in re.findall(r"iv|i{1,3}|[0-4]", match["more"] or "")),
        ]
        if match["more"] and re.search(r"-|to|through", match["more"]):
            numbers = list(range(min(numbers), max(numbers) + 1))
        found |= {"metastatic" if number == 4 else "early" for number in numbers}
        if numbers == [3, 4] and not re.search(r"\bajcc", low):
            found.add("locally_advanced")
    metastatic = METASTATIC.search(low) if "metastatic" in slugs else None
    if metastatic and not NEGATED.search(low[: metastatic.start()]):
        found.add("metastatic")
    if "advanced" in slugs and ADVANCED.search(low):
        found |= {"metastatic"} if ONLY_METASTATIC.search(low) else {"locally_advanced", "metastatic"}
    if "locally" in slugs and LOCALLY.search(low):
        found.add("locally_advanced")
    return found


def answers(page: Page) -> Iterable[Answer]:
    titled, listed, said, early, barred = set[str](), set[str](), set[str](), False, set[str]()
    both = four = stage_four = False
    """Early or locally advanced, by the text; stage IV asked of all, or metastases in the brain."""
    proof: dict[str, list[Evidence]] = {}
    kept_out: list[Evidence] = []

    def note(stages: set[str], sentence: Sentence, rule: str) -> None:
        for stage in stages:
            proof.setdefault(stage, []).append(page.evidence(sentence, "demanded", rule))

    sentences = {sentence.start: sentence for kind in KINDS for sentence in page.about(kind)}
    for _, sentence in sorted(sentences.items()):
        low = sentence.low
        slugs = {each.slug for each in sentence.mentions if each.kind.startswith("stage_")}
        if sentence.field.startswith(("interventions", "keywords")):
            continue
        if sentence.section == "heading":
            stages = stages_in(low, slugs)
            if (
                "brain" in low
                and sentence.field.endswith("title")
                and IN_THE_BRAIN.search(low)
                and not OR_NOT.search(low)
            ):
                four = True
            is_early = "early" in slugs and EARLY.search(low) is not None
            if sentence.field.endswith("title"):
                if is_early and "metastatic" not in stages:
                    early = True
                    or_locally = "locally_advanced" in stages and OR_LOCALLY.search(low) is not None
                    stages = {"early", "locally_advanced"} if or_locally else {"early"}
                elif EARLY_TITLE.search(low):
                    stages.add("early")
                titled |= stages
            else:
                if is_early and not stages:
                    stages = {"early"}
                listed |= stages
            note(stages, sentence, "stage.heading")
            continue
        if sentence.section == "exclusion":
            if BARRED.match(low) and not ONE_ORGAN.search(low):
                barred.add("metastatic")
                kept_out.append(page.evidence(sentence, "excluded", "stage.barred"))
            continue
        if is_elsewhere(page, sentence):
            continue
        meant = LET_OFF.split(low, maxsplit=1)[0] if "except" in low or "unless" in low else low
        if not IS_SICK.search(low) or PASSING.search(meant) or ("measurable" in meant and MEASURED.match(meant)):
            continue
        if "without" in low and NO_SPREAD.search(low):
            barred.add("metastatic")
            kept_out.append(page.evidence(sentence, "excluded", "stage.barred"))
            continue
        if "stage iv" in low:
            stage_four = stage_four or ONLY_FOUR.search(low) is not None
            four = four or ALL_FOUR.search(low) is not None
        low = TNM.sub(_blank, meant) if "node" in meant else meant
        treated = TREATED.search(low)
        cut = low[: treated.start()] if treated and treated.start() > 25 else ("" if treated else low)
        stages = stages_in(cut, slugs) if cut else set()
        if "early" in slugs and EARLY.search(cut) and (not METASTATIC.search(cut) or OR_SPREAD.search(cut)):
            if METASTATIC.search(cut):
                stages.add("metastatic")
            or_locally = "locally_advanced" in stages and OR_LOCALLY.search(cut) is not None
            both = both or or_locally
            stages = stages if ANY_STAGE.search(cut) or or_locally else stages - {"locally_advanced"}
            stages = stages | {"early"}
        said |= stages
        note(stages, sentence, "stage.text")
    found = _settle(titled, said, listed, early, barred)
    if both and found == {"early"}:
        found = {"early", "locally_advanced"}
    if (
        stage_four
        and said == {"metastatic"}
        and not any("locally" in each.quote.lower() for each in proof["metastatic"])
    ):
        four = True  # "advanced" in the title, and stage IV in the text
    if four and "metastatic" in found and "early" not in found:
        found = {"metastatic"}
    for stage in ("early", "locally_advanced", "metastatic"):
        if stage in found:
            yield Answer(NAME, stage, "admitted", tuple(proof.get(stage) or kept_out))


def _settle(titled: set[str], said: set[str], listed: set[str], early: bool, barred: set[str]) -> set[str]:
    if early or ("metastatic" in barred and "metastatic" not in titled):
        if early and "locally_advanced" in titled and "metastatic" not in titled:
            return {"early", "locally_advanced"}
        kept = {"early"} if "early" in (titled | said | listed) or early else set()
        return (kept or (said - {"metastatic"}) or {"early"}) | (titled & {"metastatic"})
    if titled:
        return titled | (said - {"early"} if "metastatic" in titled else said)
    return said or listed
