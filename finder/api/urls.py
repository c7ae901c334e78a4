"""The addresses of the API, version 1."""

from django.urls import path, re_path

from finder.api import views

urlpatterns = [
    path("trials/", views.Trials.as_view(), name="api-trials"),
    path("trials/<str:public_id>/", views.OneTrial.as_view(), name="api-trial"),
    path("facets/", views.Facets.as_view(), name="api-facets"),
    path("registries/", views.Registries.as_view(), name="api-registries"),
    re_path("^.*$", views.nothing_here),
]
