"""The kinds of care: every row is tried on its own examples, and a row that breaks the schema says where."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centers import services
from centers.services import GROUPS, SERVICES, BadRow, Service, read, resolve
from finder import labels

pytestmark = pytest.mark.once  # pure: the same on any database

every_row = pytest.mark.parametrize("service", SERVICES.values(), ids=lambda service: service.slug)
ASKED_FOR = {
    "radiation": "sbrt srs imrt palliative-radiotherapy",
    "medicine": "chemotherapy adc targeted-therapy hormone-therapy immunotherapy car-t bispecific-t-cell-engagers "
    "bone-strengthening-medicine",
    "surgery": "symptom-surgery",
    "tests": "imaging tumour-profiling genetic-counselling",
    "programmes": "oligometastatic-programme brain-metastasis-programme multidisciplinary-care",
    "support": "supportive-care pain-and-symptom-care palliative-care mental-health-care individual-counselling "
    "family-counselling stress-management nutrition acupuncture integrative-oncology financial-counselling social-work "
    "navigation rehabilitation",
    "opinions": "second-opinion introductory-opinion",
    "trials": "clinical-trials trial-office",
}


def test_every_kind_of_care_that_was_asked_for_is_there_in_its_group() -> None:
    assert {group: set(slugs.split()) for group, slugs in ASKED_FOR.items()} == {
        group: {one.slug for one in SERVICES.values() if one.group == group} for group in GROUPS
    }


@every_row
def test_a_row_is_found_in_its_examples(service: Service) -> None:
    assert [text for text in service.reads if service.slug not in resolve(text)] == []


@every_row
def test_a_row_is_not_found_in_what_it_ignores(service: Service) -> None:
    assert [text for text in service.ignores if service.slug in resolve(text)] == []


@every_row
def test_a_row_is_found_by_every_name_in_either_language(service: Service) -> None:
    assert [name for name in service.names if service.slug not in resolve(name.upper())] == []


@every_row
def test_a_name_that_is_not_shared_leads_to_one_row(service: Service) -> None:
    alone = (service.slug, service.label, service.label_es, *service.synonyms)
    assert [name for name in alone if resolve(name) != (service.slug,)] == []


@every_row
def test_a_meaning_is_short_and_so_are_its_sentences(service: Service) -> None:
    for meaning in (service.meaning, service.meaning_es):
        assert len(meaning) <= 170
        assert meaning.endswith(".")
        assert [said for said in re.split(r"[.:] ?", meaning) if len(said.split()) > 26] == []


@every_row
def test_what_a_trial_of_it_tests_is_a_modality_of_trials(service: Service) -> None:
    assert set(service.modalities) <= set(labels.MODALITIES)


@every_row
def test_a_source_is_an_entry_of_the_dictionary_or_not_checked(service: Service) -> None:
    assert re.fullmatch(r"not checked|NCI Dictionary of Cancer Terms: [^.]+", service.source)


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("CyberKnife", ("srs", "sbrt")),
        ("Cyber-Knife", ("srs", "sbrt")),
        ("gamma knife", ("srs",)),
        ("SABR", ("sbrt",)),
        ("  Tumor  Boards ", ("multidisciplinary-care",)),
        ("lymphedema therapy", ("rehabilitation",)),
        ("lymphoedema therapy", ("rehabilitation",)),
        ("financial counselors", ("financial-counselling",)),
        ("counseling", ("individual-counselling", "family-counselling")),
        ("Radiation Therapy", ("srs", "sbrt", "imrt", "palliative-radiotherapy")),
        ("genetic testing", ("tumour-profiling", "genetic-counselling")),
        ("Nutricion", ("nutrition",)),
        ("T-DXd", ()),
        ("hospice", ()),
        ("parking", ()),
        ("", ()),
        ("…", ()),
    ],
)
def test_what_people_type_leads_to_the_services_it_names(typed: str, slugs: tuple[str, ...]) -> None:
    assert resolve(typed) == slugs


def test_groups_stand_in_the_order_of_the_file_and_have_a_name_in_either_language() -> None:
    assert list(GROUPS) == list(dict.fromkeys(one.group for one in SERVICES.values()))
    assert all(one.label and one.label_es for one in GROUPS.values())


@given(st.text())
def test_any_text_names_services_or_none(text: str) -> None:
    assert set(resolve(text)) <= set(SERVICES)


@given(st.sampled_from([name for one in SERVICES.values() for name in one.names]), st.data())
def test_case_space_and_punctuation_make_no_difference(name: str, data: st.DataObject) -> None:
    gap = data.draw(st.sampled_from([" ", "  ", " - ", "\n", "\u00a0", ", "]))
    typed = gap.join(re.findall(r"[^\W_]+", data.draw(st.sampled_from([name, name.upper(), name.title()]))))
    assert resolve(f"{gap}{typed}{gap}") == resolve(name)


GROUP = '[groups]\nradiation = { label = "Radiation", label_es = "Radioterapia" }\n'
FIELDS = """
group = "radiation"
label = "focused radiation"
meaning = "Strong rays."
label_es = "radiación enfocada"
meaning_es = "Rayos fuertes."
synonyms = ["SABR"]
source = "not checked"
modalities = []
reads = ["SABR"]
"""
ROW = GROUP + "[services.sbrt]" + FIELDS
OTHER = "[services.srs]" + FIELDS.replace('["SABR"]', '["gamma knife"]').replace(
    "focused radiation", "brain radiation"
).replace("radiación enfocada", "radiación del cerebro")


def test_rows_as_they_should_be_are_read() -> None:
    groups, found = read(ROW + OTHER)
    assert (list(groups), list(found)) == (["radiation"], ["sbrt", "srs"])
    assert (found["sbrt"].synonyms, found["srs"].modalities) == (("SABR",), ())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ROW + 'colour = "red"\n', "sbrt: unknown field 'colour'"),
        (ROW + 'slug = "x"\n', "unknown field 'slug'"),
        (ROW + "[services.sbrt]" + FIELDS, r"services\.toml: "),
        (ROW + "[other]\n", "unknown table 'other'"),
        ("services = 1\n", "'services' must be a table"),
        (ROW.replace("[services.sbrt]", "[services.SBRT]"), "SBRT: a slug is"),
        (ROW.replace("[services.sbrt]", "[services.sb_rt]"), "sb_rt: a slug is"),
        (ROW.replace("[services.sbrt]", "[services]\nsbrt = 1\n[services.srs]"), "sbrt: stands outside a row"),
        (ROW.replace('group = "radiation"', 'group = "rays"'), "sbrt: there is no group 'rays'"),
        (ROW.replace('meaning = "Strong rays."', ""), "sbrt: meaning is missing"),
        (ROW.replace('meaning_es = "Rayos fuertes."', 'meaning_es = " "'), "sbrt: meaning_es is missing"),
        (ROW.replace("modalities = []", ""), "sbrt: modalities is missing"),
        (ROW.replace('reads = ["SABR"]', "reads = []"), "sbrt: reads is missing, a row is its own test"),
        (ROW.replace('reads = ["SABR"]', 'reads = "SABR"'), "sbrt: reads must be a list"),
        (ROW.replace('reads = ["SABR"]', 'reads = ["SABR", "SABR"]'), "sbrt: reads says something twice"),
        (ROW.replace('"Strong rays."', "3"), "sbrt: meaning must be a text"),
        (ROW.replace('synonyms = ["SABR"]', 'synonyms = ["…"]'), "no letter or digit"),
        (ROW.replace(', label_es = "Radioterapia"', ""), "group radiation: label_es is missing"),
        (
            ROW + OTHER.replace('synonyms = ["gamma knife"]', 'synonyms = ["SBRT"]'),
            "srs: the name 'SBRT' is sbrt's too",
        ),
        (
            ROW + OTHER.replace('synonyms = ["gamma knife"]', 'synonyms = ["sabr"]'),
            "srs: the name 'sabr' is sbrt's too",
        ),
        (
            ROW + OTHER.replace("brain radiation", "Focused Radiation"),
            "srs: the name 'Focused Radiation' is sbrt's too",
        ),
        (ROW + 'shared = ["CyberKnife"]\n' + OTHER, "sbrt: no other row shares 'cyberknife'"),
        (ROW + OTHER + 'shared = ["SABR"]\n', "srs: shared 'SABR' is a name of sbrt alone"),
    ],
)
def test_a_row_that_breaks_the_schema_says_where(text: str, says: str) -> None:
    with pytest.raises(BadRow, match=says):
        read(text)


def test_a_name_that_rows_share_leads_to_all_of_them_in_the_order_of_the_file() -> None:
    _, found = read(ROW + 'shared = ["CyberKnife"]\n' + OTHER + 'shared = ["cyberknife"]\n')
    assert services._index(found)["cyberknife"] == ("sbrt", "srs")
