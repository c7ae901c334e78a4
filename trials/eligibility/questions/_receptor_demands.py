"""A sentence that names a receptor status → whether it asks for the status, and of whom. Called by receptors.py. Pure.

Much that names a status asks for none: what some with it must have had, what was given for it, one risk of several.
"""

from __future__ import annotations

import re

from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled
from trials.eligibility.questions import _receptor_words as receptor_words
from trials.eligibility.questions._receptor_facts import facts
from trials.eligibility.questions._receptor_words import Profile

STATUS = r"(?:er|hr|pr|hormone receptor|estrogen receptor|oestrogen receptor|her-?2|triple|tnbc)"
PEOPLE = r"(?:patients|participants|subjects|women|individuals)"
IF = compiled(
    r"^\W*(?:trial |study |female |male |eligible |all |note:? )*(?:if|for(?: (?:patients|"
    r"participants|subjects|those|women|individuals))?(?: with)?|in (?:patients|participants|subjects|"
    r"case|the case|cases)|when|(?:patient|participant|subject)s?|women|those|individuals|all "
    r"(?:patients|participants|subjects))\b"
)
ON_THE_CONDITION = compiled(
    r"(?:must|should|need to|needs to|are required to|have to|required to|may|can|will|has|"
    r"have)\s+(?:also\s+|either\s+|both\s+)?(?:have\s+)?(?:had|received?|receiving|progress\w*|be "
    r"(?:on|refractory|resistant|treated|willing|post|considered|treatment)|experienced|exhausted|"
    r"been (?:treated|exposed|previously|on)|relapsed|failed|demonstrated|documented|undergone?|taken|"
    r"no (?:prior|more)|not (?:have|had|been|received)|previously|documented)"
)
THERAPY = compiled(
    r"\b(?:prior|previous|previously|received|receiving|therap|treatment|treated|regimen|lines?|"
    r"progress\w+|refractory|trastuzumab|chemotherap\w*|endocrine|inhibitors?)\b"
)
DEMANDED_OF_THEM = compiled(
    rf"\W{{0,8}}(?:\w+\W+){{0,3}}?{STATUS}\b[^.;]{{0,60}}?\b(?:{PEOPLE}|cancers?|tumou?rs?|disease)\b[^.;]{{0,40}}?"
    r"\b(?:must|should|need to|are required to|have to) (?:also )?(?:have )?"
    r"(?:received|progress\w+|exhausted|failed|been|had|undergone|be (?:refractory|resistant|previously))"
    rf"|\W{{0,8}}{STATUS}[^.;,]{{0,40}}? {PEOPLE} (?:must|should|need|are required|have to|may|can)\b"
    rf"|.*\b{PEOPLE} with {STATUS}[^.;]{{0,60}}\b(?:are|is) (?:eligible|allowed) (?:if|provided|only)\b"
)
KINDS = compiled(
    r"\bfollowing (?:\w+ ){0,3}?(?:tumou?rs?|cancers?|malignanc\w+|indications?|histolog\w+|types?)\b[^.;:]{0,40}:"
)
"""Before a list of who may enter."""
GOES_ON = compiled(
    r"\b(?:ongoing|currently (?:on|receiving|taking)|taking|undergoing|"
    r"receiving(?![^.;]{0,80}\b(?:lines?|regimens?|prior)\b)|planned|scheduled|initiating|starting|"
    r"complet(?:ed|ing|ion)|prescribed|about to (?:start|receive|begin|initiate))\b"
    r"[^.;]{0,110}\bfor (?:an? )?\W*\Z"
)
"""Treatment that goes on for it: they have it now."""
TREATED_IN = compiled(
    r"\b(?:therap(?:y|ies)|treatments?|trastuzumab|chemotherapy|inhibitors?|suppression)\b[^.;]{0,30}\b"
    r"(?:in|if)\W*\Z"
)
AMONG = compiled(r"\W*(?:in|for|among)\W*\Z")
THEIRS = rf"\W*(?:breast |cancers? |tumou?rs? |disease ){{0,2}}{PEOPLE}"
GROUP = compiled(
    rf"{THEIRS}(?:: ?\w|,? (?:will |may |can |should )?(?:receive|continue|get)\b)|"
    r"\W*(?:breast )?(?:tumou?rs?|cancers?|disease)\s?: ?(?:adjuvant|endocrine|treat|trastuz|chemo|should|must|"
    r"prior|previous|"
    r"progress)"
)
"""After a status with which the sentence begins: "patients: …", "patients will receive …"."""
GROUP_AND_COMMA = compiled(rf"{THEIRS},")
ITS_TREATMENT = compiled(
    r"\W*(?:they |(?:patients|participants|subjects) )?(?:must|should|have|had|prior|previous|received|progress\w+)\b"
)
PASSING = compiled(
    r"\b(?:(?<!women with a )(?<!patients with a )(?<!participants with a )(?<!subjects with a )history of|"
    r"contralateral|previous breast cancer|prior breast cancer|other primary|second "
    r"primary|archival|will be (?:stratified|assigned|allocated|tested|capped)|stratif\w+|sample size|"
    r"approximately|at least \d+ (?:patients|participants)|\d+ ?% of (?:the )?(?:patients|participants|subjects)|"
    r"risk factors?|must meet one of the following conditions|no (?:prior|previous)|priority|"
    r"never (?:previously )?|controls)\b"
)
OWN_HISTORY = compiled(
    rf"\W{{0,8}}(?:\d{{1,2}}[.)] ?)?(?:(?:{PEOPLE}|with|who|has|have|having|an?|personal|known|documented|confirmed|"
    r"must|prior|previous) ){0,5}(?:(?:prior|previous) diagnosis|history) of (?!an? (?:other|second)|other|"
    r"another|second)"
)
""" "History of stage I-III hormone receptor positive breast cancer": those who have or had it."""
WAYS = compiled(r"\b(?:one or more of|at least (?:one|1) of|any of)\b")
OTHER_WAY = compiled(
    r"\b(?:node|nodal|lymph|axillary|t[34]|grade|age[ds]?|years?|ki-?67|size|cm|stage|brca\w*|inflammatory|margins?)\b"
)
OF_STATUS = compiled(r"\b(?:hr|er|her-?2|pr|hormone|hormonal|estrogen|oestrogen|receptors?|triple|tnbc|luminal)\b")
BETWEEN_WAYS = compiled(r",|;|\bor\b")
ALL_KINDS = compiled(
    r"\b(?:hr|er|hormone[ -]receptor|luminal)[ -]?(?:positive|\+)?, her-?2[ -]?(?:positive|enriched|\+)(?:,| or|"
    r" and|, or|, and) "
    r"triple[ -]negative\b"
)
""" "Hormone receptor positive, HER2-positive and triple-negative": the three kinds there are."""
NOT_A_BAR = compiled(
    r"\b(?:who (?:have|has|are|had|did)|unless|without|if |not (?:previously|yet|received|had|"
    r"eligible for|candidates?)|previously(?! (?:documented|known|confirmed))|prior (?:treatment|therapy)|"
    r"received|refus\w+|progress\w+|requiring|with (?:less|fewer|more) than|"
    r"use of|conjugates?|candidates? for|treat\w+|discordan\w+|contralateral|bilateral|history of|another|second|other "
    r"(?:breast|primary))\b"
)
DENIES = compiled(
    r"(?:\W{0,8}(?:no|not|without|absence of|exclusion of)\b(?: (?:known|evidence of|any|have|be|documented|a|an))*|"
    r".*\b(?:except(?:ing| for)?|excluding|other than|with the exception of)(?: \w+){0,2})\W*$"
)
LETS_IN = compiled(
    r"\b(?:is|are) (?:also )?(?:allowed|permitted|acceptable)\b|\bmay (?:also )?(?:be included|be allowed|enroll|enter|"
    r"participate)\b"
)
"""Said of some who may enter besides; it keeps nobody out."""
ARE_ELIGIBLE = compiled(r"\b(?:is|are) (?:also )?eligible\b(?! for (?!th|enrol|inclusion|participation|study|trial))")
"""Of some with a status, that they may enter."""


