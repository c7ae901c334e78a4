"""Values of contact channels: one stored form, nothing that would reach another place, words for what is wrong."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from centers.channels import AUDIENCES, KINDS, PURPOSES, Kind, clean, shown

kinds = st.sampled_from(sorted(KINDS))
BY_PHONE, BY_URL = "patient-phone", "appointment-form"
# Numbers kept for stories: 555-01xx in North America, 020 7946 0xxx in London.
STORED = "+13125550100"


def test_the_kinds_purposes_and_audiences_are_those_of_the_product() -> None:
    assert set(KINDS) == {
        *("patient-phone", "new-patient-line", "referring-physician-line", "trial-office", "appointment-form"),
        *("video-visit", "online-second-opinion", "introductory-opinion", "navigator", "nurse-triage", "email"),
        *("portal", "tty", "fax", "financial", "urgent"),
    }
    assert set(PURPOSES) == {
        *("appointment", "second-opinion", "referral", "trials", "question", "symptoms", "financial", "records"),
        "urgent",
    }
    assert set(AUDIENCES) == {"patients", "newly-diagnosed", "caregivers", "physicians", "everyone"}
    assert [slug for slug, kind in KINDS.items() if slug != kind.slug or not kind.label] == []


@pytest.mark.parametrize(
    "written",
    [
        "312-555-0100",
        "1-312-555-0100",
        "(312) 555-0100",
        "+1 312 555 0100",
        "312.555.0100",
        "312–555–0100",
        " 312 555 0100 ",
        "３１２ 555 0100",
    ],
)
def test_a_phone_is_stored_as_e164_however_it_is_written(written: str) -> None:
    assert clean(BY_PHONE, written) == STORED


def test_a_phone_of_another_country_begins_with_its_code() -> None:
    assert clean(BY_PHONE, "+44 (0)20 7946 0958") == "+442079460958"


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("312-555-0100 (U.S. Only)", "condition"),  # the library alone reads 876659 for the letters
        ("1-800-FLOWERS", "condition"),
        ("312-555-0100 x12", "condition"),
        ("312-555-0100 ext. 12", "condition"),
        ("312-555-0100;ext=12", "condition"),
        ("312-555-0100,,12", "condition"),
        ("312-555-0100#12", "condition"),
        ("312-555-0100 / 312-555-0101", "one phone number"),
        ("312-555-0100 312-555-0101", "no phone number"),
        ("555-0100", "area code"),
        ("911", "area code"),
        ("020 7946 0958", r"begin with \+"),
        ("+999 555 0100", "no phone number"),
        ("call us", "digits"),
        ("--", "no phone number"),
    ],
)
def test_what_is_not_one_whole_phone_number_is_refused(written: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        clean(BY_PHONE, written)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("https://care.example.org/appointments?for=breast#form", None),
        ("HTTPS://Care.Example.ORG/Visit", "https://care.example.org/Visit"),
        ("http://example.org:8080/", None),
        ("https://krebs-zentrum-köln.example/termin", None),
        ("https://xn--kln-sna.example/", None),
        ("https://example.org/@team", None),
    ],
)
def test_an_address_is_stored_as_it_is_with_its_host_in_small_letters(written: str, stored: str | None) -> None:
    assert clean(BY_URL, written) == (stored or written)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("www.example.org", "https://"),
        ("javascript:alert(1)", "https://"),
        ("ftp://example.org/", "https://"),
        ("//example.org/", "https://"),
        ("https://", "website"),
        ("https:///visit", "website"),
        ("https://visit", "website"),
        ("https://192.0.2.7/", "website"),
        ("https://-a.example/", "website"),
        ("https://a..example/", "website"),
        ("https://jane@example.org/", "user name"),
        ("https://example.org@evil.example/", "user name"),
        ("https://:@example.org/", "user name"),
        ("https://example.org:port/", "no address"),
        ("https://example.org:99999/", "no address"),
        ("https://[::1/", "no address"),
        ("https://example.org/a b", "spaces"),
        ("https://example.org\\@evil.example/", "backslash"),
        ("https://exam\tple.org/", "cannot be seen"),
        ("https://example.org/\r\nX: y", "cannot be seen"),
        ("https://example.org/\u202egro", "cannot be seen"),
        ('https://example.org/"><script>', "quotes"),
    ],
)
def test_what_is_no_public_address_is_refused(written: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        clean(BY_URL, written)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Trials.Office@Example.ORG", "Trials.Office@example.org"),
        ("mailto:help+breast@example.org", "help+breast@example.org"),
        ("o'neil@köln.example", "o'neil@köln.example"),
    ],
)
def test_an_email_is_stored_with_its_host_in_small_letters(written: str, stored: str) -> None:
    assert clean("email", written) == stored


@pytest.mark.parametrize(
    "written",
    [
        "example.org",
        "@example.org",
        "a@b",
        "a@@example.org",
        "a b@example.org",
        ".a@example.org",
        "a..b@example.org",
        "Office <a@example.org>",
        "a@example.org, b@example.org",
        "a?bcc=b@example.org",
        "a@example.org?bcc=b",
        "a" * 250 + "@example.org",
    ],
)
def test_what_is_not_one_email_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"example\.org"):
        clean("email", written)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.slug)
def test_a_value_may_be_missing_only_where_the_channel_is_of_use_without(kind: Kind) -> None:
    if kind.value_needed:
        with pytest.raises(ValueError, match="give the"):
            clean(kind.slug, " ")
    else:
        assert clean(kind.slug, " ") == ""
    assert shown(kind.slug, "") == ""


def test_an_urgent_notice_has_no_number_of_its_own() -> None:
    with pytest.raises(ValueError, match="leave the value empty"):
        clean("urgent", "312-555-0100")


def test_a_kind_nobody_knows_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(ValueError, match="patient-phone"):
        clean("pigeon", "312-555-0100")
    assert shown("pigeon", "312-555-0100") == "312-555-0100"


@pytest.mark.parametrize(
    ("kind", "stored", "read"),
    [
        (BY_PHONE, STORED, "1-312-555-0100"),
        ("fax", "+442079460958", "+44 20 7946 0958"),
        (BY_PHONE, "312-555-0100", "312-555-0100"),
        (BY_PHONE, "+999123456", "+999123456"),
        (BY_URL, "https://example.org/", "example.org"),
        (BY_URL, "https://example.org/visit?a=b", "example.org/visit?a=b"),
        ("email", "a@example.org", "a@example.org"),
        ("urgent", "", ""),
    ],
)
def test_a_stored_value_is_shown_as_people_read_it(kind: str, stored: str, read: str) -> None:
    assert shown(kind, stored) == read


any_value = (
    st.text()
    | st.text(alphabet="0123456789+-() .xe;,/", max_size=24)
    | st.text(alphabet="htps:/@.a[]1%\\").map("https://".__add__)
)


@given(kinds, any_value)
@example(BY_URL, "https://℀.example/")
@example(BY_URL, "https://[v1.x]/")
@example(BY_PHONE, "+" + "9" * 300)
def test_any_text_is_stored_in_a_form_that_stays_or_refused_with_words(kind: str, value: str) -> None:
    shown(kind, value)
    with contextlib.suppress(ValueError):
        stored = clean(kind, value)
        assert clean(kind, stored) == stored
        assert bool(shown(kind, stored)) == bool(stored)


@given(st.text(alphabet="0123456789-() ", max_size=20), st.text(alphabet="abcdefxyzABC", min_size=1, max_size=5))
def test_a_letter_never_becomes_a_digit(number: str, letters: str) -> None:
    with pytest.raises(ValueError, match="digits only"):
        clean(BY_PHONE, number + letters)
