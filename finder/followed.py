"""What happened to the trials of a search, for its feed and its page. In: an `Answer`, perhaps a day; out: events."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from finder import history
from finder.history import Event
from finder.search import Answer


def events(answer: Answer, *, since: dt.date | None = None) -> list[Event]:
    """New trials, what changed in those that match, and those that left because their status changed; the newest first.
    `since`: from that day (UTC) on."""
    inside = _trials(answer)
    return history.events(inside, left=_trials(_any_status(answer)) - inside, since=since)


def _any_status(answer: Answer) -> Answer:
    """The same question, whatever the status of trial and site: a site counts with its trial's once that has closed."""
    question = answer.question
    plain = {name: values for name, values in question.plain.items() if name != "status"}
    place = replace(question.place, site_status="any") if question.place else None
    return Answer(replace(question, plain=plain, place=place), answer.snapshot)


def _trials(answer: Answer) -> frozenset[int]:
    ids, bits = answer.snapshot.ids, answer.matches
    flags = bits.to_bytes(len(ids) // 8 + 1, "little")
    return frozenset(pk for ordinal, pk in enumerate(ids) if flags[ordinal >> 3] >> (ordinal & 7) & 1)
