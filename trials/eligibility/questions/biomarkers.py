"""Markers whose presence or absence decides entry: required, one of several ways in, or excluded.

That a marker must be tested is no answer; nor is the name of a drug that aims at it. HER2, ER and PR: receptors.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trials import vocabulary
from trials.eligibility.answers import Answer, Evidence, Stance
from trials.eligibility.mentions import Mention, vocabulary_bars, vocabulary_names
from trials.eligibility.page import Page, Sentence
from trials.eligibility.questions.prior_therapy import is_conditional
from trials.eligibility.questions.scope import any_solid_tumour, is_elsewhere
from trials.eligibility.stances import clause, stance

NAME = "biomarkers"
KIND = "marker"
STATE = re.compile(
    r"\b(?:mutat\w*|mutant|alter\w*|amplif\w*|positive|positivity|express\w*|overexpress\w*|"
    r"deleterious|pathogenic|variants?|loss|deficien\w*|deleted?|deletion|fusion\w*|rearrange\w*|"
    r"aberrat\w*|high|carriers?|activat\w*|germline|somatic|negative|wild[- ]?type|score|cps|tps|"
    r"level|index|h|m|status|intact|proficient|low|null|inactivat\w*|genes?|defects?|instability|type|"
    r"hotspot|gain|copy|e17k|g12[cdv]|testing|assay|≥|>|\d+ ?%)\b|[+≥>]|\d\s*%"
)
AIMED = re.compile(
    r"^\s*[-/]?\s*(?:\(?l?\)?1?\s*)?(?:pathway\s+)?(?:inhibit\w*|antibod\w*|-?directed|directed|"
    r"-?targeted|targeted|targeting|agents?|therap(?:y|ies)|degraders?|antagonists?|agonists?|"
    r"blockade|blockers?|adcs?\b|antibody[- ]drug|immunotherap\w*|checkpoint|axis|vaccine|car[- ]?t|"
    r"treatment|modulators?|drugs?|tki|kinase inhib\w*|monoclonal|ligand)|^\s*/\s*(?:pd|l1|mtor|"
    r"akt)\w*[^.;]{0,12}(?:inhibit|antibod|agent)"
)
ANTI = re.compile(
    r"(?:\banti-?\s?(?:pd-?1\s?(?:/|or|and|,)?\s?(?:\(?l\)?-?)?)?|\bagainst |\btarget\w* |"
    r"\binhibit\w+ (?:of )?|\bresponse to |\btoward\w* |pd-?1\s?(?:/|or|and|,)\s?|\bantagoni\w+ |"
    r"\bdirected (?:at|to|against) )(?:the )?$"
)
TESTED = re.compile(
    r"\bresults? of [^.;]{0,40}testing|"
    r"\bdocumentation of [^.;]{0,30}status|\bstatus (?:must|has to|should) (?:be|have been)\b|"
    r"\b(?:known|available|documented|determin\w*|confirmed)\b[^.;]{0,30}\bstatus\b|"
    r"\bstatus\b[^.;]{0,40}\b(?:known|available|document\w*|determin\w*|assess\w*|unknown|required to "
    r"be)\b|\b(?:regardless|irrespective|independent) of\b|\b(?:tissue|sample|specimen|"
    r"blood)\b[^.;]{0,60}\bfor\b[^.;]{0,60}\b(?:test|analys|assess|determin|evaluat|detect|measur)|\b(?:testing|"
    r"assessment|evaluation) (?:of|for)\b[^.;]{0,50}\b(?:is|are|will be|must be|should be)\b "
    r"(?:required|performed|done)|\bany (?:pd|brca|marker)[^.;]{0,20}status\b|\bstratif\w*|\bwill be "
    r"(?:tested|assessed|determined|evaluated)"
)
ABSENT = re.compile(
    r"\b(?:wild[- ]?type|negative|absence of|no known|without|lack of|not (?:have|harbou?r|carry)|"
    r"negativity|low|non-?carrier|non-?mutated|-?wt|unmutated)\b"
)
LOSS = re.compile(r"\b(?:loss|deficien\w*|deletion|deleted|null|inactivat\w*|aberrat\w*)\b")
CELLS = re.compile(r"\b(?:hormone replacement|liver function|acute rejection|h\.? pylori)\b")
HISTORY = re.compile(r"\b(?:prior|previous\w*|received|treated|progress\w*|exposure|refractory)\b[^.;]{0,50}$")
EARLIER_LINE = re.compile(r"\bprior lines?\b[^.;]{0,110}$")
LISTED = re.compile(r"\b(?:one of|either|any of|at least one|one or more|any one|1 of|or more of|following)\b")


COMPARED = re.compile(
    r"\b(?:carriers and non-?\s?carriers|(?:with and|with or|with versus|with vs\.?) without|"
    r"(?:mutated|mutant|positive) (?:and|versus|vs\.?|or) (?:wild|non|negative|un))"
)
MEASURED = re.compile(
    r"\b(?:changes?|decreas\w*|reduc\w*|suppress\w*|response|monitor\w*|measur\w*|effects?) (?:of|in|on) (?:the )?$"
)
""" "Change in Ki-67 between carriers and non-carriers": what is looked at, not who may enter."""
LOOKED_FOR = re.compile(
    r"\b(?:measurement|testing|assessment|analysis|evaluation|determination|screening|screen|prevalence|frequency|"
    r"incidence) (?:of|for) (?:the )?(?:brca\w*,? (?:and|or) )?$"
)
OTHER_NEGATIVE = re.compile(r"\b(?:her-?\s?2(?:/neu)?|triple|receptor|hr|er|pr)(?:\s?\([^)]*\))?[- ]negative")
NOT_ALONE = re.compile(r"\bin the absence of\b")
NOT_FOUND_YET = re.compile(
    r"^\W*(?:expression |mutation |gene )?(?:status|testing|test|tests|analysis|assessment|assay)\b(?! "
    r"positive)"
)
OF_TREATMENT = re.compile(
    r"\b(?:must|should|need to) (?:also )?(?:have )?(?:previously |already )?(?:received|been "
    r"(?:previously )?treated|progressed)|"
    r"\bhave (?:previously )?received\b"
)


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
    for sentence in page.about(KIND):
        if (
            sentence.field.startswith(("interventions", "keywords"))
            or is_elsewhere(page, sentence)
            or TESTED.search(sentence.low)
        ):
            continue
        mentions = [each for each in sentence.of(KIND) if _is_state(sentence, each)]
        for mention, value in _values(page, sentence, mentions):
            if value == "required" and open_ways and sentence.section == "heading":
                value = "alternative"
            shown: Stance = "excluded" if value == "excluded" else "demanded" if value == "required" else "allowed"
            found.setdefault(mention.slug, {}).setdefault(value, []).append(
                page.evidence(sentence, shown, f"{NAME}.{value}")
            )
    in_text = {marker for marker, values in found.items() for each in values.values() if each[0].section != "heading"}
    for marker, values in found.items():
        if marker == "HRD" and marker not in in_text and in_text & {"BRCA", "PALB2"}:
            continue  # the title's "homologous recombination gene" is these
        value = next(each for each in ("required", "alternative", "excluded") if each in values)
        if (
            value == "required"
            and "alternative" in values
            and all(each.section == "heading" for each in values["required"])
        ):
            value = "alternative"
        yield Answer(NAME, marker, value, tuple(values[value]))


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
    ):
        return False
    near = before[-45:] + "  " + after[:60]
    name = sentence.low[mention.start - sentence.start : mention.end - sentence.start]
    if sentence.section == "heading" and (COMPARED.search(sentence.low) or MEASURED.search(before[-40:])):
        return False
    if LOOKED_FOR.search(before[-60:]):
        return False
    return STATE.search(near) is not None or STATE.search(name) is not None or name.endswith(("-h", "high", "m"))


def _values(page: Page, sentence: Sentence, mentions: list[Mention]) -> Iterator[tuple[Mention, str]]:
    low = sentence.low
    several = (
        len({each.slug for each in mentions}) > 1
        and re.search(r"\bor\b|/|\bfollowing\b", low[mentions[0].start - sentence.start :]) is not None
    )
    if several_tumours(sentence):
        several = True  # "melanoma, lung cancer or MSI-high tumours"
    for mention in mentions:
        place = mention.start - sentence.start
        if sentence.section != "heading" and OF_TREATMENT.search(low):
            if is_conditional(low[:place], low) or re.search(r"\bif\b[^.;]{0,60}$", low[:place]):
                continue  # "with a BRCA mutation: must have received …" asks for the treatment
        first, last = clause(sentence, mention)
        near = low[
            max(first - sentence.start, mention.start - sentence.start - 60) : min(
                last - sentence.start, mention.end - sentence.start + 70
            )
        ]
        said = "demanded" if sentence.section == "heading" else stance(page, sentence, mention)
        near = OTHER_NEGATIVE.sub("", near)
        lacks = ABSENT.search(near) is not None and not LOSS.search(near)
        if sentence.section == "exclusion":
            if (
                said == "excluded"
                and not lacks
                and not (sentence.line and sentence.line.cohort)
                and not HISTORY.search(low)
                and not re.search(r"\bwho\b|\bunless\b|\beligible\b", low)
            ):
                yield mention, "excluded"
        elif said == "excluded":
            if NOT_ALONE.search(low[mention.end - sentence.start :]):
                continue
            if not (sentence.line and sentence.line.cohort) and not is_conditional(
                low[: mention.start - sentence.start], low
            ):
                yield mention, "excluded"
        elif said == "demanded":
            if lacks:
                if (
                    re.search(r"wild|negative|-?wt\b", near)
                    and sentence.section != "heading"
                    and not re.search(r"\bor\b", near)
                ):
                    yield mention, "excluded"
                continue
            conditional = (
                (sentence.line is not None and sentence.line.cohort is not None)
                or is_conditional(low[: mention.start - sentence.start], low)
                or any(LISTED.search(each) for each in page.above(sentence))
            )
            if sentence.section == "heading" and not sentence.field.endswith("title"):
                yield mention, "alternative"
            else:
                yield (
                    mention,
                    "alternative"
                    if several or conditional or re.search(r"^\W*(?:or|and/or)\b|\bor\W*$", low)
                    else "required",
                )
