"""What narrows a list, as links with counts. In: values of facets; out: marked-up lists. Called by the lists' pages.

A list has two hundred of them: put together here, they cost a tenth of what a template takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape  # what Django's does, without asking of each word whether it is a promise

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool = False
    count: int | None = None
    of: str = ""
    """What is counted, in the number of the count."""


@dataclass(frozen=True, slots=True)
class FacetShown:
    name: str
    title: str
    values: list[Link]
    more: list[Link]
    silent: int = 0

    @property
    def values_markup(self) -> SafeString:
        return _links(self.name, self.values)

    @property
    def more_markup(self) -> SafeString:
        return _links(self.name, self.more)


@dataclass(frozen=True, slots=True)
class PersonLink:
    """A value of a person: how many trials admit on it, and where it depends."""

    label: str
    url: str
    current: bool
    admits: int
    depends: int


@dataclass(frozen=True, slots=True)
class PersonFacetShown:
    name: str
    title: str
    values: list[PersonLink]
    more: list[PersonLink]
    silent: int

    @property
    def values_markup(self) -> SafeString:
        return _links(self.name, self.values)

    @property
    def more_markup(self) -> SafeString:
        return _links(self.name, self.more)


def _links(facet: str, links: Sequence[Link] | Sequence[PersonLink]) -> SafeString:
    """The ids are the same before and after a click: the focus stays on what was clicked."""
    chosen = f'<span class="unseen">{escape(_("Chosen, take out:"))} </span>'
    on = ' class="on"'
    facet = escape(facet)
    counted = _counted()
    items = [
        f'<li><a href="{escape(link.url)}" rel="nofollow"{on if link.current else ""} '
        f'id="in-{facet}-{_slug(link.label)}"><span class="box" aria-hidden="true"></span>'
        f'<span class="label">{chosen if link.current else ""}{escape(link.label)}</span> '
        f'<span class="count">{counted(link)}</span></a></li>'
        for link in links
    ]
    return mark_safe(f'<ul hx-boost="true">{"".join(items)}</ul>')  # noqa: S308 - each part is escaped above


@lru_cache(4096)  # the same few hundred on each page
def _slug(label: str) -> str:
    return slugify(label)


def _counted() -> Callable[[Link | PersonLink], str]:
    """Its words are looked up once for a whole list."""
    fit = escape(pgettext("how many trials", "fit"))
    depends = escape(pgettext("how many trials", "where it depends"))

    def counted(link: Link | PersonLink) -> str:
        if isinstance(link, Link):
            return f'{link.count}<span class="unseen"> {escape(link.of)}</span>'
        shown = f'{link.admits}<span class="unseen"> {fit}</span>'
        if link.depends:
            shown += f'<span class="depends-count"> + {link.depends}<span class="unseen"> {depends}</span></span>'
        return shown

    return counted
