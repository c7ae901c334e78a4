"""`/trials/<id>/`: everything kept of one trial. In: an id and perhaps a place; out: the page, or 301 to its own id.

Registry text is shown as it stands, made safe by `finder/pages/markup.py`; what we derive is marked as ours.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from finder import caching, labels
from finder.detail import RegistrationRow, TrialDetail, canonical_id, detail
from finder.filters import TrialFilters
from finder.history import History, history, newest, newest_at
from finder.pages import structured_trials, wording
from finder.pages.addresses import CAME_FROM, Asked
from finder.pages.asks import FitLine, fit, marked, shown
from finder.pages.glance import who
from finder.pages.markup import to_html
from finder.pages.medicines import Medicine, medicines
from finder.pages.picked import address
from finder.pages.sites import Reach, Site, Sites, arranged, contacts
from finder.rows import reasons_of
from trials.changes import Change
from trials.records import OPEN_STATUSES
from trials.registries import registry

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
FEW_CHANGES = 5
"""So many dates with changes are shown at once; `?changes=all` shows all."""


@require_safe
def trial(request: HttpRequest, public_id: str) -> HttpResponseBase:
    return caching.answer(request, lambda: _answer(request, public_id), shows=newest(), since=newest_at())


def _answer(request: HttpRequest, public_id: str) -> HttpResponse:
    canonical = canonical_id(public_id) if _ID.fullmatch(public_id) else None
    if canonical is None:
        raise Http404
    asked = Asked(request.GET)
    if canonical != public_id:
        return HttpResponsePermanentRedirect(reverse("trial", args=[canonical]) + asked.query())
    filters = TrialFilters(request.GET)
    understood = filters.form.is_valid()  # a place that is not known is told; the rest of a bad question is left out
    place = filters.found
    unit = filters.unit_asked
    found = detail(public_id, near=place.point if place else None, unit=unit)
    if found is None:
        raise Http404
    sites = arranged(found, unit=unit, near=place is not None)
    from_match = request.GET.get(CAME_FROM) == "match"
    context: dict[str, Any] = {
        "trial": found,
        "noindex": found.example or not found.listed or bool(request.GET),
        "back": reverse("match" if from_match else "trials") + asked.query() if asked else "",
        "from_match": from_match,
        "status": labels.label("status", found.status),
        "recruits": found.status in OPEN_STATUSES,
        "last_known": labels.label("status", found.last_known_status) if found.last_known_status else "",
        "verified": wording.verified(
            found.verified.date if found.verified else None, status=found.status, today=timezone.now().date()
        ),
        "brief": _brief(found),
        "facts": _facts(found),
        "dates": _dates(found),
        "summary": to_html(found.summary),
        "eligibility": to_html(found.eligibility, marked(found.asks)),
        "read_on": wording.day(found.read_on) if found.read_on else "",
        "asks": shown(found.url, found.asks, fields=_fields(found)),
        "fit": (lines := _fit(filters, found) if understood else []),
        "fit_words": _fit_words(lines),
        "interventions": [_intervention(one) for one in found.interventions],
        "arms": [_arm(one) for one in found.arms],
        "chance": _chance(found),
        "contacts": (central := contacts(found.central_contacts)),
        "first_contact": _first_contact(sites.nearest_recruiting, central),
        "sheet": address("sheet", [found.id], asked),
        "sites": sites,
        "where": _where(sites),
        "place": place,
        "place_errors": filters.form.errors.get("near", []),
        "unit": unit,
        "hidden": [*asked.pairs(leave_out=("near", "unit", "offset")), *([(CAME_FROM, "match")] if from_match else [])],
        "registrations": [Listing.of(one) for one in found.registrations],
        "expanded_access": _expanded_access(found, asked),
        "outside": _outside(found, lines),
        "changes": (changes := history(found.id, most=None if request.GET.get("changes") == "all" else FEW_CHANGES)),
        "days": _days(changes),
        "first_seen": wording.day(changes.first_seen.date()) if changes.first_seen else "",
        "all_changes": f"{found.url}{asked.query(changes='all')}#changed",
        "data": "" if found.example else structured_trials.data_block(found, request.build_absolute_uri(found.url)),
        "feed": "" if found.example else reverse("feed-trial", args=[found.id, "atom"]),
    }
    return render(request, "finder/trial.html", context)


def _fields(trial: TrialDetail) -> dict[str, str]:
    """Where the registry has a field of its own for what the text says, too."""
    return {"age": wording.ages(trial.minimum_age, trial.maximum_age), "sex": wording.sexes(trial.sex)}


def _fit_words(lines: list[FitLine]) -> str:
    """How the trial stands to what was entered, in one line; what may shut somebody out comes first."""
    counts = Counter((line.level, line.verdict) for line in lines)
    order = ("out", "depends", "fits", "silent")
    ranked = sorted(counts.items(), key=lambda one: order.index(one[0][0]))
    return " · ".join(f"{verdict}: {count}" for (level, verdict), count in ranked)


def _fit(filters: TrialFilters, found: TrialDetail) -> list[FitLine]:
    return fit(filters, reasons_of(filters.answer(examples=True), found.id, found.asks), found.asks)


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    value: str
    note: str = ""
    registry: bool = False
    """Whether the value is in the registry's own words."""


