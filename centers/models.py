"""The tables of the places that care for people, and the claims behind every fact. Written by people (the admin), by
`centers/loading.py` (data that ships) and by visitors (reports alone); read by everyone else.

A fact is published only where a claim covers it: each model says in `CLAIMED` which fields a claim of which name
covers, "" being the claim to the row itself. `published()` gives the rows that have that claim. No work in `save()`,
no signals.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_noop as N_
from simple_history.models import HistoricalRecords

from centers import channels, claims, hours, services

LONGEST_REPORT = 500
"""Characters of a visitor's words on a mistake."""
Claimed = dict[str, tuple[str, ...]]


class Facts(models.QuerySet[Any]):
    """Rows of one kind of fact."""

    def published(self) -> Self:
        """Those with a claim to the row itself."""
        name = self.model._meta.model_name
        return self.filter(Exists(Claim.objects.filter(**{name: OuterRef("pk")}, field="")))


def _or_none(name: str) -> Coalesce:
    """A foreign key in a constraint, where none equals none: SQLite has no other way to say so."""
    return Coalesce(F(name), 0, output_field=models.BigIntegerField())


def _languages(value: Any) -> None:
    """A list of ISO 639-1 codes."""
    if not isinstance(value, list) or not all(
        isinstance(one, str) and len(one) == 2 and one.islower() for one in value
    ):
        raise ValidationError('Give languages as a list of two-letter codes, for example ["en", "es"].')


def _names(value: Any) -> None:
    """A list of names."""
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise ValidationError('Give names as a list, for example ["Abramson", "Penn Medicine"].')


def _hours(value: str) -> None:
    try:
        hours.clean(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def _timezone(value: str) -> None:
    try:
        hours.timezone(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def _known(what: str, value: str, known: Iterable[str]) -> None:
    names = list(known)
    if value not in names:
        raise ValidationError(f"There is no {what} {value!r}. Known: {', '.join(names)}.")


def _service(value: str) -> None:
    _known("service", value, services.SERVICES)


def _kind(value: str) -> None:
    _known("kind of channel", value, channels.KINDS)


def _purpose(value: str) -> None:
    _known("purpose", value, channels.PURPOSES)


def _audience(value: str) -> None:
    _known("audience", value, channels.AUDIENCES)


class Center(models.Model):
    """An organisation that cares for people. It is shown where it is `listed` and has a claim to its name."""

    CANCER_CENTER, HOSPITAL, CLINIC, LABORATORY = "cancer-center", "hospital", "clinic", "laboratory"
    KINDS = {
        CANCER_CENTER: N_("cancer center"),
        HOSPITAL: N_("hospital"),
        CLINIC: N_("clinic"),
        LABORATORY: N_("research laboratory"),
    }
    CLAIMED: Claimed = {
        "": ("name", "kind", "treats_patients"),
        "other_names": ("other_names",),
        "website": ("website",),
        "network": ("network",),
    }

    slug = models.SlugField(max_length=80, unique=True, help_text="Its address: /centers/<slug>/. Never change it.")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=KINDS, default=CANCER_CENTER)
    treats_patients = models.BooleanField(default=True, help_text="Off for laboratories: they see no patients.")
    other_names = models.JSONField(default=list, blank=True, validators=[_names])
    website = models.URLField(max_length=300, blank=True)
    network = models.CharField(max_length=200, blank=True, help_text="The network or university it belongs to.")
    listed = models.BooleanField(default=True, help_text="Off: kept, and shown nowhere.")
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = Facts.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    """Where a center sees people. Coordinates in degrees (WGS 84); where they come from a registry's record they are
    those of the city."""

    CLAIMED: Claimed = {
        "": ("name", "main", "city", "state", "country"),
        "address": ("address",),
        "zip": ("zip",),
        "coordinates": ("lat", "lon"),
        "phone": ("phone",),
        "hours": ("hours", "timezone"),
        "accessibility": ("accessibility",),
        "languages": ("languages",),
    }

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="locations")
    name = models.CharField(max_length=200, blank=True)
    main = models.BooleanField(default=False, help_text="What names no location counts here.")
    address = models.CharField(max_length=300, blank=True, help_text="Street and number.")
    city = models.CharField(max_length=120)
    state = models.CharField(max_length=80, blank=True, help_text="USPS code in the US.")
    zip = models.CharField("ZIP", max_length=20, blank=True)
    country = models.CharField(max_length=2, default="US", help_text="ISO 3166-1 alpha-2.")
    lat = models.FloatField("latitude", null=True, blank=True)
    lon = models.FloatField("longitude", null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True, help_text="With country code: +13125550100.")
    hours = models.CharField(
        max_length=300, blank=True, validators=[_hours], help_text="As in OpenStreetMap: Mo-Fr 08:00-17:00; PH off."
    )
    timezone = models.CharField(max_length=60, blank=True, validators=[_timezone], help_text="America/Chicago.")
    accessibility = models.CharField(max_length=500, blank=True)
    languages = models.JSONField(default=list, blank=True, validators=[_languages])
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = Facts.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-main", "city", "pk")
        constraints = [
            models.UniqueConstraint(fields=("center",), condition=Q(main=True), name="one_main_location_a_center"),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lat__gte=-90, lat__lte=90, lon__isnull=False, lon__gte=-180, lon__lte=180),
                name="coordinates_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.city, self.state) if part)

    def clean(self) -> None:
        self.phone = _cleaned("patient-phone", self.phone, "phone") if self.phone else ""
        self.hours = _normal(self.hours)


