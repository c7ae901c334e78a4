"""A row that breaks the schema is refused by file and key, and nothing of any file is loaded."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from centers import loading, records
from centers.models import Center
from tests.centers.files import Files

PAGE = 'claims = [{ source = "page" }]'
BROKEN = {
    "a field nobody knows": ('service = "srs"', 'service = "srs"\nprice = 3', "harbour: srs: unknown price"),
    "a field of another type": ("lat = 43.66", 'lat = "north"', "harbour: quay: Expected `float | null`, got `str`"),
    "a moment for a day": ("captured_on = 2026-11-01", "captured_on = 2026-11-01T00:00:00Z", "captured_on"),
    "a field that is missing": ('body = "Guild of Lighthouses"\n', "", "harbour: guild: .*body"),
    "no key": ('key = "srs"\n', "", "harbour: None is no key"),
    "a key with a slash": ('key = "srs"', 'key = "s/rs"', "harbour: 's/rs' is no key"),
    "a key twice": ('key = "srs"', 'key = "nutrition"', "harbour: offerings: nutrition stands there twice"),
    "a center twice": ('key = "harbour"', 'key = "meadow"', "meadow: stands in harbour.toml too"),
    "an unknown source": (PAGE, 'claims = [{ source = "rumour" }]', "there is no source 'rumour'"),
    "an unknown field of a claim": ('{ source = "page" }', '{ source = "page", by = 1 }', "claim row.page: unknown by"),
    "a row without a claim": ('city = "Bangor"\nstate = "ME"\n' + PAGE, 'city = "Bangor"', "harbour: hill: no claim"),
    "a claim twice": (
        '{ field = "other_names", source = "page" }',
        '{ source = "page" }',
        "harbour: claims: row.page stands there twice",
    ),
    "a location that is not there": ('location = "hill"', 'location = "moon"', "srs: there is no location 'moon'"),
    "no main location": ("main = true\n", "", "harbour: one location is the main one, not 0"),
    "two main locations": ('city = "Bangor"', 'main = true\ncity = "Bangor"', "not 2 [(]quay, hill[)]"),
    "an offering twice": (
        'service = "nutrition"',
        'service = "srs"\nlocation = "hill"',
        "harbour: nutrition: the same as srs",
    ),
    "a character nobody sees": ("Harbour Hospital: what", "Harbour \\u0000: what", "document holds characters"),
    "half a place": ("lon = -70.26\n", "", "harbour: quay: coordinates are two"),
    "no TOML": ("[[center]]", "[[center", "harbour.toml: "),
    "a table of another name": ("[[center]]", "[hospital]\n[[center]]", "harbour.toml: unknown hospital"),
    "a list where a table is wanted": ("[source.page]", "[[source.page]]", "a source is a table"),
    "a table where a list is wanted": ("[[center.accreditation]]", "[center.accreditation]", "a list of tables"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", BROKEN)
def test_what_breaks_the_schema_is_named_and_nothing_is_loaded(what: str, tmp_path: Path) -> None:
    old, new, message = BROKEN[what]
    files = Files(tmp_path)
    files.change(old, new)
    with pytest.raises(records.BadRow, match=message) as refused:
        loading.load(files.folder)
    assert "harbour.toml" in str(refused.value)
    assert not Center.objects.exists()


NOT_TAKEN = {
    "an unknown kind of channel": ("patient-phone", "pigeon", "harbour/channel/phone: kind: There is no kind"),
    "a phone that is none": ("+12075550143", "call us", "harbour/channel/phone: value: "),
    "a quote too long": ("to eat well.", "eat " * 25, "offering/nutrition/claim/row.review: quote: .*25 words"),
    "an availability nobody knows": ('service = "srs"', 'service = "srs"\navailability = "soon"', "srs: availability"),
    "a place off the earth": ("lat = 43.66", "lat = 143.66", "harbour/location/quay: .*coordinates_on_earth"),
    "a claim to what the row has not": (
        'field = "coordinates"',
        'field = "weather"',
        "harbour/location/quay: no claim to coordinates",
    ),
    "a fact without a claim": (
        'kind = "hospital"',
        'kind = "hospital"\nwebsite = "https://harbour.example/"',
        "harbour: no claim to website",
    ),
    "a website that is none": (
        'claims = [{ source = "page" }, { field = "o',
        'website = "harbour"\nclaims = [{ source = "page" }, { field = "website", source = "page" }, { field = "o',
        "harbour: website: ",
    ),
    "a check by nobody": ('verified_by = "the page\'s own review"\n', "", "who_verified_is_known"),
    "a check that never was": ("verified_on = 2026-02-01\n", "", "verified_on: Say when"),
    "a claim without a source": (
        'document = "Harbour Hospital: reviewed page"\n',
        "",
        "harbour/location/quay/claim/coordinates.review: .*Give the source",
    ),
    "a claim that expires before its check": (
        "verified_on = 2026-02-01",
        "verified_on = 2026-02-01\nexpires_on = 2026-01-01",
        "a_claim_expires_after_it_was_verified",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", NOT_TAKEN)
def test_what_no_table_takes_is_named_and_its_center_stays_out(what: str, tmp_path: Path) -> None:
    old, new, message = NOT_TAKEN[what]
    files = Files(tmp_path)
    files.change(old, new)
    done = loading.load(files.folder)
    assert list(Center.objects.values_list("slug", flat=True)) == ["meadow"]
    (refused,) = done.refused
    assert re.search(message, refused), refused
    assert refused.startswith("harbour.toml: harbour")


def test_a_year_after_the_29th_of_february_is_the_28th() -> None:
    assert records.expiry(dt.date(2028, 2, 29)) == dt.date(2029, 2, 28)
    assert records.expiry(dt.date(2025, 9, 18)) == dt.date(2026, 9, 18)
