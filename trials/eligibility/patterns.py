"""A pattern for lowered text → compiled, so that it is quick. For criteria.py, stances.py and the questions. Pure.

Two things make `re` slow here: what is a letter it asks of all of Unicode, though lowered text has few letters that
are not ASCII's; and alternatives it tries one after the other, ninety of them wherever a word begins.
"""

from __future__ import annotations

import itertools
import re

PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
WORDS = r"\b(?:"


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, with ASCII's letters, and with the words it begins with sorted by their first letter."""
    return re.compile(_by_letter(pattern) if pattern.startswith(WORDS) else pattern, flags | re.ASCII)


def _by_letter(pattern: str) -> str:
    r""" "\b(?:no|not|any)" → "\b(?:n(?:o|ot)|a(?:ny))": words with different first letters never begin at one place."""
    alternatives, depth = [""], 0
    pieces = iter(PIECE.findall(pattern, len(WORDS)))
    for piece in pieces:
        depth += (piece == "(") - (piece == ")")
        if depth < 0:
            break
        if piece == "|" and depth == 0:
            alternatives.append("")
        else:
            alternatives[-1] += piece
    found: list[str] = []
    for plain, run in itertools.groupby(alternatives, _begins_with_a_letter):
        if not plain:  # may begin where others do, and keeps its rank
            found += run
            continue
        letters: dict[str, list[str]] = {}
        for each in run:
            letters.setdefault(each[0], []).append(each[1:])
        found += [f"{letter}(?:{'|'.join(rests)})" for letter, rests in letters.items()]
    return f"{WORDS}{'|'.join(found)}){''.join(pieces)}"


def _begins_with_a_letter(alternative: str) -> bool:
    return alternative[:1].isalnum() and alternative[1:2] not in ("?", "*", "+", "{")
