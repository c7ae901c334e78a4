"""`/centers/<slug>/`: everything published of one care center. In: a slug; out: the page.

Who to call comes first: most who look here want to do that. Each fact names its source and how old it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from centers import services
from centers.models import Center, Offering
from finder import caching, care, labels
from finder.center_detail import (
    AccreditationRow,
    CenterDetail,
    ChannelRow,
    LocationRow,
    OfferingRow,
    TrialsHere,
    detail,
    trials_here,
)
from finder.crosschecks import trials_of
from finder.geo import Point
from finder.languages import language_name
from finder.pages import center_words, maps, structured_centers, wording
from finder.pages.center_words import Backing
from finder.snapshot import current
from trials.listed import all_of

_MILES = ("US", "GB", "PR", "LR")
"""Where people count in miles."""


@dataclass(frozen=True, slots=True)
class Line:
    """A fact of a card: what it is called, and what it is. `english`: in the source's own words."""

    name: str
    value: str
    english: bool = False


@dataclass(frozen=True, slots=True)
class InTrials:
    """How many trials of a service recruit at the center, and where they are listed."""

    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Way:
    """One offering of a service: how it can be had, and what backs that."""

    words: str
    meaning: str
    trials: InTrials | None
    """Where it is to be had in trials only, and a word of the trials' says what it is: which of them recruit here."""
    lines: list[Line]
    backings: list[Backing]


@dataclass(frozen=True, slots=True)
class Service:
    label: str
    meaning: str
    ways: list[Way]


@dataclass(frozen=True, slots=True)
class Channel:
    """`site`: where the link leads, for what is on the web; "" for a number or an email address."""

    label: str
    value: str
    link: str
    site: str
    not_given: bool
    lines: list[Line]
    urgent: str
    backings: list[Backing]


@dataclass(frozen=True, slots=True)
class Place:
    """A location. `number`: its own on the map."""

    number: int
    title: str
    main: bool
    address: list[str]
    phone: str
    phone_link: str
    lines: list[Line]
    on_map: bool
    beside: str
    backings: list[Backing]


@dataclass(frozen=True, slots=True)
class Accreditation:
    title: str
    lines: list[Line]
    passed: bool
    backings: list[Backing]


