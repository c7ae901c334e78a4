"""A trial's row → the texts that the reader is given, and their hash. For reading, standing and the admin. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from trials.eligibility import Listing

COLUMNS = ("public_id", "title", "official_title", "conditions", "keywords", "interventions", "eligibility")


def listing(row: Mapping[str, Any]) -> Listing:
    """From the columns of `Trial` (`Trial.objects.values(*COLUMNS)`)."""
    return Listing(
        nct_id=row["public_id"],
        official_title=row["official_title"],
        brief_title=row["title"],
        conditions=tuple(row["conditions"]),
        keywords=tuple(row["keywords"]),
        interventions=tuple(one.get("name", "") for one in row["interventions"]),
        eligibility=row["eligibility"],
    )


def text_hash(texts: Listing) -> str:
    """SHA-256 of all that is read. The trial's id is not: under another one it says the same."""
    sha = hashlib.sha256()
    for name, text in texts.fields().items():
        data = text.encode("utf-8", "surrogatepass")
        sha.update(f"{name}:{len(data)}:".encode() + data)
    return sha.hexdigest()
