"""Two eligibility texts → what changed, sentence by sentence. Pure; called by `fields.py` in this package.

Sentences are those that the reader sees (`trials/eligibility/criteria.py`). One that moved within its section, or was
only laid out anew, is no change; one that moved from who can join to who cannot is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from trials.changes.words import ADDED, CHANGED, REMOVED, Change, folded, quoted, shown
from trials.eligibility import criteria
from trials.eligibility.mentions import lowered

LONGEST = 200_000
"""Characters of a text that are compared, as many as are read of it."""
ALIKE = 0.6
"""From this share of words in common on, a sentence gone and one that came are one that was reworded."""
MOST_PAIRS = 40_000
"""Sentences gone times sentences that came: beyond, none is called reworded, so that no text makes this slow."""
FEW_MOVED = 3
_SECTIONS = {"inclusion": N_("who can join"), "exclusion": N_("who cannot join")}


class _Sentence(NamedTuple):
    section: str
    key: str
    text: str


Pairs = list[tuple[_Sentence, _Sentence]]


def changed(before: str, after: str) -> list[Change]:
    """In the order of the new text, then what was taken out."""
    if folded(before) == folded(after):
        return []
    old, new = _sentences(before), _sentences(after)
    gone, came = _without_equals(old, new)
    moved, gone, came = _moved(gone, came)
    reworded, gone, came = _reworded(gone, came)
    found = [*_moves(moved), *(_change(CHANGED, one, other) for one, other in reworded)]
    found += [_change(ADDED, None, one) for one in came]
    found += [_change(REMOVED, one, None) for one in gone]
    return found


def _moves(moved: Pairs) -> list[Change]:
    """Each by itself; many at once are more likely a heading that was lost or written otherwise, and that is said."""
    by_way: dict[tuple[str, str], Pairs] = defaultdict(list)
    for old, new in moved:
        by_way[old.section, new.section].append((old, new))
    found = []
    for (was, now), pairs in by_way.items():
        if len(pairs) <= FEW_MOVED:
            found += [_change(CHANGED, one, other) for one, other in pairs]
            continue
        before, after = gettext(_SECTIONS[was]), gettext(_SECTIONS[now])
        said = gettext(
            "%(count)s rules moved from “%(before)s” to “%(after)s”. "
            "Perhaps only a heading was changed: read the full text"
        )
        texts = tuple(new.text for _, new in pairs)
        told = {"count": len(pairs), "before": before, "after": after}
        found.append(Change("eligibility", CHANGED, before, after, said % told, texts))
    return found


def _sentences(text: str) -> list[_Sentence]:
    raw = text[:LONGEST]
    low = lowered(raw)
    found = []
    for line in criteria.lines(low, 0, len(low), ()):
        for start, end in criteria.sentences(low, raw, line):
            if key := folded(raw[start:end]):
                found.append(_Sentence(line.section, key, shown(raw[start:end])))
    return found


def _without_equals(old: list[_Sentence], new: list[_Sentence]) -> tuple[list[_Sentence], list[_Sentence]]:
    """Wherever they stand: a line that moved says the same."""
    in_old, in_new = (Counter((one.section, one.key) for one in side) for side in (old, new))
    return _beyond(old, in_new), _beyond(new, in_old)


def _beyond(side: list[_Sentence], other: Counter[tuple[str, str]]) -> list[_Sentence]:
    left = Counter(other)
    found = []
    for one in side:
        if left[one.section, one.key] > 0:
            left[one.section, one.key] -= 1
        else:
            found.append(one)
    return found


def _moved(gone: list[_Sentence], came: list[_Sentence]) -> tuple[Pairs, list[_Sentence], list[_Sentence]]:
    """The same words in another section. Where a heading was not understood on one side, nothing is known to have
    changed, and nothing is said."""
    waiting: dict[str, list[_Sentence]] = defaultdict(list)
    for one in gone:
        waiting[one.key].append(one)
    pairs: Pairs = []
    left = []
    taken: Counter[_Sentence] = Counter()
    for one in came:
        if not waiting[one.key]:
            left.append(one)
            continue
        other = waiting[one.key].pop(0)
        taken[other] += 1
        if {one.section, other.section} == set(_SECTIONS):
            pairs.append((other, one))
    still = []
    for one in gone:
        if taken[one]:
            taken[one] -= 1
        else:
            still.append(one)
    return pairs, still, left


def _reworded(gone: list[_Sentence], came: list[_Sentence]) -> tuple[Pairs, list[_Sentence], list[_Sentence]]:
    """The most alike first. Ties are broken the same from both sides, so that the way back has as many changes."""
    if len(gone) * len(came) > MOST_PAIRS:
        return [], gone, came
    old, new = ([frozenset(one.key.split()) for one in side] for side in (gone, came))
    scores = []
    for i, one in enumerate(gone):
        for j, other in enumerate(came):
            if one.section == other.section and (score := _alike(old[i], new[j])) >= ALIKE:
                scores.append((-score, abs(i - j), i + j, i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for *_, i, j in sorted(scores):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    found = [(gone[i], came[j]) for i, j in sorted(pairs.items(), key=lambda pair: pair[1])]
    return (
        found,
        [one for i, one in enumerate(gone) if i not in pairs],
        [one for j, one in enumerate(came) if j not in taken],
    )


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words in common (Dice). Not difflib's ratio: that is not the same both ways, and takes a hundred
    times as long."""
    return 2 * len(one & other) / (len(one) + len(other))


def _change(kind: str, old: _Sentence | None, new: _Sentence | None) -> Change:
    before, after = old.text if old else "", new.text if new else ""
    section = new.section if new else old.section if old else ""
    told = {"before": quoted(before), "after": quoted(after)}
    known = section in _SECTIONS
    if known:
        told["section"] = gettext(_SECTIONS[section])
    if old and new and old.section != new.section and old.key == new.key:
        words = gettext("A rule moved from “%(was)s” to “%(section)s”: %(after)s")
        told["was"] = gettext(_SECTIONS[old.section])
    elif old and new:
        words = gettext("A rule was changed: %(before)s → %(after)s")
        words = gettext("A rule was changed (%(section)s): %(before)s → %(after)s") if known else words
    elif new:
        words = gettext("A rule was added: %(after)s")
        words = gettext("A rule was added (%(section)s): %(after)s") if known else words
    else:
        words = gettext("A rule was taken out: %(before)s")
        words = gettext("A rule was taken out (%(section)s): %(before)s") if known else words
    return Change("eligibility", kind, before, after, words % told)
