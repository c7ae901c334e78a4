"""What curators fill in: the words of ours as choices, lists as lines, and a claim's form. In: a form; out: cleaned
values. Used by the pages of facts and claims; the rules themselves are the models'.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db import models

from centers import channels, services
from centers.admin.freshness import today
from centers.admin.lists import AnyForm
from centers.models import FACTS, Claim, Claimed

Choices = list[tuple[str, Any]]


class Lines(forms.Field):
    """A list of texts: one a line, or with commas between them. In the database a JSON list."""

    def __init__(self, *, separator: str, **kwargs: Any) -> None:
        self.separator = separator
        widget = forms.Textarea(attrs={"rows": 3, "cols": 40}) if separator == "\n" else forms.TextInput()
        super().__init__(widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        joint = self.separator if self.separator == "\n" else f"{self.separator} "
        return joint.join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, list):
            return value
        return [part for part in (one.strip() for one in str(value or "").split(self.separator)) if part]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))


def _services() -> Choices:
    by_group: dict[str, list[tuple[str, str]]] = {}
    for one in services.SERVICES.values():
        by_group.setdefault(one.group, []).append((one.slug, one.label))
    return [("", "---------"), *((services.GROUPS[group].label, held) for group, held in by_group.items())]


def _words(known: dict[str, str]) -> Choices:
    return [("", "---------"), *((slug, label or slug) for slug, label in known.items())]


def choices(field: str) -> Choices | None:
    """The words of ours that a column holds; None where it holds others."""
    match field:
        case "service":
            return _services()
        case "kind":
            return _words({slug: one.label for slug, one in channels.KINDS.items()})
        case "purpose":
            return _words(channels.PURPOSES)
        case "audience":
            return _words(channels.AUDIENCES)
    return None


def formfield(column: models.Field[Any, Any]) -> forms.Field | None:
    """The form's field of a column that Django has no good one for."""
    if isinstance(column, models.JSONField):
        separator = "," if column.name == "languages" else "\n"
        help_text = "Two-letter codes: en, es." if separator == "," else "One a line."
        return Lines(separator=separator, required=False, help_text=help_text)
    if isinstance(column, models.URLField):
        return column.formfield(assume_scheme="https")
    known = choices(column.name) if isinstance(column, models.CharField) and not column.choices else None
    if known is None:
        return None
    initial = column.default if column.has_default() else None
    return forms.ChoiceField(choices=known, required=not column.blank, initial=initial, help_text=column.help_text)


def claim_names(*kinds: type[models.Model]) -> Choices:
    """Which facts a claim may back, of a row of one kind, or of any of several."""
    claimed: Claimed = {name: fields for kind in kinds for name, fields in kind.CLAIMED.items()}  # type: ignore[attr-defined]
    row = f"the row: {', '.join(claimed[''])}" if len(kinds) == 1 else "the row"
    return [(name, name.replace("_", " ") if name else row) for name in claimed]


def a_year_after(day: dt.date) -> dt.date:
    """The same day a year later; 28 February after a leap day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def check(claim: Claim, who: str, day: dt.date) -> None:
    """Somebody looked at the source today, and it still says so: good for twelve months."""
    claim.verified_on, claim.verified_by, claim.expires_on = day, who, a_year_after(day)


class ClaimForm(AnyForm):
    """`who`, set on the class a request makes, is the name of the account that fills it in."""

    who = ""
    checked_today = forms.BooleanField(
        required=False,
        label="I checked it today",
        help_text="The source says so today: verified by you, for 12 months.",
    )

    source_url = forms.URLField(required=False, max_length=500, label="Source address", assume_scheme="https")

    class Meta:
        model = Claim
        fields = "__all__"
        widgets = {"quote": forms.Textarea(attrs={"rows": 2, "cols": 80})}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("checked_today"):
            claim = Claim()
            check(claim, self.who, today())
            data |= {name: getattr(claim, name) for name in ("verified_on", "verified_by", "expires_on")}
        elif data.get("verified_on") and not data.get("verified_by"):
            data["verified_by"] = self.who
        elif not data.get("verified_on") and data.get("expires_on"):
            self.add_error("verified_on", "What nobody checked cannot expire: say when it was verified.")
        return data


def backed_by(claim: Claim) -> str:
    """Which kind of fact it backs; empty where none is chosen yet."""
    return next((name for name in FACTS if getattr(claim, f"{name}_id") is not None), "")
