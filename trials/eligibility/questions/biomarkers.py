"""Markers whose presence or absence decides entry: required, one of several ways in, or excluded.

That a marker must be tested is no answer; nor is the name of a drug that aims at it. HER2, ER and PR: receptors.py.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from trials import vocabulary
from trials.eligibility.answers import Answer, Evidence, Stance
from trials.eligibility.mentions import Mention, vocabulary_bars, vocabulary_names
from trials.eligibility.page import Page, Sentence
from trials.eligibility.questions._for_whom import is_conditional
from trials.eligibility.questions._marker_words import (
    ABSENT,
    AIMED,
    AND_MORE,
    AND_OR_AFTER,
    ANTI,
    APPLICABLE,
    BOTH_STATES,
    COMPARED,
    DENIED,
    DENIED_BEFORE,
    EARLIER_LINE,
    EITHER_GENE,
    ELIGIBLE_MUST,
    ELIGIBLE_ONE,
    EXAMPLE,
    FOR_ARM,
    FOR_GROUP,
    HISTORY,
    IN_BRACKETS,
    IN_PART,
    LISTED,
    LOOKED_FOR,
    LOSS,
    LOW_SCORE,
    MEASURED,
    NO_MATTER,
    NOT_ALONE,
    NOT_FOUND_YET,
    NOT_IT,
    OF_A_PART,
    OF_ANOTHER,
    OF_ANOTHER_BESIDE,
    OF_ANY_TUMOUR,
    OF_ONE_GENE,
    OF_RELATIVES,
    OF_THEM,
    OF_TREATMENT,
    ONE_OF_A_LIST,
    OR_BEFORE,
    OR_ELSE,
    OTHER_GENE,
    OTHER_NEGATIVE,
    STATE,
    TESTED,
    THEN_ENTERS,
    THEY_ENTER,
    WITH_IT,
)
from trials.eligibility.questions.scope import any_solid_tumour, is_elsewhere
from trials.eligibility.stances import acting, clause, stance

NAME = "biomarkers"
KIND = "marker"


def words() -> Iterator[tuple[str, str, str]]:
    guide = _guide()
    for _, slug, name in vocabulary_names("markers"):
        if slug in guide:
            yield KIND, guide[slug], name


def bars() -> Iterator[tuple[str, str, str]]:
    guide = _guide()
    for _, slug, wording in vocabulary_bars("markers"):
        if slug in guide:
            yield KIND, guide[slug], wording


def _guide() -> dict[str, str]:
    return {term.slug: name for term in vocabulary.terms("markers") if (name := getattr(term, "guide", ""))}


def answers(page: Page) -> Iterable[Answer]:
    if not page.about(KIND):
        return
    found: dict[str, dict[str, list[Evidence]]] = {}
    open_ways = any_solid_tumour(page)
    in_parts = _is_in_parts(page)
    of_a_group: dict[int, set[str]] = {}
    """By the start of a sentence that names a tumour with them."""
    for sentence in page.about(KIND):
        if (
            sentence.field.startswith(("interventions", "keywords"))
            or (is_elsewhere(page, sentence) and not _names_any_tumour(sentence))
            or TESTED.search(sentence.low)
            or OF_RELATIVES.search(sentence.low)
        ):
            continue
        mentions = [each for each in sentence.of(KIND) if _is_state(sentence, each)]
        if is_elsewhere(page, sentence):
            mentions = [each for each in mentions if _is_of_any_tumour(sentence, each)]
        for mention, value in _values(page, sentence, mentions):
            if (
                value == "required"
                and sentence.section == "heading"
                and open_ways
                and not _is_of_all(sentence, mention)
            ):
                value = "alternative"
            if value == "required" and open_ways and sentence.section == "inclusion" and sentence.of("tumour"):
                of_a_group.setdefault(sentence.start, set()).add(mention.slug)
            if value == "required" and sentence.line and sentence.line.above in in_parts:
                value = "alternative"
            shown: Stance = "excluded" if value == "excluded" else "demanded" if value == "required" else "allowed"
            found.setdefault(mention.slug, {}).setdefault(value, []).append(
                page.evidence(sentence, shown, f"{NAME}.{value}")
            )
    for markers in of_a_group.values() if _each_its_own(list(of_a_group.values())) else ():
        for marker in markers:  # "MSI-high colon cancer", "BRCA-mutated breast cancer": each is one way in
            found[marker].setdefault("alternative", []).extend(found[marker].pop("required", []))
    in_text = {
        marker
        for marker, values in found.items()
        for shown in itertools.chain.from_iterable(values.values())
        if shown.section != "heading"
    }
    for marker, values in found.items():
        if marker == "HRD" and marker not in in_text and in_text & {"BRCA", "PALB2"}:
            continue  # the title's "homologous recombination gene" is these
        value = next(each for each in ("required", "alternative", "excluded") if each in values)
        if all(each.field.startswith("conditions") for each in itertools.chain.from_iterable(values.values())):
            continue  # a clinic's list of what it looks into
        if (
            value == "required"
            and any(each.section != "heading" for each in values.get("alternative", ()))
            and all(each.section == "heading" for each in values["required"])
            and not all(each.cohort for each in values["alternative"] if each.section != "heading")
        ):
            value = "alternative"
        yield Answer(NAME, marker, value, tuple(values[value]))


def _each_its_own(groups: list[set[str]]) -> bool:
    """Several groups, and no marker is asked of two."""
    return len(groups) > 1 and sum(map(len, groups)) == len(set[str]().union(*groups))


def _is_in_parts(page: Page) -> set[tuple[tuple[int, int], ...]]:
    """Lists of which one line is about breast cancer and another about another tumour: each has its own marker."""
    named: dict[tuple[tuple[int, int], ...], set[str]] = {}
    for sentence in page.about("tumour"):
        line = sentence.line
        if line and line.above and sentence.section == "inclusion" and sentence.start == line.start:
            slugs = {each.slug for each in sentence.of("tumour")}
            if len(slugs) == 1:
                named.setdefault(line.above, set()).update(slugs)
    return {above for above, slugs in named.items() if "breast" in slugs and len(slugs) > 1}


def _is_of_all(sentence: Sentence, mention: Mention) -> bool:
    """A title's "KRAS-mutant solid tumors": tumours of any kind, and each has it."""
    return WITH_IT.match(sentence.after(mention)) is not None


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _is_of_any_tumour(sentence: Sentence, mention: Mention) -> bool:
    """ "… lung cancer, MSI-high tumours": of whatever organ, and an item of the list."""
    return (
        OF_ANY_TUMOUR.match(sentence.low, mention.end - sentence.start) is not None
        and ONE_OF_A_LIST.search(sentence.before(mention)) is not None
    )


