"""A pattern for lowered text → compiled, so that it is quick. For criteria.py, stances.py and the questions. Pure.

Four things make `re` slow here: what is a letter it asks of all of Unicode, though lowered text has few letters that
are not ASCII's; alternatives it tries one after the other, ninety of them wherever a word begins; whether a word
begins it asks again for each alternative that asks; and it goes through a whole sentence in which not one of the words
stands without which nothing can match, as `in` tells a hundred times as quickly.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Callable
from typing import NamedTuple

PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
NUMBERED_GROUP = re.compile(r"(?<!\\)\((?!\?)")
WORD, GROUP, REPEATS, SIGNS = r"\b", ["(", "?", ":"], frozenset("?*+{"), frozenset(".^$()[|?*+{")
ALL = sys.maxsize
LONGEST = 400
"""Characters that writing out one alternative may come to."""
Pieces = list[str]
"""A pattern, or one alternative of it, cut into what may not be cut further."""


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, with ASCII's letters, and with the words it begins with sorted by their letters."""
    return re.compile(pattern if flags & (re.IGNORECASE | re.VERBOSE) else _sorted_by_letter(pattern), flags | re.ASCII)


def seldom(pattern: str) -> Guarded:
    """As `compiled`, for what is asked of many sentences and found in few: see `Guarded`."""
    return Guarded(compiled(pattern), needed_words(pattern))


class Guarded:
    """`search` and `sub` of `re.Pattern`; it does not look where none of the words stands that its matches have.

    The words are taken from the pattern, so that who adds to it need not think of them.
    """

    __slots__ = ("_search", "_sub", "pattern", "words")

    def __init__(self, found: re.Pattern[str], words: tuple[str, ...]) -> None:
        self.words = words
        self.pattern = found.pattern
        self._search, self._sub = found.search, found.sub

    def search(self, low: str, start: int = 0, end: int = ALL) -> re.Match[str] | None:
        for word in self.words:
            if word in low:
                return self._search(low, start, end)
        return None

    def sub(self, by: str | Callable[[re.Match[str]], str], low: str) -> str:
        for word in self.words:
            if word in low:
                return self._sub(by, low)
        return low


def _sorted_by_letter(pattern: str) -> str:
    r""" "\b(?:no|not|any)" → "\b(?:no(?:|t)|any)", and so "\bno|\bnot|\bany"."""
    if NUMBERED_GROUP.search(pattern):  # the numbers would change
        return pattern
    alternatives = _alternatives(PIECE.findall(pattern))
    if len(alternatives) == 1:
        first = alternatives[0]
        if first[:4] != [WORD, *GROUP]:
            return pattern
        end = _closing(first, 1)
        return f"{WORD}(?:{'|'.join(_tree(_written_out(_alternatives(first[4:end]))))}{''.join(first[end:])}"
    found: list[str] = []
    for begins_a_word, run in itertools.groupby(alternatives, lambda each: each[:1] == [WORD]):
        if begins_a_word:
            found.append(WORD + _either(_tree(_written_out([each[1:] for each in run]))))
        else:
            found += map("".join, run)
    return "|".join(found)


def _alternatives(pieces: Pieces) -> list[Pieces]:
    found: list[Pieces] = [[]]
    depth = 0
    for piece in pieces:
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and depth == 0:
            found.append([])
        else:
            found[-1].append(piece)
    return found


def _closing(pieces: Pieces, opening: int) -> int:
    depth = 0
    for place in range(opening, len(pieces)):
        depth += (pieces[place] == "(") - (pieces[place] == ")")
        if depth == 0:
            return place
    raise ValueError("a bracket is not closed")


def _written_out(alternatives: list[Pieces]) -> list[Pieces]:
    """ "(?:not |un)fit" → "not fit", "unfit", so that each begins with a letter."""
    found: list[Pieces] = []
    for each in alternatives:
        ways = _ways(each)
        found += [each] if len(ways) == 1 or sum(map(len, ways)) > LONGEST else _written_out(ways)
    return found


def _ways(alternative: Pieces) -> list[Pieces]:
    """With each way to begin that a group at its beginning leaves, in the order `re` tries them."""
    if alternative[:3] != GROUP:
        return [alternative]
    end = _closing(alternative, 0)
    rest = alternative[end + 1 :]
    may_be_absent = rest[:1] == ["?"]
    if (may_be_absent and rest[1:2] in (["?"], ["+"])) or (not may_be_absent and rest[:1] and rest[0] in REPEATS):
        return [alternative]
    rest = rest[may_be_absent:]
    if "<" in rest and ["(", "?", "P"] in (rest[place : place + 3] for place in range(len(rest))):
        return [alternative]  # a name may stand once only
    return [[*way, *rest] for way in _alternatives(alternative[3:end])] + ([rest] if may_be_absent else [])


def _tree(alternatives: list[Pieces]) -> list[str]:
    """Those with the same first letter together: words with different ones never begin at one place."""
    found: list[str] = []
    for plain, run in itertools.groupby(alternatives, _begins_plainly):
        if not plain:  # may begin where others do, and keeps its rank
            found += map("".join, run)
            continue
        letters: dict[str, list[Pieces]] = {}
        for each in run:
            letters.setdefault(each[0], []).append(each[1:])
        for letter, rests in letters.items():
            found.append(letter + _either(_tree(rests)))
    return found


