"""Who may do what in the admin: every address that is registered × every role × GET and POST, against a table.

The addresses come from `admin.site`, the roles from `manage.py curators`: an admin page or an address that has no row
in the tables below fails here.
"""

from __future__ import annotations

import datetime as dt
import zlib
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, Group, User
from django.core.management import call_command
from django.db.models import Model
from django.forms.models import model_to_dict
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from centers.models import (
    Accreditation,
    Center,
    Claim,
    ContactChannel,
    FacilityAlias,
    Location,
    Offering,
    Shipped,
    Task,
)
from centers.models import Report as CenterReport
from finder.models import Facility
from tests import make
from tests.finder import held_centers
from trials import intake, leases
from trials.models import (
    Finding,
    Lease,
    Registration,
    Report,
    Ruling,
    SyncRun,
    Trial,
    TrialSite,
    Unreadable,
    Version,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # the roles are the same whatever holds them

ROLES = ("anonymous", "visitor", "staff", "viewer", "curator", "superuser")
"""`visitor`: an account that may not log in to the admin; `staff`: one that may, and is in no group."""

# v: look, a: add, c: change, d: delete, i: import, e: export. Nobody else may anything.
NOTHING, LOOK, ALL, EXCHANGED = "", "v", "vacd", "vacdie"
TABLE: dict[str, dict[str, str]] = {
    "auth.user": {"viewer": NOTHING, "curator": NOTHING, "superuser": ALL},
    "auth.group": {"viewer": NOTHING, "curator": NOTHING, "superuser": ALL},
    "centers.center": {"viewer": LOOK, "curator": "vacie", "superuser": EXCHANGED},
    "centers.location": {"viewer": LOOK, "curator": EXCHANGED, "superuser": EXCHANGED},
    "centers.offering": {"viewer": LOOK, "curator": EXCHANGED, "superuser": EXCHANGED},
    "centers.contactchannel": {"viewer": LOOK, "curator": EXCHANGED, "superuser": EXCHANGED},
    "centers.accreditation": {"viewer": LOOK, "curator": EXCHANGED, "superuser": EXCHANGED},
    "centers.claim": {"viewer": LOOK, "curator": EXCHANGED, "superuser": EXCHANGED},
    "centers.facilityalias": {"viewer": LOOK, "curator": "vac", "superuser": ALL},
    "centers.report": {"viewer": LOOK, "curator": "vcd", "superuser": "vcd"},
    "centers.task": {"viewer": LOOK, "curator": "vcd", "superuser": "vcd"},
    "centers.shipped": {"viewer": LOOK, "curator": LOOK, "superuser": LOOK},
    "finder.facility": {"viewer": LOOK, "curator": LOOK, "superuser": LOOK},
    "trials.ruling": {"viewer": LOOK, "curator": ALL, "superuser": ALL},
    "trials.report": {"viewer": LOOK, "curator": "vcd", "superuser": "vcd"},
    "trials.finding": {"viewer": LOOK, "curator": LOOK, "superuser": LOOK},
    "trials.trial": {"viewer": LOOK, "curator": LOOK, "superuser": LOOK},
    "trials.trialsite": {"viewer": LOOK, "curator": LOOK, "superuser": LOOK},
    "trials.registration": {"viewer": LOOK, "curator": LOOK, "superuser": LOOK},
    "trials.version": {"viewer": LOOK, "curator": LOOK, "superuser": LOOK},
    "trials.unreadable": {"viewer": LOOK, "curator": LOOK, "superuser": LOOK},
    "trials.syncrun": {"viewer": LOOK, "curator": LOOK, "superuser": LOOK},
    "trials.lease": {"viewer": NOTHING, "curator": NOTHING, "superuser": LOOK},
}

# Part of an address' name → what one must be allowed for GET, for POST. None: the method is refused to everybody.
NEEDS: dict[str, tuple[str | None, str]] = {
    "changelist": ("v", "v"),
    "add": ("a", "a"),
    "change": ("v", "c"),
    "delete": ("d", "d"),
    "history": ("v", "v"),
    "simple_history": ("v", "c"),
    "deleted": ("v", "v"),
    "import": ("i", "i"),
    "process_import": (None, "i"),
    "export": ("e", "e"),
    "reading": ("v", "v"),  # what was read of a trial
}
# Django's own form of a password: by its own rule, whoever may change accounts.
OWN = {"auth_user_password_change": ("c", "c")}

CHECKING: dict[str, tuple[str, ...]] = {"checked_today": ("curator", "superuser")}
JUDGING: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("the_same", "not_the_same", "no_center", "new_center"), ("curator", "superuser")
)
ACTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    **{f"centers.{name}": CHECKING for name in ("center", "location", "offering", "contactchannel", "accreditation")},
    "centers.claim": CHECKING,
    "finder.facility": JUDGING,
}
"""Beside Django's own "delete selected", which goes by `d`."""

