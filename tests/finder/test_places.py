"""The gazetteer: what visitors type is found in the data that ships, and a wrong word says what to type instead."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django.plugin import DjangoDbBlocker

from finder.countries import LONGEST, fold
from finder.geo import Point, kilometres
from finder.models import Loaded, Place
from finder.places import DEFAULT, GAZETTEER, UnknownPlace, find_place, label, load

CHICAGO = Point(41.88, -87.63)


@pytest.fixture(scope="module")
def _gazetteer(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Loaded once for the module: it takes seconds."""
    with django_db_blocker.unblock():
        load()
    yield
    with django_db_blocker.unblock():
        Place.objects.all().delete()
        Loaded.objects.filter(name=GAZETTEER).delete()


@pytest.fixture
def gazetteer(_gazetteer: None, db: None) -> None:
    pass


def refusal(text: str) -> str:
    with pytest.raises(UnknownPlace) as refused:
        find_place(text)
    return str(refused.value)


def write(path: Path, *lines: str) -> Path:
    path.write_bytes(gzip.compress("".join(line + "\n" for line in lines).encode(), mtime=0))
    return path


ZIP = "zip\tUS\tIL\tChicago\t60637\t41.7813\t-87.6051\t0"
CITY = "city\tDE\t\tMünchen\tmunchen|munich\t48.1374\t11.5755\t1505005"
OTHER_CITY = "city\tUS\tIL\tJoliet\t\t41.525\t-88.0817\t147344"


