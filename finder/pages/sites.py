"""The sites of one trial, as a reader looks for them. In: a `TrialDetail`; out: groups. Called by pages of trials."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from finder import labels
from finder.countries import country_code, country_name
from finder.detail import SiteRow, TrialDetail
from finder.pages import wording

FEW = 12
"""So many sites are all shown at once; more are folded up by country, or a trial with 900 sites could not be read."""
NEAREST = 8


@dataclass(frozen=True, slots=True)
class Reach:
    """A contact, with the links that dial and write."""

    name: str
    phone: str
    phone_link: str
    email: str
    email_link: str


@dataclass(frozen=True, slots=True)
class Site:
    facility: str
    place: str
    status: str
    recruits: bool
    registry_says: str
    """The registry's own word, where it differs from what the site counts with."""
    distance: str
    contacts: list[Reach]
    center: str
    """The page of the care center that it is; "" where we do not know."""


@dataclass(frozen=True, slots=True)
class Country:
    name: str
    sites: list[Site]
    recruiting: int
    open: bool


@dataclass(frozen=True, slots=True)
class Sites:
    count: int
    in_countries: int
    recruiting: int
    nearest: list[Site]
    nearest_recruiting: Site | None
    countries: list[Country]


def contacts(given: list[dict[str, str]]) -> list[Reach]:
    """Contacts as the registry gives them; one that holds nothing is left out."""
    found = []
    for one in given:
        phone = one.get("phone", "")
        link = wording.phone_link(phone)
        if extension := one.get("phone_extension"):
            phone = gettext("%(phone)s, extension %(extension)s") % {"phone": phone, "extension": extension}
        email = one.get("email", "")
        if one.get("name") or phone or email:
            found.append(Reach(one.get("name", ""), phone, link, email, wording.email_link(email)))
    return found


def arranged(detail: TrialDetail, *, unit: str, near: bool) -> Sites:
    """Nearest first where a place is given, then all by country: the recruiting ones first, then by state and city."""
    shown = [(row, site_shown(row, unit, abroad=near)) for row in detail.sites]
    nearest = [(row, site) for row, site in shown if row.distance is not None] if near else []
    by_country: dict[str, list[tuple[SiteRow, Site]]] = {}
    for row, site in shown:
        by_country.setdefault(row.country, []).append((row, site))
    countries = []
    for name, pairs in sorted(by_country.items(), key=lambda one: (-len(one[1]), one[0])):
        pairs.sort(key=lambda pair: (not pair[1].recruits, pair[0].state, pair[0].city, pair[0].facility))
        recruiting = sum(site.recruits for _, site in pairs)
        is_open = not near and (len(shown) <= FEW or (len(by_country) == 1 and len(pairs) <= 2 * FEW))
        countries.append(
            Country(
                _country(name) or gettext("Country not given"),
                [site for _, site in pairs],
                recruiting,
                is_open,
            )
        )
    if near and len(nearest) == len(shown) <= NEAREST:
        countries = []  # all of them stand in the list of the nearest already
    return Sites(
        count=len(shown),
        in_countries=len(by_country),
        recruiting=sum(site.recruits for _, site in shown),
        nearest=[site for _, site in nearest[:NEAREST]],
        nearest_recruiting=next((site for _, site in nearest if site.recruits), None),
        countries=countries,
    )


def _country(name: str) -> str:
    return country_name(country_code(name) or name)


def site_shown(row: SiteRow, unit: str, *, abroad: bool) -> Site:
    """`abroad`: whether the country has to be said, because the list holds several."""
    differs = row.registry_status and row.registry_status != row.status
    return Site(
        facility=row.facility or gettext("Name of the place not given"),
        place=", ".join(
            filter(
                None, (row.city, " ".join(filter(None, (row.state, row.zip))), _country(row.country) if abroad else "")
            )
        ),
        status=labels.label("status", row.status),
        recruits=row.status == "recruiting",
        registry_says=labels.label("status", row.registry_status) if differs else "",
        distance=wording.to_the_city(row.distance, unit) if row.distance is not None else "",
        contacts=contacts(row.contacts),
        center=reverse("center", args=[row.center]) if row.center else "",
    )
