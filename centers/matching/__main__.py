"""How good the matcher is on labelled facility texts: python -m centers.matching CENTERS.csv LABELS.jsonl [TAUGHT.csv]

CENTERS.csv: slug, name, other_names (parted by ";"), city, state and, if there, network, country, lat, lon.
LABELS.jsonl: facility, city, state, country, slug (null: no center) and, if there, lat, lon.
TAUGHT.csv: slug, facility_text, city, state: texts that people took for a center.
Out: a table, and with --misses each label that the threshold AUTOMATIC gets wrong.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from centers.matching import ASK, AUTOMATIC, Decision, Known, Match, Matcher, hidden, key

THRESHOLDS = (ASK, 0.70, 0.80, 0.85, AUTOMATIC, 0.92, 0.94, 0.96, 0.98)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("centers", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("taught", type=Path, nargs="?")
    parser.add_argument("--misses", action="store_true")
    given = parser.parse_args()
    rows = _rows(given.centers)
    slugs = [row["slug"] for row in rows]
    decisions = [_decision(row, slugs) for row in _rows(given.taught)] if given.taught else []
    matcher = Matcher([_known(at, row) for at, row in enumerate(rows)], decisions)
    labels = [json.loads(line) for line in given.labels.read_text(encoding="utf-8").splitlines() if line.strip()]
    started = time.perf_counter()
    found = [matcher.match(*_place(label)) for label in labels]
    took = time.perf_counter() - started
    out = [f"{len(rows)} centers, {len(decisions)} taught; {len(labels)} labels, {_centers(labels)} of them a center,"]
    out += [f"{sum(hidden(label['facility']) for label in labels)} hidden; {took * 1000:.0f} ms with making the index"]
    out += ["at or above  answered  right  precision  recall"]
    out += [_line(threshold, labels, found, slugs) for threshold in THRESHOLDS]
    if given.misses:
        out += [miss for label, match in zip(labels, found, strict=True) if (miss := _miss(label, match, slugs))]
    sys.stdout.write("\n".join(out) + "\n")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _known(at: int, row: Mapping[str, str]) -> Known:
    names = (row["name"], *(name.strip() for name in row.get("other_names", "").split(";") if name.strip()))
    lat, lon = (float(row[one]) if row.get(one) else None for one in ("lat", "lon"))
    country = row.get("country") or "United States"
    return Known(at, at, True, names, row.get("network", ""), row["city"], row["state"], country, lat, lon)


def _decision(row: Mapping[str, str], slugs: list[str]) -> Decision:
    where = key(row["facility_text"], row["city"], row["state"], row.get("country") or "United States")
    return Decision(where, slugs.index(row["slug"]), None, same=True)


def _place(label: Mapping[str, Any]) -> tuple[str, str, str, str, float | None, float | None]:
    country = label.get("country") or "United States"
    return label["facility"], label["city"], label["state"], country, label.get("lat"), label.get("lon")


def _centers(labels: list[dict[str, Any]]) -> int:
    return sum(label["slug"] is not None for label in labels)


def _line(threshold: float, labels: list[dict[str, Any]], found: list[Match | None], slugs: list[str]) -> str:
    answered = [
        (label, match) for label, match in zip(labels, found, strict=True) if match and match.score >= threshold
    ]
    right = sum(slugs[match.center] == label["slug"] for label, match in answered)
    precision = f"{right / len(answered):.3f}" if answered else "-"
    recall = f"{right / _centers(labels):.3f}" if _centers(labels) else "-"
    return f"{threshold:11.2f}  {len(answered):8d}  {right:5d}  {precision:>9}  {recall:>6}"


def _miss(label: Mapping[str, Any], match: Match | None, slugs: list[str]) -> str:
    said = slugs[match.center] if match and match.score >= AUTOMATIC else None
    if said == label["slug"]:
        return ""
    told = f"{match.score:.2f} {slugs[match.center]}: {match.reason}" if match else "nothing"
    return f"{label['facility']} | {label['city']}, {label['state']} | {label['slug']} | {told}"


if __name__ == "__main__":
    main()
