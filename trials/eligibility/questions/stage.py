"""Which stages may enter: early, locally advanced, metastatic. "Advanced" alone is the last two.

Read from the titles and from sentences that say what the participant has, never from those about what was given for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.page import Page, Sentence
from trials.eligibility.questions._stage_words import (
    ALL_FOUR,
    ANY_STAGE,
    BARRED,
    BARRED_IN_PART,
    CURABLE,
    EARLY,
    EARLY_TITLE,
    IN_THE_BRAIN,
    IS_SICK,
    LET_OFF,
    MEASURED,
    METASTATIC,
    NEAR,
    NO_METASTASES,
    NO_SPREAD,
    OF_BLOOD,
    ONE_ORGAN,
    ONLY_FOUR,
    OR_LOCALLY,
    OR_NOT,
    OR_SPREAD,
    PASSING,
    THREE_OR_FOUR,
    TNM,
    TREATED,
    blank,
    stages_in,
)
from trials.eligibility.questions.scope import is_elsewhere

NAME = "stage"
KINDS = ("stage_metastatic", "stage_advanced", "stage_locally", "stage_stage", "stage_early")
"""Kinds of their own: a word may stand for several."""


def words() -> Iterator[tuple[str, str, str]]:
    return own_names(*KINDS)


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars(*KINDS)


def _is_in_passing(sentence: Sentence, low: str) -> bool:
    """It names a stage beside what it is about: a biopsy, the values of the liver."""
    found = PASSING.search(low)
    if not found:
        return False
    last = max(each.end for each in sentence.mentions if each.kind in KINDS) - sentence.start
    return found.start() < last + NEAR or OF_BLOOD.search(low, found.start()) is not None


def answers(page: Page) -> Iterable[Answer]:
    titled, listed, said, early, barred = set[str](), set[str](), set[str](), False, set[str]()
    both = four = stage_four = three_or_four = says_more = False
    """Early or locally advanced, by the text; stage IV asked of all, or metastases in the brain; the same, by the text;
    stage III or IV, by the text; a title that says more than "advanced"."""
    proof: dict[str, list[Evidence]] = {}
    curable: list[tuple[Sentence, set[str]]] = []
    kept_out: list[Evidence] = []

    def note(stages: set[str], sentence: Sentence, rule: str) -> None:
        for stage in stages:
            proof.setdefault(stage, []).append(page.evidence(sentence, "demanded", rule))

    sentences = {sentence.start: sentence for kind in KINDS for sentence in page.about(kind)}
    for _, sentence in sorted(sentences.items()):
        low = sentence.low
        slugs = {each.slug for each in sentence.mentions if each.kind.startswith("stage_")}
        if sentence.field.startswith(("interventions", "keywords")):
            continue
        if sentence.section == "heading":
            stages = stages_in(low, slugs)
            if (
                "brain" in low
                and sentence.field.endswith("title")
                and IN_THE_BRAIN.search(low)
                and not OR_NOT.search(low)
            ):
                four = True
            is_early = "early" in slugs and EARLY.search(low) is not None
            if sentence.field.endswith("title"):
                if is_early and "metastatic" in stages and OR_SPREAD.search(low):
                    stages.add("early")
                elif is_early and "metastatic" not in stages:
                    early = True
                    or_locally = "locally_advanced" in stages and OR_LOCALLY.search(low) is not None
                    stages = {"early", "locally_advanced"} if or_locally else {"early"}
                elif EARLY_TITLE.search(low):
                    stages.add("early")
                titled |= stages
                says_more = says_more or "metasta" in low or "locally" in slugs or "unresect" in low
            else:
                if is_early and not stages:
                    stages = {"early"}
                listed |= stages
            note(stages, sentence, "stage.heading")
            continue
        if sentence.section == "exclusion":
            spread = BARRED.match(low) if "metasta" in low or "stage" in low or "m1" in low else None
            if spread and not BARRED_IN_PART.match(low, spread.end()) and not ONE_ORGAN.search(low):
                barred.add("metastatic")
                kept_out.append(page.evidence(sentence, "excluded", "stage.barred"))
            continue
        if is_elsewhere(page, sentence):
            continue
        if "early" in slugs or "stage" in slugs:
            curable.append((sentence, slugs))
        meant = LET_OFF.split(low, maxsplit=1)[0] if "except" in low or "unless" in low else low
        if "metastatic" in slugs and NO_METASTASES.match(low) and not ONE_ORGAN.search(low):
            barred.add("metastatic")
            kept_out.append(page.evidence(sentence, "excluded", "stage.barred"))
            continue
        if (
            not IS_SICK.search(low)
            or _is_in_passing(sentence, meant)
            or ("measurable" in meant and MEASURED.match(meant))
        ):
            continue
        if "without" in low and NO_SPREAD.search(low):
            barred.add("metastatic")
            kept_out.append(page.evidence(sentence, "excluded", "stage.barred"))
            continue
        three_or_four = three_or_four or ("stage" in slugs and THREE_OR_FOUR.match(low) is not None)
        if "stage iv" in low:
            stage_four = stage_four or ONLY_FOUR.search(low) is not None
            four = four or ALL_FOUR.search(low) is not None
        low = TNM.sub(blank, meant) if "node" in meant else meant
        treated = TREATED.search(low)
        cut = low[: treated.start()] if treated and treated.start() > 25 else ("" if treated else low)
        stages = stages_in(cut, slugs) if cut else set()
        if "early" in slugs and EARLY.search(cut) and (not METASTATIC.search(cut) or OR_SPREAD.search(cut)):
            or_spread = METASTATIC.search(cut) is not None
            if or_spread:
                stages.add("metastatic")
            or_locally = "locally_advanced" in stages and OR_LOCALLY.search(cut) is not None
            both = both or or_locally
            if not (or_spread or or_locally or ANY_STAGE.search(cut)):
                stages -= {"locally_advanced"}
            stages = stages | {"early"}
        said |= stages
        note(stages, sentence, "stage.text")
    found = _settle(titled, said, listed, early, barred)
    if three_or_four and "early" in said and not says_more:
        found |= {"early"}
    if not found:
        for sentence, slugs in curable:
            if CURABLE.search(sentence.low) and "prophyla" not in sentence.low:
                stages = {"early"} | stages_in(sentence.low, slugs)
                found |= stages
                note(stages, sentence, "stage.curable")
    if both and found == {"early"}:
        found = {"early", "locally_advanced"}
    if (
        stage_four
        and said == {"metastatic"}
        and not any("locally" in each.quote.lower() for each in proof["metastatic"])
    ):
        four = True  # "advanced" in the title, and stage IV in the text
    if four and "metastatic" in found and "early" not in found:
        found = {"metastatic"}
    for stage in ("early", "locally_advanced", "metastatic"):
        if stage in found:
            yield Answer(NAME, stage, "admitted", tuple(proof.get(stage) or kept_out))


def _settle(titled: set[str], said: set[str], listed: set[str], early: bool, barred: set[str]) -> set[str]:
    if early or ("metastatic" in barred and "metastatic" not in titled):
        if early and "locally_advanced" in titled and "metastatic" not in titled:
            return {"early", "locally_advanced"}
        if "locally_advanced" in titled and "metastatic" not in titled:
            return {"locally_advanced"} | ((titled | said) & {"early"})
        kept = {"early"} if "early" in (titled | said | listed) or early else set()
        return (kept or (said - {"metastatic"}) or {"early"}) | (titled & {"metastatic"})
    if titled:
        return titled | (said - {"early"} if "metastatic" in titled else said)
    return said or listed
