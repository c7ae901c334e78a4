"""The derived tables: the index that search reads, and the gazetteer. All of it can be dropped and built anew.

Written by `finder/index.py` and `load_places`; read by `finder/snapshot.py`, `search.py`, `places.py`.
"""

from __future__ import annotations

from django.db import models

from trials.models import Trial


class Place(models.Model):
    """A ZIP code or a city of the gazetteer. Coordinates in degrees (WGS 84)."""

    ZIP, CITY = "zip", "city"

    kind = models.CharField(max_length=4)
    # What a visitor types, folded by `finder.countries.fold`: "60637", "lyon", "saint louis".
    key = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=80, blank=True, help_text="USPS code in the US.")
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2.")
    lat = models.FloatField()
    lon = models.FloatField()
    population = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=("key", "kind"), name="places_by_key")]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.state, self.country) if part)


class Loaded(models.Model):
    """What was last read into this database from a file that ships with the site: `load_places` does nothing twice."""

    name = models.CharField(max_length=40, primary_key=True)
    digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:12]}"


class Facility(models.Model):
    """A facility that sites name and that is, or may be, a care center (`finder/facilities.py`). The four texts are the
    registry's. `center` and `location` are ids of `centers`, plain numbers: this can be dropped and built anew."""

    facility = models.TextField(blank=True)
    city = models.TextField(blank=True)
    state = models.TextField(blank=True)
    country = models.TextField(blank=True)
    key = models.CharField(max_length=500, help_text="Under which decisions on it are remembered.")
    center = models.BigIntegerField()
    location = models.BigIntegerField(null=True, blank=True, help_text="Empty: not known which.")
    score = models.FloatField(help_text="0 to 1.")
    reason = models.CharField(max_length=300)
    taken = models.BooleanField(help_text="Sure enough to count as the center; else curators are asked.")

    class Meta:
        verbose_name_plural = "facilities"
        indexes = [
            models.Index(fields=("key",), name="facilities_by_key"),
            models.Index(fields=("taken", "-score"), name="facilities_to_judge"),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.facility, self.city, self.state, self.country) if part)


class Spot(models.Model):
    """One place as sites give it (coordinates of the city, country, state, and the care center it is), shared by all
    sites that give the same. Conditions on place hold at one and the same site because they are all columns of one
    spot."""

    key = models.CharField(max_length=240, unique=True, help_text="The six below, joined: null-safe identity.")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    country = models.CharField(max_length=80, help_text="ISO 3166-1 alpha-2; the registry's words where unknown.")
    state = models.CharField(max_length=120, blank=True, help_text="USPS code in the US, else the registry's words.")
    center = models.BigIntegerField(default=0, help_text="Id of the care center; 0: none that we know.")
    location = models.BigIntegerField(default=0, help_text="Id of its location; 0: not known which.")

    def __str__(self) -> str:
        return f"{self.state} {self.country} ({self.lat}, {self.lon})"


class TrialIndex(models.Model):
    """What the index keeps of one trial, as of a revision of it."""

    trial = models.OneToOneField(Trial, on_delete=models.CASCADE, primary_key=True, related_name="index")
    revision = models.PositiveIntegerField()
    # "status:recruiting phase:2 …": one word for each bitset the trial stands in (`finder/index.py`).
    words = models.TextField()
    # Packed unsigned 32-bit integers, little-endian: spot id << 3 | status group of the site.
    spots = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.trial_id} at revision {self.revision}"


class Generation(models.Model):
    """One building of the index. Readers take the newest; the one before stays for those who still hold it."""

    built_at = models.DateTimeField()
    trials = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.pk}: {self.trials} trials"


class Blob(models.Model):
    """A part of a generation, as bytes: a bitset, an order, the postings (`finder/index.py` says which)."""

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="blobs")
    name = models.CharField(max_length=160)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("generation", "name"), name="one_blob_a_name")]

    def __str__(self) -> str:
        return f"{self.generation_id} {self.name}"
