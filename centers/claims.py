"""Placeholder until branch c1."""

MOST_WORDS = 25


def standing(verified_on, expires_on, today):
    if verified_on is None:
        return "unchecked"
    return "expired" if expires_on and expires_on <= today else "verified"


def best(standings):
    return next((s for s in ("verified", "expired", "unchecked") if s in set(standings)), "unchecked")
