"""What the trial tests: the treatments of its interventions and titles, without comparators and earlier treatment."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence

from trials import vocabulary
from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import Mention, vocabulary_bars, vocabulary_names
from trials.eligibility.page import Page, Sentence
from trials.eligibility.questions import _beside_the_tested as beside
from trials.eligibility.questions import _tested_words as said
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions import _titled_tests as titled

NAME = "modality"
KIND = "modality"
OWN = "modalities"
"""The vocabulary file of wordings that name a modality and no drug."""


def words() -> Iterator[tuple[str, str, str]]:
    guide = _guide()
    return ((KIND, guide[slug], name) for _, slug, name in vocabulary_names(OWN))


def bars() -> Iterator[tuple[str, str, str]]:
    guide = _guide()
    return ((KIND, guide[slug], wording) for _, slug, wording in vocabulary_bars(OWN))


def _guide() -> dict[str, str]:
    """Row of the vocabulary → the guide's modality."""
    return {term.slug: term.guide for term in vocabulary.terms(OWN) if isinstance(term, vocabulary.Modality)}


PLAIN = frozenset({"imaging_diagnostic", "behavioural"})
EASING = frozenset({"supportive_care", "behavioural", "other", "surgery"})
"""What may be given against a side effect; a cancer drug beside it brought it on."""
GUESSES = frozenset({f"{NAME}.else", f"{NAME}.unknown"})
"""No word tells what is tested. "Something else" is right in half of the trials: it is unclear."""


class _Tested:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: dict[str, list[Evidence]] = {}

    def add(self, modality: str, sentence: Sentence | None, rule: str) -> None:
        if sentence is not None:
            self.found.setdefault(modality, []).append(self.page.evidence(sentence, "demanded", f"{NAME}.{rule}"))
        else:
            self.found.setdefault(modality, [])


def answers(page: Page) -> Iterable[Answer]:
    listing = page.listing
    titles = [sentence for sentence in page.headings if sentence.field.endswith("title")]
    given = [sentence for sentence in page.headings if sentence.field.startswith("interventions")]
    tested = _Tested(page)
    if any(_is_watched(title.low) for title in titles) or any(said.NO_INTERVENTION.match(each.low) for each in given):
        for title in titles:
            for mention in title.of(KIND):
                if mention.slug in ("imaging_diagnostic", "behavioural"):
                    tested.add(mention.slug, title, "watched")
        if not tested.found:
            tested.add("other", titles[0], "watched")
        yield from (Answer(NAME, modality, "tested", tuple(proof)) for modality, proof in tested.found.items())
        return
    eases = any(said.SIDE_EFFECT.search(title.low) for title in titles)
    named, compared = titled.titled(titles)
    real = [sentence for sentence in given if not said.PROCEDURE.match(sentence.low.strip())]
    plain = [sentence for sentence in real if not said.SUPPORTED.match(sentence.low.strip())]
    if plain and not any(said.COMFORT.search(title.low) for title in titles):
        real = plain  # what the others get
    if len(combined := titled.tested_slugs(named)) > 1 and any(said.CONTROLLED.search(title.low) for title in titles):
        compared |= {each.slug for sentence in real for each in sentence.of(therapies.KIND)} - combined
    teaches = eases and any(each.slug == "behavioural" for title in titles for each in title.of(KIND))
    for sentence in real:
        _intervention(tested, sentence, named, compared, eases, teaches=teaches)
    for title in titles:
        if not given and (taught := [each for each in title.of(KIND) if each.slug == "behavioural"]):
            named[title.field] = [each for each in named.get(title.field, ()) if each.start < taught[0].start]
        if tested.found.keys() == {"behavioural"}:
            break  # what is taught; the title says what else they are given
        for mention in named.get(title.field, ()):
            for modality in titled.modalities(mention):
                if modality == "supportive_care" and len(titled.tested_slugs(named)) > 1 and not eases:
                    continue
                if not eases or (not given and (modality in EASING or titled.comes_first(title, mention, modality))):
                    tested.add("supportive_care" if eases and modality == "other" else modality, title, "title")
    if not given and not eases and tested.found.keys() - {*PLAIN, "supportive_care"}:
        for title in titles:
            _code_beside(tested, title)
    if not eases and "vaccine" not in tested.found:
        for title in titles:
            if (cells := titled.cells(title.low)) and not said.EARLIER.search(title.low, 0, cells.start()):
                tested.add("cell_therapy", title, "title")
    if not tested.found:
        _from_title(tested, titles, given, eases, listing.interventions)
    found = tested.found
    if found.keys() == {"other"} and all(each.rule == f"{NAME}.unknown" for each in found["other"]):
        kinds = PLAIN | {"other"}
        told = [(mention.slug, title) for title in titles for mention in title.of(KIND) if mention.slug in kinds]
        for modality, title in told:  # an unknown name, and a title that says what it is
            found.pop("other", None)
            tested.add(modality, title, "title")
    if eases and real:
        _name_what_eases(tested, titles)
    _name_what_looks(tested, titles, eased=eases and not real)
    beside.drop_what_is_beside(found, titles, eases)
    beside.drop_codes_that_the_title_explains(found)
    beside.drop_what_makes_room(found, real, named)
    if "other_targeted" in found and found.keys() <= {"imaging_diagnostic", "other_targeted"}:
        if probed := next((title for title in titles if said.PROBE.search(title.low)), None):
            del found["other_targeted"]  # what the probe is made of
            tested.add("imaging_diagnostic", probed, "title")
    if found.keys() == {"behavioural", "supportive_care"} and not given:
        found.pop("supportive_care")  # what is taught, against a symptom
    if "sbrt" in found and any("brain" in title.low for title in titles):
        found["srs"] = found.pop("sbrt")
    elif "srs" in found and _in_the_body(titles):
        found.setdefault("sbrt", []).extend(found.pop("srs"))
    if found.keys() & {"srs", "sbrt"}:  # "radiation" beside it names the same
        found.pop("radiotherapy_other", None)
    if len(found) > 1 and all(
        each.field.endswith("title")
        and (found.keys() & {"vaccine", "cell_therapy"} or not _gives_another(named.get(each.field, ())))
        for each in found.get("other", ())
    ):
        found.pop("other", None)  # a word like "registry" in a title, or what is given with a vaccine or cells
    for modality, proof in tested.found.items():
        guessed = modality == "other" and bool(proof) and all(each.rule in GUESSES for each in proof)
        yield Answer(NAME, modality, "tested", tuple(proof[:4]), "unclear" if guessed else "stated")


