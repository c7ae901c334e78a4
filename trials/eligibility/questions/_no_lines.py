"""A passage that lets in no earlier treatment, or a title of a first line → limits. Pure.

Called by prior_lines.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from trials.eligibility.questions import _for_whom as whom
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions._kept_out import CONJUGATE
from trials.eligibility.questions._no_lines_words import (
    ADMITS,
    ADVANCED,
    AND_MUST,
    ANY_ILLNESS,
    AS_WELL,
    AT_A_TIME,
    BEGUN,
    BRACKETS,
    BUT_A_BIOPSY,
    BUT_ANOTHER,
    COUNTED_BEFORE,
    DENIES,
    EARLIER,
    EARLY_ASIDE,
    EARLY_LET,
    EARLY_ONLY,
    EITHER_SETTING,
    ENTRY,
    EXCEPT,
    FIRST_LINE,
    FOR_IT,
    FOR_THIS,
    HAD,
    ILLNESS_WITH,
    KIND_FIRST,
    LED,
    NAIVE,
    NAIVE_OF_A_DRUG,
    NAIVE_OF_IT,
    NARROWED,
    NEGATED,
    NOT_ALL_NAIVE,
    NOT_GIVEN,
    NOT_HAD,
    NOT_LET,
    NOT_OF_IT,
    NOT_RECEIVED,
    OF_A_KIND,
    OF_ONE_DRUG,
    OF_THIS_DISEASE,
    OR_WITH,
    OTHER_ILLNESS,
    OTHER_OF_IT,
    OUGHT_NOT,
    PROGRESS,
    RELATED,
    SHORT_USE,
    SYSTEMIC,
    THOSE_TREATED,
    TO_ENTRY,
    TREATED,
    UNTREATED,
    UNTREATED_YET,
    WITH_A_DRUG,
    YEARS,
)
from trials.eligibility.questions._passages import Passage
from trials.eligibility.stances import stance

COUNTED = frozenset({"chemotherapy", "adc", "endocrine", "anti_her2"})
"""Classes of which "no prior …" is a limit of lines."""


class Limit(NamedTuple):
    """Lowest and highest number of earlier lines; both None where what is counted is no limit."""

    of: str
    setting: str
    least: int | None
    most: int | None

    @property
    def key(self) -> str:
        return f"{self.of}/{self.setting}"


def none(passage: Passage) -> Iterator[Limit]:
    """ "No prior systemic therapy for metastatic disease"."""
    low = passage.low
    if not passage.excludes and DENIES.search(low) is None:
        return
    has_window = passage.has_window
    if ("except" in low or "other than" in low or "excluding" in low) and SHORT_USE.search(low):
        low = SHORT_USE.sub("", low)
        has_window = therapies.has_window(low)
    if has_window and "adjuvant" in low:
        without = EARLY_ASIDE.sub(lambda aside: " " * len(aside[0]), low)
        if ADVANCED.search(without):
            low, has_window = without, therapies.has_window(without)
    if not (
        "systemic" in low  # one of them stands wherever treatments of any kind are named
        or "anti" in low
        or "treat" in low
        or "therap" in low
        or any(each.slug in COUNTED for each in passage.sentence.mentions)
    ):
        return
    if (
        has_window
        or low.rstrip().endswith(":")
        or ("year" in low and YEARS.search(low))
        or AT_A_TIME.search(low)
        or OR_WITH.search(low)
        or any(therapies.has_window(each) for each in passage.above)
        or (not EARLIER.search(low) and therapies.now(_main(low)) >= 0)
        or (  # the dearest last
            therapies.is_harm(_main(passage.bare if low is passage.low else low))
            and not UNTREATED.search(low)
            and not UNTREATED_YET.match(low)
        )
    ):
        return
    lets = ADMITS.search(BUT_ANOTHER.sub(" ", BRACKETS.sub(" ", low)))
    if lets and not re.search(
        r"\bnot (?:be )?$|^\W*no\b[^,;]*$|\bno (?:prior|previous) [^;.]*$", low[: low.find(lets[0])]
    ):
        if not re.search(r"\badjuvant[^.;]{0,60}$", low[: low.find(lets[0])]):
            return
    excluded = passage.excludes
    nearest = passage.above[0] if passage.excludes and passage.above else ""
    led = "metasta" in nearest and LED.match(nearest) is not None
    advanced = _is_advanced(low) or led
    systemic = _systemic(low, excluded)
    if systemic:
        naive = NAIVE.search(systemic[0]) is not None
        negated = systemic[0].startswith("without") or NEGATED.search(low[: systemic.start() + 3]) is not None
        setting = "advanced" if advanced else "any"
        if not (
            advanced
            or ADVANCED.search(low)
            or systemic.re is TREATED
            or OF_THIS_DISEASE.search(low)
            or low.rstrip(" .").endswith(("therapy", "treatment"))
            or TO_ENTRY.match(low, systemic.end())
        ):
            return
        if excluded and (naive or negated) and not OUGHT_NOT.search(low):
            if advanced and (naive or re.search(r"\bnot (?:\w+ )?(?:previously )?received\b", low)):
                yield Limit("systemic", setting, 1, None)
        elif (excluded or naive or negated) and not (excluded and PROGRESS.search(low)):
            yield Limit("systemic", setting, None, 0)
        return
    named = {each.slug for place in passage.places for each in place.group}
    counted = [
        (each, term.slug)
        for each in passage.places
        for term in each.group
        if term.slug in COUNTED and each.end <= len(low)
    ]
    for place, of in counted:
        start, end, _ = place
        before, after = low[:start], low[end:]
        naive = NAIVE_OF_IT.match(after) is not None
        if excluded and advanced and NOT_RECEIVED.match(before) and not EXCEPT.search(low):
            yield Limit(of, "advanced", 1, None)
            continue
        if naive and ((excluded and not OUGHT_NOT.search(before)) or NOT_ALL_NAIVE.search(low)):
            continue
        not_given = (
            NOT_GIVEN.match(after) is not None
            or NOT_LET.match(after) is not None
            and (EARLIER.search(before) or THOSE_TREATED.search(before)) is not None
        )
        if not (
            naive
            or not_given
            or stance(passage.page, passage.sentence, place.first) == "excluded"
            or (excluded and OUGHT_NOT.search(before))
        ):
            continue
        if whom.is_conditional(low[: start + 1], low) or COUNTED_BEFORE.search(before[-60:]):
            continue
        if PROGRESS.search(low) and excluded:
            continue
        if not (
            naive
            or not_given
            or HAD.search(before[-80:])
            or (led and not before.strip(" -*"))
            or (excluded and not before.strip(" -*") and _is_all_of_its_line(passage, after, advanced))
            or (excluded and (ENTRY.match(after) or BEGUN.match(after)))
        ):
            continue
        if _not_had(before) or NARROWED.search(before[-30:]):
            continue
        if OF_ONE_DRUG.match(after) or _is_of_another_illness(low) or EXCEPT.search(low):
            continue
        if re.match(r"\s*\((?!\W*(?:e\.?g|i\.?e|includ|such|(?:neo-?)?adjuvant|prior|any))[^)]*,", after):
            continue  # "chemotherapy (docetaxel, mitoxantrone)": these
        if excluded and ILLNESS_WITH.search(before):
            continue
        if not (excluded or naive or not_given or NEGATED.search(before[-80:])):
            continue
        if not naive and EARLY_ONLY.search(BRACKETS.sub(" ", low)) and not (advanced or EITHER_SETTING.search(low)):
            continue
        if of == "endocrine" and not advanced and "chemotherapy" not in named and "in any setting" not in low:
            continue
        if of == "adc" and not advanced:
            continue
        if of == "anti_her2" and CONJUGATE.match(after):
            continue  # "HER2-directed conjugates": the conjugate is meant
        if of == "anti_her2" and (OTHER_OF_IT.search(before) or "continue" in before or "ago" in after):
            continue
        yield Limit(of, "advanced" if advanced else "any", None, 0)


def _is_advanced(low: str) -> bool:
    """Whether what came before metastatic disease does not count."""
    if "adjuvant" in low:
        if EITHER_SETTING.search(low):
            return False
        if EARLY_LET.search(low):
            return True
    return ADVANCED.search(low) is not None or ("line" in low and FIRST_LINE.search(low) is not None)


def _is_all_of_its_line(passage: Passage, after: str, advanced: bool) -> bool:
    """ "Chemotherapy for metastatic disease", and not a word on how much of it."""
    return (advanced or FOR_THIS.match(after) is not None) and not passage.page.rest_of_line(passage.sentence).strip()


def _is_of_another_illness(low: str) -> bool:
    return OTHER_ILLNESS.search(ANY_ILLNESS.sub(" ", low) if " for " in low else low) is not None


def _not_had(before: str) -> bool:
    """What stands before says that it is planned, done with, or not to come."""
    return NOT_HAD.search(before[-70:]) is not None and AS_WELL.search(before[-70:]) is None


def without_biopsy(low: str) -> str:
    """No treatment, and told only because it does not count as one."""
    return BUT_A_BIOPSY.sub(" ", low) if "biops" in low else low


def _main(low: str) -> str:
    """Without what follows ", and must …" and "but … is allowed"."""
    low = without_biopsy(low)
    if " and " in low:
        low = AND_MUST.split(low, maxsplit=1)[0]
    return BUT_ANOTHER.sub(" ", low) if " but " in low else low


def _systemic(low: str, excludes: bool) -> re.Match[str] | None:
    """Where treatments of any kind are named, other than those of one drug or for another illness."""
    for match in SYSTEMIC.finditer(low) if "systemic" in low or "anti" in low else ():
        noun = match["noun"]
        if noun is None or noun.startswith("chemo") or OF_A_KIND.search(NOT_OF_IT.sub(" ", match[0])):
            continue
        if KIND_FIRST.search(low[: match.start()][-20:]):
            continue
        if OF_ONE_DRUG.match(low[match.end() :]) or _is_of_another_illness(low) or EXCEPT.search(low):
            return None
        if _not_had(low[: match.start()]) or NARROWED.search(low[: match.start()][-30:]):
            return None
        if FOR_IT.search(low[: match.start()][-20:]):
            return None
        if EARLY_ONLY.search(BRACKETS.sub(" ", low)) and not (ADVANCED.search(low) or _is_advanced(low)):
            return None
        if not (
            NEGATED.search(low[: match.start()])
            or HAD.search(low[max(0, match.start() - 80) : match.start()])
            or match[0].endswith("ve")
            or (excludes and not low[: match.start()].strip(" -*") and ADVANCED.search(low, match.end()))
            or ENTRY.match(low, match.end())
        ):
            return None
        return match
    treated = TREATED.search(low)
    if (
        treated is None
        or (treated[0].endswith("ve") and NAIVE_OF_A_DRUG.search(low[: treated.start()]))
        or NOT_ALL_NAIVE.search(low)
        or RELATED.search(low, 0, treated.start())
        or _is_of_another_illness(low)
        or EXCEPT.search(low)
        or WITH_A_DRUG.match(low[treated.end() :])
    ):
        return None
    if not NAIVE.search(treated[0]) and EARLY_ONLY.search(BRACKETS.sub(" ", low)) and not ADVANCED.search(low):
        return None
    return treated
