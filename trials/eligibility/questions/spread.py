"""Where metastases must be or must not be, how many there may be, and which histologies are named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import own_bars, own_names, vocabulary_bars, vocabulary_names
from trials.eligibility.page import Page
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
    r"in the presence of|radiother\w*|history of other|in situ)\b"
)
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
            if sentence.section == "heading" or PASSING.search(sentence.low) or is_elsewhere(page, sentence):
                continue
            if kind == "sites" and not SPREAD.search(sentence.low):
                continue
            for mention in sentence.of(kind):
                said = stance(page, sentence, mention)
                if said != "mentioned" and mention.slug not in ASKED_ELSEWHERE:
                    found.setdefault((mention.slug, said), []).append(page.evidence(sentence, said, f"{NAME}.{kind}"))
        for slug in dict.fromkeys(slug for slug, _ in found):
            said = next(each for each in ("excluded", "demanded", "allowed") if (slug, each) in found)
            yield Answer("histology" if kind == "histologies" else NAME, slug, said, tuple(found[slug, said]))


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
