"""Centers and what is known of each: on the center's page as rows, on pages of their own with their claims.

In: the models; out: pages of the admin. Every row tells how its facts are backed (`freshness.py`).
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from centers.admin.claims import Checkable, ClaimInline
from centers.admin.curated import Curated, Inline, Worded
from centers.admin.exchange import Exchanged
from centers.admin.freshness import NO_CLAIM, ClaimsFilter, backed, badges, summary
from centers.admin.lists import AnyTabular, Queue, queue, shortened
from centers.admin.resources import (
    AccreditationResource,
    CenterResource,
    ChannelResource,
    LocationResource,
    OfferingResource,
)
from centers.models import Accreditation, Center, ContactChannel, Location, Offering
from centers.services import SERVICES


class Backed:
    """Rows with their claims read at once, and a column on how fresh they are."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        return rows.prefetch_related("claims")

    @admin.display(description="claims")
    def freshness(self, row: Any) -> SafeString:
        return badges(row) if row.pk else format_html("{}", "after saving")


def own_locations(form: Any, center: Center | None) -> None:
    """Of a form's class: only the center's own locations can be chosen, and they are read once, not once a row."""
    if "location" in form.base_fields:
        own = Location.objects.filter(center=center) if center else Location.objects.none()
        field: Any = forms.ModelChoiceField(own, required=False)
        field.choices = list(field.choices)
        form.base_fields["location"] = field


class FactInline(Backed, Inline, Worded, AnyTabular):
    readonly_fields = ("freshness",)


class PlacedInline(FactInline):
    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        own_locations(formset.form, obj)
        return formset


class LocationInline(FactInline):
    model = Location
    fields = ("name", "main", "city", "state", "zip", "country", "freshness")


class OfferingInline(PlacedInline):
    model = Offering
    fields = ("service", "location", "availability", "delivery", "conditions", "freshness")


class ChannelInline(PlacedInline):
    model = ContactChannel
    fields = ("kind", "purpose", "audience", "value", "location", "freshness")


class AccreditationInline(PlacedInline):
    model = Accreditation
    fields = ("body", "level", "valid_through", "freshness")


@admin.register(Center)
class CenterAdmin(Checkable, Exchanged, Curated):
    resource_classes = [CenterResource]
    list_display = ("name", "facts", "kind", "listed", "slug")
    list_filter = (ClaimsFilter, "listed", "kind", "treats_patients")
    search_fields = ("name", "slug", "network")
    paginator = Paginator  # a few thousand: all of them are counted
    inlines = (LocationInline, OfferingInline, ChannelInline, AccreditationInline, ClaimInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Center]:
        rows: QuerySet[Center] = super().get_queryset(request)
        parts = ("locations", "offerings", "channels", "accreditations")
        return rows.prefetch_related("claims", *(f"{part}__claims" for part in parts))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ("name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    @admin.display(description="facts")
    def facts(self, one: Any) -> SafeString:
        parts = (one.locations, one.offerings, one.channels, one.accreditations)
        return summary([one, *(row for part in parts for row in part.all())])


class FactAdmin(Backed, Checkable, Exchanged, Curated):
    """The page of a fact, with its claims. Its center is chosen once."""

    inlines = (ClaimInline,)
    list_select_related: ClassVar[Any] = ("center",)
    ordering = ("center_id", "pk")  # by an index: sorted by the center's name, each page would sort them all

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("center", "freshness") if obj else ("freshness",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Whose fact it is first, and how it stands."""
        first = ["center", "freshness"]
        return [*first, *(name for name in super().get_fields(request, obj) if name not in first)]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None:
            own_locations(form, obj.center)
        return form

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """The location of a new row is searched: its center is not known yet, and the model checks that they agree."""
        has_location = "location" in {field.name for field in self.opts.fields}
        return ("center", "location") if has_location else ("center",)

    def unbacked(self) -> list[Queue]:
        """The rows that nobody sees, because no claim backs them."""
        rows = self.model._default_manager.filter(~backed(self.model))
        label = f"{str(self.opts.verbose_name_plural).capitalize()} without a claim: not published"
        return [queue(label, self.model, rows, f"claims={NO_CLAIM}")]


@admin.register(Location)
class LocationAdmin(FactAdmin):
    resource_classes = [LocationResource]
    list_display = ("__str__", "freshness", "center", "main")
    list_filter = (ClaimsFilter, "main")
    search_fields = ("center__name", "name", "city")


@admin.register(Offering)
class OfferingAdmin(FactAdmin):
    resource_classes = [OfferingResource]
    list_display = ("service", "freshness", "center", "location", "availability", "delivery")
    list_filter = (ClaimsFilter, "availability", "delivery")
    list_select_related = ("center", "location")
    search_fields = ("service", "center__name")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Each word in the service or the center's name, looked for where the few are: not in every offering."""
        for word in search_term.casefold().split():
            slugs = [one.slug for one in SERVICES.values() if word in one.slug or word in one.label.casefold()]
            centers = Center.objects.filter(name__icontains=word).values("pk")
            queryset = queryset.filter(Q(service__in=slugs) | Q(center__in=centers))
        return queryset, False

    def queues(self, request: HttpRequest) -> list[Queue]:
        return self.unbacked()


@admin.register(ContactChannel)
class ChannelAdmin(FactAdmin):
    resource_classes = [ChannelResource]
    list_display = ("kind", "shown", "freshness", "center", "purpose", "audience")
    list_filter = (ClaimsFilter,)
    list_select_related = ("center", "location")
    search_fields = ("center__name", "value")

    def queues(self, request: HttpRequest) -> list[Queue]:
        return self.unbacked()

    @admin.display(description="value")
    def shown(self, one: ContactChannel) -> str:
        return shortened(one.value, 60)


@admin.register(Accreditation)
class AccreditationAdmin(FactAdmin):
    resource_classes = [AccreditationResource]
    list_display = ("__str__", "freshness", "center", "valid_through")
    list_filter = (ClaimsFilter,)
    list_select_related = ("center", "location")
    search_fields = ("body", "level", "center__name")
