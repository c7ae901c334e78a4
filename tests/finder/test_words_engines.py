"""The same records and queries in SQLite's FTS5, in PostgreSQL and in plain Python find the same, whatever is typed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.words import (
    Alternative,
    BadQuery,
    Query,
    fts5_texts,
    parse_query,
    record_tokens,
    to_fts5,
    to_tsquery,
    to_tsvector,
)
from tests import services

pytestmark = pytest.mark.once

COLUMNS, WEIGHTS = ("title", "topic", "rest"), "ABC"
Record = Sequence[Sequence[str]]  # parts of each column


class Fts5:
    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute(
            f"CREATE VIRTUAL TABLE text USING fts5({', '.join(COLUMNS)}, tokenize = \"unicode61 tokenchars '_'\")"
        )

    def found(self, records: Sequence[Record], query: Query, columns: int | None = None) -> list[int]:
        self.connection.execute("DELETE FROM text")
        for number, record in enumerate(records):
            row = (number, *fts5_texts([record_tokens(parts) for parts in record]))
            self.connection.execute("INSERT INTO text (rowid, title, topic, rest) VALUES (?, ?, ?, ?)", row)
        match = to_fts5(query, COLUMNS[:columns] if columns else None)
        rows = self.connection.execute("SELECT rowid FROM text WHERE text MATCH ? ORDER BY rowid", [match])
        return [number for (number,) in rows]


class Postgres:
    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)

    def found(self, records: Sequence[Record], query: Query, columns: int | None = None) -> list[int]:
        vectors = [to_tsvector(list(zip(map(record_tokens, record), WEIGHTS, strict=True))) for record in records]
        rows = self.connection.execute(
            "SELECT number - 1 FROM unnest(%s::text[]) WITH ORDINALITY AS one (vector, number) "
            "WHERE vector::tsvector @@ %s::tsquery ORDER BY number",
            [vectors, to_tsquery(query, WEIGHTS[:columns] if columns else None)],
        )
        return [number for (number,) in rows]


def plainly_found(records: Sequence[Record], query: Query, columns: int | None = None) -> list[int]:
    def stands(alternative: Alternative, tokens: list[str]) -> bool:
        *before, last = alternative.tokens
        size = len(alternative.tokens)
        return any(
            tokens[start : start + size - 1] == before
            and (tokens[start + size - 1].startswith(last) if alternative.prefix else tokens[start + size - 1] == last)
            for start in range(len(tokens) - size + 1)
        )

    held = [[record_tokens(parts) for parts in record[:columns]] for record in records]
    return [
        number
        for number, texts in enumerate(held)
        if all(any(stands(one, text) for one in clause for text in texts) for clause in query.clauses)
    ]


@pytest.fixture(scope="module")
def fts5() -> Fts5:
    return Fts5()


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    url = services.postgres()
    if not url:
        pytest.skip("no PostgreSQL answers here")
    engine = Postgres(url)
    yield engine
    engine.connection.close()


@pytest.fixture(scope="module", params=["fts5", "postgres"])
def engine(request: pytest.FixtureRequest) -> Fts5 | Postgres:
    found: Fts5 | Postgres = request.getfixturevalue(request.param)
    return found


RECORDS: list[Record] = [
    (["Enhertu for HER-2 low breast carcinoma"], ["Breast Cancer", "Stage IV"], ["fam-trastuzumab deruxtecan-nxki"]),
    (["Herceptin in HER2-positive disease"], ["Locally Advanced Breast Neoplasms"], ["Secondary endpoints: survival"]),
    (["Étude à Zürich"], ["Tumours", "breast", "cancer"], ["中文 text"]),
]


@pytest.mark.parametrize(
    ("typed", "columns", "numbers"),
    [
        ("T-DXd", None, [0]),
        ("trastuzumab", None, [0, 1]),
        ('"trastuzumab deruxtecan"', None, [0]),
        ('"Enhertu low"', None, []),
        ("erbb2", None, [0, 1]),
        ("secondary breast cancer", None, [0, 1]),
        ("stage 4", None, [0]),
        ("metastatic", 1, []),
        ("metastatic", 2, [0]),
        ('"breast cancer"', None, [0]),
        ("breast cancer", None, [0, 1]),
        ("etude zurich", None, [2]),
        ("tumour", None, [2]),
        ("tumo", None, [2]),
        ("中", None, [2]),
        ("文", None, []),
        ("her", None, [0, 1]),
        ('"her"', None, []),
        ("low breast", 1, [0]),
        ("disease locally", None, [1]),
        ('"disease locally"', None, []),
    ],
)
def test_each_engine_finds_what_is_meant(
    engine: Fts5 | Postgres, typed: str, columns: int | None, numbers: list[int]
) -> None:
    assert engine.found(RECORDS, parse_query(typed), columns) == numbers


# Words of the vocabulary, of its spellings and exceptions, and signs that mean something to an engine or to us.
PIECES = (
    "breast cancer carcinoma BRCA1/2 HER-2 her 2 neu HER2-positive T-DXd Enhertu trastuzumab deruxtecan phesgo locally "
    "advanced advanced-stage stage IV 4 mets secondary brain metastases no PD-L1 PD L1 tumour tumors é ß 中 中文 _ __ "
    "a an AND OR NOT NEAR NEAR(a) a* ^a title: {title}: -a +a 'a' \\ \\' '' ' ; -- % & | ! <-> ( ) :* :A * ☃ "
    '\x00 \u202e _drugs_t_dxd _004e2d " “ ”'
).split(" ")
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=8).map(" ".join)
glued = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=8).map("".join)
records = st.lists(st.tuples(*[st.lists(texts, max_size=2)] * 3), min_size=1, max_size=4)


@given(records=records, typed=texts | glued, columns=st.sampled_from([None, 1, 2]))
def test_hostile_text_finds_what_plain_python_finds(
    engine: Fts5 | Postgres, records: list[Record], typed: str, columns: int | None
) -> None:
    try:
        query = parse_query(typed)
    except BadQuery:
        return
    if query.clauses:
        assert engine.found(records, query, columns) == plainly_found(records, query, columns)


@given(part=texts | glued)
def test_a_record_is_found_by_its_text_in_quotes(fts5: Fts5, part: str) -> None:
    part = re.sub('["“”„‟«»″＂]', " ", part)
    query = parse_query(f'"{part}"')
    if query.clauses:
        assert fts5.found([(["before", part], [], [])], query) == [0]


def numbered(count: int, stem: str = "w") -> str:
    return " ".join(f"{stem}{number}" for number in range(count))


@pytest.mark.parametrize(
    "record",
    [
        pytest.param((["of breast"], ["of"], ["of the " * 300 + "of course"]), id="a word too often"),
        pytest.param(([numbered(9)], [numbered(9, "x")], [numbered(17_000) + " Enhertu the end"]), id="too many words"),
        pytest.param(
            ([numbered(17_000)], ["second Enhertu"], ["third w3 w4"]), id="too many words in the first column"
        ),
        pytest.param(
            (["first"], ["Enhertu"], [" ".join(f"w{n}" + "中" * 50 for n in range(9_000))]),
            id="more bytes than a tsvector holds",
        ),
        pytest.param((["first"], ["Enhertu"], ["x" * 3_000_000]), id="a word without end"),
    ],
)
def test_a_record_beyond_the_bounds_is_the_same_on_both(fts5: Fts5, postgres: Postgres, record: Record) -> None:
    words = ["of", "first", "w3", "w16900", "T-DXd", "x"]
    # "w16355" stands just before the last position.
    phrases = [
        '"w16355 w16900"',
        '"of the"',
        '"of course"',
        '"the of"',
        '"w3 w4"',
        '"w16900 w16901"',
        '"x8 w0"',
        '"the end"',
    ]
    for query in map(parse_query, words + phrases):
        for columns in (None, 1, 2):
            assert fts5.found([record], query, columns) == postgres.found([record], query, columns), query


def test_beyond_the_bounds_words_and_names_are_still_found(fts5: Fts5) -> None:
    record: Record = ([], [], [numbered(17_000) + " Enhertu the end"])
    assert [fts5.found([record], parse_query(typed)) for typed in ("w16999", "T-DXd", "end", '"the end"')] == [
        [0], [0], [0], [],
    ]  # fmt: skip


def test_a_word_that_repeats_too_often_loses_late_phrases_only(fts5: Fts5) -> None:
    record: Record = ([], [], ["of the " * 400 + "of course"])
    assert [fts5.found([record], parse_query(typed)) for typed in ('"of the"', "course", '"of course"')] == [
        [0],
        [0],
        [],
    ]


def test_weights_and_columns_that_are_none_are_refused() -> None:
    query = parse_query("x")
    with pytest.raises(ValueError, match="letter"):
        to_tsquery(query, "E")
    with pytest.raises(ValueError, match="letter"):
        to_tsvector([(["x"], "")])
    with pytest.raises(ValueError, match="token"):
        to_fts5(query, ["a b"])


def test_a_token_that_is_none_reaches_no_engine() -> None:
    hostile = Query(((Alternative(("x' | 'y",)),),))
    for render in (to_fts5, to_tsquery):
        with pytest.raises(ValueError, match="not a token"):
            render(hostile)
    with pytest.raises(ValueError, match="not a token"):
        to_tsvector([(["x' | 'y"], "A")])


def test_nothing_to_search_for_is_no_expression() -> None:
    for render in (to_fts5, to_tsquery):
        with pytest.raises(ValueError, match="nothing"):
            render(Query())
