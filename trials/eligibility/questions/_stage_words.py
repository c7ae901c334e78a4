"""How a sentence names a stage, and which it names. Called by stage.py. Pure."""

from __future__ import annotations

import re

from trials.eligibility.patterns import compiled, seldom

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
    r"\bmastectomy\b|(?<!minimal )(?<!measurable )\bresidual disease\b|\b[cp]?t[1-3][a-c]?(?:n[0-2](?:m0)?)?\b|"
    r"\bprimary (?:or|and) metastatic\b|(?<!not )\blocali[sz]ed (?:\w+ ){0,2}(?:breast|disease|cancer)|"
    r"\bno evidence of (?:distant|disease(?! (?:progress|recurr))|"
    r"metasta)|\bbcs\b|\bnode[- ](?:positive|negative)\b|\bpost-?operative\b|\bhigh[- ]risk (?:early|"
    r"primary)|"
    r"\b(?:undergoing|during|(?:scheduled|planned) for) (?:\w+ ){0,2}breast (?:cancer |tumou?r )?surgery"
)
SURGERY = (
    r"(?:mastectomy|lumpectomy|breast (?:cancer |tumou?r )?(?:surgery|resection)|breast[- ]conserv\w+|"
    r"surgery (?:of|to remove|for) (?:the |their |her )?(?:breast|tumou?r))"
)
CURABLE = compiled(
    r"\b(?:undergo\w*|scheduled|planned|planning|prior to|before|followed by|candidates?|will have|awaiting)\b"
    rf"[^.;]{{0,50}}?\b{SURGERY}\b|"
    r"\b(?:receiving|start(?:ing)?(?! of)|initiat\w+|scheduled|planned|prescribed|undergoing|completed|candidates? for|"
    r"eligible for|taking|recommended|will receive|indication (?:for|of))\b[^.;]{0,60}?\b(?:neo-?)?adjuvant\b|"
    r"\b(?:treated|treatments?|therapy|surgery) (?:for|of) (?:\w+ ){0,2}(?:non-?metastatic|stages? (?:0|i)|early)\b|"
    r"\bin[- ]situ (?:or|and/or|and) (?:\w+ )?invasive\b|"
    r"(?<!non-)\binvasive\b[^.;()]{0,40}\b(?:or|and/or|and) (?:\w+ ){0,3}in[- ]situ\b|"
    r"\binvasive (?:or|and/or|and) non-?invasive\b|\bnon-?invasive (?:or|and/or|and) invasive\b"
)
"""What is done or found in early disease only: it tells the stage where nothing else does."""
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
    r"adenocarcinoma|neoplasia|mbc|m?tnbc|dcis|breast surgery|tumou?rs?|malignan\w+|proven|stage|presence|"
    r"radiolog\w+)\b|\A\W*(?:(?:locally|recurrent|unresectable|inoperable|advanced|metastatic|early|and|or)\W+){1,6}\Z|"
    r"\A\W*(?:(?:locally|recurrent|unresectable|inoperable|advanced|early|and|or|/)\W+){0,6}(?:advanced|metastatic)\Z"
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
RECURRENT_OR_METASTATIC = compiled(
    r"\b(?:(?:recurrent|relapsed)(?: ?/ ?refractory| or refractory)?(?: ?/ ?|,? (?:and/)?or )metastatic|"
    r"metastatic(?: ?/ ?|,? (?:and/)?or )(?:recurrent|relapsed))\b(?! (?:sites?|lesions?|tissue|setting))"
)
"""What came back and is not metastatic came back near where it was."""
ONLY_METASTATIC = compiled(r"\badvanced\W{1,2}(?:or )?\(?\s?(?:stage iv|metastatic)\)")
OF_CANCER = compiled(
    r"cancer|breast|disease|carcinoma|tumou?r|invasive|clinical|patholog|anatomic|ajcc|diagnos|prognostic"
)
NOT_OF_CANCER = compiled(
    r"\s*(?:slot|because|entry|enrol|randomi|treatment|of (?:the|this) (?:study|trial)|portion|dose|study|only|"
    r":|kidney|renal|hypertension|\(|chronic)"
)
UNRESECTABLE = compiled(r"\b(?:unresectable|inoperable|non-?resectable)\W{1,3}\Z")
NO_METASTASES = compiled(
    r"\W*(?:(?:have|has|with|must have|patients|participants|women)\b ?){0,3}(?:no|absence of|without|free of)\b "
    r"(?:(?:known|any|clinical|radiolog\w+|imaging|current|sign|signs|symptoms|evidence|suspicion|indication|of|or|and|the|"
    r"documented|detectable)\b ?){0,7}(?:distant )?metasta(?:s[ei]s|tic (?:disease|(?:breast )?cancer|spread))\b"
    r"(?! (?:to|in|from|other|requir|progress|outside)\b)"
)
OR_LOCALLY = compiled(
    r"\bearly(?:[ -]stage)?[^.;]{0,30}(?:\bor|\band|/)\s?(?:\w+ )?locally[ -]advanced|"
    r"\blocally[ -]advanced(?:, \w+){0,4},? or early\b|"
    r"\b(?:inoperable|unresectable)\b[^.;]{0,60}\bor (?:\w+ ){0,2}?(?:operable|resectable)\b|"
    r"\b(?:operable|resectable)(?: (?:or|and|and/or) |/)(?:inoperable|unresectable|locally[ -]advanced)\b"
)
NO_SPREAD = compiled(
    r"\b(?:cancer|carcinoma)s? (?:\([^()]*\) )?without (?:(?:any|known|clinical|evidence|signs?|of|distant) ){0,4}"
    r"metasta(?:sis|ses|tic disease)\b(?! (?:to|in)\b)"
)
EARLY_TITLE = seldom(r"\bearly[ -](?:stage |breast|triple|her2|hr)|\bstages? (?:i{1,3}|0|1)\b")
ALL_FOUR = compiled(r"\bmust have (?:(?:documented|confirmed|de novo) ){0,2}stage iv\b(?! or\b|/)")
ONLY_FOUR = compiled(
    r"(?<!stage iii or )(?<!stage iii/)(?<!stage iii, )\bstage iv\b(?! ?(?:or|/|,) ?(?:\w+ ){0,2}(?:stage|i))"
)
THREE_OR_FOUR = compiled(
    r"(?!.*\b(?:unresectable|inoperable|incurable|curative|not curable)\b).*\bstages? (?:iii|3) ?(?:or|and|/|-|to|–|&)"
    r" ?(?:stage )?(?:iv|4)\b"
)
"""Stage III as a whole: what can be taken out may enter, though the title calls it advanced."""
IN_THE_BRAIN = compiled(
    r"(?<!prevention )(?<!risk )(?<!incidence )\b(?:and|with|for|of|resected|intact)(?: (?!with)[\w-]+){0,2}? "
    r"brain (?:oligo-?)?metasta"
)
BARRED = compiled(
    r"\W*(?:(?:known|any|evidence|signs?|presence|clinical|radiolog\w+|definitive|of|or|and|with|the|an?|to|has|have|having|"
    r"had|is|are|be|being|been|who|whose|develops?|developed|stage|recurrent|locally|advanced|inoperable|unresectable|iiic?|"
    r"distant|documented|history|concurrent|current|currently|active|suspected|newly|diagnos\w+|de|novo|confirmed|patients?|"
    r"participants?|subjects?|women|individuals|people|breast|cancer|carcinoma|"
    r"inflammatory|bilateral|t4[a-d]?|previous|organ|imaging|findings?)\b[ ,/(-]{0,3}){0,9}"
    r"(?:stage iv\b|stage 4\b|\biv disease|metasta\w+|m1\b)"
)
""" "Metastatic disease" among the exclusions."""
BARRED_IN_PART = compiled(
    r"(?:(?!\b(?:or|and)\b)[^.;,:(]){0,30}?\b(?:other than|requir\w+|needing|from|involving|more than|outside|"
    r"untreated|uncontrolled|causing|amenable|only|lesions?|regimens?|setting|kidney|renal|undergoing|with a plan)\b|"
    r"\W{0,2}(?:disease |lesions? )?[<>≥≤]|[ -]or 5\b"
)
"""After it: not all metastases are barred, or not those of the cancer."""
ONE_ORGAN = compiled(r"brain|cns|central|leptom|mening|liver|visceral|bone|spinal|lung")
OR_NOT = compiled(r"\bwith(?:out)? ?(?:or|/|and/or) ?with(?:out)?\b")
OR_SPREAD = compiled(
    r"\b(?:non-?\s?metastatic|early(?:[ -]stage)?|locali[sz]ed|(?<!in)(?<!in-)operable|"
    r"(?<!un)(?<!un-)(?<!non)(?<!non-)resectable|dcis)\b[^.;,]{0,40}"
    r"(?:\b(?:or|and|to)|/) ?(?:\w+ ){0,2}(?:oligo-?)?metastatic\b|"
    r"\bprimary (?:and|or) metastatic (?:\w+ )?(?:breast|cancer|carcinoma)"
)
LET_OFF = compiled(r"\(?\b(?:except|unless)\b")
PASSING = compiled(
    r"\b(?:except|unless|to exclude|suspicious for|to rule out|screening for|other malignanc\w+|"
    r"second|in situ of(?! the breast)|bilirubin|ast|alt|alkaline|uln|creatinine|albumin|"
    r"if (?:liver|bone|hepatic)|pregnan\w+|contracept\w+|life expectancy|biops(?:y|"
    r"ies)(?!\W+(?:\w+\W+){0,2}(?:proven|confirmed))|"
    r"scan|brain|cns|central nervous|leptomening\w+|risk of|wash-?out|heart|cardiac|nyha|renal|kidney|"
    r"hepatic|melanoma)\b"
)
OF_BLOOD = compiled(r"\b(?:bilirubin|ast|alt|alkaline|uln|creatinine|albumin)\b")
NEAR = 30
"""Characters after a stage in which what is said of it stands."""
MEASURED = compiled(r"(?!.*\bstages? (?:0|i{1,3}|iv|[1-4])).*\bmeasurable\b")
NEGATED = compiled(
    r"(?<!with/)(?<!with or )\b(?:no|not(?! (?:amenable|suitable|candidates?|eligible|curable|"
    r"treatable|resectable))|without|absence of|exclud\w*|rule out|free of|non(?=\W?$))\b(?! "
    r"metasta\w* \()[^.;,]{0,60}$"
)


def blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def stages_in(low: str, slugs: set[str]) -> set[str]:
    """The stages that a wording names. `slugs`: which of NAMES stand in it."""
    found: set[str] = set()
    if "nod" in low or "axil" in low or "sentinel" in low:
        low = NODES.sub(blank, TNM.sub(blank, low))
    if "ajcc" in low:
        low = BY_AJCC.sub(blank, low)
    if "stage" in slugs and (reversed_range := BEFORE_STAGE.search(low)):
        first, last = ROMAN[reversed_range["first"]], ROMAN[reversed_range["last"]]
        found |= {"early"} if first < 4 else set()
        found |= {"metastatic"} if last == 4 else set()
        found |= {"locally_advanced"} if first < 3 and last == 4 else set()
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
        if numbers == [3, 4] and UNRESECTABLE.search(low, max(0, match.start() - 25), match.start()):
            found -= {"early"}
            found.add("locally_advanced")
        elif (numbers == [3, 4] and not re.search(r"\bajcc", low)) or (min(numbers) < 3 and {3, 4} <= set(numbers)):
            found.add("locally_advanced")  # "stage I-IV" is any stage
    if "metastatic" in slugs and _is_said(METASTATIC, low):
        found.add("metastatic")
        if "metastatic" in low and RECURRENT_OR_METASTATIC.search(low):
            found.add("locally_advanced")
    if "advanced" in slugs and _is_said(ADVANCED, low):
        found |= {"metastatic"} if ONLY_METASTATIC.search(low) else {"locally_advanced", "metastatic"}
    if "locally" in slugs and _is_said(LOCALLY, low):
        found.add("locally_advanced")
    return found


def _is_said(pattern: re.Pattern[str], low: str) -> bool:
    """It stands there, and is not denied."""
    found = pattern.search(low)
    return found is not None and not NEGATED.search(low[: found.start()])
