"""Measurable disease: required, or is bone-only, non-measurable or evaluable disease enough."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trials.eligibility.answers import Answer, Evidence, Stance
from trials.eligibility.mentions import Mention, own_bars, own_names
from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled
from trials.eligibility.questions.scope import is_of_another
from trials.eligibility.stances import acting, stance

NAME = "measurable"
WIDER = compiled(
    r"(?:\bnon-?\s?measur\w+|\bunmeasur\w+|\bnot measurable|\bevaluable\b|\bassessable\b|\bbone[- "
    r"](?:only|disease|lesion|metast|predominant)\w*|\blytic\b|\bbone\b)"
)
MEASURABLE = compiled(
    r"(?<!non)(?<!non-)(?<!not )(?<!un)\bmeasure?able\b|\bmeasured\b|"
    r"(?<!non )(?<!non-)\btarget lesions?\b(?=[^;]{0,120}\b(?:recist|measur|evaluat|assess|respon))|"
    r"\b(?:recist|response)\b[^;]{0,50}\btarget lesion|\b(?:evaluable|at least (?:one|1)) (?:\w+ )?target lesion|"
    r"\bdimensionally"
)
OR = compiled(r"\b(?:or|and/or|and|with or without|either|if)\b|/")
ENOUGH = compiled(
    r"\b(?:allowed|permitted|eligible|acceptable|accepted|may be|included|enroll\w*|enough|sufficient|"
    r"admitted|not required|not mandatory|will also)\b"
)
NOT_ENOUGH = compiled(
    r"\b(?:not (?:be )?(?:allowed|permitted|eligible|acceptable|considered|sufficient|count\w*|enough|"
    r"included)|ineligible|excluded|exclud\w*|are not|is not|no bone|(?<!or )without|other than|not qualify)\b"
)
NOT_NEEDED = compiled(
    r"measur\w*[^.;]{0,50}(?:is |are )?not (?:\w+ )?(?:required|mandatory|necessary|needed)|(?:not|"
    r"n't) (?:need to|required to|have to|require) (?:have )?[^.;]{0,30}measurable|no(?:t)? "
    r"(?:requirement|need) (?:for|of) measurable|measure?able (?:\([^)]{0,40}\) )?(?:disease )?(?:or|/|"
    r"and/or) (?:\w+ )?(?:non|"
    r"un|bone[- ](?:only|predominant)|evaluable)|measure?able (?:disease )?and (?:non|un)|with or without measurable|"
    r"without measure?able (?:disease )?but (?:with )?evaluable\b|"
    r"regardless of[^.;]{0,30}measurable|\bevaluable disease,? either measurable\b[^;]{0,250}\bor\b|"
    r"even (?:if|when|though)\b[^.;]{0,40}\bnon-?measurable|"
    r"\b(?:bone[- ](?:only|predominant)|predominantly bone)\b[^.;]{0,120}\b(?:is|are) (?:also )?"
    r"(?:allowed|eligible|permitted)"
)
COUNTED_AS = compiled(r"\bdefinition of (?:disease|measurable)|\bnot considered (?:to be |as )?measurable\b")
""" "Irradiated lesions are not considered measurable": what is counted, not what is asked."""
ONE_MEASURABLE = compiled(
    r"\b(?:at least|a minimum of) (?:one|1|two|2)\b[^.;,]{0,20}\bmeasure?able\b(?! (?:or|and/or)\b)"
)
BONE_ONLY = compiled(r"\b(?:patients|participants|subjects|those|women|people) with bone[- ]only (?:disease|metast)")
""" "Those with bone-only disease must have …": they may enter, measurable or not."""
SOFT_TISSUE = compiled(
    r"\bbone\b[^.;]{0,60}\b(?:if|provided|only|with)\b[^.;]{0,60}\bsoft[- ]tissue\b[^.;]{0,60}measur"
)
"""Bone lesions count where they can be measured in soft tissue: measurable disease after all."""
NOT_RAYED = compiled(r"\b(?:not|never) (?:been |have |previously )*irradiated\b[^.;]{0,60}\bmeasur")
""" "A lesion that has not been irradiated and can be measured"."""
PASSING = compiled(
    r"\b(?:hiv|viral load|residual disease|mrd|dose[- ]limiting|evaluable (?:for (?:toxicity|dlt|"
    r"dose)|tissue|tumou?r (?:tissue|sample|biops)|sample|specimen|biops)|tumou?r (?:tissue|sample)|"
    r"ctdna|biopsy is|protein|creatinine|urine|bisphosphonates?|concurrent palliative)\b"
)


PLAINLY = compiled(r"\bmeasure?able (?:disease|lesions?|tumou?rs?|\((?:per|by))\b")
OF_A_PART = compiled(
    r"\W*(?:(?:in|for|the|only applicable to) ){0,3}(?:dose[- ])?(?:phase|part|cohort|arm|expansion|escalation|"
    r"backfill\w*|"
    r"group|module)s?\b(?![^.;:]{0,40}\b(?:and|all|both)\b)[^.;:]{0,60}(?::|\bonly\b)|"
    r"\W*(?:phase|part|cohort) \w{1,3} - "
)
ENDS_WITH_A_PART = compiled(r"\((?:for |in )?(?:phase|part|cohort|arm)s? \w{1,3}(?: only)?\)\W*\Z")
""" "Phase II only: measurable disease": the other part admits without."""
OUTSIDE = compiled(r"\bextra-?cranial|\bsystemic disease")
"""Where the brain must be measurable, the rest of the body need not."""
EVALUABLE = compiled(
    r"\bevaluable (?:disease|lesion|tumou?r|by|per|according|metast|for response)|\bassessable (?:disease|tumou?r|"
    r"lesion)"
)
BONE_ALONE = compiled(
    r"^\W*or\b|\bat least (?:one|1)[^.;]{0,30}lytic|in the absence of measurable|"
    r"bone(?:[- ]only disease| (?:metastas[ei]s|disease) only),? "
    r"(?:with|must|(?:the |these )?lesions?:? must)"
)
NONE_MEASURABLE = compiled(r"(?:absence|lack) of measurable|no measurable disease")
ONLY_UNMEASURED = compiled(
    r"\W*(?:(?:patients?|participants?|subjects?|those|with|who|have|has|having|presence of|only|exclusively) )*"
    r"(?:non-?\s?|un)measure?able (?:disease|lesions?|tumou?rs?)\b(?![^;]*\b(?:except|unless|other than)\b)"
    r"(?![^;]*\bexception\b)"
)
""" "Only non-measurable disease" keeps out."""
OF_A_LESION = compiled(
    r"^\W*(?:if|when|previously irradiated|tumou?r lesions? (?:situated|in|previously|that(?! can))|"
    r"lesions? (?:situated|in|previously|that(?! can)|located)|irradiated)\b"
)


def words() -> Iterator[tuple[str, str, str]]:
    return own_names("measurable")


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars("measurable")


def answers(page: Page) -> Iterable[Answer]:
    needed, wider = list[Evidence](), list[Evidence]()
    of_a_part = False
    for sentence in page.about("measurable"):
        if sentence.section == "heading" or is_of_another(page, sentence, sentence.of("measurable")[0]):
            continue
        said = _said(page, sentence)
        if said:
            value, rule = said
            of_a_part = (
                of_a_part
                or OF_A_PART.match(sentence.low) is not None
                or ENDS_WITH_A_PART.search(sentence.low) is not None
            )
            shown: Stance = "allowed" if value == "wider" else "demanded"
            (wider if value == "wider" else needed).append(page.evidence(sentence, shown, f"measurable.{rule}"))
    if wider:
        yield Answer(NAME, "", "bone_only_ok", tuple(wider))
    elif needed and not (of_a_part and len({each.cohort for each in needed}) == 1):
        yield Answer(NAME, "", "required", tuple(needed))


def _said(page: Page, sentence: Sentence) -> tuple[str, str] | None:
    """(needed or wider, the rule)"""
    low = sentence.low
    if COUNTED_AS.search(low):
        return None
    if sentence.section != "exclusion" and NOT_NEEDED.search(low) and not SOFT_TISSUE.search(low):
        return None if OUTSIDE.search(low) else ("wider", "not_needed")
    if PASSING.search(low) and not PLAINLY.search(low):
        return None
    measurable = MEASURABLE.search(low)
    if sentence.section == "exclusion":
        if ONLY_UNMEASURED.match(low):
            return "needed", "needed"
        if re.search(r"\b(?:lack|absence|without|no|not)\b[^.;]{0,40}(?:measurable|evaluable)", low):
            if re.search(r"\bor\b[^.;]{0,30}\bevaluable|evaluable[^.;]{0,30}\bor\b|\bevaluable disease", low):
                return "wider", "wider"
            if measurable:
                return "needed", "needed"
        return None
    other = next((each for each in WIDER.finditer(low) if each[0] != "bone"), None) or WIDER.search(low)
    if SOFT_TISSUE.search(low):
        return ("wider", "bone") if BONE_ONLY.search(low) else ("needed", "needed")
    if other and measurable and _is_for_another(page, sentence, other.end()):
        return "needed", "needed"
    if measurable and other and other[0] in ("evaluable", "assessable") and ONE_MEASURABLE.search(low, other.end()):
        return "needed", "needed"
    if (
        measurable
        and other
        and other[0] != "bone"
        and _is_either(low[min(measurable.end(), other.end()) : max(measurable.start(), other.start())], other[0])
        and not NOT_ENOUGH.search(low[other.start() :])
    ):
        return "wider", "wider"
    if other and measurable and re.search(r"\b(?:if|provided|only)\b", low[other.end() : measurable.start()]):
        return "needed", "needed"
    if other and other[0] != "bone" and ENOUGH.search(low) and not NOT_ENOUGH.search(low):
        return "wider", "wider"
    if other and not measurable and other[0] in ("evaluable", "assessable") and EVALUABLE.search(low):
        return "wider", "evaluable"
    if other and (BONE_ALONE.search(low) if not measurable else NONE_MEASURABLE.search(low)):
        return "wider", "bone"
    if measurable and not OF_A_LESION.search(low):
        if any(_is_demanded(page, sentence, each) for each in sentence.of("measurable")):
            return "needed", "needed"
    return None


def _is_either(between: str, other: str) -> bool:
    """ "Measurable and evaluable" asks for both; "measurable and non-measurable" cannot."""
    return OR.search(between) is not None and not (other in ("evaluable", "assessable") and between.strip() == "and")


def _is_demanded(page: Page, sentence: Sentence, mention: Mention) -> bool:
    """The words of its own sentence decide where there are any: what stands above says who is eligible, not what of."""
    if not acting(page, sentence, mention):
        return True
    return stance(page, sentence, mention) == "demanded" or NOT_RAYED.search(sentence.low) is not None


def _is_for_another(page: Page, sentence: Sentence, place: int) -> bool:
    """ "Measurable disease, or evaluable by PCWG3 in prostate cancer": for us measurable."""
    named = [each for each in sentence.of("tumour") if each.start >= sentence.start + place]
    if not named or named[0].slug != "other" or "evaluable" not in sentence.low[place - 10 : place]:
        return False
    between = sentence.low[place : named[0].start - sentence.start]
    return len(between) < 90 and " or " not in between and "recist" not in between
