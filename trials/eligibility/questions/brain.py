"""Brain metastases, as two answers: are they demanded, and which is the least restrictive status that is admitted.

`admitted`: untreated > stable > none. An exclusion admits what it does not name ("untreated brain metastases" keeps out
the untreated, so the stable may enter); what is expressly allowed counts more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trials import vocabulary
from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.page import Page, Sentence
from trials.eligibility.stances import stance

NAME = "brain"
TIERS = ("none", "stable", "untreated")

SPREAD = re.compile(
    r"\b(?:brain|cns|central nervous system|nervous system|intracranial|intracerebral|cerebral|"
    r"cerebellar|brainstem|parenchymal)\b[^.;:]{0,50}?(?:metast|\bmets?\b|lesion|involve|\bdisease\b|"
    r"spread|malignanc|\bcancer\b|progression|\btumou?rs?\b)"
    r"|(?:metast\w*|\bmets\b|lesions?|involvement|spread|disease|"
    r"progression)\W+(?:\w+\W+){0,8}?(?:brain|cns|central nervous system|nervous system|intracranial|"
    r"cerebral)\b|\bbrms?\b|\bbcbm\b"
)
NOT_SPREAD = re.compile(
    r"\b(?:primary (?:brain|cns|central nervous|intracranial)|history of (?:stroke|seizure)|(?:brain|"
    r"cns|nervous system) (?:disorders?|abnormalit|bleeding|hemorrhage|ischemi|infection|vasculitis|"
    r"trauma|injury|toxicit|prophylaxis)|demyelinat|epilep|steroids? (?:for|to treat|to control) "
    r"(?:brain|cns)|brain (?:mri|imaging|ct|scan)s? (?:is|are|will be|must be)? ?(?:required|"
    r"mandatory)|life expectancy)"
)
PRIMARY = re.compile(
    r"\bprimary (?:\w+ ){0,3}(?:brain|cns|central nervous|intracranial)|(?:brain|cns|central nervous "
    r"system)\W+(?:\w+\W+){0,2}(?:primary|tumou?rs?\b)(?!\W+(?:\w+\W+)?metast)"
)
ACTIVE = re.compile(
    r"\b(?:untreated|un-treated|active|actively|uncontrolled|un-?controlled|not (?:been )?(?:\w+ "
    r"){0,2}(?:controlled|treated|stable|irradiated)|unstable|non-?stable|progress\w*|growing|"
    r"enlarging|evolving|recurrent|new\b|unirradiated|inadequately|poorly controlled|not (?:\w+ "
    r"){0,3}stable|unresolved|without (?:prior |previous |adequate )?(?:treatment|therapy|"
    r"radiotherapy|local)|clinically significant|not (?:previously |adequately )?treated|untreat\w+|"
    r"require\w* (?:treatment|therapy|steroid|ongoing|active|continued)|newly (?:diagnosed|identified|"
    r"discovered))"
)
URGENT = re.compile(
    r"(?<!a)(?<!a-)(?<!non-)(?<!non)\bsymptomatic\b|(?:\bneeds?|need(?:ing)?|requir\w*|in need of|"
    r"indication for)[^.;]{0,40}\b(?:immediate|urgent|emergency|local|emergent|intervention|surgery|"
    r"radiation|radiotherapy|treatment|therapy|steroid\w*|corticosteroid\w*|dexamethasone)\b|"
    r"\bimpending\b|\brapidly progress\w*|\bmidline shift|\bherniation|\bthreatening|\buncontrolled "
    r"(?:symptom|seizure)\w*|\bsymptoms\b"
)
LETS_OFF = re.compile(
    r"\b(?:unless|except|excepting|exception\w*|provided|as long as|if (?:they|the|it|patients?|"
    r"subjects?|participants?|treated|stable|asymptomatic|clinically|adequately|previously|all|brain|"
    r"cns|symptomatic|there|definitive)|only if|without (?:evidence|prior|previous|radiographic|"
    r"radiological|clinical)|other than|who (?:have|are) (?:not|been|un))\b"
)
STABLE = re.compile(
    r"\b(?:treated|stable|controlled|inactive|irradiated|resected|completed?|received|definitive|"
    r"following (?:treatment|radiation|radiotherapy|surgery)|after (?:treatment|radiation|"
    r"radiotherapy|local|surgery|completion|therapy)|stability|prior (?:treatment|radiotherapy|"
    r"radiation|wbrt|local|surgery|definitive|therapy|whole|cns)|previous(?:ly)?|treatment (?:has|was|"
    r"completed)|underwent|undergone|no evidence of progression|had (?:surgery|radiation|"
    r"radiotherapy)|radiotherapy|surgery|radiation)\b"
)
UNTREATED = re.compile(
    r"\b(?:(?<!\bsymptomatic )untreated|not (?:previously )?(?:been )?treated|treated or untreated|"
    r"untreated or treated|with(?:out)? or with(?:out)?|newly diagnosed|not requir\w* (?:immediate|"
    r"urgent|local|treatment|therapy|any)|do(?:es)? not (?:need|require) (?:immediate|urgent|local|"
    r"any (?:immediate|local)|cns|treatment|therapy|radio)|no (?:immediate )?(?:need|indication) for "
    r"(?:immediate|local|urgent|radio|treatment)|without (?:prior|previous) (?:local |cns |brain "
    r")?(?:treatment|therapy|radio)|no prior (?:local|brain|cns|radio)|treatment[- ]na[iï]ve|"
    r"regardless of)\b"
)
ASYMPTOMATIC = re.compile(
    r"\b(?:asymptomatic|non-?symptomatic|clinically silent|without (?:neurological |clinical |cns |"
    r"any )?symptoms|no (?:neurological |clinical |cns )?symptoms|neurologically stable|small|minimal|"
    r"limited)\b"
)
ALLOWS = re.compile(
    r"\b(?:allowed|permitted|eligible|acceptable|may (?:be|have|participate|enroll|enter|still)|can "
    r"(?:be|participate|have|enroll)|not excluded|not exclud\w+|will be (?:allowed|eligible|included|"
    r"permitted)|included|admitted|not an exclusion|exception\w*|are ok(?:ay)?)\b"
)
REFUSES = re.compile(
    r"\b(?:not (?:be )?(?:allowed|permitted|eligible|acceptable|enrolled)|ineligible|excluded|"
    r"exclusion|excludes|prohibited)\b"
)
DEMANDS = re.compile(
    r"\b(?:at least (?:one|1)|must have|diagnos\w+|confirmed|presence of|with|measurable|evidence of|"
    r"documented|newly|history of|have|one to|1-|1 to|\d+ or more|radiographic\w*|mri|patients with)\b"
)
MUST_BE_STABLE = re.compile(
    r"^\W*(?:(?:patients|participants|subjects|those|any) with )?(?:\w+ ){0,2}(?:brain|cns) (?:metastas[ei]s|lesions)"
    r" (?:must|should|need to) (?:be|have)\b[^.;]{0,40}\b(?:stable|treated|controlled|irradiated|resected)\b"
)
""" Under exclusions, and yet a condition of entry."""
METASTASES = re.compile(r"metast|\bmets\b|secondary")
OUTSIDE = re.compile(r"\b(?:non-?\s?(?:cns|brain|central)|outside|other than|excluding|primary)\b")
NOTE = re.compile(r"(?<=[a-z.*)])\s*\*?\s?note:.*$")
BEGINS_OFF = re.compile(r"[^\w]{0,4}(?:patients |participants |subjects )?(?:with )?(?:unless|except)")
COUNTED = re.compile(
    r"(?:>|≥|more than|greater than)\s*(?:\d+|two|three|four|five|ten)\s+(?:\w+\s+){0,2}(?:brain|cns|"
    r"intracranial|metast|lesion)"
)
ONLY_URGENT = re.compile(
    r"metast\w*[^.,;:]{0,30}?\b(?:requiring|that requires?|which requires?|in need of|needing|with "
    r"(?:an )?(?:immediate )?need|that need|for which)\b"
)
ANY = re.compile(r"\b(?:any|history of|all)\s+(?:\w+\s+){0,2}\W*(?:brain|cns|central nervous)")
PASSING = re.compile(
    r"\bwhole[- ]brain (?:radio|irrad|rt)\w*[^.;]{0,40}(?:allowed|permitted)|\bbrain\s?stem metast|"
    r"\boutside (?:of )?(?:the )?(?:cns|brain|central)|\bnon-?\s?(?:cns|brain)\b|\bplaces other "
    r"than\b|steroids? for (?:the )?(?:treatment of )?(?:brain|cns)|\b(?:neurologic\w* (?:deficit|"
    r"dysfunction)s? "
    r"in patients with cns|such as|allowed concomit|corticosteroids? (?:are|is) (?:allowed|permitted)|"
    r"for patients with cns tumou?rs|life expectancy|prior whole[- ]brain|seizure)\b"
)


def words() -> Iterator[tuple[str, str, str]]:
    yield from own_names("brain")
    yield from (("brain", "spread", name) for name in vocabulary.term("conditions", "brain_metastases").names)


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars("brain")


def answers(page: Page) -> Iterable[Answer]:
    demanded, barred, let_in = list[Evidence](), list[tuple[str, Evidence]](), list[tuple[str, Evidence]]()
    puzzling = list[Evidence]()
    in_title = any(
        _is_spread(sentence)
        for sentence in page.about("brain")
        if sentence.section == "heading" and sentence.field.endswith("title")
    )
    for sentence in page.about("brain"):
        if not _is_spread(sentence) or PASSING.search(sentence.low):
            continue
        if sentence.section == "heading":
            if sentence.field.endswith("title") and not re.search(
                r"\b(?:without|no|prevent\w*|prophyla\w*|risk of)\b", sentence.low
            ):
                demanded.append(page.evidence(sentence, "demanded", "brain.title"))
            continue
        if (COUNTED.search(sentence.low) and sentence.section == "exclusion") or _is_detail(page, sentence):
            continue
        rule, tier = _tier(page, sentence, in_title)
        if rule == "demanded":
            demanded.append(page.evidence(sentence, "demanded", "brain.demanded"))
        elif rule == "barred":
            barred.append((tier, page.evidence(sentence, "excluded", f"brain.barred_{tier}")))
        elif not rule:
            puzzling.append(page.evidence(sentence, "mentioned", "brain.unread"))
        elif rule == "allowed":
            let_in.append(
                (tier, page.evidence(sentence, "allowed", f"brain.allowed_{tier}", condition=_condition(sentence)))
            )
    if demanded and not any(tier == "none" for tier, _ in barred):
        yield Answer(NAME, "demanded", True, tuple(demanded))
    if puzzling and not (barred or let_in or demanded):
        yield Answer(NAME, "admitted", "unclear", tuple(puzzling), "unclear")
    if barred or let_in:
        general = [each for each in barred if each[1].cohort is None] or barred
        lowest = min((TIERS.index(tier) for tier, _ in general), default=None)
        highest = max((TIERS.index(tier) for tier, _ in let_in), default=None)
        if highest is None:
            settled = lowest or 0
        elif lowest is None or lowest == 2:
            settled = highest
        else:
            settled = max(lowest, highest)
        proof = [each for tier, each in (*let_in, *barred)]
        yield Answer(NAME, "admitted", TIERS[settled], tuple(proof))


def _is_spread(sentence: Sentence) -> bool:
    low = sentence.low
    if NOT_SPREAD.search(low) and "metast" not in low:
        return False
    if any(each.kind == "brain" and each.slug == "spread" for each in sentence.mentions):
        return True
    found = SPREAD.search(low)
    if not found or OUTSIDE.search(found[0]):
        return False
    if not PRIMARY.search(found[0]):
        return True
    return METASTASES.search(low, found.start(), found.end() + 25) is not None  # "primary tumour or metastases"


def _is_detail(page: Page, sentence: Sentence) -> bool:
    """A condition in a list under a line about brain metastases: that line was read with it."""
    if not sentence.line or ALLOWS.search(sentence.low) or REFUSES.search(sentence.low):
        return False
    start = sentence.line.start
    if (
        sentence.start > start
        and LETS_OFF.search(page.low, start, sentence.start)
        and re.match(r"\W*(?:\d|[a-e]|[iv]+)[).]", sentence.low)
    ):
        return True
    return any(SPREAD.search(above) for above in page.above(sentence))


def _condition(sentence: Sentence) -> str | None:
    if re.search(r"\d\s*(?:cm|mm)\b", sentence.low):
        return "size"
    return (
        "number"
        if re.search(
            r"(?:≤|<|up to|no more than|fewer than|maximum of)\s*\d+\s*(?:brain|cns|lesion|metast)", sentence.low
        )
        else None
    )


def _tier(page: Page, sentence: Sentence, in_title: bool) -> tuple[str, str]:
    """(barred, allowed, demanded or nothing; the best status that may enter)"""
    low = NOTE.sub(lambda note: " " * len(note[0]), sentence.low)
    mention = sentence.of("brain")[0]
    said = stance(page, sentence, mention)
    tail = "" if sentence.line and sentence.line.run_on else page.rest_of_line(sentence)[:400]
    below = page.below(sentence)
    if sentence.section == "exclusion" and (said == "demanded" or not ALLOWS.search(low)):
        said = "excluded"
    allows = ALLOWS.search(low)
    if said == "excluded" and sentence.section == "inclusion" and allows and not REFUSES.search(low):
        if mention.start - sentence.start < allows.start() and not re.match(r"\W*no\b", low):
            said = "allowed"
    if said == "excluded" and sentence.section == "exclusion" and MUST_BE_STABLE.search(low):
        return "allowed", "stable"
    if said == "excluded":
        off = LETS_OFF.search(low, max(0, mention.start - sentence.start - 60))
        head, free = (low[: off.start()], low[off.start() :]) if off else (low, "")
        if BEGINS_OFF.match(low):
            head, free = low, ""
        if below and (low.rstrip().endswith(":") or off or re.search(r"unless|except|following", low[-60:])):
            free += " " + below
        if off and not below:
            free += " " + tail
        if ONLY_URGENT.search(low) and not re.search(r"\bor\b[^.;]{0,40}(?:requir|need)", low) and not free:
            return "barred", "untreated"
        if free:
            return "barred", _freed(head, free)
        if (active := ACTIVE.search(low)) and not (
            ANY.search(low) and active.start() > mention.end - sentence.start and re.search(r"\bother\b", low)
        ):
            return "barred", "stable"
        if URGENT.search(low):
            return "barred", "untreated"
        if (
            tail
            and re.search(r"\b(?:treated|stable|asymptomatic|controlled|eligible|allowed|permitted)\b", tail)
            and ALLOWS.search(tail)
            and not re.search(r"brain|cns|central|lepto|mening|\b(?:not|in)\W?(?:eligible|allowed|permitted)", tail)
        ):
            return "barred", _freed(low, tail)
        return "barred", "none"
    if said == "demanded" and in_title:
        if sentence.section == "exclusion" or not DEMANDS.search(low):
            return "", ""
        return "demanded", ""
    if said in ("allowed", "demanded", "mentioned"):
        text = low if not low.rstrip().endswith((":", "following", "provided", "if")) else low + " " + below
        if said == "demanded" and re.match(r"\W*(?:if|for)\b", low):
            said = "allowed"
        if (
            re.search(r"\bactive (?:\w+ ){0,2}(?:brain|cns|central)[^.;]{0,60}\b(?:allowed|eligible|permitted)", text)
            and said == "allowed"
        ):
            return "allowed", "untreated"
        if UNTREATED.search(text) and not re.search(
            r"untreated[^.;]{0,60}(?:not (?:eligible|allowed|permitted)|excluded|ineligible|must (?:first )?"
            r"(?:undergo|receive|be treated|have))",
            text,
        ):
            return "allowed", "untreated"
        if STABLE.search(text) or ACTIVE.search(text):
            return "allowed", "stable"
        if re.search(r"\bstable\b", below):
            return "allowed", "stable"
        if said == "mentioned" or ASYMPTOMATIC.search(text) or said == "allowed":
            return "allowed", "untreated"
        return "allowed", "untreated"
    return "", ""


def _freed(head: str, free: str) -> str:
    """An exclusion with what it lets off."""
    if UNTREATED.search(free):
        return "untreated"
    if STABLE.search(free) or ACTIVE.search(head):
        return "stable"
    if ASYMPTOMATIC.search(free):
        return "untreated"
    return "stable"
