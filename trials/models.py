"""The tables of the studies: written by intake (trials, sites, versions), sync (runs, leases), reading (readings,
findings) and people (rulings, reports); read by everyone else.

No work in `save()`, no signals. Words of registries are plain text: a registry or a new word never causes a migration.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

DATE_PRECISION = 5  # "day", "month", "year"
LONGEST_REPORT = 2_000  # characters of a visitor's words


class Trial(models.Model):
    """One study. `public_id` is the id of its primary registration; every other id of it redirects there."""

    public_id = models.CharField(max_length=40, unique=True)
    example = models.BooleanField(default=False, help_text="Shipped to look at; vanishes at the first real sync.")
    # Grows by one with every change: the index compares it with the revision it has read.
    revision = models.PositiveIntegerField(default=1)
    first_held_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    title = models.TextField()
    official_title = models.TextField(blank=True)
    acronym = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    status = models.TextField()
    last_known_status = models.TextField(blank=True)
    why_stopped = models.TextField(blank=True)
    study_type = models.TextField(blank=True)
    phases = models.JSONField(default=list)
    purpose = models.TextField(blank=True)
    allocation = models.TextField(blank=True)
    masking = models.TextField(blank=True)
    enrolment = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: unknown.")
    enrolment_kind = models.TextField(blank=True)
    sponsor = models.TextField(blank=True)
    sponsor_class = models.TextField(blank=True)
    collaborators = models.JSONField(default=list)
    conditions = models.JSONField(default=list)
    keywords = models.JSONField(default=list)
    arms = models.JSONField(default=list)
    interventions = models.JSONField(default=list)
    eligibility = models.TextField(blank=True)
    minimum_age = models.FloatField(null=True, blank=True, help_text="Years.")
    maximum_age = models.FloatField(null=True, blank=True, help_text="Years.")
    minimum_age_text = models.TextField(blank=True)
    maximum_age_text = models.TextField(blank=True)
    sex = models.TextField(blank=True)
    healthy_volunteers = models.BooleanField(null=True)
    central_contacts = models.JSONField(default=list)
    secondary_ids = models.JSONField(default=list)
    has_results = models.BooleanField(default=False)
    has_expanded_access = models.BooleanField(null=True)
    expanded_access_id = models.TextField(blank=True)
    started_on = models.DateField(null=True, blank=True)
    started_precision = models.CharField(max_length=DATE_PRECISION, blank=True)
    started_kind = models.TextField(blank=True)
    primary_completed_on = models.DateField(null=True, blank=True)
    primary_completed_precision = models.CharField(max_length=DATE_PRECISION, blank=True)
    primary_completed_kind = models.TextField(blank=True)
    completed_on = models.DateField(null=True, blank=True)
    completed_precision = models.CharField(max_length=DATE_PRECISION, blank=True)
    completed_kind = models.TextField(blank=True)
    first_posted_on = models.DateField(null=True, blank=True)
    first_posted_precision = models.CharField(max_length=DATE_PRECISION, blank=True)
    updated_on = models.DateField(null=True, blank=True, help_text="Last update posted at the registry.")
    updated_precision = models.CharField(max_length=DATE_PRECISION, blank=True)
    verified_on = models.DateField(null=True, blank=True, help_text="Status verified, as the sponsor says.")
    verified_precision = models.CharField(max_length=DATE_PRECISION, blank=True)
    results_posted_on = models.DateField(null=True, blank=True)
    results_posted_precision = models.CharField(max_length=DATE_PRECISION, blank=True)

    class Meta:
        ordering = ("-updated_on", "public_id")
        # What is stale is asked every five minutes: from the index alone, past the texts.
        indexes = [models.Index(fields=("id", "revision"), name="trial_revisions")]

    def __str__(self) -> str:
        return f"{self.public_id} {self.title}"


class Registration(models.Model):
    """Where a registry lists a trial. A delisted one leaves the lists and stays readable, with the date."""

    LISTED, DELISTED = "listed", "delisted"

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="registrations")
    registry = models.CharField(max_length=40)
    registry_id = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=LISTED)
    delisted_on = models.DateField(null=True, blank=True)
    # The condition half of `in_scope`: breast named, or solid tumours meant. The status half changes with the trial.
    in_breast_scope = models.BooleanField(default=False)
    # SHA-256 of the bytes as served: equal means unchanged, without decoding.
    served_hash = models.CharField(max_length=64)
    # SHA-256 of the content in canonical JSON: equal means unchanged, however it was formatted.
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("registry", "registry_id"), name="one_registration_an_id")]

    def __str__(self) -> str:
        return self.registry_id


class Alias(models.Model):
    """Another id under which a registry knew a registration; it redirects."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="aliases")
    registry = models.CharField(max_length=40)
    registry_id = models.CharField(max_length=40)

    class Meta:
        verbose_name_plural = "aliases"
        constraints = [models.UniqueConstraint(fields=("registry", "registry_id"), name="one_alias_an_id")]

    def __str__(self) -> str:
        return self.registry_id


