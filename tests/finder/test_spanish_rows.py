"""Rows of the vocabulary and the services on Spanish pages: shown in Spanish, and understood when typed in Spanish."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from django.utils.translation import override

from centers.services import GROUPS, SERVICES
from finder import labels, persons
from finder.asks import slug
from finder.center_facets import value_label
from finder.fields import TreatmentsField
from finder.pages import asking, glossary
from finder.pages.guide_asks import marker_meanings, offered_treatments
from finder.pages.medicines import medicines
from tests import make
from tests.finder.held import hold, numbers
from trials import vocabulary

pytestmark = pytest.mark.once

Told = TypeVar("Told")


# --- shown -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "value", "english", "spanish"),
    [
        ("had", "tamoxifen", "tamoxifen", "tamoxifeno"),
        ("not_had", "cdk46", "CDK4/6 inhibitor", "inhibidor de CDK4/6"),
        ("had", "olaparib", "olaparib", "olaparib"),
        ("biomarker", "pik3ca", "PIK3CA", "PIK3CA"),
        ("biomarker", "erbb2-mutation", "ERBB2 mutation", "mutación de ERBB2 (HER2)"),
    ],
)
def test_a_label_is_in_the_language_of_the_page(group: str, value: str, english: str, spanish: str) -> None:
    for language, words in (("es", spanish), ("en", english), ("es", spanish)):  # nothing kept holds a language
        with override(language):
            assert labels.label(group, value) == words


def test_the_medicines_of_a_trial_are_told_in_the_language_of_the_page() -> None:
    with override("es"):
        (one,) = medicines(["Enhertu"])
    assert (one.label, one.brand) == ("trastuzumab deruxtecán", "Enhertu")
    assert one.meaning == "Un anticuerpo que encuentra HER2 y lleva quimioterapia al interior de la célula del cáncer."
    assert medicines(["Enhertu"])[0].label == "trastuzumab deruxtecan"


def test_the_centers_services_are_told_in_the_language_of_the_page() -> None:
    with override("es"):
        assert value_label("service", "srs") == SERVICES["srs"].label_es
        assert value_label("group", "radiation") == GROUPS["radiation"].label_es
    assert value_label("service", "srs") == SERVICES["srs"].label
    assert value_label("group", "radiation") == GROUPS["radiation"].label


def entries() -> dict[str, tuple[str, str]]:
    return {one.anchor: (one.word, one.meaning) for group in glossary.groups() for one in group.entries}


def test_the_glossary_explains_every_service_and_marker_in_spanish() -> None:
    english = entries()
    with override("es"):
        spanish, titles = entries(), {group.anchor: group.title for group in glossary.groups()}
    assert spanish.keys() == english.keys()
    for service in SERVICES.values():
        word, meaning = spanish[f"service-{service.slug}"]
        assert (word.casefold(), meaning) == (service.label_es.casefold(), service.meaning_es)
    for group in GROUPS.values():
        assert titles[f"service-group-{group.slug}"] == group.label_es
    rows = [one for one in vocabulary.terms("markers") if isinstance(one, vocabulary.Marker)]
    for marker in persons.markers():
        told = [one.meaning_es for one in rows if slug(one.guide) == marker]
        assert spanish[f"biomarker-{marker}"][1] == told[0] == _in_spanish(marker_meanings)[marker]


def _in_spanish(told: Callable[[], Told]) -> Told:
    with override("es"):
        return told()


def test_every_kind_of_thing_that_a_row_explains_is_explained_in_spanish() -> None:
    english, spanish = glossary.modality_meanings(), _in_spanish(glossary.modality_meanings)
    told = {one.meaning: one.meaning_es for kind in ("classes", "modalities") for one in vocabulary.terms(kind)}
    by_rows = [one for one, meaning in english.items() if meaning in told and one not in glossary._MODALITIES]
    assert len(by_rows) >= 15
    assert {one: spanish[one] for one in by_rows} == {one: told[english[one]] for one in by_rows}


def test_what_a_browser_completes_is_spanish_and_can_be_taken() -> None:
    offered = _in_spanish(offered_treatments)
    assert {"tamoxifeno", "letrozol", "quimioterapia", "inhibidor de CDK4/6", "Enhertu", "DS-8201"} <= set(offered)
    assert {"tamoxifen", "chemotherapy"}.isdisjoint(offered)
    assert [one for one in offered if len(TreatmentsField().clean([one])) != 1] == []
    assert {"tamoxifen", "chemotherapy"} <= set(offered_treatments())


def test_what_is_offered_in_english_can_be_taken() -> None:
    assert [one for one in offered_treatments() if len(TreatmentsField().clean([one])) != 1] == []


def test_the_form_suggests_treatments_in_the_language_of_the_page() -> None:
    assert "taxano" in [one.value for one in _in_spanish(asking.search_form).often_had]
    assert "taxane" in [one.value for one in asking.search_form().often_had]


# --- typed -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tamoxifeno", "tamoxifen"),
        ("Letrozol", "letrozole"),
        ("LETROZOL", "letrozole"),
        ("trastuzumab deruxtecán", "t-dxd"),
        ("trastuzumab deruxtecan", "t-dxd"),
        ("ácido zoledrónico", "zoledronic-acid"),
        ("acido zoledronico", "zoledronic-acid"),
        ("quimioterapia", "chemotherapy"),
        ("quimio", "chemotherapy"),
        ("inhibidor de CDK4/6", "cdk46"),
        ("Inhibidores  de CDK4/6", "cdk46"),
        ("inhibidores de la aromatasa", "aromatase-inhibitor"),
        ("terapia hormonal", "endocrine"),
        ("inmunoterapia", "immunotherapy"),
        ("radioterapia", "radiotherapy"),
        ("taxanos", "taxane"),
        ("Enhertu", "t-dxd"),
        ("chemotherapy", "chemotherapy"),
        ("tamoxifenx", None),
    ],
)
def test_a_treatment_is_understood_by_its_spanish_name(typed: str, found: str | None) -> None:
    assert persons.treatment(typed) == found


def test_every_spanish_name_of_a_treatment_is_understood_as_that_treatment() -> None:
    rows = [one for kind in ("classes", "drugs") for one in vocabulary.terms(kind)]
    wrong = {name: one.slug for one in rows for name in one.names_es if persons.treatment(name) != slug(one.slug)}
    assert wrong == {}


def test_several_spanish_names_are_given_with_commas_between() -> None:
    assert TreatmentsField().clean(["tamoxifeno, inhibidor de CDK4/6", "quimioterapia"]) == [
        "tamoxifen",
        "cdk46",
        "chemotherapy",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tamoxifeno", [1]),
        ("cáncer de mama metastásico", [1, 2]),
        ("metastasis cerebrales", [2]),
        ("cáncer de mama tamoxifeno", [1]),
        ('"tamoxifeno"', []),
    ],
)
def test_spanish_words_find_english_records(typed: str, found: list[int]) -> None:
    hold(
        make.study(1, title="Tamoxifen in metastatic breast cancer"),
        make.study(2, title="Brain metastases of metastatic breast cancer"),
    )
    assert sorted(numbers(f"q={typed}&status=any&scope=any")) == found
