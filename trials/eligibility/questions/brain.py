"""Brain metastases, as two answers: are they demanded, and which is the least restrictive status that is admitted.

`admitted`: untreated > stable > none. An exclusion admits what it does not name ("untreated brain metastases" keeps out
the untreated, so the stable may enter); what is expressly allowed counts more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trials import vocabulary
from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.page import Page
from trials.eligibility.patterns import compiled
from trials.eligibility.questions._brain_sentence import condition, in_passing, is_detail, is_spread, tier
from trials.eligibility.questions._brain_words import COUNTED, NOT_DEMANDED, TITLED
from trials.eligibility.questions.scope import is_elsewhere

NAME = "brain"
SEVERAL_PARTS = compiled(r"[/,&+]|\b(?:and|or|both|induction|screening|treatment|cohorts|parts|phases|arms|groups)\b")
"""In the heading of a group of participants: it is no single part of the trial."""
TIERS = ("none", "stable", "untreated")


def words() -> Iterator[tuple[str, str, str]]:
    yield from own_names("brain")
    yield from (("brain", "spread", name) for name in vocabulary.term("conditions", "brain_metastases").names)


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars("brain")


def answers(page: Page) -> Iterable[Answer]:
    demanded, barred, let_in = list[Evidence](), list[tuple[str, Evidence]](), list[tuple[str, Evidence]]()
    puzzling, free_of_it = list[Evidence](), list[Evidence]()
    in_title = any(
        is_spread(sentence) and TITLED.search(sentence.low)
        for sentence in page.about("brain")
        if sentence.section == "heading" and sentence.field.endswith("title")
    )
    for sentence in page.about("brain"):
        if sentence.section != "heading" and NOT_DEMANDED.search(sentence.low):
            free_of_it.append(page.evidence(sentence, "allowed", "brain.not_demanded"))
            continue
        if not is_spread(sentence) or in_passing(sentence.low):
            continue
        if sentence.section == "heading":
            if (
                in_title
                and sentence.field.endswith("title")
                and not re.search(r"\b(?:without|no|prevent\w*|prophyla\w*|risk of)\b", sentence.low)
            ):
                demanded.append(page.evidence(sentence, "demanded", "brain.title"))
            continue
        if sentence.line and sentence.line.cohort and is_elsewhere(page, sentence):
            continue
        if (COUNTED.search(sentence.low) and sentence.section == "exclusion") or is_detail(page, sentence):
            continue
        rule, status = tier(page, sentence, in_title)
        if rule == "demanded":
            demanded.append(page.evidence(sentence, "demanded", "brain.demanded"))
        elif rule == "barred":
            limit = condition(sentence) if status == "untreated" else None
            untreated_by_size = limit == "size" and "untreated" in sentence.low
            (let_in if untreated_by_size else barred).append(
                (status, page.evidence(sentence, "excluded", f"brain.barred_{status}", condition=limit))
            )
        elif not rule:
            puzzling.append(page.evidence(sentence, "mentioned", "brain.unread"))
        elif rule == "allowed":
            limit = condition(sentence) if status == "untreated" else None
            let_in.append((status, page.evidence(sentence, "allowed", f"brain.allowed_{status}", condition=limit)))
    if free_of_it:
        let_in += [("untreated", proof) for proof in free_of_it]
        demanded, in_title = [], False
    if demanded and (in_title or not any(status == "none" for status, _ in barred)):
        yield Answer(NAME, "demanded", True, tuple(demanded))
    if puzzling and not (barred or let_in or demanded):
        yield Answer(NAME, "admitted", "unclear", tuple(puzzling), "unclear")
    if demanded and in_title:  # what keeps some out does not keep out all
        barred = [(status, proof) for status, proof in barred if status != "none"]
    if barred and not let_in and _is_of_one_part(page, [proof for _, proof in barred]):
        yield Answer(NAME, "admitted", _settled(barred, let_in)[0], tuple(proof for _, proof in barred), "unclear")
    elif barred or let_in:
        settled, proof = _settled(barred, let_in)
        yield Answer(NAME, "admitted", settled, tuple(proof))


def _is_of_one_part(page: Page, proofs: list[Evidence]) -> bool:
    """All that is barred is barred from one part of the trial; of the others, which the text names, nothing is said."""
    parts = {each.cohort for each in proofs}
    if len(parts) > 1 or (part := parts.pop()) is None or SEVERAL_PARTS.search(part.lower()):
        return False
    return "only" in part or any(
        not page.raw[line.cohort[0] : line.cohort[1]].startswith(part) for line in page.lines if line.cohort
    )


Read = tuple[str, Evidence]
"""(the best status that may enter, the sentence that says so)"""


def _settled(barred: list[Read], let_in: list[Read]) -> tuple[str, list[Evidence]]:
    """The best status of any group of participants, and its proof: that of its groups alone, where no sentence that
    holds for all says it."""
    if general := [each for each in barred if each[1].cohort is None]:
        lowest = min(TIERS.index(status) for status, _ in general)
    else:
        of_group = dict[str | None, int]()
        for status, proof in barred:
            of_group[proof.cohort] = min(of_group.get(proof.cohort, 2), TIERS.index(status))
        lowest = max(of_group.values(), default=-1)
    highest = max((TIERS.index(status) for status, _ in let_in), default=-1)
    if general and lowest == 2:  # what one group says of its own does not bind the others
        highest = max((TIERS.index(status) for status, proof in let_in if proof.cohort is None), default=-1)
    place = highest if lowest == 2 and highest >= 0 else max(lowest, highest)
    settled = TIERS[place]
    at = [proof for status, proof in (*let_in, *barred) if status == settled]
    if at and all(proof.cohort for proof in at):
        return settled, at
    others = [proof for status, proof in (*let_in, *barred) if status != settled]
    return settled, [*at, *others]