class Version(models.Model):
    """A record's content as it once was, compressed. Added only when the content hash differs from the latest."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="versions")
    content_hash = models.CharField(max_length=64)
    fetched_at = models.DateTimeField()
    source_timestamp = models.TextField(blank=True, help_text="The registry's data date, as it says.")
    raw = models.BinaryField()

    class Meta:
        ordering = ("registration", "-id")

    def __str__(self) -> str:
        return f"{self.registration_id} at {self.fetched_at:%Y-%m-%d}"


class TrialSite(models.Model):
    """A place where a trial runs. `identity` digests facility, city, state, ZIP, country and the ordinal among equals,
    so that the row, and what points at it, lasts over syncs."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="sites", db_index=False)
    identity = models.BigIntegerField()
    facility = models.TextField(blank=True)
    city = models.TextField(blank=True)
    state = models.TextField(blank=True)
    zip = models.TextField(blank=True)
    country = models.TextField(blank=True)
    ordinal = models.PositiveSmallIntegerField(default=0)
    status = models.TextField(blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    contacts = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("registration", "identity"), name="one_row_a_site")]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.facility, self.city, self.state, self.country) if part)


class Unreadable(models.Model):
    """A record kept aside because a field has a shape we do not know; it leaves when it can be read again."""

    registry = models.CharField(max_length=40)
    registry_id = models.CharField(max_length=40)
    path = models.TextField()
    value = models.TextField(blank=True)
    reason = models.TextField()
    raw = models.BinaryField()
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        verbose_name = "unreadable record"
        constraints = [models.UniqueConstraint(fields=("registry", "registry_id"), name="one_unreadable_an_id")]

    def __str__(self) -> str:
        return f"{self.registry_id}: {self.path}"


class SyncRun(models.Model):
    """What one sync did. The checkpoint lives here and in SyncPage; the broker knows nothing of it."""

    RUNNING, DONE, FAILED, REFUSED = "running", "done", "failed", "refused"

    registry = models.CharField(max_length=40)
    full = models.BooleanField(default=False)
    scope = models.CharField(max_length=20, blank=True)
    source = models.TextField(blank=True, help_text="A bulk download's name; empty: the registry's API.")
    window_start = models.DateField(null=True, blank=True, help_text="Updated at the registry since; empty: all.")
    status = models.CharField(max_length=10, default=RUNNING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    # Data date at the start of the pass that is under way; at the end, the date the listings are as of.
    data_timestamp = models.TextField(blank=True)
    pass_number = models.PositiveSmallIntegerField(default=1)
    pages = models.PositiveIntegerField(default=0)
    next_token = models.TextField(blank=True)
    pages_done = models.BooleanField(default=False)
    total = models.PositiveIntegerField(null=True, blank=True, help_text="As the registry announced it.")
    seen = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    delisted = models.PositiveIntegerField(default=0)
    refused = models.TextField(blank=True)
    error = models.TextField(blank=True)
    complete = models.BooleanField(default=False)

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=("registry", "status", "-id"), name="runs_by_registry")]

    def __str__(self) -> str:
        return f"{self.registry} {self.started_at:%Y-%m-%d %H:%M} {self.status}"


