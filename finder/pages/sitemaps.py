"""`/robots.txt`, `/sitemap.xml` and the sitemaps it names: every page that is worth finding, in each language.

In: trials and centers that are listed; out: XML, streamed, a few thousand rows at a time. Lists that answer a question,
and whatever says something about a person, are in none of them: such pages carry `noindex`.

Not django.contrib.sitemaps: with languages it makes every entry of all trials to show one page of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override
from django.views.decorators.http import require_safe

from centers.models import Accreditation, Center, Claim, ContactChannel, Location, Offering
from finder import caching, care
from finder.models import Generation
from trials.models import Registration, Trial

MOST = 50_000
"""Addresses in a sitemap, by the protocol (sitemaps.org)."""
PAGES = {
    "home": "home",
    "start": "guide",
    "trials": "results",
    "centers": "centers",
    "status": "status",
    "data": "data",
    "accuracy": "accuracy",
    "metastatic": "metastatic",
    "when-to-call": "when_to_call",
    "glossary": "glossary",
}
"""Pages without a parameter, and the template that each is made from."""
_LIVE = {"trials", "status"}
"""Of these, those that change with the listings."""
_ROWS = 2_000
_MARK = "0"
_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_LANGUAGES = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
# Nobody's answer is worth finding under these. Lists with a question are not shut out: a robot that may not read them
# would not see that they say `noindex`, and could still show their address.
_SHUT = ("/admin/", "/api/v1/", "/dumps/")
_SHUT_PAGES = ("compare", "match", "sheet")

Entry = tuple[Mapping[str, str], dt.datetime | None]
"""Addresses within this site by language, and when the page changed last."""


@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    def produce() -> HttpResponse:
        paths = [*_SHUT, *(path for page in _SHUT_PAGES for path in _addresses(page).values())]
        lines = [
            "User-agent: *",
            *(f"Disallow: {path}" for path in paths),
            "",
            f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
            "",
        ]
        return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")

    return caching.answer(request, produce)


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    return caching.answer(request, lambda: _streamed(_index(request)), shows=care.stamp(), since=care.changed_at())


@require_safe
def numbered(request: HttpRequest, name: str, number: str) -> HttpResponseBase:
    """One sitemap: the pages, centers or trials `number`, from 1."""
    which = int(number)
    if not 1 <= which <= _parts()[name]:
        raise Http404
    base = request.build_absolute_uri("/").rstrip("/")
    shows, since = (care.stamp(), care.changed_at()) if name == "centers" else ("", None)
    return caching.answer(request, lambda: _streamed(_urls(base, _SECTIONS[name](which))), shows=shows, since=since)


def _parts() -> dict[str, int]:
    """How many sitemaps there are of each kind. By ids, not by counting: what stands in one stays in it."""
    size = _size()
    newest = {name: model._default_manager.aggregate(last=Max("pk"))["last"] or 0 for name, model in _TABLES.items()}
    return {"pages": 1, **{name: -(-last // size) for name, last in newest.items()}}


def _size() -> int:
    """Rows a sitemap: each is an address in every language."""
    return MOST // len(settings.LANGUAGES)


def _index(request: HttpRequest) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex {_NAMESPACES}>\n'
    for name, parts in _parts().items():
        for number in range(1, parts + 1):
            address = request.build_absolute_uri(reverse("sitemap-section", args=[name, number]))
            yield f"<sitemap><loc>{escape(address)}</loc></sitemap>\n"
    yield "</sitemapindex>\n"


# -- what stands in them ----------------------------------------------------------------------------------------------


def _pages(_number: int) -> Iterator[Entry]:
    listed = Generation.objects.order_by("-pk").values_list("built_at", flat=True).first()
    for name, template in PAGES.items():
        made = dt.datetime.fromtimestamp(_written(template), tz=dt.UTC)
        yield _addresses(name), max(filter(None, (made, listed))) if name in _LIVE else made


def _written(template: str) -> float:
    return Path(get_template(f"finder/{template}.html").origin.name).stat().st_mtime  # type: ignore[attr-defined]


def _trials(number: int) -> Iterator[Entry]:
    listed = Registration.objects.filter(trial=OuterRef("pk"), state=Registration.LISTED)
    rows = _part(Trial.objects.filter(Exists(listed), example=False), number)
    made = _maker("trial")
    for public_id, changed_at in rows.values_list("public_id", "changed_at").iterator(_ROWS):
        yield made(public_id), changed_at


def _centers(number: int) -> Iterator[Entry]:
    rows = list(_part(Center.objects.published().filter(listed=True), number).values_list("pk", "slug", "changed_at"))
    pks = [pk for pk, _, _ in rows]
    changed = {pk: changed_at for pk, _, changed_at in rows}
    held = [Claim.objects.filter(center__in=pks).values_list("center")]
    for model in (Location, Offering, ContactChannel, Accreditation):
        held.append(model._default_manager.filter(center__in=pks).values_list("center"))
        claimed = f"{model._meta.model_name}__center"
        held.append(Claim.objects.filter(**{f"{claimed}__in": pks}).values_list(claimed))
    for rows_of_centers in held:
        for pk, last in rows_of_centers.annotate(last=Max("changed_at")):
            changed[pk] = max(changed[pk], last)
    made = _maker("center")
    for pk, slug, _ in rows:
        yield made(slug), changed[pk]


def _part(rows: QuerySet, number: int) -> QuerySet:  # type: ignore[type-arg]
    size = _size()
    return rows.filter(pk__gt=(number - 1) * size, pk__lte=number * size).order_by("pk")


_TABLES = {"centers": Center, "trials": Trial}
_SECTIONS: dict[str, Callable[[int], Iterator[Entry]]] = {"pages": _pages, "centers": _centers, "trials": _trials}


# -- how they are written ---------------------------------------------------------------------------------------------


def _addresses(page: str, *arguments: str) -> dict[str, str]:
    found = {}
    for code, _ in settings.LANGUAGES:
        with override(code):
            found[code] = reverse(page, args=arguments)
    return found


def _maker(page: str) -> Callable[[str], dict[str, str]]:
    """The addresses of one page of many: put together once, not looked up a hundred thousand times."""
    halves = {code: address.rsplit(_MARK, 1) for code, address in _addresses(page, _MARK).items()}
    return lambda name: {code: f"{before}{name}{after}" for code, (before, after) in halves.items()}


def _urls(base: str, entries: Iterator[Entry]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {_NAMESPACES} {_LANGUAGES}>\n'
    for addresses, changed in entries:
        whole = {code: escape(base + address) for code, address in addresses.items()}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
            for code, address in [*whole.items(), ("x-default", whole[settings.LANGUAGE_CODE])]
        )
        on = f"<lastmod>{changed.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""
        yield "".join(f"<url><loc>{address}</loc>{on}{others}</url>\n" for address in whole.values())
    yield "</urlset>\n"


def _streamed(lines: Iterator[str]) -> StreamingHttpResponse:
    return StreamingHttpResponse(_in_bulk(lines), content_type="application/xml; charset=utf-8")


def _in_bulk(lines: Iterator[str]) -> Iterator[str]:
    """Some hundred lines at a time: each piece costs a write to the client."""
    kept: list[str] = []
    for line in lines:
        kept.append(line)
        if len(kept) == 500:
            yield "".join(kept)
            kept.clear()
    yield "".join(kept)
