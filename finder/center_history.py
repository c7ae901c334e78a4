"""What changed in what is published of a care center, as events for its feed. In: a slug; out: an event for each day.

Only what a claim covers is told, from the day on which it was published: what a curator wrote before is nobody's
business, and who wrote it neither.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from centers import channels, services
from centers.models import FACTS, Center, Claim, Offering
from finder.center_facts import Fact, published
from finder.history import Event
from finder.labels import row_label

MOST_LINES = 40
"""Lines of one day; the rest are counted."""
_UNTOLD = frozenset({"lat", "lon", "timezone", "main"})
_NAMES = {
    "treats_patients": "treats patients",
    "other_names": "other names",
    "network": "network",
    "website": "website",
    "name": "name",
    "zip": "ZIP",
    "valid_through": "valid through",
    "location": "where",
    "value": "number or address",
    "reply": "expected reply",
    "urgent": "notice on urgent needs",
    "condition": "who may use it, or when",
    "conditions": "for whom, or when",
}
_KINDS = {"location": "Location", "offering": "Service", "contactchannel": "Contact", "accreditation": "Accreditation"}
_WORDS: dict[str, dict[str, str]] = {
    "availability": Offering.AVAILABILITIES,
    "delivery": Offering.DELIVERIES,
    "kind": Center.KINDS | {slug: kind.label for slug, kind in channels.KINDS.items()},
    "purpose": channels.PURPOSES,
    "audience": channels.AUDIENCES,
}
Told = tuple[dt.datetime, str]


def events(slug: str) -> list[Event]:
    """The newest first; empty where no such center is published."""
    center = Center.objects.published().filter(slug=slug, listed=True).first()
    if center is None:
        return []
    days: dict[dt.date, list[Told]] = defaultdict(list)
    for told in _told(center):
        days[told[0].date()].append(told)
    return [_event(center, day, sorted(told)) for day, told in sorted(days.items(), reverse=True)]


def _event(center: Center, day: dt.date, told: list[Told]) -> Event:
    lines = list(dict.fromkeys(words for _, words in told))
    more = len(lines) - MOST_LINES
    shown = lines[:MOST_LINES] + ([f"And {more} more."] if more > 0 else [])
    headline = lines[0] if len(lines) == 1 else f"{len(lines)} changes"
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"center\x1f{center.slug}\x1f{day}").urn
    return Event(name, told[-1][0], reverse("center", args=[center.slug]), center.name, headline, shown)


def _told(center: Center) -> Iterator[Told]:
    held: dict[str, list[Any]] = {
        name: [center] if name == "center" else list(model._default_manager.filter(center=center))
        for name, model in FACTS.items()
    }
    for name, facts in published(held, timezone.localdate()).items():
        since = _published_since(name, [row.pk for _, row in facts])
        kept = _versions(name, [row.pk for _, row in facts])
        for fact, row in facts:
            yield from _of_row(name, fact, kept[row.pk], since.get(row.pk))
    for name in _KINDS:
        yield from _taken_off(name, center)


def _published_since(name: str, rows: list[int]) -> dict[int, dt.datetime]:
    """When each first had a claim to itself."""
    found = Claim.history.filter(**{f"{name}_id__in": rows}, field="")
    return dict(found.values_list(f"{name}_id").annotate(since=Min("history_date")).order_by(f"{name}_id"))


def _versions(name: str, rows: list[int]) -> dict[int, list[Any]]:
    model: Any = FACTS[name]
    found: dict[int, list[Any]] = defaultdict(list)
    for version in model.history.filter(id__in=rows).order_by("history_date", "history_id"):
        found[version.id].append(version)
    return found


def _of_row(name: str, fact: Fact, kept: list[Any], since: dt.datetime | None) -> Iterator[Told]:
    """What was changed before it was published is a part of what was new then."""
    if since is None:
        return
    before = None
    for version in kept:
        if version.history_date > since and before is not None:
            for field in sorted(fact.covered - _UNTOLD):
                old, new = getattr(before, _column(field)), getattr(version, _column(field))
                if old != new:
                    yield version.history_date, _changed(name, version, field, old, new)
        before = version
    if kept:
        yield _added(name, kept, since)


def _added(name: str, kept: list[Any], since: dt.datetime) -> Told:
    """As it was when it was published first."""
    first = next((one for one in reversed(kept) if one.history_date <= since), kept[0])
    words = "New in our list" if name == "center" else f"{_KINDS[name]} added: {_called(name, first)}"
    return max(since, kept[0].history_date), words


def _taken_off(name: str, center: Center) -> Iterator[Told]:
    """Rows that are gone, and had been published."""
    model: Any = FACTS[name]
    gone = list(model.history.filter(center_id=center.pk, history_type="-").order_by("history_date", "history_id"))
    known = _published_since(name, [one.id for one in gone])
    kept = _versions(name, list(known))
    for one in gone:
        if one.id in known:
            yield _added(name, kept[one.id], known[one.id])
            yield one.history_date, f"{_KINDS[name]} taken off: {_called(name, one)}"


def _column(field: str) -> str:
    return "location_id" if field == "location" else field


def _changed(name: str, version: Any, field: str, old: Any, new: Any) -> str:
    what = _NAMES.get(field, field.replace("_", " "))
    about = "" if name == "center" else f"{_called(name, version)}: "
    if field == "location":
        return f"{about}where it is offered changed"
    return f"{about}{what}: {_shown(version, field, old)} → {_shown(version, field, new)}"


def _shown(version: Any, field: str, value: Any) -> str:
    if value in (None, "", []):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if field == "service" and value in services.SERVICES:
        return row_label(services.SERVICES[value])
    if field == "value":
        return channels.shown(version.kind, str(value))
    return _WORDS.get(field, {}).get(value) or str(value)


def _called(name: str, row: Any) -> str:
    if name == "location":
        return ", ".join(part for part in (row.name, row.city, row.state) if part)
    if name == "offering":
        service = services.SERVICES.get(row.service)
        label = row_label(service) if service else row.service
        how = "" if row.availability == Offering.STANDARD else f" ({_shown(row, 'availability', row.availability)})"
        return label + how
    if name == "contactchannel":
        kind = channels.KINDS.get(row.kind)
        shown = channels.shown(row.kind, row.value)
        return " ".join(part for part in (kind.label if kind else row.kind, shown) if part)
    return " ".join(part for part in (row.body, row.level) if part)
