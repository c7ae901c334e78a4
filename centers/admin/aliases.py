"""Which facility of the trials' sites is which center: what people decided, to look up and to change.

In: a facility as the registry writes it, and a decision; out: a `FacilityAlias` with who and when. The queue of
facilities to judge is the roof's (`finder/admin.py`), which calls `decide`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from centers import matching
from centers.admin.curated import Curated
from centers.admin.lists import AnyForm
from centers.models import Center, FacilityAlias, Location

LONGEST_KEY = 500
SAME, NOT_SAME, NO_CENTER = FacilityAlias.SAME, FacilityAlias.NOT_SAME, FacilityAlias.NO_CENTER


@dataclass(frozen=True, slots=True)
class Written:
    """A facility as the registry writes it."""

    facility: str
    city: str
    state: str
    country: str

    @property
    def key(self) -> str:
        return matching.key(self.facility, self.city, self.state, self.country)[:LONGEST_KEY]


def decide(
    what: Written, decision: str, center: Center | None, location: Location | None, who: Any, note: str = ""
) -> FacilityAlias:
    """Remembers one decision, and takes back what contradicts it: a facility is one center at most, and where it is one
    it is not none. What was decided before stays in the history. Raises `ValidationError`."""
    with transaction.atomic():
        rows = list(FacilityAlias.objects.select_for_update().filter(key=what.key))
        mine = next((row for row in rows if row.center_id == (center.pk if center else None)), None)
        for row in rows:
            if row is mine:
                continue
            if decision == SAME and row.decision == NO_CENTER:
                row.delete()
            elif decision in (SAME, NO_CENTER) and row.decision == SAME:
                _write(row, NOT_SAME, who)
        row = mine or FacilityAlias(key=what.key, center=center)
        row.facility, row.city, row.state, row.country = what.facility, what.city, what.state, what.country
        row.location, row.note = location, note or row.note
        _write(row, decision, who)
    return row


def _write(row: FacilityAlias, decision: str, who: Any) -> None:
    row.decision, row.made_by, row.made_at = decision, who, timezone.now()
    row.full_clean()
    row.save()


class AliasForm(AnyForm):
    """The key follows from the four texts; what contradicts another decision is refused with its reason."""

    class Meta:
        model = FacilityAlias
        fields = ("facility", "city", "state", "country", "decision", "center", "location", "note")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        what = Written(*(data.get(name, getattr(self.instance, name)) for name in Written.__slots__))
        decision, center, location = data["decision"], data.get("center"), data.get("location")
        if (center is None) != (decision == NO_CENTER):
            self.add_error("center", "Name the center, or say that it is no center of ours.")
        if location is not None and location.center_id != (center.pk if center else None):
            self.add_error("location", "This is a location of another center.")
        others = FacilityAlias.objects.filter(key=what.key).exclude(pk=self.instance.pk)
        if decision == SAME and (other := others.exclude(decision=NOT_SAME).first()):
            self.add_error("decision", f"It was decided otherwise before: {other}. Change that decision.")
        if decision == NO_CENTER and (other := others.filter(decision=SAME).first()):
            self.add_error("decision", f"It was decided otherwise before: {other}. Change that decision.")
        if others.filter(center=center).exists():
            raise ValidationError("There is a decision on this facility and this center: change that one.")
        self.instance.key = what.key
        return data


@admin.register(FacilityAlias)
class AliasAdmin(Curated):
    form = AliasForm
    list_display = ("facility", "city", "country", "decision", "center", "made_by", "made_at")
    list_filter = ("decision",)
    list_select_related = ("center", "made_by")
    search_fields = ("facility", "city", "center__name")
    autocomplete_fields = ("center", "location")
    radio_fields = {"decision": admin.HORIZONTAL}
    ordering = ("-made_at", "-pk")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What was decided on does not change; what was decided may."""
        return (*Written.__slots__, "made_by", "made_at") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*AliasForm.Meta.fields, *(("made_by", "made_at") if obj else ())]

    def save_model(self, request: HttpRequest, obj: FacilityAlias, form: Any, change: bool) -> None:
        obj.made_by, obj.made_at = request.user, timezone.now()  # type: ignore[assignment]
        super().save_model(request, obj, form, change)
