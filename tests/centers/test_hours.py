"""Opening hours: one normal form, plain words, and "unknown" wherever the text does not settle it."""

from __future__ import annotations

import contextlib
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from centers.hours import clean, is_open, timezone, words

CHICAGO = "America/Chicago"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Mo-Fr 8:00-17:00; PH off", "Mo-Fr 08:00-17:00; PH closed"),
        ("mo-fr 08:00–17:00;", "Mo-Fr 08:00-17:00"),
        ("Mo-Th  08:00-17:00, Fr 08:00-16:30", "Mo-Th 08:00-17:00, Fr 08:00-16:30"),
        ("24/7", "24/7"),
        ("Mo-Fr 00:00-24:00", "Mo-Fr 00:00-24:00"),
        ('Mo-Fr 0:00-24:00 "desk; ask, there"; PH off', 'Mo-Fr 00:00-24:00 "desk; ask, there"; PH closed'),
        ("Mo-Fr 22:00-06:00", "Mo-Fr 22:00-06:00"),
        ("Mo-Fr 08:00-17:00; PH off; Dec 25 off", "Mo-Fr 08:00-17:00; PH closed; Dec 25 closed"),
        ("", ""),
        (" ; ", ""),
    ],
)
def test_hours_have_one_normal_form(written: str, normal: str) -> None:
    assert clean(written) == normal


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("Monday to Friday", "no opening hours"),
        ("Mo-Fr 8-17", "no opening hours"),
        ("Mo-Fr 8am-5pm", "17:00 for 5 pm"),
        ("Mo-Fr 8:00 a.m.-5:00 p.m.", "17:00 for 5 pm"),
        ("Mo-Fr 8:00-5:00", "17:00 for 5 pm"),  # the library: until five in the morning
        ("Mo-Fr 9:00-12:00,1:00-5:00", "13:00-17:00"),  # the library: from one in the night
        ("Mo-Fr", "times of each day"),  # the library: all day and night
        ("Mo-Fr 00:00-24:00; Sa", "times of each day"),
        ('"by appointment"', "condition"),  # the library: always open
        ('Mo-Fr 08:00-17:00 || "leave a message"', "condition"),
        ("PH off; Mo-Fr 08:00-17:00", "holidays"),  # the library: open on a holiday that is a Monday
        ("Mo-Fr 08:00+", "when it closes"),
        ("sunrise-sunset", "by the clock"),
        ("PH +1 day off", "by the clock"),
        ("Mo-Fr 08:00-17:00" + ", Sa 09:00-12:00" * 30, "300"),
    ],
)
def test_what_would_mislead_is_refused_with_what_to_do(written: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        clean(written)


@pytest.mark.parametrize(
    ("hours", "lines"),
    [
        ("Mo-Fr 08:00-17:00", ["Monday to Friday, 8 am to 5 pm"]),
        ("Mo-Fr 08:00-17:00; PH off", ["Monday to Friday, 8 am to 5 pm", "Closed on public holidays"]),
        (
            "Mo-Fr 08:00-12:00,13:00-16:30; Sa 09:00-12:00; PH,Su off",
            [
                "Monday to Friday, 8 am to noon and 1 pm to 4:30 pm",
                "Saturday, 9 am to noon",
                "Closed on Sunday and public holidays",
            ],
        ),
        ("Mo,We,Fr 07:30-24:00", ["Monday, Wednesday and Friday, 7:30 am to midnight"]),
        ("Sa-Su 12:15-12:45", ["Saturday and Sunday, 12:15 pm to 12:45 pm"]),
        ("Mo-Fr 08:00-17:00; Mo off", ["Tuesday to Friday, 8 am to 5 pm"]),
        ("Mo-Th 08:00-17:00, Fr 08:00-16:00", ["Monday to Thursday, 8 am to 5 pm", "Friday, 8 am to 4 pm"]),
        ("08:00-20:00", ["Every day, 8 am to 8 pm"]),
        ("Mo-Fr,PH 08:00-17:00", ["Monday to Friday and public holidays, 8 am to 5 pm"]),
        ("Fr-Mo 10:00-12:00; PH off", ["Monday and Friday to Sunday, 10 am to noon", "Closed on public holidays"]),
        ("Mo-Fr 22:00-06:00", ["Monday to Friday, 10 pm to 6 am the next day"]),
        ("24/7", ["Every day, all day and night"]),
        ("24/7; PH off", ["Every day, all day and night", "Closed on public holidays"]),
        ("Mo-Fr 00:00-24:00", ["Monday to Friday, all day and night"]),
        ('Mo-Fr 08:00-17:00 "by appointment"', ["Monday to Friday, 8 am to 5 pm (by appointment)"]),
        ("off", ["Closed"]),
        ("", []),
    ],
)
def test_common_hours_are_said_in_plain_words(hours: str, lines: list[str]) -> None:
    assert words(hours) == lines


@pytest.mark.parametrize(
    "hours",
    [
        "Jan-Mar Mo-Fr 08:00-12:00",
        "Tu[1] 10:00-12:00",
        "Mo-Fr 08:00-17:00 unknown",
        "Mo-Fr 08:00-17:00 || Sa 10:00-12:00",
        "Mo-Fr 08:00-17:00; PH closed; Dec 25 closed",
        "Mo-Fr 08:00-17:00, PH 09:00-12:00",
        "Mo-Fr,PH 08:00-17:00; PH 09:00-12:00",
        "Monday to Friday, mornings",
        "Mo-Fr 8:00-5:00",
    ],
)
def test_hours_without_common_words_are_shown_as_they_are(hours: str) -> None:
    assert words(hours) == [hours]


def at(day: int, hour: int, minute: int = 0, *, zone: str = CHICAGO) -> dt.datetime:
    """A moment of November 2026. The 25th is a Wednesday, the 26th Thanksgiving."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        ("Mo-Fr 08:00-17:00", at(25, 8), True),
        ("Mo-Fr 08:00-17:00", at(25, 7, 59), False),
        ("Mo-Fr 08:00-17:00", at(25, 16, 59), True),
        ("Mo-Fr 08:00-17:00", at(25, 17), False),
        ("Mo-Fr 08:00-17:00", at(28, 10), False),
        ("Mo-Fr 08:00-17:00", at(25, 8, 30, zone="America/New_York"), False),  # 7:30 in Chicago
        ("Mo-Fr 08:00-17:00", dt.datetime(2026, 11, 25, 14, tzinfo=dt.UTC), True),
        ("Mo-Fr 08:00-17:00", dt.datetime(2026, 7, 22, 13, tzinfo=dt.UTC), True),  # summer time
        ("Mo-Th 22:00-06:00", at(27, 5), True),
        ("24/7", at(29, 3), True),
        ("off", at(25, 10), False),
    ],
)
def test_whether_it_is_open_is_judged_by_its_own_clock(hours: str, moment: dt.datetime, expected: bool) -> None:
    assert is_open(hours, CHICAGO, moment) is expected


@pytest.mark.parametrize(
    ("hours", "zone"),
    [
        ("", CHICAGO),
        ("Mo-Fr 08:00-17:00", ""),
        ("Mo-Fr 08:00-17:00", "Chicago"),
        ("weekdays", CHICAGO),
        ("Mo-Fr 8:00-5:00", CHICAGO),
        ("Mo-Fr", CHICAGO),
        ('"by appointment"', CHICAGO),
        ('Mo-Fr 08:00-17:00 "by appointment"', CHICAGO),
        ("Mo-Fr 08:00-17:00 unknown", CHICAGO),
        ("sunrise-sunset", CHICAGO),
        ("Mo-Fr 08:00-17:00; SH off", CHICAGO),
        ("Mo-Fr 08:00-17:00; PH off", CHICAGO),
    ],
)
def test_what_the_text_does_not_settle_is_unknown(hours: str, zone: str) -> None:
    assert is_open(hours, zone, at(25, 10)) is None


def test_a_condition_makes_no_doubt_of_closed_hours() -> None:
    assert is_open('Mo-Fr 08:00-17:00 "by appointment"', CHICAGO, at(25, 3)) is False


def test_holidays_are_those_of_the_country() -> None:
    hours = "Mo-Fr 08:00-17:00; PH off"
    assert is_open(hours, CHICAGO, at(26, 10), country="US") is False
    assert is_open(hours, CHICAGO, at(25, 10), country="us") is True
    assert is_open(hours, CHICAGO, at(26, 10), country="CA") is True
    assert is_open(hours, CHICAGO, at(26, 10), country="ZZ") is None


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_open("24/7", CHICAGO, dt.datetime(2026, 11, 25, 10))


def test_a_time_zone_is_one_of_the_known_names_or_empty() -> None:
    assert timezone(" America/Chicago ") == CHICAGO
    assert timezone("") == ""
    for text in ("Chicago", "CDT?", "America", "../etc/passwd", "/etc/localtime", "\0", "x" * 5000, "\ud800"):
        with pytest.raises(ValueError, match="America/Chicago"):
            timezone(text)


pieces = st.sampled_from(
    "Mo Tu Fr Sa Su PH SH - , ; || + / ( ) [1] 08:00 17:00 00:00 24:00 26:00 - - , off closed unknown 24/7 Jan "
    'Dec25 2026 week 01 easter sunrise "a" "b;c" " +1day'.split()
)
hours_like = st.lists(pieces | st.just(" "), max_size=12).map("".join)


@given(st.text() | hours_like)
@example('""')
@example("Mo-Fr 08:00-17:00 \ud800")
def test_any_text_has_a_form_that_stays_or_is_refused_and_never_breaks_a_page(text: str) -> None:
    words(text)
    is_open(text, CHICAGO, at(25, 10), country="US")
    with contextlib.suppress(ValueError):
        normal = clean(text)
        assert clean(normal) == normal
        assert words(normal) == words(text)
        assert bool(normal) == bool(words(normal))


@given(st.text())
def test_any_time_zone_is_known_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert timezone(timezone(text)) == timezone(text)


@given(
    st.sets(st.sampled_from(["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]), min_size=1),
    st.integers(0, 22),
    st.integers(0, 6),
    st.integers(0, 23),
)
def test_hours_are_open_on_their_days_between_their_times_and_at_no_other(
    days: set[str], start: int, day: int, hour: int
) -> None:
    moment = at(23 + day, hour)
    expected = moment.strftime("%a")[:2] in days and start <= hour < start + 2
    assert is_open(f"{','.join(sorted(days))} {start:02}:00-{start + 2:02}:00", CHICAGO, moment) is expected
