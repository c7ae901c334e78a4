"""English and Spanish: the address alone says which a page speaks, and every link inside keeps to it."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import polib
import pytest
from django.conf.urls.i18n import i18n_patterns
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoDbBlocker

from centers import hours
from finder import countries, labels, languages, snapshot, urls
from finder.detail import DateOf
from finder.interface_language import by_address
from finder.pages import wording
from tests import catalogue, make
from tests.finder import held_centers
from tests.finder.held import hold
from tests.finder.picking import RULES
from tests.finder.reading import get, markup
from tests.finder.spoken import english_in, texts
from trials.ages import ages
from trials.intake import take_in
from trials.listed import all_of, any_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # words alone

ONE = make.nct(1)
PAGES = (
    *("/", "/trials/", "/trials/?q=her2", f"/trials/{ONE}/", f"/trials/{ONE}/report/", "/status/", "/about/data/"),
    *("/about/accuracy/", "/about/metastatic/", "/about/when-to-call/", "/glossary/", "/match/?age=52"),
    *("/start/", "/start/?step=3&age=52", "/start/?step=end&age=52", f"/compare/?id={ONE}", f"/sheet/?id={ONE}"),
    *("/centers/", "/centers/lakeside/", "/centers/lakeside/report/"),
)


@pytest.fixture(scope="module", autouse=True)
def all_kinds(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Once for all: nothing here writes."""
    with django_db_blocker.unblock(), transaction.atomic():
        held_centers.lakeside(timezone.now().date())
        hold(make.study(1, eligibility=RULES), make.study(2), make.study(3, status="COMPLETED"))
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def nothing_is_kept_from_other_tests() -> None:
    snapshot.forget()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_stands_in_spanish_under_es_and_its_links_stay_there(client: Client, page: str) -> None:
    shown = markup(client, f"/es{page}")
    assert '<html lang="es">' in shown
    links = set(re.findall(r'(?:href|action|data-to)="(/[^"]*)"', shown))
    programs = ("/feeds/", "/api/docs/", "/dumps/")  # in English alone
    away = {one for one in links if not one.startswith(("/es/", "/static/", *programs))}
    assert away == {page.replace("&", "&amp;")}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_leads_to_itself_in_the_other_language_with_all_that_was_asked(client: Client, page: str) -> None:
    english, spanish = markup(client, page), markup(client, f"/es{page}")
    escaped = page.replace("&", "&amp;")
    assert f'<a href="/es{escaped}" lang="es" hreflang="es"' in english
    assert f'<a href="{escaped}" lang="en" hreflang="en"' in spanish


@pytest.mark.parametrize("page", PAGES)
def test_search_engines_are_told_of_both_where_they_may_know_the_page(client: Client, page: str) -> None:
    english, spanish = markup(client, page), markup(client, f"/es{page}")
    path = page.partition("?")[0]
    told = {
        f'<link rel="alternate" hreflang="{code}" href="http://testserver{address}">'
        for code, address in (("en", path), ("es", f"/es{path}"), ("x-default", path))
    }
    for shown in (english, spanish):
        noindex = '<meta name="robots" content="noindex">' in shown
        assert set(re.findall(r'<link rel="alternate" hreflang[^>]*>', shown)) == (set() if noindex else told)
    assert ('content="noindex"' in english) == ('content="noindex"' in spanish)


@pytest.mark.parametrize("page", PAGES)
def test_neither_the_browser_nor_a_cookie_changes_the_language(client: Client, page: str) -> None:
    client.cookies["django_language"] = "es"
    response = get(client, page, headers={"Accept-Language": "es"})
    assert '<html lang="en">' in response.content.decode()
    assert response.headers["Content-Language"] == "en"
    assert "Accept-Language" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("page", PAGES)
def test_a_spanish_page_is_kept_by_caches_as_its_english_one_is(client: Client, page: str) -> None:
    english, spanish = get(client, page).headers, get(client, f"/es{page}").headers
    for name in ("Cache-Control", "Vary", "Referrer-Policy", "Content-Security-Policy"):
        assert english.get(name) == spanish.get(name)
    assert ("ETag" in english) == ("ETag" in spanish)
    if "ETag" in english:
        assert english["ETag"] != spanish["ETag"]


@pytest.mark.parametrize(
    "address", ["/es/zzz/", "/es/trials/NCT99999999/", "/es/api/v1/trials/", "/es/feeds/trials.atom"]
)
def test_what_is_not_found_under_es_is_said_in_spanish(client: Client, address: str) -> None:
    assert '<html lang="es">' in markup(client, address, 404)


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


