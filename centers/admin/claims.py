"""Claims: beside each fact, and in a list of their own that shows what has to be looked at again.

In: the claims of a row, or all; out: the rows within a fact's page, the list, and "checked today".
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from centers.admin.curated import Curated, Worded, may
from centers.admin.exchange import Exchanged
from centers.admin.freshness import DueFilter, badge, due, freshness, today
from centers.admin.inputs import ClaimForm, backed_by, check, claim_names
from centers.admin.lists import AnyStacked, Queue, queue, shortened
from centers.admin.resources import ClaimResource
from centers.models import FACTS, Claim

FIELDS = (
    ("source_url", "document"),
    "quote",
    ("captured_on", "source_date"),
    "checked_today",
    ("verified_on", "verified_by", "expires_on"),
)


def check_all(request: HttpRequest, claims: QuerySet[Claim]) -> int:
    """Row by row, so that each leaves its entry in the history."""
    day, who = today(), request.user.get_username()
    with transaction.atomic():
        held = list(claims.select_for_update().order_by("pk"))
        for one in held:
            check(one, who, day)
            one.save()
    return len(held)


class ClaimInline(Worded, AnyStacked):
    model = Claim
    form = ClaimForm
    fields = ("field", *FIELDS)
    extra = 0
    verbose_name_plural = "claims: a fact without one is not published"

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.who = request.user.get_username()
        return formset

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        if db_field.name == "field":
            return forms.ChoiceField(choices=claim_names(self.parent_model), required=False, label="Backs")
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.action(description="Checked today: every claim of these is verified for 12 months", permissions=["check"])
def checked_today(model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> None:
    """On claims, or on the rows they back."""
    name = str(model_admin.opts.model_name)
    ids = list(queryset.values_list("pk", flat=True))
    claims = Claim.objects.filter(**{"pk__in" if name == "claim" else f"{name}__in": ids})
    count = check_all(request, claims)
    messages.success(request, f"{count} claims are verified by you for 12 months.")


class Checkable:
    """Pages with the action above: for those who may change claims."""

    actions: Any = (checked_today,)

    def has_check_permission(self, request: HttpRequest) -> bool:
        return may(request, "change", Claim)


@admin.register(Claim)
class ClaimAdmin(Checkable, Exchanged, Curated):
    form = ClaimForm
    resource_classes = [ClaimResource]
    list_display = ("of_fact", "field", "standing", "source", "quote_in_short", "verified_on", "expires_on")
    list_filter = (DueFilter,)
    search_fields = ("document", "source_url", "quote")
    autocomplete_fields = tuple(FACTS)
    readonly_fields = ("standing",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        rows: QuerySet[Claim] = super().get_queryset(request)
        return rows.select_related("center", *(f"{name}__center" for name in FACTS if name != "center"))

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        return (F("expires_on").asc(nulls_last=True), "pk")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Which fact a claim backs is chosen once."""
        return ((backed_by(obj),) if obj and backed_by(obj) else tuple(FACTS)) + ("field", *FIELDS)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (backed_by(obj), "standing") if obj and backed_by(obj) else ("standing",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.who = request.user.get_username()
        if "field" in form.base_fields:
            kinds = [FACTS[backed_by(obj)]] if obj and backed_by(obj) else [*FACTS.values()]
            form.base_fields["field"] = forms.ChoiceField(choices=claim_names(*kinds), required=False, label="Backs")
        return form

    def queues(self, request: HttpRequest) -> list[Queue]:
        label = "Claims that have expired, or will within 60 days"
        return [queue(label, Claim, due(Claim.objects.all(), today()), "freshness=due")]

    @admin.display(description="fact")
    def of_fact(self, one: Claim) -> str:
        return str(one.fact) if one.center_id else f"{one.fact.center}: {one.fact}"  # type: ignore[attr-defined]

    @admin.display(description="standing")
    def standing(self, one: Claim) -> SafeString:
        return badge(freshness([one], today()))

    @admin.display(description="source")
    def source(self, one: Claim) -> str:
        return shortened(one.document or one.source_url, 60)

    @admin.display(description="quote")
    def quote_in_short(self, one: Claim) -> str:
        return shortened(one.quote, 80)
