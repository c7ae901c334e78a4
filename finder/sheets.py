"""What goes on a sheet for the oncologist, and into the columns of a comparison. In: ids and what was entered; out: a
`Sheet` of each trial. Called by `finder/pages/sheet.py` and `compare.py`; words are made there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from finder.asks import UNCLEAR
from finder.center_detail import CenterDetail, ChannelRow, details
from finder.detail import SiteRow, TrialDetail, detail
from finder.filters import TrialFilters
from finder.match_rows import is_of
from finder.matching import READING, Point, answered, demands
from finder.reasons import Reason
from finder.rows import reasons_of
from finder.search import Answer, Question
from finder.snapshot import Snapshot, current
from finder.statements import UNREAD, Statement
from finder.verdicts import Verdict
from trials.models import Trial

REFERRAL = "referring-physician-line"
DEPENDS, DEMANDED, UNCLEARLY, SILENT = "depends", "demanded", "unclear", "silent"
"""Why a point is open: what was entered does not settle it; the trial asks for what was left unanswered; its sentence
could not be read; it says nothing of what was entered."""
NOT_READ = "organ_function"
"""The question of the reader that it finds and never reads."""


@dataclass(frozen=True, slots=True)
class Open:
    """Something that is not known. `keys`: of what, where a trial may ask several things of one kind (`esr1`)."""

    why: str
    parameter: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Referral:
    """The lines of a center that are for doctors who refer."""

    center: CenterDetail
    lines: list[ChannelRow]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One trial. `nearest`: the nearest recruiting site, none without a place; `placebo`: None where not known."""

    trial: TrialDetail
    reasons: list[Reason]
    open: list[Open]
    nearest: SiteRow | None
    recruiting: int
    referral: Referral | None
    placebo: bool | None


def sheets(ids: Sequence[str], filters: TrialFilters, *, understood: bool) -> list[Sheet]:
    """In the order of `ids` (public ids; one that is nobody's is left out). `understood`: whether what was entered is
    valid; if not, nothing of it counts but the place."""
    place = filters.found
    answer = filters.answer(examples=True) if understood else Answer(Question(), current())
    wanted = {one.slug for one in filters.form.cleaned_data.get("center") or ()} if understood else set()
    found = [
        one
        for public_id in ids
        if (one := detail(public_id, near=place.point if place else None, unit=filters.unit_asked)) is not None
    ]
    nearest = {one.id: _nearest(one, near=place is not None, centers=wanted) for one in found}
    centers = details({site.center for site in nearest.values() if site and site.center})
    keys = dict(Trial.objects.filter(public_id__in=nearest).values_list("public_id", "pk"))
    return [_sheet(one, answer, nearest[one.id], centers, answer.snapshot.ordinal(keys[one.id])) for one in found]


def _sheet(
    trial: TrialDetail,
    answer: Answer,
    nearest: SiteRow | None,
    centers: dict[str, CenterDetail],
    ordinal: int | None,
) -> Sheet:
    reasons = reasons_of(answer, trial.id, trial.asks)
    placebo = None
    if ordinal is not None:
        placebo = next(
            (says == "yes" for says in ("yes", "no") if _has(answer.snapshot, f"placebo:{says}", ordinal)), None
        )
    return Sheet(
        trial=trial,
        reasons=reasons,
        open=list(_open(trial, reasons, answer, ordinal)),
        nearest=nearest,
        recruiting=sum(site.status == "recruiting" for site in trial.sites),
        referral=_referral(centers.get(nearest.center or "")) if nearest else None,
        placebo=placebo,
    )


def _nearest(trial: TrialDetail, *, near: bool, centers: set[str]) -> SiteRow | None:
    """The nearest recruiting site; without a place the one at a center that was asked for."""
    recruiting = [site for site in trial.sites if site.status == "recruiting"]
    if near:
        return next((site for site in recruiting if site.distance is not None), None)
    return next((site for site in recruiting if site.center in centers), None)


def _referral(center: CenterDetail | None) -> Referral | None:
    if center is None:
        return None
    lines = [one for group in center.contacts for one in group.channels if one.kind == REFERRAL and one.value]
    return Referral(center, lines) if lines else None


# -- what is open -----------------------------------------------------------------------------------------------------


def _open(trial: TrialDetail, reasons: Iterable[Reason], answer: Answer, ordinal: int | None) -> Iterator[Open]:
    """What is to be asked, the points that may decide first. Expanded access is no study: nothing is asked of it."""
    if trial.study_type == "expanded-access":
        return
    if trial.read_on is None:
        yield Open(DEMANDED, READING)
        return
    yield from (Open(DEPENDS, one.parameter) for one in reasons if one.verdict == Verdict.DEPENDS)
    if ordinal is not None:
        asked: dict[tuple[str, str], list[str]] = {}
        for point in _demanded(answer, ordinal):
            unread = any(one.kind == UNREAD for one in trial.asks if is_of(one, point))
            asked.setdefault((UNCLEARLY if unread else DEMANDED, point.parameter), []).append(point.key)
        for (why, parameter), keys in asked.items():
            yield Open(why, parameter, tuple(filter(None, keys)))
    if any(_is_unread(one) for one in trial.asks):
        yield Open(UNCLEARLY, NOT_READ)
    yield from (Open(SILENT, one.parameter) for one in reasons if one.verdict == Verdict.SILENT)


def _is_unread(one: Statement) -> bool:
    return one.kind == UNREAD and one.question == NOT_READ


def _has(snapshot: Snapshot, word: str, ordinal: int) -> bool:
    return bool(snapshot.word(word) >> ordinal & 1)


def _demanded(answer: Answer, ordinal: int) -> Iterator[Point]:
    """What one trial demands and was left unanswered, as Match counts it. Of stages that metastatic cancer is refused,
    or may be, is all that is asked: who comes here has that, and a sheet has room for seven questions."""
    for point, trials in demands(answer.snapshot).items():
        if point == Point("stage") and not _refuses_metastatic(answer.snapshot, ordinal):
            continue
        if trials >> ordinal & 1 and not answered(point, answer.question.person):
            yield point


def _refuses_metastatic(snapshot: Snapshot, ordinal: int) -> bool:
    return any(
        ask.value in ("refused", UNCLEAR) and trials >> ordinal & 1 for ask, trials in snapshot.asks("stage.metastatic")
    )
