"""Data files for tests of the loader: a folder in, centers that nobody ever saw out."""

from __future__ import annotations

from pathlib import Path

HARBOUR = """
[source.page]
document = "Harbour Hospital: what we do (undated copy)"
captured_on = 2026-11-01

[source.review]
document = "Harbour Hospital: reviewed page"
captured_on = 2026-11-01
source_date = 2026-02-01
verified_on = 2026-02-01
verified_by = "the page's own review"

[[center]]
key = "harbour"
name = "Harbour Hospital"
kind = "hospital"
other_names = ["Old Harbour"]
claims = [{ source = "page" }, { field = "other_names", source = "page" }]

[[center.location]]
key = "quay"
main = true
city = "Portland"
state = "ME"
lat = 43.66
lon = -70.26
claims = [{ source = "page" }, { field = "coordinates", source = "review" }]

[[center.location]]
key = "hill"
city = "Bangor"
state = "ME"
claims = [{ source = "page" }]

[[center.offering]]
key = "srs"
service = "srs"
location = "hill"
claims = [{ source = "page", quote = "We offer radiosurgery on the hill." }]

[[center.offering]]
key = "nutrition"
service = "nutrition"
claims = [{ source = "review", quote = "Our dietitians help you to eat well." }]

[[center.channel]]
key = "phone"
kind = "patient-phone"
purpose = "question"
value = "+12075550143"
claims = [{ source = "page" }]

[[center.accreditation]]
key = "guild"
body = "Guild of Lighthouses"
claims = [{ source = "page" }]
"""
MEADOW = """
[[center]]
key = "meadow"
name = "Meadow Clinic"
kind = "clinic"
claims = [{ document = "Meadow Clinic: leaflet", captured_on = 2026-11-01 }]

[[center.location]]
key = "meadow"
main = true
city = "Salem"
state = "OR"
claims = [{ document = "Meadow Clinic: leaflet", captured_on = 2026-11-01 }]
"""


class Files:
    """A folder of data files. `change()` edits one as a new version of the site would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "harbour.toml").write_text(HARBOUR, encoding="utf-8")
        (folder / "meadow.toml").write_text(MEADOW, encoding="utf-8")

    def change(self, old: str, new: str, file: str = "harbour.toml") -> None:
        """Everywhere in the file. Fails where `old` is not there."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def without(self, header: str, key: str, file: str = "harbour.toml") -> None:
        """Takes out one table: `[[center.offering]]` with that key."""
        path = self.folder / file
        tables = path.read_text(encoding="utf-8").split("\n\n")
        kept = [table for table in tables if not (header in table and f'key = "{key}"' in table)]
        assert len(kept) == len(tables) - 1
        path.write_text("\n\n".join(kept), encoding="utf-8")
