"""A treatment that must not have been had → the names it is answered for. Pure. Called by prior_therapy.py."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from trials.eligibility.mentions import Mention
from trials.eligibility.patterns import compiled
from trials.eligibility.questions import _for_whom as whom
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions._passages import Passage, Place

NARROW = frozenset({"t_dm1", "t_dxd", "tamoxifen", "capecitabine", "eribulin"})
"""Guide names that are one agent: excluding the agent excludes the name."""
WHOLE = {
    "trastuzumab": "anti_her2",
    "pertuzumab": "anti_her2",
    "margetuximab": "anti_her2",
    "fulvestrant": "fulvestrant_or_serd",
    "sacituzumab_govitecan": "trop2_adc",
    "docetaxel": "taxane",
    "paclitaxel": "taxane",
}
PARTS = frozenset(
    {
        "pi3k",
        "akt",
        "mtor",
        "oral_serd",
        "her2_antibody",
        "brain_radiotherapy",
        "whole_brain_radiotherapy",
        "car_t",
        "chemoradiation",
        "cdk4",
    }
)
"""Classes without a name in the guide that stand for the wider one when they are excluded."""
LINKED = compiled(
    r"\b(?:received|receipt of|receiv\w+|treated (?:with|by|using)|treatments? (?:with|by|of|using)|"
    r"therap(?:y|ies) (?:with|of)|prior|previous(?:ly)?|pre-?treat\w*|exposure|exposed|undergone|"
    r"underwent|completed|history of|had|use of|used|ever|no\b|not\b|any\b|without|never|naive|"
    r"started|initiated|start of)\b"
)
FAR = compiled(
    r"\b(?:have|has|had)(?: \w+)? received (?:any )?(?:prior|previous)\b[^.;]*\([^()]*\)[^.;()]*,? or (?:any |prior )?$"
)
""" "Have received any previous systemic therapy (a long list) for breast cancer, or radiation"."""
LOCAL = compiled(
    r"\b(?:bone marrow|percent|field|palliati\w*|hemi|total[- ]body|whole[- ]body|irradiated|"
    r"extensive|same (?:site|lesion|area)|pelvis|> ?\d+ gy|target lesion|measurable lesion|spine|only site|"
    r"sole|partial[- ]breast)\b|\d ?%|\b(?:radiation|irradiated|treatment) (?:volume|fields?)\b"
)
LESS = compiled(r"\b(?:progress\w*|relaps\w*|recurr\w*|refractory|resistan\w*|respon\w*|failed|failure)\b")
CONJUGATE = compiled(r"[- ](?:[\w-]+ ){0,2}(?:adcs?\b|antibody[- ]drug)")
CARRIED = compiled(r"\b(?:adcs?|conjugates?)\b[^.;,]*$")
HER2 = compiled(r"\bher-?\s?2\b")
TARGET = compiled(r"[\w-]+[- ](?:targeted|targeting|directed|containing|based)\W+(?:[\w-]+\W+){0,2}$")
TOPO_AFTER = compiled(r"[^.;]{0,80}\b(?:top(?:o|-?\s?(?:1|i)\b)|camptothec|exatecan)")
AIMED_AT = compiled(
    r"\W*(?:\([^()]*\)\W*)?(?:(?:therap(?:y|ies)|treatments?|agents?|drugs?) )?(?:either |that |which "
    r")?(?:target(?:s|ing|ed to)?|directed (?:at|against|to)|against) "
    r"(?:trop-?\s?2|her-?\s?2|\S+)"
)
OTHER_PAYLOAD = compiled(
    r"[^.;,]{0,60}\b(?:mmae|mmaf|monomethyl\w*|auristatin\w*|vedotin|maytansin\w*|tubulin|microtubule)\b"
)
PAYLOAD = compiled(
    r"\btopo(?:(?!\bor\b|\band\b)[^.;,])*"
    r"(?:,? (?:including|such as) (?:[\w-]+ (?:or|and) )?(?:any |other |payloads? of )?(?:antibody[- ]drug )?)?$"
)
NAIVE_OR = compiled(r"[- ]na(?:i|ï)ve\W+or\b")
""" "Taxane-naive or treated with one adjuvant taxane"."""
OR_ELSE = compiled(r"(?:[^.;()]{0,25})?\W+or (?:ha(?:ve|s|d) )?(?:progress|relaps|recurr)\w*")
""" "No X or progression six months after it": X may have been had."""
WITH_ANOTHER = compiled(
    r"(?:[- ]?\([^()]{0,15}\)|[^.;,()]){0,30}?(?<!alone or )(?<!alone and )(?<!alone and/or )(?<!monotherapy or )"
    r"\b(?:in combination|combined|together) with\b"
    r"(?!\W*(?:an? |any )?(?:endocrine|hormon|et\b|aromatase|fulvestrant|letrozole|anti-?(?:o?estrogen)))"
)
""" "A PD-1 antibody in combination with interleukin-2": alone it is let in."""
PROGRESSED = compiled(
    r"\b(?:progress|relaps|recurr|fail)\w*(?:(?!\b(?:no|not|without|never|prior|previous\w*|received|treated|"
    r"had)\b)[^.;:])"
    r"{0,40}\b(?:on|under|during|after|following|receiving|to|with)\b(?:(?!\b(?:no|not|without|never|prior|"
    r"previous\w*)\b)[^.;:]){0,30}$"
)
""" "Progress under fulvestrant is not allowed": fulvestrant is."""
AFTER_IT = compiled(
    r"\b(?:therap(?:y|ies)|treatments?) (?:since|after|following) (?:the |an? |prior |last |(?:last )?dose of )*$"
)
""" "Other treatment after X is not allowed": X was had."""
OR_WITH = compiled(r"\b(?:no|without)\b[^.;]*\bor with\b")
OF_A_KIND = compiled(
    r"\s*(?:(?:regimens?|agents?|courses?) )?(?:with|containing|that (?:includ|contain)\w*|consisting of|using)\b"
    r"(?! (?:curative|palliative|no\b|or without|advanced|metasta|breast|the (?:intent|aim)))"
)
""" "Chemotherapy with an anthracycline", "chemotherapy regimens with doses on several days": not all chemotherapy."""
BEFORE_IT = compiled(
    r"\b(?:available|obtained|done|performed|given|started) (?:before|prior to) (?:the |any )?(?:\w+ )?$"
)
""" "No scan is available before radiotherapy": radiotherapy is to come."""
IF_THEN = compiled(r"[^.;]{0,30}\bif\b")
NOT_IN_USE = compiled(
    r"\b(?:(?:do|does|did|is|are|was|were) not (?:currently )?us\w+|not (?:currently )?(?:taking|receiving|on))\b"
    r"(?:(?!\bprior|\bprevious)[^.;])*$"
)
""" "Do not use tamoxifen" among the exclusions demands it; "not receiving tamoxifen" is of today."""
NOT_TREATED = compiled(
    r"\bnot (?:be(?:en)? )?(?:\w+ )?(?:treated|controlled|managed|cured|relieved|compatible|amenable|clear(?:ed|"
    r"ing)?)\b[^.;,]*$"
)
NONE_LEFT = compiled(
    r"\bno (?:\w+ ){0,3}?(?:standard|effective|curative|approved|satisfactory|alternative|available|further|suitable)\b"
    r"[^.;,]{0,60}\([^()]*$"
)
""" "No standard therapy exists (including radiation)"."""
NOT_FOR = compiled(
    r"\b(?:not (?:be )?(?:amenable|suitable|an? (?:suitable )?candidate|candidates?|eligible|appropriate)|ineligible) "
    r"(?:to|for)\b[^.;,]{0,90}$|\bnot (?:likely to )?(?:be )?(?:curable|resectable|treatable) (?:by|"
    r"with)\b[^.;,]{0,60}$"
)
""" "Not amenable to surgery or chemoradiation"."""
BESIDES = compiled(r"\bbesides\b[^.;]*$")
PLANNED = compiled(r"\b(?:plan\w*|scheduled|intend\w*) to\b[^.;]{0,30}$")
TO_BE_ENDED = compiled(r"[^.;]{0,60}\b(?:should|must) (?:be|have been) (?:completed|ended|finished|stopped)\b")
""" "Adjuvant endocrine therapy must have been completed": who had it."""
OTHER_THAN = compiled(
    r"[^.;()]{0,40}\b(?:other than|except(?:ing| for)?|apart from|aside from|with the exception of)\b"
)
BASED = compiled(r"\b(?:based|containing) $")
ON_TRIAL = compiled(r"\b(?:other|another) (?:investigational|experimental) (?:[\w-]+ ){0,2}$")
""" "Another investigational degrader": those that are approved are let in."""
LATER = compiled(r"[^.;,]{0,15}\bafter (?:the )?(?:screening|enrol|randomi|registration|inclusion)")
SO_LONG = compiled(
    r"(?:more than|greater than|longer than|over|exceeding|>|≥|>\s?=|at least)\s*(?:or equal to\s*)?(?:\d+|\w+)"
    r"(?:\s*\(\w+\))? (?:full )?(?:cycles?|doses?|courses?|weeks?|months?|years?) of\b[^.;,]*$"
)
""" "More than two cycles of platinum": fewer are let in."""
FOR_LONG = compiled(
    r"[^.;,]{0,25}\b(?:for|lasting)\s*(?:more than|over|>|≥|at least|longer than)\s*"
    r"(?:\d+|one|two|three|six) (?:year|month|week|cycle)"
)
""" "No aromatase inhibitor for more than a year": a shorter use is let in."""


def spares(passage: Passage, place: Place, counted: bool, in_window: bool) -> bool:
    """Whether the words around it let in some who had it after all, or speak of something else."""
    low, (start, end, _) = passage.low, place
    before, after = low[:start], low[end:]
    near = before[-70:]
    if (
        counted
        or (place.first.slug == "chemotherapy" and OF_A_KIND.match(after))
        or whom.BEHAVED.match(after)  # "not platinum-refractory" may have had platinum
        or OR_ELSE.match(after)
        or LATER.match(after)
        or (("for" in after or "lasting" in after) and FOR_LONG.match(after))
        or ("if" in after and IF_THEN.match(after))
        or (" of" in near and SO_LONG.search(near))
        or NOT_IN_USE.search(before[-60:])
        or (("before" in near or "prior to" in near) and BEFORE_IT.search(near))
        or ("besides" in before and BESIDES.search(before))
        or (" to" in near and PLANNED.search(near[-60:]))
        or ("with" in after and WITH_ANOTHER.match(after))
        or whom.PARTNER.search(before)
        or PROGRESSED.search(before[-90:])
        or (("after" in near or "since" in near or "following" in near) and AFTER_IT.search(near))
        or ("or with" in before and OR_WITH.search(before))
        or (not passage.excludes and TO_BE_ENDED.match(after))
    ):
        return True
    if passage.excludes:
        if NOT_TREATED.search(before[-60:]):
            return True
        if LESS.search(before) and (in_window or not re.search(r"\bprior|previous", low)):
            return True
    elif NONE_LEFT.search(before) or NOT_FOR.search(before) or in_window or whom.CONDITIONAL_START.match(low):
        return True
    near = before[-160:]
    return (
        len(near.split()) > 3
        and LINKED.search(near) is None
        and LINKED.search(passage.lead) is None
        and not (passage.excludes and FAR.search(before[-260:]))
    )


def names(passage: Passage, place: Place, past: bool) -> Iterable[str]:
    """What it is answered for, as the guide names it and as the vocabulary does."""
    low, (start, end, group) = passage.low, place
    slug = place.first.slug
    if place.is_radiotherapy():
        if passage.sentence.of("brain") and "metast" in low:
            return ("brain_radiotherapy",)
        if LOCAL.search(low):
            return ()
    if "only" in low and re.search(r"\bsurgery only|only with\b", low):
        return ()
    if not therapies.is_drug(slug) and ON_TRIAL.search(low[:start]):
        return ()
    if slug == "chemotherapy" and BASED.search(low[:start]):
        return ()  # "anthracycline-based chemotherapy": the anthracycline is meant
    if slug == "adc":
        named = _conjugates(low[max(0, start - 90) : start], low[end:])
        return (*named, *(("adc",) if len(named) > 2 else ()))
    if "anti_her2" in therapies.guide_names(slug) and CONJUGATE.match(low[end:]):
        return ()  # "HER2-directed topoisomerase ADC": the conjugate is meant
    if slug == "topo1_inhibitor" and CARRIED.search(low[:start]):
        return ()  # the payload of a conjugate
    if slug == "immunotherapy" and (past or "naive" in low) and not TARGET.search(low[:start]):
        excepted = therapies.guide_names(passage.treatments[-1].slug) if OTHER_THAN.match(low, end) else ()
        return (slug,) if "immune_checkpoint" in excepted else (slug, "immune_checkpoint")  # of any kind
    let_off = _let_off(passage, place)
    return (name for name in (*_excluded(group), *(therapies.own_slugs(group) if past else ())) if name not in let_off)


def _let_off(passage: Passage, place: Place) -> frozenset[str]:
    """ "Anti-HER2 therapy other than trastuzumab": who had the drug that is most of its class may enter."""
    exception = OTHER_THAN.match(passage.low, place.end)
    if exception is None:
        return frozenset()
    return frozenset(
        WHOLE[each.slug]
        for each in passage.treatments
        if each.slug in WHOLE and each.start - passage.sentence.start >= exception.end() and each not in place.group
    )


def has_topo1_payload(before: str, after: str) -> bool:
    return PAYLOAD.search(before[-90:]) is not None or TOPO_AFTER.match(after) is not None


def _conjugates(before: str, after: str) -> Sequence[str]:
    """Which conjugates a word for all of them stands for: by payload or target, where one is named."""
    if has_topo1_payload(before, after):
        return ("topo1_adc",)
    if aimed := AIMED_AT.match(after):
        return ("trop2_adc",) if "trop" in aimed[0] else ("t_dm1", "t_dxd") if HER2.search(aimed[0]) else ()
    if OTHER_PAYLOAD.match(after):
        return ()
    if re.search(r"\btrop-?\s?2\W[^.;,]*$", before):
        return ("trop2_adc",)
    if re.search(r"\bher-?\s?2\W[^.;,]*$", before):
        return ("t_dm1", "t_dxd")
    return () if TARGET.search(before) else sorted(therapies.guide_names("adc"))


def is_part(passage: Passage, name: str, answered: Collection[str]) -> bool:
    """Whether all that a passage says of a name is a part of it that is answered for too: no PI3K inhibitor, no
    docetaxel. The labelling guide writes these as the wider class; who had another drug of it is not kept out."""
    spoken_of = [each.slug for each in passage.treatments if name in therapies.guide_names(each.slug)]
    return bool(spoken_of) and all(
        slug in answered and (slug in PARTS or WHOLE.get(slug) == name) for slug in spoken_of
    )


def _excluded(group: list[Mention]) -> Iterable[str]:
    for mention in group:
        names = therapies.guide_names(mention.slug)
        if not therapies.is_drug(mention.slug):
            yield from names if therapies.has_own_name(mention.slug) or mention.slug in PARTS else ()
        elif mention.slug in WHOLE:
            yield WHOLE[mention.slug]
        else:
            yield from names & NARROW
