"""Which treatments a participant must have had, may have had as one of several ways in, or must not have had.

A wash-out never excludes. One agent of a wide class is not the class; a class named through its payload or target is.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Sequence

import msgspec

from trials import vocabulary
from trials.eligibility import stances
from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import Mention
from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions.scope import is_elsewhere
from trials.eligibility.stances import stance

NAME = "prior_therapy"
words = therapies.words
bars = therapies.bars

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
EVER = compiled(r"\b(?:prior|previous(?:ly)?|ever|history of)\b")
LINKED = compiled(
    r"\b(?:received|receipt of|receiv\w+|treated (?:with|by|using)|treatments? (?:with|by|of|using)|"
    r"therap(?:y|ies) (?:with|of)|prior|previous(?:ly)?|pre-?treat\w*|exposure|exposed|undergone|"
    r"underwent|completed|history of|had|use of|used|ever|no\b|not\b|any\b|without|never|naive|"
    r"started|initiated|start of)\b"
)
N = r"(?:\d|one|two|three|four|five)"
PARTS = frozenset(
    {"pi3k", "akt", "mtor", "oral_serd", "her2_antibody", "brain_radiotherapy", "car_t", "chemoradiation", "cdk4"}
)
"""Classes without a name in the guide that stand for the wider one when they are excluded."""
COUNTED = compiled(
    r"(?<![a-z](?=[a-z]))(?:"  # inside a word nothing begins
    rf"(?:more than|greater than|>|≥|>\s?=|at least|exceed\w*|fewer than|up to|≤|<|maximum(?: of)?|a "
    rf"minimum of|not more than|at most)\s*(?:or equal to\s*)?{N}(?!\d)(?:\s*\(\w+\))?(?!\s*(?:days?|"
    rf"weeks?|months?|years?|cycles?|%|doses?))|\b{N}\s*(?:\(\w+\)\s*)?or (?:more|greater|fewer)|"
    rf"\b(?:third|second|multiple)\b[^.;]{{0,20}}\bline|\b{N}\s*(?:-|to|or)\s*{N}\s*(?:prior|previous|"
    rf"lines|regimens)|\b(?:2|two|3|three|4|four)\s+(?:prior|previous|lines|regimens))"
)
LEAST = compiled(
    rf"(?:at least|≥|>\s?=|minimum(?: of)?|{N}(?:\s*\(\w+\))? or more)\s*(?:{N}\b)?|\b(?:1|"
    rf"one)(?:\s*\(\w+\))?\s*(?:-|to|or)\s*(?:2|3|two|three|more)"
)
BEFORE = compiled(
    r"\b(?:received|receive|receipt of|treated (?:with|by)|treatments? (?:with|by|of|using)|"
    r"therap(?:y|ies) (?:with|including|of)|progress\w*|fail\w*|refractory|resistan\w*|prior|"
    r"previous(?:ly)?|pre-?treat\w*|exposure|exposed|undergone|underwent|completed|"
    r"completion of|history of|intoleran\w*|relaps\w*|recurr\w*|had|exhausted|given|regimens?|lines? of|at least|"
    r"(?:included?|contain\w*|consist\w*)(?= [^.;]{0,110}$))\b"
)
AT_LEAST = r"(?:at least|a minimum of|more than|≥|>)"
PASSIVE = compiled(
    r"^[^.;]{0,40}\b(?:is|are) (?:required|mandatory)|^\s*[- ](?:refractory|resistant|pre-?treated|"
    r"experienced|naive|naïve|failed)|^[^.;]{0,60}\b(?:must|should) have|^[^.;]{0,25}\b(?:failure|in "
    r"(?:the|an|either)|completed|resistance)\b|"
    rf"^[^.;,]{{0,20}}\bfor {AT_LEAST} \w+ (?:months?|years?)\b"
)
ON_FOR_LONG = compiled(
    rf"^\W*(?:patients?|participants?|subjects?|women)?\s*(?:must (?:be|have been) |who (?:are|have been) )?"
    rf"(?:on|undergoing|receiving|taking)\b[^.;,]{{0,60}}\bfor {AT_LEAST} \w+ (?:months?|years?)\b"
)
""" "On tamoxifen for at least two years"."""
CONDITIONAL = compiled(
    r"^\W*(?:note:?\s*)?(?:if|for|when|in case|where|unless)\b|\b(?:if|when|for (?:patients|"
    r"participants|subjects|those|women|individuals) with|in (?:patients|participants|subjects) "
    r"with)\b[^.;]{0,80}$|^\W*(?:trial |study |all |eligible )?(?:patients|participants|subjects|"
    r"those|women|individuals)?\s*(?:who (?:are|have)|with)?\s*(?:\w+\W+){0,8}?(?:hr|er|hormone|"
    r"estrogen|her-?2|tnbc|triple|brca\w*|pd-?l1|germline)[^.;]{0,60}(?:must|should|need|have "
    r"received|who|are required)|^\W*(?:patients|participants|subjects|women) with (?:\w+\W+){0,7}?brca\w*[^.;]{0,60}"
    r"(?:must|should|need)|\bthese (?:patients|participants|subjects|women)\b"
)
LISTED = compiled(
    r"\b(?:one of|either|any one of|at least one of|1 of|one or more of|any of|meets? (?:one|1|any)|or more of)\b"
)
LOCAL = compiled(
    r"\b(?:bone marrow|\d+\s?%|percent|field|palliati\w*|hemi|total[- ]body|whole[- ]body|irradiated|"
    r"same (?:site|lesion|area)|pelvis|> ?\d+ gy|target lesion|measurable lesion|spine|only site|"
    r"sole)\b"
)
RESULTED = compiled(
    r"\bthat (?:has |have )?(?:resulted|caused|led)|\bwith (?:ongoing|residual|unresolved)|\bdose\b|"
    r"\bcumulative\b|\b(?:growth factor (?!receptor|\d)|colony)|"
    r"\bsurgery for\b(?! (?:\w+ ){0,4}?(?:breast|cancer|disease|tumou?r|malignan))|"
    r"\b(?:selected|assigned|same|planned|control|investigator'?s choice)\s+(?:\w+ )?(?:chemotherapy|regimen|agent)"
)
LESS = compiled(r"\b(?:progress\w*|relaps\w*|recurr\w*|refractory|resistan\w*|respon\w*|failed|failure)\b")
RECEIVED = compiled(
    r"\b(?:must|have|has|had|should|who)\W+(?:\w+\W+){0,2}?(?:received|been treated with)\b(?! (?:no|any)\b)|"
    r"\bunderwent\b|\bprior course\b"
)
""" "Must have received X within six months": demanded all the same."""
EXCEPTED_TIME = compiled(
    r"\b(?:except(?:ing)?|other than|excluding)(?: for)?\b(?=[^.;()]{0,30}(?:\bdays?|\bweeks?|\bcycles?)\b)"
)
""" "Any endocrine therapy, except for two weeks of tamoxifen"."""
OF_NOW = compiled(
    r"^\W*(?:patients?|participants?|subjects?|women)?\s*(?:who are |currently )?(?:receiving|taking|on)\b|"
    r"\b(?:intoleran\w+ (?:to|of)|unable to tolerate)\b"
)
NOW_FIRST = compiled(r"\W*(?:any )?(?:concurrent|concomitant|current|ongoing|planned)\b")
BEFORE_NOW = compiled(r"\b(?:prior|previous|ever|past|recent)")
SINCE = compiled(r"\W*(?:at least|more than|greater than|a minimum of|≥|>)[^.;]{0,30}\b(?:since|from|after)\b")
OTHER_DISEASE = compiled(
    r"\b(?:other (?:cancer|malignanc|tumou?r)|another (?:cancer|malignanc)|(?:prior|previous) malignan|autoimmune|"
    r"(?:prior|previous) (?:cancer|tumou?r)|"
    r"osteoporosis|(?<!or )prevention|dcis|non-?malignant|benign|psoriasis|arthritis|hepatitis|hiv|skin "
    r"cancer|contralateral|infertility|contracepti\w*|hot flash)"
)


def answers(page: Page) -> Iterable[Answer]:
    found: dict[str, dict[str, list[Evidence]]] = {}
    for sentence in page.about(therapies.KIND):
        if sentence.section == "heading":
            for name, value in _titled(sentence):
                found.setdefault(name, {}).setdefault(value, []).append(
                    page.evidence(sentence, "demanded", f"{NAME}.title")
                )
            continue
        if not any(_is_asked(each.slug) for each in sentence.of(therapies.KIND)):
            continue
        if is_elsewhere(page, sentence) or _says_nothing(page, sentence):
            continue
        groups = therapies.treatments(sentence)
        if groups:
            for name, value in dict.fromkeys(_read(page, sentence, groups)):
                shown = page.evidence(
                    sentence,
                    "allowed" if value == "alternative" else "demanded" if value == "required" else "excluded",
                    f"{NAME}.{value}",
                    condition=_condition(sentence, name, value),
                )
                if value == IN_PART and shown.cohort is None:
                    shown = msgspec.structs.replace(shown, cohort=_own_cohort(page, sentence))
                found.setdefault(name, {}).setdefault(value, []).append(shown)
    for name, values in sorted(found.items()):  # sets of names have no order
        value = next(each for each in ("excluded", "required", "alternative", IN_PART) if each in values)
        if value == IN_PART:  # who enters by another group may have had it
            yield Answer(NAME, name, "excluded", tuple(values[value]), "unclear")
        else:
            yield Answer(NAME, name, value, tuple(values[value]))


IN_PART = "excluded_in_part"
"""Kept out of one group of participants only."""
UNASKED = frozenset(
    {"supportive", "tracer", "supplement", "preventive_vaccine", "hormone_replacement", "organ_transplant"}
)
"""What is no treatment of the cancer, with all below it."""
VAGUE = frozenset({"targeted", "other_targeted", "tki"})


@functools.cache
def _is_asked(slug: str) -> bool:
    return slug not in UNASKED | VAGUE and not therapies.above(slug) & UNASKED


def _slugs(group: list[Mention]) -> Iterable[str]:
    """The drugs and classes of one place that are none of the guide's names themselves."""
    return (each.slug for each in group if each.slug not in vocabulary.all_prior_therapies() and _is_asked(each.slug))


