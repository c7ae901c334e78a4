"""The addresses of the API, version 1."""

from django.urls import path, re_path

from finder.api.accuracy import Accuracy
from finder.api.centers import OneCenter, Services
from finder.api.changes import Changes, Versions
from finder.api.joint import Centers
from finder.api.match import Match
from finder.api.schema_views import Root
from finder.api.sites import Sites
from finder.api.terms import Terms
from finder.api.views import Facets, OneTrial, Registries, Trials, nothing_here

urlpatterns = [
    path("", Root.as_view(), name="api-root"),
    path("trials/", Trials.as_view(), name="api-trials"),
    path("trials/<str:public_id>/", OneTrial.as_view(), name="api-trial"),
    path("trials/<str:public_id>/versions/", Versions.as_view(), name="api-versions"),
    path("trials/<str:public_id>/changes/", Changes.as_view(), name="api-changes"),
    path("centers/", Centers.as_view(), name="api-centers"),
    path("centers/<str:slug>/", OneCenter.as_view(), name="api-center"),
    path("sites/", Sites.as_view(), name="api-sites"),
    path("services/", Services.as_view(), name="api-services"),
    path("facets/", Facets.as_view(), name="api-facets"),
    path("match/", Match.as_view(), name="api-match"),
    path("terms/", Terms.as_view(), name="api-terms"),
    path("accuracy/", Accuracy.as_view(), name="api-accuracy"),
    path("registries/", Registries.as_view(), name="api-registries"),
    re_path("^.*$", nothing_here),
]
