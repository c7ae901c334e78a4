"""The queue of facilities that may be a center: the matcher was not sure, a person decides.

In: `Facility` (derived) and a curator's word; out: a `FacilityAlias`, remembered for ever. The index takes it at its
next run (`finder/facilities.py`).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from centers.admin.aliases import NO_CENTER, NOT_SAME, SAME, Written, decide
from centers.admin.curated import may
from centers.admin.lists import Queue, ReadOnly, link, queue
from centers.models import Center, FacilityAlias, Location
from finder.countries import country_code, us_state_code
from finder.models import Facility

SOON = "The search takes it at its next run, in five minutes at most (reconcile)."


def undecided() -> QuerySet[Facility]:
    """Those that wait: not sure enough, and nobody has said anything on the candidate."""
    said = FacilityAlias.objects.filter(key=OuterRef("key")).filter(
        ~Q(decision=NOT_SAME) | Q(center=OuterRef("center"))
    )
    return Facility.objects.filter(~Exists(said), taken=False)


class JudgedFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("taken", "taken as the center"), ("all", "all")]

    def choices(self, changelist: Any) -> Any:
        for value, label in ((None, "to judge"), *self.lookup_choices):
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        return queryset.filter(taken=True) if self.value() == "taken" else queryset & undecided()


def _decided(request: HttpRequest, rows: QuerySet[Facility], decision: str, *, candidate: bool = True) -> None:
    """One decision on each row, all or none. The candidate may be gone since the index was built: then none is made."""
    centers = Center.objects.in_bulk({row.center for row in rows})
    locations = Location.objects.in_bulk({row.location for row in rows if row.location})
    with transaction.atomic():
        for row in rows:
            what = Written(row.facility, row.city, row.state, row.country)
            center = centers.get(row.center) if candidate else None
            if candidate and center is None:
                raise ValidationError(f"The center of “{row}” is gone. Nothing was decided.")
            location = locations.get(row.location) if decision == SAME and row.location else None
            decide(what, decision, center, location, request.user)


def _tell(request: HttpRequest, rows: QuerySet[Facility], decision: str, *, candidate: bool = True) -> None:
    try:
        _decided(request, rows, decision, candidate=candidate)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"{len(rows)} decided: {FacilityAlias.DECISIONS[decision]}. {SOON}")


@admin.action(description="The same: it is this center", permissions=["decide"])
def the_same(model_admin: Any, request: HttpRequest, queryset: QuerySet[Facility]) -> None:
    _tell(request, queryset, SAME)


@admin.action(description="Not the same: it is not this center", permissions=["decide"])
def not_the_same(model_admin: Any, request: HttpRequest, queryset: QuerySet[Facility]) -> None:
    _tell(request, queryset, NOT_SAME)


@admin.action(description="No center of ours", permissions=["decide"])
def no_center(model_admin: Any, request: HttpRequest, queryset: QuerySet[Facility]) -> None:
    _tell(request, queryset, NO_CENTER, candidate=False)


@admin.action(description="A new center: make a draft of it", permissions=["draft"])
def new_center(model_admin: Any, request: HttpRequest, queryset: QuerySet[Facility]) -> None:
    """A center that is not listed, with its place and no claim: a person fills in the rest and lists it."""
    for row in queryset:
        try:
            with transaction.atomic():
                center = _draft(row, request.user)
        except ValidationError as error:
            messages.error(request, f"{row}: {' '.join(error.messages)}")
        else:
            messages.success(request, format_html("Drafted {}: fill it in, and list it.", link(center)))


def _draft(row: Facility, who: Any) -> Center:
    code = country_code(row.country)
    if code is None:
        raise ValidationError(f"The country “{row.country}” is not known. Make the center by hand.")
    stem = slugify(row.facility)[:70].strip("-") or "center"
    taken = set(Center.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug = next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)
    center = Center(slug=slug, name=row.facility[:200], listed=False)
    center.full_clean()
    center.save()
    state = (us_state_code(row.state) if code == "US" else None) or row.state
    location = Location(center=center, main=True, city=row.city[:120], state=state[:80], country=code)
    location.full_clean()
    location.save()
    decide(Written(row.facility, row.city, row.state, row.country), SAME, center, location, who)
    return center


@admin.register(Facility)
class FacilityAdmin(ReadOnly):
    list_display = ("facility", "where", "candidate", "score", "reason")
    list_filter = (JudgedFilter,)
    search_fields = ("facility", "city")
    fields = ("facility", "city", "state", "country", "candidate", "score", "reason", "taken", "decided", "sites")
    readonly_fields = ("candidate", "decided", "sites")
    actions = (the_same, not_the_same, no_center, new_center)
    ordering = ("-score", "pk")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return may(request, "add", FacilityAlias) and may(request, "change", FacilityAlias)

    def has_draft_permission(self, request: HttpRequest) -> bool:
        return self.has_decide_permission(request) and may(request, "add", Center, Location)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Facility]:
        rows: QuerySet[Facility] = super().get_queryset(request)
        names = Center.objects.filter(pk=OuterRef("center")).values("name")[:1]
        cities = Location.objects.filter(pk=OuterRef("location")).values("city")[:1]
        return rows.annotate(center_name=Subquery(names), center_city=Subquery(cities))

    def queues(self, request: HttpRequest) -> list[Queue]:
        return [queue("Facilities that may be a center", Facility, undecided())]

    @admin.display(description="candidate")
    def candidate(self, one: Any) -> SafeString | str:
        if one.center_name is None:
            return "a center that is gone"
        city = f", {one.center_city}" if one.center_city else ", location not known"
        url = reverse("admin:centers_center_change", args=[one.center])
        return format_html('<a href="{}">{}</a>{}', url, one.center_name, city)

    @admin.display(description="where")
    def where(self, one: Facility) -> str:
        return ", ".join(part for part in (one.city, one.state, one.country) if part)

    @admin.display(description="decided")
    def decided(self, one: Facility) -> str:
        said = FacilityAlias.objects.filter(key=one.key).select_related("center", "made_by")
        return (
            "; ".join(f"{each.center or 'any'}: {each.get_decision_display()}, {each.made_by}" for each in said) or "—"
        )

    @admin.display(description="sites")
    def sites(self, one: Facility) -> SafeString:
        url = reverse("admin:trials_trialsite_changelist")
        return format_html('<a href="{}?{}">Sites that name it</a>', url, urlencode({"q": one.facility}))