TITLED = compiled(
    r"\b(?:after|following|previously treated (?:with|by)|progress\w*(?: (?:on|during|under|while on|within)(?: or |/)"
    r"(?:after|following))?|received|refractory|resistant|pre-?treated|failure|failed|prior)\b"
)
NOT_TITLED = compiled(r"\b(?:versus|vs|compar\w*|surgery|treatment of|in patients|in women|who|that)\b|[:;,]")
ADJUVANT = compiled(r"\b(?:neo-?)?adjuvant")
DENIED = compiled(r"\b(?:not|never|no|without)(?: \w+)?\W*$")
MAYBE_TITLED = compiled(r"before and after|\binduction|\bmaintenance|with or without|\bnaive\b|\bno prior|without|\+/-")


def _titled(sentence: Sentence) -> Iterable[tuple[str, str]]:
    """ "… in patients previously treated with a CDK4/6 inhibitor"; "platinum-resistant …"."""
    if not sentence.field.endswith("title"):
        return
    low = sentence.low
    tumours = {each.slug for each in sentence.of("tumour")}
    if "other" in tumours:
        return
    start = TITLED.search(low)
    if start is None or MAYBE_TITLED.search(low, start.start()) or DENIED.search(low[: start.start()]):
        return
    found: list[Mention] = []
    for mention in sentence.of(therapies.KIND):
        place = mention.start - sentence.start
        if not found and place < start.end():
            if BEHAVED.match(low[mention.end - sentence.start :]) and "sensitive" not in start[0]:
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
        for name in _required([mention]):
            yield name, "alternative" if either else "required"


