"""What we write ourselves is read by a tired person: grade 8 or below (Flesch-Kincaid), measured by textstat.

A page is measured by its sentences and lines, with the hard words that a report uses: nothing is left out for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import textstat
from django.test import Client

from centers.services import SERVICES
from finder import labels
from finder.pages import glossary, guide_words
from finder.pages.guide_asks import marker_meanings
from tests import make
from tests.finder.held import hold
from tests.finder.reading import markup, words
from trials import vocabulary

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MOST = 8.0
EASY = 70
"""Fernández Huerta's scale of Spanish texts: 60 to 70 is read at grades 8 and 9, 70 to 80 at grade 7."""
ADDRESSES = (
    "/",
    "/about/data/",
    "/about/metastatic/",
    "/about/when-to-call/",
    "/glossary/",
    "/start/?step=end",
    *(f"/start/?step={number}" for number in range(1, 8)),
    "/trials/?q=nothingofthekind",
    "/centers/?near=0,0&within=1",
)


def grade(text: str) -> float:
    """`text`: lines; each counts as a sentence."""
    return float(textstat.flesch_kincaid_grade(text))


def ease(text: str) -> float:
    """Of a Spanish text, the more the easier."""
    return float(textstat.fernandez_huerta(text))


def lines(page: str) -> str:
    """The sentences that a page says: no field, no list to choose from, no names of drugs or places offered in it."""
    main = page.partition("<main")[2].partition("</main")[0]
    main = re.sub(r"(?s)<(select|datalist)\b.*?</\1>", "", main)
    blocks = re.split(
        r"</?(?:p|li|h\d|d[td]|div|label|legend|button|summary|section|ul|ol|fieldset|form)\b[^>]*>", main
    )
    said = (words(block).strip() for block in blocks)
    # A heading or an option of a word or two is no sentence.
    return "\n".join(f"{one.rstrip('.:?!')}." for one in said if len(one.split()) > 2)


@pytest.fixture
def held() -> None:
    hold(make.study(1))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_reads_at_grade_eight_or_below(client: Client, held: None, address: str) -> None:
    said = lines(markup(client, address))
    assert len(said.split()) > 40
    assert grade(said) <= MOST


@pytest.fixture
def in_spanish() -> Iterator[None]:
    textstat.set_lang("es")
    yield
    textstat.set_lang("en_US")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.usefixtures("in_spanish")
def test_a_page_is_as_easy_in_spanish(client: Client, held: None, address: str) -> None:
    said = lines(markup(client, f"/es{address}"))
    assert len(said.split()) > 40
    assert ease(said) >= EASY


@pytest.mark.usefixtures("in_spanish")
def test_the_spanish_measure_tells_hard_words_from_easy_ones() -> None:
    registry = (
        "Pacientes con adenocarcinoma localmente avanzado irresecable, confirmado histológica o citológicamente, cuya "
        "enfermedad haya progresado tras la administración de regímenes que contengan antraciclinas."
    )
    assert ease(registry) < 50
    assert ease("Llame hoy a su médico si tiene fiebre.") > EASY


def test_the_meanings_of_services_read_at_grade_eight_or_below() -> None:
    hard = {one.slug: found for one in SERVICES.values() if (found := grade(one.meaning)) > MOST}
    assert not hard


def test_the_lines_of_the_glossary_read_at_grade_eight_or_below() -> None:
    own = [one.meaning for group in glossary.groups() for one in group.entries]
    assert grade("\n".join(own)) <= MOST


def test_the_meanings_of_the_vocabulary_read_at_grade_eight_or_below() -> None:
    for kind in ("markers", "classes", "modalities"):
        assert grade("\n".join(one.meaning for one in vocabulary.terms(kind))) <= MOST
    assert grade("\n".join(marker_meanings().values())) <= MOST


def test_the_labels_and_the_questions_read_at_grade_eight_or_below() -> None:
    said = [f"{title}." for title in labels.TITLES.values()]
    said += [f"{one.title} {one.lead}" for one in guide_words.STEPS]
    for options in (guide_words.STAGE, guide_words.BRAIN, guide_words.HR, guide_words.HER2, guide_words.ECOG):
        said += [f"{label}. {hint}" for _, label, hint in options]
    assert grade("\n".join(said)) <= MOST


def test_the_measure_tells_hard_words_from_easy_ones() -> None:
    """The measure itself can fail: registry text is as hard as it reads."""
    registry = (
        "Patients with histologically or cytologically confirmed unresectable locally advanced adenocarcinoma whose "
        "disease has progressed following administration of anthracycline-containing regimens are eligible."
    )
    assert grade(registry) > 14
    assert grade("The trial takes new people now.") < 4
