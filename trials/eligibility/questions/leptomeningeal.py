"""Leptomeningeal disease (carcinomatous meningitis): required, allowed or excluded, where it is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trials import vocabulary
from trials.eligibility.answers import Answer, Evidence, Stance
from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled
from trials.eligibility.stances import stance

NAME = "leptomeningeal"
PERMITS = compiled(
    r"\b(?:leptomeningeal|mening\w+|lmd)\b[^.;]{0,160}\b(?:allowed|permitted|eligible|not (?:be )?excluded|"
    r"may (?:be|enroll|enter|participate|take part|join)|can (?:be|enroll|enter|participate|take part|join)|"
    r"must not (?:require|need) (?:immediate|urgent))\b"
)
DENIES = compiled(
    r"\b(?:no|not|without|absence)\b[^.;]{0,80}\b(?:leptomening|mening|lmd)|"
    r"leptomening[^.;]{0,80}\b(?:not (?:be |considered )*(?:eligible|allowed|permitted|included|enrolled|acceptable)|"
    r"ineligible|(?<!not )(?<!not be )excluded)"
)

LET_OFF = compiled(
    r"\b(?:unless|except(?:ion|ing)?)\b[^.;]{0,30}\b(?:leptomening\w*|mening\w+|lmd)\b[^.;]{0,20}\b(?:is|are|has|was|"
    r"that|which|if|of|with)\b|\b(?:leptomening\w*|mening\w+|lmd)\b[^.;]{0,60}\bunless (?:these|those|they|such|it)\b"
)
""" "… unless the leptomeningeal disease is treated", "unless these are stable": some may enter."""
BRACKETS = compiled(r"\([^()]*\)")
SOME = compiled(r"\W*(?:for|in) (?:some|certain) (?:parts?|cohorts?|arms?|groups?)\b")
OF_SOME = compiled(r"\bonly\b")
NOT_FOR = compiled(r"\b(?:not|in)\W?(?:eligible|suitable|fit|candidates?) for (?:\w+ ){0,3}(?:treatment|therapy)\b")
"""Who is unfit for its treatment is kept out; who has it is not."""
ONLY_SO = compiled(
    r"(?<!or )(?<!and )\b(?<!history )(?:untreated|symptomatic|uncontrolled|unstable|progressive|active)"
    r"(?:(?:,| or| and|,? and/or) (?:untreated|symptomatic|uncontrolled|unstable|progressive|active))* \Z"
)
""" "Symptomatic leptomeningeal disease" keeps out; of what is treated or silent it says nothing."""
WITH_THE_BRAIN = compiled(
    r"\b(?:untreated|symptomatic|uncontrolled|unstable|progressive|active) "
    r"(?:brain|cns|cerebral|central nervous system)(?: or | and | and/or |/)\Z"
)
OTHERS_ENTER = compiled(r"\b(?:unless|except)\b|\beligible (?:if|provided|when)\b")
""" "Untreated brain or meningeal metastases (those who were treated are eligible if stable)"."""
IN_NEED = compiled(r"[ \w]{0,25}(?:\([^()]*\))? (?:that|which) requires? (?:immediate|urgent)\b")
"""Who needs no treatment at once may enter."""
TREATED_ENTER = compiled(
    r"\b(?:these conditions|leptomening\w*|mening\w+|lmd|cns disease|central nervous system \(cns\) disease)\b"
    r"[^.;]{0,200}\b(?:(?:is|are|will be) (?:permitted|allowed|eligible)|may (?:be|enroll|enter|participate))\b"
)
""" "Untreated leptomeningeal disease. Those treated for these conditions are permitted"."""
ONE_OF_TWO = compiled(
    r"(?:\bor|/or|/) ?(?:\w+ )?(?:leptomening|mening|lmd)|\b(?:leptomening\w*|mening\w+)(?: \w+){0,2}(?: or|"
    r",? and/or|/)"
)
""" "Brain or leptomeningeal metastases" in a title: either is a way in."""
SOME_PARTS = compiled(r"\bfor (?:some|certain) (?:parts|cohorts|arms)\b|\bsome (?:parts|cohorts|arms) of the study\b")
"""The other parts are open."""


def words() -> Iterator[tuple[str, str, str]]:
    yield from own_names("leptomeningeal")
    yield from (
        ("leptomeningeal", "leptomeningeal", name) for name in vocabulary.term("conditions", "leptomeningeal").names
    )


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars("leptomeningeal")


def answers(page: Page) -> Iterable[Answer]:
    found: dict[str, list[Evidence]] = {}
    some = list[Evidence]()
    for sentence in page.about("leptomeningeal"):
        mention = sentence.of("leptomeningeal")[0]
        if sentence.section == "heading":
            if sentence.field.endswith("title"):
                if ONE_OF_TWO.search(sentence.low):
                    found.setdefault("allowed", []).append(page.evidence(sentence, "allowed", "leptomeningeal.title"))
                else:
                    found.setdefault("required", []).append(page.evidence(sentence, "demanded", "leptomeningeal.title"))
            continue
        if sentence.section == "exclusion" and NOT_FOR.search(sentence.low):
            continue
        if SOME_PARTS.search(sentence.low):
            continue
        said = stance(page, sentence, mention)
        if sentence.section == "exclusion":
            permitted = (
                said in ("allowed", "mentioned")
                and PERMITS.search(sentence.low)
                and not DENIES.search(BRACKETS.sub(" ", sentence.low))
            )
            if not permitted and _is_for_some(page, sentence):
                continue
            value = "allowed" if permitted or LET_OFF.search(sentence.low) else "excluded"
        elif said == "excluded" or DENIES.search(sentence.low):
            value = "excluded"
        else:
            value = "allowed"
        if value == "excluded" and (
            IN_NEED.match(page.low, mention.end, sentence.end)
            or (
                WITH_THE_BRAIN.search(page.low, sentence.start, mention.start)
                and OTHERS_ENTER.search(page.low, mention.end, sentence.end)
            )
        ):
            value = "allowed"
        if value == "excluded" and ONLY_SO.search(page.low, sentence.start, mention.start):
            if not TREATED_ENTER.search(page.rest_of_line(sentence)):
                some.append(page.evidence(sentence, "excluded", "leptomeningeal.in_part"))
                continue
            value = "allowed"
        shown: Stance = "excluded" if value == "excluded" else "allowed"
        found.setdefault(value, []).append(page.evidence(sentence, shown, f"leptomeningeal.{value}"))
    for value in ("required", "allowed", "excluded"):
        if value in found and not (value == "required" and "excluded" in found):
            if value == "excluded" and all(" only" in (each.cohort or "").lower() for each in found[value]):
                yield Answer(NAME, "", value, tuple(found[value]), "unclear")  # the others may enter
                return
            yield Answer(NAME, "", value, tuple(found[value]))
            return
    if some:
        yield Answer(NAME, "", "excluded", tuple(some), "unclear")


def _is_for_some(page: Page, sentence: Sentence) -> bool:
    """ "In part B only: …": said of one group in the line itself."""
    line = sentence.line
    if line is None or line.cohort is None:
        return SOME.match(sentence.low) is not None
    own = page.line_at(line.cohort[0])[1] == line.end
    return own or OF_SOME.search(page.low, *line.cohort) is not None
