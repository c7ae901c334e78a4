"""Which treatments a participant must have had, may have had as one of several ways in, or must not have had.

A wash-out never excludes. One agent of a wide class is not the class; a class named through its payload or target is.
Called by reader.py. What a stance comes to: _kept_out.py, _demanded.py, _ways_in.py;
what is in use: _in_use.py; what tells nothing: _not_had.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from trials.eligibility import stances
from trials.eligibility.answers import PART, Answer, Evidence, Stance
from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled
from trials.eligibility.questions import _demanded as demanded
from trials.eligibility.questions import _for_whom as whom
from trials.eligibility.questions import _in_use as in_use
from trials.eligibility.questions import _kept_out as kept_out
from trials.eligibility.questions import _not_had as not_had
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions import _treatment_stances as treatment_stances
from trials.eligibility.questions import _ways_in as ways_in
from trials.eligibility.questions._passages import Passage, Place, passages
from trials.eligibility.questions._titled_treatments import titled

NAME = "prior_therapy"
words = therapies.words
bars = therapies.bars
IN_PART = "excluded_in_part"
"""Kept out of one group of participants only."""
N = r"(?:\d|one|two|three|four|five)"
OTHER_DISEASE = compiled(
    r"\b(?:other (?:cancer|malignanc|tumou?r)|another (?:cancer|malignanc)|(?:prior|previous) malignan|autoimmune|"
    r"(?:prior|previous) (?:cancer|tumou?r)|"
    r"osteoporosis|(?<!or )prevention|dcis|non-?malignant|benign|psoriasis|arthritis|hepatitis|hiv|skin "
    r"cancer|contralateral|infertility|contracepti\w*|hot flash)"
)
COUNTED = compiled(
    r"(?<![a-z](?=[a-z]))(?:"  # inside a word nothing begins
    rf"(?:more than|greater than|>|≥|>\s?=|at least|exceed\w*|fewer than|up to|≤|<|maximum(?: of)?|a "
    rf"minimum of|not more than|at most)\s*(?:or equal to\s*)?{N}(?!\d)(?:\s*\(\w+\))?(?!\s*(?:days?|"
    rf"weeks?|months?|years?|cycles?|%|doses?))|\b{N}\s*(?:\(\w+\)\s*)?or (?:more|greater|fewer)|"
    rf"\b(?:none|no) or {N}\b|\b(?:third|second|multiple)\b[^.;]{{0,20}}\bline|"
    rf"\b{N}\s*(?:-|to|or)\s*{N}\s*(?:prior|previous|lines|regimens)|\b(?:2|two|3|three|4|four)\s+(?:prior|previous|lines|regimens))"
)
EXCEPTION = compiled(r"\b(?:other than|except(?:ing)?|apart from|aside from|with the exception of)\b")
CANDIDATE = compiled(
    r"\b(?:candidates?|(?:un)?suitable|unsuitability|eligible) (?:for|to)\b(?![^.;]*\b(?:and|who|must) (?:have|"
    r"has|had)\b)"
)
TOPIC = compiled(
    r"(?!.*\b(?:for (?:metastatic|advanced|breast|this|recurrent)|must|have|has|had|no|not|never|received|"
    r"progressed)\b)"
    r"(?:[\w-]+:? ){0,5}[\w-]+\.\s*$"
)
""" "Radiation therapy. Patients may have …": says what its line is about."""
MUST_HAVE_HAD = compiled(r"\bmust (?:also )?have (?:had|received|been treated with)\b[^.;,]*$")
LISTED = compiled(r"[\s,]*(?:\b(?:and|or|and/or)\b[\s,]*)?(?:any |prior )?")
"""What parts the treatments of one list."""
AS_THE_FIRST = compiled(
    r"[^.;,()]{0,40}\bas (?:their |the |an? )?(?:(?:first|only|sole|last|initial|latest|most recent)\W+){1,2}"
)
""" "Letrozole as their first endocrine therapy" names one treatment, not two."""
LONGEST_COUNT = 150
"""Characters, more than any match of COUNTED has that begins near a treatment."""
LONGEST_HARM = 60
"""Characters, more than any match of NEAR_HARM has: what begins farther off is not looked for."""
UP_TO = compiled(
    r"\bor (?:(?:is|are|was|were|deemed|considered) ){0,2}(?:not a?\b|unsuitable|ineligible)|"
    r"\b(?:unless|except)\b|;|, being\b|\band (?:that |which |who )?(?:be|is|are|must)\b"
)
PAST = compiled(
    r"\b(?:prior|previous(?:ly)?|ever|history of|received|receipt of|treated|underwent|undergone|exposure|exposed|"
    r"already|progress\w*|fail\w*|refractory)\b"
)
EARLIER_CANCER = compiled(
    r"\b(?:history of|prior|previous|earlier|another|other|second) (?:\w+ ){0,3}?"
    r"(?:cancers?|malignanc\w+|tumou?rs?|neoplasm\w*)\b"
)
AN_ORGAN = frozenset({"endocrine", "hormonal"})
ORGAN = compiled(r"\W+(?:\w+\W+){0,4}?(?:functions?|disorders?|diseases?|systems?)\b")
""" "Endocrine or renal function"."""
BODY_PART = compiled(
    r"\b(?:target|involved|operative|irradiated|same|ipsilateral|contralateral|chest|thora\w*|pelvi\w*|breast|"
    r"axilla\w*|"
    r"mediastin\w*|abdom\w*|area to be|head and neck|spine|liver|lung|diaphragm)\b"
)
LET_IF = compiled(
    r"adjuvant|\bearly\b|\bcurative|\b(?:if|provided|within|at least|more than|until|unless|as long as|days?|weeks?|"
    r"months?|years?|\d+ ?mg)\b|[<>≤≥]"
)
""" "Adjuvant trastuzumab is allowed if it ended a year ago" lets in some only."""
MAY_BE_DONE = re.compile(r"\b(?:candidate|amenable|approved|eligible|suitable)\b", re.IGNORECASE)
BEFORE_SURGERY = re.compile(r"neo-?\s?adjuvant|\bpre-?operative", re.IGNORECASE)
OTHER_SETTING = re.compile(r"(?<!neo)(?<!neo-)(?<!neo )adjuvant|metasta|advanced|\bor\b|/", re.IGNORECASE)
NAIVE = compiled(r"[- ](?:treatment[- ])?na[iï]ve")


def answers(page: Page) -> Iterable[Answer]:
    found: dict[str, dict[str, list[Evidence]]] = {}
    lines: dict[tuple[str, str], set[int]] = {}
    for passage in passages(page):
        sentence = passage.sentence
        if not passage.treatments:
            continue
        if sentence.section == "heading":
            for name, value in titled(sentence):
                found.setdefault(name, {}).setdefault(value, []).append(
                    page.evidence(sentence, "demanded", f"{NAME}.title")
                )
            continue
        if not any(therapies.is_asked(each.slug) for each in passage.treatments):
            continue
        if passage.is_elsewhere:
            continue
        used = in_use.places(passage)
        if not used and not_had.says_nothing(passage):
            continue
        said = dict.fromkeys(_read(passage, used))
        for name, value in said:
            if value in (ways_in.ONE_WAY, IN_PART) and sentence.line:
                lines.setdefault((name, value), set()).add(sentence.line.start)
            part = PART if value == "excluded" and kept_out.is_part(passage, name, [one for one, _ in said]) else ""
            shown = page.evidence(
                sentence, SHOWN[value], f"{NAME}.{value}{part}", condition=_condition(sentence, name, value)
            )
            if value == IN_PART and shown.cohort is None:
                shown = msgspec.structs.replace(shown, cohort=whom.own_cohort(page, sentence))
            found.setdefault(name, {}).setdefault(value, []).append(shown)
    for name, values in sorted(found.items()):  # sets of names have no order
        if len(values) > 1 and (against := values.get("excluded")):
            demands = [each for value in DEMANDS for each in values.get(value, ()) if each.section != "heading"]
            if demands and all(each.section == "exclusion" for each in against) and not any(map(_is_weak, demands)):
                del values["excluded"]  # in another setting, in another way
            elif "required" in values and all(map(_is_before_surgery, against)):
                del values["excluded"]
            elif demands:
                yield Answer(NAME, name, "excluded", tuple(against), "unclear")
                continue
        value = next(each for each in SHOWN if each in values)
        if value == ways_in.ONE_WAY:
            yield Answer(
                NAME,
                name,
                "required" if _are_all_ways(page, lines[name, value]) else "alternative",
                tuple(values[value]),
            )
            continue
        if value == IN_PART and _are_all_lists(page, lines.get((name, value), set())):
            value = "excluded"
            values[value] = values[IN_PART]
        if value == LET_IN:
            continue
        if value == IN_PART or (value == "excluded" and LET_IN in values):
            yield Answer(NAME, name, "excluded", tuple(values[value]), "unclear")  # some who had it may enter
        else:
            yield Answer(NAME, name, value, tuple(values[value]))


LET_IN = "let_in"
"""Of a drug that is most of its class: having had it is no hindrance, so that the class cannot be excluded."""
SHOWN: dict[str, Stance] = {
    "excluded": "excluded",
    "required": "demanded",
    "alternative": "allowed",
    IN_PART: "excluded",
    ways_in.ONE_WAY: "allowed",
    LET_IN: "allowed",
}
"""What may be read of a sentence → how its evidence is shown; the first of them found is the answer."""
DEMANDS = ("required", "alternative", ways_in.ONE_WAY)

OTHER = {"other"}


def _is_weak(shown: Evidence) -> bool:
    """Demanded by a sentence that speaks of what may be done as well."""
    return MAY_BE_DONE.search(shown.quote) is not None


def _is_before_surgery(shown: Evidence) -> bool:
    """Of treatment before surgery alone: "no neoadjuvant chemotherapy" bars nobody who had it afterwards."""
    return BEFORE_SURGERY.search(shown.quote) is not None and OTHER_SETTING.search(shown.quote) is None


def _are_all_ways(page: Page, places: set[int]) -> bool:
    """All lines of one list, of which one is enough, begin at these places, but for those of other cancers."""
    leads = {line.above[-1] for line in page.lines if line.start in places and line.above}
    if len(leads) != 1:
        return False
    lead = leads.pop()
    ways = [line for line in page.lines if line.above and line.above[-1] == lead]
    ours = {
        line.start for line in ways if {each.slug for each in page.within((line.start, line.end), "tumour")} != OTHER
    }
    return len(ways) > 1 and ours <= places


def _are_all_lists(page: Page, places: set[int]) -> bool:
    """Each group of participants has a list of exclusions, and one of these places stands in each."""
    lists = {line.cohort for line in page.lines if line.section == "exclusion"}
    return (
        len(lists) > 1
        and None not in lists
        and lists == {line.cohort for line in page.lines if line.section == "exclusion" and line.start in places}
    )


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
            elif BODY_PART.search(low):
                found.append("site:local")
    return "; ".join(found) or None


def _read(passage: Passage, used: Sequence[Place]) -> Iterable[tuple[str, str]]:
    """(name, a key of SHOWN). `used`: what must be in use."""
    page, sentence, low = passage.page, passage.sentence, passage.low
    if not passage.places or _is_of_others(passage):
        return
    in_cohort = whom.is_for_some(sentence) or whom.line_is_of_a_group(page, sentence)
    if used:
        yield from ways_in.names(passage, used, in_cohort, of_all=True)
        return
    keeps_out = "excluded"
    if in_cohort or whom.THOSE_OF_A_GROUP.match(low) or whom.excepts_a_group(low):
        keeps_out = IN_PART
    in_window = passage.has_window if passage.excludes else therapies.has_window(stances.BRACKETED.sub("", low))
    may_count = "line" in low or therapies.names_a_number(low)  # one of them stands in each match of COUNTED
    past: bool | None = None
    to_come: set[str] = set()
    required: list[Place] = []
    barred: list[Place] = []
    denied: tuple[int, int] | None = None
    of_another: dict[tuple[int, int], bool] = {}
    for place in passage.places:
        start, end, _ = place
        span = stances.clause(sentence, place.first)
        said = treatment_stances.said(passage, place, continues=span == denied)
        denied = span if said == "excluded" else None
        if NAIVE.match(low[end : end + 14]):
            said = "excluded"
        if _is_near_harm(low, start, end) or (low[start:end] in AN_ORGAN and ORGAN.match(low[end:])):
            to_come.add(place.first.slug)
            continue
        if said == "demanded" and place.first.slug in to_come and not MUST_HAVE_HAD.search(low[:start][-50:]):
            continue  # "starting an aromatase inhibitor, with any of the approved aromatase inhibitors"
        if place.is_radiotherapy() and "measurab" in low:
            continue
        counted = COUNTED.search(low, max(0, start - 55), end + LONGEST_COUNT) if may_count else None
        is_counted = counted is not None and counted.start() <= end + 20
        if span not in of_another:  # most treatments of a sentence share their clause
            clause = low[span[0] - sentence.start : span[1] - sentence.start]
            other = OTHER_DISEASE.search(clause)
            of_another[span] = (
                other is not None
                and not (other[0] == "dcis" and "invasive" in clause)
                and not (other[0] == "contralateral" and "provided" in clause)  # of our disease, on a condition
                and EXCEPTION.search(clause, 0, other.start()) is None
            )
        if of_another[span] or whom.is_of_another_tumour(page, sentence, start, end):
            continue
        if said == "excluded":
            if kept_out.NAIVE_OR.match(low[end:]):
                return
            if not kept_out.spares(passage, place, is_counted, in_window):
                if past is None:
                    past = PAST.search(low) is not None or PAST.search(passage.lead) is not None
                value = IN_PART if whom.FOR_A_GROUP.match(low[end:]) else keeps_out
                if past:
                    barred.append(place)
                yield from ((name, value) for name in kept_out.names(passage, place, past))
        elif said == "allowed" and place.first.slug in kept_out.WHOLE and not LET_IF.search(low):
            yield kept_out.WHOLE[place.first.slug], LET_IN
        elif said == "demanded" and not passage.excludes:
            if (
                required
                and " as " in low
                and any(place.first.slug in therapies.above(each.slug) for one in required for each in one.group)
                and AS_THE_FIRST.fullmatch(low, required[-1].end, start)
            ):
                continue
            listed = bool(required) and LISTED.fullmatch(low, required[-1].end, start) is not None
            if demanded.is_demanded(passage, place, is_counted, listed):
                required.append(place)
    yield from ((name, keeps_out) for name in kept_out.together(barred))
    if required:
        yield from ways_in.names(passage, required, in_cohort)


def _is_of_others(passage: Passage) -> bool:
    """About an earlier cancer or a condition of some, or but the heading of what it stands in."""
    line, low = passage.sentence.line, passage.low
    if passage.excludes and (
        whom.CONDITIONAL_START.match(low) or any(EARLIER_CANCER.search(each) for each in passage.above)
    ):
        return True
    return line is not None and (
        line.cohort == (line.start, line.end)  # the heading of a group
        or (passage.sentence.start == line.start and passage.sentence.end < line.end and TOPIC.match(low) is not None)
    )


def _is_near_harm(low: str, start: int, end: int) -> bool:
    if CANDIDATE.search(low, max(0, start - 110), start):
        return True
    cut = UP_TO.search(low, end, end + 45)
    last = cut.start() if cut else end + 40
    found = therapies.NEAR_HARM.search(low, max(0, start - 60), last + LONGEST_HARM)
    return found is not None and found.start() < last
