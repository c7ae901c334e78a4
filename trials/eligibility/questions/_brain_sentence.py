"""One sentence on brain metastases: whom it keeps out, lets in or demands. Pure. Called by brain.py."""

from __future__ import annotations

import re

from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled
from trials.eligibility.questions._brain_words import (
    ACTIVE,
    ALL_SPREAD,
    ALLOWS,
    ANY,
    ANY_TIME,
    ASYMPTOMATIC,
    BEGINS_ANEW,
    BEGINS_OFF,
    CRITERIA_BELOW,
    DEMANDS,
    ENTERS,
    EXCEPTED,
    EXCEPTIONS,
    EXCEPTIONS_BELOW,
    HERE,
    HOWEVER_THEY_ARE,
    IMAGED,
    INVOLVED,
    LARGE,
    LED_BELOW,
    LETS_OFF,
    LOOKED_AT,
    MAY_IN_BRACKETS,
    METASTASES,
    MODAL,
    MUST_BE_STABLE,
    MUST_HAVE,
    NEXT_ITEM,
    NO_BAR,
    NONE_OR,
    NOT_SPREAD,
    NOT_URGENT,
    NOTE,
    NUMBER,
    OF_A_REASON,
    OF_AN_ILLNESS,
    OF_OTHER_CANCER,
    OF_OTHER_ILLNESS,
    OF_THE_MENINGES,
    ONE_OF_MANY,
    ONLY_PLACES,
    ONLY_PRIMARY,
    ONLY_SYMPTOMATIC,
    ONLY_URGENT,
    OR_NO_SYMPTOMS,
    OTHER_TUMOUR,
    OUTCOME,
    OUTSIDE,
    PASSING,
    PLANNED,
    PRIMARY,
    REASON,
    REFUSED_IF,
    REFUSES,
    RULED_OUT,
    SAME_ITEM,
    SMALL,
    SPREAD,
    STABLE,
    STEADY,
    SYMPTOMATIC_ALONE,
    SYMPTOMATIC_AND,
    SYMPTOMLESS_ENTER,
    SYMPTOMS_OR_NOT,
    THAT_ARE_WORSE,
    THOUGHT,
    TREATED_ENTER,
    TREATED_OR_NOT,
    UNTREATED,
    URGENT,
    WITH_SYMPTOMS,
    WORSENING,
)
from trials.eligibility.stances import stance


def is_spread(sentence: Sentence) -> bool:
    low = sentence.low
    if NOT_SPREAD.search(low) and "metast" not in low and not INVOLVED.search(low):
        return False
    if any(each.kind == "brain" and each.slug == "spread" for each in sentence.mentions):
        return True
    if "tumo" in low and INVOLVED.search(low):
        return True
    found = SPREAD.search(low)
    if not found or OUTSIDE.search(found[0]) or ONLY_PRIMARY.search(low):
        return False
    wider = max(0, found.start() - 15)
    after = low.find("primary", wider, found.end())
    if after < 0 and not PRIMARY.search(found[0]):
        return True
    # "primary tumour or metastases"
    return METASTASES.search(low, max(after, found.start()), found.end() + 25) is not None


def in_passing(low: str) -> bool:
    """What is said of the brain says nothing of who has metastases; conditions and reasons after it do not count."""
    meant = REASON.sub("", low) if "because" in low else low
    if ":" in meant and (below := CRITERIA_BELOW.search(meant)):
        meant = meant[: below.start()]
    if "unless" in meant and (unless := meant.index("unless")) and SPREAD.search(meant, 0, unless):
        meant = meant[:unless]
    if any(map(meant.__contains__, LOOKED_AT)) and not SPREAD.search(_unlooked(meant)):
        return True
    if any(map(meant.__contains__, EXCEPTIONS)) and (let_off := EXCEPTED.search(meant)):
        if let_off.start() > 15 and not HERE.search(meant, 0, let_off.start()):
            return True
    found = PASSING.search(meant)
    if found and "steroids for" in found[0] and ALLOWS.search(meant) and SPREAD.search(meant, 0, found.start()):
        found = None  # "those that were treated, and are off steroids for them, are allowed"
    return found is not None or PLANNED.match(low) is not None


def _unlooked(low: str) -> str:
    """Without what it says of who is scanned."""
    found = IMAGED.search(low)
    if found is None or OUTCOME.search(found[0]):
        return low
    return low[: found.start()] + _blank(found) + low[found.end() :]