def _names_any_tumour(sentence: Sentence) -> bool:
    return (
        sentence.section == "inclusion"
        and several_tumours(sentence)
        and any(_is_of_any_tumour(sentence, each) for each in sentence.of(KIND))
    )


def several_tumours(sentence: Sentence) -> bool:
    return sum(each.kind == "tumour" and each.slug == "other" for each in sentence.mentions) > 1


def _is_state(sentence: Sentence, mention: Mention) -> bool:
    """The marker itself, found or lacking; not a drug against it."""
    before, after = sentence.before(mention), sentence.after(mention)
    if (
        NOT_FOUND_YET.match(after)
        or AIMED.match(after)
        or ANTI.search(before[-40:])
        or HISTORY.search(before[-60:])
        or EARLIER_LINE.search(before[-130:])
        or NO_MATTER.search(before[-80:])
    ):
        return False
    near = before[-45:] + "  " + after[:60]
    if _is_of_another(sentence, mention):
        return False
    name = sentence.low[mention.start - sentence.start : mention.end - sentence.start]
    if sentence.section == "heading" and (COMPARED.search(sentence.low) or MEASURED.search(before[-40:])):
        return False
    if LOOKED_FOR.search(before[-60:]):
        return False
    if before.count(",") + after.count(",") > 1:  # "mutations that raise the risk, such as BRCA1, PALB2 or TP53"
        near += " " + _before_list(before) + " " + _after_list(after)
        if len({each.start for each in sentence.of(KIND)}) > 5:
            return True
    return STATE.search(near) is not None or STATE.search(name) is not None or name.endswith(("-h", "high", "m"))


