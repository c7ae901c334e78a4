"""A trial at a glance: is it open, what is it, where, whom to call. In: a `Sheet`; out: words. Called by the pages that
set trials side by side or on paper.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from finder import labels
from finder.detail import TrialDetail
from finder.pages import wording
from finder.pages.addresses import Asked
from finder.pages.medicines import Medicine, medicines
from finder.pages.sites import Reach, Site, contacts, site_shown
from finder.sheets import Sheet
from trials.records import OPEN_STATUSES

MOST_TESTED = 4
MOST_CONTACTS = 2


@dataclass(frozen=True, slots=True)
class Glance:
    """`url`: its page with what was entered, `registry_url` at the registry ("" for an example). `contacts`: of the
    nearest site; where it names none, of the study (`central`)."""

    sheet: Sheet
    url: str
    registry_url: str
    status: str
    recruits: bool
    verified: wording.Verified
    phases: str
    who: str
    tested: str
    medicines: list[Medicine]
    chance: str
    placebo: str
    nearest: Site | None
    recruiting: str
    contacts: list[Reach]
    central: bool


def glance(sheet: Sheet, asked: Asked, *, unit: str) -> Glance:
    trial = sheet.trial
    names = [one.get("name", "") for one in trial.interventions]
    tested = "; ".join(names[:MOST_TESTED])
    if more := max(0, len(names) - MOST_TESTED):
        tested = ngettext("{names}; and {count} more", "{names}; and {count} more", more).format(
            names=tested, count=more
        )
    at_site = contacts(sheet.nearest.contacts) if sheet.nearest else []
    reached = at_site or contacts(trial.central_contacts)
    return Glance(
        sheet=sheet,
        url=trial.url + asked.query(),
        registry_url=trial.registrations[0].url if trial.registrations else "",
        status=labels.label("status", trial.status),
        recruits=trial.status in OPEN_STATUSES,
        verified=wording.verified(
            trial.verified.date if trial.verified else None, status=trial.status, today=timezone.now().date()
        ),
        phases=wording.phases(trial.phases),
        who=who(trial),
        tested=tested,
        medicines=medicines(
            text for one in trial.interventions for text in (one.get("name", ""), *one.get("other_names", ()))
        ),
        chance=_(wording.ALLOCATIONS.get(trial.allocation, trial.allocation.capitalize()))
        or _("The registry does not say how groups are formed"),
        placebo={True: _("One group gets a placebo"), False: _("No placebo group"), None: ""}[sheet.placebo],
        nearest=site_shown(sheet.nearest, unit, abroad=True) if sheet.nearest else None,
        recruiting=_recruiting(sheet),
        contacts=reached[:MOST_CONTACTS],
        central=not at_site,
    )


def who(trial: TrialDetail) -> str:
    """Who may take part by the registry's own fields: "women only, 18 years and older"."""
    return f"{wording.sexes(trial.sex) or _('people')}, {wording.ages(trial.minimum_age, trial.maximum_age)}"


def _recruiting(sheet: Sheet) -> str:
    """How many sites, and how many of them recruit."""
    count = len(sheet.trial.sites)
    if not count:
        return _("The registry lists no sites")
    if not sheet.recruiting:
        return ngettext("The one site is not recruiting", "None of {count} sites is recruiting", count).format(
            count=count
        )
    return ngettext(
        "{recruiting} of {count} site recruiting", "{recruiting} of {count} sites recruiting", count
    ).format(recruiting=sheet.recruiting, count=f"{count:,}")