def _says_nothing(page: Page, sentence: Sentence) -> bool:
    low = sentence.low
    lead = " ".join(page.above(sentence))
    unless = low.find(" unless ") if sentence.section != "exclusion" else -1
    if 0 <= therapies.harm(low) <= (unless if unless > 0 else len(low)) or RESULTED.search(low):
        return True
    if sentence.section == "exclusion" and (
        OF_NOW.search(low) or (NOW_FIRST.match(low) and not BEFORE_NOW.search(low))
    ):
        return True
    excepted = EXCEPTED_TIME.search(low) if sentence.section == "exclusion" else None
    if sentence.section == "inclusion" and "for" in low and ON_FOR_LONG.search(low):
        return False
    if therapies.has_window(low[: excepted.start()] if excepted else low):
        if sentence.section == "exclusion":
            return not therapies.is_of_a_setting(low) or therapies.NOW.search(low) is not None
        return (LESS.search(low) is None and RECEIVED.search(low) is None) or SINCE.match(low) is not None
    if therapies.has_window(lead):
        return True
    if not (therapies.HAD.search(low) or therapies.HAD.search(lead)):
        return sentence.section != "exclusion" or therapies.NOW.search(low) is not None
    return therapies.NOW.search(low) is not None and not EVER.search(low)


def _condition(sentence: Sentence, name: str, value: str) -> str | None:
    low = sentence.low
    named = therapies.setting(low)
    found = [f"setting:{named}"] if named else []
    if value != "alternative" and value != "required":
        if window := therapies.window(low):
            found.append(window)
        if name == "radiotherapy":  # to one part of the body only
            if sentence.of("brain"):
                found.append("site:brain")
            elif PLACE.search(low):
                found.append("site:local")
    return "; ".join(found) or None


PLACE = compiled(
    r"\b(?:target|involved|operative|irradiated|same|ipsilateral|contralateral|chest|thora\w*|pelvi\w*|breast|"
    r"axilla\w*|"
    r"mediastin\w*|abdom\w*|area to be|head and neck|spine|liver|lung|diaphragm)\b"
)


