"""Whom a sentence about treatment holds for: everybody, one group of participants, those of one subtype. Pure.

Called by prior_therapy.py, prior_lines.py, the modules of their rules, and biomarkers.py.
"""

from __future__ import annotations

import re

from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled
from trials.eligibility.stances import BRACKETED

CONDITION_BEFORE = compiled(
    r"\b(?:if(?! (?:indicated|applicable|available|appropriate|clinically))|when|for (?:patients|"
    r"participants|subjects|those|women|individuals) with(?! (?:advanced |metastatic )?solid tumou?rs\b)|"
    r"in (?:patients|participants|subjects) with)\b[^.;]{0,80}$|\bthese (?:patients|participants|subjects|women)\b"
)
CONDITIONAL = compiled(
    r"\W*(?:note:?\s*)?"
    r"(?:if|for(?! (?:patients|participants|subjects) with (?:advanced |metastatic )?solid tumou?rs\b)"
    r"(?! (?:all|both|every) (?:study )?(?:cohorts?|arms?|parts?|groups?|phases?|patients|participants|subjects)[,:])|"
    r"when|in case|where|unless)\b|"
    r"\W*(?:trial |study |all |eligible )?"
    r"(?:patients|participants|subjects|those|women|individuals)?\s*(?:who (?:are|have)|with)?\s*"
    r"(?:\w+\W+){0,8}?(?:hr|er|hormone|"
    r"estrogen|her-?2|tnbc|triple|[gst]?brca\w*|pd-?l1|germline)[^.;]{0,60}(?:must|should|need|have "
    r"received|who|are required)|\W*(?:patients|participants|subjects|women) with (?:\w+\W+){0,7}?brca\w*[^.;]{0,60}"
    r"(?:must|should|need)|"
    r"\W*(?:an? )?(?:patients?|participants?|subjects?|wom[ae]n) with (?:[\w+-]+\W+){0,6}?(?:hr|er|"
    r"hormone|estrogen|her-?2|tnbc|triple)[\w+/ -]{0,40}(?:disease|cancer|tumou?rs?)\W+(?:has|have) "
    r"(?:progress|received|had|failed)|"
    r"\W*(?:for )?(?:hr|er|hormone|o?estrogen|her-?2|tnbc|triple)[\w+/ (),-]{0,60}:"
)
CONDITIONAL_START = compiled(
    r"\W*(?:(?:if|when|in case)\b|for (?:patients|subjects|participants|women|those) (?:who|"
    r"with(?! (?:advanced |metastatic )?solid tumou?rs\b)|where|in whom)\b|"
    r"for (?:(?:patients|subjects|participants|women|those) whose )?(?:tumou?rs?|tumou?r types?)\b|"
    r"(?:patients|subjects|participants|women|those) for whom\b)"
)
THOSE_OF_A_GROUP = compiled(
    r"\W*(?:participants|patients|subjects|women|those) (?:(?:who (?:are |will be )?)?(?:in|entering|enrolled in|"
    r"enrolling in|assigned to|randomi[sz]ed to)) (?:the )?(?:\w+ ){0,3}?"
    r"(?:cohorts?|arms?|parts?|phases?|expansion|escalation|combination)\b|"
    r"\W*(?:[\w-]+ )?[\w-]{0,14}(?:cohort|group|arm|part|phase) \w{1,3} only\b"
)
EXCEPT_FOR_A_GROUP = compiled(r"\bexcept\b[^.;]{0,120}\b(?:cohorts?|arms?|parts?|groups?|phase)\b")
FOR_A_GROUP = compiled(
    r"\W{0,2}\((?:for |in )?(?:the )?(?:[\w-]+ ){0,3}?(?:phase|parts?|cohorts?|arms?|groups?|run-?in)\b[^()]{0,25}\)"
)
""" "Prior exemestane (run-in) or fulvestrant (randomised part)"."""
PART = compiled(r"\((?:for )?(?:cohorts?|arms?|parts?|phases?|groups?)\s[^()]{0,25}\bonly\)")
IN_BRACKETS = compiled(
    r"\((?:for |in )?(?:treatment )?(?:cohorts?|arms?|parts?|groups?|phases?) \w{1,3}"
    r"(?:\s?(?:,|and|or|&)\s?(?:treatment )?(?:(?:cohorts?|arms?|parts?|groups?|phases?) )?\w{1,3}){0,6}\)"
)
""" "(Treatment Group 1)", "(Cohorts A and B)"."""
OF_GROUP = compiled(
    r"(?:cohort|group|arm|part|phase)s? \w{1,3}"
    r"(?:(?:,|/| and| or)+ (?:(?:cohort|group|arm|part|phase)s? )?\w{1,3}){0,4} ?[(:]"
)
""" "Part 1 and Part 2 (with fulvestrant) Advanced breast cancer. Participants must …"."""
IN_GROUP = compiled(r"\W*(?:for|in) (?:\w+\W+){0,7}?(?:cohorts?|groups?|arms?|parts?|phase)\b[^,.;:]{0,15}[,:]")
GROUP_FIRST = compiled(
    r"\W*(?:(?:in|for|the|rand\w*|participants|patients|subjects) ){0,4}(?:cohorts?|arms?|parts?|phases?|groups?|"
    r"modules?|"
    r"strat(?:um|a)) ?(?:[a-h]?\d{1,2}[a-z]?|[ivx]{1,3}[a-c]?|[a-h])\b"
)
ALL_GROUPS = compiled(r"\b(?:all|both|every|general|common|study[- ]wide|overall)\b")
BEHAVED = compiled(r"^[- ](?:resistant|refractory|sensitive|eligible|ineligible|insensitive)\b")
NEAR = 50
TUMOURS = compiled(r"(?:\W|\b(?:and|or|cancers?|carcinomas?|tumou?rs?|advanced|metastatic)\b)*")
"""What stands between the tumours of one list."""
PARTNER = compiled(r"\b(?:combination|combined|cohorts?|arms?)(?: \w+)? with(?: \w+)?\s*$")
RECEPTORS = (
    re.compile(r"\b(?:her-?\s?2|erbb2)"),
    re.compile(r"\b(?:hr|er|hormone|estrogen|oestrogen)\b"),
    re.compile(r"\b(?:triple|m?tnbc)\b"),
)


