"""A page as its reader has it: the words, without the marks. Used by the tests of pages and admin."""

from __future__ import annotations

import html
import re
from typing import Any

import nh3
from django.test import Client

OUR_SCRIPTS = {f'<script src="/static/finder/{name}.js" defer>' for name in ("forget", "shortlist")}
"""All that a page may run."""
DATA_BLOCK = '<script type="application/ld+json">'


def words(markup: str) -> str:
    """What is read, on one line."""
    body = re.sub(r"(?s)<(head|script|style)\b.*?</\1>", "", markup)
    spaced = re.sub(r"(</?(?:p|li|h\d|d[td]|div|td|th|option|label|button|summary)\b)", r" \1", body)
    return " ".join(html.unescape(nh3.clean(spaced, tags=set())).split())


def get(client: Client, path: str, status: int = 200, **headers: Any) -> Any:
    response = client.get(path, **headers)
    assert response.status_code == status, response.content[:500]
    return response


def said(client: Client, path: str, status: int = 200) -> str:
    """The page without its link to the other language, which is this very address again, escaped."""
    page, links = re.subn(r'<p class="language".*?</p>', "", markup(client, path, status))
    assert links == 1
    return page


def read(client: Client, path: str, status: int = 200) -> str:
    return words(get(client, path, status).content.decode())


def markup(client: Client, path: str, status: int = 200) -> str:
    found: str = get(client, path, status).content.decode()
    return found
