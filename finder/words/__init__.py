"""Text → tokens, query → expression: the one function that records and queries pass, on both databases. Pure.

Called by `finder/index.py` (record_tokens, fts5_texts, to_tsvector, digest), `finder/filters.py` (parse_query) and
`finder/search.py` (to_fts5, to_tsquery). A token is made of [a-z0-9_] only, so both engines are given the same ones and
change nothing about them (FTS5: `tokenize = "unicode61 tokenchars '_'"`; PostgreSQL: literals, no configuration).

Three kinds of token never meet: words of the text (`her2`; a character beyond ASCII is `_` and its six hex digits, so
that prefixes stay prefixes), terms found in it (`_drugs_t_dxd`), and `_`, across which no phrase reaches.
"""

from __future__ import annotations

from finder.words.folding import fold
from finder.words.queries import Alternative, BadQuery, Query, parse_query, to_fts5, to_tsquery
from finder.words.records import fts5_texts, record_tokens, to_tsvector
from finder.words.terms import digest, term_token

__all__ = [
    "Alternative",
    "BadQuery",
    "Query",
    "digest",
    "fold",
    "fts5_texts",
    "parse_query",
    "record_tokens",
    "term_token",
    "to_fts5",
    "to_tsquery",
    "to_tsvector",
]
