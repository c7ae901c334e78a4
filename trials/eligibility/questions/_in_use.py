"""A treatment that participants are to be on when they enter → the places that name it. Pure.

Called by prior_therapy.py. Who takes an aromatase inhibitor has had one. Not asked of chemotherapy and radiotherapy:
"undergoing chemotherapy" is also said of those who are about to begin.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from trials.eligibility.patterns import compiled
from trials.eligibility.questions import _demanded as demanded
from trials.eligibility.questions import _for_whom as whom
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions._passages import Passage, Place

PEOPLE = r"(?:patients?|participants?|subjects?|wom[ae]n|persons?|individuals?|survivors?)"
ON = (
    r"(?:taking|receiving|on|using|(?:being )?treated with)"
    r"(?: (?:an? |the )?(?:stable|fixed|constant|steady|standard) (?:doses?|regimens?|courses?) of)?"
)
NOW = r"(?:currently|presently|still|already|actively)"
KIND_OF = (
    r"(?!(?:or|and|no|not|any other|other|concurrent|concomitant|chemotherapy|study|trial|protocol|hormone replacement|"
    r"strong|medications?|drugs?|supplements?|dose|doses)\b)"
)
IN_USE = compiled(
    rf"(?:\b{NOW} (?:be |being )?{ON}|^\W*(?:must |should )?(?:be )?{NOW} (?:be |being )?{ON}|"
    rf"^\W*(?:(?:(?:must|should) (?:be|have been)|ha(?:s|ve) been) )?{ON}|"
    rf"^[^.;:()]{{0,90}}\bwho (?:are|is|have been) {ON}|^\W*(?:[\w-]+ ){{0,3}}{PEOPLE} {ON}|"
    rf"^[^.;:()]{{0,60}}\bmust (?:currently |already )?(?:be|have been) (?:currently )?{ON}|"
    rf"^\W*(?:ongoing|current)(?: (?:use|treatment|therapy) (?:of|with|by)(?: an?)?)?|"
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
ON_FIRST = compiled(rf"\b(?:be|been|are|is|{NOW}|{PEOPLE}) on ")
NOT_ASKED = frozenset({"chemotherapy", "radiotherapy"})


def places(passage: Passage) -> Sequence[Place]:
    """What must be in use; nothing among the exclusions, or where the passage speaks of some only."""
    low = passage.low
    if passage.sentence.section != "inclusion" or not _may_be_on(low):
        return ()
    found: list[Place] = []
    for place in passage.places:
        if found:
            if not _is_asked(place.first.slug) or LIST.fullmatch(low, found[-1].end, place.start) is None:
                break
            found.append(place)
            continue
        before = low[: place.start]
        if _is_asked(place.first.slug) and IN_USE.search(before) and not NOT_ON.search(before):
            if SOON_OR.search(before) or _is_of_some(low, place.end):
                return ()
            found.append(place)
    return found


def _is_of_some(low: str, end: int) -> bool:
    """Asked of those who use it ("patients on X must …"), or of those as well who may yet begin. `end`: of its name."""
    if FOR_SOME.match(low) or whom.CONDITIONAL_START.match(low) or demanded.ASKS_OF_THEM.match(low):
        return True
    rest = BRACKETS.sub(" ", low[end:]).split(";")[0].split(". ")[0]
    return LET_OR_TOLD.search(rest) is not None or OR_SOON.search(rest) is not None


def _may_be_on(low: str) -> bool:
    """Whether one of the words of use stands here; quick."""
    return (
        "taking" in low
        or "receiving" in low
        or "using" in low
        or "treated with" in low
        or low.startswith(("on ", "ongoing ", "current "))
        or (" on " in low and ("currently" in low or "women" in low or ON_FIRST.search(low) is not None))
    )


LIST = compiled(r"(?:[\s,/(+]|\b(?:and|or|and/or|with|plus|either|an?|in combination)\b)*")


@functools.cache
def _is_asked(slug: str) -> bool:
    names = therapies.guide_names(slug)
    return (
        slug != "ovarian_suppression"
        and "chemotherapy" not in therapies.above(slug)
        and bool(names)
        and not names & NOT_ASKED
    )
