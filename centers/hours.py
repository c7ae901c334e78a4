"""Opening hours. OpenStreetMap's syntax comes in ("Mo-Fr 08:00-17:00; PH off"), its normal form, plain lines or yes, no
and unknown go out. Called by models, loading and pages. Pure.

Syntax: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification, read by the library opening-hours-py. What
it reads in ways that would mislead a person `clean` refuses; `words` and `is_open` then know nothing of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

# Its stubs leave out the two errors.
from opening_hours import OpeningHours, ParserError, State, UnknownCountryError  # type: ignore[attr-defined]

LONGEST = 300
EXAMPLE = "Mo-Fr 08:00-17:00; PH off"
_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_NAMES = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
_DAY, _NOON = 24 * 60, 12 * 60
_NIGHT = 16 * 60
"""Minutes, as all of these. A longer span that ends on the next day is taken for a slip: 8:00-5:00 for 8 am to 5 pm."""

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_QUOTED = re.compile(r'"[^"]*"')
_VAGUE = re.compile(r"sunrise|sunset|dawn|dusk|\+", re.IGNORECASE)
_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_TIMES = r"\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*"
_ITEM = r"(?:(?:Mo|Tu|We|Th|Fr|Sa|Su)(?:-(?:Mo|Tu|We|Th|Fr|Sa|Su))?|PH|SH)"
_DAY_LIST = rf"{_ITEM}(?:,{_ITEM})*"
_WEEKLY = re.compile(r"Mo|Tu|We|Th|Fr|Sa|Su|PH|SH|24/7|\d\d:")
_DAYS_ALONE = re.compile(rf'({_DAY_LIST})( "[^"]*")?')
_RULE = re.compile(
    rf'(?:24/7|(?P<days>{_DAY_LIST})?(?: ?(?P<times>{_TIMES}))?)(?: ?(?P<closed>closed))?(?: ?"(?P<comment>[^"]*)")?'
)
_SEPARATOR = re.compile(r'((?:;|,| \|\|) )(?=(?:[^"]*"[^"]*")*[^"]*$)')
"""Between rules, as the library writes them: never in a remark, nor between days or times (no space follows there)."""


def clean(text: str) -> str:
    """The text in its normal form: "mo-fr 8:00-17:00;PH off" → "Mo-Fr 08:00-17:00; PH closed". Empty stays empty.
    Raises ValueError with what to do."""
    plain = " ".join(text.translate(_DASHES).split()).rstrip("; ")
    if not plain:
        return ""
    if len(plain) > LONGEST:
        raise ValueError(f"Opening hours have at most {LONGEST} characters.")
    bare = _QUOTED.sub('""', plain)
    if re.search(r"\d ?[ap]\.?m\b", bare, re.IGNORECASE):
        raise ValueError(f"Write the time by 24 hours, 17:00 for 5 pm: {EXAMPLE}")
    if _VAGUE.search(bare):
        raise ValueError(f"Say by the clock when it opens and when it closes: {EXAMPLE}")
    if '""' in (part.strip() for part in re.split(r"[;,]|\|\|", bare)):
        # The library takes a remark without hours for "always open".
        raise ValueError("A remark alone gives no hours. Write it under condition, or give the hours before it.")
    normal = _normal(plain)
    if normal is None:
        raise ValueError(f"These are no opening hours. Write them like this: {EXAMPLE}")
    _check_times(plain, normal)
    _check_holidays(normal)
    return normal


def timezone(text: str) -> str:
    """A name of the IANA time zone database, or empty. Raises ValueError."""
    text = text.strip()
    return _zone(text).key or text if text else ""


def words(text: str) -> list[str]:
    """Plain lines for people: ["Monday to Friday, 8 am to 5 pm", "Closed on public holidays"]. The text itself as
    the one line where its shape is none of the common ones: half a translation could leave out an exception. Raises
    nothing."""
    try:
        normal = clean(text)
    except ValueError:
        return [text]
    if not normal:
        return []
    lines = _lines(str(OpeningHours(normal).normalize()))
    return [normal] if lines is None else lines


def is_open(text: str, timezone: str, at: dt.datetime, *, country: str = "") -> bool | None:
    """Whether it is open at that moment. None: unknown, which is also the answer where hours or time zone are missing
    or not understood, where it opens on a condition ("by appointment"), and where the hours name holidays that
    `country` (ISO 3166-1 alpha-2) does not settle: without one, no day is known to be none; school holidays never are.
    Public holidays are the national ones of the library's calendar. Raises ValueError where `at` has no time zone."""
    if at.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    try:
        normal, zone = clean(text), _zone(timezone.strip())
    except ValueError:
        return None
    bare = _QUOTED.sub("", normal)
    if not normal or "SH" in bare or ("PH" in bare and not country):
        return None
    try:
        hours = OpeningHours(normal, timezone=zone, country=country.upper() if "PH" in bare else None)
    except (UnknownCountryError, ValueError):
        return None
    state, comment = hours.state(at.astimezone(zone))
    if state == State.CLOSED:
        return False
    return True if state == State.OPEN and not comment else None


def _zone(name: str) -> ZoneInfo:
    try:
        zone = ZoneInfo(name)
        OpeningHours("24/7", timezone=zone)  # the library has a list of its own
    except (LookupError, ValueError, OSError, TypeError) as error:
        raise ValueError(f"There is no time zone {name!r}. It looks like America/Chicago.") from error
    return zone


