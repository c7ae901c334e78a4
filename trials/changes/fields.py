"""Two versions of a registration → what changed, field by field, in words. Pure; called by this package's readers.

What is only formatting is no change, nor is what the registry derives, nor its own date of the last update.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from trials.ages import ages
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
        said = gettext("Why it stopped: %(reason)s") % {"reason": quoted(new)}
        said = said if new else gettext("The reason why it stopped was taken out")
        yield Change("why_stopped", _kind(old, new), old, new, said)


_DATES = {
    "started": (N_("The start"), N_("The trial started on %(date)s"), N_("The trial started in %(date)s")),
    "primary_completed": (
        N_("The day when the main data are collected"),
        N_("The main data were collected on %(date)s"),
        N_("The main data were collected in %(date)s"),
    ),
    "completed": (N_("The end"), N_("The trial ended on %(date)s"), N_("The trial ended in %(date)s")),
}
"""What the date is of; what has happened on such a day; and in such a month."""


def _dates(before: TrialRecord, after: TrialRecord) -> Iterator[Change]:
    for name, (what, on, within) in _DATES.items():
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        old_text, new_text = (f"{words.iso(one)} {one.kind}".strip() if one else "" for one in (old, new))
        planned = bool(new and new.kind == "estimated")
        same = bool(old and new and words.iso(old) == words.iso(new))
        day = gettext("planned %(date)s") if planned and not same else "%(date)s"
        told = {"what": gettext(what), "before": words.day(old), "after": day % {"date": words.day(new)}}
        if new and new.kind == "actual" and (old is None or old.kind != "actual"):
            said = words.at(new, gettext(on), gettext(within))
        elif same:
            only = gettext("%(what)s is now only planned: %(after)s")
            said = (only if planned else gettext("%(what)s: %(after)s")) % told
        elif old and new:
            said = gettext("%(what)s moved: %(before)s → %(after)s") % told
        elif new:
            said = gettext("%(what)s was given: %(after)s") % told
        else:
            said = gettext("%(what)s is no longer given; it was %(before)s") % told
        yield Change(name, _kind(old_text, new_text), old_text, new_text, said)
    for name, on, within, gone in (
        (
            "results_posted",
            gettext("Results were posted on %(date)s"),
            gettext("Results were posted in %(date)s"),
            gettext("The date of the results was taken out"),
        ),
        (
            "verified",
            gettext("The sponsor confirmed the record on %(date)s"),
            gettext("The sponsor confirmed the record in %(date)s"),
            gettext("The date when the sponsor confirmed the record was taken out"),
        ),
    ):
        old, new = getattr(before, name), getattr(after, name)
        if words.iso(old) != words.iso(new):
            said = words.at(new, on, within) if new else gone
            yield Change(name, _kind(words.iso(old), words.iso(new)), words.iso(old), words.iso(new), said)
    if before.has_results != after.has_results and words.iso(before.results_posted) == words.iso(after.results_posted):
        said = gettext("Results were posted") if after.has_results else gettext("Results are no longer posted")
        yield Change("has_results", ADDED if after.has_results else REMOVED, *_yes_no(before, after), said)


def _yes_no(before: TrialRecord, after: TrialRecord) -> tuple[str, str]:
    return ("yes", "") if before.has_results else ("", "yes")


def _enrolment(before: TrialRecord, after: TrialRecord) -> Iterator[Change]:
    old, new = ((one.enrolment, one.enrolment_kind) for one in (before, after))
    if old != new:
        texts = ["" if count is None else f"{count} {kind}".strip() for count, kind in (old, new)]
        if texts[0] != texts[1]:
            said = _from_to(gettext("How many people take part"), words.people(*old), words.people(*new))
            yield Change("enrolment", _kind(*texts), texts[0], texts[1], said)


def _limits(before: TrialRecord, after: TrialRecord) -> Iterator[Change]:
    old, new = (ages(one.minimum_age_text, one.maximum_age_text) for one in (before, after))
    if _differ(old, new):
        yield Change("age", CHANGED, old, new, _from_to(gettext("Age"), old, new))
    if before.sex != after.sex:
        said = _from_to(gettext("Open to"), words.sex(before.sex), words.sex(after.sex))
        yield Change("sex", _kind(before.sex, after.sex), before.sex, after.sex, said)
    if before.healthy_volunteers != after.healthy_volunteers:
        old, new = _says(before.healthy_volunteers), _says(after.healthy_volunteers)
        said = _from_to(gettext("Open to healthy volunteers"), old, new)
        yield Change("healthy_volunteers", CHANGED, old, new, said)


def _says(value: bool | None) -> str:
    return {True: gettext("yes"), False: gettext("no"), None: gettext("not said")}[value]


def _from_to(what: str, before: str, after: str) -> str:
    return gettext("%(what)s: %(before)s → %(after)s") % {"what": what, "before": before, "after": after}


def _design(before: TrialRecord, after: TrialRecord) -> Iterator[Change]:
    if before.phases != after.phases and sorted(before.phases) != sorted(after.phases):
        said = _from_to(gettext("Phase"), words.phases(before.phases), words.phases(after.phases))
        old, new = " ".join(before.phases), " ".join(after.phases)
        yield Change("phases", _kind(old, new), old, new, said)
    for name, named in (
        ("study_type", gettext("The kind of study")),
        ("purpose", gettext("The purpose")),
        ("allocation", gettext("How groups are formed")),
        ("masking", gettext("Who knows who gets what")),
    ):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            said = _from_to(named, *(words.spelled(one) or gettext("not said") for one in (old, new)))
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
        yield Change(
            "conditions", ADDED, "", one, gettext("A condition was added: %(name)s") % {"name": words.shown(one)}
        )
    for one in gone:
        yield Change(
            "conditions", REMOVED, one, "", gettext("A condition was taken out: %(name)s") % {"name": words.shown(one)}
        )


class _Said(NamedTuple):
    """Messages, translated."""

    renamed: str
    added: str
    removed: str


def _parts(
    field: str, say: _Said, old: Sequence[T], new: Sequence[T], name: Callable[[T], str], rest: Callable[[T], str]
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
            said = say.renamed % {"before": quoted(name(other)), "after": quoted(name(one))}
            yield Change(field, CHANGED, name(other), name(one), said)
        else:
            yield Change(field, ADDED, "", name(one), say.added % {"name": quoted(name(one))})
    for one in gone:
        if not any(one is each for each in renamed):
            yield Change(field, REMOVED, name(one), "", say.removed % {"name": quoted(name(one))})
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
            said = gettext("What is said of %(name)s was changed") % {"name": quoted(name(one))}
            yield Change(field, CHANGED, name(one), name(one), said)


def _arm(one: Arm) -> str:
    return "\x1f".join((one.kind, folded(one.description), *sorted(map(folded, one.interventions)))).strip("\x1f")


def _intervention(one: Intervention) -> str:
    """Its arms are left out: they are renamed with the arms."""
    return "\x1f".join((folded(one.description), *sorted(map(folded, one.other_names)))).strip("\x1f")


def _treatments(before: TrialRecord, after: TrialRecord) -> Iterator[Change]:
    treatments = _Said(
        renamed=gettext("A treatment was renamed: %(before)s → %(after)s"),
        added=gettext("A treatment was added: %(name)s"),
        removed=gettext("A treatment was taken out: %(name)s"),
    )
    groups = _Said(
        renamed=gettext("A group was renamed: %(before)s → %(after)s"),
        added=gettext("A group was added: %(name)s"),
        removed=gettext("A group was taken out: %(name)s"),
    )
    yield from _parts(
        "interventions",
        treatments,
        before.interventions,
        after.interventions,
        lambda one: one.name,
        _intervention,
    )
    yield from _parts("arms", groups, before.arms, after.arms, lambda one: one.label, _arm)


def _contact(one: Contact) -> str:
    phone = one.phone
    if one.phone and one.phone_extension:
        told = {"phone": phone, "extension": one.phone_extension}
        phone = gettext("%(phone)s extension %(extension)s") % told
    return ", ".join(words.shown(part) for part in (one.name, phone, one.email) if part.strip())


def _contacts(before: TrialRecord, after: TrialRecord) -> Iterator[Change]:
    gone, came = _unmatched(
        [text for one in before.central_contacts if (text := _contact(one))],
        [text for one in after.central_contacts if (text := _contact(one))],
        folded,
    )
    count = min(len(gone), len(came))
    for old, new in zip(gone[:count], came[:count], strict=True):
        yield Change("contacts", CHANGED, old, new, _from_to(gettext("The study contact changed"), old, new))
    for one in came[count:]:
        yield Change("contacts", ADDED, "", one, gettext("A study contact was added: %(name)s") % {"name": one})
    for one in gone[count:]:
        yield Change("contacts", REMOVED, one, "", gettext("A study contact was taken out: %(name)s") % {"name": one})


def _texts(before: TrialRecord, after: TrialRecord) -> Iterator[Change]:
    for name, said in (
        ("title", gettext("The title changed")),
        ("official_title", gettext("The full title changed")),
        ("acronym", gettext("The short name changed")),
    ):
        old, new = getattr(before, name), getattr(after, name)
        if _differ(old, new):
            yield Change(name, _kind(old, new), old, new, _from_to(said, quoted(old), quoted(new)))
    if _differ(before.summary, after.summary):
        kind = _kind(before.summary, after.summary)
        yield Change("summary", kind, before.summary, after.summary, gettext("The summary was rewritten"))
    old, new = before.sponsor.name, after.sponsor.name
    if _differ(old, new):
        yield Change(
            "sponsor", _kind(old, new), old, new, _from_to(gettext("Run by"), words.shown(old), words.shown(new))
        )
    if before.has_expanded_access != after.has_expanded_access:
        old, new = _says(before.has_expanded_access), _says(after.has_expanded_access)
        said = _from_to(gettext("Also given outside the trial (expanded access)"), old, new)
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
