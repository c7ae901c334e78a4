"""What a page says in which language. In: markup; out: its texts with the language they are marked as."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SAID = {"alt", "aria-label", "aria-description", "placeholder", "title", "label", "content"}
"""Attributes that a reader is told. (`content`: of the description, and of nothing else.)"""


@dataclass
class _Reader(HTMLParser):
    open: list[tuple[str, str]] = field(default_factory=list)
    found: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    @property
    def language(self) -> str:
        return self.open[-1][1] if self.open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang", self.language)
        for name in _SAID & given.keys():
            if tag != "meta" or given.get("name") == "description":
                self.found.append((language, given[name]))
        for name, value in given.items():
            if name.startswith("data-") and " " in value:  # what our scripts say
                self.found.append((language, value))
        if tag not in _VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] not in ("script", "style"):
            self.found.append((self.language, data))


def texts(markup: str) -> Iterator[tuple[str, str]]:
    """(language, text) of every text that a reader sees or is told; "" where no element says."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    for language, text in reader.found:
        if plain := " ".join(text.split()):
            yield language, plain


_ENGLISH = re.compile(
    r"\b(?:the|and|of|you|your|with|this|that|for|not|are|is|it|we|to|from|what|where|who|when|which|or|by|at|"
    r"all|any|none|more|here|there|no longer|does|may|might|must|ask|see|show|find|search|page|back|next)\b"
)
"""Words that no Spanish sentence has. ("a", "no", "me" and "he" it has.)"""


def english_in(markup: str) -> list[str]:
    """The texts that are not marked as English and have an English word in them."""
    return [text for language, text in texts(markup) if language != "en" and _ENGLISH.search(text)]