def _either(ways: list[str]) -> str:
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _begins_plainly(alternative: Pieces) -> bool:
    """With a sign that stands for itself, once."""
    return (
        len(alternative) > 0
        and len(alternative[0]) == 1
        and alternative[0] not in SIGNS
        and (len(alternative) == 1 or alternative[1] not in REPEATS)
    )


# --- the guard -------------------------------------------------------------------------------------------------------

MOST_WORDS = 30
"""To look for more of them takes as long as the pattern."""
SHORTEST = 3
"""Shorter ones stand in most sentences."""
LONG = 6
"""Longer ones are no rarer."""
MOST_TOGETHER = 6
"""Beginnings and ends that are put together, so that the words stay few."""
AT_A_PLACE = frozenset((r"\b", r"\B", r"\A", r"\Z", "^", "$"))
SOME_LETTERS = re.compile(r"\[-?[a-zï /]{1,4}-?\]")
NOTHING = frozenset(("",))


class _Needs(NamedTuple):
    """What a part of a pattern matches."""

    all: frozenset[str] | None
    """All of it, where that is a few texts."""
    words: frozenset[str]
    """One of them stands in it; the empty one stands anywhere."""


UNKNOWN, EMPTY = _Needs(None, NOTHING), _Needs(NOTHING, NOTHING)


def needed_words(pattern: str) -> tuple[str, ...]:
    """Words one of which stands in each match. Raises ValueError where they are too short or too many to be a guard."""
    found = words_in_each(pattern)
    if len(found) > MOST_WORDS or min(map(len, found)) < SHORTEST:
        raise ValueError(f"`compiled` will do for {pattern}: {sorted(found)} is no guard")
    return tuple(sorted(found))


def words_in_each(pattern: str) -> frozenset[str]:
    """Words one of which stands in each match, however short and many."""
    found = _needs(_alternatives(PIECE.findall(pattern))).words
    return frozenset(each for each in found if not any(other in each for other in found - {each}))


def _needs(alternatives: list[Pieces]) -> _Needs:
    ways = [_of_one(each) for each in alternatives]
    whole = [each.all for each in ways if each.all is not None]
    return _Needs(
        frozenset[str]().union(*whole) if len(whole) == len(ways) else None,
        frozenset[str]().union(*(each.words for each in ways)),
    )


def _of_one(pieces: Pieces) -> _Needs:
    """Of one alternative: the words of the part of it that tells most."""
    run, is_all, best, place = NOTHING, True, NOTHING, 0
    while place < len(pieces):
        needs, place = _of_next(pieces, place)
        least, most, place = _times(pieces, place)
        if needs.all is None or most > 1:
            best, run, is_all = max(best, run, needs.words if least else NOTHING, key=_tells), NOTHING, False
            continue
        ways = needs.all if least else needs.all | NOTHING
        if run == NOTHING or len(run) * len(ways) <= MOST_TOGETHER:
            run = frozenset(before + after for before in run for after in ways)
        else:
            best, run, is_all = max(best, run, key=_tells), ways, False
    return _Needs(run if is_all else None, max(best, run, key=_tells))


def _tells(words: frozenset[str]) -> tuple[int, int]:
    """The longer the shortest, as far as that matters, and the fewer, the more."""
    return min(LONG, *map(len, words)), -len(words)


def _of_next(pieces: Pieces, place: int) -> tuple[_Needs, int]:
    """Of the piece or group that begins here, and where it ends."""
    piece = pieces[place]
    if piece == "(":
        end = _closing(pieces, place)
        return _of_group(pieces[place + 1 : end]), end + 1
    needs = UNKNOWN
    if piece in AT_A_PLACE:
        needs = EMPTY
    elif SOME_LETTERS.fullmatch(piece):
        needs = _Needs(frozenset(piece[1:-1]), frozenset(piece[1:-1]))
    elif piece not in SIGNS and (len(piece) == 1 or (piece[0] == "\\" and not piece[1].isalnum())):
        needs = _Needs(frozenset(piece[-1]), frozenset(piece[-1]))
    return needs, place + 1


def _of_group(inner: Pieces) -> _Needs:
    if inner[:1] != ["?"]:
        return _needs(_alternatives(inner))
    if inner[1] in "=!" or inner[1:3] in (["<", "="], ["<", "!"]):  # what it looks at is no part of the match
        return EMPTY
    if inner[1] == ":":
        return _needs(_alternatives(inner[2:]))
    return _needs(_alternatives(inner[inner.index(">") + 1 :])) if inner[1:3] == ["P", "<"] else UNKNOWN


def _times(pieces: Pieces, place: int) -> tuple[int, int, int]:
    """How often at least and at most (2: several times) the piece before this place stands, and where that is told."""
    sign = pieces[place] if place < len(pieces) else ""
    if sign not in REPEATS:
        return 1, 1, place
    least, most = int(sign == "+"), 1 if sign == "?" else 2
    place += 1
    if sign == "{":
        least = int(pieces[place] not in "0,")
        place = pieces.index("}", place) + 1
    return least, most, place + (pieces[place : place + 1] in (["?"], ["+"]))
