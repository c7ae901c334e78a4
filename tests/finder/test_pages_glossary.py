"""`/glossary/` and the two pages of our own words: a line for every word, and the anchors that other pages lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from centers.services import SERVICES
from finder import labels, persons
from finder.pages.glossary import groups
from tests import make
from tests.finder.held import hold
from tests.finder.reading import markup, read

pytestmark = pytest.mark.django_db


def _words() -> Iterator[str]:
    for group in ("phase", "status", "modality", "brain"):
        yield from (f"{group}-{one}" for one in labels.GROUPS[group])
    yield from (f"subtype-{one}" for one in persons.SUBTYPE_GROUPS)
    yield from (f"biomarker-{one}" for one in persons.markers())
    yield from (f"service-{one}" for one in SERVICES)
    yield from (f"verdict-{one}" for one in ("fits", "depends", "silent", "out", "may-fit", "unknown", "near-miss"))


def test_every_word_that_pages_use_has_a_line() -> None:
    lines = {one.anchor: one for group in groups() for one in group.entries}
    assert set(_words()) <= set(lines)
    assert all(one.meaning.endswith(".") for one in lines.values())


def test_no_anchor_stands_twice(client: Client) -> None:
    anchors = re.findall(r'id="([^"]+)"', markup(client, "/glossary/"))
    assert len(anchors) == len(set(anchors))


def test_links_into_the_glossary_lead_somewhere(client: Client) -> None:
    hold(make.study(1), make.study(2, phases=["PHASE3"], status="NOT_YET_RECRUITING"))
    anchors = set(re.findall(r'id="([^"]+)"', markup(client, "/glossary/")))
    found = set()
    pages = ["/", "/trials/", "/about/metastatic/", *(f"/start/?step={number}" for number in range(1, 8))]
    for address in pages:
        found |= set(re.findall(r'href="/glossary/#([^"]+)"', markup(client, address)))
    assert {"phase", "status", "subtype", "brain"} <= found <= anchors


@pytest.mark.parametrize("address", ["/about/metastatic/", "/about/when-to-call/"])
def test_the_pages_of_our_own_words_name_their_sources_and_their_limits(client: Client, address: str) -> None:
    page = read(client, address)
    assert "National Cancer Institute" in page
    assert "American Cancer Society" in page
    assert "no doctor has checked it yet" in page.replace("No doctor", "no doctor")
    # The front doors of these houses alone: a deeper address may move.
    links = re.findall(r'href="(https?://[^"]+)"', markup(client, address).partition("<main")[2].partition("</main")[0])
    assert links
    assert all(re.fullmatch(r"https://[a-z.]+/", one) for one in links)


def test_when_to_call_says_the_emergency_numbers_first(client: Client) -> None:
    page = read(client, "/about/when-to-call/")
    main = page.partition("When to call today")[2]
    assert main.index("911") < main.index("By the place where the cancer is")
    for site in ("Brain", "Bones and spine", "Lungs and chest", "Liver and belly", "Skin"):
        assert site in main
