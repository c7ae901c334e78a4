"""Text of a registry → HTML that is safe and says the same. In: its Markdown-like text; called by the trial page.

Two walls: markdown-it passes no HTML through, nh3 lets nothing but paragraphs and lists out. What Markdown would make
of a criterion by accident is switched off: "> 18 years" is no quotation, four spaces are no code, "[1]: see" is no
reference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

_OFF = [
    *("blockquote", "code", "fence", "heading", "html_block", "lheading", "reference"),
    *("autolink", "backticks", "emphasis", "html_inline", "image", "link"),
]
_TAGS = {"p", "br", "hr", "ul", "ol", "li"}
_ATTRIBUTES = {"ol": {"start"}, "li": {"value"}}
# The registry escapes what was already an entity: "\&gt; 6.5%".
_ESCAPED_ENTITY = re.compile(r"\\&(gt|lt|amp);")


def _item_open(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """Numbers stay as written: Markdown counts on from the first, and "see criterion 7" would point elsewhere."""
    token = tokens[at]
    if token.info.isdigit():
        token.attrSet("value", token.info)
    return self.renderToken(tokens, at, options, env)


_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 100}).disable(_OFF)
_markdown.add_render_rule("list_item_open", _item_open)


def to_html(text: str) -> SafeString:
    """Paragraphs and lists; every other mark of the text shows as it is."""
    html = _markdown.render(_ESCAPED_ENTITY.sub(r"&\1;", text))
    # Safe: nh3's output holds the tags and attributes above and nothing else.
    return mark_safe(nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None))  # noqa: S308
