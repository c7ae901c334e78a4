"""A trial written in a line → what one question answers. Called by the tests of this package."""

from __future__ import annotations

from trials.eligibility import Listing, Reading, read
from trials.eligibility.answers import Value


def listing(
    *, admits: str = "", bars: str = "", title: str = "A study in breast cancer", interventions: tuple[str, ...] = ()
) -> Listing:
    """`admits` and `bars`: criteria, one a line."""
    text = "Inclusion Criteria:\n\n" + "".join(f"* {line.strip()}\n" for line in admits.splitlines() if line.strip())
    text += "\nExclusion Criteria:\n\n" + "".join(f"* {line.strip()}\n" for line in bars.splitlines() if line.strip())
    return Listing(nct_id="NCT99000001", official_title=title, interventions=interventions, eligibility=text)


def asked(
    question: str,
    *,
    admits: str = "",
    bars: str = "",
    title: str = "A study in breast cancer",
    interventions: tuple[str, ...] = (),
) -> dict[str, Value]:
    """Key → value of what is stated."""
    return reading(admits=admits, bars=bars, title=title, interventions=interventions).stated(question)


def reading(
    *, admits: str = "", bars: str = "", title: str = "A study in breast cancer", interventions: tuple[str, ...] = ()
) -> Reading:
    return read(listing(admits=admits, bars=bars, title=title, interventions=interventions))
