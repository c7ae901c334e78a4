"""Hormone receptors and HER2: which cells of the table HR × {positive, low, ultralow, zero} may enter.

Sentences are read by `_receptor_words.py` into profiles; `_receptor_demands.py` tells whether they ask for them. Here
the profiles of a trial become one table. Sentences that hold for all narrow the table; sentences that contradict each
other are different ways in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled, seldom
from trials.eligibility.questions import _receptor_demands as demands
from trials.eligibility.questions import _receptor_words as receptor_words
from trials.eligibility.questions._receptor_words import CELLS, Cells
from trials.eligibility.questions.scope import any_solid_tumour, is_elsewhere

NAME = "receptors"
words = receptor_words.words
bars = receptor_words.bars

DEFINES = seldom(
    r"\b(?:is|are|was|were|be|being|as)?\s*(?:defined|definition|considered|determined by|according "
    r"to|per asco|assessed)\b"
)
WHATEVER = seldom(
    r"\b(?:regardless|irrespective|independent(?:ly)?) of [^.,;()]{0,90}?(?=[.,;()]|\b(?:who|with|before|are|is|"
    r"may|will|if|"
    r"must)\b|$)|\bany (?:hr|er|her-?2|pr|hormone|estrogen|receptor|hormonal)\b[^.;,()]{0,60}?\bstatus(?:es)?\b|"
    r"\b(?:her-?2|receptor|er|pr|hr) any\b|\([^()]{0,40}\bany\b[^()]{0,90}\bstatus[^()]{0,20}\)|"
    r"\b(?:er|hr|(?:o?estrogen|hormone)[ -]receptor)[ -]neg(?:ative)?\b(?: disease| tumou?rs?)? or (?:pam50 )?"
    r"non-?luminal\b"
)
"""What the text says makes no difference."""
ASIDE = compiled(
    r"\((?:as )?(?:defined|definition|according|per|assessed|determined|confirmed|based|i\.?e\.?)\b[^()]*\)"
)
"""A definition in brackets: what stands after it goes on."""
OF_ANY_KIND = compiled(
    r"\b(?:any|all|regardless of|irrespective of)(?: (?:the|molecular|breast|cancer|receptor|tumou?r|intrinsic))* "
    r"subtypes?\b|"
    r"\bbreast cancers?\W{1,2}(?:including|such as|e\.?g\.?)(?: \w+){0,2}\W*\Z"
)
"""Before the status: what follows are examples of breast cancer."""
OF_RECEPTORS = compiled(r"\b(?:hr|er|her-?2|pr|hormone|hormonal|estrogen|oestrogen|receptors?)\b")
PREVALENCE = compiled(
    r"\b(?:prevalence|frequency|incidence|proportion|rate) of (?:patients with )?"
    r"her-?2[ -]*(?:ultra)?-?low\b"
)
"""What is counted in a title, not what is asked."""
OR_NEXT = compiled(r"\b(?:or|and/or)\W*\Z")
ONE_OF = compiled(
    r"\b(?:one|any|either|some) of (?:the |these |those )?(?:following|below|these|criteria|additional|listed)|"
    r"\bany of\b[^.;]{0,20}\b(?:following|below)|\beither\W*$|\(and/or\)|"
    r"\bat least (?:one|1|two|2) (?:\w+[ -]){0,3}(?:of|criteri\w+|features?|factors?|characteristics?)\b"
)
SPARED = compiled(
    r"\b(?:not (?:be )?required|not mandatory|need(?:s|ed)? (?:no|not)|not need|may (?:omit|forgo|skip|avoid|be "
    r"(?:omitted|spared))|omit(?:ted|ting)?|omission|exempt\w*|waived)\b"
)
"""Said above a list of those of whom less is asked; who is not among them may enter too."""

STEP = compiled(r"\b(?:phase|part|escalation|expansion|stage|dose|module)\b")
"""Of a group's name: a part of the trial, which may be open to all."""


