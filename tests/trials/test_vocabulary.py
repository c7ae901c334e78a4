"""The vocabulary: every row is tried on its own examples, and a row that breaks the schema says where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from finder.words import Alternative, fold, parse_query, record_tokens, term_token
from trials import vocabulary
from trials.vocabulary import BadRow, Drug, Term

TERMS = vocabulary.all_terms()
every_row = pytest.mark.parametrize("term", TERMS, ids=lambda term: term.key)

ROW = """
[t_dxd]
label = "trastuzumab deruxtecan"
meaning = "An antibody that carries chemotherapy."
source = "A dictionary"
phrases = ["T-DXd"]
reads = ["T-DXd"]
"""
DRUG = ROW + 'generic = ["trastuzumab deruxtecan"]\nclasses = ["adc"]\n'


def reads(term: Term, text: str) -> bool:
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


def test_the_drugs_of_breast_oncology_are_there() -> None:
    drugs = [term for term in TERMS if isinstance(term, Drug)]
    assert len(drugs) >= 55
    assert all(vocabulary.SLUG.fullmatch(slug) for drug in drugs for slug in drug.classes)


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
def other_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Writes a vocabulary of one file and answers its digest, as a new process would."""
    monkeypatch.setattr(vocabulary, "HERE", tmp_path)

    def digest(text: str) -> str:
        (tmp_path / "conditions.toml").write_text(text, encoding="utf-8")
        return vocabulary.digest.__wrapped__()

    return digest


def test_the_digest_changes_with_a_row_and_only_then(other_folder: Callable[[str], str]) -> None:
    first = other_folder(ROW)
    assert other_folder(ROW) == first
    assert other_folder(ROW.replace("T-DXd", "T-DM1")) != first
