"""The questions as hand-written SQL is given them. Out: JSON, for the bare view. Run by `bench/http.py`."""

from __future__ import annotations

import msgspec

from bench.questions import OF_PERSONS, QUESTIONS
from bench.search import asked

if __name__ == "__main__":
    print(msgspec.json.encode([asked(query) for query in (QUESTIONS | OF_PERSONS).values()]).decode())