def answers(page: Page) -> Iterable[Answer]:
    found = _Table(page)
    for sentence in page.about("receptor"):
        found.add(sentence)
    table = found.table()
    if table is None or table == CELLS:
        if found.whatever:
            proof = (page.evidence(sentence, "allowed", f"{NAME}.any") for sentence in found.whatever[:MOST_PROOFS])
            yield Answer(NAME, "", "any", tuple(proof))
        elif found.conditional:  # asked of some only: it is there, and restricts nobody
            open_to = (
                page.evidence(sentence, "mentioned", f"{NAME}.conditional")
                for sentence in found.conditional[:MOST_PROOFS]
            )
            yield Answer(NAME, "", "conditional", tuple(open_to), "unclear")
        return
    for cell in sorted(CELLS):
        value = "refused" if cell not in table else "in_part" if cell in found.in_part else "accepted"
        condition = "ISH" if value == "in_part" else _of_zero(cell, table) if value == "accepted" else None
        yield Answer(NAME, cell, value, found.proof_of(cell, value != "refused", condition))


def _of_zero(cell: str, table: Cells) -> str | None:
    """Of what others call HER2-0 only the ultralow may enter."""
    hr, level = cell.split("/")
    return "ultralow" if level == "HER2-ultralow" and f"{hr}/HER2-0" not in table else None


MOST_PROOFS = 6


class _Said(NamedTuple):
    """A sentence, and the cells it admits (or, barred, keeps out)."""

    cells: Cells
    sentence: Sentence
    rule: str
    cohort: str | None


