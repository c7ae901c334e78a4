"""Every address of the finder, in one place."""

from django.contrib import admin
from django.urls import include, path

from finder.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", include("finder.api.urls")),
    path("admin/", admin.site.urls),
]
