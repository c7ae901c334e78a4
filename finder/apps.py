"""The roof: everything the public sees, and the wiring."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class FinderConfig(AppConfig):
    name = "finder"
    verbose_name = "Finder"


class FinderAdminConfig(AdminConfig):
    default_site = "finder.admin_site.FinderAdmin"
