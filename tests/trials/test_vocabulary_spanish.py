"""The Spanish of the vocabulary: whole, plain, of one thing each; and nothing that a record is read with."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import textstat

from finder.words import fold
from finder.words.terms import lexicon
from trials import vocabulary
from trials.eligibility import Listing, read, reader
from trials.eligibility.mentions import lowered
from trials.vocabulary import BadRow, Drug, Term
from trials.vocabulary.schema import FOR_PEOPLE

pytestmark = pytest.mark.once  # pure: the same on any database

TERMS = tuple(term for kind in vocabulary.kinds() for term in vocabulary.terms(kind))
ASKED_FOR = [term for term in TERMS if term.kind != "spellings"]
ENGLISH = re.compile(r"\b(the|and|of|with|that|drug|drugs|cells?|which|pill|antibody|cancer|treatment)\b")
FAMILIAR = re.compile(r"\b(tú|tu|tus|ti|te|contigo|tienes|puedes|debes)\b")
CLASSES = """
[adc]
label = "antibody-drug conjugate"
meaning = "An antibody that carries a poison."
label_es = "anticuerpo conjugado"
meaning_es = "Un anticuerpo que lleva un veneno."
source = "A dictionary"
phrases = ["ADC"]
reads = ["ADC"]
"""
DRUG = """
[t_dxd]
label = "trastuzumab deruxtecan"
source = "A dictionary"
generic = ["trastuzumab deruxtecan"]
classes = ["adc"]
reads = ["trastuzumab deruxtecan"]
"""


def test_every_row_says_in_spanish_what_it_is() -> None:
    assert [term.key for term in TERMS if not term.label_es or not term.meaning_es.endswith(".")] == []
    assert [term.key for term in TERMS if term.meaning_es == term.meaning] == []


def test_the_spanish_is_short_and_says_usted() -> None:
    assert [term.key for term in TERMS if len(term.meaning_es.split()) > 30] == []
    assert [term.key for term in TERMS if FAMILIAR.search(f"{term.label_es} {term.meaning_es}".casefold())] == []


def test_no_english_word_is_left_in_the_spanish() -> None:
    left = {term.key: found for term in TERMS if (found := ENGLISH.findall(term.meaning_es))}
    assert left == {}


@pytest.fixture
def ease() -> Iterator[Callable[[str], float]]:
    """The ease of a Spanish text by Szigriszt-Pazos; INFLESZ calls 65 and above "fairly easy"."""
    textstat.set_lang("es")
    yield textstat.szigriszt_pazos
    textstat.set_lang("en_US")


@pytest.mark.parametrize("kind", vocabulary.kinds())
def test_the_spanish_is_fairly_easy_to_read(ease: Callable[[str], float], kind: str) -> None:
    assert ease("\n".join(one.meaning_es for one in vocabulary.terms(kind))) >= 65


def test_the_measure_of_spanish_tells_hard_from_easy(ease: Callable[[str], float]) -> None:
    hard = (
        "Pacientes con adenocarcinoma irresecable confirmado histológicamente cuya enfermedad haya progresado tras la "
        "administración de regímenes que contengan antraciclinas son elegibles."
    )
    assert ease(hard) < 30 < 80 < ease("El cáncer se ha extendido al hígado.")


def test_the_same_english_is_the_same_spanish() -> None:
    told = defaultdict[str, set[str]](set)
    for term in TERMS:
        told[term.meaning].add(term.meaning_es)
    assert {english: spanish for english, spanish in told.items() if len(spanish) > 1} == {}


def test_a_language_is_chosen_for_label_and_meaning() -> None:
    tamoxifen = vocabulary.term("drugs", "tamoxifen")
    assert [tamoxifen.label_in(one) for one in ("en", "es", "fr")] == ["tamoxifen", "tamoxifeno", "tamoxifen"]
    assert tamoxifen.meaning_in("es") == "Una pastilla que bloquea el estrógeno en la mama."
    assert tamoxifen.meaning_in("en") == "A pill that blocks estrogen in the breast."


def test_a_drug_of_one_name_keeps_it_in_spanish() -> None:
    assert vocabulary.term("drugs", "olaparib").label_in("es") == "olaparib"
    assert vocabulary.term("drugs", "arx788").label_in("es") == "ARX788"


def test_a_drug_without_a_meaning_says_its_class_s_in_both_languages() -> None:
    shared, above = vocabulary.term("drugs", "venetoclax"), vocabulary.term("classes", "bcl2")
    assert (shared.meaning, shared.meaning_es) == (above.meaning, above.meaning_es)
    assert vocabulary.term("drugs", "tucatinib").meaning != vocabulary.term("classes", "her2_tki").meaning


def test_no_drug_is_explained_by_its_own_name() -> None:
    classes = {one.meaning: one for one in vocabulary.terms("classes")}
    shared = [drug for drug in vocabulary.terms("drugs") if drug.meaning in classes]
    assert len(shared) > 500
    for drug in shared:
        assert drug.label.casefold() not in drug.meaning.casefold(), drug.slug
        assert drug.label_es.casefold() not in drug.meaning_es.casefold(), drug.slug


@pytest.mark.parametrize("field", ["label_es", "meaning_es"])
def test_a_row_without_its_spanish_is_refused(field: str) -> None:
    with pytest.raises(BadRow, match=rf"\[adc\]: {field} is missing"):
        vocabulary.read("classes", re.sub(rf"{field} = .*\n", "", CLASSES))


@pytest.mark.parametrize("line", ['meaning = "An antibody."', 'meaning_es = "Un anticuerpo."'])
def test_a_drug_that_says_what_it_is_in_one_language_only_is_refused(line: str) -> None:
    with pytest.raises(BadRow, match=r"\[t_dxd\]: a meaning stands in both languages or in neither"):
        vocabulary.read("drugs", f"{DRUG}{line}\n")


# --- none of it is read ----------------------------------------------------------------------------------------------

CHANGED: dict[str, Any] = {
    "str": "something else",
    "tuple[str, ...]": ("something else",),
    "dt.date | None": dt.date(2026, 11, 25),
}


@pytest.mark.parametrize("kind", vocabulary.kinds())
def test_what_is_for_people_bears_on_no_reading_and_all_else_does(kind: str) -> None:
    term = vocabulary.terms(kind)[0]
    for field in dataclasses.fields(term):
        other = dataclasses.replace(term, **{field.name: CHANGED[str(field.type)]})
        is_read = field.name not in FOR_PEOPLE or (field.name == "label" and isinstance(term, Drug))
        assert (other.read_fields() != term.read_fields()) == is_read, field.name


def test_the_spanish_is_for_people_and_so_is_what_is_only_shown() -> None:
    assert {"label_es", "meaning_es", "asked_es", "meaning", "source"} <= FOR_PEOPLE
    assert FOR_PEOPLE.isdisjoint({"phrases", "unless", "spellings", "implies", "generic", "brands", "codes", "classes"})


def names_es() -> list[tuple[Term, str]]:
    """Spanish names that are no English ones as well: without its accent "irinotecán" is one."""
    return [
        (term, name)
        for term in ASKED_FOR
        for name in term.names_es
        if fold(name) not in [fold(other) for other in (term.label, *term.names)]
    ]


def test_the_reader_finds_no_spanish_name() -> None:
    known = reader.lexicon()
    assert len(names_es()) > 500
    for term, name in names_es():
        low = lowered(name)
        whole = [one for one in known.scan(low) if (one.start, one.end) == (0, len(low))]
        assert whole == [], (term.key, name)


def test_what_is_typed_in_spanish_besides_the_label_is_no_name_already() -> None:
    said = {(term.key, name) for term, name in names_es()}
    assert [name for term in ASKED_FOR for name in term.asked_es if (term.key, name) not in said] == []


def test_a_spanish_sentence_gives_the_reader_no_treatment() -> None:
    said = "Inclusion Criteria:\n\n* Quimioterapia previa con capecitabina\n* Tamoxifeno o letrozol previos\n"
    assert read(Listing(eligibility=said)).answers == ()
    english = said.replace("Quimioterapia previa con capecitabina", "Prior chemotherapy with capecitabine")
    assert {one.key for one in read(Listing(eligibility=english)).answers} >= {"capecitabine"}


def test_search_finds_no_spanish_name_in_a_record() -> None:
    held = {tuple(fold(name)) for _, name in names_es()}
    assert held.isdisjoint(lexicon().read.entries)


# --- what is typed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kinds", [("classes", "drugs"), ("conditions", "drugs", "markers")])
def test_a_spanish_name_is_one_row_s_and_no_other_s_english(kinds: tuple[str, ...]) -> None:
    rows = [term for term in ASKED_FOR if term.kind in kinds]
    spanish, english = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for term in rows:
        for name in term.names_es:
            spanish[" ".join(fold(name))].add(term.key)
        for name in (term.label, *term.names, *term.asked):
            english[" ".join(fold(name))].add(term.key)
    assert {name: keys for name, keys in spanish.items() if len(keys) > 1} == {}
    assert {name: keys for name, keys in spanish.items() if name in english and english[name] != keys} == {}
