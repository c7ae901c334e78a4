"""People and new versions of the files take turns at random: the loader does what a table of five lines says."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from centers.loading import DELETED, EDITED, load
from centers.models import Offering

pytestmark = pytest.mark.django_db
STEPS = 400 if os.environ.get("DEEP") else 40
SERVICES = ("srs", "sbrt", "imrt", "nutrition", "acupuncture")
SAID = ("", "In the brain", "In the bone")
START = """
[source.page]
document = "Random Hospital: leaflet"
captured_on = 2026-11-01

[[center]]
key = "random"
name = "Random Hospital"
claims = [{ source = "page" }]

[[center.location]]
key = "here"
main = true
city = "Salem"
claims = [{ source = "page" }]
"""
OFFERING = """
[[center.offering]]
key = "{0}"
service = "{0}"
conditions = "{1}"
claims = [{{ source = "page" }}]
"""


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_order_people_keep_theirs_and_the_files_the_rest(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    rows: dict[str, str] = {}  # service → conditions, as they must stand in the table
    written: dict[str, str] = {}  # … as the loader wrote them last
    deleted: set[str] = set()
    for _ in range(STEPS):
        for service in sorted(rows):
            what = rng.random()
            if what < 0.15:
                rows[service] = rng.choice(SAID)
                Offering.objects.filter(service=service).update(conditions=rows[service])
            elif what < 0.18:
                del rows[service]
                deleted.add(service)
                Offering.objects.get(service=service).delete()
        files = {service: rng.choice(SAID) for service in SERVICES if rng.random() < 0.8}
        text = START + "".join(OFFERING.format(*pair) for pair in files.items())
        (tmp_path / "random.toml").write_text(text, encoding="utf-8")
        left: dict[str, str] = {}
        for service in SERVICES:
            if service in deleted:
                left |= {service: DELETED} if service in files else {}
            elif service in rows and rows[service] not in (written[service], files.get(service)):
                left[service] = EDITED
            elif service in files:
                rows[service] = written[service] = files[service]
            else:
                rows.pop(service, None)
        assert {one.key.rpartition("/")[2]: one.why for one in load(tmp_path).left} == left
        assert dict(Offering.objects.values_list("service", "conditions")) == rows
