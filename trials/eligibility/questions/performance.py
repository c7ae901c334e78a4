"""The highest ECOG (WHO, Zubrod, GOG) performance status that may enter. Karnofsky alone is no answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled
from trials.eligibility.questions.scope import is_of_another

NAME = "performance"

SCALE = compiled(
    r"\b(?:ecog|ecoc|egoc|eastern cooperative(?: oncology)?(?: group)?|zubrod|gog|ecogps|performance "
    r"(?:status|score|scale|state|level|index)|\boms\b|\bps\b|"
    r"who(?= (?:ps|performance|score|grade|0|1|2|≤))(?<!patients who)(?<!participants who)(?<!subjects "
    r"who)(?<!women who)"
    r"(?<!those who)(?<!people who)|world "
    r"health organi[sz]ation)"
)
FILLER = (
    r"(?:[\s:,()\[\]/]|\b(?:ecog|eastern|cooperative|oncology|group|performance|status|score|scale|"
    r"state|ps|who|of|is|at|a|an|must|be|have|has|either|the|grade|level|levels|between|from|for|"
    r"zubrod|swog|world|health|organi[sz]ation|with|to|on|in|value|values|physical|condition|criteria|"
    r"screening|baseline|study|entry|entrance|registration|enrollment|should|as|assessed|by|defined|"
    r"based|range|ranging|phase (?:[1-3]|i{1,3})[ab]?|dose[- ](?:escalation|expansion)|"
    r"index|class|patients?|clinical|equal|general|gog|who's|was|were|scores|scored|points|"
    r"physical|fitness|"
    r"stage|co-operative|corresponding)\b|\.(?=\s|\d)|'s\b|"
    r"-(?=\s)|\d{1,2} (?:days|weeks) ){0,60}"
)
NUMBERS = compiled(
    FILLER + r"(?P<op>≤|<\s?/\s?=?|<\s?=|=\s?<|equals?(?: to)? or (?:<|less than|lower than|better than|below)|"
    r"less or equal(?: to| than)?|<|≥|>\s?/?\s?=|=\s?>|>|no (?:greater|more|worse|higher|less|lower) than|not "
    r"(?:greater|more|worse|higher) than|less than or equal(?: to)?|lower than or equal to|greater "
    r"than or equal(?: to)?|less than|lower than|below|under|greater than|more than|worse than|at "
    r"most|up to|at least|above|better than|maximum|=)?\s*(?:or equal to\s*)?(?:grade\s*|ecog\s*|"
    r"score\s*)?(?P<first>[0-5])(?!\d|\.\d|\s*(?:%|weeks?|months?|days?|years?)\b)(?P<more>(?:\s*(?:-|"
    r"to|through|,|/|or|and|&|and/or|until|~|,\s*or|,\s*and|<|≤|;|--)\s*(?:ecog\s*|ps\s*|of\s*|"
    r"=\s*)?[0-5](?!\d|\.\d)){0,6})\s*(?P<tail>or (?:less|lower|better|below|fewer|under)|or (?:more|"
    r"greater|higher|worse|above)|and (?:above|higher)|\+)?"
)
STEPS = compiled(
    r"[.,;]?\s*(?:and )?(?:for )?(?:the )?(?:phase (?:[1-3]|i{1,3})[ab]?|part \w|dose[- ](?:escalation|expansion))"
    r"[^.;:0-9]{0,30}:\s*(?:[0-5]\s*(?:-|to|or)\s*)?(?P<last>[0-5])(?![\d.]\d)|"
    r"\s?(?:in|for) [^.;:()]{0,70}?[;,] ?(?:and |or )?(?:an? )?(?:(?:ecog )?(?:ps|performance status)? ?(?:of )?)?"
    r"(?:[0-5],? ?(?:-|to|or|,)? ?){1,2}(?P<other>[0-5]) (?:in|for)\b|"
    r"\s?\([^()]{0,40}\b(?:cohorts?|escalation|expansion|part|phase)\b[^()]{0,30}\)[,;]? (?:or|and) "
    r"[0-5] ?(?:-|to|or) ?(?P<next>[0-5]) ?\("
)
"""After the numbers of one step those of the next."""
LATE = compiled(
    r"\(?\s*(?:or\s|and\s|ecog\s)?\s*(?:ecog|ps|performance status)?\s*(?:of\s)?2\s*(?:if|is "
    r"(?:allowed|permitted|acceptable)|allowed|permitted|will be (?:allowed|permitted)|are (?:allowed|"
    r"permitted|eligible)|may be)"
)
NUMERALS = ("zero", "one", "two", "three")
NUMERAL = compiled(r"\b(?:zero|one|two|three)\b")
HIGH = ("≥", ">", "greater", "more", "above", "worse", "at least")


def words() -> Iterator[tuple[str, str, str]]:
    return own_names("performance")


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars("performance")


def answers(page: Page) -> Iterable[Answer]:
    let_in, kept_out = list[tuple[int, Evidence]](), list[tuple[int, Evidence]]()
    for sentence in page.about("performance"):
        if sentence.section == "heading" or is_of_another(page, sentence, sentence.of("performance")[0]):
            continue
        for highest, excluded in _limits(sentence, page.rest_of_line(sentence)):
            if highest > 3:  # no trial admits the dying: the grade of a tumour
                continue
            shown = page.evidence(sentence, "excluded" if excluded else "demanded", "performance.limit")
            (kept_out if excluded else let_in).append((highest, shown))
    found = let_in or kept_out
    if found:
        highest = max(each for each, _ in found) if let_in else min(each for each, _ in found)
        yield Answer(NAME, "", highest, tuple(shown for each, shown in found if each == highest))


def _limits(sentence: Sentence, rest: str) -> Iterator[tuple[int, bool]]:
    """(highest admitted, whether an exclusion says so)"""
    low = sentence.low
    if "one" in low or "two" in low or "zero" in low or "three" in low:
        low = NUMERAL.sub(lambda word: str(NUMERALS.index(word[0])).ljust(len(word[0])), low)
    done = 0
    for scale in SCALE.finditer(low):
        if scale.start() < done:
            continue
        match = NUMBERS.match(low, scale.end())
        if not match:
            continue
        done = match.end()
        digits = [int(match["first"]), *map(int, re.findall(r"[0-5]", match["more"] or ""))]
        op, tail = (match["op"] or "").replace(" ", ""), match["tail"] or ""
        negated = op.startswith(("no", "not"))
        high = not negated and (
            op.startswith(tuple(word.replace(" ", "") for word in HIGH))
            or (tail.startswith(("or more", "or greater", "or higher", "or worse", "or above", "and", "+")))
        )
        if "equal" in op and "less" not in op and "lower" not in op and "<" not in op:
            high = True
        if high:
            strict = (
                op.startswith((">", "greater", "more", "above", "worse"))
                and "=" not in op
                and "equal" not in op
                and "orequal" not in low[match.start() : match.end()].replace(" ", "")
            )
            if sentence.section == "exclusion" or re.search(r"\b(?:exclu|not eligible|ineligible)", low):
                yield (digits[0] if strict and not tail else digits[0] - 1), True
            continue
        if sentence.section == "exclusion" and not op:
            if 0 in digits:  # nobody keeps the fittest out: a list of what is asked, below the wrong heading
                yield max(digits), False
            elif min(digits) >= 2:
                yield min(digits) - 1, True
            elif max(digits) < 4 and re.search(r"\bnot\b|\bother than\b", low[: match.end()]):
                yield max(digits), True
            continue
        if sentence.section == "exclusion" and not negated:
            continue
        highest = max(digits)
        if (
            op in ("<", "lessthan", "lowerthan", "below", "under")
            and "or equal" not in low[match.start() : match.end()]
        ):
            highest -= 1
        if step := STEPS.match(low[match.end() :] + rest):
            highest = max(highest, int(step["last"] or step["other"] or step["next"]))
        if LATE.search(low, match.end()):
            highest = max(highest, 2)
        yield highest, False
