"""The roof: everything the public sees, and the wiring."""

from django.apps import AppConfig


class FinderConfig(AppConfig):
    name = "finder"
    verbose_name = "Finder"
