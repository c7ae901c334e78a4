"""`/start/`: the guided search, one question a page. In: a query string; out: a page, or the way to the next one.

The answers stand in the address as parameters of the query language, and nowhere else. What was ticked is turned into
them and sent on with a redirect, so that the address a browser keeps is one that list, match and centers understand.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from finder import caching, labels, persons
from finder.center_filters import PREFIX, trial_parameters
from finder.filters import TrialFilters
from finder.pages.addresses import Asked
from finder.pages.asking import errors_of
from finder.pages.guide_answers import Faults, Parameters, fields, parameters
from finder.pages.guide_asks import Row, offered_treatments, rows
from finder.pages.guide_words import COMMON_MARKERS, COMMON_TREATMENTS, ECOG, STEPS
from trials.listed import all_of, any_of

LAST = len(STEPS)
END = "end"
NEXT, ADD, TRIALS, HERE = "next", "add-", "trials", "here"
"""The buttons of a step; the name of a field follows the second."""
_MORE = {f"{ADD}{name}": f"more-{name}" for name in ("had", "biomarker", "biomarker_not")}
"""Where the page opens again after a field took something in."""
_PLACE = ("near", "within", "unit")


@dataclass(frozen=True, slots=True)
class Told:
    """One answer among those given, and where to change it. `words` is empty where nothing was said."""

    title: str
    words: list[str]
    change: str
    errors: list[str]


@dataclass(frozen=True, slots=True)
class Fault:
    message: str
    target: str


@require_safe
def start(request: HttpRequest) -> HttpResponseBase:
    if not request.GET:
        return caching.answer(request, lambda: _page(request))
    response = _page(request)
    # Each page but the first holds something about a person, or leads on from one that does.
    patch_cache_control(response, private=True, no_store=True)
    return response


def _page(request: HttpRequest) -> HttpResponseBase:
    query = request.GET
    if query.get("answered", "") in _NUMBERS:
        return _answered(request, int(query["answered"]))
    if query.get("step") == END:
        return _end(request)
    step = int(query["step"]) if query.get("step", "") in _NUMBERS else 1
    asked = _asked(query)
    return _shown(request, step, asked, rows(step, fields(step, asked.values), {}))


_NUMBERS = {str(number) for number in range(1, LAST + 1)}


def _asked(query: QueryDict) -> Asked:
    return Asked(query, page="start")


def _ticked(query: QueryDict) -> Parameters:
    """All that a step sent, without what was left empty."""
    sent = {name: [one.strip() for one in query.getlist(name) if one.strip()] for name in query}
    return {name: values for name, values in sent.items() if values}


def _answered(request: HttpRequest, step: int) -> HttpResponseBase:
    ticked = _ticked(request.GET)
    own, faults = parameters(step, ticked)
    others = _asked(request.GET).pairs(leave_out=STEPS[step - 1].own)
    told = QueryDict(urlencode([*others, *((name, one) for name, values in own.items() for one in values)]))
    faults = {**_refused(told, step), **faults}
    asked = _asked(told)
    if faults:
        return _shown(request, step, asked, rows(step, _as_sent(ticked, own), faults))
    go = request.GET.get("go", NEXT)
    if go == TRIALS:
        return HttpResponseRedirect(_trials(asked))
    if go == HERE:  # the way back to a question that was answered (`guide.js`)
        return HttpResponseRedirect(_step(asked, str(step)))
    if go.startswith(ADD):
        return HttpResponseRedirect(f"{_step(asked, str(step))}#{_MORE.get(go, 'main')}")
    return HttpResponseRedirect(_step(asked, str(step + 1) if step < LAST else END))


def _as_sent(ticked: Parameters, own: Parameters) -> Parameters:
    """What a step shows again after a fault: as it was sent, with treatments by their slugs."""
    return {**ticked, "had": own["had"]} if "had" in own else ticked


def _refused(told: QueryDict, step: int) -> Faults:
    """What the parameters' own checks say, of this step's alone: others are told at the end."""
    filters = TrialFilters(told)
    if filters.form.is_valid():
        return {}
    found = {name: each for name, each in errors_of(filters).items() if name in STEPS[step - 1].own}
    if "subtype" in found:  # asked in two questions
        found["hr"] = found.pop("subtype")
    return found


def _step(asked: Asked, step: str, *, without: tuple[str, ...] = ()) -> str:
    pairs = [("step", step), *asked.pairs(leave_out=without)]
    return f"{reverse('start')}?{urlencode(pairs)}"


def _trials(asked: Asked) -> str:
    return reverse("match") + asked.query() if asked else reverse("trials")


def _shown(request: HttpRequest, step: int, asked: Asked, shown: list[Row]) -> HttpResponseBase:
    this = STEPS[step - 1]
    return render(
        request,
        "finder/guide.html",
        {
            "noindex": bool(request.GET),
            "step": step,
            "last": LAST,
            "title": _(this.title),
            "lead": _(this.lead),
            "rows": shown,
            "problems": [Fault(message, row.target) for row in shown for message in row.errors],
            "hidden": asked.pairs(leave_out=this.own),
            # It goes along with the option that stands for it.
            "as_given": asked.get("subtype") if step == 2 else [],
            "back": _step(asked, str(step - 1)) if step > 1 else reverse("home"),
            "skip": _step(asked, str(step + 1) if step < LAST else END, without=this.own),
            "steps": [
                (
                    number,
                    _(one.short),
                    _step(asked, str(number)),
                    number == step,
                    any(asked.get(name) for name in one.own),
                )
                for number, one in enumerate(STEPS, start=1)
            ],
            "end": _step(asked, END),
            "treatments": offered_treatments() if step == 4 else [],
        },
    )


def _end(request: HttpRequest) -> HttpResponseBase:
    asked = _asked(request.GET)
    filters = TrialFilters(QueryDict(urlencode(asked.pairs())))
    understood = filters.form.is_valid()
    errors = {} if understood else errors_of(filters)
    found = filters.form.cleaned_data.get("near")
    place = found.label if found else ""
    told = [_told(number, asked, errors, place) for number in range(1, LAST + 1)]
    return render(
        request,
        "finder/guide_end.html",
        {
            "noindex": True,
            "told": told,
            "problems": [(one.title, message, one.change) for one in told for message in one.errors],
            "asked": bool(asked),
            "others": [(label, _step(_with_place(asked, label), END)) for label in found.others] if found else [],
            "place": place,
            "match": _trials(asked),
            "list": reverse("trials") + asked.query(),
            "centers": reverse("centers") + _of_centers(asked),
            "centers_near": f"{reverse('centers')}?{urlencode(_place_of(asked))}" if found else "",
            "back": _step(asked, str(LAST)),
        },
    )


def _with_place(asked: Asked, label: str) -> Asked:
    return _asked(QueryDict(asked.query(near=label).removeprefix("?")))


def _place_of(asked: Asked) -> list[tuple[str, str]]:
    return [(name, value) for name, value in asked.pairs() if name in _PLACE]


def _of_centers(asked: Asked) -> str:
    known = set(trial_parameters())
    of_trials = [(PREFIX + name, value) for name, value in asked.pairs() if PREFIX + name in known]
    pairs = [*_place_of(asked), *of_trials]
    return f"?{urlencode(pairs)}" if pairs else ""


def _told(step: int, asked: Asked, errors: Faults, place: str) -> Told:
    this = STEPS[step - 1]
    said = [line for name in this.own if (line := _line(name, asked, place))]
    wrong = [message for name in this.own for message in errors.get(name, ())]
    return Told(_(this.short), said, _step(asked, str(step)), wrong)


def _line(name: str, asked: Asked, place: str) -> str:
    """A parameter in a line of its own, in the words of its question; empty where it says nothing. `place`: as it was
    understood."""
    values = asked.get(name)
    if not values or name in ("within", "unit"):
        return ""
    if name == "near":
        unit = (asked.get("unit") or ["mi"])[0]
        within = (asked.get("within") or ["100"])[0]
        around = (
            _("Within {distance} miles of {place}") if unit == "mi" else _("Within {distance} kilometres of {place}")
        )
        return around.format(distance=within, place=place or values[0])
    one_of = name in persons.PARAMETERS and persons.PARAMETERS[name].kind == persons.ONE_OF
    words = [_own_words(name, one) or labels.label(name, one) for one in values]
    said = any_of(words) if one_of else all_of(words)
    return f"{_(_SHORT.get(name, labels.TITLES[name]))}: {said}"


def _own_words(name: str, value: str) -> str:
    """An answer in the words of its question; "" where those of lists do. A list reads badly with lists inside: one
    brand is named, several are not."""
    if name == "ecog":
        return next((f"{_(words)} ({score})" for one, words, score in ECOG if one == value), "")
    if name in ("biomarker", "biomarker_not"):
        return _(dict(COMMON_MARKERS).get(value, ""))
    if name == "had":
        named = ((_(words), brand) for one, words, brand in COMMON_TREATMENTS if one == value)
        return next((f"{words} ({brand})" if brand and " " not in brand else words for words, brand in named), "")
    return ""


_SHORT = {
    "leptomeningeal": N_("In the lining of the brain or spine"),
    "biomarker": N_("Found"),
    "biomarker_not": N_("Tested, not found"),
    "had": N_("Had"),
    "lines": N_("Lines of treatment since it spread"),
    "chemo_lines": N_("Lines of chemotherapy"),
    "endocrine_lines": N_("Lines of hormone therapy"),
    "ecog": N_("Day to day"),
    "measurable": N_("On scans"),
}
