"""Limits of age as a person would say them. In: the registry's words ("18 Years"); out: words in the language of the
page. Pure. Called by `trials/changes` and by the pages.
"""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

_UNITS = ("year", "month", "week", "day", "hour", "minute")


def age(text: str) -> str:
    """`"18 Years"` → "18 years"; what is not said so is returned as it came, in small letters."""
    number, unit = _parts(text)
    return _said(number, unit) if unit else text.strip().lower()


def ages(minimum: str, maximum: str) -> str:
    """ "18 years and older", "18 to 75 years", "up to 75 years", "any age". Empty: no limit."""
    low, high = age(minimum), age(maximum)
    if not low and not high:
        return gettext("any age")
    if not high:
        return gettext("%(age)s and older") % {"age": low}
    if not low:
        return gettext("up to %(age)s") % {"age": high}
    if _parts(minimum)[1] == _parts(maximum)[1] != "":
        low = _parts(minimum)[0]
    return gettext("%(least)s to %(most)s") % {"least": low, "most": high}


def _parts(text: str) -> tuple[str, str]:
    """The number, and the unit where it is one that we know."""
    number, _, unit = text.strip().lower().partition(" ")
    unit = unit.removesuffix("s")
    return (number, unit) if number.isdecimal() and unit in _UNITS else (number, "")


def _said(number: str, unit: str) -> str:
    count = int(number)
    return {
        "year": ngettext("%(count)s year", "%(count)s years", count),
        "month": ngettext("%(count)s month", "%(count)s months", count),
        "week": ngettext("%(count)s week", "%(count)s weeks", count),
        "day": ngettext("%(count)s day", "%(count)s days", count),
        "hour": ngettext("%(count)s hour", "%(count)s hours", count),
        "minute": ngettext("%(count)s minute", "%(count)s minutes", count),
    }[unit] % {"count": number}
