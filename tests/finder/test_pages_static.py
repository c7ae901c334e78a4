"""The static files as production serves them: named by their hash, and those of the error pages by their own name."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client

from finder.settings import BASE_DIR, STORAGES

pytestmark = pytest.mark.once


def test_every_static_file_is_found_by_its_hash(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = STORAGES
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    for template in (BASE_DIR / "finder" / "templates").rglob("*.html"):
        for name in re.findall(r"{% static '([^']+)' %}", template.read_text()):
            hashed = staticfiles_storage.url(name).removeprefix("/static/")
            assert (tmp_path / hashed).is_file()
            assert hashed != name


@pytest.mark.parametrize("code", [400, 500])
def test_the_error_pages_need_nothing_that_can_fail(code: int) -> None:
    page = (BASE_DIR / "finder" / "templates" / f"{code}.html").read_text()
    assert "{%" not in page
    assert "{{" not in page
    for name in re.findall(r'href="/static/([^"]+)"', page):
        assert (BASE_DIR / "finder" / "static" / name).is_file()


def test_the_first_page_is_small() -> None:
    css = (BASE_DIR / "finder" / "static" / "finder" / "finder.css").read_bytes()
    assert len(gzip.compress(css)) < 8_000


def test_files_of_others_are_the_ones_that_were_published() -> None:
    folder = BASE_DIR / "finder" / "static" / "finder" / "vendor"
    told = (folder / "README.md").read_text()
    held = [path for path in folder.iterdir() if path.suffix in (".js", ".css")]
    assert held
    for path in held:
        [row] = [line for line in told.splitlines() if line.startswith(f"| `{path.name}` |")]
        assert hashlib.sha256(path.read_bytes()).hexdigest() in row
        assert path.with_name(path.name.removesuffix(".min.js") + ".LICENSE").is_file()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/trials/", "/match/", "/centers/"])
def test_a_list_is_the_same_page_for_htmx_and_for_a_browser(client: Client, path: str) -> None:
    plain, swapped = client.get(path), client.get(path, headers={"HX-Request": "true", "HX-Boosted": "true"})
    assert swapped.content == plain.content
    assert swapped.headers.get("ETag") == plain.headers.get("ETag")
    assert b'<div id="live"' in plain.content
    [config] = re.findall(r"<meta name=\"htmx-config\" content='([^']+)'>", plain.content.decode())
    asked = json.loads(config)
    assert (asked["allowEval"], asked["includeIndicatorStyles"], asked["historyCacheSize"]) == (False, False, 0)
