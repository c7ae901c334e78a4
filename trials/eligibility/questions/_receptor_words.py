"""One sentence → receptor profiles ("ER+/HER2- or triple negative" is two). Called by receptors.py. Pure.

A profile is what one way in demands of HR and of HER2; an open side is None. Where the text names a tier, the name wins
over the numbers beside it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.patterns import compiled

Cells = frozenset[str]
HER2_LEVELS = {"pos": "HER2+", "low": "HER2-low", "ultralow": "HER2-ultralow", "zero": "HER2-0"}
CELLS: Cells = frozenset(f"HR{sign}/{level}" for sign in "+-" for level in HER2_LEVELS.values())
NEGATIVE = frozenset({"low", "ultralow", "zero"})
NAMED = {
    "pos": frozenset({"pos"}),
    "neg": NEGATIVE,
    "low": frozenset({"low"}),
    "ultralow": frozenset({"ultralow"}),
    "zero": frozenset({"ultralow", "zero"}),
    "expr": frozenset({"pos", "low"}),
    "exprlow": frozenset({"pos", "low", "ultralow"}),
}


def words() -> Iterator[tuple[str, str, str]]:
    return own_names("receptor")


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars("receptor")


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
    | (?P<hr>\bhormon(?:e|al)[ -](?:receptors?|sensitive|responsive)\b|\bhormone(?=[ -](?:positive|
        negative))|\bendocrine[ -](?:sensitive|responsive)\b|\bho?r\b|\bsteroid[ -](?:hormone[ -])?receptors?\b)
  | (?P<ish>\b[fcsd]?-?ish\b|\bin[- ]situ[- ]hybridi[sz]ation\b|\bdual[- ]probe\b)
    | (?P<unknown>\bregardless\ of\b|\birrespective\ of\b|\bany(?=\ (?:hr|er|her|hormone|receptor))|
        \bstatus\ unknown\b|\bunknown\b|\bor\ unknown\b|\bnot\ specified\b)
      )
  | (?P<aimed>[ -](?:targeted|directed|target|blockade|inhibitors?|tki|mutat\w+|mutant|vaccine|specific|
        therap\w+|testing|antibod\w+|peptide|pathway|driven|activating|adc|car|bispecific|pet)\b)
  | (?P<ultralow>\bultra[- ]?low\b)
  | (?P<zero>\b(?:null|zero)\b|(?<=her2[ -])0\b|(?<=her-2[ -])0\b|(?<=ihc\ )0\b(?!\s*[-–to/,]|\s*or|\s*and)|(?<=ihc0)\b)
    | (?P<neg>\bnon[- ]?(?:over[- ]?express\w*|amplifi\w*)|\b(?:not|no|nor|without|lack(?:s|ing)?\ (?:of)?|
        do(?:es)?\ not|absence\ of|un)[ -]?(?:demonstrate\ |show\ |have\ |evidence\ of\ |gene\ |be\ |
        by\ )?(?:her-?2(?:/neu)?\ )?(?:gene\ )?(?:over[- ]?express\w*|amplifi\w*|expression\b|express\b)|
        \bneg(?:ative|ativity)?\b|\(\s*-\s*\)|(?<=[a-z0-9)\]])-(?=[\s,/;.)\]&]|$|her|pr\b|pgr)
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
        or|-|/|and|to)\s*1\b)|(?<=\bor\ )[01]\b(?=\s*(?:by|on|\))))
  | (?P<or>\bor\b|/(?=\s*tnbc|\s*tripl)|;|\band/or\b)
    )
    """,
    re.VERBOSE,
)
ANOTHER = compiled(r"[^.;]{0,40}(?:\bor\b|,)[^.;]{0,20}$")
FAINT = compiled(r"\b0\s*\\?<\s*ihc\s*\\?<\s*1")
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


class Profile(NamedTuple):
    hr: frozenset[str] | None
    her2: frozenset[str] | None
    part: frozenset[str] = frozenset()
    """HER2 levels of which only a part is admitted: those of IHC 2+ alone, which ISH decides."""


TRIPLE_NEGATIVE = Profile(frozenset("-"), NEGATIVE)


