"""What was read of a trial: every answer beside its sentences, the sentences in the text, and the way to rule on them.

In: a trial; out: a page of the admin, and the list of answers that the reader was not sure of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from trials import texts
from trials.admin.lists import ReadOnly
from trials.admin.marks import Mark, field_label, shown
from trials.eligibility import Evidence, Listing, values
from trials.models import Finding, Reading, Ruling, Trial
from trials.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class Sentence:
    evidence: Evidence
    field: str
    anchor: str
    """Of its mark in the text; empty where it does not stand there any more."""
    rule_on_it: str
    """Address of the form; empty where that may not be done."""


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    says: str
    standing: Standing
    ruling: str
    """Address of the ruling, if there is one."""
    sentences: list[Sentence]
    same: bool
    """The sentences are those of the line before."""


def reading_url(trial: object) -> str:
    return reverse("admin:trials_trial_reading", args=[trial])


def rule_url(trial: object, question: str, key: str, sentence: int = 0) -> str:
    """The form for a new ruling on the n-th sentence of an answer."""
    query = urlencode({"trial": trial, "question": question, "key": key, "sentence": sentence})
    return f"{reverse('admin:trials_ruling_add')}?{query}"


def listing_of(trial: Trial) -> Listing:
    return texts.listing({name: getattr(trial, name) for name in texts.COLUMNS})


def reading_page(request: HttpRequest, site: admin.AdminSite, pk: int, *, may_view: bool) -> HttpResponse:
    trial = get_object_or_404(Trial, pk=pk)
    if not may_view:
        raise PermissionDenied
    listing = listing_of(trial)
    held = standing([trial.pk]).get(trial.pk, [])
    rulings = {(one.question, one.key): one for one in Ruling.objects.filter(trial=trial)}
    may_rule = request.user.has_perm("trials.add_ruling")
    lines = list(_lines(trial, listing, held, rulings, may_rule=may_rule))
    sentences = [each for line in lines for each in line.sentences]
    marks = [
        Mark(each.evidence.field, each.evidence.start, each.evidence.end, each.anchor)
        for each in sentences
        if each.anchor
    ]
    reading = Reading.objects.filter(pk=trial.pk).first()
    context = {
        **site.each_context(request),
        "opts": Trial._meta,
        "title": "What was read",
        "subtitle": trial.public_id,
        "trial": trial,
        "reading": reading,
        "is_stale": reading is not None and reading.revision != trial.revision,
        "lines": lines,
        "taken_away": [
            (values.name(one.question, one.key), one)
            for one in rulings.values()
            if one.state == Ruling.NOT_STATED and one not in [line.standing.ruling for line in lines]
        ],
        "fields": shown(listing, marks),
        "rule_on_another": f"{reverse('admin:trials_ruling_add')}?trial={trial.pk}" if may_rule else "",
    }
    return TemplateResponse(request, "admin/trials/reading.html", context)


def _lines(
    trial: Trial, listing: Listing, held: list[Standing], rulings: dict[tuple[str, str], Ruling], *, may_rule: bool
) -> Iterator[Line]:
    fields = listing.fields()
    order = {question: place for place, question in enumerate(values.questions())}
    number, before = 0, set[tuple[str, int, int]]()
    for one in sorted(held, key=lambda each: (order.get(each.answer.question, len(order)), each.answer.key)):
        answer = one.answer
        sentences, seen = [], set[tuple[str, int, int]]()
        for place, each in enumerate(answer.evidence):
            span = (each.field, each.start, each.end)
            if span in seen:  # two rules read the same
                continue
            seen.add(span)
            number += 1
            stands = fields.get(each.field, "")[each.start : each.end] == each.quote
            free = may_rule and (answer.question, answer.key) not in rulings
            address = rule_url(trial.pk, answer.question, answer.key, place) if free else ""
            anchor = f"sentence-{number}" if stands else ""
            sentences.append(Sentence(each, field_label(each.field), anchor, address))
        ruling = reverse("admin:trials_ruling_change", args=[one.ruling.pk]) if one.ruling else ""
        says = values.label(answer.question, answer.key, answer.value)
        yield Line(
            values.name(answer.question, answer.key), says, one, ruling, sentences, same=bool(seen) and seen == before
        )
        before = seen


class OfATrial:
    """Columns of what is about one answer of one trial. The queryset brings the trial's `public_id`."""

    @admin.display(description="asked")
    def asks(self, one: Any) -> str:
        return values.name(one.question, one.key)

    @admin.display(description="trial")
    def of_trial(self, one: Any) -> SafeString:
        return format_html('<a href="{}">{}</a>', reading_url(one.trial_id), one.public_id)


class QuestionFilter(admin.SimpleListFilter):
    """The questions that are asked, not the ones found: to find them the whole table would have to be read."""

    title = "question"
    parameter_name = "question"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, question.label) for name, question in values.questions().items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(question=self.value()) if self.value() else queryset


@admin.register(Finding)
class UnclearAdmin(OfATrial, ReadOnly):
    """Sentences that the reader saw and was not sure of, where nobody has ruled yet."""

    list_display = ("asks", "sentence", "of_trial")
    list_display_links = None
    list_filter = (QuestionFilter,)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("question", "key", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Finding]:
        # As a literal: with a parameter SQLite does not see that the index of unclear findings will do.
        rows: QuerySet[Finding] = super().get_queryset(request).extra(where=["trials_finding.state = 'unclear'"])
        ruled = Ruling.objects.filter(trial=OuterRef("trial"), question=OuterRef("question"), key=OuterRef("key"))
        # Organ function is seen and not read, on purpose.
        unclear = ~Q(question="organ_function") & ~Exists(ruled)
        return rows.filter(unclear).annotate(public_id=F("trial__public_id"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "title": "Unclear answers"})

    @admin.display(description="sentence")
    def sentence(self, one: Finding) -> str:
        return one.evidence[0]["quote"] if one.evidence else ""