def _read(page: Page, sentence: Sentence, groups: list[list[Mention]]) -> Iterable[tuple[str, str]]:
    low = sentence.low
    if CONDITIONAL_START.match(low) and sentence.section == "exclusion":
        return
    if sentence.section == "exclusion" and any(EARLIER_CANCER.search(each) for each in page.above(sentence)):
        return
    in_cohort = is_for_some(sentence) or _line_is_of_a_group(page, sentence)
    keeps_out = IN_PART if in_cohort or THOSE_OF_A_GROUP.match(low) or EXCEPT_FOR_A_GROUP.search(low) else "excluded"
    in_window = therapies.has_window(stances.BRACKETED.sub("", low) if sentence.section != "exclusion" else low)
    may_count = "line" in low or therapies.names_a_number(low)  # one of them stands in each match of COUNTED
    past = PAST.search(low) is not None or PAST.search(" ".join(page.above(sentence))) is not None
    required: list[list[Mention]] = []
    denied: tuple[int, int] | None = None
    of_another: dict[tuple[int, int], bool] = {}
    if sentence.line and (
        sentence.line.cohort == (sentence.line.start, sentence.line.end)  # the heading of a group
        or (sentence.start == sentence.line.start and TOPIC.match(low) and sentence.end < sentence.line.end)
    ):
        return
    for group in groups:
        first = group[0]
        said = stance(page, sentence, first)
        span = stances.clause(sentence, first)
        if said == "demanded" and span == denied and not stances.acting(page, sentence, first):
            said = "excluded"  # too far from the "not" that its list began with
        if said == "demanded" and NONE_OF_THESE.match(low[: first.start - sentence.start]):
            said = "excluded"
        denied = span if said == "excluded" else None
        after = low[first.end - sentence.start : first.end - sentence.start + 14]
        if re.match(r"[- ](?:treatment[- ])?na[iï]ve", after):
            said = "excluded"
        start, end = first.start - sentence.start, first.end - sentence.start
        if _is_near_harm(low, start, end) or (low[start:end] in AN_ORGAN and ORGAN.match(low[end:])):
            continue
        if "radiotherapy" in therapies.guide_names(first.slug) and "measurab" in low:
            continue
        counted = COUNTED.search(low, max(0, start - 55)) if may_count else None
        if counted and counted.start() > end + 20:
            counted = None
        if span not in of_another:  # most treatments of a sentence share their clause
            clause = low[span[0] - sentence.start : span[1] - sentence.start]
            of_another[span] = OTHER_DISEASE.search(clause) is not None
        if of_another[span]:
            continue
        if _is_of_another(page, sentence, first):
            continue
        if said == "excluded":
            if NAIVE_OR.match(low[end:]):
                return
            if BEHAVED.match(low[end:]):
                continue  # "not platinum-refractory" may have had platinum
            if (
                counted
                or OR_ELSE.match(low[end:])
                or FOR_LONG.match(low[end:])
                or IF_THEN.match(low[end:])
                or SO_LONG.search(low[max(0, start - 70) : start])
                or NOT_IN_USE.search(low[max(0, start - 60) : start])
                or (sentence.section == "exclusion" and NOT_TREATED.search(low[max(0, start - 60) : start]))
                or BESIDES.search(low[:start])
                or PLANNED.search(low[max(0, start - 60) : start])
                or (sentence.section != "exclusion" and NONE_LEFT.search(low[:start]))
                or WITH_ANOTHER.match(low[end:])
                or PARTNER.search(low[:start])
                or PROGRESSED.search(low[max(0, start - 90) : start])
                or OR_WITH.search(low[:start])
                or (sentence.section != "exclusion" and (in_window or CONDITIONAL_START.match(low)))
                or (
                    sentence.section == "exclusion"
                    and LESS.search(low[: first.start - sentence.start])
                    and (in_window or not re.search(r"\bprior|previous", low))
                )
            ):
                continue
            lead_in = low[max(0, start - 160) : start]
            if (
                len(lead_in.split()) > 3
                and not LINKED.search(lead_in)
                and not LINKED.search(" ".join(page.above(sentence)))
            ):
                continue
            if "radiotherapy" in therapies.guide_names(first.slug) and sentence.of("brain") and "metast" in low:
                yield "brain_radiotherapy", keeps_out
                continue
            if "radiotherapy" in therapies.guide_names(first.slug) and LOCAL.search(low):
                continue
            if "only" in low and re.search(r"\bsurgery only|only with\b", low):
                continue
            keeps_them_out = IN_PART if FOR_A_GROUP.match(low[end:]) else keeps_out
            if first.slug == "adc":
                named = _conjugates(low[max(0, start - 45) : start], low[end:])
                for name in (*named, *(("adc",) if len(named) > 2 else ())):
                    yield name, keeps_them_out
                continue
            if "anti_her2" in therapies.guide_names(first.slug) and CONJUGATE.match(low[end:]):
                continue  # "HER2-directed topoisomerase ADC": the conjugate is meant
            if first.slug == "topo1_inhibitor" and CARRIED.search(low[:start]):
                continue  # the payload of a conjugate
            for name in (*_excluded(group), *(_slugs(group) if past else ())):
                yield name, keeps_them_out
        elif said == "demanded" and sentence.section != "exclusion":
            of_them = ASKS_OF_THEM.match(low)
            if of_them and (
                of_them.end() > start
                or STOP.match(low[of_them.end() :])
                or any(
                    each.slug == first.slug and each.start - sentence.start < of_them.end()
                    for each in sentence.mentions
                )
            ):
                continue
            if (
                counted
                and not LEAST.search(low[max(0, start - 55) : end + 25])
                and not FAILED.search(low[max(0, start - 55) : start])
            ):
                continue
            if (
                not BEFORE.search(low[max(0, start - 110) : start])
                and not PASSIVE.search(low[end:])
                and not therapies.HAD.search(" ".join(page.above(sentence)))
            ):
                continue
            if CONTINUES.search(low[:start]):
                continue
            if AT_MOST.search(low[:start]):
                continue
            if BEFORE_IT.search(low[max(0, start - 40) : start]):
                continue
            if IF_THEY.search(low[:start]) or INTERVAL.search(low[max(0, start - 110) : start]):
                continue
            if first.slug == "chemotherapy" and BASED.search(low[max(0, start - 30) : start]):
                continue  # "platinum-based lines of chemotherapy"
            if PARTNER.search(low[:start]) and re.search(r"\bmust\b", low[end:]):
                continue  # "for combination with letrozole, participants must …"
            if first.slug == "ovarian_suppression" or WITH_OR_WITHOUT.search(low[:start]):
                continue
            if "radiotherapy" in therapies.guide_names(first.slug) and sentence.of("brain"):
                continue  # a duty of those with brain metastases
            required.append(group)
    if not required:
        return
    lead = next(iter(page.above(sentence)), "")
    conditional = (
        in_cohort
        or is_conditional(low[: required[0][0].start - sentence.start + 1], low, page)
        or any(LISTED.search(each) for each in page.above(sentence))
        or (lead.rstrip().endswith(":") and CONDITIONAL.search(lead) is not None)
    )
    if re.match(
        r"\s*(?:\w+\s+)?(?:for|in) (?:the )?(?:hr|her-?2|triple|tnbc|hormone|er\b|patients? with|"
        r"participants? with|those)",
        low[required[-1][0].end - sentence.start :],
    ):
        conditional = True
    if sum(each.slug == "other" for each in sentence.of("tumour")) > 1:
        conditional = True
    if any(_in_brackets_with_surgery(low, group[0].start - sentence.start) for group in required):
        conditional = True
    if any(_or_surgery(low, group[0].start - sentence.start, group[-1].end - sentence.start) for group in required):
        conditional = True
    first_at, last_at = required[0][0].start - sentence.start, required[-1][-1].end - sentence.start
    if OR_OTHERWISE.match(low[last_at:]) or ONE_OF.search(low[:first_at]):
        conditional = True
    if len(required) > 1 and any(_is_instance(low, group[0].start - sentence.start) for group in required):
        conditional = True
    if any(IF_AFTER.match(low[group[0].end - sentence.start :]) for group in required):
        conditional = True
    if re.match(r"\W*(?:or|and/or)\b", low) or re.search(r"\b(?:or|and/or)\W*$", low):
        conditional = True
    for chain in _chains(sentence, required):
        names = [_required(group) for group in chain]
        either = len(chain) > 1 and any(
            re.search(r"\bor\b|/", low[before[0].end - sentence.start : after[0].start - sentence.start])
            for before, after in itertools.pairwise(chain)
        )
        common = frozenset.intersection(*names) if names else frozenset[str]()
        for own in names:
            for name in own:
                yield name, "required" if not conditional and (not either or name in common) else "alternative"


