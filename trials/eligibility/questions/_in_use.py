"""A treatment that participants are to be on when they enter → the places that name it. Pure.

Called by prior_therapy.py. Who takes an aromatase inhibitor has had one. Not asked of chemotherapy and radiotherapy:
"undergoing chemotherapy" is also said of those who are about to begin.
"""

from __future__ import annotations

from collections.abc import Sequence

from trials.eligibility.patterns import compiled
from trials.eligibility.questions import _demanded as demanded
from trials.eligibility.questions import _for_whom as whom
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions._passages import Passage, Place

PEOPLE = r"(?:patients?|participants?|subjects?|wom[ae]n|persons?|individuals?|survivors?)"
ON = r"(?:taking|receiving|on|using|(?:being )?treated with)"
NOW = r"(?:currently|presently|still|already|actively)"
KIND_OF = (
    r"(?!(?:or|and|no|not|any other|other|concurrent|concomitant|chemotherapy|study|trial|protocol|hormone replacement|"
    r"strong|medications?|drugs?|supplements?|dose|doses)\b)"
)
IN_USE = compiled(
    rf"(?:\b{NOW} (?:be |being )?{ON}|^\W*(?:must |should )?(?:be )?{NOW} (?:be |being )?{ON}|"
    rf"^\W*(?:(?:must|should) (?:be|have been) )?{ON}|"
    rf"^[^.;:()]{{0,90}}\bwho (?:are|is|have been) {ON}|^\W*(?:[\w-]+ ){{0,3}}{PEOPLE} {ON}|"
    rf"^[^.;:()]{{0,60}}\bmust (?:currently |already )?(?:be|have been) (?:currently )?{ON}|"
    rf"^[^.;:()]{{0,60}}\bpost-?\s?menopausal(?: \(.{{0,120}}\))?,? {ON}) "
    rf"(?:{KIND_OF}[\w-]+,? ){{0,6}}$"
)
""" "Currently taking an adjuvant ", and at the end the name."""
NOT_ON = compiled(r"\b(?:not|never|no longer|no|without|if|unless|when|may|can|whether)\b[^.;]*$")
FOR_SOME = compiled(rf"\W*(?:for|in|among) (?:all |those )?(?:{PEOPLE}|those)\b")
BRACKETS = compiled(r"\([^()]*\)|\[[^\[\]]*\]")
LET_OR_TOLD = compiled(
    r"\b(?:allowed|permitted|acceptable|(?:are|is|be|considered|remain) (?:\w+ )?eligible|may|can|must|should|"
    r"needs? to|excluded|not eligible|ineligible|will be|are required|is required|required to|stopped|discontinued)\b"
)
""" "Patients on tamoxifen may enter", "… must stop it": of those who take it."""
OR_SOON = compiled(
    r"\b(?:or|and/or) (?:(?:who|are|is|be|have|has|been|they|will) ){0,3}"
    r"(?:plan\w*|about|will|start\w*|begin\w*|initiat\w*|candidates?|schedul\w*|eligible|going|due|recommended|"
    r"prescribed|completed?|previously|prior|past|ha[ds]|received|finished|recently|"
    r"(?:to )?(?:start|begin|initiate|receive|undergo))\b"
)
""" "On an aromatase inhibitor or about to start one"."""
SOON_OR = compiled(
    r"\b(?:plan\w*|candidates?|schedul\w*|will|about|eligible|start\w*|initiat\w*|had|received?)\b"
    r"[^.;]*\bor\b[^.;]*$"
)
NOT_ASKED = frozenset({"chemotherapy", "radiotherapy"})


def places(passage: Passage) -> Sequence[Place]:
    """What must be in use; nothing among the exclusions, or where the passage speaks of some only."""
    low = passage.low
    if passage.excludes or passage.sentence.section != "inclusion" or not _may_be_on(low):
        return ()
    if FOR_SOME.match(low) or whom.CONDITIONAL_START.match(low) or demanded.ASKS_OF_THEM.match(low):
        return ()
    found: list[Place] = []
    for place in passage.places:
        if _is_not_asked(place):
            continue
        if not found:
            before = low[: place.start]
            on = IN_USE.search(before)
            if on is None or NOT_ON.search(before) or SOON_OR.search(before):
                continue
            rest = BRACKETS.sub(" ", low[place.end :]).split(";")[0].split(". ")[0]
            if LET_OR_TOLD.search(rest) or OR_SOON.search(rest):
                return ()
            found.append(place)
        elif _goes_on(low[found[-1].end : place.start]):
            found.append(place)
        else:
            break
    return found


def _may_be_on(low: str) -> bool:
    """Whether one of the words of use stands here; quick."""
    return "taking" in low or "receiving" in low or "on " in low or "using" in low or "treated" in low


LIST = compiled(r"(?:[\s,/(+]|\b(?:and|or|and/or|with|plus|either|an?|in combination)\b)*")


def _goes_on(between: str) -> bool:
    """ "Tamoxifen or an aromatase inhibitor"."""
    return LIST.fullmatch(between) is not None


def _is_not_asked(place: Place) -> bool:
    slug = place.first.slug
    return (
        slug == "ovarian_suppression"
        or "chemotherapy" in therapies.above(slug)
        or not (therapies.guide_names(slug) - NOT_ASKED)
        or bool(therapies.guide_names(slug) & NOT_ASKED)
    )