class Offering(models.Model):
    """A service at a center, or at one of its locations. Without a location it counts at the main one, and reads "ask
    which location"."""

    STANDARD, TRIALS_ONLY, INVESTIGATIONAL, REFERRAL = "standard", "in-trials-only", "investigational", "by-referral"
    AVAILABILITIES = {
        STANDARD: N_("standard"),
        TRIALS_ONLY: N_("in trials only"),
        INVESTIGATIONAL: N_("investigational"),
        REFERRAL: N_("by referral"),
    }
    IN_PERSON, VIDEO, ONLINE = "in-person", "video", "online"
    DELIVERIES = {IN_PERSON: N_("in person"), VIDEO: N_("by video"), ONLINE: N_("online")}
    CLAIMED: Claimed = {"": ("service", "location", "availability", "delivery", "conditions", "cost")}

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="offerings")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, blank=True, related_name="offerings")
    service = models.CharField(max_length=60, validators=[_service])
    availability = models.CharField(max_length=20, choices=AVAILABILITIES, default=STANDARD)
    delivery = models.CharField(max_length=20, choices=DELIVERIES, blank=True, help_text="Empty: not said.")
    conditions = models.CharField(max_length=300, blank=True, help_text="For whom, or when.")
    cost = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = Facts.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("center", "service", "pk")
        constraints = [
            models.UniqueConstraint(
                "center",
                _or_none("location"),
                "service",
                "availability",
                "delivery",
                "conditions",
                name="one_row_an_offering",
            )
        ]

    def __str__(self) -> str:
        return f"{self.service} ({self.get_availability_display()})"

    def clean(self) -> None:
        _same_center(self)


class ContactChannel(models.Model):
    """How to reach a center for what. `value` is empty where the source names the channel and gives no address."""

    CLAIMED: Claimed = {
        "": ("kind", "purpose", "audience", "value", "location", "condition", "cost", "reply", "urgent"),
        "hours": ("hours", "timezone"),
        "languages": ("languages",),
    }

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="channels")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, blank=True, related_name="channels")
    # Words of ours that may grow: no `choices`, which would make each new one a migration. The admin offers them.
    kind = models.CharField(max_length=30, validators=[_kind])
    purpose = models.CharField(max_length=20, validators=[_purpose])
    audience = models.CharField(max_length=20, validators=[_audience], default="patients")
    value = models.CharField(max_length=300, blank=True, help_text="Phone with country code, address, or email.")
    hours = models.CharField(
        max_length=300, blank=True, validators=[_hours], help_text="As in OpenStreetMap: Mo-Fr 08:00-17:00; PH off."
    )
    timezone = models.CharField(max_length=60, blank=True, validators=[_timezone], help_text="America/Chicago.")
    languages = models.JSONField(default=list, blank=True, validators=[_languages])
    condition = models.CharField(max_length=300, blank=True, help_text="Who may use it, or when.")
    cost = models.CharField(max_length=300, blank=True)
    reply = models.CharField("expected reply", max_length=300, blank=True)
    urgent = models.CharField("notice on urgent needs", max_length=300, blank=True)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = Facts.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("center", "pk")

    def __str__(self) -> str:
        return f"{channels.KINDS[self.kind].label} {channels.shown(self.kind, self.value)}".strip()

    def clean(self) -> None:
        self.value = _cleaned(self.kind, self.value, "value")
        self.hours = _normal(self.hours)
        _same_center(self)


