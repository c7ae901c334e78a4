"""The static files as production serves them: collected, named by their hash, and those of the error pages at their own name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import SettingsWrapper

from finder.settings import BASE_DIR, STORAGES


def test_every_static_file_is_found_by_its_hash(settings: SettingsWrapper, tmp_path: Path) -> None:
    settings.STORAGES = STORAGES
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    from django.contrib.staticfiles.storage import staticfiles_storage

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


def test_the_first_page_is_small(settings: SettingsWrapper) -> None:
    import gzip

    css = (BASE_DIR / "finder" / "static" / "finder" / "finder.css").read_bytes()
    assert len(gzip.compress(css)) < 8_000
