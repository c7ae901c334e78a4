"""One sentence → what it says of which receptor ("ER positive", "HER2 IHC 2+"). Called by _receptor_words.py. Pure."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from trials.eligibility.patterns import compiled

ATOM = compiled(
    r"""
    (?<![a-z](?=[a-z]))(?:  # inside a word nothing begins
    (?=[a-z-])(?:  # a word: signs and figures need not try these
    (?P<tnbc>\btripp?le[ -]?(?:receptor[ -]?)?neg(?:ative)?\b|\b[mae]?tnbcs?\b|\btn(?=\ breast))
  | (?P<tpbc>\btriple[ -]?(?:receptor[ -]?)?pos(?:itive)?\b|\btpbc\b)
  | (?P<luminal>(?<!non-)(?<!non\ )\bluminal\b(?:[ -](?:a|b)\b)?)
    | (?P<her2>(?<!anti-)(?<!anti\ )\bher[- ]?(?:2|ii)(?:(?:[ /-]{0,3}|\ \()neu\b\)?)?
        (?=low|neg|pos|[\W_e0]|$)(?:[eE](?=[ -]))?|
        \b(?:c[- ]?)?erb[- ]?b-?2\b|
        \bhuman\ epidermal(?:\ growth)?(?:\ factor)?(?:[ -]receptor)?(?:\ type)?[- ]?2\b
        (?:\ receptor)?(?:/neu)?|\bherceptest\b)
  | (?P<er>\bo?estrogen(?:[ -]receptors?)?\b(?:[ -]alpha)?|\ber(?:s?\b|α(?!\w))|\ber(?=pos|neg))
  | (?P<pr>\bprogest(?:er|ra|or)one(?:[ -]receptors?)?\b|\bpg?rs?\b)
    | (?P<sensitive>(?<!non-)(?<!non\ )(?<!not\ )\b(?:hormon(?:e|al)|endocrine)[ -](?:sensitive|responsive)\b)
    | (?P<hr>\bhormon(?:e|al)[ -]receptors?\b|\bhormone(?=[ -](?:positive|
        negative))|\bho?r\b|\bsteroid[ -](?:hormone[ -])?receptors?\b)
  | (?P<ish>\b[fcsd]?-?ish\b|\bin[- ]situ[- ]hybridi[sz]ation\b|\bdual[- ]probe\b)
    | (?P<unknown>\bregardless\ of\b|\birrespective\ of\b|\bany(?=\ (?:hr|er|her|hormone|receptor))|
        \bstatus\ unknown\b|\bunknown\b|\bor\ unknown\b|\bnot\ specified\b)
    )
    | (?P<aimed>[ -](?:targeted|directed|target|blockade|inhibitors?|tki|mutat\w+|mutant|vaccine|specific|
        therap\w+|testing|antibod\w+|peptide|pathway|driven|activating|adc|car|bispecific|pet)\b)
  | (?P<ultralow>\bultra[- ]?low\b)
  | (?P<zero>\b(?:null|zero)\b|(?:(?<=her2[ -])|(?<=her-2[ -]))0\b(?!\s*(?:,|/|-|or|and|to)\s*[123])
        |(?<=ihc\ )0\b(?!\s*[-–to/,]|\s*or|\s*and)|(?<=ihc0)\b)
    | (?P<nother2>\b(?:not|no|nor|without|lack(?:s|ing)?(?:\ of)?|absence\ of)\ (?:show\ |have\ |evidence\ of\ |any\ )?
        her-?2(?:[ /]?neu)?[- ](?:gene[- ]|protein[- ])?(?:over[- ]?express\w*|amplifi\w*|expression\b)
        (?:\ (?:or|and|and/or)\ (?:gene\ )?(?:over[- ]?express\w*|amplifi\w*))?)
    | (?P<neg>\bnon[- ]?(?:over[- ]?express\w*|amplifi\w*|positive\b)|\b(?:not|no|nor|without|lack(?:s|ing)?\ (?:of)?|
        do(?:es)?\ not|absence\ of|un)[ -]?(?:demonstrate\ |show\ |have\ |evidence\ of\ |gene\ |be\ |
        by\ )?(?:gene\ )?(?:over[- ]?express\w*|amplifi\w*|expression\b|express\b)|
        (?<=2[ -])normal\b|(?<=neu[ -])normal\b|
        \bneg(?:ative|ativity)?\b|(?<=[a-z]\ )0\s?%|\(\s*-\s*\)|(?<=[a-z0-9)\]])-(?=[\s,/;:.)\]&]|$|her|pr\b|pgr)
        (?!\ (?:and/or|and|or)\ [\w-]{2,12}-(?:express|over|amplif|mutat))
        |(?:(?<=\+/her2)|(?<=\+her2)|(?<=\+\ her2)|(?<=\+/\ her2))-(?=m?bc\b|abc\b|breast|metastatic|advanced|disease)
        (?!\s*(?:pos|neg|low\b|respons|sensit|express|direct|target|\)))|(?<=\s)-(?=[,/)\]]))
  | (?P<low>\blow\b(?![ -]risk)(?!er)|(?<=2)low\b)
    | (?P<pos>(?<!negative\ )(?<!of\ )(?<!low\ )\bexpression\ of\ (?=er\b|o?estrogen|progest|hormone|pr\b|
        hr\b)|\bpositiv\w*|\bpos\b|(?<![\d≥])\(\s*\+{1,3}\s*\)|(?<=[a-zα2)])\s?\+(?!\d)|\bover[- ]?express\w*|
        \bamplifi\w*|\bsensitive\b|\bresponsive\b|\brich\b)
  | (?P<expr>\bexpress(?:ing|ors?|es)\b)
    | (?P<cut>(?P<op>≥|>=|=>|>|<|≤|<=|=<|at\ least|less\ than|greater\ than|more\ than|below|
        under)\s*(?:or\ equal\ to\ )?(?P<pct>\d{1,2})\s*%)
  | (?P<range>\b\d{1,2}\s*(?:-|to)\s*\d{1,2}\s*%)
    | (?P<score>(?P<span>(?<![\d.])\b[12]\s?[-–]\s?3\s?\+)|
        (?<![\d.])(?P<least>(?:≥|>=|at\ least)\s*)?\b[0123]\s?\+(?!\d)|(?<=ihc)\s*(?:score\s*|
        staining\s*)?(?:of\s*|is\s*)?(?:\(?\s*)?[0-3]\b|(?<=score)\s*(?:of\s*)?[0-3]\b|(?<![\d.%])\b0(?=\s*(?:,|
        or|-|/|and|to)\s*(?:1\b|2\s?\+))|(?<=\bor\ )[01]\b(?=\s*(?:by|on|\))))
  | (?P<or>\bor\b|/(?=\s*tnbc|\s*tripl)|;|\band/or\b)
    )
    """,
    re.VERBOSE,
)
OR_MORE = compiled(r"\s?\+?\s?(?:or|and) (?:more|higher|greater|above)\b")
"""After the lowest score."""
FAINT = compiled(r"\b0\s*\\?<\s*ihc\s*\\?<\s*1|\\?>\s*0(?:,| and| but| to)?\s*\\?<\s*1\s?\+")
RECEPTORS = ("her2", "er", "pr", "hr", "ish")
VALUES = ("neg", "low", "ultralow", "zero", "pos", "expr", "cut")
GLUE = frozenset(
    """and or status is are be being was were must should tumor tumors tumour tumours disease diseases
    expression gene protein receptor receptors both by ihc as of which documented known with a an
    cancer cancers breast level levels either advanced metastatic the confirmed for in on cells cell staining
    nuclei nuclear has have been to that local central locally centrally determined not primary test tested
    type alpha their invasive she he neu adenocarcinoma if it all also carcinoma histologically results result
    shows demonstrated immunohistochemistry immunohistochemical early stage using per any assessed score scores
    definition defined patients patient participants hormone hormonal estrogen oestrogen progesterone
    hormone-receptor from at least one mbc bc nor neither either/or er pr pgr hr her2 erbb2 her human epidermal
    growth factor
    weakly weak strong strongly were clinically pathologically determined""".split()
)
WORDS = compiled(r"[a-z][a-z0-9-]*|\d+")
FARTHEST = 90
"""Characters between a receptor and its value, at most."""


class Fact(NamedTuple):
    receptor: str
    value: str
    start: int
    end: int


def _is_glue(text: str, most: int = 7) -> bool:
    if ":" in text:
        text = text.replace("status:", "status ")  # "HER2 status: negative"
    if len(text) > FARTHEST or any(sign in text for sign in ".:;" if sign != "." or ". " in text):
        return False
    found = WORDS.findall(text)
    return len(found) <= most and all(word in GLUE for word in found)


@functools.lru_cache(64)  # a sentence is asked for its cells, and again for how it says them
def facts(low: str) -> tuple[Fact, ...]:
    """What is said of which receptor, by place."""
    atoms = list(ATOM.finditer(low))
    kinds = [_kind(match) for match in atoms]
    spans = [match.span() for match in atoms]
    found: list[Fact] = []
    pending: list[int] = []
    loose: list[int] = []  # receptors without a value after them
    valued: set[int] = set()
    for place, kind in enumerate(kinds):
        start, end = spans[place]
        if kind in ("tnbc", "luminal", "sensitive", "tpbc", "nother2"):
            if kind == "tpbc":
                found += [Fact("hr", "pos", start, end), Fact("her2", "pos", start, end)]
            elif kind == "nother2":
                found.append(Fact("her2", "neg", start, end))
            elif kind == "sensitive":
                found.append(Fact("hr", "pos", start, end))
            else:
                found.append(Fact(kind, "", start, end))
            loose += pending
            pending = []
        elif kind in RECEPTORS:
            if pending and not _is_glue(low[spans[pending[-1]][1] : start]):
                loose += pending
                pending = []
            pending.append(place)
        elif kind == "aimed":
            if pending and low[spans[pending[-1]][1] : start].strip() == "":
                pending.pop()
        elif kind in ("neg", "pos") and pending and _looks_ahead(low, kinds, spans, place):
            loose += pending
            pending = []
        elif kind in VALUES and pending:
            last = pending[-1]
            between = low[spans[last][1] : start]
            if _is_glue(between) and not (kind == "expr" and kinds[last] != "her2"):
                value = _value(kind, low[start:end], atoms[place])
                if (
                    value == "pos"
                    and low.startswith(("over", "ampl"), start)
                    and _denied(low, kinds, spans, pending[0])
                ):
                    value = "neg"
                told = pending
                for each in pending:
                    found.append(Fact(kinds[each], value, spans[each][0], end))
                valued.add(place)
                pending = []
                for other in _listed(low, kinds, spans, place):
                    found += [Fact(kinds[each], kinds[other], spans[each][0], spans[other][1]) for each in told]
                    valued.add(other)
            else:
                loose += pending
                pending = []
        elif kind == "score" and pending and kinds[pending[-1]] == "her2" and _is_zero(low, start, end):
            found.append(Fact("her2", "zero", spans[pending[-1]][0], end))
            pending.pop()
        elif kind == "unknown":
            loose += pending
            pending = []
    loose += pending
    _look_back(low, kinds, spans, loose, found, valued)
    if any(fact.receptor == "her2" for fact in found) or "her2" in kinds or "triple" in low:
        found += _scores(low, kinds, spans, atoms, found)
    if "her2" in kinds and (faint := FAINT.search(low)):
        found.append(Fact("her2", "ultralow", *faint.span()))
    return tuple(sorted(found, key=lambda fact: (fact.start, fact.end)))


Spans = list[tuple[int, int]]
AHEAD = compiled(r"\s*(?:expression |status |results? )(?:of|for|in) (?:the )?$")
OTHER = compiled(r"\s*(?:or|/|,|and/or|, ?or|and)\s*-?$")
OF_IT = compiled(r"\s*(?:for|of)?\s*$")
MORE_SCORES = compiled(r"\s*(?:[-–/,+]|to\b|or\b|and\b)")


def _looks_ahead(low: str, kinds: list[str], spans: Spans, place: int) -> bool:
    """ "… and negative expression of HER2": the value is that of the receptor after it."""
    after = place + 1
    return (
        after < len(kinds)
        and kinds[after] in RECEPTORS
        and AHEAD.match(low, spans[place][1], spans[after][0]) is not None
    )


def _denied(low: str, kinds: list[str], spans: Spans, first: int) -> bool:
    """ "negative for HER2 amplification" """
    before = first - 1
    return before >= 0 and kinds[before] == "neg" and OF_IT.match(low, spans[before][1], spans[first][0]) is not None


def _listed(low: str, kinds: list[str], spans: Spans, place: int) -> list[int]:
    """The values beside one: "positive, negative or low"."""
    found: list[int] = []
    while True:
        after = place + 2 if kinds[place + 1 : place + 2] == ["or"] else place + 1
        if (
            kinds[after : after + 1] not in (["neg"], ["pos"], ["low"], ["ultralow"], ["zero"])
            or not OTHER.match(low, spans[place][1], spans[after][0])
            or (
                after + 1 < len(kinds)
                and kinds[after + 1] in RECEPTORS
                and OF_IT.match(low, spans[after][1], spans[after + 1][0])
            )
        ):
            return found
        place = after
        found.append(place)


def _is_zero(low: str, start: int, end: int) -> bool:
    return low[start:end].strip(" (") == "0" and not MORE_SCORES.match(low, end)


def _kind(match: re.Match[str]) -> str:
    for name in ("cut", "score"):
        if match[name] is not None:
            return name
    return str(match.lastgroup)


def _look_back(
    low: str, kinds: list[str], spans: list[tuple[int, int]], loose: list[int], found: list[Fact], valued: set[int]
) -> None:
    """ "positive for ER", "negative hormone receptors": the value stands first."""
    before = -1  # the nearest thing before that is no receptor without a value
    last = -1
    for place in sorted(set(loose)):
        if last < 0 or any(each != "or" for each in kinds[last + 1 : place]):
            before = place - 1
        last = place
        if before < 0 or kinds[before] not in ("neg", "pos", "low", "expr"):
            continue
        first = low[spans[before][1] : min(spans[place][0], spans[before][1] + FARTHEST + 1)]
        opened = before in valued and not re.match(r"\s*(?:for|to)\b", first)
        if not opened and _is_glue(first, 9) and "," not in first[:1]:
            value = _value(kinds[before], low[slice(*spans[before])], None)
            found.append(Fact(kinds[place], value, spans[before][0], spans[place][1]))


def _value(kind: str, text: str, match: re.Match[str] | None) -> str:
    if kind == "cut" and match is not None:
        return "neg" if match["op"] in ("<", "≤", "<=", "=<", "less than", "below", "under") else "pos"
    return kind


def _scores(
    low: str, kinds: list[str], spans: list[tuple[int, int]], atoms: list[re.Match[str]], found: list[Fact]
) -> list[Fact]:
    """HER2 by IHC scores, where no tier is named in the sentence."""
    if "her2" not in kinds or any(
        fact.receptor == "her2"
        and fact.value != "cut"
        and not (fact.value == "pos" and low[: fact.end].endswith(("amplification", "amplified")))
        for fact in found
    ):
        return []
    ish = {fact.value for fact in found if fact.receptor == "ish"}
    sure, part = set[str](), set[str]()
    places = [place for place, kind in enumerate(kinds) if kind == "score"]
    for place in places:
        text = atoms[place][0]
        digit = next((sign for sign in text if sign in "0123"), "")
        if atoms[place]["least"] or atoms[place]["span"] or OR_MORE.match(low, spans[place][1]):
            sure |= {"1": {"pos", "low"}, "2": {"pos"}, "3": {"pos"}}.get(digit, set())
            part |= {"low"} if digit == "2" else set()
        elif digit == "0":
            sure |= {"ultralow", "zero"}
        elif digit == "1":
            sure.add("low")
        elif digit == "2" and ish & {"neg", "pos"}:
            sure |= ({"low"} if "neg" in ish else set()) | ({"pos"} if "pos" in ish else set())
        elif digit == "2":
            part |= {"pos", "low"}
        elif digit == "3":
            sure.add("pos")
    if not places and "pos" in ish:
        sure.add("pos")
    if not sure | part:
        return []
    start = spans[places[0]][0] if places else next(fact.start for fact in found if fact.receptor == "ish")
    levels = f"levels:{','.join(sorted(sure | part))}:{','.join(sorted(part - sure))}"
    return [Fact("her2", levels, start, start + 1)]
