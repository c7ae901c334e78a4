"""What is given beside what is tested, and does not count. Called by modality.py."""

from __future__ import annotations

import re

from trials import vocabulary
from trials.eligibility.answers import Evidence
from trials.eligibility.mentions import Mention
from trials.eligibility.page import Sentence
from trials.eligibility.questions import _tested_words as said
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions import _titled_tests as titled


def drop_what_is_beside(found: dict[str, list[Evidence]], titles: list[Sentence], eases: bool) -> None:
    """A drug against a side effect or a name we do not know, beside a treatment and not in the title."""
    treats = found.keys() - {"other", "supportive_care", "imaging_diagnostic", "behavioural"}
    if not treats or eases:
        return
    for modality in ("other", "supportive_care"):
        proof = [each for each in found.get(modality, ()) if not each.field.endswith("title")]
        if any(each.field.endswith("title") for each in found.get(modality, ())) and not any(
            said.IMMUNOTHERAPY.search(title.low) for title in titles
        ):
            continue
        if proof and all(
            each.section == "heading"
            and each.field.startswith("interventions")
            and (
                _first_word(each.quote) in GIVEN_WITH_IT
                or not any(_first_word(each.quote) in title.low for title in titles)
            )
            and (each.rule in BESIDE or modality == "supportive_care")
            for each in proof
        ):
            found.pop(modality)


GIVEN_WITH_IT = frozenset({"prednisone", "prednisolone"})
"""What makes up for a drug against hormones, and stands in the title with it."""
BESIDE = frozenset({"modality.unknown", "modality.drug"})


def _first_word(quote: str) -> str:
    """Of an intervention's name, as a title would repeat it; a short word says too little alone."""
    word = re.split(r"[ ,(]", quote.lower(), maxsplit=1)[0]
    return word if len(word) > SHORT else quote.lower()


SHORT = 5
KINDS_OF_CODES = frozenset({"adc", "bispecific_t_cell_engager", "cell_therapy", "radioligand", "vaccine"})


def drop_codes_that_the_title_explains(found: dict[str, list[Evidence]]) -> None:
    """An unknown code, and a title that says what kind of drug it is."""
    explained = any(
        all(each.field.endswith("title") for each in found[modality]) for modality in found.keys() & KINDS_OF_CODES
    )
    if explained and all(each.rule == "modality.intervention" for each in found.get("other_targeted", ())):
        found.pop("other_targeted", None)


def drop_what_makes_room(
    found: dict[str, list[Evidence]], real: list[Sentence], named: dict[str, list[Mention]]
) -> None:
    """Chemotherapy that clears the way for cells is not what is tested, nor what helps them to grow."""
    if "cell_therapy" not in found:
        return
    given = {mention.slug for sentence in real for mention in sentence.of(therapies.KIND)}
    in_titles = titled.tested_slugs(named)
    for modality, helpers in MAKE_ROOM.items():
        slugs = {slug for slug in given | in_titles if modality in vocabulary.modalities(slug)}
        if modality in found and slugs and slugs <= helpers and not slugs & in_titles:
            del found[modality]


MAKE_ROOM = {
    "chemotherapy": frozenset({"fludarabine", "cyclophosphamide", "bendamustine", "lymphodepletion"}),
    "other": frozenset({"aldesleukin", "tcr_t", "car_t", "til", "nk_cells", "cell_therapy"}),
}
