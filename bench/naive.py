"""What a list of trials usually looks like: a ModelViewSet, a ModelSerializer an object, `icontains`, a page of 25. A
peer for `bench/http.py` and `bench/wrk.py`.

The same fields as the finder's rows, no facets. Kind to itself: sites are prefetched, a radius is a box.
"""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db.models import Q, QuerySet
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finder.settings")
settings.ROOT_URLCONF = __name__
application = get_wsgi_application()

from rest_framework import pagination, serializers, viewsets

from finder.filters import OPEN_BY_DEFAULT
from finder.geo import Point, boxes, in_unit, kilometres
from finder.places import find_place
from trials.models import Trial

_SEARCHED = (
    "public_id title official_title acronym summary conditions keywords interventions sponsor eligibility".split()
)
_PLAIN = {"phase": "phases__icontains", "type": "study_type", "purpose": "purpose", "sponsor_class": "sponsor_class"}


class _Trial(serializers.ModelSerializer[Trial]):
    id = serializers.CharField(source="public_id")
    nearest = serializers.SerializerMethodField()
    fit = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Trial
        fields = (
            *("id", "title", "acronym", "status", "phases", "study_type", "sponsor", "conditions"),
            *("interventions", "verified_on", "updated_on", "example", "nearest", "fit", "reasons", "url"),
        )

    def get_fit(self, trial: Trial) -> dict[str, str]:
        return {}

    def get_reasons(self, trial: Trial) -> list[str]:
        return []

    def get_url(self, trial: Trial) -> str:
        return str(self.context["request"].build_absolute_uri(f"/trials/{trial.public_id}/"))

    def get_nearest(self, trial: Trial) -> dict[str, Any] | None:
        point: Point | None = self.context["view"].point
        if point is None:
            return None
        sites = [site for one in trial.registrations.all() for site in one.sites.all() if site.lat is not None]
        km, site = min(
            ((kilometres(point, Point(site.lat or 0, site.lon or 0)), site) for site in sites), key=lambda pair: pair[0]
        )
        names = ("facility", "city", "state", "country", "status")
        return {**{name: getattr(site, name) for name in names}, "distance": round(in_unit(km, "mi"), 1)}


class _Page(pagination.LimitOffsetPagination):
    default_limit = 25


class _Trials(viewsets.ModelViewSet[Trial]):
    serializer_class = _Trial
    pagination_class = _Page
    point: Point | None = None

    def get_queryset(self) -> QuerySet[Trial]:
        asked = self.request.GET
        found = Trial.objects.filter(registrations__state="listed").prefetch_related("registrations__sites")
        statuses = asked.getlist("status") or OPEN_BY_DEFAULT
        if "any" not in statuses:
            found = found.filter(status__in=statuses)
        for word in asked.get("q", "").replace('"', " ").split():
            anywhere = Q()
            for name in _SEARCHED:
                anywhere |= Q(**{f"{name}__icontains": word})
            found = found.filter(anywhere)
        for name, lookup in _PLAIN.items():
            if values := asked.getlist(name):
                one_of = Q()
                for value in values:
                    one_of |= Q(**{lookup: value})
                found = found.filter(one_of)
        if near := asked.get("near"):
            self.point = find_place(near).point
            box = boxes(self.point, float(asked.get("within", 100)) * 1.609)[0]
            found = found.filter(
                registrations__sites__lat__range=(box.south, box.north),
                registrations__sites__lon__range=(box.west, box.east),
            )
        if country := asked.get("country"):
            found = found.filter(registrations__sites__country={"US": "United States", "FR": "France"}[country])
        return found.distinct().order_by("-updated_on", "public_id")


urlpatterns = [path("trials/", _Trials.as_view({"get": "list"}))]
