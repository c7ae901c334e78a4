"""A mention in its sentence → demanded, excluded, allowed or just mentioned. Called by the questions. Pure.

Section, cues of the sentence (`cues.toml`) and of the lines it is a part of decide. A cue acts in its clause and its
brackets, as far as its reach.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from trials.eligibility.answers import Stance
from trials.eligibility.mentions import Mention
from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled

Says = Literal["negates", "reverses", "permits", "refuses", "demands", "excepts", "waives", "nothing"]
CLAUSE = compiled(
    r";|\.\s|, and (?:has|have|must|is|are|no|who)\b|"
    r"\b(?:but\b|however\b|although\b|note\b|who have (?:had|received)\b|will be (?=treated))"
)
BRACKET = compiled(r"[()\[\]]")
BRACKETED = compiled(r"\([^()]*\)")

PEOPLE = (
    r"(?:patients?|participants?|subjects?|wom[ae]n|females?|individuals?|persons?|adults?|candidates?|volunteers?)"
)
OF_EVERYBODY = compiled(
    rf"\W*(?:(?:key |main )?inclusion(?: criteria)?\W+)?(?:to be (?:considered )?eligible|in order to|"
    rf"for (?:inclusion|enrol?lment|entry|eligibility|participation)|eligible {PEOPLE}|"
    rf"(?:an? |the |all |each )?(?:eligible )?{PEOPLE}(?= (?:must|may|can|cannot|will|should|are|is|have to|need to|"
    rf"who (?:meet|fulfil|satisfy)|meeting|fulfill?ing|satisfying|eligible)\b))"
    rf"(?:(?!\b(?:brain|cns|prior|previous\w*|therap\w+|treat(?:ed|ment)|metasta\w*|receiv\w+|with|histor\w+|chemo\w*)\b)[^;]){{0,200}}"
    rf"\b(?:following|criteri\w+|conditions?|requirements?|these|who|if|apply|applies|met)\b[^;.]{{0,40}}:?\W*$"
)
""" "Participants are eligible only if all of the following apply:": lets in nobody and nothing of what stands below."""


class Cue(NamedTuple):
    slug: str
    says: Says
    forward: bool
    backward: bool
    reach: int
    phrases: tuple[str, ...]
    reads: tuple[tuple[str, str], ...]


@functools.cache
def cues() -> dict[str, Cue]:
    """Slug → row of cues.toml. Raises ValueError for a row that breaks the schema."""
    rows = tomllib.loads((Path(__file__).parent / "cues.toml").read_text(encoding="utf-8"))
    return {slug: _cue(slug, row) for slug, row in rows.items()}


def _cue(slug: str, row: dict[str, Any]) -> Cue:
    if row.keys() != {"says", "looks", "reach", "phrases", "reads"} or not row["reads"] or not row["phrases"]:
        raise ValueError(f"cues.toml [{slug}]: needs says, looks, reach, phrases and reads")
    if row["says"] not in get_args(Says) or row["looks"] not in ("forward", "backward", "both"):
        raise ValueError(f"cues.toml [{slug}]: unknown says or looks")
    looks = row["looks"]
    return Cue(
        slug,
        row["says"],
        looks != "backward",
        looks != "forward",
        row["reach"],
        tuple(row["phrases"]),
        tuple(row["reads"].items()),
    )


def names() -> Iterator[tuple[str, str, str]]:
    """(kind, slug, name) for the lexicon."""
    for cue in cues().values():
        for phrase in cue.phrases:
            yield "cue", cue.slug, phrase


def acting(page: Page, sentence: Sentence, mention: Mention) -> list[Says]:
    """What the cues of its own sentence say about a mention, the nearest last."""
    found = page.cues_within((sentence.start, sentence.end))
    if not found:
        return []
    first, last = clause(sentence, mention)
    brackets = _brackets(sentence.low)
    home = _bracket(brackets, mention.start - sentence.start)
    rows = cues()
    let_off = min(
        (cue.start for cue in found if cue.start >= mention.end and rows[cue.slug].says == "excepts"),
        default=sentence.end,
    )
    says: list[tuple[int, Says]] = []
    denied = allowed_after = False
    for cue in found:
        row = rows[cue.slug]
        before = cue.end <= mention.start
        if (not before and cue.start < mention.end) or (cue.start > let_off and row.says == "refuses"):
            continue
        inside = first <= cue.start < last
        if not inside and not (row.says in ("permits", "refuses") and not before and sentence.end - mention.end < 60):
            continue
        bracket = _bracket(brackets, cue.start - sentence.start)
        if bracket is not None and bracket != home:
            continue
        between = (cue.end, mention.start) if before else (mention.end, cue.start)
        distance = page.low.count(" ", *between)
        if (row.forward if before else row.backward) and distance <= row.reach:
            says.append((distance, row.says))
            denied = denied or (before and row.slug == "no" and bracket == home)
            allowed_after = allowed_after or (
                not before
                and row.says == "permits"
                and page.low[cue.start : cue.end].startswith(("allowed", "permitted", "acceptable", "permissible"))
            )
    if denied and allowed_after:  # "no prior taxane is allowed"
        says.append((0, "refuses"))
    return [each for _, each in sorted(says, key=lambda pair: -pair[0])]


def clause(sentence: Sentence, mention: Mention) -> tuple[int, int]:
    """The stretch of the page in which cues act on the mention."""
    first, last = sentence.start, sentence.end
    for cut in _cuts(sentence.low):
        place = sentence.start + cut
        if place < mention.start:
            first = place
        elif place >= mention.end:
            last = place
            break
    return first, last


@functools.lru_cache(256)  # several mentions of one sentence ask one after the other
def _cuts(low: str) -> tuple[int, ...]:
    if not (  # one of them stands in each match; most sentences have none
        ";" in low
        or ". " in low
        or "but" in low
        or ", and " in low
        or "who have" in low
        or "will be" in low
        or "note" in low
        or "however" in low
        or "although" in low
    ):
        return ()
    return tuple([match.start() for match in CLAUSE.finditer(low)])


@functools.lru_cache(256)
def _brackets(low: str) -> list[tuple[int, int]]:
    if "(" not in low and "[" not in low:
        return []
    found, opened = [], []
    for match in BRACKET.finditer(low):
        if match[0] in "([":
            opened.append(match.start())
        elif opened:
            found.append((opened.pop(), match.start()))
    return found


def _bracket(brackets: list[tuple[int, int]], place: int) -> tuple[int, int] | None:
    """The innermost brackets around a place."""
    around = [each for each in brackets if each[0] < place < each[1]]
    return min(around, key=lambda each: each[1] - each[0]) if around else None


@functools.lru_cache(256)
def is_of_everybody(lead: str) -> bool:
    """The lead of a list of what is asked of all: its "eligible" permits nothing."""
    return OF_EVERYBODY.match(lead) is not None


def stance(page: Page, sentence: Sentence, mention: Mention) -> Stance:
    says = acting(page, sentence, mention)
    own = _weigh(says, sentence.section == "exclusion")
    if own is not None:
        return own
    if sentence.line:
        for span in reversed(sentence.line.above):
            if is_of_everybody(page.low[slice(*span)]):
                continue
            brackets = _brackets(page.low[slice(*span)])  # what stands in them says nothing of the lines below
            above = [
                cues()[cue.slug].says
                for cue in page.cues_within(span)
                if not brackets or _bracket(brackets, cue.start - span[0]) is None
            ]
            own = _weigh(above, sentence.section == "exclusion")
            if own is not None:
                return own
    return "excluded" if sentence.section == "exclusion" else "demanded"


def _weigh(says: list[Says], in_exclusion: bool) -> Stance | None:
    if not says:
        return None
    if "excepts" in says:
        return "allowed"
    if "waives" in says:
        return "mentioned"
    if "refuses" in says:
        return "excluded"
    if "permits" in says:
        return "allowed"
    if "reverses" in says:
        return "demanded" if in_exclusion else "excluded"
    if "negates" in says:
        return "excluded"
    return "demanded" if "demands" in says else None
