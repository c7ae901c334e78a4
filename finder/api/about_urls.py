"""The addresses of the API that belong to no version: its root, its OpenAPI document, and the page that shows it."""

from django.urls import path

from finder.api.schema_views import Root, Schema, docs

urlpatterns = [
    path("", Root.as_view(schema=None), name="api"),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", docs, name="api-docs"),
]