class _Table:
    """Collects what each sentence admits, then settles it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.title: list[Cells] = []
        self.conditions: list[Cells] = []
        self.general: list[Cells] = []
        self.cohorts: dict[tuple[int, int], list[Cells]] = {}
        self.defined: list[Cells] = []
        self.besides: list[Cells] = []
        self.eligible: list[Cells] = []
        """What is said to be eligible: a way in of several, or the only one."""
        self.barred: list[Cells] = []
        self.conditional: list[Sentence] = []
        self.welcome: list[Cells] = []
        """What is asked of some with a status: they may enter."""
        self.whatever: list[Sentence] = []
        self.in_part: set[str] = set()
        self.surely: set[str] = set()
        self.ways: dict[str, Cells] = {}
        self.is_open = any_solid_tumour(page)
        self.said: list[_Said] = []
        self._lists: dict[tuple[int, int], list[Cells]] = {}
        self.open_list = False
        """A list of ways in has one of which no receptor is asked."""
        self._or_next = -1
        """Where a line ended with "or"."""
        self._last: list[Cells] = []

    def add(self, sentence: Sentence) -> None:
        if is_elsewhere(self.page, sentence):
            return
        if sentence.section == "heading":
            self._add_heading(sentence)
            return
        low = sentence.low
        free = WHATEVER.sub(_blank, low)
        cohort = sentence.line.cohort if sentence.line else None
        if free != low and not cohort and sentence.section != "exclusion" and OF_RECEPTORS.search(low):
            self.whatever.append(sentence)
        whole, low = low, ASIDE.sub(_blank, free)
        named = DEFINES.search(low)
        head = low[: named.start()] if named else low
        profiles = receptor_words.profiles(head)
        cells = receptor_words.cells(profiles)
        definition = False
        if not cells:
            if not named and low == whole:
                return
            profiles = receptor_words.profiles(low if named else free)
            cells = receptor_words.cells(profiles)
        elif named and named.group().strip().startswith(("is defined", "are defined", "definition")):
            definition = low.find("defin") < 90 and not re.search(
                r"\b(?:confirmed|documented|diagnos\w+|must|have|has)\b", head
            )
        if not cells:
            return
        if cells == CELLS:
            if profiles and not cohort and sentence.section != "exclusion":
                self.whatever.append(sentence)
            return
        first = demands.first_named(sentence)
        if sentence.section != "exclusion" and not cohort and "triple" in low and demands.names_all_kinds(low):
            self.whatever.append(sentence)
            return
        if sentence.section != "exclusion" and not cohort and OF_ANY_KIND.search(low, 0, first):
            self.whatever.append(sentence)
            return
        if sentence.section == "exclusion" or receptor_words.is_refused(low):
            self._bar(sentence, cells)
            return
        if demands.is_in_passing(low) or self._is_detail(sentence, cells):
            return
        if demands.is_denied(low, first, profiles):
            self._bar(sentence, cells, denied=True)
            return
        if demands.is_conditional(self.page, sentence):
            self.conditional.append(sentence)
            self.welcome.append(cells)
            return
        if demands.lets_in(low):
            self._say(self.besides, sentence, cells, "besides")
            return
        if not cohort and demands.is_eligible(low):
            self._say(self.eligible, sentence, cells, "eligible")
            return
        self.in_part |= receptor_words.in_part(profiles)
        self.surely |= cells - receptor_words.in_part(profiles)
        if definition and not cohort:
            self._say(self.defined, sentence, cells, "defined")
        elif cohort:
            self._say(self.cohorts.setdefault(cohort, []), sentence, cells, "cohort")
        else:
            self._say(self.general, sentence, cells, "text")

    def _add_heading(self, sentence: Sentence) -> None:
        if sentence.field.startswith(("interventions", "keywords")):
            return
        profiles = receptor_words.profiles(PREVALENCE.sub(_blank, WHATEVER.sub(_blank, sentence.low)))
        if cells := receptor_words.cells(profiles):
            self._say(self.title if sentence.field.endswith("title") else self.conditions, sentence, cells, "heading")

    def _say(self, into: list[Cells], sentence: Sentence, cells: Cells, rule: str) -> None:
        """Sentences narrow each other; those of a list of which one must hold are one sentence."""
        self.said.append(_Said(cells, sentence, rule, self.page.cohort(sentence)))
        line = sentence.line
        if rule not in ("text", "cohort") or line is None:
            into.append(cells)
            return
        above = line.above[-1] if line.above else None
        listed = above is not None and ONE_OF.search(self.page.low, *above) is not None
        if 0 <= line.start - self._or_next < 12 and self._last:
            self._last[-1] |= cells
        elif above is not None and listed and into and self._lists.get(above) is into:
            into[-1] |= cells
        else:
            into.append(cells)
            if above is not None and listed:
                self._lists[above] = into
            self._last = into
        self._or_next = line.end if OR_NEXT.search(self.page.low, max(line.start, line.end - 12), line.end) else -1

    def _is_detail(self, sentence: Sentence, cells: Cells) -> bool:
        """A part of a line that said it already, of one that denies it, or of a list with other ways in."""
        line = sentence.line
        if line is None or not line.above:
            return False
        above = line.above[-1]
        text = self.page.low[slice(*above)]
        if SPARED.search(text):
            return True
        if self.page.within(above, "receptor") and re.search(r":\W*$|\bdefined\b|\bfollowing\b", text[-60:]):
            if re.match(r"\W*(?:no|not|without|absence)\b", text):
                return True
            told = receptor_words.cells(receptor_words.profiles(text))
            return bool(told) and not told & cells
        if not ONE_OF.search(text):
            return False
        beside = [each for each in self.page.lines if above in each.above[-1:] and each.start != line.start]
        is_open = any(
            not self.page.within((each.start, each.end), "receptor")
            and not self.page.within((each.start, each.end), "tumour")
            and each.end - each.start > 12
            and not re.search(r"\b(?:ihc|f?ish|immunohisto|amplif|staining)", self.page.low[each.start : each.end])
            for each in beside
        )
        self.open_list = self.open_list or is_open
        return is_open

    def _bar(self, sentence: Sentence, cells: Cells, *, denied: bool = False) -> None:
        if sentence.line and sentence.line.cohort:
            return
        if demands.keeps_out(sentence) or (denied and not demands.lets_some_in(sentence.low)):
            self._say(self.barred, sentence, cells, "barred")

    def _has_open_cohort(self) -> bool:
        """A group of participants with breast cancer of which no receptor is asked."""
        asked = {self._name(cohort) for cohort in self.cohorts}
        elsewhere, others = set[str](), set[str]()
        basket = any(
            each.slug == "other"
            for about in self.page.about("tumour")
            if about.section == "inclusion"
            for each in about.of("tumour")
        )
        for line in self.page.lines:
            if (line.start, line.end) == line.cohort:
                continue
            if line.cohort and line.section == "inclusion" and (name := self._name(line.cohort)) not in asked:
                tumours = {
                    each.slug for each in self.page.within((min(line.start, line.cohort[0]), line.end), "tumour")
                }
                if not tumours and basket and not STEP.search(name):
                    continue  # a group named again, or one of a tumour we have no word for
                (elsewhere if tumours == {"other"} else others).add(name)
        return bool(others - elsewhere)

    def _is_for_solid_tumours(self) -> bool:
        """The title takes solid tumours: the conditions then list examples."""
        headings = [each for each in self.page.about("tumour") if each.field.endswith("title")]
        return any(mention.slug == "solid" for each in headings for mention in each.of("tumour"))

    def _lists_kinds(self) -> bool:
        """The conditions name breast cancer, and beside it kinds that shut each other out: they are examples."""
        plain = any(
            each.field.startswith("conditions")
            and not each.of("receptor")
            and {mention.slug for mention in each.of("tumour")} == {"breast"}
            for each in self.page.about("tumour")
        )
        return plain and not CELLS.intersection(*self.conditions)

    def _name(self, cohort: tuple[int, int]) -> str:
        return " ".join(re.findall(r"\w+", self.page.low[slice(*cohort)].replace("only", "")))[:40]

    def table(self) -> Cells | None:
        """The cells that may enter; None where nothing is asked."""
        table = None if self.is_open else self._asked()
        kept = table if table is not None else CELLS
        for cells in self.barred:
            if kept - cells and cells not in self.welcome:
                kept = kept - cells
        self.in_part -= self.surely
        return table if kept == CELLS else kept

    def _asked(self) -> Cells | None:
        """What titles, criteria and groups ask for, before what is barred."""
        title = receptor_words.narrowed(self.title)
        text = receptor_words.narrowed(self.general)
        text = (text or frozenset()).union(*(each for each in self.eligible if not (text and each & text))) or None
        if self.cohorts and not self._has_open_cohort():
            for cohort, each in self.cohorts.items():
                heading = self.page.raw[slice(*cohort)].strip(" :：-()[]")
                self.ways[heading] = self.ways.get(heading, frozenset()) | (
                    receptor_words.narrowed(each) or frozenset()
                )
            union = frozenset[str]().union(*self.ways.values())
            if text is None:
                text = union if union else None
            elif text & union:
                text &= union
            else:
                text |= union
        if text is None and self.defined:
            text = receptor_words.narrowed(self.defined)
        table = text if title is None else title if text is None else (text & title or text)
        if title is not None and text is not None and receptor_words.widens(title, text):
            table = text
        if table is None and self.conditions and not self.open_list and not self._is_for_solid_tumours():
            table = None if self._lists_kinds() else receptor_words.of_conditions(self.conditions)
        return table if table is None else table.union(*self.besides)

    def proof_of(self, cell: str, admitted: bool, condition: str | None) -> tuple[Evidence, ...]:
        """The sentences that admit a cell or keep it out; of its cohorts alone, where others do not admit it."""
        cohorts = {heading for heading, way in self.ways.items() if cell in way}
        if admitted:
            said = [each for each in self.said if each.rule != "barred" and cell in each.cells]
            if cohorts and cohorts != self.ways.keys() and (own := [each for each in said if each.cohort in cohorts]):
                said = own
        else:
            said = [each for each in self.said if (each.rule == "barred") == (cell in each.cells)]
        return tuple(
            self.page.evidence(
                each.sentence,
                "excluded" if each.rule == "barred" else "demanded",
                f"{NAME}.{each.rule}",
                condition=condition,
            )
            for each in (said or self.said)[:MOST_PROOFS]
        )


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
