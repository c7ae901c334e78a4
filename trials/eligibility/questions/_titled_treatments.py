"""A title that says what its participants had before → the treatments asked of them. Pure. Called by prior_therapy.py.

"… in patients previously treated with a CDK4/6 inhibitor", "platinum-resistant …".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from trials.eligibility.mentions import Mention
from trials.eligibility.page import Sentence
from trials.eligibility.patterns import compiled, seldom
from trials.eligibility.questions import _for_whom as whom
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions._ways_in import names_of

TITLED = compiled(
    r"\b(?:after|following|previously treated (?:with|by)|survivors treated (?:with|by)|"
    r"progress\w*(?: (?:on|during|under|while on|within)(?: or |/)"
    r"(?:after|following))?|received|refractory|resistant|pre-?treated|failure|failed|prior)\b"
)
NOT_TITLED = compiled(
    r"\b(?:versus|vs|compar\w*|surgery|treatment of|in patients|in women|who|that|short[- ]term)\b|[:;,]"
)
LISTED = compiled(r"[\s,]*(?:\b(?:and|or|and/or)\b[\s,]*)?(?:an? )?")
SHARES = compiled(r"-(?:,|/| )*(?:(?:and|or|and/or) )?")
ADJUVANT = compiled(r"\b(?:neo-?)?adjuvant")
DENIED = compiled(r"\b(?:not|never|no|without)(?: (?!surgery)\w+)?\W*$")
FERTILITY = compiled(r"\b(?:fertility|oocytes?|embryos?|ovarian reserve)\b")
""" "Freezing oocytes prior chemotherapy": before it."""
MAYBE_TITLED = compiled(r"before and after|\binduction|\bmaintenance|with or without|\bnaive\b|\bno prior|without|\+/-")


IRRADIATED = seldom(r"\bpreviously[- ]irradiated\b|\bre-?\s?irradiation\b")


def titled(sentence: Sentence) -> Iterable[tuple[str, str]]:
    """(name, "required" or "alternative")."""
    if not sentence.field.endswith("title"):
        return
    low = sentence.low
    tumours = {each.slug for each in sentence.of("tumour")}
    if "other" in tumours:
        return
    if IRRADIATED.search(low):
        yield "radiotherapy", "required"
    if FERTILITY.search(low):
        return
    for start in TITLED.finditer(low):
        if MAYBE_TITLED.search(low, start.start()) or DENIED.search(low[: start.start()]):
            return
        if found := _after(sentence, start):
            break
    else:
        return
    if " versus " in low and _is_given_again(low, found[0], sentence):
        return
    first = min(start.start(), found[0].start - sentence.start)
    either = re.search(r"\bor\b", TITLED.sub("", low[max(0, first - 13) :])) is not None
    named = [names_of([mention]) for mention in found]
    common = frozenset.intersection(*named)  # "after palbociclib or ribociclib": a CDK4/6 inhibitor in any case
    for names in named:
        for name in names:
            yield name, "alternative" if either and name not in common else "required"


def _after(sentence: Sentence, start: re.Match[str]) -> list[Mention]:
    """The treatments that such a word speaks of."""
    low = sentence.low
    found: list[Mention] = []
    for mention in sentence.of(therapies.KIND):
        place = mention.start - sentence.start
        if not found and place < start.end():
            if whom.BEHAVED.match(low[mention.end - sentence.start :]) and "sensitive" not in start[0]:
                found.extend(_listed_before(sentence, mention))
            continue
        listed = found and LISTED.fullmatch(low, found[-1].end - sentence.start, place)
        between = "" if listed else low[start.end() : place]
        if len(between) < 70 and not NOT_TITLED.search(between):
            if start[0] in ("after", "following") or not ADJUVANT.search(between):
                found.append(mention)
    return found


def _listed_before(sentence: Sentence, last: Mention) -> list[Mention]:
    """ "Anthracycline- and taxane-refractory": with those it shares the word with."""
    found = [last]
    for each in reversed([each for each in sentence.of(therapies.KIND) if each.end <= last.start]):
        if SHARES.fullmatch(sentence.low, each.end - sentence.start, found[0].start - sentence.start) is None:
            break
        found.insert(0, each)
    return found


def _is_given_again(low: str, mention: Mention, sentence: Sentence) -> bool:
    """ "Surgery after letrozole versus letrozole alone": the study gives both."""
    return any(
        each.slug == mention.slug and each.start - sentence.start > low.find(" versus ") >= mention.end - sentence.start
        for each in sentence.of(therapies.KIND)
    )