def _is_of_another(page: Page, sentence: Sentence, mention: Mention) -> bool:
    """Of several tumours in one line the mention belongs to the list before it ("lung or ovarian cancer after …"), or
    to the one after it ("platinum-resistant ovarian cancer"); breast is not among them."""
    if sentence.section == "exclusion" or sentence.line is None or sentence.line.run_on:
        return False
    tumours = page.within((sentence.line.start, sentence.end), "tumour")
    if len({each.slug for each in tumours}) < 2:
        return False
    low = page.low
    after = next((each for each in tumours if each.start >= mention.end), None)
    if BEHAVED.match(low[mention.end : mention.end + 14]) and after and after.start - mention.end < NEAR:
        return after.slug == "other"
    last = sentence.end
    run = set[str]()
    for each in reversed([each for each in tumours if each.end <= mention.start]):
        if run and not LIST.fullmatch(low, each.end, last):
            break
        run.add(each.slug)
        last = each.start
    return run == {"other"}


NEAR = 50
LIST = compiled(r"(?:\W|\b(?:and|or|cancers?|carcinomas?|tumou?rs?|advanced|metastatic)\b)*")


def _required(group: list[Mention]) -> frozenset[str]:
    """What one place stands for when it is demanded. "An ADC" is none of the guide's names; what acts on the androgen
    receptor is asked of those with prostate cancer."""
    names = (
        therapies.guide_names(each.slug)
        for each in group
        if each.slug not in ("adc", "her2_adc") and "androgen_directed" not in (each.slug, *therapies.above(each.slug))
    )
    return frozenset(_slugs(group)).union(*names)


