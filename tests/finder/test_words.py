"""Folding, the tokens of records and the meaning of queries: pure tables. The engines: test_words_engines.py."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.words import Alternative, BadQuery, Query, digest, fold, parse_query, record_tokens

LITERAL = re.compile(r"(?:[a-z0-9]|_[0-9a-f]{6})+")
T_DXD = "_drugs_t_dxd"
METASTATIC = "_conditions_metastatic"
BREAST_CANCER = "_conditions_breast_cancer"
HER2 = "_markers_her2"


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("HER2-Positive (IHC 3+)", ["her2", "positive", "ihc", "3"]),
        ("snake_case", ["snake", "case"]),
        ("Zürich, São Paulo, Łódź, Tromsø", ["zurich", "sao", "paulo", "lodz", "tromso"]),
        ("Straße ﬁne ½ 10⁹ Ⅳ １２", ["strasse", "fine", "1", "2", "109", "iv", "12"]),
        ("Keytruda™ Enhertu® Femara℠", ["keytruda", "enhertu", "femara"]),
        (
            "soft\u00adhyphen, zero\u200bwidth, joi\u200dner, \ufeffmark",
            ["softhyphen", "zero", "width", "joiner", "mark"],
        ),
        ("non\u2011breaking\u00a0space – dash", ["non", "breaking", "space", "dash"]),
        ("TGF-β", ["tgf", "_0003b2"]),
        ("中文", ["_004e2d_006587"]),
        ("nul\x00byte \ud800 🎗", ["nul", "byte"]),
        ("", []),
        (" \t\r\n", []),
    ],
)
def test_a_text_folds_to_its_words(text: str, tokens: list[str]) -> None:
    assert fold(text) == tokens


def test_a_long_token_is_cut_and_never_inside_a_character() -> None:
    assert fold("A" * 500) == ["a" * 60]
    assert fold("中" * 500) == ["_004e2d" * 60]


@given(st.text(st.characters(exclude_categories=[])))
def test_every_token_is_of_letters_that_both_engines_leave_alone(text: str) -> None:
    assert all(LITERAL.fullmatch(token) for token in fold(text))


@given(st.text())
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(st.text(st.characters(codec="ascii")))
def test_the_short_way_for_ascii_folds_like_the_long_one(text: str) -> None:
    assert fold(text) == fold(f"{text} é")[:-1]


@pytest.mark.parametrize(
    "text",
    ["HER2", "HER-2", "HER 2", "her2/neu", "HER-2/neu", "ERBB2", "ErbB-2", "c-erbB-2", "cErbB2"],
)
def test_all_spellings_of_her2_are_one_word(text: str) -> None:
    assert record_tokens([f"{text} amplified"]) == ["her2", "amplified", "_", HER2]


def test_pd_l1_is_one_word_and_pd_1_another() -> None:
    assert record_tokens(["PD L1, PD-L1, PDL-1 and PD-1"])[:5] == ["pdl1", "pdl1", "pdl1", "and", "pd1"]


def test_british_and_american_spelling_are_one() -> None:
    assert record_tokens(["Tumour centre"]) == record_tokens(["tumor center"])


def test_parts_are_kept_apart_and_terms_come_last_once() -> None:
    tokens = record_tokens(["Enhertu", "", "T-DXd for MBC", "…"])
    assert tokens == ["enhertu", "_", "t", "dxd", "for", "mbc", "_", BREAST_CANCER, METASTATIC, T_DXD]


def test_a_name_does_not_reach_from_one_part_into_the_next() -> None:
    assert record_tokens(["breast", "cancer"]) == ["breast", "_", "cancer"]


def test_the_longest_name_of_a_kind_wins() -> None:
    assert record_tokens(["trastuzumab deruxtecan"])[2:] == ["_", T_DXD]
    assert record_tokens(["trastuzumab, then trastuzumab deruxtecan"])[4:] == ["_", T_DXD, "_drugs_trastuzumab"]


def test_a_term_does_not_count_inside_its_exceptions() -> None:
    assert METASTATIC not in record_tokens(["locally advanced breast cancer"])
    assert METASTATIC in record_tokens(["locally advanced or advanced breast cancer"])


def test_a_term_brings_what_it_implies() -> None:
    tokens = record_tokens(["TNBC with brain mets"])
    assert {BREAST_CANCER, METASTATIC, "_conditions_brain_metastases", "_conditions_triple_negative"} <= set(tokens)


def test_what_only_a_searcher_says_is_not_read() -> None:
    assert record_tokens(["secondary endpoints"]) == ["secondary", "endpoints"]


def test_an_empty_record_has_no_token() -> None:
    assert record_tokens([]) == record_tokens(["", "–"]) == []


def word(*tokens: str, prefix: bool = False) -> Alternative:
    return Alternative(tokens, prefix)


@pytest.mark.parametrize(
    ("typed", "clauses"),
    [
        # words are ANDed, the last one may be unfinished
        ("vaccine study", [[word("vaccine")], [word("study", prefix=True)]]),
        ("vaccine vaccine x", [[word("vaccine")], [word("x")]]),
        # one letter or digit is no beginning of a word
        ("arm 3", [[word("arm")], [word("3")]]),
        # quotes: a phrase as it stands, its spelling aside
        ('"HER-2 low" study', [[word("her2", "low")], [word("study", prefix=True)]]),
        ('study "T-DXd"', [[word("study")], [word("t", "dxd")]]),
        ("“clinical benefit”", [[word("clinical", "benefit")]]),
        ('study ""', [[word("study", prefix=True)]]),
        ('clinical "benefit', [[word("clinical")], [word("benefit", prefix=True)]]),
        # a word of several tokens is a phrase
        ("first-line study", [[word("first", "line")], [word("study", prefix=True)]]),
        ("HER2-positive", [[word("her2", "positive", prefix=True)]]),
        ("dose+schedule,route", [[word("dose")], [word("schedule")], [word("route", prefix=True)]]),
        ("dose/schedule", [[word("dose")], [word("schedule", prefix=True)]]),
        # names find their thing, and themselves
        ("Enhertu", [[word(T_DXD), word("enhertu", prefix=True)]]),
        ("t-dxd study", [[word(T_DXD), word("t", "dxd")], [word("study", prefix=True)]]),
        ("DS8201", [[word(T_DXD), word("ds8201", prefix=True)]]),
        ("HER 2", [[word(HER2), word("her2", prefix=True)]]),
        (
            "trastuzumab deruxtecan study",
            [[word(T_DXD), word("trastuzumab", "deruxtecan")], [word("study", prefix=True)]],
        ),
        (
            "secondary breast cancer",
            [[word(METASTATIC), word("secondary")], [word(BREAST_CANCER), word("breast", "cancer", prefix=True)]],
        ),
        ("stage 4 mets", [[word(METASTATIC), word("stage", "4")], [word(METASTATIC), word("mets", prefix=True)]]),
        ("stage IV", [[word(METASTATIC), word("stage", "iv", prefix=True)]]),
        # a name of two things asks for both, a name of a family for the family
        ("MBC", [[word(BREAST_CANCER), word("mbc", prefix=True)], [word(METASTATIC), word("mbc", prefix=True)]]),
        ("BRCA1/2", [[word("_markers_brca"), word("brca1", "2")]]),
        # names that overlap both count
        (
            "inflammatory breast cancer",
            [
                [word("_conditions_inflammatory"), word("inflammatory", "breast")],
                [word(BREAST_CANCER), word("breast", "cancer", prefix=True)],
            ],
        ),
        # part of a typed word is no name
        ("anti-HER2 drug", [[word("anti", "her2")], [word("drug", prefix=True)]]),
        ("anti-HER 2 drug", [[word("anti", "her2")], [word("drug", prefix=True)]]),
        # an exception is none of the name's
        ("locally advanced", [[word("_conditions_locally_advanced"), word("locally", "advanced", prefix=True)]]),
        # another spelling may be unfinished too
        ("erbb", [[word("erbb", prefix=True), word("her2"), word("her3")]]),
        ("c-erb", [[word("c", "erb", prefix=True), word("her2")]]),
        ("tumou", [[word("tumou", prefix=True), word("tumor"), word("tumors")]]),
    ],
)  # fmt: skip
def test_what_is_typed_means(typed: str, clauses: list[list[Alternative]]) -> None:
    assert [list(clause) for clause in parse_query(typed).clauses] == clauses


def test_nothing_typed_asks_nothing() -> None:
    assert parse_query("") == parse_query("  \n") == Query((), wordless=False)


@pytest.mark.parametrize("typed", ['"', "☃ 🎗", "\x00", "()*-:^", '""""'])
def test_a_query_without_a_word_says_so(typed: str) -> None:
    assert parse_query(typed) == Query((), wordless=True)


@pytest.mark.parametrize("typed", ["x" * 1_000_000, "x" * 401, "a " * 33, '"' + "a " * 33 + '"', "a-" * 33, "a," * 33])
def test_a_query_that_is_too_long_is_refused_with_what_to_do(typed: str) -> None:
    with pytest.raises(BadQuery, match="Use at most"):
        parse_query(typed)


def test_a_query_at_the_limit_is_taken() -> None:
    assert len(parse_query(" ".join(f"w{number}" for number in range(32))).clauses) == 32
    assert len(parse_query("x" * 400).clauses) == 1


@given(st.text(st.characters(exclude_categories=[]), max_size=400))
def test_no_query_breaks(typed: str) -> None:
    try:
        query = parse_query(typed)
    except BadQuery:
        return
    assert query.clauses or query.wordless or not typed.strip()
    assert all(alternative.tokens for clause in query.clauses for alternative in clause)


def test_the_digest_is_the_same_each_time() -> None:
    assert re.fullmatch("[0-9a-f]{64}", digest())
    assert digest() == digest()
