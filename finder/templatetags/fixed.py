"""`{% fixed "finder/_foot.html" as_of=… %}`: a part that is the same on many pages, put together once a language.
`{% keep id title %}`: the button of the shortlist. Called by templates.

What `fixed` is given must be ours and have few values: nothing of what was asked, which would stay in memory.
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from finder.labels import page_language
from finder.pages.cards import keep_markup

register = template.Library()
register.simple_tag(keep_markup, name="keep")


@register.simple_tag
def fixed(name: str, **given: str) -> SafeString:
    return _part(page_language(), name, tuple(given.items()))


@lru_cache(maxsize=128)
def _part(language: str, name: str, given: tuple[tuple[str, str], ...]) -> SafeString:
    return mark_safe(render_to_string(name, dict(given)))  # noqa: S308 - a template's
