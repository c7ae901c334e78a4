"""Which cancers may enter: breast only, breast among others, any solid tumour, or not breast. Rules ask it too."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from trials import vocabulary
from trials.eligibility import criteria
from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import Mention, own_bars, own_names, vocabulary_bars
from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled, seldom
from trials.eligibility.questions._other_tumours import IN_PASSING, names_others_alone
from trials.eligibility.stances import acting, stance

NAME = "scope"
OF_ANY_KIND = compiled(
    r"\b(?:solid|malignan\w+|advanced (?:cancer|tumou?r)s?|metastatic (?:cancer|tumou?r)s?|refractory "
    r"cancers?)\b"
)
ANY_CANCER = seldom(
    r"(?:\b(?:with|of|in|for|from|to|advanced|metastatic|refractory|incurable|any|all|primary|treated|receiving|"
    r"undergoing|the|and|or|pa?ediatric|adult|older|elderly|their|active|during|after|having|terminal|a|"
    r"invasive|under|proven|confirmed|documented|verified)\s+|"
    r"^\W*)(?:cancers?|tumou?rs?|malignan\w+|neoplasms?|carcinomas?)\b"
    r"(?! of|[- ](?:cent(?:er|re)|institut|clinic|hospital|unit|registr|research|screening|prevention|risk|awareness))|"
    r"(?<!\bnon-)(?<!\bnon )\bcancer[- ](?:related|pain|patient|surviv|population)"
)
"""Cancer of no named kind."""
PERHAPS = seldom(
    r"(?<!\bnon-)(?<!\bnon )\bcancer[- ](?:therap|treatment|cent|care|surgery|medic)|\boncolog(?!y group)|"
    r"\bmetastatic disease|\bchemotherapy"
)
"""The place of care, or what is given there."""
OF_A_PLACE = seldom(
    r"\b(?:brain|glial|intracranial|bone|skin|oral|pelvi[cs]|abdom\w+|thoracic|pleural|liver|hepatic|pancrea\w+|prostate|"
    r"testicular|tongue|mouth|throat|neck|thyroid|blood|ha?ematolog\w+|nerve|eye)\W+(?:\w+\W+)?"
    r"(?:tumou?rs?|cancers?|neoplasms?|malignan\w+|carcinomas?)\b"
)
BARE = compiled(r"\W*(?:cancers?|tumou?rs?|malignan\w+|neoplasms?|carcinomas?)")
NOT_HAD = compiled(r"\b(?:no|not|without|free of|absence of|never)\b")
FIRST_LINES = 12
GENERIC = frozenset(
    {"cancer patients", "patients with cancer", "cancer survivors", "cancer diagnosis", "diagnosis of cancer"}
)
"""Names of the slug "solid" that leave open which cancer: the text may say."""
LIST_OF_KINDS = compiled(
    r"\bfollowing (?:\w+ ){0,5}?(?:histolog\w+|tumou?rs?|cancers?|indications?|malignanc\w+|types?|diagnos\w+)\b"
    r"[^:]*:\W*\Z"
)
LEFT_OUT = compiled(r"\b(?:exclusive of|excluding|except(?:ing)?(?: for)?|other than|non-?)\W*\Z")
ALL_LEFT_OUT = compiled(r"\b(?:exclusive of|excluding|excepting|except for)\b[^.;()]{0,90}\Z")
OPEN_TO_OTHERS = compiled(
    r"\b(?:cancers|tumou?rs|malignancies)\b[^.;]{0,20}\b(?:including|such as)\b[^.;]{0,20}\bbreast\b"
)
EXAMPLES = compiled(
    r"^\W*(?:\w+\W+){0,8}?solid (?:tumou?rs?|cancers?|malignanc\w+)\b[^.;]*\b(?:includ\w+|such as|e\.g)"
)
""" "Solid tumors, including bowel (e.g. …), breast and …": who may enter."""


def words() -> Iterator[tuple[str, str, str]]:
    yield from own_names("tumour")
    yield from (("tumour", "breast", name) for name in vocabulary.term("conditions", "breast_cancer").names)


def bars() -> Iterator[tuple[str, str, str]]:
    yield from own_bars("tumour")
    yield from (
        ("tumour", "breast", wording) for _, slug, wording in vocabulary_bars("conditions") if slug == "breast_cancer"
    )


def answers(page: Page) -> Iterable[Answer]:
    title, conditions, text = set[str](), set[str](), set[str]()
    proof: list[Evidence] = []
    left_out = False
    for sentence in page.about("tumour"):
        if sentence.section == "heading":
            if sentence.field.startswith("interventions"):
                continue
            slugs = _kinds(page, sentence)
            if "breast" in slugs and OPEN_TO_OTHERS.search(sentence.low):
                slugs.add("solid")
            left_out = left_out or "no breast" in slugs
            slugs.discard("no breast")
            (title if sentence.field.endswith("title") else conditions).update(slugs)
            if len(proof) < 3:
                proof.append(page.evidence(sentence, "demanded", "scope.heading"))
        elif sentence.section != "exclusion" and not _in_passing(sentence):
            admitted = {
                "generic" if page.low[each.start : each.end] in GENERIC else each.slug
                for each in sentence.of("tumour")
                if (stance(page, sentence, each) in ("demanded", "allowed") or _is_listed(page, sentence, each))
                and not LEFT_OUT.search(page.low, max(sentence.start, each.start - 40), each.start)
                and not (each.slug == "breast" and _is_left_out(page, sentence, each))
            }
            text |= admitted
            if admitted and len(proof) < 3:
                proof.append(page.evidence(sentence, "demanded", "scope.text"))
    value = _decide(title, conditions, text)
    if value == "any_solid" and (left_out or names_others_alone(page)):
        value = "no"
    if value == "no" and not title | conditions | text and (found := _any_cancer(page)):
        evidence, sure = found
        yield Answer(NAME, "", "any_solid", (evidence,), "stated" if sure else "unclear")
    elif proof:
        yield Answer(NAME, "", value, tuple(proof))


def _in_passing(sentence: Sentence) -> bool:
    found = IN_PASSING.search(sentence.low)
    return found is not None and not (found[0].startswith(("e.g", "for example")) and EXAMPLES.search(sentence.low))


def _is_left_out(page: Page, sentence: Sentence, mention: Mention) -> bool:
    """ "Any tumor, excluding gastric and breast cancer"."""
    return ALL_LEFT_OUT.search(page.low, max(sentence.start, mention.start - 110), mention.start) is not None


def _is_listed(page: Page, sentence: Sentence, mention: Mention) -> bool:
    """In a list of tumours: what the line above it denies ("one of these tumours, without another therapy:") is not
    the tumour."""
    return (
        sentence.section == "inclusion"
        and sentence.line is not None
        and len(sentence.line.above) > 0
        and LIST_OF_KINDS.search(page.low, *sentence.line.above[-1]) is not None
        and not acting(page, sentence, mention)
    )


def _kinds(page: Page, sentence: Sentence) -> set[str]:
    """What a heading names; `generic` for cancer of no named kind."""
    found, end = set[str](), -2
    for each in sentence.of("tumour"):
        name = page.low[each.start : each.end]
        if each.slug == "breast" and _is_left_out(page, sentence, each):
            found.add("no breast")
        elif each.slug != "solid" or name not in GENERIC:
            found.add(each.slug)
        elif each.start - end > 1:  # not "breast" and "cancer patients"
            found.add("generic")
        end = each.end
    return found


def _any_cancer(page: Page) -> tuple[Evidence, bool] | None:
    """The sentence by which it is for cancer of any kind, and whether that is sure. No tumour that we know is named."""
    headings = [each for each in page.headings if not each.field.startswith(("interventions", "keywords"))]
    if any("healthy" in each.low for each in headings):
        return None
    told = [*headings, *_first_sentences(page)]
    if any(OF_A_PLACE.search(each.low) and "metasta" not in each.low for each in told):
        return None
    for pattern, sure in ((ANY_CANCER, True), (PERHAPS, False)):
        for sentence in told:
            found = pattern.search(sentence.low)
            if found and (sentence.field.endswith("title") or not BARE.fullmatch(found[0])):
                if sentence.line and NOT_HAD.search(sentence.low, 0, found.start()):
                    continue
                rule = "scope.text" if sentence.line else "scope.heading"
                return page.evidence(sentence, "demanded" if sure else "mentioned", rule), sure
    return None


def _first_sentences(page: Page) -> Iterator[Sentence]:
    for line in page.lines[:FIRST_LINES]:
        if line.section in ("inclusion", "other"):
            for start, end in criteria.sentences(page.low, page.raw, line):
                if not IN_PASSING.search(page.low, start, end):
                    yield Sentence(start, end, page.low[start:end], "eligibility", line.section, line, ())


def _decide(title: set[str], conditions: set[str], text: set[str]) -> str:
    headed = title | conditions
    if "breast" in title and not title & {"other", "solid"}:
        return "among_others" if "other" in conditions else "only"
    if "breast" in headed:
        return "among_others" if headed & {"other", "solid"} or "other" in text else "only"
    if "other" in title and not headed & {"solid", "generic"}:
        return "no"
    if "breast" in text:
        return "among_others" if headed & {"other", "solid"} or text & {"other", "solid"} else "only"
    if headed & {"solid", "generic"} or ("other" not in title and "solid" in text):
        return "any_solid"
    if "generic" in text and "other" not in headed:
        return "any_solid"
    return "no"


def is_elsewhere(page: Page, sentence: Sentence) -> bool:
    """As `_is_elsewhere`; several questions ask it of the same sentence."""
    key = ("elsewhere", sentence.start)
    if key not in page.notes:
        page.notes[key] = _is_elsewhere(page, sentence) and _has_a_place(page)
    return page.notes[key]


def is_of_another(page: Page, sentence: Sentence, mention: Mention) -> bool:
    """As `is_elsewhere`, for what is asked of everybody: only what leads to the mention makes it one tumour's.

    "RECIST or the criteria for lymphoma" names another tumour, and what stands above without a colon is no heading.
    """
    if not is_elsewhere(page, sentence):
        return False
    before = (sentence.start, mention.start)
    line = sentence.line
    if line and line.run_on:
        before = (max(sentence.start, mention.start - 60), mention.start)
    elif line:
        before = (min(line.start, sentence.start), mention.start)
    after = (mention.end, min(mention.end + 90, sentence.end))
    if named := {each.slug for each in page.within(before, "tumour")}:
        return named == {"other"}
    if ONLY_THEY.match(sentence.low, mention.end - sentence.start) and page.within(after, "tumour"):
        return True
    heads = [span for span in (line.above if line else ()) if page.low[span[0] : span[1]].rstrip().endswith(":")]
    if line and line.cohort:
        heads.append(line.cohort)
    for span in reversed(heads):
        if named := {each.slug for each in page.within(span, "tumour")}:
            return named == {"other"}
    return False


def _has_a_place(page: Page) -> bool:
    """Breast cancer or any solid tumour is named; where neither is, all of the trial is about another cancer."""
    key = ("place", 0)
    if key not in page.notes:
        page.notes[key] = any(
            each.slug in ("breast", "solid")
            for sentence in page.about("tumour")
            if sentence.section != "exclusion"
            for each in sentence.of("tumour")
        )
    return page.notes[key]


def _is_elsewhere(page: Page, sentence: Sentence) -> bool:
    """The sentence, or a line it is a part of, names another tumour and not breast: it asks nothing of our person."""
    named = sentence.of("tumour")
    if named:
        let_off = _lets_off(sentence.low)
        end = sentence.start + let_off.start() if let_off else sentence.end
        own = {each.slug for each in named if each.start < end or each.slug != "other"}
        if "breast" in own or "solid" in own:
            return False
        if "other" in own:
            return True
    if sentence.line and sentence.section == "inclusion" and sentence.line.start < sentence.start:
        said = {each.slug for each in page.within((sentence.line.start, sentence.start), "tumour")}
        if said and not sentence.line.run_on and not _lets_off(page.low[sentence.line.start : sentence.start]):
            return said == {"other"}  # "Melanoma. Patients must have …"
    spans = list(sentence.line.above) if sentence.line else []
    if sentence.line and sentence.line.cohort:
        spans.insert(0, page.line_at(sentence.line.cohort[0]))
    for span in reversed(spans):
        above = {each.slug for each in page.within(span, "tumour")}
        if "breast" in above or "solid" in above:
            return False
        if "other" in above:
            return True
    return sentence.line is not None and sentence.line.cohort is not None and _is_of_another(page, sentence.line.cohort)


GROUP = compiled(r"\b(?:cohort|part|module|group|arm|sub-?study)s? \w{1,3}\b")
MOST = 20
"""Places looked at for one group."""


def _is_of_another(page: Page, cohort: tuple[int, int]) -> bool:
    """The group is named elsewhere with another tumour, and nowhere with breast: "Part 2: melanoma"."""
    key = ("group", cohort[0])
    if key not in page.notes:
        name = GROUP.search(page.low, *cohort)
        found = set[str]()
        if name:
            for place in itertools.islice(_places(page.low, name[0], page.text_start), MOST):
                found |= {each.slug for each in page.within(page.line_at(place), "tumour")}
        page.notes[key] = found == {"other"}
    return page.notes[key]


def _places(low: str, name: str, start: int) -> Iterator[int]:
    """Where a name stands in words of its own."""
    place = low.find(name, start)
    while place >= 0:
        if not ((place > start and IN_WORD.match(low, place - 1)) or IN_WORD.match(low, place + len(name))):
            yield place
            place += len(name) - 1
        place = low.find(name, place + 1)


IN_WORD = re.compile(r"\w")
ONLY_THEY = compiled(r"\W{0,4}\s?(?:for|in) (?:patients|participants|subjects|those|the)\b|[^.;]{0,60}\bonly\b")
LET_OFF = compiled(r"\b(?:except|unless|other than|excluding)\b")


def _lets_off(low: str) -> re.Match[str] | None:
    if "except" in low or "unless" in low or "other than" in low or "excluding" in low:
        return LET_OFF.search(low)
    return None


KINDS = compiled(
    r"\bfollowing (?:\w+ ){0,3}?(?:histolog|tumou?r|cancer|indication|malignan|type|disease)[^.;]{0,40}:\W*\Z"
)
LISTED = compiled(
    r"\b(?:following|listed|below|these|selected|specific|types?:|one of|limited to|including|"
    r"includes?|such as|i\.e\.?|namely|known to|lung|express\w*|positive|mutat\w+)\b|:\s*$"
)


def any_solid_tumour(page: Page) -> bool:
    """Some cohort takes solid tumours of any kind: what is said of breast cancer then holds for a part only."""
    for sentence in page.about("tumour"):
        slugs = {each.slug for each in sentence.of("tumour")}
        if (
            sentence.section == "exclusion"
            or sentence.section == "heading"
            or "solid" not in slugs
            or slugs != {"solid"}
        ):
            continue
        if not re.search(
            r"\b(?:histolog|cytolog|patholog|confirmed|diagnos|documented|advanced|metastatic|refractory)", sentence.low
        ) or IN_PASSING.search(sentence.low):
            continue
        named = [each for each in sentence.of("tumour") if OF_ANY_KIND.search(page.low, each.start, each.end)]
        if any(stance(page, sentence, each) == "demanded" for each in named) and not LISTED.search(sentence.low):
            return not _names_the_kinds(page)
    return False


def _names_the_kinds(page: Page) -> bool:
    """A line promises kinds of tumour, and breast is among those below it."""
    for sentence in page.about("tumour"):
        line = sentence.line
        if line is None or sentence.section != "inclusion":
            continue
        if line.above and "breast" in {each.slug for each in sentence.of("tumour")}:
            if KINDS.search(page.low, *line.above[-1]):
                return True
    return False
