"""Menopause: postmenopausal only, premenopausal only, or any with suppression of the ovaries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled, seldom
from trials.eligibility.stances import stance

NAME = "menopause"
BIRTH = compiled(
    r"\b(?:childbearing|child-bearing|child bearing|contracepti\w*|birth control|pregnan\w*|sterile|"
    r"sterili[sz]\w*|(?:in)?fertile|reproductive|barrier|breast-?feeding|non-?childbearing|wocbp|tubal|"
    r"intercourse)\b"
)
POST = compiled(
    r"(?<!not )(?<!not be )(?<!non)(?<!non-)\bpost-?\s?menopaus\w*|"
    r"(?<!pre-)(?<!pre )(?<!peri-)(?<!peri )\bmenopausal women\b"
)
EARLIER = compiled(
    r"\b(?:pre-?|peri-?)(?:\s?(?:/|or|and|,)\s?peri-?)?\s?menopaus\w*|\bpre-?\s?(?:/|or|and|,|"
    r"\()\s?(?:peri|post)-?\)?\s?menopaus\w*|\bnot (?:be )?post-?menopausal|\bnon-?postmenopausal"
)
SUPPRESSED = compiled(
    r"\b(?:gnrh|lhrh|lh-rh|lh rh|luteini[sz]ing[- ]hormone[- ]releasing|gonadotrop[hi]*n[- ]releasing|goserelin|"
    r"leuprol?ide|leuprorelin|"
    r"triptorelin|zoladex|ovarian (?:function )?(?:suppression|ablation|function)|ofs|medically "
    r"induced|chemical castration|induced menopause)\b"
)
DEFINES = compiled(r"\b(?:defined|definition|considered|confirmed by|is documented|status (?:is|must|will))\b")
HRT = seldom(
    r"\b(?:considered|regarded as|deemed) post-?\s?menopausal if\b|"
    r"\bpost-?\s?menopausal status,? (?:if|is to|should|must)\b|"
    r"\b(?:hrt|hormone replacement|confirmation of post)"
)
UNABLE = compiled(r"\b(?:hypersensitiv|intoleran|contraindicat|allerg|unwilling|not willing|refus|unable)")
"""Those who cannot take the suppression are kept out: the others may enter with it."""
QUALIFIES = compiled(r"\b(?:qualif(?:y|ies)|(?:are|is|be|also) (?:also )?(?:eligible|allowed|permitted|admitted))\b")
CONTINUES = compiled(r"\b(?:continue|not eligible|not allowed|not permitted|prior|previous)\b")
BEARING = seldom(r"\b(?:of|with) child-?\s?bearing potential\b")
INDUCED = compiled(
    r"\b(?:must|willing|agree|commit|undergo\w*|receiv\w+)\b[^.;]{0,80}\b(?:induced menopause|"
    r"ovarian (?:function )?(?:suppression|"
    r"ablation)|(?:lhrh|gnrh|lh-rh) (?:agonist|analog)|goserelin|zoladex|leuprol?ide|leuprorelin|triptorelin)"
)
CONSIDERED = compiled(
    r"\b(?:(?:will|would|can|may|are|is) be|are|is|be) consider(?:ed)? (?:to be )?(?:(?:pre|post|peri)-?\s?)menopaus"
)
"""Who counts as what, not who may enter."""
NOT_POST = compiled(
    r"\W*(?:(?:patients?|women|participants?|subjects?|who|is|are) ){0,3}not (?:be )?post-?\s?menopaus\w*\W*"
    r"(?:\(.*|\Z)"
)
NONE_BEFORE = compiled(
    r"\W*no (?:patients|women|participants|subjects|people)\b[^.;]{0,30}\bpre-?\s?menopaus\w*( status)?\W*\Z"
)
DEFINED = compiled(r"\bdefined|\bdefinition")
OR_POST = compiled(r"\bor (?:(?:be|are|must be|have been|already|a|naturally|surgically) ){0,3}post-?\s?menopaus")
""" "Ovarian suppression, or postmenopausal": the others enter with it."""
BOTH = compiled(
    r"\bpre-?\s?(?:menopausal)?,?\s?(?:/|or|and|,|\+)\s?(?:peri-?\s?(?:menopausal)?\s?(?:[/,]?\s?(?:or|and)|[/,])"
    r"\s?)?post ?-?\s?menopaus|\bpost-?\s?(?:menopausal)?,?\s?(?:/|or|and|"
    r",)\s?(?:peri-?\s?(?:menopausal)?\s?,?\s?(?:/|or|and)\s?)?pre ?-?\s?menopaus|\bany menopausal|"
    r"\bregardless of menopaus|\birrespective of menopaus|menopausal status:?\s+(?:not specified|any)"
)


ALL_PRE = compiled(
    r"^\W*(?:(?:all|the|eligible) )?(?:patients?|participants?|subjects?|women) (?:were|was|are|is|must be|should be) "
    r"(?:pre-?|peri-?)(?:\s?(?:/|or|and|,)\s?peri-?)?\s?menopaus"
)
""" "Patients must be premenopausal": nobody else is spoken of."""

NOT_YET = compiled(
    r"\bnaturally post-?\s?menopaus|\bnot applicable\b|\bmust (?:have been|be) amenorrh|\bnon-?\s?child|"
    r"\bif not known\b"
)
"""Who can bear a child, and what counts as menopause."""


def words() -> Iterator[tuple[str, str, str]]:
    return own_names("menopause")


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars("menopause")


def answers(page: Page) -> Iterable[Answer]:
    post, pre, suppressed = list[Evidence](), list[Evidence](), list[Evidence]()
    free, whole = False, list[Evidence]()
    """`whole`: the title, or a sentence about all, says that they are premenopausal."""
    for sentence in page.about("menopause"):
        low = sentence.low
        if sentence.field.startswith(("interventions", "keywords")) or sentence.field.startswith("conditions"):
            continue
        named = "menopaus" in low
        is_post, is_pre = POST.search(low) if named else None, EARLIER.search(low) if named else None
        context = low + " " + page.below(sentence) + " " + page.rest_of_line(sentence)[:250]
        heading = sentence.section == "heading"
        if any(BIRTH.search(above) for above in page.above(sentence)) or HRT.search(low):
            continue
        if is_pre and not is_post and "pre" in is_pre[0] and not BOTH.search(low):
            if (heading or ALL_PRE.match(low)) and sentence.section != "exclusion":
                whole.append(page.evidence(sentence, "demanded", "menopause.pre"))
        if post and not is_pre and SUPPRESSED.search(low) and QUALIFIES.search(low) and not CONTINUES.search(low):
            suppressed.append(page.evidence(sentence, "allowed", "menopause.suppressed"))
            continue
        if BEARING.search(low) and INDUCED.search(low) and sentence.section != "exclusion":
            suppressed.append(page.evidence(sentence, "allowed", "menopause.suppressed"))
            continue
        if CONSIDERED.search(low):
            continue
        if not (is_post or is_pre) or (BIRTH.search(low) and not SUPPRESSED.search(low)):
            continue
        said = "demanded" if heading else stance(page, sentence, sentence.of("menopause")[0])
        if sentence.section == "exclusion":
            if NOT_POST.match(low) and not SUPPRESSED.search(low):
                post.append(page.evidence(sentence, "excluded", "menopause.post"))
            elif is_pre and SUPPRESSED.search(low) and UNABLE.search(low):
                suppressed.append(page.evidence(sentence, "allowed", "menopause.suppressed"))
            elif (
                is_pre
                and not is_post
                and said == "excluded"
                and not SUPPRESSED.search(low)
                and re.match(r"\W*(?:pre|peri|patients who are pre|women who are pre)", low)
            ):
                post.append(page.evidence(sentence, "excluded", "menopause.post"))
            continue
        if (is_pre and SUPPRESSED.search(context)) or (
            is_post and not BIRTH.search(low) and not DEFINED.search(low) and _or_suppressed(low, is_post)
        ):
            suppressed.append(page.evidence(sentence, "allowed", "menopause.suppressed"))
            continue
        if is_pre and not is_post and said == "excluded" and NONE_BEFORE.match(low):
            post.append(page.evidence(sentence, "excluded", "menopause.post"))
            continue
        if BOTH.search(low) or said == "allowed" or (is_pre and is_post):
            free = True
            continue
        if DEFINES.search(low) and not re.search(
            r"\b(?:must be|women|patients|female)\b[^.;]{0,40}\bpost|^\W*(?:currently )?(?:post|pre)|"
            r"^\W*(?:women|females?|patients|participants) defined as pre",
            low,
        ):
            continue
        if BIRTH.search(low):
            continue
        if NOT_YET.search(low) or (not heading and _is_of_birth(page, sentence)):
            continue
        if is_post and re.match(r"\W*(?:if|for|in)\b|.*\bor\W*\Z", low):
            continue
        if is_post and not re.search(
            r"\b(?:level|levels|range|ranges|o?estradiol|e2|fsh)\b",
            low[max(0, is_post.start() - 70) : is_post.end() + 12],
        ):
            post.append(page.evidence(sentence, "demanded", "menopause.post"))
        elif is_pre and not re.match(r"\W*(?:if|for)\b", low) and re.search(r"\bpre", is_pre[0]):
            pre.append(page.evidence(sentence, "demanded", "menopause.pre"))
    if suppressed and whole and not post and not free:
        yield Answer(NAME, "", "pre_only", tuple(whole))
    elif suppressed:
        yield Answer(NAME, "", "any_with_suppression", tuple(suppressed))
    elif post and not free and not pre and any(each.cohort is None for each in post):
        yield Answer(NAME, "", "post_only", tuple(post))
    elif pre and not free and not post and any(each.cohort is None for each in pre):
        yield Answer(NAME, "", "pre_only", tuple(pre))


def _or_suppressed(low: str, post: re.Match[str]) -> bool:
    """Suppression of the ovaries is the other way in, named after menopause or before it."""
    if re.search(r"\b(?:or|including)\b", low[post.end() :]) and SUPPRESSED.search(low, post.end()):
        return True
    either = OR_POST.search(low)
    return either is not None and SUPPRESSED.search(low, 0, either.start()) is not None


def _is_of_birth(page: Page, sentence: Sentence) -> bool:
    """What comes just before in the line is about contraception and pregnancy."""
    line = sentence.line
    if line is None or line.run_on:
        return False
    return BIRTH.search(page.low, max(line.start, sentence.start - 300), sentence.start) is not None
