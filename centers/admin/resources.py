"""The curated tables as rows of a file. In: rows of CSV or JSON; out: facts and claims found by what they say of
themselves (no ids), checked as a form would check them; and the other way round. Used by `centers/admin/exchange.py`.

A row is found by its `KEYS`; what is in no file stays as it is, and nothing is deleted by a file. Where several rows of
the table answer to the same keys, a row of the file that equals one of them changes nothing, and any other is refused.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.db.models.fields import NOT_PROVIDED
from import_export.resources import ModelResource

from centers import channels
from centers.admin.cells import Change, Day, Degrees, ListOfTexts, Told, YesNo
from centers.models import FACTS, Accreditation, Center, Claim, ContactChannel, Location, Offering

Key = tuple[str, ...]
MOST_ROWS = 5_000
"""Of one file. A row takes two or three milliseconds, and a request may take 30 seconds."""


def place(location: Location | None) -> str:
    """How a location is named within its center's rows."""
    return "" if location is None else ", ".join(filter(None, (location.name, *_city(location))))


def _city(location: Location) -> Key:
    return location.city, location.state, location.country


def _center(row: Any) -> str:
    return str(row.center.slug) if row.center_id else ""


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


class CuratedResource(ModelResource):
    """One table. `KEYS`: the columns a row is found by."""

    KEYS: Key = ()
    WIDGETS_MAP = {
        **ModelResource.WIDGETS_MAP,
        "JSONField": ListOfTexts,
        "BooleanField": YesNo,
        "DateField": Day,
        "FloatField": Degrees,
    }

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._by_center: dict[str, dict[Key, list[Any]]] = {}
        self._centers: dict[str, Center | None] = {}

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: Any, readonly: bool) -> Any:
        """An empty cell is empty: a default would turn a forgotten country into the US."""
        field = super().field_from_django_field(field_name, django_field, readonly)
        field.default = NOT_PROVIDED
        return field

    @classmethod
    def get_diff_class(cls) -> type[Change]:
        return Change

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        if fault := self._fault(dataset):
            dataset.wipe()  # the library would go on with the rows all the same
            raise ValueError(fault)

    def _fault(self, dataset: Any) -> str:
        """What is wrong with the file as a whole."""
        known = self.get_diff_headers()
        given = dataset.headers or []
        if len(dataset) > MOST_ROWS:
            return f"The file has more than {MOST_ROWS} rows: give it in parts."
        for column in given:
            if column not in known:
                return f"There is no column “{column}”. Known: {', '.join(known)}."
        if missing := [column for column in self.KEYS if column not in given]:
            return f"The file lacks {', '.join(missing)}: rows are found by {', '.join(self.KEYS)}."
        return ""

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> Any:
        key = self.key_of(row)
        held = self.rows_of(row).get(key, [])
        if len(held) < 2:
            return held[0] if held else None
        for one in held:
            if all(_text(row[name]) == _text(field.export(one)) for name, field in self._columns(row)):
                return one
        raise ValidationError(f"{len(held)} rows answer to {' · '.join(key)}: change the right one in the admin.")

    def _columns(self, row: dict[str, Any]) -> list[tuple[str, Any]]:
        return [(field.column_name, field) for field in self.get_import_fields() if field.column_name in row]

    def key_of(self, row: dict[str, Any]) -> Key:
        """Of a row of the file."""
        if missing := [column for column in self.KEYS if column not in row]:
            raise ValidationError(f"The row lacks {', '.join(missing)}.")
        return tuple(_text(row[column]) for column in self.KEYS)

    def key_held(self, instance: Any) -> Key:
        """Of a row of the table."""
        return tuple(_text(field.export(instance)) for field in self._key_fields)

    @cached_property
    def _key_fields(self) -> list[Any]:
        fields = {field.column_name: field for field in self.get_import_fields()}
        return [fields[column] for column in self.KEYS]

    def rows_of(self, row: dict[str, Any]) -> dict[Key, list[Any]]:
        """Those of the row's center, by key; read once a file."""
        slug = _text(row["center"])
        if slug not in self._by_center:
            held = self._by_center[slug] = {}
            for one in self.of_center(slug):
                held.setdefault(self.key_held(one), []).append(one)
        return self._by_center[slug]

    def of_center(self, slug: str) -> QuerySet[Any]:
        found: QuerySet[Any] = self.filter_export(self.get_queryset().filter(center__slug=slug))
        return found

    def after_save_instance(self, instance: Any, row: dict[str, Any], **kwargs: Any) -> None:
        """So that a second row of the file that says the same finds the first."""
        rows = self.rows_of(row).setdefault(self.key_held(instance), [])
        if instance not in rows:
            rows.append(instance)

    def center_of(self, row: dict[str, Any]) -> Center:
        slug = _text(row["center"])
        if slug not in self._centers:
            self._centers[slug] = Center.objects.filter(slug=slug).first()
        center = self._centers[slug]
        if center is None:
            raise ValidationError({"center": f"There is no center “{slug}”."})
        return center

    def init_instance(self, row: dict[str, Any] | None = None) -> Any:
        return self._meta.model(center=self.center_of(row or {}))


