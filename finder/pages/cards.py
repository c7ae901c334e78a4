"""A trial of a list, in words and marked up. In: its row; out: a card. Called by results and match.

A list has up to a hundred of them: put together here, they cost a tenth of what a template takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape  # as in choices.py

from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from finder import labels
from finder.filters import TrialFilters
from finder.pages import wording
from finder.pages.asks import FitLine, fit
from finder.rows import TrialRow
from trials.records import OPEN_STATUSES

MOST_INTERVENTIONS = 4


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on every card, in one language."""

    tested: str
    sponsor: str
    entered: str
    fits: str
    depends: str
    silent: str
    example: str
    offers: str
    add: str
    drop: str


@dataclass(frozen=True, slots=True)
class Card:
    """One trial of the list, in words."""

    row: TrialRow
    url: str
    status: str
    recruits: bool
    phases: str
    tested: str
    nearest: SafeString
    verified: wording.Verified
    fits: list[FitLine]
    depends: list[FitLine]
    silent: list[FitLine]
    """What was entered, by how the trial stands to it."""

    @property
    def markup(self) -> SafeString:
        """The card in a list of trials."""
        words = _words(labels.page_language())
        brief = (
            f'<div><dt>{label}</dt><dd lang="en">{escape(value)}</dd></div>' if value else ""
            for label, value in ((words.tested, self.tested), (words.sponsor, self.row.sponsor))
        )
        parts = [
            '<li class="card">',
            f'  <h2><a href="{escape(self.url)}" lang="en">{escape(self.row.title)}</a></h2>',
            f"  {self.head_markup}",
            '  <dl class="brief">',
            *(f"    {line}" for line in brief),
            "  </dl>",
            *self._fit_lines(words),
            f"  {self.foot_markup}",
            "</li>",
        ]
        return mark_safe("\n".join(parts))  # noqa: S308 - each part is escaped

    @property
    def head_markup(self) -> SafeString:
        """Badges, and the nearest site."""
        words = _words(labels.page_language())
        example = f'<span class="badge example">{words.example}</span> ' if self.row.example else ""
        phases = f' <span class="badge">{escape(self.phases)}</span>' if self.phases else ""
        status = f'<span class="badge {"open" if self.recruits else "closed"}">{escape(self.status)}</span>'
        nearest = ""
        if self.nearest:
            center = self.row.nearest.center if self.row.nearest else None
            more = f' <a href="{escape(reverse("center", args=[center]))}">{words.offers}</a>' if center else ""
            nearest = f'<p class="nearest">{conditional_escape(self.nearest)}{more}</p>'
        return mark_safe(f'<p class="badges">{example}{status}{phases}</p>\n  {nearest}')  # noqa: S308 - the same

    @property
    def foot_markup(self) -> SafeString:
        """When its status was confirmed, its id, and the button of the shortlist."""
        said, warning = self.verified, ""
        if said.warning:
            warning = f" <strong>{escape(said.warning)}</strong>"
        shown = f'<span class="id">{escape(self.row.id)}</span>'
        keep = keep_markup(self.row.id, self.row.title)
        return mark_safe(  # noqa: S308 - the same
            f'<p class="verified {said.level}">{escape(said.text)}.{warning} {shown}</p>\n  {keep}'
        )

    def _fit_lines(self, words: Words) -> list[str]:
        if not (self.fits or self.depends or self.silent):
            return []
        lines = [f'  <ul class="fit-list" aria-label="{words.entered}">']
        if self.fits:
            lines.append("    " + _fit_line("fits", words.fits, _entered(self.fits)))
        depends = []
        for one in self.depends:
            note = f' <span class="note">({escape(one.note)})</span>' if one.note else ""
            whys = "".join(f'<p class="note">{escape(why.words)}</p>' for why in one.why)
            depends.append(_fit_line("depends", words.depends, f"{_entered([one])}{note}{whys}"))
        lines.append(f"    {''.join(depends)}")
        if self.silent:
            lines.append("    " + _fit_line("silent", words.silent, _entered(self.silent)))
        return [*lines, "  </ul>"]


def _fit_line(level: str, verdict: str, markup: str) -> str:
    return f'<li class="{level}"><strong class="verdict">{verdict}</strong> {markup}</li>'


def _entered(lines: Iterable[FitLine]) -> str:
    return " · ".join(f"{escape(one.title)}: {escape(one.entered)}" for one in lines)


def keep_markup(public_id: str, title: str) -> SafeString:
    """The button that puts a trial on the shortlist. `shortlist.js` shows it."""
    words = _words(labels.page_language())
    return mark_safe(  # noqa: S308 - the same
        f'<p class="keep" hidden><button type="button" class="quiet" data-keep="{escape(public_id)}">'
        f"<span data-add>{words.add}</span><span data-drop hidden>{words.drop}</span>"
        f'<span class="unseen">: <span lang="en">{escape(title)}</span></span></button></p>'
    )


@cache
def _words(language: str) -> Words:
    """Escaped."""
    return Words(
        tested=escape(_("Tested")),
        sponsor=escape(_("Run by")),
        entered=escape(_("What you entered, and this trial")),
        fits=escape(_("Fits")),
        depends=escape(_("Depends")),
        silent=escape(_("Does not say")),
        example=escape(_("Example")),
        offers=escape(_("What else it offers")),
        add=escape(_("Add to my list")),
        drop=escape(_("On my list: take it off")),
    )


def card(row: TrialRow, filters: TrialFilters, url: str, given: dict[str, str] | None = None) -> Card:
    """`url`: of the trial's page, with what was asked. `given`: as for `fit`."""
    lines = fit(filters, row.reasons, given=given)
    tested = row.interventions[:MOST_INTERVENTIONS]
    more = len(row.interventions) - len(tested)
    return Card(
        row=row,
        url=url,
        status=labels.label("status", row.status),
        recruits=row.status in OPEN_STATUSES,
        phases="" if row.phases == ["na"] else wording.phases(row.phases),
        tested=_("%(tested)s; and %(more)s more") % {"tested": "; ".join(tested), "more": more}
        if more > 0
        else "; ".join(tested),
        nearest=_nearest(row),
        verified=wording.verified(row.verified_on, status=row.status, today=timezone.now().date()),
        fits=[line for line in lines if line.level == "fits"],
        depends=[line for line in lines if line.level == "depends"],
        silent=[line for line in lines if line.level == "silent"],
    )


def _nearest(row: TrialRow) -> SafeString:
    """Where the nearest site is, with its own status; empty where no place was asked for."""
    nearest = row.nearest
    if nearest is None:
        return SafeString()
    distance = wording.distance(nearest.distance, nearest.unit)
    facility = format_html('<span lang="en">{}</span>', nearest.facility) if nearest.facility else ""
    return format_html(
        # Translators: "About 12 miles, to the city of Joliet, IL: Silver Cross Hospital (this site: recruiting)".
        _('<strong>{distance}</strong>, to the city of {city}: {facility} <span class="site-status">{status}</span>'),
        distance=distance[:1].upper() + distance[1:],
        city=", ".join(part for part in (nearest.city or _("the site"), nearest.state) if part),
        facility=facility or _("a site without a name"),
        status=_("(this site: %(status)s)") % {"status": labels.label("status", nearest.status).lower()},
    )