# Addresses of the site as a whole: who is let in. The rest of the admin is for staff.
LOGGED_IN = ("staff", "viewer", "curator", "superuser")
SITE = {
    "login": ROLES,
    "index": LOGGED_IN,
    "logout": LOGGED_IN,
    "password_change": LOGGED_IN,
    "password_change_done": LOGGED_IN,
    "autocomplete": LOGGED_IN,
    "jsi18n": LOGGED_IN,
    "view_on_site": LOGGED_IN,
    "app_list": ("viewer", "curator", "superuser"),
}


@pytest.fixture
def accounts() -> dict[str, User]:
    made = {
        role: User.objects.create(
            username=role, is_staff=role not in ("visitor",), is_superuser=role == "superuser", email="a@example.org"
        )
        for role in ROLES
        if role != "anonymous"
    }
    call_command("curators", "curator", "--viewers", "viewer", verbosity=0)
    return made


@pytest.fixture
def rows(accounts: dict[str, User]) -> dict[str, Model]:
    """One row of each table."""
    now = timezone.now()
    broken = make.body(make.study(40, statusModule={"overallStatus": {"not": "text"}}))
    intake.take_in(
        [make.body(make.study(1)), broken], registry="clinicaltrials_gov", scope="everything", fetched_at=now
    )
    trial = Trial.objects.get()
    center = held_centers.lakeside(dt.date(2026, 11, 1))
    texts = {"facility": "Lakeside", "city": "Chicago", "state": "Illinois", "country": "United States"}
    with leases.hold("sync:clinicaltrials_gov"):
        pass
    made: list[Model] = [
        accounts["staff"],
        Group.objects.get(name="curators"),
        center,
        *(model.objects.order_by("pk")[0] for model in (Location, Offering, ContactChannel, Accreditation, Claim)),
        FacilityAlias.objects.create(**texts, key="k", decision="same", center=center, made_at=now),
        CenterReport.objects.create(center=center, reason="phone", reported_at=now),
        Task.objects.create(kind=Task.NO_TRIAL, key="k", center=center, found_at=now),
        Shipped.objects.create(key="k", model="center", row=center.pk, digest="d"),
        Facility.objects.create(**texts, key="f", center=center.pk, score=0.7, reason="alike", taken=False),
        Ruling.objects.create(
            trial=trial, question="brain_mets", state="unclear", field="eligibility", quote="x", made_at=now
        ),
        Report.objects.create(trial=trial, question="measurable_disease", reported_at=now),
        Finding.objects.create(trial=trial, question="measurable_disease", state="unclear", value=True),
        trial,
        *(model.objects.all()[0] for model in (TrialSite, Registration, Version)),
        Unreadable.objects.get(),
        SyncRun.objects.create(registry="clinicaltrials_gov", started_at=now),
        Lease.objects.get(),
    ]
    Unreadable.objects.update(raw=zlib.compress(b"{}"))
    return {row._meta.label_lower: row for row in made}


def test_every_page_of_the_admin_stands_in_the_table() -> None:
    registered = {model._meta.label_lower for model in admin.site._registry}
    assert registered == set(TABLE)


def addresses(label: str, row: Model) -> list[tuple[str, str, str]]:
    """Name within the table, whole name, path."""
    model = type(row)
    prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
    found = []
    for pattern in admin.site._registry[model].get_urls():
        if pattern.name is None:  # Django's old address, which leads to the change page
            continue
        part = pattern.name.removeprefix(prefix)
        given: list[Any] = (
            [] if part in ("changelist", "add", "deleted", "import", "process_import", "export") else [row.pk]
        )
        if part == "simple_history":
            given.append(row.history.latest().pk)  # type: ignore[attr-defined]
        found.append((part, pattern.name, reverse(f"admin:{pattern.name}", args=given)))
    return found


