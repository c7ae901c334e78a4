"""A line that is named by its number: planned ("first-line therapy"), or behind ("after first-line therapy"). Pure.

Called by prior_lines.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled, seldom
from trials.eligibility.questions import _counted_lines as counted_lines
from trials.eligibility.questions import _for_whom as whom
from trials.eligibility.questions import _no_lines_words as no_words
from trials.eligibility.questions._no_lines import Limit
from trials.eligibility.questions._passages import Passage

BEFORE = {"first": 0, "1st": 0, "front": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2}
"""Number of a line → lines before it."""
ORDINAL = r"(?P<{0}>first|1st|front|second|2nd|third|3rd)"
LINE = seldom(
    r"\b(?:" + ORDINAL.format("n") + r"(?:[- ]?line)?(?:-? ?(?:and|or|to|/|and/or) ?)"
    r"(?:" + ORDINAL.format("m") + r"|later|subsequent|further|beyond)|" + ORDINAL.format("k") + r")[- ]?lines?\b"
    r"(?P<up> (?:(?:treatment|therapy|chemotherapy) )?(?:or|and) (?:above|beyond|later|higher|subsequent lines?)\b)?"
)
AFTER = compiled(
    r"\b(?:after|before|following|progress\w*|fail\w*|beyond|refractory|resistant|previous|prior|received|second|relapse|"
    r"completed|response|resist\w*|maintenance|post|every|stable)\b"
)
EARLY = compiled(r"adjuvant")
CHEMOTHERAPY = compiled(
    r"\A (?:of )?(?:single[- ]agent |combination |palliative |metastatic |cytotoxic |mono-?|poly-?){0,2}chemotherap"
)
ENDOCRINE = compiled(r"\A (?:\w+ ){0,2}(?:endocrine|hormon)")
UNTREATED = seldom(r"\b(?:treatment[- ]na[iï]ve|previously untreated)\b(?P<whom>[^.;]{0,100})")
OR_TREATED = compiled(r"\b(?:or|and|pre-?treated)\W+$")
IS_PLANNED = compiled(r"\b(?:is|are|was) (?:planned|indicated|scheduled|recommended|intended)\b")
PLANNED = compiled(
    r"\b(?:candidates? (?:for|to)|suitable|plan\w* (?:to|for|in)|plans|planned|initiat\w+|eligible (?:for|to)|"
    r"indicated|indication for|to start|starting|start|to receive|receiving|will (?:be|receive)|scheduled|appropriate|"
    r"must be|undergoing|on)\b"
)
TREATED = compiled(r"\A\W*(?:(?:patients?|participants?|women|who are|in|on|with) ){0,3}\Z")
""" "First-line treatment of metastatic disease": with nothing before it."""
BEHIND = compiled(
    r"\b(?:(?:progress\w*|relaps\w*|fail\w*|refractory|recurr\w*|intoleran\w*|respon\w*)\b(?P<gap>[^.;:]{0,40}?)"
    r"\b(?:to|on|after|under|during|following|of)|(?:received|completed|finished|initiated|started|failed)) "
    r"(?:at least |the |a |an |standard |standard of care |previous |"
    r"prior |completion of |completing |receiving )*(?P<nth>first|1st|second|2nd)[- ]?line "
    r"(?:(?:or|and) (?:above|beyond|higher|later) )?(?P<what>[^.;,]{0,40})"
)
""" "Progressed on first-line treatment": at least one line."""
MAINTENANCE = seldom(
    r"\bmaintenance\b[^.;]*\b(?:after|following) (?P<nth>first|1st|second|2nd)[- ]?line (?P<what>[^.;,]{0,40})"
)
NO_PLAIN_LINE = compiled(r"\b(?:no|not|never|without|either|or|nor|adjuvant|if|unless|may)\b|adjuvant")
OR_WITHOUT = compiled(r"\bor,? (?:without|with no|newly|de novo|untreated|for whom|adjuvant)\b")
PLAIN_LINE = compiled(
    r"(?:(?:systemic|palliative|standard|anti-?\s?cancer|endocrine|hormon\w*|cytotoxic|combination) ){0,3}"
    r"(?P<of>chemotherap|hormon|endocrine|treatment|therap|regimen)(?!\w* or\b(?! (?:above|beyond|higher|later)\b))"
)


def titled(sentence: Sentence) -> Limit | None:
    """ "First-line … for metastatic breast cancer" in a title."""
    low = sentence.low
    if not sentence.field.endswith("title") or not no_words.ADVANCED.search(low):
        return None
    if "cancer of the" in low and "breast" not in low:
        return None
    if found := MAINTENANCE.search(low):
        lines = BEFORE[found["nth"]] + 1
        return Limit(_of(f" {found['what']}"), "advanced", lines, lines)
    untreated = UNTREATED.search(low)
    if untreated and no_words.ADVANCED.search(untreated["whom"]) and not OR_TREATED.search(low, 0, untreated.start()):
        return None if AFTER.search(untreated["whom"]) else Limit("systemic", "advanced", None, 0)
    named = LINE.search(low)
    if named is None or AFTER.search(LINE.sub(" ", low)) or EARLY.search(low):
        return None
    if any(each.slug == "other" for each in sentence.of("tumour")):
        return None
    return _planned(low, named)


def planned(page: Page, sentence: Sentence) -> Limit | None:
    """ "Candidates for first-line endocrine therapy of advanced disease"."""
    low = sentence.low
    if sentence.section == "exclusion" or "line" not in low:
        return None
    named = LINE.search(low)
    if named is None or no_words.NEGATED.search(low[: named.start()]):
        return None
    if not (
        PLANNED.search(low[: named.start()])
        or IS_PLANNED.search(low, named.end())
        or TREATED.match(low[: named.start()])
    ):
        return None
    if AFTER.search(LINE.sub(" ", low)) or EARLY.search(low) or whom.is_for_some(sentence):
        return None
    if not no_words.ADVANCED.search(low) and not any(
        no_words.ADVANCED.search(each.low) for each in page.headings if each.field.endswith("title")
    ):
        return None
    return _planned(low, named)


def _planned(low: str, named: re.Match[str]) -> Limit | None:
    """What may have come before the line that is planned."""
    least = BEFORE[named["k"] or named["n"]]
    most = None if named["up"] else least if named["k"] else BEFORE[named["m"]] if named["m"] else None
    what = low[named.end() :]
    if least and ENDOCRINE.match(what):
        return None
    return Limit("chemotherapy" if CHEMOTHERAPY.match(what) else "systemic", "advanced", least or None, most)


def _of(what: str) -> str:
    if "chemo" in what:
        return "chemotherapy"
    return "endocrine" if "endocrine" in what or "hormon" in what else "systemic"


def after_a_line(passage: Passage) -> Iterator[Limit]:
    """At least the line after which the disease came back, or to which it answered."""
    low = passage.low
    if passage.excludes or "line" not in low:
        return
    found = BEHIND.search(low)
    if found is None or "adjuvant" in low or no_words.EXCEPT.search(low):
        return
    plain = PLAIN_LINE.match(found["what"])
    if (
        plain is None
        or NO_PLAIN_LINE.search(low, max(0, found.start() - 60), found.start("nth"))
        or whom.is_conditional(low[: found.start() + 1], low, passage.page)
        or counted_lines.NO_OTHER.search(low, found.start())
        or OR_WITHOUT.search(low, found.end("nth"))
    ):
        return
    yield Limit(_of(plain[0]), "advanced", BEFORE[found["nth"]] + 1, None)