CONJUGATE = compiled(r"[- ](?:[\w-]+ ){0,2}(?:adcs?\b|antibody[- ]drug)")
CARRIED = compiled(r"\b(?:adcs?|conjugates?)\b[^.;,]*$")
TARGET = compiled(r"[\w-]+[- ](?:targeted|targeting|directed|containing|based)\W+(?:[\w-]+\W+){0,2}$")
TOPO_AFTER = compiled(r"[^.;]{0,80}\b(?:top(?:o|-?\s?(?:1|i)\b)|camptothec|exatecan)")
AIMED_AT = compiled(
    r"\W*(?:\([^()]*\)\W*)?(?:either |that |which )?(?:target(?:s|ing|ed to)?|directed (?:at|against|to)|against) "
    r"(?:trop-?\s?2|her-?\s?2|\S+)"
)
OTHER_PAYLOAD = compiled(r"[^.;,]{0,60}\b(?:mmae|mmaf|auristatin\w*|vedotin|maytansin\w*|tubulin|microtubule)\b")
PAYLOAD = compiled(r"\btopo(?:(?!\bor\b|\band\b)[^.;,])*(?:, including (?:any |other )?(?:antibody[- ]drug )?)?$")


def _conjugates(before: str, after: str) -> Sequence[str]:
    """Which conjugates a word for all of them stands for: by payload or target, where one is named."""
    if PAYLOAD.search(before) or TOPO_AFTER.match(after):
        return ("topo1_adc",)
    if aimed := AIMED_AT.match(after):
        return ("trop2_adc",) if "trop" in aimed[0] else ("t_dm1", "t_dxd") if "her" in aimed[0] else ()
    if OTHER_PAYLOAD.match(after):
        return ()
    if re.search(r"\btrop-?\s?2\W[^.;,]*$", before):
        return ("trop2_adc",)
    if re.search(r"\bher-?\s?2\W[^.;,]*$", before):
        return ("t_dm1", "t_dxd")
    return () if TARGET.search(before) else sorted(therapies.guide_names("adc"))


def _excluded(group: list[Mention]) -> Iterable[str]:
    for mention in group:
        names = therapies.guide_names(mention.slug)
        if not therapies.is_drug(mention.slug):
            yield from names if therapies.has_own_name(mention.slug) or mention.slug in PARTS else ()
        elif mention.slug in WHOLE:
            yield WHOLE[mention.slug]
        else:
            yield from names & NARROW


CANDIDATE = compiled(r"\b(?:candidates?|suitable|eligible) (?:for|to)\b(?![^.;]*\b(?:and|who|must) (?:have|has|had)\b)")


def _is_near_harm(low: str, start: int, end: int) -> bool:
    if CANDIDATE.search(low, max(0, start - 110), start):
        return True
    cut = UP_TO.search(low, end, end + 45)
    last = cut.start() if cut else end + 40
    found = therapies.NEAR_HARM.search(low, max(0, start - 60), last + LONGEST_HARM)
    return found is not None and found.start() < last