def excepts_a_group(low: str) -> bool:
    return "except" in low and EXCEPT_FOR_A_GROUP.search(low) is not None


def is_for_some(sentence: Sentence) -> bool:
    """Holds for a group of participants, by its heading or by its own words."""
    if sentence.line is not None and sentence.line.cohort is not None:
        return True
    low = sentence.low
    if "(" in low and (PART.search(low) or IN_BRACKETS.search(low)) is not None:
        return True
    named = IN_GROUP.match(low)
    return named is not None and ALL_GROUPS.search(named[0]) is None


TRIPLE_NEGATIVE = RECEPTORS[-1]


def _is_triple_negative(page: Page) -> bool:
    """No other kind of breast cancer is named; what is said of other tumours does not count."""
    told = [
        sentence
        for sentence in page.about("receptor")
        if not (tumours := sentence.of("tumour")) or any(each.slug != "other" for each in tumours)
    ]
    return len(told) > 0 and all(each.slug == "tnbc" for sentence in told for each in sentence.of("receptor"))


def condition(before: str) -> re.Match[str] | None:
    """What makes that which follows a demand on some: "if …", "patients with HR+ disease must …"."""
    found = CONDITIONAL.match(before)
    if found is None and ("if" in before or "when" in before or "these" in before or " with" in before):
        return CONDITION_BEFORE.search(before)
    return found


