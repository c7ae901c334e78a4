"""Pages under /es/ say in Spanish what the English ones say; a registry's words stand in English and are marked."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override

from tests import make
from tests.finder import held_centers
from tests.finder.held import hold
from tests.finder.picking import RULES, held
from tests.finder.reading import markup, read, words

pytestmark = pytest.mark.django_db

ONE = make.nct(1)
ENGLISH = re.compile(
    r"\b(the|of|and|is|are|was|with|for|you|your|what|where|who|they|this|that|which|how)\b", re.IGNORECASE
)
_MARKED = re.compile(r'(?s)<(\w+)[^>]*\blang="en"[^>]*>.*?</\1>')


def ours(page: str) -> str:
    """What a page says by itself: without what it marks as English."""
    return words(_MARKED.sub(" ", page.partition("<main")[2].partition("</main")[0]))


# --- texts that must be right ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Llame ahora a los servicios de emergencia (911 en Estados Unidos, 112 en Europa) si usted o la persona",
        "no puede respirar bien o tiene un dolor fuerte en el pecho,",
        "tiene una convulsión, se desmaya o no se le puede despertar,",
        "piensa en quitarse la vida. En Estados Unidos también puede llamar o enviar un mensaje de texto al 988, de",
        "Fiebre. 100.4 °F (38 °C) o más, o escalofríos con temblor.",
        "Con quimioterapia esto no puede esperar hasta la mañana.",
        "No tome un medicamento para la fiebre antes de haber llamado.",
        "No puede orinar, o se le escapa la orina o las heces",
        "Si tiene las piernas débiles o pierde el control de la orina, vaya a la sala de emergencias.",
        "Esta lista no está completa.",
    ],
)
def test_when_to_call_says_it_exactly(client: Client, sentence: str) -> None:
    assert sentence in read(client, "/es/about/when-to-call/")


def test_the_numbers_to_call_and_to_measure_are_those_of_the_english_page(client: Client) -> None:
    numbers = re.compile(r"\d[\d.]*")
    english, spanish = (read(client, f"{prefix}/about/when-to-call/") for prefix in ("", "/es"))
    main = [one.partition(start)[2] for one, start in ((english, "When to call"), (spanish, "Cuándo llamar"))]
    assert numbers.findall(main[0]) == numbers.findall(main[1])


def test_both_long_texts_have_as_many_paragraphs_and_points_as_in_english(client: Client) -> None:
    for page in ("/about/when-to-call/", "/about/metastatic/"):
        english, spanish = (
            markup(client, f"{prefix}{page}").partition("<main")[2].partition("</main>")[0] for prefix in ("", "/es")
        )
        for tag in ("<h2", "<h3", "<p", "<li", "<strong"):
            assert english.count(tag) == spanish.count(tag), (page, tag)


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("/es/", "Encuentre un ensayo para cáncer de mama metastásico, cerca de usted."),
        ("/es/about/metastatic/", "Usted no hizo nada malo."),
        ("/es/about/data/", "No lo dice: ni una palabra sobre eso."),
        ("/es/about/accuracy/", "Se equivoca a veces."),
        ("/es/status/", "¿Qué tan recientes son las listas?"),
        ("/es/glossary/", "Un cáncer que se ha extendido a otra parte del cuerpo."),
        ("/es/start/?step=2", "Solo sé que es triple negativo"),
        ("/es/start/?step=4", "¿Cuántas líneas de tratamiento desde que el cáncer se extendió?"),
        ("/es/start/?step=end&age=52", "Lo que se saltó queda abierto"),
        ("/es/compare/", "Esta página pone lado a lado de dos a 4 ensayos."),
        ("/es/sheet/", "por qué podría encajar cada uno, qué preguntar y a quién llamar."),
    ],
)
def test_a_page_says_it_in_spanish(client: Client, page: str, sentence: str) -> None:
    assert sentence in read(client, page)


@pytest.mark.parametrize("page", ["/about/metastatic/", "/about/when-to-call/", "/about/data/", "/about/accuracy/"])
def test_no_english_is_left_in_our_own_texts(client: Client, page: str) -> None:
    left = ENGLISH.findall(ours(markup(client, f"/es{page}")))
    assert not left


def test_the_guide_tells_a_contradiction_in_spanish(client: Client) -> None:
    page = read(client, "/es/start/?answered=2&hr=triple&her2=pos")
    assert "Triple negativo quiere decir que HER2 también es negativo. Elija uno de los dos." in page


# --- a trial, a sheet, a center -------------------------------------------------------------------------------------


def test_the_registrys_words_are_marked_as_english_and_ours_are_spanish(client: Client) -> None:
    held(make.study(1, eligibility=RULES, summary="The study looks at whether a new medicine helps."))
    page = markup(client, f"/es/trials/{ONE}/")
    said = ours(page)
    for sentence in (
        "Qué pide este ensayo",
        "A quién llamar:",
        "Dónde: Una sede; recluta.",
        "a cargo de Meadow University",
    ):
        assert sentence in said
    for registrys in ("A Study of a New Medicine", "ESR1 mutation is required", "whether a new medicine helps"):
        assert registrys in words(page)
        assert registrys not in said


def test_the_sheet_asks_in_spanish_and_quotes_in_english(client: Client) -> None:
    held(make.study(1, eligibility=RULES))
    page = markup(client, f"/es/sheet/?id={ONE}&subtype=her2-low")
    said = ours(page)
    assert "¿Se analizó ESR1?" in said
    assert "¿Cuántas líneas de quimioterapia para enfermedad avanzada cuenta el equipo del estudio?" in said
    assert "No es un consejo médico: el equipo del estudio decide quién puede participar." in said
    assert '<q lang="en">HER2-low metastatic breast cancer</q>' in page


def test_the_sheet_leads_to_itself_in_english_as_most_doctors_here_read_that(client: Client) -> None:
    held(make.study(1, eligibility=RULES))
    address = f"/sheet/?id={ONE}&amp;subtype=her2-low"
    link = f'<a href="{address}" rel="nofollow">La hoja en inglés, para un médico que lee inglés</a>'
    assert link in markup(client, f"/es/sheet/?id={ONE}&subtype=her2-low")
    assert "for a doctor who reads English" not in read(client, f"/sheet/?id={ONE}")


@pytest.mark.parametrize("verdict", ["Fits", "Depends", "Does not say"])
def test_what_a_verdict_means_is_told_by_the_word_that_stands_on_it(verdict: str) -> None:
    with override("es"):
        assert f"“{gettext(verdict)}”" in gettext("What “Fits”, “Depends” and “Does not say” mean")


def test_one_and_many_are_told_apart(client: Client) -> None:
    hold(make.study(1), make.study(2, sites=[make.site(), make.site("Harbor Hospital", "Boston", "Massachusetts")]))
    assert "1 sede" in read(client, f"/es/trials/{ONE}/")
    assert "2 sedes; todas reclutan." in read(client, f"/es/trials/{make.nct(2)}/")


def test_a_center_says_who_to_call_in_spanish_and_leaves_its_sources_words(client: Client) -> None:
    held_centers.lakeside(timezone.now().date())
    page = markup(client, "/es/centers/lakeside/")
    said = ours(page)
    assert "A quién llamar para cada cosa" in said
    assert "Llame ahora a su propio médico." in said
    assert "911 en Estados Unidos, 112 en Europa" in said
    assert '<p lang="en">“' in page


def test_a_list_of_centers_marks_its_sources_words_as_english(client: Client) -> None:
    held_centers.lakeside(timezone.now().date())
    hold()
    page = markup(client, "/es/centers/?service=genetic-counselling")
    assert "after a first visit" in words(page)
    assert "after a first visit" not in ours(page)


def test_the_pages_of_mistakes_speak_both_languages() -> None:
    from finder.settings import BASE_DIR

    for code in (400, 500):
        page = (BASE_DIR / "finder" / "templates" / f"{code}.html").read_text()
        assert '<html lang="en">' in page
        assert '<div lang="es">' in page
        assert "llame al número de emergencias" in page