def _in_the_body(titles: list[Sentence]) -> bool:
    """Radiosurgery of something that is not in the head."""
    return any(said.BODY.search(title.low) for title in titles) and not any(
        said.HEAD.search(title.low) for title in titles
    )


def _gives_another(mentions: Sequence[Mention]) -> bool:
    return any("other" in titled.modalities(mention) and mention.slug != "immunotherapy" for mention in mentions)


def _name_what_eases(tested: _Tested, titles: list[Sentence]) -> None:
    """An unknown name against a side effect, and a title that says what it is: a course, an operation."""
    found = tested.found
    if found.keys() != {"supportive_care"} or any(each.rule != f"{NAME}.eased" for each in found["supportive_care"]):
        return
    for title in titles:
        effect = said.SIDE_EFFECT.search(title.low)
        for mention in title.of(KIND):
            first = effect is not None and mention.end - title.start < effect.start()
            operated = mention.slug == "surgery" and first and not titled.is_setting(title, mention)
            if mention.slug == "behavioural" or operated:
                found.pop("supportive_care", None)
                tested.add(mention.slug, title, "title")


def _name_what_looks(tested: _Tested, titles: list[Sentence], *, eased: bool) -> None:
    """A test for a side effect eases nothing, a campaign for a test is no test, and a name with a code is a drug."""
    found = tested.found
    for title in titles:
        if eased and found.keys() == {"supportive_care"} and (effect := said.SIDE_EFFECT.search(title.low)):
            for pattern, modality in ((said.DIAGNOSES, "imaging_diagnostic"), (said.MARKS, "other")):
                if found.keys() == {"supportive_care"} and pattern.search(title.low, 0, effect.start()):
                    del found["supportive_care"]
                    tested.add(modality, title, "looks")
        only_plain = "imaging_diagnostic" in found and found.keys() <= PLAIN
        promoted = said.PROMOTES.search(title.low) if only_plain else None
        if promoted and not said.KIT.search(title.low, 0, promoted.start()):
            del found["imaging_diagnostic"]
            tested.add("behavioural", title, "promotes")
        for proof in tuple(found.get("other", ())):
            named = title.low.find(f"{proof.quote.lower()} (")
            if proof.rule == f"{NAME}.unknown" and named >= 0 and len(proof.quote) > beside.SHORT:
                place = named + len(proof.quote) + 2
                if (code := said.CODE.match(title.low, place)) and title.low[code.end() : code.end() + 1] == ")":
                    found["other"].remove(proof)
                    found.setdefault("other_targeted", []).append(proof)
        if not found.get("other", True):
            del found["other"]


def _code_beside(tested: _Tested, title: Sentence) -> None:
    """A title alone that gives a code, and a known drug with it."""
    for found in said.CODE.finditer(title.low):
        start, end = title.start + found.start(), title.start + found.end()
        known = any(each.start < end and start < each.end for each in title.of(therapies.KIND))
        known = known or any(
            0 < each.start - end < TOLD and _in_brackets(title, end, each) for each in title.of(therapies.KIND)
        )
        if (
            not known
            and said.GIVEN.search(title.low[: found.start()])
            and said.GIVEN_ALONE.match(title.low, found.end())
        ):
            tested.add("other_targeted", title, "intervention")