TOPIC = compiled(r"(?:[\w-]+:? ){0,5}[\w-]+\.\s*$")
""" "Radiation therapy. Patients may have …": says what its line is about."""
LONGEST_HARM = 60
"""Characters, more than any match of NEAR_HARM has: what begins farther off is not looked for."""
UP_TO = compiled(r"\bunless\b|;|\band (?:be|is|are|must)\b")
FAILED = compiled(r"\b(?:progress\w*|failed) (?:on|after|during)?\W*(?:≤|no more than|up to|1|one|at most)")
PAST = compiled(
    r"\b(?:prior|previous(?:ly)?|ever|history of|received|receipt of|treated|underwent|undergone|exposure|exposed|"
    r"already|progress\w*|fail\w*|refractory)\b"
)
NAIVE_OR = compiled(r"[- ]na(?:i|ï)ve\W+or\b")
""" "Taxane-naive or treated with one adjuvant taxane"."""
OR_ELSE = compiled(r"\W+or (?:have )?(?:progress|relaps|recurr)\w*")
""" "No X or progression six months after it": X may have been had."""
EARLIER_CANCER = compiled(
    r"\b(?:history of|prior|previous|earlier|another|other|second) (?:\w+ ){0,3}?"
    r"(?:cancers?|malignanc\w+|tumou?rs?|neoplasm\w*)\b"
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
WITH_ANOTHER = compiled(
    r"(?:[- ]?\([^()]{0,15}\)|[^.;,()]){0,30}?(?<!alone or )(?<!alone and )(?<!alone and/or )(?<!monotherapy or )"
    r"\b(?:in combination|combined|together) with\b"
    r"(?!\W*(?:an? |any )?(?:endocrine|hormon|et\b|aromatase|fulvestrant|letrozole|anti-?(?:o?estrogen)))"
)
""" "A PD-1 antibody in combination with interleukin-2": alone it is let in."""
PROGRESSED = compiled(
    r"\b(?:progress|relaps|recurr|fail)\w*(?:(?!\b(?:no|not|without|never|prior|previous\w*|received|treated|"
    r"had)\b)[^.;:])"
    r"{0,40}\b(?:on|under|during|receiving|to|with)\b(?:(?!\b(?:no|not|without|never|prior|"
    r"previous\w*)\b)[^.;:]){0,30}$"
)
""" "Progress under fulvestrant is not allowed": fulvestrant is."""
OR_WITH = compiled(r"\b(?:no|without)\b[^.;]*\bor with\b")
IF_THEN = compiled(r"[^.;]{0,30}\bif\b")
BEFORE_IT = compiled(
    r"\b(?:prior to|before|until)(?: (?:the|any|starting|start of|planned))*(?: (?:neo-?)?adjuvant)?\W*$"
)
""" "Reviewed prior to radiotherapy": it is still to come."""
NOT_IN_USE = compiled(
    r"\b(?:(?:do|does|did|is|are|was|were) not (?:currently )?us\w+|not (?:currently )?(?:taking|receiving|on))\b"
    r"(?:(?!\bprior|\bprevious)[^.;])*$"
)
""" "Do not use tamoxifen" among the exclusions demands it; "not receiving tamoxifen" is of today."""
NOT_TREATED = compiled(
    r"\bnot (?:be(?:en)? )?(?:\w+ )?(?:treated|controlled|managed|cured|relieved|compatible|amenable)\b[^.;,]*$"
)
NONE_LEFT = compiled(
    r"\bno (?:\w+ ){0,3}?(?:standard|effective|curative|approved|satisfactory|alternative|available|further|suitable)\b"
    r"[^.;,]{0,60}\([^()]*$"
)
""" "No standard therapy exists (including radiation)"."""
CONTINUES = compiled(r"\b(?:may|can|could) (?:continue|remain|stay)\b|\bcan (?:also )?have (?:had|received)\b")
AT_MOST = compiled(r"\b(?:no more than|not more than|up to|at most|maximum)\b[^.;]*\bincluding\b(?! at least)[^.;]*$")
""" "No more than three regimens, including adjuvant chemotherapy"."""
BESIDES = compiled(r"\bbesides\b[^.;]*$")
NONE_OF_THESE = compiled(r"\W*no (?:prior|previous)\b[^.;()]*\((?:i\.?e\.?|e\.?g\.?|including|such as)[^()]*$")
""" "No prior treatment for metastatic disease (i.e. chemotherapy or radiotherapy)"."""
PLANNED = compiled(r"\b(?:plan\w*|scheduled|intend\w*) to\b[^.;]{0,30}$")
INTERVAL = compiled(r"\binterval (?:from|since|after|between)\b[^.;]*$")
AN_ORGAN = frozenset({"endocrine", "hormonal"})
ORGAN = compiled(r"\W+(?:\w+\W+){0,4}?(?:functions?|disorders?|diseases?|systems?)\b")
""" "Endocrine or renal function"."""
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
CONDITIONAL_START = compiled(
    r"\W*(?:(?:if|when|in case)\b|for (?:patients|subjects|participants|women|those) (?:who|with|where|in whom)\b|"
    r"for (?:(?:patients|subjects|participants|women|those) whose )?(?:tumou?rs?|tumou?r types?)\b|"
    r"(?:patients|subjects|participants|women|those) for whom\b)"
)
WITH_OR_WITHOUT = compiled(
    r"(?:\+\s?/\s?-|±|\bwith or without|\bwith/without|"
    r"\b(?:alone|monotherapy|single[- ]agent)[^.;]{0,15}\bor (?:given )?(?:in combination|combined|together) with)"
    r"\W*(?:a |an |prior |any |other )*$"
)
PART = compiled(r"\((?:for )?(?:cohorts?|arms?|parts?|phases?|groups?)\s[^()]{0,25}\bonly\)")
IF_AFTER = compiled(r"[^.;]{0,80}?\b(?:if|in (?:the )?case of|where applicable|as applicable)\b")
BEHAVED = compiled(r"^[- ](?:resistant|refractory|sensitive|eligible|ineligible|insensitive)\b")
ASKS_OF_THEM = compiled(
    r"\W*(?:(?:if|when)\b[^.;]{0,120}?|(?:patients?|participants?|subjects?|women|those)\s+"
    r"(?:who are )?(?:already|currently)?\s*(?:on|taking)\b[^.;]{0,60}?|"
    r"(?:patients?|participants?|subjects?|women|those)\s+who (?:have |had |previously )?(?:received?|had|underwent|"
    r"undergone|were treated)\b[^.;]{0,90}?)"
    r"\b(?:they|he or she|patients?|participants?)?\s*(?:must|should|need to|may|can)\b"
)
""" "If patients have received X, they must …", "patients on X must …": X is not demanded."""
STOP = compiled(r"\W*(?:have )?(?:switch|stop|discontinu|change|continue|agree)")
OPERATED = r"(?:surgery|operation|mastectomy|lumpectomy|resection)"
OR_SURGERY = compiled(rf"^\W*(?:and/or|or)\W+(?:\w+ ){{0,2}}{OPERATED}\b")
SURGERY_OR = compiled(rf"\b{OPERATED}\W+(?:and/or|or)\W+(?:\w+ ){{0,2}}$|^\W*{OPERATED}\W+plus\W*$")


def _or_surgery(low: str, start: int, end: int) -> bool:
    return SURGERY_OR.search(low[max(0, start - 60) : start]) is not None or OR_SURGERY.match(low[end:]) is not None


OR_OTHERWISE = compiled(
    r"\W*(?:and/or|or)\s+(?!later|after|more|greater|relaps|recurr|progress|within|during|intoler|as\b|in\b|for\b|"
    r"with\b|by\b|on\b)"
)
ONE_OF = compiled(r"\b(?:one|any|one or more) of the following\b")


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


IF_THEY = compiled(
    r"\bif (?:they|the patient|the participant|the subject|patients|participants|subjects|"
    r"(?:currently |already |still )?(?:receiving|taking|on))\b[^.;]{0,120}$"
)
BASED = compiled(r"\b(?:based|containing)\W+(?:\w+ ){0,3}$")
PARTNER = compiled(r"\b(?:combination|combined|cohorts?|arms?)(?: \w+)? with(?: \w+)?\s*$")


IN_BRACKETS = compiled(
    r"\((?:for |in )?(?:treatment )?(?:cohorts?|arms?|parts?|groups?) \w{1,3}"
    r"(?:\s?(?:,|and|or|&)\s?(?:treatment )?(?:(?:cohorts?|arms?|parts?|groups?) )?\w{1,3}){0,6}\)"
)
""" "(Treatment Group 1)", "(Cohorts A and B)"."""
OF_GROUP = compiled(
    r"(?:cohort|group|arm|part|phase)s? \w{1,3}"
    r"(?:(?:,|/| and| or)+ (?:(?:cohort|group|arm|part|phase)s? )?\w{1,3}){0,4} ?[(:]"
)
""" "Part 1 and Part 2 (with fulvestrant) Advanced breast cancer. Participants must …"."""
IN_GROUP = compiled(r"\W*(?:for|in) (?:\w+\W+){0,7}?(?:cohorts?|groups?|arms?|parts?|phase)\b[^,.;:]{0,15}[,:]")


def _line_is_of_a_group(page: Page, sentence: Sentence) -> bool:
    return sentence.line is not None and OF_GROUP.match(page.low, sentence.line.start) is not None


def is_for_some(sentence: Sentence) -> bool:
    """Holds for a group of participants, by its heading or by its own words."""
    if sentence.line is not None and sentence.line.cohort is not None:
        return True
    low = sentence.low
    return ("(" in low and (PART.search(low) or IN_BRACKETS.search(low)) is not None) or IN_GROUP.match(low) is not None


RECEPTORS = (
    re.compile(r"\b(?:her-?\s?2|erbb2)"),
    re.compile(r"\b(?:hr|er|hormone|estrogen|oestrogen)\b"),
    re.compile(r"\b(?:triple|m?tnbc)\b"),
)


def _own_cohort(page: Page, sentence: Sentence) -> str | None:
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


def is_conditional(before: str, low: str, page: Page | None = None) -> bool:
    """Asked only of some: "if …", "patients with HR+ disease must have …". Where the title names these receptors they
    are all."""
    found = CONDITIONAL.search(before + " ") or CONDITIONAL.match(low)
    if found is None or page is None or CONDITIONAL_START.match(low):
        return found is not None
    named = [each for each in RECEPTORS if each.search(before)]
    title = " ".join(each.low for each in page.headings if each.field.endswith("title"))
    return not named or not all(each.search(title) for each in named) or "brca" in found[0]


APART = compiled(
    r"[;:]|\s-\s|\b(?:lines? of|in combination|plus|with|as (?:their|the|a)|"
    r"and (?:have|must|progress\w+|at least))\b"
)


def _chains(sentence: Sentence, groups: list[list[Mention]]) -> list[list[list[Mention]]]:
    """Treatments that stand in one list ("A, B or C")."""
    chains: list[list[list[Mention]]] = []
    for group in groups:
        if chains:
            between = sentence.low[chains[-1][-1][0].end - sentence.start : group[0].start - sentence.start]
            if len(between) < 45 and not APART.search(between):
                chains[-1].append(group)
                continue
        chains.append([group])
    return chains