class Accreditation(models.Model):
    """What a body says of a center: "NCI", "comprehensive"."""

    CLAIMED: Claimed = {"": ("body", "level", "valid_through", "location")}

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="accreditations")
    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, null=True, blank=True, related_name="accreditations"
    )
    body = models.CharField(max_length=120, help_text="Who gives it: NCI, NAPBC …")
    level = models.CharField(max_length=120, blank=True)
    valid_through = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = Facts.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("center", "body")

    def __str__(self) -> str:
        return " ".join(part for part in (self.body, self.level) if part)

    def clean(self) -> None:
        _same_center(self)


FACTS: dict[str, type[models.Model]] = {
    "center": Center,
    "location": Location,
    "offering": Offering,
    "contactchannel": ContactChannel,
    "accreditation": Accreditation,
}
"""The kinds of fact, by the name of the claim's foreign key."""


def _exactly_one() -> Q:
    found = Q()
    for name in FACTS:
        found |= Q(**{f"{other}__isnull": other != name for other in FACTS})
    return found


class Claim(models.Model):
    """Why a fact is believed: a source, what it says, and who looked when. Without `verified_on` nobody has checked it;
    from `expires_on` on it is shown as expired and counts as verified no longer (`centers/claims.py`)."""

    center = models.ForeignKey(Center, on_delete=models.CASCADE, null=True, blank=True, related_name="claims")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, blank=True, related_name="claims")
    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, null=True, blank=True, related_name="claims")
    contactchannel = models.ForeignKey(
        ContactChannel, on_delete=models.CASCADE, null=True, blank=True, related_name="claims", verbose_name="channel"
    )
    accreditation = models.ForeignKey(
        Accreditation, on_delete=models.CASCADE, null=True, blank=True, related_name="claims"
    )
    field = models.CharField(max_length=30, blank=True, help_text="Which fact of the row; empty: the row itself.")
    source_url = models.URLField("source address", max_length=500, blank=True)
    document = models.CharField(
        "source document", max_length=300, blank=True, help_text="By name, where it has no address."
    )
    quote = models.CharField(max_length=400, blank=True, help_text=f"At most {claims.MOST_WORDS} words of the source.")
    captured_on = models.DateField(help_text="When it was copied from the source.")
    source_date = models.DateField(null=True, blank=True, help_text="The source's own date; empty: it has none.")
    verified_on = models.DateField(null=True, blank=True, help_text="When somebody last checked it; empty: nobody yet.")
    verified_by = models.CharField(max_length=150, blank=True)
    expires_on = models.DateField(null=True, blank=True, db_index=True)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("-verified_on", "-captured_on", "pk")
        constraints = [
            models.CheckConstraint(condition=_exactly_one(), name="a_claim_backs_one_fact"),
            models.CheckConstraint(condition=~Q(source_url="") | ~Q(document=""), name="a_claim_has_a_source"),
            models.CheckConstraint(
                condition=Q(verified_on__isnull=False) | Q(expires_on__isnull=True, verified_by=""),
                name="what_was_never_verified_expires_never",
            ),
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True) | ~Q(verified_by=""), name="who_verified_is_known"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("verified_on")),
                name="a_claim_expires_after_it_was_verified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field or 'row'}: {self.document or self.source_url}"

    @property
    def fact(self) -> models.Model:
        """The row it backs."""
        found: models.Model = next(row for name in FACTS if (row := getattr(self, name)) is not None)
        return found

    def clean(self) -> None:
        backed = [name for name in FACTS if getattr(self, f"{name}_id") is not None or self._pending(name)]
        if len(backed) != 1:
            raise ValidationError("A claim backs exactly one fact.")
        known: Claimed = FACTS[backed[0]].CLAIMED  # type: ignore[attr-defined]
        if self.field not in known:
            named = ", ".join(repr(one) for one in known)
            raise ValidationError({"field": f"A claim on a {backed[0]} is one of: {named}."})
        if not (self.source_url or self.document):
            raise ValidationError("Give the source: an address, or a document by its name.")
        if len(self.quote.split()) > claims.MOST_WORDS:
            raise ValidationError({"quote": f"A quote has at most {claims.MOST_WORDS} words."})
        if self.verified_on is None and (self.expires_on or self.verified_by):
            raise ValidationError({"verified_on": "Say when it was verified, or leave who and until when empty."})

    def _pending(self, name: str) -> bool:
        """Whether it backs a row that is being added in the same form, and has no key yet."""
        return name in self._state.fields_cache and self._state.fields_cache[name] is not None


