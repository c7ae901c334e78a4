"""The centers that ship: each row stands in a table as it is, each fact has its claim, and nothing is claimed that the
sources do not say."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from centers import claims, records
from centers.loading import load
from centers.models import (
    FACTS,
    Accreditation,
    Center,
    Claim,
    ContactChannel,
    Location,
    Offering,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)
UCHICAGO, UPMC, PENN, MAYO = "uchicago-medicine", "upmc-hillman", "penn-abramson", "mayo-clinic"


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Once for all tests here, none of which writes; gone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        done = load()
        assert (done.left, done.refused) == ([], [])
        yield
        transaction.set_rollback(True)


def standing(claim: Claim) -> str:
    return claims.standing(claim.verified_on, claim.expires_on, TODAY)


def of(slug: str) -> list[Claim]:
    """All claims of a center, to whatever row of it."""
    center = Center.objects.get(slug=slug)
    found = list(center.claims.all())
    for name in ("locations", "offerings", "channels", "accreditations"):
        for row in getattr(center, name).all():
            found += row.claims.all()
    return found


def from_its_page(slug: str) -> list[Claim]:
    return [claim for claim in of(slug) if "page for patients" in claim.document]


def offered(slug: str) -> set[tuple[str, str, str]]:
    rows = Offering.objects.filter(center__slug=slug)
    return {(row.service, row.availability, row.delivery) for row in rows}


def test_every_row_is_one_that_the_admin_would_take() -> None:
    models: list[Any] = [*FACTS.values(), Claim]
    for model in models:
        for row in model.objects.all():
            row.full_clean()


def test_every_fact_is_published_by_a_claim_that_covers_it() -> None:
    for model in FACTS.values():
        rows: Any = model._default_manager
        assert rows.published().count() == rows.count() > 0
        for row in rows.all():
            claimed = set(row.claims.values_list("field", flat=True))
            for name, fields in model.CLAIMED.items():  # type: ignore[attr-defined]
                if name and any(getattr(row, field) not in ("", None, []) for field in fields):
                    assert name in claimed, (row, name)


def test_quotes_are_short() -> None:
    quotes = [claim.quote for claim in Claim.objects.all()]
    assert max(len(quote.split()) for quote in quotes) <= claims.MOST_WORDS
    assert not [quote for quote in quotes if "…" in quote or "..." in quote]  # a quote is in one piece


def test_every_claim_names_a_source_and_the_day_it_was_copied() -> None:
    for claim in Claim.objects.all():
        assert claim.document
        assert claim.captured_on == TODAY
        assert claim.verified_on == claim.source_date  # nobody has checked more than the sources themselves
        if claim.verified_on:
            assert claim.expires_on == records.expiry(claim.verified_on)


def test_only_a_document_of_the_center_itself_makes_an_offering() -> None:
    assert {row.center.slug for row in Offering.objects.select_related("center")} == {UCHICAGO, UPMC, PENN}
    for row in Offering.objects.all():
        for claim in row.claims.all():
            assert claim.document.startswith(("UChicago Medicine: ", "UPMC: ", "Penn Medicine, Abramson"))
            assert claim.quote


def test_texts_that_explain_treatment_in_general_prove_nothing() -> None:
    mayo = Center.objects.get(slug=MAYO)
    assert not mayo.offerings.exists()
    assert not from_its_page(MAYO)
    documents = set(Claim.objects.values_list("document", flat=True))
    pages = {document for document in documents if "Metastatic" in document}
    assert {page.partition(":")[0] for page in pages} == {
        "UChicago Medicine",
        "UPMC",
        "Penn Medicine, Abramson Cancer Center",
    }
    assert len(pages) == 3


def test_what_upmc_reviewed_in_2025_has_expired() -> None:
    found = from_its_page(UPMC)
    assert found
    for claim in found:
        assert (claim.source_date, claim.verified_on) == (dt.date(2025, 9, 18), dt.date(2025, 9, 18))
        assert claim.expires_on == dt.date(2026, 9, 18)
        assert standing(claim) == "expired"


@pytest.mark.parametrize("slug", [UCHICAGO, PENN])
def test_a_page_without_a_date_is_never_verified(slug: str) -> None:
    found = from_its_page(slug)
    assert found
    assert {standing(claim) for claim in found} == {"unchecked"}
    rows = Offering.objects.filter(center__slug=slug)
    assert {standing(claim) for row in rows for claim in row.claims.all()} == {"unchecked"}


def test_what_uchicago_offers() -> None:
    standard = (
        "chemotherapy adc targeted-therapy hormone-therapy immunotherapy imrt sbrt srs palliative-radiotherapy "
        "tumour-profiling oligometastatic-programme multidisciplinary-care supportive-care pain-and-symptom-care "
        "acupuncture integrative-oncology individual-counselling family-counselling stress-management nutrition "
        "financial-counselling social-work clinical-trials"
    )
    assert offered(UCHICAGO) == {
        *((service, "standard", "") for service in standard.split()),
        ("targeted-therapy", "in-trials-only", ""),
        ("hormone-therapy", "in-trials-only", ""),
        ("immunotherapy", "in-trials-only", ""),
        ("car-t", "in-trials-only", ""),
        ("bispecific-t-cell-engagers", "investigational", ""),
        ("symptom-surgery", "by-referral", ""),
        ("second-opinion", "standard", "in-person"),
        ("second-opinion", "standard", "video"),
        ("second-opinion", "standard", "online"),
        ("introductory-opinion", "standard", "video"),
    }


CONDITIONS = {
    ("car-t", "in-trials-only"): {"HER2-positive metastatic breast cancer"},
    ("targeted-therapy", "in-trials-only"): {"PARP inhibitors, for people without a BRCA mutation"},
    ("immunotherapy", "in-trials-only"): {"ER-positive breast cancer"},
    ("bispecific-t-cell-engagers", "investigational"): {"Metastatic and nonmetastatic breast cancer"},
    ("introductory-opinion", "standard"): {"Newly diagnosed patients only; 15 minutes"},
    ("oligometastatic-programme", "standard"): {
        "Cancer that has spread to a limited number of sites, typically five or fewer"
    },
    ("targeted-therapy", "standard"): {""},  # neither for HER2 alone nor for one class of drugs
}


@pytest.mark.parametrize("what", CONDITIONS)
def test_for_whom_uchicago_offers_it(what: tuple[str, str]) -> None:
    service, availability = what
    rows = Offering.objects.filter(center__slug=UCHICAGO, service=service, availability=availability)
    assert {row.conditions for row in rows} == CONDITIONS[what]


def test_the_introductory_opinion_is_free() -> None:
    assert Offering.objects.get(service="introductory-opinion").cost == "Free"
    assert ContactChannel.objects.get(kind="introductory-opinion").cost == "Free"


def test_how_to_reach_uchicago() -> None:
    rows = ContactChannel.objects.filter(center__slug=UCHICAGO)
    assert {(row.kind, row.purpose, row.audience, row.value) for row in rows} == {
        ("appointment-form", "appointment", "patients", ""),
        ("patient-phone", "appointment", "patients", "+18557028222"),
        ("referring-physician-line", "referral", "physicians", "+18008242282"),
        ("video-visit", "appointment", "patients", ""),
        ("online-second-opinion", "second-opinion", "patients", ""),
        ("introductory-opinion", "second-opinion", "newly-diagnosed", ""),
        ("urgent", "urgent", "everyone", ""),
    }
    assert rows.get(kind="appointment-form").reply == "Within one to two business days"
    assert "emergency room" in rows.get(kind="patient-phone").urgent
    assert "UCM Physician Connect" in rows.get(kind="referring-physician-line").condition


def test_what_upmc_and_penn_say_they_do_and_no_more() -> None:
    assert offered(UPMC) == {
        (service, "standard", "") for service in ("clinical-trials", "multidisciplinary-care", "supportive-care")
    }
    penn = (
        "imaging tumour-profiling targeted-therapy palliative-radiotherapy symptom-surgery multidisciplinary-care "
        "supportive-care integrative-oncology clinical-trials"
    )
    assert offered(PENN) == {(service, "standard", "") for service in penn.split()}


def test_mayo_clinic_is_one_center_in_three_places_accredited_once() -> None:
    mayo = Center.objects.get(slug=MAYO)
    assert [(row.city, row.state, row.main) for row in mayo.locations.all()] == [
        ("Rochester", "MN", True),
        ("Jacksonville", "FL", False),
        ("Phoenix", "AZ", False),
    ]
    assert mayo.accreditations.count() == 1
    assert {str(row.location) for row in mayo.channels.all()} == {str(row) for row in mayo.locations.all()}


def test_the_centers_that_nci_designates() -> None:
    assert Center.objects.count() == 74
    levels = Counter(Accreditation.objects.filter(body="NCI").values_list("level", flat=True))
    assert levels == {"comprehensive": 58, "clinical": 8, "basic laboratory": 8}
    for center in Center.objects.all():
        (name, *_) = center.claims.filter(field="", source_url__startswith="https://www.cancer.gov/")
        assert name.verified_on == dt.date(2026, 9, 23)
        assert standing(name) == "verified"
        assert center.locations.filter(main=True).count() == 1


def test_laboratories_see_no_patients() -> None:
    laboratories = Center.objects.filter(accreditations__level="basic laboratory")
    assert {(row.kind, row.treats_patients) for row in laboratories} == {(Center.LABORATORY, False)}
    assert not Center.objects.exclude(pk__in=laboratories).filter(treats_patients=False).exists()
    assert not ContactChannel.objects.filter(center__in=laboratories).exists()


def test_who_treats_patients_has_a_place_from_a_record_of_a_registry() -> None:
    for row in Location.objects.filter(center__treats_patients=True):
        assert row.lat is not None
        assert row.zip
        for claim in row.claims.filter(field__in=["zip", "coordinates"]):
            assert claim.source_url.startswith("https://clinicaltrials.gov/study/NCT")
            assert claim.document.startswith(f"ClinicalTrials.gov {claim.source_url.rpartition('/')[2]},")
            assert claim.source_date
            assert claim.quote


def test_the_level_on_which_sources_disagree_is_not_verified_and_says_so() -> None:
    row = Accreditation.objects.get(center__slug="mount-sinai-tisch")
    assert row.claims.count() == 2
    assert "verified" not in {standing(claim) for claim in row.claims.all()}
    assert all("disagree" in claim.document for claim in row.claims.all())


def test_a_phone_whose_day_nobody_noted_is_unchecked() -> None:
    for row in ContactChannel.objects.filter(kind="patient-phone"):
        assert {standing(claim) for claim in row.claims.all()} == {"unchecked"}
        assert row.value.startswith("+1")