def _is_denied(page: Page, sentence: Sentence, mention: Mention) -> bool:
    """By the sentence itself, or by a line above that says so of all that follows."""
    return bool({"negates", "reverses", "refuses"} & set(acting(page, sentence, mention))) or any(
        DENIED.search(each) for each in page.above(sentence)
    )


def _is_of_another(sentence: Sentence, mention: Mention) -> bool:
    """ "MSI-high colorectal cancer", "colorectal cancer (MSI-high)": the marker of another tumour."""
    start, end = mention.start - sentence.start, mention.end - sentence.start
    between = OF_ANOTHER_BESIDE if {"solid", "breast"} & {each.slug for each in sentence.of("tumour")} else OF_ANOTHER
    for each in sentence.of("tumour"):
        first, last = each.start - sentence.start, each.end - sentence.start
        if each.slug == "other" and (
            (end <= first < end + 80 and between.fullmatch(sentence.low, end, first))
            or (last <= start < last + 20 and IN_BRACKETS.fullmatch(sentence.low, last, start))
        ):
            return True
    return False


def _before_list(before: str) -> str:
    """What stands before the list that a text ends with."""
    parts = before[-400:].split(",")
    while len(parts) > 1 and len(parts[-1].split()) < 4:
        parts.pop()
    return parts[-1][-90:]


def _after_list(after: str) -> str:
    """What stands after the list that a text begins with."""
    parts = after[:400].split(",")
    while len(parts) > 1 and len(parts[0].split()) < 4:
        parts.pop(0)
    return parts[0][:90]


def _is_one_of_several(sentence: Sentence, mention: Mention) -> bool:
    """ "An ALK or NTRK fusion", "grade 3 or Ki-67 of 20 %", "one of: … BRCA mutation": one way in of several."""
    low = sentence.low
    start, end = mention.start - sentence.start, mention.end - sentence.start
    before = low[max(0, start - 70) : start]
    if AND_OR_AFTER.match(low, end) or EXAMPLE.search(before) or OR_ELSE.match(low, end):
        return True
    if sentence.section != "heading" and LISTED.search(low, 0, start) and not OF_ONE_GENE.search(low, 0, start):
        return True
    same = [each for each in sentence.of(KIND) if each.slug == mention.slug and each.end <= mention.start]
    if OR_BEFORE.search(before) and not any(mention.start - each.end < 30 for each in same):
        return True
    around = low[max(0, start - 70) : end + 70]
    return OTHER_GENE.search(around) is not None and EITHER_GENE.search(around) is not None


