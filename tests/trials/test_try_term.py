"""`manage.py try_term`: what a row would change, with the sentences, and nothing written."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests import make
from tests.trials.read import listed, take
from trials import reading
from trials.models import Finding, Reading, Trial

pytestmark = pytest.mark.django_db

NO_TAXANE = "No prior docetaxel"


def tried(slug: str) -> str:
    out = StringIO()
    call_command("try_term", slug, stdout=out)
    return out.getvalue()


@pytest.fixture
def older() -> None:
    """Three trials, read with another vocabulary than the one on disk."""
    take(listed(1, NO_TAXANE), listed(2, "No prior trastuzumab deruxtecan"), listed(3, "ECOG 0-1"))
    reading.read_stale()
    Reading.objects.update(digest="another")


def stored(number: int, **which: Any) -> Any:
    rows = Finding.objects.filter(trial__public_id=make.nct(number), question="prior_therapy", **which)
    assert rows.exists()
    return rows


def everything() -> Any:
    return [list(model.objects.order_by("pk").values()) for model in (Finding, Reading, Trial)]


def test_an_answer_that_the_row_would_bring_is_shown_with_its_sentence(older: None) -> None:
    stored(1).delete()
    before = everything()
    said = tried("docetaxel")
    assert f"{make.nct(1)} + Prior treatment: " in said
    assert f"“{NO_TAXANE}”" in said
    assert "1 would gain, 0 would lose. Nothing was written." in said
    assert make.nct(2) not in said
    assert everything() == before


def test_an_answer_that_the_row_would_cost_is_shown_with_its_sentence(older: None) -> None:
    row = stored(1).first()
    evidence = [{**row.evidence[0], "quote": "No prior Doxetacel"}]
    Finding.objects.create(
        trial=row.trial, question="modality", key="chemotherapy", value="tested", state="stated", evidence=evidence
    )
    said = tried("docetaxel")
    assert f"{make.nct(1)} - What is tested: chemotherapy: tested" in said
    assert "“No prior Doxetacel”" in said
    assert "0 would gain, 1 would lose" in said


def test_an_answer_that_would_turn_round_is_lost_and_gained(older: None) -> None:
    stored(1).update(value="required")
    said = tried("docetaxel")
    assert ": must have been received" in said
    assert ": keeps out" in said


def test_what_has_nothing_to_do_with_the_row_is_left_out(older: None) -> None:
    stored(2).delete()
    Finding.objects.filter(question="performance").delete()
    assert "0 would gain, 0 would lose" in tried("docetaxel")


def test_the_same_vocabulary_can_change_nothing() -> None:
    take(listed(1, NO_TAXANE))
    reading.read_stale()
    assert "nothing can differ" in tried("docetaxel")


def test_a_text_that_changed_since_is_not_compared(older: None) -> None:
    take(listed(1, f"{NO_TAXANE}\nECOG 0-1"))
    assert "1 more have another text than was read" in tried("docetaxel")


def test_many_are_read_by_all_cores(older: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trials.management.commands.try_term.CHUNK", 1)
    stored(1).delete()
    assert "1 would gain" in tried("docetaxel")


def test_an_unknown_slug_names_those_near_it() -> None:
    with pytest.raises(CommandError, match=r"No row is called 'docetaxol'\. Near it: docetaxel"):
        tried("docetaxol")
    with pytest.raises(CommandError, match=r"No row is called 'zzzzzz'\.$"):
        tried("zzzzzz")


@pytest.mark.parametrize("slug", ["pik3ca", "surgery", "brain_metastases", "liver", "locally_advanced", "taxane"])
def test_a_row_of_any_kind_can_be_tried(older: None, slug: str) -> None:
    assert "Nothing was written" in tried(slug)
