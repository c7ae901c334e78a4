"""A passage with a treatment → whether it speaks of harm, of now or of a wash-out instead of what was had. Pure.

Called by prior_therapy.py.
"""

from __future__ import annotations

from trials.eligibility.patterns import compiled, seldom
from trials.eligibility.questions import _demanded as demanded
from trials.eligibility.questions import _kept_out as kept_out
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions._passages import Passage

EVER = compiled(
    r"\b(?:prior(?! to (?!randomi|enrol|study|inclusion|entry|screening|registration|baseline))|previous(?:ly)?|"
    r"ever|(?<!current )history of|(?:current or )?(?:past|former) (?:use|treatment|therapy|exposure))\b|"
    r"\b(?:used|received|taken|had|treated with) or (?:(?:are|is|who are) )?(?:currently|still)\b"
)
ON_FOR_LONG = compiled(
    rf"^\W*(?:patients?|participants?|subjects?|women)?\s*(?:must (?:be|have been) |who (?:are|have been) |(?:has|"
    rf"have|had) been )?"
    rf"(?:on|undergoing|receiving|taking)\b(?:\([^()]*\)|[^.;,(]){{0,60}}\bfor {demanded.AT_LEAST} \w+ (?:months?|"
    rf"years?)\b"
)
""" "On tamoxifen for at least two years"."""
ADJUVANT_OVER = compiled(
    r"\W*(?:(?:patients?|participants?|subjects?|women|who|must|should|having|have|has|had)\W+){0,4}"
    r"(?:completed|finished) "
    r"(?:(?:all|their|the|planned|standard) ){0,3}(?:neo-?)?adjuvant (?:\w+ ){0,2}?(?:chemo|radio|radiation|endocrine)"
)
""" "Completed adjuvant chemotherapy at least three months ago": no wash-out."""
RESULTED = seldom(
    r"\bthat (?:has |have )?(?:resulted|caused|led)|\bwith (?:ongoing|residual|unresolved)|(?<!any )\bdose\b|"
    r"\bcumulative\b|\b(?:growth factor (?!receptor|\d)|colony)|"
    r"\bsurgery for\b(?! (?:\w+ ){0,7}?(?:breast|cancer|disease|tumou?r|malignan))|"
    r"\b(?:selected|assigned|same|planned|control|investigator'?s choice)\s+(?:\w+ )?(?:chemotherapy|regimen|agent)"
)
RECEIVED = seldom(
    r"(?<!not )(?<!never )\b(?:must|have|has|had|should|who)\W+(?:(?!not\b|never\b)\w+\W+){0,2}?"
    r"(?:received|been treated with)\b(?! (?:no|any)\b)|"
    r"\bunderwent\b|\bprior course\b"
)
""" "Must have received X within six months": demanded all the same."""
EXCEPTED_TIME = compiled(
    r"\b(?:except(?:ing)?|other than|excluding)(?: for)?\b(?=(?:(?!\b(?:within|prior|"
    r"before)\b)[^.;(),]){0,60}(?:\bdays?|\bweeks?|\bcycles?)\b)"
)
""" "Any endocrine therapy, except for two weeks of tamoxifen"."""
OF_NOW = compiled(
    r"^\W*(?:patients?|participants?|subjects?|individuals?|persons?|wom[ae]n)?\s*(?:who are |currently |still "
    r")?(?:receiving|taking|on)\b|"
    r"\b(?:intoleran\w+ (?:to|of)|(?:unable|inability|failure) to tolerate)\b"
)
NOW_FIRST = compiled(r"\W*(?:any )?(?:continu(?:ed|ing)|concurrent|concomitant|current|ongoing|planned)\b")
NONE_NOW = compiled(
    r"\W*(?:no |not |without )?(?:any |other )?(?:current|concurrent|concomitant|ongoing)\b"
    r"(?![^.;:]*\b(?:prior|previous|past|history)\b)[^.;]*:\W*\Z"
)
""" "No concurrent treatment with any of these:", with the treatments in the lines below."""
BEFORE_NOW = compiled(r"\b(?:prior(?! to)|previous|ever|past|recent)")
ENDED = compiled(
    r"\bmust have been (?:received|completed|given|stopped|discontinued|administered|finished)\b[^.;]{0,20}"
    r"(?:>|≥|at least|more than|greater than) ?\w+ (?:days|weeks|months)\b"
)
""" "Radiotherapy must have been completed at least 14 days before": a wash-out."""
CASE = compiled(r"[^.;:]{0,70}\b(?:was|were) (?:not )?(?:given|administered|received) ?:")
""" "Chemotherapy was not given: stage II": what holds in this case."""
SINCE = compiled(r"\W*(?:at least|more than|greater than|a minimum of|≥|>)[^.;]{0,30}\b(?:since|from|after)\b")
CROSSOVER = compiled(r"\bcross-?over\b")
""" "Excluded from the crossover": of those who are in the study."""
MUST_HAVE_HAD = compiled(r"\bmust have (?:received|completed|had|been treated with|undergone)\b(?! or\b)")
""" "Must have received a year of it and plan to go on"."""
LETTING_OFF = (" unless ", "(unless ", " except")
PLANNING = compiled(r"\b(?:must|should) be (?:planning|about|scheduled)\b[^.;]*$")
""" "Must be planning one of these": starting it, or having just started."""


def says_nothing(passage: Passage) -> bool:
    """Speaks of harm, of now or of a wash-out, not of what was had."""
    low, lead, excludes = passage.low, passage.lead, passage.excludes
    bare = passage.bare
    if 0 <= therapies.harm(bare) <= _told(bare) or ((found := RESULTED.search(bare)) and found.end() <= _told(bare)):
        return True
    if excludes and (
        ("cross" in low and CROSSOVER.search(low))
        or OF_NOW.search(low)
        or (NOW_FIRST.match(low) and not BEFORE_NOW.search(low))
    ):
        return True
    if passage.sentence.section == "inclusion" and (
        ("for" in low and ON_FOR_LONG.search(low))
        or demanded.finished(low)
        or ("adjuvant" in low and ADJUVANT_OVER.match(low))
    ):
        return False
    if not excludes and (("must have been" in low and ENDED.search(low)) or (":" in low and CASE.match(low))):
        return True
    may_except = excludes and ("except" in low or "other than" in low or "excluding" in low)
    excepted = EXCEPTED_TIME.search(low) if may_except else None
    if therapies.has_window(low[: excepted.start()]) if excepted else passage.has_window:
        if excludes:
            is_kept = therapies.is_of_a_setting(low) or therapies.is_long_ago(low)
            return not is_kept or therapies.now(bare) >= 0
        return (kept_out.LESS.search(low) is None and RECEIVED.search(low) is None) or SINCE.match(low) is not None
    if passage.above and NONE_NOW.match(passage.above[0]) and not EVER.search(low):
        return True
    if therapies.has_window(lead) or (not excludes and lead and PLANNING.search(lead)):
        return True
    if not (therapies.HAD.search(low) or therapies.HAD.search(lead)):
        return not excludes or (therapies.now(bare) >= 0 and not EVER.search(low))
    now = therapies.now(bare)
    return now >= 0 and not EVER.search(low) and (excludes or MUST_HAVE_HAD.search(bare, 0, now) is None)


def _told(low: str) -> int:
    """Where it comes to those who are let off: what harms them keeps nobody out."""
    return min([place for each in LETTING_OFF if (place := low.find(each)) > 0], default=len(low))
