"""Placeholder until branch c1."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    slug: str
    label: str
    medium: str
    value_needed: bool = False


KINDS = {
    k: Kind(k, k, "none")
    for k in "patient-phone new-patient-line referring-physician-line trial-office appointment-form video-visit online-second-opinion introductory-opinion navigator nurse-triage email portal tty fax financial urgent".split()
}
PURPOSES = dict.fromkeys(
    "appointment second-opinion referral trials question symptoms financial records urgent".split(), ""
)
AUDIENCES = dict.fromkeys("patients newly-diagnosed caregivers physicians everyone".split(), "")


def clean(kind, value):
    return value


def shown(kind, value):
    return value