@require_safe
def center(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = detail(slug)
    if found is None:
        raise Http404
    return caching.answer(request, lambda: _answer(request, found), shows=repr(found), since=care.changed_at())


def _answer(request: HttpRequest, found: CenterDetail) -> HttpResponse:
    # The one place where the page asks for trials.
    trials = trials_here(found.slug)
    where = {one.id: _called(one) for one in found.locations}
    drawn = _map(found.locations)
    places = [_place(number, one, drawn) for number, one in enumerate(found.locations, 1)]
    context = {
        "center": found,
        "noindex": bool(request.GET),
        "kind": _(Center.KINDS.get(found.kind, found.kind)).capitalize(),
        "cities": all_of([center_words.place(*one) for one in _cities(found.locations)]),
        "website": center_words.web_link(found.website),
        "website_words": center_words.host(found.website),
        "names": center_words.backings(
            found.claims,
            {
                "": _("name and kind"),
                "other_names": _("other names"),
                "website": _("website"),
                "network": _("network"),
            },
        ),
        "contacts": [(group, [_channel(one, where) for one in group.channels]) for group in found.contacts],
        "not_given": _(center_words.NOT_GIVEN),
        "services": [(group, _services(group.offerings, where, found)) for group in found.services],
        "map": drawn,
        "places": places,
        "phoned": next((one for one in places if one.phone), None),
        "accreditations": [_accreditation(one, where, found) for one in found.accreditations],
        "unknown": [_(center_words.UNKNOWN[what]) for what in found.unknown],
        "trials": trials,
        "trial_rows": trial_lines(trials),
        "data": structured_centers.data_block(found, request.build_absolute_uri(found.url)),
    }
    return render(request, "finder/center.html", context)


def _cities(locations: list[LocationRow]) -> list[tuple[str, str, str]]:
    return list(dict.fromkeys((one.city, one.state, one.country) for one in locations))[:4]


def _called(location: LocationRow) -> str:
    named = center_words.place(location.city, location.state, location.country)
    return f"{location.name}, {named}" if location.name else named


def _lines(*lines: Line) -> list[Line]:
    return [one for one in lines if one.value]


def _languages(codes: list[str]) -> str:
    return all_of([language_name(one) for one in codes])


def _hours(words: list[str], timezone: str) -> str:
    zone = f" ({center_words.clock(timezone)})" if timezone else ""
    return "; ".join(words) + zone if words else ""


def _services(offerings: list[OfferingRow], where: dict[int, str], found: CenterDetail) -> list[Service]:
    """One entry a service, with each way to have it: they come in that order."""
    return [
        Service(rows[0].label, rows[0].meaning, [_way(one, where, found) for one in rows])
        for rows in (list(ones) for slug, ones in groupby(offerings, key=lambda one: one.service))
    ]


def _way(row: OfferingRow, where: dict[int, str], found: CenterDetail) -> Way:
    words, meaning = center_words.AVAILABILITIES.get(row.availability, (row.availability, ""))
    delivery = center_words.DELIVERIES.get(row.delivery, row.delivery)
    return Way(
        words=" · ".join(_(part) for part in (words, delivery) if part),
        meaning=_(meaning) if meaning else "",
        trials=_in_trials(row, found) if row.availability == Offering.TRIALS_ONLY else None,
        lines=_lines(
            Line(_("Where"), where[row.location] if row.location else _("Ask which location")),
            Line(_("For whom, or when"), row.conditions, english=True),
            Line(_("Cost"), row.cost, english=True),
        ),
        backings=center_words.backings(row.claims, {"": _("all of it")}),
    )


def _in_trials(row: OfferingRow, found: CenterDetail) -> InTrials | None:
    trials = trials_of(current(), found.id, row.service)
    if trials is None:
        return None
    modalities = services.SERVICES[row.service].modalities
    asked = [("center", found.slug), *(("modality", one) for one in modalities), ("status", "recruiting")]
    return InTrials(len(trials), f"{reverse('trials')}?{urlencode(asked)}&scope=any")


def _channel(row: ChannelRow, where: dict[int, str]) -> Channel:
    link = _link(row)
    return Channel(
        label=row.label,
        value=row.value_shown,
        link=link,
        site=center_words.host(link) if center_words.web_link(link) else "",
        not_given=not row.value and not row.urgent,
        lines=_lines(
            Line(pgettext("audience of a contact", "For"), row.audience_label),
            Line(_("Who may use it, or when"), row.condition, english=True),
            Line(pgettext("hours", "Open"), _hours(row.hours_words, row.timezone)),
            Line(_("Answer"), row.reply, english=True),
            Line(_("Cost"), row.cost, english=True),
            Line(_("Languages"), _languages(row.languages)),
            Line(pgettext("place", "At"), where[row.location] if row.location else ""),
        ),
        urgent=row.urgent,
        backings=center_words.backings(
            row.claims, {"": _("the contact"), "hours": _("hours"), "languages": _("languages")}
        ),
    )


def _link(row: ChannelRow) -> str:
    """What a tap does: dial, write or go there. A fax is not for a telephone."""
    if row.kind == "fax":
        return ""
    if row.medium == "phone":
        return wording.phone_link(row.value)
    if row.medium == "email":
        return wording.email_link(row.value)
    return center_words.web_link(row.value)


def _place(number: int, row: LocationRow, drawn: maps.Map | None) -> Place:
    city = center_words.place(row.city, f"{row.state} {row.zip}".strip(), row.country)
    if not row.name and not row.address:  # the city is the title already
        city = _("ZIP {code}").format(code=row.zip) if row.zip else ""
    return Place(
        number=number,
        title=row.name or center_words.place(row.city, row.state, row.country),
        main=row.main,
        address=[part for part in (row.address, city) if part],
        phone=row.phone_shown,
        phone_link=wording.phone_link(row.phone),
        lines=_lines(
            Line(pgettext("hours", "Open"), _hours(row.hours_words, row.timezone)),
            Line(_("Getting in"), row.accessibility, english=True),
            Line(_("Languages"), _languages(row.languages)),
        ),
        on_map=drawn is not None and number in drawn.beside,
        beside=drawn.beside.get(number, "") if drawn else "",
        backings=center_words.backings(
            row.claims,
            {
                "": _("the place"),
                "address": _("address"),
                "zip": _("ZIP"),
                "coordinates": _("place on the map"),
                "phone": _("phone"),
                "hours": _("hours"),
                "accessibility": _("getting in"),
                "languages": _("languages"),
            },
        ),
    )


def _map(locations: list[LocationRow]) -> maps.Map | None:
    marks = [
        maps.Mark(number, one.city, Point(one.lat, one.lon))
        for number, one in enumerate(locations, 1)
        if one.lat is not None and one.lon is not None
    ]
    miles = all(one.country in _MILES for one in locations)
    return maps.drawn(marks, unit="mi" if miles else "km")


def _said(word: str, words: Mapping[str, str]) -> str:
    """The word in the reader's language, where we have one for it."""
    return _(words[word]) if word in words else word


def _accreditation(row: AccreditationRow, where: dict[int, str], found: CenterDetail) -> Accreditation:
    through = wording.day(row.valid_through)
    passed = row.valid_through is not None and row.valid_through < found.judged_on
    return Accreditation(
        title=": ".join(filter(None, (_said(row.body, center_words.BODIES), _said(row.level, center_words.LEVELS)))),
        lines=_lines(
            Line(_("Valid through"), _("{day}. That day has passed: ask.").format(day=through) if passed else through),
            Line(pgettext("place", "At"), where[row.location] if row.location else ""),
        ),
        passed=passed,
        backings=center_words.backings(row.claims, {"": _("all of it")}),
    )


@dataclass(frozen=True, slots=True)
class TrialLine:
    """A trial that recruits here, for the list on the page."""

    title: str
    url: str
    status: str
    phases: str
    id: str


def trial_lines(trials: TrialsHere | None) -> list[TrialLine]:
    return [
        TrialLine(
            title=row.title,
            url=row.url,
            status=labels.label("status", row.status),
            phases="" if row.phases == ["na"] else wording.phases(row.phases),
            id=row.id,
        )
        for row in (trials.rows if trials else ())
    ]
