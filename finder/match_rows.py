"""Typed rows of Match, that page and JSON print. In: a `Matching` and a page of it; out: rows with points in words.

Called by `finder/pages/match.py` and `finder/api/match.py`. A handful of queries, however many trials and groups.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from finder import match_words, persons, verdicts
from finder.asks import UNCLEAR, Ask, slug
from finder.matching import READING, Matching, Point, Points
from finder.reasons import AT_THE_REGISTRY, Reason, Said, questions
from finder.rows import TrialRow, registry_words, rows
from finder.said import statements_of
from finder.statements import UNREAD, Statement
from finder.verdicts import DEPENDS, EXCLUDES, Verdict
from trials.models import Trial

_KINDS = {
    "biomarker": "biomarker",
    "biomarker_not": "biomarker",
    "had": "therapy",
    "not_had": "therapy",
    "spread": "spread",
    **dict.fromkeys(persons.LINES, "lines"),
}
"""Parameters of which a trial may ask several things, each in a group of asks of its own."""


@dataclass(frozen=True, slots=True)
class MatchPoint:
    """One thing that blocks, is open, or is not spoken of."""

    parameter: str
    key: str
    """Which of several things the trial asks (`esr1`); empty where it asks one."""
    words: str
    cohorts: tuple[str, ...]
    """Headings of the groups that ask it, where not all do."""
    said: tuple[Said, ...]
    """What the trial says, with its sentences."""


@dataclass(frozen=True, slots=True)
class MatchRow:
    trial: TrialRow
    group: str
    lead: str
    """Stands before the blockers; empty where there are none."""
    blockers: list[MatchPoint]
    open: list[MatchPoint]
    silent: list[MatchPoint]


def match_rows(matching: Matching, ordinals: Sequence[int], *, unit: str) -> list[MatchRow]:
    """The rows of these trials, in their order. A trial that left since the index was built is left out."""
    answer = matching.answer
    points = {ordinal: matching.points(ordinal) for ordinal in ordinals}
    columns = ("pk", "public_id", "sex", "minimum_age_text", "maximum_age_text")
    held = {
        row["public_id"]: row
        for row in Trial.objects.filter(pk__in=[answer.snapshot.ids[one] for one in ordinals]).values(*columns)
    }
    asked = questions(_asked(points.values()))
    statements = statements_of([row["pk"] for row in held.values()], asked) if asked else {}
    found = []
    for row in rows(answer, ordinals, unit=unit):
        if row.id not in held:  # it left between two queries
            continue
        ordinal = answer.snapshot.ordinal(held[row.id]["pk"])
        if ordinal is not None:
            at = _At(matching, ordinal, row, statements.get(held[row.id]["pk"], []), registry_words(held[row.id]))
            found.append(at.row(points[ordinal]))
    return found


def _asked(points: Iterable[Points]) -> Iterator[str]:
    """The parameters whose statements are not in the rows' own reasons."""
    for each in points:
        yield from (point.parameter for point in each.demanded if point.parameter != READING)
        yield from (name for name in each.blockers if name == "scope")