@pytest.mark.usefixtures("gazetteer")
class TestFinding:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("60637", "ZIP 60637, Chicago, IL"),
            ("60637-1234", "ZIP 60637, Chicago, IL"),
            ("zip code 60637", "ZIP 60637, Chicago, IL"),
            ("Chicago, IL 60637", "ZIP 60637, Chicago, IL"),
            ("60637, USA", "ZIP 60637, Chicago, IL"),
            ("00901", "ZIP 00901, San Juan, PR"),
            ("Chicago, IL", "Chicago, IL"),
            ("Chicago, Illinois", "Chicago, IL"),
            ("  cHiCaGo ,   il ", "Chicago, IL"),
            ("Chicago IL", "Chicago, IL"),
            ("Chicago", "Chicago, IL"),
            ("Chicago, IL, USA", "Chicago, IL"),
            ("Durham North Carolina", "Durham, NC"),
            ("Lyon, France", "Lyon, France"),
            ("Lyon (France)", "Lyon, France"),
            ("Lyon, FR", "Lyon, France"),
            ("LYON", "Lyon, France"),
            ("69003 Lyon", "Lyon, France"),
            ("75001 Paris, France", "Paris, France"),
            ("Paris, Texas", "Paris, TX"),
            ("St. Louis, MO", "St. Louis, MO"),
            ("saint louis mo", "St. Louis, MO"),
            ("São Paulo, Brazil", "São Paulo, Brazil"),
            ("sao paulo", "São Paulo, Brazil"),
            ("New York", "New York City, NY"),
            ("New York City", "New York City, NY"),
            ("New York, NY", "New York City, NY"),
            ("nyc", "New York City, NY"),
            ("Washington, DC", "Washington, DC"),
            ("Washington, D.C.", "Washington, DC"),
            ("Washington DC", "Washington, DC"),
            ("München", "Munich, Germany"),
            ("Munich", "Munich, Germany"),
            ("Cologne", "Köln, Germany"),
            ("Wien", "Vienna, Austria"),
            ("Bienne", "Biel/Bienne, Switzerland"),
            ("Geneva", "Geneva, Switzerland"),
            ("Montgomery", "Montgomery, AL"),
            ("London, Ontario", "London, ON, Canada"),
            ("Perth, WA", "Perth, WA, Australia"),
            ("Salem, IN", "Salem, IN"),
            ("Cambridge, England", "Cambridge, United Kingdom"),
            ("Seoul, Korea, Republic of", "Seoul, South Korea"),
            ("San Juan, PR", "San Juan, Puerto Rico"),
            ("San Juan, Puerto Rico, USA", "San Juan, Puerto Rico"),
            ("Joliet, IL", "Joliet, IL"),
            ("Elkhart, TX", "Elkhart, TX"),
            ("Coeur d’Alene, Idaho", "Coeur d'Alene, ID"),
            ("Singapore", "Singapore, Singapore"),
        ],
    )
    def test_what_visitors_type_is_found(self, text: str, expected: str) -> None:
        assert find_place(text).label == expected

    @pytest.mark.parametrize("text", ["60601", "Chicago", "41.88,-87.63"])
    def test_the_point_is_where_the_place_is(self, text: str) -> None:
        assert kilometres(find_place(text).point, CHICAGO) < 10

    def test_a_town_too_small_for_geonames_stands_in_the_middle_of_its_zip_codes(self) -> None:
        assert kilometres(find_place("Elkhart, TX").point, find_place("75839").point) < 1

    def test_a_point_is_taken_as_it_is(self) -> None:
        found = find_place(" 41.88 , -87.63 ")

        assert (found.point, found.label, found.others) == (CHICAGO, "41.88, -87.63", ())

    def test_an_ambiguous_name_means_the_most_populous_and_names_the_others(self) -> None:
        found = find_place("Springfield")

        assert found.label == "Springfield, MO"
        assert {"Springfield, MA", "Springfield, IL"} <= set(found.others)
        assert len(found.others) <= 8

    def test_a_name_with_its_state_is_not_ambiguous(self) -> None:
        assert find_place("Springfield, IL").others == ()

    def test_each_other_place_is_found_by_its_label(self) -> None:
        others = find_place("Springfield").others + find_place("London").others + find_place("San Jose").others

        assert [find_place(other).label for other in others] == list(others)

    def test_labels_lead_back_to_their_place(self) -> None:
        largest = Place.objects.filter(kind=Place.CITY, population__gt=2_000_000)
        labels = {label(place) for place in largest}

        assert {find_place(text).label for text in labels} == labels

    @pytest.mark.parametrize("text", ["California", "Illinois", "Georgia", "Oklahoma", "IL"])
    def test_a_state_alone_is_no_place_to_measure_from(self, text: str) -> None:
        assert f"“{text}” is a state: type a city or a ZIP code in it." in refusal(text)

    @pytest.mark.parametrize("text", ["France", "Peru", "Lebanon"])
    def test_a_country_alone_is_no_place_to_measure_from(self, text: str) -> None:
        assert f"“{text}” is a country: type a city in it." in refusal(text)

    @pytest.mark.parametrize("text", ["", "   ", ",", " , , ", "-", "…"])
    def test_nothing_typed_says_what_to_type(self, text: str) -> None:
        assert refusal(text).startswith("Type a city with its state or country")

    def test_an_unknown_zip_code_is_refused_as_one(self) -> None:
        assert "We do not know the US ZIP code 60600." in refusal("60600")

    def test_an_unknown_state_is_refused_as_one(self) -> None:
        assert "no state or country called “Narnia”" in refusal("Chicago, Narnia")

    def test_a_slip_of_the_pen_gets_close_names(self) -> None:
        assert "Did you mean Springfield, IL?" in refusal("Sprinfield, IL")

    @pytest.mark.parametrize("text", ["Chicago, TX", "Chicago Texas"])
    def test_a_city_sought_in_the_wrong_state_is_named_where_it_is(self, text: str) -> None:
        assert "Did you mean Chicago, IL?" in refusal(text)

    def test_long_input_is_refused_unread_and_not_echoed(self) -> None:
        message = refusal("Chicago " * 10_000)

        assert "too long" in message
        assert len(message) < 200

    def test_a_message_repeats_forty_letters_at_most(self) -> None:
        message = refusal("q" * LONGEST)

        assert "q" * 39 + "…" in message
        assert "q" * 40 not in message

    def test_what_cannot_be_printed_is_not_repeated(self) -> None:
        assert "“qqzzx”" in refusal("qq\x00z\ud800z\u202ex")

    @pytest.mark.parametrize("text", ["x\x00y", "\ud800", "%", "_", "\\", "'; --", "١٢٣٤٥", "12345678", "ﷺ" * LONGEST])
    def test_odd_input_is_refused_and_breaks_nothing(self, text: str) -> None:
        assert refusal(text)


