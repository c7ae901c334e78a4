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
    r"\b(?:after|following|previously treated (?:with|by)|progress\w*(?: (?:on|during|under|while on|within)(?: or |/)"
    r"(?:after|following))?|received|refractory|resistant|pre-?treated|failure|failed|prior)\b"
)
NOT_TITLED = compiled(
    r"\b(?:versus|vs|compar\w*|surgery|treatment of|in patients|in women|who|that|short[- ]term)\b|[:;,]"
)
ADJUVANT = compiled(r"\b(?:neo-?)?adjuvant")
DENIED = compiled(r"\b(?:not|never|no|without)(?: \w+)?\W*$")
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
    start = TITLED.search(low)
    if (
        start is None
        or FERTILITY.search(low)
        or MAYBE_TITLED.search(low, start.start())
        or DENIED.search(low[: start.start()])
    ):
        return
    found: list[Mention] = []
    for mention in sentence.of(therapies.KIND):
        place = mention.start - sentence.start
        if not found and place < start.end():
            if whom.BEHAVED.match(low[mention.end - sentence.start :]) and "sensitive" not in start[0]:
                found.append(mention)
            continue
        between = low[start.end() : place]
        if len(between) < 70 and not NOT_TITLED.search(between):
            if start[0] in ("after", "following") or not ADJUVANT.search(between):
                found.append(mention)
    if not found:
        return
    first = start.start() if start.start() < found[0].start - sentence.start else found[0].start - sentence.start
    either = re.search(r"\bor\b", TITLED.sub("", low[max(0, first - 13) :])) is not None
    for mention in found:
        for name in names_of([mention]):
            yield name, "alternative" if either else "required"