def is_detail(page: Page, sentence: Sentence) -> bool:
    """A condition in a list under a line about brain metastases: that line was read with it."""
    if not sentence.line:
        return False
    start = sentence.line.start
    if ONLY_PLACES.match(sentence.low) and SPREAD.search(page.low, start, sentence.start):
        return True
    if (
        sentence.start > start
        and ELIGIBLE_MUST.match(sentence.low)
        and LETS_OFF.search(page.low, start, sentence.start)
    ):
        return True
    if ALLOWS.search(sentence.low) or REFUSES.search(sentence.low):
        return False
    if (
        sentence.start > start
        and LETS_OFF.search(page.low, start, sentence.start)
        and re.match(r"\W*(?:\d|[a-e]|[iv]+)[).]", sentence.low)
    ):
        return True
    if sentence.start > start and (below := CRITERIA_BELOW.search(page.low, start, sentence.start)):
        return SPREAD.search(page.low, start, below.start()) is not None
    return any(SPREAD.search(above) for above in page.above(sentence))


def condition(sentence: Sentence) -> str | None:
    """What limits the untreated metastases that may be there."""
    if (("cm" in sentence.low or "mm" in sentence.low) and SMALL.search(sentence.low)) or (
        sentence.section == "exclusion" and LARGE.search(sentence.low)
    ):
        return "size"
    return "number" if NUMBER.search(sentence.low) else None


