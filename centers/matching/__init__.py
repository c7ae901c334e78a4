"""Which center a trial's site is: facility text, city, state and country come in, a `Match` or None goes out. Pure.

Called by whoever links sites to centers. `Matcher` is made from the centers' locations and people's decisions; at or
above AUTOMATIC a match may be taken, between ASK and AUTOMATIC a person is asked, below ASK there is none. How good it
is: docs/matching.md.
"""

from __future__ import annotations

from centers.matching.matcher import Matcher
from centers.matching.records import Decision, Known, Match
from centers.matching.rules import digest
from centers.matching.scores import ASK, AUTOMATIC
from centers.matching.texts import hidden, key

__all__ = ["ASK", "AUTOMATIC", "Decision", "Known", "Match", "Matcher", "digest", "hidden", "key"]
