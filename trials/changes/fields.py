"""Two versions of a registration → what changed, field by field, in words. Pure; called by this package's readers.

What is only formatting is no change, nor is what the registry derives, nor its own date of the last update.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from trials.changes import rules, sites, words
from trials.changes.words import ADDED, CHANGED, REMOVED, Change, folded, quoted
from trials.records import Arm, Contact, Intervention, TrialRecord

T = TypeVar("T")


def changes(before: TrialRecord, after: TrialRecord) -> tuple[Change, ...]:
    """What is most pressing first: the status, where, whom to call, who can join; then the rest."""
    if before == after:
        return ()
    return tuple(change for compare in _COMPARED for change in compare(before, after))


def _differ(one: str, other: str) -> bool:
    return folded(one) != folded(other)


def _kind(before: str, after: str) -> str:
    return CHANGED if before and after else ADDED if after else REMOVED


def _status(before: TrialRecord, after: TrialRecord) -> Iterator[Change]:
    if before.status != after.status:
        said = words.status(before.status, after.status)
        yield Change("status", CHANGED, before.status, after.status, said)
    old, new = before.why_stopped.strip(), after.why_stopped.strip()
    if _differ(old, new):
        said = f"Why it stopped: {quoted(new)}" if new else "The reason why it stopped was taken out"
        yield Change("why_stopped", _kind(old, new), old, new, said)


_DATES = {
    "started": ("The start", "The trial started"),
    "primary_completed": ("The day when the main data are collected", "The main data were collected"),
    "completed": ("The end", "The trial ended"),
}


def _dates(before: TrialRecord, after: TrialRecord) -> Iterator[Change]:
    for name, (named, happened) in _DATES.items():
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        old_text, new_text = (f"{words.iso(one)} {one.kind}".strip() if one else "" for one in (old, new))
        planned = "planned " if new and new.kind == "estimated" else ""
        if new and new.kind == "actual" and (old is None or old.kind != "actual"):
            said = f"{happened} {words.at(new)}"
        elif old and new and words.iso(old) == words.iso(new):
            said = f"{named} is now only planned: {words.day(new)}" if planned else f"{named}: {words.day(new)}"
        elif old and new:
            said = f"{named} moved: {words.day(old)} → {planned}{words.day(new)}"
        elif new:
            said = f"{named} was given: {planned}{words.day(new)}"
        else:
            said = f"{named} is no longer given; it was {words.day(old)}"
        yield Change(name, _kind(old_text, new_text), old_text, new_text, said)
    for name, first, gone in (
        ("results_posted", "Results were posted", "The date of the results was taken out"),
        (
            "verified",
            "The sponsor confirmed the record",
            "The date when the sponsor confirmed the record was taken out",
        ),
    ):
        old, new = getattr(before, name), getattr(after, name)
        if words.iso(old) != words.iso(new):
            said = f"{first} {words.at(new)}" if new else gone
            yield Change(name, _kind(words.iso(old), words.iso(new)), words.iso(old), words.iso(new), said)
    if before.has_results != after.has_results and words.iso(before.results_posted) == words.iso(after.results_posted):
        said = "Results were posted" if after.has_results else "Results are no longer posted"
        yield Change("has_results", ADDED if after.has_results else REMOVED, *_yes_no(before, after), said)


def _yes_no(before: TrialRecord, after: TrialRecord) -> tuple[str, str]:
    return ("yes", "") if before.has_results else ("", "yes")


def _enrolment(before: TrialRecord, after: TrialRecord) -> Iterator[Change]:
    old, new = ((one.enrolment, one.enrolment_kind) for one in (before, after))
    if old != new:
        texts = ["" if count is None else f"{count} {kind}".strip() for count, kind in (old, new)]
        if texts[0] != texts[1]:
            said = f"How many people take part: {words.people(*old)} → {words.people(*new)}"
            yield Change("enrolment", _kind(*texts), texts[0], texts[1], said)


def _limits(before: TrialRecord, after: TrialRecord) -> Iterator[Change]:
    old, new = (words.ages(one.minimum_age_text, one.maximum_age_text) for one in (before, after))
    if _differ(old, new):
        yield Change("age", CHANGED, old, new, f"Age: {old} → {new}")
    if before.sex != after.sex:
        said = f"Open to: {words.sex(before.sex)} → {words.sex(after.sex)}"
        yield Change("sex", _kind(before.sex, after.sex), before.sex, after.sex, said)
    if before.healthy_volunteers != after.healthy_volunteers:
        says = {True: "yes", False: "no", None: "not said"}
        old, new = says[before.healthy_volunteers], says[after.healthy_volunteers]
        yield Change("healthy_volunteers", CHANGED, old, new, f"Open to healthy volunteers: {old} → {new}")


def _design(before: TrialRecord, after: TrialRecord) -> Iterator[Change]:
    if before.phases != after.phases and sorted(before.phases) != sorted(after.phases):
        said = f"Phase: {words.phases(before.phases)} → {words.phases(after.phases)}"
        old, new = " ".join(before.phases), " ".join(after.phases)
        yield Change("phases", _kind(old, new), old, new, said)
    for name, named in (
        ("study_type", "The kind of study"),
        ("purpose", "The purpose"),
        ("allocation", "How groups are formed"),
        ("masking", "Who knows who gets what"),
    ):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            said = f"{named}: {words.spelled(old) or 'not said'} → {words.spelled(new) or 'not said'}"
            yield Change(name, _kind(old, new), old, new, said)


def _unmatched(old: Iterable[T], new: Iterable[T], key: Callable[[T], str]) -> tuple[list[T], list[T]]:
    """What is on one side only, equals counted."""
    held: dict[str, list[T]] = defaultdict(list)
    for one in old:
        held[key(one)].append(one)
    came = []
    for one in new:
        if held[key(one)]:
            held[key(one)].pop(0)
        else:
            came.append(one)
    return [one for left in held.values() for one in left], came


def _conditions(before: TrialRecord, after: TrialRecord) -> Iterator[Change]:
    gone, came = _unmatched(before.conditions, after.conditions, folded)
    for one in came:
        yield Change("conditions", ADDED, "", one, f"A condition was added: {words.shown(one)}")
    for one in gone:
        yield Change("conditions", REMOVED, one, "", f"A condition was taken out: {words.shown(one)}")


def _parts(
    field: str, named: str, old: Sequence[T], new: Sequence[T], name: Callable[[T], str], rest: Callable[[T], str]
) -> Iterator[Change]:
    """Arms or interventions: by name. One that went and one that came with all else alike is one renamed."""
    gone, came = _unmatched(old, new, lambda one: folded(name(one)))
    by_rest: dict[str, list[T]] = defaultdict(list)
    for one in gone:
        by_rest[rest(one)].append(one)
    renamed: list[T] = []
    for one in came:
        if rest(one) and by_rest[rest(one)]:
            other = by_rest[rest(one)].pop(0)
            renamed += [other, one]
            said = f"{named} was renamed: {quoted(name(other))} → {quoted(name(one))}"
            yield Change(field, CHANGED, name(other), name(one), said)
        else:
            yield Change(field, ADDED, "", name(one), f"{named} was added: {quoted(name(one))}")
    for one in gone:
        if not any(one is each for each in renamed):
            yield Change(field, REMOVED, name(one), "", f"{named} was taken out: {quoted(name(one))}")
    # Those with the same name that say something else than before.
    renamed_or_new = {id(one) for one in (*gone, *came)}
    same_old, same_new = ([one for one in side if id(one) not in renamed_or_new] for side in (old, new))
    other_old, other_new = _unmatched(same_old, same_new, lambda one: f"{folded(name(one))}\x1f{rest(one)}")
    waiting: dict[str, list[T]] = defaultdict(list)
    for one in other_old:
        waiting[folded(name(one))].append(one)
    for one in other_new:
        if waiting[folded(name(one))]:
            waiting[folded(name(one))].pop(0)
            yield Change(field, CHANGED, name(one), name(one), f"What is said of {quoted(name(one))} was changed")


def _arm(one: Arm) -> str:
    return "\x1f".join((one.kind, folded(one.description), *sorted(map(folded, one.interventions)))).strip("\x1f")


def _intervention(one: Intervention) -> str:
    """Its arms are left out: they are renamed with the arms."""
    return "\x1f".join((folded(one.description), *sorted(map(folded, one.other_names)))).strip("\x1f")


def _treatments(before: TrialRecord, after: TrialRecord) -> Iterator[Change]:
    yield from _parts(
        "interventions",
        "A treatment",
        before.interventions,
        after.interventions,
        lambda one: one.name,
        _intervention,
    )
    yield from _parts("arms", "A group", before.arms, after.arms, lambda one: one.label, _arm)


def _contact(one: Contact) -> str:
    phone = f"{one.phone} extension {one.phone_extension}" if one.phone and one.phone_extension else one.phone
    return ", ".join(words.shown(part) for part in (one.name, phone, one.email) if part.strip())


def _contacts(before: TrialRecord, after: TrialRecord) -> Iterator[Change]:
    gone, came = _unmatched(
        [text for one in before.central_contacts if (text := _contact(one))],
        [text for one in after.central_contacts if (text := _contact(one))],
        folded,
    )
    count = min(len(gone), len(came))
    for old, new in zip(gone[:count], came[:count], strict=True):
        yield Change("contacts", CHANGED, old, new, f"The study contact changed: {old} → {new}")
    for one in came[count:]:
        yield Change("contacts", ADDED, "", one, f"A study contact was added: {one}")
    for one in gone[count:]:
        yield Change("contacts", REMOVED, one, "", f"A study contact was taken out: {one}")


def _texts(before: TrialRecord, after: TrialRecord) -> Iterator[Change]:
    for name, said in (
        ("title", "The title changed"),
        ("official_title", "The full title changed"),
        ("acronym", "The short name changed"),
    ):
        old, new = getattr(before, name), getattr(after, name)
        if _differ(old, new):
            yield Change(name, _kind(old, new), old, new, f"{said}: {quoted(old)} → {quoted(new)}")
    if _differ(before.summary, after.summary):
        kind = _kind(before.summary, after.summary)
        yield Change("summary", kind, before.summary, after.summary, "The summary was rewritten")
    old, new = before.sponsor.name, after.sponsor.name
    if _differ(old, new):
        yield Change("sponsor", _kind(old, new), old, new, f"Run by: {words.shown(old)} → {words.shown(new)}")
    if before.has_expanded_access != after.has_expanded_access:
        says = {True: "yes", False: "no", None: "not said"}
        old, new = says[before.has_expanded_access], says[after.has_expanded_access]
        said = f"Also given outside the trial (expanded access): {old} → {new}"
        yield Change("has_expanded_access", CHANGED, old, new, said)


def _eligibility(before: TrialRecord, after: TrialRecord) -> Iterable[Change]:
    return rules.changed(before.eligibility, after.eligibility)


_COMPARED: tuple[Callable[[TrialRecord, TrialRecord], Iterable[Change]], ...] = (
    _status,
    sites.changed,
    _contacts,
    _limits,
    _eligibility,
    _treatments,
    _conditions,
    _design,
    _enrolment,
    _dates,
    _texts,
)
