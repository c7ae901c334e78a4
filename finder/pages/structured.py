"""schema.org data for search engines, as a block of a page. In: names and values; out: JSON-LD that is safe in HTML.

Called by `structured_trials.py` and `structured_centers.py`.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

CONTEXT = "https://schema.org"
# `</script>` in a text must not end the block; quotes and other signs are JSON's own matter.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def block(described: dict[str, Any]) -> SafeString:
    """Safe inside `<script type="application/ld+json">`, which no browser runs."""
    data = {"@context": CONTEXT, **described}
    return mark_safe(json.dumps(data).translate(_ESCAPES))  # noqa: S308


def given(pairs: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known: an empty value would be a claim."""
    return {name: value for name, value in pairs.items() if value not in (None, "", [], {})}


def member(name: str) -> str:
    """A value of one of schema.org's enumerations, which are addresses."""
    return f"{CONTEXT}/{name}"