def first_named(sentence: Sentence) -> int:
    """Where in the sentence a receptor is first named."""
    return min((each.start for each in sentence.of("receptor")), default=sentence.start) - sentence.start


def is_in_passing(low: str) -> bool:
    own = OWN_HISTORY.match(low)
    return PASSING.search(low, own.end() if own else 0) is not None or _is_a_way_of_several(low)


def is_denied(low: str, first: int, profiles: list[Profile]) -> bool:
    """ "No HER2-positive disease", "excluding HER2-positive tumours"."""
    return all(each == Profile(None, frozenset({"pos"})) for each in profiles) and DENIES.match(low[:first]) is not None


def names_all_kinds(low: str) -> bool:
    return ALL_KINDS.search(low) is not None


def lets_in(low: str) -> bool:
    return LETS_IN.search(low) is not None and not KINDS.search(low)


def is_eligible(low: str) -> bool:
    return ARE_ELIGIBLE.search(low) is not None


def keeps_out(sentence: Sentence) -> bool:
    """Among the exclusions: whoever has the status, and not only some of them."""
    low = sentence.low
    if (NOT_A_BAR.search(low) or first_named(sentence) > 60) and not receptor_words.is_refused(low):
        return False
    return not lets_some_in(low)


def lets_some_in(low: str) -> bool:
    return any(word in low for word in ("allowed", "permitted", "are eligible", "is eligible", "may be"))