class FacilityAlias(models.Model):
    """A decision on a facility of the trials' sites: it is a center, or is not. Remembered for ever; it wins over the
    rules of `centers/matching`. `key` is `centers.matching.key()` of what the registry writes."""

    SAME, NOT_SAME, NO_CENTER = "same", "not-same", "no-center"
    DECISIONS = {SAME: "the same", NOT_SAME: "not the same", NO_CENTER: "no center of ours"}

    key = models.CharField(max_length=500, db_index=True)
    facility = models.CharField(max_length=500)
    city = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=120, blank=True)
    decision = models.CharField(max_length=10, choices=DECISIONS)
    center = models.ForeignKey(Center, on_delete=models.CASCADE, null=True, blank=True, related_name="aliases")
    location = models.ForeignKey(Location, on_delete=models.SET_NULL, null=True, blank=True, related_name="aliases")
    note = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    made_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "facility aliases"
        constraints = [
            models.UniqueConstraint("key", _or_none("center"), name="one_decision_a_pair"),
            models.UniqueConstraint(
                fields=("key",), condition=Q(decision="same"), name="a_facility_is_one_center_at_most"
            ),
            models.CheckConstraint(
                condition=Q(decision="no-center", center__isnull=True)
                | (~Q(decision="no-center") & Q(center__isnull=False)),
                name="a_decision_names_its_center",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility}, {self.city}: {self.get_decision_display()}"


class Report(models.Model):
    """A visitor says that a fact is wrong. No address is kept; a closed one goes after 90 days."""

    REASONS = {
        "phone": N_("a phone number or link does not work"),
        "service": N_("a service is not offered, or is missing"),
        "place": N_("the address or place is wrong"),
        "hours": N_("hours or reply times are wrong"),
        "closed": N_("the place has closed or moved"),
        "other": N_("something else"),
    }

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=20, choices=REASONS)
    words = models.TextField(blank=True, max_length=LONGEST_REPORT, help_text="The visitor's own.")
    reported_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True, help_text="Empty: open.")
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField(blank=True, help_text="What came of it; for other curators.")

    class Meta:
        ordering = ("reported_at",)
        constraints = [
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("words"), LONGEST_REPORT), name="words_on_a_center_are_short"
            )
        ]

    def __str__(self) -> str:
        return f"{self.center}: {self.get_reason_display()}"


class Task(models.Model):
    """Something for curators to look at, found by a machine. `key` says what it is about: the same is asked once."""

    NO_TRIAL = "no-trial"
    KINDS = {NO_TRIAL: "offered in trials only, and no trial of it recruits here"}

    kind = models.CharField(max_length=20, choices=KINDS)
    key = models.CharField(max_length=200)
    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="tasks")
    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    found_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True, help_text="Empty: open.")
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField(blank=True, help_text="What came of it; for other curators.")

    class Meta:
        ordering = ("found_at",)
        constraints = [models.UniqueConstraint(fields=("kind", "key"), name="one_task_a_thing")]

    def __str__(self) -> str:
        return f"{self.center}: {self.get_kind_display()}"


class Shipped(models.Model):
    """What `load_centers` wrote: the row of each key of the data files, and a digest of it as written. A row that
    differs from its digest, or is gone, is a person's: it is left alone."""

    key = models.CharField(max_length=200, primary_key=True)
    model = models.CharField(max_length=20)
    row = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "shipped"

    def __str__(self) -> str:
        return self.key


def _cleaned(kind: str, value: str, field: str) -> str:
    try:
        return channels.clean(kind, value)
    except ValueError as error:
        raise ValidationError({field: str(error)}) from error


def _normal(given: str) -> str:
    """Hours in their normal form."""
    try:
        return hours.clean(given) if given else ""
    except ValueError as error:
        raise ValidationError({"hours": str(error)}) from error


def _same_center(row: Offering | ContactChannel | Accreditation) -> None:
    if row.location is not None and row.location.center_id != row.center_id:
        raise ValidationError({"location": "This is a location of another center."})
