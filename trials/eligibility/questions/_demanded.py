"""A treatment that must have been had, or is one of several ways in → the names it is answered for. Pure.

Called by prior_therapy.py.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Sequence

from trials.eligibility.mentions import Mention
from trials.eligibility.page import Sentence
from trials.eligibility.patterns import compiled
from trials.eligibility.questions import _for_whom as whom
from trials.eligibility.questions import _kept_out as kept_out
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions._passages import Passage, Place

N = r"(?:\d|one|two|three|four|five)"
LEAST = compiled(
    rf"(?:at least|≥|>\s?=|minimum(?: of)?|{N}(?:\s*\(\w+\))? or more)\s*(?:{N}\b)?|\b(?:1|"
    rf"one)(?:\s*\(\w+\))?\s*(?:-|to|or)\s*(?:2|3|two|three|more)"
)
BEFORE = compiled(
    r"\b(?:received|receive|receipt of|treated (?:with|by)|treatments? (?:with|by|of|using)|"
    r"therap(?:y|ies) (?:with|including|of)|progress\w*|fail\w*|refractory|resistan\w*|prior(?! to\b)|"
    r"previous(?:ly)?|pre-?treat\w*|exposure|exposed|undergone|underwent|completed|"
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
    rf"^[^.;,]{{0,20}}\bfor {AT_LEAST} \w+ (?:months?|years?)\b"
)
LISTED = compiled(
    r"\b(?:one of|either|any one of|at least one of|1 of|one or more of|any of|meets? (?:one|1|any)|or more of)\b"
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
CONTINUES = compiled(
    r"\b(?:may|can|could) (?:continue|remain|stay)\b|"
    r"\b(?:can|could|may) (?:also )?have (?:had|received)\b(?:(?!\bbut\b)[^.;])*\Z|\(which may include[^()]*\Z"
)
AT_MOST = compiled(r"\b(?:no more than|not more than|up to|at most|maximum)\b[^.;]*\bincluding\b(?! at least)[^.;]*$")
""" "No more than three regimens, including adjuvant chemotherapy"."""
INTERVAL = compiled(r"\binterval (?:from|since|after|between)\b[^.;]*$")
WITH_OR_WITHOUT = compiled(
    r"(?:\+\s?/\s?-|±|\bwith or without|\bwith/without|"
    r"\b(?:alone|monotherapy|single[- ]agent)[^.;]{0,15}\bor (?:given )?(?:in combination|combined|together) with)"
    r"\W*(?:a |an |prior |any |other )*$"
)
IF_AFTER = compiled(
    r"(?:(?!\b(?:must|should|and,? if)\b)[^.;]){0,80}?\b(?:if|in (?:the )?case of|where applicable|as applicable)\b"
)
AND_IF = compiled(r"\b(?:and|or),? if\b[^.;]*\Z")
""" "A taxane and, if it is BRCA-mutated, a PARP inhibitor"."""
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
OR_SURGERY = compiled(rf"^\W*(?:and/or|or)\W+(?:\w+ ){{0,2}}{OPERATED}\b")
SURGERY_OR = compiled(rf"\b{OPERATED}\W+(?:and/or|or)\W+(?:\w+ ){{0,2}}$|^\W*{OPERATED}\W+plus\W*$")
OR_OTHERWISE = compiled(
    r"\W*(?:and/or|or)\s+(?!later|(?:any |a |in )?combination|both|after|more|greater|relaps|recurr|progress|"
    r"within|during|intoler|as\b|in\b|for\b|with\b|by\b|on\b)"
)
ONE_OF = compiled(r"\b(?:one|any|one or more|either) of(?: the| these)? ?(?:following\b|:)")
OF_A_MARKER = compiled(
    r"\W*(?:patients?|participants?|subjects?|those)\b[^.;]{0,60}\b(?:microsatellite|msi-?h|dmmr)\b[^.;]{0,40}\bmust\b"
)
FOR_THOSE = compiled(
    r"\s*(?:\w+\s+)?(?:for|in) (?:the )?(?:hr|her-?2|triple|tnbc|hormone|er\b|patients? with|participants? with|those)"
)
OR_FIRST, OR_LAST = compiled(r"\W*(?:or|and/or)\b"), compiled(r"\b(?:or|and/or)\W*$")
IF_THEY = compiled(
    r"\bif (?:they|the patient|the participant|the subject|patients|participants|subjects|"
    r"(?:currently |already |still )?(?:receiving|taking|on))\b[^.;]{0,120}$"
)
BASED = compiled(r"\b(?:based|containing)\W+(?:\w+ ){0,3}$")
APART = compiled(
    r"[;:]|\s-\s|\b(?:lines? of|in combination|plus|with|as (?:their|the|a)|"
    r"and (?:have|must|progress\w+|at least))\b"
)


DE_NOVO = compiled(
    r"\b(?:de[- ]?novo|newly diagnosed)\b(?:(?!relaps|progress|recurr)[^.;]){0,80}\bor\b|"
    r"\bor\b[^.;]*\b(?:de[- ]?novo|newly diagnosed)\b"
)
""" "Stage IV at diagnosis, or relapsed after tamoxifen"."""
CHOICE = compiled(r"\([^()]*\bor\b[^()]*\)")


ONE_WAY = "one_way"
"""Demanded by one of several lines of which one is enough; where all of them demand it, it is required."""


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
    if not ("(" in low or "completed" in low) or not ("surg" in low or "ectomy" in low or "section" in low or "operation" in low):
        return None
    if "complet" in low or "finish" in low or "post-treatment" in low or "post treatment" in low:
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


def names(
    passage: Passage, required: Sequence[Place], in_cohort: bool, *, of_all: bool = False
) -> Iterable[tuple[str, str]]:
    """(name, "required", "alternative" or ONE_WAY) of the treatments a passage demands. `of_all`: "women with … "
    "who …"
    are all participants, not some."""
    value = "required"
    if in_cohort or (not of_all and _is_for_some(passage, required)) or _is_one_way_in(passage, required):
        value = "alternative"
    elif any(LISTED.search(each) for each in passage.above):
        value = ONE_WAY
    for chain in _split(passage.low, _chains(passage.sentence, required)):
        named = [_named(passage, place) for place in chain]
        either = len(chain) > 1 and any(
            OR.search(passage.low[before.end : after.start]) for before, after in itertools.pairwise(chain)
        )
        common = frozenset.intersection(*named) if named else frozenset[str]()
        for place, own in zip(chain, named, strict=True):
            if place.first.slug == "her2_adc":  # one of those there are
                kinds = sorted(therapies.guide_names("her2_adc"))
                told = [kind for kind in kinds if any(each.slug == kind for each in passage.treatments)]
                yield from ((name, "alternative") for name in told or kinds)
            is_free = IF_AFTER.match(passage.low, place.end) or AND_IF.search(passage.low, 0, place.start)
            for name in own:
                yield name, value if not is_free and (not either or name in common) else "alternative"
            for name in _kinds(passage, place):
                if name not in own:
                    yield name, "alternative"


OR, AND = compiled(r"\bor\b|/"), compiled(r"\band\b")
KINDS = compiled(
    rf"(?: \([^()]{{1,14}}\))?(?: (?:therapy|treatment|agents?|drugs?))? "
    rf"\((?!{therapies.EXAMPLES.pattern})[^()]*\bor\b[^()]*\)"
)


def _kinds(passage: Passage, place: Place) -> Iterable[str]:
    """ "Endocrine therapy (tamoxifen or an aromatase inhibitor)": the kinds that there are, not examples."""
    low = passage.low
    if KINDS.match(low, place.end) is None:
        return
    opened = low.index("(", place.end)
    inside = (passage.sentence.start + opened, passage.sentence.start + low.index(")", opened))
    for each in passage.page.within(inside, therapies.KIND):
        if place.first.slug in therapies.above(each.slug):
            yield from names_of([each])


def _split(low: str, chains: list[list[Place]]) -> Iterable[list[Place]]:
    """ "An anthracycline and paclitaxel or docetaxel" is two lists; the chemotherapy of "taxol chemotherapy" stands for
    all of its list."""
    for chain in chains:
        last = chain[-1]
        if (
            last.first.slug == "chemotherapy"
            and len(chain) > 2
            and last.start - chain[-2].end <= 1
            and all("chemotherapy" in therapies.above(place.first.slug) for place in chain[:-1])
        ):
            yield [last]
            chain = chain[:-1]
        between = [low[before.end : after.start] for before, after in itertools.pairwise(chain)]
        first_or = next((place for place, text in enumerate(between) if OR.search(text)), 0)
        if (
            first_or
            and AND.search(between[first_or - 1])
            and frozenset.intersection(*(names_of(place.group) for place in chain[first_or:]))
        ):
            yield chain[:first_or]
            yield chain[first_or:]
        else:
            yield chain


def _is_for_some(passage: Passage, required: Sequence[Place]) -> bool:
    """Demanded of some participants only."""
    low = passage.low
    nearest = passage.above[0] if passage.above else ""
    return (
        whom.is_conditional(low[: required[0].start + 1], low, passage.page)
        or OF_A_MARKER.match(low) is not None
        or (nearest.rstrip().endswith(":") and whom.condition(nearest) is not None)
        or FOR_THOSE.match(low[required[-1].end :]) is not None
        or sum(each.slug == "other" for each in passage.sentence.of("tumour")) > 1
    )


def _is_one_way_in(passage: Passage, required: Sequence[Place]) -> bool:
    """Something else would do as well."""
    low = passage.low
    return (
        any(_in_brackets_with_surgery(low, place.start) for place in required)
        or any(_or_surgery(low, place.start, place.end) for place in required)
        or OR_OTHERWISE.match(low[required[-1].end :]) is not None
        or ONE_OF.search(low[: required[0].start]) is not None
        or DE_NOVO.search(CHOICE.sub("", low)) is not None
        or (len(required) > 1 and any(_is_instance(low, place.start) for place in required))
        or OR_FIRST.match(low) is not None
        or OR_LAST.search(low) is not None
    )


def _named(passage: Passage, place: Place) -> frozenset[str]:
    """A conjugate with a topoisomerase payload is one of the guide's names, though "an ADC" is none."""
    if place.first.slug == "adc" and kept_out.has_topo1_payload(passage.low[: place.start], passage.low[place.end :]):
        return frozenset({"topo1_adc"})
    return names_of(place.group)


