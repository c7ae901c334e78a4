"""`manage.py try_term SLUG`: what a row of the vocabulary, as it is on disk now, would change in what was read. Writes
nothing.

In: the slug of a row; out: the stored trials that would gain or lose an answer that the row is a part of, each with the
sentences. Which answers those are is said in the help.
"""

from __future__ import annotations

import difflib
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from tqdm import tqdm

from trials import readers, texts, vocabulary
from trials.eligibility import Answer, Listing, digest, values
from trials.eligibility.mentions import Lexicon, lowered
from trials.models import Finding, Reading, Trial
from trials.standing import answer
from trials.vocabulary import Term

CHUNK = 200
HELP = """\
Which stored trials would gain (+) or lose (-) an answer if what is on disk now were read,
against what is stored; with the sentences. Nothing is written.

Read are the trials whose text names the row, and those with a stored answer about it. Shown are
  +  answers that are new or other than before, where a sentence that proves them names the row;
  -  answers that are gone or other than before, where one of their sentences names the row, or
     where they are about it: its marker, site, stage or kind of treatment, a class it belongs to.
So "-" may show what another row took away; what no sentence and no name ties to the row is left
out. Only the sentences have changed? Then the answer is the same, and is not shown."""


@dataclass(frozen=True, slots=True)
class _Row:
    """The terms of that slug (a class and a modality may share it)."""

    terms: tuple[Term, ...]
    keys: frozenset[str]
    """Of the answers that are about it."""
    names: Lexicon

    def is_named_in(self, text: str) -> bool:
        return bool(self.names.scan(lowered(text)))

    def is_named_by(self, one: Answer) -> bool:
        return any(self.is_named_in(each.quote) for each in one.evidence)

    def is_about(self, one: Answer) -> bool:
        return one.key.partition("/")[0] in self.keys  # "chemotherapy/advanced"


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("slug", help="of a row in trials/vocabulary/")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        row = _row(slug)
        for term in row.terms:
            self.stdout.write(f"{term.kind} [{term.slug}] {term.label}: {', '.join(term.names[:12])}")
        if not Reading.objects.exclude(digest=digest()).exists():
            self.stdout.write("All that is stored was read with just this vocabulary: nothing can differ.")
            return
        looked = gained = lost = moved = 0
        jobs = readers.cores() if Reading.objects.count() > CHUNK else 1
        batches = tqdm(_batches(row), unit=" chunks", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False)
        for chunk, said in readers.read_all(batches, jobs=jobs):
            stored = _stored([pk for pk, _, _ in chunk])
            for (pk, public_id, same_text), now in zip(chunk, said, strict=True):
                if now is None or not same_text:
                    moved += 1
                    continue
                looked += 1
                more, less = _differences(row, stored[pk], {(one.question, one.key): one for one in now})
                gained, lost = gained + bool(more), lost + bool(less)
                for sign, answers in (("-", less), ("+", more)):
                    for one in answers:
                        self._show(public_id, sign, one)
        self.stdout.write(f"{looked:,} trials read: {gained:,} would gain, {lost:,} would lose. Nothing was written.")
        if moved:
            self.stdout.write(f"{moved:,} more have another text than was read: read_eligibility first.")

    def _show(self, public_id: str, sign: str, one: Answer) -> None:
        says = "unclear" if one.state == "unclear" else values.label(one.question, one.key, one.value)
        self.stdout.write(f"{public_id} {sign} {values.name(one.question, one.key)}: {says}")
        for quote in dict.fromkeys(each.quote for each in one.evidence):
            self.stdout.write(f"    “{' '.join(quote.split())}”")


def _row(slug: str) -> _Row:
    """Raises CommandError where no file has such a row."""
    everything = [term for kind in vocabulary.kinds() for term in vocabulary.terms(kind)]
    terms = tuple(term for term in everything if term.slug == slug)
    if not terms:
        near = difflib.get_close_matches(slug, dict.fromkeys(term.slug for term in everything), n=5, cutoff=0.5)
        raise CommandError(f"No row is called {slug!r}." + (f" Near it: {', '.join(near)}." if near else ""))
    names = [("row", slug, name) for term in terms for name in (*term.names, *term.spellings)]
    return _Row(terms, frozenset(key for term in terms for key in _keys(term)), Lexicon(names))


def _keys(term: Term) -> Iterator[str]:
    """Keys of the answers that a row can give."""
    yield term.slug
    guide = getattr(term, "guide", ())  # one name or several
    yield from (guide,) if isinstance(guide, str) and guide else guide
    if term.kind in ("classes", "drugs"):
        yield from vocabulary.ancestors(term.slug)
        yield from vocabulary.prior_therapies(term.slug)
        yield from vocabulary.modalities(term.slug)


Chunk = list[tuple[int, str, bool]]
"""Trial, public id, whether its text is the one that was read."""


def _batches(row: _Row) -> Iterator[tuple[Chunk, list[Listing]]]:
    """The trials that the row may concern, a chunk at a time."""
    about = Q(key__in=row.keys)
    for key in row.keys:
        about |= Q(key__startswith=f"{key}/")
    last = 0
    while rows := list(
        Trial.objects.filter(pk__gt=last, reading__isnull=False)
        .order_by("pk")
        .values("pk", *texts.COLUMNS, "reading__text_hash")[:CHUNK]
    ):
        last = rows[-1]["pk"]
        answered = set(
            Finding.objects.filter(about, trial__in=[each["pk"] for each in rows]).values_list("trial_id", flat=True)
        )
        chunk, listings = Chunk(), list[Listing]()
        for each in rows:
            listing = texts.listing(each)
            if each["pk"] in answered or row.is_named_in("\n".join(listing.fields().values())):
                same = each["reading__text_hash"] == texts.text_hash(listing)
                chunk.append((each["pk"], each["public_id"], same))
                listings.append(listing)
        yield chunk, listings


def _stored(pks: Iterable[int]) -> dict[int, dict[tuple[str, str], Answer]]:
    found: dict[int, dict[tuple[str, str], Answer]] = {pk: {} for pk in pks}
    rows = Finding.objects.filter(trial__in=found)
    for pk, *columns in rows.values_list("trial_id", "question", "key", "value", "state", "evidence"):
        one = answer(*columns)
        found[pk][one.question, one.key] = one
    return found


def _differences(
    row: _Row, before: dict[tuple[str, str], Answer], now: dict[tuple[str, str], Answer]
) -> tuple[list[Answer], list[Answer]]:
    """(gained, lost), of the answers that the row is a part of."""

    def said(one: Answer | None) -> object:
        return one and (one.value, one.state)

    more = [one for key, one in now.items() if said(one) != said(before.get(key)) and row.is_named_by(one)]
    less = [
        one
        for key, one in before.items()
        if said(one) != said(now.get(key)) and (row.is_about(one) or row.is_named_by(one))
    ]
    return more, less
