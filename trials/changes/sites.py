"""Two lists of sites → what changed, summed up in one line. Pure; called by `fields.py` in this package.

A site is the same where facility, city, state, ZIP and country are, as in `trials/columns.py`. Among equal places those
with the same status are the same, whatever their order.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as N_

from trials.changes.words import CHANGED, Change, folded, shown, spelled
from trials.listed import all_of
from trials.records import Contact, SiteRecord, TrialRecord, site_counts_as

Place = tuple[str, ...]
OPENED, CLOSED, ADDED, REMOVED, STATUS, ADDRESS = "opened", "closed", "added", "removed", "status", "address"
# One site of the kind; the same in a place.
_ONE = {
    OPENED: (N_("A site opened"), N_("A site in %(place)s opened")),
    CLOSED: (N_("A site closed to new people"), N_("A site in %(place)s closed to new people")),
    ADDED: (N_("A site was added"), N_("A site in %(place)s was added")),
    REMOVED: (N_("A site is no longer listed"), N_("A site in %(place)s is no longer listed")),
    STATUS: (N_("A site changed its status"), N_("A site in %(place)s changed its status")),
    ADDRESS: (N_("A site is listed with another address"), N_("A site in %(place)s is listed with another address")),
}


def _several(kind: str, count: int, *, first: bool) -> str:
    """`first`: whether it has to be said that sites are counted."""
    if first:
        said = {
            OPENED: ngettext("%(count)s site opened", "%(count)s sites opened", count),
            CLOSED: ngettext("%(count)s site closed to new people", "%(count)s sites closed to new people", count),
            ADDED: ngettext("%(count)s site added", "%(count)s sites added", count),
            REMOVED: ngettext("%(count)s site no longer listed", "%(count)s sites no longer listed", count),
            STATUS: ngettext("%(count)s site with another status", "%(count)s sites with another status", count),
            ADDRESS: ngettext(
                "%(count)s site listed with another address", "%(count)s sites listed with another address", count
            ),
        }
    else:
        said = {
            OPENED: ngettext("%(count)s opened", "%(count)s opened", count),
            CLOSED: ngettext("%(count)s closed to new people", "%(count)s closed to new people", count),
            ADDED: ngettext("%(count)s added", "%(count)s added", count),
            REMOVED: ngettext("%(count)s no longer listed", "%(count)s no longer listed", count),
            STATUS: ngettext("%(count)s with another status", "%(count)s with another status", count),
            ADDRESS: ngettext("%(count)s listed with another address", "%(count)s listed with another address", count),
        }
    return said[kind] % {"count": f"{count:,}"}


class _Moved(NamedTuple):
    kind: str
    site: SiteRecord
    detail: str


def changed(before: TrialRecord, after: TrialRecord) -> list[Change]:
    """At most one change about the sites and one about whom to call there."""
    if before.sites == after.sites:
        return []
    moved, stayed = _paired(before, after)
    found = []
    if moved:
        open_before, open_after = (sum(_recruits(one, side) for side in one.sites) for one in (before, after))
        details = tuple(f"{shown(_called(one.site))}: {one.detail}" for one in moved)
        counted = gettext("%(count)s sites, %(open)s recruiting")
        old = counted % {"count": len(before.sites), "open": open_before}
        new = counted % {"count": len(after.sites), "open": open_after}
        found.append(Change("sites", CHANGED, old, new, _summed_up(moved), details))
    if talked := [site for old, site in stayed if _contacts(old.contacts) != _contacts(site.contacts)]:
        count = len(talked)
        words = ngettext("Whom to call changed at %(count)s site", "Whom to call changed at %(count)s sites", count)
        told = {"count": f"{count:,}"}
        if count == 1:
            told = {"place": _where(talked[0])}
            words = gettext("Whom to call changed at a site")
            words = gettext("Whom to call changed at a site in %(place)s") if told["place"] else words
        found.append(
            Change("site_contacts", CHANGED, "", "", words % told, tuple(shown(_called(one)) for one in talked))
        )
    return found


def _recruits(trial: TrialRecord, site: SiteRecord) -> bool:
    return site_counts_as(trial.status, site.status) == "recruiting"


def _place(site: SiteRecord) -> Place:
    return site.facility, site.city, site.state, site.zip, site.country


Sites = list[SiteRecord]
Both = list[tuple[SiteRecord, SiteRecord]]


def _paired(before: TrialRecord, after: TrialRecord) -> tuple[list[_Moved], Both]:
    """What opened, closed, came and went; and the sites that are there in both, with their old selves."""
    old, new = _by_place(before.sites), _by_place(after.sites)
    stayed: Both = []
    gone: Sites = []
    came: Sites = []
    for place in dict.fromkeys((*new, *old)):
        same, left, right = _matched(old.get(place, []), new.get(place, []))
        stayed += same
        gone += left
        came += right
    moved = [one for pair in stayed if (one := _status(before, after, *pair))]
    readdressed, gone, came = _readdressed(gone, came)
    for pair in readdressed:
        moved.append(
            _status(before, after, *pair) or _Moved(ADDRESS, pair[1], f"{_address(pair[0])} → {_address(pair[1])}")
        )
    moved += [_Moved(OPENED if _recruits(after, one) else ADDED, one, _came(after, one)) for one in came]
    moved += [_Moved(REMOVED, one, gettext("no longer listed")) for one in gone]
    return moved, stayed + readdressed


def _came(trial: TrialRecord, site: SiteRecord) -> str:
    said = site_counts_as(trial.status, site.status)
    return gettext("new, %(status)s") % {"status": spelled(said)} if said else gettext("new")


def _status(before: TrialRecord, after: TrialRecord, old: SiteRecord, new: SiteRecord) -> _Moved | None:
    """Only what the registry changed at the site: that the whole trial closed is said of the trial."""
    if old.status == new.status:
        return None
    was, now = _recruits(before, old), _recruits(after, new)
    kind = OPENED if now and not was else CLOSED if was and not now else STATUS
    return _Moved(kind, new, " → ".join(spelled(one.status) or gettext("no status") for one in (old, new)))


def _by_place(sites: tuple[SiteRecord, ...]) -> dict[Place, Sites]:
    found: dict[Place, Sites] = defaultdict(list)
    for site in sites:
        found[_place(site)].append(site)
    return found


def _matched(old: Sites, new: Sites) -> tuple[Both, Sites, Sites]:
    """Equal places: those of the same status first, then in their order."""
    if len(old) == len(new) == 1:
        return [(old[0], new[0])], [], []
    left = list(old)
    pairs: Both = []
    rest: Sites = []
    for one in new:
        other = next((each for each in left if each.status == one.status), None)
        if other is None:
            rest.append(one)
        else:
            left.remove(other)
            pairs.append((other, one))
    count = min(len(left), len(rest))
    return pairs + list(zip(left, rest, strict=False)), left[count:], rest[count:]


def _readdressed(gone: Sites, came: Sites) -> tuple[Both, Sites, Sites]:
    """The same name in the same city, once on each side: another ZIP or spelling, not another place."""
    by_name: dict[tuple[str, str], tuple[Sites, Sites]] = defaultdict(lambda: ([], []))
    for side, sites in enumerate((gone, came)):
        for one in sites:
            if one.facility:
                by_name[folded(one.facility), folded(one.city)][side].append(one)
    pairs = [(old[0], new[0]) for old, new in by_name.values() if len(old) == len(new) == 1]
    olds, news = {id(old) for old, _ in pairs}, {id(new) for _, new in pairs}
    return pairs, [one for one in gone if id(one) not in olds], [one for one in came if id(one) not in news]


def _where(site: SiteRecord) -> str:
    parts = [shown(part) for part in (site.city, site.state or site.country) if part.strip()]
    return ", ".join(parts)


def _called(site: SiteRecord) -> str:
    return ", ".join(part for part in (site.facility, site.city, site.state, site.country) if part.strip()) or gettext(
        "A site"
    )


def _address(site: SiteRecord) -> str:
    return shown(", ".join(part for part in (site.city, site.state, site.zip, site.country) if part.strip()))


def _summed_up(moved: list[_Moved]) -> str:
    """ "12 sites opened, 3 closed to new people"."""
    if len(moved) == 1:
        plain, located = _ONE[moved[0].kind]
        place = _where(moved[0].site)
        return gettext(located) % {"place": place} if place else gettext(plain)
    parts: list[str] = []
    for kind in _ONE:
        if count := sum(one.kind == kind for one in moved):
            parts.append(_several(kind, count, first=not parts))
    return all_of(parts)


def _contacts(contacts: tuple[Contact, ...]) -> list[tuple[str, ...]]:
    return sorted((folded(one.name), one.phone.strip(), one.phone_extension, folded(one.email)) for one in contacts)
