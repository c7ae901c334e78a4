"""The vocabulary in the reading API. In: kinds of terms; out: every term with its meaning, names and source."""

from __future__ import annotations

import datetime as dt

import msgspec
from rest_framework.request import Request
from rest_framework.response import Response

from finder import caching
from finder.api.answers import TermNames, TermRow, TermsAnswer
from finder.api.problems import Refused
from finder.api.reading import Reading, source
from finder.asks import slug
from finder.fields import Plain, QuestionFilters, unknown_parameters
from trials import vocabulary

ATTRIBUTION = (
    "Vocabulary of the Finder: each row names the source it was written by. A row without a date of review was not "
    "checked by a person yet."
)


class TermFilters(QuestionFilters):
    """What can be asked of the vocabulary."""

    kind = Plain(choices=[(one, one) for one in vocabulary.kinds()], required=False, label="Kind of term")


class Terms(Reading):
    """`GET /api/v1/terms/`: the whole vocabulary, or some kinds of it."""

    def since(self) -> dt.datetime:
        return caching.ALWAYS  # it ships with the code

    def get(self, request: Request) -> Response:
        refused = {name: [words] for name, words in unknown_parameters(request.GET, TermFilters.parameters()).items()}
        filters = TermFilters(request.GET, exact=True)
        if not filters.form.is_valid():
            refused |= filters.errors
        if refused:
            raise Refused(refused)
        kinds = filters.form.cleaned_data["kind"] or vocabulary.kinds()
        rows = [_row(term) for kind in vocabulary.kinds() if kind in kinds for term in vocabulary.terms(kind)]
        kinds_there = list(vocabulary.kinds())
        return Response(
            msgspec.to_builtins(TermsAnswer(**source(ATTRIBUTION), count=len(rows), kinds=kinds_there, results=rows))
        )


def _row(term: vocabulary.Term) -> TermRow:
    drug = term if isinstance(term, vocabulary.Drug) else None
    generic, brand, code = (drug.generic, drug.brands, drug.codes) if drug else ((), (), ())
    return TermRow(
        kind=term.kind,
        slug=slug(term.slug),
        label=term.label,
        meaning=term.meaning,
        label_es=term.label_es,
        meaning_es=term.meaning_es,
        names=TermNames(
            generic=list(generic),
            brand=list(brand),
            code=list(code),
            other=list(dict.fromkeys((*term.phrases, *term.spellings))),
            asked=list(term.asked),
        ),
        parents=[slug(one) for one in (drug.classes if drug else term.implies)],
        source=term.source,
        reviewed_on=term.reviewed_on,
    )
