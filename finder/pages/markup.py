"""Text of a registry → HTML that is safe and says the same. In: its Markdown-like text; called by the trial page.

Two walls: markdown-it passes no HTML through, nh3 lets nothing but paragraphs and lists out. What Markdown would make
of a criterion by accident is switched off: "> 18 years" is no quotation, four spaces are no code, "[1]: see" is no
reference.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
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
# Signs of the private use area, which no registry uses: Markdown and nh3 let them through.
_OPEN, _CLOSE = "\ue000", "\ue001"
_OPEN_OR_CLOSE = re.compile(f"[{_OPEN}{_CLOSE}]")
_OPENING = re.compile(f"{_OPEN}(\\d+){_OPEN}")
_BULLET = re.compile(r"\s*(?:[*+-]|\d{1,9}[.)])?\s*")
# The registry escapes what was already an entity: "\&gt; 6.5%".
_ESCAPED_ENTITY = re.compile(r"\\&(gt|lt|amp);")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{0,31});")


def _item_open(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """Numbers stay as written: Markdown counts on from the first, and "see criterion 7" would point elsewhere."""
    token = tokens[at]
    if token.info.isdigit():
        token.attrSet("value", token.info)
    return self.renderToken(tokens, at, options, env)


_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 100}).disable(_OFF)
_markdown.add_render_rule("list_item_open", _item_open)


def to_html(text: str, marked: Iterable[tuple[int, int]] = ()) -> SafeString:
    """Paragraphs and lists; every other mark of the text shows as it is.

    `marked`: stretches of the text (first and last offset) to highlight; `anchors` gives their addresses."""
    text = _OPEN_OR_CLOSE.sub("\N{REPLACEMENT CHARACTER}", text)  # nobody but us marks
    for start, end in reversed(merged(marked)):
        text = text[:start] + _marked(text[start:end], start) + text[end:]
    rendered = _markdown.render(_ESCAPED_ENTITY.sub(r"&\1;", text))
    clean = nh3.clean(rendered, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None)
    # Safe: nh3's output holds the tags and attributes above and nothing else; numbers are ours.
    return mark_safe(_OPENING.sub(r'<mark id="said-\1">', clean).replace(_CLOSE, "</mark>"))  # noqa: S308


def to_plain(text: str) -> str:
    """The same words without the marks, on one line: "3\\. Age \\>= 18" → "3. Age >= 18". Not made safe."""
    plain = _ESCAPE.sub(lambda found: found[1] or html.unescape(found[0]), _ESCAPED_ENTITY.sub(r"&\1;", text))
    return " ".join(plain.split())


def merged(marked: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches in order, those that overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(marked):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


def anchors(marked: Iterable[tuple[int, int]]) -> dict[int, str]:
    """The address of the highlighted stretch that each one stands in, by its start."""
    marked = list(marked)
    spans = merged(marked)
    return {start: f"said-{first}" for start, end in marked for first, last in spans if first <= start and end <= last}


def _marked(stretch: str, at: int) -> str:
    """A stretch between our own signs, line by line: a mark does not reach from one item of a list into the next. The
    first line has the address; bullets stay outside, or Markdown would not know them."""
    lines: list[str] = []
    address = at
    for line in stretch.split("\n"):
        bullet = _BULLET.match(line) if lines else None
        lead = bullet.group() if bullet else ""
        words = line[len(lead) :]
        if words.strip():
            # Outside at both ends, too: what Markdown would strip, and the sign that escapes what follows.
            tail = words[len(words.rstrip()) :]
            body = words[: len(words) - len(tail)]
            lines.append(f"{lead}{_OPEN}{address}{_OPEN}{body}{_CLOSE}{tail}")
        else:
            lines.append(line)
        address += len(line) + 1
    return "\n".join(lines)
