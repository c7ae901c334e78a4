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
from trials.eligibility.patterns import compiled
from trials.eligibility.questions._for_whom import is_conditional
from trials.eligibility.questions.scope import any_solid_tumour, is_elsewhere
from trials.eligibility.stances import acting, clause, stance

NAME = "biomarkers"
KIND = "marker"
STATE = compiled(
    r"\b(?:mutat\w*|mutant|alter\w*|amplif\w*|positive|positivity|express\w*|overexpress\w*|"
    r"deleterious|pathogenic|variants?|loss|deficien\w*|deleted?|deletion|fusion\w*|rearrange\w*|"
    r"aberrat\w*|high|carriers?|activat\w*|germline|somatic|negative|wild[- ]?type|score|cps|tps|"
    r"level|index|h|m|status|intact|proficient|low|null|inactivat\w*|genes?|defects?|instability|type|"
    r"hotspot|gain|copy|e17k|g12[cdv]|testing|assay|≥|>|\d+ ?%)\b|[+≥>]|\d\s*%"
)
AIMED = compiled(
    r"^\s*[-/]?\s*(?:\(?l?\)?1?\s*)?(?:pathway\s+)?(?:inhibit\w*|antibod\w*|-?directed|directed|"
    r"-?targeted|targeted|targeting|agents?|therap(?:y|ies)|degraders?|antagonists?|agonists?|"
    r"blockade|blockers?|adcs?\b|antibody[- ]drug|immunotherap\w*|checkpoint|axis|vaccine|car[- ]?t|"
    r"treatment|modulators?|drugs?|tki|kinase inhib\w*|monoclonal|ligand)|^\s*/\s*(?:pd|l1|mtor|"
    r"akt)\w*[^.;]{0,12}(?:inhibit|antibod|agent)"
)
ANTI = compiled(
    r"(?:\banti-?\s?(?:pd-?1\s?(?:/|or|and|,)?\s?(?:\(?l\)?-?)?)?|\bagainst |\btarget\w* |"
    r"\binhibit\w+ (?:of )?|\bresponse to |\btoward\w* |pd-?1\s?(?:/|or|and|,)\s?|\bantagoni\w+ |"
    r"\bdirected (?:at|to|against) )(?:the )?$"
)
TESTED = compiled(
    r"\bresults? of [^.;]{0,40}testing|"
    r"\bdocumentation of [^.;]{0,60}status|\bstatus (?:must|has to|should) (?:be|have been)\b|"
    r"\b(?:known|available|documented|determin\w*|confirmed)\b[^.;]{0,30}\bstatus\b|"
    r"\bstatus\b[^.;]{0,40}\b(?:known|available|document\w*|determin\w*|assess\w*|unknown|required to "
    r"be)\b|\b(?:tissue|sample|specimen|"
    r"blood)\b[^.;]{0,60}\bfor\b[^.;]{0,60}\b(?:test|analys|assess|determin|evaluat|detect|measur)|\b(?:testing|"
    r"assessment|evaluation) (?:of|for)\b[^.;]{0,50}\b(?:is|are|will be|must be|should be)\b "
    r"(?:required|performed|done)|\bany (?:pd|brca|marker)[^.;]{0,20}status\b|\bstratif\w*|\bwill be "
    r"(?:tested|assessed|determined|evaluated)|\bgenotyping for\b|\bwilling to (?:undergo|provide)|\bis encouraged\b"
)
NO_MATTER = compiled(
    r"\b(?:regardless|irrespective|independent) of\b[^.;]{0,60}$|\bpotentially (?:\w+ )?$|"
    r"\b(?:commonly|often|frequently|typically) (?:\w+ ){0,3}$"
)
LOW_SCORE = compiled(r"[^.;,<]{0,60}\b(?:cps|tps|score)\)?,? (?:of )?(?:<\s?(?!\s?=)|less than |below |under )\d")
NOT_IT = compiled(r"\bnon[- ]?$")
ELIGIBLE_ONE = compiled(r"\beligible (?:\w+ )?$")
OR_BEFORE = compiled(r"\b(?:or|and/or)\W+(?:\w+ing )?(?:an? |the |known |documented )?$")
OR_ELSE = compiled(
    r"[- ]?(?:mutat\w+|mutant|positive)?,? or (?:[\w-]+[- ])?(?:amplif|overexpress|express)|[- \w]{0,20},? unless\b"
)
OF_A_PART = compiled(r"\b(?:cohorts?|arms?|parts?|modules?) [a-z0-9]{1,3}\b")
AND_OR_AFTER = compiled(r"[^,;.]{0,40}\band/or\b")
EXAMPLE = compiled(r"\(\s*(?:e\.?g\.?|such as|for example)[^()]*$")
OTHER_GENE = compiled(
    r"\b(?:alk|ros-?1|braf|egfr|nras|hras|map2k1|nrg1|kit|poled?1?|arid1a|nf1|idh[12]?|smarc\w+|hpv\w*|rad51\w*|"
    r"tsc[12]?|"
    r"met|raf1|vhl|smad4|stk11|keap1|cdkn2a|mtap)\b"
)
EITHER_GENE = compiled(r"\bor\b|/|\band other\b|\bsuch as\b")
FOR_GROUP = compiled(
    r"\W*(?:for|in) (?:[\w-]+ ){0,6}(?:women|men|patients|participants|subjects|those|individuals)\b (?:with|who)"
)
ABSENT = compiled(
    r"\b(?:wild[- ]?type|negative|absence of|no known|without|lack of|not (?:have|harbou?r|carry)|"
    r"negativity|low|non-?carrier|non-?mutated|-?wt|unmutated)\b"
)
LOSS = compiled(r"\b(?:loss|deficien\w*|deletion|deleted|null|inactivat\w*|aberrat\w*)\b")
CELLS = compiled(r"\b(?:hormone replacement|liver function|acute rejection|h\.? pylori)\b")
DENIED = compiled(
    r"\b(?:no|not|without|excluded|never)\b(?:(?!exist|available)[^.;]){0,80}(?:following|these|any of|:\s*$)"
)
AND_MORE = compiled(r"[^.;]{0,60}\band (?:has|have|had|who|is|are|not|prior|previous)\b")
""" "A BRCA mutation and earlier PARP inhibitor": neither alone keeps out."""
HISTORY = compiled(
    r"\b(?:(?:prior|previous\w*)(?! (?:document|confirm|determin|identif|known|detect|test|genotyp))|received|treated|"
    r"progress\w*|exposure|refractory to)\b[^.;]{0,50}$"
)
EARLIER_LINE = compiled(r"\bprior lines?\b[^.;]{0,110}$")
LISTED = compiled(r"\b(?:one of|either|any of|at least one|one or more|any one|1 of|or more of|following)\b")