def _values(page: Page, sentence: Sentence, mentions: list[Mention]) -> Iterator[tuple[Mention, str]]:
    low = sentence.low
    several = (
        len({each.slug for each in mentions}) > 1
        and re.search(r"\bor\b|/|\bfollowing\b", low[mentions[0].start - sentence.start :]) is not None
    )
    of_many = several_tumours(sentence)  # "melanoma, lung cancer or MSI-high tumours"
    for mention in mentions:
        place = mention.start - sentence.start
        if (
            sentence.section != "heading"
            and (OF_THEM.search(low[:place]) or not low[:place].strip(" *-"))
            and OF_TREATMENT.search(low, place)
        ):
            continue  # "with a BRCA mutation: must have received …" asks for the treatment
        first, last = clause(sentence, mention)
        near = OTHER_NEGATIVE.sub(_blank, low)[
            max(first - sentence.start, mention.start - sentence.start - 60) : min(
                last - sentence.start, mention.end - sentence.start + 70
            )
        ]
        said = "demanded" if sentence.section == "heading" else stance(page, sentence, mention)
        if said == "excluded" and sentence.section != "exclusion" and not _is_denied(page, sentence, mention):
            said = "demanded"
        lacks = (
            (ABSENT.search(near) is not None or DENIED_BEFORE.search(low[max(0, place - 60) : place]) is not None)
            and not LOSS.search(near)
        ) or NOT_IT.search(low[:place]) is not None
        if sentence.section != "exclusion" and (
            LOW_SCORE.match(low, mention.end - sentence.start) or "<" in low[place : mention.end - sentence.start]
        ):
            if not (sentence.line and sentence.line.cohort):
                yield mention, "excluded"  # "PD-L1 at a combined positive score below 10"
            continue
        if said == "allowed" and (ELIGIBLE_ONE.search(low[:place]) or ELIGIBLE_MUST.match(low)):
            said = "demanded"
        if (
            said in ("allowed", "mentioned")
            and sentence.section == "inclusion"
            and "permits" in acting(page, sentence, mention)
        ):
            if (THEY_ENTER.match(low) or THEN_ENTERS.search(low[:place])) and not lacks:
                yield mention, "alternative"
                continue
        if sentence.section == "exclusion":
            if (
                said == "excluded"
                and not lacks
                and not (sentence.line and sentence.line.cohort)
                and not HISTORY.search(low[:place])
                and not re.search(r"\bwho\b|\bunless\b|\beligible\b|\bthat show\b", low)
                and not AND_MORE.match(low, mention.end - sentence.start)
            ):
                yield mention, "excluded"
        elif said == "excluded":
            if NOT_ALONE.search(low[mention.end - sentence.start :]):
                continue
            if not (sentence.line and sentence.line.cohort) and not is_conditional(
                low[: mention.start - sentence.start], low
            ):
                yield mention, "excluded"
        elif (
            said == "allowed"
            and "permits" not in acting(page, sentence, mention)
            and any(LISTED.search(each) for each in page.above(sentence))
        ):
            yield mention, "alternative"  # "patients with one of these are eligible: …"
        elif said == "demanded":
            if lacks:
                if (
                    (re.search(r"wild|negative|-?wt\b", near) or NOT_IT.search(low[:place]))
                    and sentence.section != "heading"
                    and not re.search(r"\bor\b", near)
                    and not BOTH_STATES.search(low)
                    and not (sentence.line and sentence.line.cohort)
                ):
                    yield mention, "excluded"
                continue
            conditional = sentence.section != "heading" and (
                (sentence.line is not None and sentence.line.cohort is not None)
                or is_conditional(low[: mention.start - sentence.start], low)
                or IN_PART.search(low[:place]) is not None
                or FOR_ARM.match(low, mention.end - sentence.start) is not None
                or APPLICABLE.match(low, mention.end - sentence.start) is not None
                or any(
                    LISTED.search(each) or FOR_GROUP.match(each) or OF_A_PART.search(each)
                    for each in page.above(sentence)
                )
            )
            one_way = (
                several
                or (of_many and not (sentence.section == "heading" and _is_of_all(sentence, mention)))
                or conditional
                or _is_one_of_several(sentence, mention)
                or (mention.slug == "ERBB2_mutation" and "alter" in low[place : mention.end - sentence.start])
            )
            if sentence.section == "heading" and (
                not sentence.field.endswith("title") or re.search(r"\binclud", low[:place])
            ):
                yield mention, "alternative"
            else:
                yield (
                    mention,
                    "alternative" if one_way or re.search(r"^\W*(?:or|and/or)\b|\bor\W*$", low) else "required",
                )