def is_conditional(before: str, low: str, page: Page | None = None) -> bool:
    """Asked only of some: "if …", "patients with HR+ disease must have …". Where the title names these receptors they
    are all."""
    found = condition(before + " ") or CONDITIONAL.match(low)
    if found is None or page is None or CONDITIONAL_START.match(low):
        return found is not None
    if "cohort" in found[0]:
        return True
    named = [each for each in RECEPTORS if each.search(before)]
    if named == [TRIPLE_NEGATIVE] and _is_triple_negative(page):
        return False
    title = " ".join(each.low for each in page.headings if each.field.endswith("title"))
    return not named or not all(each.search(title) for each in named) or "brca" in found[0]


def line_is_of_a_group(page: Page, sentence: Sentence) -> bool:
    return sentence.line is not None and OF_GROUP.match(page.low, sentence.line.start) is not None


def own_cohort(page: Page, sentence: Sentence) -> str | None:
    """The group that the sentence itself names."""
    low = sentence.low
    named = (
        PART.search(low)
        or IN_BRACKETS.search(low)
        or IN_GROUP.match(low)
        or FOR_A_GROUP.search(low)
        or EXCEPT_FOR_A_GROUP.search(low)
        or THOSE_OF_A_GROUP.match(low)
    )
    return page.raw[sentence.start + named.start() : sentence.start + named.end()].strip(" ,:()") if named else None


def group_first(page: Page, sentence: Sentence) -> re.Match[str] | None:
    """ "Part 1B and Part 1C: breast cancer. Participants must have …": the whole line is about these."""
    line = sentence.line
    if line is None or line.run_on or line.end - line.start > 1500:
        return None
    found = GROUP_FIRST.match(page.low, line.start, min(line.end, line.start + 80))
    return found if found and not ALL_GROUPS.search(page.low, line.start, found.end()) else None


def is_of_another_group(page: Page, sentence: Sentence) -> bool:
    """In a list of a group of participants whose lines name other cancers only, in a trial that names breast cancer."""
    cohort = sentence.line.cohort if sentence.line else None
    if cohort is None or sentence.section == "exclusion":
        return False
    key = ("lines of a group", cohort[0])
    if key not in page.notes:
        named = {
            each.slug
            for line in page.lines
            if line.cohort == cohort
            for each in page.within(
                (min(line.start, cohort[0]) if line.start <= cohort[0] else line.start, line.end), "tumour"
            )
        }
        page.notes[key] = named == {"other"} and any(
            each.slug == "breast" for told in page.about("tumour") for each in told.of("tumour")
        )
    return page.notes[key]


def goes_on_elsewhere(page: Page, sentence: Sentence) -> bool:
    """Names no tumour; the sentences before it in the same line name others only."""
    if sentence.line is None or sentence.start == sentence.line.start or sentence.of("tumour"):
        return False
    return {each.slug for each in page.within((sentence.line.start, sentence.start), "tumour")} == {"other"}


def is_of_another_tumour(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """Of several tumours in one line what stands here belongs to the list before it ("lung or ovarian cancer after …"),
    or to the one after it ("platinum-resistant ovarian cancer"); breast is not among them. Places in the sentence."""
    if sentence.section == "exclusion" or sentence.line is None or sentence.line.run_on:
        return False
    tumours = page.within((sentence.line.start, sentence.end), "tumour")
    if len({each.slug for each in tumours}) < 2:
        return False
    start, end = sentence.start + start, sentence.start + end
    after = next((each for each in tumours if each.start >= end), None)
    if after and after.start - end < NEAR and BEHAVED.match(page.low[end : end + 14]):
        return after.slug == "other"
    last = sentence.end
    run = set[str]()
    for each in reversed([each for each in tumours if each.end <= start]):
        if ")" in BRACKETED.sub("", page.low[each.end : start]):
            continue  # in brackets that are closed: "solid tumours (but for glioma) after …"
        if run and not TUMOURS.fullmatch(page.low, each.end, last):
            break
        run.add(each.slug)
        last = each.start
    return run == {"other"}