@dataclass(frozen=True, slots=True)
class Thing:
    """An intervention or an arm."""

    name: str
    kind: str
    also: str
    description: SafeString
    medicines: list[Medicine]
    """Those of the vocabulary that it names."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Where a registry lists the trial."""

    name: str
    row: RegistrationRow
    delisted_on: str

    @classmethod
    def of(cls, row: RegistrationRow) -> Listing:
        return cls(registry(row.registry).NAME, row, wording.day(row.delisted_on))


def _brief(trial: TrialDetail) -> str:
    """The line under the title: what somebody asks first."""
    phase = "" if trial.phases == ["na"] else wording.phases(trial.phases)
    run_by = _("run by {sponsor}").format(sponsor=trial.sponsor) if trial.sponsor else ""
    return " · ".join(part for part in (phase, who(trial), run_by) if part)


def _facts(trial: TrialDetail) -> list[Fact]:
    """The facts at a glance. What the registry leaves empty is left out; unknown is said where it matters."""
    healthy = {True: _("Yes"), False: _("No"), None: ""}[trial.healthy_volunteers]
    facts = [
        Fact(_("Kind of study"), labels.label("type", trial.study_type) if trial.study_type else ""),
        Fact(_("Phase"), wording.phases(trial.phases)),
        Fact(_("Purpose"), labels.label("purpose", trial.purpose) if trial.purpose else ""),
        Fact(_("Age"), wording.ages(trial.minimum_age, trial.maximum_age).capitalize()),
        Fact(_("Sex"), wording.sexes(trial.sex).capitalize() or _("The registry does not say")),
        Fact(_("Open to healthy volunteers"), healthy),
        Fact(_("How groups are formed"), _allocation(trial)),
        Fact(_("Who knows"), _masking(trial)),
        Fact(_("People taking part"), wording.enrolment(trial.enrolment, trial.enrolment_kind)),
        Fact(_("Conditions"), "; ".join(trial.conditions), registry=True),
        Fact(
            _("Run by"),
            trial.sponsor,
            labels.label("sponsor_class", trial.sponsor_class) if trial.sponsor_class else "",
        ),
        Fact(_("Together with"), "; ".join(one.get("name", "") for one in trial.collaborators)),
    ]
    return [fact for fact in facts if fact.value]


_DATE_NAMES = {
    "started": N_("Start"),
    "primary_completed": N_("Main results collected"),
    "completed": N_("End"),
    "first_posted": N_("First posted at the registry"),
    "updated": N_("Last updated at the registry"),
    "results_posted": N_("Results posted"),
}


def _dates(trial: TrialDetail) -> list[Fact]:
    found = []
    for name, words in _DATE_NAMES.items():
        given = getattr(trial, name)
        if given is not None:
            found.append(Fact(_(words), wording.date(given), _("planned") if given.kind == "estimated" else ""))
    return found