def is_conditional(page: Page, sentence: Sentence) -> bool:
    """Something is asked of those with the status, or was given for it; the status is asked of nobody."""
    low = sentence.low
    told = facts(low)
    first, last = min(each.start for each in told), max(each.end for each in told)
    rest, start = low[last:], low[:first]
    if re.match(r"^\W*(?:if|when|in case)\b", low) or TREATED_IN.search(start):
        return True
    if (GROUP.match(rest) and not start.strip(" -(")) or (GROUP_AND_COMMA.match(rest) and AMONG.match(start)):
        return True
    if rest.rstrip().endswith(":") and ITS_TREATMENT.match(page.below(sentence)):
        return True
    if KINDS.search(start) or GOES_ON.search(start):
        return False
    if (
        IF.match(low)
        and ON_THE_CONDITION.search(rest)
        and THERAPY.search(rest)
        and not re.search(r"\bmust have\s*$|\bhave\s*$", start)
    ):
        return True
    if re.search(
        r"\b(?:if|when|in case of|for (?:patients|participants|subjects|those|women|individuals) "
        r"with|in (?:patients|participants|subjects|women) with|(?<!negative )(?<!positive "
        r")(?<!positivity )(?<!negativity )for)\s+(?:[a-z]+\s+){0,3}\W*$",
        start,
    ):
        return True
    if re.match(
        r"\W*(?:\w+\W+){0,3}(?:patients|participants|subjects|disease|tumou?rs?|cohort|"
        r"cancer)?[^.;]{0,30}?(?:must|should|need to|are required to|have "
        r"to)\s+(?:also\s+)?(?:have\s+)?(?:received|progress\w+|exhausted|failed|been|had|undergo|"
        r"documented|be (?:refractory|resistant|treated))",
        rest,
    ) or DEMANDED_OF_THEM.match(low):
        return True
    if own := OWN_HISTORY.match(start):
        start = start[own.end() :]
    return (
        bool(
            re.search(
                r"\b(?:prior|previous|(?<!with a )history of|received|treated with|treatment for|therapy for|"
                r"regimens? for|lines? (?:of [a-z ]{0,30})?(?:for|in)|progress\w+ on)\b",
                start,
            )
        )
        and first > 12
    )


def _is_a_way_of_several(low: str) -> bool:
    """ "At least one of: over 5 cm, triple negative, node positive": who has another one need not have the status."""
    listed = WAYS.search(low)
    if not listed:
        return low.count(" or ") > 2 and _is_short_way_beside_others(low)
    ways = BETWEEN_WAYS.split(low[listed.end() :])
    return len(ways) > 2 and any(OTHER_WAY.search(way) and not OF_STATUS.search(way) for way in ways)


def _is_short_way_beside_others(low: str) -> bool:
    """ "Over 2 cm, or node positive, or triple negative, or grade 3": all parts are short, and two ask no status."""
    ways = re.split(r",? or ", low)
    others = [way for way in ways if OTHER_WAY.search(way) and not OF_STATUS.search(way)]
    return len(others) > 1 and all(len(way.split()) < 8 and "," not in way for way in ways)
