"""`manage.py load_places`: the gazetteer that ships with the site → the database. Quick when it is there already."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from finder import places


class Command(BaseCommand):
    help = "Load the ZIP codes and cities that visitors search near. Does nothing when they are loaded already."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = places.load()
        self.stdout.write(f"{loaded} names of places loaded." if loaded else "The places are loaded already.")
