"""Whether what a sentence demands of a treatment is that it was had; it may be named for another reason. Pure.

Called by prior_therapy.py; what it is answered for: _ways_in.py.
"""

from __future__ import annotations

import functools
import re

from trials.eligibility.patterns import compiled, seldom
from trials.eligibility.questions import _for_whom as whom
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions._passages import Passage, Place

N = r"(?:\d|one|two|three|four|five)"
LEAST = compiled(
    rf"(?:at least|≥|>\s?=|minimum(?: of)?|{N}(?:\s*\(\w+\))? or more)\s*(?:{N}\b)?|\b(?:1|"
    rf"one)(?:\s*\(\w+\))?\s*(?:-|to|or)\s*(?:2|3|two|three|more)"
)
ONE_OR_MORE = compiled(rf"(?:at least|≥|>\s?=|minimum of) ?{N} (?:but|and) (?:no|not) more than {N}\b[^.;]*$")
""" "At least one but no more than two earlier lines of palliative chemotherapy"."""
BEFORE = compiled(
    r"\b(?:received|receive|receipt of|treated (?:with|by)|treatments? (?:with|by|of|using)|"
    r"therap(?:y|ies) (?:with|including|of)|progress\w*|fail\w*|refractory|resistan\w*|prior(?! to\b)|"
    r"previous(?:ly)?|pre-?treat\w*|exposure|exposed|undergone|underwent|completed|finished|"
    r"completion of|history of|intoleran\w*|relaps\w*|recurr\w*|had|exhausted|given|regimens?|lines? of|at least|"
    r"(?:included?|contain\w*|consist\w*)(?= [^.;]{0,110}$)|"
    r"(?:after|following) (?:[\w-]+ ){0,4}?(?:chemo)?therap\w+ (?:with|includ\w+|contain\w+|consist\w+)|"
    r"(?:response|remission|residual (?:invasive )?(?:disease|tumou?r|cancer)) (?:after|following|to|on)|"
    r"(?:one|1|which)(?: of (?:which|them))?(?: was| being)?(?: given)? in combination with)\b"
)
AT_LEAST = r"(?:at least|a minimum of|more than|≥|>)"
PASSIVE = compiled(
    r"^[^.;]{0,40}\b(?:is|are) (?:required|mandatory)|^\s*[- ](?:refractory|resistant|pre-?treated|"
    r"experienced|naive|naïve|failed)|^[^.;]{0,60}\b(?:must|should) have|^[^.;]{0,25}\b(?:failure|in "
    r"(?:the|an|either)|completed|resistance)\b|"
    r"^[^.;]{0,90}\b(?:has|have) been (?:completed|administered|given|received)\b|"
    rf"^[^.;,]{{0,20}}\bfor {AT_LEAST} \w+ (?:months?|years?)\b"
)
FAILED = compiled(
    r"\b(?:progress\w*|failed) (?:on|after|during)?(?: receiving)?\W*(?:≤|no more than|up to|1|one|at most)"
)
BEFORE_IT = compiled(
    r"\b(?:prior to|before|until|at (?:the )?start of)(?: (?:the|any|starting|start of|initiati\w+(?: of)?|planned|"
    r"receiving|an?|receipt of|"
    r"(?:cycles?|courses?|treatments?|doses?|administration) (?:of|with))){0,6}(?: (?:neo-?)?adjuvant)?\W*$"
)
""" "Reviewed prior to radiotherapy": it is still to come."""
TO_COME = compiled(
    r"\b(?:to|will) (?:be )?(?:receive|treated with|given|start|initiate|undergo)\b(?: [\w-]+){0,3} ?$|"
    r"\b(?:decision|decided|prescribed|scheduled|candidate)\b[^.;]{0,40} (?:for|on) (?:a )?(?:treatment|therapy) "
    r"with[^.;,]{0,30}$"
)
CONTINUES = seldom(
    r"\b(?:may|can|could) (?:continue|remain|stay)\b|"
    r"\b(?:can|could|may) (?:also )?have (?:had|received)\b(?:(?!\bbut\b)[^.;])*\Z|\(which may include[^()]*\Z"
)
AT_MOST = compiled(
    r"\b(?<!but )(?:no more than|not more than|up to|at most|maximum)\b[^.;]*\bincluding\b(?! at least)[^.;]*$"
)
""" "No more than three regimens, including adjuvant chemotherapy"."""
INTERVAL = compiled(r"\binterval (?:from|since|after|between)\b[^.;]*$")
WITH_OR_WITHOUT = compiled(
    r"(?:\+\s?/\s?-|±|\bwith or without|\bwith/without|"
    r"\b(?:alone|monotherapy|single[- ]agent)[^.;]{0,15}\bor (?:given )?(?:in combination|combined|together) with)"
    r"\W*(?:a |an |prior |any |other )*$"
)
ASKS_OF_THEM = compiled(
    r"\W*(?:(?:if|when)\b[^.;]{0,120}?|(?:patients?|participants?|subjects?|women|those)\s+"
    r"(?:who are )?(?:already|currently)?\s*(?:on|taking)\b[^.;]{0,60}?|"
    r"(?:patients?|participants?|subjects?|women|those)\s+who (?:have |had |previously )?(?:received?|had|underwent|"
    r"undergone|were treated)\b[^.;]{0,90}?)"
    r"\b(?:they|he or she|patients?|participants?)?\s*(?:must|should|need to|may|can)\b"
)
""" "If patients have received X, they must …", "patients on X must …": X is not demanded."""
STOP = compiled(r"\W*(?:have )?(?:switch|stop|discontinu|change|continue|agree)")
OPERATED = r"(?:surgery|surgical|operation|mastectomy|lumpectomy|resection)"
IF_THEY = compiled(
    r"\bif (?:they|the patient|the participant|the subject|patients|participants|subjects|"
    r"(?:currently |already |still )?(?:receiving|taking|on))\b[^.;]{0,120}$"
)
BASED = compiled(r"\b(?:based|containing)\W+(?:\w+ ){0,3}$")