COMPARED = compiled(
    r"\b(?:carriers and non-?\s?carriers|(?:with and|with or|with versus|with vs\.?) without|"
    r"(?:mutated|mutant|positive) (?:and|versus|vs\.?|or) (?:wild|non|negative|un))"
)
MEASURED = compiled(
    r"\b(?:changes?|decreas\w*|reduc\w*|suppress\w*|response|monitor\w*|measur\w*|effects?) (?:of|in|on) (?:the )?$"
)
""" "Change in Ki-67 between carriers and non-carriers": what is looked at, not who may enter."""
LOOKED_FOR = compiled(
    r"\b(?:measurement|testing|assessment|analysis|evaluation|determination|screening|screen|prevalence|frequency|"
    r"incidence|detection) (?:of|for) (?:the )?(?:brca\w*,? (?:and|or) )?$"
)
OTHER_NEGATIVE = compiled(r"\b(?:her-?\s?2(?:/neu)?|triple|receptor|hr|er|pr)(?:\s?\([^)]*\))?[- ](?:negative|low)")
NOT_ALONE = compiled(r"\bin the absence of\b")
FOR_ARM = compiled(r"[^.;,]{0,30}\b(?:for|in) (?:the )?(?:arm|cohort|part|group)\b")
IN_PART = compiled(r"\b(?:cohorts?|arms?|parts?|sub-?groups?)\b")
OF_RELATIVES = compiled(
    r"\b(?:relatives?|(?<!fanc )(?<!gene )famil(?:y|ies)|first[- ]degree|sibling|parents?|offspring|child(?:ren)?|"
    r"mother|"
    r"father)\b(?! history)"
)
OF_ANOTHER = compiled(
    r"[\s-]*(?:\(?(?:positive|negative|mutated|mutant|mutations?|wild-?\s?type|high|amplified|altered|h|"
    r"g12[cdv])\)?[\s-]+)?"
)
NOT_FOUND_YET = compiled(
    r"^\W*(?:expression |mutation |gene )?(?:status|testing|test|tests|analysis|assessment|assay)\b(?! "
    r"positive)"
)
IN_BRACKETS = compiled(r"\s*(?:cancers?|carcinomas?|tumou?rs?)?\s*\(\s*")
OF_THEM = compiled(
    r"\b(?:patients?|participants?|subjects?|women|men|those|individuals|persons) (?:\w+ ){0,3}?"
    r"(?:with|who|whose|having)\b|\b(?:if|in (?:the )?case)\b"
)
OF_TREATMENT = compiled(
    r"\b(?:must|should|need to) (?:also )?(?:have )?(?:previously |already )?(?:had|received|been "
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
    in_parts = _is_in_parts(page)
    of_a_group: dict[int, set[str]] = {}
    """By the start of a sentence that names a tumour with them."""
    for sentence in page.about(KIND):
        if (
            sentence.field.startswith(("interventions", "keywords"))
            or is_elsewhere(page, sentence)
            or TESTED.search(sentence.low)
            or OF_RELATIVES.search(sentence.low)
        ):
            continue
        mentions = [each for each in sentence.of(KIND) if _is_state(sentence, each)]
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


WITH_IT = compiled(r"[^.;,:]{0,40}\bsolid (?:tumou?r|malignan|cancer|neoplasm)")


def _is_of_all(sentence: Sentence, mention: Mention) -> bool:
    """A title's "KRAS-mutant solid tumors": tumours of any kind, and each has it."""
    return WITH_IT.match(sentence.after(mention)) is not None


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


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
    for each in sentence.of("tumour"):
        first, last = each.start - sentence.start, each.end - sentence.start
        if each.slug == "other" and (
            (end <= first < end + 40 and OF_ANOTHER.fullmatch(sentence.low, end, first))
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
    if sentence.section != "heading" and LISTED.search(low, 0, start):
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
    if several_tumours(sentence):
        several = True  # "melanoma, lung cancer or MSI-high tumours"
    for mention in mentions:
        place = mention.start - sentence.start
        if sentence.section != "heading" and OF_THEM.search(low[:place]) and OF_TREATMENT.search(low, place):
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
        lacks = (ABSENT.search(near) is not None and not LOSS.search(near)) or NOT_IT.search(low[:place]) is not None
        if sentence.section != "exclusion" and LOW_SCORE.match(low, mention.end - sentence.start):
            if not (sentence.line and sentence.line.cohort):
                yield mention, "excluded"  # "PD-L1 at a combined positive score below 10"
            continue
        if said == "allowed" and ELIGIBLE_ONE.search(low[:place]):
            said = "demanded"
        if sentence.section == "exclusion":
            if (
                said == "excluded"
                and not lacks
                and not (sentence.line and sentence.line.cohort)
                and not HISTORY.search(low[:place])
                and not re.search(r"\bwho\b|\bunless\b|\beligible\b", low)
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
                    and not (sentence.line and sentence.line.cohort)
                ):
                    yield mention, "excluded"
                continue
            conditional = sentence.section != "heading" and (
                (sentence.line is not None and sentence.line.cohort is not None)
                or is_conditional(low[: mention.start - sentence.start], low)
                or IN_PART.search(low[:place]) is not None
                or FOR_ARM.match(low, mention.end - sentence.start) is not None
                or any(
                    LISTED.search(each) or FOR_GROUP.match(each) or OF_A_PART.search(each)
                    for each in page.above(sentence)
                )
            )
            one_way = several or conditional or _is_one_of_several(sentence, mention)
            if sentence.section == "heading" and (
                not sentence.field.endswith("title") or re.search(r"\binclud", low[:place])
            ):
                yield mention, "alternative"
            else:
                yield (
                    mention,
                    "alternative" if one_way or re.search(r"^\W*(?:or|and/or)\b|\bor\W*$", low) else "required",
                )
