"""Blood counts, kidney, liver and heart: seen, and not read. The page says so instead of keeping silent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.page import Page

NAME = "organ_function"


def words() -> Iterator[tuple[str, str, str]]:
    return own_names("organ")


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars("organ")


def answers(page: Page) -> Iterable[Answer]:
    found: dict[str, list[Evidence]] = {}
    for sentence in page.about("organ"):
        if sentence.section == "heading":
            continue
        for organ in dict.fromkeys(each.slug for each in sentence.of("organ")):
            if len(found.setdefault(organ, [])) < 3:
                found[organ].append(page.evidence(sentence, "mentioned", f"{NAME}.seen"))
    for organ, proof in found.items():
        if proof:
            yield Answer(NAME, organ, "seen", tuple(proof), "unclear")