def names_of(group: list[Mention]) -> frozenset[str]:
    """What one place stands for when it is demanded. "An ADC" is none of the guide's names; what acts on the androgen
    receptor is asked of those with prostate cancer. A conjugate is called after its target, if the guide has one."""
    names = (
        therapies.guide_names(each.slug)
        for each in group
        if each.slug not in ("adc", "her2_adc") and "androgen_directed" not in (each.slug, *therapies.above(each.slug))
    )
    found = frozenset(therapies.own_slugs(group)).union(*names)
    return found - {"topo1_adc"} if "trop2_adc" in found else found


def _or_surgery(low: str, start: int, end: int) -> bool:
    return SURGERY_OR.search(low[max(0, start - 60) : start]) is not None or OR_SURGERY.match(low[end:]) is not None


def _is_instance(low: str, place: int) -> bool:
    """ "Any systemic therapy (e.g. A, B or C)"."""
    opened = low.rfind("(", max(0, place - 120), place)
    return opened >= 0 and ")" not in low[opened:place] and therapies.EXAMPLES.match(low, opened + 1) is not None


def _in_brackets_with_surgery(low: str, place: int) -> bool:
    """ "Completed treatment (surgery, chemotherapy, radiation)": who needed them had them."""
    opened = low.rfind("(", max(0, place - 80), place)
    if opened < 0 or ")" in low[opened:place]:
        return False
    return re.search(rf"\b{OPERATED}\b", low[opened : low.find(")", place) % (len(low) + 1)]) is not None


def _chains(sentence: Sentence, places: Sequence[Place]) -> list[list[Place]]:
    """Treatments that stand in one list ("A, B or C")."""
    chains: list[list[Place]] = []
    for place in places:
        if chains:
            between = sentence.low[chains[-1][-1].end : place.start]
            if len(between) < 45 and not APART.search(between):
                chains[-1].append(place)
                continue
        chains.append([place])
    return chains
