"""The Spanish catalogue says all that the sources say, and says it with the same placeholders and marks."""

from __future__ import annotations

import os
import re
import shutil

import polib
import pytest

from tests import catalogue

pytestmark = pytest.mark.once

_PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}")
_MARK = re.compile(r"</?[a-z]+[^>]*>")
_ENGLISH = re.compile(r'<span lang="en">(.*?)</span>')
"""A name that stays as it is, among Spanish words."""


@pytest.fixture(scope="module")
def kept() -> polib.POFile:
    return polib.pofile(str(catalogue.PO))


def named(one: polib.POEntry) -> tuple[str | None, str, str]:
    return one.msgctxt, one.msgid, one.msgid_plural


def test_every_message_of_the_sources_is_in_the_catalogue_and_no_other(kept: polib.POFile) -> None:
    if not shutil.which("xgettext") and not os.environ.get("CI"):
        pytest.skip("xgettext is not installed (apt install gettext)")
    found = catalogue.extracted()
    assert {named(one) for one in found} == {named(one) for one in kept}, "run script/messages"


def test_every_message_is_translated_and_looked_at(kept: polib.POFile) -> None:
    assert len(kept) > 600
    assert not catalogue.wanting(kept)
    assert not [one.msgid for one in kept if one.obsolete]
    assert not [
        one.msgid for one in kept if one.msgid_plural and not all(one.msgstr_plural.get(form) for form in (0, 1))
    ]


def test_a_translation_has_the_placeholders_of_its_message(kept: polib.POFile) -> None:
    wrong = []
    for one in kept:
        asked = set(_PLACEHOLDER.findall(f"{one.msgid} {one.msgid_plural}"))
        forms = [one.msgstr_plural[0], one.msgstr_plural[1]] if one.msgid_plural else [one.msgstr]
        said = [set(_PLACEHOLDER.findall(form)) for form in forms]
        # "One site" needs no number; what is said of many has all that the message has.
        if said[-1] != asked or not said[0] <= asked:
            wrong.append(one.msgid)
    assert not wrong


def test_a_translation_has_the_marks_of_its_message(kept: polib.POFile) -> None:
    wrong = []
    for one in kept:
        for said, form in zip((one.msgid, one.msgid_plural or one.msgid), _forms(one), strict=True):
            if _marks(said) != _marks(form):
                wrong.append(one.msgid)
    assert not wrong


def _marks(text: str) -> list[str]:
    """Those of HTML; where one language marks English words and the other need not, both are right."""
    return sorted(_MARK.findall(_ENGLISH.sub(r"\1", text)))


def _forms(one: polib.POEntry) -> tuple[str, str]:
    return (one.msgstr_plural[0], one.msgstr_plural[1]) if one.msgid_plural else (one.msgstr, one.msgstr)


def test_the_compiled_catalogue_is_the_one_that_is_read() -> None:
    assert catalogue.PO.with_suffix(".mo").read_bytes() == catalogue.compiled(polib.pofile(str(catalogue.PO)))


def test_the_checks_can_fail() -> None:
    faulty = polib.POFile()
    faulty.append(polib.POEntry(msgid="%(count)s trials", msgstr=""))
    faulty.append(polib.POEntry(msgid="Trials", msgstr="Ensayos", flags=["fuzzy"]))
    assert catalogue.wanting(faulty) == ["%(count)s trials", "Trials"]
