"""The static files as production serves them: named by their hash, and those of the error pages by their own name."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

from finder.settings import BASE_DIR, STORAGES


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
