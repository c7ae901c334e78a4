"""Typed rows of Match, that page and JSON print. In: a `Matching` and a page of it; out: rows with points in words.

Called by `finder/pages/match.py` and `finder/api/match.py`. A handful of queries, however many trials and groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from finder import match_words, persons, verdicts
from finder.asks import Ask, slug
from finder.labels import TITLES
from finder.matching import READING, Matching, Point, Points
from finder.reasons import AT_THE_REGISTRY, Reason, Said, questions
from finder.rows import TrialRow, registry_words, rows
from finder.said import statements_of
from finder.statements import Statement
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

    def _entered(self, name: str) -> str:
        one_of = name in persons.PARAMETERS and persons.PARAMETERS[name].kind == persons.ONE_OF
        return match_words.entered(name, self.answer.question.person[name], one_of=one_of)

    def _blocker(self, name: str) -> MatchPoint:
        if name not in self.reasons:  # the scope is no parameter of a person
            said = self._stated(Point(name))
            return MatchPoint(name, "", match_words.blocker(_says(said), name, ""), (), said)
        said = self._telling(self.reasons[name], EXCLUDES)
        return MatchPoint(name, "", match_words.blocker(_says(said), name, self._entered(name)), (), said)

    def _depends(self, name: str) -> MatchPoint:
        reason = self.reasons[name]
        said = self._telling(reason, DEPENDS)
        words = match_words.doubt(_says(said), name, self._entered(name), reason.note)
        return MatchPoint(name, "", words, reason.cohorts, said)

    def _demanded(self, point: Point) -> MatchPoint:
        about = [one for one in self.statements if _is_of(one, point)]
        cohorts = sorted({heading for one in about for heading in one.cohorts})
        return MatchPoint(
            point.parameter,
            point.key,
            match_words.demand(point.parameter, point.key),
            tuple(cohorts),
            self._stated(point),
        )

    def _stated(self, point: Point) -> tuple[Said, ...]:
        """What the trial says of it, the registry's own field first."""
        said = [Said(one.title, one.words, one.quotes, one.key) for one in self.statements if _is_of(one, point)]
        if point.parameter in self.registry:
            said.insert(0, Said(AT_THE_REGISTRY, self.registry[point.parameter], ()))
        return tuple(_named(one, point.parameter) for one in said)

    # -- which of several sentences it is -----------------------------------------------------------------------------

    def _telling(self, reason: Reason, verdict: Verdict) -> tuple[Said, ...]:
        """What the trial says that comes to this verdict by itself; all that concerns the parameter where nothing does
        (groups that have none in common, a field and a text that disagree)."""
        name = reason.parameter
        telling = [one for one in reason.said if name in _KINDS and verdict in self._verdicts(name, one.key)]
        return tuple(_named(one, name) for one in telling or reason.said)

    def _verdicts(self, name: str, key: str) -> set[Verdict | None]:
        """How the trial would stand, did it ask no more than this one thing."""
        word = slug(key.replace("/", "-"))
        return {
            DEPENDS if verdict is EXCLUDES and ask.cohorts else verdict
            for ask, trials in self.answer.snapshot.asks(f"{_KINDS[name]}.{word}")
            if trials >> self.ordinal & 1
            for verdict in self._on(name, word, ask)
        }

    def _on(self, name: str, key: str, ask: Ask) -> Iterator[Verdict | None]:
        person = self.answer.question.person
        if name in persons.LINES:
            known = {one: int(person[one][0]) if one in person else None for one in persons.LINES}
            yield verdicts.prior_lines(key, ask.value, **known)
            return
        for value in map(str, person[name]):
            where = persons.where(value, key) if name in ("had", "not_had") else None
            if name == "biomarker":
                yield verdicts.biomarker(value, key, ask.value)
            elif name == "biomarker_not":
                yield verdicts.biomarker_not(value, key, ask.value)
            elif name == "spread":
                yield verdicts.spread(value, key, ask.value)
            elif where:
                yield (
                    verdicts.had(where, ask.value, ask.conditions)
                    if name == "had"
                    else verdicts.not_had(where, ask.value)
                )


def _is_of(statement: Statement, point: Point) -> bool:
    if point.parameter == "lines":
        return statement.parameter in persons.LINES and slug(statement.key.replace("/", "-")) == point.key
    if point.parameter in _KINDS:
        return statement.parameter == point.parameter and slug(statement.key) == point.key
    return statement.question == "scope" if point.parameter == "scope" else statement.parameter == point.parameter


def _named(said: Said, name: str) -> Said:
    """The registry's field says of what it is."""
    return replace(said, title=f"{TITLES[name]}, at the registry") if said.title == AT_THE_REGISTRY else said


def _says(said: Iterable[Said]) -> str:
    return "; ".join(dict.fromkeys(match_words.says(one.title, one.words) for one in said))