class PlacedResource(CuratedResource):
    """A table whose rows may stand at a location of their center."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._places: dict[int, list[Location]] = {}

    def filter_export(self, queryset: QuerySet[Any], **kwargs: Any) -> QuerySet[Any]:
        return queryset.prefetch_related(None).select_related("center", "location").order_by("center__slug", "pk")

    def init_instance(self, row: dict[str, Any] | None = None) -> Any:
        instance = super().init_instance(row)
        text = _text((row or {}).get("location"))
        if text:
            if instance.center_id not in self._places:
                self._places[instance.center_id] = list(instance.center.locations.all())
            instance.location = only(
                [one for one in self._places[instance.center_id] if place(one) == text], "location", text
            )
        return instance


def only(found: list[Any], column: str, text: str) -> Any:
    """The one row a cell names."""
    if len(found) != 1:
        many = "Several rows are" if found else "There is no"
        raise ValidationError({column: f"{many} “{text}” at this center."})
    return found[0]


class CenterResource(CuratedResource):
    KEYS = ("slug",)

    class Meta:
        model = Center
        fields = ("slug", "name", "kind", "treats_patients", "other_names", "website", "network", "listed")
        import_id_fields = ("slug",)

    def rows_of(self, row: dict[str, Any]) -> dict[Key, list[Any]]:
        slug = _text(row["slug"])
        if slug not in self._by_center:
            self._by_center[slug] = {(slug,): list(Center.objects.filter(slug=slug))}
        return self._by_center[slug]

    def filter_export(self, queryset: QuerySet[Any], **kwargs: Any) -> QuerySet[Any]:
        return queryset.prefetch_related(None).order_by("slug")

    def init_instance(self, row: dict[str, Any] | None = None) -> Any:
        return Center()


class LocationResource(CuratedResource):
    KEYS = ("center", "name", "city", "state", "country")
    center = Told("center", _center)

    class Meta:
        model = Location
        fields = (
            *("center", "name", "main", "address", "city", "state", "zip", "country", "lat", "lon", "phone"),
            *("hours", "timezone", "accessibility", "languages"),
        )
        import_id_fields = ("center", "name", "city", "state", "country")

    def filter_export(self, queryset: QuerySet[Any], **kwargs: Any) -> QuerySet[Any]:
        return queryset.prefetch_related(None).select_related("center").order_by("center__slug", "pk")


class OfferingResource(PlacedResource):
    KEYS = ("center", "location", "service", "availability", "delivery", "conditions")
    center = Told("center", _center)
    location = Told("location", lambda row: place(row.location))

    class Meta:
        model = Offering
        fields = ("center", "location", "service", "availability", "delivery", "conditions", "cost")
        import_id_fields = ("center", "location", "service", "availability", "delivery", "conditions")


class ChannelResource(PlacedResource):
    KEYS = ("center", "location", "kind", "purpose", "audience", "value")
    center = Told("center", _center)
    location = Told("location", lambda row: place(row.location))

    class Meta:
        model = ContactChannel
        fields = (
            *("center", "location", "kind", "purpose", "audience", "value", "hours", "timezone", "languages"),
            *("condition", "cost", "reply", "urgent"),
        )
        import_id_fields = ("center", "location", "kind", "purpose", "audience", "value")

    def key_of(self, row: dict[str, Any]) -> Key:
        """By the number as it is kept, however the file writes it. What is no number is refused later."""
        *rest, value = super().key_of(row)
        try:
            return *rest, channels.clean(_text(row["kind"]), value)
        except (KeyError, ValueError):
            return *rest, value


class AccreditationResource(PlacedResource):
    KEYS = ("center", "location", "body", "level")
    center = Told("center", _center)
    location = Told("location", lambda row: place(row.location))

    class Meta:
        model = Accreditation
        fields = ("center", "location", "body", "level", "valid_through")
        import_id_fields = ("center", "location", "body", "level")


RESOURCES: dict[str, type[CuratedResource]] = {
    "center": CenterResource,
    "location": LocationResource,
    "offering": OfferingResource,
    "contactchannel": ChannelResource,
    "accreditation": AccreditationResource,
}


def about(claim: Claim) -> str:
    return next((name for name in FACTS if getattr(claim, f"{name}_id") is not None), "")


def _center_of(fact: Model) -> str:
    return fact.slug if isinstance(fact, Center) else str(fact.center.slug)  # type: ignore[attr-defined]


def fact_text(fact: Model) -> str:
    """What a row says of itself, without its center: how claims name it. Empty for the center."""
    return " | ".join(_resource(str(fact._meta.model_name)).key_held(fact)[1:]).strip()


@lru_cache
def _resource(kind: str) -> CuratedResource:
    """To tell the keys of rows, not to read a file: that takes one of its own."""
    return RESOURCES[kind]()


class ClaimResource(CuratedResource):
    """A claim names its fact: kind, center, and what the fact says of itself."""

    KEYS = ("about", "center", "fact", "field", "source_url", "document")
    about = Told("about", about)
    center = Told("center", lambda claim: _center_of(claim.fact) if about(claim) else "")
    fact = Told("fact", lambda claim: fact_text(claim.fact) if about(claim) else "")

    class Meta:
        model = Claim
        fields = (
            *("about", "center", "fact", "field", "source_url", "document", "quote", "captured_on", "source_date"),
            *("verified_on", "verified_by", "expires_on"),
        )
        import_id_fields = ("about", "center", "fact", "field", "source_url", "document")

    def filter_export(self, queryset: QuerySet[Any], **kwargs: Any) -> QuerySet[Any]:
        joined = [f"{name}__center" for name in FACTS if name != "center"]
        located = [f"{name}__location" for name in ("offering", "contactchannel", "accreditation")]
        return queryset.prefetch_related(None).select_related("center", *joined, *located).order_by("pk")

    def of_center(self, slug: str) -> QuerySet[Any]:
        of = Q(center__in=list(Center.objects.filter(slug=slug).values_list("pk", flat=True)))
        for name, model in FACTS.items():
            if name != "center":
                # As numbers: each of the five is looked up in its index, where joins would read every claim.
                rows = model._default_manager.filter(center__slug=slug).values_list("pk", flat=True)
                of |= Q(**{f"{name}__in": list(rows)})
        return self.filter_export(self.get_queryset().filter(of))

    def init_instance(self, row: dict[str, Any] | None = None) -> Any:
        row = row or {}
        kind, text = _text(row["about"]), _text(row["fact"])
        if kind not in FACTS:
            raise ValidationError({"about": f"“{kind}” is no kind of fact. Known: {', '.join(FACTS)}."})
        center = self.center_of(row)
        if kind == "center":
            return Claim(center=only([center] if not text else [], "fact", text))
        resource = RESOURCES[kind]()
        rows = [one for held in resource.rows_of(row).values() for one in held]
        return Claim(**{kind: only([one for one in rows if fact_text(one) == text], "fact", text)})