TOLD = 70
"""Characters in which brackets after a code say what it is."""


def _in_brackets(title: Sentence, place: int, mention: Mention) -> bool:
    between = title.low[place - title.start : mention.start - title.start]
    return between.lstrip().startswith("(") and ")" not in between


def _is_watched(title: str) -> bool:
    """Nothing is tried: people are followed under the treatment they have anyhow."""
    return said.WATCHED.search(title) is not None and (
        said.ONLY_WATCHED.search(title) is not None or said.TRIED.search(title) is None
    )


@functools.cache
def _classes() -> frozenset[str]:
    return frozenset(each.slug for each in vocabulary.terms("classes"))


def _intervention(
    tested: _Tested,
    sentence: Sentence,
    named: dict[str, list[Mention]],
    compared: set[str],
    eases: bool,
    *,
    teaches: bool,
) -> None:
    mentions = sentence.of(therapies.KIND)
    if said.COMPARATOR.search(sentence.low):
        return
    hit = False
    cells = not eases and titled.cells(sentence.low) is not None
    own = {modality for mention in mentions for modality in titled.modalities(mention)}
    if mentions and said.SHOWS.match(sentence.low):
        tested.add("imaging_diagnostic", sentence, "drug")
        return
    if "radioligand" in own and "sphere" in sentence.low:
        tested.add("radiotherapy_other", sentence, "drug")  # what radiates is put into the vessels and binds to nothing
        return
    if "radioligand" in own and said.ISOTOPE.match(sentence.low):
        own = {"radioligand"}  # the drug shows the atom the way
    for mention in mentions:
        hit = True
        if mention.slug in compared or (
            therapies.above(mention.slug) & compared and mention.slug not in titled.tested_slugs(named)
        ):
            continue
        for modality in titled.modalities(mention):
            if modality not in own or (eases and modality not in EASING):
                continue
            if modality == "other" and len(own) > 1:
                continue
            if modality == "other_targeted" and (cells or titled.says_no_more(mentions, mention)):
                continue
            if modality == "other_targeted" and own & beside.KINDS_OF_CODES and mention.slug in _classes():
                continue  # "antibody" in the name of a radioligand
            tested.add("supportive_care" if eases and modality == "other" else modality, sentence, "drug")
    first = said.CODE.match(sentence.low)
    if cells:
        tested.add("cell_therapy", sentence, "intervention")
        return
    if hit and not eases and first and said.BESIDE.match(sentence.low, first.end()):
        if all(mention.start >= sentence.start + first.end() for mention in mentions):
            tested.add("other_targeted", sentence, "intervention")
    if hit:
        return
    for mention in sentence.of(KIND):
        hit = True
        tested.add(mention.slug, sentence, "intervention")
    if hit:
        return
    if eases:
        tested.add("behavioural" if teaches else "supportive_care", sentence, "eased")
    elif kind := titled.by_name(sentence.low):
        tested.add(kind, sentence, "intervention")
    else:
        tested.add("other", sentence, "unknown")


def _looks_into(title: str) -> bool:
    """It studies the biology, and neither tries nor finds anything by it."""
    return said.LOOKS_INTO.search(title) is not None and not (said.TRIED.search(title) or said.DIAGNOSES.search(title))


def _from_title(
    tested: _Tested, titles: list[Sentence], given: list[Sentence], eases: bool, interventions: tuple[str, ...]
) -> None:
    looked_at = (
        not given
        and any(said.OBSERVED.search(title.low) and not said.DIAGNOSES.search(title.low) for title in titles)
        and not any(said.TRIED.search(title.low) for title in titles)
    )
    for title in titles:
        if eases:
            taught = any(mention.slug == "behavioural" for mention in title.of(KIND))
            eased = "other" if looked_at else "supportive_care"
            tested.add("behavioural" if taught else eased, title, "title")
            continue
        for mention in title.of(KIND):
            if looked_at and mention.slug == "supportive_care":
                continue
            if not said.EARLIER.search(title.before(mention)[-40:]) and not titled.is_setting(title, mention):
                tested.add(mention.slug, title, "title")
    if tested.found:
        return
    for sentence in given:
        for mention in sentence.of(KIND):
            tested.add(mention.slug, sentence, "intervention")
    if tested.found:
        return
    for title in titles:
        if said.WATCHED.search(title.low) or (not given and _looks_into(title.low)):
            tested.add("other", title, "title")
        elif named := titled.by_name(title.low):
            tested.add(named, title, "title")
    if not tested.found and (titles or given):
        tested.add("other", (titles or given)[0], "else")
