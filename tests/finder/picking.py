"""Trials to pick, with their texts read and indexed. Used by the tests of the sheet, the comparison and the list."""

from __future__ import annotations

from finder import snapshot
from finder.index import reindex
from tests import make
from tests.finder.held import hold
from trials.reading import read_stale

ONE, TWO, THREE, FOUR, FIVE, SIX = (make.nct(number) for number in range(1, 7))
RULES = """Inclusion Criteria:

* HER2-low metastatic breast cancer
* ESR1 mutation is required
* At least one and no more than 3 prior lines of chemotherapy in the metastatic setting
* ECOG 0 or 1

Exclusion Criteria:

* Untreated brain metastases; treated, stable brain metastases may enter
* Prior treatment with trastuzumab deruxtecan
"""


def held(*records: make.JSON) -> None:
    """Takes the records in, reads and indexes them."""
    hold(*records)
    read_stale()
    reindex()
    snapshot.forget()
