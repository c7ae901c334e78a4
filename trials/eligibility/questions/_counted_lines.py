"""A passage that counts earlier lines of treatment → the limits it sets. Pure. Called by prior_lines.py."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trials.eligibility.patterns import compiled, seldom
from trials.eligibility.questions import _for_whom as whom
from trials.eligibility.questions import _kinds_of_lines as kinds
from trials.eligibility.questions import _no_lines_words as no_words
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions._no_lines import Limit
from trials.eligibility.questions._passages import Passage

WORDS = {"no": 0, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "single": 1, "a single": 1}
N = (
    r"(?P<{0}>\d{{1,2}}|one|two|three|four|five|six|zero|(?:a )?single)"
    r"(?:\s*\(\s*(?:\d|\w+|and only \w+)\s*\))?(?![\w%.]*\d)"
)
AFTER = (  # looked at and not used up: another count may follow
    r"(?=(?P<gap>(?:\s+(?:of|or|and|different|distinct|additional|more|fewer|less|greater|the|previous(?:ly)?|prior|"
    r"total|standard|separate|types?|than one)\b){0,8})(?P<what>[^.;:]{0,120}))"
)
UP_TO = (
    r"(?:no more than|not more than|not exceed\w*|up to|≤|(?:a )?maximum(?: of)?|at most|fewer than|less than|<\s?=?)"
)
MOST = compiled(
    r"(?:(?:no|not) (?:more|greater) than|not (?:have )?(?:received|had) more than|≤|<\s?=|=\s?<|up to(?: and "
    r"including)?|"
    r"(?:a )?maximum(?: of)?|max\.?(?: of)?|at most|not exceed\w*|less than or equal to|(?:limited|restricted) to)\s*"
    r"(?:or equal to\s*)?(?:a total of\s*)?" + N.format("n") + AFTER
)
FEWER = compiled(r"(?:<|fewer than|less than)\s*" + N.format("n") + AFTER)
LEAST = compiled(
    r"(?:at least|≥|>\s?=|=\s?>|(?:a )?minimum(?: of)?|greater than or equal to|no less than|no fewer than|not less "
    r"than)"
    r"\s*" + N.format("n") + r"(?P<upto>\s*\(?(?:(?:,|and|but|to|or|-)\s*){0,3}(?P<limit>" + UP_TO + r")?\s*"
    r"(?P<m>\d|one|two|three|four|five|six)\b(?!\s*(?:weeks|months|days))\)?)?" + AFTER
)
OR_MORE = compiled(r"\b" + N.format("n") + r"\s+(?:or|and) more" + AFTER)
OR_FEWER = compiled(r"\b" + N.format("n") + r"\s+or (?:fewer|less)" + AFTER)
OR_NONE = compiled(r"\b" + N.format("n") + r"\s+or (?:no|none|zero)\b" + AFTER)
OVER = compiled(r"(?:more than|greater than|>|over|exceed\w*)\s*(?!=)" + N.format("n") + AFTER)
RANGE = compiled(
    r"(?<![\d.-])\b" + N.format("n") + r"\s*(?:-|to|or up to|or|–|and)\s*" + N.format("m") + r"(?=\s+(?:\w+\s+){0,3}"
    r"(?:prior|previous|lines?|regimen(?:t?s)?|chemotherap|systemic|endocrine))" + AFTER
)
RANGE_NAMED = compiled(
    r"(?:(?<=: )|(?<=:)|(?<= is )|(?<= are ))"
    + N.format("n")
    + r"\s*(?:-|to|or|–)\s*"
    + N.format("m")
    + r"(?=\W*\Z)"
    + AFTER
)
""" "Number of prior regimens: 0-2"."""
LISTED_BEFORE = compiled(r"\b(?P<n>\d|zero|no|one|two),\s*$")
""" "0, 1 or 2 prior lines"."""
PLAIN = compiled(
    r"\b(?P<only>only |exactly |just |one,? and only )?"
    + N.format("n")
    + r"(?=,?\s+(?P<what>(?:(?:prior|previous|earlier)[^.;:]{0,30}"
    r"(?:lines?|regimens?|therap\w+|treatments?|adcs?\b)|(?:lines?|regimens?) of)[^.;:]{0,60}))"
)
MAY_HAVE = compiled(
    r"\b(?:may|can|could) have (?:also )?(?:received|had|undergone) (?:only )?"
    + N.format("n")
    + r"(?! or more)"
    + AFTER
)
""" "Participants may have had one chemotherapy regimen"."""
PATTERNS = (
    (LEAST, "least", ("least", "≥", ">", "minimum", "greater", "no less", "no fewer", "not less")),
    (
        MOST,
        "most",
        (
            "more than",
            "greater than",
            "≤",
            "<",
            "up to",
            "max",
            "at most",
            "exceed",
            "less than",
            "limited",
            "restricted",
        ),
    ),
    (FEWER, "fewer", ("<", "fewer than", "less than")),
    (OR_MORE, "least", ("or more", "and more")),
    (OR_FEWER, "most", ("or fewer", "or less")),
    (OR_NONE, "most", ("or no", "or zero")),
    (RANGE, "range", ("prior", "previous", "line", "regimen", "chemotherap", "systemic", "endocrine")),
    (RANGE_NAMED, "range", (":", " is ", " are ")),
    (OVER, "over", ("more than", "greater than", ">", "over", "exceed")),
    (PLAIN, "plain", ("line", "regimen", "therap", "treatment", "adc")),
    (MAY_HAVE, "most", ("have",)),
)
"""With what it counts, and the words one of which stands in each match: most sentences have those of two or three."""
COUNTABLE = compiled(
    r"\b(?:\d{1,2}|one|two|three|four|five|six|zero|single)\b(?![.\d]*\s*(?:\(\w+\)\s*|calendar )?(?:week|day|month|"
    r"year|hour|"
    r"half|mg|cm|mm|x\b|%|grade|cycle))[^.;:]{0,80}?(?:line|regimen|therap|treatment|adcs?\b|conjugate)|"
    r"\b(?:lines?|regimens?|number of [^.;:]{0,40}(?:treatments|therapies))\b.{0,60}[<>≤≥]|"
    r"\b(?:lines?|regimens?)\b[^.;:]{0,60}(?::|\bis|\bare)? ?\(?(?:limited to|restricted to|"
    r"at least|up to|max\w*|no more|not more|"
    r"not exceed|exceed\w*|min\w*|\d|one|two)\b"
)
SIGN = compiled(r"[<>≤≥]")
OUGHT = compiled(r"(?:^|\b(?:must|should|may|can))\W*$")
ONE_OR = compiled(r"\b(?:one|1),? (?:or|but) $")
ON_AT_MOST = compiled(
    r"\b(?:progress\w*|relaps\w*|recurr\w*|failure|failed|refractory)\W{1,2}(?:on|after|following|of|to|during|under)\W{1,2}"
    r"(?:receiving |treatment with )?$"
)
""" "Progression after up to 3 lines": at least one of them."""
OR_JUST_BEFORE = compiled(r"\bor\b\W*(?:\d\)|received|have received|had|who have received|\W)*$")
OTHER_WAY = compiled(
    r"[^:]*\bor\b(?! metasta)(?:(?!\bif\b)[^.;:]){0,60}\b(?:relaps|recurr|progress)\w*[^.;:]{0,60}adjuvant"
)
SET_BEFORE = compiled(
    r"(?:\bfor|\bin|\bof|\() (?:the |their |an? |locally )?(?:metasta\w*|late[- ]stage|advanced|incurable|"
    r"unresectable|inoperable|recurrent|"
    r"non-?\s?curative|palliative|mbc|abc|stage iv)\b"
)
SALVAGE = compiled(r"\b(?:rescue|salvage|palliative) (?:systemic |endocrine |anti-?\s?\w+ )?(?:chemo|treatment|therap)")
FOR_A_SUBTYPE = compiled(
    r"^[^.;,]{0,70}\b(?:for|if|in patients with|in participants with) (?:the )?(?:patients? with |participants? "
    r"with |those "
    r"with )?(?:\(?hormone|hr\b|her-?2|triple|tnbc|er\b|er/|er-)[^.;]{0,40}(?:disease|positive|tumou?rs?|cancer|\bonly)"
)
NO_OTHER = compiled(
    r"(?<!refractory )\bor,? (?:(?:the )?(?:patients?|participants?|subjects?|disease|who|that) )?(?:(?:for (?:which|"
    r"whom)|have|has|had|is|are|"
    r"there (?:is|are)|with|when|where) (?:there (?:is|are) )?no\b|no (?:standard|effective|further|established|"
    r"available|"
    r"other|approved)|refus\w*|declin\w*|(?:are |is |were |was |be )?(?:ineligible|not (?:be )?(?:eligible|candidates?|"
    r"suitable|amenable))|(?:treatment|chemotherapy)[- ]na[iï]ve|unable|"
    r"(?:is|are) intolerant to (?:additional|further|other|available))|\bexcept for those\b|\bunless\b|"
    r"\bif (?:such )?(?:an? )?"
    r"(?:(?:standard |approved )?(?:therap\w+|treatments?|it|one) )?(?:exists?|is available|available|applicable)\b"
)
MOST_TOO = compiled(
    r"\b(?:(?:no|not) more than|up to|maximum of|at most|(?:limited|restricted) to)\W{1,3}"
    r"(?:\d|one|two|three|four)\b[^.;:,]{0,60}\b(?:and|or) $"
)
""" "No more than one chemotherapy regimen and two endocrine regimens": two at most."""
NOT_ADMITTED = compiled(r"\b(?:is|are|be) (?:not (?:eligible|allowed|permitted)|ineligible|excluded)\s*(?:$|[.;,(])")
MORE_OF_THEM = compiled(r"\b(?:additional|more)\b")
""" "Up to one more line": besides those that are told before."""
MAY = compiled(r"\b(?:may|can|could) have (?:also )?(?:received|had|undergone)\W*(?:\w+\W+){0,2}$")
IF_HAD = seldom(
    r"\b(?:who|if (?:they|the \w+)) (?:have |had )?(?:previously )?received\b[^.;]*\b(?:must|should|need)\b"
)
""" "Patients who have received two regimens must …": nobody has to."""
MUST = compiled(r"\b(?:must|have|has|had|received|after|failed|progress\w*|treated|on|following)\b")
REQUIRED = compiled(r"[^.;,]{0,60}\b(?:is|are) (?:required|mandatory|needed)\b")
EITHER = compiled(r"\b(?:allowed|permitted|eligible|acceptable|unless|except|no limit|any number|no restriction)\b")
IF_AFTER = compiled(
    r"[^.;]{0,70}(?:\((?:if|when|for)\b(?![^()]*\b(?:count|consider|regard))|"
    r"\bif (?:receiving|enrolled|assigned|treated in)\b)"
)
IN_A_PART = compiled(
    r"[^.;,]{0,60}\b(?:in|for) (?:the )?(?:dose[- ])?(?:escalation|expansion|phase|part|cohort|"
    r"arm)\b(?![^.;]{0,30}\band\b)"
)
NEGATED = compiled(r"\b(?:no|not|never|without|cannot)\b[^.;]{0,20}$")
SPARED = compiled(r"\b(?:unless|except)\b[^.;()]{0,80}$")
NOT_MORE = seldom(r"\bnot? more than\b")
LET = compiled(r"\b(?:is|are|will be) (?:allowed|permitted|acceptable)\b")


def may_count(low: str) -> bool:
    """Whether what stands in each match of COUNTABLE stands here; most sentences name no number."""
    lines = "line" in low or "regimen" in low or "adc" in low or "conjugate" in low
    if not (lines or "therap" in low or "treatment" in low):
        return False
    return therapies.names_a_number(low) or (lines and SIGN.search(low) is not None)


def counted(passage: Passage, is_branch: bool) -> Iterator[Limit]:
    """What is counted; without a lowest and a highest, where that is no limit."""
    low, excluded = passage.low, passage.excludes
    is_title = passage.sentence.section == "heading"
    """ "In patients with …" are all of them there."""
    seen: set[int] = set()
    recovered = no_words.RECOVERED.search(low) if "recovered" in low else None
    last = recovered.start() if recovered else len(low)
    if excluded and NOT_MORE.search(low) and LEAST.search(low):
        return
    for pattern, kind, words in PATTERNS:
        for match in pattern.finditer(low) if any(word in low for word in words) else ():
            number = _number(match["n"])
            if match.start("n") in seen or number is None or number > 12:
                continue
            of, narrow = kinds.kind(low, passage.lead, match)
            if (
                of is None
                or (not is_title and whom.is_conditional(low[: match.start() + 1], low, passage.page))
                or FOR_A_SUBTYPE.match(match["what"])
                or whom.is_of_another_tumour(passage.page, passage.sentence, match.start("n"), match.end("n"))
            ):
                continue
            if kind == "most" and MORE_OF_THEM.search(match["gap"]):
                seen.add(match.start("n"))
                continue
            if IF_AFTER.match(match["what"]) or IN_A_PART.match(match["what"]):
                seen.add(match.start("n"))
                yield Limit(of, "any", None, None)
                continue
            seen.add(match.start("n"))
            place = _setting(passage, match)
            more = _number(match["m"]) if "m" in pattern.groupindex and match["m"] else None
            if more is not None:
                seen.add(match.start("m"))
            before = low[: match.start()]
            negated = NEGATED.search(before) is not None
            refused = excluded != negated or NOT_ADMITTED.search(low, match.start("n")) is not None
            least = most = None
            if kind == "least":
                limited = more is not None and match["limit"] and match["limit"].startswith(("fewer", "less", "<"))
                if not refused:
                    least, most = number, more - 1 if limited and "=" not in match["limit"] and more else more
                elif more is None:
                    most = number - 1
            elif kind == "over":
                least, most = (None, number) if excluded or refused else (number + 1, None)
            elif kind == "range" and not refused:
                listed = LISTED_BEFORE.search(before)
                least, most = (_number(listed["n"]) if listed else number), more
            elif kind == "fewer" and excluded and refused:
                least = number
            elif kind in ("most", "fewer") and (
                not refused or _is_let(low, match) or ("more than" in match[0] and OUGHT.search(before))
            ):
                most = number - (kind == "fewer")
                least = 1 if most and (ONE_OR.search(before) or ON_AT_MOST.search(before)) else None
            elif kind == "plain" and (
                number == 0 or MAY.search(before) or _is_let(low, match) or (not excluded and MOST_TOO.search(before))
            ):
                most = number
            elif (
                kind == "plain"
                and not refused
                and (
                    (match["only"] or "").startswith(("exactly", "one"))
                    or MUST.search(before)
                    or REQUIRED.match(match["what"])
                )
                and not EITHER.search(low)
            ):
                least, most = number, number if match["only"] or "and only" in match[0] else None
            if SPARED.search(before):
                continue
            if least is not None and (
                is_branch
                or OR_JUST_BEFORE.search(before)
                or no_words.NOT_ALL_NAIVE.search(before)
                or NO_OTHER.search(low, match.start())
            ):
                least = None
            if most is not None and (narrow or no_words.EXCEPT.search(low, match.start(), last)):
                most = None
            yield Limit(of, place, least, most)


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    return WORDS[text] if text in WORDS else int(text) if text.isdigit() else None


def _is_let(low: str, match: re.Match[str]) -> bool:
    """ "One prior line of chemotherapy is allowed"."""
    return LET.search(low, match.start()) is not None


def _setting(passage: Passage, match: re.Match[str]) -> str:
    low = passage.low
    if OTHER_WAY.match(low, match.start()) or no_words.EITHER_SETTING.search(
        match["what"]
    ):  # a line for early disease counts as well
        return "any"
    if (
        no_words.ADVANCED.search(low, match.start(), min(len(low), match.end("what") + 40))
        or SET_BEFORE.search(low, max(0, match.start() - 80), match.start())
        or no_words.ADVANCED.search(passage.lead[-120:])
        or SALVAGE.search(low, max(0, match.start() - 80), match.end("what"))
    ):
        return "advanced"
    return "any"
