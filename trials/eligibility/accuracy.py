"""How often the reader is right: labels made by people and the texts they labelled in, figures out. Pure.

`script/accuracy LABELS TEXTS` runs it and writes `finder/data/accuracy.json`, which the page on accuracy shows. Labels
are JSON lines in the labelling guide's form; texts those of `__main__.py`. No text gets into the figures.

Every stated value is an item. Precision is the share of read items that are labelled, recall the share of labelled ones
that are read, exact the share of trials whose whole field is the same. What two people labelled differently
(`contested`) is not counted.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import sys
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from trials.eligibility import Listing, guide_form, read

FIELDS = (
    "breast",
    "stages",
    "subtypes",
    "biomarkers",
    "brain_metastases",
    "leptomeningeal",
    "prior_lines",
    "prior_therapy",
    "ecog_max",
    "measurable_disease",
    "menopause",
    "men",
    "modalities",
)
Form = Mapping[str, Any]


@dataclass(slots=True)
class Figures:
    """Of one field, or of all. Counts of items; `exact` and `scored` count trials."""

    field: str
    labelled: int = 0
    read: int = 0
    right: int = 0
    exact: int = 0
    scored: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def row(self) -> dict[str, Any]:
        shares = {name: round(getattr(self, name), 3) for name in ("precision", "recall", "f1")}
        return asdict(self) | shares


def items(form: Form, field: str) -> set[Hashable]:
    """The stated values of one field. A count of lines without a lowest is one from zero."""
    value = form.get(field)
    if field == "subtypes" and not form.get("subtypes_stated"):
        return set()
    if field == "prior_lines":
        return {(one["of"], one["setting"], one.get("min") or 0, one.get("max")) for one in value or ()}
    if isinstance(value, Mapping):
        return set(value.items())
    if isinstance(value, list):
        return set(value)
    return set() if value in (None, "not_stated") else {value}


def compare(pairs: Iterable[tuple[Form, Form]]) -> list[Figures]:
    """Of (label, reading) pairs: the figures of each field."""
    figures = {field: Figures(field) for field in FIELDS}
    for label, reading in pairs:
        for field, counted in figures.items():
            if field in label.get("contested", ()):
                continue
            wanted, got = items(label, field), items(reading, field)
            counted.labelled += len(wanted)
            counted.read += len(got)
            counted.right += len(wanted & got)
            counted.exact += wanted == got
            counted.scored += 1
    return list(figures.values())


def overall(figures: Iterable[Figures]) -> Figures:
    total = Figures("all")
    for one in figures:
        for name in ("labelled", "read", "right", "exact", "scored"):
            setattr(total, name, getattr(total, name) + getattr(one, name))
    return total


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines, which may be gzipped."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def measure(labels: Path, texts: Path, *, today: dt.date) -> dict[str, Any]:
    """What the page shows. Raises LookupError where a labelled trial has no text."""
    wanted = {row["nct_id"]: row for row in rows(labels)}
    found = {row["nct_id"]: row for row in rows(texts) if row["nct_id"] in wanted}
    if missing := sorted(wanted.keys() - found.keys()):
        raise LookupError(f"{len(missing)} labelled trials have no text, {missing[0]} among them.")
    figures = compare((label, guide_form(read(Listing.of(found[trial])))) for trial, label in wanted.items())
    return {
        "date": today.isoformat(),
        "trials": len(wanted),
        "overall": overall(figures).row(),
        "fields": [one.row() for one in figures],
    }


def main(arguments: list[str]) -> int:
    if len(arguments) != len(("labels", "texts", "figures")):
        print("usage: script/accuracy LABELS TEXTS", file=sys.stderr)  # noqa: T201
        return 2
    labels, texts, figures = map(Path, arguments)
    try:
        measured = measure(labels, texts, today=dt.datetime.now(dt.UTC).date())
    except (OSError, LookupError, ValueError) as error:
        print(f"script/accuracy: {error}", file=sys.stderr)  # noqa: T201
        return 1
    figures.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    for row in [*measured["fields"], measured["overall"]]:
        print("{field:20} {labelled:5} {read:5} {precision:.3f} {recall:.3f} {f1:.3f}".format(**row))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
