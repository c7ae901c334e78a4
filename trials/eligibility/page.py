"""A listing laid out for the questions: one text with all fields, its lines, sentences and mentions. Pure.

Called by `read()` in this package, and by the questions, which ask it for the sentences that mention something.
"""

from __future__ import annotations

import bisect
import operator
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from trials.eligibility import criteria
from trials.eligibility.answers import Evidence, Listing, Section, Stance
from trials.eligibility.criteria import Line
from trials.eligibility.mentions import Lexicon, Mention, lowered

LONGEST = 200_000
"""Characters read of one trial; what stands beyond is not read. The longest of the registry has about 30,000."""


KIND = Mention._fields.index("kind")
kind_of = operator.itemgetter(KIND)
"""By its place it is read twice as quickly as by its name, and it is asked of each mention many times."""


class Sentence(NamedTuple):
    """A sentence that mentions something. Offsets are those of the page, not of the field."""

    start: int
    end: int
    low: str
    """Small letters, as long as the text."""
    field: str
    section: Section
    line: Line | None
    mentions: tuple[Mention, ...]

    def of(self, kind: str) -> list[Mention]:
        return [each for each in self.mentions if each[KIND] == kind]

    def before(self, mention: Mention) -> str:
        return self.low[: mention.start - self.start]

    def after(self, mention: Mention) -> str:
        return self.low[mention.end - self.start :]


class Page:
    def __init__(self, listing: Listing, lexicon: Lexicon) -> None:
        self.listing = listing
        fields = listing.fields()
        parts, self._bases, self._names = [], list[int](), list[str]()
        place = 0
        for name, text in fields.items():
            if text and place < LONGEST:
                text = text[: LONGEST - place]
                self._bases.append(place)
                self._names.append(name)
                parts.append(text)
                place += len(text) + 1
        self._base_of = dict(zip(self._names, self._bases, strict=True))
        self.raw = "\n".join(parts)
        self.low = lowered(self.raw)
        found = lexicon.scan(self.low)
        self.mentions, self._cues, cohorts = list[Mention](), list[Mention](), list[int]()
        for each in found:
            kind = each[KIND]
            if kind == "cue":
                self._cues.append(each)
            elif kind == "cohort":
                cohorts.append(each.start)
            else:
                self.mentions.append(each)
        self._starts = [each.start for each in self.mentions]
        self._cue_starts = [each.start for each in self._cues]
        self.has_text = bool(self._names) and self._names[-1] == "eligibility"
        """Whether there is eligibility text."""
        self.text_start = self._bases[-1] if self.has_text else len(self.raw)
        self.lines = criteria.lines(self.low, self.text_start, len(self.low), cohorts) if self.has_text else []
        self._line_starts = [line.start for line in self.lines]
        self.headings = self._headings()
        """Titles, conditions, keywords and interventions, with or without a mention."""
        self.sentences = self._sentences()
        self.notes: dict[tuple[str, int], bool] = {}
        """What rules found out about a sentence, by rule and start, for the rules that ask again."""
        self._told: dict[tuple[int, str, str, str | None], Evidence] = {}
        self._by_kind: dict[str, list[Sentence]] = {}
        for sentence in self.sentences:
            for kind in set(map(kind_of, sentence.mentions)):
                if kind in self._by_kind:
                    self._by_kind[kind].append(sentence)
                else:
                    self._by_kind[kind] = [sentence]

    def about(self, kind: str) -> Sequence[Sentence]:
        """The sentences with a mention of this kind, in the order of the text."""
        return self._by_kind.get(kind, ())

    def _headings(self) -> list[Sentence]:
        found: list[Sentence] = []
        ends = [*self._bases[1:], len(self.raw) + 1]
        for base, name, end in zip(self._bases, self._names, ends, strict=False):
            if name != "eligibility":
                for start in range(base, end - 1, criteria.LONGEST_SENTENCE):
                    stop = min(start + criteria.LONGEST_SENTENCE, end - 1)
                    mentions = tuple(self.within((start, stop)))
                    found.append(Sentence(start, stop, self.low[start:stop], name, "heading", None, mentions))
        return found

    def within(self, span: tuple[int, int], kind: str | None = None) -> list[Mention]:
        """Mentions inside a stretch of the page."""
        first = bisect.bisect_left(self._starts, span[0])
        last = bisect.bisect_left(self._starts, span[1])
        found = self.mentions[first:last]
        return found if kind is None else [each for each in found if each.kind == kind]

    def cues_within(self, span: tuple[int, int]) -> list[Mention]:
        first = bisect.bisect_left(self._cue_starts, span[0])
        return self._cues[first : bisect.bisect_left(self._cue_starts, span[1])]

    def _sentences(self) -> list[Sentence]:
        found = [heading for heading in self.headings if heading.mentions]
        starts, mentions, low, raw = [*self._starts, len(self.low)], self.mentions, self.low, self.raw
        place = bisect.bisect_left(starts, self.text_start)
        make = tuple.__new__  # a third of the time of Sentence(…)
        for line in self.lines:
            if starts[place] >= line.end:
                continue
            while starts[place] < line.start:
                place += 1
            if starts[place] >= line.end:
                continue
            for start, end in criteria.sentences(low, raw, line):
                first = place
                while starts[place] < end:
                    place += 1
                if place > first:
                    about = tuple(mentions[first:place])
                    found.append(make(Sentence, (start, end, low[start:end], "eligibility", line.section, line, about)))
        return found

    def above(self, sentence: Sentence) -> Iterable[str]:
        """The lines a sentence is a part of, the nearest first."""
        for start, end in reversed(sentence.line.above if sentence.line else ()):
            yield self.low[start:end]

    def below(self, sentence: Sentence, most: int = 700) -> str:
        """What the lines say that are a part of this one; empty unless it ends with a colon or promises conditions."""
        line = sentence.line
        if line is None:
            return ""
        span = (line.start, line.end)
        place = bisect.bisect_right(self._line_starts, line.start)
        parts: list[str] = []
        while place < len(self.lines) and span in self.lines[place].above and most > 0:
            parts.append(self.low[self.lines[place].start : self.lines[place].end])
            most -= len(parts[-1])
            place += 1
        return "\n".join(parts)

    def line_at(self, place: int) -> tuple[int, int]:
        """Where the line begins and ends that has this place."""
        line = self.lines[bisect.bisect_right(self._line_starts, place) - 1]
        return min(line.start, place), line.end

    def rest_of_line(self, sentence: Sentence) -> str:
        return self.low[sentence.end : sentence.line.end] if sentence.line else ""

    def cohort(self, sentence: Sentence) -> str | None:
        """The heading of the group of participants it holds for."""
        span = sentence.line.cohort if sentence.line else None
        return self.raw[span[0] : span[1]].strip(" :：-()[]") if span else None

    def evidence(self, sentence: Sentence, stance: Stance, rule: str, *, condition: str | None = None) -> Evidence:
        key = (sentence.start, stance, rule, condition)
        if (told := self._told.get(key)) is not None:  # the cells of the table have their proofs in common
            return told
        text = self.raw[sentence.start : sentence.end]
        quote = text.strip()
        start = sentence.start - self._base_of[sentence.field] + len(text) - len(text.lstrip())
        told = Evidence(
            stance,
            sentence.field,
            quote,
            start,
            start + len(quote),
            sentence.section,
            self.cohort(sentence),
            condition,
            rule,
        )
        self._told[key] = told
        return told
