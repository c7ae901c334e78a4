"""Listing → Reading: builds the lexicon once, lays the page out, asks each question. Pure."""

from __future__ import annotations

import functools
import hashlib
import importlib
import pkgutil
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol, cast

from trials import vocabulary
from trials.eligibility import questions, stances
from trials.eligibility.answers import Answer, Listing, Reading
from trials.eligibility.mentions import Lexicon, own_names
from trials.eligibility.page import Page


class Question(Protocol):
    """A module in `questions/`."""

    __name__: str

    def words(self) -> Iterable[tuple[str, str, str]]:
        """(kind, slug, name) of what it wants found."""

    def bars(self) -> Iterable[tuple[str, str, str]]:
        """(kind, slug, wording) in which that does not count."""

    def answers(self, page: Page) -> Iterable[Answer]: ...


@functools.cache
def all_questions() -> tuple[Question, ...]:
    found = sorted(
        module.name for module in pkgutil.iter_modules(questions.__path__) if not module.name.startswith("_")
    )
    return tuple(cast(Question, importlib.import_module(f"{questions.__name__}.{name}")) for name in found)


@functools.cache
def lexicon() -> Lexicon:
    asked = all_questions()
    names = [name for question in asked for name in question.words()]
    return Lexicon(
        [*names, *stances.names(), *own_names("cohort")], [bar for question in asked for bar in question.bars()]
    )


def read(listing: Listing) -> Reading:
    """All that the texts of a trial say. Never raises, whatever the text."""
    page = Page(listing, lexicon())
    return Reading(listing.nct_id, tuple(answer for question in all_questions() for answer in question.answers(page)))


@functools.cache
def digest() -> str:
    """Changes when the vocabulary, the cues or a rule does: what was read with another one is stale."""
    sha = hashlib.sha256(vocabulary.digest().encode())
    here = Path(__file__).parent
    for path in sorted([*here.glob("*.py"), *here.glob("*.toml"), *here.glob("questions/*.py")]):
        sha.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()
