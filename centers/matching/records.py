"""What goes into the matcher and what comes out. Pure. Called through the package."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """A center's location, as the matcher knows it. `names`: the center's own and all others, in any order.

    `state`: name or USPS code, `country`: English name or ISO code, both "" where there is none; degrees or None.
    """

    center: int
    location: int | None
    main: bool
    names: tuple[str, ...]
    network: str
    city: str
    state: str
    country: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's (or shipped) word on the facility text with this key. `center` None: no center of ours."""

    key: str
    center: int | None
    location: int | None
    same: bool


@dataclass(frozen=True, slots=True)
class Match:
    """The center meant. `score` 0..1, `reason` in words for a curator. `location` None: none of its known locations."""

    center: int
    location: int | None
    score: float
    reason: str
