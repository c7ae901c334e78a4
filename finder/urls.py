"""Every address of the finder, in one place."""

from django.contrib import admin
from django.urls import include, path

from finder.health import healthz, readyz
from finder.pages import plain, results, trial

urlpatterns = [
    path("", plain.home, name="home"),
    path("trials/", results.trials, name="trials"),
    path("trials/<str:public_id>/", trial.trial, name="trial"),
    path("status/", plain.status, name="status"),
    path("about/data/", plain.data, name="data"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", include("finder.api.urls")),
    path("admin/", admin.site.urls),
]