def test_every_address_of_a_page_stands_in_the_table(rows: dict[str, Model]) -> None:
    found = {(part, name) for label, row in rows.items() for part, name, _ in addresses(label, row)}
    assert {name for part, name in found if part not in NEEDS and name not in OWN} == set()
    assert set(NEEDS) <= {part for part, _ in found}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reaches_what_it_may_and_nothing_else(
    client: Client, accounts: dict[str, User], rows: dict[str, Model], role: str
) -> None:
    if role in accounts:
        client.force_login(accounts[role])
    wrong = []
    for label, row in rows.items():
        allowed = TABLE[label].get(role, NOTHING)
        for part, name, url in addresses(label, row):
            for method, need in zip(("get", "post"), OWN.get(name) or NEEDS[part], strict=True):
                before = _held(row) if need is None or need not in allowed else None
                response = getattr(client, method)(url)
                if role in ("anonymous", "visitor"):
                    fits = response.status_code == 302 and response.url.startswith("/admin/login/")
                elif need is None:
                    fits = response.status_code == 405
                elif need in allowed:
                    fits = response.status_code in (200, 302) and "/login/" not in response.headers.get("Location", "")
                else:
                    fits = response.status_code == 403
                if not fits or (before is not None and before != _held(row)):
                    wrong.append(f"{role} {method} {url}: {response.status_code}, may {allowed!r}")
    assert not wrong


def _held(row: Model) -> tuple[int, dict[str, Any]]:
    """What may not have changed: how many rows, and what the one says."""
    manager: Any = type(row)._default_manager
    now = manager.get(pk=row.pk)
    values = model_to_dict(now)
    values.pop("groups", None)
    values.pop("last_login", None)
    return manager.count(), {name: str(value) for name, value in values.items()}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_offered_the_actions_it_may_run_and_others_do_nothing(
    client: Client, accounts: dict[str, User], rows: dict[str, Model], role: str
) -> None:
    if role in accounts:
        client.force_login(accounts[role])
    request = RequestFactory().get("/admin/")
    request.user = accounts.get(role, AnonymousUser())
    everybody = RequestFactory().get("/admin/")
    everybody.user = accounts["superuser"]
    for label, row in rows.items():
        page = admin.site._registry[type(row)]
        allowed = TABLE[label].get(role, NOTHING)
        wanted = {name for name, roles in ACTIONS.get(label, {}).items() if role in roles}
        wanted |= {"delete_selected"} if "d" in allowed else set()
        assert set(page.get_actions(request)) == wanted, (role, label)
        known = {*ACTIONS.get(label, {}), "delete_selected"}
        assert set(page.get_actions(everybody)) <= known, f"{label} has an action without a row here"
        for action in known - wanted:
            before = (_held(row), Claim.history.count(), FacilityAlias.objects.count(), Center.objects.count())
            url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_changelist")
            client.post(url, {"action": action, "_selected_action": [row.pk], "post": "yes", "index": "0"})
            after = (_held(row), Claim.history.count(), FacilityAlias.objects.count(), Center.objects.count())
            assert before == after, (role, label, action)


@pytest.mark.parametrize("role", ROLES)
def test_the_pages_of_the_site_itself_are_for_staff(
    client: Client, accounts: dict[str, User], rows: dict[str, Model], role: str
) -> None:
    named = {getattr(pattern, "name", None) for pattern in admin.site.get_urls()} - {None}
    assert named == set(SITE)
    if role in accounts:
        client.force_login(accounts[role])
    for name, roles in SITE.items():
        if name in ("logout", "view_on_site"):  # the one ends the session, the other leads away from the admin
            continue
        try:
            url = reverse(f"admin:{name}")
        except NoReverseMatch:
            url = reverse(f"admin:{name}", args=["centers"])
        response: Any = client.get(url)
        if name == "login":
            assert response.status_code in (200, 302)
        elif role in ("anonymous", "visitor"):
            assert response.status_code == 302 and "/login/" in response.url, (role, name)
        elif role not in roles:
            assert response.status_code in (403, 404), (role, name)
        elif name == "autocomplete":
            assert response.status_code == 403  # it names no field to complete
        else:
            assert response.status_code == 200, (role, name)


@pytest.mark.parametrize("role", ["viewer", "curator", "superuser", "staff"])
def test_only_who_may_look_is_helped_to_find(
    client: Client, accounts: dict[str, User], rows: dict[str, Model], role: str
) -> None:
    client.force_login(accounts[role])
    query = {"app_label": "centers", "model_name": "claim", "field_name": "center", "term": "Lake"}
    response = client.get(reverse("admin:autocomplete"), query)
    assert response.status_code == (403 if role == "staff" else 200)
    if role != "staff":
        assert [one["text"] for one in response.json()["results"]] == ["Lakeside Cancer Center"]
