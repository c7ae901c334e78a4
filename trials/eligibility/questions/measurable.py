"""Measurable disease: required, or is bone-only, non-measurable or evaluable disease enough."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.page import Page
from trials.eligibility.patterns import compiled
from trials.eligibility.questions.scope import is_elsewhere
from trials.eligibility.stances import stance

NAME = "measurable"
WIDER = compiled(
    r"(?:\bnon-?\s?measur\w+|\bunmeasur\w+|\bnot measurable|\bevaluable\b|\bassessable\b|\bbone[- "
    r"](?:only|disease|lesion|metast|predominant)\w*|\blytic\b|\bbone\b)"
)
MEASURABLE = compiled(r"(?<!non)(?<!non-)(?<!not )(?<!un)\bmeasure?able\b|\bmeasured\b|\btarget lesion|\bdimensionally")
OR = compiled(r"\b(?:or|and/or|and|with or without|either|if)\b|/")
ENOUGH = compiled(
    r"\b(?:allowed|permitted|eligible|acceptable|accepted|may be|included|enroll\w*|enough|sufficient|"
    r"admitted|not required|not mandatory|will also)\b"
)
NOT_ENOUGH = compiled(
    r"\b(?:not (?:be )?(?:allowed|permitted|eligible|acceptable|considered|sufficient|count\w*|enough|"
    r"included)|ineligible|excluded|exclud\w*|are not|is not|no bone|without|other than|not qualify)\b"
)
NOT_NEEDED = compiled(
    r"measur\w*[^.;]{0,50}(?:is |are )?not (?:\w+ )?(?:required|mandatory|necessary|needed)|(?:not|"
    r"n't) (?:need to|required to|have to|require) (?:have )?[^.;]{0,30}measurable|no(?:t)? "
    r"(?:requirement|need) (?:for|of) measurable|measurable (?:disease )?(?:or|and|/|and/or) (?:\w+ )?(?:non|"
    r"un|bone[- ](?:only|predominant)|evaluable)|with or without measurable|regardless of[^.;]{0,30}measurable|"
    r"even (?:if|when|though)\b[^.;]{0,40}\bnon-?measurable|"
    r"\b(?:bone[- ](?:only|predominant)|predominantly bone)\b[^.;]{0,120}\b(?:is|are) (?:also )?"
    r"(?:allowed|eligible|permitted)"
)
BOTH = compiled(r"\b(?:must|have to|need to) have measurable and evaluable\b")
SOFT_TISSUE = compiled(
    r"\bbone\b[^.;]{0,60}\b(?:if|provided|only|with)\b[^.;]{0,60}\bsoft[- ]tissue\b[^.;]{0,60}measur"
)
"""Bone lesions count where they can be measured in soft tissue: measurable disease after all."""
PASSING = compiled(
    r"\b(?:hiv|viral load|residual disease|mrd|dose[- ]limiting|evaluable (?:for (?:toxicity|dlt|"
    r"dose)|tissue|tumou?r (?:tissue|sample|biops)|sample|specimen|biops)|tumou?r (?:tissue|sample)|"
    r"ctdna|biopsy is|protein|creatinine|urine)\b"
)


def words() -> Iterator[tuple[str, str, str]]:
    return own_names("measurable")


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars("measurable")


def answers(page: Page) -> Iterable[Answer]:
    needed, wider = list[Evidence](), list[Evidence]()
    for sentence in page.about("measurable"):
        low = sentence.low
        if sentence.section == "heading" or PASSING.search(low) or is_elsewhere(page, sentence):
            continue
        if BOTH.search(low):
            needed.append(page.evidence(sentence, "demanded", "measurable.needed"))
            continue
        if NOT_NEEDED.search(low) and sentence.section != "exclusion" and not SOFT_TISSUE.search(low):
            wider.append(page.evidence(sentence, "allowed", "measurable.not_needed"))
            continue
        mentions = sentence.of("measurable")
        measurable = MEASURABLE.search(low)
        if sentence.section == "exclusion":
            if re.search(r"\b(?:lack|absence|without|no|not)\b[^.;]{0,40}(?:measurable|evaluable)", low):
                if re.search(r"\bor\b[^.;]{0,30}\bevaluable|evaluable[^.;]{0,30}\bor\b|\bevaluable disease", low):
                    wider.append(page.evidence(sentence, "allowed", "measurable.wider"))
                elif measurable:
                    needed.append(page.evidence(sentence, "demanded", "measurable.needed"))
            continue
        other = WIDER.search(low)
        if SOFT_TISSUE.search(low):
            needed.append(page.evidence(sentence, "demanded", "measurable.needed"))
        elif (
            measurable
            and other
            and other[0] != "bone"
            and OR.search(low[min(measurable.end(), other.end()) : max(measurable.start(), other.start())])
            and not NOT_ENOUGH.search(low[other.start() :])
        ):
            wider.append(page.evidence(sentence, "allowed", "measurable.wider"))
        elif other and measurable and re.search(r"\b(?:if|provided|only)\b", low[other.end() : measurable.start()]):
            needed.append(page.evidence(sentence, "demanded", "measurable.needed"))
        elif other and other[0] != "bone" and ENOUGH.search(low) and not NOT_ENOUGH.search(low):
            wider.append(page.evidence(sentence, "allowed", "measurable.wider"))
        elif (
            other
            and "evaluable" in other[0]
            and not measurable
            and re.search(
                r"\bevaluable (?:disease|lesion|tumou?r|by|per|according|metast|for response)|"
                r"\bassessable (?:disease|lesion)",
                low,
            )
        ):
            wider.append(page.evidence(sentence, "allowed", "measurable.evaluable"))
        elif (
            (
                other
                and not measurable
                and re.search(
                    r"^\W*or\b|\bat least (?:one|1)[^.;]{0,30}lytic|in the absence of measurable|"
                    r"bone[- ]only disease,? (?:with|must)",
                    low,
                )
            )
            or measurable
            and re.search(r"(?:absence|lack) of measurable|no measurable disease", low)
            and other
        ):
            wider.append(page.evidence(sentence, "allowed", "measurable.bone"))
        elif measurable and any(stance(page, sentence, each) == "demanded" for each in mentions):
            if not re.search(
                r"^\W*(?:if|when|previously irradiated|tumou?r lesions? (?:situated|in|previously|"
                r"that)|lesions? (?:situated|in|previously|that|located)|irradiated)\b",
                low,
            ):
                needed.append(page.evidence(sentence, "demanded", "measurable.needed"))
    if wider:
        yield Answer(NAME, "", "bone_only_ok", tuple(wider))
    elif needed:
        yield Answer(NAME, "", "required", tuple(needed))