def _normal(text: str) -> str | None:
    """As the library writes it, with all day spelled out. None where it does not understand the text, or what it made
    of it."""
    try:
        normal = str(OpeningHours(text))
        if str(OpeningHours(normal)) != normal:
            return None
    except (ParserError, ValueError):
        return None
    return "".join(
        _DAYS_ALONE.sub(r"\1 00:00-24:00\2", part) if _DAYS_ALONE.fullmatch(part) else part
        for part in _SEPARATOR.split(normal)
    )


def _check_times(written: str, normal: str) -> None:
    bare = _QUOTED.sub("", normal)
    for times in re.findall(_TIMES, bare):
        last = 0
        for start, end in _spans(times):
            if end > _DAY and end - start > _NIGHT:
                raise ValueError("It would be open for over 16 hours, through the night. Write 17:00 for 5 pm.")
            if start < last:
                raise ValueError("The times are not in order. Write 13:00-17:00 for 1 to 5 pm.")
            last = end
    if bare.count("00:00-24:00") > len(re.findall(r"\b0?0:00-(?:24|0?0):00", _QUOTED.sub("", written))):
        raise ValueError("Give the times of each day: Mo-Fr 08:00-17:00, or Mo-Fr 00:00-24:00 for all day.")


def _check_holidays(normal: str) -> None:
    """A later rule for a weekday holds on a holiday of that weekday too, so what is said of holidays must stand last.
    (A rule for a date, "Dec 25 off", is meant to win.)"""
    parts = [_QUOTED.sub("", part) for part in _SEPARATOR.split(normal)[::2]]
    named = [bool(re.search(r"\b[PS]H\b", part)) for part in parts if _WEEKLY.match(part)]
    if named != sorted(named):
        raise ValueError(f"Say last what holds on holidays, or the rule after it counts then too: {EXAMPLE}")


def _spans(times: str) -> list[tuple[int, int]]:
    """Minutes from midnight; an end on the next day is beyond 24 hours."""
    found = []
    for numbers in _SPAN.findall(times):
        hour, minute, end_hour, end_minute = map(int, numbers)
        start, end = hour * 60 + minute, end_hour * 60 + end_minute
        found.append((start, end if end > start else end + _DAY))
    return found


def _lines(normal: str) -> list[str] | None:
    """None where a rule is none of the shapes we have words for, or changes what another says of the same day."""
    parts = _SEPARATOR.split(normal)
    lines: list[str] = []
    said: set[str] = set()
    for part, separator in zip(parts[::2], ["; ", *parts[1::2]], strict=True):
        rule = _RULE.fullmatch(part)
        if rule is None or separator == " || " or (rule["closed"] and rule["times"]):
            return None
        days = _days(rule["days"])
        # "," adds to what holds anyway: on a holiday, to what the weekday says.
        if said & days or (separator == ", " and days & {"PH", "SH"}):
            return None
        said |= days
        line = _line(days, rule["times"] or "00:00-24:00", closed=bool(rule["closed"]))
        lines.append(f"{line} ({rule['comment']})" if rule["comment"] else line)
    return lines


def _days(written: str | None) -> set[str]:
    """ "Mo-We,PH" → Mo, Tu, We, PH. A rule that names none holds every day."""
    if written is None:
        return set(_DAYS)
    found = set()
    for item in written.split(","):
        first, _, last = item.partition("-")
        if last:
            start, length = _DAYS.index(first), (_DAYS.index(last) - _DAYS.index(first)) % 7 + 1
            found |= {_DAYS[(start + step) % 7] for step in range(length)}
        else:
            found.add(first)
    return found


def _line(days: set[str], times: str, *, closed: bool) -> str:
    holidays = {"PH": gettext("public holidays"), "SH": gettext("school holidays")}
    names = [name for one, name in holidays.items() if one in days]
    runs = [gettext("every day")] if days >= set(_DAYS) else _runs(days)
    when = _listed([_listed(runs), *names] if names and runs else [*runs, *names])
    if closed:
        return gettext("Closed") if days >= set(_DAYS) else gettext("Closed on %(days)s") % {"days": when}
    spoken = _listed([_span(start, end) for start, end in _spans(times)])
    return f"{when[0].upper()}{when[1:]}, {spoken}"


def _runs(days: set[str]) -> list[str]:
    """Names of weekdays; three or more in a row as "Monday to Friday"."""
    runs: list[list[str]] = []
    for one, message in zip(_DAYS, _NAMES, strict=True):
        name = gettext(message)
        if one not in days:
            runs.append([])
        elif runs:
            runs[-1].append(name)
        else:
            runs.append([name])
    return [said for run in runs for said in ([_run(run)] if len(run) > 2 else run)]


def _run(names: Sequence[str]) -> str:
    return gettext("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _span(start: int, end: int) -> str:
    if (start, end) == (0, _DAY):
        return gettext("all day and night")
    said = gettext("%(start)s to %(end)s")
    if end > _DAY:
        said = gettext("%(start)s to %(end)s the next day")
    return said % {"start": _clock(start), "end": _clock(end)}


def _clock(minutes: int) -> str:
    """Minutes from midnight as people say the time in the US: "8 am", "12:30 pm", "noon"."""
    minutes %= _DAY
    if minutes in (0, _NOON):
        return gettext("noon") if minutes else gettext("midnight")
    hour, minute = divmod(minutes, 60)
    clock = f"{hour % 12 or 12}:{minute:02}" if minute else f"{hour % 12 or 12}"
    return (gettext("%(time)s am") if hour < 12 else gettext("%(time)s pm")) % {"time": clock}
