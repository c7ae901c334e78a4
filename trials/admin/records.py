"""What curators see of the registries' records: written by machines, so read-only.

In: the models; out: pages of the admin. No list counts a large table to its end or loads compressed records.
"""

from __future__ import annotations

import json
import re
import zlib
from contextlib import suppress
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from trials.admin.lists import ReadOnly, ReadOnlyInline, link, list_link
from trials.admin.readings import reading_page, reading_url
from trials.models import Alias, Registration, Trial, TrialSite, Unreadable, Version
from trials.records import site_counts_as

MOST_SHOWN = 400_000
STATUSES = (
    "recruiting not-yet-recruiting enrolling-by-invitation active-not-recruiting suspended terminated completed "
    "withdrawn unknown available temporarily-not-available no-longer-available approved-for-marketing withheld"
).split()
_ID = re.compile(r"[A-Za-z]{2,8}-?\d[\dA-Za-z-]*|\d{4}-\d{6}-\d\d-\d\d")


class StatusFilter(admin.SimpleListFilter):
    """The known words, not the ones found: to find them the whole table would have to be read."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status, status.replace("-", " ")) for status in STATUSES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(status=self.value()) if self.value() else queryset


def _pretty(data: bytes | memoryview) -> SafeString:
    """A compressed record as indented JSON; as it is where it is none."""
    try:
        text = zlib.decompress(bytes(data)).decode("utf-8", "replace")
    except zlib.error:
        return format_html("<p>{}</p>", "The kept bytes cannot be decompressed.")
    with suppress(ValueError, RecursionError):
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    cut = "" if len(text) <= MOST_SHOWN else "\n… and more"
    return format_html("<pre>{}{}</pre>", text[:MOST_SHOWN], cut)


class RegistrationInline(ReadOnlyInline):
    model = Registration
    fields = ("registry", "registry_id", "state", "delisted_on", "in_breast_scope")


@admin.register(Trial)
class TrialAdmin(ReadOnly):
    list_display = ("public_id", "title", "status", "verified_on", "updated_on", "example")
    list_filter = (StatusFilter, "example", "has_results")
    search_fields = ("title",)
    search_help_text = "A number (any registry's, aliases too), or words of the title."
    readonly_fields = ("sites", "what_was_read")
    inlines = (RegistrationInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Trial]:
        rows: QuerySet[Trial] = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name == "trials_trial_changelist":
            return rows.only("public_id", "title", "status", "verified_on", "updated_on", "example")
        return rows

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        if _ID.fullmatch(term):
            # By key: a search within titles for a number would read them all.
            known = Registration.objects.filter(registry_id=term.upper()).values("trial")
            alias = Alias.objects.filter(registry_id=term.upper()).values("registration__trial")
            by_id = queryset.filter(pk__in=known) | queryset.filter(pk__in=alias)
            if by_id.exists():
                return by_id, False
        found: tuple[QuerySet[Any], bool] = super().get_search_results(request, queryset, search_term)
        return found

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.reading)
        return [path("<int:pk>/reading/", page, name="trials_trial_reading"), *super().get_urls()]

    def reading(self, request: HttpRequest, pk: int) -> HttpResponse:
        return reading_page(request, self.admin_site, pk, may_view=self.has_view_permission(request))

    @admin.display(description="what was read")
    def what_was_read(self, trial: Trial) -> str:
        return format_html('<a href="{}">Every answer beside its sentence</a>', reading_url(trial.pk))

    @admin.display(description="sites")
    def sites(self, trial: Trial) -> str:
        count = TrialSite.objects.filter(registration__trial=trial).count()
        return list_link("trialsite", f"registration__trial__exact={trial.pk}", f"{count} sites")


@admin.register(TrialSite)
class TrialSiteAdmin(ReadOnly):
    list_display = ("facility", "city", "state", "country", "status", "counts_as", "trial")
    list_display_links = ("facility", "city")
    list_filter = (StatusFilter,)
    search_fields = ("facility", "city")
    search_help_text = "A trial's number, or words of the facility or the city."
    readonly_fields = ("counts_as",)
    raw_id_fields = ("registration",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrialSite]:
        rows: QuerySet[TrialSite] = super().get_queryset(request)
        return rows.annotate(
            of_trial=F("registration__trial"),
            trial_status=F("registration__trial__status"),
            trial_public_id=F("registration__trial__public_id"),
        )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "registration__trial__exact" or super().lookup_allowed(lookup, value, request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        if _ID.fullmatch(term):
            by_id = queryset.filter(registration__in=Registration.objects.filter(registry_id=term.upper()).values("pk"))
            if by_id.exists():
                return by_id, False
        found: tuple[QuerySet[Any], bool] = super().get_search_results(request, queryset, search_term)
        return found

    @admin.display(description="counts as")
    def counts_as(self, site: Any) -> str:
        return site_counts_as(site.trial_status, site.status)

    @admin.display(description="trial")
    def trial(self, site: Any) -> str:
        return link("trial", site.of_trial, site.trial_public_id)


class AliasInline(ReadOnlyInline):
    model = Alias
    show_change_link = False


@admin.register(Registration)
class RegistrationAdmin(ReadOnly):
    list_display = ("registry_id", "registry", "state", "delisted_on", "in_breast_scope")
    list_filter = ("state", "in_breast_scope")
    search_fields = ("=registry_id",)
    search_help_text = "The registry's number, in full."
    raw_id_fields = ("trial",)
    readonly_fields = ("versions_kept",)
    inlines = (AliasInline,)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip().upper()
        return (queryset.filter(registry_id=term) if term else queryset), False

    @admin.display(description="versions")
    def versions_kept(self, registration: Registration) -> str:
        count = Version.objects.filter(registration=registration).count()
        return list_link("version", f"registration__exact={registration.pk}", f"{count} kept")


@admin.register(Version)
class VersionAdmin(ReadOnly):
    list_display = ("registry_id", "fetched_at", "source_timestamp", "content_hash")
    search_fields = ("=registration__registry_id",)
    search_help_text = "The registry's number, in full."
    raw_id_fields = ("registration",)
    readonly_fields = ("record",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        rows: QuerySet[Version] = super().get_queryset(request)
        return rows.annotate(registered_as=F("registration__registry_id")).defer("raw")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip().upper()
        return (queryset.filter(registration__registry_id=term) if term else queryset), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "registration__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description="registration")
    def registry_id(self, version: Any) -> str:
        return str(version.registered_as)

    @admin.display(description="record")
    def record(self, version: Version) -> str:
        return _pretty(version.raw)


@admin.register(Unreadable)
class UnreadableAdmin(ReadOnly):
    list_display = ("registry_id", "registry", "path", "short_value", "reason", "first_seen_at", "last_seen_at")
    list_filter = ("registry",)
    search_fields = ("registry_id", "path", "reason")
    readonly_fields = ("record",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Unreadable]:
        rows: QuerySet[Unreadable] = super().get_queryset(request)
        return rows.defer("raw")

    @admin.display(description="value")
    def short_value(self, one: Unreadable) -> str:
        return one.value if len(one.value) <= 80 else f"{one.value[:79]}…"

    @admin.display(description="record")
    def record(self, one: Unreadable) -> str:
        return _pretty(one.raw)