APPROVED = compiled(
    r"[^.;]{0,60}\bmust "
    r"(?:have received (?:formal |regulatory )?approv|(?:be|have been) (?:approved|licensed) (?:by|for))"
)
""" "Prior drugs, including a SERD, must have been approved"."""
IRRADIATED = compiled(r"\W{1,2}(?:sites?|areas?|fields?|regions?|lesions?|volumes?|tissue)\b")
""" "A recurrence in an irradiated site"."""
WHERE_DUE = compiled(
    r"\b(?:as|if|where|when|unless not) (?:it (?:is|was) |clinically |medically )?"
    r"(?:applicable|appropriate|given|needed|administered|received)\b"
)
""" "Must have completed chemotherapy, if applicable": who had none may enter."""
FINISHED = compiled(
    r"(?:(?!\b(?:any|previous|prior|other)\b)[^.;()]){0,160}?\b(?:complet\w*|finish\w*|post-?\s?treatment)\b"
    rf"(?:(?!\b(?:any|previous|prior|other)\b)[^.;()]){{0,70}}\([^()]*\b{OPERATED}\b[^()]*\)|"
    r"\W*(?:primary|standard|initial|curative|definitive|active)(?: \w+){0,3} (?:treatments?|therap(?:y|ies))\b"
    rf"[^.;]{{1,30}}\b{OPERATED}\b[^.;]{{0,80}}\bcompleted\b"
)
""" "Finished treatment (surgery, chemotherapy, radiotherapy) a year ago": one of them was had; no wash-out."""
STUDIED = compiled(
    r"\W*(?:treatment|therapy) (?:with|by)\b"
    r"(?:(?!\b(?:prior|previous|receiv|had|complet|progress|fail|at least))[^.;])*"
    r"\balone or (?:in combination )?with\b"
)
""" "Treatment by letrozole alone or with everolimus": what is given in the study."""


@functools.lru_cache(256)  # asked of each treatment of a sentence
def finished(low: str) -> re.Match[str] | None:
    """Treatment as a whole is over; an operation is named among its kinds."""
    over = "complet" in low or "finish" in low or "post-treatment" in low or "post treatment" in low
    if over and ("surg" in low or "ectomy" in low or "section" in low or "operation" in low):
        return FINISHED.match(low)
    return None


def is_demanded(passage: Passage, place: Place, counted: bool, listed: bool = False) -> bool:
    """Whether what its cues demand is that it was had; it may be named for another reason. `listed`: what stands before
    it in the same list must have been had."""
    low, (start, end, _) = passage.low, place
    first = place.first
    before, after, near = low[:start], low[end:], low[max(0, start - 110) : start]
    over = finished(low)
    if over and start < over.end():
        return True
    of_them = ASKS_OF_THEM.match(low)
    if of_them and (
        of_them.end() > start
        or STOP.match(low[of_them.end() :])
        or any(
            each.slug == first.slug and each.start - passage.sentence.start < of_them.end()
            for each in passage.sentence.mentions
        )
    ):
        return False
    if (
        counted
        and not LEAST.search(low[max(0, start - 55) : end + 25])
        and not ONE_OR_MORE.search(near)
        and not FAILED.search(low[max(0, start - 55) : start])
    ):
        return False
    if not listed and not BEFORE.search(near) and not PASSIVE.search(after) and not therapies.HAD.search(passage.lead):
        return False
    if (
        TO_COME.search(before[-90:])
        or CONTINUES.search(before)
        or AT_MOST.search(before)
        or BEFORE_IT.search(before[-40:])
    ):
        return False
    if IF_THEY.search(before) or INTERVAL.search(near):
        return False
    if STUDIED.match(low):
        return False
    if "complet" in before and (WHERE_DUE.search(before[-140:]) or WHERE_DUE.search(after[:40])):
        return False
    if first.slug == "chemotherapy" and BASED.search(before[-30:]):
        return False  # "platinum-based lines of chemotherapy"
    if whom.PARTNER.search(before) and re.search(r"\bmust\b", after):
        return False  # "for combination with letrozole, participants must …"
    if first.slug == "ovarian_suppression" or WITH_OR_WITHOUT.search(before):
        return False
    if APPROVED.match(after) or (place.is_radiotherapy() and IRRADIATED.match(after)):
        return False
    return not (place.is_radiotherapy() and passage.sentence.of("brain"))  # a duty of those with brain metastases
