"""What goes on a sheet for the oncologist, and into the columns of a comparison. In: ids and what was entered; out: a
`Sheet` of each trial. Called by `finder/pages/sheet.py` and `compare.py`; words are made there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from finder import persons
from finder.asks import CELLS, UNCLEAR
from finder.center_detail import CenterDetail, ChannelRow, details
from finder.detail import SiteRow, TrialDetail, detail
from finder.filters import TrialFilters
from finder.persons import Entered
from finder.reasons import Reason
from finder.rows import reasons_of
from finder.search import Answer, Question
from finder.snapshot import Snapshot, current
from finder.statements import UNREAD, Statement
from finder.verdicts import ABOVE, SAME, WHOLE, Verdict
from trials.models import Trial

REFERRAL = "referring-physician-line"
DEPENDS, DEMANDED, UNCLEARLY, SILENT = "depends", "demanded", "unclear", "silent"
"""Why a point is open: what was entered does not settle it; the trial asks for what was left unanswered; its sentence
could not be read; it says nothing of what was entered."""
READING = "reading"
"""The open point of a trial whose text was not read yet."""
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
        demanded: dict[tuple[str, str], list[str]] = {}
        for why, parameter, key in _demands(answer.snapshot, ordinal):
            if not _answered(parameter, key, answer.question.person):
                demanded.setdefault((why, parameter), []).append(key)
        for (why, parameter), keys in demanded.items():
            yield Open(why, parameter, tuple(filter(None, keys)))
    if any(_is_unread(one) for one in trial.asks):
        yield Open(UNCLEARLY, NOT_READ)
    yield from (Open(SILENT, one.parameter) for one in reasons if one.verdict == Verdict.SILENT)


def _is_unread(one: Statement) -> bool:
    return one.kind == UNREAD and one.question == NOT_READ


def _has(snapshot: Snapshot, word: str, ordinal: int) -> bool:
    return bool(snapshot.word(word) >> ordinal & 1)


def _demands(snapshot: Snapshot, ordinal: int) -> Iterator[tuple[str, str, str]]:
    """(why, parameter, key) of what one trial asks for, or where its sentence about it could not be read (DESIGN.md,
    *Match*). What it only keeps out is no demand. Of stages, being for other stages than metastatic alone counts: who
    comes here has that."""

    def asked(group: str) -> list[str]:
        return [ask.value for ask, trials in snapshot.asks(group) if trials >> ordinal & 1]

    def of(parameter: str, group: str, demanded: set[str] | None, key: str = "") -> Iterator[tuple[str, str, str]]:
        """`demanded`: the values that are a demand; None: any."""
        values = asked(group)
        if any(value != UNCLEAR and (demanded is None or value in demanded) for value in values):
            yield DEMANDED, parameter, key
        elif UNCLEAR in values:
            yield UNCLEARLY, parameter, key

    for parameter, kind, words in (
        ("biomarker", "biomarker", {"required"}),
        ("had", "therapy", {"required"}),
        ("spread", "spread", {"demanded"}),
    ):
        for key in snapshot.keys_of(kind):
            yield from of(parameter, f"{kind}.{key}", words, key)
    for key in snapshot.keys_of("lines"):
        values = asked(f"lines.{key}")
        if any(value == UNCLEAR for value in values):
            yield UNCLEARLY, "lines", key
        elif any(not value.startswith("0-") for value in values):
            yield DEMANDED, "lines", key
    if any({"refused", "part"}.intersection(asked(f"subtype.{cell}")) for cell in CELLS):
        yield DEMANDED, "subtype", ""
    elif any(UNCLEAR in asked(f"subtype.{cell}") for cell in CELLS):
        yield UNCLEARLY, "subtype", ""
    yield from of("stage", "stage.metastatic", {"refused"})
    yield from of("brain", "brain", {"demanded", "demanded-stable", "demanded-untreated", "demanded-none"})
    yield from of("leptomeningeal", "leptomeningeal", {"required"})
    yield from of("metastases", "metastases", None)
    yield from of("ecog", "ecog", None)
    yield from of("measurable", "measurable", {"required"})
    yield from of("menopause", "menopause", None)


def _answered(parameter: str, key: str, entered: Entered) -> bool:
    """Whether what was entered says something of it: then the verdict speaks, not the demand."""
    if parameter == "biomarker":
        return any(persons.is_about(str(one), key) for one in entered.get("biomarker", ())) or (
            key in entered.get("biomarker_not", ())
        )
    if parameter == "had":
        had = (persons.where(str(one), key) for one in entered.get("had", ()))
        never = (persons.where(str(one), key) for one in entered.get("not_had", ()))
        return any(where in (SAME, ABOVE) for where in had) or any(never)
    if parameter == "lines":
        return any(name in entered for name in persons.LINES)
    if parameter == "spread":
        return any(key in (one, WHOLE.get(str(one))) for one in entered.get("spread", ()))
    if parameter == "menopause" and entered.get("sex") == ("male",):
        return True
    return parameter in entered