@pytest.mark.usefixtures("_gazetteer")
class TestAnyText(TestCase):
    @given(st.text(max_size=LONGEST + 1))
    def test_any_text_is_found_or_refused(self, text: str) -> None:
        try:
            assert find_place(text).label
        except UnknownPlace as refused:
            assert len(str(refused)) < 500

    @given(st.lists(st.sampled_from("new york ny paris saint st. il , 60637 united states ( ) -".split()), max_size=12))
    def test_any_order_of_known_words_is_found_or_refused(self, words: list[str]) -> None:
        try:
            assert find_place(" ".join(words)).label
        except UnknownPlace as refused:
            assert len(str(refused)) < 500


@pytest.mark.django_db
class TestLoading:
    @pytest.fixture(autouse=True)
    def _nothing_loaded(self) -> None:
        Place.objects.all().delete()
        Loaded.objects.filter(name=GAZETTEER).delete()

    def test_each_name_of_a_place_is_a_row(self, tmp_path: Path) -> None:
        assert load(write(tmp_path / "places", ZIP, CITY, OTHER_CITY)) == 4

        rows = Place.objects.order_by("key").values_list("kind", "key", "name", "state", "country", "population")
        assert list(rows) == [
            ("zip", "60637", "Chicago", "IL", "US", 0),
            ("city", "joliet", "Joliet", "IL", "US", 147344),
            ("city", "munchen", "München", "", "DE", 1505005),
            ("city", "munich", "München", "", "DE", 1505005),
        ]

    def test_the_same_file_is_not_loaded_twice(self, tmp_path: Path) -> None:
        path = write(tmp_path / "places", ZIP, CITY)
        load(path)
        before = set(Place.objects.values_list("pk", flat=True))

        assert load(path) == 0
        assert set(Place.objects.values_list("pk", flat=True)) == before

    def test_another_file_takes_the_place_of_what_was_loaded(self, tmp_path: Path) -> None:
        load(write(tmp_path / "places", ZIP, CITY))

        assert load(write(tmp_path / "places", OTHER_CITY)) == 1
        assert [str(place) for place in Place.objects.all()] == ["Joliet, IL, US"]

    def test_an_emptied_table_is_filled_again(self, tmp_path: Path) -> None:
        path = write(tmp_path / "places", ZIP)
        load(path)
        Place.objects.all().delete()

        assert load(path) == 1

    def test_a_damaged_file_leaves_what_was_loaded(self, tmp_path: Path) -> None:
        load(write(tmp_path / "places", ZIP))

        with pytest.raises(ValueError, match="not enough values"):
            load(write(tmp_path / "places", CITY, "city\tDE"))
        assert [str(place) for place in Place.objects.all()] == ["Chicago, IL, US"]

    def test_the_command_loads_what_ships_and_then_has_nothing_to_do(self) -> None:
        said = StringIO()

        call_command("load_places", stdout=said)
        call_command("load_places", stdout=said)

        first, second = said.getvalue().splitlines()
        assert first.endswith("names of places loaded.")
        assert second == "The places are loaded already."


def lines_that_ship() -> list[list[str]]:
    return [line.split("\t") for line in gzip.decompress(DEFAULT.read_bytes()).decode().splitlines()]


def test_the_names_that_ship_are_folded_as_what_is_typed_will_be() -> None:
    wrong = [
        fields
        for fields in lines_that_ship()
        for first, *others in [fields[4].split("|")]
        if fields[0] == "city" and ((first or fields[3].lower()) != fold(fields[3]) or others != [*map(fold, others)])
    ]

    assert wrong == []


def test_every_place_that_ships_is_on_the_globe() -> None:
    assert all(-90 <= float(fields[5]) <= 90 and -180 <= float(fields[6]) <= 180 for fields in lines_that_ship())


def test_what_ships_fits_the_table() -> None:
    assert max(len(text) for fields in lines_that_ship() for text in fields[4].split("|") + [fields[3]]) <= 120


def test_the_file_that_ships_carries_no_time_of_making() -> None:
    assert DEFAULT.read_bytes()[4:8] == bytes(4)