def _chance(trial: TrialDetail) -> str:
    """How groups are formed and who knows, in a line."""
    parts = (
        _allocation(trial),
        _masking(trial),
    )
    return ". ".join(part for part in parts if part)


def _allocation(trial: TrialDetail) -> str:
    return _(wording.ALLOCATIONS.get(trial.allocation, trial.allocation.capitalize()))


def _masking(trial: TrialDetail) -> str:
    return _(wording.MASKINGS.get(trial.masking, trial.masking.capitalize()))


def _where(sites: Sites) -> str:
    """How many sites there are, and how many of them recruit."""
    if not sites.count:
        return _("The registry lists no sites.")
    if sites.in_countries > 1:
        counted = ngettext(
            "{count} site in {countries} countries", "{count} sites in {countries} countries", sites.count
        )
    else:
        counted = ngettext("One site", "{count} sites", sites.count)
    told = counted.format(count=f"{sites.count:,}", countries=sites.in_countries)
    if not sites.recruiting:
        return _("{sites}; none is recruiting now.").format(sites=told)
    if sites.recruiting == sites.count:
        words = ngettext("{sites}; it is recruiting.", "{sites}; all are recruiting.", sites.count)
        return words.format(sites=told)
    words = ngettext("{sites}; {count} is recruiting.", "{sites}; {count} are recruiting.", sites.recruiting)
    return words.format(sites=told, count=f"{sites.recruiting:,}")


def _days(found: History) -> list[tuple[str, list[Change]]]:
    """What changed, by the day on which we saw it."""
    return [
        (wording.day(on), [one for group in groups for one in group.changes])
        for on, groups in groupby(found.groups, key=lambda one: one.on)
    ]


def _first_contact(nearest: Site | None, central: list[Reach]) -> Reach | None:
    """Whom to call first: the nearest site that recruits, where it names somebody, else the study."""
    return next(iter([*(nearest.contacts if nearest else []), *central]), None)


def _intervention(given: dict[str, Any]) -> Thing:
    return Thing(
        name=given.get("name", ""),
        kind=_kind(given.get("kind", "")),
        also=", ".join(given.get("other_names", ())),
        description=to_html(given.get("description", "")),
        medicines=medicines([given.get("name", ""), *given.get("other_names", ())]),
    )


_KINDS = {
    "behavioral": N_("Behavioral"),
    "biological": N_("Biological"),
    "combination-product": N_("Combination product"),
    "device": N_("Device"),
    "diagnostic-test": N_("Diagnostic test"),
    "dietary-supplement": N_("Dietary supplement"),
    "drug": N_("Drug"),
    "genetic": N_("Genetic"),
    "procedure": N_("Procedure"),
    "radiation": N_("Radiation"),
    "other": N_("Other"),
}
"""Of interventions, as the registry tells them apart."""


def _kind(slug: str) -> str:
    return _(_KINDS[slug]) if slug in _KINDS else slug.replace("-", " ").capitalize()


def _arm(given: dict[str, Any]) -> Thing:
    return Thing(
        name=given.get("label", ""),
        kind=_(wording.ARMS.get(given.get("kind", ""), "")),
        also="; ".join(given.get("interventions", ())),
        description=to_html(given.get("description", "")),
        medicines=[],
    )


def _outside(trial: TrialDetail, lines: list[FitLine]) -> str:
    """Said at the top where this trial is no way to its medicine, or may not be one, and there is another."""
    if not trial.has_expanded_access and not trial.expanded_access_id:
        return ""
    if trial.status in OPEN_STATUSES and not any(line.level == "out" for line in lines):
        return ""
    return _("If no trial fits, your doctor can ask for the medicine outside of one.")


def _expanded_access(trial: TrialDetail, asked: Asked) -> str:
    """Where the expanded access of the same medicine is described: our page where we hold it, else the registry's."""
    if not trial.expanded_access_id:
        return ""
    held = canonical_id(trial.expanded_access_id)
    if held:
        return reverse("trial", args=[held]) + asked.query()
    return registry(trial.registrations[0].registry).address(trial.expanded_access_id) if trial.registrations else ""