urlpatterns = [*urls.urlpatterns, *i18n_patterns(path("breaks/", breaks), prefix_default_language=False)]


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_an_error_of_ours_is_said_in_both_languages(prefix: str) -> None:
    """Nothing of the catalogue is needed for it."""
    said_in_both(markup(Client(raise_request_exception=False), f"{prefix}/breaks/", 500))


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_that_an_address_cannot_be_read_is_said_in_both_languages(client: Client, prefix: str) -> None:
    query = "&".join(f"a{n}=1" for n in range(1001))
    said_in_both(markup(client, f"{prefix}/trials/?{query}", 400))


def said_in_both(page: str) -> None:
    english, spanish = ([text for one, text in texts(page) if one == language] for language in ("en", "es"))
    assert len(" ".join(english).split()) > 20
    assert len(" ".join(spanish).split()) > 20
    assert english_in(page) == []


@pytest.mark.parametrize("address", ["/en/", "/zz/", "/fr/trials/"])
def test_there_is_no_other_prefix(client: Client, address: str) -> None:
    assert '<html lang="en">' in markup(client, address, 404)


def test_an_address_without_its_last_stroke_keeps_its_language(client: Client) -> None:
    assert get(client, "/es/trials?q=her2", 301).headers["Location"] == "/es/trials/?q=her2"
    assert get(client, "/es", 301).headers["Location"] == "/es/"


def test_a_redirect_keeps_the_language(client: Client) -> None:
    moved = get(client, "/es/start/?answered=1&age=52", 302).headers["Location"]
    assert moved.startswith("/es/start/?step=2")
    assert get(client, f"/es/trials/{ONE.lower()}/", 301).headers["Location"] == f"/es/trials/{ONE}/"


def test_programs_get_english_addresses_whoever_read_before(client: Client) -> None:
    def answers() -> list[bytes]:
        addresses = (f"/api/v1/trials/{ONE}/", "/api/v1/trials/", "/api/v1/centers/lakeside/")
        return [get(client, one).content for one in (*addresses, "/feeds/trials.json")]

    before = answers()
    for page in PAGES:
        get(client, f"/es{page}")
    assert answers() == before
    assert b"/es/" not in b"".join(before)


# -- what a Spanish page says -----------------------------------------------------------------------------------------

PERSON = "age=52&sex=female&subtype=hr-pos-her2-low&brain=stable&had=t-dxd&biomarker=esr1&lines=2&near=41.79,-87.6"
SAID = (
    *PAGES,
    *(f"/start/?step={number}" for number in range(1, 8)),
    *("/start/?answered=1&age=zz", "/trials/?status=any&offset=9", "/trials/?q=nothingofthekind"),
    *(f"/trials/?{PERSON}", f"/match/?{PERSON}", f"/trials/{ONE}/?{PERSON}"),
    *(f"/compare/?id={ONE}&id={make.nct(2)}&id=zz&{PERSON}", f"/sheet/?id={ONE}&{PERSON}", "/compare/", "/sheet/"),
    *("/trials/?age=abc&had=zzz&near=zzz&state=Bayern&updated_since=1", "/centers/?service=zzz&near=41.79,-87.6"),
    *("/centers/?service=srs&trial.age=52&trial.subtype=hr-pos-her2-low", f"/trials/{make.nct(3)}/"),
)


def spanish(client: Client, page: str) -> str:
    return str(client.get(f"/es{page}").content.decode())


@pytest.mark.parametrize("page", SAID)
def test_a_spanish_page_has_no_english_but_what_is_marked_as_english(client: Client, page: str) -> None:
    assert english_in(spanish(client, page)) == []


@pytest.fixture(scope="module")
def english() -> set[str]:
    """The messages that are said otherwise in Spanish, and have no part to fill in."""
    said = polib.pofile(str(catalogue.PO))
    return {one.msgid for one in said if one.msgid not in (one.msgstr, "%") and "%(" not in one.msgid}


@pytest.mark.parametrize("page", SAID)
def test_no_message_is_left_in_english(client: Client, english: set[str], page: str) -> None:
    shown = {text for language, text in texts(spanish(client, page)) if language != "en"}
    assert not shown & english


def test_the_words_of_the_registry_are_marked_as_english(client: Client) -> None:
    page = spanish(client, f"/trials/{ONE}/")
    said = {text for language, text in texts(page) if language == "en"}
    assert "A Study of a New Medicine in People With HER2-positive Breast Cancer" in said
    assert "This study looks at whether a new medicine helps." in said
    assert any("no more than 3 prior lines of chemotherapy" in one for one in said)


def test_a_center_says_its_level_in_spanish_and_marks_the_names_of_its_sources(client: Client) -> None:
    page = client.get("/es/centers/lakeside/").content.decode()
    assert "(NCI): centro oncológico integral" in page
    names = re.findall(r"<footer><(?:a|bdi)[^>]*>", page)
    assert names
    assert all('lang="en"' in one for one in names)


