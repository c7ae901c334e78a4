"""What search engines are led to: every trial, center and page in both languages, and no answer to a question."""

from __future__ import annotations

import datetime as dt
import re
import urllib.robotparser
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from centers.models import Center, Offering
from finder import urls
from finder.pages import sitemaps
from tests import make
from tests.finder import held_centers
from tests.finder.held import hold
from tests.finder.reading import get
from trials import intake
from trials.models import Trial

pytestmark = pytest.mark.django_db

HOST = "http://testserver"
MAP, XHTML = "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.w3.org/1999/xhtml}"


def body(client: Client, path: str) -> bytes:
    response = get(client, path)
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def tree(client: Client, path: str) -> ElementTree.Element:
    return ElementTree.fromstring(body(client, path))


def maps(client: Client) -> list[str]:
    return [str(one.text).removeprefix(HOST) for one in tree(client, "/sitemap.xml").iter(f"{MAP}loc")]


def addresses(client: Client, name: str = "") -> list[str]:
    return [
        str(one.text).removeprefix(HOST)
        for path in maps(client)
        if name in path
        for one in tree(client, path).iter(f"{MAP}loc")
    ]


def test_every_listed_trial_and_every_published_center_stands_there_in_both_languages(client: Client) -> None:
    hold(make.study(1), make.study(2, status="COMPLETED"), make.study(3))
    intake.delist("clinicaltrials_gov", [make.nct(3)], on=timezone.now().date())
    Trial.objects.create(
        public_id="EXAMPLE-1", example=True, title="An Example", first_held_at=timezone.now(), changed_at=timezone.now()
    )
    held_centers.center()
    held_centers.center("hidden", listed=False)
    Center.objects.create(slug="bare", name="Bare")
    paths = [f"/trials/{make.nct(1)}/", f"/trials/{make.nct(2)}/"]
    assert sorted(addresses(client, "trials")) == sorted([*paths, *(f"/es{path}" for path in paths)])
    assert sorted(addresses(client, "centers")) == ["/centers/lakeside/", "/es/centers/lakeside/"]


def test_what_stands_there_can_be_read_and_says_nothing_of_noindex(client: Client) -> None:
    hold(make.study(1))
    held_centers.center()
    found = addresses(client)
    assert len(found) == 2 * (len(sitemaps.PAGES) + 2)
    for path in found:
        response = get(client, path)
        assert b'name="robots"' not in response.content
        assert "X-Robots-Tag" not in response.headers


def test_no_question_and_nothing_of_a_person_stands_there(client: Client) -> None:
    hold(make.study(1))
    held_centers.center()
    found = addresses(client)
    assert not [path for path in found if "?" in path]
    assert not [path for path in found if re.search("/(match|sheet|compare|report|embed|api|feeds|admin)/", path)]


def test_a_page_without_a_parameter_is_in_it_or_left_out_on_purpose() -> None:
    left_out = {"match", "sheet", "compare", "embed-trials"}  # made of a question
    plain = {
        pattern.name
        for one in urls.urlpatterns
        if hasattr(one, "url_patterns") and type(one.pattern).__name__ == "LocalePrefixPattern"
        for pattern in one.url_patterns
        if isinstance(pattern, URLPattern) and "<" not in str(pattern.pattern)
    }
    assert plain - left_out == set(sitemaps.PAGES)


def test_each_address_names_the_same_page_in_the_other_language(client: Client) -> None:
    hold(make.study(1))
    path = f"{HOST}/trials/{make.nct(1)}/"
    for one in tree(client, "/sitemaps/trials-1.xml").iter(f"{MAP}url"):
        links = {link.get("hreflang"): link.get("href") for link in one.iter(f"{XHTML}link")}
        assert links == {"en": path, "es": path.replace("/trials/", "/es/trials/"), "x-default": path}


def last(client: Client, path: str) -> str:
    return str(next(tree(client, path).iter(f"{MAP}lastmod")).text)


