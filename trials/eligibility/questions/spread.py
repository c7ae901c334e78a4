"""Where metastases must be or must not be, how many there may be, and which histologies are named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from trials.eligibility.answers import Answer, Evidence, Stance
from trials.eligibility.mentions import Mention, own_bars, own_names, vocabulary_bars, vocabulary_names
from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled
from trials.eligibility.questions.scope import is_elsewhere
from trials.eligibility.stances import stance

NAME = "spread"
ASKED_ELSEWHERE = frozenset({"brain", "leptomeninges"})
KINDS = ("sites", "histologies")
N = r"(?P<{0}>\d{{1,2}}|one|two|three|four|five|six|ten)"
WHAT = r"\s+(?:\w+\s+){0,3}?(?:metasta\w+|lesions|sites of (?:disease|metast\w+))"
MOST = compiled(r"(?:≤|<\s?=|=\s?<|no more than|not more than|up to|maximum(?: of)?|at most)\s*" + N.format("m") + WHAT)
RANGE = compiled(r"\b" + N.format("n") + r"\s*(?:-|to)\s*" + N.format("m") + WHAT)
OVER = compiled(r"(?:>|more than|greater than)\s*" + N.format("m") + WHAT)
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
PASSING = compiled(
    r"\b(?:uln|upper limit|ast|alt|bilirubin|alkaline|target lesion|biops\w+|measur\w+|if (?:liver|bone)|"
    r"in the presence of|radiother\w*|radiation|irradiat\w*|history of other|in situ|neutrophil\w*|anc|platelet\w*|"
    r"staging|imaging studies|to be treated|specimens?|margins?|agents?|fractures?|"
    r"detected|defined|estimated|considered|classified|notes?:|face|papul\w*|"
    r"other (?:cancers?|malignanc\w+)|skin cancers?|cervi\w+)\b"
)
QUALIFIED = compiled(
    r"\bonly\b|\bisolated|\bunique|\bsole\b|\bsymptom\w*|\buncontrolled|\bunstable|\bunless\b|\bexcept|\brisk\b|"
    r"\bthreaten\w*|\bdysfunction|\d\s?%|\bextensive|\bactive\b|\bcavit\w*|\buntreated|\bwithin \d|\bin the area|"
    r"\bcalvarium|\bnew\b|\bevidence of progress|\bintended|\bspread that\b"
)
""" "Only liver metastases", "symptomatic lung metastases": keeps out some of those who have them."""
IF_THEY_HAVE = compiled(
    r"\W*(?:if\b|(?:patients?|participants?|subjects?|women|those) "
    r"(?:with|who have) [^.;]{0,80}\b(?:must|should|need)\b)"
)
OR_BEFORE = compiled(r"\bor\W+(?:\w+\W+){0,2}$")
OR_AFTER = compiled(r"\W+(?:\w+\W+){0,2}or\b")
SPREAD = compiled(r"\bmetasta|\bspread\b|\binvolve|\blesions?\b|\bdisease\b|\bonly\b")


def words() -> Iterator[tuple[str, str, str]]:
    yield from own_names("count")
    for kind in KINDS:
        yield from vocabulary_names(kind)


def bars() -> Iterator[tuple[str, str, str]]:
    yield from own_bars("count")
    for kind in KINDS:
        yield from vocabulary_bars(kind)


def answers(page: Page) -> Iterable[Answer]:
    yield from _counted(page)
    for kind in KINDS:
        found: dict[tuple[str, str], list[Evidence]] = {}
        for sentence in page.about(kind):
            low = sentence.low
            if sentence.section == "heading" or PASSING.search(low) or low.rstrip().endswith(":"):
                continue
            if is_elsewhere(page, sentence) or (kind == "sites" and not SPREAD.search(low)):
                continue
            if kind == "histologies" and any(each.slug == "other" for each in sentence.of("tumour")):
                continue
            for mention in sentence.of(kind):
                if mention.slug not in ASKED_ELSEWHERE and (said := _said(page, sentence, mention)) != "mentioned":
                    found.setdefault((mention.slug, said), []).append(
                        page.evidence(sentence, "excluded" if said == IN_PART else said, f"{NAME}.{kind}")
                    )
        question = "histology" if kind == "histologies" else NAME
        for slug in dict.fromkeys(slug for slug, _ in found):
            said = next(each for each in ("excluded", "demanded", "allowed", IN_PART) if (slug, each) in found)
            proof = tuple(found[slug, said])
            if said == IN_PART:
                yield Answer(question, slug, "excluded", proof, "unclear")
            else:
                yield Answer(question, slug, said, proof)


IN_PART: Final = "excluded_in_part"


def _said(page: Page, sentence: Sentence, mention: Mention) -> Stance | Literal["excluded_in_part"]:
    """What is said of a site or histology; one of several that would do is let in, not demanded."""
    said = stance(page, sentence, mention)
    before, after = sentence.before(mention), sentence.after(mention)
    if before.endswith(("non-", "non ")) and said in ("demanded", "allowed"):
        said = "excluded"
    if said == "demanded" and IF_THEY_HAVE.match(sentence.low):
        return "mentioned"
    several = len({each.slug for each in sentence.of(mention.kind)}) > 1 and " or " in sentence.low
    if said == "demanded" and (several or OR_BEFORE.search(before[-60:]) or OR_AFTER.match(after)):
        return "allowed"
    if said == "excluded" and (QUALIFIED.search(sentence.low) or (sentence.line and sentence.line.cohort)):
        return IN_PART
    return said


def _counted(page: Page) -> Iterator[Answer]:
    """How many metastases there may be."""
    least, most, proof = 0, None, list[Evidence]()
    for sentence in page.about("count"):
        low = sentence.low
        if sentence.section == "heading" or "brain" in low or "cns" in low or PASSING.search(low):
            continue
        excluded = sentence.section == "exclusion"
        match = OVER.search(low) if excluded else (RANGE.search(low) or MOST.search(low))
        if match and (most is None or _number(match["m"]) > most):
            least = _number(match["n"]) if "n" in match.groupdict() else least
            most = _number(match["m"])
            proof.append(page.evidence(sentence, "excluded" if excluded else "demanded", f"{NAME}.count"))
    if most is not None:
        yield Answer(NAME, "metastases", (least, most), tuple(proof))


def _number(text: str) -> int:
    return NUMBERS[text] if text in NUMBERS else int(text)
