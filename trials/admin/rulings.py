"""Where people rule on what was read. In: a curator's form; out: a ruling, and the trial given to the index again.

What a ruling may say stands in `trials/eligibility/values.py`; that its sentence is in the text is checked here, and
again whenever it is used (`trials/standing.py`).
"""

from __future__ import annotations

import difflib
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from trials import intake, texts
from trials.admin.lists import AnyAdmin, AnyForm, ShortCount
from trials.admin.marks import FIELDS, Mark, shown
from trials.admin.readings import OfATrial, QuestionFilter, listing_of
from trials.eligibility import values
from trials.models import Ruling, Trial
from trials.standing import as_value, standing, to_review

SOON = "The trial's page shows it now; the search takes it at its next run, in five minutes at most (reconcile)."


class RulingForm(AnyForm):
    question = forms.ChoiceField()
    key = forms.CharField(required=False, help_text="What exactly was asked (a marker, a treatment, a receptor cell).")
    value = forms.CharField(required=False)

    class Meta:
        model = Ruling
        fields = ("trial", "question", "key", "state", "value", "field", "quote", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = values.questions()
        self.fields["question"] = forms.ChoiceField(choices=[(name, one.label) for name, one in known.items()])
        if self.instance.pk and self.instance.value is not None:
            self.initial["value"] = values.written(as_value(self.instance.value))
        given = self.data if self.is_bound else self.initial
        question, key = str(given.get("question", "")), str(given.get("key", ""))
        if about := values.asked(question, key):
            self.fields["value"].help_text = f"{about.kind.wanted[:1].upper()}{about.kind.wanted[1:]}. "
        self.fields["value"].help_text += "Empty where the trial does not say, or it is unclear."
        self.widened = False

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        question, key, state = data.get("question", ""), data.get("key", ""), data.get("state", "")
        known = values.questions().get(question)
        if known and key not in known.keys:
            self.add_error("key", _no_such_key(known, key))
        elif known:
            data["value"] = self._value(question, key, state, data.get("value", ""))
        trial = data.get("trial") or (self.instance.trial if self.instance.trial_id else None)
        if trial is not None and "quote" in data and "field" in data:
            self._place(trial, data)
        return data

    def _value(self, question: str, key: str, state: str, text: str) -> Any:
        if state != Ruling.STATED:
            return None
        value = values.parse(question, key, text)
        if value is None:
            about = values.asked(question, key)
            wanted = about.kind.wanted if about else ""
            self.add_error("value", f"“{text}” is no answer to {values.name(question, key)}. Write {wanted}.")
        return value

    def _place(self, trial: Trial, data: dict[str, Any]) -> None:
        """The quote is kept as whole sentences: of a piece it could not be told whether its sentence changed."""
        listing = listing_of(trial)
        if data["field"] not in listing.fields():
            self.add_error("field", f"This trial has no such text. It has: {', '.join(listing.fields())}.")
            return
        place = texts.whole(listing, data["field"], data["quote"])
        if place is None:
            self.add_error(
                "quote", f"This does not stand in {data['field']} as it is now. Copy it from the text below."
            )
            return
        quote = listing.fields()[place.field][place.start : place.end]
        self.widened = quote.split() != data["quote"].split()
        data["field"], data["quote"] = place.field, quote


def _no_such_key(question: values.Question, key: str) -> str:
    if list(question.keys) == [""]:
        return "This question has one answer: leave it empty."
    near = difflib.get_close_matches(key, question.keys, n=5, cutoff=0.5) or list(question.keys)[:12]
    return f"“{key}” is not asked. Among what is: {', '.join(near)}."


class ReviewFilter(admin.SimpleListFilter):
    title = "sentence"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "gone: to review")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(pk__in=to_review()) if self.value() == "yes" else queryset


@admin.register(Ruling)
class RulingAdmin(OfATrial, AnyAdmin):
    form = RulingForm
    list_display = ("asks", "says", "of_trial", "quote_in_short", "by", "made_at")
    list_filter = (ReviewFilter, QuestionFilter, "state")
    search_fields = ("=trial__public_id",)
    search_help_text = "A trial's number, in full."
    raw_id_fields = ("trial",)
    radio_fields = {"state": admin.HORIZONTAL}
    change_form_template = "admin/trials/ruling/change_form.html"
    show_full_result_count = False
    paginator = ShortCount
    ordering = ("-made_at",)
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ruling]:
        rows: QuerySet[Ruling] = super().get_queryset(request)
        return rows.select_related("made_by").annotate(public_id=F("trial__public_id"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("trial", "made_by", "made_at") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*RulingForm.Meta.fields, *(("made_by", "made_at") if obj else ())]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """From `rule_url`: the answer as it stands, and the n-th of its sentences."""
        initial: dict[str, Any] = {
            name: request.GET[name] for name in ("trial", "question", "key") if name in request.GET
        }
        trial, sentence = request.GET.get("trial", ""), request.GET.get("sentence", "")
        if not (trial.isdigit() and sentence.isdigit()):
            return initial
        for one in standing([int(trial)]).get(int(trial), []):
            answer = one.answer
            if (answer.question, answer.key) == (initial.get("question"), initial.get("key", "")):
                initial["state"] = answer.state
                initial["value"] = values.written(answer.value) if answer.state == Ruling.STATED else ""
                for each in answer.evidence[int(sentence) : int(sentence) + 1]:
                    initial |= {"field": each.field, "quote": each.quote}
        return initial

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The text stands under the form, with the sentence marked."""
        form, obj = context["adminform"].form, kwargs.get("obj")
        given = str(form["trial"].value() or "") if obj is None else str(obj.trial_id)
        trial = Trial.objects.filter(pk=int(given)).first() if given.isdigit() else None
        if trial is not None:
            listing = listing_of(trial)
            # Who may only look has no form: then as it stands.
            quote, field = (
                str(form[name].value() or "") if name in form.fields else getattr(obj, name)
                for name in ("quote", "field")
            )
            place = texts.whole(listing, field, quote)
            marks = [Mark(place.field, place.start, place.end, "sentence")] if place else []
            context |= {"trial": trial, "fields": shown(listing, marks), "is_gone": bool(quote) and place is None}
        return super().render_change_form(request, context, *args, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "field":
            kwargs["help_text"] = f"{', '.join(FIELDS)}; of several: keywords[0] …"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Ruling, form: Any, change: bool) -> None:
        obj.made_by, obj.made_at = request.user, timezone.now()  # type: ignore[assignment]
        super().save_model(request, obj, form, change)
        intake.touch([obj.trial_id])
        if form.widened:
            messages.info(request, "The sentence was completed: of a piece nobody can tell whether it changed.")
        messages.info(request, SOON)

    def delete_model(self, request: HttpRequest, obj: Ruling) -> None:
        super().delete_model(request, obj)
        intake.touch([obj.trial_id])
        messages.info(request, SOON)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Ruling]) -> None:
        trials = set(queryset.values_list("trial_id", flat=True))
        super().delete_queryset(request, queryset)
        intake.touch(trials)
        messages.info(request, SOON)

    @admin.display(description="answer")
    def says(self, one: Ruling) -> str:
        if one.state != Ruling.STATED:
            return Ruling.STATES[one.state]
        return values.label(one.question, one.key, as_value(one.value))

    @admin.display(description="sentence")
    def quote_in_short(self, one: Ruling) -> str:
        return one.quote if len(one.quote) <= 120 else f"{one.quote[:119]}…"

    @admin.display(description="by")
    def by(self, one: Ruling) -> str:
        return str(one.made_by or "somebody who left")
