"""Several things in one breath: `["a", "b", "c"]` → "a, b and c", in the language of the page. Pure.

Called by `trials/changes` and by whatever of `finder` says lists in words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext, pgettext

_SOUNDS_I = re.compile(r"h?[ií](?![aeou])", re.IGNORECASE)
_SOUNDS_O = re.compile(r"h?[oó]|8|11\b", re.IGNORECASE)
"""Before these Spanish has another word: "agujas e hilo", "siete u ocho"."""


def all_of(things: Sequence[str]) -> str:
    pair = gettext("%(first)s and %(last)s")
    if things and _SOUNDS_I.match(things[-1]):
        pair = pgettext("before the sound of i", "%(first)s and %(last)s")
    return _joined(things, pair)


def any_of(things: Sequence[str]) -> str:
    pair = gettext("%(first)s or %(last)s")
    if things and _SOUNDS_O.match(things[-1]):
        pair = pgettext("before the sound of o", "%(first)s or %(last)s")
    return _joined(things, pair)


def _joined(things: Sequence[str], pair: str) -> str:
    if len(things) < 2:
        return "".join(things)
    return pair % {"first": ", ".join(things[:-1]), "last": things[-1]}
