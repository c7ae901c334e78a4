"""Words of values, as they stand within a sentence."""

from __future__ import annotations

import pytest

from finder import labels
from finder.pages.asking import of_person

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("words", "within"),
    [
        ("Brain metastases", "brain metastases"),
        ("Trastuzumab deruxtecan", "trastuzumab deruxtecan"),
        ("CDK4/6 inhibitor", "CDK4/6 inhibitor"),
        ("T-DM1", "T-DM1"),
        ("", ""),
    ],
)
def test_letters_that_stand_for_words_keep_their_capitals_within_a_sentence(words: str, within: str) -> None:
    assert labels.within(words) == within


def test_what_a_person_entered_is_called_as_a_doctor_writes_it() -> None:
    assert of_person("had", "cdk46") == "CDK4/6 inhibitor"
