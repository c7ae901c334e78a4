"""Brain metastases and leptomeningeal disease, by sentences."""

from __future__ import annotations

import pytest

from tests.trials.eligibility.asked import asked, reading
from trials.eligibility import guide_form


@pytest.mark.parametrize(
    ("sentence", "tier"),
    [
        ("Brain metastases", "none"),
        ("Known brain or CNS metastases", "none"),
        ("History of brain metastases", "none"),
        ("Metastasis in the central nervous system", "none"),
        ("Untreated brain metastases", "stable"),
        ("Active CNS metastases", "stable"),
        ("Symptomatic or untreated brain metastases", "stable"),
        ("Brain metastases unless treated and stable for 4 weeks", "stable"),
        ("Uncontrolled or progressing CNS metastases", "stable"),
        ("Symptomatic brain metastases", "untreated"),
        ("Brain metastases that require immediate local treatment", "untreated"),
        ("Patients with brain metastases must have been irradiated before", "stable"),
        ("Exclude those with brain or dural metastases", "none"),
        ("Any brain metastases or any other active central nervous system disease", "none"),
    ],
)
def test_an_exclusion_admits_what_it_does_not_name(sentence: str, tier: str) -> None:
    assert asked("brain", bars=sentence) == {"admitted": tier}


@pytest.mark.parametrize(
    ("sentence", "tier"),
    [
        ("Patients with treated and stable brain metastases are eligible", "stable"),
        ("Asymptomatic untreated brain metastases are allowed", "untreated"),
        ("No known brain metastases", "none"),
        ("No untreated brain metastases", "stable"),
        ("No history of CNS metastases; those with leptomeningeal disease are not eligible", "none"),
        ("Brain metastases are allowed, but untreated metastases must receive radiotherapy first", "stable"),
        ("Brain metastases are allowed if they do not require immediate treatment", "untreated"),
    ],
)
def test_an_inclusion_names_who_may_enter(sentence: str, tier: str) -> None:
    assert asked("brain", admits=sentence) == {"admitted": tier}


@pytest.mark.parametrize(
    "sentence",
    [
        "Primary brain tumour",
        "History of stroke or cerebral infarction",
        "Brain MRI is required at screening",
        "More than 5 brain metastases",
    ],
)
def test_what_is_no_spread_says_nothing(sentence: str) -> None:
    assert asked("brain", bars=sentence) == {}


def test_what_is_allowed_counts_more_than_what_is_excluded() -> None:
    bars = (
        "Active brain metastases. Participants with untreated, asymptomatic brain metastases below 1 cm may be enrolled"
    )
    assert asked("brain", bars=bars) == {"admitted": "untreated"}


def test_a_trial_for_brain_metastases_demands_them() -> None:
    form = guide_form(
        reading(
            title="Radiosurgery for brain metastases of breast cancer", admits="At least one brain metastasis on MRI"
        )
    )
    assert form["brain_metastases"] == "required"


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ({"bars": "Leptomeningeal disease"}, "excluded"),
        ({"bars": "Known carcinomatous meningitis"}, "excluded"),
        ({"admits": "No leptomeningeal metastases"}, "excluded"),
        ({"admits": "Patients with leptomeningeal disease are eligible"}, "allowed"),
    ],
)
def test_leptomeningeal_disease(told: dict[str, str], value: str) -> None:
    assert asked("leptomeningeal", **told) == {"": value}  # type: ignore[arg-type]
