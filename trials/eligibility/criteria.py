"""Text → lines with their place: section, cohort, tumour, what stands above them, offsets. Called by page.py. Pure.

Offsets are those of the text as given: nothing is stripped or joined. Layouts met: markdown bullets by indent, numbered
lists, headings without bullets, and the one-line form of the older PDQ records ("DISEASE CHARACTERISTICS: …").
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from trials.eligibility.answers import Section
from trials.eligibility.patterns import compiled

PLAIN = frozenset("abcdefghjklmnpqrstuwyz")
MARKED = frozenset(".)")
"""A line has no marker but stars where it begins with one of PLAIN and none of MARKED comes next."""
BULLET = re.compile(
    r"[\s]*(?:(?:[*•·●▪■‣∙○◦-]+|[o§](?=\s)|\(?[0-9]{1,2}(?:\.[0-9]{1,2}){0,2}[.):](?=\D|$)|"
    r"\(?[0-9]{1,2}\.[0-9](?=\s)|\(?(?:[a-z]|[ivx]{1,4})[.)])\s*){0,4}",
    re.IGNORECASE,
)
HEADING = compiled(
    r"(?P<before>[\w ,/&'()\[\].:-]{0,60}?)\b(?P<kind>in|ex)clusions?\b(?:\s*/\s*(?:in|"
    r"ex)clusions?)?(?:\s+criteri(?:a|on|um))?(?P<after>[^:]{0,80}?)\s*(?P<end>[::]|-\s*$|$)"
)
OF_A_SENTENCE = compiled(r"\b(?:meets?|does|any|this|other than|per|these|there|besides|fulfil\w*)\b")
SAYS = compiled(r"\b(?:appl(?:y|ies)|removed|fulfil\w*|listed|met|defined|true)\b|\w.*\.$")
"""After "exclusion criteria": no heading, but a sentence about them ("… may apply")."""
LISTED = compiled(r"\bfollowing (?:\w+ )?(?P<kind>in|ex)clusion criteri(?:a|on)\b[^:]*:$")
FOLLOWING = compiled(r"\bfollowing\b")
ADMITS = compiled(
    r"(?:must|need to|have to|should|who|if you|to be eligible)[^.:]{0,60}(?:meet|fulfil|"
    r"satisf)\w*[^.:]{0,60}(?:criteria|conditions|following)|eligible (?:for|to)[^.:]{0,60}\b(?:if|"
    r"when)\b"
)
REFUSES = compiled(
    r"(?:will be|are|is|be|should be|must be) (?:excluded|ineligible|not eligible|disqualified)|not be (?:eligible|"
    r"enrolled|included|entered)|(?:are|is) not eligible|ineligible|may not (?:enter|participate|be)|"
    r"cannot participate"
)
CONTRAINDICATIONS = compiled(r"(?:absolute |relative |general )?contra-?indications\W*:$")
REQUIRED = compiled(r"required (?:patient |participant )?characteristics\W*:$")
"""Headings beside those of the two lists, as some cooperative groups write them below an empty one."""
OF_ALL = compiled(
    r"(?:to be (?:eligible|included|enrolled)[^:.]{0,60}?,? )?(?:(?:all|each|every|any|eligible|the|study) ){0,3}"
    r"(?:patients?|participants?|subjects?|individuals|people|women|volunteers) (?:(?:who|with|having|meeting) "
    r"(?:(?:meet|have|fulfil|any|all|one|or|more|of|the|these) ){0,6}(?:following|criteria)|"
    r"(?:must|should|will|have to|need to|are required to) (?:also )?(?:have )?(?:meet|met|fulfil\w*|satisf\w+)\b"
    r"[^:]{0,40}\b(?:following|criteria))\b[^:]{0,100}:$"
)
"""A line that only opens the list of a section; it says nothing of what stands in it."""
PDQ = compiled(
    r"(?:disease|patient) characteristics|prior concurrent therapy|prior/concurrent therapy|patients characteristics"
)
COHORT = compiled(
    r"\b(?:cohort|arm|part|phase|(?:sub-?)?group|strat|step|sub-?stud|sub-?protocol|module|escalation|expansion|"
    r"run-in|lead-in|combination)"
)
A_PART = compiled(
    r"\b(?:cohort|arm|part|phase|(?:sub-?)?group|stratum|sub-?study|sub-?protocol|module|escalation|expansion)s?\b"
)

BRACKETS = compiled(r"\([^()]*\)")
BRACKET = re.compile(r"[()]")
ALL_OF_ONE = compiled(r"\W*(?:cohort|arm|part|phase|module|group) \w{1,3}\s*[-–:]\s*all\b")
ALL_COHORTS = compiled(
    r"\ball\b|\bboth\b|\bevery\b|\bgeneral\b|"
    r"\bparts (?:1 (?:and|&) 2|1, 2,? (?:and|&) 3|a (?:and|&) b|a, b,? (?:and|&) c)\b"
)
INLINE = compiled(
    r"[(\[]?(?:for |in |the |participants |patients |subjects |enrolled |to |be |all |additional "
    r")*(?:cohorts?|arms?|parts?|phases?|groups?|strat(?:um|a)|sub-?stud(?:y|ies)|modules?|dose[ "
    r"-](?:escalation|expansion)|expansion|escalation)\b[^:.;]{0,50}?(?::|\bonly\b|\)|\])"
)
ENDING = compiled(
    r"[(\[][^()\[\]]{0,40}\b(?:cohorts?|arms?|parts?|phases?|stage|expansion|"
    r"escalation)\b[^()\[\]]{0,40}\bonly\b[^()\[\]]{0,20}[)\]]\W*$|\bin (?:the )?(?:phase|part|cohort|"
    r"arm) [\w]{1,3} only\W*$"
)


OPENED = compiled(
    r"(?:(?:additional|key|main|general|major) )?(?P<kind>in|ex)clusion criteria ?\((?P<after>[^()]{2,60})\)(?= [a-z])"
)
""" "Exclusion Criteria (All Modules) Participants have …": a heading that lost its line break."""


class Line(NamedTuple):
    """One bullet, numbered item or paragraph, without its marker."""

    start: int
    end: int
    section: Section
    cohort: tuple[int, int] | None
    """Where the heading of its group of participants stands."""
    above: tuple[tuple[int, int], ...]
    """Lines it is a part of, the nearest last."""
    run_on: bool
    """The one-line form: sentences without full stops."""


RUN_INTO = compiled(r" (?<=[.;)\d-] )(?=exclusion criteria:)")
"""Where a heading stands in the middle of a line."""


def lines(low: str, base: int, end: int, cohorts: Sequence[int]) -> list[Line]:
    """`low`: as `lowered` gives it; the eligibility text is `low[base:end]`.

    `cohorts`: where words stand that may name a group of participants, in order.
    """
    found: list[Line] = []
    section: Section = "other"
    cohort: tuple[int, tuple[int, int]] | None = None
    heading_cohort: tuple[int, int] | None = None
    headings: dict[Section, list[tuple[int, int] | None]] = {"inclusion": [], "exclusion": []}
    stack: list[tuple[int, tuple[tuple[int, int], ...]]] = []
    """Indent, and what stands above the lines that are a part of it, itself the last."""
    text = low[base:end].replace("\r", "\n")
    if text.find(" exclusion criteria:") >= 0:
        text = RUN_INTO.sub("\n", text)
    names_part = "characteristics" in text or "concurrent therapy" in text
    is_pdq = names_part and "characteristics:" in text
    later = iter(cohorts)
    named = next(later, end)
    make = tuple.__new__  # a third of the time of Line(…)
    stop = base - 1
    for whole in text.split("\n"):
        first, stop = stop + 1, stop + 1 + len(whole)
        text = whole.lstrip(" *")
        start = stop - len(text)
        if text[:1] not in PLAIN or text[1:2] in MARKED:
            mark = BULLET.match(low, first, stop)
            start = mark.end() if mark else first
            text = low[start:stop]
        text = text.rstrip(" ")
        if not text:
            continue
        size = len(text)
        last = start + size
        spaces = len(whole) - len(whole.lstrip(" "))
        bulleted = start > first + spaces
        opens = False
        if text.find("clusion", 0, 150) >= 0 and (heading := _heading(text)):
            section, offset, own = heading
            stack.clear()
            cohort = None
            is_part = own > 0 and not _is_for_all(text[:own]) and "blind" not in text[:own]  # not an extension's
            heading_cohort = (start, start + own) if is_part else None
            headings[section].append(heading_cohort)
            start += offset
            while start < last and not (low[start].isalnum() or low[start] in "(<>≥≤["):
                start += 1
            if start >= last:
                continue
            text = low[start:last]
        elif (names_part and PDQ.match(text)) or (
            section == "exclusion" and not bulleted and size < LONG and _opens_a_part(text)
        ):
            section, cohort, heading_cohort = "inclusion", None, None
            stack.clear()
        elif text[-1] == ":" and not bulleted and size < 250:
            if REFUSES.search(text) or CONTRAINDICATIONS.match(text):
                if section != "exclusion" and not A_PART.search(text):  # what was of one group ends with its list
                    cohort = heading_cohort = None
                section = "exclusion"
            elif (section == "other" and ADMITS.search(text)) or REQUIRED.match(text):
                section = "inclusion"
            opens = OF_ALL.match(text) is not None
        indent = 2 * min(spaces, 40) + bulleted
        while stack and stack[-1][0] >= indent:
            stack.pop()
        if cohort and indent <= cohort[0] and (bulleted or size < 120):
            if not (bulleted and indent == cohort[0] and low[cohort[1][0] - 1] not in "*.) "):
                cohort = None
        group = None
        while named < start:
            named = next(later, end)
        if named < last:
            if size < 130 and (text[-1] == ":" or not bulleted):
                cohort = None if _is_for_all(text) else (indent, (start, last))
            group = _inline_cohort(text, start)
        if group is None:
            group = cohort[1] if cohort else heading_cohort
        run_on = is_pdq and section != "exclusion" and (size > 500 or (size > 150 and PDQ.match(text) is not None))
        above = stack[-1][1] if stack else ()
        found.append(make(Line, (start, last, section, group, above, run_on)))
        if not run_on and not opens and (text[-1] == ":" or size < 400):
            stack.append((indent, (*above, (start, last))))
    if headings["inclusion"] and _asks_under_the_other_heading(found, low):
        found = [each._replace(section="inclusion") if each.section == "exclusion" else each for each in found]
    if len(headings["inclusion"]) == 1 and headings["inclusion"][0] and len(headings["exclusion"]) < 2:
        alone = [*headings["inclusion"], *headings["exclusion"]]  # of one phase alone: it is the whole trial
        found = [each._replace(cohort=None) if each.cohort in alone else each for each in found]
    return found


def _heading(text: str) -> tuple[Section, int, int] | None:
    """(section, how long the heading is, how much of it names a cohort or 0)"""
    if text[-1] == ":" and (listed := LISTED.search(text)):
        return "inclusion" if listed["kind"] == "in" else "exclusion", 0, 0
    if opened := OPENED.match(text):
        names = COHORT.search(opened["after"])
        return "inclusion" if opened["kind"] == "in" else "exclusion", opened.end(), opened.end() if names else 0
    match = HEADING.match(text)
    if not match or (match["end"] == "" and match.end() != len(text)):
        return None
    before, after = match["before"], match["after"]
    if match["end"] != ":" and (SAYS.search(after) or (before and "criterion" in match[0])):
        return None
    if not match["end"] and len(text) > 60 and "criteri" not in text:
        return None
    if len(before.split()) > 8 or (before and "criteri" not in match[0]):
        return None
    if "not " in before or " no " in f" {before}" or (before and OF_A_SENTENCE.search(before)):
        if not FOLLOWING.search(after):
            return None
    section: Section = "inclusion" if match["kind"] == "in" and not before.endswith("non-") else "exclusion"
    names = COHORT.search(before) or COHORT.search(after)
    return section, match.end(), match.end() if names else 0


WHO = compiled(
    r"(?:healthy volunteers|must be (?:fe)?male\b|must have (?:a )?(?:minimum|maximum) age)[^.;]{0,40}\Z|.{0,12}\Z"
)
"""Age and sex, which say nothing of the illness."""
CONFIRMED = compiled(
    r"\W*(?:(?:patients?|participants?|subjects?) (?:with|must have) )?(?:newly diagnosed,? )?(?:an? )?"
    r"(?:(?:histologic|cytologic|pathologic)\w*(?:(?:ly)? (?:or|and|and/or) (?:histologic|cytologic|pathologic)\w*)? "
    r"(?:confirmed|proven|documented|verified)|(?:confirmed )?diagnosis of)\b"
)


def _asks_under_the_other_heading(found: list[Line], low: str) -> bool:
    """Nothing stands under the heading of who may enter, and what must be confirmed stands under the other one."""
    if any(each.section == "inclusion" and not WHO.match(low[each.start : each.end]) for each in found):
        return False
    barred = [each for each in found if each.section == "exclusion"]
    return len(barred) > 2 and any(CONFIRMED.match(low, each.start, each.end) for each in barred)


def _opens_a_part(text: str) -> bool:
    """ "Phase 2, eligibility criteria for lymphoma": a heading of its own below the exclusions of another part."""
    if "eligibility criteria" not in text or SAYS.search(text):
        return False
    return COHORT.search(text) is not None or (text.startswith("eligibility criteria") and text[-1] == ":")


def _inline_cohort(text: str, start: int) -> tuple[int, int] | None:
    """ "Part B only: …", "… (cohort-expansion stage only)"."""
    if (match := INLINE.match(text)) and match.end() < len(text):
        return None if _is_for_all(match[0]) else (start, start + match.end())
    if "only" in text[-60:] and (match := ENDING.search(text, max(0, len(text) - 110))):
        return start + match.start(), start + match.end()
    return None


def _is_for_all(text: str) -> bool:
    bare = BRACKETS.sub("", text)
    text = bare if COHORT.search(bare) else text
    if ALL_OF_ONE.match(text):
        return False
    return ALL_COHORTS.search(text) is not None or "part of" in text or "phase" in text and " and " in text


STOP = compiled(r"(?:;|\. ) *")
NOT_AN_END = frozenset("e.g i.e vs no approx etc resp incl fig dr eg ie st cf excl min max ca".split())
LONGEST_SENTENCE = 1500
"""What is longer is cut: rules look at all pairs of things in a sentence, and no text may make that slow."""
RUN_ON = re.compile(
    r"\s(?=(?:No |Not |At least |Prior |Concurrent |Must |Measurable |Bidimensionally|Age |Age:|Sex:|"
    r"Performance status:|Menopausal status:|Hormone receptor status:|"
    r"Chemotherapy:|Endocrine therapy:|Biologic therapy:|Radiotherapy:|Surgery:|Other:|Recovered|More "
    r"than |Hematopoietic:|Hepatic:|Renal:|Cardiovascular:|"
    r"Progressive |Progression |Evidence |Histologically |Patients |Female |Male |Clinically |Phase |"
    r"ECOG |Karnofsky |[A-Z][A-Za-z]+(?: [a-z]+){0,3}:\s))"
    r"|(?<=metastases)\s(?=(?:Brain|CNS) metast)"
)
NUMBERED = compiled(r"([0-9][0-9]?)\s?\\?[.)]\s?(?=[A-Z])")
""" "… 3) Willing to … 4) Patient has …": a list without line breaks."""
LONG = 150
"""Characters from which a line is looked at for one."""


def sentences(low: str, raw: str, line: Line) -> list[tuple[int, int]]:
    """Where the sentences of a line stand, in order, without gaps at their ends."""
    cuts = [line.start]
    if line.run_on:
        cuts += [match.end() for match in RUN_ON.finditer(raw, line.start, line.end)]
    elif low.find(". ", line.start, line.end) >= 0 or low.find(";", line.start, line.end) >= 0:
        cuts += [match.end() for match in STOP.finditer(low, line.start + 2, line.end) if _ends(low, raw, match)]
    if line.end - line.start > LONG and not line.run_on:
        cuts = _with_numbers(cuts, raw, line)
    if len(cuts) == 1 and line.end - line.start <= LONGEST_SENTENCE:
        return [(line.start, line.end)]
    cuts.append(line.end)
    return [
        (first, min(first + LONGEST_SENTENCE, end))
        for start, end in itertools.pairwise(cuts)
        for first in range(start, end, LONGEST_SENTENCE)
    ]


def _with_numbers(cuts: list[int], raw: str, line: Line) -> list[int]:
    """Cut before each number of an ascending row as well; one to three may be conditions of a sentence."""
    found = [
        match
        for match in NUMBERED.finditer(raw, line.start + 1, line.end)
        if raw[match.start() - 1] in ";.," or raw[match.start() - 1].isspace()
    ]
    numbers = [int(match[1]) for match in found]
    if not found or numbers[-1] < 4 or numbers != list(range(numbers[0], numbers[0] + len(found))):
        return cuts
    return sorted({*cuts, *(match.start() for match in found)})


def _ends(low: str, raw: str, match: re.Match[str]) -> bool:
    """Whether a stop ends a sentence: "4.5 g", "e.g. " and "vs. " do not."""
    place, after = match.span()
    if low[place] == ";":
        opened = low.rfind("(", max(0, place - 200), place)
        if opened < 0 or low.find(")", place, place + 200) < 0:
            return True
        return low.find(")", opened, place) >= 0 and not _open_brackets(low[max(0, place - 200) : place])
    if low[place] != ".":
        return True
    if low[place - 2] == " " or not (low[place - 1].isalnum() or low[place - 1] in ")]%\"”'+-"):
        return False
    word = low[max(place - 6, 0) : place].split()[-1:]
    if word and word[0].lstrip("(") in NOT_AN_END:
        return False
    first = raw[after : after + 1]
    return first.isupper() or (not first.isalpha() and first != "")


def _open_brackets(text: str) -> int:
    """How many are open at its end; it may begin within some."""
    depth = 0
    for match in BRACKET.finditer(text):
        depth = depth + 1 if match[0] == "(" else max(0, depth - 1)
    return depth
