"""Hormone receptors and HER2: which cells of the table HR × {positive, low, ultralow, zero} may enter.

Sentences are read by `_receptor_words.py` into profiles; here the profiles of a trial become one table. Sentences that
hold for all narrow the table; sentences that contradict each other are different ways in.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.page import Page, Sentence
from trials.eligibility.questions import _receptor_words as receptor_words
from trials.eligibility.questions._receptor_words import CELLS, Cells
from trials.eligibility.questions.scope import any_solid_tumour, is_elsewhere

NAME = "receptors"
words = receptor_words.words
bars = receptor_words.bars

ON_THE_CONDITION = re.compile(
    r"(?:must|should|need to|needs to|are required to|have to|required to|may|can|will|has|"
    r"have)\s+(?:also\s+|either\s+|both\s+)?(?:have\s+)?(?:had|received?|receiving|progress\w*|be "
    r"(?:on|refractory|resistant|treated|willing|post|considered|treatment)|experienced|exhausted|"
    r"been (?:treated|exposed|previously|on)|relapsed|failed|demonstrated|documented|undergone?|taken|"
    r"no (?:prior|more)|not (?:have|had|been|received)|previously|documented)"
)
IF = re.compile(
    r"^\W*(?:trial |study |female |male |eligible |all |note:? )*(?:if|for(?: (?:patients|"
    r"participants|subjects|those|women|individuals))?(?: with)?|in (?:patients|participants|subjects|"
    r"case|the case|cases)|when|patients|participants|subjects|women|those|individuals|all "
    r"(?:patients|participants|subjects))\b"
)
THERAPY = re.compile(
    r"\b(?:prior|previous|previously|received|receiving|therap|treatment|treated|regimen|lines?|"
    r"progress\w+|refractory|trastuzumab|chemotherap\w*|endocrine|inhibitors?)\b"
)
STATUS = r"(?:er|hr|pr|hormone receptor|estrogen receptor|oestrogen receptor|her-?2|triple|tnbc)"
PEOPLE = r"(?:patients|participants|subjects|women|individuals)"
DEMANDED_OF_THEM = re.compile(
    rf"\W*(?:\w+\W+){{0,3}}?{STATUS}\b[^.;]{{0,60}}?\b(?:{PEOPLE}|cancers?|tumou?rs?|disease)\b[^.;]{{0,40}}?"
    r"\b(?:must|should|need to|are required to|have to) (?:also )?(?:have )?"
    r"(?:received|progress\w+|exhausted|failed|been|had|undergone|be (?:refractory|resistant|previously))"
    rf"|\W*{STATUS}[^.;,]{{0,40}}? {PEOPLE} (?:must|should|need|are required|have to|may|can)\b"
    rf"|.*\b{PEOPLE} with {STATUS}[^.;]{{0,60}}\b(?:are|is) (?:eligible|allowed) (?:if|provided|only)\b"
)
DEFINES = re.compile(
    r"\b(?:is|are|was|were|be|being|as)?\s*(?:defined|definition|considered|determined by|according "
    r"to|per asco|assessed)\b"
)
NOT_A_BAR = re.compile(
    r"\b(?:who (?:have|has|are|had|did)|unless|without|if |not (?:previously|yet|received|had|"
    r"eligible for|candidates?)|previously|prior (?:treatment|therapy)|received|refus\w+|unknown|"
    r"candidates? for|treat\w+|discordan\w+|contralateral|bilateral|history of|another|second|other "
    r"(?:breast|primary))\b"
)
PASSING = re.compile(
    r"\b(?:history of|contralateral|previous breast cancer|prior breast cancer|other primary|second "
    r"primary|archival|will be (?:stratified|assigned|allocated|tested)|stratif\w+|sample size|"
    r"approximately|at least \d+ (?:patients|participants))\b"
)
TESTED = re.compile(
    r"\b(?:status (?:must be |is |are |should be )?(?:known|available|documented|determined|assessed)|"
    r"known (?:hr|er|pr|her-?2|hormone|estrogen|receptor)[^.]{0,60}status|documentation of (?:[a-z/, "
    r"]{0,40})status|status not specified|not specified|any (?:hr|er|her-?2|receptor|"
    r"hormone)[^.]{0,30}status|regardless of|irrespective of|any receptor)\b"
)


def answers(page: Page) -> Iterable[Answer]:
    found = _Table(page)
    for sentence in page.about("receptor"):
        found.add(sentence)
    table, proof = found.table()
    if table is None or table == CELLS:
        if found.conditional:  # asked of some only: it is there, and restricts nobody
            open_to = tuple(
                page.evidence(sentence, "mentioned", f"{NAME}.{rule}") for sentence, rule in found.proof[:6]
            )
            yield Answer(NAME, "", "conditional", open_to, "unclear")
        return
    for cell in sorted(CELLS):
        value = "refused" if cell not in table else "in_part" if cell in found.in_part else "accepted"
        condition = "ISH" if value == "in_part" else _of_zero(cell, table) if value == "accepted" else None
        shown = proof if condition is None else [dataclasses.replace(each, condition=condition) for each in proof]
        yield Answer(NAME, cell, value, tuple(shown))


def _of_zero(cell: str, table: Cells) -> str | None:
    """Of what others call HER2-0 only the ultralow may enter."""
    hr, level = cell.split("/")
    return "ultralow" if level == "HER2-ultralow" and f"{hr}/HER2-0" not in table else None


class _Table:
    """Collects what each sentence admits, then settles it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.title: list[Cells] = []
        self.conditions: list[Cells] = []
        self.general: list[Cells] = []
        self.cohorts: dict[tuple[int, int], list[Cells]] = {}
        self.defined: list[Cells] = []
        self.conditional: list[Cells] = []
        self.barred: list[Cells] = []
        self.in_part: set[str] = set()
        self.is_open = any_solid_tumour(page)
        self.proof: list[tuple[Sentence, str]] = []

    def add(self, sentence: Sentence) -> None:
        if is_elsewhere(self.page, sentence):
            return
        low = sentence.low
        if sentence.section == "heading":
            if sentence.field.startswith("interventions") or sentence.field.startswith("keywords"):
                return
            profiles = receptor_words.profiles(low)
            cells = receptor_words.cells(profiles)
            if cells:
                (self.title if sentence.field.endswith("title") else self.conditions).append(cells)
                self.proof.append((sentence, "heading"))
            return
        named = DEFINES.search(low)
        head = low[: named.start()] if named else low
        profiles = receptor_words.profiles(head)
        cells = receptor_words.cells(profiles)
        definition = False
        if not cells and named:
            profiles = receptor_words.profiles(low)
            cells = receptor_words.cells(profiles)
        elif named and named.group().strip().startswith(
            ("defined", "is defined", "are defined", "as defined", "definition")
        ):
            definition = low.find("defin") < 90 and not re.search(
                r"\b(?:confirmed|documented|diagnos\w+|must|have|has)\b", head
            )
        if not cells or cells == CELLS:
            return
        part = receptor_words.in_part(profiles)
        if sentence.section == "exclusion" or receptor_words.is_refused(low):
            self._bar(sentence, cells)
            return
        if PASSING.search(low) or (TESTED.search(low) and not profiles):
            return
        if self._is_conditional(sentence):
            self.conditional.append(cells)
            self.proof.append((sentence, "conditional"))
            return
        self.in_part |= part
        cohort = sentence.line.cohort if sentence.line else None
        if definition:
            self.defined.append(cells)
            self.proof.append((sentence, "defined"))
        elif cohort:
            self.cohorts.setdefault(cohort, []).append(cells)
            self.proof.append((sentence, "cohort"))
        else:
            self.general.append(cells)
            self.proof.append((sentence, "text"))

    def _bar(self, sentence: Sentence, cells: Cells) -> None:
        low = sentence.low
        if sentence.line and sentence.line.cohort:
            return
        first = min((each.start for each in sentence.of("receptor")), default=sentence.start) - sentence.start
        if (NOT_A_BAR.search(low) or first > 60) and not receptor_words.is_refused(low):
            return
        if any(word in low for word in ("allowed", "permitted", "are eligible", "is eligible", "may be")):
            return
        self.barred.append(cells)
        self.proof.append((sentence, "barred"))

    def _is_conditional(self, sentence: Sentence) -> bool:
        low = sentence.low
        last = max((each.end for each in sentence.of("receptor")), default=sentence.end) - sentence.start
        first = min((each.start for each in sentence.of("receptor")), default=sentence.start) - sentence.start
        rest, start = low[last:], low[:first]
        if re.match(r"^\W*(?:if|when|in case)\b", low):
            return True
        if (
            IF.match(low)
            and ON_THE_CONDITION.search(rest)
            and THERAPY.search(rest)
            and not re.search(r"\bmust have\s*$|\bhave\s*$", start)
        ):
            return True
        if re.search(
            r"\b(?:if|when|in case of|for (?:patients|participants|subjects|those|women|individuals) "
            r"with|in (?:patients|participants|subjects|women) with|(?<!negative )(?<!positive "
            r")(?<!positivity )(?<!negativity )for)\s+(?:[a-z]+\s+){0,3}\W*$",
            start,
        ):
            return True
        if re.match(
            r"\W*(?:\w+\W+){0,3}(?:patients|participants|subjects|disease|tumou?rs?|cohort|"
            r"cancer)?[^.;]{0,30}?(?:must|should|need to|are required to|have "
            r"to)\s+(?:also\s+)?(?:have\s+)?(?:received|progress\w+|exhausted|failed|been|had|undergo|"
            r"documented|be (?:refractory|resistant|treated))",
            rest,
        ) or DEMANDED_OF_THEM.match(low):
            return True
        return (
            bool(
                re.search(
                    r"\b(?:prior|previous|history of|received|treated with|treatment for|therapy for|"
                    r"regimens? for|lines? (?:of [a-z ]{0,30})?(?:for|in)|progress\w+ on)\b",
                    start,
                )
            )
            and first > 12
        )

    def _has_open_cohort(self) -> bool:
        """A group of participants with breast cancer of which no receptor is asked."""
        asked = {self._name(cohort) for cohort in self.cohorts}
        elsewhere, others = set[str](), set[str]()
        for line in self.page.lines:
            if line.cohort and line.section == "inclusion" and (name := self._name(line.cohort)) not in asked:
                tumours = {
                    each.slug for each in self.page.within((min(line.start, line.cohort[0]), line.end), "tumour")
                }
                (elsewhere if tumours == {"other"} else others).add(name)
        return bool(others - elsewhere)

    def _is_for_solid_tumours(self) -> bool:
        """The title takes solid tumours: the conditions then list examples."""
        headings = [each for each in self.page.about("tumour") if each.field.endswith("title")]
        return any(mention.slug == "solid" for each in headings for mention in each.of("tumour"))

    def _name(self, cohort: tuple[int, int]) -> str:
        return " ".join(re.findall(r"\w+", self.page.low[slice(*cohort)].replace("only", "")))[:40]

    def table(self) -> tuple[Cells | None, list[Evidence]]:
        if self.is_open:
            return None, []
        title = _narrowed(self.title)
        text = _narrowed(self.general)
        if self.cohorts and not self._has_open_cohort():
            ways = [_narrowed(each) for each in self.cohorts.values()]
            union = frozenset[str]().union(*(each for each in ways if each))
            if text is None:
                text = union if union else None
            elif text & union:
                text &= union
            else:
                text |= union
        if text is None and self.defined:
            text = frozenset().union(*self.defined)
        table = text if title is None else title if text is None else (text & title or text)
        if table is None and self.conditions and not self._is_for_solid_tumours():
            table = frozenset().union(*self.conditions)
        if self.barred:
            kept = table if table is not None else CELLS
            for cells in self.barred:
                if kept - cells:
                    kept = kept - cells
            if kept != CELLS:
                table = kept
        evidence = [
            self.page.evidence(sentence, "excluded" if rule == "barred" else "demanded", f"{NAME}.{rule}")
            for sentence, rule in self.proof[:6]
            if rule != "conditional"
        ]
        return table, evidence


def _narrowed(sets: Iterable[Cells]) -> Cells | None:
    """All narrow each other; those that contradict another one are different ways in. The order does not matter."""
    distinct = list(dict.fromkeys(sets))
    if not distinct:
        return None
    common = frozenset[str](CELLS).intersection(*distinct)
    if common:
        return common
    ways = [each for each in distinct if any(not each & other for other in distinct)]
    union = frozenset[str]().union(*ways)
    general = [each for each in distinct if each not in ways]
    return union.intersection(*general) or union
