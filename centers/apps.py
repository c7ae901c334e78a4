from django.apps import AppConfig


class CentersConfig(AppConfig):
    name = "centers"
    verbose_name = "Care centers"
    default_auto_field = "django.db.models.BigAutoField"
