"""Text → plain tokens: no case, no accents. Called for records, queries and the vocabulary's own phrases. Pure."""

from __future__ import annotations

import re
import unicodedata

LONGEST_TOKEN = 60
GAP = "_"
"""The token across which no phrase reaches. No text folds to it."""

_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_FOLDED = _ASCII | {ord("_"): "_"}
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_CAPPED = re.compile(rf"(?:_[0-9a-f]{{6}}|[a-z0-9]){{1,{LONGEST_TOKEN}}}")
# Letters that no normal form takes apart and that people type without their stroke.
_PLAIN = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}


class _Characters(dict[int, str]):
    """Character beyond ASCII → what stands for it, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < 20_000:  # a text of all Unicode shall not stay in memory
            self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    if character in "™℠\u200b":  # compatibility would glue "TM" to the name before it
        return " "
    if unicodedata.category(character) == "Cf":  # soft hyphens, joiners, direction marks: not seen
        return ""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(_fold_decomposed(part) for part in decomposed)


def _fold_decomposed(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() else " "
    category = unicodedata.category(character)
    if category in ("Mn", "Me"):  # accents
        return ""
    if category[0] in "LN" or category == "Mc":
        return _PLAIN.get(character) or f"_{ord(character):06x}"
    return " "


_characters = _Characters()


def fold(text: str) -> list[str]:
    """Words of a text: no case, no accents, letters and digits kept, everything else separates."""
    if text.isascii():
        tokens = text.translate(_ASCII).split()
    else:
        beyond = _BEYOND_ASCII.sub(lambda run: run[0].translate(_characters), text.replace("_", " "))
        tokens = beyond.translate(_FOLDED).split()
    if tokens and max(map(len, tokens)) > LONGEST_TOKEN:
        tokens = [_capped(token) for token in tokens]
    return tokens


def _capped(token: str) -> str:
    found = _CAPPED.match(token)
    return found[0] if found else token


_SAFE = re.compile(r"[a-z0-9_]+")


def safe(token: str) -> str:
    """The token, if it is one of ours: what renders tokens for an engine asks here."""
    if not _SAFE.fullmatch(token):
        raise ValueError("not a token of ours")
    return token
