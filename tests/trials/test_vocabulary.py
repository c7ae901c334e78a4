"""The vocabulary: every row is tried on its own examples, and a row that breaks the schema says where."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from finder.words import Alternative, fold, parse_query, record_tokens, term_token
from finder.words.terms import Lookup, _entries, lexicon, spelled, terms_in
from trials import vocabulary
from trials.vocabulary import BadRow, Drug, Marker, Term, TreatmentClass

pytestmark = pytest.mark.once  # pure: the same on any database

TERMS = tuple(term for kind in vocabulary.kinds() for term in vocabulary.terms(kind))
every_row = pytest.mark.parametrize("term", TERMS, ids=lambda term: term.key)

ROW = """
[t_dxd]
label = "trastuzumab deruxtecan"
meaning = "An antibody that carries chemotherapy."
label_es = "trastuzumab deruxtecán"
meaning_es = "Un anticuerpo que lleva quimioterapia."
source = "A dictionary"
phrases = ["T-DXd"]
reads = ["T-DXd"]
"""
CLASS = ROW.replace("[t_dxd]", "[other]")
DRUG = ROW + 'generic = ["trastuzumab deruxtecan"]\nclasses = ["adc"]\n'


@functools.cache
def readers_own(kind: str) -> Lookup[Any]:
    """What search does not know, looked up in the way of search."""
    return Lookup(_entries(vocabulary.terms(kind), lexicon().spellings, asked=False))


def reads(term: Term, text: str) -> bool:
    if term.kind in vocabulary.READERS_OWN:
        tokens = spelled(fold(text), lexicon().spellings)
        return term_token(term) in {found for *_, found, _ in terms_in(tokens, readers_own(term.kind))}
    return term_token(term) in record_tokens([text])


@every_row
def test_a_row_is_found_in_its_examples(term: Term) -> None:
    assert [text for text in term.reads if not reads(term, text)] == []


@every_row
def test_a_row_is_not_found_in_what_it_ignores(term: Term) -> None:
    assert [text for text in term.ignores if reads(term, text)] == []


@every_row
def test_a_row_is_found_by_every_name(term: Term) -> None:
    assert [name for name in term.names if not reads(term, name)] == []


@every_row
def test_an_exception_holds_a_name_and_is_not_read(term: Term) -> None:
    names = [f" {' '.join(fold(name))} " for name in (*term.names, *term.asked)]
    for wording in term.unless:
        assert any(name in f" {' '.join(fold(wording))} " for name in names), wording
        assert not reads(term, wording)


@every_row
def test_what_only_a_searcher_says_is_asked_for_and_never_read(term: Term) -> None:
    for word in term.asked:
        assert not reads(term, word)
        clauses = parse_query(word).clauses
        assert any(Alternative((term_token(term),)) in clause for clause in clauses), word


@every_row
def test_a_row_says_what_it_means_in_sentences(term: Term) -> None:
    assert term.meaning.endswith(".")
    assert len(term.meaning.split()) <= 30


# Every name of the labelling guide: gold/GUIDE.md.
PRIOR_THERAPIES = (
    "chemotherapy taxane anthracycline platinum capecitabine eribulin endocrine aromatase_inhibitor tamoxifen "
    "fulvestrant_or_serd cdk46 pi3k_akt_mtor parp anti_her2 her2_tki t_dm1 t_dxd trop2_adc topo1_adc immune_checkpoint "
    "cell_therapy radiotherapy"
).split()
MODALITIES = (
    "chemotherapy endocrine cdk46 pi3k_akt_mtor her2_antibody_or_tki adc parp_ddr checkpoint_inhibitor "
    "bispecific_t_cell_engager cell_therapy vaccine sbrt srs radiotherapy_other radioligand surgery supportive_care "
    "imaging_diagnostic behavioural other_targeted other"
).split()

BIOMARKERS = (
    "BRCA PALB2 HRD PIK3CA AKT1 PTEN ESR1 ERBB2_mutation PD-L1 TMB-H MSI-H NTRK TP53 AR TROP2 HER3 RB1 FGFR CCNE1 "
    "CDK12 KRAS RET NECTIN4 FOLR1 B7H4 CLDN18.2 HLA-A2 Ki-67"
).split()


def treatments() -> list[Drug | TreatmentClass]:
    return [term for term in TERMS if isinstance(term, Drug | TreatmentClass)]


def test_every_prior_therapy_of_the_guide_is_a_drug_or_a_class_of_that_name() -> None:
    assert [name for name in PRIOR_THERAPIES if name not in vocabulary.prior_therapies(name)] == []


def test_the_biomarkers_are_exactly_those_of_the_guide() -> None:
    assert {term.guide for term in TERMS if isinstance(term, Marker)} - {""} == set(BIOMARKERS)


def test_no_treatment_stands_for_what_the_guide_does_not_know() -> None:
    assert {name for each in treatments() for name in vocabulary.prior_therapies(each.slug)} == set(PRIOR_THERAPIES)
    assert {name for each in treatments() for name in vocabulary.modalities(each.slug)} <= set(MODALITIES)


def test_every_treatment_has_a_modality() -> None:
    assert [each.slug for each in treatments() if not vocabulary.modalities(each.slug)] == []


def test_the_classes_above_and_below_are_found_through_the_tree() -> None:
    assert vocabulary.ancestors("t_dxd") >= {"topo1_adc", "adc", "her2_adc", "anti_her2"}
    assert vocabulary.ancestors("paclitaxel") >= {"taxane", "chemotherapy"}
    assert vocabulary.ancestors("letrozole") == {"aromatase_inhibitor", "endocrine"}
    assert vocabulary.ancestors("chemotherapy") == set()
    assert vocabulary.descendants("adc") >= {"t_dxd", "topo1_adc", "sacituzumab_govitecan"}
    assert vocabulary.descendants("letrozole") == set()
    with pytest.raises(KeyError):
        vocabulary.ancestors("no_such")


def test_no_drug_or_class_is_above_itself() -> None:
    assert [slug for slug in vocabulary.parents() if slug in vocabulary.ancestors(slug)] == []


def test_a_drug_names_the_nearest_classes_only() -> None:
    drugs = [each for each in treatments() if isinstance(each, Drug)]
    wider = {each.slug: set(each.classes) & set().union(*map(vocabulary.ancestors, each.classes)) for each in drugs}
    assert {slug: classes for slug, classes in wider.items() if classes} == {}


@pytest.mark.parametrize(
    ("slug", "prior"),
    [
        ("t_dxd", {"t_dxd"}),
        ("sacituzumab_govitecan", {"trop2_adc", "topo1_adc"}),
        ("trastuzumab", {"anti_her2"}),
        ("tucatinib", {"her2_tki"}),
        ("fulvestrant", {"fulvestrant_or_serd"}),
        ("paclitaxel", {"taxane"}),
        ("gemcitabine", {"chemotherapy"}),
        ("chemoradiation", {"chemotherapy", "radiotherapy"}),
        ("adc", {"t_dm1", "t_dxd", "trop2_adc", "topo1_adc"}),
        ("disitamab_vedotin", {"anti_her2"}),
        ("denosumab", set()),
    ],
)
def test_a_named_treatment_stands_for_prior_therapies(slug: str, prior: set[str]) -> None:
    assert vocabulary.prior_therapies(slug) == prior


@pytest.mark.parametrize(
    ("slug", "modalities"),
    [
        ("t_dxd", {"adc"}),
        ("tucatinib", {"her2_antibody_or_tki"}),
        ("atirmociclib", {"cdk46"}),
        ("olaparib", {"parp_ddr"}),
        ("ivonescimab", {"checkpoint_inhibitor", "other_targeted"}),
        ("srs", {"srs"}),
        ("denosumab", {"supportive_care"}),
    ],
)
def test_a_tested_treatment_is_a_modality(slug: str, modalities: set[str]) -> None:
    assert vocabulary.modalities(slug) == modalities


def test_a_drug_of_a_class_that_is_no_row_is_refused(folder: Path) -> None:
    write(folder, "classes", CLASS)
    write(folder, "drugs", DRUG)
    with pytest.raises(BadRow, match=r"drugs \[t_dxd\]: 'adc' is no row of classes\.toml"):
        vocabulary.parents.__wrapped__()


def test_a_drug_that_is_a_class_as_well_is_refused(folder: Path) -> None:
    write(folder, "classes", CLASS.replace("[other]", "[t_dxd]"))
    write(folder, "drugs", DRUG)
    with pytest.raises(BadRow, match=r"drugs \[t_dxd\]: is a class as well"):
        vocabulary.parents.__wrapped__()


def test_a_kind_may_be_a_folder_of_files(folder: Path) -> None:
    write(folder, "drugs/one", DRUG)
    write(folder, "drugs/two", DRUG.replace("[t_dxd]", "[another]"))
    assert vocabulary.kinds() == ("drugs",)
    assert [term.key for term in vocabulary.terms("drugs")] == ["drugs_t_dxd", "drugs_another"]


def test_a_slug_in_two_files_of_a_kind_is_refused(folder: Path) -> None:
    write(folder, "drugs/one", DRUG)
    write(folder, "drugs/two", DRUG)
    with pytest.raises(BadRow, match=r"drugs/two\.toml \[t_dxd\]: stands in two files"):
        vocabulary.terms("drugs")


def test_a_slug_may_stand_in_two_kinds_and_only_once_in_one() -> None:
    keys = [term.key for term in TERMS]
    assert len(keys) == len(set(keys))


def test_a_code_counts_with_and_without_its_hyphen() -> None:
    (drug,) = vocabulary.read("drugs", DRUG + 'codes = ["DS-8201a", "ICI 182,780"]')
    assert drug.names == ("trastuzumab deruxtecan", "DS-8201a", "ICI 182,780", "DS8201a", "ICI182780", "T-DXd")


def test_an_unread_review_date_is_none() -> None:
    (term,) = vocabulary.read("conditions", ROW)
    assert (term.reviewed_by, term.reviewed_on) == ("", None)


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("conditions", ROW + 'brand = ["X"]', r"conditions\.toml \[t_dxd\]: unknown field 'brand'"),
        ("conditions", ROW + 'generic = ["X"]', r"conditions\.toml \[t_dxd\]: unknown field 'generic'"),
        ("conditions", ROW + 'slug = "x"', r"\[t_dxd\]: unknown field 'slug'"),
        ("conditions", ROW.replace('reads = ["T-DXd"]', ""), r"\[t_dxd\]: reads is missing, a row is its own test"),
        ("conditions", ROW.replace('["T-DXd"]\nreads = ["T-DXd"]', '["T-DXd"]\nreads = []'), r"reads is missing"),
        ("conditions", ROW.replace('phrases = ["T-DXd"]', ""), r"\[t_dxd\]: nothing names it"),
        ("conditions", ROW.replace('"A dictionary"', '" "'), r"\[t_dxd\]: source is missing"),
        ("conditions", ROW + ROW, r"conditions\.toml: .*t_dxd"),
        ("conditions", ROW.replace("[t_dxd]", "[T-DXd]"), r"conditions\.toml \[T-DXd\]: a slug is"),
        ("conditions", 'label = "x"', r"conditions\.toml \[label\]: stands outside a row"),
        ("conditions", ROW + 'asked = "x"', r"\[t_dxd\]: asked must be a list of texts"),
        ("conditions", ROW + 'asked = [""]', r"\[t_dxd\]: asked must be a list of texts"),
        ("conditions", ROW + 'asked = ["x", "x"]', r"\[t_dxd\]: asked says something twice"),
        ("conditions", ROW + "reviewed_by = 3", r"\[t_dxd\]: reviewed_by must be a text"),
        ("conditions", ROW + 'reviewed_on = "2026-11-25"', r"\[t_dxd\]: reviewed_on must be a date"),
        ("conditions", ROW + 'implies = ["no_such"]', r"\[t_dxd\]: implies 'no_such', which is no row"),
        ("conditions", ROW + 'implies = ["t_dxd"]', r"\[t_dxd\]: implies itself"),
        ("drugs", ROW, r"drugs\.toml \[t_dxd\]: generic is missing"),
    ],
)
def test_a_row_that_breaks_the_schema_names_file_slug_and_field(kind: str, text: str, message: str) -> None:
    with pytest.raises(BadRow, match=message):
        vocabulary.read(kind, text)


def test_a_ring_of_implied_rows_is_refused() -> None:
    def row(slug: str, implied: str) -> str:
        return ROW.replace("[t_dxd]", f"[{slug}]") + f'implies = ["{implied}"]\n'

    with pytest.raises(BadRow, match="implies itself"):
        vocabulary.read("conditions", row("outside", "one") + row("one", "two") + row("two", "one"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A vocabulary of its own, read as by a new process."""
    monkeypatch.setattr(vocabulary, "HERE", tmp_path)
    vocabulary.terms.cache_clear()
    yield tmp_path
    vocabulary.terms.cache_clear()


def write(folder: Path, file: str, text: str) -> None:
    path = folder / f"{file}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def digest_of(folder: Path, file: str, text: str) -> str:
    """The digest with this text in a file, as a new process makes it."""
    write(folder, file, text)
    vocabulary.terms.cache_clear()
    return vocabulary.digest.__wrapped__()


def test_the_digest_changes_with_a_row_and_only_then(folder: Path) -> None:
    def digest(text: str) -> str:
        return digest_of(folder, "conditions", text)

    first = digest(ROW)
    assert digest(ROW) == first
    assert digest(ROW.replace("T-DXd", "T-DM1")) != first


def test_the_digest_changes_with_a_file_in_a_folder(folder: Path) -> None:
    first = digest_of(folder, "conditions", ROW)
    assert digest_of(folder, "drugs/adc", DRUG) != first


def test_a_term_is_found_by_kind_and_slug_and_missed_by_name() -> None:
    assert vocabulary.term("conditions", "breast_cancer").slug == "breast_cancer"
    with pytest.raises(LookupError, match="no dropsy among the conditions"):
        vocabulary.term("conditions", "dropsy")