class SyncPage(models.Model):
    """The checkpoint of one page: which ids it held and what became of each. Goes when its run ends well."""

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="page_rows")
    pass_number = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    outcomes = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("run", "pass_number", "number"), name="one_row_a_page")]

    def __str__(self) -> str:
        return f"page {self.number} of run {self.run_id}"


class Lease(models.Model):
    """Who may do a thing that only one may do at a time. `token` grows with each new holder (fencing)."""

    name = models.CharField(max_length=80, primary_key=True)
    owner = models.CharField(max_length=120, blank=True)
    token = models.PositiveBigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(owner="") | Q(expires_at__isnull=False), name="held_lease_expires")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.owner or 'free'}"


class Reading(models.Model):
    """That a trial's text was read: which text, with which reader, and up to which revision of the trial.

    Text hash and digest stand here once a trial, not on each finding: a trial is read as a whole, and one that is
    silent has no finding to carry them. A reading that was done anew and found the same writes this row alone.
    """

    trial = models.OneToOneField(Trial, on_delete=models.CASCADE, primary_key=True, related_name="reading")
    # SHA-256 of the texts that the reader is given. Another revision with the same hash is not read again.
    text_hash = models.CharField(max_length=64)
    # `trials.eligibility.digest()`: vocabulary, cues and rules it was read with.
    digest = models.CharField(max_length=64)
    # The trial's revision that the text is known to be of: another one means that somebody must look.
    revision = models.PositiveIntegerField()
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"trial {self.trial_id} at {self.read_at:%Y-%m-%d}"


class Finding(models.Model):
    """One answer of the reader, as it came: written by `trials/reading.py` alone, replaced at the next reading."""

    STATED, UNCLEAR = "stated", "unclear"

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="findings", db_index=False)
    question = models.CharField(max_length=40)
    key = models.CharField(max_length=80, blank=True)
    value = models.JSONField()
    state = models.CharField(max_length=10)
    rule = models.CharField(max_length=80, blank=True, help_text="Of the first evidence.")
    # A list; each with all the fields of `trials.eligibility.Evidence`.
    evidence = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("trial", "question", "key"), name="one_finding_a_question")]
        indexes = [models.Index(fields=("question", "key"), condition=Q(state="unclear"), name="unclear_findings")]

    def __str__(self) -> str:
        return f"{self.question} {self.key}".strip()


class Ruling(models.Model):
    """A person's answer, made on a sentence. It wins over the finding while that sentence stands in the trial's text
    (`trials/standing.py`). Machines read it and never write it; only example trials take theirs with them."""

    STATED, UNCLEAR, NOT_STATED = "stated", "unclear", "not_stated"
    STATES = {STATED: "stated", UNCLEAR: "unclear", NOT_STATED: "not stated"}

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="rulings", db_index=False)
    question = models.CharField(max_length=40)
    key = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=STATES)
    value = models.JSONField(null=True, blank=True, help_text="Empty: the trial does not say, or it is unclear.")
    field = models.CharField(max_length=40, default="eligibility", help_text="Where the sentence stands.")
    quote = models.TextField(help_text="The sentence it was made on, as it stands in the text.")
    note = models.TextField(blank=True, help_text="Why; for other curators.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    made_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("trial", "question", "key"), name="one_ruling_a_question")]

    def __str__(self) -> str:
        return f"{self.question} {self.key}".strip()


class Report(models.Model):
    """A visitor says that an answer was read wrong. With what was shown then, so that it can be judged later."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="reports")
    question = models.CharField(max_length=40)
    key = models.CharField(max_length=80, blank=True)
    value = models.JSONField(null=True, blank=True, help_text="As it was shown then; empty: not stated.")
    quote = models.TextField(blank=True, help_text="As it was shown then.")
    words = models.TextField(blank=True, max_length=LONGEST_REPORT, help_text="The visitor's own.")
    reported_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True, help_text="Empty: open.")
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField(blank=True, help_text="What came of it; for other curators.")

    class Meta:
        indexes = [models.Index(fields=("reported_at",), condition=Q(done_at__isnull=True), name="open_reports")]
        constraints = [
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("words"), LONGEST_REPORT), name="words_of_a_report_are_short"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.key}".strip()
