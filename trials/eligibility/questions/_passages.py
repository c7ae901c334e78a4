"""Page → the passages that speak of treatment, with what several rules ask of each, found out once. Pure.

The one pass over them, for prior_therapy.py, prior_lines.py, washout.py and the modules of their rules.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import NamedTuple

from trials.eligibility.mentions import Mention
from trials.eligibility.page import Page, Sentence, kind_of
from trials.eligibility.patterns import compiled, seldom
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions._for_whom import is_of_another_group
from trials.eligibility.questions.scope import is_elsewhere
from trials.eligibility.stances import is_of_everybody

LINES = "lines"
ONE_OF = compiled(r"\b(?:one|any|either|1|some|more)\b")
PERMITS = seldom(r"\b(?:may include|allowed|permitted|acceptable|eligible)\b")
LET = compiled(
    r"\(which may include[^()]{0,200}\)|"
    r"\([^()]{0,200}(?<!not )(?<!not be )\b(?:allowed|permitted|acceptable|eligible)\b[^()]{0,200}\)"
)
""" "(Adjuvant chemotherapy is allowed, if it ended a year ago)": no wash-out of what stands before."""


class Place(NamedTuple):
    """One treatment in its passage. Offsets are those of the sentence."""

    start: int
    end: int
    group: list[Mention]
    """What its name stands for; seldom more than one."""

    @property
    def first(self) -> Mention:
        return self.group[0]

    def is_radiotherapy(self) -> bool:
        return "radiotherapy" in therapies.guide_names(self.first.slug)


class Passage:
    """A sentence with a treatment or a word for lines of treatment."""

    __slots__ = (
        "_above",
        "_bare",
        "_elsewhere",
        "_lead",
        "_places",
        "excludes",
        "low",
        "names_lines",
        "page",
        "sentence",
        "treatments",
    )

    def __init__(self, page: Page, sentence: Sentence) -> None:
        self.page = page
        self.sentence = sentence
        self.low = sentence.low
        self.excludes = sentence.section == "exclusion"
        self.treatments = sentence.of(therapies.KIND)
        self.names_lines = len(self.treatments) < len(sentence.mentions) and LINES in map(kind_of, sentence.mentions)
        self._places: list[Place] | None = None
        self._above: tuple[str, ...] | None = None
        self._lead: str | None = None
        self._bare: str | None = None
        self._elsewhere: bool | None = None

    @property
    def places(self) -> list[Place]:
        """Its treatments, in order, without mere examples of a wider name."""
        if self._places is None:
            begin = self.sentence.start
            self._places = [
                Place(group[0].start - begin, group[0].end - begin, group)
                for group in therapies.treatments(self.sentence)
            ]
        return self._places

    @property
    def above(self) -> tuple[str, ...]:
        """The lines it is a part of, the nearest first, but for a lead over all of them."""
        if self._above is None:
            self._above = tuple(
                lead for lead in self.page.above(self.sentence) if not is_of_everybody(lead) or ONE_OF.search(lead)
            )
        return self._above

    @property
    def lead(self) -> str:
        """The same as one text."""
        if self._lead is None:
            self._lead = " ".join(self.above)
        return self._lead

    @property
    def is_elsewhere(self) -> bool:
        """About another cancer."""
        if self._elsewhere is None:
            self._elsewhere = is_elsewhere(self.page, self.sentence) or is_of_another_group(self.page, self.sentence)
        return self._elsewhere

    @property
    def bare(self) -> str:
        """Its text without permissions in brackets."""
        if self._bare is None:
            low = self.low
            self._bare = LET.sub(" ", low) if "(" in low and PERMITS.search(low) else low
        return self._bare

    @property
    def has_window(self) -> bool:
        return therapies.has_window(self.bare)


@functools.lru_cache(1)  # three questions ask one after the other of one page
def passages(page: Page) -> tuple[Passage, ...]:
    """The sentences with a treatment or a word for lines of treatment, in the order of the text."""
    treated, counted = page.about(therapies.KIND), page.about(LINES)
    return tuple(Passage(page, sentence) for sentence in _merged(treated, counted))


def _merged(treated: Iterable[Sentence], counted: Iterable[Sentence]) -> Iterable[Sentence]:
    found = {sentence.start: sentence for sentences in (counted, treated) for sentence in sentences}
    return (found[start] for start in sorted(found))
