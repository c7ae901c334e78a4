"""A pattern for lowered text → compiled, so that it is quick. For criteria.py, stances.py and the questions. Pure.

Three things make `re` slow here: what is a letter it asks of all of Unicode, though lowered text has few letters that
are not ASCII's; alternatives it tries one after the other, ninety of them wherever a word begins; and whether a word
begins it asks again for each alternative that asks.
"""

from __future__ import annotations

import itertools
import re

PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
NUMBERED_GROUP = re.compile(r"(?<!\\)\((?!\?)")
WORD, GROUP, REPEATS, SIGNS = r"\b", ["(", "?", ":"], frozenset("?*+{"), frozenset(".^$()[|?*+{")
LONGEST = 400
"""Characters that writing out one alternative may come to."""
Pieces = list[str]
"""A pattern, or one alternative of it, cut into what may not be cut further."""


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, with ASCII's letters, and with the words it begins with sorted by their letters."""
    return re.compile(pattern if flags & (re.IGNORECASE | re.VERBOSE) else _sorted_by_letter(pattern), flags | re.ASCII)


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
