"""What a title says is tested, what that is compared with, and of what kind it is. Pure. Called by modality.py."""

from __future__ import annotations

import re

from trials import vocabulary
from trials.eligibility.mentions import Mention
from trials.eligibility.page import Sentence
from trials.eligibility.questions import _tested_words as said
from trials.eligibility.questions import _therapies as therapies


def titled(titles: list[Sentence]) -> tuple[dict[str, list[Mention]], set[str]]:
    """(treatments a title says are tested, by field; those it only compares with)"""
    named: dict[str, list[Mention]] = {}
    compared: set[str] = set()
    for title in titles:
        mentions = title.of(therapies.KIND)
        if not mentions:
            continue
        against = said.AGAINST.search(title.low)
        free_until = _with_a_backbone(title, against) if against else 0
        kinds = len({mention.slug for mention in mentions})
        for mention in mentions:
            place = mention.start - title.start
            before = title.low[max(0, place - 70) : place]
            if says_no_more(mentions, mention) or (mention.slug == "immunotherapy" and kinds > 1):
                continue
            if before[-1:] in "-]" and said.ATOM.search(before) and not LABELLED & set(modalities(mention)):
                continue  # it only shows the atom the way
            if before.endswith("anti-") and "other" in vocabulary.modalities(mention.slug):
                continue  # an antibody against a cytokine
            if said.GLUED.match(title.low[mention.end - title.start :]):
                continue
            found = list(said.EARLIER.finditer(before))
            if found and not said.BEGINS_ANEW.search(before, found[-1].end()):
                continue
            if (
                against
                and place > max(against.start(), free_until)
                and not said.BOTH.search(title.low[against.end() : place])
                and any(each.start - title.start < against.start() for each in mentions)
            ):
                compared.add(mention.slug)
            else:
                named.setdefault(title.field, []).append(mention)
    tested = tested_slugs(named)
    if tested and any(said.CHOICE.search(title.low) or _against_letters(title) for title in titles):
        compared.add("chemotherapy")  # "versus treatment of physician's choice": the drugs to choose from
    return named, compared - tested


LABELLED = frozenset({"radioligand", "imaging_diagnostic"})


def _against_letters(title: Sentence) -> bool:
    """ "A versus THP": only the others get chemotherapy."""
    against = said.AGAINST.search(title.low)
    return (
        against is not None
        and said.REGIMEN.search(title.low, against.end()) is not None
        and said.REGIMEN.search(title.low, 0, against.start()) is None
        and said.CHEMOTHERAPY.search(title.low, 0, against.start()) is None
        and not said.BOTH.search(title.low, against.end())
    )


def comes_first(title: Sentence, mention: Mention, modality: str) -> bool:
    """ "Short radiotherapy and lymphedema": rays before the side effect are what is tested."""
    found = said.SIDE_EFFECT.search(title.low)
    return (
        modality in ("radiotherapy_other", "sbrt") and found is not None and mention.end - title.start < found.start()
    )


def _with_a_backbone(title: Sentence, against: re.Match[str]) -> int:
    """ "A versus A plus B", "A versus B plus A": all get A, and B is what is tested. How far that goes, or 0."""
    place = title.start + against.start()
    ends = said.GIVEN_TO.search(title.low, against.end())
    end = ends.start() if ends else len(title.low)
    first = {each.slug for each in title.of(therapies.KIND) if each.start < place}
    then = {each.slug for each in title.of(therapies.KIND) if place < each.start < title.start + end}
    told = title.low[against.end() : end]
    return end if first and first < then and said.AND_MORE.search(told) and not said.AGAINST.search(told) else 0


def says_no_more(mentions: list[Mention], mention: Mention) -> bool:
    """ "Anti-PD-1 monoclonal antibody": the kind after what it is aimed at."""
    return mention.slug == "targeted" and any(
        0 <= mention.start - each.end <= NEXT and each.slug != "targeted" for each in mentions
    )


NEXT = 2
"""Characters between two words."""


def tested_slugs(named: dict[str, list[Mention]]) -> set[str]:
    return {mention.slug for mentions in named.values() for mention in mentions}


def cells(low: str) -> re.Match[str] | None:
    """Cells as a treatment."""
    if "cell" in low or "lymphocyte" in low or "leukocyte" in low or "car" in low or "chimeric" in low or "pbl" in low:
        return said.CELLS.search(low)
    return None


def modalities(mention: Mention) -> list[str]:
    """Of one treatment; a bispecific antibody against a checkpoint is a checkpoint inhibitor and nothing else."""
    found = vocabulary.modalities(mention.slug)
    return sorted(found - {"other_targeted", "other"} or found - {"other"} or found)


def is_setting(title: Sentence, mention: Mention) -> bool:
    """ "Risk before major surgery", "care on a surgical ward": an operation that everybody has."""
    if mention.slug != "surgery":
        return False
    before = title.before(mention)[-80:]
    return (
        before.endswith("-")
        or said.SETTING.search(before) is not None
        or said.OF_THE_SETTING.match(title.after(mention)) is not None
    )


def by_name(low: str) -> str | None:
    """What a drug is by the look of its name, where it stands in no list."""
    if said.ADC.search(low):
        return "adc"
    if "vaccin" in low and not said.INFECTION.search(low) and not said.EARLIER.search(low, 0, low.find("vaccin")):
        return "vaccine"
    if said.SHOWS.match(low):
        return "imaging_diagnostic"
    for stem, modality in said.STEMS.items():
        end = low.find(stem) + len(stem)
        if end > len(stem) and not low[end : end + 1].isalpha() and not said.EARLIER.search(low, 0, end):
            return modality
    if any(
        (found := pattern.search(low)) and not said.EARLIER.search(low, 0, found.start())
        for pattern in (said.TARGETED, said.CODE)
    ):
        return "other_targeted"
    return None
