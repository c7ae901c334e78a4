"""Hormone receptors and HER2: which cells of the table HR × {positive, low, ultralow, zero} may enter.

Sentences are read by `_receptor_words.py` into profiles; here the profiles of a trial become one table. Sentences that
hold for all narrow the table; sentences that contradict each other are different ways in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled, seldom
from trials.eligibility.questions import _receptor_words as receptor_words
from trials.eligibility.questions._receptor_words import CELLS, Cells, Profile
from trials.eligibility.questions.scope import any_solid_tumour, is_elsewhere

NAME = "receptors"
words = receptor_words.words
bars = receptor_words.bars

ON_THE_CONDITION = compiled(
    r"(?:must|should|need to|needs to|are required to|have to|required to|may|can|will|has|"
    r"have)\s+(?:also\s+|either\s+|both\s+)?(?:have\s+)?(?:had|received?|receiving|progress\w*|be "
    r"(?:on|refractory|resistant|treated|willing|post|considered|treatment)|experienced|exhausted|"
    r"been (?:treated|exposed|previously|on)|relapsed|failed|demonstrated|documented|undergone?|taken|"
    r"no (?:prior|more)|not (?:have|had|been|received)|previously|documented)"
)
IF = compiled(
    r"^\W*(?:trial |study |female |male |eligible |all |note:? )*(?:if|for(?: (?:patients|"
    r"participants|subjects|those|women|individuals))?(?: with)?|in (?:patients|participants|subjects|"
    r"case|the case|cases)|when|(?:patient|participant|subject)s?|women|those|individuals|all "
    r"(?:patients|participants|subjects))\b"
)
THERAPY = compiled(
    r"\b(?:prior|previous|previously|received|receiving|therap|treatment|treated|regimen|lines?|"
    r"progress\w+|refractory|trastuzumab|chemotherap\w*|endocrine|inhibitors?)\b"
)
STATUS = r"(?:er|hr|pr|hormone receptor|estrogen receptor|oestrogen receptor|her-?2|triple|tnbc)"
PEOPLE = r"(?:patients|participants|subjects|women|individuals)"
DEMANDED_OF_THEM = compiled(
    rf"\W{{0,8}}(?:\w+\W+){{0,3}}?{STATUS}\b[^.;]{{0,60}}?\b(?:{PEOPLE}|cancers?|tumou?rs?|disease)\b[^.;]{{0,40}}?"
    r"\b(?:must|should|need to|are required to|have to) (?:also )?(?:have )?"
    r"(?:received|progress\w+|exhausted|failed|been|had|undergone|be (?:refractory|resistant|previously))"
    rf"|\W{{0,8}}{STATUS}[^.;,]{{0,40}}? {PEOPLE} (?:must|should|need|are required|have to|may|can)\b"
    rf"|.*\b{PEOPLE} with {STATUS}[^.;]{{0,60}}\b(?:are|is) (?:eligible|allowed) (?:if|provided|only)\b"
)
DEFINES = seldom(
    r"\b(?:is|are|was|were|be|being|as)?\s*(?:defined|definition|considered|determined by|according "
    r"to|per asco|assessed)\b"
)
NOT_A_BAR = compiled(
    r"\b(?:who (?:have|has|are|had|did)|unless|without|if |not (?:previously|yet|received|had|"
    r"eligible for|candidates?)|previously(?! (?:documented|known|confirmed))|prior (?:treatment|therapy)|"
    r"received|refus\w+|unknown|"
    r"use of|conjugates?|candidates? for|treat\w+|discordan\w+|contralateral|bilateral|history of|another|second|other "
    r"(?:breast|primary))\b"
)
PASSING = compiled(
    r"\b(?:(?<!women with a )(?<!patients with a )(?<!participants with a )(?<!subjects with a )history of|"
    r"contralateral|previous breast cancer|prior breast cancer|other primary|second "
    r"primary|archival|will be (?:stratified|assigned|allocated|tested)|stratif\w+|sample size|"
    r"approximately|at least \d+ (?:patients|participants)|\d+ ?% of (?:the )?(?:patients|participants|subjects)|"
    r"risk factors?|must meet one of the following conditions|no (?:prior|previous)|priority|"
    r"never (?:previously )?|controls)\b"
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
OF_RECEPTORS = compiled(r"\b(?:hr|er|her-?2|pr|hormone|hormonal|estrogen|oestrogen|receptors?)\b")
DENIES = compiled(r"\W{0,8}(?:no|not|without|absence of)\b(?: (?:known|evidence of|any|have|be|documented|a|an))*\W*$")
KINDS = compiled(r"\bfollowing (?:tumou?r|cancer) (?:types?|indications?|histologies)\b[^.;:]{0,20}:")
"""Before a list of who may enter."""
GOES_ON = compiled(
    r"\b(?:ongoing|currently (?:on|receiving|taking)|undergoing|planned|scheduled|about to (?:start|receive))\b"
    r"[^.;]{0,110}\bfor (?:an? )?\W*\Z"
)
"""Treatment that goes on for it: they have it now."""
PREVALENCE = compiled(
    r"\b(?:prevalence|frequency|incidence|proportion|rate) of (?:patients with )?"
    r"her-?2[ -]*(?:ultra)?-?low\b"
)
"""What is counted in a title, not what is asked."""
LETS_IN = compiled(
    r"\b(?:is|are) (?:also )?(?:allowed|permitted|acceptable)\b|\bmay (?:also )?(?:be included|be allowed|enroll|enter|"
    r"participate)\b"
)
"""Said of some who may enter besides; it keeps nobody out."""
OR_NEXT = compiled(r"\b(?:or|and/or)\W*\Z")
ONE_OF = compiled(
    r"\b(?:one|any|either|some) of (?:the |these |those )?(?:following|below|these|criteria|additional|listed)|"
    r"\bany of\b[^.;]{0,20}\b(?:following|below)|\beither\W*$|\(and/or\)|\bat least (?:one|1) (?:of|criteri)"
)

STEP = compiled(r"\b(?:phase|part|escalation|expansion|stage|dose|module)\b")
"""Of a group's name: a part of the trial, which may be open to all."""
TESTED = compiled(
    r"\b(?:status (?:must be |is |are |should be )?(?:known|available|documented|determined|assessed)|"
    r"known (?:hr|er|pr|her-?2|hormone|estrogen|receptor)[^.]{0,60}status|documentation of (?:[a-z/, "
    r"]{0,40})status|status not specified|not specified|any (?:hr|er|her-?2|receptor|"
    r"hormone)[^.]{0,30}status|regardless of|irrespective of|any receptor)\b"
)


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
        elif named and named.group().strip().startswith(
            ("defined", "is defined", "are defined", "as defined", "definition")
        ):
            definition = low.find("defin") < 90 and not re.search(
                r"\b(?:confirmed|documented|diagnos\w+|must|have|has)\b", head
            )
        if not cells:
            return
        if cells == CELLS:
            if profiles and not cohort and sentence.section != "exclusion":
                self.whatever.append(sentence)
            return
        if sentence.section == "exclusion" or receptor_words.is_refused(low):
            self._bar(sentence, cells)
            return
        if PASSING.search(low) or self._is_detail(sentence, cells):
            return
        first = min((each.start for each in sentence.of("receptor")), default=sentence.start) - sentence.start
        if all(each == Profile(None, frozenset({"pos"})) for each in profiles) and DENIES.match(low[:first]):
            self._bar(sentence, cells, denied=True)
            return
        if self._is_conditional(sentence):
            self.conditional.append(sentence)
            self.welcome.append(cells)
            return
        if LETS_IN.search(low):
            self._say(self.besides, sentence, cells, "besides")
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
        low = sentence.low
        if sentence.line and sentence.line.cohort:
            return
        first = min((each.start for each in sentence.of("receptor")), default=sentence.start) - sentence.start
        if not denied and (NOT_A_BAR.search(low) or first > 60) and not receptor_words.is_refused(low):
            return
        if any(word in low for word in ("allowed", "permitted", "are eligible", "is eligible", "may be")):
            return
        self._say(self.barred, sentence, cells, "barred")

    def _is_conditional(self, sentence: Sentence) -> bool:
        low = sentence.low
        told = receptor_words.facts(low)
        first, last = min(each.start for each in told), max(each.end for each in told)
        rest, start = low[last:], low[:first]
        if re.match(r"^\W*(?:if|when|in case)\b", low):
            return True
        if KINDS.search(start) or GOES_ON.search(start):
            return False
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
                    r"\b(?:prior|previous|(?<!with a )history of|received|treated with|treatment for|therapy for|"
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
        if self.is_open:
            return None
        title = _narrowed(self.title)
        text = _narrowed(self.general)
        if self.cohorts and not self._has_open_cohort():
            for cohort, each in self.cohorts.items():
                heading = self.page.raw[slice(*cohort)].strip(" :：-()[]")
                self.ways[heading] = self.ways.get(heading, frozenset()) | (_narrowed(each) or frozenset())
            union = frozenset[str]().union(*self.ways.values())
            if text is None:
                text = union if union else None
            elif text & union:
                text &= union
            else:
                text |= union
        if text is None and self.defined:
            text = _narrowed(self.defined)
        table = text if title is None else title if text is None else (text & title or text)
        if title is not None and text is not None and _widens(title, text):
            table = text
        if table is None and self.conditions and not self.open_list and not self._is_for_solid_tumours():
            table = None if self._lists_kinds() else _of_conditions(self.conditions)
        if table is not None:
            table = table.union(*self.besides)
        if self.barred:
            kept = table if table is not None else CELLS
            for cells in self.barred:
                if kept - cells and cells not in self.welcome:
                    kept = kept - cells
            if kept != CELLS:
                table = kept
        self.in_part -= self.surely
        return table

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


def _widens(title: Cells, text: Cells) -> bool:
    """The title says low, and the text that the ultralow or those with none may enter too."""
    more = {cell.partition("/")[2] for cell in text - title}
    return title < text and bool(more) and more <= {"HER2-ultralow", "HER2-0"} and _levels(title) == {"HER2-low"}


def _levels(cells: Cells) -> set[str]:
    return {cell.partition("/")[2] for cell in cells}


def _of_conditions(conditions: list[Cells]) -> Cells:
    """A registry's list of conditions: those that speak of one side of the table only belong together."""
    whole, by_hr, by_her2 = Cells(), Cells(), Cells()
    for cells in conditions:
        if len(_levels(cells)) == len(_levels(CELLS)):
            by_hr |= cells
        elif {cell[:3] for cell in cells} == {"HR+", "HR-"}:
            by_her2 |= cells
        else:
            whole |= cells
    return whole | (by_hr & by_her2 if by_hr and by_her2 else by_hr | by_her2)


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