def test_a_trial_is_as_new_as_its_last_change(client: Client) -> None:
    hold(make.study(1))
    Trial.objects.update(changed_at=dt.datetime(2026, 11, 2, 3, 4, 5, tzinfo=dt.UTC))
    assert last(client, "/sitemaps/trials-1.xml") == "2026-11-02T03:04:05Z"


def test_a_center_is_as_new_as_the_newest_of_its_facts_and_their_claims(client: Client) -> None:
    center = held_centers.center()
    offering = held_centers.offering(center, "srs")
    newer = dt.datetime(2999, 1, 2, tzinfo=dt.UTC)
    Offering.objects.filter(pk=offering.pk).update(changed_at=newer)
    assert last(client, "/sitemaps/centers-1.xml") == "2999-01-02T00:00:00Z"
    offering.claims.update(changed_at=newer.replace(day=3))
    assert last(client, "/sitemaps/centers-1.xml") == "2999-01-03T00:00:00Z"


def test_pages_have_a_date_too(client: Client) -> None:
    found = [one.text for one in tree(client, "/sitemaps/pages-1.xml").iter(f"{MAP}lastmod")]
    assert len(found) == 2 * len(sitemaps.PAGES)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(one)) for one in found)


def test_a_sitemap_holds_so_many_addresses_and_no_more_and_none_is_lost(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(sitemaps, "MOST", 6)
    hold(*(make.study(number) for number in range(1, 12)))
    parts = [path for path in maps(client) if "trials" in path]
    assert len(parts) > 3
    held = [[str(one.text) for one in tree(client, path).iter(f"{MAP}loc")] for path in parts]
    assert max(map(len, held)) == 6
    flat = [address for part in held for address in part]
    assert len(flat) == len(set(flat)) == 22


@pytest.mark.parametrize("path", ["trials-0", "trials-9", "centers-2", "pages-2", "people-1", "trials-01x"])
def test_a_sitemap_that_is_not_there_is_not_found(client: Client, path: str) -> None:
    hold(make.study(1))
    held_centers.center()
    get(client, f"/sitemaps/{path}.xml", 404)


@pytest.mark.parametrize(
    "path",
    ["/robots.txt", "/sitemap.xml", "/sitemaps/pages-1.xml", "/sitemaps/trials-1.xml", "/sitemaps/centers-1.xml"],
)
def test_none_is_sent_twice_and_a_change_makes_a_new_one(client: Client, path: str) -> None:
    hold(make.study(1))
    center = held_centers.center()
    first = get(client, path).headers
    assert "public" in first["Cache-Control"]
    assert get(client, path, 304, headers={"If-None-Match": first["ETag"]}).content == b""
    center.name = "Another Name"
    center.save()
    hold(make.study(2))
    get(client, path, 200, headers={"If-None-Match": first["ETag"]})


def test_it_is_written_while_it_is_read(client: Client) -> None:
    hold(make.study(1))
    for path in ("/sitemap.xml", "/sitemaps/trials-1.xml"):
        assert get(client, path).streaming


def test_signs_that_mean_something_in_xml_are_text(client: Client) -> None:
    hold(make.study(1))
    Trial.objects.update(public_id="A&B<C>")
    [first, *_] = [one.text for one in tree(client, "/sitemaps/trials-1.xml").iter(f"{MAP}loc")]
    assert first == f"{HOST}/trials/A&B<C>/"


def test_robots_are_shut_out_of_what_is_no_page_and_led_to_the_sitemap(client: Client) -> None:
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(body(client, "/robots.txt").decode().splitlines())
    assert robots.site_maps() == [f"{HOST}/sitemap.xml"]
    for name in ("api-trials", "match", "sheet", "compare", "admin:index"):
        assert not robots.can_fetch("Googlebot", reverse(name)), name
    assert not robots.can_fetch("Googlebot", "/es/match/?age=54")
    # Else they would not see that these say `noindex`.
    for path in ("/", "/trials/?subtype=tnbc", f"/trials/{make.nct(1)}/?age=54", "/centers/?q=a", "/embed/trials/"):
        assert robots.can_fetch("Googlebot", path), path
