"""Treatments that must have been had → the names they are answered for: each of them, or one of several ways in. Pure.

Called by prior_therapy.py and _titled_treatments.py.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from trials.eligibility.mentions import Mention
from trials.eligibility.page import Sentence
from trials.eligibility.patterns import compiled, seldom
from trials.eligibility.questions import _for_whom as whom
from trials.eligibility.questions import _kept_out as kept_out
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions._demanded import OPERATED
from trials.eligibility.questions._passages import Passage, Place
from trials.eligibility.questions._treatment_stances import OR_UNFIT

LISTED = compiled(
    r"\b(?:one of|either|any one of|at least one of|1 of|one or more of|any of|meets? (?:one|1|any)|or more of)\b"
)
IF_AFTER = compiled(
    r"(?:(?!\b(?:must|should|and,? if)\b)[^.;]){0,80}?\b(?:if|in (?:the )?case of|"
    r"(?:where|when|as) (?:it is )?(?:clinically |locally )?(?:applicable|appropriate|available|approved|indicated)|"
    r"in (?:countries|regions) where)\b"
)
AND_IF = compiled(r"\b(?:and|or),? if\b[^.;]*\Z")
""" "A taxane and, if it is BRCA-mutated, a PARP inhibitor"."""
OR_SURGERY = compiled(rf"^\W*(?:and/or|or)\W+(?:\w+ ){{0,2}}{OPERATED}\b")
SURGERY_OR = seldom(rf"\b{OPERATED}\W+(?:and/or|or)\W+(?:\w+ ){{0,2}}$|^\W*{OPERATED}\W+plus\W*$")
OR_OTHERWISE = compiled(
    r"\W*(?:and/or|or)\s+(?!later|(?:any |a |in )?combination|both|after|more|greater|relaps|recurr|progress|"
    r"within|during|intoler|as\b|in\b|for\b|with\b|by\b|on\b)"
)
ONE_OF = compiled(r"\b(?:one|any|one or more|either) of(?: the| these)? ?(?:following\b|:)")
OF_A_MARKER = compiled(
    r"\W*(?:patients?|participants?|subjects?|those)\b[^.;]{0,60}\b(?:microsatellite|msi-?h|dmmr)\b[^.;]{0,40}\bmust\b"
)
UNLESS_NOT_FIT = compiled(
    r"(?:(?!\bincluding\b)[^.;]){0,70}?\b(?:unless|except (?:if|when|where))\b(?! otherwise)[^.;]{0,40}?"
    r"\b(?:contra-?\s?indicat\w*|candidates?|(?:in)?eligible|"
    r"(?:un)?suitable|(?:in)?appropriate|(?:un)?available|intoleran\w*|unable|refused|declined)\b"
)
""" "A taxane must have been given unless it is contraindicated": who could not have it may enter."""
FOR_THOSE = compiled(
    r"\s*(?:\w+\s+)?(?:(?:is|are) (?:required|mandatory) )?(?:for|in) (?:the )?"
    r"(?:hr|her-?2|triple|tnbc|hormone|er\b|patients? with|participants? with|those)"
)
OR_FIRST, OR_LAST = compiled(r"\W*(?:or|and/or)\b"), compiled(r"\b(?:or|and/or)\W*$")
APART = compiled(
    r"[;:]|\s-\s|\b(?:lines? of|including|in combination|plus|with|as (?:their|the|a)|"
    r"and (?:have|must|progress\w+|at least))\b"
)
DE_NOVO = seldom(
    r"\b(?:de[- ]?novo|newly diagnosed)\b(?:(?!relaps|progress|recurr)[^.;]){0,80}\bor\b|"
    r"\bor\b[^.;]*\b(?:de[- ]?novo|newly diagnosed)\b"
)
""" "Stage IV at diagnosis, or relapsed after tamoxifen"."""
CHOICE = compiled(r"\([^()]*\bor\b[^()]*\)")
ONE_WAY = "one_way"
"""Demanded by one of several lines of which one is enough; where all of them demand it, it is required."""
OR_BRACKETED = compiled(r"\W*\((?:or|and/or) (?:an? )?")
OR, AND = compiled(r"\bor\b|/"), compiled(r"\band\b")
KINDS = compiled(
    rf"(?: \([^()]{{1,14}}\))?(?: (?:therapy|treatment|agents?|drugs?))? "
    rf"\((?!{therapies.EXAMPLES.pattern})[^()]*\bor\b[^()]*\)"
)


def names(
    passage: Passage, required: Sequence[Place], in_cohort: bool, *, of_all: bool = False
) -> Iterable[tuple[str, str]]:
    """(name, "required", "alternative" or ONE_WAY) of the treatments a passage demands. `of_all`: "women with … who …"
    are all participants, not some."""
    value = "required"
    if in_cohort or (not of_all and _is_for_some(passage, required)) or _is_one_way_in(passage, required):
        value = "alternative"
    elif any(LISTED.search(each) for each in passage.above):
        value = ONE_WAY
    may_be_unfit = "suitable" in passage.low or "eligible" in passage.low or "candidate" in passage.low
    may_let_off = "unless" in passage.low or "except" in passage.low
    for chain in _split(passage.low, _chains(passage.sentence, required)):
        named = [_named(passage, place) for place in chain]
        lets_off = (may_let_off and UNLESS_NOT_FIT.match(passage.low, chain[-1].end) is not None) or (
            may_be_unfit and OR_UNFIT.match(passage.low, chain[-1].end) is not None
        )
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
                yield name, value if not is_free and not lets_off and (not either or name in common) else "alternative"
            for name in _kinds(passage, place):
                if name not in own:
                    yield name, "alternative"


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
        if len(between) > 1 and OR_BRACKETED.fullmatch(between[-1]):  # "A, B and C (or D)"
            yield chain[:-2]
            yield chain[-2:]
            continue
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
