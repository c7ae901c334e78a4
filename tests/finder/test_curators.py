"""`manage.py curators`: who may keep what the site says, and who may look, by Django's permissions alone."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from finder.management.commands.curators import MAY

pytestmark = pytest.mark.django_db


def curators(*users: str) -> str:
    out = StringIO()
    call_command("curators", *users, stdout=out)
    return out.getvalue()


def test_a_member_may_rule_and_look_and_nothing_else(client: Client) -> None:
    user = User.objects.create(username="mary")
    assert curators() == "Curators: nobody yet.\n"
    assert curators("mary") == "Curators: mary.\n"
    assert curators("mary") == "Curators: mary.\n"
    client.force_login(user)
    for table in MAY:
        assert client.get(reverse(f"admin:{table.replace('.', '_')}_changelist")).status_code == 200
    assert client.get(reverse("admin:trials_ruling_add")).status_code == 200
    assert client.get(reverse("admin:trials_lease_changelist")).status_code == 403
    assert client.get(reverse("admin:auth_user_changelist")).status_code == 403


def test_every_permission_it_gives_exists() -> None:
    curators()
    assert Group.objects.get(name="curators").permissions.count() == sum(map(len, MAY.values()))
    viewers = Group.objects.get(name="viewers").permissions
    assert set(viewers.values_list("codename", flat=True)) == {f"view_{table.partition('.')[2]}" for table in MAY}


def test_an_account_has_one_of_the_two_roles() -> None:
    mary, anna = (User.objects.create(username=name) for name in ("mary", "anna"))
    assert curators("mary", "--viewers", "anna") == "Curators: mary.\nViewers: anna.\n"
    assert curators("--viewers", "mary") == "Curators: nobody yet.\nViewers: anna, mary.\n"
    assert not mary.groups.filter(name="curators").exists()
    assert curators("anna") == "Curators: anna.\nViewers: mary.\n"
    anna.refresh_from_db()
    assert anna.is_staff


def test_an_account_that_is_not_there_is_said_and_nobody_is_changed() -> None:
    mary = User.objects.create(username="mary")
    with pytest.raises(CommandError, match="There is no account nobody"):
        curators("mary", "nobody")
    with pytest.raises(CommandError, match=r"Curator or viewer\? mary"):
        curators("mary", "--viewers", "mary")
    assert not mary.groups.exists()