def test_an_english_page_marks_no_part_of_it_as_another_language_but_the_way_there(client: Client) -> None:
    for page in SAID:
        found = {(language, text) for language, text in texts(client.get(page).content.decode()) if language != "en"}
        assert found <= {("", "html"), ("es", "Español")}, page


def test_the_measure_finds_english_that_is_not_marked() -> None:
    page = '<html lang="es"><p>Los ensayos</p><p>The trials of <b lang="en">the registry</b></p><img alt="a map of it">'
    assert english_in(page) == ["The trials of", "a map of it"]


# -- numbers, dates, and what is kept ---------------------------------------------------------------------------------


def test_dates_numbers_and_distances_are_as_a_reader_of_spanish_says_them() -> None:
    with override("es"):
        assert wording.day(dt.date(2026, 11, 3)) == "3 de noviembre de 2026"
        assert wording.date(DateOf("2026-05")) == "mayo de 2026"
        assert wording.moment(dt.datetime(2026, 11, 25, 9, 36, tzinfo=dt.UTC)) == "25 de noviembre de 2026, 09:36 UTC"
        assert wording.to_the_city(40.2, "mi") == "unas 40 millas, hasta la ciudad"
        assert wording.distance(1234, "km") == "unos 1,234 kilómetros"
        assert wording.distance(0.4, "mi") == "menos de 1 milla"
        assert wording.length(1, "mi") == "1 milla"
        assert wording.enrolment(2400, "estimated") == "2,400 personas previstas"
        assert ages("18 Years", "75 Years") == "de 18 a 75 años"
        assert ages("6 Months", "") == "6 meses o más"
        assert hours.words("Mo-Fr 08:00-17:00; PH off") == [
            "Lunes a viernes, de 8 a. m. a 5 p. m.",
            "Cerrado: días festivos",
        ]


@pytest.mark.parametrize(
    ("things", "both", "either"),
    [
        ([], "", ""),
        (["ADN"], "ADN", "ADN"),
        (["hígado", "huesos"], "hígado y huesos", "hígado o huesos"),
        (["piel", "pulmones", "hueso"], "piel, pulmones y hueso", "piel, pulmones o hueso"),
        (["vacuna", "inmunoterapia"], "vacuna e inmunoterapia", "vacuna o inmunoterapia"),
        (["piel", "hígado"], "piel e hígado", "piel o hígado"),
        (["agua", "hielo"], "agua y hielo", "agua o hielo"),
        (["fulvestrant", "olaparib"], "fulvestrant y olaparib", "fulvestrant u olaparib"),
    ],
)
def test_lists_are_joined_as_spanish_joins_them(things: list[str], both: str, either: str) -> None:
    with override("es"):
        assert (all_of(things), any_of(things)) == (both, either)


def test_places_named_in_spanish_are_found(client: Client) -> None:
    with override("es"):
        for code in countries.COUNTRIES:
            assert countries.country_code(countries.country_name(code)) == code
    assert countries.SPANISH.keys() == countries.COUNTRIES.keys()
    assert languages.SPANISH.keys() == languages.LANGUAGES.keys()


def test_two_readers_at_once_each_read_their_own_language() -> None:
    """Both are inside their request when either asks for its words."""
    both = threading.Barrier(2)

    def view(request: HttpRequest) -> HttpResponse:
        both.wait(10)
        words = [labels.label("status", "recruiting"), labels.label("had", "tamoxifen"), wording.distance(2, "mi")]
        both.wait(10)
        return HttpResponse("; ".join([*words, reverse("trials")]))

    def read(path: str) -> str:
        response = serve(RequestFactory().get(path))
        assert isinstance(response, HttpResponse)
        return response.content.decode()

    serve = by_address(view)
    with ThreadPoolExecutor(2) as pool:
        for _ in range(20):
            assert list(pool.map(read, ("/es/", "/"))) == [
                "Recluta; tamoxifeno; unas 2 millas; /es/trials/",
                "Recruiting; tamoxifen; about 2 miles; /trials/",
            ]


def test_what_changed_is_told_to_each_in_their_language(client: Client) -> None:
    take_in(
        [make.body(make.study(2, status="COMPLETED"))],
        registry="clinicaltrials_gov",
        scope="everything",
        fetched_at=timezone.now(),
        source_timestamp="2026-11-21T09:00:05",
    )
    address = f"/trials/{make.nct(2)}/"
    for _ in range(2):  # a pair of versions is compared once, and remembered
        assert "El ensayo terminó" in markup(client, f"/es{address}")
        assert "The trial has finished" in markup(client, address)
    told = get(client, f"/api/v1/trials/{make.nct(2)}/changes/").content.decode()
    assert "The trial has finished" in told
