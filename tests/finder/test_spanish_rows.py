"""Rows of the vocabulary and the services on Spanish pages: shown in Spanish, and understood when typed in Spanish."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from centers.services import GROUPS, SERVICES
from finder import labels, persons
from finder.asks import slug
from finder.center_facets import value_label
from finder.fields import TreatmentsField
from finder.index import reindex
from finder.pages import asking, glossary
from finder.pages.guide_asks import marker_meanings, offered_treatments
from finder.pages.medicines import medicines
from tests import make
from tests.finder import held_centers
from tests.finder.held import hold, numbers
from tests.finder.reading import get, markup, read
from trials import vocabulary
from trials.reading import read_stale

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
    by_rows = [one for one, meaning in english.items() if meaning in told]
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


@pytest.mark.parametrize(("language", "near"), [("en", "letrozole"), ("es", "letrozol")])
def test_a_name_that_is_nearly_right_is_answered_in_the_language_of_the_page(language: str, near: str) -> None:
    with override(language), pytest.raises(ValidationError, match=rf"\b{near}\b"):
        TreatmentsField().clean(["letrozolx"])


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


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_center_s_page_and_its_search_name_services_in_spanish(client: Client) -> None:
    held = held_centers.lakeside(timezone.now().date())
    hold(make.study(1))
    page, search = read(client, "/es/centers/lakeside/"), read(client, "/es/centers/?service=srs")
    for offered in held.offerings.all():
        service = SERVICES[offered.service]
        assert service.label_es[:1].upper() + service.label_es[1:] in page
        assert service.meaning_es in page
        assert service.meaning not in page
        assert GROUPS[service.group].label_es in page
    for service in SERVICES.values():
        assert service.label_es in search
    assert SERVICES["srs"].label_es in read(client, "/es/centers/?service=radiocirugía")
    assert SERVICES["srs"].label in read(client, "/centers/?service=radiocirugía")


@pytest.mark.django_db
def test_a_trial_s_page_tells_its_medicines_and_places_in_spanish(client: Client) -> None:
    asks = "Inclusion Criteria:\n\n* Liver metastases\n* Prior tamoxifen\n\nExclusion Criteria:\n\n* Prior capecitabine"
    hold(make.study(1, eligibility=asks, interventions=[{"type": "DRUG", "name": "Enhertu"}]))
    read_stale()
    reindex()
    page = read(client, f"/es/trials/{make.nct(1)}/")
    assert "trastuzumab deruxtecán (Enhertu)" in page
    assert vocabulary.term("drugs", "t_dxd").meaning_es in page
    assert "tamoxifeno" in page
    assert "capecitabina" in page
    assert "tamoxifeno" not in read(client, f"/trials/{make.nct(1)}/")


@pytest.mark.django_db
def test_treatments_are_typed_in_spanish_where_they_are_asked_for(client: Client) -> None:
    hold(make.study(1))
    assert '<option value="tamoxifeno">' in markup(client, "/es/start/?step=4")
    for address in ("/es/trials/?had=", "/es/match/?had=", "/es/centers/?trial.had=", "/trials/?had="):
        taken, refused = markup(client, f"{address}letrozol,inhibidor+de+CDK4/6"), markup(client, f"{address}letrozolx")
        assert 'id="problems-title"' not in taken
        assert 'id="problems-title"' in refused


@pytest.mark.django_db
def test_programs_are_told_in_english_what_was_typed_in_spanish(client: Client) -> None:
    hold(make.study(1))
    assert get(client, "/api/v1/trials/?had=tamoxifeno").json() == get(client, "/api/v1/trials/?had=tamoxifen").json()
    services = get(client, "/api/v1/services/").json()["results"]
    assert [one["label"] for one in services] == [one.label for one in SERVICES.values()]