def tier(page: Page, sentence: Sentence, in_title: bool) -> tuple[str, str]:
    """(barred, allowed, demanded or nothing; the best status that may enter)"""
    low = sentence.low
    if "note" in low and not low.lstrip(" *(").startswith("note"):
        low = NOTE.sub(_blank, low)
    if any(map(low.__contains__, OF_A_REASON)):
        low = REASON.sub(_blank, low)
    if any(map(low.__contains__, OF_OTHER_ILLNESS)):
        low = WORSENING.sub(_blank, low)
    if " be " in low:
        low = THOUGHT.sub(_blank, low)
    if any(map(low.__contains__, LOOKED_AT)):
        low = _unlooked(low)
    mention = sentence.of("brain")[0]
    place = mention.start - sentence.start
    if found := OF_THE_MENINGES.search(low, mention.end - sentence.start):
        low = low[: found.start()] + _blank(found) + low[found.end() :]
    said = stance(page, sentence, mention)
    tail = "" if sentence.line and sentence.line.run_on else page.rest_of_line(sentence)[:400]
    below = page.below(sentence)
    if sentence.section == "exclusion" and (said == "demanded" or not ALLOWS.search(low)):
        said = "excluded"
    if sentence.section == "inclusion" and " or " in low and (either := NONE_OR.search(low)):
        silent = re.match(r"[\w ]*?(?:untreated|asymptomatic)\b(?!,? (?:and )?(?:stable|treated))", low[either.end() :])
        return "allowed", "untreated" if silent else "stable"
    if "if" in low or "when" in low or "where" in low:
        if refused := REFUSED_IF.search(low, mention.end - sentence.start):
            said = "excluded"
            low = low[: refused.start()] + " " * len(refused[0]) + low[refused.end() :]
    if sentence.section == "exclusion" and said == "excluded" and MUST_BE_STABLE.search(low):
        return "allowed", "stable"
    if sentence.section == "exclusion" and (
        ("not" in low or "untreated" in low)
        and NOT_URGENT.search(low)
        or ("asymptomatic" in low and SYMPTOMLESS_ENTER.search(low))
    ):
        return "allowed", "untreated"
    if (
        said == "excluded"
        and sentence.section == "exclusion"
        and BEGINS_ANEW.match(low)
        and (enters := ENTERS.search(low, mention.end - sentence.start))
        and not LETS_OFF.search(low, mention.end - sentence.start, enters.start())
        and not re.search(r"\bnot (?:be )?(?:eligible|allowed|permitted|acceptable)", low)
    ):
        said = "allowed"
    if sentence.section == "inclusion" and NO_BAR.search(low):
        said = "allowed"
    if RULED_OUT.search(low) and "not required" not in low and sentence.section != "exclusion":
        return ("", "") if LARGE.search(low) else ("barred", "none")
    allows = ALLOWS.search(low)
    if said == "excluded" and sentence.section == "inclusion" and allows and not REFUSES.search(low):
        if mention.start - sentence.start < allows.start() and not re.match(r"\W*no\b", low):
            said = "allowed"
    if said == "excluded":
        if "active" in low or "current" in low:
            low = ANY_TIME.sub(_blank, low)
        if "untreated" in low:
            low = TREATED_OR_NOT.sub(_blank, low)
        if "symptom" in low and " or" in low:
            low = SYMPTOMS_OR_NOT.sub(_blank, low)
        if below and len(low) < HEAD and SPREAD.search(below) and (ACTIVE.search(below) or URGENT.search(below)):
            low, below = below, ""
        if (
            below
            and LED_BELOW.search(low)
            and not LETS_OFF.search(low)
            and (ACTIVE.search(below) or URGENT.search(below))
        ):
            low, below = low + " " + below.replace("\n", " or "), ""
            if not ACTIVE.search(low):
                return "barred", "untreated"
        if below and not LETS_OFF.search(low) and EXCEPTIONS_BELOW.match(tail):
            return "barred", _freed(low, below) or "stable"
        if LARGE.search(low) and "stable" not in low:
            return ("barred", "untreated") if "untreated" in low else ("", "")
        if (
            (all_meant := HOWEVER_THEY_ARE.search(low, place))
            and "unless" not in low
            and "except" not in low
            and not ALLOWS.search(low)
        ):
            return "barred", "stable" if ACTIVE.search(low, 0, all_meant.start()) else "none"
        off = LETS_OFF.search(low, max(0, place - 60))
        if not off and "(" in low and sentence.section == "exclusion":
            off = MAY_IN_BRACKETS.search(low, mention.end - sentence.start)
        if off and (_is_of_another_item(low, mention.end - sentence.start, off) or _is_before_all(low, place, off)):
            off = None
        head, free = (low[: off.start()], low[off.start() :]) if off else (low, "")
        if BEGINS_OFF.match(low):
            if freed := _freed("", low):
                return "allowed", freed
            head, free = low, ""
        if not off and (all_spread := ALL_SPREAD.search(low)) and not ACTIVE.search(low, 0, all_spread.start()):
            return "barred", "none"
        if below and (low.rstrip().endswith(":") or off or re.search(r"unless|except|following", low[-60:])):
            free += " " + below
        if off and not below:
            free += " " + tail
        if (
            SYMPTOMATIC_AND.search(head)
            and not re.search(r"\bor (?:untreated|active|unstable|progress\w+|uncontrolled)", head)
            and not STABLE.search(free)
        ):
            return "barred", "untreated"
        if (
            SYMPTOMATIC_ALONE.search(head) and not TREATED_ENTER.search(low) and (off or THAT_ARE_WORSE.search(head))
        ) or (off and WITH_SYMPTOMS.search(head)):
            rest = THAT_ARE_WORSE.sub(_blank, head)
            if not re.search(rf"\b(?:or|and/or)\b[^.;]{{0,30}}{ACTIVE.pattern}", rest) and not ACTIVE.search(
                rest[: rest.find("symptomatic")]
            ):
                return "barred", "untreated"
        if (
            ONLY_URGENT.search(low)
            and not re.search(r"\bor\b[^.;]{0,40}(?:requir|need|\bnot received)", low)
            and not free
        ):
            return "barred", "untreated"
        if free:
            freed = _freed(head, free)
            return ("barred", freed) if freed else ("", "")
        if (active := _active(low, mention.start - sentence.start)) and not (
            ANY.search(low) and active.start() > mention.end - sentence.start and re.search(r"\bother\b", low)
        ):
            return "barred", "stable"
        if _urgent(low, place):
            return "barred", "untreated"
        if (
            tail
            and re.search(r"\b(?:treated|stable|asymptomatic|controlled|eligible|allowed|permitted)\b", tail)
            and ALLOWS.search(tail)
            and not re.search(r"brain|cns|central|lepto|mening|\b(?:not|in)\W?(?:eligible|allowed|permitted)", tail)
        ):
            return "barred", _freed(low, tail) or "stable"
        return "barred", "none"
    if said == "demanded" and in_title:
        if sentence.section == "exclusion" or not DEMANDS.search(low):
            return "", ""
        return "demanded", ""
    if (sentence.section == "inclusion" or said == "allowed") and ONLY_SYMPTOMATIC.match(low):
        return "allowed", "untreated"
    if said in ("allowed", "demanded", "mentioned"):
        text = low if not low.rstrip().endswith((":", "following", "provided", "if")) else low + " " + below
        if ":" in low and CRITERIA_BELOW.search(low):
            text += " " + page.rest_of_line(sentence)[:MOST_OF_A_LINE]
        if said == "demanded" and re.match(r"\W*(?:if|for)\b", low):
            said = "allowed"
        if (
            re.search(
                r"(?<!no )\b(?:active|progressi(?:ve|ng)|new) (?:\w+ ){0,2}(?:brain|cns|central)[^.;]{0,60}"
                r"\b(?:allowed|eligible|permitted|can be enrolled|could be enrolled|may be enrolled)\b(?! provided)",
                text,
            )
            and said == "allowed"
        ):
            return "allowed", "untreated"
        if "symptom" in text and OR_NO_SYMPTOMS.search(text):
            return "allowed", "untreated"
        if UNTREATED.search(text) and not re.search(
            r"untreated[^.;]{0,60}(?:not (?:eligible|allowed|permitted)|excluded|ineligible|must (?:first )?"
            r"(?:undergo|receive|be treated|have))",
            text,
        ):
            return "allowed", "untreated"
        if "symptom" in text and ("stable" in text or "treated with" in text) and ASYMPTOMATIC.search(text):
            text = STEADY.sub(_blank, text)
        if STABLE.search(text) or ACTIVE.search(text):
            return "allowed", "stable"
        if re.search(r"\bstable\b", below):
            return "allowed", "stable"
        let_in = said == "allowed" or (said == "mentioned" and ENTERS.search(low, mention.end - sentence.start))
        if let_in or ASYMPTOMATIC.search(text):
            return "allowed", "untreated"
        if MODAL.search(low, mention.end - sentence.start):
            return "", ""
        if said == "demanded" and MUST_HAVE.search(low) and not ONE_OF_MANY.search(low) and not page.cohort(sentence):
            return "demanded", ""
    return "", ""