def _is_glue(text: str, most: int = 7) -> bool:
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
        if kind in ("tnbc", "luminal", "tpbc"):
            if kind == "tpbc":
                found += [Fact("hr", "pos", start, end), Fact("her2", "pos", start, end)]
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
    without = set(loose)
    before = -1  # the nearest thing before that is no receptor without a value
    last = -1
    for place in sorted(without):
        if place - 1 != last:
            before = place - 1
        last = place
        if before < 0 or kinds[before] not in ("neg", "pos", "low"):
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
    if any(fact.receptor == "her2" and fact.value != "cut" for fact in found) or "her2" not in kinds:
        return []
    ish = {fact.value for fact in found if fact.receptor == "ish"}
    sure, part = set[str](), set[str]()
    places = [place for place, kind in enumerate(kinds) if kind == "score"]
    for place in places:
        text = atoms[place][0]
        digit = next((sign for sign in text if sign in "0123"), "")
        if atoms[place]["least"] or atoms[place]["span"]:
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


def profiles(low: str) -> list[Profile]:
    """The ways in that a sentence names."""
    found: list[Profile] = []
    er: set[str] = set()
    her2: set[str] = set()
    part: frozenset[str] = frozenset()
    last = ""
    end = 0

    def close() -> None:
        nonlocal er, her2, part, last
        if er or her2:
            found.append(Profile(_hr(er), frozenset(her2) if her2 else None, part))
        er, her2, part, last = set(), set(), frozenset(), ""

    for fact in facts(low):
        if fact.receptor == "ish":
            continue
        if fact.receptor == "tnbc":
            close()
            found.append(TRIPLE_NEGATIVE)
            continue
        side = "her2" if fact.receptor == "her2" else "hr"
        sign = (
            "" if side == "her2" else "+" if fact.value in ("pos", "low", "expr") or fact.receptor == "luminal" else "-"
        )
        if side == "hr":
            key = f"{fact.receptor}{sign}"
            opposite = f"{fact.receptor}{'-' if sign == '+' else '+'}"
            if (
                last == "her2"
                and er
                and (opposite in er or (_hr(er) != frozenset(sign)))
                and her2
                or last == "her2"
                and her2
                and er
                and re.search(r"\bor\b|;", low[end : fact.start])
                or (
                    last == "her2"
                    and her2
                    and not er
                    and re.search(r"\bor\b|;|,\s*$", low[end : fact.start])
                    and fact.receptor in ("luminal",)
                )
                or last == "her2"
                and her2
                and not er
                and re.search(r"^[^.]{0,30}\bor\b", low[end : fact.start])
            ):
                close()
            er.add(key)
        else:
            levels = _levels(fact.value)
            if last == "hr" and her2 and levels != frozenset(her2):
                close()
            if (
                last == "her2"
                and er
                and her2
                and fact.start > end
                and ("pos" in her2) != ("pos" in levels)
                and not her2 & levels
                and ANOTHER.match(low, end, fact.start)
            ):  # "HR+/HER2- or HER2+"
                close()
            her2 |= levels
            if fact.value.startswith("levels:"):
                part = frozenset(filter(None, fact.value.split(":")[2].split(",")))
        last, end = side, fact.end
    close()
    if any(profile == TRIPLE_NEGATIVE for profile in found):  # "triple negative, ER-low included"
        found = [profile if profile.her2 else profile._replace(her2=NEGATIVE) for profile in found]
    return found


def _levels(value: str) -> frozenset[str]:
    if value.startswith("levels:"):
        return frozenset(value.split(":")[1].split(","))
    return NAMED.get(value, frozenset())


def _hr(signs: set[str]) -> frozenset[str] | None:
    if not signs:
        return None
    for receptor in ("er", "pr", "hr"):
        if f"{receptor}+" in signs and f"{receptor}-" in signs:
            return frozenset("+-")
    return frozenset("+") if any(sign.endswith("+") for sign in signs) else frozenset("-")


def cells(found: Iterable[Profile]) -> Cells:
    """What any of the profiles admits."""
    return frozenset(
        f"HR{sign}/{HER2_LEVELS[level]}"
        for profile in found
        for sign in profile.hr or "+-"
        for level in profile.her2 or HER2_LEVELS
    )


def in_part(found: list[Profile]) -> set[str]:
    """Cells of which only a part is admitted."""
    parts = {cell for each in found if each.part for cell in cells([each._replace(her2=each.part)])}
    sure = cells(
        each._replace(her2=each.her2 - each.part if each.her2 else None) for each in found if each.her2 != each.part
    )
    return parts - sure


LET_OFF = compiled(r"\b(?:unless|except)\b")
REFUSED = compiled(
    r"\b(?:not eligible(?! for (?!th[ei]|enrol|inclusion|participation|study|trial))|ineligible|(?:are|is|be|were) "
    r"(?:also )?excluded|not be (?:her|eligible)|must not be|should not be|not "
    r"permitted|not allowed|must not have (?:her|triple|er))\b"
)


def is_refused(low: str) -> bool:
    return REFUSED.search(LET_OFF.split(low, maxsplit=1)[0]) is not None