class _At:
    """One trial, with all that is needed to put its points into words."""

    def __init__(
        self,
        matching: Matching,
        ordinal: int,
        trial: TrialRow,
        statements: Sequence[Statement],
        registry: dict[str, str],
    ) -> None:
        self.answer = matching.answer
        self.ordinal = ordinal
        self.trial = trial
        self.statements = statements
        self.registry = registry
        self.reasons = {one.parameter: one for one in trial.reasons}

    def row(self, points: Points) -> MatchRow:
        opened = [
            *(self._depends(name) for name in points.depends),
            *(self._demanded(point) for point in points.demanded),
        ]
        return MatchRow(
            trial=self.trial,
            group=points.group,
            lead=match_words.lead(points.group, is_open=bool(opened)),
            blockers=[self._blocker(name) for name in points.blockers],
            open=opened,
            silent=[
                MatchPoint(name, "", match_words.silence(name, self._entered(name)), (), ()) for name in points.silent
            ],
        )

    def _entered(self, name: str, only: Collection[persons.Value] = ()) -> str:
        """`only`: of several values those that matter here."""
        values = self.answer.question.person[name]
        one_of = name in persons.PARAMETERS and persons.PARAMETERS[name].kind == persons.ONE_OF
        return match_words.entered(name, [one for one in values if not only or one in only], one_of=one_of)

    def _blocker(self, name: str) -> MatchPoint:
        if name not in self.reasons:  # the scope is no parameter of a person
            said = self._stated(Point(name))
            return MatchPoint(name, "", match_words.blocker(_says(said), name, ""), (), said)
        said, given = self._telling(self.reasons[name], EXCLUDES)
        return MatchPoint(name, "", match_words.blocker(_says(said), name, given), (), said)

    def _depends(self, name: str) -> MatchPoint:
        reason = self.reasons[name]
        said, given = self._telling(reason, DEPENDS)
        found = reason.note or (match_words.NOT_SURE if self._is_unread(name, said) else "")
        note = gettext(found) if found else ""
        words = match_words.doubt(_says(said), name, given, note)
        return MatchPoint(name, "", words, reason.cohorts, said)

    def _is_unread(self, name: str, said: Iterable[Said]) -> bool:
        """Whether a number is shown that was not read for sure; what is no number says so itself."""
        if name not in (*persons.LINES, "metastases"):
            return False
        groups = [f"lines.{slug(one.key.replace('/', '-'))}" for one in said] if name in persons.LINES else [name]
        return any(
            ask.value == UNCLEAR and trials >> self.ordinal & 1
            for group in groups
            for ask, trials in self.answer.snapshot.asks(group)
        )

    def _demanded(self, point: Point) -> MatchPoint:
        about = [one for one in self.statements if is_of(one, point)]
        cohorts = sorted({heading for one in about for heading in one.cohorts})
        return MatchPoint(
            point.parameter,
            point.key,
            match_words.demand(point.parameter, point.key, is_read=all(one.kind != UNREAD for one in about)),
            tuple(cohorts),
            self._stated(point),
        )

    def _stated(self, point: Point) -> tuple[Said, ...]:
        """What the trial says of it, the registry's own field first."""
        said = [Said(one.title, one.words, one.quotes, one.key) for one in self.statements if is_of(one, point)]
        if point.parameter in self.registry:
            said.insert(0, Said(AT_THE_REGISTRY, self.registry[point.parameter], ()))
        return tuple(_named(one, point.parameter) for one in said)

    # -- which of several sentences it is -----------------------------------------------------------------------------

    def _telling(self, reason: Reason, verdict: Verdict) -> tuple[tuple[Said, ...], str]:
        """What the trial says that comes to this verdict by itself, and what was entered that it says it of. All where
        nothing does by itself (groups that have none in common, a field and a text that disagree)."""
        name = reason.parameter
        telling: list[Said] = []
        given: set[persons.Value] = set()
        for one in reason.said if name in _KINDS else ():
            values = {value for value, of_it in self._verdicts(name, one.key) if of_it is verdict}
            if values:
                telling.append(one)
                given |= values
        return tuple(_named(one, name) for one in telling or reason.said), self._entered(name, given)

    def _verdicts(self, name: str, key: str) -> Iterator[tuple[persons.Value, Verdict | None]]:
        """Each value entered, and how the trial would stand to it, did it ask no more than this one thing."""
        word = slug(key.replace("/", "-"))
        for ask, trials in self.answer.snapshot.asks(f"{_KINDS[name]}.{word}"):
            if trials >> self.ordinal & 1:
                for value in self.answer.question.person[name]:
                    verdict = self._on(name, value, word, ask)
                    yield value, DEPENDS if verdict is EXCLUDES and ask.cohorts else verdict

    def _on(self, name: str, value: persons.Value, key: str, ask: Ask) -> Verdict | None:
        entered = str(value)
        if name == "biomarker":
            return verdicts.biomarker(entered, key, ask.value)
        if name == "biomarker_not":
            return verdicts.biomarker_not(entered, key, ask.value)
        if name == "spread":
            return verdicts.spread(entered, key, ask.value)
        if name in persons.LINES:
            person = self.answer.question.person
            known = {one: int(person[one][0]) if one in person else None for one in persons.LINES}
            return verdicts.prior_lines(key, ask.value, **known)
        where = persons.where(entered, key)
        if where is None:
            return None
        return verdicts.had(where, ask.value, ask.conditions) if name == "had" else verdicts.not_had(where, ask.value)


def is_of(statement: Statement, point: Point) -> bool:
    """Whether this is what a trial says of the point."""
    if point.parameter == "lines":
        return statement.parameter in persons.LINES and slug(statement.key.replace("/", "-")) == point.key
    if point.parameter in _KINDS:
        return statement.parameter == point.parameter and slug(statement.key) == point.key
    return statement.question == "scope" if point.parameter == "scope" else statement.parameter == point.parameter


def _named(said: Said, name: str) -> Said:
    """The registry's field says of what it is."""
    return said if said.title != AT_THE_REGISTRY else replace(said, title=match_words.at_the_registry(name))


def _says(said: Iterable[Said]) -> str:
    return "; ".join(dict.fromkeys(match_words.says(one.title, one.words) for one in said))