ELIGIBLE_MUST = compiled(r"\W*eligible (?:subjects|patients|participants|people) must\b")
""" "Brain metastases unless treated. Eligible people must be off steroids for them": asked beside that."""
MOST_OF_A_LINE = 600
"""Characters in which the conditions stand that follow in the line."""
HEAD = 60
"""Characters of a line that only names them: which ones, the lines below say."""
SAME_LIST = compiled(f"{ACTIVE.pattern}|{URGENT.pattern}|metasta|mening|\\b(?:brain|cns)\\b")


def _active(low: str, place: int) -> re.Match[str] | None:
    """A word for active disease that is said of the brain, and not of something earlier in a list."""
    for found in ACTIVE.finditer(low):
        if found.start() > place and (
            OF_AN_ILLNESS.match(low, found.end())
            or (low[place : found.start()].endswith((", ", ", or ")) and NEXT_ITEM.match(low, found.end()))
        ):
            continue
        between = low[found.end() : place].replace("e.g.,", "e.g.")
        if all(not part.strip() or SAME_LIST.search(part) for part in between.split(",")[:-1]):
            return found
    return None


def _urgent(low: str, place: int) -> bool:
    """A word for what needs treatment that is said of the brain, and not of something earlier in a list."""
    return any(
        all(not part.strip() or SAME_LIST.search(part) for part in low[found.end() : place].split(",")[:-1])
        for found in URGENT.finditer(low)
    )


def _is_of_another_item(low: str, end: int, off: re.Match[str]) -> bool:
    """The exception speaks of a later item of the list that the brain metastases stand in."""
    if OF_OTHER_CANCER.match(low, off.end()) and not STABLE.search(low, off.end()):
        return True
    *_, last = ["", *low[end : off.start()].split(",")[1:]]
    return len(last.split()) > 2 and SAME_ITEM.search(last) is None


def _is_before_all(low: str, place: int, off: re.Match[str]) -> bool:
    """ "… are excluded if they have brain metastases": it says when."""
    return off.end() <= place and not HERE.search(low, 0, off.start())


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _freed(head: str, free: str) -> str:
    """The best status that an exclusion with an exception lets in; empty where the exception does not say it."""
    if UNTREATED.search(free) or OR_NO_SYMPTOMS.search(free):
        return "untreated"
    if STABLE.search(free) or ACTIVE.search(head):
        return "stable"
    if ASYMPTOMATIC.search(free):
        return "untreated"
    return "none" if OTHER_TUMOUR.match(free) else ""
